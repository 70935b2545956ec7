"""One trial: the cases of a dialect, performed on a server with a fault until one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from mcspec.case import Case, Op
from mcspec.launch import Launch
from mcspec.packet import OPCODES
from mcspec.session import Plan, Session
from mcspec.tally import fails
from mcspec.target import load_profile, probe
from mcspec.verdict import Result, Verdict
from mcspec.wire import Address
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


class FaultyLaunch(Launch):
    """Servers with a fault, or with nothing but the proxy before them."""

    def __init__(self, command: str, fault: Fault | None) -> None:
        super().__init__(command)
        self._fault = fault
        self._proxies: dict[Address, Proxy] = {}
        self._stack = AsyncExitStack()

    async def start(self, options: str = "") -> Address:
        """The address of the proxy before a server with these options."""
        address = await super().start(options)
        if address not in self._proxies:
            proxy = Proxy(address, self._fault)
            self._proxies[address] = proxy
            await self._stack.enter_async_context(proxy)
        return self._proxies[address].address

    async def start_good(self) -> Address:
        """The address of the server itself, behind the proxy."""
        return await super().start()

    async def stop(self, options: str | None = None) -> None:
        """Stops the proxies and the servers."""
        try:
            await self._stack.aclose()
        finally:
            await super().stop(options)


def cases_for(fault: Fault, cases: Sequence[Case]) -> Iterator[tuple[Case, ...]]:
    """The cases of the fault's dialect in the order in which they are likely to notice.

    First come those that send what the fault is about; those that need servers of their own are
    the last of them.
    """
    mine = [case for case in cases if fault.dialect in case.needs]
    apt = [case for case in mine if _sends(case, fault)]
    yield tuple(case for case in apt if not case.options)
    yield tuple(case for case in apt if case.options)
    yield tuple(case for case in mine if case not in apt)


async def try_fault(fault: Fault, cases: Sequence[Case], command: str) -> Trial:
    """Looks for a case that notices a fault. Raises LaunchError, NoConnection and NoAnswer.

    `command` starts a good server, as for --spawn. Its profile says what the server can do, and
    not only the probe: what a fault hides has to be missed.
    """
    lapse: Result | None = None
    runs = 0
    async with _session(command, fault) as session:
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
    async with _session(command, None) as session:
        results = await session.perform(mine, ("whole",))
        bad = [result for result in results if fails(result, strict=True)]
        confirmed = [result for result in bad if await _fails_again(session, result)]
    return _trial(dialect, confirmed[0] if confirmed else None, len(results))


@asynccontextmanager
async def _session(command: str, fault: Fault | None) -> AsyncIterator[Session]:
    launch = FaultyLaunch(command, fault)
    async with launch:
        good = await probe(await launch.start_good(), spawned=True)
        stated = load_profile(good.profile.name)
        address = await launch.start()
        plan = Plan(spawn=command, profile=stated.name, concurrency=CONCURRENCY)
        yield Session(plan, await probe(address, profile=stated, spawned=True), launch, ())


def _trial(name: str, result: Result | None, runs: int) -> Trial:
    if result is None:
        return Trial(name, "", "", runs)
    return Trial(name, result.case.id, result.verdict.value, runs)


async def _perform_until_bad(session: Session, cases: Sequence[Case]) -> list[Result]:
    """Performs cases, whole, and gives up at the first that fails twice, which comes last."""
    results: list[Result] = []
    while cases:
        more = await _perform_until_suspect(session, cases)
        results += more
        if not more or more[-1].verdict not in _BAD or await _fails_again(session, more[-1]):
            return results
        results.pop()
        done = {result.case.id for result in more}
        cases = [case for case in cases if case.id not in done]
    return results


async def _perform_until_suspect(session: Session, cases: Sequence[Case]) -> list[Result]:
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


async def _fails_again(session: Session, result: Result) -> bool:
    """Whether a case fails when it is alone too: a busy machine must not pass for a fault."""
    (again,) = await session.perform([result.case], (result.framing,))
    return fails(again, strict=True)


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
