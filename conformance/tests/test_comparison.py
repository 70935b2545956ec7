"""Runs side by side: what counts, what differs, and what `mcspec compare` says and writes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mcspec.cli import main
from mcspec.report.comparison import NothingInCommon, compare
from mcspec.report.json_file import document, to_json
from mcspec.report.record import Record, RecordError, read_record, to_record
from mcspec.report.style import COLOURED
from mcspec.report.comparison_text import comparison_text
from mcspec.verdict import Result, Verdict
from samples import make_case, make_failure, make_run

CASE = make_case(script="> set {key} 0 60 1\n> x\n< STORED")
OTHER = make_case("meta.mg.hit")


def passed(framing: str = "whole") -> Result:
    return Result(CASE, framing, Verdict.PASS)


def record(*results: Result) -> Record:
    return to_record(document(make_run(*results)))


def write(path: Path, *results: Result) -> str:
    path.write_text(to_json(make_run(*results)))
    return str(path)


def test_a_record_is_what_the_run_was(tmp_path: Path) -> None:
    failure = replace(make_failure(CASE), reason="why")
    run = make_run(failure, objections=("entry 1 is stale",))
    path = tmp_path / "run.json"
    path.write_text(to_json(run))
    read = read_record(path)
    assert (read.name, read.exit_status) == ("memcached 1.6.18", 1)
    assert read.objections == ("entry 1 is stale",)
    (outcome,) = read.outcomes
    assert (outcome.mismatch, outcome.exchanges) == (failure.mismatch, failure.sent)
    assert (outcome.step, outcome.reason) == ("< STORED", "why")
    assert outcome.repro.startswith("printf 'set mcspec:1 0 60 1\\r\\nx\\r\\n' | nc")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no JSON"),
        ("[]", "no report of `mcspec run --json`"),
        ('{"schema": 99}', "schema 99; this reads schema 1"),
        ('{"schema": 1}', "KeyError 'server' in the report"),
    ],
)
def test_another_file_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(RecordError, match=r"other\.json: ") as caught:
        read_record(path)
    assert told in str(caught.value)


def test_a_case_counts_once_with_its_worst_verdict() -> None:
    found = compare([record(passed("whole"), make_failure(CASE, framing="bytes"))])
    assert found.totals == ({Verdict.FAIL: 1},)
    assert found.areas["classic.storage"] == ({Verdict.FAIL: 1},)


def test_only_framings_of_all_runs_are_compared() -> None:
    hard = record(passed("whole"), make_failure(CASE, framing="bytes"))
    found = compare([hard, record(passed("whole"))])
    assert found.framings == ("whole",)
    assert not found.differing()
    with pytest.raises(NothingInCommon):
        compare([record(passed("bytes")), record(passed("whole"))])


def test_what_one_run_cannot_do_is_no_difference_where_both_ran() -> None:
    lacking = replace(passed(), verdict=Verdict.UNSUPPORTED, reason="no meta")
    (row,) = compare([record(passed()), record(lacking)]).rows
    assert (row.differs, row.differs_where_run) == (True, False)
    (row,) = compare([record(passed()), record(make_failure(CASE))]).rows
    assert (row.differs, row.differs_where_run) == (True, True)


def test_the_last_line_counts_differences_by_kind() -> None:
    skipped = Result(OTHER, "whole", Verdict.SKIP, reason="needs --exclusive")
    ran = Result(OTHER, "whole", Verdict.PASS)
    text = comparison_text(compare([record(passed(), ran), record(make_failure(CASE), skipped)]))
    assert text.splitlines()[-1] == (
        "DIFFER  2 runs, 2 cases: 0 alike, 1 differ where they ran, 1 ran on some only"
    )


def test_the_tables_have_a_column_for_each_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    one = write(tmp_path / "one.json", passed(), Result(OTHER, "whole", Verdict.PASS))
    two = write(tmp_path / "two.json", make_failure(CASE))
    assert main(["compare", f"old={one}", two]) == 1
    text = capsys.readouterr().out
    assert "area             old  memcached 1.6.18\n" in text
    assert "classic.storage  1/1               0/1\n" in text
    assert "meta.mg          1/1                 -\n" in text
    assert "classic.storage.set  PASS  FAIL\n" in text
    assert "\x1b" not in text


def test_runs_of_one_server_are_told_apart() -> None:
    found = compare([record(passed()), record(passed())])
    assert found.names == ("memcached 1.6.18", "memcached 1.6.18 (2)")


def test_equal_runs_compare_as_alike(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", passed())
    assert main(["compare", one, one]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "ALIKE  2 runs, 1 cases: 1 alike"


def test_a_terminal_gets_colours() -> None:
    text = comparison_text(compare([record(passed()), record(make_failure(CASE))]), COLOURED)
    assert "\x1b[32m1/1\x1b[0m" in text
    assert "\x1b[31mFAIL\x1b[0m" in text


def test_compare_writes_markdown(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", passed())
    two = write(tmp_path / "two.json", make_failure(CASE))
    target = tmp_path / "table.md"
    assert main(["compare", f"a|b={one}", f"c={two}", "--markdown", str(target)]) == 1
    text = target.read_text()
    assert "| area | a\\|b | c |\n|:--|--:|--:|\n| classic.storage | 1/1 | 0/1 |" in text
    assert "<details><summary>1 case differs where they ran</summary>" in text


def test_compare_refuses_what_it_cannot_use(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["compare", str(tmp_path / "missing.json")]) == 2
    assert "missing.json: No such file or directory" in capsys.readouterr().err
    one = write(tmp_path / "one.json", passed("whole"))
    two = write(tmp_path / "two.json", passed("bytes"))
    assert main(["compare", one, two]) == 2
    assert "no framing in common" in capsys.readouterr().err


def test_reports_of_before_the_page_can_be_read(tmp_path: Path) -> None:
    report = json.loads(to_json(make_run(make_failure(CASE))))
    del report["when"], report["results"][0]["repro"]
    path = tmp_path / "old.json"
    path.write_text(json.dumps(report))
    assert (read_record(path).when, read_record(path).outcomes[0].repro) == ("", "")
