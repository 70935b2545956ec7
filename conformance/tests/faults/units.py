"""Where requests and replies begin and end, as far as a proxy must know.

Nobody depends on it that this is right for malformed requests: what is cut in the wrong place is
passed on all the same, and only no fault applies to it.
"""

from __future__ import annotations

import re

from mcspec.packet import HEADER_SIZE, OPCODES, REQUEST_MAGIC, RESPONSE_MAGIC, read_header

# The word of a line that says how many octets follow it.
_SIZE_PLACES = {
    b"set": 4,
    b"add": 4,
    b"replace": 4,
    b"append": 4,
    b"prepend": 4,
    b"cas": 4,
    b"ms": 2,
    b"VALUE": 3,
    b"VA": 1,
}
_MANY_LINES = {
    b"get": b"VALUE ",
    b"gets": b"VALUE ",
    b"gat": b"VALUE ",
    b"gats": b"VALUE ",
    b"stats": b"STAT ",
    b"lru_crawler": b"key=",
    b"watch": b"",
}
# What a meta command with the flag q keeps to itself.
_QUIET_META = {
    b"mg": (b"EN",),
    b"ms": (b"HD",),
    b"md": (b"HD", b"NF"),
    b"ma": (b"HD", b"NF"),
}
_ERRORS = (b"ERROR", b"CLIENT_ERROR", b"SERVER_ERROR")


def is_packet(octets: bytes) -> bool:
    """Whether this is a binary packet, or begins like one."""
    return octets[:1] in (bytes([REQUEST_MAGIC]), bytes([RESPONSE_MAGIC]))


def unit_size(buffer: bytes | bytearray) -> int:
    """The octets of the request or reply at the beginning of a buffer; 0 while it does not say.

    A line counts with the data block that belongs to it. The buffer may hold less or more.
    """
    if is_packet(bytes(buffer[:1])):
        return HEADER_SIZE + read_header(buffer).body_size if len(buffer) >= HEADER_SIZE else 0
    end = buffer.find(b"\n") + 1
    words = bytes(buffer[:end]).split()
    place = _SIZE_PLACES.get(words[0], 0) if words else 0
    if not 0 < place < len(words) or not re.fullmatch(rb"[0-9]{1,10}", words[place]):
        return end
    return end + int(words[place]) + 2


def may_answer(request: bytes, reply: bytes) -> bool:
    """Whether a reply can be one to a request: a quiet one says little."""
    if is_packet(request):
        return is_packet(reply) and (request[1], request[12:16]) == (reply[1], reply[12:16])
    words = request.partition(b"\n")[0].split()
    status = reply.split(maxsplit=1)[0] if reply.strip() else b""
    if words[-1:] == [b"noreply"]:
        return status in _ERRORS
    if b"q" in words[2:]:
        return status not in _QUIET_META.get(words[0], ())
    return True


def is_last(request: bytes, reply: bytes) -> bool:
    """Whether nothing more comes to a request after this reply to it."""
    if is_packet(request):
        return request[1] != OPCODES["stat"] or len(reply) <= HEADER_SIZE or reply[6:8] != b"\0\0"
    words = request.split(maxsplit=1)
    more = _MANY_LINES.get(words[0]) if words else None
    return more is None or not reply.startswith(more)
