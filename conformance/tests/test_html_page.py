"""The page as it is written; what a browser makes of it is seen in browser/."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mcspec.cli import main
from mcspec.report.comparison import Comparison, compare
from mcspec.report.html_page import html_page
from mcspec.report.json_file import document
from mcspec.report.record import to_record
from mcspec.verdict import Exchange, Mismatch, Result, Verdict
from samples import RULES, make_case, make_failure, make_run
from servers import CASES, tiny_server

CASE = make_case(script="> set {key} 0 60 1\n> x\n< STORED")
PASSED = Result(make_case("meta.mg.hit"), "whole", Verdict.PASS)


class Page(HTMLParser):
    """What a reader without scripts sees of the matrix, and all addresses that a page names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.addresses: list[str] = []
        self._is_inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins rows and cells."""
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag == "tr":
            self.rows.append([])
        self._is_inside = self._is_inside or tag in ("td", "th")
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Ends cells."""
        if tag in ("td", "th"):
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        """Gathers the text of cells."""
        if self._is_inside:
            self.rows[-1][-1] += data.strip()


def compared(*runs: tuple[Result, ...]) -> Comparison:
    return compare([to_record(document(make_run(*results))) for results in runs])


def embedded(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def test_the_matrix_needs_no_script() -> None:
    page = Page(html_page(compared((PASSED, make_failure(CASE))), RULES))
    assert page.rows == [
        ["area", "share", "PASS", "FAIL"],
        ["meta"],
        ["meta.mg", "", "1", ""],
        ["classic"],
        ["classic.storage", "", "", "1"],
        ["all", "", "1", "1"],
    ]


def test_several_runs_are_columns() -> None:
    page = Page(html_page(compared((PASSED,), (make_failure(CASE),)), RULES))
    assert page.rows[0] == ["area", "memcached 1.6.18", "memcached 1.6.18 (2)"]
    assert ["classic.storage", "–", "0/1"] in page.rows


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = html_page(compared((PASSED, make_failure(CASE))), RULES)
    assert all(address.startswith(("#", "data:")) for address in Page(text).addresses)
    assert "http://" not in text and "https://" not in text and "@import" not in text


def test_no_octet_of_a_server_becomes_markup() -> None:
    wild = b"</script><script>alert(1)</script><!--\x00\xff"
    result = replace(
        make_failure(CASE),
        reason="<b>",
        mismatch=Mismatch(8, "<i>", wild, wild, 0),
        sent=(Exchange("A", "<", wild),),
    )
    text = html_page(compared((result,)), RULES)
    assert text.count("<script") == text.count("</script>") == 2
    assert "alert(1)" in json.dumps(embedded(text))


def test_equal_outcomes_are_embedded_once() -> None:
    left_out = [
        Result(make_case(f"meta.mg.{n}"), "whole", Verdict.SKIP, reason="needs --exclusive")
        for n in range(50)
    ]
    data = embedded(html_page(compared(tuple(left_out)), RULES))
    assert isinstance(data["details"], list) and len(data["details"]) == 1


def test_run_writes_the_page(tmp_path: Path) -> None:
    (tmp_path / "tiny.mct").write_text(CASES)
    page = tmp_path / "page.html"
    with tiny_server("--stored", "OK") as address:
        status = main(["run", address, "--transcripts", str(tmp_path), "--html", str(page)])
    assert status == 1
    assert ["classic.tiny", "", "1", "1", "1", ""] in Page(page.read_text()).rows


@pytest.mark.parametrize("command", [["run", "127.0.0.1:1"], ["compare", "one.json"]])
def test_without_jinja2_the_line_that_installs_it_is_named(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main([*command, "--html", "page.html"]) == 5
    assert "apt-get install -y --no-install-recommends python3-jinja2" in capsys.readouterr().err
