"""What a whole run says: its target, its results, the one-line verdict and the exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mcspec.verdict import Exit, Result, Verdict

# Verdicts that say that a case has been performed to its end, well or badly.
_RAN = frozenset(Verdict) - {Verdict.UNSUPPORTED, Verdict.SKIP, Verdict.BLOCKED}
_BAD = (Verdict.FAIL, Verdict.ERROR, Verdict.BLOCKED)
# Exit status of a run that was stopped from the keyboard, as shells count signals.
INTERRUPTED = 130


@dataclass(frozen=True)
class Server:
    """The server of a run, as reports show it.

    `target` is what was asked for (an address or a command), `address` where it listens. `product`
    may be "" where nothing tells. `notes` are what the runner has to say about it. One that is
    `spawned` is gone after the run, so that its address is of no use to a reader.
    """

    target: str
    address: str
    product: str
    version: str
    profile: str
    capabilities: tuple[str, ...]
    notes: tuple[str, ...] = ()
    spawned: bool = False

    @property
    def name(self) -> str:
        """Product and version, or the target where neither is known."""
        return " ".join(filter(None, (self.product, self.version))) or self.target


@dataclass(frozen=True)
class Run:
    """One run against one server, as reports consume it.

    `objections` are known-failure entries that are stale or saw another answer, in words.
    `unsuited` counts, by framing, the cases that are not eligible for it.
    `seconds` is the wall time of the cases. With `strict`, NON-STRICT counts as a failure. `when`
    is the time at which the cases had run, ISO 8601 in UTC.
    """

    server: Server
    framings: tuple[str, ...]
    results: tuple[Result, ...]
    objections: tuple[str, ...] = ()
    seconds: float = 0.0
    strict: bool = False
    interrupted: bool = False
    when: str = ""
    unsuited: Mapping[str, int] = field(default_factory=dict)


def count(results: Iterable[Result]) -> dict[Verdict, int]:
    """How often each verdict occurs, in the order of Verdict; without those that do not."""
    found = Counter(result.verdict for result in results)
    return {verdict: found[verdict] for verdict in Verdict if found[verdict]}


def fails(result: Result, strict: bool) -> bool:
    """Whether a result alone makes the run differ from what is asked of a server."""
    return result.verdict in _BAD or (strict and result.verdict is Verdict.NON_STRICT)


def exit_status(run: Run) -> int:
    """The exit status of a run that had a server to talk to."""
    if run.interrupted:
        return INTERRUPTED
    if not has_run(run.results) or any(fails(result, run.strict) for result in run.results):
        return Exit.DIFFERS.value
    if run.objections or any(result.verdict is Verdict.XPASS for result in run.results):
        return Exit.KNOWN_STALE.value
    return Exit.CONFORMANT.value


def has_run(results: Sequence[Result]) -> bool:
    """Whether any case was performed at all: a run of none proves nothing."""
    return any(result.verdict in _RAN for result in results)


def verdict_line(run: Run) -> str:
    """The last line of a report: `CONFORMS  memcached 1.6.18: 9 cases in whole (9 runs): ...`."""
    cases = len({result.case.id for result in run.results})
    counts = count(run.results)
    parts = [f"{number} {_word(verdict)}" for verdict, number in counts.items()]
    if run.objections:
        parts.append(f"{len(run.objections)} known failures to look at")
    plural = "" if cases == 1 else "s"
    told = ", ".join(parts) if has_run(run.results) else ", ".join(["no case ran", *parts])
    word = status_word(exit_status(run))
    return (
        f"{word}  {run.server.name}: {cases} case{plural} in {', '.join(run.framings)} "
        f"({len(run.results)} runs): {told} in {run.seconds:.1f} s"
    )


def status_word(status: int) -> str:
    """What an exit status of a run means, in capitals."""
    if status == INTERRUPTED:
        return "STOPPED"
    if status == Exit.CONFORMANT.value:
        return "CONFORMS"
    return "CONFORMS, BUT" if status == Exit.KNOWN_STALE.value else "DIFFERS"


def _word(verdict: Verdict) -> str:
    word: str = verdict.value
    return "pass" if verdict is Verdict.PASS else word
