"""The report on a terminal: a header, a row for each area, every failure, one line last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import mcspec
from mcspec.case import Case
from mcspec.octets import elided
from mcspec.report.failure import Context, describe, grouped, headline, step_at
from mcspec.report.style import PLAIN, Style
from mcspec.report.table import text_table
from mcspec.report.wirelog import wire_log
from mcspec.tally import Run, Server, count, exit_status, fails, verdict_line
from mcspec.verdict import Exit, Result, Verdict

# Told in a line or two, since they do not make a server differ.
_BRIEF = (Verdict.NON_STRICT, Verdict.XFAIL, Verdict.XPASS)
_NOT_RUN = (Verdict.UNSUPPORTED, Verdict.SKIP)
_EXAMPLES = 3
_ANSWER_MAX = 72


def header(server: Server, style: Style = PLAIN) -> str:
    """Who is tested by whom: known before the first case runs."""
    able = " ".join(server.capabilities) or "nothing that the probes know"
    profile = f"profile {server.profile}" if server.profile else "no profile"
    lines = [
        f"{style.bold}mcspec {mcspec.__version__}{style.end} on {server.target}: "
        f"{server.name}, {profile}",
        f"it has: {able}",
        *(f"note: {note}" for note in server.notes),
    ]
    return "\n".join(lines)


def summary(run: Run, context: Context) -> str:
    """All that is said once the cases have run; the last line is the verdict."""
    style = context.style
    blocks = ["\n".join(_table(run.results, style))] if run.results else []
    blocks += _failures(run, context)
    brief = [line for result in _brief(run) for line in _in_brief(result, style)]
    blocks += ["\n".join(brief)] if brief else []
    not_run = list(_left_out(run.results))
    not_run += [_unsuited(run)] if run.unsuited else []
    blocks += ["\n".join(not_run)] if not_run else []
    if run.objections:
        blocks.append("\n".join(f"known failure: {text}" for text in run.objections))
    colour = style.green if exit_status(run) == Exit.CONFORMANT.value else style.red
    head, rest = verdict_line(run).split("  ", 1)
    blocks.append(f"{colour}{style.bold}{head}{style.end}  {rest}")
    return "\n\n".join(blocks)


def trace(result: Result, style: Style = PLAIN) -> str:
    """One case with all that went over the wire: what `--trace` prints as each one ends."""
    log = [f"  {line}" for line in wire_log(result.sent, lines_max=10_000)]
    reason = [f"  {result.reason}"] if result.reason else []
    return "\n".join([headline((result,), style), *reason, *log])


def table_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Areas against verdicts, only those verdicts that occur; the last row sums up."""
    verdicts = list(count(results))
    by_area: dict[str, list[Result]] = {}
    for result in results:
        by_area.setdefault(result.case.area, []).append(result)
    rows = [("area", *(verdict.value for verdict in verdicts))]
    for area, mine in by_area.items():
        counts = count(mine)
        rows.append((area, *(str(counts.get(verdict, "")) for verdict in verdicts)))
    if len(by_area) > 1:
        rows.append(("all", *(str(number) for number in count(results).values())))
    return rows


def _table(results: Sequence[Result], style: Style) -> list[str]:
    verdicts = list(count(results))

    def paint(column: int, text: str) -> tuple[str, str]:
        colour = style.of(verdicts[column - 1]) if column else ""
        return (colour, style.end) if colour and text else ("", "")

    return text_table(table_rows(results), paint=paint)


def _failures(run: Run, context: Context) -> list[str]:
    bad = [result for result in run.results if fails(result, run.strict)]
    blocked = [result for result in bad if result.verdict is Verdict.BLOCKED]
    groups = grouped(result for result in bad if result.verdict is not Verdict.BLOCKED)
    blocks = ["\n".join(describe(group, context)) for group in groups]
    if blocked:
        blocks.append("\n".join(_with_reasons(blocked)))
    return blocks


def _brief(run: Run) -> list[tuple[Result, ...]]:
    return grouped(
        result
        for result in run.results
        if result.verdict in _BRIEF and not fails(result, run.strict)
    )


def _in_brief(group: Sequence[Result], style: Style) -> list[str]:
    result = group[0]
    lines = [headline(group, style)]
    if result.verdict is not Verdict.NON_STRICT or result.mismatch is None:
        return [*lines, f"  {result.reason}"]
    answer = elided(result.mismatch.received, _ANSWER_MAX)
    step = step_at(result.case, result.mismatch.line)
    return [
        *lines,
        f"  {step}",
        f'  received "{answer}"' if answer else f"  {result.mismatch.what}",
    ]


def _left_out(results: Sequence[Result]) -> Iterable[str]:
    for verdict in _NOT_RUN:
        yield from _with_reasons([result for result in results if result.verdict is verdict])


def _unsuited(run: Run) -> str:
    told = ", ".join(f"{number} for {framing}" for framing, number in run.unsuited.items())
    return f"not eligible: {told} (mcspec list --framing says why)"


def _with_reasons(results: Sequence[Result]) -> list[str]:
    """A line for each reason: how many cases it concerns, and the first few."""
    reasons: dict[tuple[Verdict, str], dict[str, Case]] = {}
    for result in results:
        key = (result.verdict, result.reason)
        reasons.setdefault(key, {})[result.case.id] = result.case
    lines = []
    for (verdict, reason), cases in reasons.items():
        named = ", ".join(list(cases)[:_EXAMPLES])
        more = ", ..." if len(cases) > _EXAMPLES else ""
        number = f"{len(cases)} case{'s' if len(cases) > 1 else ''}"
        lines.append(f"{verdict.value}  {number}: {reason} ({named}{more})")
    return lines
