"""What a conformance case is: the data that a transcript file says, and nothing that acts.

`transcript.py` reads and writes these, `replay.py` performs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Level(Enum):
    """How binding a case is; decides what a mismatch means (see verdict.py)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"
    OBSERVED = "OBSERVED"


class Op(Enum):
    """What one step does; the value is the operator as it is written in a transcript."""

    SEND_LINE = ">"
    SEND_BYTES = ">|"
    SEND_HEX = ">x"
    SEND_PACKET = ">b"
    SEND_DATAGRAM = ">u"
    EXPECT_LINE = "<"
    EXPECT_BYTES = "<|"
    EXPECT_META = "<m"
    EXPECT_PACKET = "<b"
    EXPECT_DATAGRAM = "<u"
    SHOULD_LINE = "<should"
    OR_LINE = "<or"
    OPEN = "@"
    DIRECTIVE = "!"


@dataclass(frozen=True)
class Step:
    """One line of a case's script.

    `text` is the payload as written: holes, escapes and all. `label` is set for `<or[label]`
    only. `line` counts from 1 in the transcript file.
    """

    connection: str
    op: Op
    text: str
    line: int
    label: str = ""


@dataclass(frozen=True)
class Case:
    """One behaviour of the protocol: metadata and a script of steps.

    `since` and `until` are memcached releases as written ("1.6.18"), until exclusive, or "".
    `needs` holds capability words, `after` the ids of prerequisite cases.
    """

    id: str
    title: str
    rules: tuple[str, ...]
    level: Level
    steps: tuple[Step, ...]
    path: Path
    line: int
    since: str = ""
    until: str = ""
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    framing: str = ""
    timing: str = ""
    exclusive: bool = False
    options: str = ""
    transport: str = ""
    note: str = ""
    seealso: str = ""

    @property
    def area(self) -> str:
        """The first two words of the id, e.g. `classic.cas`: the row of the report it counts in."""
        return ".".join(self.id.split(".")[:2])


@dataclass(frozen=True)
class Rule:
    """One promise of the protocol, from the ledger `rules/*.toml`."""

    id: str
    text: str
    source: str
    level: Level
    since: str = ""
    until: str = ""
    untestable: str = ""
    path: Path = field(default_factory=Path)
