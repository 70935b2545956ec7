"""What the script of the HTML page reads: every case, and what there is to tell of it.

    runs       name, target ...: what the head of the page does not show already
    framings   names; `codes` below has a letter for each
    verdicts   letter -> verdict
    rules      id -> text and source
    cases      id, title, level, rules (ids), at (path:line),
               runs: for each run null, or codes (one letter a framing, "." where the case is not
               eligible) and details (numbers into `details`)
    details    verdict (letter), framings, reason, step, difference (lines), log (lines), repro

What many cases share, such as why they were left out, is one detail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from mcspec.case import Rule
from mcspec.report.comparison import Comparison, alike
from mcspec.report.difference import difference
from mcspec.report.record import Outcome
from mcspec.report.wirelog import wire_log
from mcspec.verdict import Verdict

LETTERS = {
    Verdict.PASS: "P",
    Verdict.NON_STRICT: "N",
    Verdict.FAIL: "F",
    Verdict.XFAIL: "x",
    Verdict.XPASS: "X",
    Verdict.UNSUPPORTED: "u",
    Verdict.SKIP: "s",
    Verdict.BLOCKED: "B",
    Verdict.ERROR: "E",
}
_LOG_LINES_MAX = 60


def page_data(found: Comparison, rules: Mapping[str, Rule]) -> dict[str, object]:
    """The document, ready for json.dumps."""
    details = _Details()
    cases = [
        {
            "id": row.case.case,
            "title": row.case.title,
            "level": row.case.level,
            "rules": list(row.case.rules),
            "at": f"{row.case.path}:{row.case.line}",
            "runs": [_run(each, found.framings, details) for each in row.outcomes],
        }
        for row in found.rows
    ]
    named = sorted({rule for row in found.rows for rule in row.case.rules if rule in rules})
    return {
        "runs": list(found.names),
        "framings": list(found.framings),
        "verdicts": {letter: verdict.value for verdict, letter in LETTERS.items()},
        "rules": {rule: f"{rules[rule].text} ({rules[rule].source})" for rule in named},
        "cases": cases,
        "details": details.told,
    }


class _Details:
    """Details so far; one that is told twice keeps its number."""

    def __init__(self) -> None:
        self.told: list[dict[str, object]] = []
        self._numbers: dict[str, int] = {}

    def number(self, detail: dict[str, object]) -> int:
        """The number of a detail, which is added unless it is there."""
        key = json.dumps(detail)
        if key not in self._numbers:
            self._numbers[key] = len(self.told)
            self.told.append(detail)
        return self._numbers[key]


def _run(
    outcomes: tuple[Outcome, ...], framings: tuple[str, ...], details: _Details
) -> dict[str, object] | None:
    if not outcomes:
        return None
    by_framing = {outcome.framing: LETTERS[outcome.verdict] for outcome in outcomes}
    groups = (_detail(group) for group in alike(outcomes))
    return {
        "codes": "".join(by_framing.get(name, ".") for name in framings),
        "details": [details.number(each) for each in groups if each],
    }


def _detail(group: tuple[Outcome, ...]) -> dict[str, object]:
    """What is to tell of outcomes that are alike; empty where a case just passed."""
    first = group[0]
    mismatch = first.mismatch
    detail: dict[str, object] = {
        "reason": _reason(first),
        "step": f"{mismatch.line}   {first.step}" if mismatch and first.step else "",
        "difference": difference(mismatch) if mismatch else [],
        "log": wire_log(first.exchanges, lines_max=_LOG_LINES_MAX),
        "repro": first.repro,
    }
    told = {name: value for name, value in detail.items() if value}
    if not told:
        return {}
    framings = [outcome.framing for outcome in group]
    return {"verdict": LETTERS[first.verdict], "framings": framings, **told}


def _reason(outcome: Outcome) -> str:
    """Why, without the line that is told with the step."""
    what = outcome.mismatch.what if outcome.mismatch else ""
    return (
        what if what and (not outcome.reason or outcome.reason.endswith(what)) else outcome.reason
    )
