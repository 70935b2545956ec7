"""Binary packets as transcripts write them: `>b set key={key} extras=u32:0,u32:60 value=x`.

The opcode is a name of OPCODES or a number. Fields of both directions:

    key= extras= value=    content: text with escapes and holes, or a list of u8: u16: u32: u64:
                           (big endian), hex: and text: items joined by commas
    cas= opaque=           numbers, decimal or 0x..., or {name}
    magic= dtype=

Of `>b` alone: vbucket=, and keylen= extlen= bodylen=, which lie: the octets sent stay as they are.
A request without opaque= gets one of a running number. Of `<b` alone: status=.

In `<b` what is not mentioned must be the default: magic 0x81, status and dtype 0, cas 0, no key,
extras or value, and the opaque of the oldest request of that opcode on the connection that has no
response yet (of the newest, once all have one). `*` takes anything, `!=0` any other number,
`cas={c:u64}` captures in decimal, and `cas={c:u64}!=0` does both. `value={v:line}` captures
content. `<b stat until-end` reads STAT responses up to and including the empty one.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from functools import lru_cache

from mcspec.pattern import (
    Hole,
    Literal,
    Match,
    Names,
    Pattern,
    PatternError,
    compile_pattern,
    fill,
    first_difference,
    match,
    names_defined,
    names_used,
    split_outside_braces,
)

HEADER_SIZE = 24
REQUEST_MAGIC = 0x80
RESPONSE_MAGIC = 0x81

_NAMES = (
    "get set add replace delete incr decr quit flush getq noop version getk getkq append prepend"
    " stat setq addq replaceq deleteq incrq decrq quitq flushq appendq prependq verbosity touch gat"
    " gatq - sasl_list sasl_auth sasl_step gatk gatkq"
).split()
OPCODES = {name: opcode for opcode, name in enumerate(_NAMES) if name != "-"}

HEADER = struct.Struct(">BBHBBHIIQ")
_CONTENT = ("extras", "key", "value")
_BITS = {
    "magic": 8,
    "dtype": 8,
    "vbucket": 16,
    "status": 16,
    "opaque": 32,
    "cas": 64,
    "keylen": 16,
    "extlen": 8,
    "bodylen": 32,
}
_OFFSETS = {"magic": 0, "opcode": 1, "dtype": 5, "status": 6, "opaque": 12, "cas": 16}
_SENT = ("magic", "dtype", "vbucket", "opaque", "cas", "keylen", "extlen", "bodylen", *_CONTENT)
_EXPECTED = ("magic", "dtype", "status", "opaque", "cas", *_CONTENT)
_ITEM = re.compile(r"(u8|u16|u32|u64|hex|text):(.*)", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"0x[0-9A-Fa-f]+|[0-9]+")


@dataclass(frozen=True)
class Number:
    """A number in a packet: a constant, or a pattern of one reference or hole, or anything."""

    bits: int
    constant: int = 0
    pattern: Pattern = ()
    anything: bool = False
    unequal: int | None = None


@dataclass(frozen=True)
class Item:
    """A piece of content: a number, or text."""

    number: Number | None = None
    text: Pattern = ()


@dataclass(frozen=True)
class Packet:
    """A packet as written. `content` None for a field means anything."""

    opcode: int
    numbers: dict[str, Number] = field(default_factory=dict)
    content: dict[str, tuple[Item, ...] | None] = field(default_factory=dict)
    until_end: bool = False


@dataclass(frozen=True)
class Header:
    """The 24 octets that begin a packet; `status` is a request's vbucket."""

    magic: int
    opcode: int
    key_size: int
    extras_size: int
    data_type: int
    status: int
    body_size: int
    opaque: int
    cas: int


def read_header(data: bytes) -> Header:
    """Takes the first 24 octets apart, whatever they are."""
    return Header(*HEADER.unpack(data[:HEADER_SIZE]))


def opcode_name(opcode: int) -> str:
    """The name of an opcode, or its number in hexadecimal."""
    if opcode < len(_NAMES) and _NAMES[opcode] != "-":
        return _NAMES[opcode]
    return f"0x{opcode:02x}"


@lru_cache(maxsize=None)
def parse_packet(text: str, *, sent: bool) -> Packet:
    """Reads the payload of `>b` (sent) or `<b`. Raises PatternError."""
    words = _words(text)
    if not words:
        raise PatternError("a packet begins with its opcode, such as get or 0x00")
    opcode = _opcode(words[0])
    if words[1:] == ["until-end"]:
        if sent or opcode != OPCODES["stat"]:
            raise PatternError("until-end is for `<b stat` only")
        return Packet(opcode, until_end=True)
    numbers: dict[str, Number] = {}
    content: dict[str, tuple[Item, ...] | None] = {}
    allowed = _SENT if sent else _EXPECTED
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if not equals or name not in allowed:
            raise PatternError(f"{word} is no field; there are {' '.join(allowed)}, each with =")
        if name in numbers or name in content:
            raise PatternError(f"{name} is there twice")
        if name in _CONTENT:
            content[name] = _content(value, sent=sent)
        else:
            numbers[name] = _number(value, _BITS[name], sent=sent)
    packet = Packet(opcode, numbers, content)
    defined, used = packet_names(packet)
    if both := set(defined) & set(used):
        raise PatternError(f"{{{both.pop()}}} is captured in this very packet")
    return packet


