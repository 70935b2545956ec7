"""Takes binary packets apart: what clients sent, and what a server answered."""

from __future__ import annotations

from collections.abc import Iterator

from mcspec.packet import (
    HEADER_SIZE,
    OPCODES,
    REQUEST_MAGIC,
    RESPONSE_MAGIC,
    Header,
    opcode_name,
    read_header,
)
from mcspec.record.unit import Role, Sort, Token, Unit

_QUIET = {f"{name}q": name for name in OPCODES if f"{name}q" in OPCODES}
_VERSION = "version"
_NUMBERS = ("incr", "decr")


def requests(data: bytes) -> Iterator[Unit]:
    """The packets of a client."""
    return _packets(data, REQUEST_MAGIC)


def replies(data: bytes) -> Iterator[Unit]:
    """The packets of a server; those to one STAT are one unit."""
    listing: list[Token] = []
    for unit in _packets(data, RESPONSE_MAGIC):
        header = unit.header
        if header is None or header.opcode != OPCODES["stat"] or header.status:
            yield unit
        elif header.body_size:
            listing += unit.tokens
        else:
            yield Unit(Sort.LISTING, tuple(listing), unit.end, unit.verb, header=header)
            listing = []


def _packets(data: bytes, magic: int) -> Iterator[Unit]:
    position = 0
    while position < len(data):
        rest = data[position:]
        header = read_header(rest) if len(rest) >= HEADER_SIZE else None
        size = HEADER_SIZE + header.body_size if header is not None else 0
        if header is None or len(rest) < size or not _is_sound(header, magic):
            # A whole header holds neither keys nor data; of less only the magic is sure.
            size = HEADER_SIZE if header is not None and header.magic == magic else 1
            tokens = (Token(Role.PLAIN, rest[:size]), Token(Role.NOISE, rest[size:]))
            yield Unit(Sort.REST, tokens, len(data))
            return
        position += size
        yield _packet(header, rest[HEADER_SIZE:size], position)


def _is_sound(header: Header, magic: int) -> bool:
    inner = header.extras_size + header.key_size
    return header.magic == magic and inner <= header.body_size


def _packet(header: Header, body: bytes, end: int) -> Unit:
    name = opcode_name(header.opcode)
    verb = _QUIET.get(name, name)
    extras_end = header.extras_size
    key_end = extras_end + header.key_size
    extras, key, value = body[:extras_end], body[extras_end:key_end], body[key_end:]
    is_reply = header.magic == RESPONSE_MAGIC
    role = Role.VALUE
    if is_reply and (verb == _VERSION or verb.startswith("sasl")):
        role = Role.NOISE
    elif is_reply and (header.status or verb in _NUMBERS):
        role = Role.PLAIN
    key_role = Role.PLAIN if verb == "stat" or verb.startswith("sasl") else Role.KEY
    tokens = (
        Token(key_role, key, "key"),
        Token(Role.PLAIN, extras, "extras"),
        Token(role, value, "value"),
        Token(Role.CAS, str(header.cas).encode(), "cas"),
    )
    return Unit(Sort.PACKET, tokens, end, verb, key, header=header)
