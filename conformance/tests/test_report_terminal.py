"""What a person sees: header, table, failures, progress, the last line."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from mcspec.report.difference import difference
from mcspec.report.failure import Context, describe, grouped, step_at
from mcspec.report.progress import Progress
from mcspec.report.style import COLOURED, PLAIN, style_for
from mcspec.report.terminal import header, summary, trace
from mcspec.report.wirelog import wire_log
from mcspec.repro.one_line import shell_line
from mcspec.verdict import Exchange, Mismatch, Result, Verdict
from samples import RULES, SERVER, make_case, make_failure, make_run

CASE = make_case(script="> set {key} 0 60 1\n> x\n< STORED")
CONTEXT = Context(SERVER, RULES)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def passed(case_id: str, framing: str = "whole") -> Result:
    return Result(make_case(case_id), framing, Verdict.PASS)


def test_the_header_says_who_is_tested() -> None:
    assert (
        header(replace(SERVER, notes=("meta is missing",)))
        .splitlines()[0]
        .endswith(" on 127.0.0.1:11211: memcached 1.6.18, profile memcached-1.6")
    )
    assert header(SERVER).splitlines()[1:] == ["it has: classic meta"]
    assert header(replace(SERVER, notes=("odd",))).splitlines()[-1] == "note: odd"


def test_the_table_has_a_row_an_area_and_only_columns_that_occur() -> None:
    results = [passed("classic.get.hit"), passed("meta.mg.hit"), passed("meta.mg.miss")]
    weak = replace(results[0], verdict=Verdict.SKIP, reason="needs --exclusive")
    assert summary(make_run(*results, weak), CONTEXT).splitlines()[:4] == [
        "area         PASS  SKIP",
        "classic.get     1     1",
        "meta.mg         2",
        "all             3     1",
    ]


def test_a_failure_is_told_in_full() -> None:
    text = "\n".join(describe([make_failure(CASE)], CONTEXT))
    assert text == (
        "FAIL  classic.storage.set  TXT-SET-01 MUST  framing=whole\n"
        "  set stores a value\n"
        "  transcripts/classic/storage.mct:8   < STORED\n"
        "    another line\n"
        '    expected  53 54 4f 52 45 44 0d 0a  "STORED\\r\\n"\n'
        '    received  4f 4b 0d 0a              "OK\\r\\n"\n'
        "              ^^ first difference at octet 0\n"
        "  A> set mcspec:1 0 60 1\\r\\n\n"
        "  A> x\\r\\n\n"
        "  A< OK\\r\\n\n"
        "  rule   TXT-SET-01: set stores (protocol.txt, Storage)\n"
        "  repro  printf 'set mcspec:1 0 60 1\\r\\nx\\r\\n' | nc -q1 127.0.0.1 11211"
    )


def test_equal_failures_of_several_framings_are_one_block() -> None:
    whole, bytewise = make_failure(CASE), make_failure(CASE, framing="bytes")
    assert grouped([whole, bytewise]) == [(whole, bytewise)]
    assert "framings: whole bytes" in describe([whole, bytewise], CONTEXT)[0]


def test_failures_that_differ_stay_apart() -> None:
    whole, bytewise = make_failure(CASE), make_failure(CASE, framing="bytes")
    assert whole.mismatch is not None
    elsewhere = replace(bytewise, mismatch=replace(whole.mismatch, line=1))
    assert len(grouped([whole, elsewhere])) == 2
    assert len(grouped([whole, replace(bytewise, verdict=Verdict.ERROR)])) == 2


def test_a_failure_without_octets_tells_its_reason() -> None:
    text = describe([Result(CASE, "whole", Verdict.ERROR, reason="connection reset")], CONTEXT)
    assert "    connection reset" in text
    assert not any("repro" in line for line in text)


def test_a_step_names_its_connection_only_among_several() -> None:
    two = make_case(script="A> get k\nB< END")
    assert step_at(two, 7).endswith(":7   B< END")
    assert step_at(CASE, 8).endswith(":8   < STORED")
    assert step_at(CASE, 99).endswith(":99")


def test_the_first_difference_is_marked_deep_inside_a_long_answer() -> None:
    expected = b"a" * 5000 + b"\r\n"
    lines = difference(Mismatch(1, "", expected, expected.replace(b"\r\n", b"b\r\n"), 5000))
    assert lines[0].startswith("expected  ... 61 61 61 61 61 61 61 61 0d 0a")
    assert lines[1].startswith("received  ... 61 61 61 61 61 61 61 61 62 0d 0a")
    assert lines[2].index("^^") == lines[1].index("62")
    assert lines[2].endswith("first difference at octet 5000")
    assert all(len(line) < 160 for line in lines)


def test_an_answer_that_did_not_come_is_called_nothing() -> None:
    lines = difference(Mismatch(1, "", b"END\r\n", b"", 0))
    assert lines[1] == "received                  (nothing)"
    assert difference(Mismatch(1, "no close", b"", b"", -1)) == []


def test_the_wire_log_joins_what_a_framing_cut() -> None:
    cut = [Exchange("A", ">", bytes([octet])) for octet in b"get k\r\nget"]
    log = wire_log([*cut, Exchange("B", ">", b"k\r\n"), Exchange("A", "<", b"END\r\n")])
    assert log == ["A> get k\\r\\n", "A> get", "B> k\\r\\n", "A< END\\r\\n"]


def test_the_wire_log_shows_packets_by_field_and_cuts_long_values() -> None:
    request = bytes.fromhex("80010003" + "08000000" + "0000000c" + "6d630001" + "00" * 8)
    packet = request + bytes(8) + b"key" + b"v"
    log = wire_log([Exchange("A", ">", packet + packet), Exchange("A", ">", b"v" * 900 + b"\r\n")])
    assert log[0] == (
        "A> set request keylen=3 extlen=8 bodylen=12 opaque=0x6d630001"
        ' extras=[00 00 00 00 00 00 00 00] key="key" value="v"'
    )
    assert log[1] == log[0]
    assert len(log[2]) < 160


def test_a_response_in_the_wire_log_has_its_status_and_what_is_not_zero() -> None:
    header = bytes.fromhex("81000000" + "04010001" + "00000009" + "00000007" + "00" * 7 + "05")
    log = wire_log([Exchange("A", "<", header + b"Not found")])
    # Extras of four octets, as the header says, whatever the server meant.
    assert log == [
        "A< get response keylen=0 extlen=4 dtype=1 status=0x0001 bodylen=9 opaque=0x7 cas=5"
        ' extras=[4e 6f 74 20] value="found"'
    ]


def test_a_packet_whose_lengths_lie_is_shown_as_its_body() -> None:
    header = bytes.fromhex("80000fff" + "00000000" + "00000003" + "00" * 12)
    (line,) = wire_log([Exchange("A", ">", header + b"abc")])
    assert line.endswith(' body="abc"')


def test_headers_that_differ_are_put_side_by_side_by_field() -> None:
    expected = bytes.fromhex("81010000" + "00000000" + "00000000" + "6d630001" + "00" * 7 + "11")
    received = bytes.fromhex("81010000" + "00000001" + "00000000" + "6d630001" + "00" * 8)
    lines = difference(Mismatch(1, "", expected, received, 7))
    assert lines[3:] == [
        "header    magic  opcode  keylen  extlen  dtype  status  bodylen  opaque      cas",
        "expected  0x81   set     0       0       0      0x0000  0        0x6d630001  17",
        "received  0x81   set     0       0       0      0x0001  0        0x6d630001  0",
        "                                                ^^^^^^                       ^^^",
    ]
    coloured = difference(Mismatch(1, "", expected, received, 7), COLOURED)
    assert coloured[-1].startswith("\x1b[31m") and coloured[-1].endswith("\x1b[0m")


def test_a_long_wire_log_keeps_both_ends() -> None:
    log = wire_log([Exchange("A", ">", b"".join(b"get %d\n" % n for n in range(100)))])
    assert log[0] == "A> get 0\\n"
    assert "... 76 lines ..." in log
    assert log[-1] == "A> get 99\\n"


def test_weak_answers_known_failures_and_cases_left_out_are_told_briefly() -> None:
    known = replace(make_failure(CASE), verdict=Verdict.XFAIL, reason="old (issue 1)")
    weak = make_failure(CASE, Verdict.NON_STRICT)
    skips = [replace(passed(f"meta.mg.{n}"), verdict=Verdict.UNSUPPORTED) for n in range(5)]
    skips = [replace(result, reason="needs meta") for result in skips]
    text = summary(make_run(known, weak, *skips, objections=("entry 1 is stale",)), CONTEXT)
    assert "XFAIL  classic.storage.set  TXT-SET-01 MUST  framing=whole\n  old (issue 1)" in text
    assert '< STORED\n  received "OK\\r\\n"' in text
    assert "UNSUPPORTED  5 cases: needs meta (meta.mg.0, meta.mg.1, meta.mg.2, ...)" in text
    assert "known failure: entry 1 is stale" in text
    assert text.splitlines()[-1].startswith("CONFORMS, BUT  ")


def test_a_strict_run_tells_weak_answers_in_full() -> None:
    run = make_run(make_failure(CASE, Verdict.NON_STRICT), strict=True)
    assert "first difference" in summary(run, CONTEXT)


def test_colour_only_on_a_terminal_that_wants_it() -> None:
    assert style_for(Terminal(), {}) == COLOURED
    assert style_for(Terminal(), {"NO_COLOR": "1"}) == PLAIN
    assert style_for(io.StringIO(), {}) == PLAIN
    assert "\x1b" not in summary(make_run(make_failure(CASE)), CONTEXT)
    coloured = replace(CONTEXT, style=COLOURED)
    assert "\x1b[31mFAIL" in summary(make_run(make_failure(CASE)), coloured)
    assert "     \x1b[31m1\x1b[0m" in summary(make_run(make_failure(CASE)), coloured)


def test_a_trace_has_all_octets_of_a_case() -> None:
    assert "  A< OK\\r\\n" in trace(make_failure(CASE)).splitlines()


@pytest.mark.parametrize("script", ["A> get k\nB> get k", "> gets k\n< {c:u64}", "! wait 1s"])
def test_no_shell_line_where_one_write_cannot_say_it(script: str) -> None:
    assert shell_line(make_failure(make_case(script=script)), SERVER) == ""


def test_the_shell_line_quotes_what_a_shell_would_take() -> None:
    sent = (Exchange("A", ">", b"\x80'%\\\x001"),)
    line = shell_line(replace(make_failure(CASE), sent=sent), SERVER)
    assert line == "printf '\\200\\047%%\\\\\\0001' | nc -q1 127.0.0.1 11211 | od -An -c"


@pytest.mark.parametrize(
    ("address", "spawned", "command"),
    [
        ("unix:/run/mc.sock", False, "nc -q1 -U /run/mc.sock"),
        ("[::1]:11211", False, "nc -q1 ::1 11211"),
        ("127.0.0.1:40123", True, "nc -q1 127.0.0.1 PORT"),
    ],
)
def test_the_shell_line_names_the_target(address: str, spawned: bool, command: str) -> None:
    server = replace(SERVER, address=address, spawned=spawned)
    assert shell_line(make_failure(CASE), server).endswith(f"| {command}")


def test_progress_is_silent_at_first_and_off_a_terminal() -> None:
    now = [0.0]
    for stream, later, is_shown in [
        (Terminal(), 1.0, False),
        (Terminal(), 3.0, True),
        (io.StringIO(), 3.0, False),
    ]:
        now[0] = 0.0
        progress = Progress(10, stream, lambda: now[0])
        now[0] = later
        progress.add(make_failure(CASE))
        assert ("1 of 10 runs" in stream.getvalue()) is is_shown
        progress.clear()
        assert stream.getvalue().endswith("\r\x1b[K") is is_shown
