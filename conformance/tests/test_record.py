"""`mcspec record` between clients and memcached, and what it wrote performed again."""

from __future__ import annotations

import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fake_server import closed_port
from mcspec.cli import main
from servers import DEADLINE, ENVIRONMENT, memcached


@pytest.fixture(name="server", scope="module")
def _server() -> Iterator[str]:
    with memcached() as address:
        yield address


@contextmanager
def recorder(server: str, *options: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The port of a recorder that leads to a server, and its process."""
    listen = closed_port()
    command = ["record", "--listen", str(listen), "--to", server, *options]
    with subprocess.Popen(
        [sys.executable, "-m", "mcspec", *command],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        assert "recording until" in program.stderr.readline()
        try:
            yield listen.port, program
        finally:
            program.terminate()


class Client:
    """A connection; asks, and takes the answer up to what it has to end in."""

    def __init__(self, port: int) -> None:
        self._stream = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)

    def ask(self, request: bytes, end: bytes = b"\r\n") -> bytes:
        self._stream.sendall(request)
        answer = b""
        while not answer.endswith(end):
            octets = self._stream.recv(65536)
            assert octets, f"closed after {answer!r}"
            answer += octets
        return answer

    def close(self) -> None:
        self._stream.close()


def talk(port: int) -> None:
    """A session of two clients of classic and meta, and one of binary."""
    with closing(Client(port)) as one, closing(Client(port)) as two:
        one.ask(b"set alpha 5 0 5\r\nhello\r\n")
        one.ask(b"append alpha 0 0 6\r\n world\r\n")
        unique = two.ask(b"gets alpha beta\r\n", b"END\r\n").split()[4]
        two.ask(b"cas alpha 0 0 3 %s\r\nnew\r\n" % unique)
        one.ask(b"cas alpha 0 0 4 %s\r\nlate\r\n" % unique)
        one.ask(b"set n 0 0 1\r\n7\r\nincr n 5\r\nget n\r\n", b"END\r\n")
        two.ask(b"ms bTI= 2 b c T300\r\nhi\r\nmg bTI= b k v t c\r\nmn\r\n", b"MN\r\n")
        two.ask(b"set q 0 0 2 noreply\r\nab\r\nme q\r\n")
        one.ask(b"stats\r\n", b"END\r\n")
        one.ask(b"version\r\n")
        one.ask(b"what is that\r\n")
        with closing(Client(port)) as three:
            three.ask(binary(1, b"b", struct.pack(">II", 7, 60), b"a b,{c"), b"")
            three.ask(binary(0, b"b") + binary(9, b"none") + binary(10, b""), bytes(8))


def binary(opcode: int, key: bytes, extras: bytes = b"", value: bytes = b"") -> bytes:
    body = extras + key + value
    sizes = (len(key), len(extras), 0, 0, len(body), 0, 0)
    return struct.pack(">BBHBBHIIQ", 0x80, opcode, *sizes) + body


@pytest.mark.parametrize("options", [[], ["--verbatim"]])
def test_a_recorded_session_performs_again(server: str, tmp_path: Path, options: list[str]) -> None:
    out = tmp_path / "recorded.mct"
    with recorder(server, "-o", str(out), "--once", *options) as (port, program):
        talk(port)
        assert program.wait(timeout=DEADLINE) == 0
    assert out.read_text().count("=== ") == 1
    assert ("hello" in out.read_text()) == bool(options)
    assert main(["fmt", "--check", str(out)]) == 0
    framings = "whole" if options else "whole,bytes,boundaries"
    again = ["run", server, "--transcripts", str(out), "--framing", framings]
    assert main(again) == 0


def test_a_stopped_recorder_writes_what_it_has(server: str) -> None:
    with recorder(server, "--per", "connection", "--name", "mine") as (port, program):
        with closing(Client(port)) as one, closing(Client(port)) as two:
            two.ask(b"get a\r\n")
            one.ask(b"get b\r\n")
            program.send_signal(signal.SIGINT)
            out, errors = program.communicate(timeout=DEADLINE)
    assert (program.returncode, errors) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("===")] == [
        "=== mine.connection-1",
        "=== mine.connection-2",
    ]


def test_nothing_recorded_is_status_1(server: str) -> None:
    with recorder(server, "--once") as (port, program):
        Client(port).close()
        assert program.wait(timeout=DEADLINE) == 1


def test_no_server_is_status_3(capsys: pytest.CaptureFixture[str]) -> None:
    listen, server = str(closed_port()), str(closed_port())
    assert main(["record", "--listen", listen, "--to", server]) == 3
    assert capsys.readouterr().err.startswith("mcspec: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--listen", "127.0.0.1:x", "--to", "127.0.0.1:1"], "an address is HOST:PORT"),
        (["--listen", "0.0.0.0:1", "--to", "127.0.0.1:1"], "--allow-remote permits that"),
        (["--listen", "127.0.0.1:1", "--to", "127.0.0.1:2", "-o", "/no/x"], "no folder /no"),
        (["--listen", "127.0.0.1:1", "--to", "127.0.0.1:2", "--name", "A b"], "is no id"),
    ],
)
def test_a_senseless_command_line_is_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["record", *arguments])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_a_crash_becomes_a_transcript(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crash = tmp_path / "crash-1"
    crash.write_bytes(b"set k 0 0 1\r\nx\r\nmg \x00 v\r\n")
    assert main(["from-crash", str(crash), "--name", "crash-1"]) == 0
    assert capsys.readouterr().out.endswith("---\n> set k 0 0 1\n> x\n>| mg \\0 v\\r\\n\n")
    with pytest.raises(SystemExit):
        main(["from-crash", str(tmp_path / "none")])
