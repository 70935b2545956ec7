"""Several cases on one connection: how they are put together, and which one is blamed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from fake_server import FakeServer, Handler, by_line, by_packet, closed_port, response
from mcspec.batch import CASES_MAX, batches, replay_batch
from mcspec.case import Case
from mcspec.keys import KeySource
from mcspec.target import Profile, Target
from mcspec.transcript import parse
from mcspec.verdict import Result, Verdict
from mcspec.wire import Address

# Ten times what any of this takes on a busy machine; only a hang reaches it.
LONG = 30.0

ANSWERS = {b"mn": b"MN\r\n", b"version": b"VERSION 1\r\n", b"a": b"A\r\n", b"b": b"B\r\n"}


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcspec.conversation.AFTERMATH_TIME", 0.05)


def make_case(name: str, steps: str, meta: str = "") -> Case:
    text = f"=== sample.{name}\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n{steps}"
    return parse(text, Path("sample.mct"))[0]


def make_target(address: Address, step: float = 5.0) -> Target:
    capabilities = frozenset({"classic", "meta", "binary"})
    return Target(address, Profile("test"), capabilities, "1", step_timeout=step)


def perform(cases: Sequence[Case], handler: Handler) -> list[Result]:
    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(handler) as server:
            return await replay_batch(cases, make_target(server.address), KeySource(run="test00"))

    return asyncio.run(run())


def verdicts(results: Sequence[Result]) -> list[str]:
    return [result.verdict.value for result in results]


def answer(line: bytes) -> bytes:
    return ANSWERS.get(line, b"ERROR\r\n")


CASES = (
    make_case("one", "> a\n< A\n"),
    make_case("two", "> b\n< B\n> a\n< A\n"),
    make_case("three", "> b\n< B\n"),
)


def test_all_requests_go_in_one_write_and_each_case_has_its_own_log() -> None:
    reads: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            reads.append(data)
            writer.write(b"".join(answer(line) for line in data.split(b"\r\n")[:-1]))

    results = perform(CASES, handle)
    assert verdicts(results) == ["PASS"] * 3
    assert reads == [b"a\r\nb\r\na\r\nb\r\n", b"mn\r\nversion\r\n"]
    log = [(each.direction, each.data) for each in results[1].sent]
    assert log == [(">", b"b\r\na\r\n"), ("<", b"B\r\nA\r\n")]


def test_the_keys_of_all_cases_are_deleted() -> None:
    lines: list[bytes] = []

    def note(line: bytes) -> bytes:
        lines.append(line)
        return answer(line.split(b" ")[0])

    cases = [make_case("one", "> a {key}\n< A\n"), make_case("two", "> b {key2}\n< B\n")]
    assert verdicts(perform(cases, by_line(note))) == ["PASS"] * 2
    deletes = [b"delete mcspec:test000000011", b"delete mcspec:test000000022"]
    assert lines[-2:] == deletes
    lines.clear()
    perform([*cases, make_case("wrong", "> c\n< C\n")], by_line(note))
    assert [line for line in lines if line in deletes] == deletes


def test_the_case_that_is_wrong_alone_is_blamed() -> None:
    cases = [*CASES, make_case("wrong", "> c\n< C\n"), make_case("last", "> a\n< A\n")]
    results = perform(cases, by_line(answer))
    assert verdicts(results) == ["PASS", "PASS", "PASS", "FAIL", "PASS"]
    assert results[3].reason == ""


def test_a_surplus_reply_is_blamed_on_the_case_that_brings_it_about() -> None:
    results = perform(CASES, by_line(lambda line: answer(line) * (2 if line == b"b" else 1)))
    assert verdicts(results) == ["PASS", "FAIL", "FAIL"]
    surplus = by_line(lambda line: b"B\r\nMN\r\n" if line == b"b" else answer(line))
    assert verdicts(perform([CASES[0], CASES[2]], surplus)) == ["PASS", "FAIL"]


def test_what_goes_wrong_in_company_only_says_so() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if data.startswith(b"a\r\nb\r\n"):
                data = data.replace(b"b\r\n", b"c\r\n", 1)
            writer.write(b"".join(answer(line) for line in data.split(b"\r\n")[:-1]))

    results = perform(CASES, handle)
    assert verdicts(results) == ["PASS", "FAIL", "PASS"]
    assert results[1].reason == "only in a batch with sample.one, sample.three"
    assert results[1].mismatch is not None
    assert (results[1].mismatch.expected, results[1].mismatch.received) == (b"B\r\n", b"ERROR\r\n")
    assert results[1].sent[0].data == b"a\r\nb\r\na\r\nb\r\n"


def test_quiet_requests_of_one_case_do_not_confuse_another() -> None:
    async def silent_to_quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await by_packet(lambda request: None if request[1] == 9 else response(request))(
            reader, writer
        )

    quiet = ">b getq key={key}\n>b noop\n<b noop\n"
    cases = [make_case("one", quiet), make_case("two", quiet), make_case("three", quiet)]
    assert verdicts(perform(cases, silent_to_quiet)) == ["PASS"] * 3


def test_a_server_that_is_not_there_is_an_error_of_every_case() -> None:
    results = asyncio.run(replay_batch(CASES, make_target(closed_port(), 0.3), KeySource()))
    assert {result.verdict for result in results} == {Verdict.ERROR}


def test_batches_are_of_one_dialect_and_not_too_large() -> None:
    text = [make_case(f"text{number}", "> a\n< A\n") for number in range(CASES_MAX + 1)]
    binary = make_case("binary", ">b noop\n<b noop\n")
    by_hand = make_case(
        "by-hand", ">x 80 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n<b noop opaque=0\n"
    )
    fake = make_case("fake", ">b noop magic=0x41\n< ERROR\n")
    large = [make_case(f"large{number}", "> {rep a 40000}\n< A\n") for number in range(2)]
    found = batches([*text[:2], binary, *text[2:], by_hand, fake, *large])
    names = [[case.id.removeprefix("sample.") for case in batch] for batch in found]
    assert ["binary", "by-hand"] in names
    assert [f"text{number}" for number in range(CASES_MAX)] in names
    assert [f"text{CASES_MAX}", "fake", "large0"] in names
    assert ["large1"] in names
