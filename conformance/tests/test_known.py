"""Known failures: what they excuse, and when they are wrong themselves."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from mcspec.known import Known, KnownError, apply, first_answer, load_known, release, stale
from mcspec.verdict import Mismatch, Result, Verdict
from samples import make_case, make_failure

TODAY = datetime.date(2026, 6, 1)
BASELINE = (1, 6, 18)
CASE = make_case()
ENTRY = Known(CASE.id, "stores with OK", "https://example.org/1", "OK", "known/x.toml: entry 1")


def judged(result: Result, *entries: Known) -> Result:
    return apply([result], entries, BASELINE, TODAY).results[0]


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.NON_STRICT, Verdict.ERROR])
def test_the_answer_seen_before_is_an_expected_failure(verdict: Verdict) -> None:
    result = judged(make_failure(CASE, verdict), ENTRY)
    assert result.verdict is Verdict.XFAIL
    assert result.reason == "stores with OK (https://example.org/1)"


def test_another_wrong_answer_stays_a_failure_and_says_so() -> None:
    applied = apply([make_failure(CASE)], [replace(ENTRY, saw="OKAY")], BASELINE, TODAY)
    assert applied.results[0].verdict is Verdict.FAIL
    assert applied.results[0].reason == "differs from the known failure, which was OKAY"
    assert applied.differing == (
        "known/x.toml: entry 1: classic.storage.set "
        "differs from the known failure, which was OKAY",
    )


def test_one_of_several_entries_is_enough() -> None:
    assert judged(make_failure(CASE), replace(ENTRY, saw="NO"), ENTRY).verdict is Verdict.XFAIL


def test_a_pass_is_unexpected() -> None:
    result = judged(Result(CASE, "whole", Verdict.PASS), ENTRY)
    assert result.verdict is Verdict.XPASS
    assert "known/x.toml: entry 1" in result.reason


def test_a_failure_that_is_a_matter_of_luck_may_pass() -> None:
    entry = replace(ENTRY, sometimes=True)
    assert judged(Result(CASE, "whole", Verdict.PASS), entry).verdict is Verdict.PASS
    assert judged(Result(CASE, "whole", Verdict.PASS), entry, ENTRY).verdict is Verdict.XPASS
    assert judged(make_failure(CASE), entry).verdict is Verdict.XFAIL


@pytest.mark.parametrize("verdict", [Verdict.SKIP, Verdict.UNSUPPORTED, Verdict.BLOCKED])
def test_what_did_not_run_is_left_alone(verdict: Verdict) -> None:
    applied = apply([Result(CASE, "whole", verdict)], [ENTRY], BASELINE, TODAY)
    assert applied.results[0].verdict is verdict
    assert applied.differing == ()


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (replace(ENTRY, case="classic.storage.*"), Verdict.XFAIL),
        (replace(ENTRY, case="meta.*"), Verdict.FAIL),
        (replace(ENTRY, framing="whole"), Verdict.XFAIL),
        (replace(ENTRY, framing="bytes"), Verdict.FAIL),
        (replace(ENTRY, since="1.6.18"), Verdict.XFAIL),
        (replace(ENTRY, since="1.6.19"), Verdict.FAIL),
        (replace(ENTRY, fixed="1.6.19"), Verdict.XFAIL),
        (replace(ENTRY, fixed="1.6.18"), Verdict.FAIL),
        (replace(ENTRY, fixed="1.6.2"), Verdict.FAIL),
        (replace(ENTRY, until=TODAY + datetime.timedelta(days=1)), Verdict.XFAIL),
        (replace(ENTRY, until=TODAY), Verdict.FAIL),
        (replace(ENTRY, saw="O*"), Verdict.XFAIL),
        (replace(ENTRY, saw="O"), Verdict.FAIL),
        (replace(ENTRY, saw="O."), Verdict.FAIL),
    ],
)
def test_an_entry_excuses_only_what_it_names(entry: Known, verdict: Verdict) -> None:
    assert judged(make_failure(CASE), entry).verdict is verdict


def test_an_entry_out_of_force_makes_no_pass_unexpected() -> None:
    passed = Result(CASE, "whole", Verdict.PASS)
    assert judged(passed, replace(ENTRY, fixed="1.6.18")).verdict is Verdict.PASS


def mismatch(received: bytes, what: str = "no answer within 2 s") -> Result:
    return replace(make_failure(CASE), mismatch=Mismatch(1, what, b"", received, 0))


def test_the_first_wrong_line_is_compared_as_reports_show_it() -> None:
    assert first_answer(mismatch(b"CLIENT_ERROR bad\xff\r\nERROR\r\n")) == "CLIENT_ERROR bad\\xff"
    assert first_answer(mismatch(b"x\ny")) == "x"
    assert first_answer(mismatch(b"\r\nERROR\r\n")) == ""


def test_a_packet_is_one_line() -> None:
    assert first_answer(mismatch(b"\x81\x0a\r\nk")) == "\\x81\\n\\r\\nk"


def test_where_nothing_came_the_words_are_compared() -> None:
    assert first_answer(mismatch(b"")) == "no answer within 2 s"
    assert first_answer(Result(CASE, "whole", Verdict.ERROR, reason="reset")) == "reset"
    silent = replace(ENTRY, saw="no answer*")
    assert judged(replace(mismatch(b""), verdict=Verdict.ERROR), silent).verdict is Verdict.XFAIL


def test_stale_entries_are_those_without_a_case_and_those_out_of_date() -> None:
    gone = replace(ENTRY, case="classic.gone.*", where="known/x.toml: entry 2")
    late = replace(ENTRY, until=TODAY, where="known/x.toml: entry 3")
    assert stale([ENTRY, gone, late], [CASE], TODAY) == (
        "known/x.toml: entry 2: no case is named classic.gone.*",
        "known/x.toml: entry 3: classic.storage.set was to be right by 2026-06-01",
    )


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text(
        '[[known]]\ncase = "a.b"\nreason = "r"\nissue = "i"\nsaw = "ERROR"\n'
        'framing = "bytes"\nsince = "1.6.6"\nfixed = "1.6.40"\nuntil = 2027-01-31\n'
        "sometimes = true\n"
    )
    (entry,) = load_known(path)
    assert (entry.case, entry.framing, entry.since, entry.fixed) == (
        "a.b",
        "bytes",
        "1.6.6",
        "1.6.40",
    )
    assert entry.until == datetime.date(2027, 1, 31)
    assert entry.sometimes
    assert entry.where.endswith("known.toml: entry 1")


COMPLETE = 'case = "a"\nreason = "r"\nissue = "i"\nsaw = "s"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "No such file"),
        ("[[known]\n", "known.toml: "),
        ('[[know]]\ncase = "a"\n', r"holds more than \[\[known\]\] entries"),
        ('[[known]]\ncase = "a"\n', "entry 1: has no `reason`"),
        ('[[known]]\ncase = "a"\nreason = "r"\nissue = "i"\n', "entry 1: has no `saw`"),
        (f"[[known]]\n{COMPLETE}[[known]]\n", "entry 2: has no `case`"),
        (f'[[known]]\n{COMPLETE}fixd = "1"\n', "unknown key `fixd`"),
        (f"[[known]]\n{COMPLETE}since = 1.6\n", "`since` is not a string"),
        (f'[[known]]\n{COMPLETE}until = "soon"\n', "`until` is not a date"),
        (f"[[known]]\n{COMPLETE}sometimes = 1\n", "`sometimes` is not a boolean"),
    ],
)
def test_a_faulty_file_is_refused_by_entry(tmp_path: Path, text: str | None, problem: str) -> None:
    path = tmp_path / "known.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(KnownError, match=problem):
        load_known(path)


def test_a_release_is_its_leading_numbers() -> None:
    assert release("1.6.45-mcspecd") == (1, 6, 45)
    assert release("unknown") == ()
