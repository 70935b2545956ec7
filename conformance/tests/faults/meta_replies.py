"""Faults in what the meta commands answer."""

from __future__ import annotations

import base64
import re

from .fault import Fault, Moment, dropped, flag, late, number, sub, twice

_ANY = rb"^(mg|ms|md|ma) "


def _key_decoded(found: re.Match[bytes]) -> bytes:
    return b" k" + base64.b64decode(found[1] + b"==")


def _flags_in_reverse(found: re.Match[bytes]) -> bytes:
    return found[1] + b"".join(b" " + each for each in reversed(found[2].split())) + b"\r\n"


def _opaque_of_the_last(octets: bytes, moment: Moment) -> bytes:
    """Swaps an opaque for that of the reply before."""
    found = re.search(rb" O(\S+)", octets)
    if found is None:
        return octets
    last, moment.note = moment.note or found[0], found[0]
    return octets.replace(found[0], last, 1)


FAULTS = (
    # Words and lines.
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
    Fault("meta.count-of-a-miss-is-ns", "a miss of ma is NF", rb"^ma ", reply=sub(rb"^NF", b"NS")),
    Fault("meta.exists-is-refused", "another unique is EX", rb"^ms ", reply=sub(rb"^EX", b"NS")),
    Fault(
        "meta.missing-is-refused", "C without an item is NF", rb"^ms ", reply=sub(rb"^NF", b"NS")
    ),
    Fault(
        "meta.refused-add-is-ex",
        "ME on an item that is there is NS",
        rb"^ms ",
        reply=sub(rb"^NS", b"EX"),
    ),
    Fault(
        "meta.not-numeric-is-ns",
        "ma refuses what is no number",
        rb"^ma ",
        reply=sub(rb"^CLIENT_ERROR cannot [^\r]*", b"NS"),
    ),
    Fault("meta.mn-twice", "mn has one reply", rb"^mn", reply=twice),
    Fault(
        "meta.mn-overtakes", "mn is answered behind everything before it", rb"^m[gsda] ", reply=late
    ),
    # What comes back of the request.
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
        reply=sub(flag(b"b"), b""),
    ),
    Fault(
        "meta.miss-without-flags", "a miss tells O and k", rb"^mg ", reply=sub(rb"^EN[^\r]*", b"EN")
    ),
    Fault(
        "meta.refusals-without-flags",
        "a refusal tells O and k",
        rb"",
        reply=sub(rb"^(NS|EX|NF) [^\r]+", rb"\1"),
    ),
    Fault(
        "meta.stored-without-flags", "ms tells O and k", rb"^ms ", reply=sub(rb"^HD [^\r]+", b"HD")
    ),
    Fault(
        "meta.errors-with-opaque",
        "an error of flags tells no opaque",
        rb" O",
        reply=sub(rb"^(CLIENT_ERROR [^\r]+)", rb"\1 O1"),
    ),
    # Quiet requests.
    Fault(
        "meta.q-is-loud",
        "q keeps what is usual to itself",
        rb" q( |$)",
        request=sub(flag(b"q"), b""),
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
    Fault(
        "meta.quiet-delete-tells-misses",
        "md with q keeps a miss to itself",
        rb"^md .* q( |$)",
        request=sub(flag(b"q"), b""),
        reply=dropped(rb"HD"),
    ),
    Fault(
        "meta.quiet-count-tells-misses",
        "ma with q keeps a miss to itself",
        rb"^ma .* q( |$)",
        request=sub(flag(b"q"), b""),
        reply=dropped(rb"HD"),
    ),
    # What is told of an item.
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
        "meta.time-one-second-late",
        "t is the time that is left",
        rb"",
        reply=number(rb" t(\d+)", lambda n: n + 1),
    ),
    Fault(
        "meta.size-with-line-end",
        "s is the size of the value",
        rb"^mg ",
        reply=number(rb" s(\d+)", lambda n: n + 2),
    ),
    Fault(
        "meta.size-of-store-wrong",
        "s of ms is the size of the value",
        rb"^ms ",
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
    Fault("meta.debug-miss-is-nf", "a miss of me is EN", rb"^me ", reply=sub(rb"^EN", b"NF")),
    Fault(
        "meta.debug-class-missing",
        "me tells the slab class",
        rb"^me ",
        reply=sub(rb" cls=\d+", b""),
    ),
    Fault(
        "meta.debug-without-fetch",
        "me tells whether an item was read",
        rb"^me ",
        reply=sub(rb"fetch=yes", b"fetch=no"),
    ),
    Fault(
        "meta.debug-time-wrong",
        "me tells the time that is left",
        rb"^me ",
        reply=sub(rb" exp=-1", b" exp=0"),
    ),
    # What has to be refused.
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
        "meta.unknown-mode-taken",
        "an unknown mode is refused",
        rb"^m[sa] ",
        request=sub(rb" M[^\sA-Za-z]\S*| M[B-CF-HJ-OQT-Zbcf-hj-oqt-z]\S*", b""),
    ),
    Fault(
        "meta.bad-block-stored",
        "a block of another size is refused",
        rb"^ms ",
        reply=sub(rb"^CLIENT_ERROR bad data chunk", b"HD"),
    ),
)
