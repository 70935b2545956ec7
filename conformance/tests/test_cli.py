"""The program as people run it: arguments in; exit status, stdout and stderr out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fake_server import closed_port
from mcspec.cli import main
from servers import CASES, CONFORMANCE, DEADLINE, ENVIRONMENT, spawn_command, tiny_server

KNOWN = '[[known]]\ncase = "{}"\nreason = "says OK"\nissue = "issue 1"\nsaw = "{}"\n'


@pytest.fixture(name="cases")
def _cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "tiny.mct").write_text(CASES)
    return folder


@pytest.fixture(name="right", scope="module")
def _right() -> Iterator[str]:
    with tiny_server() as address:
        yield address


@pytest.fixture(name="wrong", scope="module")
def _wrong() -> Iterator[str]:
    with tiny_server("--stored", "OK") as address:
        yield address


def run(cases: Path, *arguments: str) -> int:
    return main(["run", "--transcripts", str(cases), *arguments])


def mcspec(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mcspec", *arguments],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def test_a_right_server_conforms(
    cases: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cases, right, "--level", "MUST") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"mcspec 0.1.0 on {right}: memcached 1.6.18, profile memcached-1.6"
    assert lines[-1].startswith(
        "CONFORMS  memcached 1.6.18: 3 cases in whole, bytes, boundaries (9 runs): "
        "6 pass, 3 UNSUPPORTED in "
    )


def test_a_wrong_answer_is_shown_and_fails(
    cases: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cases, wrong, "--case", "classic.tiny.set", "--framing", "whole,bytes") == 1
    text = capsys.readouterr().out
    assert 'received  4f 4b 0d 0a              "OK\\r\\n"' in text
    assert "framings: whole bytes" in text
    assert f"| nc -q1 127.0.0.1 {wrong.rpartition(':')[2]}" in text
    assert text.splitlines()[-1].startswith("DIFFERS  memcached 1.6.18: 1 case in whole, bytes")


def test_a_closed_port_is_one_line_and_status_3() -> None:
    done = mcspec("run", str(closed_port()))
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert "cannot connect to 127.0.0.1:" in done.stderr


def test_a_mute_server_is_given_up(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with tiny_server("--mute") as address:
        assert run(cases, address) == 3
    assert "answers neither text nor binary" in capsys.readouterr().err


def test_a_command_that_does_not_start_is_status_3(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cases, "--spawn", "/nowhere/memcached {port}") == 3
    assert "cannot start /nowhere/memcached" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "./ci/conform builds mcspecd"),
        (["127.0.0.1:1", "--spawn", "x {port}"], "not both"),
        (["--spawn", "x"], "has no {port}"),
        (["192.0.2.1:1"], "--allow-remote permits that"),
        (["127.0.0.1:none"], "an address is HOST:PORT, tls:HOST:PORT, udp:HOST:PORT or unix:PATH"),
        (["127.0.0.1:1", "--framing", "halves"], "there are whole, bytes"),
        (["127.0.0.1:1", "--profile", "none"], "there is no profile none"),
        (["127.0.0.1:1", "--timeout-scale", "0"], "from 0.01 to 1000"),
        (["127.0.0.1:1", "-n", "0"], "from 1 on"),
        (["127.0.0.1:1", "--key-prefix", "a b"], "no spaces"),
        (["127.0.0.1:1", "--level", "must"], "invalid choice"),
        (["127.0.0.1:1", "--junit", "/nowhere/report.xml"], "there is no folder /nowhere"),
        (["127.0.0.1:1", "--transcripts", "/nowhere"], "there is no /nowhere"),
    ],
)
def test_a_senseless_command_line_is_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", *arguments])
    assert caught.value.code == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_a_malformed_transcript_is_status_2_with_its_line(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cases / "bad.mct").write_text("=== a.b\ntitle: t\nrule: A-1\nlevel: MUST\n---\n< END\n")
    assert run(cases, "127.0.0.1:1") == 2
    assert "bad.mct:6: " in capsys.readouterr().err


def test_no_case_at_all_is_status_1(
    cases: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cases, right, "--case", "nothing.*") == 1
    assert capsys.readouterr().err.splitlines() == [
        "mcspec: no case matches nothing.*",
        "mcspec: no case ran: none was selected",
    ]
    assert run(cases, right, "--case", "meta.*") == 1
    assert "no case ran, 3 UNSUPPORTED" in capsys.readouterr().out.splitlines()[-1]


def test_a_weak_answer_counts_only_when_strict(
    cases: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cases, right, "--case", "classic.tiny.touch") == 0
    assert "NON-STRICT  classic.tiny.touch" in capsys.readouterr().out
    assert run(cases, right, "--case", "classic.tiny.touch", "--strict") == 1


@pytest.mark.parametrize(
    ("case", "saw", "status", "told"),
    [
        ("classic.tiny.set", "OK", 0, "XFAIL  classic.tiny.set"),
        ("classic.tiny.set", "NO", 1, "differs from the known failure, which was NO"),
        ("classic.tiny.*", "OK", 4, "XPASS  classic.tiny.miss"),
        ("classic.huge.*", "OK", 1, "no case is named classic.huge.*"),
    ],
)
def test_known_failures_are_applied(
    cases: Path,
    wrong: str,
    capsys: pytest.CaptureFixture[str],
    case: str,
    saw: str,
    status: int,
    told: str,
) -> None:
    known = cases / "known.toml"
    known.write_text(KNOWN.format(case, saw))
    assert run(cases, wrong, "--level", "MUST", "--known", str(known)) == status
    assert told in capsys.readouterr().out


def test_a_stale_known_failure_alone_is_status_4(cases: Path, right: str) -> None:
    known = cases / "known.toml"
    known.write_text(KNOWN.format("classic.huge", "OK"))
    assert run(cases, right, "--level", "MUST", "--known", str(known)) == 4


def test_a_known_failure_that_differs_is_status_4_where_nothing_fails(
    cases: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = cases / "known.toml"
    known.write_text(KNOWN.format("classic.tiny.touch", "NO"))
    assert run(cases, right, "--known", str(known)) == 4
    assert "differs from the known failure, which was NO" in capsys.readouterr().out


def test_a_file_of_known_failures_is_started_and_never_overwritten(
    cases: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = cases / "known.toml"
    assert run(cases, wrong, "--write-known", str(known)) == 1
    assert run(cases, wrong, "--strict", "--known", str(known)) == 0
    assert "XFAIL  classic.tiny.set" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        run(cases, wrong, "--write-known", str(known))
    assert stopped.value.code == 2


def test_a_broken_file_of_known_failures_is_status_2(
    cases: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cases, right, "--known", str(cases / "gone.toml")) == 2
    assert "gone.toml" in capsys.readouterr().err


def test_reports_are_written(cases: Path, wrong: str) -> None:
    junit, report = cases / "junit.xml", cases / "report.json"
    status = run(cases, wrong, "--junit", str(junit), "--json", str(report), "--framing", "whole")
    assert status == 1
    assert ElementTree.parse(junit).getroot().get("failures") == "1"
    assert json.loads(report.read_text())["counts"]["FAIL"] == 1


def test_a_spawned_server_is_tested(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(cases, "--spawn", spawn_command(), "--level", "MUST") == 0
    assert "CONFORMS  memcached 1.6.18" in capsys.readouterr().out


def test_a_trace_shows_what_went_over_the_wire(
    cases: Path, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(cases, right, "--case", "classic.tiny.miss", "--framing", "whole", "--trace")
    assert "PASS  classic.tiny.miss  TXT-GET-01 MUST  framing=whole\n  A> get " in (
        capsys.readouterr().out
    )


MISS = """\
=== classic.tiny.miss
title: a miss is END
rule: TXT-GET-01
level: MUST
---
> get {key}
< END

