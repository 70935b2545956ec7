"""Harmless questions that tell what a server can do.

Each question has a connection of its own and 2 seconds; one that is not answered, or not as
expected, means that the server lacks what was asked about. Keys are short-lived and deleted.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace

from mcspec.credentials import Credentials, log_in
from mcspec.packet import (
    HEADER,
    HEADER_SIZE,
    OPCODES,
    REQUEST_MAGIC,
    RESPONSE_MAGIC,
    read_header,
)
from mcspec.wire import Address, Wire

QUESTION_TIMEOUT = 2.0
# Once a server has answered in one dialect, it has so long to answer in the others.
GRACE_TIME = 1.0
LINE_SIZE_MAX = 16384
STAT_LINES_MAX = 10000

# What memcached says to arguments of a command that it has; to other commands it says ERROR.
_BAD_FORMAT = b"CLIENT_ERROR bad command line format\r\n"
_OPAQUE = 0x6D637370
UNAUTHENTICATED = b"CLIENT_ERROR unauthenticated\r\n"
# Somebody whom only the password file among our fixtures knows.
PWDB_USER = Credentials("bob@mcspec", "builder")

# Names in `stats settings`, and the limits that they tell.
_LIMITS = {"item_size_max": "item_max", "maxbytes": "memory", "maxconns": "connections"}


@dataclass
class Findings:
    """What the questions have brought.

    `version` is the text behind VERSION, "" if unknown; `round_trip` the seconds to connect.
    `logged_in` says that the server was locked, and that our credentials open it.
    """

    version: str = ""
    capabilities: set[str] = field(default_factory=set)
    limits: dict[str, int] = field(default_factory=dict)
    round_trip: float = 0.0
    logged_in: bool = False


class NoConnection(Exception):
    """Nothing accepts connections there."""


class NoAnswer(Exception):
    """Something accepts connections and answers nothing that we know."""


async def look(address: Address, key: str, *, ours: bool) -> Findings:
    """Asks a server everything. Raises NoConnection and NoAnswer.

    `key` is one that nobody else uses. With `ours`, questions that change the server are asked as
    well: flush_all, verbosity, debugtime.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    try:
        (await Wire.open(address, timeout=QUESTION_TIMEOUT)).close()
    except OSError as error:
        raise NoConnection(f"cannot connect to {address}: {_reason(error)}") from error
    findings = Findings(round_trip=loop.time() - start)
    bare = replace(address, credentials=None)
    await _look_for_dialects(bare, key, findings)
    if not findings.capabilities:
        raise NoAnswer(f"{address} accepts connections, but answers neither text nor binary")
    if address.credentials is not None and not findings.capabilities.isdisjoint(("auth", "sasl")):
        await _look_inside(address, key, findings)
    else:
        address = bare
    if address.transport in ("unix", "udp", "tls"):
        findings.capabilities.add(address.transport)
    questions = []
    if "classic" in findings.capabilities and (
        "auth" not in findings.capabilities or findings.logged_in
    ):
        questions += [
            _expect(address, f"touch {key} 10\r\n", b"NOT_FOUND\r\n", "touch", findings),
            _expect(address, f"gat 10 {key}\r\n", b"END\r\n", "gat", findings),
            _expect(address, "slabs reassign a b\r\n", _BAD_FORMAT, "slabs", findings),
            _expect(address, "lru_crawler tocrawl x\r\n", _BAD_FORMAT, "lru", findings),
            _expect(address, "watch\r\n", b"OK\r\n", "watch", findings),
            _look_for_cas(address, f"{key}c", findings),
            _look_at_stats(address, findings),
        ]
    if "binary" in findings.capabilities:
        questions.append(_look_at_binary(address, f"{key}b", findings))
    if address.transport == "tcp":
        questions.append(_look_for_datagrams(address, findings))
    if ours and "sasl" in findings.capabilities:
        questions.append(_look_for_password_file(bare, findings))
    await asyncio.gather(*questions)
    if "classic" in findings.capabilities and ours:
        # Last, so that a flush does not take the item of another question.
        await asyncio.gather(
            _expect(address, "flush_all\r\n", b"OK\r\n", "flush", findings),
            _expect(address, "verbosity 0\r\n", b"OK\r\n", "verbosity", findings),
            _expect(address, "debugtime r\r\n", b"OK\r\n", "clock", findings),
        )
    return findings


