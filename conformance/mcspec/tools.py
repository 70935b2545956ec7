"""The subcommands that help to write cases, and to compare servers by them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from mcspec.arguments import command
from mcspec.record.command import from_crash, record


def add_tools(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds record and from-crash."""
    _add_record(subcommands)
    _add_from_crash(subcommands)


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
