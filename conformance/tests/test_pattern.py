"""Substitution in payloads, and matching of lines with holes."""

from __future__ import annotations

import base64

import pytest

from mcspec.keys import Keys, KeySource
from mcspec.pattern import (
    Names,
    compile_pattern,
    fill,
    first_difference,
    match,
    random_octets,
    split_outside_braces,
)

STEM = "mcspec:run00100001x"


def names(**captures: bytes) -> Names:
    return Names(Keys(STEM), captures)


def filled(text: str, *, escapes: bool = False, **captures: bytes) -> bytes:
    return fill(compile_pattern(text, escapes=escapes), names(**captures))


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("get {key}", f"get {STEM}1".encode()),
        ("{key2} {key35}", f"{STEM}2 {STEM}z".encode()),
        ("{rep ab 3}", b"ababab"),
        ("x{rep \\s 3}y", b"x   y"),
        ("{rep \\x00 2}", b"\0\0"),
        ("{b64 hello}", base64.b64encode(b"hello")),
        ("{b64 {key}}", base64.b64encode(f"{STEM}1".encode())),
        ("{{key}", b"{key}"),
        ("a}b", b"a}b"),
        ("back\\slash", b"back\\slash"),
        ("é", "é".encode()),
        ("", b""),
    ],
)
def test_substitution(text: str, octets: bytes) -> None:
    assert filled(text) == octets


def test_escapes_are_read_where_they_are_wanted() -> None:
    octets = filled("\\r\\n\\t\\0\\s\\x7f\\\\ {key}", escapes=True)
    assert octets == b"\r\n\t\0 \x7f\\ " + f"{STEM}1".encode()


def test_a_capture_is_filled_in() -> None:
    assert filled("cas {key2} {c}", c=b"17") == f"cas {STEM}2 17".encode()


@pytest.mark.parametrize("size", [5, 19, 20, 21, 250, 300])
def test_a_sized_key_has_that_size_and_stays_unique(size: int) -> None:
    one, two = filled(f"{{key/{size}}}"), filled(f"{{key2/{size}}}")
    assert len(one) == len(two) == size
    assert one != two


def test_keys_differ_between_performances_and_runs() -> None:
    source = KeySource()
    keys = [source.fresh().key(number) for _ in range(100) for number in (1, 2, 35)]
    keys += [KeySource().fresh().key(1)]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {20}


@pytest.mark.parametrize("prefix", ["with space", "x" * 33, "naïve", "\n"])
def test_a_prefix_must_be_fit_for_a_key(prefix: str) -> None:
    with pytest.raises(ValueError, match="key prefix"):
        KeySource(prefix)


@pytest.mark.parametrize("count", [0, 1, 1023, 1024, 1025, 5000])
def test_random_octets_are_those_of_the_plain_generator(count: int) -> None:
    alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-"
    state, expected = 7, bytearray()
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        expected.append(alphabet[state >> 58])
    assert random_octets(count, 7) == bytes(expected)


def test_random_octets_are_the_same_every_time() -> None:
    assert random_octets(8, 7) == random_octets(9, 7)[:8]
    assert random_octets(64, 7) != random_octets(64, 8)
    # The values that TRANSCRIPTS.md states, for runners in other languages.
    assert filled("{rand 12 1}") == b"RWfOoWZ4rClY"


MATCHING = [
    ("END", b"END", {}),
    ("VALUE {key} {f:u32} 5", f"VALUE {STEM}1 17 5".encode(), {"f": b"17"}),
    ("{n:u64}", b"18446744073709551615", {"n": b"18446744073709551615"}),
    ("{n:u32 28..30}", b"28", {"n": b"28"}),
    ("{_:u32}", b"0", {}),
    ("a {w:word} {rest:line}", b"a b-c d e", {"w": b"b-c", "rest": b"d e"}),
    ("{a:word}:{b:word}", b"x:y:z", {"a": b"x:y", "b": b"z"}),
    ("{a:u64} {a}", b"5 5", {"a": b"5"}),
    ("CLIENT_ERROR {_:line}", b"CLIENT_ERROR \x80\xff", {}),
]


@pytest.mark.parametrize(("text", "data", "captures"), MATCHING)
def test_matching(text: str, data: bytes, captures: dict[str, bytes]) -> None:
    found = match(compile_pattern(text, holes=True), data, names())
    assert found.ok
    assert found.captures == captures


DIFFERING = [
    ("END", b"ENX", 2),
    ("END", b"EN", 2),
    ("END", b"END ", 3),
    ("c{n:u64}", b"c18446744073709551616", 1),
    ("c{n:u32}", b"c4294967296", 1),
    ("c{n:u64}", b"c007", 2),
    ("c{n:u64}", b"c", 1),
    ("c{n:u64}", b"c-1", 1),
    ("c{n:u64}", b"c12x", 3),
    ("t{n:u32 28..30} x", b"t31 x", 1),
    ("t{n:u32 28..30} x", b"t30 y", 4),
    ("{a:word} b", b"a c", 2),
    ("{a:word}", b"", 0),
    ("{a:line}", b"", 0),
    ("{a:u64} {a}", b"5 6", 2),
    ("a{{b", b"a{c", 2),
]


@pytest.mark.parametrize(("text", "data", "at"), DIFFERING)
def test_the_first_difference_is_found(text: str, data: bytes, at: int) -> None:
    found = match(compile_pattern(text, holes=True), data, names())
    assert found.at == at


def test_an_earlier_capture_must_be_equal() -> None:
    pattern = compile_pattern("c{unique} {n:u32}", holes=True)
    assert match(pattern, b"c12 5", names(unique=b"12")).ok
    found = match(pattern, b"c13 5", names(unique=b"12"))
    assert (found.at, found.expected) == (2, b"c12 {n:u32}")


@pytest.mark.parametrize(("a", "b", "at"), [(b"", b"", -1), (b"a", b"", 0), (b"ab", b"abc", 2)])
def test_first_difference_of_two_strings(a: bytes, b: bytes, at: int) -> None:
    assert first_difference(a, b) == at
    assert first_difference(b, a) == at


def test_first_difference_in_large_values() -> None:
    value = b"v" * 1_000_000
    for at in (0, 1, 499_999, 999_999):
        assert first_difference(value, value[:at] + b"x" + value[at + 1 :]) == at


def test_spaces_in_holes_do_not_split() -> None:
    text = "a {rep x 3} b={b64 {key} c} {{ d"
    assert split_outside_braces(text, " ") == [
        "a",
        "{rep x 3}",
        "b={b64 {key} c}",
        "{{",
        "d",
    ]
