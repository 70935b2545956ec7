"""What a run says of a case: verdicts, mismatches, results and the exit status they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from mcspec.case import Case


class Verdict(Enum):
    """How one case ended under one framing."""

    PASS = "PASS"
    NON_STRICT = "NON-STRICT"
    FAIL = "FAIL"
    XFAIL = "XFAIL"
    XPASS = "XPASS"
    UNSUPPORTED = "UNSUPPORTED"
    SKIP = "SKIP"
    BLOCKED = "BLOCKED"
    ERROR = "ERROR"


class Exit(Enum):
    """Exit statuses of `mcspec run`; documented in conformance/README.md."""

    CONFORMANT = 0
    DIFFERS = 1
    USAGE = 2
    NO_ANSWER = 3
    KNOWN_STALE = 4
    NOT_INSTALLED = 5


@dataclass(frozen=True)
class Exchange:
    """Octets that went one way on one connection: `direction` is ">" (sent) or "<" (received)."""

    connection: str
    direction: str
    data: bytes


@dataclass(frozen=True)
class Mismatch:
    """Where a server's answer left the script.

    `line` is the transcript line of the step, `expected` a rendering of what the step wants as
    octets (holes filled where they are known, else shown as written), `received` what came.
    `at` is the offset of the first octet that differs, or -1 when offsets mean nothing
    (a missing close, a failed assertion); `what` says it in words.
    """

    line: int
    what: str
    expected: bytes
    received: bytes
    at: int


@dataclass(frozen=True)
class Result:
    """One case under one framing against one target, as reports consume it.

    `seconds` is the time from first octet to verdict. `reason` explains every verdict that is
    neither PASS nor FAIL. `chosen` lists the labels of `<or[label]` alternatives that matched.
    `seed` is what a random framing was cut by, None under every other.
    """

    case: Case
    framing: str
    verdict: Verdict
    seconds: float = 0.0
    reason: str = ""
    mismatch: Mismatch | None = None
    sent: tuple[Exchange, ...] = ()
    chosen: tuple[str, ...] = field(default=())
    seed: int | None = None
