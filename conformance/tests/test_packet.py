"""Binary packets, from transcript to octets and from octets to a verdict."""

from __future__ import annotations

import struct

import pytest

from mcspec.keys import Keys
from mcspec.packet import OPCODES, build, match_packet, opcode_name, parse_packet, read_header
from mcspec.pattern import Match, Names, PatternError

STEM = "mcspec:run00100001x"
OPAQUE = 0x01020304


def names(**captures: bytes) -> Names:
    return Names(Keys(STEM), captures)


def built(text: str, **captures: bytes) -> bytes:
    return build(parse_packet(text, sent=True), names(**captures), OPAQUE)


def response(
    opcode: int = 0,
    *,
    status: int = 0,
    extras: bytes = b"",
    key: bytes = b"",
    value: bytes = b"",
    cas: int = 0,
    opaque: int = OPAQUE,
) -> bytes:
    body = extras + key + value
    head = struct.pack(
        ">BBHBBHIIQ", 0x81, opcode, len(key), len(extras), 0, status, len(body), opaque, cas
    )
    return head + body


def matched(text: str, data: bytes, **captures: bytes) -> Match:
    return match_packet(parse_packet(text, sent=False), data, names(**captures), OPAQUE)


def test_a_request_is_built_as_the_protocol_has_it() -> None:
    data = built("set key=Hello extras=u32:0xdeadbeef,u32:0x1c20 value=World")
    assert data.hex(" ") == (
        "80 01 00 05 08 00 00 00 00 00 00 12 01 02 03 04 00 00 00 00 00 00 00 00"
        " de ad be ef 00 00 1c 20 48 65 6c 6c 6f 57 6f 72 6c 64"
    )


def test_a_request_may_lie_about_its_sizes() -> None:
    data = built("get key=abc keylen=9 extlen=1 bodylen=7 magic=0x79 dtype=2 vbucket=3")
    header = read_header(data)
    assert (header.key_size, header.extras_size, header.body_size) == (9, 1, 7)
    assert (header.magic, header.data_type, header.status) == (0x79, 2, 3)
    assert data[24:] == b"abc"


def test_captures_and_holes_fill_a_request() -> None:
    data = built("0x01 key={key} value={rep \\s 3}x cas={c} opaque=7  # a note", c=b"258")
    header = read_header(data)
    assert (header.opcode, header.cas, header.opaque) == (1, 258, 7)
    assert data[24:] == f"{STEM}1   x".encode()


@pytest.mark.parametrize(
    ("value", "octets"),
    [
        ("plain,text", b"plain,text"),
        ("u8:255,u16:1,hex:00ff,text:a\\sb", b"\xff\x00\x01\x00\xffa b"),
        ("u64:{c}", b"\0\0\0\0\0\0\0\x05"),
        ("text:u8:1", b"u8:1"),
        ("a=b", b"a=b"),
        ("", b""),
    ],
)
def test_content(value: str, octets: bytes) -> None:
    assert built(f"get value={value}", c=b"5")[24:] == octets


def test_what_is_not_mentioned_must_be_the_default() -> None:
    assert matched("get", response()).ok
    assert matched("get", response(status=1)).what == "status is 0x0001"
    assert matched("get", response(cas=1)).what == "cas is 1"
    assert matched("get", response(opaque=5)).what == "opaque is 0x00000005"
    assert matched("get", response(value=b"x")).what == "value differs"
    assert matched("get", response(key=b"x")).what == "key differs"
    assert matched("get", response(extras=b"x")).what == "extras differs"
    assert matched("get", response(1)).what == "opcode is set, not get"
    assert matched("get key=a", response()).what == "key is missing"


def test_the_difference_is_where_the_field_is() -> None:
    assert matched("get status=1", response(status=2)).at == 7
    assert matched("get cas=!=0", response()).at == 16
    found = matched("get extras=u32:5 value=abc", response(extras=b"\0\0\0\5", value=b"abd"))
    assert found.at == 24 + 4 + 2
    assert found.expected.endswith(b"\0\0\0\5abc")


def test_a_star_takes_anything() -> None:
    data = response(status=9, extras=b"ab", key=b"k", value=b"v", cas=3, opaque=1)
    assert matched("get status=* extras=* key=* value=* cas=* opaque=*", data).ok


def test_predicates_and_captures() -> None:
    found = matched("get cas={c:u64}!=0 value={v:word}", response(cas=2**63, value=b"abc"))
    assert found.captures == {"c": b"9223372036854775808", "v": b"abc"}
    assert not matched("get cas={c:u64}!=0", response()).ok
    assert not matched("get cas=!=7", response(cas=7)).ok
    assert matched("get cas=!=7", response(cas=8)).ok
    assert matched("get cas={c}", response(cas=8), c=b"8").ok
    assert not matched("get cas={c}", response(cas=9), c=b"8").ok


def test_numbers_in_content_are_compared_and_captured() -> None:
    data = response(extras=b"\0\0\0\5", value=b"\0\0\0\0\0\0\0\x64")
    assert matched("get extras=u32:{_:u32 1..5} value=u64:100", data).ok
    assert not matched("get extras=u32:{_:u32 1..4} value=u64:100", data).ok
    found = matched("get extras=u32:{f:u32} value=u64:{n:u64}", data)
    assert found.captures == {"f": b"5", "n": b"100"}
    assert not matched("get extras=u32:5 value=u64:100,u8:1", data).ok


def test_sizes_that_contradict_each_other_are_told() -> None:
    data = bytearray(response(value=b"ab"))
    data[3] = 9
    assert "9 octets in a body of 2" in matched("get key=* value=*", bytes(data)).what


def test_opcodes_have_the_numbers_of_the_protocol() -> None:
    chosen = {name: OPCODES[name] for name in ("get", "flush", "stat", "touch", "gat", "gatq")}
    assert list(chosen.values()) == [0x00, 0x08, 0x10, 0x1C, 0x1D, 0x1E]
    assert [OPCODES[name] for name in ("sasl_list", "sasl_step", "gatk", "gatkq")] == [
        0x20,
        0x22,
        0x23,
        0x24,
    ]
    assert (opcode_name(0x1F), opcode_name(0x24), opcode_name(0xFE)) == ("0x1f", "gatkq", "0xfe")


@pytest.mark.parametrize("text", ["", "get until-end", "get value=u8:1,x", "get cas=5!=x"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(PatternError):
        parse_packet(text, sent=False)
