"""Faults in what the binary protocol does to items."""

from __future__ import annotations

from collections.abc import Callable

from mcspec.packet import OPCODES
from .fault import Fault
from .packets import (
    COUNTS,
    GOOD,
    STORAGE,
    Packet,
    as_asked,
    has,
    opcode,
    packet,
)


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


FAULTS = (
    # Storing.
    Fault(
        "binary.add-is-set",
        "add leaves an item alone that is there",
        "add",
        request=opcode("set"),
        reply=as_asked,
    ),
    Fault(
        "binary.replace-is-set",
        "replace stores only where an item is",
        "replace",
        request=opcode("set"),
        reply=as_asked,
    ),
    Fault(
        "binary.append-is-prepend",
        "append adds at the end",
        "append",
        request=opcode("prepend"),
        reply=as_asked,
    ),
    Fault(
        "binary.flags-of-16-bits",
        "flags have 32 bits",
        STORAGE,
        request=packet(extras=lambda p: b"\0\0" + p.extras[2:] if len(p.extras) == 8 else p.extras),
    ),
    Fault(
        "binary.key-of-251-taken",
        "a key of more than 250 octets is refused",
        "",
        request=packet(lambda p: len(p.key) > 250, key=lambda p: p.key[:250]),
    ),
    Fault(
        "binary.key-cut-at-zero-octet",
        "keys may hold any octets",
        "",
        request=packet(key=lambda p: p.key.partition(b"\0")[0]),
    ),
    Fault(
        "binary.value-cut-at-zero-octet",
        "values may hold any octets",
        STORAGE,
        request=packet(value=lambda p: p.value.partition(b"\0")[0]),
    ),
    Fault(
        "binary.delete-does-nothing",
        "delete takes the item",
        "delete",
        request=opcode("get"),
        reply=packet(
            opcode=OPCODES["delete"],
            extras=lambda p: b"",
            cas=0,
            value=lambda p: p.value if p.status else b"",
        ),
    ),
    # Uniques.
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
        COUNTS,
        request=packet(cas=0),
    ),
    Fault(
        "binary.append-compare-ignored",
        "append with a unique adds only to what has not changed",
        "append prepend",
        request=packet(cas=0),
    ),
    Fault(
        "binary.add-compare-ignored",
        "add with a unique does not store",
        "add addq",
        request=packet(cas=0),
    ),
    # Counting.
    Fault(
        "binary.delta-ignored",
        "incr adds what is asked for",
        COUNTS,
        request=packet(
            extras=lambda p: (1).to_bytes(8, "big") + p.extras[8:]
            if len(p.extras) == 20
            else p.extras
        ),
    ),
    Fault(
        "binary.initial-ignored",
        "a new counter begins with its initial value",
        COUNTS,
        request=packet(
            extras=lambda p: p.extras[:8] + bytes(8) + p.extras[16:]
            if len(p.extras) == 20
            else p.extras
        ),
    ),
    Fault(
        "binary.no-creation-ignored",
        "the time 0xffffffff makes no counter",
        COUNTS,
        request=packet(lambda p: p.extras[16:] == b"\xff" * 4, extras=_lifetime(0, _THIRD)),
    ),
    Fault(
        "binary.counter-time-ignored",
        "a new counter is gone after its time",
        COUNTS,
        request=packet(lambda p: p.extras[16:] != b"\xff" * 4, extras=_lifetime(0, _THIRD)),
    ),
    Fault(
        "binary.count-of-63-bits",
        "incr counts up to 2^64",
        "incr",
        reply=packet(
            has(GOOD),
            value=lambda p: (int.from_bytes(p.value, "big") % 2**63).to_bytes(8, "big"),
        ),
    ),
    Fault(
        "binary.decr-wraps",
        "decr stops at zero",
        "decr",
        reply=packet(lambda p: p.value == bytes(8), value=b"\xff" * 8),
    ),
    # Lifetimes.
    Fault(
        "binary.set-time-ignored",
        "an item is gone after its time",
        STORAGE,
        request=packet(extras=_lifetime(0, _SECOND)),
    ),
    Fault(
        "binary.touch-does-nothing",
        "touch sets the lifetime anew",
        "touch",
        request=packet(opcode=OPCODES["get"], extras=b""),
        reply=packet(opcode=OPCODES["touch"], value=lambda p: p.value if p.status else b""),
    ),
    Fault(
        "binary.gat-does-not-touch",
        "gat sets the lifetime anew",
        "gat",
        request=packet(opcode=OPCODES["get"], extras=b""),
        reply=as_asked,
    ),
    Fault(
        "binary.flush-does-nothing",
        "flush takes all items",
        "flush",
        request=packet(opcode=OPCODES["noop"], extras=b""),
        reply=as_asked,
    ),
    Fault(
        "binary.flush-time-ignored",
        "flush waits as long as it is told",
        "flush flushq",
        request=packet(extras=b""),
    ),
)
