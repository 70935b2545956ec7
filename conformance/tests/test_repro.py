"""Reproductions: each is run as a reader would run it, against a wrong server and a right one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fake_server import FakeServer, Handler, response, scripted
from mcspec.case import Case
from mcspec.cli import main
from mcspec.repro.bash_script import bash_script
from mcspec.repro.cut import cut
from mcspec.repro.cut_case import cut_case
from mcspec.repro.files import write_reproductions
from mcspec.repro.one_line import shell_line
from mcspec.repro.python_program import python_program
from mcspec.transcript import parse
from mcspec.verdict import Mismatch, Result, Verdict
from samples import RULES, SERVER, make_case, make_failure, make_run
from servers import CASES, DEADLINE, tiny_server

SPAWNED = replace(SERVER, spawned=True)


@pytest.fixture(name="wrong", scope="module")
def _wrong() -> Iterator[str]:
    with tiny_server("--stored", "OK") as address:
        yield address


@pytest.fixture(name="right", scope="module")
def _right() -> Iterator[str]:
    with tiny_server() as address:
        yield address


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory, wrong: str) -> Path:
    """What `--repro` has written for the one case that fails."""
    cases = tmp_path_factory.mktemp("cases")
    (cases / "tiny.mct").write_text(CASES)
    folder = cases / "repro"
    found = ["--transcripts", str(cases), "--repro", str(folder), "--framing", "whole,bytes"]
    assert main(["run", wrong, *found]) == 1
    return folder


def execute(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)


def program_of(case: Case, failing_line: int = -1) -> str:
    step = case.steps[failing_line]
    mismatch = Mismatch(step.line, "the line differs", b"", b"", 0)
    result = replace(make_failure(case), mismatch=mismatch)
    return python_program(cut(result, ("whole",)), SPAWNED, RULES)


def perform(program: str, handler: Handler, path: Path) -> subprocess.CompletedProcess[str]:
    """Runs a program against a server that is scripted by a handler."""
    path.write_text(program)

    async def serve() -> subprocess.CompletedProcess[str]:
        async with FakeServer(handler) as server:
            command = (sys.executable, str(path), str(server.address))
            return await asyncio.to_thread(execute, *command)

    return asyncio.run(serve())


def test_a_failure_is_written_in_three_ways(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"classic.tiny.set.{ending}" for ending in ("mct", "py", "sh")]


def test_the_program_fails_on_the_server_that_failed(folder: Path) -> None:
    # It knows the address; what it prints is all that a bug report needs.
    done = execute(sys.executable, str(folder / "classic.tiny.set.py"))
    assert done.returncode == 1, done.stderr
    assert "A< 'OK\\r\\n'\nDIFFERS: wanted 'STORED\\r\\n'" in done.stdout


def test_the_program_passes_on_a_right_server(folder: Path, right: str) -> None:
    done = execute(sys.executable, str(folder / "classic.tiny.set.py"), right)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("as it should be\n")


def test_the_shell_script_shows_the_answer(folder: Path, wrong: str, right: str) -> None:
    script = str(folder / "classic.tiny.set.sh")
    answers = []
    for address in (wrong, right):
        host, _, port = address.rpartition(":")
        done = execute("bash", script, host, port)
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout)
    assert answers == ["OK^M\n", "STORED^M\n"]


def test_the_transcript_ends_where_the_failure_was(folder: Path, wrong: str, right: str) -> None:
    text = (folder / "classic.tiny.set.mct").read_text()
    assert text.endswith("---\n> set {key} 5 60 1\n> x\n< STORED\n")
    found = ["--transcripts", str(folder), "--framing", "whole"]
    assert main(["run", wrong, *found]) == 1
    assert main(["run", right, *found]) == 0


CAPTURE = make_case(
    script="A> gets {key}\nA< VALUE {key} 0 1 {unique:u64}\nA< x\nA< END\n"
    "B> cas {key} 0 60 1 {unique}\nB> y\nB< STORED"
)


@pytest.mark.parametrize(("unique", "status"), [(b"17", 0), (b"18", 1)])
def test_a_program_uses_what_an_answer_has_brought(
    tmp_path: Path, unique: bytes, status: int
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        key = line.split()[1]
        if line.startswith(b"gets"):
            writer.write(b"VALUE %s 0 1 17\r\nx\r\nEND\r\n" % key)
        else:
            is_right = line.endswith(b" %s\r\n" % unique)
            writer.write(b"STORED\r\n" if is_right else b"EXISTS\r\n")
        await reader.read(1)

    done = perform(program_of(CAPTURE), handle, tmp_path / "program.py")
    assert done.returncode == status, done.stdout + done.stderr


META = make_case("meta.mg.hit", script="> mg {key} v t c\n<m VA 1 t{_:u32} c{_:u64}\n< x")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"VA 1 c9 t60\r\nx\r\n", 0),
        (b"VA 1 t60 c9\r\nx\r\n", 0),
        (b"VA 1 t60\r\nx\r\n", 1),
        (b"VA 1 t60 c9 W\r\nx\r\n", 1),
        (b"VA 2 t60 c9\r\nx\r\n", 1),
    ],
)
def test_a_program_takes_meta_flags_in_any_order(
    tmp_path: Path, answer: bytes, status: int
) -> None:
    done = perform(program_of(META), scripted(answer), tmp_path / "program.py")
    assert done.returncode == status, done.stdout + done.stderr


BINARY = make_case(
    "binary.set.stores",
    script=">b set key={key} extras=u32:5,u32:60 value=x\n<b set cas={c:u64}!=0\n"
    ">b get key={key} cas={c}\n<b get extras=u32:5 value=x cas={c}",
)


@pytest.mark.parametrize(("cas", "status"), [(7, 0), (0, 1)])
def test_a_program_speaks_binary(tmp_path: Path, cas: int, status: int) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readexactly(24 + 8 + 20 + 1)
        writer.write(response(request, cas=cas))
        request = await reader.read(24 + 20)
        if request[16:24] != cas.to_bytes(8, "big"):
            return
        answer = bytearray(response(request, body=b"\0\0\0\x05x", cas=cas))
        answer[4] = 4
        writer.write(answer)
        await reader.read(1)

    done = perform(program_of(BINARY), handle, tmp_path / "program.py")
    assert done.returncode == status, done.stdout + done.stderr


def test_what_comes_behind_the_end_of_a_case_is_asked_for(tmp_path: Path) -> None:
    case = make_case(script="> get {key}\n< END")
    mismatch = Mismatch(case.steps[-1].line, "octets nobody asked for", b"MN\r\n", b"END\r\n", 0)
    kept = cut(replace(make_failure(case), mismatch=mismatch), ("whole",))
    assert kept.asks_at_end
    program = python_program(kept, SPAWNED, RULES)
    twice = scripted(b"END\r\nEND\r\n", b"MN\r\n")
    assert perform(program, twice, tmp_path / "twice.py").returncode == 1
    once = scripted(b"END\r\n", b"MN\r\n")
    assert perform(program, once, tmp_path / "once.py").returncode == 0


def test_what_only_single_octets_show_is_sent_in_single_octets() -> None:
    result = make_failure(CAPTURE, framing="bytes")
    assert cut(result, ("bytes", "boundaries")).octetwise
    assert not cut(result, ("whole", "bytes")).octetwise
    program = python_program(cut(result, ("bytes",)), SERVER, RULES)
    assert "OCTETWISE = True" in program


def test_a_stricter_line_takes_the_place_of_the_one_it_stands_below() -> None:
    case = make_case(script="> get\n< ERROR {_:line}\n<should ERROR none")
    assert "line(\"A\", b'ERROR none')" in program_of(case)
    assert "line(\"A\", b'ERROR (?:.+)')" in program_of(case, -2)


def test_a_program_has_only_what_it_uses() -> None:
    program = program_of(make_case(script="> get {key}\n< END"))
    assert "def line(" in program and "import re" in program
    assert "def reset(" not in program and "import struct" not in program


@pytest.mark.parametrize(
    "script",
    [
        "> get {b64 {key}}\n< END",
        "> gets {key}\n< {unique:u64}\n> get {unique}\n< END",
        "> get {key}\n! half-close A\n< END",
        "> set {key} 0 0 5000\n> {rep a 5000}\n< STORED",
    ],
)
def test_there_is_no_shell_script_for_what_bash_cannot_say(script: str) -> None:
    result = make_failure(make_case(script=script))
    assert bash_script(cut(result, ("whole",)), result, RULES) == ""


def test_off_plain_streams_there_is_the_transcript_alone(tmp_path: Path) -> None:
    case = make_case(script="> get {key}\n< END")
    for name, failure, address in (
        ("tls", make_failure(case), "tls:127.0.0.1:11211"),
        ("udp", make_failure(replace(case, transport="udp")), SERVER.address),
    ):
        run = replace(make_run(failure), server=replace(SERVER, address=address))
        assert write_reproductions(run, tmp_path / name, RULES) == 1
        assert [path.suffix for path in (tmp_path / name).iterdir()] == [".mct"]
        assert shell_line(failure, run.server) == ""


def test_a_case_that_fails_in_several_ways_is_written_several_times(tmp_path: Path) -> None:
    first = make_failure(CAPTURE)
    early = Mismatch(CAPTURE.steps[1].line, "another line", b"", b"", 0)
    second = replace(make_failure(CAPTURE, framing="bytes"), mismatch=early)
    assert write_reproductions(make_run(first, second), tmp_path, RULES) == 2
    names = sorted(path.name for path in tmp_path.glob("*.mct"))
    assert names == ["classic.storage.set-2.mct", "classic.storage.set.mct"]


def test_a_cut_case_captures_only_what_it_uses() -> None:
    result = make_failure(CAPTURE)
    early = CAPTURE.steps[1]
    cut_early = replace(result, mismatch=Mismatch(early.line, "differs", b"", b"", 0))
    text = cut_case(cut(cut_early, ("whole",)))
    assert text.endswith("< VALUE {key} 0 1 {_:u64}\n")
    assert "{unique:u64}" in cut_case(cut(result, ("whole",)))
    assert parse(text, Path("cut.mct"))[0].id == CAPTURE.id


def test_an_error_without_a_step_is_reproduced_as_a_whole() -> None:
    result = Result(CAPTURE, "whole", Verdict.ERROR, reason="reset")
    kept = cut(result, ("whole",))
    assert kept.asks_at_end and len(kept.actions) == len(CAPTURE.steps)
