"""Payloads of a transcript: what is substituted in them, and what a line must look like.

In every payload:

    {key} {key2} .. {key35}    a key of this performance, 20 octets with the default prefix
    {key/250}                  the same, of exactly that many octets
    {rep a 20000}              text repeated; escapes are read, so that {rep \\s 19} is 19 spaces
    {rand 100 7}               100 octets out of [0-9A-Za-z+-], the same ones for a seed of 7
    {b64 {key}}                base64 of text, in which anything of this list may stand
    {name}                     what an earlier line captured under that name
    {{                         an opening brace

In expected lines also, each of at least one octet:

    {name:u64} {name:u32}      a decimal number without leading zeros; {name:u32 28..30} in a range
    {name:word}                octets up to the next space or the end of the line
    {name:line}                the rest of the line

A hole named `_` keeps nothing. Where escapes are read (`>|`, `<|`, packets), they are
\\r \\n \\t \\0 \\s (space) \\xHH and \\\\.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from functools import lru_cache

from mcspec.keys import KEY_NUMBER_MAX, KEY_SIZE_MAX, Keys

REPEAT_MAX = 64 * 1024 * 1024
NUMBER_MAX = {"u32": 2**32 - 1, "u64": 2**64 - 1}

_ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "s": b" ", "\\": b"\\"}
_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-"
_ALPHABET_OF_TOP_BITS = bytes(_ALPHABET[octet >> 2] for octet in range(256))
_FACTOR = 6364136223846793005
_ADDEND = 1442695040888963407
_LANES_MAX = 1024
_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_KEY = re.compile(r"key(\d*)(?:/(\d+))?")
_REPEAT = re.compile(r"rep (\S+) (\d+)")
_RANDOM = re.compile(r"rand (\d+) (\d+)")
_HOLE = re.compile(rf"({_NAME}|_):(u32|u64|word|line)(?: (\d+)\.\.(\d+))?")
KINDS = {"u32": b"0|[1-9][0-9]*", "u64": b"0|[1-9][0-9]*", "word": rb"[^ \r\n]+", "line": b".+"}


class PatternError(ValueError):
    """A payload cannot be read; the text says why and what would be right."""


@dataclass(frozen=True)
class Literal:
    """Octets that stand for themselves."""

    data: bytes


@dataclass(frozen=True)
class Key:
    """`{key2/250}`; `size` 0 is the natural size."""

    number: int
    size: int


@dataclass(frozen=True)
class Encoded:
    """`{b64 ...}`."""

    inner: Pattern


@dataclass(frozen=True)
class Reference:
    """`{name}`: what was captured before."""

    name: str


@dataclass(frozen=True)
class Hole:
    """`{name:u32 28..30}`: takes what fits; `written` is the hole as in the transcript."""

    name: str
    kind: str
    low: int
    high: int
    written: bytes


Part = Literal | Key | Encoded | Reference | Hole
Pattern = tuple[Part, ...]


@dataclass
class Names:
    """What holes are filled from: the keys of a performance and what it has captured so far."""

    keys: Keys
    captures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """How octets compare with what was expected of them.

    `at` is the offset of the first octet that differs, -1 where all is as expected. `expected` has
    the holes of known content filled and the others as written. `captures` is for a match only.
    """

    at: int
    expected: bytes
    captures: dict[str, bytes] = field(default_factory=dict)
    what: str = ""

    @property
    def ok(self) -> bool:
        """Whether all is as expected."""
        return self.at < 0


@lru_cache(maxsize=None)
def compile_pattern(text: str, *, escapes: bool = False, holes: bool = False) -> Pattern:
    """Reads a payload. `holes` says whether typed holes may stand in it. Raises PatternError."""
    parts: list[Part] = []
    plain = bytearray()
    position = 0
    while position < len(text):
        sign = text[position]
        if sign == "{" and text[position + 1 : position + 2] != "{":
            end = _closing_brace(text, position)
            part = _compile_hole(text[position + 1 : end], escapes=escapes, holes=holes)
            position = end + 1
            if isinstance(part, Literal):
                plain += part.data
                continue
            if plain:
                parts.append(Literal(bytes(plain)))
                plain.clear()
            parts.append(part)
            continue
        if sign == "\\" and escapes:
            data, size = _escape(text, position)
        else:
            data, size = encode(sign), 2 if sign == "{" else 1
        plain += data
        position += size
    if plain:
        parts.append(Literal(bytes(plain)))
    return tuple(parts)


def fill(pattern: Pattern, names: Names) -> bytes:
    """The octets of a pattern without typed holes. Every name in it must have been captured."""
    return b"".join(_octets(part, names) for part in pattern)


def match(pattern: Pattern, data: bytes, names: Names) -> Match:
    """Compares octets with a pattern, all of them with all of it."""
    if not any(isinstance(part, Hole) for part in pattern):
        expected = fill(pattern, names)
        return Match(first_difference(expected, data), expected)
    found = re.fullmatch(_expression(pattern, names), data, re.DOTALL)
    if found is None:
        return Match(_furthest(pattern, data, names), _rendering(pattern, names))
    for index, part in enumerate(pattern):
        if isinstance(part, Hole) and part.kind in NUMBER_MAX:
            group = f"_{index}" if part.name == "_" else part.name
            if not part.low <= int(found.group(group)) <= part.high:
                return Match(found.start(group), _rendering(pattern, names))
    kept = {name: value for name, value in found.groupdict().items() if not name.startswith("_")}
    return Match(-1, data, kept)


def first_difference(expected: bytes, received: bytes) -> int:
    """The offset where two strings part, the shorter one's end included; -1 for equal ones."""
    if expected == received:
        return -1
    low, high = 0, min(len(expected), len(received))
    while low < high:
        middle = (low + high + 1) // 2
        if expected[low:middle] == received[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def literal_size(pattern: Pattern) -> int:
    """The octets of a pattern that are known beforehand."""
    return sum(len(part.data) for part in pattern if isinstance(part, Literal))


def names_defined(pattern: Pattern) -> tuple[str, ...]:
    """The names that matching this pattern captures."""
    return tuple(part.name for part in pattern if isinstance(part, Hole) and part.name != "_")


def names_used(pattern: Pattern) -> tuple[str, ...]:
    """The names that must have been captured before, or earlier in this pattern."""
    used: list[str] = []
    for part in pattern:
        if isinstance(part, Reference):
            used.append(part.name)
        elif isinstance(part, Encoded):
            used += names_used(part.inner)
    return tuple(used)


def encode(text: str) -> bytes:
    """Transcript text as the octets that the file had."""
    return text.encode("utf-8", "surrogateescape")


def split_outside_braces(text: str, separator: str) -> list[str]:
    """Splits at one sign, wherever it is not inside a hole."""
    pieces = [""]
    position = 0
    while position < len(text):
        end = position + 1
        if text.startswith("{{", position):
            end += 1
        elif text[position] == "{":
            end = _closing_brace(text, position) + 1
        if text[position:end] == separator:
            pieces.append("")
        else:
            pieces[-1] += text[position:end]
        position = end
    return pieces


def _compile_hole(hole: str, *, escapes: bool, holes: bool) -> Part:
    if found := _KEY.fullmatch(hole):
        return _key(hole, *found.groups())
    if found := _REPEAT.fullmatch(hole):
        repeated = compile_pattern(found[1], escapes=True)
        if not all(isinstance(part, Literal) for part in repeated):
            raise PatternError(f"{{{hole}}} repeats a hole; only text is repeated")
        return Literal(fill(repeated, Names(Keys(""))) * _bounded(hole, found[2]))
    if found := _RANDOM.fullmatch(hole):
        return Literal(random_octets(_bounded(hole, found[1]), int(found[2])))
    if hole.startswith("b64 "):
        return Encoded(compile_pattern(hole[4:], escapes=escapes))
    if found := _HOLE.fullmatch(hole):
        if not holes:
            raise PatternError(f"{{{hole}}} captures; only expected lines and packets do that")
        return _hole(hole, *found.groups())
    if re.fullmatch(_NAME, hole) and hole not in ("rep", "rand"):
        return Reference(hole)
    raise PatternError(
        f"{{{hole}}} is no hole; there are {{key}} {{key2/250}} {{rep a 9}} {{rand 9 1}}"
        " {b64 text} {name} {name:u64} {name:u32 1..9} {name:word} {name:line}, and {{ is a brace"
    )


def _key(hole: str, number: str, size: str | None) -> Key:
    if number in ("0", "1") or number.startswith("0") or int(number or 1) > KEY_NUMBER_MAX:
        raise PatternError(f"{{{hole}}}: keys are {{key}}, {{key2}} and so on to {{key35}}")
    if size is not None and not 5 <= int(size) <= KEY_SIZE_MAX:
        raise PatternError(f"{{{hole}}}: a key has 5 to {KEY_SIZE_MAX} octets")
    return Key(int(number or 1), int(size or 0))


def _hole(hole: str, name: str, kind: str, low: str | None, high: str | None) -> Hole:
    if _KEY.fullmatch(name):
        raise PatternError(f"{{{hole}}}: {name} means a key; capture under another name")
    if low is None or high is None:
        return Hole(name, kind, 0, NUMBER_MAX.get(kind, 0), encode(f"{{{hole}}}"))
    if kind not in NUMBER_MAX:
        raise PatternError(f"{{{hole}}}: only u32 and u64 have a range")
    if not int(low) <= int(high) <= NUMBER_MAX[kind]:
        raise PatternError(f"{{{hole}}}: a range goes up, and fits in a {kind}")
    return Hole(name, kind, int(low), int(high), encode(f"{{{hole}}}"))


def _bounded(hole: str, count: str) -> int:
    if int(count) > REPEAT_MAX:
        raise PatternError(f"{{{hole}}}: at most {REPEAT_MAX} octets")
    return int(count)


@lru_cache(maxsize=64)
def random_octets(count: int, seed: int) -> bytes:
    """What `{rand count seed}` stands for: a 64-bit congruential generator, its top six bits.

    Many states are kept side by side in one long number, 128 bits for each, so that one
    multiplication steps all of them on by as many states as there are.
    """
    lanes = min(count, _LANES_MAX)
    factor, addend, state = 1, 0, seed % 2**64
    first = bytearray()
    for _ in range(lanes):
        factor = factor * _FACTOR % 2**64
        addend = (addend * _FACTOR + _ADDEND) % 2**64
        state = (state * _FACTOR + _ADDEND) % 2**64
        first += state.to_bytes(16, "little")
    ones = int.from_bytes((1).to_bytes(16, "little") * lanes, "little")
    states = int.from_bytes(first, "little")
    octets = bytearray()
    while len(octets) < count:
        octets += states.to_bytes(16 * lanes, "little")[7::16]
        states = (states * factor + ones * addend) & (ones * (2**64 - 1))
    return bytes(octets[:count]).translate(_ALPHABET_OF_TOP_BITS)


def _closing_brace(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    raise PatternError("a brace is not closed; {{ stands for a brace")


def _escape(text: str, position: int) -> tuple[bytes, int]:
    sign = text[position + 1 : position + 2]
    if sign in _ESCAPES and sign:
        return _ESCAPES[sign], 2
    digits = text[position + 2 : position + 4]
    if sign == "x" and re.fullmatch(r"[0-9A-Fa-f]{2}", digits):
        return bytes.fromhex(digits), 4
    raise PatternError(f"\\{sign} is no escape; there are \\r \\n \\t \\0 \\s \\xHH and \\\\")


def _octets(part: Part, names: Names) -> bytes:
    if isinstance(part, Literal):
        return part.data
    if isinstance(part, Key):
        return names.keys.key(part.number, part.size)
    if isinstance(part, Encoded):
        inner = fill(part.inner, names)
        if names.keys.stem and names.keys.stem.encode() in inner:
            names.keys.used.add(inner)
        return base64.b64encode(inner)
    if isinstance(part, Reference):
        return names.captures[part.name]
    raise AssertionError("typed holes have no content of their own")


def _expression(pattern: Pattern, names: Names) -> bytes:
    expression = bytearray()
    inside: set[str] = set()
    for index, part in enumerate(pattern):
        if isinstance(part, Hole):
            name = f"_{index}" if part.name == "_" else part.name
            expression += b"(?P<%s>%s)" % (name.encode(), KINDS[part.kind])
            inside.add(name)
        elif isinstance(part, Reference) and part.name in inside:
            expression += b"(?P=%s)" % part.name.encode()
        else:
            expression += re.escape(_octets(part, names))
    return bytes(expression)


def _furthest(pattern: Pattern, data: bytes, names: Names) -> int:
    """Where data that does not match leaves the pattern: past the longest run of parts that fit."""
    for count in range(len(pattern), -1, -1):
        found = re.match(_expression(pattern[:count], names), data, re.DOTALL)
        if found is None:
            continue
        rest = pattern[count] if count < len(pattern) else Literal(b"")
        if isinstance(rest, Hole) or _is_unknown(rest, names):
            return found.end()
        expected = _octets(rest, names)
        at = first_difference(expected, data[found.end() : found.end() + len(expected)])
        return found.end() + (at if at >= 0 else len(expected))
    return 0


def _is_unknown(part: Part, names: Names) -> bool:
    """Whether a part refers to what is not captured yet: to a hole of the same line."""
    return isinstance(part, Reference) and part.name not in names.captures


def _rendering(pattern: Pattern, names: Names) -> bytes:
    rendering = b""
    for part in pattern:
        if isinstance(part, Hole):
            rendering += part.written
        elif isinstance(part, Reference) and _is_unknown(part, names):
            rendering += b"{%s}" % part.name.encode()
        else:
            rendering += _octets(part, names)
    return rendering
