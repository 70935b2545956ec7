"""Payloads of a transcript as Python expressions: the octets they stand for, and as patterns.

An expression is put together from pieces: octets, which are written as a literal, and text, which
is source already. `written` makes source of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mcspec.keys import Keys
from mcspec.meta_line import MetaLine
from mcspec.packet import RESPONSE_MAGIC, Item, Number, Packet
from mcspec.pattern import (
    KINDS,
    NUMBER_MAX,
    Encoded,
    Hole,
    Key,
    Literal,
    Names,
    Part,
    Pattern,
    Reference,
    compile_pattern,
    fill,
)

# Stands for the keys of a case; as long as what a run deals out, so that keys keep their size.
STEM = "mcspec:reproduction"

Pieces = tuple[bytes | str, ...]

_RUN = re.compile(rb"(.)\1{39,}", re.DOTALL)
_RANGE_MAX = 2000


def written(pieces: Pieces) -> str:
    """The source of an expression of type bytes; long runs of one octet become a product."""
    terms: list[str] = []
    literal = b""
    for piece in (*pieces, ""):
        if isinstance(piece, bytes):
            literal += piece
            continue
        terms += _literals(literal)
        literal = b""
        terms += [piece] if piece else []
    return " + ".join(terms) or "b''"


def octets(pattern: Pattern) -> Pieces:
    """The octets of a pattern without typed holes."""
    return tuple(_octets(part) for part in pattern)


def expression(pattern: Pattern) -> Pieces:
    """The regular expression of a pattern; what it captures is a group of that name."""
    inside: set[str] = set()
    pieces: list[bytes | str] = []
    for part in pattern:
        if isinstance(part, Hole):
            pieces.append(_hole(part))
            inside.add(part.name)
        elif isinstance(part, Reference) and part.name in inside:
            pieces.append(b"(?P=%s)" % part.name.encode())
        else:
            pieces.append(_escaped(_octets(part)))
    return tuple(pieces)


def meta_expression(line: MetaLine) -> Pieces:
    """The regular expression of a meta response, whose flags may come in any order."""
    fixed = 2 if line[0] == compile_pattern("VA") else 1
    pieces: list[bytes | str] = []
    for word in line[:fixed]:
        pieces += [b" " if pieces else b"", *expression(word)]
    pieces.append(rb"(?=(?: [^ \r\n]+){%d}\r\n)" % len(line[fixed:]))
    for word in line[fixed:]:
        pieces += [b"(?=.* ", *expression(word), rb"[ \r])"]
    return (*pieces, rb"[^\r]*")


def number(value: Number, size: int = 0) -> Pieces:
    """The octets of a number in a packet that is sent; `size` 0 is that of its field."""
    size = size or value.bits // 8
    if value.pattern:
        return (f"number({written(octets(value.pattern))}, {size})",)
    return ((value.constant % 2 ** (8 * size)).to_bytes(size, "big"),)


def content(items: tuple[Item, ...] | None) -> Pieces:
    """The octets of extras, key or value of a packet that is sent."""
    return _flat(
        octets(each.text) if each.number is None else number(each.number) for each in items or ()
    )


def packet_expression(packet: Packet, opaque: Pieces) -> Pieces:
    """The regular expression of a response; `opaque` is for one that states none."""
    given = packet.numbers
    contents = [packet.content.get(name, ()) for name in ("extras", "key", "value")]
    extras, key, value = sizes = [content_size(items) for items in contents]
    body = None if None in sizes else sum(size or 0 for size in (extras, key, value))
    stated = _number(given["opaque"]) if "opaque" in given else tuple(map(_escaped, opaque))
    return _flat(
        [
            _number(given.get("magic", Number(8, RESPONSE_MAGIC))),
            (re.escape(bytes([packet.opcode])),),
            _size(key, 2),
            _size(extras, 1),
            _number(given.get("dtype", Number(8))),
            _number(given.get("status", Number(16))),
            _size(body, 4),
            stated,
            _number(given.get("cas", Number(64))),
            *map(_content, contents),
        ]
    )


def content_size(items: tuple[Item, ...] | None) -> int | None:
    """The octets of extras, key or value; None where they are not known beforehand."""
    size = 0
    for item in items if items is not None else (Item(text=(Reference(""),)),):
        if item.number is not None:
            size += item.number.bits // 8
        elif all(isinstance(part, (Literal, Key)) for part in item.text):
            size += len(fill(item.text, Names(Keys(STEM))))
        else:
            return None
    return size


def _literals(data: bytes) -> list[str]:
    terms = []
    position = 0
    for run in _RUN.finditer(data):
        if run.start() > position:
            terms.append(repr(data[position : run.start()]))
        terms.append(f"{run[1]!r} * {len(run[0])}")
        position = run.end()
    return terms if position == len(data) else [*terms, repr(data[position:])]


def _octets(part: Part) -> bytes | str:
    if isinstance(part, Reference):
        return f'captured["{part.name}"]'
    if isinstance(part, Encoded):
        return f"base64_of({written(octets(part.inner))})"
    return fill((part,), Names(Keys(STEM)))


def _escaped(piece: bytes | str) -> bytes | str:
    if isinstance(piece, str):
        return f"re.escape({piece})"
    # Spaces mean themselves, and lines are easier to read without signs before them.
    return re.escape(piece).replace(rb"\ ", b" ")


def _flat(parts: Iterable[Pieces]) -> Pieces:
    return tuple(piece for part in parts for piece in part)


def _content(items: tuple[Item, ...] | None) -> Pieces:
    if items is None:
        return (b".*",)
    return _flat(
        expression(each.text) if each.number is None else _number(each.number) for each in items
    )


def _number(value: Number) -> Pieces:
    """The regular expression of a number in a response."""
    size = value.bits // 8
    anything = b".{%d}" % size
    before = b""
    if value.unequal is not None:
        before = b"(?!%s)" % re.escape(value.unequal.to_bytes(size, "big"))
    part = value.pattern[0] if value.pattern else None
    if part is None or not isinstance(part, Hole):
        wanted = (anything,) if value.anything else tuple(map(_escaped, number(value)))
        return (before, *wanted)
    if _is_narrow(part):
        each = (re.escape(n.to_bytes(size, "big")) for n in range(part.low, part.high + 1))
        anything = b"(?:%s)" % b"|".join(each)
    if part.name == "_":
        return (before, anything)
    return (before, b"(?P<number_%s>%s)" % (part.name.encode(), anything))


def _size(size: int | None, octet_count: int) -> Pieces:
    if size is None:
        return (b".{%d}" % octet_count,)
    return (re.escape(size.to_bytes(octet_count, "big")),)


def _hole(hole: Hole) -> bytes:
    kind = KINDS[hole.kind]
    if _is_narrow(hole):
        kind = b"|".join(b"%d" % each for each in range(hole.low, hole.high + 1))
    return b"(?:%s)" % kind if hole.name == "_" else b"(?P<%s>%s)" % (hole.name.encode(), kind)


def _is_narrow(hole: Hole) -> bool:
    return hole.kind in NUMBER_MAX and hole.high - hole.low < _RANGE_MAX
