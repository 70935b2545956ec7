"""The clock of a server that lets us stop and move it: memcached-debug's command debugtime."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcspec.credentials import log_in
from mcspec.wire import Address, Wire

ANSWER_TIMEOUT = 2.0


class ClockError(Exception):
    """The server did not do as it was told about its clock."""


class Clock:
    """The clock of one server; nobody else may move it meanwhile.

    Steps accumulate in memcached (proto_text.c, process_debugtime_command): each `debugtime N` adds
    N to an offset, and then the whole offset to the time. We keep the offset, so that a second
    `advance(3)` sends 0.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._offset = 0

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Stops time; in the end takes all steps back and lets it run. Raises ClockError."""
        await self._command("p")
        try:
            yield
        finally:
            if self._offset:
                await self._command(str(-self._offset))
                self._offset = 0
            await self._command("r")

    async def advance(self, seconds: float) -> None:
        """Lets whole seconds pass, at least as long as asked. Raises ClockError."""
        step = math.ceil(seconds)
        if step:
            await self._command(str(step - self._offset))
            self._offset = step

    async def _command(self, argument: str) -> None:
        try:
            wire = await Wire.open(self._address, timeout=ANSWER_TIMEOUT)
        except OSError as error:
            raise ClockError(f"debugtime {argument}: {error}") from error
        try:
            if self._address.credentials is not None:
                who = self._address.credentials
                await log_in(wire, who, binary=False, timeout=ANSWER_TIMEOUT)
            await wire.send([f"debugtime {argument}\r\n".encode()], timeout=ANSWER_TIMEOUT)
            answer = await wire.read_line(1024, timeout=ANSWER_TIMEOUT)
        finally:
            wire.close()
        if answer.data != b"OK\r\n":
            raise ClockError(f"debugtime {argument} was answered {answer.data!r}, not OK")
