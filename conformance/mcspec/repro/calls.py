"""The actions of a case as calls of what prelude.py defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from mcspec import script
from mcspec.case import Op, Step
from mcspec.directive import Directive
from mcspec.packet import HEADER, OPCODES, REQUEST_MAGIC, RESPONSE_MAGIC, Packet
from mcspec.repro.source import (
    STEM,
    Pieces,
    content,
    content_size,
    expression,
    meta_expression,
    number,
    octets,
    packet_expression,
    written,
)

_FIRST_OPAQUE = 0x6D630001
_END_OPAQUE = 0x6D637370


class Calls:
    """Lines of Python, in the order of the actions.

    Keeps track of the opaques of requests that have no response yet, as a performance does.
    """

    def __init__(self, *, asks_with_mn: bool) -> None:
        """`asks_with_mn`: the server has mn, so that the question at the end can be that."""
        self._asks_with_mn = asks_with_mn
        self._opaque = _FIRST_OPAQUE
        self._waiting: dict[tuple[str, int], list[Pieces]] = {}
        self._newest: dict[tuple[str, int], Pieces] = {}
        self._is_binary: dict[str, bool] = {}
        self._silenced: set[str] = set()

    def of(self, actions: Iterable[script.Action]) -> Iterator[str]:
        """The calls that perform actions; what is sent in a row goes out in one write."""
        for (is_sent, name), group in groupby(actions, _kind):
            if not is_sent:
                for action in group:
                    yield from self._received(action)
                continue
            pieces = tuple(piece for action in group for piece in self._sent(action.step))
            first = pieces[0] if pieces else b""
            is_packet = isinstance(first, bytes) and first[:1] == bytes([REQUEST_MAGIC])
            self._is_binary.setdefault(name, is_packet)
            yield f'send("{name}", {written(pieces)})'

    def _received(self, action: script.Action) -> Iterator[str]:
        step = action.step
        name = step.connection
        if (directive := script.directive_of(step)) is not None:
            yield from self._directed(directive)
        elif step.op is Op.EXPECT_BYTES:
            yield f'octets("{name}", {written(octets(script.line_pattern(step)))})'
        elif step.op is Op.EXPECT_PACKET:
            yield self._packet(action)
        else:
            of_step = _meta if step.op is Op.EXPECT_META else _line
            wanted = [written(of_step(each)) for each in (step, *action.alternatives)]
            yield f'line("{name}", {", ".join(wanted)})'

    def question(self, name: str) -> Iterator[str]:
        """What shows that nothing is left over on a connection, unless it has been closed."""
        if name in self._silenced:
            return
        if self._is_binary.get(name, False):
            rest = HEADER.pack(0, OPCODES["noop"], 0, 0, 0, 0, 0, _END_OPAQUE, 0)[1:]
            yield f'send("{name}", {written((bytes([REQUEST_MAGIC]), rest))})'
            yield f'octets("{name}", {written((bytes([RESPONSE_MAGIC]), rest))})'
            return
        request, answer = f"get {STEM}0", "END"
        if self._asks_with_mn:
            request, answer = "mn", "MN"
        yield f'send("{name}", b"{request}\\r\\n")'
        yield f'line("{name}", b"{answer}")'

    def _sent(self, step: Step) -> Pieces:
        if step.op is Op.SEND_HEX:
            return (script.hex_octets(step),)
        if step.op is Op.SEND_PACKET:
            return self._request(script.packet_pattern(step), step.connection)
        pieces = octets(script.line_pattern(step))
        return (*pieces, b"\r\n") if step.op is Op.SEND_LINE else pieces

    def _request(self, packet: Packet, name: str) -> Pieces:
        given = packet.numbers
        contents = [packet.content.get(part, ()) for part in ("extras", "key", "value")]
        extras, key, value = sizes = [content_size(items) or 0 for items in contents]
        opaque = number(given["opaque"]) if "opaque" in given else (self._next_opaque(),)
        if "opaque" in given:
            self._opaque += 1
        self._waiting.setdefault((name, packet.opcode), []).append(opaque)
        self._newest[name, packet.opcode] = opaque

        def field(part: str, size: int, default: int) -> Pieces:
            return number(given[part]) if part in given else (default.to_bytes(size, "big"),)

        return (
            *field("magic", 1, REQUEST_MAGIC),
            bytes([packet.opcode]),
            *field("keylen", 2, key & 0xFFFF),
            *field("extlen", 1, extras & 0xFF),
            *field("dtype", 1, 0),
            *field("vbucket", 2, 0),
            *field("bodylen", 4, sum(sizes)),
            *opaque,
            *field("cas", 8, 0),
            *(piece for items in contents for piece in content(items)),
        )

    def _next_opaque(self) -> bytes:
        self._opaque += 1
        return (self._opaque - 1).to_bytes(4, "big")

    def _packet(self, action: script.Action) -> str:
        name = action.step.connection
        wanted = []
        for step in (action.step, *action.alternatives):
            packet = script.packet_pattern(step)
            wanted.append(written(packet_expression(packet, self._expected_opaque(name, packet))))
        packet = script.packet_pattern(action.step)
        waiting = self._waiting.get((name, packet.opcode), [])
        is_last = packet.opcode != OPCODES["stat"] or not packet.content.get("key")
        if waiting and is_last:
            waiting.pop(0)
        if packet.until_end:
            return f'statistics("{name}")'
        return f'packet("{name}", {", ".join(wanted)})'

    def _expected_opaque(self, name: str, packet: Packet) -> Pieces:
        waiting = self._waiting.get((name, packet.opcode))
        return waiting[0] if waiting else self._newest.get((name, packet.opcode), (bytes(4),))

    def _directed(self, directive: Directive) -> Iterator[str]:
        name = directive.connection
        if directive.name == "wait":
            yield f"wait({directive.seconds:g})"
        elif directive.name == "silent":
            yield f'silent("{name}", {directive.seconds:g})'
        elif directive.name == "skip-until":
            last = written((*octets(directive.text), b"\r\n"))
            yield f'skip_until("{name}", {last})'
        elif directive.name == "assert":
            left, right = (written(octets(each)) for each in (directive.text, directive.other))
            yield f'ensure({left}, "{directive.relation}", {right})'
        elif directive.name in ("close", "reset", "half-close", "expect-close"):
            self._silenced.add(name)
            yield f'{directive.name.replace("-", "_")}("{name}")'


def _kind(action: script.Action) -> tuple[bool, str]:
    """Whether an action sends, and on which connection."""
    return action.step.op in script.SENDS, action.step.connection


def _line(step: Step) -> Pieces:
    return expression(script.line_pattern(step))


def _meta(step: Step) -> Pieces:
    return meta_expression(script.meta_pattern(step))
