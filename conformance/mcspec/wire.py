"""One connection to a server, as octets and events; it knows no protocol.

What a peer does (closing, resetting, saying nothing) is a value here, never an exception. Octets
are taken from the socket as soon as they come, so that a peer that answers before it has read
everything cannot block us. Transports other than plain streams would join between the socket and
`_receive` and `_write`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

DEFAULT_PORT = 11211
READ_SIZE = 256 * 1024


class AddressError(ValueError):
    """An address cannot be read, or must not be used; the text says why."""


@dataclass(frozen=True)
class Address:
    """Where a server listens: host and port, or the path of a Unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class End(Enum):
    """How a wait for octets ended."""

    COMPLETE = "complete"
    CLOSED = "closed"
    RESET = "reset"
    TIMEOUT = "timeout"
    TOO_LONG = "too long"


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


def parse_address(text: str, *, allow_remote: bool = False) -> Address:
    """Reads `127.0.0.1:11211`, `[::1]:11211`, `localhost:11211` or `unix:/path`.

    The port is 11211 unless given. Hosts other than this one need `allow_remote`. Raises
    AddressError.
    """
    if text.startswith("unix:"):
        if len(text) == len("unix:"):
            raise AddressError("unix: needs a path after it")
        return Address(path=text[len("unix:") :])
    host, colon, port = text.rpartition(":")
    if text.endswith("]") or not colon:
        host, port = text, str(DEFAULT_PORT)
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise AddressError(f"{text}: an IPv6 address goes in brackets, as in [::1]:11211")
    host = host.strip("[]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise AddressError(f"{text}: an address is HOST:PORT or unix:PATH")
    if not allow_remote and not _is_loopback(host):
        raise AddressError(f"{host} is another machine; --allow-remote permits that")
    return Address(host, int(port))


class Wire:
    """A connection. Not for use by two tasks at once."""

    def __init__(self, stream: socket.socket, listener: Listener | None = None) -> None:
        """Takes over a connected, non-blocking socket."""
        self._socket = stream
        self._loop = asyncio.get_running_loop()
        self._listener = listener
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
        async with asyncio.timeout(timeout):
            family, place = await _resolve(address)
            stream = socket.socket(family, socket.SOCK_STREAM)
            try:
                stream.setblocking(False)
                if not address.path:
                    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                await loop.sock_connect(stream, place)
            except BaseException:
                stream.close()
                raise
        return cls(stream, listener)

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
                if self._listener is not None:
                    self._listener(">", piece)
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
            if self._ending is not None:
                return Read(bytes(self._buffer), self._ending)
            self._changed.clear()
            if len(self._buffer) > seen:
                seen = len(self._buffer)
                deadline = self._loop.time() + timeout
            try:
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()
            except TimeoutError:
                # When it was us who had no time, the answer may be there all the same.
                if not self._pause:
                    self._receive()
                if not self._changed.is_set():
                    return Read(bytes(self._buffer), End.TIMEOUT)

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
        if not data:
            self._end(End.CLOSED)
            return
        if self._listener is not None:
            self._listener("<", data)
        self._buffer += data
        self._changed.set()
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
