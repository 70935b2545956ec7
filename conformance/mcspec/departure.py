"""Where a performance left its script, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mcspec.pattern import Match
from mcspec.verdict import Mismatch


class Trouble(Enum):
    """Why a performance ended before its end."""

    DIFFERS = "the server answered otherwise"
    HANG = "the server did nothing"
    RESET = "the server reset the connection"
    REFUSED = "connection refused"
    FAULT = "something else went wrong"


@dataclass(frozen=True)
class Departure:
    """Where a performance left its script, and why."""

    trouble: Trouble
    mismatch: Mismatch


def differs(
    line: int,
    what: str,
    found: Match | None = None,
    received: bytes = b"",
    *,
    trouble: Trouble = Trouble.DIFFERS,
) -> Departure:
    """A departure at a line of the transcript."""
    expected, at = (found.expected, found.at) if found is not None else (b"", -1)
    return Departure(trouble, Mismatch(line, what, expected, received, at))
