"""`mcspec record` and `mcspec from-crash`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mcspec.case import Case
from mcspec.commands import UsageError
from mcspec.record.relay import Event, Relay
from mcspec.record.session import CONNECTIONS_MAX, connections, crash_case, sessions, to_case
from mcspec.transcript import render
from mcspec.verdict import Exit
from mcspec.wire import Address, AddressError, Wire, parse_address

CONNECT_TIMEOUT = 2.0

_ADVICE = "give it a title, a rule and a level"


def record(options: argparse.Namespace) -> int:
    """`mcspec record`: relays until it is stopped, and writes what went through as transcripts."""
    try:
        listen = parse_address(options.listen, allow_remote=options.allow_remote)
        server = parse_address(options.to, allow_remote=options.allow_remote)
    except AddressError as error:
        raise UsageError(str(error)) from error
    if not {listen.transport, server.transport} <= {"tcp", "unix"}:
        raise UsageError("what is recorded are plain streams: HOST:PORT or unix:PATH")
    _refuse_missing_folder(options.out)
    try:
        events = asyncio.run(_relay(listen, server, once=options.once))
    except OSError as error:
        print(f"mcspec: {error.strerror or error}", file=sys.stderr)
        return Exit.NO_ANSWER.value
    pieces = connections(events) if options.per == "connection" else sessions(events)
    cases = list(_cases(pieces, options, str(server)))
    if not cases:
        print("mcspec: nothing was recorded", file=sys.stderr)
        return Exit.DIFFERS.value
    _write(cases, options.out)
    return Exit.CONFORMANT.value


def from_crash(options: argparse.Namespace) -> int:
    """`mcspec from-crash`: the octets of a file as a transcript that sends them."""
    _refuse_missing_folder(options.out)
    try:
        octets = options.file.read_bytes()
    except OSError as error:
        raise UsageError(f"{options.file}: {error.strerror}") from error
    if not octets:
        raise UsageError(f"{options.file} is empty")
    note = f"{len(octets)} octets; {_ADVICE}, and say what a server answers"
    _write([crash_case(octets, f"{options.name}.octets", note)], options.out)
    return Exit.CONFORMANT.value


async def _relay(listen: Address, server: Address, *, once: bool) -> Sequence[Event]:
    """All that goes through until SIGINT or SIGTERM, or until the first session is over."""
    (await Wire.open(server, timeout=CONNECT_TIMEOUT)).close()
    is_stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, is_stopped.set)
    async with Relay(listen, server) as relay:
        how = "the first session is over" if once else "Ctrl-C"
        print(f"mcspec: {listen} leads to {server}; recording until {how}", file=sys.stderr)
        waits = [is_stopped.wait(), *([relay.session_end.wait()] if once else [])]
        tasks = [asyncio.create_task(each) for each in waits]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        return tuple(relay.events)


def _cases(
    pieces: Iterable[Sequence[Event]], options: argparse.Namespace, server: str
) -> Iterator[Case]:
    note = f"recorded from {server}; {_ADVICE}"
    for number, events in enumerate(pieces, 1):
        case_id = f"{options.name}.{options.per}-{number}"
        count = len({event.connection for event in events})
        if count > CONNECTIONS_MAX:
            what = f"{CONNECTIONS_MAX} of {count} connections kept; see --per connection"
            print(f"mcspec: {case_id}: {what}", file=sys.stderr)
        case = to_case(events, case_id, note, verbatim=options.verbatim)
        if case is not None:
            yield case


def _write(cases: Sequence[Case], out: Path | None) -> None:
    text = render(cases)
    if out is None:
        print(text, end="")
        return
    out.write_text(text, encoding="utf-8")
    plural = "" if len(cases) == 1 else "s"
    print(f"mcspec: {len(cases)} case{plural} in {out}", file=sys.stderr)


def _refuse_missing_folder(out: Path | None) -> None:
    if out is not None and not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent} to write {out.name} in")
