"""What `mcspec compare` prints: areas against implementations, and the cases where they differ."""

from __future__ import annotations

from mcspec.report.comparison import Comparison, Row, passed_of_ran
from mcspec.report.style import PLAIN, Style
from mcspec.report.table import text_table
from mcspec.verdict import Verdict

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def comparison_text(found: Comparison, style: Style = PLAIN) -> str:
    """The tables, the cases where runs that performed them differ, and one line last."""
    blocks = [
        f"Cases that passed, of those that ran, in {', '.join(found.framings)}; a case counts once,"
        " with its worst verdict.",
        "\n".join(text_table(area_rows(found), paint=lambda _, text: _paint_share(text, style))),
        "\n".join(text_table(total_rows(found), paint=lambda _, text: _paint_verdict(text, style))),
    ]
    rows = [row for row in found.rows if row.differs_where_run]
    if rows:
        table = [("case", *found.names), *((row.case.case, *told(row)) for row in rows)]
        lines = text_table(
            table, left=len(table[0]), paint=lambda _, text: _paint_verdict(text, style)
        )
        blocks.append("\n".join(lines))
    blocks.append(last_line(found, style))
    return "\n\n".join(blocks)


def area_rows(found: Comparison) -> list[tuple[str, ...]]:
    """A heading, a row for each area and one for all: cases passed of cases that ran."""
    rows = [("area", *found.names)]
    rows += [(area, *map(passed_of_ran, counts)) for area, counts in found.areas.items()]
    return [*rows, ("all", *map(passed_of_ran, found.totals))]


def total_rows(found: Comparison) -> list[tuple[str, ...]]:
    """A heading, and a row for each verdict that occurs: the number of its cases."""
    rows = [("verdict", *found.names)]
    for verdict in found.verdicts:
        numbers = (str(counts.get(verdict, "-")) for counts in found.totals)
        rows.append((verdict.value, *numbers))
    return rows


def told(row: Row) -> tuple[str, ...]:
    """The verdicts of a case, "absent" where a run has it not."""
    return tuple(verdict.value if verdict else "absent" for verdict in row.verdicts)


def last_line(found: Comparison, style: Style = PLAIN) -> str:
    """`DIFFER  4 runs, 2027 cases: 1200 alike, 90 differ where they ran, 737 ran on some only`."""
    differing = found.differing()
    ran = sum(row.differs_where_run for row in differing)
    parts = [f"{len(found.rows) - len(differing)} alike"]
    if ran:
        parts.append(f"{ran} differ where they ran")
    if len(differing) > ran:
        parts.append(f"{len(differing) - ran} ran on some only")
    head = f"{style.yellow}DIFFER" if differing else f"{style.green}ALIKE"
    return (
        f"{style.bold}{head}{style.end}  {len(found.records)} runs, {len(found.rows)} cases:"
        f" {', '.join(parts)}"
    )


def _paint_share(text: str, style: Style) -> tuple[str, str]:
    passed, slash, ran = text.partition("/")
    if not slash or not passed.isdigit():
        return "", ""
    return (style.green if passed == ran else style.red), style.end


def _paint_verdict(text: str, style: Style) -> tuple[str, str]:
    verdict = _VERDICTS.get(text)
    if verdict is None:
        return "", ""
    return (style.green if verdict is Verdict.PASS else style.of(verdict)), style.end
