"""Faults in what the meta commands do to items."""

from __future__ import annotations

from .fault import Fault, flag, number, sub

_ANY = rb"^(mg|ms|md|ma) "
_HALF = 2**63


FAULTS = (
    # Storing.
    Fault(
        "meta.add-is-set",
        "ME leaves an item alone that is there",
        rb"^ms ",
        request=sub(rb" M[Ee]", b""),
    ),
    Fault(
        "meta.replace-is-set",
        "MR stores only where an item is",
        rb"^ms ",
        request=sub(rb" M[Rr]", b""),
    ),
    Fault(
        "meta.append-is-prepend", "MA adds at the end", rb"^ms ", request=sub(rb" M[Aa]", b" MP")
    ),
    Fault("meta.prepend-is-append", "MP adds in front", rb"^ms ", request=sub(rb" M[Pp]", b" MA")),
    Fault(
        "meta.append-does-not-vivify",
        "N of ms MA makes the item",
        rb"^ms ",
        request=sub(rb" N\d+", b""),
    ),
    Fault(
        "meta.appended-for-ever",
        "N is the lifetime of what MA makes",
        rb"^ms ",
        request=sub(rb" N\d+", b" N0"),
    ),
    Fault(
        "meta.modes-in-any-case",
        "modes are upper-case",
        rb"^m[sa] ",
        request=sub(rb" M[a-z]", lambda found: found[0].upper()),
    ),
    Fault(
        "meta.base64-taken-literally",
        "b means that the key is base64",
        _ANY,
        request=sub(flag(b"b"), b""),
    ),
    Fault("meta.set-flags-ignored", "F sets the flags", rb"^ms ", request=sub(rb" F\d+", b"")),
    Fault(
        "meta.flags-of-16-bits",
        "F has 32 bits",
        rb"^ms ",
        request=number(rb" F(\d+)", lambda n: n & 0xFFFF),
    ),
    Fault(
        "meta.clear-ignored",
        "x of md takes the value and leaves the item",
        rb"^md ",
        request=sub(flag(b"x"), b""),
    ),
    # Uniques.
    Fault(
        "meta.compare-ignored",
        "C of ms stores only what has not changed",
        rb"^ms ",
        request=sub(rb" C\d+", b""),
    ),
    Fault(
        "meta.delete-compare-ignored",
        "C of md deletes only what has not changed",
        rb"^md ",
        request=sub(rb" C\d+", b""),
    ),
    Fault(
        "meta.count-compare-ignored",
        "C of ma counts only what has not changed",
        rb"^ma ",
        request=sub(rb" C\d+", b""),
    ),
    Fault("meta.explicit-unique-ignored", "E sets the unique", rb"", request=sub(rb" E\d+", b"")),
    Fault(
        "meta.set-unique-given-ignored",
        "E of ms sets the unique",
        rb"^ms ",
        request=sub(rb" E\d+", b""),
    ),
    Fault(
        "meta.delete-unique-given-ignored",
        "E of md I sets the unique",
        rb"^md ",
        request=sub(rb" E\d+", b""),
    ),
    Fault(
        "meta.count-unique-given-ignored",
        "E of ma sets the unique",
        rb"^ma ",
        request=sub(rb" E\d+", b""),
    ),
    Fault(
        "meta.get-gives-a-new-unique",
        "mg leaves the unique alone",
        rb"^mg ",
        request=sub(
            rb"^mg (\S+) (?![^\r]*b)[^\r\n]*\r\n", rb"\g<0>append \1 0 0 0 noreply\r\n\r\n"
        ),
    ),
    # Lifetimes.
    Fault(
        "meta.get-does-not-touch",
        "T of mg sets the lifetime",
        rb"^mg ",
        request=sub(rb" T-?\d+", b""),
    ),
    Fault(
        "meta.set-time-ignored",
        "T of ms sets the lifetime",
        rb"^ms ",
        request=sub(rb" T-?\d+", b""),
    ),
    Fault(
        "meta.count-does-not-touch",
        "T of ma sets the lifetime",
        rb"^ma ",
        request=sub(rb" T-?\d+", b""),
    ),
    Fault(
        "meta.stale-time-ignored",
        "T of md I sets the lifetime",
        rb"^md ",
        request=sub(rb" T-?\d+", b""),
    ),
    Fault(
        "meta.get-prolongs",
        "mg without T leaves the lifetime alone",
        rb"^mg ",
        request=sub(rb"^mg (\S+) (?![^\r]*[bT])[^\r\n]*\r\n", rb"\g<0>touch \1 600 noreply\r\n"),
    ),
    Fault(
        "meta.vivify-for-ever",
        "N makes an item with that lifetime",
        rb"^mg ",
        request=sub(rb" N\d+", b" N0"),
    ),
    Fault(
        "meta.vivify-sets-the-time",
        "N leaves alone an item that is there",
        rb"^mg ",
        request=sub(rb" N(\d+)", rb"\g<0> T\1"),
    ),
    # Winning, and stale items.
    Fault(
        "meta.vivify-without-win",
        "who makes an item by N wins",
        rb"^mg .* N",
        reply=sub(flag(b"W"), b""),
    ),
    Fault("meta.won-twice", "only one client wins", rb"^mg ", reply=sub(flag(b"Z"), b" W")),
    Fault(
        "meta.loser-not-told",
        "Z says that another client has won",
        rb"^mg ",
        reply=sub(flag(b"Z"), b""),
    ),
    Fault(
        "meta.stale-not-told",
        "X says that an item is stale",
        rb"^mg ",
        reply=sub(flag(b"X"), b""),
    ),
    Fault(
        "meta.recache-ignored",
        "R offers the win when little time is left",
        rb"^mg ",
        request=sub(rb" R\d+", b""),
    ),
    Fault(
        "meta.recache-one-second-early",
        "R offers the win when less time is left",
        rb"^mg ",
        request=number(rb" R(\d+)", lambda n: n + 1),
    ),
    Fault(
        "meta.invalidate-deletes",
        "md I leaves a stale item",
        rb"^md ",
        request=sub(flag(b"I"), b""),
    ),
    Fault(
        "meta.invalidate-by-older-only",
        "md I with another unique is EX",
        rb"^md .*I",
        request=sub(rb" C\d+", b""),
    ),
    Fault(
        "meta.late-set-refused",
        "ms I of an older unique stores a stale item",
        rb"^ms ",
        request=sub(flag(b"I"), b""),
    ),
    # Counting.
    Fault("meta.delta-ignored", "D is the delta of ma", rb"^ma ", request=sub(rb" D\d+", b"")),
    Fault("meta.decr-is-incr", "MD takes away", rb"^ma ", request=sub(rb" M[Dd]", b" MI")),
    Fault(
        "meta.decr-wraps",
        "MD stops at zero",
        rb"^ma .* M[Dd]",
        reply=sub(rb"^(VA )1([^\r]*\r\n)0\r", rb"\g<1>20\g<2>18446744073709551615\r"),
    ),
    Fault(
        "meta.count-does-not-vivify",
        "N of ma makes the counter",
        rb"^ma ",
        request=sub(rb" N\d+", b""),
    ),
    Fault(
        "meta.count-begins-at-zero",
        "J is what a new counter begins with",
        rb"^ma ",
        request=sub(rb" J\d+", b""),
    ),
    Fault(
        "meta.new-counter-for-ever",
        "N is the lifetime of a new counter",
        rb"^ma ",
        request=sub(rb" N\d+", b" N0"),
    ),
    Fault(
        "meta.count-of-63-bits",
        "ma counts up to 2^64",
        rb"^ma ",
        reply=number(rb"\r\n(\d+)\r", lambda n: n % _HALF),
    ),
    Fault("meta.modes-without-signs", "M+ and M- count", rb"^ma ", request=sub(rb" M[-+]", b" M!")),
)
