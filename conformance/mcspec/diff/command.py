"""`mcspec diff`: the same cases on two servers."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

from mcspec.case import Case
from mcspec.commands import UsageError, load_cases, selected
from mcspec.diff.compare import compare, for_any_release, left_out
from mcspec.diff.show import Comparison, to_json, to_text
from mcspec.launch import Launch, LaunchError
from mcspec.report.progress import Progress
from mcspec.report.style import style_for
from mcspec.session import Plan, open_session
from mcspec.tally import INTERRUPTED
from mcspec.target import NoAnswer, NoConnection
from mcspec.verdict import Exit
from mcspec.wire import AddressError

SPAWN = "spawn:"
FRAMING = "whole"


def diff(options: argparse.Namespace) -> int:
    """Performs the cases on both servers, and tells where their answers differ."""
    if options.json is not None and not options.json.parent.is_dir():
        raise UsageError(f"there is no folder {options.json.parent} to write it in")
    plans = [_plan(text, options) for text in (options.one, options.two)]
    cases = selected(options, load_cases(options.transcripts))
    if options.any_release:
        cases = tuple(for_any_release(case) for case in cases)
    if not cases:
        print("mcspec: nothing to compare: no case was selected", file=sys.stderr)
        return Exit.DIFFERS.value
    try:
        comparison = asyncio.run(_compare(plans, cases))
    except AddressError as error:
        raise UsageError(str(error)) from error
    except (NoConnection, NoAnswer, LaunchError) as error:
        print(f"mcspec: {error}", file=sys.stderr)
        return Exit.NO_ANSWER.value
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("mcspec: stopped before everything was compared", file=sys.stderr)
        return INTERRUPTED
    print(to_text(comparison, style_for(sys.stdout)))
    if options.json is not None:
        options.json.write_text(to_json(comparison), encoding="utf-8")
    is_same = comparison.compared and not comparison.differences
    return (Exit.CONFORMANT if is_same else Exit.DIFFERS).value


def _plan(text: str, options: argparse.Namespace) -> Plan:
    spawn = text.removeprefix(SPAWN) if text.startswith(SPAWN) else ""
    if spawn:
        try:
            Launch(spawn)
        except LaunchError as error:
            raise UsageError(str(error)) from error
    return Plan(
        target="" if spawn else text,
        spawn=spawn,
        concurrency=options.concurrency,
        exclusive=options.exclusive,
        large=options.large,
        allow_remote=options.allow_remote,
    )


async def _compare(plans: Sequence[Plan], cases: Sequence[Case]) -> Comparison:
    progress = Progress(len(cases) * len(plans), sys.stderr)
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(open_session(plan)) for plan in plans]
        results = await asyncio.gather(
            one.perform(cases, (FRAMING,), progress.add),
            two.perform(cases, (FRAMING,), progress.add),
        )
        servers = (one.server, two.server)
    progress.clear()
    pairs = list(zip(*results, strict=True))
    reasons = {pair[0].case: (left_out(pair[0]), left_out(pair[1])) for pair in pairs}
    performed = [pair for pair in pairs if not any(reasons[pair[0].case])]
    found = (compare(*pair, plans[0].key_prefix) for pair in performed)
    return Comparison(
        servers=servers,
        cases=len(pairs),
        differences=tuple(each for each in found if each is not None),
        left_out={case: why for case, why in reasons.items() if any(why)},
    )
