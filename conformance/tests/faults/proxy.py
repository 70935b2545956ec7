"""A proxy on a port of 127.0.0.1 that passes everything to a server and back, but for one fault."""

from __future__ import annotations

import asyncio
from types import TracebackType

from mcspec.wire import READ_SIZE, Address
from .fault import Fault
from .link import Link

# How long part of a request waits for the rest. A client that sends only part of one on purpose
# waits much longer for what becomes of it.
HOLDING_TIME = 0.02


class Proxy:
    """Listens until its context ends; each connection to it has one to the server.

    A fault that raises would be noticed for the wrong reason, so that the context ends with what it
    raised.
    """

    def __init__(self, server: Address, fault: Fault | None) -> None:
        self._server = server
        self._fault = fault
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: Exception | None = None
        self.address = Address()

    async def __aenter__(self) -> Proxy:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
        self.address = Address(*self._listener.sockets[0].getsockname()[:2])
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
        if self._failure is not None:
            raise self._failure

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            there = await asyncio.open_connection(self._server.host, self._server.port)
        except OSError:
            writer.transport.abort()
            return
        link = Link(self._fault)
        requests = asyncio.create_task(_pass_requests(link, reader, there[1]))
        replies = asyncio.create_task(_pass_replies(link, there[0], writer))
        try:
            await asyncio.wait({replies})
        finally:
            for each in (requests, replies):
                each.cancel()
            for ended in await asyncio.gather(requests, replies, return_exceptions=True):
                if isinstance(ended, Exception) and not isinstance(ended, OSError):
                    self._failure = ended
            for stream in (writer, there[1]):
                stream.close()


async def _pass_requests(
    link: Link, client: asyncio.StreamReader, server: asyncio.StreamWriter
) -> None:
    """Passes requests on until the client has no more."""
    try:
        while True:
            try:
                async with asyncio.timeout(HOLDING_TIME if link.is_holding else None):
                    data = await client.read(READ_SIZE)
            except TimeoutError:
                server.write(link.release_requests())
                continue
            server.write(link.take_requests(data) if data else link.release_requests())
            if not data:
                server.write_eof()
                return
            await server.drain()
    except Exception:
        server.transport.abort()
        raise


async def _pass_replies(
    link: Link, server: asyncio.StreamReader, client: asyncio.StreamWriter
) -> None:
    """Passes replies back until the server or the fault closes."""
    try:
        while data := await server.read(READ_SIZE):
            client.write(link.take_replies(data))
            await client.drain()
            if link.is_closing:
                return
        client.write(link.release_replies())
    except Exception:
        client.transport.abort()
        raise
