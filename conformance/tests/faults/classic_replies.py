"""Faults in what the classic commands answer."""

from __future__ import annotations

import re

from .fault import Fault, closing, dropped, late, number, sub, twice

_STORAGE = rb"^(set|add|replace|append|prepend|cas) "
_GETS = rb"^(get|gets|gat|gats) "
_KEYED = rb"^(set|add|replace|append|prepend|cas|get|gets|incr|decr|delete|touch) "


def _longer_key(found: re.Match[bytes]) -> bytes:
    return found[0] + b"k"


FAULTS = (
    # Words and lines.
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
    Fault(
        "classic.two-spaces-refused",
        "more than one space may be between words",
        rb"  ",
        request=sub(rb"^\w+(?=[^\r\n]*  )", b"bogus"),
    ),
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
    # What get tells.
    Fault(
        "classic.flags-forgotten",
        "flags come back as they were stored",
        _GETS,
        reply=sub(rb"^(VALUE \S+) \d+", rb"\1 0"),
    ),
    Fault(
        "classic.flags-with-a-sign",
        "flags are told without a sign",
        _GETS,
        reply=number(rb"^VALUE \S+ (\d+)", lambda n: n if n < 2**31 else n - 2**32),
    ),
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
        "classic.value-cut-at-line-end",
        "values may hold CR LF",
        _GETS,
        reply=sub(
            rb"^(VALUE \S+ \d+) \d+\r\n(.*?)\r\n.*\r\n\Z",
            lambda found: b"%s %d\r\n%s\r\n" % (found[1], len(found[2]), found[2]),
        ),
    ),
    Fault(
        "classic.empty-value-is-a-miss",
        "a value may be empty",
        _GETS,
        reply=dropped(rb"VALUE \S+ \d+ 0[ \r]"),
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
    Fault(
        "classic.get-of-24-keys",
        "get may name any number of keys",
        rb"^get ",
        request=sub(rb"^(get(?: \S+){24}) [^\r\n]+", rb"\1"),
    ),
    Fault(
        "classic.get-of-a-short-line",
        "a get may be longer than 2048 octets",
        rb"^get ",
        request=sub(rb"^(get [^\r\n]{2044})[^\r\n]+", rb"\1"),
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
        request=sub(rb"^(\w+ \S*)[\x80-\xff]", rb"\1?"),
    ),
    Fault(
        "classic.keys-without-case",
        "keys that differ in case are different",
        _KEYED,
        request=sub(rb"^(\w+) (\S*[A-Z]\S*)", lambda found: found[1] + b" " + found[2].lower()),
    ),
    # The server.
    Fault(
        "classic.version-in-lower-case",
        "version answers VERSION",
        rb"^version",
        reply=sub(rb"^VERSION", b"Version"),
    ),
    Fault("classic.quit-does-nothing", "quit closes", rb"^quit", request=dropped()),
    Fault(
        "classic.verbosity-without-a-level",
        "verbosity wants a level",
        rb"^verbosity$",
        request=sub(rb"^verbosity", b"verbosity 0"),
    ),
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
        "classic.misses-not-counted",
        "stats counts the misses of get",
        rb"^stats",
        reply=sub(rb"^STAT get_misses \d+", b"STAT get_misses 0"),
    ),
    Fault(
        "classic.touches-not-counted",
        "stats counts touch",
        rb"^stats",
        reply=sub(rb"^STAT cmd_touch \d+", b"STAT cmd_touch 0"),
    ),
    Fault(
        "classic.lost-races-not-counted",
        "stats counts each cas with another unique",
        rb"^stats",
        reply=sub(rb"^STAT cas_badval \d+", b"STAT cas_badval 0"),
    ),
    Fault(
        "classic.items-not-counted",
        "stats tells how many items there are",
        rb"^stats",
        reply=sub(rb"^STAT curr_items \d+", b"STAT curr_items 0"),
    ),
    Fault(
        "classic.sets-counted-twice",
        "stats counts each set once",
        rb"^stats",
        reply=number(rb"^STAT cmd_set (\d+)", lambda n: 2 * n),
    ),
    Fault(
        "classic.hits-of-delete-not-counted",
        "stats counts each delete of an item",
        rb"^stats",
        reply=sub(rb"^STAT delete_hits \d+", b"STAT delete_hits 0"),
    ),
    Fault(
        "classic.hits-of-cas-not-counted",
        "stats counts each cas that stores",
        rb"^stats",
        reply=sub(rb"^STAT cas_hits \d+", b"STAT cas_hits 0"),
    ),
    Fault(
        "classic.misses-of-touch-not-counted",
        "stats counts each touch of a missing key",
        rb"^stats",
        reply=sub(rb"^STAT touch_misses \d+", b"STAT touch_misses 0"),
    ),
    Fault(
        "classic.flushes-not-counted",
        "stats counts flush_all",
        rb"^stats",
        reply=sub(rb"^STAT cmd_flush \d+", b"STAT cmd_flush 0"),
    ),
    Fault(
        "classic.items-ever-not-counted",
        "stats tells how many items were stored",
        rb"^stats",
        reply=sub(rb"^STAT total_items \d+", b"STAT total_items 0"),
    ),
    Fault(
        "classic.connections-not-counted",
        "stats tells how many connections there are",
        rb"^stats",
        reply=sub(rb"^STAT curr_connections \d+", b"STAT curr_connections 0"),
    ),
    Fault(
        "classic.stats-reset-does-nothing",
        "stats reset sets the counters to zero",
        rb"^stats reset",
        request=sub(rb"^stats reset", b"verbosity 0"),
        reply=sub(rb"^OK", b"RESET"),
    ),
)