async def is_answering(address: Address) -> bool:
    """Whether a server still answers anything, text or binary, on a new connection."""
    answers = await asyncio.gather(
        _ask(address, b"version\r\n"),
        _ask(address, b"get mcspec:alive\r\n"),
        _ask_packet(address, OPCODES["noop"]),
    )
    return any(answers)


async def _look_for_dialects(address: Address, key: str, findings: Findings) -> None:
    version, get, meta, binary, mechanisms = await _answers(
        _ask(address, b"version\r\n"),
        _ask(address, f"get {key}\r\n".encode()),
        _ask(address, b"mn\r\n"),
        _ask_packet(address, OPCODES["noop"]),
        _ask_packet(address, OPCODES["sasl_list"]),
    )
    found = re.fullmatch(rb"VERSION ([^\r\n]+)\r\n", version)
    if found is not None:
        findings.version = found[1].decode("utf-8", "replace")
    if get == b"END\r\n":
        findings.capabilities.add("classic")
    elif get == UNAUTHENTICATED:
        findings.capabilities |= {"classic", "auth"}
    if meta in (b"MN\r\n", UNAUTHENTICATED):
        findings.capabilities.add("meta")
    if binary:
        findings.capabilities.add("binary")
    if mechanisms and read_header(mechanisms).status == 0:
        findings.capabilities.add("sasl")


async def _look_inside(address: Address, key: str, findings: Findings) -> None:
    """Asks a locked server again, with our credentials. Raises NoAnswer when it refuses them."""
    if "auth" in findings.capabilities:
        version, get, meta = await asyncio.gather(
            _ask(address, b"version\r\n"),
            _ask(address, f"get {key}\r\n".encode()),
            _ask(address, b"mn\r\n"),
        )
        is_open = get == b"END\r\n"
        findings.version = version.decode("utf-8", "replace").removeprefix("VERSION ").strip()
        if meta == b"MN\r\n":
            findings.capabilities.add("meta")
    else:
        answer = await _ask_packet(address, OPCODES["noop"])
        is_open = bool(answer) and read_header(answer).status == 0
    if not is_open:
        assert address.credentials is not None
        raise NoAnswer(f"{address} does not let {address.credentials.user} in")
    findings.logged_in = True


async def _look_for_datagrams(address: Address, findings: Findings) -> None:
    datagrams = address.over("udp")
    if datagrams is None:
        return
    if "classic" in findings.capabilities:
        answer = await _ask(datagrams, b"version\r\n")
    else:
        answer = await _ask_packet(datagrams, OPCODES["version"])
    if answer:
        findings.capabilities.add("udp")


async def _look_for_password_file(address: Address, findings: Findings) -> None:
    answer = await _ask_packet(replace(address, credentials=PWDB_USER), OPCODES["noop"])
    if answer and read_header(answer).status == 0:
        findings.capabilities.add("pwdb")


async def _expect(
    address: Address, request: str, answer: bytes, capability: str, findings: Findings
) -> None:
    if await _ask(address, request.encode()) == answer:
        findings.capabilities.add(capability)


async def _look_for_cas(address: Address, key: str, findings: Findings) -> None:
    if await _ask(address, f"set {key} 0 10 1\r\nx\r\n".encode()) != b"STORED\r\n":
        return
    value = await _ask(address, f"gets {key}\r\n".encode())
    if re.fullmatch(rb"VALUE \S+ 0 1 [1-9][0-9]*\r\n", value):
        findings.capabilities.add("cas")
    await _ask(address, f"delete {key}\r\n".encode())


