"""The cases as pytest items, one for each case and framing: `pytest DIR --target HOST:PORT`.

The items that are selected run all at once when the first is due, by the scheduler that `mcspec
run` uses, so that waits overlap; each item then reports its own result. Under pytest-xdist each
worker probes (or spawns) a server for itself and runs its items one by one.

FAIL, ERROR, BLOCKED and XPASS fail; NON-STRICT passes with a warning; UNSUPPORTED and SKIP skip;
XFAIL is xfailed. A stale or differing known failure fails the run. Where there is no server to
talk to, pytest ends with status 3.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mcspec import script
from mcspec.case import Case
from mcspec.arguments import DEFAULT_FRAMINGS, default_processes, seed_number
from mcspec.arguments import framings as framing_names
from mcspec.credentials import Credentials, CredentialsError, read_credentials
from mcspec.framing import SEED_MAX, eligible
from mcspec.known import KnownError, load_known
from mcspec.launch import Launch, LaunchError
from mcspec.places import RULES, TRANSCRIPTS
from mcspec.report.failure import Context, describe
from mcspec.report.terminal import header
from mcspec.rules import load_rules
from mcspec.selection import LEVELS, Selection, select
from mcspec.session import Plan, Session, open_session
from mcspec.tally import Run, fails, verdict_line
from mcspec.target import NoAnswer, NoConnection, ProfileError, load_profile
from mcspec.tls import TlsFiles
from mcspec.transcript import TranscriptError, load
from mcspec.verdict import Exit, Result, Verdict
from mcspec.wire import AddressError, parse_address

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


class NonStrict(pytest.PytestWarning):
    """An answer that is allowed, but not as it should be."""


class Departed(Exception):
    """A case failed; the text is what there is to say about it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options of `mcspec run` that make sense under pytest."""
    group = parser.getgroup("mcspec", "conformance of memcached servers")
    group.addoption(
        "--target",
        dest="mcspec_target",
        default="",
        metavar="ADDRESS",
        help="HOST:PORT, unix:, tls:, udp:",
    )
    group.addoption(
        "--spawn",
        dest="mcspec_spawn",
        default="",
        metavar="COMMAND",
        help="start this instead; {port} and {port2} are free ports, {args} options of cases",
    )
    group.addoption("--profile", dest="mcspec_profile", default="", help="probed unless given")
    group.addoption(
        "--framing",
        dest="mcspec_framing",
        type=framing_names,
        default=DEFAULT_FRAMINGS,
        metavar="NAME,...",
        help=f"how writes are cut (default: {','.join(DEFAULT_FRAMINGS)})",
    )
    group.addoption(
        "--level", dest="mcspec_level", choices=list(LEVELS), default="all", help="of the cases"
    )
    for name, metavar, text in (
        ("case", "GLOB", "only these ids; may be repeated"),
        ("rule", "ID", "only cases that prove this rule; may be repeated"),
        ("known", "FILE", "known failures, besides those of the profile; may be repeated"),
    ):
        group.addoption(
            f"--{name}",
            dest=f"mcspec_{name}",
            action="append",
            default=[],
            metavar=metavar,
            help=text,
        )
    for name, text in (
        ("exclusive", "the server is ours alone: cases may flush and reconfigure it"),
        ("large", "cases may store values over 64 KiB"),
        ("allow-remote", "test a server that is not on this machine"),
        ("fail-non-strict", "NON-STRICT answers fail (mcspec run --strict)"),
    ):
        dest = f"mcspec_{name.replace('-', '_')}"
        group.addoption(f"--{name}", dest=dest, action="store_true", help=text)
    for name, metavar, text in (
        ("user", "NAME", "who to log in as"),
        ("password-file", "FILE", "whose first line is the password"),
        ("tls-ca", "FILE", "trust the certificates in it, not the system's"),
        ("tls-cert", "FILE", "our own certificate"),
        ("tls-key", "FILE", "and its key"),
        ("server-name", "NAME", "the name in the server's certificate"),
    ):
        dest = f"mcspec_{name.replace('-', '_')}"
        group.addoption(f"--{name}", dest=dest, default="", metavar=metavar, help=text)
    group.addoption(
        "--timeout-scale", dest="mcspec_timeout_scale", type=float, metavar="X", help="wait longer"
    )
    group.addoption(
        "--seed",
        dest="mcspec_seed",
        type=seed_number,
        metavar="N",
        help="what the framing random is cut by; another one each time unless given",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Takes part only when there is a server to test."""
    if config.getoption("mcspec_target") or config.getoption("mcspec_spawn"):
        if config.getoption("mcspec_seed") is None:
            # The workers of pytest-xdist are given our options, and so cut in the same way.
            config.option.mcspec_seed = secrets.randbelow(SEED_MAX + 1)
        bench = Bench(config, _plan(config))
        config.pluginmanager.register(bench, "mcspec-bench")


