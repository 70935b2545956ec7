"""Cases, rules and results for tests of what comes after a run."""

from __future__ import annotations

from pathlib import Path

from mcspec.case import Case, Level, Op, Rule, Step
from mcspec.tally import Run, Server
from mcspec.verdict import Exchange, Mismatch, Result, Verdict

SERVER = Server(
    target="127.0.0.1:11211",
    address="127.0.0.1:11211",
    product="memcached",
    version="1.6.18",
    profile="memcached-1.6",
    capabilities=("classic", "meta"),
)
RULES = {
    "TXT-SET-01": Rule("TXT-SET-01", "set stores", "protocol.txt, Storage", Level.MUST),
}


def make_case(
    case_id: str = "classic.storage.set",
    *,
    level: Level = Level.MUST,
    script: str = "",
    line: int = 1,
) -> Case:
    """A case whose steps are the lines of `script`, each `[connection]op payload`."""
    steps = [_step(text, line + 5 + n) for n, text in enumerate(script.splitlines())]
    return Case(
        id=case_id,
        title="set stores a value",
        rules=("TXT-SET-01",),
        level=level,
        steps=tuple(steps),
        path=Path("transcripts/classic/storage.mct"),
        line=line,
        needs=("classic",),
    )


def make_failure(case: Case, verdict: Verdict = Verdict.FAIL, framing: str = "whole") -> Result:
    """`OK` where `STORED` was wanted, at the case's last step."""
    return Result(
        case=case,
        framing=framing,
        verdict=verdict,
        seconds=0.002,
        mismatch=Mismatch(
            line=case.steps[-1].line if case.steps else case.line,
            what="another line",
            expected=b"STORED\r\n",
            received=b"OK\r\n",
            at=0,
        ),
        sent=(
            Exchange("A", ">", b"set mcspec:1 0 60 1\r\nx\r\n"),
            Exchange("A", "<", b"OK\r\n"),
        ),
    )


def make_run(*results: Result, strict: bool = False, objections: tuple[str, ...] = ()) -> Run:
    """A run of these results on SERVER."""
    framings = tuple(dict.fromkeys(result.framing for result in results))
    return Run(SERVER, framings or ("whole",), results, objections, 1.25, strict)


def _step(text: str, line: int) -> Step:
    connection = text[0] if text[0].isalpha() else "A"
    op, _, payload = text.removeprefix(connection if text[0].isalpha() else "").partition(" ")
    return Step(connection, Op(op), payload, line)
