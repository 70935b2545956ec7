"""Units as steps of a transcript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mcspec.case import Op
from mcspec.octets import as_text
from mcspec.packet import OPCODES, Header, opcode_name
from mcspec.record.disguise import Disguise, Part
from mcspec.record.unit import Role, Sort, Token, Unit

# The numbers that extras are made of, by opcode, in requests.
_EXTRAS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys("set add replace setq addq replaceq".split(), (32, 32)),
    **dict.fromkeys("incr decr incrq decrq".split(), (64, 64, 32)),
    **dict.fromkeys("touch gat gatq gatk gatkq flush flushq verbosity".split(), (32,)),
}
_FLAGS = (32,)
_COUNTERS = tuple(OPCODES[name] for name in ("incr", "decr", "incrq", "decrq"))
_LIST = re.compile(r"(u8|u16|u32|u64|hex|text):")
_SMALL = 10_000


def request_step(unit: Unit, disguise: Disguise) -> tuple[Op, str]:
    """The operator and the payload that send a unit."""
    if unit.header is not None:
        return Op.SEND_PACKET, _request_packet(unit, unit.header, disguise)
    parts = _parts(unit, disguise, ">")
    if unit.terminator == b"\r\n" and _is_plain(parts):
        return Op.SEND_LINE, _plain_payload(parts)
    return Op.SEND_BYTES, _escaped_payload((*parts, Part(unit.terminator)))


def reply_step(unit: Unit, disguise: Disguise, connection: str) -> tuple[Op, str]:
    """The operator and the payload that expect a unit on a connection."""
    if unit.header is not None:
        if unit.sort is Sort.LISTING:
            return Op.EXPECT_PACKET, "stat until-end"
        return Op.EXPECT_PACKET, _reply_packet(unit, unit.header, disguise)
    if unit.sort is Sort.LISTING:
        last = unit.tokens[-1].octets.decode("latin-1")
        return Op.DIRECTIVE, f"skip-until {connection} {last}"
    parts = _parts(unit, disguise, "<")
    if unit.terminator == b"\r\n" and _is_plain(parts):
        return Op.EXPECT_LINE, _plain_payload(parts)
    return Op.EXPECT_BYTES, _escaped_payload((*parts, Part(unit.terminator)))


def _parts(unit: Unit, disguise: Disguise, direction: str) -> tuple[Part, ...]:
    found = (disguise.parts(token, unit, direction) for token in unit.tokens)
    return tuple(part for parts in found for part in parts)


def _is_plain(parts: Iterable[Part]) -> bool:
    """Whether a line can be written without escapes, holes taken out."""
    text = b"".join(part.octets for part in parts if not part.hole)
    try:
        return not text or text.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


def _plain_payload(parts: Iterable[Part]) -> str:
    return "".join(part.hole or part.octets.decode("utf-8").replace("{", "{{") for part in parts)


def _escaped_payload(parts: Iterable[Part]) -> str:
    # `<|` captures nothing, so that there what was seen must be seen again.
    return "".join(
        part.hole if part.hole and not part.captures else as_text(part.octets).replace("{", "{{")
        for part in parts
    )


def _request_packet(unit: Unit, header: Header, disguise: Disguise) -> str:
    words = [opcode_name(header.opcode), *_contents(unit, disguise, ">")]
    if header.data_type:
        words.append(f"dtype={header.data_type}")
    if header.status:
        words.append(f"vbucket={header.status}")
    return " ".join((*words, f"opaque={_number(header.opaque)}"))


def _reply_packet(unit: Unit, header: Header, disguise: Disguise) -> str:
    words = [opcode_name(header.opcode)]
    if header.status:
        words.append(f"status={header.status if header.status < 10 else hex(header.status)}")
    if header.data_type:
        words.append(f"dtype={header.data_type}")
    return " ".join((*words, *_contents(unit, disguise, "<"), f"opaque={_number(header.opaque)}"))


def _contents(unit: Unit, disguise: Disguise, direction: str) -> Iterator[str]:
    for token in unit.tokens:
        parts = disguise.parts(token, unit, direction)
        if token.field == "cas":
            yield from _unique(parts[0], direction)
        elif token.octets:
            yield f"{token.field}={_content(token, unit, parts, direction)}"


def _unique(part: Part, direction: str) -> Iterator[str]:
    if part.octets == b"0":
        return
    text = part.hole or part.octets.decode()
    if direction == "<" and text == "{_:u64}":
        text = "!=0"
    yield f"cas={text}"


def _content(token: Token, unit: Unit, parts: tuple[Part, ...], direction: str) -> str:
    if token.role is Role.NOISE:
        return "*" if direction == "<" else _escaped_payload(parts)
    if numbers := _as_numbers(token, unit, direction):
        return numbers
    text = "".join(part.hole or _packet_text(part.octets) for part in parts)
    return text.replace(":", "\\x3a", 1) if _LIST.match(text) else text


def _as_numbers(token: Token, unit: Unit, direction: str) -> str:
    """Extras, or the answer of a counter, as the numbers that they are; "" for other octets."""
    assert unit.header is not None
    name = opcode_name(unit.header.opcode)
    sizes: tuple[int, ...] = ()
    if token.field == "extras":
        sizes = _EXTRAS.get(name, ()) if direction == ">" else _FLAGS
    elif token.field == "value" and direction == "<" and not unit.header.status:
        sizes = (64,) if unit.header.opcode in _COUNTERS else ()
    if not sizes or sum(sizes) != 8 * len(token.octets):
        return f"hex:{token.octets.hex()}" if token.field == "extras" else ""
    items = []
    position = 0
    for bits in sizes:
        number = int.from_bytes(token.octets[position : position + bits // 8], "big")
        items.append(f"u{bits}:{_number(number)}")
        position += bits // 8
    return ",".join(items)


def _packet_text(octets: bytes) -> str:
    text = as_text(octets).replace("{", "{{").replace(" ", "\\s")
    return "\\x2a" if text == "*" else text


def _number(number: int) -> str:
    return str(number) if number < _SMALL else f"0x{number:x}"
