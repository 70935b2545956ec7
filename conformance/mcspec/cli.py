"""The command line: `python3 -m mcspec`, or `./ci/mcspec` from a clone."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import mcspec
from mcspec import commands
from mcspec.arguments import (
    add_access,
    add_concurrency,
    add_framings,
    add_permissions,
    add_processes,
    add_selection,
    add_transcripts,
    command,
    framings,
)
from mcspec.compare import add_compare_options, compare_reports
from mcspec.framing import NAMES
from mcspec.known import KnownError
from mcspec.keys import DEFAULT_PREFIX, KeySource
from mcspec.report.files import add_report_options
from mcspec.rules import LedgerError
from mcspec.run import run as run_cases
from mcspec.tools import add_tools
from mcspec.transcript import TranscriptError
from mcspec.verdict import Exit

_ABOUT = """\
Tests a server that speaks the memcached protocols: classic, meta and binary. Each case is a
transcript (TRANSCRIPTS.md), performed octet for octet under several framings of its writes.
"""
_EXAMPLES = """\
examples:
  mcspec run 127.0.0.1:11211
  mcspec run unix:/run/mc.sock --case 'classic.*' --level MUST
  mcspec run --spawn 'memcached -u nobody -l 127.0.0.1 -p {port} {args}' --junit report.xml
  mcspec show classic.cas.lost-race

From a clone, ./ci/mcspec stands for mcspec, and ./ci/conform builds mcspecd and tests it.
"""
STATUSES = """\
exit status:
  0    the server conforms: every case that ran passed, or failed as it is known to
  1    a FAIL, ERROR or BLOCKED (with --strict: NON-STRICT too), or no case ran
  2    a command line, transcript, ledger or known-failure file that cannot be used
  3    no connection, or no answer to any probe
  4    a known failure that passes, is stale or differs, and nothing worse
  5    something that the command needs is not installed
  130  stopped with Ctrl-C; what had run until then is reported

UNSUPPORTED and SKIP never change it, and are counted in the last line.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns its exit status. Usage errors raise SystemExit(2)."""
    options = parser().parse_args(arguments)
    action: Callable[[argparse.Namespace], int] = options.action
    used: argparse.ArgumentParser = options.parser
    try:
        status = action(options)
        sys.stdout.flush()
        return status
    except commands.UsageError as error:
        used.error(str(error))
    except (TranscriptError, LedgerError, KnownError) as error:
        print(error, file=sys.stderr)
        return Exit.USAGE.value
    except BrokenPipeError:
        # The reader has gone (`mcspec list | head`); nothing more can or need be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.CONFORMANT.value


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mcspec",
        description=_ABOUT,
        epilog=f"{_EXAMPLES}\n{STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"mcspec {mcspec.__version__}")
    subcommands = top.add_subparsers(title="subcommands", metavar="", required=True)
    _add_run(subcommands)
    _add_readers(subcommands)
    _add_checks(subcommands)
    add_compare_options(
        command(
            subcommands, "compare", compare_reports, "put the reports of several runs side by side"
        )
    )
    add_tools(subcommands)
    return top


def _add_run(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = command(subcommands, "run", run_cases, "perform the cases on a server")
    run.epilog = f"{_EXAMPLES}\n{STATUSES}"
    server = run.add_argument_group("the server")
    server.add_argument(
        "target",
        nargs="?",
        default="",
        metavar="TARGET",
        help="HOST:PORT, [IPV6]:PORT, unix:PATH, tls:HOST:PORT or udp:HOST:PORT",
    )
    server.add_argument(
        "--spawn",
        default="",
        metavar="COMMAND",
        help="start this instead, once for each set of options that cases ask for; {port} and "
        "{port2} are free ports, {args} those options",
    )
    server.add_argument("--profile", default="", help="what to take it for; probed unless given")
    add_permissions(server)
    server.add_argument(
        "--key-prefix",
        type=_key_prefix,
        default=DEFAULT_PREFIX,
        metavar="TEXT",
        help=f"what all keys begin with ({DEFAULT_PREFIX})",
    )
    server.add_argument(
        "--timeout-scale",
        type=_scale,
        metavar="X",
        help="wait X times 2 s for an answer (default: by the round trip)",
    )
    add_access(run.add_argument_group("how to be let in"))
    add_selection(run.add_argument_group("the cases"))
    _add_performance(run.add_argument_group("how to run them"))
    reports = run.add_argument_group("reports")
    add_report_options(reports)
    reports.add_argument("--trace", action="store_true", help="show all octets of every case")


def _add_performance(group: argparse._ArgumentGroup) -> None:
    add_framings(group)
    add_concurrency(group)
    add_processes(group)
    group.add_argument(
        "--known",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="known failures, besides those of the profile; may be repeated",
    )
    group.add_argument("--strict", action="store_true", help="NON-STRICT answers fail too")


def _add_readers(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = command(subcommands, "list", commands.list_cases, "list cases: id, level, title")
    listing.add_argument(
        "--framing",
        type=framings,
        nargs="?",
        const=NAMES,
        default=(),
        metavar="NAME,...",
        help="a line for each of these framings (all) instead: eligible, or why not",
    )
    add_selection(listing)
    show = command(subcommands, "show", commands.show, "print a case and its rules")
    show.add_argument("id", metavar="ID", help="the id of a case, or a glob over ids")
    add_transcripts(show)
    coverage = command(
        subcommands, "coverage", commands.coverage, "list every rule with the cases that prove it"
    )
    add_selection(coverage)


def _add_checks(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lint = command(
        subcommands,
        "lint",
        commands.lint,
        "check transcripts, rule ledger and known failures against each other",
    )
    add_transcripts(lint)
    fmt = command(subcommands, "fmt", commands.fmt, "bring transcripts into their canonical form")
    fmt.add_argument("--check", action="store_true", help="only name those that are not in it")
    fmt.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all of them")
    add_transcripts(fmt)
    seeds = command(
        subcommands, "seeds", commands.seeds, "write the octets of cases as a corpus for fuzzers"
    )
    seeds.add_argument(
        "-o", dest="folder", type=Path, required=True, metavar="DIR", help="where to write them"
    )
    add_selection(seeds)


def _key_prefix(text: str) -> str:
    try:
        KeySource(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.01 <= scale <= 1000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0.01 to 1000")
    return scale
