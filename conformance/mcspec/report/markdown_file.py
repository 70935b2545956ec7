"""Markdown for a comment on a pull request, a job summary or a README, in the dialect of GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mcspec.report.comparison import Comparison
from mcspec.report.comparison_text import area_rows, told, total_rows
from mcspec.report.failure import Context, describe, grouped
from mcspec.report.table import markdown_table
from mcspec.report.terminal import table_rows
from mcspec.tally import Run, exit_status, fails, verdict_line
from mcspec.verdict import Exit, Result

# GitHub takes 65,536 characters in a comment.
SIZE_MAX = 60_000
_FAILURES_MAX = 20


def run_markdown(run: Run, context: Context) -> str:
    """A summary of one run: the verdict, what failed, and folded away the table of areas.

    At most 20 failures are told in full, and fewer where they are so long that a comment would not
    hold them; how many were left out is said.
    """
    mark = "✅" if exit_status(run) == Exit.CONFORMANT.value else "❌"
    head, rest = verdict_line(run).split("  ", 1)
    blocks = [f"### {mark} {head} — {_escape(run.server.name)}", _escape(rest)]
    blocks += _objections(run.objections)
    table = "\n".join(markdown_table(table_rows(run.results))) if run.results else ""
    room = SIZE_MAX - len(table) - sum(map(len, blocks))
    blocks += _failures(grouped(r for r in run.results if fails(r, run.strict)), context, room)
    if table:
        blocks.append(_folded("All areas", table))
    return "\n\n".join(blocks) + "\n"


def comparison_markdown(found: Comparison) -> str:
    """The tables of a comparison; folded away, the cases where runs that performed them differ."""
    blocks = [
        f"Cases that passed, of those that ran, in {', '.join(found.framings)}:",
        "\n".join(markdown_table(area_rows(found))),
        "\n".join(markdown_table(total_rows(found))),
    ]
    rows = [row for row in found.rows if row.differs_where_run]
    if rows:
        table = [("case", *found.names), *((row.case.case, *told(row)) for row in rows)]
        lines = markdown_table(table, left=len(table[0]))
        blocks.append(_folded(f"{_cases(len(rows))} where they ran", "\n".join(lines)))
    return "\n\n".join(blocks) + "\n"


def _failures(groups: Sequence[tuple[Result, ...]], context: Context, room: int) -> Iterable[str]:
    shown = 0
    for group in groups[:_FAILURES_MAX]:
        block = _failure(group, context)
        room -= len(block)
        if room < 0:
            break
        shown += 1
        yield block
    if len(groups) > shown:
        yield f"… and {len(groups) - shown} more."


def _failure(group: Sequence[Result], context: Context) -> str:
    result = group[0]
    title = f"<b>{result.verdict.value}</b> <code>{_html(result.case.id)}</code>"
    text = "\n".join(describe(group, context))
    fence = "```"
    while fence in text:
        fence += "`"
    return _folded(f"{title} — {_html(result.case.title)}", f"{fence}\n{text}\n{fence}")


def _objections(texts: Sequence[str]) -> list[str]:
    return ["\n".join(f"- known failure: {_escape(text)}" for text in texts)] if texts else []


def _cases(number: int) -> str:
    return "1 case differs" if number == 1 else f"{number} cases differ"


def _folded(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape(text: str) -> str:
    """Text that Markdown would take for marks of its own, kept as it is."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in text)
