"""The report files that options of `mcspec run` ask for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mcspec.report.failure import Context
from mcspec.report.html_page import html_page
from mcspec.report.comparison import compare
from mcspec.report.json_file import document, to_json
from mcspec.report.junit_file import to_junit
from mcspec.report.known_file import to_known
from mcspec.report.markdown_file import run_markdown
from mcspec.report.record import to_record
from mcspec.report.style import PLAIN
from mcspec.repro.files import write_reproductions
from mcspec.tally import Run

_OPTIONS = ("junit", "json", "markdown", "html", "write_known")


def add_report_options(group: argparse._ArgumentGroup) -> None:
    """The options that name report files; what they are set to is read by the functions below."""
    group.add_argument("--junit", type=Path, metavar="FILE", help="write a JUnit report")
    group.add_argument("--json", type=Path, metavar="FILE", help="write a JSON report")
    group.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write a summary for a pull request"
    )
    group.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page to browse (needs Jinja2)"
    )
    group.add_argument(
        "--repro",
        type=Path,
        metavar="DIR",
        help="write each failure as a shell script, a Python program and a transcript",
    )
    group.add_argument(
        "--write-known",
        type=Path,
        metavar="FILE",
        help="start a file of known failures with what was answered wrongly",
    )


def unwritable(options: argparse.Namespace) -> Iterator[str]:
    """What is wrong with the paths, in words, before any work is done for them."""
    for name in _OPTIONS:
        path = getattr(options, name, None)
        if path is not None and not path.parent.is_dir():
            yield f"there is no folder {path.parent} to write {path.name} in"
    known = getattr(options, "write_known", None)
    if known is not None and known.exists():
        yield f"{known} is there already, and --write-known starts a new file"


def write_reports(options: argparse.Namespace, run: Run, context: Context) -> None:
    """Writes what was asked for; an existing file is replaced, but not one of known failures."""
    plain = replace(context, style=PLAIN)
    if options.junit is not None:
        options.junit.write_text(to_junit(run, plain), encoding="utf-8")
    if options.json is not None:
        text = to_json(run, with_all_exchanges=options.trace)
        options.json.write_text(text, encoding="utf-8")
    if options.markdown is not None:
        options.markdown.write_text(run_markdown(run, plain), encoding="utf-8")
    if options.html is not None:
        record = to_record(document(run, with_all_exchanges=options.trace))
        page = html_page(compare([record]), plain.rules)
        options.html.write_text(page, encoding="utf-8")
    if options.repro is not None:
        write_reproductions(run, options.repro, context.rules)
    if options.write_known is not None:
        options.write_known.write_text(to_known(run, options.key_prefix), encoding="utf-8")
