"""Where two servers answer the same case differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mcspec.case import Case
from mcspec.diff.normal import Said, names_of, said
from mcspec.verdict import Exchange, Result, Verdict

_NOT_PERFORMED = (Verdict.UNSUPPORTED, Verdict.SKIP, Verdict.BLOCKED)
# What is asked when a case is done, which depends on what a server has; see barrier.py.
_LAST_QUESTIONS = re.compile(rb"(?:mn\r\n)?(?:version\r\n)?(?:get \S+0\r\n)?\Z")


@dataclass(frozen=True)
class Difference:
    """Where the answers to a case part.

    `asked` are the requests since the answer before, `answers` what came from each server from
    there on, and `ends` what is to be said of each besides that: that nothing came, or no end.
    """

    case: Case
    connection: str
    asked: tuple[str, ...]
    answers: tuple[tuple[str, ...], tuple[str, ...]]
    ends: tuple[str, str] = ("", "")


def for_any_release(case: Case) -> Case:
    """The case without what it says of releases. Old ones may not survive it."""
    return replace(case, since="", until="")


def left_out(result: Result) -> str:
    """Why a case was not performed; "" when it was."""
    return result.reason if result.verdict in _NOT_PERFORMED else ""


def compare(one: Result, two: Result, prefix: str) -> Difference | None:
    """The first difference between two performances; None where there is none."""
    results = (one, two)
    logs = [_without_last_questions(result) for result in results]
    names = names_of(logs[0], logs[1], prefix)
    told = [said(log, prefix, known) for log, known in zip(logs, names, strict=True)]
    for connection in sorted({each.connection for each in (*told[0], *told[1])}):
        sides = [[each for each in every if each.connection == connection] for every in told]
        answers = [[each.text for each in side if each.direction == "<"] for side in sides]
        if answers[0] != answers[1]:
            return _difference(results, connection, sides, answers)
    ends = (_end(one), _end(two))
    if bool(ends[0]) == bool(ends[1]):
        return None
    return Difference(one.case, _connection_of_end(one, two), (), ((), ()), ends)


def _difference(
    results: tuple[Result, Result],
    connection: str,
    sides: Sequence[Sequence[Said]],
    answers: Sequence[Sequence[str]],
) -> Difference:
    at = 0
    while at < min(len(each) for each in answers) and answers[0][at] == answers[1][at]:
        at += 1
    longest = sides[0] if len(answers[0]) > len(answers[1]) else sides[1]
    rest = [_answers_from(side, at) for side in sides]
    # What they end in alike is not told, but neither is left without an answer by that.
    while min(len(each) for each in rest) > 1 and rest[0][-1] == rest[1][-1]:
        rest = [each[:-1] for each in rest]
    ends = ["" if each else _end(result) or "(nothing)" for result, each in zip(results, rest)]
    return Difference(
        case=results[0].case,
        connection=connection,
        asked=_asked(longest, at),
        answers=(rest[0], rest[1]),
        ends=(ends[0], ends[1]),
    )


def _answers_from(side: Sequence[Said], at: int) -> tuple[str, ...]:
    """The answers from number `at` on, up to the next request."""
    found: list[str] = []
    answered = 0
    for each in side:
        if each.direction == ">" and found:
            break
        if each.direction == "<":
            found += [each.text] if answered >= at else []
            answered += 1
    return tuple(found)


def _asked(side: Sequence[Said], at: int) -> tuple[str, ...]:
    """What was sent since the last exchange ended before answer number `at`."""
    asked: list[str] = []
    answered = 0
    is_fresh = True
    for each in side:
        if each.direction == "<":
            if answered == at:
                break
            answered += 1
            is_fresh = True
            continue
        asked = [each.text] if is_fresh else [*asked, each.text]
        is_fresh = False
    return tuple(asked)


def _end(result: Result) -> str:
    return f"({result.mismatch.what})" if result.mismatch is not None else ""


def _connection_of_end(one: Result, two: Result) -> str:
    mismatch = one.mismatch or two.mismatch
    lines = {step.line: step.connection for step in one.case.steps}
    return lines.get(mismatch.line, "A") if mismatch is not None else "A"


def _without_last_questions(result: Result) -> list[Exchange]:
    """What went over the wire for the case itself, where it came to its end."""
    log = list(result.sent)
    if result.mismatch is not None:
        return log
    for connection in {each.connection for each in log}:
        mine = [index for index, each in enumerate(log) if each.connection == connection]
        if len(mine) < 2 or log[mine[-1]].direction != "<":
            continue
        asked, answer = log[mine[-2]], log[mine[-1]]
        found = _LAST_QUESTIONS.search(asked.data)
        count = found[0].count(b"\n") if found is not None else 0
        if not count:
            continue
        lines = answer.data.splitlines(keepends=True)
        log[mine[-2]] = replace(asked, data=asked.data[: -len(found[0])] if found else asked.data)
        log[mine[-1]] = replace(answer, data=b"".join(lines[:-count]))
    return log
