"""Arguments that several subcommands have."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from mcspec.framing import NAMES, SEED_MAX
from mcspec.selection import LEVELS

DEFAULT_FRAMINGS = ("whole", "bytes", "boundaries")
PROCESSES_MAX = 4


def command(
    subcommands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    action: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    """Adds a subcommand that runs `action`."""
    parser = subcommands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(action=action, parser=parser)
    return parser


def add_selection(group: argparse._ActionsContainer) -> None:
    """Adds which cases are meant: --case, --rule, --level, --transcripts."""
    group.add_argument(
        "--case",
        action="append",
        default=[],
        metavar="GLOB",
        help="only these ids; `classic.cas` means all below it; may be repeated",
    )
    group.add_argument(
        "--rule", action="append", default=[], metavar="ID", help="only cases that prove this rule"
    )
    group.add_argument(
        "--level", choices=LEVELS, default="all", help="MUST only, SHOULD and MUST, or all (all)"
    )
    add_transcripts(group)


def add_transcripts(group: argparse._ActionsContainer) -> None:
    """Adds --transcripts."""
    group.add_argument(
        "--transcripts",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="read transcripts from here instead of the suite's own",
    )


def add_permissions(group: argparse._ActionsContainer) -> None:
    """Adds what may be done to a server: --exclusive, --large, --allow-remote."""
    group.add_argument(
        "--exclusive", action="store_true", help="it is ours alone: cases may flush and reconfigure"
    )
    group.add_argument(
        "--allow-remote", action="store_true", help="test a server that is not on this machine"
    )
    group.add_argument("--large", action="store_true", help="cases may store values over 64 KiB")


def add_access(group: argparse._ActionsContainer) -> None:
    """What a server wants to be shown: user, password, certificates."""
    group.add_argument(
        "--user", default="", help="who to log in as: text authentication, or SASL PLAIN"
    )
    group.add_argument(
        "--password-file", type=Path, metavar="FILE", help="whose first line is the password"
    )
    for name, text in (
        ("ca", "trust the certificates in it, not the system's"),
        ("cert", "our own certificate, for servers that want one"),
        ("key", "and its key, unless that is in the same file"),
    ):
        group.add_argument(f"--tls-{name}", default="", metavar="FILE", help=text)
    group.add_argument(
        "--server-name", default="", metavar="NAME", help="the name in the server's certificate"
    )


def add_concurrency(group: argparse._ActionsContainer) -> None:
    """Adds -n."""
    group.add_argument(
        "-n", dest="concurrency", type=positive, default=8, metavar="N", help="cases at a time (8)"
    )


def positive(text: str) -> int:
    """A number from 1 on; an argparse type."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 on")
    return int(text)


def add_framings(group: argparse._ActionsContainer) -> None:
    """Adds --framing, and --seed for those that are random."""
    group.add_argument(
        "--framing",
        type=framings,
        default=DEFAULT_FRAMINGS,
        metavar="NAME,...",
        help=f"how writes are cut: {', '.join(NAMES)}, or all"
        f" (default: {','.join(DEFAULT_FRAMINGS)})",
    )
    group.add_argument(
        "--seed",
        type=seed_number,
        default=secrets.randbelow(SEED_MAX + 1),
        metavar="N",
        help="what the framing random is cut by; another one each time unless given",
    )


def framings(text: str) -> tuple[str, ...]:
    """The names in a comma-separated list, `all` being all of them; an argparse type."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if "all" in names:
        return NAMES
    unknown = [name for name in names if name not in NAMES]
    if unknown or not names:
        known = ", ".join(NAMES)
        raise argparse.ArgumentTypeError(f"no framing '{text}'; there are {known}, and all")
    return names


def seed_number(text: str) -> int:
    """A seed of the framing random; an argparse type."""
    if not text.isdecimal() or int(text) > SEED_MAX:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to {SEED_MAX}")
    return int(text)


def add_processes(group: argparse._ActionsContainer) -> None:
    """Adds --processes."""
    group.add_argument(
        "--processes",
        type=positive,
        default=default_processes(),
        metavar="N",
        help="how many share the work, each with servers of its own under --spawn (by the CPUs)",
    )


def default_processes() -> int:
    """As many workers as there are CPUs for them, within reason."""
    return min(len(os.sched_getaffinity(0)), PROCESSES_MAX)
