"""Starting servers from a command, and never leaving one behind."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from mcspec.launch import Launch, LaunchError, OptionsNotTaken, OptionsRefused
from mcspec.wire import Wire

# Ten times what a start takes on a busy machine; only a hang reaches it.
LONG = 60.0

# Notes its arguments and its process id in the folder of the script, and listens.
SERVER = """
import os, signal, socket, sys, time
here = os.path.dirname(__file__)
if "--ignore-sigterm" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(os.path.join(here, f"{os.getpid()}.arguments"), "w") as file:
    file.write(" ".join(sys.argv[1:]))
if "--fail" in sys.argv:
    print("cannot do what was asked", file=sys.stderr)
    sys.exit(7)
if "--crash" in sys.argv:
    os.kill(os.getpid(), signal.SIGSEGV)
if "--deaf" in sys.argv:
    time.sleep(60)
listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    listener.accept()[0].close()
"""


@pytest.fixture(name="command")
def fixture_command(tmp_path: Path) -> str:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    return f"{sys.executable} {script} {{port}} {{port2}} {{args}}"


def started(folder: Path) -> dict[int, str]:
    """The arguments of all servers that were started, by process id."""
    return {int(path.stem): path.read_text() for path in folder.glob("*.arguments")}


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_starts_on_a_free_port_and_is_stopped(command: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with asyncio.timeout(LONG), Launch(command) as launch:
            address = await launch.start()
            (await Wire.open(address, timeout=LONG)).close()
            ((process, arguments),) = started(tmp_path).items()
            ports = arguments.split(" ")
            assert ports[0] == str(address.port)
            assert len(set(ports)) == 2
            assert is_alive(process)

    asyncio.run(run())
    assert not any(map(is_alive, started(tmp_path)))


def test_there_is_one_server_for_each_set_of_options(command: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with asyncio.timeout(LONG), Launch(command) as launch:
            options = ["", "-I '2 m'", "", "-I '2 m'"]
            addresses = await asyncio.gather(*(launch.start(each) for each in options))
            assert len(set(addresses)) == 2
            assert addresses[1] == addresses[3] == await launch.start("-I '2 m'")
            await launch.stop("-I '2 m'")
            alive = [text for process, text in started(tmp_path).items() if is_alive(process)]
            assert len(alive) == 1 and "-I" not in alive[0]

    asyncio.run(run())
    assert len(started(tmp_path)) == 2
    assert any(text.endswith(" -I 2 m") for text in started(tmp_path).values())


def start(command: str, options: str = "") -> None:
    async def run() -> None:
        async with asyncio.timeout(LONG), Launch(command) as launch:
            await launch.start(options)

    asyncio.run(run())


def test_a_server_that_dies_tells_why(command: str) -> None:
    with pytest.raises(LaunchError, match="ended with status 7: cannot do what was asked"):
        start(command.replace("{args}", "--fail"))


def test_a_server_that_refuses_options_is_asked_once_and_tells_why(
    command: str, tmp_path: Path
) -> None:
    with pytest.raises(OptionsRefused, match="not start with --fail: cannot do what was asked"):
        start(command, "--fail")
    assert len(started(tmp_path)) == 1


def test_a_crash_is_no_refusal(command: str) -> None:
    with pytest.raises(LaunchError, match="ended with status -11") as caught:
        start(command, "--crash")
    assert not isinstance(caught.value, OptionsRefused)


def test_a_server_that_never_listens_is_given_up(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mcspec.launch.READY_TIMEOUT", 0.2)

    async def run() -> None:
        async with asyncio.timeout(LONG), Launch(command) as launch:
            await launch.start("--deaf")

    with pytest.raises(LaunchError, match="accepts no connections after 0.2 s"):
        asyncio.run(run())
    assert not any(map(is_alive, started(tmp_path)))


def test_a_server_that_ignores_sigterm_is_killed(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mcspec.launch.STOP_TIMEOUT", 0.1)

    async def run() -> None:
        async with asyncio.timeout(LONG), Launch(command) as launch:
            await launch.start("--ignore-sigterm")

    asyncio.run(run())
    assert len(started(tmp_path)) == 1
    assert not any(map(is_alive, started(tmp_path)))


@pytest.mark.parametrize("options", ["", "--deaf"])
def test_cancelling_stops_what_was_started(command: str, tmp_path: Path, options: str) -> None:
    async def run() -> None:
        async with Launch(command) as launch:
            await launch.start(options)
            await asyncio.sleep(LONG)

    async def cancel() -> None:
        task = asyncio.create_task(run())
        while not started(tmp_path):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert not any(map(is_alive, started(tmp_path)))


def test_a_wrong_command_is_told() -> None:
    with pytest.raises(LaunchError, match="has no {port}"):
        Launch("memcached -p 11211")
    with pytest.raises(LaunchError, match="quotation"):
        Launch("memcached '-p {port}")

    async def run() -> None:
        async with Launch("/no/such/program {port}") as launch:
            with pytest.raises(OptionsNotTaken, match="has no {args}"):
                await launch.start("-I 2m")
            await launch.start()

    with pytest.raises(LaunchError, match="cannot start /no/such/program"):
        asyncio.run(run())
