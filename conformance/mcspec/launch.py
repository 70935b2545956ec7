"""Starts servers from a command, one for each set of options, and stops them all."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from mcspec.fixtures import FixtureError, Fixtures
from mcspec.tls import TlsFiles
from mcspec.transport import fill_holes, main_transport, shown
from mcspec.wire import Address, Wire

READY_TIMEOUT = 10.0
STOP_TIMEOUT = 3.0
ATTEMPTS = 3

_POLL_INTERVAL = 0.02
_SHOWN_SIZE_MAX = 2000
_ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)", re.DOTALL)


class LaunchError(Exception):
    """A server could not be started; the text has the command and what the server said."""


class OptionsNotTaken(LaunchError):
    """The command has no `{args}`, so that no server can be had with options."""


class OptionsRefused(LaunchError):
    """The server does not know or not want these options: it has said so, and ended."""


@dataclass(frozen=True)
class _Words:
    """A command to be started: its words, what it finds in its environment, where it listens."""

    command: list[str]
    environment: dict[str, str]
    address: Address


class Launch:
    """The servers of one command; leaving the context stops them.

    In the command `{port}` and `{port2}` stand for ports of 127.0.0.1 that are free for TCP and
    UDP, and `{args}` for the options of cases, or for nothing. What may stand in those options is
    in transport.py; words such as NAME=value before the first option go to the environment.
    """

    def __init__(self, template: str) -> None:
        """Raises LaunchError for a command that cannot be split, or has no `{port}`."""
        try:
            self._words = shlex.split(template)
        except ValueError as error:
            raise LaunchError(f"{template}: {error}") from error
        if not any("{port}" in word for word in self._words):
            raise LaunchError(f"{template}: has no {{port}}, where the port to listen on goes")
        self._children: dict[str, tuple[Address, asyncio.subprocess.Process]] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._fixtures = Fixtures()

    async def __aenter__(self) -> Launch:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        self._fixtures.close()

    async def start(self, options: str = "") -> Address:
        """The address of a server with these options; starts it unless it is there already.

        Raises OptionsNotTaken and OptionsRefused where there cannot be such a server, and
        LaunchError when it crashes, or does not accept connections within 10 seconds.
        """
        if options and "{args}" not in self._words:
            raise OptionsNotTaken("the command has no {args}, where the options of cases go")
        async with self._locks.setdefault(options, asyncio.Lock()):
            if options in self._children:
                return self._children[options][0]
            for attempt in range(ATTEMPTS):
                try:
                    return await self._start(options)
                except LaunchError as error:
                    # Somebody else may have taken the port between our look and the server's.
                    is_final = isinstance(error, OptionsRefused) and "in use" not in str(error)
                    if is_final or attempt == ATTEMPTS - 1:
                        raise
        raise AssertionError("the last attempt returns or raises")

    async def stop(self, options: str | None = None) -> None:
        """Stops one server, or all: SIGTERM, and SIGKILL after 3 seconds."""
        chosen = list(self._children) if options is None else [options]
        children = [self._children.pop(each)[1] for each in chosen if each in self._children]
        await asyncio.shield(asyncio.gather(*(_stop(child) for child in children)))

    async def _start(self, options: str) -> Address:
        words = await self._fill(options)
        with tempfile.TemporaryFile() as said:
            try:
                child = await asyncio.create_subprocess_exec(
                    *words.command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                    env={**os.environ, **words.environment},
                )
            except OSError as error:
                raise LaunchError(f"cannot start {words.command[0]}: {error.strerror}") from error
            try:
                reason = await _wait_until_ready(child, words.address)
            except BaseException:
                await asyncio.shield(_stop(child))
                raise
            if not reason:
                self._children[options] = (words.address, child)
                return words.address
            has_refused = bool(options) and (child.returncode or 0) > 0
            await _stop(child)
            said.seek(0)
            text = said.read(_SHOWN_SIZE_MAX).decode("utf-8", "replace").strip()
        if has_refused:
            raise OptionsRefused(
                f"the server does not start with {shown(options)}: {text or reason}"
            )
        raise LaunchError(f"{shlex.join(words.command)}: {reason}{': ' if text else ''}{text}")

    async def _fill(self, options: str) -> _Words:
        ports = _free_ports(2)
        paths = await self._paths(options)
        known = {("port2", ""): str(ports[1]), **paths}
        arguments = shlex.split(fill_holes(options, lambda name, text: known[name, text]))
        environment: dict[str, str] = {}
        while arguments and (found := _ASSIGNMENT.fullmatch(arguments[0])):
            environment[found[1]] = found[2]
            del arguments[0]
        command: list[str] = []
        for word in self._words:
            if word == "{args}":
                command += arguments
                continue
            word = word.replace("{port}", str(ports[0])).replace("{port2}", str(ports[1]))
            command.append(str(Path(word).resolve()) if not command and "/" in word else word)
        transport = main_transport(options)
        if transport == "unix":
            return _Words(command, environment, Address(path=paths["unix", ""], transport="unix"))
        tls = TlsFiles(ca=paths.get(("cert", ""), ""))
        address = Address("127.0.0.1", ports[0], "", transport, ports[1], tls)
        return _Words(command, environment, address)

    async def _paths(self, options: str) -> dict[tuple[str, str], str]:
        """The files that options name, made for them. Raises OptionsRefused."""
        holes: dict[tuple[str, str], str] = {}
        fill_holes(options, lambda name, text: holes.setdefault((name, text), ""))
        holes.pop(("port2", ""), None)
        try:
            return {hole: str(await self._fixtures.path(*hole)) for hole in holes}
        except FixtureError as error:
            raise OptionsRefused(
                f"{shown(options)} asks for what cannot be made: {error}"
            ) from error


async def _wait_until_ready(child: asyncio.subprocess.Process, address: Address) -> str:
    """Waits until a server accepts connections; why it does not, or ""."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + READY_TIMEOUT
    while loop.time() < deadline:
        if child.returncode is not None:
            return f"ended with status {child.returncode}"
        try:
            (await Wire.open(address.over("tcp") or address, timeout=READY_TIMEOUT)).close()
        except OSError:
            await asyncio.sleep(_POLL_INTERVAL)
            continue
        return ""
    return f"accepts no connections after {READY_TIMEOUT:g} s"


async def _stop(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    try:
        child.terminate()
        async with asyncio.timeout(STOP_TIMEOUT):
            await child.wait()
    except ProcessLookupError:
        return
    except TimeoutError:
        child.kill()
        await child.wait()


def _free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that are free for TCP and for UDP."""
    found: list[int] = []
    taken: list[socket.socket] = []
    try:
        while len(found) < count:
            stream, datagrams = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
            taken += (stream, datagrams)
            stream.bind(("127.0.0.1", 0))
            port = stream.getsockname()[1]
            try:
                datagrams.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
        return found
    finally:
        for each in taken:
            each.close()
