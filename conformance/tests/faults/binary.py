"""Faults of the binary protocol."""

from __future__ import annotations

from collections.abc import Callable

from mcspec.packet import OPCODES
from .fault import Fault, Moment, Packet, Rewrite, late, octet, packet, twice

_GOOD = 0x0000
_MISSING = 0x0001
_EXISTS = 0x0002
_TOO_LARGE = 0x0003
_NOT_STORED = 0x0005
_NOT_NUMERIC = 0x0006
_UNKNOWN = 0x0081

# Offsets in the header.
_EXTRAS_SIZE = 4
_BODY_SIZE = 11

_RETRIEVALS = "get getk getq getkq gat gatq gatk gatkq"
_STORAGE = "set add replace setq addq replaceq"
_COUNTS = "incr decr incrq decrq"
_QUIET = "setq addq replaceq appendq prependq deleteq incrq decrq flushq"


def _has(status: int) -> Callable[[Packet], bool]:
    return lambda found: found.status == status


def _is_bad(found: Packet) -> bool:
    return found.status != _GOOD


def _kept_back(only: Callable[[Packet], bool]) -> Rewrite:
    def rewrite(octets: bytes, moment: Moment) -> bytes:
        found = Packet.read(octets)
        return b"" if found is not None and only(found) else octets

    return rewrite


def _closing(status: int) -> Rewrite:
    def rewrite(octets: bytes, moment: Moment) -> bytes:
        found = Packet.read(octets)
        moment.closing = moment.closing or (found is not None and found.status == status)
        return octets

    return rewrite


def _as_asked(octets: bytes, moment: Moment) -> bytes:
    """Gives a reply the opcode of the request that the client sent."""
    return octets[:1] + moment.request[1:2] + octets[2:]


def _opcode(name: str) -> Rewrite:
    return packet(opcode=OPCODES[name])


def _louder(found: Packet) -> int:
    """The opcode without its Q."""
    quiet = {OPCODES["getq"]: OPCODES["get"], OPCODES["getkq"]: OPCODES["getk"]}
    quiet |= {OPCODES["gatq"]: OPCODES["gat"], OPCODES["gatkq"]: OPCODES["gatk"]}
    return quiet.get(found.opcode, found.opcode - 0x10)


def _lifetime(seconds: int, places: slice) -> Callable[[Packet], bytes]:
    """Extras with another number at this place, as far as they reach there."""

    def change(found: Packet) -> bytes:
        if len(found.extras) < places.stop:
            return found.extras
        before, after = found.extras[: places.start], found.extras[places.stop :]
        return before + seconds.to_bytes(4, "big") + after

    return change


_THIRD = slice(16, 20)
_SECOND = slice(4, 8)
_FIRST = slice(0, 4)


