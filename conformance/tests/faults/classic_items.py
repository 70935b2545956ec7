"""Faults in what the classic commands do to items."""

from __future__ import annotations

import re

from .fault import Fault, both, closing, dropped, number, sub

_STORAGE = rb"^(set|add|replace|append|prepend|cas) "
_HALF = 2**63


def _trimmed(found: re.Match[bytes]) -> bytes:
    """A VALUE with its size and its data, without the blanks at the end of the data."""
    value = found[3].rstrip(b" ")
    return b"%s %d\r\n%s\r\n" % (found[1], len(value), value)


FAULTS = (
    # Storing.
    Fault(
        "classic.add-is-set",
        "add leaves an item alone that is there",
        rb"^add ",
        request=sub(rb"^add", b"set"),
    ),
    Fault(
        "classic.add-refused-as-exists",
        "a refused add is NOT_STORED",
        rb"^add ",
        reply=sub(rb"^NOT_STORED", b"EXISTS"),
    ),
    Fault(
        "classic.replace-is-set",
        "replace stores only where an item is",
        rb"^replace ",
        request=sub(rb"^replace", b"set"),
    ),
    Fault(
        "classic.append-is-prepend",
        "append adds at the end",
        rb"^append ",
        request=sub(rb"^append", b"prepend"),
    ),
    Fault(
        "classic.prepend-is-replace",
        "prepend keeps what is there",
        rb"^prepend ",
        request=sub(rb"^prepend", b"replace"),
    ),
    Fault(
        "classic.flags-of-16-bits",
        "flags have 32 bits",
        _STORAGE,
        request=number(rb"^\w+ \S+ (\d+)", lambda n: n & 0xFFFF),
    ),
    Fault(
        "classic.large-value-refused",
        "values up to the item size limit are stored",
        rb"^set ",
        request=sub(rb"^set \S+ (\d+ \d+ [5-9]\d{5}\r)", b"set " + b"k" * 251 + rb" \1"),
        reply=sub(rb"^CLIENT_ERROR bad command line format", b"SERVER_ERROR out of memory"),
    ),
    Fault(
        "classic.too-large-closes",
        "a value that is too large is refused, and the connection lives on",
        _STORAGE,
        reply=closing(b"SERVER_ERROR object too large"),
    ),
    Fault(
        "classic.too-large-leaves-old-item",
        "a set that is too large takes the old item with it",
        rb"^set ",
        request=sub(rb"^set (\S+ \d+ \d+ [5-9]\d{5} ?)", rb"add \1"),
    ),
    Fault(
        "classic.bad-block-is-error",
        "a block longer than announced is a bad data chunk",
        _STORAGE,
        reply=sub(rb"^CLIENT_ERROR bad data chunk", b"ERROR"),
    ),
    Fault(
        "classic.noreply-answered",
        "noreply has no reply",
        rb" noreply$",
        request=sub(rb" noreply\r\n", b"\r\n"),
    ),
    Fault(
        "classic.noreply-not-done",
        "what is asked with noreply is done",
        rb" noreply$",
        request=dropped(),
    ),
    # Compare and store.
    Fault(
        "classic.cas-stores-always",
        "cas stores only what has not changed",
        rb"^cas ",
        request=sub(rb"^cas (\S+ \d+ -?\d+ \d+) \d+", rb"replace \1"),
        reply=sub(rb"^NOT_STORED", b"NOT_FOUND"),
    ),
    Fault(
        "classic.cas-never-stores",
        "cas stores what has not changed",
        rb"^cas ",
        request=number(rb"^cas \S+ \d+ -?\d+ \d+ (\d+)", lambda n: (n + 1) % 2**64),
    ),
    Fault(
        "classic.cas-of-a-missing-key-exists",
        "cas of a missing key is NOT_FOUND",
        rb"^cas ",
        reply=sub(rb"^NOT_FOUND", b"EXISTS"),
    ),
    Fault(
        "classic.unique-never-changes",
        "each change gives an item another unique",
        rb"^(gets|gats) ",
        reply=sub(rb"^(VALUE \S+ \d+ \d+) \d+", rb"\1 7"),
    ),
    Fault(
        "classic.gets-gives-a-new-unique",
        "to read an item leaves its unique alone",
        rb"^gets ",
        request=sub(rb"^gets (\S+)\r\n", rb"\g<0>append \1 0 0 0 noreply\r\n\r\n"),
    ),
    Fault(
        "classic.touch-gives-a-new-unique",
        "touch leaves the unique alone",
        rb"^touch ",
        request=sub(rb"^touch (\S+) \d+\r\n", rb"\g<0>append \1 0 0 0 noreply\r\n\r\n"),
    ),
    # Numbers.
    Fault(
        "classic.incr-of-63-bits",
        "incr counts up to 2^64",
        rb"^incr ",
        reply=number(rb"^(\d+)\r", lambda n: n % _HALF),
    ),
    Fault(
        "classic.incr-does-not-wrap",
        "incr beyond 2^64 begins at zero again",
        rb"^incr \S+ [1-9]\d*$",
        reply=sub(rb"^0\r", b"18446744073709551615\r"),
    ),
    Fault(
        "classic.decr-wraps",
        "decr stops at zero",
        rb"^decr \S+ [1-9]\d*$",
        reply=sub(rb"^0\r", b"18446744073709551615\r"),
    ),
    Fault(
        "classic.incr-by-one-always",
        "incr adds what is asked for",
        rb"^incr ",
        request=sub(rb"^(incr \S+) \d+", rb"\1 1"),
    ),
    Fault(
        "classic.decr-is-incr",
        "decr takes away",
        rb"^decr ",
        request=sub(rb"^decr", b"incr"),
    ),
    Fault(
        "classic.incr-of-a-missing-key-is-zero",
        "incr makes no item",
        rb"^incr ",
        reply=sub(rb"^NOT_FOUND", b"0"),
    ),
    Fault(
        "classic.incr-of-text-counts",
        "incr refuses what is no number",
        rb"^incr ",
        reply=sub(rb"^CLIENT_ERROR cannot [^\r]*", b"1"),
    ),
    Fault(
        "classic.delta-of-text-is-zero",
        "a delta that is no number is refused",
        rb"^(incr|decr) ",
        reply=sub(rb"^CLIENT_ERROR invalid numeric [^\r]*", b"0"),
    ),
    Fault(
        "classic.delta-with-a-sign",
        "a delta has no sign",
        rb"^(incr|decr) ",
        request=sub(rb"^((?:incr|decr) \S+) -", rb"\1 "),
    ),
    Fault(
        "classic.decr-shortens",
        "a number that decr makes shorter keeps its size, padded with spaces",
        rb"^get ",
        reply=sub(rb"^(VALUE \S+ \d+) (\d+)\r\n(\d+ +)\r\n\Z", _trimmed),
    ),
    # Lifetimes.
    Fault(
        "classic.exptime-ignored",
        "an item is gone after its exptime",
        _STORAGE,
        request=sub(rb"^(\w+ \S+ \d+) -?\d+", rb"\1 0"),
    ),
    Fault(
        "classic.exptime-negative-is-never",
        "an item with a negative exptime is gone at once",
        _STORAGE,
        request=sub(rb"^(\w+ \S+ \d+) -\d+", rb"\1 0"),
    ),
    Fault(
        "classic.exptime-always-relative",
        "an exptime over 30 days is an absolute time",
        _STORAGE,
        request=number(rb"^\w+ \S+ \d+ (\d+)", lambda n: n if n <= 2592000 else 2592000),
    ),
    Fault(
        "classic.exptime-of-30-days-absolute",
        "an exptime of exactly 30 days is relative",
        _STORAGE,
        request=sub(rb"^(\w+ \S+ \d+) 2592000(?= )", rb"\1 2592001"),
    ),
    Fault(
        "classic.get-prolongs",
        "get leaves the lifetime alone",
        rb"^get ",
        request=sub(rb"^get (\S+)\r\n", rb"\g<0>touch \1 600 noreply\r\n"),
    ),
    Fault(
        "classic.refused-add-prolongs",
        "an add that is refused leaves the lifetime alone",
        rb"^add ",
        request=sub(rb"^add (\S+) ", rb"touch \1 600 noreply\r\n\g<0>"),
    ),
    Fault(
        "classic.append-makes-eternal",
        "append leaves the lifetime alone",
        rb"^append ",
        request=sub(rb"^append (\S+) .*", rb"\g<0>touch \1 0 noreply\r\n"),
    ),
    Fault(
        "classic.incr-makes-eternal",
        "incr leaves the lifetime alone",
        rb"^incr ",
        request=sub(rb"^incr (\S+) \d+\r\n", rb"\g<0>touch \1 0 noreply\r\n"),
    ),
    Fault(
        "classic.touch-does-nothing",
        "touch sets the lifetime anew",
        rb"^touch ",
        request=sub(rb"^touch (\S+) -?\d+(?=\r)", rb"mg \1"),
        reply=both(sub(rb"^HD", b"TOUCHED"), sub(rb"^EN", b"NOT_FOUND")),
    ),
    Fault(
        "classic.touch-with-a-sign-is-never",
        "touch with a negative time takes the item",
        rb"^touch ",
        request=sub(rb"^(touch \S+) -\d+", rb"\1 0"),
    ),
    Fault(
        "classic.touch-of-a-missing-key",
        "touch of a missing key is NOT_FOUND",
        rb"^touch ",
        reply=sub(rb"^NOT_FOUND", b"TOUCHED"),
    ),
    Fault(
        "classic.gat-does-not-touch",
        "gat sets the lifetime anew",
        rb"^gats? ",
        request=sub(rb"^gat(s?) -?\d+", rb"get\1"),
    ),
    Fault(
        "classic.flush-does-nothing",
        "flush_all takes all items",
        rb"^flush_all",
        request=sub(rb"^flush_all[^\r\n]*", b"verbosity 0"),
    ),
    Fault(
        "classic.flush-delay-ignored",
        "flush_all waits as long as it is told",
        rb"^flush_all \d",
        request=sub(rb"^flush_all \d+", b"flush_all"),
    ),
    Fault(
        "classic.delete-does-nothing",
        "delete takes the item",
        rb"^delete ",
        request=sub(rb"^delete (\S+)", rb"touch \1 60"),
        reply=sub(rb"^TOUCHED", b"DELETED"),
    ),
    Fault(
        "classic.delete-of-a-missing-key",
        "delete of a missing key is NOT_FOUND",
        rb"^delete ",
        reply=sub(rb"^NOT_FOUND", b"DELETED"),
    ),
)
