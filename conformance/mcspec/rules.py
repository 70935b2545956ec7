"""The ledger of rules: what the protocol promises, by id, and which cases prove it.

A ledger is a folder of TOML files; each table is one rule:

    [TXT-INC-02]
    text = "incr wraps at 2^64"
    source = "protocol.txt, Increment/Decrement"
    level = "MUST"
    since = "1.2.7"        # memcached release that brought it; until: the first without it
    untestable = "reason"  # where no case can show it over the wire
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcspec.case import Case, Level, Rule

_REQUIRED = ("text", "source", "level")
_OPTIONAL = ("since", "until", "untestable")


class LedgerError(Exception):
    """The ledger cannot be read; the text has one line for each problem."""


@dataclass(frozen=True)
class Problem:
    """One thing that `mcspec lint` objects to: `where` is a path, with a line where one helps."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def load_rules(folder: Path) -> dict[str, Rule]:
    """Reads every `*.toml` of `folder`; the keys are rule ids. Raises LedgerError."""
    rules: dict[str, Rule] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{path}: {error}")
            continue
        for rule_id, table in tables.items():
            wrong = list(_faults(table))
            if rule_id in rules:
                wrong.append(f"is in {rules[rule_id].path} already; ids are never used twice")
            problems += [f"{path}: {rule_id}: {what}" for what in wrong]
            if not wrong:
                rules[rule_id] = _rule(rule_id, table, path)
    if problems:
        raise LedgerError("\n".join(problems))
    return rules


def coverage(rules: Mapping[str, Rule], cases: Sequence[Case]) -> dict[str, tuple[Case, ...]]:
    """The cases of each rule of the ledger, in the order of both; empty where there is none."""
    found: dict[str, list[Case]] = {rule_id: [] for rule_id in rules}
    for case in cases:
        for rule_id in case.rules:
            if rule_id in found:
                found[rule_id].append(case)
    return {rule_id: tuple(proofs) for rule_id, proofs in found.items()}


def lint(rules: Mapping[str, Rule], cases: Sequence[Case]) -> tuple[Problem, ...]:
    """What cases and ledger promise each other and do not keep; empty when all is well."""
    return (*_lint_cases(rules, cases), *_lint_ledger(rules, coverage(rules, cases)))


def _lint_cases(rules: Mapping[str, Rule], cases: Sequence[Case]) -> Iterator[Problem]:
    ids = {case.id for case in cases}
    for case in cases:
        where = f"{case.path}:{case.line}"
        for rule_id in case.rules:
            if rule_id not in rules:
                yield Problem(where, f"{case.id} names the rule {rule_id}, which no ledger has")
        for other in case.after:
            if other not in ids:
                yield Problem(where, f"{case.id} comes after {other}, which no transcript has")


def _lint_ledger(
    rules: Mapping[str, Rule], proofs: Mapping[str, tuple[Case, ...]]
) -> Iterator[Problem]:
    for rule in rules.values():
        where = str(rule.path)
        if rule.untestable and proofs[rule.id]:
            first = proofs[rule.id][0].id
            yield Problem(where, f"{rule.id} is called untestable, but {first} tests it")
        if rule.untestable or proofs[rule.id] or rule.level not in (Level.MUST, Level.SHOULD):
            continue
        yield Problem(where, f"{rule.id} is a {rule.level.value} without a case; say `untestable`?")


def _faults(table: object) -> Iterator[str]:
    if not isinstance(table, dict):
        yield "is not a table"
        return
    for key in _REQUIRED:
        if not table.get(key):
            yield f"has no `{key}`"
    for key, value in table.items():
        if key not in (*_REQUIRED, *_OPTIONAL):
            yield f"has an unknown key `{key}`; there are {', '.join((*_REQUIRED, *_OPTIONAL))}"
        elif not isinstance(value, str):
            yield f"`{key}` is not a string"
    level = table.get("level", "MUST")
    names = [known.value for known in Level]
    if level and level not in names:
        yield f"has the level {level}; there are {', '.join(names)}"


def _rule(rule_id: str, table: Mapping[str, str], path: Path) -> Rule:
    return Rule(
        id=rule_id,
        text=table["text"],
        source=table["source"],
        level=Level(table["level"]),
        since=table.get("since", ""),
        until=table.get("until", ""),
        untestable=table.get("untestable", ""),
        path=path,
    )
