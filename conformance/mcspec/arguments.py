"""Arguments that several subcommands have."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from mcspec.selection import LEVELS


def command(
    subcommands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    action: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    command = subcommands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(action=action, parser=command)
    return command


def add_selection(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--case",
        action="append",
        default=[],
        metavar="GLOB",
        help="only these ids; `classic.cas` means all below it; may be repeated",
    )
    command.add_argument(
        "--rule", action="append", default=[], metavar="ID", help="only cases that prove this rule"
    )
    command.add_argument(
        "--level", choices=LEVELS, default="all", help="MUST only, SHOULD and MUST, or all (all)"
    )
    add_transcripts(command)


def add_transcripts(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--transcripts",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="read transcripts from here instead of the suite's own",
    )
