"""Deletes what a case may have stored. Nothing depends on whether that works."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable

from mcspec.packet import OPCODES, Item, Packet, build
from mcspec.keys import Keys
from mcspec.pattern import Literal, Names
from mcspec.target import Target
from mcspec.wire import Wire

TIMEOUT = 1.0
KEY_SIZE_MAX = 250

_TEXT_KEY = re.compile(rb"[\x21-\x7e\x80-\xff]+")


async def delete_keys(target: Target, keys: Iterable[bytes]) -> None:
    """Deletes keys on a connection of its own for each dialect that it takes."""
    fitting = sorted(key for key in keys if 0 < len(key) <= KEY_SIZE_MAX)
    text = [key for key in fitting if _TEXT_KEY.fullmatch(key)]
    verb = b"delete" if target.has("classic") else b"md" if target.has("meta") else b""
    raw = [key for key in fitting if key not in text] if verb else fitting
    if verb and text:
        await _send(target, b"".join(b"%s %s\r\n" % (verb, key) for key in text), len(text))
    if target.has("binary") and raw:
        await _send(target, b"".join(map(_delete_packet, raw)), 0, len(raw))


async def _send(target: Target, request: bytes, lines: int, packets: int = 0) -> None:
    """Sends, and waits for all answers, so that the connection is not reset before they came."""
    try:
        async with asyncio.timeout(TIMEOUT):
            wire = await Wire.open(target.address, timeout=TIMEOUT)
            try:
                await wire.send([request], timeout=TIMEOUT)
                for _ in range(lines):
                    await wire.read_line(1024, timeout=TIMEOUT)
                for _ in range(packets):
                    await wire.read_packet(1024, timeout=TIMEOUT)
            finally:
                wire.close()
    except OSError:
        pass


def _delete_packet(key: bytes) -> bytes:
    item = Item(text=(Literal(key),))
    return build(Packet(OPCODES["delete"], content={"key": (item,)}), Names(Keys("")), 0)
