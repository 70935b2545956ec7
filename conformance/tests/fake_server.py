"""A server that says what a test tells it to, for tests of the runner."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from types import TracebackType

from mcspec.wire import Address

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Answers = Callable[[bytes], bytes | None]

CLOSE = b"\0close"
RESET = b"\0reset"


class FakeServer:
    """Serves each connection with a handler, on a free port of 127.0.0.1, until the context ends.

    `connections` counts those that were accepted.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.address = Address()
        self.connections = 0

    async def __aenter__(self) -> FakeServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.address = Address(host, port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            await self._handler(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()
            self._tasks.discard(task)


def by_line(answers: Answers) -> Handler:
    """Answers each line, CR LF cut off, with what a function says: octets, None for nothing."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            answer = answers(line.rstrip(b"\r\n"))
            if answer == CLOSE:
                return
            if answer == RESET:
                reset(writer)
                return
            if answer:
                writer.write(answer)
                await writer.drain()

    return handle


def by_packet(answers: Answers) -> Handler:
    """Answers each binary request, all of its octets, with what a function says."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                header = await reader.readexactly(24)
                body = await reader.readexactly(struct.unpack(">I", header[8:12])[0])
            except asyncio.IncompleteReadError:
                return
            answer = answers(header + body)
            if answer == CLOSE:
                return
            if answer:
                writer.write(answer)
                await writer.drain()

    return handle


def scripted(*answers: bytes) -> Handler:
    """Answers the first line or packet with the first answer, and so on; then is silent."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            if not await reader.read(65536):
                return
            if answer == CLOSE:
                return
            if answer == RESET:
                reset(writer)
                return
            writer.write(answer)
            await writer.drain()
        while await reader.read(65536):
            pass

    return handle


def reset(writer: asyncio.StreamWriter) -> None:
    """Closes a connection so that its peer sees a reset."""
    stream = writer.get_extra_info("socket")
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def response(request: bytes, *, status: int = 0, body: bytes = b"", cas: int = 0) -> bytes:
    """The binary response to a request, its value being the body."""
    opcode, opaque = request[1], request[12:16]
    head = struct.pack(">BBHBBHI", 0x81, opcode, 0, 0, 0, status, len(body))
    return head + opaque + struct.pack(">Q", cas) + body


def closed_port() -> Address:
    """An address that nothing listens on."""
    with socket.socket() as stream:
        stream.bind(("127.0.0.1", 0))
        return Address("127.0.0.1", stream.getsockname()[1])
