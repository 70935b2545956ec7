"""The script of a case, put together: what belongs to what, and whether it can work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mcspec.address import TRANSPORTS
from mcspec.case import Case, Op, Step
from mcspec.directive import Directive, directive_names, parse_directive
from mcspec.meta_line import MetaLine, meta_line_names, parse_meta_line
from mcspec.packet import Packet, packet_names, parse_packet
from mcspec.pattern import (
    Pattern,
    PatternError,
    compile_pattern,
    literal_size,
    names_defined,
    names_used,
)
from mcspec.udp import DatagramLine, parse_datagram_line

SENDS = (Op.SEND_LINE, Op.SEND_BYTES, Op.SEND_HEX, Op.SEND_PACKET, Op.SEND_DATAGRAM)
EXPECTATIONS = (
    Op.EXPECT_LINE,
    Op.EXPECT_BYTES,
    Op.EXPECT_META,
    Op.EXPECT_PACKET,
    Op.EXPECT_DATAGRAM,
)

_NOTE = re.compile(r"(^|\s+)# .*$")
_HEX = re.compile(r"(\s*[0-9A-Fa-f]{2})*\s*")
_CLOSING = ("close", "reset", "expect-close")
_OF_STREAMS = ("reset", "expect-close", "half-close", "slow")
_WITHOUT_ALTERNATIVES = (Op.EXPECT_BYTES, Op.EXPECT_DATAGRAM)


class ScriptError(Exception):
    """A script cannot work; `line` is of the step that is wrong."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


@dataclass(frozen=True)
class Action:
    """A step with the `<or` and `<should` lines that belong to it."""

    step: Step
    alternatives: tuple[Step, ...] = ()
    stricter: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Meaning:
    """What a step's payload says: exactly one of these, and the names it captures and needs."""

    defines: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    directive: Directive | None = None
    opcode: int = -1


