"""Rows of words as columns that line up: as text and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Paint = Callable[[int, str], tuple[str, str]]
"""What to write before and after a cell, given its column and its text."""


def text_table(
    rows: Sequence[Sequence[str]], *, left: int = 1, paint: Paint = lambda column, text: ("", "")
) -> list[str]:
    """A line for each row. The first `left` columns begin at the left, the others end at the right.

    What `paint` adds takes no room, as the colours of a terminal do not.
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            before, after = paint(column, text)
            room = " " * (width - len(text))
            painted = f"{before}{text}{after}"
            cells.append(painted + room if column < left else room + painted)
        lines.append("  ".join(cells).rstrip())
    return lines


def markdown_table(rows: Sequence[Sequence[str]], *, left: int = 1) -> list[str]:
    """The rows, the first of which heads the others, in the dialect of GitHub."""
    rules = [":--" if column < left else "--:" for column in range(len(rows[0]))]
    lines = [_markdown_row(rows[0]), f"|{'|'.join(rules)}|"]
    return lines + [_markdown_row(row) for row in rows[1:]]


def _markdown_row(cells: Sequence[str]) -> str:
    safe = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(safe)} |"
