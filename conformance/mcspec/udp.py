"""memcached's UDP: eight octets before each datagram say whose it is and where it belongs.

Four numbers of 16 bits: the id of the request, the place of this datagram in its message, how many
datagrams the message has, and 0 (protocol.txt, UDP protocol).
"""

from __future__ import annotations

import re
import struct
from collections import deque
from dataclasses import dataclass
from functools import lru_cache

from mcspec.layer import End, Received
from mcspec.pattern import PatternError

HEADER_SIZE = 8
DATAGRAM_SIZE_MAX = 65507 - HEADER_SIZE

_HEADER = struct.Struct(">HHHH")
_FIELDS = ("id", "seq", "n", "reserved")
_NUMBER = re.compile(r"0x[0-9A-Fa-f]{1,4}|[0-9]{1,5}")


@dataclass(frozen=True)
class DatagramHeader:
    """The eight octets; the names are those of `>u` and `<u` lines."""

    id: int = 0
    seq: int = 0
    n: int = 1
    reserved: int = 0

    def octets(self) -> bytes:
        """As they are sent."""
        return _HEADER.pack(self.id, self.seq, self.n, self.reserved)


@dataclass(frozen=True)
class DatagramLine:
    """What a `>u` or `<u` line says: the numbers that it states.

    `raw` is of `>u`: the payload is the datagram, and has no header. `size` is of `<u`: the octets
    of the datagram, header included, or 0. In `<u`, a field that is None may be anything.
    """

    fields: tuple[tuple[str, int | None], ...] = ()
    size: int = 0
    raw: bool = False

    def header(self, usual_id: int) -> DatagramHeader:
        """The header with these fields, and the usual ones where they state nothing."""
        stated = {name: number for name, number in self.fields if number is not None}
        return DatagramHeader(**{"id": usual_id, **stated})

    def fits(self, received: DatagramHeader, size: int, usual_id: int) -> bool:
        """Whether a datagram is the one that is expected."""
        open_fields = {name for name, number in self.fields if number is None}
        wanted = self.header(usual_id)
        same = all(
            getattr(wanted, name) == getattr(received, name)
            for name in _FIELDS
            if name not in open_fields
        )
        return same and self.size in (0, size)


@lru_cache(maxsize=None)
def parse_datagram_line(text: str, *, sent: bool) -> DatagramLine:
    """Reads the payload of `>u` (sent) or `<u`, up to ` # note`. Raises PatternError."""
    words = re.sub(r"(^|\s+)#.*$", "", text).split()
    if sent and words == ["raw"]:
        return DatagramLine(raw=True)
    fields: dict[str, int | None] = {}
    size = 0
    for word in words:
        name, _, value = word.partition("=")
        allowed = _FIELDS if sent else (*_FIELDS, "size")
        if name not in allowed or name in fields:
            raise PatternError(f"{word}: a datagram has {' '.join(allowed)}, each with = and once")
        if value == "*" and not sent and name != "size":
            fields[name] = None
            continue
        if not _NUMBER.fullmatch(value) or int(value, 0) > 0xFFFF:
            raise PatternError(f"{word}: a number from 0 to 65535, such as 7 or 0x0007")
        if name == "size":
            size = int(value, 0)
        else:
            fields[name] = int(value, 0)
    return DatagramLine(tuple(fields.items()), size)


@dataclass(frozen=True)
class Datagram:
    """One that has come."""

    header: DatagramHeader
    payload: bytes

    @property
    def size(self) -> int:
        """Its octets, header included."""
        return HEADER_SIZE + len(self.payload)


class DatagramLayer:
    """The datagrams of one connection: heads what is sent, and checks and keeps what comes.

    `arrived` are the datagrams that nobody has begun to read. Where `strict`, a reader has to ask
    for each message, as `<u` does; else payloads run together as if they were a stream. `last_id`
    is the id of the newest request. `fault` says why a datagram was not sound, once one was not.
    """

    def __init__(self) -> None:
        self.last_id = 0
        self.arrived: deque[Datagram] = deque()
        self.strict = False
        self.fault = ""
        self.next_line: DatagramLine = DatagramLine()
        self._ids: set[int] = set()
        self._newest = DatagramHeader()

    def sent(self, piece: bytes) -> bytes:
        """A request as the datagram that `next_line` asks for; that holds for one."""
        line, self.next_line = self.next_line, DatagramLine()
        if line.raw:
            return piece
        header = line.header((self.last_id + 1) & 0xFFFF)
        self.last_id = header.id
        self._ids.add(header.id)
        return header.octets() + piece

    def received(self, data: bytes) -> Received:
        """Keeps a datagram; UNSOUND when its header cannot be."""
        if len(data) < HEADER_SIZE:
            self.fault = f"a datagram of {len(data)} octets has no room for its header"
            return Received(data, End.UNSOUND)
        header = DatagramHeader(*_HEADER.unpack(data[:HEADER_SIZE]))
        self.fault = self._fault_of(header, len(data))
        if self.fault:
            return Received(data, End.UNSOUND)
        self._newest = header
        self.arrived.append(Datagram(header, data[HEADER_SIZE:]))
        return Received(b"")

    def read_on(self) -> bytes | None:
        """The payload of the datagram that comes next for a reader who is in the midst of one.

        None where there is none yet, or where a message begins and that has to be asked for.
        """
        if not self.arrived or (self.strict and not self.arrived[0].header.seq):
            return None
        return self.arrived.popleft().payload

    def _fault_of(self, header: DatagramHeader, size: int) -> str:
        if header.id not in self._ids:
            return f"a datagram has id {header.id}, which no request had"
        if header.reserved:
            return f"the reserved number of a datagram is {header.reserved}, not 0"
        if not header.n and size == HEADER_SIZE and not header.seq:
            return ""
        before = self._newest
        goes_on = (header.id, header.n) == (before.id, before.n) and before.seq + 1 < before.n
        place = before.seq + 1 if goes_on else 0
        if header.seq != place or header.seq >= header.n:
            return f"a datagram is number {header.seq} of {header.n}, and number {place} was due"
        return ""
