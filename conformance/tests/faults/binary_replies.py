"""Faults in what the binary protocol answers."""

from __future__ import annotations

from mcspec.packet import OPCODES
from .fault import Fault, late, twice
from .packets import (
    EXISTS,
    GOOD,
    MISSING,
    NOT_NUMERIC,
    NOT_STORED,
    QUIET_CHANGES,
    RETRIEVALS,
    STORAGE,
    TOO_LARGE,
    UNKNOWN,
    Packet,
    as_asked,
    closing_after,
    has,
    is_bad,
    kept_back,
    octet,
    opcode,
    packet,
)

# Offsets in the header.
_EXTRAS_SIZE = 4
_BODY_SIZE = 11


def _louder(found: Packet) -> int:
    """The opcode without its Q."""
    quiet = {OPCODES["getq"]: OPCODES["get"], OPCODES["getkq"]: OPCODES["getk"]}
    quiet |= {OPCODES["gatq"]: OPCODES["gat"], OPCODES["gatkq"]: OPCODES["gatk"]}
    return quiet.get(found.opcode, found.opcode - 0x10)


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
    # What is told of an item.
    Fault(
        "binary.get-without-flags",
        "a hit has the flags for extras",
        RETRIEVALS,
        reply=packet(extras=b""),
    ),
    Fault(
        "binary.flags-in-the-wrong-order",
        "flags are big-endian",
        RETRIEVALS,
        reply=packet(extras=lambda p: p.extras[::-1]),
    ),
    Fault(
        "binary.getk-without-key",
        "getk tells the key",
        "getk getkq",
        reply=packet(has(GOOD), key=b""),
    ),
    Fault(
        "binary.getk-miss-without-key",
        "getk tells the key of a miss",
        "getk",
        reply=packet(has(MISSING), key=b""),
    ),
    Fault(
        "binary.gatk-without-key",
        "gatk tells the key",
        "gatk gatkq",
        reply=packet(has(GOOD), key=b""),
    ),
    Fault(
        "binary.get-with-key",
        "get does not tell the key",
        "get",
        reply=packet(has(GOOD), key=b"k"),
    ),
    Fault(
        "binary.gat-without-value",
        "gat tells the value",
        "gat gatk",
        reply=packet(has(GOOD), value=b""),
    ),
    Fault(
        "binary.touch-tells-the-value",
        "touch tells no value",
        "touch",
        request=opcode("gat"),
        reply=as_asked,
    ),
    Fault(
        "binary.get-unique-wrong",
        "get tells the unique of the item",
        "get getq",
        reply=packet(lambda p: p.cas > 0, cas=lambda p: p.cas + 1),
    ),
    Fault(
        "binary.stored-without-unique",
        "a stored item's unique is told",
        STORAGE,
        reply=packet(cas=0),
    ),
    Fault(
        "binary.append-without-unique",
        "append tells the new unique",
        "append prepend",
        reply=packet(cas=0),
    ),
    Fault(
        "binary.count-without-unique",
        "a count has the item's unique",
        "incr decr",
        reply=packet(cas=0),
    ),
    Fault(
        "binary.count-as-text",
        "a count is told in 8 octets",
        "incr decr",
        reply=packet(has(GOOD), value=lambda p: b"%d" % int.from_bytes(p.value, "big")),
    ),
    Fault(
        "binary.count-little-endian",
        "a count is big-endian",
        "incr decr",
        reply=packet(has(GOOD), value=lambda p: p.value[::-1]),
    ),
    Fault(
        "binary.delete-with-unique",
        "a reply to delete has no unique",
        "delete",
        reply=packet(has(GOOD), cas=9),
    ),
    Fault(
        "binary.stored-with-flags",
        "a reply to set has no extras",
        STORAGE,
        reply=packet(has(GOOD), extras=bytes(4)),
    ),
    # Quiet requests.
    Fault(
        "binary.quiet-get-tells-misses",
        "a quiet retrieval keeps a miss to itself",
        "getq getkq gatq gatkq",
        request=packet(opcode=_louder),
        reply=as_asked,
    ),
    Fault(
        "binary.quiet-get-hides-hits",
        "a quiet retrieval tells a hit",
        "getq getkq",
        reply=kept_back(has(GOOD)),
    ),
    Fault(
        "binary.quiet-set-is-loud",
        "a quiet change keeps success to itself",
        QUIET_CHANGES,
        request=packet(opcode=_louder),
        reply=as_asked,
    ),
    Fault(
        "binary.quiet-count-loud",
        "a quiet count keeps its success to itself",
        "incrq decrq",
        request=packet(opcode=_louder),
        reply=as_asked,
    ),
    Fault(
        "binary.quiet-delete-loud",
        "a quiet delete keeps its success to itself",
        "deleteq",
        request=packet(opcode=_louder),
        reply=as_asked,
    ),
    Fault(
        "binary.quiet-flush-loud",
        "a quiet flush keeps its success to itself",
        "flushq",
        request=packet(opcode=_louder),
        reply=as_asked,
    ),
    Fault(
        "binary.quiet-errors-hidden",
        "a quiet change tells errors",
        QUIET_CHANGES,
        reply=kept_back(is_bad),
    ),
    Fault(
        "binary.error-loud-opcode",
        "an error has the quiet opcode that was asked",
        QUIET_CHANGES,
        reply=packet(is_bad, opcode=_louder),
    ),
    # Errors.
    Fault(
        "binary.miss-is-not-stored",
        "a miss has the status 1",
        RETRIEVALS,
        reply=packet(has(MISSING), status=NOT_STORED),
    ),
    Fault(
        "binary.miss-text-wrong",
        "a miss says Not found",
        "get delete",
        reply=packet(has(MISSING), value=b"NOT_FOUND"),
    ),
    Fault(
        "binary.miss-with-flags",
        "a miss has no extras",
        RETRIEVALS,
        reply=packet(has(MISSING), extras=bytes(4)),
    ),
    Fault(
        "binary.errors-without-text",
        "an error has a text for value",
        "",
        reply=packet(is_bad, value=b""),
    ),
    Fault(
        "binary.errors-with-unique", "an error has the unique 0", "", reply=packet(is_bad, cas=1)
    ),
    Fault(
        "binary.exists-is-not-stored",
        "another unique is the status 2",
        STORAGE,
        reply=packet(has(EXISTS), status=NOT_STORED),
    ),
    Fault(
        "binary.append-to-nothing-is-a-miss",
        "append without an item is the status 5",
        "append prepend",
        reply=packet(has(NOT_STORED), status=MISSING),
    ),
    Fault(
        "binary.replace-of-nothing-is-not-stored",
        "replace without an item is the status 1",
        "replace",
        reply=packet(has(MISSING), status=NOT_STORED),
    ),
    Fault(
        "binary.add-refused-is-not-stored",
        "add of what is there is the status 2",
        "add",
        reply=packet(has(EXISTS), status=NOT_STORED),
    ),
    Fault(
        "binary.gat-miss-is-not-stored",
        "gat of nothing is the status 1",
        "gat",
        reply=packet(has(MISSING), status=NOT_STORED),
    ),
    Fault(
        "binary.delete-miss-is-good",
        "delete of nothing is the status 1",
        "delete",
        reply=packet(has(MISSING), status=0, value=b""),
    ),
    Fault(
        "binary.too-large-is-no-memory",
        "a value that is too large is the status 3",
        STORAGE,
        reply=packet(has(TOO_LARGE), status=0x82),
    ),
    Fault(
        "binary.too-large-closes",
        "a value that is too large leaves the connection open",
        STORAGE,
        reply=closing_after(TOO_LARGE),
    ),
    Fault(
        "binary.not-numeric-status",
        "a value that is no number is the status 6",
        "incr decr",
        reply=packet(has(NOT_NUMERIC), status=NOT_STORED),
    ),
    Fault(
        "binary.unknown-opcode-closes",
        "an unknown opcode leaves the connection open",
        "",
        reply=closing_after(UNKNOWN),
    ),
    Fault(
        "binary.unknown-opcode-is-invalid",
        "an unknown opcode is the status 0x81",
        "",
        reply=packet(has(UNKNOWN), status=4),
    ),
    # The server.
    Fault("binary.noop-twice", "noop has one reply", "noop", reply=twice),
    Fault("binary.noop-with-value", "noop has no body", "noop", reply=packet(value=b"x")),
    Fault(
        "binary.stat-without-end",
        "an empty reply ends the statistics",
        "stat",
        reply=kept_back(lambda p: not p.key),
    ),
    Fault(
        "binary.stat-key-in-value",
        "a statistic has its name for key",
        "stat",
        reply=packet(lambda p: bool(p.key), key=b"x", value=lambda p: p.key),
    ),
    Fault(
        "binary.stat-opaque-lost",
        "each statistic has the opaque",
        "stat",
        reply=packet(lambda p: bool(p.key), opaque=0),
    ),
    Fault(
        "binary.stat-group-ignored",
        "stat tells the group that is its key",
        "stat",
        request=packet(key=b""),
    ),
    Fault("binary.version-empty", "version tells the version", "version", reply=packet(value=b"")),
    Fault("binary.quit-silent", "quit is answered", "quit", reply=kept_back(has(GOOD))),
    Fault(
        "binary.quitq-answered",
        "quitq is not answered",
        "quitq",
        request=opcode("quit"),
        reply=as_asked,
    ),
)
