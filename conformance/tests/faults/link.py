"""One connection through the proxy: octets in, octets out, with a fault in between."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from .fault import Fault, Moment
from .units import is_last, may_answer, unit_size


@dataclass(frozen=True)
class _Exchange:
    """A request as the client sent it, and as the server got it."""

    asked: bytes
    sent: bytes


class Link:
    """What is known of one connection. It does no input or output of its own."""

    def __init__(self, fault: Fault | None) -> None:
        """Without a fault everything passes as it is."""
        self._fault = fault
        self._requests = bytearray()
        self._passed = 0
        self._replies = bytearray()
        self._pending: deque[_Exchange] = deque()
        self._moment = Moment()

    @property
    def is_holding(self) -> bool:
        """Whether part of a request waits for the rest of it."""
        return len(self._requests) > self._passed

    @property
    def is_closing(self) -> bool:
        """Whether the fault wants the connection closed."""
        return self._moment.closing

    def take_requests(self, data: bytes) -> bytes:
        """What to send to the server now that the client has sent this.

        A client that writes anew has read what it wants to know of its earlier requests.
        """
        if not self._requests:
            self._pending.clear()
        self._requests += data
        out = bytearray()
        while 0 < (size := unit_size(self._requests)) <= len(self._requests):
            out += self._request(bytes(self._requests[:size]))
            del self._requests[:size]
        return bytes(out)

    def release_requests(self) -> bytes:
        """What to send of an unfinished request, whose rest then passes as it is."""
        rest = bytes(self._requests[self._passed :])
        self._passed = len(self._requests)
        return rest

    def take_replies(self, data: bytes) -> bytes:
        """What to send to the client now that the server has sent this."""
        self._replies += data
        out = bytearray()
        while 0 < (size := unit_size(self._replies)) <= len(self._replies):
            if not self.is_closing:
                out += self._reply(bytes(self._replies[:size]))
            del self._replies[:size]
        return bytes(out)

    def release_replies(self) -> bytes:
        """What is left when the server has closed."""
        rest, self._replies = bytes(self._replies), bytearray()
        return self._moment.held + rest

    def _request(self, request: bytes) -> bytes:
        fault = self._fault
        passed, self._passed = self._passed, 0
        sent = request
        if fault is not None and fault.request is not None and not passed:
            if fault.concerns(request):
                sent = fault.request(request, self._moment)
        if sent:
            self._pending.append(_Exchange(request, sent))
        return sent[passed:]

    def _reply(self, reply: bytes) -> bytes:
        exchange = self._exchange_of(reply)
        fault = self._fault
        if exchange is None or fault is None or fault.reply is None:
            return reply
        self._moment.request = exchange.asked
        self._moment.more = bool(self._pending)
        return fault.reply(reply, self._moment) if fault.concerns(exchange.asked) else reply

    def _exchange_of(self, reply: bytes) -> _Exchange | None:
        """Whose reply this is, as well as one can tell; older requests were quiet ones."""
        for skipped, exchange in enumerate(self._pending):
            if not may_answer(exchange.sent, reply):
                continue
            for _ in range(skipped + is_last(exchange.sent, reply)):
                self._pending.popleft()
            return exchange
        return None
