"""What may lie between a socket and the octets of a connection: TLS records, datagram headers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class End(Enum):
    """How a wait for octets ended."""

    COMPLETE = "complete"
    CLOSED = "closed"
    RESET = "reset"
    TIMEOUT = "timeout"
    TOO_LONG = "too long"
    UNSOUND = "a datagram that cannot be"


@dataclass(frozen=True)
class Received:
    """What one read from a socket has brought to a connection, and how that ended, if it did."""

    data: bytes
    end: End | None = None


class Layer(Protocol):
    """Turns octets of a connection into octets of a socket, and back."""

    def sent(self, piece: bytes) -> bytes:
        """What the socket has to send for one write."""

    def received(self, data: bytes) -> Received:
        """What the connection gets of what the socket has read at once."""
