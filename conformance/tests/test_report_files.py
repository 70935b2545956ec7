"""The JSON and JUnit reports, read back as other tools would read them."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from mcspec.report.failure import Context
from mcspec.report.json_file import to_json
from mcspec.report.junit_file import to_junit
from mcspec.verdict import Exchange, Mismatch, Result, Verdict
from samples import RULES, SERVER, make_case, make_failure, make_run

CASE = make_case(script="> set {key} 0 60 1\n> x\n< STORED")
CONTEXT = Context(SERVER, RULES)
PASSED = Result(make_case("meta.mg.hit"), "whole", Verdict.PASS, 0.5, chosen=("strict",))


def test_json_holds_the_whole_run() -> None:
    run = make_run(PASSED, make_failure(CASE), objections=("entry 1 is stale",))
    document = json.loads(to_json(run))
    assert document["schema"] == 1
    assert document["server"]["version"] == "1.6.18"
    assert document["counts"] == {"PASS": 1, "FAIL": 1}
    assert (document["exit_status"], document["objections"]) == (1, ["entry 1 is stale"])
    first, second = document["results"]
    assert (first["case"], first["area"], first["chosen"]) == ("meta.mg.hit", "meta.mg", ["strict"])
    assert second["mismatch"] == {
        "line": 8,
        "step": "< STORED",
        "what": "another line",
        "expected": "STORED\r\n",
        "received": "OK\r\n",
        "at": 0,
    }


def test_json_keeps_every_octet() -> None:
    octets = bytes(range(256))
    result = replace(
        make_failure(CASE),
        mismatch=Mismatch(8, "", octets, b"", 0),
        sent=(Exchange("A", ">", octets),),
    )
    text = to_json(make_run(result))
    assert text.isascii()
    (read,) = json.loads(text)["results"]
    assert read["mismatch"]["expected"].encode("latin-1") == octets
    assert read["exchanges"][0]["data"].encode("latin-1") == octets


def test_json_has_the_octets_of_passed_cases_only_when_asked() -> None:
    result = replace(PASSED, sent=(Exchange("A", ">", b"mn\r\n"),))
    assert json.loads(to_json(make_run(result)))["results"][0]["exchanges"] == []
    traced = json.loads(to_json(make_run(result), with_all_exchanges=True))
    assert traced["results"][0]["exchanges"] == [
        {"connection": "A", "direction": ">", "data": "mn\r\n"}
    ]


def junit(*results: Result, strict: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(to_junit(make_run(*results, strict=strict), CONTEXT))


def test_junit_has_a_suite_an_area_with_sums() -> None:
    root = junit(PASSED, make_failure(CASE))
    assert root.attrib == {
        "name": "mcspec",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "0",
        "time": "0.502",
    }
    assert [suite.get("name") for suite in root] == ["meta.mg", "classic.storage"]
    case = root[1][0]
    assert case.attrib == {
        "classname": "classic.storage",
        "name": "classic.storage.set[whole]",
        "file": "transcripts/classic/storage.mct",
        "line": "8",
        "time": "0.002",
    }
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "FAIL: another line"
    assert "first difference at octet 0" in (failure.text or "")


@pytest.mark.parametrize(
    ("verdict", "tag"),
    [
        (Verdict.PASS, None),
        (Verdict.NON_STRICT, "system-out"),
        (Verdict.FAIL, "failure"),
        (Verdict.XPASS, "failure"),
        (Verdict.ERROR, "error"),
        (Verdict.BLOCKED, "error"),
        (Verdict.UNSUPPORTED, "skipped"),
        (Verdict.SKIP, "skipped"),
        (Verdict.XFAIL, "skipped"),
    ],
)
def test_junit_knows_every_verdict(verdict: Verdict, tag: str | None) -> None:
    case = junit(replace(make_failure(CASE), verdict=verdict, reason="why"))[0][0]
    assert [child.tag for child in case] == ([tag] if tag else [])


def test_junit_fails_a_weak_answer_in_a_strict_run() -> None:
    case = junit(make_failure(CASE, Verdict.NON_STRICT), strict=True)[0][0]
    assert case.find("failure") is not None


def test_junit_stays_xml_whatever_a_server_says() -> None:
    octets = bytes(range(256))
    result = replace(
        make_failure(CASE),
        reason="\x00\x0b\ufffe]]> <&\"'",
        mismatch=Mismatch(8, "\x1b[31m", octets, octets, 0),
        sent=(Exchange("A", "<", octets),),
    )
    failure = junit(result)[0][0].find("failure")
    assert failure is not None
    assert failure.get("message") == "FAIL: \\x00\\x0b\\xfffe]]> <&\"'"


def test_junit_fails_for_known_entries_to_look_at() -> None:
    run = make_run(PASSED, objections=("entry 1 is stale",))
    root = ElementTree.fromstring(to_junit(run, CONTEXT))
    assert (root[1].get("name"), root[1].get("failures")) == ("known-failures", "1")
