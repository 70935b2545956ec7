"""The subcommands that need no server. Each prints its answer, and nothing else, on stdout."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mcspec.case import Case
from mcspec.framing import NAMES, eligible
from mcspec.known import load_known, stale
from mcspec.places import KNOWN, RULES, TRANSCRIPTS, shown
from mcspec.rules import load_rules
from mcspec.rules import coverage as rule_coverage
from mcspec.rules import lint as lint_ledger
from mcspec.seeds import write_seeds
from mcspec.selection import Selection, matches, select, unmatched
from mcspec.transcript import load_tree, reformat, render
from mcspec.verdict import Exit


class UsageError(Exception):
    """What was asked for makes no sense; the text says why."""


def load_cases(roots: Sequence[Path]) -> tuple[Case, ...]:
    """All cases below these folders, or all of the suite. Raises TranscriptError."""
    return load_tree([_existing(root) for root in roots] or [TRANSCRIPTS])


def selected(options: argparse.Namespace, cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases that --case, --rule and --level ask for; says so when a glob means none."""
    asked = Selection(tuple(options.case), tuple(options.rule), options.level)
    for glob in unmatched(cases, asked):
        print(f"mcspec: no case matches {glob}", file=sys.stderr)
    return select(cases, asked)


def list_cases(options: argparse.Namespace) -> int:
    """`mcspec list`: a line for each case, or for each case and framing."""
    cases = selected(options, load_cases(options.transcripts))
    width = max((len(case.id) for case in cases), default=0)
    for case in cases:
        if not options.framing:
            print(f"{case.id:{width}}  {case.level.value:8}  {case.title}")
        for framing in options.framing:
            print(f"{case.id:{width}}  {framing:10}  {eligible(case, framing) or 'eligible'}")
    return _status(bool(cases))


def show(options: argparse.Namespace) -> int:
    """`mcspec show`: cases as their transcripts have them, below place, rules and framings."""
    cases = load_cases(options.transcripts)
    exact = [case for case in cases if case.id == options.id]
    asked = exact or [case for case in cases if matches(case.id, options.id)]
    if not asked:
        print(f"mcspec: no case matches {options.id}", file=sys.stderr)
    rules = load_rules(RULES)
    for case in asked:
        print(f"# {shown(case.path)}:{case.line}")
        for rule in (rules[rule_id] for rule_id in case.rules if rule_id in rules):
            print(f"# {rule.id}: {rule.text} ({rule.source})")
        for framing in NAMES:
            print(f"# framing {framing}: {eligible(case, framing) or 'eligible'}")
        print(render((case,)))
    return _status(bool(asked))


def coverage(options: argparse.Namespace) -> int:
    """`mcspec coverage`: a line for each rule, with the cases that prove it, or why none does."""
    rules = {
        rule_id: rule
        for rule_id, rule in load_rules(RULES).items()
        if not options.rule or any(matches(rule_id, glob) for glob in options.rule)
    }
    proofs = rule_coverage(rules, selected(options, load_cases(options.transcripts)))
    width = max((len(rule_id) for rule_id in rules), default=0)
    for rule in rules.values():
        names = " ".join(case.id for case in proofs[rule.id])
        told = names or (f"untestable: {rule.untestable}" if rule.untestable else "-")
        print(f"{rule.id:{width}}  {rule.level.value:8}  {told}")
    proved = sum(bool(cases) for cases in proofs.values())
    print(f"{proved} of {len(rules)} rules have a case", file=sys.stderr)
    return Exit.CONFORMANT.value


def lint(options: argparse.Namespace) -> int:
    """`mcspec lint`: a line for each problem."""
    cases = load_cases(options.transcripts)
    rules = {
        rule_id: replace(rule, path=Path(shown(rule.path)))
        for rule_id, rule in load_rules(RULES).items()
    }
    placed = [replace(case, path=Path(shown(case.path))) for case in cases]
    problems = [str(problem) for problem in lint_ledger(rules, placed)]
    for path in sorted(KNOWN.glob("*.toml")):
        # Days do not matter here: a tree that is clean today is clean tomorrow.
        problems += stale(load_known(path), cases, datetime.date.min)
    for problem in problems:
        print(problem)
    many = f"{len(problems)} problems" if problems else "no problem"
    print(f"{many} in {len(cases)} cases and {len(rules)} rules", file=sys.stderr)
    return _status(not problems)


def fmt(options: argparse.Namespace) -> int:
    """`mcspec fmt`: rewrites the transcripts that are not in canonical form, and names them."""
    roots = [_existing(root) for root in options.transcripts] or [TRANSCRIPTS]
    files = options.files or sorted(path for root in roots for path in root.rglob("*.mct"))
    changed = 0
    for path in files:
        before = _existing(path).read_bytes()
        text = before.decode("utf-8", "surrogateescape")
        after = reformat(text, path).encode("utf-8", "surrogateescape")
        if after == before:
            continue
        changed += 1
        print(shown(path))
        if not options.check:
            path.write_bytes(after)
    return _status(not (changed and options.check))


def seeds(options: argparse.Namespace) -> int:
    """`mcspec seeds`: a file for each connection and direction of each case."""
    written = write_seeds(selected(options, load_cases(options.transcripts)), options.folder)
    print(f"{written} seeds in {options.folder}", file=sys.stderr)
    return _status(written > 0)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"there is no {path}")
    return path


def _status(is_good: bool) -> int:
    status: int = (Exit.CONFORMANT if is_good else Exit.DIFFERS).value
    return status