@dataclass
class _State:
    """What the steps so far have made of connections and names."""

    transport: str = ""
    opened: dict[str, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    opcodes: set[tuple[str, int]] = field(default_factory=set)
    closed: dict[str, int] = field(default_factory=dict)
    finished: dict[str, int] = field(default_factory=dict)
    captured: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def actions(steps: Sequence[Step]) -> tuple[Action, ...]:
    """Steps with what belongs to them. Raises ScriptError for what belongs to nothing."""
    found: list[Action] = []
    for step in steps:
        if step.op not in (Op.OR_LINE, Op.SHOULD_LINE):
            found.append(Action(step))
            continue
        last = found[-1] if found else None
        op = last.step.op if last is not None else Op.DIRECTIVE
        if last is None or op not in EXPECTATIONS or op in _WITHOUT_ALTERNATIVES:
            raise ScriptError(step.line, f"{step.op.value} follows a <, <m or <b line")
        if last.step.connection != step.connection:
            what = f"{step.op.value} is on the connection of the line above, or names none"
            raise ScriptError(step.line, what)
        if step.op is Op.OR_LINE:
            found[-1] = Action(last.step, (*last.alternatives, step), last.stricter)
        else:
            found[-1] = Action(last.step, last.alternatives, (*last.stricter, step))
    return tuple(found)


def pipelined(case: Case) -> tuple[Action, ...]:
    """The script with everything sent first."""
    found = actions(case.steps)
    first = tuple(action for action in found if action.step.op in SENDS)
    return first + tuple(action for action in found if action.step.op not in SENDS)


def waits(case: Case) -> float:
    """The seconds that `! wait` lines add up to."""
    found = (directive_of(step) for step in case.steps)
    return sum(each.seconds for each in found if each is not None and each.name == "wait")


def largest_send(case: Case) -> int:
    """The octets of the longest line or packet body that is sent, keys and captures not counted."""
    sizes = [0]
    for step in case.steps:
        if step.op in (Op.SEND_LINE, Op.SEND_BYTES):
            sizes.append(literal_size(line_pattern(step)))
        elif step.op is Op.SEND_PACKET:
            contents = packet_pattern(step).content.values()
            sizes += [literal_size(item.text) for items in contents for item in items or ()]
    return max(sizes)


def directive_of(step: Step) -> Directive | None:
    """What a `!` line says; None for other steps."""
    return parse_directive(step.text) if step.op is Op.DIRECTIVE else None


def connection_of(text: str) -> str:
    """The connection that a directive names, as far as it can be read."""
    try:
        return parse_directive(text).connection
    except PatternError:
        return "A"


def sent_names(step: Step) -> tuple[str, ...]:
    """The captures that a sent step needs."""
    return _meaning(step, step.op).needs


def line_pattern(step: Step) -> Pattern:
    """The payload of `>`, `>|`, `<`, `<|`, or of the `<or` and `<should` of a line."""
    holes = step.op in (Op.EXPECT_LINE, Op.OR_LINE, Op.SHOULD_LINE)
    escapes = step.op in (Op.SEND_BYTES, Op.EXPECT_BYTES)
    return compile_pattern(_without_note(step), escapes=escapes, holes=holes)


def meta_pattern(step: Step) -> MetaLine:
    """The payload of `<m`, or of the `<or` and `<should` of one."""
    return parse_meta_line(_without_note(step))


def packet_pattern(step: Step) -> Packet:
    """The payload of `>b`, `<b`, or of the `<or` and `<should` of one."""
    return parse_packet(step.text, sent=step.op is Op.SEND_PACKET)


def datagram_line(step: Step) -> DatagramLine:
    """The payload of `>u` or `<u`."""
    return parse_datagram_line(step.text, sent=step.op is Op.SEND_DATAGRAM)


def hex_octets(step: Step) -> bytes:
    """The octets of a `>x` line."""
    digits = _NOTE.sub("", step.text)
    if not _HEX.fullmatch(digits) or not digits.strip():
        raise PatternError(">x takes pairs of hexadecimal digits, and ` # note` after them")
    return bytes.fromhex(digits)


def check(case: Case) -> None:
    """Raises ScriptError for a script that can be seen not to work."""
    state = _State(case.transport)
    for action in actions(case.steps):
        step = action.step
        meaning = _read(step, step.op)
        _check_connection(step, meaning, state)
        _use(step, meaning, state)
        others = [_read(each, step.op) for each in action.alternatives]
        for each, other in zip(action.alternatives, others, strict=True):
            _use(each, other, state)
        _capture(step, meaning, state)
        for each in action.stricter:
            _use(each, _read(each, step.op), state, meaning.defines)
        for each, other in zip(action.alternatives, others, strict=True):
            if set(other.defines) != set(meaning.defines):
                names = ", ".join(meaning.defines) or "nothing"
                what = f"an alternative captures what the line above does: {names}"
                raise ScriptError(each.line, what)
    for name, line in state.captured.items():
        if name not in state.used:
            raise ScriptError(line, f"{name} is captured and never used; name it _")


def _check_connection(step: Step, meaning: _Meaning, state: _State) -> None:
    connection = step.connection
    if step.op is Op.OPEN:
        if connection in state.opened or connection in state.closed:
            raise ScriptError(step.line, f"{connection} is open already, or was")
        state.sent.add(connection)
    if step.op is not Op.DIRECTIVE:
        state.opened.setdefault(connection, step.text if step.op is Op.OPEN else "")
    if connection in state.closed and step.op is not Op.DIRECTIVE:
        what = f"{connection} was closed on line {state.closed[connection]}; use another one"
        raise ScriptError(step.line, what)
    if step.op in (Op.SEND_DATAGRAM, Op.EXPECT_DATAGRAM) and not _is_udp(connection, state):
        raise ScriptError(step.line, f"{connection} has no datagrams; it is opened by @B udp")
    if step.op in SENDS:
        if connection in state.finished:
            what = f"{connection} was half closed on line {state.finished[connection]}"
            raise ScriptError(step.line, what)
        state.sent.add(connection)
        state.opcodes.add((connection, meaning.opcode))
        return
    if step.op is Op.EXPECT_DATAGRAM:
        state.begun.add(connection)
    if step.op in EXPECTATIONS and _is_udp(connection, state) and connection not in state.begun:
        raise ScriptError(step.line, "a reply over UDP begins with a <u line")
    if step.op in EXPECTATIONS and connection not in state.sent:
        what = f"nothing was ever sent on {connection}, so nothing can be expected there"
        raise ScriptError(step.line, what)
    if step.op is Op.EXPECT_PACKET and "opaque" not in packet_pattern(step).numbers:
        if (connection, meaning.opcode) not in state.opcodes:
            what = "no >b of this opcode was sent before; state the opaque="
            raise ScriptError(step.line, what)
    if meaning.directive is not None:
        _check_directive(step, meaning.directive, state)


def _check_directive(step: Step, directive: Directive, state: _State) -> None:
    if directive.name in ("wait", "assert"):
        return
    connection = directive.connection
    if connection in state.closed:
        what = f"{connection} was closed on line {state.closed[connection]}"
        raise ScriptError(step.line, what)
    if directive.name in _OF_STREAMS and _is_udp(connection, state):
        raise ScriptError(step.line, f"! {directive.name} is for streams; {connection} is UDP")
    if directive.name in _CLOSING:
        state.closed[connection] = step.line
    elif directive.name == "half-close":
        state.finished[connection] = step.line


def _is_udp(connection: str, state: _State) -> bool:
    return (state.opened.get(connection, "") or state.transport) == "udp"


def _use(step: Step, meaning: _Meaning, state: _State, inside: tuple[str, ...] = ()) -> None:
    for name in meaning.needs:
        if name not in state.captured and name not in (*meaning.defines, *inside):
            what = f"{{{name}}} is captured nowhere before; a capture is {{{name}:u64}}"
            raise ScriptError(step.line, what)
        state.used.add(name)


def _capture(step: Step, meaning: _Meaning, state: _State) -> None:
    for name in meaning.defines:
        if name in state.captured or meaning.defines.count(name) > 1:
            line = state.captured.get(name, step.line)
            what = f"{name} is captured on line {line}; {{{name}}} compares with that"
            raise ScriptError(step.line, what)
        state.captured[name] = step.line


def _read(step: Step, manner: Op) -> _Meaning:
    try:
        return _meaning(step, manner)
    except PatternError as error:
        raise ScriptError(step.line, str(error)) from error


def _meaning(step: Step, manner: Op) -> _Meaning:
    """Reads a payload in the manner of an operator: its own, or that of the line it belongs to."""
    if manner is Op.SEND_HEX:
        hex_octets(step)
        return _Meaning()
    if manner is Op.OPEN:
        if step.text and step.text not in TRANSPORTS:
            raise PatternError(
                f"@{step.connection} takes one of {' '.join(TRANSPORTS)}, or nothing"
            )
        return _Meaning()
    if manner in (Op.SEND_DATAGRAM, Op.EXPECT_DATAGRAM):
        datagram_line(step)
        return _Meaning()
    if manner is Op.DIRECTIVE:
        directive = parse_directive(step.text)
        return _Meaning(needs=directive_names(directive), directive=directive)
    if manner in (Op.SEND_PACKET, Op.EXPECT_PACKET):
        packet = packet_pattern(step)
        return _Meaning(*packet_names(packet), opcode=packet.opcode)
    if manner is Op.EXPECT_META:
        return _Meaning(*meta_line_names(meta_pattern(step)))
    pattern = line_pattern(step)
    return _Meaning(names_defined(pattern), names_used(pattern))


def _without_note(step: Step) -> str:
    return _NOTE.sub("", step.text) if step.op is Op.OR_LINE else step.text
