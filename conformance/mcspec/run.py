"""`mcspec run`: the cases, the server, the reports and the exit status brought together."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mcspec.case import Case
from mcspec.commands import UsageError, load_cases, selected
from mcspec.credentials import CredentialsError, read_credentials
from mcspec.framing import eligible, unsuited
from mcspec.launch import Launch, LaunchError
from mcspec.places import RULES
from mcspec.report.failure import Context
from mcspec.report.files import unwritable, write_reports
from mcspec.report.html_page import HOW_TO_INSTALL, is_possible
from mcspec.report.progress import Progress
from mcspec.report.style import style_for
from mcspec.report.terminal import header, summary, trace
from mcspec.rules import load_rules
from mcspec.session import Plan, Session, open_session
from mcspec.tally import INTERRUPTED, Run, exit_status
from mcspec.target import NoAnswer, NoConnection, ProfileError
from mcspec.tls import TlsFiles
from mcspec.verdict import Exit, Result
from mcspec.wire import AddressError


@dataclass(frozen=True)
class _Cases:
    """What was read, and what of it is to be run."""

    read: tuple[Case, ...]
    chosen: tuple[Case, ...]


def run(options: argparse.Namespace) -> int:
    """Performs the cases that were asked for, reports, and returns the exit status."""
    _refuse_nonsense(options)
    if options.html is not None and not is_possible():
        print(HOW_TO_INSTALL, file=sys.stderr)
        return Exit.NOT_INSTALLED.value
    read = load_cases(options.transcripts)
    cases = _Cases(read, selected(options, read))
    if not cases.chosen:
        print("mcspec: no case ran: none was selected", file=sys.stderr)
        return Exit.DIFFERS.value
    try:
        return asyncio.run(_perform(options, cases))
    except (AddressError, CredentialsError, ProfileError) as error:
        raise UsageError(str(error)) from error
    except (NoConnection, NoAnswer, LaunchError) as error:
        print(f"mcspec: {error}", file=sys.stderr)
        return Exit.NO_ANSWER.value
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("mcspec: stopped before any case ran", file=sys.stderr)
        return INTERRUPTED


def _refuse_nonsense(options: argparse.Namespace) -> None:
    if not options.target and not options.spawn:
        raise UsageError(
            "no server to test: give HOST:PORT or unix:PATH, or --spawn COMMAND;"
            " ./ci/conform builds mcspecd and tests that"
        )
    if options.target and options.spawn:
        raise UsageError("give either an address or --spawn, not both")
    if options.spawn:
        try:
            Launch(options.spawn)
        except LaunchError as error:
            raise UsageError(str(error)) from error
    if bool(options.user) != bool(options.password_file):
        raise UsageError("--user and --password-file belong together")
    for problem in unwritable(options):
        raise UsageError(problem)


async def _perform(options: argparse.Namespace, cases: _Cases) -> int:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _current_task().cancel)
    plan = Plan(
        target=options.target,
        spawn=options.spawn,
        profile=options.profile,
        known=tuple(options.known),
        concurrency=options.concurrency,
        exclusive=options.exclusive,
        large=options.large,
        allow_remote=options.allow_remote,
        timeout_scale=options.timeout_scale,
        key_prefix=options.key_prefix,
        seed=options.seed,
        processes=options.processes,
        tls=TlsFiles(options.tls_ca, options.tls_cert, options.tls_key, options.server_name),
        credentials=read_credentials(options.user, options.password_file),
    )
    async with open_session(plan) as session:
        context = Context(session.server, load_rules(RULES), style_for(sys.stdout))
        print(header(session.server, context.style))
        if "random" in options.framing:
            print(f"random framing: --seed {options.seed}")
        print(flush=True)
        done = await _run_all(options, session, cases)
    print(summary(done, context))
    write_reports(options, done, context)
    return exit_status(done)


async def _run_all(options: argparse.Namespace, session: Session, cases: _Cases) -> Run:
    style = style_for(sys.stdout)
    total = sum(not eligible(case, name) for case in cases.chosen for name in options.framing)
    progress = Progress(total, sys.stderr)
    results: list[Result] = []

    def take(result: Result) -> None:
        results.append(result)
        if options.trace:
            print(trace(result, style), flush=True)
        else:
            progress.add(result)

    start = time.monotonic()
    interrupted = False
    try:
        results = await session.perform(cases.chosen, options.framing, take)
    except asyncio.CancelledError:
        _current_task().uncancel()
        interrupted = True
        results.sort(key=_order(cases.chosen, options.framing))
    seconds = time.monotonic() - start
    progress.clear()
    return Run(
        server=session.server,
        framings=options.framing,
        results=tuple(results),
        objections=(
            *session.stale(cases.read, has_all=not options.transcripts),
            *session.differing,
        ),
        seconds=seconds,
        when=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        strict=options.strict,
        interrupted=interrupted,
        unsuited=unsuited(cases.chosen, options.framing),
    )


def _order(cases: Sequence[Case], framings: Sequence[str]) -> Callable[[Result], tuple[int, int]]:
    places = {case.id: place for place, case in enumerate(cases)}
    return lambda result: (places[result.case.id], framings.index(result.framing))


def _current_task() -> "asyncio.Task[object]":
    task = asyncio.current_task()
    assert task is not None
    return task
