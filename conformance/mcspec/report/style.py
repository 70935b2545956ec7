"""Colour on a terminal, and nothing anywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from mcspec.verdict import Verdict

_BAD = (Verdict.FAIL, Verdict.ERROR, Verdict.BLOCKED, Verdict.XPASS)
_WEAK = (Verdict.NON_STRICT, Verdict.XFAIL)


@dataclass(frozen=True)
class Style:
    """What to write around a word to make it stand out; all empty when plain."""

    bold: str = ""
    faint: str = ""
    red: str = ""
    green: str = ""
    yellow: str = ""
    end: str = ""

    def of(self, verdict: Verdict) -> str:
        """The colour of a verdict; good ones and those about what was not run have none."""
        if verdict in _BAD:
            return self.red
        return self.yellow if verdict in _WEAK else ""


PLAIN = Style()
COLOURED = Style("\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m")


def style_for(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Style:
    """Coloured on a terminal, unless NO_COLOR is set (no-color.org)."""
    return COLOURED if stream.isatty() and not environment.get("NO_COLOR") else PLAIN
