"""Datagrams: what is put before a request, and what a reply may have before it."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from mcspec.keys import KeySource
from mcspec.pattern import PatternError
from mcspec.replay import replay
from mcspec.target import Profile, Target
from mcspec.transcript import TranscriptError, parse
from mcspec.udp import DatagramHeader, DatagramLayer, parse_datagram_line
from mcspec.verdict import Result
from mcspec.wire import Address, End, Wire

LONG = 10.0
SHORT = 0.05

Answers = Callable[[bytes], list[bytes]]
"""The datagrams that answer one."""


class Listener(asyncio.DatagramProtocol):
    """Answers each datagram with those that a function says."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self.transport is not None
        for answer in self.answers(data):
            self.transport.sendto(answer, addr)


def serve(answers: Answers, act: Callable[[Address], Awaitable[None]]) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(LONG):
            transport, _ = await loop.create_datagram_endpoint(
                lambda: Listener(answers), local_addr=("127.0.0.1", 0)
            )
            try:
                port = transport.get_extra_info("sockname")[1]
                await act(Address("127.0.0.1", port, transport="udp"))
            finally:
                transport.close()

    asyncio.run(run())


def header(identity: int, seq: int = 0, n: int = 1, reserved: int = 0) -> bytes:
    return struct.pack(">HHHH", identity, seq, n, reserved)


def echo(data: bytes) -> list[bytes]:
    """A sound server that knows version, get, and a value of two datagrams."""
    identity = int.from_bytes(data[:2], "big")
    answers = {b"version\r\n": b"VERSION 1.6.18\r\n", b"get two\r\n": b"", b"mn\r\n": b"MN\r\n"}
    if data[4:6] != b"\0\1" or data[8:] not in answers:
        return [header(identity) + b"END\r\n"] if data[8:11] == b"get" else []
    if data[8:] == b"get two\r\n":
        return [header(identity, 0, 2) + b"VALUE two 0 4\r\nab", header(identity, 1, 2) + b"cd\r\n"]
    return [header(identity) + answers[data[8:]]]


def test_a_request_has_eight_octets_before_it() -> None:
    layer = DatagramLayer()
    assert layer.sent(b"mn\r\n") == b"\0\1\0\0\0\1\0\0mn\r\n"
    layer.next_line = parse_datagram_line("id=0x0102 seq=3 n=4 reserved=5  # note", sent=True)
    assert layer.sent(b"") == b"\1\2\0\3\0\4\0\5"
    assert layer.sent(b"x") == b"\1\3\0\0\0\1\0\0x", "ids go on from the last one"
    layer.next_line = parse_datagram_line("raw", sent=True)
    assert layer.sent(b"x") == b"x"


@pytest.mark.parametrize(
    ("datagram", "fault"),
    [
        (b"\0\1\0\0", "no room for its header"),
        (header(2) + b"x", "id 2, which no request had"),
        (header(1, reserved=1) + b"x", "reserved number of a datagram is 1"),
        (header(1, 1, 2) + b"x", "number 1 of 2, and number 0 was due"),
        (header(1, 0, 0) + b"x", "number 0 of 0"),
    ],
)
def test_a_header_that_cannot_be_ends_the_conversation(datagram: bytes, fault: str) -> None:
    layer = DatagramLayer()
    layer.sent(b"mn\r\n")
    assert layer.received(datagram).end is End.UNSOUND
    assert fault in layer.fault


def test_datagrams_of_a_message_come_in_their_order() -> None:
    layer = DatagramLayer()
    layer.sent(b"get two\r\n")
    assert layer.received(header(1, 0, 3) + b"a").end is None
    assert layer.received(header(1, 1, 3) + b"b").end is None
    assert layer.received(header(1, 1, 3) + b"b").end is End.UNSOUND


def test_a_header_alone_is_a_message_of_no_datagrams() -> None:
    layer = DatagramLayer()
    layer.sent(b"quit\r\n")
    assert layer.received(header(1, 0, 0)).end is None
    assert layer.arrived[0].header == DatagramHeader(1, 0, 0)


