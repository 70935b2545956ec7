"""Connections: what a peer does is a value, whatever it does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from mcspec.wire import Address, AddressError, End, Wire, parse_address
from fake_server import CLOSE, RESET, FakeServer, Handler, by_line, closed_port, scripted

SHORT = 0.05
# Ten times what any of this takes on a busy machine; only a hang reaches it.
LONG = 10.0


def talk(handler: Handler, conversation: Callable[[Wire], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(LONG), FakeServer(handler) as server:
            wire = await Wire.open(server.address, timeout=LONG)
            try:
                await conversation(wire)
            finally:
                wire.close()
                wire.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("127.0.0.1:11211", Address("127.0.0.1", 11211), "127.0.0.1:11211"),
        ("127.3.2.1", Address("127.3.2.1", 11211), "127.3.2.1:11211"),
        ("[::1]:1", Address("::1", 1), "[::1]:1"),
        ("[::1]", Address("::1", 11211), "[::1]:11211"),
        ("localhost:65535", Address("localhost", 65535), "localhost:65535"),
        ("unix:/a:b", Address(path="/a:b", transport="unix"), "unix:/a:b"),
        ("udp:[::1]:7", Address("::1", 7, transport="udp"), "udp:[::1]:7"),
        ("tls:localhost", Address("localhost", 11211, transport="tls"), "tls:localhost:11211"),
    ],
)
def test_an_address_is_read(text: str, address: Address, shown: str) -> None:
    assert parse_address(text) == address
    assert str(address) == shown


@pytest.mark.parametrize(
    "text", ["", ":1", "unix:", "tls:", "udp:1:2:3", "::1", "127.0.0.1:", "127.0.0.1:0", "[::1]:x"]
)
def test_nonsense_is_no_address(text: str) -> None:
    with pytest.raises(AddressError):
        parse_address(text)


@pytest.mark.parametrize(
    "text", ["10.0.0.1:1", "tls:example.org:1", "[2001:db8::1]:1", "0.0.0.0:1"]
)
def test_other_machines_need_permission(text: str) -> None:
    with pytest.raises(AddressError, match="--allow-remote"):
        parse_address(text)
    assert parse_address(text, allow_remote=True).port == 1


def test_lines_and_counted_octets_are_read() -> None:
    async def conversation(wire: Wire) -> None:
        assert await wire.send([b"a\r", b"\n"], timeout=LONG) is End.COMPLETE
        first = await wire.read_line(100, timeout=LONG)
        assert (first.data, first.end) == (b"one\r\n", End.COMPLETE)
        assert (await wire.read_exactly(2, timeout=LONG)).data == b"tw"
        assert (await wire.read_exactly(0, timeout=LONG)).complete
        assert (await wire.peek(timeout=LONG)).data == b"o"
        assert (await wire.read_some(timeout=LONG)).data == b"o\r\n"

    talk(by_line(lambda line: b"one\r\ntwo\r\n"), conversation)


def test_matching_stops_at_the_first_other_octet() -> None:
    async def conversation(wire: Wire) -> None:
        await wire.send([b"a\r\n"], timeout=LONG)
        assert (await wire.read_matching(b"one", timeout=LONG)).data == b"one"
        read = await wire.read_matching(b"\r\nthree and more than ever comes", timeout=LONG)
        assert (read.data, read.end) == (b"\r\ntwo\r\n", End.COMPLETE)
        assert (await wire.read_matching(b"", timeout=LONG)).complete

    talk(by_line(lambda line: b"one\r\ntwo\r\n"), conversation)


def test_silence_is_a_value_and_loses_nothing() -> None:
    async def conversation(wire: Wire) -> None:
        assert (await wire.read_line(100, timeout=SHORT)).end is End.TIMEOUT
        await wire.send([b"a\r\n"], timeout=LONG)
        read = await wire.read_line(100, timeout=SHORT)
        assert (read.data, read.end) == (b"half a li", End.TIMEOUT)
        await wire.send([b"a\r\n"], timeout=LONG)
        assert (await wire.read_line(100, timeout=LONG)).data == b"half a line\r\n"

    talk(scripted(b"half a li", b"ne\r\n"), conversation)


def test_a_line_without_an_end_is_too_long() -> None:
    async def conversation(wire: Wire) -> None:
        await wire.send([b"a\r\n"], timeout=LONG)
        read = await wire.read_line(10, timeout=LONG)
        assert (read.data, read.end) == (b"x" * 11, End.TOO_LONG)

    talk(by_line(lambda line: b"x" * 11), conversation)


def test_a_close_is_a_value_after_what_came_before() -> None:
    async def conversation(wire: Wire) -> None:
        await wire.send([b"a\r\n"], timeout=LONG)
        assert (await wire.read_line(100, timeout=LONG)).complete
        await wire.send([b"b\r\n"], timeout=LONG)
        assert (await wire.read_line(100, timeout=LONG)).end is End.CLOSED
        assert (await wire.peek(timeout=LONG)).end is End.CLOSED

    talk(scripted(b"one\r\n", CLOSE), conversation)


def test_a_reset_is_a_value_for_reading_and_sending() -> None:
    async def conversation(wire: Wire) -> None:
        await wire.send([b"a\r\n"], timeout=LONG)
        assert (await wire.read_line(100, timeout=LONG)).end is End.RESET
        assert await wire.send([b"b\r\n"] * 9, timeout=LONG) is End.RESET

    talk(scripted(RESET), conversation)


def test_a_peer_that_does_not_read_is_a_timeout() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(LONG)

    async def conversation(wire: Wire) -> None:
        assert await wire.send([b"x" * 64_000_000], timeout=SHORT) is End.TIMEOUT

    talk(deaf, conversation)


def test_a_packet_is_read_whole_and_never_too_large() -> None:
    header = bytearray(24)
    header[11] = 3

    async def conversation(wire: Wire) -> None:
        await wire.send([b"a\r\n"], timeout=LONG)
        assert (await wire.read_packet(100, timeout=LONG)).data == bytes(header) + b"abc"
        assert (await wire.read_packet(26, timeout=LONG)).end is End.TOO_LONG

    talk(scripted((bytes(header) + b"abc") * 2), conversation)


def test_half_closing_lets_the_answer_come() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"%d\r\n" % len(await reader.read(-1)))

    async def conversation(wire: Wire) -> None:
        await wire.send([b"abc"], timeout=LONG)
        wire.half_close()
        assert (await wire.read_line(100, timeout=LONG)).data == b"3\r\n"

    talk(handle, conversation)


def test_a_reset_is_seen_by_the_peer() -> None:
    seen: list[str] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(-1)
            seen.append("close")
        except ConnectionResetError:
            seen.append("reset")

    async def conversation(wire: Wire) -> None:
        await asyncio.sleep(SHORT)
        wire.reset()
        while not seen:
            await asyncio.sleep(0.01)

    talk(handle, conversation)
    assert seen == ["reset"]


def test_a_slow_reader_takes_its_time() -> None:
    async def conversation(wire: Wire) -> None:
        loop = asyncio.get_running_loop()
        wire.slow_down(1000)
        await wire.send([b"a\r\n"], timeout=LONG)
        start = loop.time()
        assert (await wire.read_exactly(1100, timeout=LONG)).complete
        assert loop.time() - start > 0.5

    talk(by_line(lambda line: b"x" * 1100), conversation)


def test_all_octets_are_told_to_the_listener() -> None:
    told: list[tuple[str, bytes]] = []

    async def run() -> None:
        async with FakeServer(scripted(b"answer")) as server:
            wire = await Wire.open(
                server.address,
                timeout=LONG,
                listener=lambda direction, data: told.append((direction, data)),
            )
            await wire.send([b"a", b"b"], timeout=LONG)
            await wire.read_exactly(6, timeout=LONG)
            wire.close()

    asyncio.run(run())
    assert told == [(">", b"a"), (">", b"b"), ("<", b"answer")]


def test_a_unix_socket_is_an_address_like_others(tmp_path: Path) -> None:
    path = str(tmp_path / "mc.sock")

    async def run() -> None:
        server = await asyncio.start_unix_server(scripted(b"hello\r\n"), path)
        wire = await Wire.open(parse_address(f"unix:{path}"), timeout=LONG)
        await wire.send([b"a"], timeout=LONG)
        assert (await wire.read_line(100, timeout=LONG)).data == b"hello\r\n"
        wire.close()
        server.close()

    asyncio.run(run())


def test_a_closed_port_refuses() -> None:
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(Wire.open(closed_port(), timeout=LONG))


def test_localhost_and_ipv6_connect() -> None:
    async def run() -> None:
        async with FakeServer(scripted(b"")) as server:
            address = Address("localhost", server.address.port)
            (await Wire.open(address, timeout=LONG)).close()
        try:
            server6 = await asyncio.start_server(scripted(b""), "::1", 0)
        except OSError:
            pytest.skip("this machine has no IPv6")
        port = server6.sockets[0].getsockname()[1]
        assert server6.sockets[0].family is socket.AF_INET6
        (await Wire.open(parse_address(f"[::1]:{port}"), timeout=LONG)).close()
        server6.close()

    asyncio.run(run())
