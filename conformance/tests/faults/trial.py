"""One trial: the cases of a dialect, performed on a server with a fault until one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from mcspec.case import Case, Op
from mcspec.launch import Launch
from mcspec.packet import OPCODES
from mcspec.session import Plan, Session, open_session
from mcspec.tally import fails
from mcspec.target import probe
from mcspec.verdict import Result, Verdict
from .fault import Fault
from .proxy import Proxy

CONCURRENCY = 8

_BAD = (Verdict.FAIL, Verdict.ERROR)
_SENDS_TEXT = (Op.SEND_LINE, Op.SEND_BYTES)


@dataclass(frozen=True)
class Trial:
    """What has come of a fault, or under the name of a dialect of no fault.

    `case` is the id of the first that failed, "" for none, and `verdict` how; that is NON-STRICT
    only where nothing worse came. `runs` is how many cases were performed until then.
    """

    name: str
    case: str
    verdict: str
    runs: int


def cases_for(fault: Fault, cases: Sequence[Case]) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The cases of the fault's dialect: those that send what it is about, and the others."""
    mine = [case for case in cases if fault.dialect in case.needs]
    apt = [case for case in mine if _sends(case, fault)]
    return tuple(apt), tuple(case for case in mine if case not in apt)


async def try_fault(fault: Fault, cases: Sequence[Case], command: str) -> Trial:
    """Starts a server, puts the fault before it, and looks for a case that notices.

    `command` is one for Launch. Raises LaunchError, NoConnection and NoAnswer.
    """
    lapse: Result | None = None
    runs = 0
    async with Launch(command) as launch:
        address = await launch.start()
        profile = (await probe(address, spawned=True)).profile.name
        async with Proxy(address, fault) as proxy:
            plan = Plan(
                target=str(proxy.address),
                profile=profile,
                exclusive=True,
                concurrency=CONCURRENCY,
            )
            async with open_session(plan) as session:
                for chosen in cases_for(fault, cases):
                    results = await _perform_until_bad(session, chosen)
                    runs += len(results)
                    if results and results[-1].verdict in _BAD:
                        return _trial(fault.name, results[-1], runs)
                    lapses = (each for each in results if each.verdict is Verdict.NON_STRICT)
                    lapse = lapse or next(lapses, None)
    return _trial(fault.name, lapse, runs)


async def try_none(dialect: str, cases: Sequence[Case], command: str) -> Trial:
    """The same with nothing but the proxy before the server, so that no case may fail."""
    mine = [case for case in cases if dialect in case.needs]
    async with Launch(command) as launch:
        address = await launch.start()
        async with Proxy(address, None) as proxy:
            plan = Plan(target=str(proxy.address), exclusive=True, concurrency=CONCURRENCY)
            async with open_session(plan) as session:
                results = await session.perform(mine, ("whole",))
    bad = [result for result in results if fails(result, strict=True)]
    return _trial(dialect, bad[0] if bad else None, len(results))


def _trial(name: str, result: Result | None, runs: int) -> Trial:
    if result is None:
        return Trial(name, "", "", runs)
    return Trial(name, result.case.id, result.verdict.value, runs)


async def _perform_until_bad(session: Session, cases: Sequence[Case]) -> list[Result]:
    """Performs cases, whole, and gives up at the first bad result, which comes last."""
    results: list[Result] = []
    found = asyncio.Event()

    def take(result: Result) -> None:
        if not found.is_set():
            results.append(result)
        if result.verdict in _BAD:
            found.set()

    run = asyncio.create_task(session.perform(cases, ("whole",), take))
    finding = asyncio.create_task(found.wait())
    await asyncio.wait({run, finding}, return_when=asyncio.FIRST_COMPLETED)
    for task in (run, finding):
        task.cancel()
    await asyncio.gather(run, finding, return_exceptions=True)
    return results


def _sends(case: Case, fault: Fault) -> bool:
    """Whether a case has a step that the fault is about, as far as its text tells."""
    for step in case.steps:
        if step.op in _SENDS_TEXT and isinstance(fault.when, bytes):
            if fault.concerns(step.text.encode()):
                return True
        if step.op is Op.SEND_PACKET and isinstance(fault.when, str):
            opcode = step.text.partition(" ")[0]
            if fault.concerns(bytes([0x80, OPCODES.get(opcode, 0xFF)])):
                return True
    return False
