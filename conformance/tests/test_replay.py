"""One case against a server that a test has made up."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fake_server import (
    CLOSE,
    RESET,
    FakeServer,
    Handler,
    by_line,
    by_packet,
    closed_port,
    response,
    scripted,
)
from mcspec.case import Case
from mcspec.keys import KeySource
from mcspec.replay import replay
from mcspec.target import Profile, Target
from mcspec.transcript import parse
from mcspec.verdict import Result, Verdict
from mcspec.wire import Address

ALL = frozenset({"classic", "meta", "binary"})
BINARY = frozenset({"binary"})
BARRIER = {b"mn": b"MN\r\n", b"version": b"VERSION 1.6.18\r\n"}
MUTE = {"mn": b"", "version": b""}
# Ten times what a step takes on a busy machine.
STEP = 5.0
# For tests that wait for a step to time out.
SHORT_STEP = 0.3
# Ten times what any of this takes on a busy machine; only a hang reaches it.
LONG = 20.0


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcspec.conversation.AFTERMATH_TIME", 0.05)


def make_case(steps: str, level: str = "MUST") -> Case:
    text = f"=== sample.case\ntitle: t\nrule: R-1\nlevel: {level}\n---\n{steps}"
    return parse(text, Path("sample.mct"))[0]


def make_target(address: Address, capabilities: frozenset[str] = ALL, step: float = STEP) -> Target:
    return Target(address, Profile("test"), capabilities, version="1.6.18", step_timeout=step)


def perform(
    steps: str,
    handler: Handler,
    *,
    level: str = "MUST",
    framing: str = "whole",
    capabilities: frozenset[str] = ALL,
    step: float = STEP,
) -> Result:
    async def run() -> Result:
        async with asyncio.timeout(LONG), FakeServer(handler) as server:
            target = make_target(server.address, capabilities, step)
            case = make_case(steps, level)
            return await replay(case, framing, target, KeySource(run="test00"))

    return asyncio.run(run())


def text_server(**answers: bytes) -> Handler:
    """Answers by the first word of a line: mn and version as they should be, ERROR to others."""

    def answer(line: bytes) -> bytes:
        word = line.split(b" ")[0].decode()
        return answers.get(word, BARRIER.get(line, b"ERROR\r\n"))

    return by_line(answer)


def test_a_case_that_goes_as_written_passes() -> None:
    result = perform("> get {key}\n< END\n", text_server(get=b"END\r\n"))
    assert (result.verdict, result.mismatch, result.reason) == (Verdict.PASS, None, "")
    assert 0 < result.seconds < LONG
    key = b"mcspec:test000000011"
    log = [(each.connection, each.direction, each.data) for each in result.sent]
    assert log == [
        ("A", ">", b"get " + key + b"\r\n"),
        ("A", "<", b"END\r\n"),
        ("A", ">", b"mn\r\nversion\r\n"),
        ("A", "<", b"MN\r\nVERSION 1.6.18\r\n"),
    ]


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        ("MUST", Verdict.FAIL),
        ("SHOULD", Verdict.NON_STRICT),
        ("MAY", Verdict.PASS),
        ("OBSERVED", Verdict.PASS),
    ],
)
def test_the_level_decides_what_another_answer_means(level: str, verdict: Verdict) -> None:
    result = perform("> get {key}\n< END\n> x\n", text_server(get=b"ENF\r\n"), level=level)
    assert result.verdict is verdict
    assert result.mismatch is not None
    mismatch = result.mismatch
    assert (mismatch.line, mismatch.at) == (7, 2)
    assert (mismatch.expected, mismatch.received) == (b"END\r\n", b"ENF\r\n")
    assert (result.reason == "") == (level == "MUST")
    assert not any(each.data == b"x\r\n" for each in result.sent)


def test_what_follows_a_wrong_line_is_in_the_log() -> None:
    result = perform("> get {key}\n< END\n", text_server(get=b"VALUE\r\nand\r\nmore\r\n"))
    assert result.sent[-1].data == b"VALUE\r\nand\r\nmore\r\n"


def test_one_reply_too_many_is_found_by_the_barrier() -> None:
    result = perform("> set {key}\n< STORED\n", text_server(set=b"STORED\r\nERROR\r\n"))
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert (result.mismatch.line, result.mismatch.what) == (7, "octets nobody asked for")
    assert (result.mismatch.expected, result.mismatch.received) == (b"MN\r\n", b"ERROR\r\n")


def test_a_barrier_that_is_not_answered_is_an_error() -> None:
    result = perform("> get {key}\n< END\n", text_server(get=b"END\r\n", **MUTE), step=SHORT_STEP)
    assert result.verdict is Verdict.ERROR
    assert result.reason == "no answer to the question at the end"


@pytest.mark.parametrize(
    ("capabilities", "version", "question"),
    [
        (ALL, "1.6.18", b"mn\r\nversion\r\n"),
        (ALL, "", b"mn\r\nget mcspec:.*\r\n"),
        (frozenset({"classic"}), "1.4.39", b"version\r\nget mcspec:.*\r\n"),
        (frozenset({"classic"}), "", b"get mcspec:.*\r\n"),
        (frozenset({"meta"}), "", b"mn\r\n"),
    ],
)
@pytest.mark.parametrize("surplus", [b"", b"MN\r\n", b"END\r\n", b"VERSION 1\r\n"])
def test_the_barrier_asks_what_the_server_can_answer(
    capabilities: frozenset[str], version: str, question: bytes, surplus: bytes
) -> None:
    async def run() -> Result:
        handler = text_server(get=b"END\r\n", x=b"Y\r\n" + surplus)
        async with FakeServer(handler) as server:
            target = replace(make_target(server.address, capabilities), version=version)
            return await replay(make_case("> x\n< Y\n"), "whole", target, KeySource())

    result = asyncio.run(run())
    assert result.verdict is (Verdict.FAIL if surplus else Verdict.PASS)
    assert re.fullmatch(question, result.sent[2].data)


def test_a_binary_connection_has_a_binary_barrier() -> None:
    def answer(request: bytes) -> bytes:
        return response(request) if request[1] == 0x0A else response(request, status=1)

    steps = ">b get key={key}\n<b get status=1\n"
    result = perform(steps, by_packet(answer), capabilities=BINARY)
    assert result.verdict is Verdict.PASS
    assert result.sent[2].data[:2] == b"\x80\x0a"
    twice = by_packet(lambda request: answer(request) * (2 if request[1] == 0 else 1))
    result = perform(steps, twice, capabilities=BINARY)
    assert result.mismatch is not None
    assert result.mismatch.what == "octets nobody asked for"


def test_no_answer_is_an_error() -> None:
    result = perform("> get {key}\n< END\n", text_server(get=b""), step=SHORT_STEP)
    assert (result.verdict, result.reason) == (Verdict.ERROR, "no answer within 0.3 s")
    result = perform("> get {key}\n< END\n", text_server(get=b"EN"), step=SHORT_STEP)
    assert (result.verdict, result.reason) == (Verdict.ERROR, "the answer stops after 2 octets")


def test_a_wrong_answer_that_stops_is_a_failure() -> None:
    result = perform("> get {key}\n< END\n", text_server(get=b"EX"), step=SHORT_STEP)
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert (result.mismatch.at, result.mismatch.received) == (1, b"EX")


def test_a_close_is_a_failure_and_a_reset_an_error() -> None:
    result = perform("> get {key}\n< END\n", text_server(get=CLOSE))
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert result.mismatch.what == "the server closed the connection"
    result = perform("> get {key}\n< END\n", text_server(get=RESET))
    assert (result.verdict, result.reason) == (Verdict.ERROR, "the connection was reset")


def test_a_refused_connection_is_an_error() -> None:
    target = make_target(closed_port())
    result = asyncio.run(replay(make_case("> x\n< y\n"), "whole", target, KeySource()))
    assert (result.verdict, result.reason) == (Verdict.ERROR, "connection refused")


def test_alternatives_are_recorded_and_stricter_lines_are_told() -> None:
    steps = "> get\n< A {_:word}\n<or[old] B {n:u32}\n<or[older] C\n<should B 7\n"
    steps = steps.replace("{n:u32}", "{_:u32}")
    result = perform(steps, text_server(get=b"B 7\r\n"))
    assert (result.verdict, result.chosen) == (Verdict.PASS, ("old",))
    result = perform(steps, text_server(get=b"C\r\n"))
    assert (result.verdict, result.chosen) == (Verdict.NON_STRICT, ("older",))
    assert result.mismatch is not None
    assert (result.mismatch.line, result.mismatch.expected) == (10, b"B 7\r\n")
    result = perform(steps, text_server(get=b"D\r\n"))
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert "none of 2 alternatives" in result.mismatch.what


def test_meta_flags_may_come_in_any_order_and_once() -> None:
    steps = "> mg {key}\n<m VA 2 t{_:u32} c{c:u64} W\n> x{c}\n< Y\n"

    def with_answer(answer: bytes) -> Result:
        return perform(steps, text_server(mg=answer, x5=b"Y\r\n"))

    assert with_answer(b"VA 2 W c5 t30\r\n").verdict is Verdict.PASS
    for wrong, what in [
        (b"VA 2 c5 t30\r\n", "missing: W"),
        (b"VA 2 c5 W t30 W\r\n", "not asked for: W"),
        (b"VA 2 c5 W t30 \r\n", "not asked for: "),
        (b"VA 3 W c5 t30\r\n", "missing: 2, not asked for: 3"),
        (b"HD 2 W c5 t30\r\n", "missing: VA, not asked for: HD"),
        (b"VA 2 W c5 t30\n", "the line does not end in CR LF"),
    ]:
        result = with_answer(wrong)
        assert result.verdict is Verdict.FAIL, wrong
        assert result.mismatch is not None
        assert result.mismatch.what == what


def test_octets_are_compared_as_they_come() -> None:
    result = perform("> get\n<| {rep v 60000}\n", text_server(get=b"v" * 5 + b"END\r\n"))
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert result.mismatch.at == 5


def test_a_text_answer_to_a_packet_is_no_packet() -> None:
    result = perform(">b get key={key}\n<b get\n", scripted(b"ERROR\r\n"))
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert (result.mismatch.what, result.mismatch.at) == ("the answer is no packet", 0)
    assert result.mismatch.received == b"ERROR\r\n"


def test_a_wrong_packet_is_told_by_field() -> None:
    result = perform(">b get\n<b get\n", by_packet(lambda request: response(request, status=1)))
    assert result.mismatch is not None
    assert (result.mismatch.what, result.mismatch.at) == ("status is 0x0001", 7)


def test_the_default_opaque_is_that_of_the_oldest_request_of_the_opcode() -> None:
    steps = ">b get\n>b noop\n>b get\n<b noop\n<b get\n<b get\n"
    in_order = perform(
        steps,
        by_packet(lambda request: b"" if request[1] == 0 else response(request)),
        step=SHORT_STEP,
    )
    assert in_order.reason == "no answer within 0.3 s"
    held: list[bytes] = []

    def answer(request: bytes) -> bytes:
        held.append(request)
        if len(held) == 3:
            return response(held[1]) + response(held[2]) + response(held[0])
        return response(request) if len(held) > 3 else b""

    result = perform(steps, by_packet(answer))
    assert result.verdict is Verdict.FAIL
    assert result.mismatch is not None
    assert (result.mismatch.line, result.mismatch.what[:9]) == (10, "opaque is")


def test_a_pipeline_sends_everything_first() -> None:
    steps = "> a\n< A\n> b\n< B\n"
    answers = text_server(a=b"A\r\n", b=b"B\r\n")
    result = perform(steps, answers, framing="pipeline")
    assert result.verdict is Verdict.PASS
    assert [each.data for each in result.sent][:2] == [b"a\r\nb\r\n", b"A\r\nB\r\n"]


@pytest.mark.parametrize("framing", ["bytes", "boundaries", "random"])
def test_framings_cut_what_is_sent(framing: str) -> None:
    reads: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            reads.append(data)
            if b"".join(reads).endswith(b"end\r\n"):
                writer.write(b"OK\r\n")
            if data == b"mn\r\nversion\r\n":
                writer.write(b"MN\r\nVERSION 1.6.18\r\n")

    result = perform("> one two\n> end\n< OK\n", handle, framing=framing)
    assert result.verdict is Verdict.PASS
    assert len(reads) > 2
    assert result.sent[0].data == b"one two\r\nend\r\n"
    assert result.seed == (0 if framing == "random" else None)


def test_adjacent_sends_are_one_write() -> None:
    reads: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            reads.append(data)
            writer.write(b"OK\r\n")

    perform("A> a\nA> b\nB> c\nB< OK\nA< OK\nA>| d\nA>x 65\nA< OK\n", handle)
    assert [data for data in reads if b"mn" not in data and b"delete" not in data] == [
        b"a\r\nb\r\n",
        b"c\r\n",
        b"de",
    ]


EVENTS = [
    ("> a\n! silent 20ms\n", {"a": b""}, Verdict.PASS, ""),
    ("> a\n! silent 200ms\n", {"a": b"A\r\n"}, Verdict.FAIL, "octets nobody asked for"),
    ("> a\n! silent 200ms\n", {"a": CLOSE}, Verdict.FAIL, "the server closed the connection"),
    ("> a\n! expect-close\n", {"a": CLOSE}, Verdict.PASS, ""),
    ("> a\n! expect-close\n", {"a": RESET}, Verdict.PASS, ""),
    ("> a\n! expect-close\n", {"a": b"A\r\n"}, Verdict.FAIL, "octets nobody asked for"),
    ("> a\n! expect-close\n", {"a": b""}, Verdict.FAIL, "the server did not close within 0.3 s"),
    ("> a\n! close\nB> b\nB< B\n", {"b": b"B\r\n"}, Verdict.PASS, ""),
    ("> a\n! reset\nB> b\nB< B\n", {"b": b"B\r\n"}, Verdict.PASS, ""),
    ("> a\n! half-close\n< A\n! expect-close\n", {"a": b"A\r\n"}, Verdict.PASS, ""),
    ("> a\n! half-close\n", {"a": b"A\r\n"}, Verdict.FAIL, "octets nobody asked for"),
    ("> a\n! skip-until A\n> b\n< B\n", {"a": b"x\r\nA\r\n", "b": b"B\r\n"}, Verdict.PASS, ""),
    ("> a\n! skip-until A\n", {"a": b"x\r\n"}, Verdict.ERROR, "no answer within 0.3 s"),
    ("> a\n< {a:u32}\n! assert {a} < 5\n", {"a": b"4\r\n"}, Verdict.PASS, ""),
    ("> a\n< {a:u32}\n! assert {a} < 5\n", {"a": b"10\r\n"}, Verdict.FAIL, "this does not hold"),
    ("> a\n! wait 10ms\n< A\n", {"a": b"A\r\n"}, Verdict.PASS, ""),
    ("> a\n! slow A 1000B/s\n< A\n", {"a": b"A\r\n"}, Verdict.PASS, ""),
]


@pytest.mark.parametrize(("steps", "answers", "verdict", "what"), EVENTS)
def test_directives(steps: str, answers: dict[str, bytes], verdict: Verdict, what: str) -> None:
    step = SHORT_STEP if "0.3 s" in what else STEP
    result = perform(steps, text_server(**answers), step=step)
    assert result.verdict is verdict, result
    assert (result.mismatch.what if result.mismatch else "") == what


def test_until_end_reads_statistics_to_the_empty_one() -> None:
    def answer(request: bytes) -> bytes:
        if request[1] != 0x10:
            return response(request)
        full = bytearray(response(request, body=b"pid1"))
        full[3] = 3
        return bytes(full) * 3 + response(request)

    steps = ">b stat\n<b stat key=pid value=1\n<b stat until-end\n>b noop\n<b noop\n"
    assert perform(steps, by_packet(answer)).verdict is Verdict.PASS


def test_keys_are_deleted_in_the_dialect_that_the_server_has() -> None:
    lines: list[bytes] = []

    def answer(line: bytes) -> bytes:
        lines.append(line)
        return BARRIER.get(line, b"END\r\n" if line.startswith(b"get") else b"X\r\n")

    steps = "> set {key} {key2}x\n< X\n"
    perform(steps, by_line(answer))
    stem = b"mcspec:test00000001"
    assert lines[3:] == [b"delete %s1" % stem, b"delete %s2" % stem, b"delete %s2x" % stem]
    lines.clear()
    perform(steps, by_line(answer), capabilities=frozenset({"meta"}))
    assert lines[3] == b"md %s1" % stem
    lines.clear()
    perform("> mg {b64 {key}x} b\n< X\n", by_line(answer))
    assert lines[3:] == [b"delete %s1" % stem, b"delete %s1x" % stem]
    packets: list[bytes] = []

    def answer_packet(request: bytes) -> bytes:
        packets.append(request)
        return response(request)

    perform(
        ">b get key={key}\\r\\n\n<b get\n",
        by_packet(answer_packet),
        capabilities=BINARY,
    )
    assert [packet[1] for packet in packets] == [0x00, 0x0A, 0x04, 0x04]
    assert packets[3][24:] == b"%s1\r\n" % stem


def test_a_dribbling_server_ends_with_the_case_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async def dribble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"E")
            await writer.drain()
            await asyncio.sleep(0.02)

    monkeypatch.setattr("mcspec.replay.CASE_TIMEOUT", 0.5)
    result = perform("> get\n< {rep E 9999}\n", dribble)
    assert result.verdict is Verdict.ERROR
    assert "the case did not end within" in result.reason


def test_long_values_are_logged_without_their_middle() -> None:
    result = perform("> get {rep x 9000}\n< END\n", text_server(get=b"END\r\n"))
    assert len(result.sent[0].data) < 4200
    assert b"[4910 octets left out]" in result.sent[0].data
