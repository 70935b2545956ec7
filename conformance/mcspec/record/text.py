"""Takes classic and meta apart: what clients sent, and what a server answered."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence

from mcspec.record.unit import Role, Sort, Token, Unit

# Where the words of a command are keys.
_KEYS = {
    **dict.fromkeys("get gets".split(), slice(1, None)),
    **dict.fromkeys("gat gats".split(), slice(2, None)),
    **dict.fromkeys("set add replace append prepend cas".split(), slice(1, 2)),
    **dict.fromkeys("delete incr decr touch mg ms md ma me".split(), slice(1, 2)),
}
# Which word is the size of the data block that follows.
_SIZES = {**dict.fromkeys("set add replace append prepend cas".split(), 4), "ms": 2}
_META = frozenset("mg ms md ma me".split())
_OTHERS = frozenset(
    "version quit stats flush_all verbosity mn cache_memlimit slabs lru lru_crawler watch"
    " debugtime shutdown misbehave extstore".split()
)
_META_STATUSES = frozenset("VA HD EN NS EX NF".split())
_STATUSES = frozenset(
    "STORED NOT_STORED EXISTS NOT_FOUND DELETED TOUCHED OK END ERROR CLIENT_ERROR SERVER_ERROR MN"
    " RESET BUSY BADCLASS NOSPARE NOTFULL UNSAFE SAME BLOCKED".split()
)
_LISTED = ("STAT ", "ITEM ", "PREFIX ", "key=")
_MODES = {"A": "append", "P": "prepend", "a": "append", "p": "prepend"}
_WORDS = re.compile(rb"( +)")

_Flag = Callable[[bytes], tuple[Token, ...]]


def requests(data: bytes) -> Iterator[Unit]:
    """The lines and data blocks of a client."""
    return _units(data, _request)


def replies(data: bytes) -> Iterator[Unit]:
    """The lines and data blocks of a server."""
    return _units(data, _reply)


def _units(data: bytes, read: Callable[[bytes, int], tuple[Unit, int]]) -> Iterator[Unit]:
    position = 0
    listing: list[Token] = []
    while position < len(data):
        end = data.find(b"\n", position) + 1
        if not end:
            yield _rest(data[position:], len(data))
            return
        unit, size = read(data[position:end], end)
        position = end
        if unit.sort is Sort.LISTING:
            listing += unit.tokens
            continue
        if listing:
            unit = Unit(Sort.LISTING, (*listing, *unit.tokens), end)
            listing = []
        yield unit
        if size < 0:
            continue
        block = data[position : position + size]
        # Where CR LF should be is something else: only the size is to be believed.
        terminator = b"\r\n" if data.startswith(b"\r\n", position + size) else b""
        sort = Sort.REST if position + size + 2 > len(data) else Sort.BLOCK
        position += len(block) + len(terminator)
        if block or terminator:
            tokens = (Token(Role.VALUE, block),)
            yield Unit(sort, tokens, position, unit.verb, unit.key, terminator)
    if listing:
        yield _rest(b"".join(token.octets for token in listing), len(data))


def _rest(octets: bytes, end: int) -> Unit:
    return Unit(Sort.REST, (Token(Role.NOISE, octets),), end)


def _request(line: bytes, end: int) -> tuple[Unit, int]:
    """A line, and the size of the block that follows; -1 for none."""
    text, terminator = _cut(line)
    pieces = _WORDS.split(text)
    words = [piece for piece in pieces if piece.strip(b" ")]
    verb = words[0].decode("latin-1") if words else ""
    if verb not in _KEYS and verb not in _OTHERS and words:
        tokens: tuple[Token, ...] = (Token(Role.NOISE, text),)
        return Unit(Sort.LINE, tokens, end, terminator=terminator), -1
    roles = [Role.PLAIN] * len(words)
    encoded = verb in _META and b"b" in words[2:]
    for index in range(len(words))[_KEYS.get(verb, slice(0, 0))]:
        roles[index] = Role.KEY64 if encoded else Role.KEY
    if verb == "cas" and len(words) > 5 and words[5].isdigit():
        roles[5] = Role.CAS
    flag: _Flag = _flag_sent if verb in _META else _plain
    tokens = tuple(_tokens(pieces, roles, flag))
    size = words[_SIZES[verb]] if len(words) > _SIZES.get(verb, len(words)) else b""
    action = verb
    for word in words[2:] if verb == "ms" else ():
        if word[:1] == b"M":
            action = _MODES.get(word[1:2].decode("latin-1"), verb)
    unit = Unit(Sort.LINE, tokens, end, action, _first_key(tokens), terminator)
    return unit, int(size) if re.fullmatch(rb"\d{1,10}", size) else -1


def _reply(line: bytes, end: int) -> tuple[Unit, int]:
    text, terminator = _cut(line)
    pieces = _WORDS.split(text)
    words = [piece for piece in pieces if piece.strip(b" ")]
    status = words[0].decode("latin-1") if words else ""
    if line.startswith(tuple(each.encode() for each in _LISTED)):
        return Unit(Sort.LISTING, (Token(Role.NOISE, line),), end), -1
    size = -1
    if status == "VALUE" and len(words) in (4, 5) and words[3].isdigit():
        unique = Role.CAS if words[-1].isdigit() else Role.NOISE
        roles = [Role.PLAIN, Role.KEY, Role.PLAIN, Role.PLAIN, unique]
        tokens = tuple(_tokens(pieces, roles, _plain))
        size = int(words[3])
    elif status in _META_STATUSES:
        roles = [Role.PLAIN] * len(words)
        encoded = b"b" in words[1:]
        flag: _Flag = _flag_returned_64 if encoded else _flag_returned
        tokens = tuple(_tokens(pieces, roles, flag))
        if status == "VA" and len(words) > 1 and words[1].isdigit():
            size = int(words[1])
    elif status == "ME" and len(words) > 2:
        rest = text[len(b"ME ") + len(words[1]) + 1 :]
        shown = (Token(Role.PLAIN, b"ME "), Token(Role.KEY, words[1]), Token(Role.PLAIN, b" "))
        tokens = (*shown, Token(Role.NOISE, rest))
    elif status == "VERSION" and len(words) > 1:
        tokens = (Token(Role.PLAIN, b"VERSION "), Token(Role.NOISE, text[len(b"VERSION ") :]))
    elif status in _STATUSES or re.fullmatch(rb"\d* *", text):
        tokens = (Token(Role.PLAIN, text),)
    else:
        tokens = (Token(Role.NOISE, text),)
    return Unit(Sort.LINE, tokens, end, "", _first_key(tokens), terminator), size


def _cut(line: bytes) -> tuple[bytes, bytes]:
    """A line without its CR LF or LF, and that."""
    size = 2 if line.endswith(b"\r\n") else 1
    return line[:-size], line[-size:]


def _tokens(
    pieces: Sequence[bytes],
    roles: Sequence[Role],
    flag: _Flag,
) -> Iterator[Token]:
    """Words in their roles, the spaces between them plain; plain words from the third are flags."""
    index = 0
    for piece in pieces:
        if not piece.strip(b" "):
            yield Token(Role.PLAIN, piece)
            continue
        role = roles[index]
        index += 1
        if role is Role.PLAIN and index > 1:
            yield from flag(piece)
        else:
            yield Token(role, piece)


def _plain(word: bytes) -> tuple[Token, ...]:
    return (Token(Role.PLAIN, word),)


def _flag_sent(word: bytes) -> tuple[Token, ...]:
    if word[:1] in (b"C", b"E") and word[1:].isdigit():
        return Token(Role.PLAIN, word[:1]), Token(Role.CAS, word[1:])
    return _plain(word)


def _flag_returned(word: bytes) -> tuple[Token, ...]:
    return _returned(word, Role.KEY)


def _flag_returned_64(word: bytes) -> tuple[Token, ...]:
    return _returned(word, Role.KEY64)


def _returned(word: bytes, key: Role) -> tuple[Token, ...]:
    sign, rest = word[:1], word[1:]
    if sign == b"k" and rest:
        return Token(Role.PLAIN, sign), Token(key, rest)
    if sign == b"c" and rest.isdigit():
        return Token(Role.PLAIN, sign), Token(Role.CAS, rest)
    if sign in (b"t", b"l") and rest.isdigit():
        return Token(Role.PLAIN, sign), Token(Role.AGE, rest)
    return _plain(word)


def decoded(octets: bytes) -> bytes | None:
    """The key that base64 stands for; None where that does not lead back to the same octets."""
    try:
        key = base64.b64decode(octets, validate=True)
    except binascii.Error:
        return None
    return key if key and base64.b64encode(key) == octets else None


def _first_key(tokens: Sequence[Token]) -> bytes:
    for token in tokens:
        if token.role is Role.KEY:
            return token.octets
        if token.role is Role.KEY64:
            return decoded(token.octets) or token.octets
    return b""
