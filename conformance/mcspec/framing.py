"""How the octets of a case are cut into writes: what a network may do, done on purpose.

    whole        each request, with all that follows it unanswered, in one write
    bytes        one octet a write; of large writes the first and last octets only
    boundaries   cut at every place where a parser may stumble: around CR, LF and spaces, between
                 line and data block, at the edges of the header fields, extras, key and value
    pipeline     everything that a case sends in one write, before the first reply is read

A write does not wait for the peer to have read the one before; what the peer sees in one read is
the kernel's choice, as it is in life.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcspec import script
from mcspec.case import Case, Op
from mcspec.packet import HEADER_SIZE, REQUEST_MAGIC, read_header

NAMES = ("whole", "bytes", "boundaries", "pipeline")

LARGE_SIZE = 4096
HEAD_SIZE = 256
TAIL_SIZE = 64

_HEADER_EDGES = (1, 2, 4, 5, 6, 8, 12, 16, 24)
_EDGE_SIGNS = b"\r\n "


def eligible(case: Case, framing: str) -> str:
    """Why a case is not run under a framing; "" when it is."""
    stated = [] if case.framing == "none" else case.framing.replace(",", " ").split()
    if case.framing == "none" and framing != "whole":
        return "the case says framing: none"
    if stated and framing not in stated:
        return f"the case says framing: {case.framing}"
    if framing != "pipeline":
        return ""
    if len({step.connection for step in case.steps}) > 1:
        return "a case of several connections has an order that a pipeline would lose"
    for step in case.steps:
        directive = script.directive_of(step)
        if directive is not None and directive.name != "assert":
            return f"! {directive.name} happens between requests"
        if step.op in script.SENDS and step.op is not Op.SEND_HEX and script.sent_names(step):
            return "a request holds what an earlier reply has brought"
    return ""


def pieces(data: bytes, framing: str) -> Iterator[bytes]:
    """Cuts one write of a case into the writes that a framing makes of it."""
    if framing == "bytes":
        cuts = _every_octet(len(data))
    elif framing == "boundaries":
        cuts = _edges(data)
    else:
        cuts = set()
    start = 0
    for end in sorted(cuts | {len(data)}):
        if end > start:
            yield data[start:end]
            start = end


def _every_octet(size: int) -> set[int]:
    if size <= LARGE_SIZE:
        return set(range(1, size))
    return {*range(1, HEAD_SIZE + 1), *range(size - TAIL_SIZE, size)}


def _edges(data: bytes) -> set[int]:
    cuts = {1, len(data) - 1}
    position = 0
    while position + HEADER_SIZE <= len(data) and data[position] == REQUEST_MAGIC:
        header = read_header(data[position:])
        cuts |= {position + edge for edge in _HEADER_EDGES}
        extras_end = position + HEADER_SIZE + header.extras_size
        key_end = extras_end + header.key_size
        end = position + HEADER_SIZE + header.body_size
        cuts |= {extras_end, key_end, key_end + 1, end - 1, end}
        position = end
    cuts |= _text_edges(data, position)
    return {cut for cut in cuts if 0 < cut < len(data)}


def _text_edges(data: bytes, start: int) -> set[int]:
    """Around CR, LF and space; in a large text only near the ends of each line."""
    cuts: set[int] = set()
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        places = set(range(start, end))
        if end - start > LARGE_SIZE:
            places = {*range(start, start + HEAD_SIZE), *range(end - TAIL_SIZE, end)}
        for index in places:
            if data[index] in _EDGE_SIGNS:
                cuts |= {index, index + 1}
        start = end
    return cuts
