"""What went over the wire, as lines: `A> get k\\r\\n`, and packets field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcspec.octets import elided
from mcspec.packet import HEADER_SIZE, read_header
from mcspec.report.packet_fields import is_packet, packet_line
from mcspec.verdict import Exchange

_LINE_MAX = 100
_FIRST = 4
_LAST = 20


def wire_log(exchanges: Sequence[Exchange], lines_max: int = _FIRST + _LAST) -> list[str]:
    """One line for each text line or packet that was sent or received, in order.

    Of more than `lines_max` the first few and the last are shown. Long values are cut.
    """
    lines = [line for exchange in _joined(exchanges) for line in _lines(exchange)]
    if len(lines) <= lines_max:
        return lines
    left_out = len(lines) - lines_max
    first = min(_FIRST, lines_max // 2)
    last = lines_max - first
    return [*lines[:first], f"... {left_out} lines ...", *lines[-last:]]


def _joined(exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    """Neighbours of one connection and direction as one: how they were cut is the framing's."""
    pending: Exchange | None = None
    for exchange in exchanges:
        same = pending is not None and (pending.connection, pending.direction) == (
            exchange.connection,
            exchange.direction,
        )
        if pending is not None and same:
            pending = Exchange(pending.connection, pending.direction, pending.data + exchange.data)
            continue
        if pending is not None:
            yield pending
        pending = exchange
    if pending is not None:
        yield pending


def _lines(exchange: Exchange) -> Iterator[str]:
    sign = f"{exchange.connection}{exchange.direction}"
    rest = exchange.data
    while rest:
        if is_packet(rest):
            size = HEADER_SIZE + read_header(rest).body_size
            told = packet_line(rest[:size])
        else:
            size = rest.find(b"\n") + 1 or len(rest)
            told = elided(rest[:size], _LINE_MAX)
        yield f"{sign} {told}"
        rest = rest[size:]
