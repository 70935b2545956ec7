"""TLS between a socket and a connection: octets in the clear on one side, records on the other."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache

from mcspec.layer import End, Received

_READ_SIZE = 256 * 1024


@dataclass(frozen=True)
class TlsFiles:
    """What TLS needs beside an address; "" where nothing was given.

    `ca` are the certificates to trust instead of the system's, `cert` and `key` our own ones
    (`key` may be in the file of `cert`), all in PEM. `server_name` is the name that the server's
    certificate must have instead of the host's.
    """

    ca: str = ""
    cert: str = ""
    key: str = ""
    server_name: str = ""


class TlsLayer:
    """The TLS side of one connection."""

    def __init__(self, files: TlsFiles, host: str) -> None:
        """`host` is whose certificate it has to be. Raises OSError for unreadable files."""
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        name = files.server_name or host
        self._tls = _context(files).wrap_bio(self._incoming, self._outgoing, server_hostname=name)

    async def start(self, stream: socket.socket) -> None:
        """Shakes hands over a connected socket. Raises OSError, of which SSLError is one."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await loop.sock_sendall(stream, self._outgoing.read())
                data = await loop.sock_recv(stream, _READ_SIZE)
                if not data:
                    raise ConnectionResetError("closed during the TLS handshake") from None
                self._incoming.write(data)
                continue
            await loop.sock_sendall(stream, self._outgoing.read())
            return

    def sent(self, piece: bytes) -> bytes:
        """The records that carry some octets."""
        if piece:
            self._tls.write(piece)
        return self._outgoing.read()

    def received(self, data: bytes) -> Received:
        """What has come in records; an end when the peer says that nothing more will."""
        self._incoming.write(data)
        clear = b""
        try:
            while more := self._tls.read(_READ_SIZE):
                clear += more
        except ssl.SSLWantReadError:
            return Received(clear)
        except ssl.SSLZeroReturnError:
            return Received(clear, End.CLOSED)
        except ssl.SSLError:
            return Received(clear, End.RESET)
        return Received(clear, End.CLOSED)


@lru_cache(maxsize=None)
def _context(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=files.ca or None)
    if files.cert:
        context.load_cert_chain(files.cert, files.key or None)
    return context
