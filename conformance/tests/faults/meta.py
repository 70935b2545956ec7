"""Faults of the meta commands."""

from __future__ import annotations

import base64
import re

from .fault import Fault, Moment, dropped, late, number, sub, twice

_ANY = rb"^(mg|ms|md|ma) "
_HALF = 2**63


def _flag_away(letter: bytes) -> bytes:
    """A pattern for a flag of a request or reply, with the space before it."""
    return rb"(?<=[^\r\n]) " + letter + rb"(?=[ \r])"


def _key_decoded(found: re.Match[bytes]) -> bytes:
    return b" k" + base64.b64decode(found[1])


def _flags_in_reverse(found: re.Match[bytes]) -> bytes:
    return found[1] + b"".join(b" " + flag for flag in reversed(found[2].split())) + b"\r\n"


def _opaque_of_the_last(octets: bytes, moment: Moment) -> bytes:
    """Swaps an opaque for that of the reply before."""
    found = re.search(rb" O(\S+)", octets)
    if found is None:
        return octets
    last, moment.held = moment.held or found[0], found[0]
    return octets.replace(found[0], last, 1)


FAULTS = (
    # Replies in general.
    Fault(
        "meta.status-in-lower-case",
        "statuses are upper-case",
        _ANY,
        reply=sub(rb"^HD", b"hd"),
    ),
    Fault("meta.reply-without-cr", "a reply ends in CR LF", _ANY, reply=sub(rb"^NF\r", b"NF")),
    Fault(
        "meta.reply-with-a-space",
        "nothing stands behind the last flag",
        _ANY,
        reply=sub(rb"^(HD[^\r]*)\r", rb"\1 \r"),
    ),
    Fault("meta.replies-swapped", "replies come in the order of requests", _ANY, reply=late),
    Fault(
        "meta.flags-in-reverse",
        "flags come back in the order of the request",
        rb"^mg ",
        reply=sub(rb"^(HD|VA \d+) ([^\r]+)\r\n", _flags_in_reverse),
    ),
    Fault(
        "meta.miss-is-nf",
        "a miss of mg is EN",
        rb"^mg ",
        reply=sub(rb"^EN", b"NF"),
    ),
    Fault("meta.delete-miss-is-en", "a miss of md is NF", rb"^md ", reply=sub(rb"^NF", b"EN")),
    Fault(
        "meta.miss-without-flags", "a miss tells O and k", rb"^mg ", reply=sub(rb"^EN[^\r]*", b"EN")
    ),
    Fault("meta.mn-twice", "mn has one reply", rb"^mn", reply=twice),
    Fault(
        "meta.mn-overtakes", "mn is answered behind everything before it", rb"^m[gsda] ", reply=late
    ),
    # The flags that reflect the request.
    Fault("meta.opaque-lost", "O comes back", _ANY, reply=sub(rb" O\S+", b"")),
    Fault(
        "meta.opaque-of-the-last-request",
        "each reply has the opaque of its own request",
        _ANY,
        reply=_opaque_of_the_last,
    ),
    Fault(
        "meta.opaque-cut-at-8",
        "an opaque may have up to 31 octets",
        _ANY,
        reply=sub(rb" O(\S{8})\S+", rb" O\1"),
    ),
    Fault("meta.key-not-told", "k tells the key", _ANY, reply=sub(rb" k\S+", b"")),
    Fault(
        "meta.key-told-decoded",
        "a key that was given in base64 is told in base64",
        rb"^\w+ \S+ (.* )?b",
        reply=sub(rb" k(\S+)", _key_decoded),
    ),
    Fault(
        "meta.base64-not-told",
        "b comes back with a key in base64",
        _ANY,
        reply=sub(_flag_away(b"b"), b""),
    ),
    Fault(
        "meta.base64-taken-literally",
        "b means that the key is base64",
        _ANY,
        request=sub(_flag_away(b"b"), b""),
    ),
    # Quiet requests.
    Fault(
        "meta.q-is-loud",
        "q keeps what is usual to itself",
        rb" q( |$)",
        request=sub(_flag_away(b"q"), b""),
    ),
    Fault(
        "meta.q-hides-errors",
        "errors are told in spite of q",
        rb" q( |$)",
        reply=dropped(rb"CLIENT_ERROR"),
    ),
    Fault(
        "meta.q-hides-hits",
        "mg tells a hit in spite of q",
        rb"^mg .* q( |$)",
        reply=dropped(rb"HD|VA"),
    ),
    Fault(
        "meta.q-hides-refusals",
        "ms tells NS in spite of q",
        rb"^ms .* q( |$)",
        reply=dropped(rb"NS"),
    ),
    Fault(
        "meta.q-hides-exists",
        "EX is told in spite of q",
        rb"^m[sda] .* q( |$)",
        reply=dropped(rb"EX"),
    ),
    # What mg tells of an item.
    Fault(
        "meta.value-not-told",
        "v tells the value",
        rb"^mg ",
        reply=sub(rb"^VA \d+([^\r]*)\r\n.*", rb"HD\1\r\n"),
    ),
    Fault(
        "meta.no-time-is-zero",
        "t is -1 for an item that stays for ever",
        rb"^mg ",
        reply=sub(rb" t-1", b" t0"),
    ),
    Fault(
        "meta.time-negative",
        "t is the time that is left",
        rb"^mg ",
        reply=sub(rb" t(?=[1-9])", b" t-"),
    ),
    Fault(
        "meta.size-with-line-end",
        "s is the size of the value",
        rb"^mg ",
        reply=number(rb" s(\d+)", lambda n: n + 2),
    ),
    Fault("meta.flags-told-as-zero", "f tells the flags", rb"^mg ", reply=sub(rb" f\d+", b" f0")),
    Fault(
        "meta.never-hit-before", "h tells of an earlier hit", rb"^mg ", reply=sub(rb" h1", b" h0")
    ),
    Fault(
        "meta.always-hit-before", "h is 0 until the first hit", rb"^mg ", reply=sub(rb" h0", b" h1")
    ),
    Fault(
        "meta.no-time-since-access",
        "l is the time since the last access",
        rb"^mg ",
        reply=sub(rb" l\d+", b" l0"),
    ),
    Fault(
        "meta.unique-never-changes", "c changes with the item", rb"", reply=sub(rb" c\d+", b" c5")
    ),
    Fault(
        "meta.return-unique-of-before",
        "ms tells the new unique",
        rb"^ms ",
        reply=number(rb" c(\d+)", lambda n: n - 1),
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
        "meta.vivify-for-ever",
        "N makes an item with that lifetime",
        rb"^mg ",
        request=sub(rb" N\d+", b" N0"),
    ),
    # Winning, and stale items.
    Fault(
        "meta.vivify-without-win",
        "who makes an item by N wins",
        rb"^mg .* N",
        reply=sub(_flag_away(b"W"), b""),
    ),
    Fault("meta.won-twice", "only one client wins", rb"^mg ", reply=sub(_flag_away(b"Z"), b" W")),
    Fault(
        "meta.loser-not-told",
        "Z says that another client has won",
        rb"^mg ",
        reply=sub(_flag_away(b"Z"), b""),
    ),
    Fault(
        "meta.stale-not-told",
        "X says that an item is stale",
        rb"^mg ",
        reply=sub(_flag_away(b"X"), b""),
    ),
    Fault(
        "meta.recache-ignored",
        "R offers the win when little time is left",
        rb"^mg ",
        request=sub(rb" R\d+", b""),
    ),
    Fault(
        "meta.invalidate-deletes",
        "md I leaves a stale item",
        rb"^md ",
        request=sub(_flag_away(b"I"), b""),
    ),
    Fault(
        "meta.late-set-refused",
        "ms I of an older unique stores a stale item",
        rb"^ms ",
        request=sub(_flag_away(b"I"), b""),
    ),
    Fault(
        "meta.clear-ignored",
        "x of md takes the value and leaves the item",
        rb"^md ",
        request=sub(_flag_away(b"x"), b""),
    ),
    # Storing.
    Fault("meta.set-flags-ignored", "F sets the flags", rb"^ms ", request=sub(rb" F\d+", b"")),
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
    Fault(
        "meta.append-does-not-vivify",
        "N of ms MA makes the item",
        rb"^ms ",
        request=sub(rb" N\d+", b""),
    ),
    Fault("meta.exists-is-refused", "another unique is EX", rb"^ms ", reply=sub(rb"^EX", b"NS")),
    Fault(
        "meta.missing-is-refused", "C without an item is NF", rb"^ms ", reply=sub(rb"^NF", b"NS")
    ),
    Fault(
        "meta.unknown-mode-taken",
        "an unknown mode is refused",
        rb"^m[sa] ",
        request=sub(rb" M[^\sA-Za-z]\S*| M[B-CF-HJ-OQT-Zbcf-hj-oqt-z]\S*", b""),
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
        "meta.count-of-63-bits",
        "ma counts up to 2^64",
        rb"^ma ",
        reply=number(rb"\r\n(\d+)\r", lambda n: n % _HALF),
    ),
    # Refusals.
    Fault(
        "meta.key-of-251-taken",
        "a key of more than 250 octets is refused",
        _ANY,
        request=sub(rb"^(\w+ \S{250})\S+", rb"\1"),
    ),
    Fault(
        "meta.double-flag-taken",
        "a flag may stand only once",
        _ANY,
        request=sub(rb" (\w)(?= ([^\r]* )?\1[ \r])", b""),
    ),
    Fault(
        "meta.long-opaque-taken",
        "an opaque has at most 31 octets",
        _ANY,
        request=sub(rb" (O\S{31})\S+", rb" \1"),
    ),
    Fault(
        "meta.bad-block-stored",
        "a block of another size is refused",
        rb"^ms ",
        reply=sub(rb"^CLIENT_ERROR bad data chunk", b"HD"),
    ),
    Fault("meta.debug-miss-is-nf", "a miss of me is EN", rb"^me ", reply=sub(rb"^EN", b"NF")),
    Fault(
        "meta.debug-class-missing",
        "me tells the slab class",
        rb"^me ",
        reply=sub(rb" cls=\d+", b""),
    ),
)
