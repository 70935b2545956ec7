"""How writes are cut, and which cases a framing suits."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from mcspec.framing import NAMES, eligible, pause, pieces
from mcspec.packet import build, parse_packet
from mcspec.keys import Keys
from mcspec.pattern import Names
from mcspec.transcript import FRAMINGS, parse

REQUEST = b"set key 0 0 3\r\nabc\r\n"


def cut(data: bytes, framing: str, seed: str = "seed") -> list[bytes]:
    return list(pieces(data, framing, Random(seed)))


def why_not(steps: str, framing: str = "pipeline", meta: str = "") -> str:
    text = f"=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n{steps}"
    return eligible(parse(text, Path("x.mct"))[0], framing)


def test_transcripts_know_the_framings_there_are() -> None:
    assert FRAMINGS == NAMES


@pytest.mark.parametrize("framing", NAMES)
@pytest.mark.parametrize(
    "data", [b"", b"x", REQUEST, b"\x80", b"\x80" * 30, bytes(range(256)) * 100]
)
def test_pieces_add_up(framing: str, data: bytes) -> None:
    assert b"".join(cut(data, framing)) == data
    assert all(cut(data, framing))


def test_whole_is_one_write() -> None:
    assert cut(REQUEST, "whole") == [REQUEST]
    assert cut(REQUEST, "pipeline") == [REQUEST]


def test_bytes_is_one_octet_a_write_but_for_the_middle_of_large_ones() -> None:
    assert cut(REQUEST, "bytes") == [bytes([octet]) for octet in REQUEST]
    assert len(cut(b"x" * 512, "bytes")) == 512
    large = cut(b"x" * 10_000, "bytes")
    assert {len(piece) for piece in large[:256]} == {1}
    assert {len(piece) for piece in large[-64:]} == {1}
    assert len(large) == 256 + 1 + 64


def test_boundaries_of_text_are_around_spaces_and_line_ends() -> None:
    assert cut(b"get  ab\r\ncd\r\n", "boundaries") == [
        b"g",
        b"et",
        b" ",
        b" ",
        b"ab",
        b"\r",
        b"\n",
        b"cd",
        b"\r",
        b"\n",
    ]


def test_boundaries_of_a_large_block_are_few() -> None:
    data = b"set key 0 0 60000\r\n" + b" " * 60_000 + b"\r\n"
    assert len(cut(data, "boundaries")) < 40
    assert cut(data, "boundaries")[-2:] == [b"\r", b"\n"]
    assert cut(data, "boundaries")[-3:-2] == [b" "]


def test_boundaries_of_very_many_lines_are_those_at_the_ends() -> None:
    parts = cut(b"get a\r\n" * 10_000, "boundaries")
    assert len(parts) < 600
    assert parts[:3] == [b"g", b"et", b" "]
    assert parts[-2:] == [b"\r", b"\n"]


def test_random_cuts_are_those_of_the_seed() -> None:
    assert cut(REQUEST, "random", "1") == cut(REQUEST, "random", "1")
    ways = {tuple(cut(REQUEST, "random", str(seed))) for seed in range(50)}
    assert len(ways) > 20
    assert all(len(way) > 1 for way in ways)
    assert {len(way[0]) for way in ways} > {1, 5, 10}


def test_random_pauses_are_short_and_mostly_none() -> None:
    chance = Random(1)
    seconds = [pause(chance) for _ in range(1000)]
    assert 0 < max(seconds) <= 0.001
    assert seconds.count(0) > 600


def test_boundaries_of_a_packet_are_its_fields() -> None:
    packet = parse_packet("set key=abc extras=u32:0,u32:0 value=defgh", sent=True)
    data = build(packet, Names(Keys("k")), 1)
    ends = []
    position = 0
    for piece in cut(data + data, "boundaries"):
        position += len(piece)
        ends.append(position)
    assert {1, 2, 4, 5, 6, 8, 12, 16, 24, 32, 35, 40, 41, 64} <= set(ends)


def test_a_pipeline_needs_one_connection_no_events_and_nothing_to_wait_for() -> None:
    assert why_not("> a\n< b\n> c\n< d\n") == ""
    assert why_not("> a\n< {x:u64}\n< {x}\n! assert {x} == 1\n") == ""
    assert "several connections" in why_not("> a\n< b\nB> c\nB< d\n", "batch")
    assert "several connections" in why_not("> a\n< b\nB> c\nB< d\n")
    assert "! close" in why_not("> a\n< b\n! close A\n")
    assert "earlier reply" in why_not("> a\n< {x:u64}\n> {x}\n< b\n")
    assert "earlier reply" in why_not(">b get\n<b get cas={x:u64}\n>b get cas={x}\n<b get\n")


def test_a_batch_takes_no_case_that_others_feel_or_wait_for() -> None:
    assert why_not("> a\n< b\n", "batch") == ""
    assert "exclusive" in why_not("> a\n< b\n", "batch", "exclusive: yes\n")
    assert "after" in why_not("> a\n< b\n", "batch", "after: a.c\n")


def test_a_case_may_state_its_framings() -> None:
    for framing in NAMES:
        stated = why_not("> a\n< b\n", framing, "framing: whole, pipeline\n")
        assert (stated == "") == (framing in ("whole", "pipeline"))
        stated = why_not("> a\n< b\n", framing, "framing: none\n")
        assert (stated == "") == (framing == "whole")
        assert why_not("> a\n< b\n", framing) == ""
