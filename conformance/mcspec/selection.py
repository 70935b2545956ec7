"""Which cases a command is about: globs over ids, rules and levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mcspec.case import Case, Level

LEVELS: dict[str, frozenset[Level]] = {
    "MUST": frozenset({Level.MUST}),
    "SHOULD": frozenset({Level.MUST, Level.SHOULD}),
    "all": frozenset(Level),
}


@dataclass(frozen=True)
class Selection:
    """What was asked for; an empty tuple asks for everything.

    A case is selected when it matches one of `ids`, one of `rules`, and its level is among those
    that `level`, a key of LEVELS, stands for.
    """

    ids: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    level: str = "all"


def matches(name: str, glob: str) -> bool:
    """Whether a case or rule id is meant by a glob.

    `*`, `?` and `[...]` stand for any letters, dots included. A glob without them also means what
    is below it: `classic.cas` is `classic.cas.lost-race` too, and `TXT-CAS` is `TXT-CAS-02`.
    """
    if any(sign in glob for sign in "*?["):
        return fnmatchcase(name, glob)
    below = "." if "." in name else "-"
    return name == glob or name.startswith(glob + below)


def select(cases: Sequence[Case], selection: Selection) -> tuple[Case, ...]:
    """The cases that are asked for, in their order."""
    return tuple(case for case in cases if _is_selected(case, selection))


def unmatched(cases: Sequence[Case], selection: Selection) -> tuple[str, ...]:
    """The globs that mean no case at all, whatever its level: most likely misspelt."""
    ids = [case.id for case in cases]
    rules = [rule for case in cases for rule in case.rules]
    lost = [glob for glob in selection.ids if not any(matches(name, glob) for name in ids)]
    lost += [glob for glob in selection.rules if not any(matches(name, glob) for name in rules)]
    return tuple(lost)


def _is_selected(case: Case, selection: Selection) -> bool:
    if case.level not in LEVELS[selection.level]:
        return False
    if selection.ids and not any(matches(case.id, glob) for glob in selection.ids):
        return False
    if not selection.rules:
        return True
    return any(matches(rule, glob) for rule in case.rules for glob in selection.rules)
