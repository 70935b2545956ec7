"""One connection of a performance, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mcspec.credentials import Credentials, log_in
from mcspec.packet import OPCODES, REQUEST_MAGIC, read_header
from mcspec.wire import Wire


@dataclass
class Link:
    """One connection of a performance. `waiting` has, by opcode, opaques without a response.

    `credentials` are to be used before the first octets; None once they were, or need not be.
    """

    wire: Wire
    credentials: Credentials | None = None
    first_octet: int = -1
    is_half_closed: bool = False
    last_line: int = 0
    waiting: dict[int, list[int]] = field(default_factory=dict)
    newest: dict[int, int] = field(default_factory=dict)

    @property
    def is_binary(self) -> bool:
        """Whether the connection speaks binary: its first octet decides, as it does in servers."""
        return self.first_octet == REQUEST_MAGIC

    def expected_opaque(self, opcode: int) -> int:
        """The opaque that a response has where its transcript states none."""
        waiting = self.waiting.get(opcode)
        return waiting[0] if waiting else self.newest.get(opcode, 0)

    def settle(self, response: bytes) -> None:
        """Takes a response for the one that its request has waited for; STAT for the last."""
        header = read_header(response)
        waiting = self.waiting.get(header.opcode, [])
        is_one_of_many = header.opcode == OPCODES["stat"] and header.key_size
        if header.opaque in waiting and not is_one_of_many:
            waiting.remove(header.opaque)

    async def log_in(self, timeout: float) -> bool:
        """Authenticates with `credentials`, once; whether the server has let us in."""
        who, self.credentials = self.credentials, None
        if who is None:
            return True
        listener, self.wire.listener = self.wire.listener, None
        try:
            return await log_in(self.wire, who, binary=self.is_binary, timeout=timeout)
        finally:
            self.wire.listener = listener
