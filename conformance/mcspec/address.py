"""Where a server listens, and what it takes to be let in there."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace

from mcspec.credentials import Credentials
from mcspec.tls import TlsFiles

DEFAULT_PORT = 11211
TRANSPORTS = ("tcp", "unix", "udp", "tls")

_SHAPES = "an address is HOST:PORT, tls:HOST:PORT, udp:HOST:PORT or unix:PATH"


class AddressError(ValueError):
    """An address cannot be read, or must not be used; the text says why."""


@dataclass(frozen=True)
class Address:
    """A place where a server takes connections: host and port, or the path of a Unix socket.

    `datagram_port` is where the same server takes datagrams, 0 for the same port. `credentials`
    are for servers that want a user and a password, and None for all others.
    """

    host: str = ""
    port: int = 0
    path: str = ""
    transport: str = "tcp"
    datagram_port: int = 0
    tls: TlsFiles = TlsFiles()
    credentials: Credentials | None = None

    def __str__(self) -> str:
        if self.transport == "unix":
            return f"unix:{self.path}"
        prefix = "" if self.transport == "tcp" else f"{self.transport}:"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{prefix}{host}:{self.port}"

    def over(self, transport: str) -> Address | None:
        """Where the same server is reached over another transport; None where it is not.

        Nobody logs in there: what is done over another transport is done on purpose.
        """
        if transport == self.transport:
            return self
        if transport == "tcp" and self.transport == "tls":
            return replace(self, transport="tcp", credentials=None)
        if transport == "udp" and self.transport == "tcp":
            port = self.datagram_port or self.port
            return Address(self.host, port, transport="udp")
        return None


def parse_address(text: str, *, allow_remote: bool = False) -> Address:
    """Reads `127.0.0.1:11211`, `[::1]:11211`, `tls:localhost`, `udp:127.0.0.1:1` or `unix:/path`.

    The port is 11211 unless given. Hosts other than this one need `allow_remote`. Raises
    AddressError.
    """
    transport, rest = "tcp", text
    for prefix in ("unix", "udp", "tls"):
        if text.startswith(f"{prefix}:"):
            transport, rest = prefix, text[len(prefix) + 1 :]
    if transport == "unix":
        if not rest:
            raise AddressError("unix: needs a path after it")
        return Address(path=rest, transport=transport)
    host, colon, port = rest.rpartition(":")
    if rest.endswith("]") or not colon:
        host, port = rest, str(DEFAULT_PORT)
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise AddressError(f"{text}: an IPv6 address goes in brackets, as in [::1]:11211")
    host = host.strip("[]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise AddressError(f"{text}: {_SHAPES}")
    if not allow_remote and not is_loopback(host):
        raise AddressError(f"{host} is another machine; --allow-remote permits that")
    return Address(host, int(port), transport=transport)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine for certain."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
