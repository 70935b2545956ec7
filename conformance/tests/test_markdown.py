"""Markdown for pull requests: short enough, and safe whatever a server says."""

from __future__ import annotations

from dataclasses import replace

from mcspec.report.failure import Context
from mcspec.report.markdown_file import SIZE_MAX, run_markdown
from mcspec.verdict import Mismatch, Result, Verdict
from samples import RULES, SERVER, make_case, make_failure, make_run

CASE = make_case(script="> set {key} 0 60 1\n> x\n< STORED")
CONTEXT = Context(SERVER, RULES)
PASSED = Result(make_case("meta.mg.hit"), "whole", Verdict.PASS)


def test_a_run_that_conforms_is_told_in_a_heading_a_line_and_a_folded_table() -> None:
    text = run_markdown(make_run(PASSED), CONTEXT)
    assert text.startswith("### ✅ CONFORMS — memcached 1.6.18\n\n")
    assert "1 case in whole (1 runs): 1 pass in " in text
    assert "<details><summary>All areas</summary>\n\n| area | PASS |\n|:--|--:|" in text


def test_a_failure_is_folded_with_all_that_the_terminal_tells() -> None:
    text = run_markdown(make_run(PASSED, make_failure(CASE)), CONTEXT)
    assert text.startswith("### ❌ DIFFERS")
    assert "<summary><b>FAIL</b> <code>classic.storage.set</code> — set stores a value" in text
    assert "    ^^ first difference at octet 0\n" in text


def test_what_a_server_says_cannot_leave_its_block() -> None:
    octets = b"```\r\n</details><script>"
    wild = replace(make_failure(CASE), mismatch=Mismatch(8, "x", octets, octets, 0))
    text = run_markdown(make_run(wild), CONTEXT)
    assert "\n````\n" in text
    named = replace(make_run(PASSED), server=replace(SERVER, product="<img>|*"))
    assert "\\<img\\>\\|\\*" in run_markdown(named, CONTEXT)


def test_a_comment_holds_it_however_much_has_failed() -> None:
    octets = b"\x00" * 70
    failures = [
        replace(
            make_failure(make_case(f"classic.storage.set{n}", script="> get k\n< END")),
            mismatch=Mismatch(7, "y" * 2000, octets, octets, 0),
        )
        for n in range(100)
    ]
    text = run_markdown(make_run(*failures), CONTEXT)
    assert len(text) <= SIZE_MAX + 1000
    assert text.count("<b>FAIL</b>") == 20
    assert "… and 80 more." in text
