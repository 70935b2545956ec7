"""What a recording is taken apart into: units, each of which becomes one step of a transcript."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mcspec.packet import Header


class Role(Enum):
    """What octets mean, and so what may become of them in a transcript."""

    PLAIN = "stays as it is"
    KEY = "a key"
    KEY64 = "a key in base64"
    VALUE = "data of a client"
    CAS = "a CAS unique, in decimal"
    AGE = "a number that time changes, in decimal"
    NOISE = "what may be anything"


class Sort(Enum):
    """What a unit is on the wire."""

    LINE = "a line"
    BLOCK = "a data block"
    PACKET = "a binary packet"
    LISTING = "all lines of an answer that ends in END, or all packets of one to STAT"
    REST = "octets that are none of the others, or did not come whole"


@dataclass(frozen=True)
class Token:
    """Octets with a role. Those of packets have the name of their `field`."""

    role: Role
    octets: bytes
    field: str = ""


@dataclass(frozen=True)
class Unit:
    """One line, block or packet.

    `end` is the offset behind it in its stream. `verb` and `key` say for requests what is asked
    of which item, as far as that is known; a block has those of its line. Replies that name their
    key have it as well. `terminator` is CR LF, or LF behind a line, or none behind a block that
    does not end where it should. `header` belongs to packets.
    """

    sort: Sort
    tokens: tuple[Token, ...]
    end: int
    verb: str = ""
    key: bytes = b""
    terminator: bytes = b""
    header: Header | None = None

    @property
    def octets(self) -> bytes:
        """All octets of the tokens."""
        return b"".join(token.octets for token in self.tokens)
