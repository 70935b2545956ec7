"""One line on a terminal that tells how far a run is, and goes away when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from mcspec.report.style import style_for
from mcspec.verdict import Result, Verdict

_QUIET_SECONDS = 2.0
_PAUSE_SECONDS = 0.1
_BAD = (Verdict.FAIL, Verdict.ERROR, Verdict.BLOCKED)
_ERASE_LINE = "\r\x1b[K"


class Progress:
    """Counts results as they come. Writes only to a terminal, and only once a run takes long.

    `clock` counts seconds from any moment.
    """

    def __init__(
        self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total
        self._stream = stream
        self._style = style_for(stream)
        self._clock = clock
        self._next_at = clock() + _QUIET_SECONDS
        self._done = 0
        self._bad = 0
        self._is_shown = False

    def add(self, result: Result) -> None:
        """Counts one result, and rewrites the line when it is time to."""
        self._done += 1
        self._bad += result.verdict in _BAD
        if not self._stream.isatty() or self._clock() < self._next_at:
            return
        self._next_at = self._clock() + _PAUSE_SECONDS
        bad = f", {self._style.red}{self._bad} bad{self._style.end}" if self._bad else ""
        line = f"{self._done} of {self._total} runs{bad}, last {result.case.area}"
        self._stream.write(_ERASE_LINE + line)
        self._stream.flush()
        self._is_shown = True

    def clear(self) -> None:
        """Takes the line away, so that a report can follow."""
        if self._is_shown:
            self._stream.write(_ERASE_LINE)
            self._stream.flush()
        self._is_shown = False
