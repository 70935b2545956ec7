"""Faults of the classic commands."""

from __future__ import annotations

import re

from .fault import Fault, both, closing, dropped, late, number, sub, twice

_STORAGE = rb"^(set|add|replace|append|prepend|cas) "
_GETS = rb"^(get|gets|gat|gats) "
_HALF = 2**63


def _longer_key(found: re.Match[bytes]) -> bytes:
    return found[0] + b"k"


def _trimmed(found: re.Match[bytes]) -> bytes:
    """A VALUE with its size and its data, without the blanks at the end of the data."""
    value = found[3].rstrip(b" ")
    return b"%s %d\r\n%s\r\n" % (found[1], len(value), value)


FAULTS = (
    # Storing.
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
        "classic.flags-of-16-bits",
        "flags have 32 bits",
        _STORAGE,
        request=number(rb"^\w+ \S+ (\d+)", lambda n: n & 0xFFFF),
    ),
    Fault(
        "classic.flags-forgotten",
        "flags come back as they were stored",
        _GETS,
        reply=sub(rb"^(VALUE \S+) \d+", rb"\1 0"),
    ),
    Fault(
        "classic.add-is-set",
        "add leaves an item alone that is there",
        rb"^add ",
        request=sub(rb"^add", b"set"),
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
        "classic.add-refused-as-exists",
        "a refused add is NOT_STORED",
        rb"^add ",
        reply=sub(rb"^NOT_STORED", b"EXISTS"),
    ),
    Fault(
        "classic.stored-in-lower-case",
        "the words of replies are upper-case",
        _STORAGE,
        reply=sub(rb"^STORED", b"stored"),
    ),
    Fault(
        "classic.stored-without-cr",
        "a reply ends in CR LF",
        _STORAGE,
        reply=sub(rb"^STORED\r", b"STORED"),
    ),
    Fault("classic.stored-twice", "each request has one reply", rb"^append ", reply=twice),
    Fault(
        "classic.data-cut-at-zero-octet",
        "values may hold any octets",
        _GETS,
        reply=sub(
            rb"^(VALUE \S+ \d+) (\d+)\r\n([^\0]*)\0.*\r\n\Z",
            lambda found: b"%s %d\r\n%s\r\n" % (found[1], len(found[3]), found[3]),
        ),
    ),
    Fault(
        "classic.empty-value-is-a-miss",
        "a value may be empty",
        _GETS,
        reply=dropped(rb"VALUE \S+ \d+ 0[ \r]"),
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
        request=sub(rb"^set (\S+ \d+ \d+ [1-9]\d{6} ?)", rb"add \1"),
    ),
    Fault(
        "classic.large-value-refused",
        "values up to the item size limit are stored",
        rb"^set ",
        request=sub(rb"^set \S+ (\d+ \d+ [5-9]\d{5}\r)", b"set " + b"k" * 251 + rb" \1"),
        reply=sub(rb"^CLIENT_ERROR bad command line format", b"SERVER_ERROR out of memory"),
    ),
    Fault(
        "classic.bad-block-is-error",
        "a block longer than announced is a bad data chunk",
        _STORAGE,
        reply=sub(rb"^CLIENT_ERROR bad data chunk", b"ERROR"),
    ),
    # The word noreply.
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
        "classic.gets-without-unique",
        "gets tells the unique",
        rb"^gets ",
        reply=sub(rb"^(VALUE \S+ \d+ \d+) \d+", rb"\1"),
    ),
    Fault(
        "classic.get-with-unique",
        "get tells no unique",
        rb"^get ",
        reply=sub(rb"^(VALUE \S+ \d+ \d+)\r", rb"\1 1\r"),
    ),
    # Getting.
    Fault(
        "classic.get-of-first-key-only",
        "get may name many keys",
        rb"^get ",
        request=sub(rb"^(get \S+) [^\r\n]+", rb"\1"),
    ),
    Fault(
        "classic.get-in-reverse",
        "values come in the order of the keys",
        rb"^get ",
        request=sub(rb"^get (\S+) (\S+)", rb"get \2 \1"),
    ),
    Fault(
        "classic.get-once-for-a-repeated-key",
        "a key that is asked for twice is answered twice",
        rb"^get ",
        request=sub(rb"^get (\S+) \1(?=[ \r\n])", rb"get \1"),
    ),
    Fault("classic.end-missing", "END ends the values", _GETS, reply=dropped(b"END")),
    Fault(
        "classic.end-twice", "END comes once", rb"^gat ", reply=sub(rb"^END\r\n", rb"\g<0>\g<0>")
    ),
    Fault(
        "classic.end-with-a-space",
        "nothing stands behind END",
        _GETS,
        reply=sub(rb"^END\r", b"END \r"),
    ),
    Fault(
        "classic.value-with-two-spaces",
        "one space is between the words of a reply",
        _GETS,
        reply=sub(rb"^VALUE ", b"VALUE  "),
    ),
    Fault(
        "classic.values-out-of-order",
        "replies come in the order of the requests",
        rb"^(set|get|delete) ",
        reply=late,
    ),
    # Keys.
    Fault(
        "classic.key-of-250-refused",
        "keys have up to 250 octets",
        rb"",
        request=sub(rb"^\w+ [^\s]{250}(?=[ \r])", _longer_key),
    ),
    Fault(
        "classic.key-of-251-taken",
        "a key of more than 250 octets is refused",
        rb"",
        request=sub(rb"^(\w+ [^\s]{250})[^\s]+", rb"\1"),
    ),
    Fault(
        "classic.key-of-7-bits",
        "octets of a key over 127 are its own",
        rb"",
        request=sub(rb"[\x80-\xff]", b"?"),
    ),
    Fault(
        "classic.keys-without-case",
        "keys that differ in case are different",
        rb"",
        request=sub(rb"^(\w+) (\S*[A-Z]\S*)", lambda found: found[1] + b" " + found[2].lower()),
        reply=None,
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
        "classic.decr-shortens",
        "a number that decr makes shorter keeps its size, padded with spaces",
        rb"^get ",
        reply=sub(rb"^(VALUE \S+ \d+) (\d+)\r\n(\d+ +)\r\n\Z", _trimmed),
    ),
    # Lifetimes.
    Fault(
        "classic.touch-does-nothing",
        "touch sets the lifetime anew",
        rb"^touch ",
        request=sub(rb"^touch (\S+) \S+", rb"mg \1"),
        reply=both(sub(rb"^HD", b"TOUCHED"), sub(rb"^EN", b"NOT_FOUND")),
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
    # Deleting.
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
    # Lines, and the server as a whole.
    Fault(
        "classic.unknown-command-named",
        "an unknown command is ERROR and nothing else",
        rb"",
        reply=sub(rb"^ERROR\r", b"ERROR unknown command\r"),
    ),
    Fault(
        "classic.unknown-command-closes",
        "an unknown command is no reason to close",
        rb"^(?!get|gets|cas|shutdown)\w+",
        reply=closing(rb"ERROR\r"),
    ),
    Fault(
        "classic.commands-in-any-case",
        "commands are lower-case",
        rb"^[A-Z]+",
        request=sub(rb"^[A-Z]+", lambda found: found[0].lower()),
    ),
    Fault(
        "classic.line-feed-alone-is-no-end",
        "a line may end in LF alone",
        rb"",
        request=sub(rb"^([^\r\n]*[^\r\n])\n\Z", b""),
    ),
    Fault(
        "classic.version-in-lower-case",
        "version answers VERSION",
        rb"^version",
        reply=sub(rb"^VERSION", b"Version"),
    ),
    Fault("classic.quit-does-nothing", "quit closes", rb"^quit", request=dropped()),
    Fault(
        "classic.stats-without-end",
        "END ends the statistics",
        rb"^stats",
        reply=dropped(rb"END\r"),
    ),
    Fault(
        "classic.hits-not-counted",
        "stats counts the hits of get",
        rb"^stats",
        reply=sub(rb"^STAT get_hits \d+", b"STAT get_hits 0"),
    ),
    Fault(
        "classic.sets-counted-twice",
        "stats counts each set once",
        rb"^stats",
        reply=number(rb"^STAT cmd_set (\d+)", lambda n: 2 * n),
    ),
)
