"""Cases shared among processes: who gets what, what is told, and workers that end early."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mcspec.case import Case
from mcspec.crew import Work, divide, perform_shared
from mcspec.transcript import parse
from mcspec.verdict import Result, Verdict

# Ten times what any of this takes on a busy machine; only a hang reaches it.
LONG = 30.0

Tell = Callable[[Result], None]


def make_case(name: str, meta: str = "", steps: str = "> a\n< A\n") -> Case:
    text = f"=== sample.{name}\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n{steps}"
    return parse(text, Path("sample.mct"))[0]


CASES = [make_case(f"case{number}") for number in range(20)]


def perform(shares: Sequence[Sequence[Case]], work: Work) -> list[Result]:
    told: list[Result] = []

    async def run() -> None:
        async with asyncio.timeout(LONG):
            await perform_shared(shares, ("whole",), work, told.append)

    asyncio.run(run())
    return told


async def pass_all(cases: Sequence[Case], tell: Tell) -> None:
    for case in cases:
        await asyncio.sleep(0)
        tell(Result(case, "whole", Verdict.PASS, reason=str(os.getpid())))


def has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def test_every_case_is_performed_once_by_some_process() -> None:
    results = perform(divide(CASES, 3), pass_all)
    assert sorted(result.case.id for result in results) == sorted(case.id for case in CASES)
    workers = {result.reason for result in results}
    assert len(workers) == 3 and str(os.getpid()) not in workers
    assert all(result.case in CASES for result in results)
    assert not has_children()


def test_shares_are_about_equal_and_in_order() -> None:
    large = make_case("large", steps="> {rep a 4000000}\n< A\n")
    shares = divide([*CASES, large], 2)
    assert shares[0] == [large]
    assert shares[1] == CASES
    halves = divide(CASES, 2)
    assert [len(share) for share in halves] == [10, 10]


def test_cases_that_need_each_other_or_one_server_stay_together() -> None:
    cases = [
        *CASES,
        make_case("x1", "options: -x\n"),
        make_case("x2", "options: -x\n"),
        make_case("later", "after: sample.case3\n"),
        make_case("last", "after: sample.later\n"),
    ]
    for share in divide(cases, 4):
        names = {case.id.removeprefix("sample.") for case in share}
        for together in ({"x1", "x2"}, {"case3", "later", "last"}):
            assert together <= names or together.isdisjoint(names)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGHUP])
def test_what_a_worker_that_dies_has_not_told_is_an_error(sign: signal.Signals) -> None:
    async def die(cases: Sequence[Case], tell: Tell) -> None:
        if CASES[0] not in cases:
            await pass_all(cases, tell)
            return
        await pass_all(cases[:3], tell)
        await asyncio.sleep(0.3)
        os.kill(os.getpid(), sign)

    results = perform(divide(CASES, 2), die)
    assert len(results) == 20
    bad = [result for result in results if result.verdict is not Verdict.PASS]
    assert {(result.verdict.value, result.reason) for result in bad} == {
        ("ERROR", f"the process that performs it has ended by signal {sign.value}")
    }
    assert len(bad) == 7


def test_a_worker_that_fails_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    async def fail(cases: Sequence[Case], tell: Tell) -> None:
        raise RuntimeError("oops")

    results = perform([CASES], fail)
    assert {result.reason for result in results} == {
        "the process that performs it has ended with status 1"
    }
    assert "RuntimeError: oops" in capfd.readouterr().err


def test_cancelling_keeps_what_was_told_and_leaves_no_process() -> None:
    told: list[Result] = []

    async def hang(cases: Sequence[Case], tell: Tell) -> None:
        tell(Result(cases[0], "whole", Verdict.PASS))
        try:
            await asyncio.sleep(10 * LONG)
        finally:
            tell(Result(cases[1], "whole", Verdict.PASS))

    async def run() -> None:
        shares = divide(CASES, 2)
        task = asyncio.create_task(perform_shared(shares, ("whole",), hang, told.append))
        async with asyncio.timeout(LONG):
            while len(told) < 2:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    assert len(told) == 4
    assert not has_children()
