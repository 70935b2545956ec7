"""How the octets of a case are cut into writes: what a network may do, done on purpose.

    whole        each request, with all that follows it unanswered, in one write
    bytes        one octet a write; of large writes the first and last octets only
    boundaries   cut at every place where a parser may stumble: around CR, LF and spaces, between
                 line and data block, at the edges of the header fields, extras, key and value
    pipeline     everything that a case sends in one write, before the first reply is read
    batch        the same for several cases on one connection, all in one write (batch.py)
    random       cut anywhere, with pauses between; the seed decides where

A write does not wait for the peer to have read the one before; what the peer sees in one read is
the kernel's choice, as it is in life.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from mcspec import script
from mcspec.case import Case, Op
from mcspec.packet import HEADER_SIZE, REQUEST_MAGIC, read_header
from mcspec.transport import transports_of

NAMES = ("whole", "bytes", "boundaries", "pipeline", "batch", "random")

LARGE_SIZE = 512
HEAD_SIZE = 256
TAIL_SIZE = 64
# Of runs of spaces or empty lines, so many edges at either end are cut: all others are alike.
RUN_EDGES = 4
# Of very many edges, the first and the last are cut.
EDGES_MAX = 512
SEED_MAX = 2**32 - 1

_HEADER_EDGES = (1, 2, 4, 5, 6, 8, 12, 16, 24)
_EDGE_RUNS = re.compile(rb"[\r\n ]+")
_CUT_COUNTS = (1, 2, 3, 5, 8)
_PAUSES = (0.0, 0.0, 0.0, 0.001)


def eligible(case: Case, framing: str) -> str:
    """Why a case is not run under a framing; "" when it is."""
    stated = [] if case.framing == "none" else case.framing.replace(",", " ").split()
    if case.framing == "none" and framing != "whole":
        return "the case says framing: none"
    if stated and framing not in stated:
        return f"the case says framing: {case.framing}"
    if framing != "whole" and "udp" in transports_of(case):
        return "a datagram arrives whole or not at all"
    if framing == "batch" and case.exclusive:
        return "the case is exclusive, and shares nothing"
    if framing == "batch" and case.after:
        return "the case comes after another one"
    return _why_not_ahead(case) if framing in ("pipeline", "batch") else ""


def unsuited(cases: Sequence[Case], framings: Sequence[str]) -> dict[str, int]:
    """How many cases are not eligible, by framing; without framings that suit all."""
    counts = Counter(name for name in framings for case in cases if eligible(case, name))
    return dict(counts)


def _why_not_ahead(case: Case) -> str:
    """Why not all of a case can be sent before the first reply is read; "" when it can."""
    if not {"auth", "sasl"}.isdisjoint(case.needs):
        return "what a connection may do changes between its requests"
    if len({step.connection for step in case.steps}) > 1:
        return "a case of several connections has an order that a pipeline would lose"
    for step in case.steps:
        directive = script.directive_of(step)
        if step.op is Op.OPEN:
            return "a connection is opened between requests"
        if directive is not None and directive.name != "assert":
            return f"! {directive.name} happens between requests"
        if step.op in script.SENDS and step.op is not Op.SEND_HEX and script.sent_names(step):
            return "a request holds what an earlier reply has brought"
    return ""


def pieces(data: bytes, framing: str, chance: Random | None = None) -> Iterator[bytes]:
    """Cuts one write of a case into the writes that a framing makes of it.

    `chance` decides under `random`, and is not asked otherwise.
    """
    if framing == "bytes":
        cuts = _every_octet(len(data))
    elif framing == "boundaries":
        cuts = _edges(data)
    elif framing == "random" and chance is not None:
        cuts = _anywhere(len(data), chance)
    else:
        cuts = set()
    start = 0
    for end in sorted(cuts | {len(data)}):
        if end > start:
            yield data[start:end]
            start = end


def pause(chance: Random) -> float:
    """Seconds between two pieces of a random framing: mostly none, never more than one ms."""
    return chance.random() * chance.choice(_PAUSES)


def _every_octet(size: int) -> set[int]:
    if size <= LARGE_SIZE:
        return set(range(1, size))
    return {*range(1, HEAD_SIZE + 1), *range(size - TAIL_SIZE, size)}


def _anywhere(size: int, chance: Random) -> set[int]:
    """A few cuts; half of them near the start, where lines and headers are."""
    if size < 2:
        return set()
    near = min(size, HEAD_SIZE)
    count = chance.choice(_CUT_COUNTS)
    return {chance.randrange(1, chance.choice((near, size))) for _ in range(count)}


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
    found = sorted(cut for cut in cuts if 0 < cut < len(data))
    if len(found) > EDGES_MAX:
        found = found[: EDGES_MAX // 2] + found[-EDGES_MAX // 2 :]
    return set(found)


def _text_edges(data: bytes, start: int) -> set[int]:
    """Around CR, LF and space; in a large text only near the ends of each line."""
    cuts: set[int] = set()
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        parts = [(start, end)]
        if end - start > LARGE_SIZE:
            parts = [(start, start + HEAD_SIZE), (end - TAIL_SIZE, end)]
        for first, last in parts:
            for run in _EDGE_RUNS.finditer(data, first, last):
                cuts |= _run_edges(run.start(), run.end())
        start = end
    return cuts


def _run_edges(start: int, end: int) -> set[int]:
    edges = range(start, end + 1)
    if len(edges) <= 2 * RUN_EDGES:
        return set(edges)
    return {*edges[:RUN_EDGES], *edges[-RUN_EDGES:]}
