"""Seeds: the octets of transcripts without a server."""

from __future__ import annotations

from pathlib import Path

from mcspec.seeds import seeds_of, write_seeds
from samples import make_case


def seeds(script: str) -> dict[str, bytes]:
    case = make_case("a.b.c", script=script)
    return {f"{kind}/{name}": octets for kind, name, octets in seeds_of(case)}


def test_text_goes_both_ways_with_keys_and_holes_filled() -> None:
    assert seeds(
        "> gets {key}\n< VALUE {key} 0 1 {c:u64}\n< {_:line}\n< END\n"
        "> cas {key} 0 0 1 {c}\n>| x\\r\\n"
    ) == {
        "request/a.b.c": b"gets seed1\r\ncas seed1 0 0 1 1\r\nx\r\n",
        "reply/a.b.c": b"VALUE seed1 0 1 1\r\nline\r\nEND\r\n",
    }


def test_each_connection_has_files_of_its_own() -> None:
    assert seeds("> get a\n< END\nB> get b\nB< END") == {
        "request/a.b.c": b"get a\r\n",
        "reply/a.b.c": b"END\r\n",
        "request/a.b.c-B": b"get b\r\n",
        "reply/a.b.c-B": b"END\r\n",
    }


def test_packets_are_built_and_answered_by_opaque() -> None:
    found = seeds(">b noop opaque=7\n>b noop opaque=8\n>x 80 0a # cut\n<b noop\n<b noop cas=!=1")
    noop = "800a" + "00" * 10
    assert found["request/a.b.c"].hex() == (
        noop + "00000007" + "00" * 8 + noop + "00000008" + "00" * 8 + "800a"
    )
    answer = "810a" + "00" * 10
    assert found["reply/a.b.c"].hex() == (
        answer + "00000007" + "00" * 8 + answer + "00000008" + "00" * 7 + "02"
    )


def test_packet_content_is_filled_in() -> None:
    found = seeds(">b get key={key}\n<b get extras=u32:5 value={v:line} cas={c:u64}!=0")
    assert found["request/a.b.c"].endswith(b"seed1")
    assert found["reply/a.b.c"][:4].hex() == "81000000"
    assert found["reply/a.b.c"].endswith(b"\x01\x00\x00\x00\x05line")


def test_a_reply_with_content_that_may_be_anything_is_left_out() -> None:
    found = seeds(">b get key=k\n<b get value=* cas={c:u64}\n>b get key=l cas={c}\n<b get")
    assert list(found) == ["request/a.b.c"]
    assert found["request/a.b.c"].endswith(bytes(7) + b"\x01l")


def test_a_seed_that_is_too_big_is_left_out() -> None:
    assert list(seeds("> {rep a 5000}\n< ERROR")) == ["reply/a.b.c"]


def test_reading_to_an_end_is_answered_with_the_end() -> None:
    assert seeds("> stats\n! skip-until END")["reply/a.b.c"] == b"END\r\n"
    found = seeds(">b stat\n<b stat until-end")
    assert found["reply/a.b.c"][:2].hex() == "8110"
    assert len(found["reply/a.b.c"]) == 24


def test_alternatives_and_stricter_forms_add_nothing() -> None:
    assert seeds("> x\n< ERROR\n<or NO\n<should ERROR")["reply/a.b.c"] == b"ERROR\r\n"


def test_files_are_written_and_are_the_same_every_time(tmp_path: Path) -> None:
    cases = [make_case("a.b.c", script="> get {rand 9 1}\n< END"), make_case("a.b.d")]
    assert write_seeds(cases, tmp_path / "one") == 2
    assert write_seeds(cases, tmp_path / "two") == 2
    for name in ("request/a.b.c", "reply/a.b.c"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
