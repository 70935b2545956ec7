"""Stands between clients and a server, passes all octets on, and remembers them."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from types import TracebackType

from mcspec.wire import Address

READ_SIZE = 64 * 1024

_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Event:
    """Octets that went one way (">" from the client) on a connection; none say that it ended.

    Connections count from 0 in the order in which they were opened.
    """

    connection: int
    direction: str
    data: bytes


class Relay:
    """Relays until the context ends.

    `events` grows as octets pass, in their order; `session_end` is set once there have been
    connections and all are closed again.
    """

    def __init__(self, listen: Address, server: Address) -> None:
        self._listen = listen
        self._server = server
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._open = 0
        self.session_end = asyncio.Event()
        self.events: list[Event] = []

    async def __aenter__(self) -> Relay:
        """Starts to listen. Raises OSError."""
        if self._listen.path:
            self._listener = await asyncio.start_unix_server(self._serve, self._listen.path)
        else:
            host, port = self._listen.host, self._listen.port
            self._listener = await asyncio.start_server(self._serve, host, port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._listener is not None
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        number = self._count
        self._count += 1
        self._open += 1
        try:
            await self._relay(number, (reader, writer))
        except asyncio.CancelledError:
            # Only we cancel, and asyncio would print what a connection's task ends with.
            pass
        finally:
            writer.close()
            self._tasks.discard(task)
            self._open -= 1
            if not self._open:
                self.session_end.set()

    async def _relay(self, number: int, client: _Streams) -> None:
        try:
            server = await _connect(self._server)
        except OSError:
            # The client sees what it would see without us, as nearly as can be: an end.
            return
        for _, writer in (client, server):
            _send_at_once(writer)
        sending = asyncio.create_task(self._pass_on(number, ">", client[0], server[1]))
        try:
            await self._pass_on(number, "<", server[0], client[1])
        finally:
            sending.cancel()
            server[1].close()

    async def _pass_on(
        self,
        number: int,
        direction: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        try:
            while data := await reader.read(READ_SIZE):
                self.events.append(Event(number, direction, data))
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            pass
        self.events.append(Event(number, direction, b""))


async def _connect(address: Address) -> _Streams:
    if address.path:
        return await asyncio.open_unix_connection(address.path)
    return await asyncio.open_connection(address.host, address.port)


def _send_at_once(writer: asyncio.StreamWriter) -> None:
    sender = writer.get_extra_info("socket")
    if sender.family != socket.AF_UNIX:
        sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