class TranscriptFile(pytest.File):
    """A transcript: an item for each case and framing."""

    bench: Bench

    def collect(self) -> Iterator[CaseItem]:
        """Reads the file; one that is malformed is a collection error with its line."""
        try:
            cases = load(self.path)
        except TranscriptError as error:
            raise self.CollectError(str(error)) from error
        self.bench.read += cases
        for case in select(cases, self.bench.selection):
            for framing in self.bench.framings:
                if not eligible(case, framing):
                    item = CaseItem.from_parent(self, name=f"{case.id}[{framing}]")
                    item.case, item.framing, item.bench = case, framing, self.bench
                    yield item


class CaseItem(pytest.Item):
    """One case under one framing."""

    case: Case
    framing: str
    bench: Bench

    def runtest(self) -> None:
        """Turns the verdict into what pytest knows."""
        result = self.bench.result_of(self)
        if fails(result, self.bench.is_strict) or result.verdict is Verdict.XPASS:
            raise Departed("\n".join(describe((result,), self.bench.context)))
        if result.verdict is Verdict.NON_STRICT:
            self.warn(NonStrict("\n".join(describe((result,), self.bench.context))))
        if result.verdict is Verdict.XFAIL:
            pytest.xfail(result.reason)
        if result.verdict in (Verdict.UNSUPPORTED, Verdict.SKIP):
            pytest.skip(f"{result.verdict.value}: {result.reason}")

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """The block that `mcspec run` prints, instead of our own stack."""
        if isinstance(excinfo.value, Departed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case begins."""
        return self.path, self.case.line - 1, self.name


class Bench:
    """The hooks of a run against a server, and the server itself, reached when first needed."""

    def __init__(self, config: pytest.Config, plan: Plan) -> None:
        self.read: list[Case] = []
        self.framings: tuple[str, ...] = config.getoption("mcspec_framing")
        self.is_strict: bool = config.getoption("mcspec_fail_non_strict")
        self.selection = Selection(
            tuple(config.getoption("mcspec_case")),
            tuple(config.getoption("mcspec_rule")),
            config.getoption("mcspec_level"),
        )
        self._plan = plan
        self._is_worker = hasattr(config, "workerinput")
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._session: Session | None = None
        self._context: Context | None = None
        self._results: dict[tuple[str, str], Result] = {}
        self._objections: list[str] = []
        self._seconds = 0.0

    @property
    def context(self) -> Context:
        """What failures are told with; there is one once a result has been asked for."""
        assert self._context is not None
        return self._context

    def result_of(self, item: CaseItem) -> Result:
        """The result of an item, judged; runs everything that is selected if need be."""
        key = (item.case.id, item.framing)
        if key not in self._results:
            session = self._reach_server()
            ours = [each for each in item.session.items if isinstance(each, CaseItem)]
            self._perform(session, _due_in_worker(item, ours) if self._is_worker else ours)
        return self._results[key]

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> TranscriptFile | None:
        """Collects transcripts."""
        if file_path.suffix != ".mct":
            return None
        file: TranscriptFile = TranscriptFile.from_parent(parent, path=file_path)
        file.bench = self
        return file

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuses an id that two transcripts use: their results could not be told apart."""
        seen: dict[str, pytest.Item] = {}
        for item in items:
            other = seen.setdefault(item.name, item)
            if isinstance(item, CaseItem) and other is not item:
                raise pytest.UsageError(f"{item.name} is in {other.path} and in {item.path}")

    @pytest.hookimpl(hookwrapper=True)  # type: ignore[misc]
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, None]:
        """Gives each item the time of its own case, not that of the run it set off."""
        outcome = yield
        result = (
            self._results.get((item.case.id, item.framing)) if isinstance(item, CaseItem) else None
        )
        if call.when == "call" and result is not None:
            outcome.get_result().duration = result.seconds

    @pytest.hookimpl(optionalhook=True)  # type: ignore[misc]
    def pytest_testnodedown(self, node: object) -> None:
        """Takes over what a worker of pytest-xdist has to say about known failures."""
        output: dict[str, list[str]] = getattr(node, "workeroutput", {})
        self._objections += output.get("mcspec_objections", [])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Stops servers; known failures to look at fail a run that passed otherwise."""
        if self._session is not None:
            read = {case.path.resolve() for case in self.read}
            if read.issuperset(path.resolve() for path in TRANSCRIPTS.rglob("*.mct")):
                self._objections += self._session.stale(self.read, has_all=True)
            self._objections += self._session.differing
        self._runner.run(self._open.aclose())
        self._runner.close()
        if self._is_worker:
            output: dict[str, object] = getattr(session.config, "workeroutput")
            output["mcspec_objections"] = self._objections
        elif self._objections and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Says who was tested, and what `mcspec run` would say last."""
        objections = tuple(dict.fromkeys(self._objections))
        if self._session is None and not objections:
            return
        terminalreporter.section("conformance")
        for text in objections:
            terminalreporter.line(f"known failure: {text}")
        if self._session is not None:
            terminalreporter.line(header(self._session.server))
            if "random" in self.framings:
                terminalreporter.line(f"random framing: --seed {self._plan.seed}")
            terminalreporter.line(verdict_line(self._run(objections)))

    def _run(self, objections: tuple[str, ...]) -> Run:
        assert self._session is not None
        results = tuple(self._results.values())
        server = self._session.server
        return Run(server, self.framings, results, objections, self._seconds, self.is_strict)

    def _reach_server(self) -> Session:
        if self._session is not None:
            return self._session
        try:
            self._session = self._runner.run(
                self._open.enter_async_context(open_session(self._plan))
            )
        except (NoConnection, NoAnswer, LaunchError) as error:
            if self._is_worker:
                raise Departed(str(error)) from error
            pytest.exit(f"mcspec: {error}", returncode=Exit.NO_ANSWER.value)
        self._context = Context(self._session.server, load_rules(RULES))
        return self._session

    def _perform(self, session: Session, items: list[CaseItem]) -> None:
        """Runs items in as few goes as possible, so that their waits overlap."""
        framings = tuple(name for name in self.framings if any(i.framing == name for i in items))
        wanted: dict[str, set[str]] = {}
        cases: dict[str, Case] = {}
        for item in items:
            wanted.setdefault(item.case.id, set()).add(item.framing)
            cases[item.case.id] = item.case
        goes: dict[tuple[str, ...], list[Case]] = {}
        for case_id, case in cases.items():
            possible = {name for name in framings if not eligible(case, name)}
            mine = tuple(name for name in framings if name in wanted[case_id])
            goes.setdefault(framings if possible == wanted[case_id] else mine, []).append(case)
        start = time.monotonic()
        for names, members in goes.items():
            for result in self._runner.run(session.perform(members, names)):
                self._results[result.case.id, result.framing] = result
        self._seconds += time.monotonic() - start


