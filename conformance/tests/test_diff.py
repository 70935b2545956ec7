"""`mcspec diff`: what counts as a difference, and how it is told."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_server import closed_port
from mcspec.cli import main
from mcspec.diff.compare import compare
from mcspec.verdict import Exchange, Mismatch, Result, Verdict
from samples import make_case
from servers import CASES, memcached, spawn_command, tiny_server

PREFIX = "mcspec:"
ONE = b"mcspec:aaaaaa0000011"
TWO = b"mcspec:bbbbbb00000z1"
ENCODED_ONE = b"bWNzcGVjOmFhYWFhYTAwMDAwMTE="
ENCODED_TWO = b"bWNzcGVjOmJiYmJiYjAwMDAwejE="


def performed(*data: bytes, what: str = "") -> Result:
    """A result in which requests and answers take turns on one connection."""
    exchanges = [Exchange("A", "<" if n % 2 else ">", octets) for n, octets in enumerate(data)]
    mismatch = Mismatch(6, what, b"", b"", -1) if what else None
    verdict = Verdict.FAIL if what else Verdict.PASS
    case = make_case(script="> x\n< y")
    return Result(case, "whole", verdict, mismatch=mismatch, sent=tuple(exchanges))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            (b"gets %s\r\n" % ONE, b"VALUE %s 0 1 5\r\nx\r\nEND\r\n" % ONE),
            (b"gets %s\r\n" % TWO, b"VALUE %s 0 1 77\r\nx\r\nEND\r\n" % TWO),
        ),
        (
            (b"mg %s c t k b\r\n" % ENCODED_ONE, b"HD c5 t30 k%s b\r\n" % ENCODED_ONE),
            (b"mg %s c t k b\r\n" % ENCODED_TWO, b"HD c9 t29 k%s b\r\n" % ENCODED_TWO),
        ),
        ((b"get aa1\r\n", b"VALUE aa1 0 0\r\n"), (b"get bb2\r\n", b"VALUE bb2 0 0\r\n")),
        ((b"version\r\n", b"VERSION 1.6.18\r\n"), (b"version\r\n", b"VERSION 1.6.45-x\r\n")),
        ((b"stats\r\n", b"STAT pid 1\r\nEND\r\n"), (b"stats\r\n", b"STAT pid 2\r\nEND\r\n")),
        ((b"me k\r\n", b"ME k exp=-1 la=2\r\n"), (b"me k\r\n", b"ME k exp=-1 la=3\r\n")),
        (
            (b"get k\r\n", b"END\r\n", b"mn\r\nversion\r\n", b"MN\r\nVERSION 1.6.18\r\n"),
            (b"get k\r\n", b"END\r\n", b"version\r\n", b"VERSION 1.4.39\r\n"),
        ),
        (
            (b"\x80" + bytes(23), b"\x81" + bytes(22) + b"\x05"),
            (b"\x80" + bytes(23), b"\x81" + bytes(22) + b"\x07"),
        ),
    ],
)
def test_what_always_differs_is_no_difference(
    one: tuple[bytes, ...], two: tuple[bytes, ...]
) -> None:
    assert compare(performed(*one), performed(*two), PREFIX) is None


def test_the_first_other_answer_is_told_with_its_request() -> None:
    asked = b"set %s 0 0 1\r\nx\r\n", b"STORED\r\n", b"touch %s 0\r\nget %s\r\n"
    one = performed(asked[0] % ONE, asked[1], asked[2] % (ONE, ONE), b"TOUCHED\r\nEND\r\n")
    two = performed(asked[0] % TWO, asked[1], asked[2] % (TWO, TWO), b"ERROR\r\nEND\r\n")
    found = compare(one, two, PREFIX)
    assert found is not None
    assert found.asked == ("touch {key} 0\\r\\n", "get {key}\\r\\n")
    assert found.answers == (("TOUCHED\\r\\n",), ("ERROR\\r\\n",))


def test_what_a_log_leaves_out_is_not_compared() -> None:
    one, two = b"OK\r\nab[12 octets left out]cd\r\n", b"OK\r\nab[13 octets left out]d\r\n"
    assert compare(performed(b"x\r\n", one), performed(b"x\r\n", two), PREFIX) is None


def test_an_answer_too_many_is_told_with_the_one_that_both_have() -> None:
    request = b"get %s\r\n" % (ONE + b"k" * 230)
    hit = performed(request, b"VALUE a 0 1\r\nx\r\nEND\r\n")
    found = compare(hit, performed(request, b"END\r\n"), PREFIX)
    assert found is not None
    assert found.asked == ("get {key/250}\\r\\n",)
    assert found.answers == (("VALUE a 0 1\\r\\n", "x\\r\\n", "END\\r\\n"), ("END\\r\\n",))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (b"HD t-1\r\n", b"HD t30\r\n"),
        (b"HD f1 c5\r\n", b"HD f2 c5\r\n"),
        (b"HD c5 W\r\n", b"HD c5\r\n"),
        (b"VALUE k 0 1\r\nx\r\n", b"VALUE k 0 1 5\r\nx\r\n"),
        (b"STAT a 1\r\nEND\r\n", b"STAT b 1\r\nEND\r\n"),
        (b"OK\r\n", b"OK\n"),
    ],
)
def test_what_may_not_differ_is_a_difference(one: bytes, two: bytes) -> None:
    assert compare(performed(b"x\r\n", one), performed(b"x\r\n", two), PREFIX) is not None


def test_a_unique_of_zero_is_another() -> None:
    request, answer = b"\x80" + bytes(23), b"\x81" + bytes(22)
    one, two = performed(request, answer + b"\0"), performed(request, answer + b"\1")
    found = compare(one, two, PREFIX)
    assert found is not None
    assert found.answers[1] == ("get status=0x0000 cas={cas} opaque=0x0",)


def test_fields_of_packets_are_told() -> None:
    request = b"\x80" + bytes(23)
    answer = struct.pack(">BBHBBHIIQ", 0x81, 0, 0, 0, 0, 1, 9, 7, 0) + b"Not found"
    found = compare(performed(request, answer), performed(request, b"\x81" + bytes(23)), PREFIX)
    assert found is not None
    assert found.answers[0] == ("get status=0x0001 value=Not found opaque=0x7",)


def test_an_end_on_one_side_alone_is_a_difference() -> None:
    stays = performed(b"quit\r\n", what="the server did not close within 2 s")
    found = compare(performed(b"quit\r\n"), stays, PREFIX)
    assert found is not None
    assert found.ends == ("", "(the server did not close within 2 s)")
    assert compare(stays, stays, PREFIX) is None


@pytest.fixture(name="cases")
def _cases(tmp_path: Path) -> Path:
    (tmp_path / "tiny.mct").write_text(CASES)
    return tmp_path


@pytest.fixture(name="server", scope="module")
def _server() -> Iterator[str]:
    with memcached() as address:
        yield address


def test_the_same_server_twice_is_the_same(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    areas = [word for area in ("binary.get", "classic.cas", "meta.ms") for word in ("--case", area)]
    assert main(["diff", server, server, *areas]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("SAME  memcached 1.6.18 and memcached 1.6.18: no case differs, ")


def test_two_servers_are_told_apart(
    cases: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = cases / "report.json"
    command = ["diff", server, f"spawn:{spawn_command('--stored', 'OK')}", "--json", str(report)]
    assert main([*command, "--transcripts", str(cases)]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("classic.tiny.set  set stores")
    assert lines[at + 1 : at + 3] == ["  A> set {key} 5 60 1\\r\\n", "  A> x\\r\\n"]
    assert [line.split()[-1] for line in lines[at + 3 : at + 5]] == ["STORED\\r\\n", "OK\\r\\n"]
    assert lines[-1].endswith(": 2 of 3 cases differ, 1 not compared")
    assert any("the server has no meta (meta.tiny.mn)" in line for line in lines)
    document = json.loads(report.read_text())
    assert [each["case"] for each in document["differences"]] == [
        "classic.tiny.set",
        "classic.tiny.touch",
    ]


def test_releases_are_heeded_unless_they_are_not_to_be(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CASES.replace("level: MUST\n", "level: MUST\nsince: 1.9\n")
    (cases / "tiny.mct").write_text(text)
    with tiny_server() as one:
        command = ["diff", one, one, "--transcripts", str(cases), "--case", "classic.tiny.set"]
        assert main(command) == 1
        assert "NOTHING COMPARED" in capsys.readouterr().out
        assert main([*command, "--any-release"]) == 0


def test_no_server_is_status_3(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = str(closed_port())
    assert main(["diff", nobody, nobody, "--transcripts", str(cases)]) == 3
    assert "cannot connect" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["127.0.0.1:x", "127.0.0.1:1"], "an address is HOST:PORT"),
        (["spawn:memcached", "127.0.0.1:1"], "has no {port}"),
        (["127.0.0.1:1", "127.0.0.1:1", "--json", "/nowhere/x"], "there is no folder /nowhere"),
    ],
)
def test_a_senseless_command_line_is_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["diff", *arguments])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
