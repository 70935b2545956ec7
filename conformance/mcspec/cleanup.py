"""Deletes what a case may have stored. Nothing depends on whether that works."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable

from mcspec.credentials import log_in
from mcspec.packet import OPCODES, Item, Packet, build
from mcspec.keys import Keys
from mcspec.pattern import Literal, Names
from mcspec.target import Target
from mcspec.wire import Wire

TIMEOUT = 1.0
KEY_SIZE_MAX = 250

_TEXT_KEY = re.compile(rb"[\x21-\x7e\x80-\xff]+")


async def delete_keys(
    target: Target,
    keys: Iterable[bytes],
    *,
    text_wire: Wire | None = None,
    binary_wire: Wire | None = None,
) -> None:
    """Deletes keys, in text where they can be written so, else in binary.

    The wires are connections that are in step, when there are such; others are opened.
    """
    fitting = sorted(key for key in keys if 0 < len(key) <= KEY_SIZE_MAX)
    text = [key for key in fitting if _TEXT_KEY.fullmatch(key)]
    verb = b"delete" if target.has("classic") else b"md" if target.has("meta") else b""
    if not verb or (text_wire is None and binary_wire is not None):
        text = []
    raw = [key for key in fitting if key not in text]
    if text:
        request = b"".join(b"%s %s\r\n" % (verb, key) for key in text)
        await _send(target, text_wire, request, lines=len(text))
    if raw and target.has("binary"):
        request = b"".join(map(_delete_packet, raw))
        await _send(target, binary_wire, request, packets=len(raw))


async def _send(
    target: Target, wire: Wire | None, request: bytes, *, lines: int = 0, packets: int = 0
) -> None:
    """Sends, and waits for all answers, so that the connection is not reset before they came."""
    try:
        async with asyncio.timeout(TIMEOUT):
            if wire is not None:
                await _ask(wire, request, lines, packets)
                return
            wire = await Wire.open(target.address, timeout=TIMEOUT)
            try:
                who = target.address.credentials
                if who is not None:
                    await log_in(wire, who, binary=bool(packets), timeout=TIMEOUT)
                await _ask(wire, request, lines, packets)
            finally:
                wire.close()
    except OSError:
        pass


async def _ask(wire: Wire, request: bytes, lines: int, packets: int) -> None:
    await wire.send([request], timeout=TIMEOUT)
    for _ in range(lines):
        await wire.read_line(1024, timeout=TIMEOUT)
    for _ in range(packets):
        await wire.read_packet(1024, timeout=TIMEOUT)


def _delete_packet(key: bytes) -> bytes:
    item = Item(text=(Literal(key),))
    return build(Packet(OPCODES["delete"], content={"key": (item,)}), Names(Keys("")), 0)
