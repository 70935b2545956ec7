"""The page in a real browser: headless Chromium, as ./ci/full has it.

Each test appends a script to a copy of the page, which does what a reader would do and writes what
it then sees into the title.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from mcspec.report.comparison import compare
from mcspec.report.html_page import html_page
from mcspec.report.json_file import document
from mcspec.report.record import to_record
from mcspec.verdict import Result, Verdict
from samples import RULES, make_case, make_failure, make_run

BROWSER = "chromium"
DEADLINE = 120.0
SEEN = """
<script>
const seen = {};
const shown = () => [...document.querySelectorAll(".case:not([hidden])")].map((each) => each.id);
const settle = () => new Promise((done) => setTimeout(done, 20));
const type = (name, value) => {
  const element = document.forms.filter.elements[name];
  element.value = value;
  element.dispatchEvent(new Event("input", { bubbles: true }));
};
const click = async (selector) => { document.querySelector(selector).click(); await settle(); };
(async () => { DEEDS; document.title = JSON.stringify(seen); })();
</script>
"""

GOOD = make_case("meta.mg.hit")
BAD = make_case(script="> set {key} 0 60 1\n> x\n< STORED")
WEAK = make_case("classic.storage.weak", script="> get k\n< END")
RESULTS = (
    Result(GOOD, "whole", Verdict.PASS),
    Result(GOOD, "bytes", Verdict.PASS),
    make_failure(BAD),
    Result(BAD, "bytes", Verdict.PASS),
    make_failure(WEAK, Verdict.NON_STRICT),
    Result(make_case("meta.ms.skipped"), "whole", Verdict.SKIP, reason="needs --exclusive"),
)
# On the other server, everything that was performed passes.
OTHERS = tuple(replace(each, verdict=Verdict.PASS, mismatch=None) for each in RESULTS[:5])


def page(*runs: tuple[Result, ...]) -> str:
    return html_page(compare([to_record(document(make_run(*run))) for run in runs]), RULES)


def browse(text: str, deeds: str, folder: Path, fragment: str = "") -> dict[str, Any]:
    """What a script sees after its deeds. Fails for whatever the browser's console says."""
    path = folder / "page.html"
    path.write_text(text + SEEN.replace("DEEDS", deeds), encoding="utf-8")
    done = subprocess.run(
        [
            BROWSER,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            f"{path.as_uri()}{fragment}",
        ],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=True,
    )
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert not said, said
    title = re.search("<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title is not None
    seen: dict[str, Any] = json.loads(html.unescape(title[1]))
    return seen


def test_a_fault_of_a_script_does_not_go_unseen(tmp_path: Path) -> None:
    try:
        browse("<title>{}</title>", "nonsense()", tmp_path)
    except AssertionError as error:
        assert "nonsense is not defined" in str(error)
    else:
        raise AssertionError("the browser's console was not read")


def test_first_what_is_not_as_it_should_be_is_shown(tmp_path: Path) -> None:
    deeds = """
        seen.cases = shown();
        seen.count = document.getElementById("count").textContent;
        seen.cells = [...document.querySelectorAll("#matrix tfoot td")].map((e) => e.innerText);
    """
    assert browse(page(RESULTS), deeds, tmp_path) == {
        "cases": ["case-classic.storage.set", "case-classic.storage.weak"],
        "count": "2 of 4 cases",
        "cells": ["", "1", "1", "1", "1"],
    }


def test_the_filter_goes_by_words_area_level_and_verdict(tmp_path: Path) -> None:
    deeds = """
        await click("button[type=reset]");
        seen.all = shown().length;
        type("q", "WEAK storage");
        seen.words = shown();
        type("q", "--exclusive");
        seen.reason = shown();
        type("q", "");
        type("area", "meta");
        seen.dialect = shown();
        type("area", "meta.mg");
        seen.area = shown();
        type("area", "");
        type("level", "MUST");
        seen.level = shown().length;
        await click("input[value=PASS]");
        seen.verdict = shown();
        seen.sections = document.querySelectorAll(".area:not([hidden])").length;
        seen.address = location.hash;
    """
    assert browse(page(RESULTS), deeds, tmp_path) == {
        "all": 4,
        "words": ["case-classic.storage.weak"],
        "reason": ["case-meta.ms.skipped"],
        "dialect": ["case-meta.mg.hit", "case-meta.ms.skipped"],
        "area": ["case-meta.mg.hit"],
        "level": 4,
        "verdict": ["case-meta.mg.hit"],
        "sections": 1,
        "address": "#level=MUST&verdict=PASS",
    }


def test_a_number_of_the_matrix_leads_to_its_cases(tmp_path: Path) -> None:
    deeds = """
        await click('#matrix tr[data-area="classic.storage"] td[data-verdict="FAIL"] a');
        seen.cases = shown();
        seen.box = document.querySelector("input[value=FAIL]").checked;
    """
    seen = browse(page(RESULTS), deeds, tmp_path)
    assert seen == {"cases": ["case-classic.storage.set"], "box": True}


def test_a_link_with_a_fragment_shows_what_its_sender_saw(tmp_path: Path) -> None:
    seen = browse(page(RESULTS), "seen.cases = shown()", tmp_path, "#area=meta.ms&verdict=SKIP")
    assert seen == {"cases": ["case-meta.ms.skipped"]}


def test_a_case_opens_with_rule_octets_and_wire_log(tmp_path: Path) -> None:
    deeds = """
        await click("#case-classic\\\\.storage\\\\.set > summary");
        const told = document.querySelector("#case-classic\\\\.storage\\\\.set > div");
        seen.verdict = told.querySelector("h4").textContent;
        seen.rule = told.innerText.includes("TXT-SET-01 set stores (protocol.txt, Storage)");
        seen.octets = told.querySelector("pre").textContent.split("\\n").length;
        seen.mark = told.querySelector(".mark").textContent.trim();
        seen.log = told.querySelector(":scope details pre").textContent;
        seen.repro = told.querySelector(".repro").textContent;
    """
    assert browse(page(RESULTS), deeds, tmp_path) == {
        "verdict": "FAIL whole",
        "rule": True,
        "octets": 3,
        "mark": "^^ first difference at octet 0",
        "log": "A> set mcspec:1 0 60 1\\r\\n\nA> x\\r\\n\nA< OK\\r\\n",
        "repro": "printf 'set mcspec:1 0 60 1\\r\\nx\\r\\n' | nc -q1 127.0.0.1 11211",
    }


def test_side_by_side_first_the_differences_are_shown(tmp_path: Path) -> None:
    deeds = """
        seen.cases = shown();
        seen.verdicts = [...document.querySelectorAll("#case-classic\\\\.storage\\\\.set .verdict")]
          .map((each) => each.textContent);
        await click("input[name=differ]");
        seen.all = shown().length;
        type("run", "1");
        await click("input[value=PASS]");
        seen.passedThere = shown();
    """
    assert browse(page(RESULTS, OTHERS), deeds, tmp_path) == {
        "cases": ["case-classic.storage.set", "case-classic.storage.weak"],
        "verdicts": ["memcached 1.6.18 FAIL1 of 2 framings", "memcached 1.6.18 (2) PASS"],
        "all": 4,
        "passedThere": [
            "case-meta.mg.hit",
            "case-classic.storage.set",
            "case-classic.storage.weak",
        ],
    }


def test_a_page_of_many_cases_and_servers_is_still_a_page(tmp_path: Path) -> None:
    framings = ("whole", "bytes", "boundaries", "pipeline", "batch", "random")
    cases = [
        make_case(f"classic.area{n % 80}.case{n}", script="> get k\n< END") for n in range(2000)
    ]
    runs = []
    for server in range(4):
        results = [
            make_failure(case, framing=framing)
            if (number + server) % 5 == 0
            else Result(case, framing, Verdict.PASS)
            for number, case in enumerate(cases)
            for framing in framings
        ]
        runs.append(tuple(results))
    deeds = """
        seen.differ = shown().length;
        await click("button[type=reset]");
        seen.all = shown().length;
        type("q", "case1999");
        seen.one = shown();
    """
    assert browse(page(*runs), deeds, tmp_path) == {
        "differ": 1600,
        "all": 2000,
        "one": ["case-classic.area79.case1999"],
    }
