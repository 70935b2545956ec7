"""The file of known failures that a run can start, read back as the next run would."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from mcspec.known import Known, apply, load_known
from mcspec.report.known_file import NO_ISSUE, to_known
from mcspec.verdict import Mismatch, Result, Verdict
from samples import make_case, make_failure, make_run

CASE = make_case()
PREFIX = "mcspec:"


def failure(received: bytes, framing: str = "whole", expected: bytes = b"STORED\r\n") -> Result:
    mismatch = Mismatch(8, "the line differs", expected, received, 0)
    return replace(make_failure(CASE, framing=framing), mismatch=mismatch)


def written(folder: Path, *results: Result) -> tuple[Known, ...]:
    path = folder / "known.toml"
    path.write_text(to_known(make_run(*results), PREFIX), encoding="utf-8")
    return load_known(path)


def packet(cas: int, value: bytes) -> bytes:
    body = len(value).to_bytes(4, "big")
    return b"\x81\x00\0\0\0\0\0\1" + body + b"mc\0\1" + cas.to_bytes(8, "big") + value


def test_the_next_run_knows_every_failure(tmp_path: Path) -> None:
    failed = [
        make_failure(CASE),
        make_failure(make_case("classic.b.weak"), Verdict.NON_STRICT),
        replace(
            make_failure(make_case("classic.c.lost"), Verdict.ERROR), mismatch=None, reason="x"
        ),
    ]
    applied = apply(failed, written(tmp_path, *failed), (1, 6), datetime.date(2026, 6, 1))
    assert [result.verdict for result in applied.results] == [Verdict.XFAIL] * 3
    assert applied.differing == ()


def test_an_entry_says_what_was_wanted_and_lacks_an_issue(tmp_path: Path) -> None:
    (entry,) = written(tmp_path, make_failure(CASE))
    assert (entry.case, entry.saw, entry.framing) == (CASE.id, "OK", "")
    assert entry.reason == "another line; wanted: STORED"
    assert entry.issue == NO_ISSUE


def test_what_passed_or_did_not_run_or_is_known_has_no_entry(tmp_path: Path) -> None:
    verdicts = [Verdict.PASS, Verdict.XFAIL, Verdict.XPASS, Verdict.BLOCKED]
    verdicts += [Verdict.UNSUPPORTED, Verdict.SKIP]
    assert written(tmp_path, *(Result(CASE, "whole", each) for each in verdicts)) == ()


def test_framings_that_fail_alike_share_an_entry(tmp_path: Path) -> None:
    found = written(tmp_path, failure(b"OK\r\n"), failure(b"OK\r\n", "bytes"))
    assert [(entry.framing, entry.saw) for entry in found] == [("", "OK")]


def test_a_framing_that_passes_makes_the_others_stand_alone(tmp_path: Path) -> None:
    found = written(tmp_path, failure(b"OK\r\n", "bytes"), Result(CASE, "whole", Verdict.PASS))
    assert [(entry.framing, entry.saw) for entry in found] == [("bytes", "OK")]


def test_other_answers_under_other_framings_are_entries_of_their_own(tmp_path: Path) -> None:
    found = written(tmp_path, failure(b"OK\r\n"), failure(b"ERROR\r\n", "bytes"))
    assert [(entry.framing, entry.saw) for entry in found] == [("whole", "OK"), ("bytes", "ERROR")]


def test_keys_and_numbers_that_change_are_left_open(tmp_path: Path) -> None:
    (entry,) = written(
        tmp_path,
        failure(b"VALUE mcspec:0a1b2c0000011 0 1 17\r\n"),
        failure(b"VALUE mcspec:0a1b2c0000021 0 1 23\r\n", "bytes"),
    )
    assert entry.saw == "VALUE * 0 1 *"


def test_the_unique_of_a_packet_is_left_open(tmp_path: Path) -> None:
    (entry,) = written(tmp_path, failure(packet(7, b"it's"), expected=packet(0, b"")))
    other = failure(packet(8, b"it's"))
    assert entry.reason == "the line differs"
    applied = apply([other], [entry], (1, 6), datetime.date(2026, 6, 1))
    assert applied.results[0].verdict is Verdict.XFAIL
