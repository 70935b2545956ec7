"""What went over the wire, without what differs between any two servers and any two runs.

Keys, CAS uniques, times, versions and the values of statistics become `{key}`, `{cas}`, `{time}`,
`{version}` and `{value}`. What is compared is text: a line of the wire, or a packet by its fields.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from mcspec.octets import as_text
from mcspec.packet import (
    HEADER_SIZE,
    OPCODES,
    REQUEST_MAGIC,
    RESPONSE_MAGIC,
    opcode_name,
    read_header,
)
from mcspec.verdict import Exchange

_MAGICS = (REQUEST_MAGIC, RESPONSE_MAGIC)
# What the log of a performance has in place of the middle of a long run; see conversation.py.
_LEFT_OUT = re.compile(rb"\[\d+ octets left out\]")
_WORDS = re.compile(rb"[^ \r\n]+")
_META_STATUS = re.compile(r"(HD|VA|EN|NS|EX|NF)( |\\r)")
_META_FLAG = re.compile(r"(?<= )([ctl])\d+(?=[ \\])")
_FLAG_NAMES = {"c": "c{cas}", "t": "t{time}", "l": "l{time}"}
_VALUE_UNIQUE = re.compile(r"^(VALUE \S+ \d+ \d+) \d+(?=\\r)")
_FIELDS = re.compile(r"\b(exp|la|cas|ts|gid)=-?[\d.]+")
_VERSION = re.compile(r"^VERSION .+(?=\\r)")
_STATISTIC = re.compile(r"^(STAT \S+|ITEM) .*(?=\\r)")
_CAS_SENT = re.compile(r"^(cas \S+ \S+ \S+ \S+) \d+")


@dataclass(frozen=True)
class Said:
    """One line or packet on a connection: `direction` is ">" or "<"."""

    connection: str
    direction: str
    text: str


def said(exchanges: Sequence[Exchange], prefix: str, names: Mapping[bytes, str]) -> list[Said]:
    """All that was said, in order; of neighbouring exchanges only the octets count.

    `prefix` is what keys begin with, `names` what else stands for words; see names_of().
    """
    found = []
    for connection, direction, data in _joined(exchanges):
        for piece in _pieces(data):
            if _LEFT_OUT.search(piece):
                # What comes after it begins in the middle of something.
                break
            if piece[0] in _MAGICS and len(piece) >= HEADER_SIZE:
                text = _packet(piece, prefix)
            else:
                text = _line(piece, direction, prefix, names)
            found.append(Said(connection, direction, text))
    return found


def names_of(
    one: Sequence[Exchange], two: Sequence[Exchange], prefix: str
) -> list[dict[bytes, str]]:
    """For each of two performances of a case: names for the words sent that are not the same.

    Those are keys that were cut short, and captures; whole keys need no such name.
    """
    names: list[dict[bytes, str]] = [{}, {}]
    words = [_WORDS.findall(_sent_text(each)) for each in (one, two)]
    for pair in zip(*words):
        is_key = any(each.startswith(prefix.encode()) for each in (pair[0], _decoded(pair[0])))
        if pair[0] != pair[1] and not is_key:
            for known, word in zip(names, pair):
                known.setdefault(word, f"{{{len(known) + 1}}}")
    return names


def _sent_text(exchanges: Sequence[Exchange]) -> bytes:
    sent = (each.data for each in exchanges if each.direction == ">")
    return b" ".join(data for data in sent if data and data[0] not in _MAGICS)


def _joined(exchanges: Sequence[Exchange]) -> Iterator[tuple[str, str, bytes]]:
    pending: list[tuple[str, str, bytes]] = []
    for each in exchanges:
        if pending and pending[0][:2] == (each.connection, each.direction):
            pending = [(each.connection, each.direction, pending[0][2] + each.data)]
            continue
        yield from pending
        pending = [(each.connection, each.direction, each.data)]
    yield from pending


def _pieces(data: bytes) -> Iterator[bytes]:
    """Lines and packets, up to where the log leaves something out."""
    found = _LEFT_OUT.search(data)
    end = found.start() if found is not None else -1
    while data:
        if data[0] in _MAGICS and len(data) >= HEADER_SIZE:
            size = HEADER_SIZE + read_header(data).body_size
        else:
            size = data.find(b"\n") + 1 or len(data)
        if 0 <= end < size:
            return
        yield data[:size]
        data = data[size:]
        end -= size if end >= 0 else 0


def _line(line: bytes, direction: str, prefix: str, names: Mapping[bytes, str]) -> str:
    def name(found: re.Match[bytes]) -> bytes:
        word = found[0]
        for size in (0, 1):
            known = word[size:]
            if known in names:
                return word[:size] + names[known].encode()
            if (key := _decoded(known)).startswith(prefix.encode()):
                return word[:size] + b"{b64 %s}" % key
        return word

    text = _without_keys(as_text(_WORDS.sub(name, line)), prefix)
    if direction == ">":
        return _CAS_SENT.sub(r"\1 {cas}", text)
    text = _VERSION.sub("VERSION {version}", text)
    text = _STATISTIC.sub(r"\1 {value}", text)
    text = _VALUE_UNIQUE.sub(r"\1 {cas}", text)
    text = _FIELDS.sub(r"\1={time}", text)
    if _META_STATUS.match(text):
        text = _META_FLAG.sub(lambda found: _FLAG_NAMES[found[1]], text)
    return text


def _decoded(word: bytes) -> bytes:
    """What base64 stands for, as far as it can be read."""
    try:
        return base64.b64decode(word)
    except binascii.Error:
        return b""


def _packet(packet: bytes, prefix: str) -> str:
    header = read_header(packet)
    body = packet[HEADER_SIZE:]
    key_end = header.extras_size + header.key_size
    value = as_text(body[key_end:])
    if header.magic == RESPONSE_MAGIC and header.opcode == OPCODES["version"]:
        value = "{version}"
    elif header.magic == RESPONSE_MAGIC and header.opcode == OPCODES["stat"] and header.key_size:
        value = "{value}"
    fields = {
        "status": f"0x{header.status:04x}" if header.magic == RESPONSE_MAGIC else "",
        "key": as_text(body[header.extras_size : key_end]),
        "extras": body[: header.extras_size].hex(),
        "value": value,
        "cas": "{cas}" if header.cas else "",
        "dtype": f"{header.data_type}" if header.data_type else "",
        "opaque": f"0x{header.opaque:x}",
    }
    words = [f"{name}={text}" for name, text in fields.items() if text]
    return _without_keys(" ".join((opcode_name(header.opcode), *words)), prefix)


def _without_keys(text: str, prefix: str) -> str:
    def name(found: re.Match[str]) -> str:
        number = "" if found[1] == "1" else str(int(found[1], 36))
        size = f"/{len(found[0])}" if found[2] else ""
        return f"{{key{number}{size}}}"

    # In what watch prints, keys are as in an URI.
    written = "|".join(re.escape(each) for each in (prefix, quote(prefix, safe="")))
    return re.sub(rf"(?:{written})[0-9a-z]{{12}}([0-9a-z])(k{{8,}})?", name, text)
