"""The exit status and the last line of a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mcspec.tally import exit_status, verdict_line
from mcspec.verdict import Result, Verdict
from samples import make_case, make_run

CASE = make_case()


def of(*verdicts: Verdict) -> tuple[Result, ...]:
    return tuple(Result(CASE, "whole", verdict) for verdict in verdicts)


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ((Verdict.PASS,), 0),
        ((Verdict.PASS, Verdict.NON_STRICT, Verdict.UNSUPPORTED, Verdict.SKIP), 0),
        ((Verdict.PASS, Verdict.XFAIL), 0),
        ((Verdict.XFAIL,), 0),
        ((Verdict.PASS, Verdict.FAIL), 1),
        ((Verdict.PASS, Verdict.ERROR), 1),
        ((Verdict.PASS, Verdict.BLOCKED), 1),
        ((Verdict.XPASS, Verdict.FAIL), 1),
        ((Verdict.PASS, Verdict.XPASS), 4),
        ((), 1),
        ((Verdict.SKIP, Verdict.UNSUPPORTED), 1),
    ],
)
def test_the_exit_status_follows_from_the_verdicts(
    verdicts: tuple[Verdict, ...], status: int
) -> None:
    assert exit_status(make_run(*of(*verdicts))) == status


def test_strict_makes_a_weak_answer_count() -> None:
    results = of(Verdict.PASS, Verdict.NON_STRICT)
    assert exit_status(make_run(*results, strict=True)) == 1


def test_an_entry_to_look_at_counts_when_nothing_else_failed() -> None:
    assert exit_status(make_run(*of(Verdict.PASS), objections=("stale",))) == 4
    assert exit_status(make_run(*of(Verdict.FAIL), objections=("stale",))) == 1


def test_a_stopped_run_says_so_whatever_it_had_found() -> None:
    run = replace(make_run(*of(Verdict.FAIL)), interrupted=True)
    assert exit_status(run) == 130
    assert verdict_line(run).startswith("STOPPED  ")


def test_the_last_line_counts_cases_runs_and_verdicts() -> None:
    bytewise = replace(of(Verdict.FAIL)[0], framing="bytes")
    run = make_run(*of(Verdict.PASS), bytewise)
    assert verdict_line(run) == (
        "DIFFERS  memcached 1.6.18: 1 case in whole, bytes (2 runs): 1 pass, 1 FAIL in 1.2 s"
    )


def test_the_last_line_says_when_no_case_ran() -> None:
    assert verdict_line(make_run()).startswith(
        "DIFFERS  memcached 1.6.18: 0 cases in whole (0 runs): no case ran"
    )


def test_the_last_line_says_conforms_only_when_all_is_well() -> None:
    assert verdict_line(make_run(*of(Verdict.PASS))).startswith("CONFORMS  ")
    assert verdict_line(make_run(*of(Verdict.PASS), objections=("x",))).startswith("CONFORMS, BUT")
