"""The subcommands that help to write cases, and to compare servers by them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from mcspec.arguments import (
    add_concurrency,
    add_framings,
    add_permissions,
    add_selection,
    add_transcripts,
    command,
    positive,
)
from mcspec.diff.command import diff
from mcspec.minimal import minimal
from mcspec.record.command import from_crash, record

TRIES = 300

_DIFF_NOTES = """\
Keys, CAS uniques, times, versions and the values of statistics are not compared.

exit status:
  0  the same answers
  1  answers that differ, or nothing to compare
  2  a command line or transcript that cannot be used
  3  no connection, or no answer to any probe
"""


def add_tools(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds diff, min, record and from-crash."""
    _add_diff(subcommands)
    _add_min(subcommands)
    _add_record(subcommands)
    _add_from_crash(subcommands)


def _add_diff(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    both = command(subcommands, "diff", diff, "show where two servers answer differently")
    for name, metavar in (("one", "SERVER"), ("two", "OTHER")):
        both.add_argument(
            name, metavar=metavar, help="HOST:PORT, unix:PATH, or spawn:COMMAND as for run --spawn"
        )
    both.epilog = _DIFF_NOTES
    add_permissions(both)
    add_concurrency(both)
    both.add_argument(
        "--any-release",
        action="store_true",
        help="perform cases about other releases too; old servers may not survive some of them",
    )
    both.add_argument(
        "--json", type=Path, metavar="FILE", help="write the differences for programs"
    )
    add_selection(both)


def _add_min(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    smaller = command(
        subcommands, "min", minimal, "make a failing case smaller, and print what is left of it"
    )
    smaller.add_argument("case", metavar="CASE", help="the id of a case, or a .mct file of one")
    smaller.add_argument(
        "--target", default="", metavar="ADDRESS", help="the server that it fails on"
    )
    smaller.add_argument(
        "--spawn", default="", metavar="COMMAND", help="start that server, as for run"
    )
    add_permissions(smaller)
    add_framings(smaller)
    smaller.add_argument(
        "--tries",
        type=positive,
        default=TRIES,
        metavar="N",
        help=f"perform at most so many cases ({TRIES})",
    )
    smaller.add_argument(
        "-o", dest="out", type=Path, metavar="FILE", help="where to write it, instead of to stdout"
    )
    add_transcripts(smaller)


def _add_record(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    recorder = command(subcommands, "record", record, "write a transcript of a live session")
    recorder.add_argument(
        "--listen",
        required=True,
        metavar="ADDRESS",
        help="where clients are to connect: HOST:PORT or unix:PATH",
    )
    recorder.add_argument(
        "--to", required=True, metavar="ADDRESS", help="the server that all is passed on to"
    )
    recorder.add_argument(
        "--per",
        choices=("session", "connection"),
        default="session",
        help="what makes a case: connections that were open together (session), or each alone",
    )
    recorder.add_argument(
        "--verbatim", action="store_true", help="keep keys and values, which may be secret"
    )
    recorder.add_argument(
        "--once", action="store_true", help="stop when all connections are closed again"
    )
    recorder.add_argument(
        "--allow-remote", action="store_true", help="listen on, or pass on to, other machines"
    )
    _add_output(recorder, "recorded")


def _add_from_crash(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    crash = command(
        subcommands, "from-crash", from_crash, "write a transcript that sends the octets of a file"
    )
    crash.add_argument("file", type=Path, metavar="FILE", help="what a fuzzer has left behind")
    _add_output(crash, "crash")


def _add_output(group: argparse.ArgumentParser, name: str) -> None:
    group.add_argument(
        "-o", dest="out", type=Path, metavar="FILE", help="where to write it, instead of to stdout"
    )
    group.add_argument(
        "--name",
        type=_word,
        default=name,
        metavar="WORD",
        help=f"what the ids of its cases begin with ({name})",
    )


def _word(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no id: lower-case words joined by . and -")
    return text
