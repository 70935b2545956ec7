"""Globs over ids, rules and levels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mcspec.case import Level
from mcspec.selection import Selection, matches, select, unmatched
from samples import make_case

CASES = (
    make_case("classic.get.hit"),
    make_case("classic.get.hit-twice", level=Level.SHOULD),
    replace(make_case("meta.mg.miss", level=Level.OBSERVED), rules=("META-MG-01",)),
)


@pytest.mark.parametrize(
    ("name", "glob", "expected"),
    [
        ("classic.get.hit", "classic.get.hit", True),
        ("classic.get.hit-twice", "classic.get.hit", False),
        ("classic.get.hit", "classic", True),
        ("classical.get.hit", "classic", False),
        ("classic.get.hit", "classic.*", True),
        ("classic.get.hit", "*.h?t", True),
        ("classic.get.hit", "CLASSIC.*", False),
        ("TXT-GET-01", "TXT-GET", True),
        ("TXT-GETS-01", "TXT-GET", False),
    ],
)
def test_a_glob_means_names_and_a_plain_word_all_below_it(
    name: str, glob: str, expected: bool
) -> None:
    assert matches(name, glob) is expected


def test_nothing_asked_for_selects_everything() -> None:
    assert select(CASES, Selection()) == CASES


def test_should_selects_must_too_and_all_selects_what_is_only_observed() -> None:
    assert select(CASES, Selection(level="MUST")) == CASES[:1]
    assert select(CASES, Selection(level="SHOULD")) == CASES[:2]
    assert select(CASES, Selection(level="all")) == CASES


def test_ids_and_rules_must_both_agree() -> None:
    assert select(CASES, Selection(rules=("META-MG-*",))) == CASES[2:]
    assert select(CASES, Selection(ids=("classic.*",), rules=("META-MG-*",))) == ()


def test_globs_that_mean_nothing_are_named_whatever_the_level() -> None:
    asked = Selection(ids=("classic", "binray.*"), rules=("TXT-SET-01", "TXT-STE"), level="MUST")
    assert unmatched(CASES, asked) == ("binray.*", "TXT-STE")
    assert unmatched(CASES, Selection(ids=("meta.*",), level="MUST")) == ()
