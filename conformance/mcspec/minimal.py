"""`mcspec min`: the smallest form of a case that still fails."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from mcspec.case import Case
from mcspec.commands import UsageError, load_cases
from mcspec.framing import eligible
from mcspec.launch import Launch, LaunchError
from mcspec.minimise import Failure, minimise
from mcspec.probes import is_answering
from mcspec.session import Plan, Session, open_session
from mcspec.tally import INTERRUPTED
from mcspec.target import NoAnswer, NoConnection, ProfileError
from mcspec.transcript import load, render
from mcspec.verdict import Exit, Result, Verdict
from mcspec.wire import AddressError, parse_address

# Most proposals break the case, and show it by an answer that does not come: we wait less for it.
PATIENCE = 0.25

_NOT_PERFORMED = (Verdict.UNSUPPORTED, Verdict.SKIP, Verdict.BLOCKED)


def minimal(options: argparse.Namespace) -> int:
    """Finds out how a case fails, makes it smaller, and prints it."""
    plan = _plan(options)
    case = _case(options)
    try:
        return asyncio.run(_minimal(options, plan, case))
    except (AddressError, ProfileError) as error:
        raise UsageError(str(error)) from error
    except (NoConnection, NoAnswer, LaunchError) as error:
        print(f"mcspec: {error}", file=sys.stderr)
        return Exit.NO_ANSWER.value
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("mcspec: stopped", file=sys.stderr)
        return INTERRUPTED


class Bench:
    """A server to perform one case after another on; one of ours is started anew if it dies."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stack = AsyncExitStack()
        self._session: Session | None = None

    async def __aenter__(self) -> Bench:
        """Raises what open_session() raises."""
        await self._open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def perform(self, case: Case, framing: str) -> Result:
        """The result of one case."""
        assert self._session is not None
        (result,) = await self._session.perform((case,), (framing,))
        if self._plan.spawn and result.verdict is Verdict.ERROR:
            address = parse_address(self._session.server.address)
            if not await is_answering(address):
                await self._stack.aclose()
                await self._open()
        return result

    async def _open(self) -> None:
        self._session = await self._stack.enter_async_context(open_session(self._plan))


async def _minimal(options: argparse.Namespace, plan: Plan, case: Case) -> int:
    async with Bench(plan) as bench:
        found = await _first_failure(bench, case, options.framing)
        if isinstance(found, str):
            print(f"mcspec: {case.id} {found}", file=sys.stderr)
            return Exit.DIFFERS.value
        framing, failure = found
    if "no answer" not in failure.what:
        plan = replace(plan, timeout_scale=PATIENCE)
    async with Bench(plan) as bench:
        best, count = await _shrink(bench, case, framing, failure, options.tries)
    told = f"{len(best.steps)} of {len(case.steps)} steps after {count} tries, under {framing}"
    print(f"mcspec: {told}", file=sys.stderr)
    text = render([replace(best, id=f"{case.id}.minimal")])
    if options.out is None:
        print(text, end="")
    else:
        options.out.write_text(text, encoding="utf-8")
    return Exit.CONFORMANT.value


async def _first_failure(
    bench: Bench, case: Case, framings: tuple[str, ...]
) -> tuple[str, Failure] | str:
    """The first framing under which a case fails, and how; in words why there is none."""
    why = "is for none of these framings"
    for framing in framings:
        if eligible(case, framing):
            continue
        result = await bench.perform(replace(case, after=()), framing)
        failure = Failure.of(result)
        if failure is not None:
            return framing, failure
        why = f"does not fail under {', '.join(framings)}"
        if result.verdict in _NOT_PERFORMED:
            why = f"is not performed: {result.reason}"
    return why


async def _shrink(
    bench: Bench, case: Case, framing: str, failure: Failure, tries: int
) -> tuple[Case, int]:
    count = 0

    async def fails_alike(proposal: Case) -> bool:
        nonlocal count
        count += 1
        if sys.stderr.isatty():
            line = f"try {count} of at most {tries}, {len(proposal.steps)} steps"
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        if eligible(proposal, framing):
            return False
        return Failure.of(await bench.perform(proposal, framing)) == failure

    try:
        best = await minimise(case, failure.line, fails_alike, tries)
        return best, count
    finally:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _plan(options: argparse.Namespace) -> Plan:
    if bool(options.target) == bool(options.spawn):
        raise UsageError("give either --target ADDRESS or --spawn COMMAND")
    if options.spawn:
        try:
            Launch(options.spawn)
        except LaunchError as error:
            raise UsageError(str(error)) from error
    if options.out is not None and not options.out.parent.is_dir():
        raise UsageError(f"there is no folder {options.out.parent} to write in")
    return Plan(
        target=options.target,
        spawn=options.spawn,
        exclusive=options.exclusive,
        large=options.large,
        allow_remote=options.allow_remote,
        seed=options.seed,
    )


def _case(options: argparse.Namespace) -> Case:
    """The case of an id, or the only one in a file."""
    path = Path(options.case)
    if path.suffix == ".mct":
        if not path.exists():
            raise UsageError(f"there is no {path}")
        cases = load(path)
    else:
        cases = tuple(each for each in load_cases(options.transcripts) if each.id == options.case)
    if len(cases) != 1:
        found = f"{len(cases)} cases in {path}" if cases else f"no case {options.case}"
        raise UsageError(f"{found}; give the id of one, or a file that holds one")
    return cases[0]
