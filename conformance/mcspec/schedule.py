"""Performs many cases: as many at a time as is good, waits overlapping, in an order that works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

from mcspec import script
from mcspec.batch import batches, replay_batch
from mcspec.case import Case
from mcspec.clock import ClockError
from mcspec.framing import eligible
from mcspec.keys import KeySource
from mcspec.launch import LaunchError, OptionsNotTaken, OptionsRefused
from mcspec.probes import is_answering
from mcspec.replay import replay
from mcspec.target import NoAnswer, NoConnection, Target, gate, gate_release
from mcspec.transport import server_options
from mcspec.verdict import Result, Verdict

# After so many errors in a row of a server that answers nothing any more, we leave it alone.
LOSSES_MAX = 3
SERVERS_MAX = 4
# So many more servers, at most, for cases that are alone with one while real time passes.
TWINS_MAX = 6

_WITHOUT_SERVER: dict[type[Exception], Verdict] = {
    OptionsNotTaken: Verdict.SKIP,
    OptionsRefused: Verdict.UNSUPPORTED,
}
_BAD = (Verdict.FAIL, Verdict.ERROR, Verdict.BLOCKED)

Servers = Callable[[str], Awaitable[Target]]
"""Starts a server with the options of a case and probes it."""
Twins = Callable[[], Awaitable[Target]]
"""Starts another server like the one that is tested, and probes it."""

_Job = tuple[Case, str]


async def run_cases(
    cases: Sequence[Case],
    framings: Sequence[str],
    target: Target,
    *,
    concurrency: int,
    on_result: Callable[[Result], None],
    servers: Servers | None = None,
    twins: Twins | None = None,
    seed: int = 0,
) -> list[Result]:
    """Performs cases under framings; `on_result` hears of each result as it comes.

    Returns the results in the order of the cases, and of the framings within each; a case that is
    not eligible for a framing has none. `servers` is asked for a target for each set of `options:`
    among the cases; without it, those cases are as gate() says of `target`. `twins` is asked for
    servers on which cases that wait for real, and are alone, do so side by side. `seed` is that of
    the random framing. Cancelling ends everything at once.
    """
    run = _Run(cases, framings, target, concurrency, on_result, seed)
    groups = {server_options(case) if servers is not None else "" for case in cases}
    limit = asyncio.Semaphore(SERVERS_MAX)

    async def perform_group(options: str) -> None:
        if not options or servers is None:
            jobs = run.jobs(None if servers is None else "")
            await run.perform_with_twins(jobs, target, twins)
            return
        async with limit:
            await run.perform_on(servers, options)

    async with asyncio.TaskGroup() as tasks:
        for options in sorted(groups):
            tasks.create_task(perform_group(options))
    return run.sorted_results()


class _Run:
    """What the tasks of one run share."""

    def __init__(
        self,
        cases: Sequence[Case],
        framings: Sequence[str],
        target: Target,
        concurrency: int,
        on_result: Callable[[Result], None],
        seed: int,
    ) -> None:
        self._target = target
        self._seed = seed
        self._on_result = on_result
        self._order: list[_Job] = [
            (case, framing) for case in cases for framing in framings if not eligible(case, framing)
        ]
        self._by_id = {case.id: case for case in cases}
        self._options = {case.id: server_options(case) for case in cases}
        self._results: dict[tuple[str, str], asyncio.Future[Result]] = {
            (case.id, framing): asyncio.get_running_loop().create_future()
            for case, framing in self._order
        }
        self._keys = KeySource(target.key_prefix)
        self._slots = asyncio.Semaphore(concurrency)
        self._losses: dict[str, int] = {}

    def jobs(self, options: str | None) -> list[_Job]:
        """What is to be performed on the server with these options; None means any."""
        chosen = [job for job in self._order if options in (None, self._options[job[0].id])]
        return sorted(chosen, key=lambda job: self._depth(job[0]))

    def sorted_results(self) -> list[Result]:
        """All results, in order."""
        return [self._results[case.id, framing].result() for case, framing in self._order]

    async def perform_on(self, servers: Servers, options: str) -> None:
        """Performs what needs a server of its own."""
        jobs = [job for job in self.jobs(options) if not self._is_of_another_release(job)]
        if not jobs:
            return
        try:
            target = self._completed(await servers(options), options)
        except (LaunchError, NoAnswer, NoConnection) as error:
            verdict = _WITHOUT_SERVER.get(type(error), Verdict.ERROR)
            self._tell_all(jobs, verdict, error)
            return
        await self.perform(jobs, target)

    async def perform_with_twins(
        self, jobs: Sequence[_Job], target: Target, twins: Twins | None
    ) -> None:
        """Performs jobs on one server, and what would hold it up for long on others like it."""
        if twins is None:
            await self.perform(jobs, target)
            return
        lonely = _lonely(jobs, target)
        async with asyncio.TaskGroup() as lanes:
            lanes.create_task(self.perform([job for job in jobs if job not in lonely], target))
            for number in range(min(TWINS_MAX, len(lonely))):
                lanes.create_task(self._perform_on_twin(twins, lonely[number::TWINS_MAX]))

    async def _perform_on_twin(self, twins: Twins, jobs: Sequence[_Job]) -> None:
        """Performs jobs one by one on a server that nothing else is performed on."""
        try:
            target = self._completed(await twins(), self._target.options)
        except (LaunchError, NoAnswer, NoConnection) as error:
            self._tell_all(jobs, Verdict.ERROR, error)
            return
        for job in jobs:
            await self._perform_one(job, target)

    def _completed(self, target: Target, options: str) -> Target:
        """A server with what the first one has told and this one may not want to."""
        return replace(target.with_traits_of(self._target), options=options)

    async def perform(self, jobs: Sequence[_Job], target: Target) -> None:
        """Performs jobs on one server: first those that wait, then the others, then one by one."""
        alone = _alone({case.id: case for case, _ in jobs}, moves_clock=target.clock is not None)
        serial = [job for job in jobs if job[0].id in alone]
        parallel = [job for job in jobs if job[0].id not in alone]
        parked = [job for job in parallel if script.waits(job[0])]
        busy = [job for job in parallel if not script.waits(job[0])]
        try:
            async with target.clock.paused() if target.clock is not None else nullcontext():
                await self._perform_lanes(parked, busy, serial, target)
        except ClockError as error:
            owed = [job for job in jobs if not self._results[job[0].id, job[1]].done()]
            self._tell_all(owed, Verdict.ERROR, error)

    async def _perform_lanes(
        self, parked: Sequence[_Job], busy: Sequence[_Job], serial: Sequence[_Job], target: Target
    ) -> None:
        shared = [job[0] for job in busy if job[1] == "batch" and not self._settle(job, target)]
        async with asyncio.TaskGroup() as tasks:
            for job in parked:
                tasks.create_task(self._perform_one(job, target))
            for job in busy:
                if job[1] != "batch":
                    tasks.create_task(self._perform_in_turn(job, target))
            for batch in batches(shared):
                tasks.create_task(self._perform_batch(batch, target))
        for job in serial:
            await self._perform_one(job, target)

    async def _perform_in_turn(self, job: _Job, target: Target) -> None:
        await self._await_prerequisites(job)
        async with self._slots:
            await self._perform_one(job, target)

    async def _perform_one(self, job: _Job, target: Target) -> None:
        case, framing = job
        blocked = await self._await_prerequisites(job)
        if self._settle(job, target, blocked):
            return
        try:
            result = await replay(case, framing, target, self._keys, seed=self._seed)
        except Exception as error:  # A fault of ours must not take the other cases along.
            result = _fault(job, error)
        await self._take(result, target)

    async def _perform_batch(self, batch: Sequence[Case], target: Target) -> None:
        async with self._slots:
            ready = [case for case in batch if not self._settle((case, "batch"), target)]
            try:
                results = await replay_batch(ready, target, self._keys) if ready else []
            except Exception as error:  # As above.
                results = [_fault((case, "batch"), error) for case in ready]
            for result in results:
                await self._take(result, target)

    def _is_of_another_release(self, job: _Job) -> bool:
        """Tells the result of a job that no options make fit; whether it is such a one."""
        case, framing = job
        gated = gate_release(case, self._target)
        if gated is not None:
            self._tell(Result(case, framing, gated[0], reason=gated[1]))
        return gated is not None

    def _settle(self, job: _Job, target: Target, blocked: str = "") -> bool:
        """Tells the result of a job that is not to be performed; whether it is such a one."""
        case, framing = job
        if gated := gate(case, target):
            self._tell(Result(case, framing, gated[0], reason=gated[1]))
        elif blocked:
            self._tell(Result(case, framing, Verdict.BLOCKED, reason=blocked))
        elif self._losses.get(target.options, 0) >= LOSSES_MAX:
            self._tell(Result(case, framing, Verdict.BLOCKED, reason="server gone"))
        else:
            return False
        return True

    async def _take(self, result: Result, target: Target) -> None:
        """Tells a result, and counts how often in a row the server is not there afterwards."""
        is_lost = result.verdict is Verdict.ERROR and not await is_answering(target.address)
        count = self._losses.get(target.options, 0)
        if count < LOSSES_MAX:
            self._losses[target.options] = count + 1 if is_lost else 0
        self._tell(result)

    async def _await_prerequisites(self, job: _Job) -> str:
        """Waits for what a case comes after; why it cannot be performed, or "".

        What is not performed, or on another server, does not matter.
        """
        case, framing = job
        for other in case.after:
            before = self._by_id.get(other)
            future = self._results.get((other, framing))
            if before is None or future is None or before.options != case.options:
                continue
            result = await asyncio.shield(future)
            if result.verdict in _BAD:
                return f"comes after {other}, which is {result.verdict.value}"
        return ""

    def _tell_all(self, jobs: Sequence[_Job], verdict: Verdict, error: Exception) -> None:
        for case, framing in jobs:
            self._tell(Result(case, framing, verdict, reason=str(error)))

    def _tell(self, result: Result) -> None:
        self._results[result.case.id, result.framing].set_result(result)
        self._on_result(result)

    def _depth(self, case: Case) -> int:
        """How many selected cases in a row must come before; load_tree() refuses circles."""
        befores = [self._by_id[other] for other in case.after if other in self._by_id]
        return 1 + max((self._depth(before) for before in befores), default=-1)


def _fault(job: _Job, error: Exception) -> Result:
    reason = f"the runner failed: {type(error).__name__}: {error}"
    return Result(*job, Verdict.ERROR, reason=reason)


def _lonely(jobs: Sequence[_Job], target: Target) -> list[_Job]:
    """Jobs that have to be alone on a server, and have real time pass there."""
    if target.clock is not None:
        return []
    return [job for job in jobs if job[0].exclusive and not job[0].after and script.waits(job[0])]


def _alone(cases: Mapping[str, Case], *, moves_clock: bool) -> set[str]:
    """Which cases are performed one by one, and all that come after one of them.

    Those are the exclusive ones, and with a clock that we move those that wait, for every other
    case feels that.
    """
    alone = {
        case.id for case in cases.values() if case.exclusive or (moves_clock and script.waits(case))
    }
    while more := {case.id for case in cases.values() if alone & set(case.after)} - alone:
        alone |= more
    return alone
