"""Logging in: who gets the password, when, and what is said when it is wrong."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from fake_server import CLOSE, FakeServer, Handler, by_packet, response
from mcspec.credentials import Credentials, CredentialsError, read_credentials
from mcspec.keys import KeySource
from mcspec.replay import replay
from mcspec.target import NoAnswer, Target, probe
from mcspec.transcript import parse

LONG = 30.0
ALICE = Credentials("alice", "secret")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcspec.probes.QUESTION_TIMEOUT", 0.3)


def locked_text(seen: list[bytes]) -> Handler:
    """A text server that answers get and version once alice has logged in."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_open = False
        while line := await reader.readline():
            if line.startswith(b"set auth ") and not is_open:
                token = (await reader.readline()).rstrip(b"\r\n")
                seen.append(token)
                is_open = token == b"alice secret"
                words = b"STORED\r\n" if is_open else b"CLIENT_ERROR authentication failure\r\n"
                writer.write(words)
            elif not is_open:
                writer.write(b"CLIENT_ERROR unauthenticated\r\n")
            elif line.startswith(b"get "):
                writer.write(b"END\r\n")
            else:
                writer.write(b"VERSION 1.6.18\r\n" if line == b"version\r\n" else b"ERROR\r\n")

    return handle


def probed(handler: Handler, who: Credentials | None) -> Target:
    async def run() -> Target:
        async with asyncio.timeout(LONG), FakeServer(handler) as server:
            return await probe(replace(server.address, credentials=who))

    return asyncio.run(run())


def test_a_locked_server_is_probed_behind_its_lock() -> None:
    target = probed(locked_text([]), ALICE)
    assert target.capabilities >= {"classic", "auth"}
    assert target.version == "1.6.18"
    assert target.address.credentials == ALICE
    assert probed(locked_text([]), None).version == ""


def test_a_wrong_password_is_told_without_being_shown() -> None:
    with pytest.raises(NoAnswer, match="does not let mallory in") as caught:
        probed(locked_text([]), Credentials("mallory", "hunter2"))
    assert "hunter2" not in str(caught.value) + repr(Credentials("mallory", "hunter2"))


def test_a_server_that_is_open_never_sees_the_password() -> None:
    seen: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            seen.append(line)
            writer.write(b"END\r\n" if line.startswith(b"get ") else b"ERROR\r\n")

    target = probed(handle, ALICE)
    assert target.address.credentials is None
    assert not any(b"secret" in line for line in seen)


def locked_binary(request: bytes) -> bytes:
    """Answers one packet at a time: only AUTH as alice, LIST MECHS and VERSION."""
    if request[1] == 0x20:
        return response(request, body=b"PLAIN")
    if request[1] == 0x0B:
        return response(request, body=b"1.6.18")
    if request[1] == 0x21:
        good = request[24:] == b"PLAIN\0alice\0secret"
        return response(request, status=0 if good else 0x20)
    return response(request, status=0x20)


def test_a_binary_server_is_logged_in_to_by_sasl() -> None:
    with pytest.raises(NoAnswer, match="does not let alice in"):
        probed(by_packet(locked_binary), ALICE)
    asked: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_open = False

        def answer(request: bytes) -> bytes:
            nonlocal is_open
            asked.append(request)
            if request[:1] != b"\x80":
                return CLOSE
            is_open = is_open or request[24:] == b"PLAIN\0alice\0secret"
            return response(request) if is_open else locked_binary(request)

        await by_packet(answer)(reader, writer)

    target = probed(handle, ALICE)
    assert target.capabilities >= {"binary", "sasl"}
    assert target.address.credentials == ALICE


def test_cases_log_in_first_unless_that_is_what_they_are_about() -> None:
    seen: list[bytes] = []
    text = "=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\nneeds: classic{}\n---\n> get {{key}}\n< {}\n"
    plain = parse(text.format("", "END"), Path("x.mct"))[0]
    own = parse(text.format(" auth", "CLIENT_ERROR unauthenticated"), Path("x.mct"))[0]

    async def run() -> None:
        async with asyncio.timeout(LONG), FakeServer(locked_text(seen)) as server:
            target = await probe(replace(server.address, credentials=ALICE))
            for case in (plain, own):
                seen.clear()
                result = await replay(case, "whole", target, KeySource())
                assert result.verdict.value == "PASS", result
                assert b"secret" not in b"".join(exchange.data for exchange in result.sent)
                if case is own:
                    assert len(seen) <= 1, "only cleaning up logs in"

    asyncio.run(run())


def test_the_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("two words\r\nnot this\n")
    assert read_credentials("alice", path) == Credentials("alice", "two words")
    assert read_credentials("", None) is None
    with pytest.raises(CredentialsError, match="nowhere"):
        read_credentials("alice", tmp_path / "nowhere")
