"""`mcspec compare`: the reports of several runs side by side."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from mcspec.commands import UsageError
from mcspec.places import RULES
from mcspec.report.comparison import NothingInCommon, compare
from mcspec.report.comparison_text import comparison_text
from mcspec.report.files import unwritable
from mcspec.report.html_page import HOW_TO_INSTALL, html_page, is_possible
from mcspec.report.markdown_file import comparison_markdown
from mcspec.report.record import RecordError, read_record
from mcspec.report.style import style_for
from mcspec.rules import load_rules
from mcspec.verdict import Exit

_NAMED = re.compile(r"([^=/]+)=(.+)", re.DOTALL)

STATUSES = """\
exit status:
  0    the same verdicts for every case and framing that the runs have in common
  1    they differ
  2    a file that is no report of `mcspec run --json`, or runs without a common framing
  5    something that --html needs is not installed
"""


def add_compare_options(command: argparse.ArgumentParser) -> None:
    """The command line of `mcspec compare`."""
    command.epilog = STATUSES
    command.add_argument(
        "files",
        nargs="+",
        metavar="[NAME=]FILE",
        help="what `mcspec run --json` has written; NAME heads its column",
    )
    command.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables")
    command.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page to browse (needs Jinja2)"
    )


def compare_reports(options: argparse.Namespace) -> int:
    """Prints where the runs differ, writes what was asked for, and returns the exit status."""
    for problem in unwritable(options):
        raise UsageError(problem)
    if options.html is not None and not is_possible():
        print(HOW_TO_INSTALL, file=sys.stderr)
        return Exit.NOT_INSTALLED.value
    named = [_named(text) for text in options.files]
    try:
        found = compare([read_record(path) for _, path in named], [name for name, _ in named])
    except (RecordError, NothingInCommon) as error:
        print(f"mcspec: {error}", file=sys.stderr)
        return Exit.USAGE.value
    print(comparison_text(found, style_for(sys.stdout)))
    if options.markdown is not None:
        options.markdown.write_text(comparison_markdown(found), encoding="utf-8")
    if options.html is not None:
        options.html.write_text(html_page(found, load_rules(RULES)), encoding="utf-8")
    status: Exit = Exit.DIFFERS if found.differing() else Exit.CONFORMANT
    return status.value


def _named(text: str) -> tuple[str, Path]:
    """`yrmcds=reports/yrmcds.json` as a name, "" for none, and a path."""
    found = _NAMED.fullmatch(text)
    return (found[1], Path(found[2])) if found is not None else ("", Path(text))