"""


@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_reports_what_it_has_and_stops_its_servers(
    cases: Path, sign: signal.Signals, processes: str
) -> None:
    (cases / "many.mct").write_text(
        "".join(MISS.replace("miss", f"miss{number}") for number in range(100))
    )
    slow = "> get {key}\n< END\n! wait 50s\n> get {key}\n< END\n"
    (cases / "slow.mct").write_text(
        f"=== classic.tiny.slow\ntitle: slow\nrule: TXT-GET-01\nlevel: MUST\n---\n{slow}"
    )
    command = ["run", "--transcripts", str(cases), "--spawn", spawn_command(), "--trace"]
    command += ["--processes", processes]
    with subprocess.Popen(
        [sys.executable, "-m", "mcspec", *command, "--level", "MUST", "--framing", "whole"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
        # What a shell starts in the background ignores SIGINT, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as program:
        assert program.stdout is not None
        seen = iter(program.stdout.readline, "")
        assert any(line.startswith("PASS  classic.tiny.miss") for line in seen)
        children = descendants(program.pid)
        program.send_signal(sign)
        rest, _ = program.communicate(timeout=DEADLINE)
    assert program.returncode == 130
    assert rest.splitlines()[-1].startswith("STOPPED  memcached 1.6.18: ")
    # A server, and of several workers one at least with its own: the other may not be there yet.
    assert len(children) == 1 if processes == "1" else len(children) >= 3
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def descendants(process: int) -> list[int]:
    """The children of a process, and theirs."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    children = [int(word) for word in listed.stdout.split()]
    return children + [each for child in children for each in descendants(child)]


def test_list_prints_ids_levels_and_titles(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--transcripts", str(cases), "--level", "MUST"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "classic.tiny.set   MUST      set stores",
        "classic.tiny.miss  MUST      a miss is END",
        "meta.tiny.mn       MUST      mn answers MN",
    ]