FAULTS = (
    # The header.
    Fault(
        "binary.magic-of-requests",
        "replies have the magic 0x81",
        "",
        reply=octet(0, lambda n: 0x80),
    ),
    Fault(
        "binary.opcode-of-get",
        "a reply has the opcode of its request",
        "getk gatk getkq",
        reply=octet(1, lambda n: 0),
    ),
    Fault(
        "binary.opaque-plus-one",
        "the opaque comes back",
        "",
        reply=packet(opaque=lambda p: (p.opaque + 1) % 2**32),
    ),
    Fault(
        "binary.opaque-of-16-bits",
        "the opaque has 32 bits",
        "",
        reply=packet(opaque=lambda p: p.opaque & 0xFFFF),
    ),
    Fault("binary.data-type-set", "the data type is 0", "get", reply=packet(data_type=1)),
    Fault(
        "binary.extras-size-wrong",
        "the header tells the size of the extras",
        "get",
        reply=octet(_EXTRAS_SIZE, lambda n: n + 1),
    ),
    Fault(
        "binary.body-size-wrong",
        "the header tells the size of the body",
        "noop",
        reply=octet(_BODY_SIZE, lambda n: n + 1),
    ),
    Fault(
        "binary.replies-swapped",
        "replies come in the order of requests",
        "get set getq noop",
        reply=late,
    ),
    Fault("binary.noop-twice", "noop has one reply", "noop", reply=twice),
    # Retrievals.
    Fault(
        "binary.get-without-flags",
        "a hit has the flags for extras",
        _RETRIEVALS,
        reply=packet(extras=b""),
    ),
    Fault(
        "binary.flags-in-the-wrong-order",
        "flags are big-endian",
        _RETRIEVALS,
        reply=packet(extras=lambda p: p.extras[::-1]),
    ),
    Fault(
        "binary.getk-without-key",
        "getk tells the key",
        "getk getkq",
        reply=packet(_has(_GOOD), key=b""),
    ),
    Fault(
        "binary.getk-miss-without-key",
        "getk tells the key of a miss",
        "getk",
        reply=packet(_has(_MISSING), key=b""),
    ),
    Fault(
        "binary.get-with-key",
        "get does not tell the key",
        "get",
        reply=packet(_has(_GOOD), key=b"k"),
    ),
    Fault(
        "binary.get-unique-wrong",
        "get tells the unique of the item",
        "get getq",
        reply=packet(lambda p: p.cas > 0, cas=lambda p: p.cas + 1),
    ),
    Fault(
        "binary.quiet-get-tells-misses",
        "a quiet retrieval keeps a miss to itself",
        "getq getkq gatq gatkq",
        request=packet(opcode=_louder),
        reply=_as_asked,
    ),
    Fault(
        "binary.quiet-get-hides-hits",
        "a quiet retrieval tells a hit",
        "getq getkq",
        reply=_kept_back(_has(_GOOD)),
    ),
    Fault(
        "binary.miss-is-not-stored",
        "a miss has the status 1",
        _RETRIEVALS,
        reply=packet(_has(_MISSING), status=_NOT_STORED),
    ),
    Fault(
        "binary.errors-without-text",
        "an error has a text for value",
        "",
        reply=packet(_is_bad, value=b""),
    ),
    Fault(
        "binary.miss-text-wrong",
        "a miss says Not found",
        "get delete",
        reply=packet(_has(_MISSING), value=b"NOT_FOUND"),
    ),
    # Storing.
    Fault(
        "binary.stored-without-unique",
        "a stored item's unique is told",
        _STORAGE,
        reply=packet(cas=0),
    ),
    Fault(
        "binary.compare-ignored",
        "a set with a unique stores only what has not changed",
        "set replace setq",
        request=packet(cas=0),
    ),
    Fault(
        "binary.delete-compare-ignored",
        "a delete with a unique deletes only what has not changed",
        "delete deleteq",
        request=packet(cas=0),
    ),
    Fault(
        "binary.count-compare-ignored",
        "incr with a unique counts only what has not changed",
        _COUNTS,
        request=packet(cas=0),
    ),
    Fault(
        "binary.append-compare-ignored",
        "append with a unique adds only to what has not changed",
        "append prepend",
        request=packet(cas=0),
    ),
    Fault(
        "binary.exists-is-not-stored",
        "another unique is the status 2",
        _STORAGE,
        reply=packet(_has(_EXISTS), status=_NOT_STORED),
    ),
    Fault(
        "binary.add-is-set",
        "add leaves an item alone that is there",
        "add",
        request=_opcode("set"),
        reply=_as_asked,
    ),
    Fault(
        "binary.replace-is-set",
        "replace stores only where an item is",
        "replace",
        request=_opcode("set"),
        reply=_as_asked,
    ),
    Fault(
        "binary.append-is-prepend",
        "append adds at the end",
        "append",
        request=_opcode("prepend"),
        reply=_as_asked,
    ),
    Fault(
        "binary.append-to-nothing-is-a-miss",
        "append without an item is the status 5",
        "append prepend",
        reply=packet(_has(_NOT_STORED), status=_MISSING),
    ),
    Fault(
        "binary.set-time-ignored",
        "an item is gone after its time",
        _STORAGE,
        request=packet(extras=_lifetime(0, _SECOND)),
    ),
    Fault(
        "binary.flags-of-16-bits",
        "flags have 32 bits",
        _STORAGE,
        request=packet(extras=lambda p: b"\0\0" + p.extras[2:] if len(p.extras) == 8 else p.extras),
    ),
    Fault(
        "binary.quiet-set-is-loud",
        "a quiet change keeps success to itself",
        _QUIET,
        request=packet(opcode=_louder),
        reply=_as_asked,
    ),
    Fault(
        "binary.quiet-errors-hidden",
        "a quiet change tells errors",
        _QUIET,
        reply=_kept_back(_is_bad),
    ),
    Fault(
        "binary.too-large-closes",
        "a value that is too large leaves the connection open",
        _STORAGE,
        reply=_closing(_TOO_LARGE),
    ),
    # Deleting.
    Fault(
        "binary.delete-does-nothing",
        "delete takes the item",
        "delete",
        request=_opcode("get"),
        reply=packet(
            opcode=OPCODES["delete"],
            extras=lambda p: b"",
            cas=0,
            value=lambda p: p.value if p.status else b"",
        ),
    ),
    Fault(
        "binary.delete-with-unique",
        "a reply to delete has no unique",
        "delete",
        reply=packet(_has(_GOOD), cas=9),
    ),
    # Counting.
    Fault(
        "binary.initial-ignored",
        "a new counter begins with its initial value",
        _COUNTS,
        request=packet(
            extras=lambda p: p.extras[:8] + bytes(8) + p.extras[16:]
            if len(p.extras) == 20
            else p.extras
        ),
    ),
    Fault(
        "binary.no-creation-ignored",
        "the time 0xffffffff makes no counter",
        _COUNTS,
        request=packet(lambda p: p.extras[16:] == b"\xff" * 4, extras=_lifetime(0, _THIRD)),
    ),
    Fault(
        "binary.counter-time-ignored",
        "a new counter is gone after its time",
        _COUNTS,
        request=packet(lambda p: p.extras[16:] != b"\xff" * 4, extras=_lifetime(0, _THIRD)),
    ),
    Fault(
        "binary.count-as-text",
        "a count is told in 8 octets",
        "incr decr",
        reply=packet(_has(_GOOD), value=lambda p: b"%d" % int.from_bytes(p.value, "big")),
    ),
    Fault(
        "binary.count-little-endian",
        "a count is big-endian",
        "incr decr",
        reply=packet(_has(_GOOD), value=lambda p: p.value[::-1]),
    ),
    Fault(
        "binary.count-of-63-bits",
        "incr counts up to 2^64",
        "incr",
        reply=packet(
            _has(_GOOD),
            value=lambda p: (int.from_bytes(p.value, "big") % 2**63).to_bytes(8, "big"),
        ),
    ),
    Fault(
        "binary.decr-wraps",
        "decr stops at zero",
        "decr",
        reply=packet(lambda p: p.value == bytes(8), value=b"\xff" * 8),
    ),
    Fault(
        "binary.not-numeric-status",
        "a value that is no number is the status 6",
        "incr decr",
        reply=packet(_has(_NOT_NUMERIC), status=_NOT_STORED),
    ),
    # Lifetimes.
    Fault(
        "binary.touch-does-nothing",
        "touch sets the lifetime anew",
        "touch",
        request=packet(opcode=OPCODES["get"], extras=b""),
        reply=packet(
            opcode=OPCODES["touch"],
            extras=lambda p: b"",
            cas=lambda p: 0,
            value=lambda p: p.value if p.status else b"",
        ),
    ),
    Fault(
        "binary.gat-does-not-touch",
        "gat sets the lifetime anew",
        "gat",
        request=packet(opcode=OPCODES["get"], extras=b""),
        reply=_as_asked,
    ),
    Fault(
        "binary.gat-without-value",
        "gat tells the value",
        "gat gatk",
        reply=packet(_has(_GOOD), value=b""),
    ),
    Fault(
        "binary.flush-does-nothing",
        "flush takes all items",
        "flush",
        request=packet(opcode=OPCODES["noop"], extras=b""),
        reply=_as_asked,
    ),
    Fault(
        "binary.flush-time-ignored",
        "flush waits as long as it is told",
        "flush flushq",
        request=packet(extras=b""),
    ),
    # The server.
    Fault(
        "binary.stat-without-end",
        "an empty reply ends the statistics",
        "stat",
        reply=_kept_back(lambda p: not p.key),
    ),
    Fault(
        "binary.stat-key-in-value",
        "a statistic has its name for key",
        "stat",
        reply=packet(lambda p: bool(p.key), key=b"x", value=lambda p: p.key),
    ),
    Fault("binary.version-empty", "version tells the version", "version", reply=packet(value=b"")),
    Fault(
        "binary.unknown-opcode-closes",
        "an unknown opcode leaves the connection open",
        "",
        reply=_closing(_UNKNOWN),
    ),
    Fault(
        "binary.unknown-opcode-is-invalid",
        "an unknown opcode is the status 0x81",
        "",
        reply=packet(_has(_UNKNOWN), status=4),
    ),
    Fault("binary.quit-silent", "quit is answered", "quit", reply=_kept_back(_has(_GOOD))),
    Fault(
        "binary.quitq-answered",
        "quitq is not answered",
        "quitq",
        request=_opcode("quit"),
        reply=_as_asked,
    ),
    Fault(
        "binary.verbosity-silent",
        "verbosity is answered",
        "verbosity",
        reply=_kept_back(_has(_GOOD)),
    ),
)
