"""Many cases: order, overlap, prerequisites, and a server that goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fake_server import CLOSE, FakeServer, Handler, by_line, closed_port
from mcspec.case import Case
from mcspec.clock import Clock
from mcspec.launch import LaunchError, OptionsNotTaken, OptionsRefused
from mcspec.schedule import TWINS_MAX, run_cases
from mcspec.target import Profile, Target
from mcspec.transcript import parse
from mcspec.verdict import Result, Verdict
from mcspec.wire import Address

# Ten times what any of this takes on a busy machine; only a hang reaches it.
LONG = 30.0

GOOD = "> good\n< OK\n"
BAD = "> bad\n< OK\n"


def make_case(name: str, steps: str = GOOD, meta: str = "") -> Case:
    text = f"=== sample.{name}\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n{steps}"
    return parse(text, Path("sample.mct"))[0]


def make_target(address: Address, **changes: Any) -> Target:
    target = Target(address, Profile("test"), frozenset({"classic", "meta"}), "1", step_timeout=5.0)
    return replace(target, exclusive=True, **changes)


def answer(line: bytes) -> bytes:
    known = {b"mn": b"MN\r\n", b"version": b"VERSION 1\r\n", b"good": b"OK\r\n"}
    return known.get(line.split(b" ")[0], b"ERROR\r\n")


def run_all(
    cases: Sequence[Case],
    *,
    framings: Sequence[str] = ("whole",),
    handler: Handler | None = None,
    concurrency: int = 4,
    servers: Callable[[str], Awaitable[Target]] | None = None,
    on_result: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(handler or by_line(answer)) as server:
            return await run_cases(
                cases,
                framings,
                make_target(server.address),
                concurrency=concurrency,
                on_result=on_result,
                servers=servers,
            )

    return asyncio.run(run())


def names(results: Sequence[Result]) -> list[str]:
    return [result.case.id.removeprefix("sample.") for result in results]


def verdicts(results: Sequence[Result]) -> dict[str, str]:
    return dict(zip(names(results), (result.verdict.value for result in results), strict=True))


def test_results_come_as_they_are_and_are_returned_in_order() -> None:
    cases = [make_case(f"case{number}") for number in range(20)]
    cases[3] = make_case("case3", "> good\n< OK\n! wait 50ms\n")
    told: list[Result] = []
    results = run_all(cases, framings=("bytes", "whole"), on_result=told.append)
    assert [(result.case, result.framing) for result in results] == [
        (case, framing) for case in cases for framing in ("bytes", "whole")
    ]
    assert {result.verdict for result in results} == {Verdict.PASS}
    assert sorted(names(told)) == sorted(names(results))


def test_framings_that_do_not_suit_a_case_have_no_result() -> None:
    cases = [make_case("one"), make_case("two", "> good\n< OK\n! close\n")]
    results = run_all(cases, framings=("whole", "pipeline"))
    assert [(name, result.framing) for name, result in zip(names(results), results)] == [
        ("one", "whole"),
        ("one", "pipeline"),
        ("two", "whole"),
    ]


def test_waits_overlap() -> None:
    waiting = "> good\n< OK\n! wait 300ms\n> good\n< OK\n"
    cases = [make_case(f"case{number}", waiting) for number in range(100)]
    results = run_all(cases, concurrency=1)
    # One after the other they would take 30 seconds, which run_all() calls a hang.
    assert {result.verdict for result in results} == {Verdict.PASS}


class Crowd:
    """A server that knows how many were at it at once, and who."""

    def __init__(self) -> None:
        self.now: set[str] = set()
        self.most = 0
        self.meetings: set[frozenset[str]] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line.startswith(b"good"):
                name = line.decode().strip()
                self.now.add(name)
                self.most = max(self.most, len(self.now))
                await asyncio.sleep(0.01)
                self.meetings.add(frozenset(self.now))
                self.now.discard(name)
            writer.write(answer(line.strip()))


def test_no_more_than_so_many_are_performed_at_once() -> None:
    crowd = Crowd()
    cases = [make_case(f"case{number}", f"> good {number}\n< OK\n") for number in range(20)]
    run_all(cases, handler=crowd.handle, concurrency=3)
    assert crowd.most == 3


def test_an_exclusive_case_is_alone() -> None:
    crowd = Crowd()
    cases = [make_case(f"case{number}", f"> good {number}\n< OK\n") for number in range(20)]
    cases[0] = make_case("case0", "> good alone\n< OK\n", "exclusive: yes\n")
    cases[1] = make_case("case1", "> good after\n< OK\n", "after: sample.case0\n")
    cases[2] = make_case("case2", "> good 2\n< OK\n! wait 50ms\n> good 2\n< OK\n")
    results = run_all(cases, handler=crowd.handle, concurrency=8)
    assert {result.verdict for result in results} == {Verdict.PASS}
    assert crowd.most > 1
    alone = [meeting for meeting in crowd.meetings if meeting & {"good alone", "good after"}]
    assert set(alone) == {frozenset({"good after"}), frozenset({"good alone"})}


def test_what_comes_after_a_failure_is_blocked() -> None:
    cases = [
        make_case("last", GOOD, "after: sample.middle\n"),
        make_case("middle", GOOD, "after: sample.bad, sample.fine\n"),
        make_case("fine", GOOD, "after: sample.not-selected\n"),
        make_case("bad", BAD),
    ]
    results = run_all(cases, concurrency=1)
    assert verdicts(results) == {
        "last": "BLOCKED",
        "middle": "BLOCKED",
        "fine": "PASS",
        "bad": "FAIL",
    }
    assert results[1].reason == "comes after sample.bad, which is FAIL"


def test_what_comes_after_an_unsupported_case_is_performed() -> None:
    cases = [
        make_case("one", BAD, "needs: binary\n"),
        make_case("two", GOOD, "after: sample.one\n"),
    ]
    assert verdicts(run_all(cases)) == {"one": "UNSUPPORTED", "two": "PASS"}


def test_a_server_that_is_gone_is_not_asked_for_ever() -> None:
    cases = [make_case(f"case{number}") for number in range(10)]
    told: list[Result] = []

    async def run() -> list[Result]:
        target = make_target(closed_port())
        return await run_cases(cases, ("whole",), target, concurrency=1, on_result=told.append)

    results = asyncio.run(run())
    assert [result.verdict for result in results[:3]] == [Verdict.ERROR] * 3
    assert {(result.verdict, result.reason) for result in results[3:]} == {
        (Verdict.BLOCKED, "server gone")
    }
    assert len(told) == 10


def test_a_server_that_hangs_for_good_is_not_waited_for_in_every_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mcspec.probes.QUESTION_TIMEOUT", 0.1)
    monkeypatch.setattr("mcspec.cleanup.TIMEOUT", 0.1)

    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(by_line(lambda line: None)) as server:
            return await run_cases(
                [make_case(f"case{number}") for number in range(200)],
                ("whole",),
                replace(make_target(server.address), step_timeout=0.2),
                concurrency=1,
                on_result=lambda result: None,
            )

    results = asyncio.run(run())
    assert [result.verdict.value for result in results[:4]] == ["ERROR"] * 3 + ["BLOCKED"]


def test_an_error_of_a_server_that_lives_on_ends_nothing() -> None:
    def silent_once(line: bytes) -> bytes:
        return b"" if line == b"bad" else answer(line)

    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(by_line(silent_once)) as server:
            return await run_cases(
                [make_case(f"case{number}", BAD) for number in range(5)] + [make_case("good")],
                ("whole",),
                replace(make_target(server.address), step_timeout=0.2),
                concurrency=1,
                on_result=lambda result: None,
            )

    assert {result.verdict.value for result in asyncio.run(run())[:5]} == {"ERROR"}
    assert asyncio.run(run())[5].verdict is Verdict.PASS


def test_a_fault_of_the_runner_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*arguments: object, **options: object) -> Result:
        raise RuntimeError("oops")

    monkeypatch.setattr("mcspec.schedule.replay", fail)
    (result,) = run_all([make_case("one")])
    assert result.verdict is Verdict.ERROR
    assert result.reason == "the runner failed: RuntimeError: oops"


def test_options_get_servers_of_their_own() -> None:
    cases = [
        make_case("plain"),
        make_case("two", "> two\n< OK\n", "options: -t 2\n"),
        make_case("also-two", "> two\n< OK\n", "options: -t 2\nafter: sample.plain\n"),
        make_case("broken", GOOD, "options: -x\n"),
        make_case("not-taken", GOOD, "options: -y\n"),
        make_case("refused", GOOD, "options: -z\n"),
    ]
    asked: list[str] = []

    async def run() -> list[Result]:
        other = by_line(lambda line: b"OK\r\n" if line == b"two" else answer(line))
        async with asyncio.timeout(LONG), FakeServer(by_line(answer)) as server:
            async with FakeServer(other) as second:

                async def servers(options: str) -> Target:
                    asked.append(options)
                    if options == "-x":
                        raise LaunchError("it died")
                    if options == "-y":
                        raise OptionsNotTaken("no {args}")
                    if options == "-z":
                        raise OptionsRefused("unknown option")
                    return make_target(second.address)

                return await run_cases(
                    cases,
                    ("whole", "bytes"),
                    make_target(server.address),
                    concurrency=2,
                    on_result=lambda result: None,
                    servers=servers,
                )

    results = asyncio.run(run())
    assert verdicts(results) == {
        "plain": "PASS",
        "two": "PASS",
        "also-two": "PASS",
        "broken": "ERROR",
        "not-taken": "SKIP",
        "refused": "UNSUPPORTED",
    }
    assert sorted(asked) == ["-t 2", "-x", "-y", "-z"]


def test_exclusive_cases_that_wait_do_so_side_by_side_on_servers_of_their_own() -> None:
    waiting = "> good\n< OK\n! wait 300ms\n> good\n< OK\n"
    cases = [make_case(f"case{number}", waiting, "exclusive: yes\n") for number in range(12)]
    started: list[FakeServer] = []

    connections: list[int] = []

    async def run() -> list[Result]:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(FakeServer(by_line(answer)))

            async def twins() -> Target:
                started.append(await stack.enter_async_context(FakeServer(by_line(answer))))
                return make_target(started[-1].address)

            target = make_target(server.address)
            results = await run_cases(
                [*cases, make_case("other")],
                ("whole",),
                target,
                concurrency=2,
                on_result=lambda result: None,
                twins=twins,
            )
            connections.extend(each.connections for each in (server, *started))
        return results

    results = asyncio.run(asyncio.wait_for(run(), LONG))
    assert {result.verdict for result in results} == {Verdict.PASS}
    assert connections == [1] + [2] * TWINS_MAX


def test_no_server_is_started_for_cases_of_another_release() -> None:
    cases = [
        make_case("newer", GOOD, "since: 1.6.40\noptions: -t 2\n"),
        make_case("older", GOOD, "until: 1.6.10\noptions: -t 2\n"),
    ]

    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(by_line(answer)) as server:

            async def servers(options: str) -> Target:
                raise AssertionError(f"a server was started with {options}")

            target = make_target(server.address, baseline="1.6.18")
            return await run_cases(
                cases,
                ("whole",),
                target,
                concurrency=2,
                on_result=lambda result: None,
                servers=servers,
            )

    assert verdicts(asyncio.run(run())) == {"newer": "UNSUPPORTED", "older": "UNSUPPORTED"}


def test_options_without_servers_are_skipped() -> None:
    cases = [make_case("plain"), make_case("two", GOOD, "options: -t 2\n")]
    assert verdicts(run_all(cases)) == {"plain": "PASS", "two": "SKIP"}


def test_a_clock_is_stopped_moved_exactly_and_set_right() -> None:
    lines: list[bytes] = []

    def with_clock(line: bytes) -> bytes:
        lines.append(line)
        return b"OK\r\n" if line.startswith(b"debugtime") else answer(line)

    cases = [
        make_case("waits", "> good\n< OK\n! wait 3s\n! wait 3s\n! wait 1500ms\n> good\n< OK\n"),
        make_case("after", GOOD, "after: sample.waits\n"),
        make_case("does-not"),
    ]

    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(by_line(with_clock)) as server:
            target = make_target(server.address, clock=Clock(server.address))
            return await run_cases(
                cases, ("whole",), target, concurrency=2, on_result=lambda result: None
            )

    results = asyncio.run(run())
    assert {result.verdict for result in results} == {Verdict.PASS}
    steps = [line.partition(b" ")[2] for line in lines if line.startswith(b"debugtime")]
    # The sum up to each step is how far it moves the clock: 3, 3 and 2 seconds, and 0 to end with.
    assert steps == [b"p", b"3", b"0", b"-1", b"-2", b"r"]


def test_a_clock_that_does_not_obey_is_an_error() -> None:
    async def run() -> list[Result]:
        async with asyncio.timeout(LONG), FakeServer(by_line(answer)) as server:
            target = make_target(server.address, clock=Clock(server.address))
            return await run_cases(
                [make_case("one")], ("whole",), target, concurrency=2, on_result=print
            )

    (result,) = asyncio.run(run())
    assert result.verdict is Verdict.ERROR
    assert "debugtime p was answered" in result.reason


def test_cancelling_ends_everything_and_keeps_what_was_told() -> None:
    told: list[Result] = []
    cases = [make_case("quick"), make_case("waits", "> good\n< OK\n! wait 60s\n")]

    async def run() -> None:
        async with FakeServer(by_line(answer)) as server:
            target = make_target(server.address)
            task = asyncio.create_task(
                run_cases(cases, ("whole",), target, concurrency=2, on_result=told.append)
            )
            while not told:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    assert names(told) == ["quick"]


def test_a_server_that_closes_on_every_request_fails_every_case() -> None:
    cases = [make_case(f"case{number}") for number in range(5)]
    results = run_all(cases, handler=by_line(lambda line: CLOSE))
    assert {result.verdict for result in results} == {Verdict.FAIL}