def test_list_says_what_each_framing_makes_of_a_case(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    several = MISS.replace("miss", "two") + "B> get {key}\nB< END\n"
    (cases / "tiny.mct").write_text(several.replace("\n\n", "\n"))
    arguments = ["list", "--transcripts", str(cases), "--framing"]
    assert main([*arguments, "whole,batch"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "classic.tiny.two  whole       eligible",
        "classic.tiny.two  batch       a case of several connections has an order that a"
        " pipeline would lose",
    ]
    assert main(arguments) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6
    assert main(["show", "classic.tiny.two", "--transcripts", str(cases)]) == 0
    shown = capsys.readouterr().out
    assert "# framing whole: eligible\n" in shown
    assert "# framing pipeline: a case of several connections" in shown


def test_a_run_counts_what_is_not_eligible_and_tells_its_seed(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = MISS.replace("END", "NO").replace("level: MUST", "level: MUST\nframing: random")
    (cases / "tiny.mct").write_text(wrong)
    assert run(cases, "--spawn", spawn_command(), "--framing", "all", "--seed", "17") == 1
    text = capsys.readouterr().out
    assert "random framing: --seed 17\n" in text
    assert "FAIL  classic.tiny.miss  TXT-GET-01 MUST  framing=random --seed 17\n" in text
    assert (
        "not eligible: 1 for whole, 1 for bytes, 1 for boundaries, 1 for pipeline, 1 for batch"
        " (mcspec list --framing says why)\n"
    ) in text


def test_show_prints_one_case_as_it_is_written(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "classic.tiny.miss", "--transcripts", str(cases)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("# ")
    assert "=== classic.tiny.miss\n" in text
    assert "classic.tiny.set" not in text
    assert main(["show", "nothing", "--transcripts", str(cases)]) == 1


def test_coverage_prints_only_rules(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--transcripts", str(cases)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.endswith("classic.tiny.set") for line in lines)
    assert all(line.startswith(("TXT-", "META-", "BIN-", "REG-", "SCN-")) for line in lines)
    assert main(["coverage", "--transcripts", str(cases), "--rule", "META-MN-01"]) == 0
    assert capsys.readouterr().out == "META-MN-01  MUST      meta.tiny.mn\n"


def test_lint_lists_problems_and_fails(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CASES.replace("TXT-SET-03", "TXT-NO-99")
    (cases / "tiny.mct").write_text(text)
    assert main(["lint", "--transcripts", str(cases)]) == 1
    assert f"{cases}/tiny.mct:1: classic.tiny.set names the rule TXT-NO-99" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("level", ["MUST", "SHOULD", "MAY"])
def test_lint_fails_for_a_rule_that_binds_and_has_no_case(
    cases: Path, level: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = ("TXT-SET-03", "TXT-GET-01", "TXT-TCH-01", "META-MN-01", "TXT-NEW-01")
    rules = [f'[{rule}]\ntext = "t"\nsource = "s"\nlevel = "{level}"\n' for rule in ids]
    (cases / "ledger.toml").write_text("".join(rules))
    monkeypatch.setattr("mcspec.commands.RULES", cases)
    monkeypatch.setattr("mcspec.commands.KNOWN", cases / "none")
    assert main(["lint", "--transcripts", str(cases)]) == (level != "MAY")
    assert ("TXT-NEW-01 is a" in capsys.readouterr().out) == (level != "MAY")


def test_the_suite_itself_is_free_of_problems() -> None:
    done = mcspec("lint")
    assert (done.returncode, done.stdout) == (0, "")


def test_fmt_names_and_mends(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = cases / "tiny.mct"
    path.write_text(CASES.replace("rule: TXT-SET-03", "rule:  TXT-SET-03"))
    assert main(["fmt", "--check", "--transcripts", str(cases)]) == 1
    assert path.read_text() != CASES
    assert main(["fmt", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(path), str(path)]
    assert path.read_text() == CASES
    assert main(["fmt", "--check", str(path)]) == 0


def test_seeds_are_written(cases: Path) -> None:
    assert main(["seeds", "-o", str(cases / "seeds"), "--transcripts", str(cases)]) == 0
    assert (cases / "seeds/request/classic.tiny.miss").read_bytes() == b"get seed1\r\n"


@pytest.mark.parametrize("arguments", [["list"], ["list", "--case", "classic.cas"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "mcspec", *arguments],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None and program.stderr is not None
        program.stdout.close()
        said = program.stderr.read()
    assert (program.returncode, said) == (0, b"")


def test_help_has_examples_and_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert "mcspec run unix:/run/mc.sock" in text
    assert "no connection, or no answer to any probe" in text


def test_the_script_of_a_clone_runs_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(CONFORMANCE.parent / "ci" / "mcspec"), "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "mcspec 0.1.0\n")
