"""The words in which faults of binary packets are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mcspec.packet import HEADER, HEADER_SIZE, OPCODES, read_header
from .fault import Moment, Rewrite

GOOD = 0x0000
MISSING = 0x0001
EXISTS = 0x0002
TOO_LARGE = 0x0003
NOT_STORED = 0x0005
NOT_NUMERIC = 0x0006
UNKNOWN = 0x0081

RETRIEVALS = "get getk getq getkq gat gatq gatk gatkq"
STORAGE = "set add replace setq addq replaceq"
COUNTS = "incr decr incrq decrq"
QUIET_CHANGES = "setq addq replaceq appendq prependq deleteq incrq decrq flushq"

Change = Callable[["Packet"], int | bytes] | int | bytes
"""The new content of a field of a packet, or what makes it of the packet as it was."""

Test = Callable[["Packet"], bool]


@dataclass(frozen=True)
class Packet:
    """A binary packet taken apart; `status` is a request's vbucket."""

    magic: int
    opcode: int
    data_type: int
    status: int
    opaque: int
    cas: int
    extras: bytes
    key: bytes
    value: bytes

    @classmethod
    def read(cls, octets: bytes) -> Packet | None:
        """Takes a packet apart; None when its lengths do not fit."""
        if len(octets) < HEADER_SIZE:
            return None
        head = read_header(octets)
        body = octets[HEADER_SIZE:]
        key_end = head.extras_size + head.key_size
        if len(body) != head.body_size or key_end > len(body):
            return None
        return cls(
            head.magic,
            head.opcode,
            head.data_type,
            head.status,
            head.opaque,
            head.cas,
            body[: head.extras_size],
            body[head.extras_size : key_end],
            body[key_end:],
        )

    def octets(self) -> bytes:
        """The packet put together, with the lengths that it has."""
        body = self.extras + self.key + self.value
        head = HEADER.pack(
            self.magic,
            self.opcode,
            len(self.key),
            len(self.extras),
            self.data_type,
            self.status,
            len(body),
            self.opaque,
            self.cas,
        )
        return head + body


def has(status: int) -> Test:
    """Whether a reply has this status."""
    return lambda found: found.status == status


def is_bad(found: Packet) -> bool:
    """Whether a reply is an error."""
    return found.status != GOOD


def packet(only: Test = lambda packet: True, **changes: Change) -> Rewrite:
    """Changes fields of the packets that `only` is true of; lengths follow."""

    def rewrite(octets: bytes, moment: Moment) -> bytes:
        found = Packet.read(octets)
        if found is None or not only(found):
            return octets
        fields = {name: by(found) if callable(by) else by for name, by in changes.items()}
        return replace(found, **fields).octets()

    return rewrite


def octet(place: int, change: Callable[[int], int]) -> Rewrite:
    """Changes one octet of a packet's header, whatever that makes of the rest."""

    def rewrite(octets: bytes, moment: Moment) -> bytes:
        return octets[:place] + bytes([change(octets[place]) & 0xFF]) + octets[place + 1 :]

    return rewrite


def opcode(name: str) -> Rewrite:
    """Makes another request of it."""
    return packet(opcode=OPCODES[name])


def as_asked(octets: bytes, moment: Moment) -> bytes:
    """Gives a reply the opcode of the request that the client sent."""
    return octets[:1] + moment.request[1:2] + octets[2:]


def kept_back(only: Test) -> Rewrite:
    """Leaves out the packets that `only` is true of."""

    def rewrite(octets: bytes, moment: Moment) -> bytes:
        found = Packet.read(octets)
        return b"" if found is not None and only(found) else octets

    return rewrite


def closing_after(status: int) -> Rewrite:
    """Closes the connection behind a reply with this status."""

    def rewrite(octets: bytes, moment: Moment) -> bytes:
        found = Packet.read(octets)
        moment.closing = moment.closing or (found is not None and found.status == status)
        return octets

    return rewrite
