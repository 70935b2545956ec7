"""pytest as the front: what is collected, how verdicts show, and how it agrees with the program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fake_server import closed_port
from servers import CASES, CONFORMANCE, DEADLINE, ENVIRONMENT, spawn_command, tiny_server

SHOWN_AS = {"PASS": "", "NON-STRICT": "", "FAIL": "failure", "UNSUPPORTED": "skipped"}
KNOWN = '[[known]]\ncase = "{}"\nreason = "says OK"\nissue = "issue 1"\nsaw = "{}"\n'


@pytest.fixture(name="cases")
def _cases(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "tiny.mct").write_text(CASES)
    return tmp_path


def run_pytest(*arguments: str, cwd: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def run(cases: Path, *arguments: str) -> tuple[int, str]:
    return run_pytest("-q", "-p", "mcspec.plugin", *arguments, cwd=cases)


def counts(text: str) -> dict[str, int]:
    return {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", last_line(text))}


def last_line(text: str) -> str:
    return text.splitlines()[-1]


def test_verdicts_show_as_pytest_has_them(cases: Path) -> None:
    status, text = run(cases, "--spawn", spawn_command())
    assert status == 0
    tally = counts(text)
    assert (tally["passed"], tally["skipped"], tally["warnings"]) == (9, 3, 3)
    assert "CONFORMS  memcached 1.6.18: 4 cases in whole, bytes, boundaries (12 runs)" in text


def test_a_failure_shows_what_the_program_shows(cases: Path) -> None:
    status, text = run(cases, "--spawn", spawn_command("--stored", "OK"), "--framing", "whole")
    assert status == 1
    assert counts(text)["failed"] == 1
    assert 'received  4f 4b 0d 0a              "OK\\r\\n"' in text
    assert "tiny.mct:9   < STORED" in text
    assert "plugin.py" not in text


def test_an_unexpected_pass_and_a_known_failure(cases: Path) -> None:
    known = cases / "known.toml"
    known.write_text(KNOWN.format("classic.tiny.[sm]*", "OK"))
    wrong = spawn_command("--stored", "OK")
    status, text = run(cases, "--spawn", wrong, "--framing", "whole", "--known", "known.toml")
    assert status == 1
    assert (counts(text)["xfailed"], counts(text)["failed"]) == (1, 1)
    assert "XPASS  classic.tiny.miss" in text


def test_weak_answers_fail_when_they_shall(cases: Path) -> None:
    status, text = run(cases, "--spawn", spawn_command(), "--fail-non-strict", "--framing=whole")
    assert (status, counts(text)["failed"]) == (1, 1)


def test_items_can_be_chosen_and_stop_at_the_first_failure(cases: Path) -> None:
    status, text = run(cases, "--spawn", spawn_command(), "-v", "-k", "miss and bytes")
    assert status == 0
    assert counts(text)["passed"] == 1
    status, text = run(cases, "--spawn", spawn_command("--stored", "OK"), "-x")
    assert status == 1
    assert counts(text)["failed"] == 1


def test_cases_can_be_chosen_as_by_the_program(cases: Path) -> None:
    _, text = run(cases, "--target", "127.0.0.1:1", "--co", "--case=*.miss", "--framing=whole")
    assert "classic.tiny.miss[whole]" in text
    assert "1 test collected" in text
    _, text = run(cases, "--target", "127.0.0.1:1", "--co", "--level=MUST", "--rule=TXT-TCH-01")
    assert "no tests collected" in text


def test_junit_has_the_time_of_each_case(cases: Path) -> None:
    slow = "! wait 1s\n> get {key}\n< END\n"
    # Last in order, so that the item which sets everything off is another one.
    (cases / "wait.mct").write_text(
        f"=== classic.tiny.slow\ntitle: slow\nrule: TXT-GET-01\nlevel: MUST\n---\n{slow}"
    )
    status, _ = run(cases, "--spawn", spawn_command(), "--framing=whole", "--junitxml=junit.xml")
    assert status == 0
    times = dict(re.findall(r'name="([^"]*)" time="([^"]*)"', (cases / "junit.xml").read_text()))
    assert float(times["classic.tiny.slow[whole]"]) > float(times["classic.tiny.miss[whole]"])
    assert float(times["classic.tiny.slow[whole]"]) >= 1


def test_xdist_gives_the_same_verdicts_and_reports_known_failures(cases: Path) -> None:
    (cases / "known.toml").write_text(KNOWN.format("classic.tiny.set", "NO"))
    with tiny_server("--stored", "OK") as address:
        target = ("--target", address, "--known", "known.toml")
        alone = run(cases, *target)
        shared = run(cases, *target, "-n", "2")
    assert alone[0] == shared[0] == 1
    for word in ("passed", "failed", "skipped"):
        assert counts(alone[1])[word] == counts(shared[1])[word]
    for _, text in (alone, shared):
        assert "known failure: known.toml: entry 1: classic.tiny.set differs" in text


def test_the_program_pytest_and_xdist_give_the_same_verdicts(cases: Path) -> None:
    many = "".join(
        f"=== classic.many.get{n}\ntitle: t\nrule: TXT-GET-01\nlevel: MUST\n---\n"
        f"> get {{key}}\n< {'END' if n % 7 else 'NO'}\n\n"
        for n in range(120)
    )
    (cases / "many.mct").write_text(many)
    chosen = ("--framing", "all", "--seed", "1")
    with tiny_server() as address:
        subprocess.run(
            [sys.executable, "-m", "mcspec", "run", address, "--transcripts", str(cases)]
            + ["--processes", "2", "--json", str(cases / "run.json"), *chosen],
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            timeout=DEADLINE,
            check=False,
        )
        run(cases, "--target", address, "--junitxml", "alone.xml", *chosen)
        run(cases, "--target", address, "--junitxml", "shared.xml", "-n", "2", *chosen)
    ours = {
        f"{each['case']}[{each['framing']}]": SHOWN_AS[each["verdict"]]
        for each in json.loads((cases / "run.json").read_text())["results"]
    }
    assert len(ours) == 6 * 124
    assert set(ours.values()) == {"", "failure", "skipped"}
    assert outcomes(cases / "alone.xml") == ours
    assert outcomes(cases / "shared.xml") == ours


def outcomes(report: Path) -> dict[str, str]:
    """What a JUnit report of pytest has for each item: "failure", "skipped" or nothing."""
    found = {}
    for item in ElementTree.parse(report).iter("testcase"):
        tags = [child.tag for child in item if child.tag in ("failure", "error", "skipped")]
        found[item.get("name", "")] = tags[0] if tags else ""
    return found


def test_a_differing_known_failure_alone_fails_the_run(cases: Path) -> None:
    (cases / "known.toml").write_text(KNOWN.format("classic.tiny.touch", "NO"))
    status, text = run(cases, "--spawn", spawn_command(), "--known", "known.toml")
    assert status == 1
    assert "failed" not in counts(text)


def test_no_server_ends_it_with_status_3(cases: Path) -> None:
    status, text = run(cases, "--target", str(closed_port()))
    assert status == 3
    assert "mcspec: cannot connect to 127.0.0.1:" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--target=127.0.0.1:1", "--spawn=x {port}"], "not both"),
        (["--target=192.0.2.1:1"], "--allow-remote permits that"),
        (["--spawn=x"], "has no {port}"),
        (["--target=127.0.0.1:1", "--profile=none"], "there is no profile none"),
        (["--target=127.0.0.1:1", "--known=gone.toml"], "gone.toml"),
        (["--target=127.0.0.1:1", "--exclusive", "-n2"], "would disturb each other"),
        (["--target=127.0.0.1:1", "--framing=halves"], "there are whole, bytes"),
    ],
)
def test_a_senseless_command_line_is_refused(
    cases: Path, arguments: list[str], message: str
) -> None:
    status, text = run(cases, *arguments)
    assert status == 4
    assert message in text


def test_a_malformed_transcript_is_told_with_its_line(cases: Path) -> None:
    (cases / "bad.mct").write_text("=== a.b\ntitle: t\nrule: A-1\nlevel: MUST\n---\n< END\n")
    status, text = run(cases, "--target", "127.0.0.1:1")
    assert status == 2
    assert "bad.mct:6: " in text


def test_an_id_in_two_files_is_refused(cases: Path) -> None:
    (cases / "twin.mct").write_text(CASES)
    status, text = run(cases, "--target", "127.0.0.1:1")
    assert status == 4
    assert "classic.tiny.set[whole] is in " in text


def test_without_a_server_only_the_runners_own_tests_are_collected() -> None:
    status, text = run_pytest("--co", "-q", "conformance", cwd=CONFORMANCE.parent)
    assert status == 0
    assert "test_plugin.py" in text
    assert "[whole]" not in text


def test_with_a_server_only_cases_are_collected() -> None:
    arguments = ("--co", "-q", "conformance", "--target", "127.0.0.1:1", "--framing", "whole")
    status, text = run_pytest(*arguments, cwd=CONFORMANCE.parent)
    assert status == 0
    assert "[whole]" in text
    assert "test_plugin.py" not in text
