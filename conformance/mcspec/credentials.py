"""A user and a password for servers that want them before anything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mcspec.packet import HEADER, HEADER_SIZE, OPCODES, REQUEST_MAGIC, read_header

if TYPE_CHECKING:
    from mcspec.wire import Wire

_PACKET_SIZE_MAX = 4096
_MECHANISM = b"PLAIN"


@dataclass(frozen=True)
class Credentials:
    """Who we are. The password is never shown."""

    user: str
    password: str = field(repr=False)


class CredentialsError(Exception):
    """There is no password where one should be; the text says why."""


def read_credentials(user: str, password_file: Path | None) -> Credentials | None:
    """The user, with the first line of a file as the password. Raises CredentialsError."""
    if not user or password_file is None:
        return None
    try:
        password = password_file.read_text(encoding="utf-8").split("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialsError(f"{password_file}: {error}") from error
    return Credentials(user, password)


async def log_in(wire: Wire, who: Credentials, *, binary: bool, timeout: float) -> bool:
    """Authenticates a new connection; whether the server has taken user and password.

    Text: a `set` of any key whose value is "user password" (protocol.txt, Authentication). Binary:
    SASL PLAIN. What goes over the wire is not told to the listener.
    """
    if binary:
        value = b"\0%s\0%s" % (who.user.encode(), who.password.encode())
        size = len(_MECHANISM) + len(value)
        opcode = OPCODES["sasl_auth"]
        header = HEADER.pack(REQUEST_MAGIC, opcode, len(_MECHANISM), 0, 0, 0, size, 0, 0)
        await wire.send([header + _MECHANISM + value], timeout=timeout)
        answer = await wire.read_packet(_PACKET_SIZE_MAX, timeout=timeout)
        return len(answer.data) >= HEADER_SIZE and read_header(answer.data).status == 0
    token = f"{who.user} {who.password}".encode()
    await wire.send([b"set auth 0 0 %d\r\n%s\r\n" % (len(token), token)], timeout=timeout)
    line = await wire.read_line(_PACKET_SIZE_MAX, timeout=timeout)
    return line.data == b"STORED\r\n"