async def _look_at_stats(address: Address, findings: Findings) -> None:
    general, settings = await asyncio.gather(
        _ask_lines(address, b"stats\r\n", STAT_LINES_MAX),
        _ask_lines(address, b"stats settings\r\n", STAT_LINES_MAX),
    )
    if general and general[0].startswith(b"STAT "):
        findings.capabilities.add("stats")
    if any(line.startswith(b"STAT extstore_") for line in general):
        findings.capabilities.add("extstore")
    for line in settings:
        found = re.fullmatch(rb"STAT (\S+) ([0-9]+)\r\n", line)
        name = _LIMITS.get(found[1].decode("latin-1")) if found is not None else None
        if found is not None and name is not None:
            findings.limits[name] = int(found[2])


async def _look_at_binary(address: Address, key: str, findings: Findings) -> None:
    """What only a server without text must be asked in binary."""
    version = await _ask_packet(address, OPCODES["version"])
    if version and read_header(version).status == 0 and not findings.version:
        findings.version = version[HEADER_SIZE:].decode("utf-8", "replace")
    if "classic" not in findings.capabilities:
        stored = await _ask_packet(address, OPCODES["set"], b"\0\0\0\0\0\0\0\x0a", key.encode())
        if stored and read_header(stored).cas:
            findings.capabilities.add("cas")
        await _ask_packet(address, OPCODES["delete"], b"", key.encode())


async def _answers(*questions: Coroutine[None, None, bytes]) -> list[bytes]:
    """The answers to questions, b"" for none. When one has come, the others are due soon."""
    tasks = [asyncio.create_task(question) for question in questions]
    pending = set(tasks)
    try:
        while pending and not any(task.result() for task in tasks if task.done()):
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        if pending:
            await asyncio.wait(pending, timeout=GRACE_TIME)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [b"" if task.cancelled() else task.result() for task in tasks]


async def _open(address: Address, *, binary: bool) -> Wire | None:
    """A connection for a question, logged in where that is due; None where there is none."""
    try:
        wire = await Wire.open(address, timeout=QUESTION_TIMEOUT)
    except OSError:
        return None
    if address.credentials is not None:
        try:
            await log_in(wire, address.credentials, binary=binary, timeout=QUESTION_TIMEOUT)
        except BaseException:
            wire.close()
            raise
    return wire


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good: {error.verify_message}; --tls-ca names whom to trust"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {(error.reason or str(error)).lower().replace('_', ' ')}"
    return os.strerror(error.errno) if error.errno else str(error) or "no answer in time"


async def _ask(address: Address, request: bytes) -> bytes:
    """The first line of an answer, b"" for none."""
    lines = await _ask_lines(address, request, 1)
    return lines[0] if lines else b""


async def _ask_lines(address: Address, request: bytes, count: int) -> list[bytes]:
    """Up to so many lines of an answer; of statistics, up to the line that is none."""
    lines: list[bytes] = []
    wire = await _open(address, binary=False)
    if wire is None:
        return lines
    try:
        await wire.send([request], timeout=QUESTION_TIMEOUT)
        while len(lines) < count:
            answer = await wire.read_line(LINE_SIZE_MAX, timeout=QUESTION_TIMEOUT)
            if not answer.complete:
                break
            lines.append(answer.data)
            if count == STAT_LINES_MAX and not answer.data.startswith(b"STAT "):
                break
    finally:
        wire.close()
    return lines


async def _ask_packet(
    address: Address, opcode: int, extras: bytes = b"", key: bytes = b""
) -> bytes:
    """The answer to a request without a value, b"" for none or one that is no packet."""
    body = extras + key
    request = HEADER.pack(REQUEST_MAGIC, opcode, len(key), len(extras), 0, 0, len(body), _OPAQUE, 0)
    wire = await _open(address, binary=True)
    if wire is None:
        return b""
    try:
        await wire.send([request + body], timeout=QUESTION_TIMEOUT)
        magic = await wire.peek(timeout=QUESTION_TIMEOUT)
        if magic.data[:1] != bytes([RESPONSE_MAGIC]):
            return b""
        packet = await wire.read_packet(LINE_SIZE_MAX, timeout=QUESTION_TIMEOUT)
        return packet.data if packet.complete else b""
    finally:
        wire.close()
