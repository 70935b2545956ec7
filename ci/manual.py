#!/usr/bin/env python3
"""Writes the manual page of mcspec, whose options are those of its command line.

  ./ci/manual.py           writes conformance/man/mcspec.1
  ./ci/manual.py --check   only says whether that is what it should be

Exit status: 0 written, or as it should be, 1 not.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SUITE = Path(__file__).resolve().parent.parent / "conformance"
PAGE = SUITE / "man" / "mcspec.1"

sys.path.insert(0, str(SUITE))

from mcspec import cli  # noqa: E402

HEAD = """\
.Dd November 24, 2026
.Dt MCSPEC 1
.Os
.Sh NAME
.Nm mcspec
.Nd conformance suite for servers that speak the memcached protocols
.Sh SYNOPSIS
.Nm
.Ar command
.Op Ar options
.Sh DESCRIPTION
.Nm
tests a server that speaks the memcached protocols: classic, meta and binary.
Each case is a transcript, performed octet for octet under several framings of its writes, and
says which rules of the protocol it proves.
Every key is new and is deleted afterwards, and nothing is flushed or reconfigured unless
.Fl -exclusive
or
.Fl -spawn
says that the server is ours alone.
.Pp
Python 3.11 is all that is needed.
From a clone,
.Pa ci/mcspec
stands for
.Nm .
"""
EXAMPLES = """\
.Sh EXAMPLES
Test a server that is there:
.Pp
.Dl $ mcspec run 127.0.0.1:11211
.Pp
Start one for each set of options that cases ask for, and test that:
.Pp
.Dl $ mcspec run --spawn 'memcached -u nobody -l 127.0.0.1 -p {port} {args}'
.Pp
Show where two servers answer differently:
.Pp
.Dl $ mcspec diff 127.0.0.1:11211 127.0.0.1:11212
.Pp
Write a transcript of what clients say to a server:
.Pp
.Dl $ mcspec record --listen 127.0.0.1:11311 --to 127.0.0.1:11211 -o session.mct
.Sh SEE ALSO
.Xr memcached 1
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD.rstrip(), *_commands(), *_statuses(), EXAMPLES])


def _commands() -> Iterator[str]:
    yield ".Sh COMMANDS"
    for action in cli.parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f".Ss {name}"
                yield _text(command.description or "")
                yield from _arguments(command)


def _arguments(command: argparse.ArgumentParser) -> Iterator[str]:
    arguments = [action for action in command._actions if action.dest != "help"]
    if not arguments:
        return
    yield ".Bl -tag -width Ds"
    for action in arguments:
        yield f".It {_head(action)}"
        yield _text(action.help or "")
    yield ".El"


def _head(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else f"Ar {_value(action)}"
    names = [f"Fl {name[1:]}" for name in action.option_strings]
    return " , ".join(f"{name} {value}".rstrip() for name in names) or value


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(action.choices) if action.choices else action.dest.upper()


def _statuses() -> Iterator[str]:
    yield ".Sh EXIT STATUS"
    yield "Of"
    yield ".Nm"
    yield "run; the others use as many of these as they need:"
    yield ".Bl -tag -width Ds"
    for number, text in re.findall(r"^  (\d+) +(.*)$", cli.STATUSES, re.MULTILINE):
        yield f".It {number}"
        yield _text(text)
    yield ".El"


def _text(text: str) -> str:
    """Plain text as roff takes it: no escapes, no line that begins with a control sign."""
    text = text.replace("%%", "%").replace("\\", "\\e")
    text = text.replace("\n", " ").strip()
    return f"\\&{text}" if text[:1] in (".", "'") else text


def main() -> int:
    """Writes or checks, as the command line says."""
    text = page()
    if sys.argv[1:] == ["--check"]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE} is not what the command line says; run ./ci/manual.py", file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
