"""One connection to a server, as octets and events; it knows no protocol.

What a peer does (closing, resetting, saying nothing) is a value here, never an exception. Octets
are taken from the socket as soon as they come, so that a peer that answers before it has read
everything cannot block us. TLS and datagrams are layers between the socket and the octets.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mcspec.address import Address, AddressError, parse_address
from mcspec.layer import End, Layer, Received
from mcspec.tls import TlsLayer
from mcspec.udp import Datagram, DatagramLayer

__all__ = ["Address", "AddressError", "End", "Listener", "Read", "Wire", "parse_address"]

READ_SIZE = 256 * 1024


@dataclass(frozen=True)
class Read:
    """What a read has brought; unless COMPLETE, `data` is all there was of it, and stays unread."""

    data: bytes
    end: End

    @property
    def complete(self) -> bool:
        """Whether it is what was asked for."""
        return self.end is End.COMPLETE


Listener = Callable[[str, bytes], None]
"""Is told of all octets: ">" or "<", and what went that way."""


class Wire:
    """A connection. Not for use by two tasks at once."""

    def __init__(
        self,
        stream: socket.socket,
        listener: Listener | None = None,
        layer: Layer | None = None,
    ) -> None:
        """Takes over a connected, non-blocking socket, and what lies between it and its octets."""
        self.listener = listener
        self.datagrams = layer if isinstance(layer, DatagramLayer) else None
        self._socket = stream
        self._layer = layer
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._ending: End | None = None
        self._changed = asyncio.Event()
        self._rate = 0
        self._pause: asyncio.TimerHandle | None = None
        self._loop.add_reader(stream, self._receive)

    @classmethod
    async def open(
        cls, address: Address, *, timeout: float, listener: Listener | None = None
    ) -> Wire:
        """Connects. Raises OSError, of which TimeoutError is one."""
        loop = asyncio.get_running_loop()
        layer: Layer | None = None
        kind = socket.SOCK_DGRAM if address.transport == "udp" else socket.SOCK_STREAM
        async with asyncio.timeout(timeout):
            family, place = await _resolve(address)
            stream = socket.socket(family, kind)
            try:
                stream.setblocking(False)
                if address.transport in ("tcp", "tls"):
                    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                await loop.sock_connect(stream, place)
                if address.transport == "tls":
                    layer = tls = TlsLayer(address.tls, address.host)
                    await tls.start(stream)
            except BaseException:
                stream.close()
                raise
        return cls(stream, listener, DatagramLayer() if address.transport == "udp" else layer)

    @property
    def unread(self) -> int:
        """How many octets have come that no read has taken yet."""
        return len(self._buffer)

    async def send(self, pieces: Iterable[bytes], *, timeout: float) -> End:
        """Sends pieces, each its own write. RESET when the peer takes no more.

        TIMEOUT when the peer has taken nothing for so long; many pieces may take longer.
        """
        try:
            for index, piece in enumerate(pieces):
                if index:
                    await asyncio.sleep(0)
                told = piece
                if self._layer is not None:
                    piece = self._layer.sent(piece)
                if self.listener is not None:
                    self.listener(">", told if self.datagrams is None else piece)
                rest = piece[self._send_now(piece) :]
                if rest:
                    async with asyncio.timeout(timeout):
                        await self._loop.sock_sendall(self._socket, rest)
        except TimeoutError:
            return End.TIMEOUT
        except OSError:
            return End.RESET
        return End.COMPLETE

    async def read_line(self, limit: int, *, timeout: float) -> Read:
        """Reads up to and including LF; TOO_LONG beyond `limit` octets."""

        def size(buffer: bytearray) -> int:
            return buffer.find(b"\n") + 1

        return await self._read(size, limit, timeout)

    async def read_exactly(self, count: int, *, timeout: float) -> Read:
        """Reads so many octets."""
        if not count:
            return Read(b"", End.COMPLETE)
        return await self._read(lambda buffer: count * (len(buffer) >= count), None, timeout)

    async def read_matching(self, expected: bytes, *, timeout: float) -> Read:
        """Reads as many octets as `expected` has, or fewer: up to and with the first other one."""

        def size(buffer: bytearray) -> int:
            if buffer.startswith(expected):
                return len(expected)
            if expected.startswith(buffer):
                return 0
            return min(len(buffer), len(expected))

        if not expected:
            return Read(b"", End.COMPLETE)
        return await self._read(size, None, timeout)

    async def read_packet(self, limit: int, *, timeout: float) -> Read:
        """Reads a binary packet; TOO_LONG when its header announces more than `limit` octets."""
        header = await self._peek(24, timeout)
        if not header.complete:
            return header
        count = 24 + int.from_bytes(header.data[8:12], "big")
        if count > limit:
            return Read(bytes(self._buffer), End.TOO_LONG)
        return await self.read_exactly(count, timeout=timeout)

    async def read_some(self, *, timeout: float) -> Read:
        """Reads what is there, or what comes first."""
        return await self._read(len, None, timeout)

    async def peek(self, *, timeout: float) -> Read:
        """Waits for the next octet, and leaves it unread; CLOSED or RESET when the end is there."""
        return await self._peek(1, timeout)

    async def listen(self, *, timeout: float) -> Read:
        """Waits for whatever comes next and leaves it unread, be it a datagram without octets."""
        if self.datagrams is None or self._buffer:
            return await self._peek(1, timeout)
        return Read(b"", await self._arrival(self.datagrams, timeout))

    async def read_datagram(self, *, timeout: float) -> tuple[Read, Datagram | None]:
        """Waits for the next datagram, whose payload then is what can be read.

        TOO_LONG when octets of the one before have not been read. Only for UDP.
        """
        layer = self.datagrams
        assert layer is not None
        if self._buffer:
            return Read(bytes(self._buffer), End.TOO_LONG), None
        end = await self._arrival(layer, timeout)
        if end is not End.COMPLETE:
            return Read(bytes(self._buffer), end), None
        datagram = layer.arrived.popleft()
        self._buffer += datagram.payload
        return Read(b"", End.COMPLETE), datagram

    async def _arrival(self, layer: DatagramLayer, timeout: float) -> End:
        deadline = self._loop.time() + timeout
        while not layer.arrived:
            if self._ending is not None:
                return self._ending
            if not await self._wait(deadline):
                return End.TIMEOUT
        return End.COMPLETE

    def half_close(self) -> None:
        """Tells the peer that nothing more will come."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._end(End.RESET)

    def reset(self) -> None:
        """Closes so that the peer sees a reset."""
        linger_for_no_time = struct.pack("ii", 1, 0)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_no_time)
        except OSError:
            pass
        self.close()

    def close(self) -> None:
        """Closes; may be called again."""
        if self._socket.fileno() < 0:
            return
        self._stop_listening()
        self._socket.close()

    def slow_down(self, octets_per_second: int) -> None:
        """From here on, takes octets from the socket no faster than that."""
        self._rate = octets_per_second
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)

    async def _peek(self, count: int, timeout: float) -> Read:
        found = await self._read(lambda buffer: count * (len(buffer) >= count), None, timeout)
        if found.complete:
            self._buffer[:0] = found.data
        return found

    async def _read(
        self, size: Callable[[bytearray], int], limit: int | None, timeout: float
    ) -> Read:
        """Takes as many octets as `size` says of what has come, 0 meaning that more must come.

        The timeout begins anew when something comes.
        """
        seen = len(self._buffer)
        deadline = self._loop.time() + timeout
        while True:
            count = size(self._buffer)
            if limit is not None and (count or len(self._buffer)) > limit:
                return Read(bytes(self._buffer), End.TOO_LONG)
            if count:
                data = bytes(self._buffer[:count])
                del self._buffer[:count]
                return Read(data, End.COMPLETE)
            if self.datagrams is not None and (payload := self.datagrams.read_on()) is not None:
                self._buffer += payload
                continue
            if self._ending is not None:
                return Read(bytes(self._buffer), self._ending)
            if len(self._buffer) > seen:
                seen = len(self._buffer)
                deadline = self._loop.time() + timeout
            if not await self._wait(deadline):
                return Read(bytes(self._buffer), End.TIMEOUT)

    async def _wait(self, deadline: float) -> bool:
        """Waits until something comes, or the end; whether it did before the deadline."""
        self._changed.clear()
        try:
            async with asyncio.timeout_at(deadline):
                await self._changed.wait()
        except TimeoutError:
            # When it was us who had no time, the answer may be there all the same.
            if not self._pause and self._ending is None:
                self._receive()
            return self._changed.is_set()
        return True

    def _send_now(self, piece: bytes) -> int:
        """How many octets the socket has room for, which it takes; nearly always all of them."""
        try:
            return self._socket.send(piece)
        except BlockingIOError:
            return 0

    def _receive(self) -> None:
        try:
            data = self._socket.recv(min(self._rate, READ_SIZE) or READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            self._end(End.RESET)
            return
        if not data and self.datagrams is None:
            self._end(End.CLOSED)
            return
        found = Received(data) if self._layer is None else self._layer.received(data)
        if self.listener is not None and data:
            self.listener("<", data if self.datagrams is not None else found.data)
        self._buffer += found.data
        self._changed.set()
        if found.end is not None:
            self._end(found.end)
            return
        if self._rate:
            self._loop.remove_reader(self._socket)
            self._pause = self._loop.call_later(len(data) / self._rate, self._resume)

    def _resume(self) -> None:
        self._pause = None
        if self._socket.fileno() >= 0:
            self._loop.add_reader(self._socket, self._receive)

    def _end(self, ending: End) -> None:
        self._ending = ending
        self._stop_listening()
        self._changed.set()

    def _stop_listening(self) -> None:
        self._loop.remove_reader(self._socket)
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None


async def _resolve(address: Address) -> tuple[int, str | tuple[object, ...]]:
    """The family of a socket for an address, and what such a socket connects to."""
    if address.path:
        return socket.AF_UNIX, address.path
    try:
        literal = ipaddress.ip_address("127.0.0.1" if address.host == "localhost" else address.host)
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        return found[0][0], found[0][4]
    family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
    return family, (str(literal), address.port)
