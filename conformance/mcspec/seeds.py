"""Transcripts as a corpus for fuzzers: what clients send, and what servers ought to answer.

A folder of seeds has `request/<case id>` and `reply/<case id>`, with `-B` and so on for further
connections. The octets are the same in every run: keys are `seed1`, `seed2` and so on, and every
hole is filled with one fixed value of its kind. A reply with content that may be anything is left
out, and so is a seed of more than 4096 octets.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mcspec.case import Case, Op, Step
from mcspec.directive import parse_directive
from mcspec.keys import Keys
from mcspec.packet import (
    RESPONSE_MAGIC,
    Item,
    Number,
    Packet,
    build,
    parse_packet,
    read_header,
)
from mcspec.pattern import Hole, Names, Pattern, compile_pattern, fill

SIZE_MAX = 4096

_CONTENT = ("extras", "key", "value")
_FILLINGS = {"word": b"word", "line": b"line"}


@dataclass
class _Connection:
    """What goes each way on one connection; `replies` is None once something is unknown."""

    requests: bytes = b""
    replies: bytes | None = b""
    opaques: dict[int, list[int]] = field(default_factory=dict)

    def answer(self, octets: bytes | None) -> None:
        """Adds to what the server says; None, and all is lost."""
        known = self.replies is not None and octets is not None
        self.replies = (self.replies or b"") + (octets or b"") if known else None

    def answered(self, opcode: int) -> int:
        """The opaque of the oldest request of an opcode without a response, or of the newest."""
        waiting = self.opaques.get(opcode, [0])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


def write_seeds(cases: Sequence[Case], folder: Path) -> int:
    """Writes a file for each seed below `folder`, which is made, and returns how many."""
    written = 0
    for case in cases:
        for kind, name, octets in seeds_of(case):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            (folder / kind / name).write_bytes(octets)
            written += 1
    return written


def seeds_of(case: Case) -> Iterator[tuple[str, str, bytes]]:
    """The seeds of one case: `request` or `reply`, file name, octets."""
    for name, connection in _perform(case).items():
        suffix = "" if name == "A" else f"-{name}"
        for kind, octets in (("request", connection.requests), ("reply", connection.replies)):
            if octets and len(octets) <= SIZE_MAX:
                yield kind, f"{case.id}{suffix}", octets


def _perform(case: Case) -> dict[str, _Connection]:
    """Goes through a script with a server that always answers right."""
    names = Names(Keys("seed"))
    connections: dict[str, _Connection] = {}
    opaque = 0
    for step in case.steps:
        connection = connections.setdefault(step.connection, _Connection())
        if step.op in (Op.SEND_LINE, Op.SEND_BYTES, Op.SEND_HEX):
            connection.requests += _sent(step, names)
        elif step.op is Op.SEND_PACKET:
            opaque += 1
            packet = parse_packet(step.text, sent=True)
            octets = build(packet, names, opaque)
            connection.requests += octets
            connection.opaques.setdefault(packet.opcode, []).append(read_header(octets).opaque)
        else:
            connection.answer(_answer(step, connection, names))
    return connections


def _sent(step: Step, names: Names) -> bytes:
    if step.op is Op.SEND_HEX:
        return bytes.fromhex(step.text.partition("#")[0])
    if step.op is Op.SEND_BYTES:
        return fill(compile_pattern(step.text, escapes=True), names)
    return fill(compile_pattern(step.text), names) + b"\r\n"


def _answer(step: Step, connection: _Connection, names: Names) -> bytes | None:
    """The octets that would make a step content, which may be none; None where nothing tells."""
    if step.op in (Op.EXPECT_LINE, Op.EXPECT_META):
        return _filled(compile_pattern(step.text, holes=True), names) + b"\r\n"
    if step.op is Op.EXPECT_BYTES:
        return _filled(compile_pattern(step.text, escapes=True, holes=True), names)
    if step.op is Op.EXPECT_PACKET:
        return _response(parse_packet(step.text, sent=False), connection, names)
    if step.op is Op.DIRECTIVE:
        directive = parse_directive(step.text)
        return fill(directive.text, names) + b"\r\n" if directive.name == "skip-until" else b""
    return b""


def _response(packet: Packet, connection: _Connection, names: Names) -> bytes | None:
    contents = [_content(packet.content.get(name, ()), names) for name in _CONTENT]
    opaque = connection.answered(packet.opcode)
    stated = {name: _number(number, names) for name, number in packet.numbers.items()}
    known = [octets for octets in contents if octets is not None]
    if len(known) < len(contents):
        return None
    extras, key, value = known
    header = struct.pack(
        ">BBHBBHIIQ",
        stated.get("magic", RESPONSE_MAGIC),
        packet.opcode,
        len(key),
        len(extras),
        stated.get("dtype", 0),
        stated.get("status", 0),
        len(extras) + len(key) + len(value),
        stated.get("opaque", opaque),
        stated.get("cas", 0),
    )
    return header + extras + key + value


def _content(items: tuple[Item, ...] | None, names: Names) -> bytes | None:
    if items is None:
        return None
    return b"".join(
        _filled(item.text, names)
        if item.number is None
        else _number(item.number, names).to_bytes(item.number.bits // 8, "big")
        for item in items
    )


def _number(number: Number, names: Names) -> int:
    if number.anything:
        return 2 if number.unequal == 1 else 1
    if not number.pattern:
        return number.constant
    octets = _filled(number.pattern, names)
    return int(octets) % (1 << number.bits) if octets.isdigit() else 1


def _filled(pattern: Pattern, names: Names) -> bytes:
    octets = b""
    for part in pattern:
        if not isinstance(part, Hole):
            octets += fill((part,), names)
            continue
        value = _FILLINGS.get(part.kind) or str(max(part.low, 1)).encode()
        names.captures[part.name] = value
        octets += value
    return octets