def _due_in_worker(item: CaseItem, items: Sequence[CaseItem]) -> list[CaseItem]:
    """What a worker runs along with an item: its prerequisites, and if it waits all that wait.

    Other workers run some of these as well. That costs little, and a worker cannot know which
    items it will be given; one by one, the waits would add up.
    """
    by_name = {each.name: each for each in items}
    due = {item.name: item}
    if script.waits(item.case):
        due |= {each.name: each for each in items if script.waits(each.case)}
    pending = list(due.values())
    while pending:
        each = pending.pop()
        names = [f"{other}[{each.framing}]" for other in each.case.after]
        pending += [by_name[name] for name in names if name in by_name and name not in due]
        due |= {other.name: other for other in pending}
    return list(due.values())


def _plan(config: pytest.Config) -> Plan:
    """The plan that the options describe. Raises pytest.UsageError for one that makes no sense."""
    plan = Plan(
        target=config.getoption("mcspec_target"),
        spawn=config.getoption("mcspec_spawn"),
        profile=config.getoption("mcspec_profile"),
        known=tuple(Path(name) for name in config.getoption("mcspec_known")),
        exclusive=config.getoption("mcspec_exclusive"),
        large=config.getoption("mcspec_large"),
        allow_remote=config.getoption("mcspec_allow_remote"),
        timeout_scale=config.getoption("mcspec_timeout_scale"),
        seed=config.getoption("mcspec_seed"),
        processes=1 if hasattr(config, "workerinput") else default_processes(),
        tls=_tls_files(config),
        credentials=_credentials(config),
    )
    if plan.target and plan.spawn:
        raise pytest.UsageError("give either --target or --spawn, not both")
    if plan.target and plan.exclusive and config.getoption("numprocesses", None):
        raise pytest.UsageError("--exclusive and -n would disturb each other; use --spawn")
    try:
        if plan.target:
            parse_address(plan.target, allow_remote=plan.allow_remote)
        else:
            Launch(plan.spawn)
        if plan.profile:
            load_profile(plan.profile)
        for path in plan.known:
            load_known(path)
    except (AddressError, LaunchError, ProfileError, KnownError) as error:
        raise pytest.UsageError(str(error)) from error
    return plan


def _tls_files(config: pytest.Config) -> TlsFiles:
    names = ("tls_ca", "tls_cert", "tls_key", "server_name")
    return TlsFiles(*(config.getoption(f"mcspec_{name}") for name in names))


def _credentials(config: pytest.Config) -> Credentials | None:
    user, file = config.getoption("mcspec_user"), config.getoption("mcspec_password_file")
    if bool(user) != bool(file):
        raise pytest.UsageError("--user and --password-file belong together")
    try:
        return read_credentials(user, Path(file) if file else None)
    except CredentialsError as error:
        raise pytest.UsageError(str(error)) from error
