"""A failure as a script for bash, which needs neither netcat nor this suite.

It sends what the case sends and shows what comes; what should have come stands at its head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mcspec import script
from mcspec.case import Op, Rule, Step
from mcspec.directive import Directive
from mcspec.keys import Keys
from mcspec.octets import as_printf, elided
from mcspec.packet import REQUEST_MAGIC, build
from mcspec.pattern import Encoded, Names, fill
from mcspec.repro.cut import Cut
from mcspec.repro.source import STEM
from mcspec.verdict import Mismatch, Result

_SIZE_MAX = 4096
_ANSWER_MAX = 120
_FIRST_OPAQUE = 0x6D630001
_CANNOT = ("half-close", "reset", "slow")

_FUNCTIONS = """\
host=${1:-127.0.0.1} port=${2:-11211}
stem=$(printf 'mcspec:%05d%07d' $RANDOM $$)  # keys that no other run has

connect() { eval "exec {$1}<>/dev/tcp/$host/$port"; }
send() { printf "${2//mcspec:reproduction/$stem}" >&"${!1}"; }
answer() { timeout 1 cat <&"${!1}" | SHOW; }
"""


def bash_script(kept: Cut, result: Result, rules: Mapping[str, Rule]) -> str:
    """The whole script; "" where bash cannot say it.

    That is so where a request holds what an earlier answer has brought or a key in base64, where a
    connection is half closed, reset or read slowly, with more than 4096 octets in one request, and
    where only single octets show the failure.
    """
    steps = [action.step for action in kept.actions]
    if kept.octetwise or any(_is_beyond(step) for step in steps):
        return ""
    writes = list(_writes(steps))
    if any(len(data) > _SIZE_MAX for _, data in writes if isinstance(data, bytes)):
        return ""
    is_binary = any(
        isinstance(data, bytes) and data[:1] == bytes([REQUEST_MAGIC]) for _, data in writes
    )
    lines = ["#!/usr/bin/env bash", *(f"# {line}".rstrip() for line in _about(kept, result, rules))]
    lines.append(_FUNCTIONS.replace("SHOW", "od -An -tx1 -c" if is_binary else "cat -v"))
    opened: set[str] = set()
    for name, data in writes:
        if isinstance(data, Directive):
            lines += _directed(data)
            continue
        if name not in opened:
            opened.add(name)
            lines.append(f"connect {name}")
        lines += [f"send {name} {as_printf(data)}", f"answer {name}"]
    return "\n".join(lines) + "\n"


def _about(kept: Cut, result: Result, rules: Mapping[str, Rule]) -> Iterator[str]:
    case = kept.case
    yield f"{case.title}."
    for name in case.rules:
        if name in rules:
            yield f"{name}: {rules[name].text} ({rules[name].source})"
    yield f"Case {case.id} of mcspec, {case.level.value}."
    yield ""
    yield from _wanted(result.mismatch) if result.mismatch else (result.reason,)
    if case.options:
        yield f"The server is to be started with {case.options}."
    yield "Usage: bash THIS [HOST [PORT]]"


def _wanted(mismatch: Mismatch) -> Iterator[str]:
    yield f"At the end: {mismatch.what}."
    if mismatch.expected:
        yield f'wanted    "{elided(mismatch.expected, _ANSWER_MAX)}"'
        yield f'received  "{elided(mismatch.received, _ANSWER_MAX)}"'


def _is_beyond(step: Step) -> bool:
    directive = script.directive_of(step)
    if directive is not None:
        return directive.name in _CANNOT
    if step.op not in script.SENDS or step.op is Op.SEND_HEX:
        return False
    if step.op is Op.SEND_PACKET:
        return bool(script.sent_names(step)) or "{b64" in step.text
    pattern = script.line_pattern(step)
    return bool(script.sent_names(step)) or any(isinstance(part, Encoded) for part in pattern)


def _writes(steps: Sequence[Step]) -> Iterator[tuple[str, bytes | Directive]]:
    """What goes out at once on which connection, and the directives that act."""
    names = Names(Keys(STEM))
    opaque = _FIRST_OPAQUE
    pending, data = "", b""
    for step in steps:
        directive = script.directive_of(step)
        is_send = step.op in script.SENDS
        if data and (not is_send or step.connection != pending):
            yield pending, data
            data = b""
        if directive is not None:
            yield step.connection, directive
        if not is_send:
            continue
        pending = step.connection
        if step.op is Op.SEND_HEX:
            data += script.hex_octets(step)
        elif step.op is Op.SEND_PACKET:
            data += build(script.packet_pattern(step), names, opaque)
            opaque += 1
        else:
            data += fill(script.line_pattern(step), names)
            data += b"\r\n" if step.op is Op.SEND_LINE else b""
    if data:
        yield pending, data


def _directed(directive: Directive) -> list[str]:
    if directive.name == "wait":
        return [f"sleep {directive.seconds:g}"]
    if directive.name == "close":
        return [f"exec {{{directive.connection}}}>&-"]
    return []
