"""The ledger: reading it, and what lint finds between it and the cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mcspec.case import Level, Rule
from mcspec.rules import LedgerError, coverage, lint, load_rules
from samples import make_case

GOOD = """
[TXT-SET-01]
text = "set stores a value"
source = "protocol.txt, Storage commands"
level = "MUST"
since = "1.2.0"

[TXT-SET-02]
text = "nobody can see this"
source = "protocol.txt"
level = "SHOULD"
untestable = "it does not show on the wire"
"""


def ledger(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_ledger_is_read_with_its_levels_and_files(tmp_path: Path) -> None:
    rules = load_rules(ledger(tmp_path, classic=GOOD))
    assert list(rules) == ["TXT-SET-01", "TXT-SET-02"]
    first = rules["TXT-SET-01"]
    assert (first.level, first.since, first.path.name) == (Level.MUST, "1.2.0", "classic.toml")
    assert rules["TXT-SET-02"].untestable == "it does not show on the wire"


def test_an_empty_folder_is_an_empty_ledger(tmp_path: Path) -> None:
    assert load_rules(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[A-1]\ntext = "x"\nlevel = "MUST"\n', "A-1: has no `source`"),
        ('[A-1]\ntext = "x"\nsource = "s"\nlevel = "must"\n', "A-1: has the level must; there are"),
        ('[A-1]\ntext = "x"\nsource = "s"\nlevel = "MAY"\nsicne = "1"\n', "unknown key `sicne`"),
        (
            '[A-1]\ntext = "x"\nsource = "s"\nlevel = "MAY"\nsince = 1.6\n',
            "`since` is not a string",
        ),
        ("A-1 = 3\n", "A-1: is not a table"),
        ("[A-1\n", "classic.toml: "),
    ],
)
def test_a_faulty_table_is_refused_with_file_and_rule(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        load_rules(ledger(tmp_path, classic=text))
    assert problem in str(caught.value)
    assert "classic.toml" in str(caught.value)


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="TXT-SET-01: is in .*a.toml already"):
        load_rules(ledger(tmp_path, a=GOOD, b=GOOD))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        load_rules(ledger(tmp_path, a="[A-1]\n", b="[B-1]\n"))
    assert len(str(caught.value).splitlines()) == 6


def test_coverage_lists_the_cases_of_each_rule_and_rules_without_one(tmp_path: Path) -> None:
    rules = load_rules(ledger(tmp_path, classic=GOOD))
    case = make_case()
    assert coverage(rules, [case]) == {"TXT-SET-01": (case,), "TXT-SET-02": ()}


def test_lint_is_content_with_what_is_proved_or_excused(tmp_path: Path) -> None:
    assert lint(load_rules(ledger(tmp_path, classic=GOOD)), [make_case()]) == ()


def test_lint_names_a_rule_that_no_ledger_has_by_line() -> None:
    case = make_case(line=40)
    problems = lint({}, [case])
    assert [str(problem) for problem in problems] == [
        f"{case.path}:40: classic.storage.set names the rule TXT-SET-01, which no ledger has"
    ]


@pytest.mark.parametrize(
    ("level", "problems_count"),
    [(Level.MUST, 1), (Level.SHOULD, 1), (Level.MAY, 0), (Level.OBSERVED, 0)],
)
def test_lint_wants_a_case_for_what_binds(level: Level, problems_count: int) -> None:
    rule = Rule("TXT-X-01", "text", "source", level, path=Path("rules/x.toml"))
    problems = lint({rule.id: rule}, [])
    assert len(problems) == problems_count
    assert all("rules/x.toml: TXT-X-01 is a" in str(problem) for problem in problems)


def test_lint_objects_to_an_untestable_rule_with_a_case() -> None:
    rule = Rule("TXT-SET-01", "text", "source", Level.MUST, untestable="no", path=Path("x.toml"))
    assert "classic.storage.set tests it" in str(lint({rule.id: rule}, [make_case()])[0])


def test_lint_objects_to_a_prerequisite_that_is_not_there() -> None:
    rule = Rule("TXT-SET-01", "text", "source", Level.MUST)
    case = replace(make_case(), after=("classic.storage.gone",))
    assert "comes after classic.storage.gone" in str(lint({rule.id: rule}, [case])[0])
