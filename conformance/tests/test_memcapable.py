"""memcapable.toml: every test of memcapable has cases, and they send what it sends."""

from __future__ import annotations

import tomllib

import pytest

from mcspec.case import Case, Op
from mcspec.places import TRANSCRIPTS
from mcspec.transcript import load_tree
from servers import CONFORMANCE

TABLE = tomllib.loads((CONFORMANCE / "memcapable.toml").read_text())
TESTS = [(dialect, name) for dialect in ("ascii", "binary") for name in TABLE[dialect]]
VERBS = {"mget": "get", "flush": "flush_all", "stat": "stats"}


@pytest.fixture(name="cases", scope="module")
def _cases() -> dict[str, Case]:
    return {case.id: case for case in load_tree([TRANSCRIPTS])}


def test_the_table_has_all_of_its_tests() -> None:
    assert (len(TABLE["ascii"]), len(TABLE["binary"])) == (27, 27)
    assert set(TABLE["contradicted"]) <= {f"{dialect} {name}" for dialect, name in TESTS}


@pytest.mark.parametrize(("dialect", "name"), TESTS)
def test_cases_send_what_it_sends(dialect: str, name: str, cases: dict[str, Case]) -> None:
    verb, _, noreply = name.partition(" ")
    ids: list[str] = TABLE[dialect][name]
    steps = [step for case_id in ids for step in cases[case_id].steps]
    if dialect == "binary":
        sent = [step.text.split(" ")[0] for step in steps if step.op is Op.SEND_PACKET]
        assert verb in sent
        return
    lines = [step.text.split(" ") for step in steps if step.op is Op.SEND_LINE]
    mine = [words for words in lines if words[0] == VERBS.get(verb, verb)]
    assert any(words[-1] == "noreply" for words in mine) if noreply else mine
