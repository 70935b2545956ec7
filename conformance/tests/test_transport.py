"""Which server a case gets: options, the holes in them, and the files that fill those."""

from __future__ import annotations

import asyncio
import ssl
import stat
import sys
from pathlib import Path

import pytest

from mcspec.case import Case
from mcspec.fixtures import FixtureError, Fixtures
from mcspec.launch import Launch, OptionsRefused
from mcspec.places import FIXTURES
from mcspec.probes import PWDB_USER
from mcspec.tls import TlsFiles
from mcspec.transcript import TranscriptError, parse, render
from mcspec.transport import main_transport, server_options, shown, transports_of
from mcspec.wire import Address, End, Wire

LONG = 60.0


def make_case(meta: str, steps: str = "> x\n! close\n", folder: Path = Path("/nowhere")) -> Case:
    text = f"=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n{steps}"
    return parse(text, folder / "x.mct")[0]


@pytest.mark.parametrize(
    ("meta", "options"),
    [
        ("", ""),
        ("options: -I 2m\n", "-I 2m"),
        ("transport: tcp\n", ""),
        ("transport: udp\n", "-U {port2}"),
        ("transport: unix\noptions: -a 770\n", "-a 770 -s {unix}"),
        ("transport: tls\n", "-Z -o ssl_chain_cert={cert},ssl_key={key}"),
    ],
)
def test_a_transport_brings_the_options_that_it_needs(meta: str, options: str) -> None:
    assert server_options(make_case(meta)) == options


def test_a_connection_of_its_own_brings_them_too() -> None:
    case = make_case("", "@B udp\nB> x\nB<u\nB< y\n> x\n< y\n")
    assert transports_of(case) == ("", "udp")
    assert server_options(case) == "-U {port2}"
    assert "@B udp\nB> x\nB<u\nB< y\nA> x\nA< y\n" in render([case])


def test_a_file_is_looked_for_beside_the_transcript_first(tmp_path: Path) -> None:
    ours = server_options(make_case("options: -Y {file:users}\n", folder=tmp_path))
    assert ours == f"-Y {{file:{FIXTURES / 'users'}}}"
    (tmp_path / "users").write_text("a:b\n")
    theirs = server_options(make_case("options: -Y {file:users}\n", folder=tmp_path))
    assert theirs == f"-Y {{file:{tmp_path / 'users'}}}"
    assert shown(theirs) == shown(ours) == "-Y {file:users}"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ("-Y {file:nobody}", "x.mct:5: there is no file nobody beside the transcript"),
        ("-Y {file}", "x.mct:5: there is no file  beside"),
        ("-p {port}", "x.mct:5: {port} is nothing; there are {port2}"),
        ("-s {unix:x}", "x.mct:5: {unix} is nothing"),
    ],
)
def test_a_hole_that_nothing_fills_is_told(options: str, what: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        make_case(f"options: {options}\n")
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("options", "transport"),
    [("", "tcp"), ("-U {port2}", "tcp"), ("-s {unix}", "unix"), ("-Z -o x={cert}", "tls")],
)
def test_holes_tell_where_a_server_listens(options: str, transport: str) -> None:
    assert main_transport(options) == transport


def test_the_user_that_is_probed_for_is_in_the_password_file() -> None:
    line = f"{PWDB_USER.user}:{PWDB_USER.password}\n"
    assert (FIXTURES / "pwdb").read_text() == line


def test_files_can_be_read_by_anybody_and_are_gone_in_the_end(tmp_path: Path) -> None:
    secret = tmp_path / "users"
    secret.write_text("a:b\n")
    secret.chmod(0o600)

    async def run() -> list[Path]:
        fixtures = Fixtures()
        try:
            copy = await fixtures.path("file", str(secret))
            assert copy == await fixtures.path("file", str(secret)), "one copy is enough"
            assert copy.name == "users" and copy.read_text() == "a:b\n"
            for path in (copy, *copy.parents[:-2]):
                wanted = stat.S_IROTH if path == copy else stat.S_IXOTH
                assert path.stat().st_mode & wanted, path
            sockets = [await fixtures.path("unix", "") for _ in range(2)]
            assert sockets[0] != sockets[1]
            return [copy, sockets[0].parent]
        finally:
            fixtures.close()

    assert not any(path.exists() for path in asyncio.run(run()))


def test_what_cannot_be_made_is_told_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcspec.fixtures._CERTIFICATE", ("/no/such/openssl",))

    async def run() -> None:
        async with Launch(f"{sys.executable} {{port}} {{args}}") as launch:
            for _ in range(2):
                with pytest.raises(OptionsRefused, match="openssl is not installed"):
                    await launch.start("-Z -o ssl_chain_cert={cert}")

    asyncio.run(run())


def test_a_program_that_fails_is_told_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcspec.fixtures._MAKE_SASL_USER", "import sys; sys.exit('no libsasl2')")

    async def run() -> None:
        fixtures = Fixtures()
        try:
            with pytest.raises(FixtureError, match="failed and said: no libsasl2"):
                await fixtures.path("sasl", "")
        finally:
            fixtures.close()

    asyncio.run(run())


async def serve_tls(fixtures: Fixtures) -> tuple[asyncio.Server, Address]:
    """A server that answers each line with itself, and closes on `bye`."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line == b"bye\r\n":
                break
            writer.write(line)
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    files = [str(await fixtures.path(name, "")) for name in ("cert", "key")]
    context.load_cert_chain(*files)
    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context, limit=2**20)
    port = server.sockets[0].getsockname()[1]
    return server, Address("127.0.0.1", port, transport="tls", tls=TlsFiles(ca=files[0]))


def test_octets_are_the_same_over_tls() -> None:
    async def run() -> None:
        fixtures = Fixtures()
        try:
            server, address = await serve_tls(fixtures)
            async with asyncio.timeout(LONG), server:
                wire = await Wire.open(address, timeout=LONG)
                text = b"x" * 300000 + b"\r\n"
                await wire.send([text[:1], text[1:]], timeout=LONG)
                assert (await wire.read_line(400000, timeout=LONG)).data == text
                await wire.send([b"bye\r\n"], timeout=LONG)
                assert (await wire.peek(timeout=LONG)).end is End.CLOSED
                wire.close()
        finally:
            fixtures.close()

    asyncio.run(run())


@pytest.mark.parametrize("change", [TlsFiles(), TlsFiles(server_name="cache.example")])
def test_a_certificate_of_somebody_else_is_refused(change: TlsFiles) -> None:
    async def run() -> None:
        fixtures = Fixtures()
        try:
            server, address = await serve_tls(fixtures)
            async with asyncio.timeout(LONG), server:
                files = change if not change.server_name else TlsFiles(address.tls.ca, "", "", "x")
                there = Address("127.0.0.1", address.port, transport="tls", tls=files)
                with pytest.raises(ssl.SSLCertVerificationError):
                    await Wire.open(there, timeout=LONG)
        finally:
            fixtures.close()

    asyncio.run(run())
