"""`mcspec min`: what is left of a failing case."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from mcspec.case import Case
from mcspec.cli import main
from mcspec.minimise import Failure, minimise
from mcspec.transcript import parse
from mcspec.verdict import Mismatch, Result, Verdict
from samples import make_case
from servers import CASES, spawn_command, tiny_server

HEAD = """\
=== meta.min.sample
title: a sample
rule: TXT-SET-03
level: MUST
---
"""
SCRIPT = """\
> set {key2} 0 60 3
> abc
< STORED
> ms {key/200} 600 T300 c O12
> {rep a 600}
< HD c{mine:u64} O12
B> gets {key2}
B< VALUE {key2} 0 3 {other:u64}
B< abc
B< END
! assert {mine} != {other}
> mg {key/200} t f k v O9 c
< VA 600 t{_:u32} f1 k{key/200} O9 c{mine}
<or[none] EN
< {rep a 600}
> mn
< MN"""
LINE = 18


def smallest(fails: list[str], *, tries: int = 500) -> tuple[list[str], int]:
    """What is left of SCRIPT when it fails as long as all these are found in its steps."""
    count = 0

    async def fails_alike(case: Case) -> bool:
        nonlocal count
        count += 1
        text = written(case)
        return all(re.search(each, text) for each in fails)

    (case,) = parse(HEAD + SCRIPT, Path("sample.mct"))
    assert case.steps[12].line == LINE
    best = asyncio.run(minimise(case, LINE, fails_alike, tries))
    return written(best).splitlines(), count


def written(case: Case) -> str:
    return "\n".join(f"{step.op.value} {step.text}" for step in case.steps)


def test_steps_flags_data_and_keys_go_as_long_as_it_fails() -> None:
    found, _ = smallest(["> mg {key", "f1"])
    assert found == ["> mg {key} v", "< VA 600 f1"] or found == ["> mg {key} f", "< VA 600 f1"]


def test_data_is_shortened_wherever_its_size_stands() -> None:
    found, _ = smallest(["> ms .*\\n> .*\\n< HD", "> mg", "< VA"])
    assert "> ms {key} 0" in found
    assert "< VA 0" in found
    assert not any("rep" in line for line in found)


def test_captures_that_nobody_uses_go() -> None:
    found, _ = smallest(["gets", "VALUE", "f1"])
    assert "< VALUE {key2} 0 3 {_:u64}" in found


def test_it_is_deterministic_and_bounded() -> None:
    assert smallest(["f1"]) == smallest(["f1"])
    found, count = smallest(["f1"], tries=3)
    assert count <= 3
    assert len(found) < len(SCRIPT.splitlines())


def failure(received: bytes, expected: bytes = b"HD f1 t5\r\n", at: int = 3) -> Failure:
    mismatch = Mismatch(7, "the line differs", expected, received, at)
    found = Failure.of(Result(make_case(), "whole", Verdict.FAIL, mismatch=mismatch))
    assert found is not None
    return found


def test_alike_is_the_same_kind_of_answer_at_the_same_step() -> None:
    assert failure(b"HD f2 t5\r\n") == failure(b"HD f33\r\n")
    assert failure(b"HD f2 t5\r\n") != failure(b"EN\r\n", at=0)
    assert failure(b"HD f2 t5\r\n") != failure(b"HD t5\r\n")
    assert failure(b"17\r\n", at=0) == failure(b"4\r\n", at=0)
    assert Failure.of(Result(make_case(), "whole", Verdict.PASS)) is None


@pytest.fixture(name="long")
def _long(tmp_path: Path) -> Path:
    """A case of several exchanges whose set does not answer STORED."""
    path = tmp_path / "long.mct"
    miss = "> get {key2}\n< END\n"
    head, rest = CASES.split("\n\n")[0].split("---\n")
    path.write_text(f"{head}---\n{miss}{rest}\n{miss}")
    return path


def test_a_failing_case_is_made_smaller(long: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["min", str(long), "--spawn", spawn_command("--stored", "OK")]
    assert main(command) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("=== classic.tiny.set.minimal\n")
    assert captured.out.endswith("---\n> set {key} 5 60 0\n>\n< STORED\n")
    assert "3 of 11 steps after" in captured.err
    out = long.with_name("small.mct")
    assert main([*command, "-o", str(out)]) == 0
    assert out.read_text() == captured.out
    assert main(["fmt", "--check", str(out)]) == 0


def test_a_case_that_does_not_fail_is_status_1(
    long: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with tiny_server() as address:
        assert main(["min", str(long), "--target", address]) == 1
        assert "does not fail under whole, bytes" in capsys.readouterr().err
        assert main(["min", "meta.mn.answers", "--target", address]) in (1, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["classic.no.case", "--target", "127.0.0.1:1"], "no case classic.no.case"),
        (["nowhere.mct", "--target", "127.0.0.1:1"], "there is no nowhere.mct"),
        (["classic.get.miss"], "either --target ADDRESS or --spawn"),
        (["classic.get.miss", "--spawn", "memcached"], "has no {port}"),
        (["classic.get.miss", "--target", "x:y"], "an address is HOST:PORT"),
    ],
)
def test_a_senseless_command_line_is_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["min", *arguments])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
