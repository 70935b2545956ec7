"""Several runs of the same suite side by side: which cases they agree on, and what they count.

A case counts once in each run, with the worst verdict of its framings. Only framings that every
run was given are looked at, so that nobody looks worse for having been tested harder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mcspec.report.record import Outcome, Record
from mcspec.verdict import Verdict

# From the verdict that a reader must see to the one that says least.
BY_WEIGHT = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.BLOCKED,
    Verdict.XPASS,
    Verdict.NON_STRICT,
    Verdict.XFAIL,
    Verdict.PASS,
    Verdict.SKIP,
    Verdict.UNSUPPORTED,
)
NOT_RUN = (Verdict.SKIP, Verdict.UNSUPPORTED)


class NothingInCommon(Exception):
    """Runs share no framing, so that there is nothing to compare."""


@dataclass(frozen=True)
class Row:
    """One case: for each run its outcomes by framing, and the worst verdict among them.

    Where a run has not got the case, these are an empty tuple and None.
    """

    case: Outcome
    outcomes: tuple[tuple[Outcome, ...], ...]
    verdicts: tuple[Verdict | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the runs disagree, under whatever framing."""
        return len({_by_framing(each) for each in self.outcomes}) > 1

    @property
    def differs_where_run(self) -> bool:
        """Whether runs that performed the case disagree, leaving out those that could not."""
        ran = {
            _by_framing(each)
            for each, verdict in zip(self.outcomes, self.verdicts, strict=True)
            if verdict is not None and verdict not in NOT_RUN
        }
        return len(ran) > 1


Counts = Mapping[Verdict, int]
"""How many cases have which verdict, in the order of Verdict; without those that do not occur."""


@dataclass(frozen=True)
class Comparison:
    """Runs and their cases. `names` are those of the runs, no two alike.

    `areas` has the counts of each run by area, in the order of the cases, and `totals` all of them.
    """

    records: tuple[Record, ...]
    names: tuple[str, ...]
    framings: tuple[str, ...]
    rows: tuple[Row, ...]
    areas: Mapping[str, tuple[Counts, ...]]
    totals: tuple[Counts, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts that occur at all."""
        return tuple(each for each in Verdict if any(each in total for total in self.totals))

    def differing(self) -> tuple[Row, ...]:
        """The cases on which the runs disagree."""
        return tuple(row for row in self.rows if row.differs)


def compare(records: Sequence[Record], names: Sequence[str] = ()) -> Comparison:
    """Puts runs side by side. Raises NothingInCommon.

    A run is called what `names` says at its place, and product and version where that is "".
    """
    framings = tuple(
        name for name in records[0].framings if all(name in each.framings for each in records)
    )
    if not framings:
        raise NothingInCommon("the runs have no framing in common")
    cases: dict[str, Outcome] = {}
    found: dict[tuple[int, str], list[Outcome]] = {}
    for run, record in enumerate(records):
        for outcome in record.outcomes:
            if outcome.framing in framings:
                cases.setdefault(outcome.case, outcome)
                found.setdefault((run, outcome.case), []).append(outcome)
    runs = range(len(records))
    rows = [
        _row(case, [found.get((run, case.case), []) for run in runs]) for case in cases.values()
    ]
    areas = dict.fromkeys(row.case.area for row in rows)
    called = [
        name or record.name
        for name, record in zip(names or [""] * len(records), records, strict=True)
    ]
    return Comparison(
        records=tuple(records),
        names=_distinct(called),
        framings=framings,
        rows=tuple(rows),
        areas={
            area: _counts([row for row in rows if row.case.area == area], runs) for area in areas
        },
        totals=_counts(rows, runs),
    )


def passed_of_ran(counts: Counts) -> str:
    """`26/29`: of the cases that were performed, or were to be, how many passed; "-" of none."""
    ran = sum(number for verdict, number in counts.items() if verdict not in NOT_RUN)
    return f"{counts.get(Verdict.PASS, 0)}/{ran}" if ran else "-"


def worst(outcomes: Iterable[Outcome]) -> Verdict | None:
    """The verdict of several that a reader must see; None of none."""
    verdicts = {outcome.verdict for outcome in outcomes}
    return next((verdict for verdict in BY_WEIGHT if verdict in verdicts), None)


def alike(outcomes: Iterable[Outcome]) -> list[tuple[Outcome, ...]]:
    """Outcomes of one case that ended in one way, over the framings; the worst come first."""
    groups: dict[tuple[object, ...], list[Outcome]] = {}
    for outcome in outcomes:
        mismatch = outcome.mismatch
        at = (mismatch.line, mismatch.what) if mismatch else (0, outcome.reason)
        groups.setdefault((outcome.verdict, *at), []).append(outcome)
    order = sorted(groups.values(), key=lambda group: BY_WEIGHT.index(group[0].verdict))
    return [tuple(group) for group in order]


def _by_framing(outcomes: Iterable[Outcome]) -> frozenset[tuple[str, Verdict]]:
    return frozenset((outcome.framing, outcome.verdict) for outcome in outcomes)


def _row(case: Outcome, outcomes: Sequence[Sequence[Outcome]]) -> Row:
    each_run = tuple(tuple(each) for each in outcomes)
    return Row(case, each_run, tuple(worst(each) for each in each_run))


def _counts(rows: Sequence[Row], runs: range) -> tuple[Counts, ...]:
    found = [Counter(row.verdicts[run] for row in rows) for run in runs]
    return tuple({each: counts[each] for each in Verdict if counts[each]} for counts in found)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names with a number behind those that occur again."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return tuple(told)
