"""One failure in full: what was asked, what came, what went over the wire, how to see it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mcspec.case import Case, Rule, Step
from mcspec.places import shown
from mcspec.report.difference import difference
from mcspec.report.style import PLAIN, Style
from mcspec.report.wirelog import wire_log
from mcspec.repro.one_line import shell_line
from mcspec.tally import Server
from mcspec.verdict import Result


@dataclass(frozen=True)
class Context:
    """What a failure is told with, besides its result."""

    server: Server
    rules: Mapping[str, Rule]
    style: Style = PLAIN


def grouped(results: Iterable[Result]) -> list[tuple[Result, ...]]:
    """Results of one case that went wrong at one step in one way, over all framings."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        mismatch = result.mismatch
        at = (mismatch.line, mismatch.what) if mismatch else (0, result.reason)
        groups.setdefault((result.case.id, result.verdict, *at), []).append(result)
    return [tuple(group) for group in groups.values()]


def describe(group: Sequence[Result], context: Context) -> list[str]:
    """The block for results that `grouped` has put together; the first is the one shown."""
    result = group[0]
    lines = [headline(group, context.style), f"  {result.case.title}"]
    lines += [f"  {line}" for line in _what_differs(result, context.style)]
    lines += [f"  {line}" for line in wire_log(result.sent)]
    lines += [f"  {line}" for line in _rules(result.case, context.rules)]
    repro = shell_line(result, context.server) if result.mismatch else ""
    return [*lines, f"  repro  {repro}"] if repro else lines


def headline(group: Sequence[Result], style: Style) -> str:
    """`FAIL  id  RULE LEVEL  framing=whole`, or the framings that share the failure."""
    result = group[0]
    names = [_framing(each) for each in group]
    framing = f"framing={names[0]}" if len(names) == 1 else f"framings: {' '.join(names)}"
    verdict = f"{style.of(result.verdict)}{result.verdict.value}{style.end}"
    rules = " ".join((*result.case.rules, result.case.level.value))
    return f"{verdict}  {style.bold}{result.case.id}{style.end}  {rules}  {framing}"


def _framing(result: Result) -> str:
    """The framing of a result, with what reproduces a random one."""
    return result.framing if result.seed is None else f"{result.framing} --seed {result.seed}"


def step_at(case: Case, line: int) -> str:
    """`path:line   < STORED`: where a case went wrong, and the step as it is written there."""
    where = f"{shown(case.path)}:{line}"
    for step in case.steps:
        if step.line == line:
            return f"{where}   {written(step, case)}"
    return where


def written(step: Step, case: Case) -> str:
    """A step as its transcript has it; the connection is named where a case has several."""
    has_one = {each.connection for each in case.steps} == {"A"}
    label = f"[{step.label}]" if step.label else ""
    return f"{'' if has_one else step.connection}{step.op.value}{label} {step.text}"


def _what_differs(result: Result, style: Style) -> list[str]:
    mismatch = result.mismatch
    if mismatch is None:
        return [f"{shown(result.case.path)}:{result.case.line}", f"  {result.reason}"]
    # A reason often is the words of the mismatch, with the line that stands there already.
    reason = "" if result.reason.endswith(mismatch.what) else result.reason
    told = [f"  {text}" for text in (mismatch.what, reason) if text]
    shown_octets = [f"  {line}" for line in difference(mismatch, style)]
    return [step_at(result.case, mismatch.line), *told, *shown_octets]


def _rules(case: Case, rules: Mapping[str, Rule]) -> list[str]:
    known = [rules[rule_id] for rule_id in case.rules if rule_id in rules]
    return [f"rule   {rule.id}: {rule.text} ({rule.source})" for rule in known]
