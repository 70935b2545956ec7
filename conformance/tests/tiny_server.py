"""A server of the classic protocol, small and wrong in the ways that a test asks for.

usage: tiny_server.py PORT [--stored TEXT] [--mute]

--stored TEXT is what set answers instead of STORED; with --mute nothing is answered at all.
"""

from __future__ import annotations

import argparse
import asyncio

Items = dict[bytes, tuple[bytes, bytes]]


def main() -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--stored", default="STORED")
    parser.add_argument("--mute", action="store_true")
    options = parser.parse_args()
    asyncio.run(_serve(options.port, options.stored.encode(), options.mute))


async def _serve(port: int, stored: bytes, mute: bool) -> None:
    items: Items = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await converse(reader, writer)
        finally:
            writer.close()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(1)
        if first == b"\x80":
            return
        while line := first + await reader.readline():
            first = b""
            words = line.split()
            block = b""
            if words[:1] == [b"set"] and len(words) > 4:
                block = await reader.readexactly(int(words[4]) + 2)
            if not mute:
                writer.write(_answer(words, block, items, stored))

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def _answer(words: list[bytes], block: bytes, items: Items, stored: bytes) -> bytes:
    if words[:1] == [b"version"]:
        return b"VERSION 1.6.18\r\n"
    if words[:1] == [b"set"] and block:
        items[words[1]] = (words[2], block[:-2])
        return stored + b"\r\n"
    if words[:1] == [b"delete"]:
        return b"DELETED\r\n" if items.pop(words[1], None) else b"NOT_FOUND\r\n"
    if words[:1] != [b"get"]:
        return b"ERROR\r\n"
    answer = b""
    for key in words[1:]:
        if key in items:
            flags, value = items[key]
            answer += b"VALUE %s %s %d\r\n%s\r\n" % (key, flags, len(value), value)
    return answer + b"END\r\n"


if __name__ == "__main__":
    main()
