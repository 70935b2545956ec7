"""Recorded octets taken apart, and what transcripts say instead of them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from mcspec.record.relay import Event
from mcspec.record.session import RULE, connections, crash_case, sessions, to_case
from mcspec.transcript import parse, reformat, render

PATH = Path("recorded.mct")
CAS = "1234567"


def steps(*events: tuple[int, str, bytes], verbatim: bool = False) -> list[str]:
    """The steps of the case that these events make; it must be a case in canonical form."""
    recorded = [Event(*event) for event in events]
    case = to_case(recorded, "recorded.case", "a note", verbatim=verbatim)
    assert case is not None
    text = render([case])
    assert reformat(text, PATH) == text
    return text.split("---\n")[1].splitlines()


def packet(
    magic: int, opcode: int, *, key: bytes = b"", extras: bytes = b"", **rest: object
) -> bytes:
    value = rest.get("value", b"")
    assert isinstance(value, bytes)
    body = extras + key + value
    numbers = (rest.get("status", 0), len(body), rest.get("opaque", 0), rest.get("cas", 0))
    return struct.pack(">BBHBBHIIQ", magic, opcode, len(key), len(extras), 0, *numbers) + body


def sent(opcode: int, **fields: object) -> bytes:
    return packet(0x80, opcode, **fields)  # type: ignore[arg-type]


def received(opcode: int, **fields: object) -> bytes:
    return packet(0x81, opcode, **fields)  # type: ignore[arg-type]


def test_keys_are_named_in_their_order_and_stay_the_same() -> None:
    assert steps(
        (0, ">", b"get alice bob\r\n"),
        (0, "<", b"END\r\n"),
        (0, ">", b"touch bob 60\r\ngat 9 alice\r\n"),
        (0, "<", b"NOT_FOUND\r\nEND\r\n"),
    ) == [
        "> get {key} {key2}",
        "< END",
        "> touch {key2} 60",
        "> gat 9 {key}",
        "< NOT_FOUND",
        "< END",
    ]


def test_long_keys_keep_their_size_and_the_thirty_sixth_is_another() -> None:
    keys = " ".join(["k" * 250, *(f"k{n}" for n in range(2, 38))])
    line = steps((0, ">", f"get {keys}\r\n".encode()))[0]
    words = line.removeprefix("> get ").split()
    assert words[0] == "{key/250}"
    assert words[34:] == ["{key35}", "{key35}.36", "{key35}.37"]


def test_data_becomes_filler_that_still_adds_up() -> None:
    assert steps(
        (0, ">", b"set k 0 0 6\r\nsecret\r\nprepend k 0 0 2\r\nmy\r\nget k\r\n"),
        (0, "<", b"STORED\r\nSTORED\r\nVALUE k 0 8\r\nmysecret\r\nEND\r\n"),
    )[-3:] == ["< VALUE {key} 0 8", "< {rand 2 2}{rand 6 1}", "< END"]


def test_no_octet_of_data_or_keys_is_left() -> None:
    case = steps(
        (0, ">", b"set secret 0 0 6 x\r\nsecret\r\nsecret\r\nmg secret v k\r\nms secret 6\r\nsec"),
        (0, "<", b"STORED\r\na secret\r\nVA 6 ksecret\r\nsecret\r\n"),
    )
    assert "secret" not in "\n".join(case)
    binary = steps(
        (0, ">", sent(1, key=b"secret", extras=bytes(8), value=b"secret") + sent(0, key=b"secret")),
        (0, ">", sent(0x21, key=b"PLAIN", value=b"\0secret\0secret") + b"\x80secret"),
        (0, "<", received(0, extras=bytes(4), value=b"secret")),
    )
    assert "secret" not in "\n".join(binary)


def test_verbatim_keeps_keys_and_data() -> None:
    assert steps(
        (0, ">", b"set a{b 0 0 3\r\n\x00\xff{\r\n"), (0, "<", b"STORED\r\n"), verbatim=True
    ) == ["> set a{{b 0 0 3", ">| \\0\\xff{{\\r\\n", "< STORED"]


def test_what_is_counted_with_stays() -> None:
    assert steps(
        (0, ">", b"set n 0 0 1\r\n7\r\nset m 0 0 1\r\n8\r\nincr n 5\r\nget n\r\n"),
        (0, "<", b"STORED\r\nSTORED\r\n12\r\nVALUE n 0 2\r\n12\r\nEND\r\n"),
    ) == [
        "> set {key} 0 0 1",
        "> 7",
        "> set {key2} 0 0 1",
        "> {rand 1 2}",
        "> incr {key} 5",
        "> get {key}",
        "< STORED",
        "< STORED",
        "< 12",
        "< VALUE {key} 0 2",
        "< 12",
        "< END",
    ]


def test_a_unique_is_captured_where_it_is_used_again() -> None:
    assert steps(
        (0, ">", b"gets k\r\n"),
        (0, "<", f"VALUE k 0 0 {CAS}\r\n\r\nEND\r\n".encode()),
        (0, ">", f"cas k 0 0 0 {CAS}\r\n\r\nms k 0 C{CAS}\r\n\r\ncas k 0 0 0 99\r\n\r\n".encode()),
        (0, "<", b"STORED\r\nEX\r\nEXISTS\r\n"),
        (0, ">", b"mg k c t\r\n"),
        (0, "<", b"HD c9000 t60\r\n"),
    ) == [
        "> gets {key}",
        "< VALUE {key} 0 0 {cas1:u64}",
        "<",
        "< END",
        "> cas {key} 0 0 0 {cas1}",
        ">",
        "> ms {key} 0 C{cas1}",
        ">",
        "> cas {key} 0 0 0 99",
        ">",
        "< STORED",
        "< EX",
        "< EXISTS",
        "> mg {key} c t",
        "< HD c{_:u64} t{_:u32}",
    ]


def test_base64_keys_are_the_same_keys() -> None:
    assert steps(
        (0, ">", b"get foo\r\nmg Zm9v b k\r\nme Zm9v b\r\nmg %%% b k\r\n"),
        (0, "<", b"END\r\nEN\r\nHD kZm9v b\r\nME Zm9v exp=-1 la=2\r\n"),
    )[1:] == [
        "> mg {b64 {key}} b k",
        "> me {b64 {key}} b",
        "> mg {key2} b k",
        "< END",
        "< EN",
        "< HD k{b64 {key}} b",
        "< ME {b64 {key}} {_:line}",
    ]


def test_listings_and_versions_may_be_anything() -> None:
    assert steps(
        (0, ">", b"stats\r\nversion\r\nstats reset\r\n"),
        (0, "<", b"STAT pid 1\r\nSTAT time 2\r\nEND\r\nVERSION 1.6.18\r\nRESET\r\n"),
    )[-3:] == ["! skip-until A END", "< VERSION {_:line}", "< RESET"]


def test_lines_that_end_in_lf_alone_are_sent_so() -> None:
    assert steps((0, ">", b"get k\n"), (0, "<", b"END\r\n")) == [">| get {key}\\n", "< END"]


def test_a_block_that_does_not_end_where_it_should_is_sent_as_it_was() -> None:
    assert steps(
        (0, ">", b"set k 0 0 3\r\nabcdef\r\n"), (0, "<", b"CLIENT_ERROR bad data chunk\r\n")
    ) == ["> set {key} 0 0 3", ">| {rand 3 1}", "> {rep x 3}", "< CLIENT_ERROR bad data chunk"]


def test_packets_are_written_by_field() -> None:
    numbers = struct.pack(">QQI", 1, 10, 60)
    assert steps(
        (0, ">", sent(1, key=b"k", extras=struct.pack(">II", 7, 60), value=b"abc", opaque=5)),
        (0, "<", received(1, opaque=5, cas=77)),
        (0, ">", sent(5, key=b"n", extras=numbers) + sent(0, key=b"k", cas=77)),
        (0, "<", received(5, value=struct.pack(">Q", 11), cas=78)),
        (0, "<", received(0, status=1, value=b"Not found")),
    ) == [
        ">b set key={key} extras=u32:7,u32:60 value={rand 3 1} opaque=5",
        "<b set cas={cas1:u64} opaque=5",
        ">b incr key={key2} extras=u64:1,u64:10,u32:60 opaque=0",
        ">b get key={key} cas={cas1} opaque=0",
        "<b incr value=u64:11 cas=!=0 opaque=0",
        "<b get status=1 value=Not\\sfound opaque=0",
    ]


def test_packets_keep_strange_fields_and_text_that_looks_like_a_list() -> None:
    strange = bytearray(sent(0, key=b"text:a b"))
    strange[5] = 1
    strange[7] = 9
    assert steps((0, ">", bytes(strange)), verbatim=True) == [
        ">b get key=text\\x3aa\\sb dtype=1 vbucket=9 opaque=0"
    ]


def test_statistics_in_packets_are_one_step() -> None:
    assert steps(
        (0, ">", sent(0x10)),
        (0, "<", received(0x10, key=b"pid", value=b"1") + received(0x10)),
    ) == [">b stat opaque=0", "<b stat until-end"]


def test_connections_interleave_as_they_did() -> None:
    assert steps(
        (0, ">", b"get a\r\n"),
        (1, ">", b"get b\r\n"),
        (1, "<", b"END\r\n"),
        (0, "<", b"END\r\n"),
    ) == ["A> get {key}", "B> get {key2}", "B< END", "A< END"]


def test_a_step_stands_where_its_last_octet_came() -> None:
    assert steps(
        (0, ">", b"get "), (1, ">", b"get b\r\n"), (0, ">", b"a\r\n"), (1, "<", b"END\r\n")
    ) == ["B> get {key}", "A> get {key2}", "B< END"]


@pytest.mark.parametrize(
    ("events", "last"),
    [
        ([(0, ">", b"quit\r\n"), (0, "<", b"")], ["> quit", "! expect-close A"]),
        ([(0, ">", b"quit\r\n"), (0, ">", b""), (0, "<", b"")], ["> quit", "! close A"]),
        ([(0, ">", b"mn\r\n"), (0, "<", b"MN\r\n"), (0, ">", b"")], ["> mn", "< MN"]),
        (
            [(0, ">", b"mn\r\n"), (0, ">", b""), (0, "<", b"MN\r\n"), (0, "<", b"")],
            ["> mn", "! half-close A", "< MN", "! expect-close A"],
        ),
        ([(0, ">", b"mn\r\nge")], ["> mn", ">| {rep x 2}", "! close A"]),
        ([(0, ">", b"mn\r\n"), (0, "<", b"M")], ["> mn", "! close A"]),
        (
            [(0, ">", b"mn\r\n"), (0, ">", b""), (0, "<", b""), (1, ">", b"mn\r\n")],
            ["A> mn", "! close A", "B> mn"],
        ),
    ],
)
def test_ends_of_connections(events: Sequence[tuple[int, str, bytes]], last: list[str]) -> None:
    assert steps(*events) == last


def test_metadata_says_what_was_used() -> None:
    recorded = [
        Event(0, ">", b"mg k c\r\n"),
        Event(0, "<", b"HD c5\r\n"),
        Event(1, ">", b"flush_all\r\n"),
        Event(2, ">", sent(0x0A)),
    ]
    case = to_case(recorded, "recorded.case", "a note", verbatim=False)
    assert case is not None
    assert case.needs == ("classic", "meta", "binary")
    assert case.exclusive
    assert case.rules == (RULE,)


def test_sessions_are_cut_where_nobody_is_connected() -> None:
    events = [
        Event(0, ">", b"mn\r\n"),
        Event(1, ">", b"mn\r\n"),
        Event(0, ">", b""),
        Event(0, "<", b""),
        Event(1, "<", b""),
        Event(2, ">", b"mn\r\n"),
    ]
    assert [len(each) for each in sessions(events)] == [5, 1]
    assert [len(each) for each in connections(events)] == [3, 2, 1]


def test_nothing_sent_is_no_case() -> None:
    assert to_case([Event(0, "<", b"")], "a.b", "", verbatim=False) is None


def test_a_crash_is_sent_octet_for_octet() -> None:
    octets = b"get k\r\nset k 0 0 2\r\n\x00"
    text = render([crash_case(octets, "crash.octets", "found")])
    assert len(parse(text, PATH)) == 1
    assert text.split("---\n")[1].splitlines() == [
        "> get k",
        "> set k 0 0 2",
        ">| \\0",
        "! close A",
    ]
