"""A server made ready for cases: started if need be, probed, with its known failures at hand.

Both fronts, the command line and the pytest plugin, run cases through this.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mcspec.case import Case
from mcspec.crew import Work, divide, perform_shared
from mcspec.credentials import Credentials
from mcspec.keys import DEFAULT_PREFIX
from mcspec.known import Known, apply, load_known, release, stale
from mcspec.launch import Launch
from mcspec.places import KNOWN
from mcspec.schedule import run_cases
from mcspec.tally import Server
from mcspec.target import Profile, Target, load_profile, probe
from mcspec.tls import TlsFiles
from mcspec.verdict import Result
from mcspec.wire import Address, parse_address

# Fewer are performed sooner than a worker and its server are started.
CASES_A_WORKER = 50


@dataclass(frozen=True)
class Plan:
    """Which server to test, and how; the fields are the options of `mcspec run`.

    Either `target` (an address) or `spawn` (a command) is given. `profile` "" means the one that
    the probe chooses, `timeout_scale` None that the round trip decides. `concurrency` is how many
    cases are performed at a time, `processes` how many workers share them, `seed` that of the
    random framing.
    """

    target: str = ""
    spawn: str = ""
    profile: str = ""
    known: tuple[Path, ...] = ()
    concurrency: int = 8
    exclusive: bool = False
    large: bool = False
    allow_remote: bool = False
    timeout_scale: float | None = None
    key_prefix: str = DEFAULT_PREFIX
    seed: int = 0
    processes: int = 1
    tls: TlsFiles = TlsFiles()
    credentials: Credentials | None = None


class Session:
    """A probed server. Made by open_session(), and good until that context ends."""

    def __init__(
        self, plan: Plan, probed: Target, launch: Launch | None, known: tuple[Known, ...]
    ) -> None:
        """`known` are the failures of `plan.known`; those of the profile are read here."""
        self._plan = plan
        self._probed = probed
        self._launch = launch
        self._today = datetime.date.today()
        usual = KNOWN / f"{probed.profile.name}.toml"
        self._usual = load_known(usual) if usual.exists() else ()
        self._asked = known
        self._differing: dict[str, None] = {}
        self._twins = AsyncExitStack()

    @property
    def server(self) -> Server:
        """The server, as reports show it."""
        return Server(
            target=self._plan.target or self._plan.spawn,
            address=str(self._probed.address),
            product=self._probed.product,
            version=self._probed.version,
            profile=self._probed.profile.name,
            capabilities=tuple(sorted(self._probed.capabilities)),
            notes=self._probed.notes,
            spawned=self._probed.spawned,
        )

    async def perform(
        self,
        cases: Sequence[Case],
        framings: Sequence[str],
        on_result: Callable[[Result], None] = lambda result: None,
    ) -> list[Result]:
        """Runs cases under framings; results come judged by the known failures.

        `on_result` hears of each as it comes, and is all that is left when this is cancelled.
        """
        results: dict[tuple[str, str], Result] = {}

        def take(result: Result) -> None:
            judged = self._judge(result)
            results[result.case.id, result.framing] = judged
            on_result(judged)

        count = self._count_of_workers(cases)
        if count > 1:
            await perform_shared(divide(cases, count), framings, self._work(framings, count), take)
        else:
            await self._perform_here(cases, framings, take)
        return [
            results[case.id, framing]
            for case in cases
            for framing in framings
            if (case.id, framing) in results
        ]

    def _count_of_workers(self, cases: Sequence[Case]) -> int:
        """How many processes are worth while, and do no harm.

        On a server that all share, nobody could be alone with it or move its clock.
        """
        is_shared = self._launch is None
        if is_shared and (self._probed.exclusive or self._probed.clock is not None):
            return 1
        return max(1, min(self._plan.processes, len(cases) // CASES_A_WORKER))

    def _work(self, framings: Sequence[str], count: int) -> Work:
        """What a worker does with its cases: the same as we do, on servers that it starts."""
        alone = replace(
            self._plan, processes=1, concurrency=max(1, self._plan.concurrency // count)
        )

        async def work(cases: Sequence[Case], tell: Callable[[Result], None]) -> None:
            if self._launch is None:
                session = Session(alone, self._probed, None, self._asked)
                await session._perform_here(cases, framings, tell)
                return
            async with open_session(alone) as session:
                await session._perform_here(cases, framings, tell)

        return work

    async def _perform_here(
        self,
        cases: Sequence[Case],
        framings: Sequence[str],
        on_result: Callable[[Result], None],
    ) -> None:
        await run_cases(
            cases,
            framings,
            self._probed,
            concurrency=self._plan.concurrency,
            on_result=on_result,
            servers=self._start if self._launch is not None else None,
            twins=self._start_twin if self._launch is not None else None,
            seed=self._plan.seed,
        )

    @property
    def differing(self) -> tuple[str, ...]:
        """The known failures that have shown another answer so far, in words."""
        return tuple(self._differing)

    def stale(self, cases: Iterable[Case], *, has_all: bool) -> tuple[str, ...]:
        """The known failures that excuse nothing any more, in words.

        `cases` are all that were read, selected or not. The profile's own entries are looked for
        among them only with `has_all`: when the transcripts of the suite were read.
        """
        entries = (*self._usual, *self._asked) if has_all else self._asked
        return stale(entries, tuple(cases), self._today)

    def _judge(self, result: Result) -> Result:
        entries = (*self._usual, *self._asked)
        if not entries:
            return result
        applied = apply([result], entries, release(self._probed.baseline), self._today)
        self._differing.update(dict.fromkeys(applied.differing))
        return applied.results[0]

    async def _start(self, options: str) -> Target:
        assert self._launch is not None
        address = await self._launch.start(options)
        address = replace(address, credentials=self._probed.address.credentials)
        return await _probe(self._plan, address, self._probed.profile, options)

    async def _start_twin(self) -> Target:
        launch = await self._twins.enter_async_context(Launch(self._plan.spawn))
        address = replace(await launch.start(), credentials=self._probed.address.credentials)
        return await _probe(self._plan, address, self._probed.profile)

    async def close(self) -> None:
        """Stops the servers that were started besides the first one and those with options."""
        await self._twins.aclose()


@asynccontextmanager
async def open_session(plan: Plan) -> AsyncIterator[Session]:
    """Starts the server if it is to be spawned, probes it, and stops it in the end.

    Raises AddressError, ProfileError and KnownError for a plan that cannot be followed, and
    LaunchError, NoConnection and NoAnswer for a server that is not there.
    """
    profile = load_profile(plan.profile) if plan.profile else None
    known = tuple(entry for path in plan.known for entry in load_known(path))
    async with AsyncExitStack() as stack:
        if not plan.spawn:
            address = parse_address(plan.target, allow_remote=plan.allow_remote)
            address = replace(address, tls=plan.tls, credentials=plan.credentials)
            yield Session(plan, await _probe(plan, address, profile), None, known)
            return
        launch = await stack.enter_async_context(Launch(plan.spawn))
        address = replace(await launch.start(), credentials=plan.credentials)
        session = Session(plan, await _probe(plan, address, profile), launch, known)
        stack.push_async_callback(session.close)
        yield session


async def _probe(
    plan: Plan, address: Address, profile: Profile | None, options: str = ""
) -> Target:
    return await probe(
        address,
        profile=profile,
        timeout_scale=plan.timeout_scale,
        allow_remote=plan.allow_remote,
        exclusive=plan.exclusive,
        spawned=bool(plan.spawn),
        large=plan.large,
        options=options,
        key_prefix=plan.key_prefix,
    )
