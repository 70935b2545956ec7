"""`python3 -m tests.faults`: how many faults the suite notices."""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path

from mcspec.case import Case
from mcspec.launch import LaunchError
from mcspec.places import TRANSCRIPTS
from mcspec.target import NoAnswer, NoConnection
from mcspec.transcript import load_tree
from mcspec.verdict import Exit
from .tables import FAULTS, named
from .trial import Trial, try_fault, try_none

NOTICED_MIN = 0.95

_BUILT = Path(__file__).resolve().parents[3] / "build/release/server/mcspecd"
_SERVER = f"{shlex.quote(str(_BUILT))} -l 127.0.0.1 -p {{port}} -o debugtime {{args}}"
_ABOUT = """\
Performs the cases on servers with one fault each, and tells which case notices. Exit status: 0
when at least 95 % are noticed, and nothing fails without a fault; 1 when not; 2 for a name that
does not exist; 3 without a server.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the faults that were asked for, tells of each, and returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        names = [fault.name for fault in named(options.names)]
    except KeyError as error:
        print(f"faults: there is no {error}", file=sys.stderr)
        return Exit.USAGE.value
    _cases()  # Before the lanes are forked, so that they need not read them again.
    start = time.monotonic()
    try:
        with ProcessPoolExecutor(options.lanes) as lanes:
            dialects = list(dict.fromkeys(name.partition(".")[0] for name in names))
            controls = lanes.map(_control, dialects, [options.spawn] * len(dialects))
            trials = lanes.map(_attempt, names, [options.spawn] * len(names))
            false_alarms = sum(_tell_control(trial) for trial in controls)
            noticed = sum(_tell(trial) for trial in trials)
    except (LaunchError, NoAnswer, NoConnection) as error:
        print(f"faults: {error}", file=sys.stderr)
        return Exit.NO_ANSWER.value
    print(f"\n{noticed} of {len(names)} noticed in {time.monotonic() - start:.0f} s")
    if false_alarms or noticed < NOTICED_MIN * len(names):
        return Exit.DIFFERS.value
    return Exit.CONFORMANT.value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.faults", description=_ABOUT)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only these faults, or those of these dialects"
    )
    parser.add_argument(
        "--spawn",
        default=_SERVER,
        metavar="COMMAND",
        help="a server without fault (mcspecd, as built by the release preset)",
    )
    parser.add_argument("--lanes", type=int, default=os.cpu_count(), metavar="N")
    return parser


@lru_cache(maxsize=None)
def _cases() -> tuple[Case, ...]:
    return load_tree([TRANSCRIPTS])


def _attempt(name: str, command: str) -> Trial:
    (fault,) = named([name])
    return asyncio.run(try_fault(fault, _cases(), command))


def _control(dialect: str, command: str) -> Trial:
    return asyncio.run(try_none(dialect, _cases(), command))


def _tell_control(trial: Trial) -> bool:
    """Prints what came of a dialect without a fault; whether something failed."""
    told = f"{trial.verdict} {trial.case}" if trial.case else "clean"
    print(f"{f'{trial.name} without a fault':{_WIDTH}}  {told} ({trial.runs} cases)", flush=True)
    return bool(trial.case)


def _tell(trial: Trial) -> bool:
    """Prints what came of a fault; whether it was noticed."""
    missed = f"MISSED      by {trial.runs} cases, though {named([trial.name])[0].promise}"
    told = f"{trial.verdict:10}  {trial.case}" if trial.case else missed
    print(f"{trial.name:{_WIDTH}}  {told}", flush=True)
    return bool(trial.case)


_WIDTH = max(len(fault.name) for fault in FAULTS)


if __name__ == "__main__":
    sys.exit(main())