def build(packet: Packet, names: Names, opaque: int) -> bytes:
    """The octets of a request; `opaque` is for one that states none."""
    extras, key, value = (build_content(packet.content.get(name), names) for name in _CONTENT)
    stated = {name: _value(number, names) for name, number in packet.numbers.items()}
    header = HEADER.pack(
        stated.get("magic", REQUEST_MAGIC),
        packet.opcode,
        stated.get("keylen", len(key) & 0xFFFF),
        stated.get("extlen", len(extras) & 0xFF),
        stated.get("dtype", 0),
        stated.get("vbucket", 0),
        stated.get("bodylen", len(extras) + len(key) + len(value)),
        stated.get("opaque", opaque),
        stated.get("cas", 0),
    )
    return header + extras + key + value


def build_content(items: tuple[Item, ...] | None, names: Names) -> bytes:
    """The octets of a field; none for an absent one."""
    data = b""
    for item in items or ():
        if item.number is None:
            data += fill(item.text, names)
        else:
            data += _value(item.number, names).to_bytes(item.number.bits // 8, "big")
    return data


def match_packet(packet: Packet, data: bytes, names: Names, opaque: int) -> Match:
    """Compares one whole response with what was expected of it.

    Where they differ, the match's `what` names the field, and `expected` is the packet that would
    have been right, with the received octets wherever anything is.
    """
    header = read_header(data)
    received = {
        "magic": header.magic,
        "status": header.status,
        "dtype": header.data_type,
        "opaque": header.opaque,
        "cas": header.cas,
    }
    defaults = {"magic": RESPONSE_MAGIC, "status": 0, "dtype": 0, "opaque": opaque, "cas": 0}
    wrong: dict[str, str] = {}
    captures: dict[str, bytes] = {}
    if header.opcode != packet.opcode:
        opcodes = f"{opcode_name(header.opcode)}, not {opcode_name(packet.opcode)}"
        wrong["opcode"] = f"opcode is {opcodes}"
    right: dict[str, int] = {}
    for name, default in defaults.items():
        number = packet.numbers.get(name) or Number(_BITS[name], default)
        fits, right[name] = _match_number(number, received[name], names, captures)
        if not fits:
            wrong[name] = f"{name} is {_spelt(name, received[name])}"
    extras, key, value = _match_content(packet, header, data, names, captures, wrong)
    expected = HEADER.pack(
        right["magic"],
        packet.opcode,
        len(key),
        len(extras),
        right["dtype"],
        right["status"],
        len(extras) + len(key) + len(value),
        right["opaque"],
        right["cas"],
    )
    expected += extras + key + value
    if not wrong:
        return Match(-1, data, captures)
    at = first_difference(expected, data)
    if at < 0:
        at = _OFFSETS.get(next(iter(wrong)), HEADER_SIZE)
    return Match(at, expected, what=", ".join(wrong.values()))


def packet_names(packet: Packet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names a packet captures, and those that it needs."""
    patterns = [number.pattern for number in packet.numbers.values()]
    for items in packet.content.values():
        for item in items or ():
            patterns.append(item.text if item.number is None else item.number.pattern)
    defined = tuple(name for pattern in patterns for name in names_defined(pattern))
    return defined, tuple(name for pattern in patterns for name in names_used(pattern))


def _words(text: str) -> list[str]:
    """The words of a payload, up to a ` # note`."""
    words: list[str] = []
    for word in split_outside_braces(text, " "):
        if word.startswith("#"):
            break
        words += [word] if word else []
    return words


def _opcode(word: str) -> int:
    if word in OPCODES:
        return OPCODES[word]
    if _PLAIN_NUMBER.fullmatch(word) and int(word, 0) <= 0xFF:
        return int(word, 0)
    raise PatternError(f"{word} is no opcode; there are {' '.join(OPCODES)}, and 0x00 to 0xff")


def _number(text: str, bits: int, *, sent: bool) -> Number:
    if text == "*" and not sent:
        return Number(bits, anything=True)
    text, unequal, other = text.partition("!=")
    if unequal and (sent or not _PLAIN_NUMBER.fullmatch(other)):
        raise PatternError(f"!={other}: only an expected packet has !=, and a number after it")
    exception = int(other, 0) if unequal else None
    if unequal and not text:
        return Number(bits, anything=True, unequal=exception)
    if _PLAIN_NUMBER.fullmatch(text):
        number = int(text, 16) if text.startswith("0x") else int(text)
        if number >= 2**bits:
            raise PatternError(f"{text} does not fit in {bits} bits")
        return Number(bits, number, unequal=exception)
    pattern = compile_pattern(text, holes=not sent)
    if len(pattern) != 1 or isinstance(pattern[0], Literal):
        raise PatternError(f"{text} is no number: 17, 0x11 or {{name}}")
    if isinstance(pattern[0], Hole) and pattern[0].kind not in ("u32", "u64"):
        raise PatternError(f"{text} captures text; a number is captured by u32 or u64")
    return Number(bits, pattern=pattern, unequal=exception)


def _content(text: str, *, sent: bool) -> tuple[Item, ...] | None:
    if text == "*" and not sent:
        return None
    if not _ITEM.match(text):
        return (Item(text=compile_pattern(text, escapes=True, holes=not sent)),)
    items = []
    pieces = split_outside_braces(text, ",")
    for index, piece in enumerate(pieces):
        item = _item(piece, sent=sent)
        if any(isinstance(part, Hole) for part in item.text) and index < len(pieces) - 1:
            raise PatternError(f"{piece}: text that captures comes last, for it has no fixed size")
        items.append(item)
    return tuple(items)


def _item(piece: str, *, sent: bool) -> Item:
    found = _ITEM.fullmatch(piece)
    if found is None:
        raise PatternError(f"{piece}: in a list each item is u8: u16: u32: u64: hex: or text:")
    kind, value = found.groups()
    if kind == "text":
        return Item(text=compile_pattern(value, escapes=True, holes=not sent))
    if kind == "hex":
        if not re.fullmatch(r"([0-9A-Fa-f]{2})*", value):
            raise PatternError(f"{piece}: hex takes pairs of hexadecimal digits")
        return Item(text=(Literal(bytes.fromhex(value)),))
    return Item(number=_number(value, int(kind[1:]), sent=sent))


def _value(number: Number, names: Names) -> int:
    if not number.pattern:
        return number.constant
    limit: int = 2**number.bits
    return int(fill(number.pattern, names)) % limit


def _match_number(
    number: Number, received: int, names: Names, captures: dict[str, bytes]
) -> tuple[bool, int]:
    """Whether a number is as expected, and what would have been right."""
    if number.unequal == received:
        return False, received
    if number.anything:
        return True, received
    if not number.pattern:
        return received == number.constant, number.constant
    part = number.pattern[0]
    if not isinstance(part, Hole):
        right = _value(number, names)
        return received == right, right
    if part.name != "_":
        captures[part.name] = str(received).encode()
    return part.low <= received <= part.high, received


def _match_content(
    packet: Packet,
    header: Header,
    data: bytes,
    names: Names,
    captures: dict[str, bytes],
    wrong: dict[str, str],
) -> list[bytes]:
    """What extras, key and value should have been; says in `wrong` what is not."""
    body = data[HEADER_SIZE:]
    extras_end = header.extras_size
    key_end = extras_end + header.key_size
    received = (body[:extras_end], body[extras_end:key_end], body[key_end:])
    right: list[bytes] = []
    if key_end > len(body):
        wrong["body"] = f"key and extras have {key_end} octets in a body of {len(body)}"
    for name, octets in zip(_CONTENT, received, strict=True):
        items = packet.content.get(name, ())
        if items is None:
            right.append(octets)
            continue
        expected, fits = _match_items(items, octets, names, captures)
        right.append(expected)
        if not fits:
            wrong[name] = f"{name} differs" if octets else f"{name} is missing"
    return right


def _match_items(
    items: tuple[Item, ...], data: bytes, names: Names, captures: dict[str, bytes]
) -> tuple[bytes, bool]:
    expected = b""
    position = 0
    fits = True
    for item in items:
        if item.number is not None:
            size = item.number.bits // 8
            octets = data[position : position + size]
            received = int.from_bytes(octets, "big")
            ok, right = _match_number(item.number, received, names, captures)
            fits = fits and ok and len(octets) == size
            expected += right.to_bytes(size, "big")
            position += size
        elif any(isinstance(part, Hole) for part in item.text):
            found = match(item.text, data[position:], names)
            captures.update(found.captures)
            return expected + found.expected, fits and found.ok
        else:
            text = fill(item.text, names)
            fits = fits and data[position : position + len(text)] == text
            expected += text
            position += len(text)
    return expected, fits and position == len(data)


def _spelt(name: str, number: int) -> str:
    return str(number) if name == "cas" else f"0x{number:0{_BITS[name] // 4}x}"
