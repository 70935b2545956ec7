"""A shell line that shows a failure."""

from __future__ import annotations

import re

from mcspec.case import Case, Op
from mcspec.octets import as_printf
from mcspec.repro.cut import is_plain
from mcspec.tally import Server
from mcspec.verdict import Result

_SIZE_MAX = 1024
_CAPTURE = re.compile(r"\{(?!_:)\w+:(u64|u32|u16|u8|word|line)")
# What a script may say besides sending and expecting and still be one write to nc.
_HARMLESS = ("silent", "expect-close", "skip-until")
_BINARY_REQUEST = 0x80


def shell_line(result: Result, server: Server) -> str:
    """`printf ... | nc ...` with what was sent; "" where one write cannot say it.

    That is so off plain streams, with several connections, with anything captured from an answer,
    with directives that act, and with more than 1024 octets.
    """
    if not is_plain(result.case, server.address):
        return ""
    sent = b"".join(exchange.data for exchange in result.sent if exchange.direction == ">")
    connections = {step.connection for step in result.case.steps}
    if not 0 < len(sent) <= _SIZE_MAX or len(connections) > 1 or not _is_one_write(result.case):
        return ""
    show = " | od -An -c" if sent[0] == _BINARY_REQUEST else ""
    return f"printf {as_printf(sent)} | {_netcat(server)}{show}"


def _is_one_write(case: Case) -> bool:
    for step in case.steps:
        if step.op is Op.DIRECTIVE and not step.text.startswith(_HARMLESS):
            return False
        if _CAPTURE.search(step.text):
            return False
    return True


def _netcat(server: Server) -> str:
    if server.spawned:
        return "nc -q1 127.0.0.1 PORT"
    if server.address.startswith("unix:"):
        return f"nc -q1 -U {server.address.removeprefix('unix:')}"
    host, _, port = server.address.rpartition(":")
    return f"nc -q1 {host.strip('[]')} {port}"