@pytest.mark.parametrize("text", ["id=65536", "id", "id=*", "size=3", "id=1 id=2", "raw id=1"])
def test_nonsense_is_no_datagram_line(text: str) -> None:
    with pytest.raises(PatternError):
        parse_datagram_line(text, sent=True)


def test_payloads_run_together_unless_messages_are_asked_for() -> None:
    async def act(address: Address) -> None:
        wire = await Wire.open(address, timeout=LONG)
        await wire.send([b"version\r\n"], timeout=LONG)
        await wire.send([b"get two\r\n"], timeout=LONG)
        assert (await wire.read_line(100, timeout=LONG)).data == b"VERSION 1.6.18\r\n"
        assert (await wire.read_exactly(21, timeout=LONG)).data == b"VALUE two 0 4\r\nabcd\r\n"
        assert wire.datagrams is not None
        wire.datagrams.strict = True
        await wire.send([b"get two\r\n"], timeout=LONG)
        assert (await wire.listen(timeout=LONG)).complete
        assert (await wire.read_line(100, timeout=SHORT)).end is End.TIMEOUT
        _, datagram = await wire.read_datagram(timeout=LONG)
        assert datagram is not None and datagram.header == DatagramHeader(3, 0, 2)
        assert (await wire.read_datagram(timeout=LONG))[0].end is End.TOO_LONG
        assert (await wire.read_exactly(21, timeout=LONG)).data == b"VALUE two 0 4\r\nabcd\r\n"
        wire.close()

    serve(echo, act)


def played(steps: str, answers: Answers = echo) -> Result:
    text = f"=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\ntransport: udp\n---\n{steps}"
    results: list[Result] = []

    async def act(address: Address) -> None:
        capabilities = frozenset({"classic", "meta", "udp"})
        target = Target(address, Profile("p"), capabilities, version="1", step_timeout=0.3)
        case = parse(text, Path("x.mct"))[0]
        results.append(await replay(case, "whole", target, KeySource()))

    serve(answers, act)
    return results[0]


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [
        ("> version\n<u\n< VERSION 1.6.18\n", "PASS"),
        (">u id=9\n> version\n<u id=9 size=24\n< VERSION 1.6.18\n", "PASS"),
        ("> version\n<u id=9\n< VERSION 1.6.18\n", "FAIL"),
        ("> version\n<u size=25\n< VERSION 1.6.18\n", "FAIL"),
        ("> get two\n<u n=2\n< VALUE two 0 4\n< abcd\n", "PASS"),
        ("> get two\n<u n=*\n< VALUE two 0 4\n<| ab\n<u seq=1 n=2\n< cd\n", "PASS"),
        ("> get two\n<u\n< VALUE two 0 4\n< abcd\n", "FAIL"),
        (">u n=2\n> version\n! silent 50ms\n", "PASS"),
        ("> version\n! silent 2s\n", "FAIL"),
        ("> get one\n<u\n< END\n> version\n", "FAIL"),
    ],
)
def test_a_case_says_which_datagrams_it_expects(steps: str, verdict: str) -> None:
    assert played(steps).verdict.value == verdict


def test_an_unsound_datagram_fails_a_case() -> None:
    result = played("> version\n<u\n< VERSION 1\n", lambda data: [header(77) + b"VERSION 1\r\n"])
    assert result.verdict.value == "FAIL"
    assert result.mismatch is not None and "unsound" in result.mismatch.what


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ("> version\n< VERSION 1\n", "x.mct:8: a reply over UDP begins with a <u line"),
        ("> version\n! expect-close\n", "x.mct:8: ! expect-close is for streams; A is UDP"),
        ("@B tcp\nB>u\nB> x\n", "x.mct:8: B has no datagrams"),
        ("@B carrier\nB> x\n", "x.mct:7: @B takes one of tcp unix udp tls, or nothing"),
        ("@A\n> x\n@A\n", "x.mct:9: A is open already, or was"),
        ("> version\n<u n=x\n", "x.mct:8: n=x: a number from 0 to 65535"),
    ],
)
def test_what_cannot_work_over_datagrams_is_told(steps: str, what: str) -> None:
    text = f"=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\ntransport: udp\n---\n{steps}"
    with pytest.raises(TranscriptError) as caught:
        parse(text, Path("x.mct"))
    assert what in str(caught.value)
