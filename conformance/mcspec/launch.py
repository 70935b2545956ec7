"""Starts servers from a command, one for each set of options, and stops them all."""

from __future__ import annotations

import asyncio
import shlex
import socket
import tempfile
from pathlib import Path
from types import TracebackType

from mcspec.wire import Address, Wire

READY_TIMEOUT = 10.0
STOP_TIMEOUT = 3.0
ATTEMPTS = 3

_POLL_INTERVAL = 0.02
_SHOWN_SIZE_MAX = 2000


class LaunchError(Exception):
    """A server could not be started; the text has the command and what the server said."""


class OptionsNotTaken(LaunchError):
    """The command has no `{args}`, so that no server can be had with options."""


class Launch:
    """The servers of one command; leaving the context stops them.

    In the command `{port}` and `{port2}` stand for free ports of 127.0.0.1, and `{args}` for the
    options of cases, or for nothing.
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
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Launch:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self, options: str = "") -> Address:
        """The address of a server with these options; starts it unless it is there already.

        Raises LaunchError when it does not accept connections within 10 seconds.
        """
        if options and "{args}" not in self._words:
            raise OptionsNotTaken("the command has no {args}, where the options of cases go")
        async with self._lock:
            if options in self._children:
                return self._children[options][0]
            for attempt in range(ATTEMPTS):
                try:
                    return await self._start(options)
                except LaunchError:
                    # Somebody else may have taken the port between our look and the server's.
                    if attempt == ATTEMPTS - 1:
                        raise
        raise AssertionError("the last attempt returns or raises")

    async def stop(self, options: str | None = None) -> None:
        """Stops one server, or all: SIGTERM, and SIGKILL after 3 seconds."""
        chosen = list(self._children) if options is None else [options]
        children = [self._children.pop(each)[1] for each in chosen if each in self._children]
        await asyncio.shield(asyncio.gather(*(_stop(child) for child in children)))

    async def _start(self, options: str) -> Address:
        ports = _free_ports(2)
        words = _fill(self._words, ports, options)
        address = Address("127.0.0.1", ports[0])
        with tempfile.TemporaryFile() as said:
            try:
                child = await asyncio.create_subprocess_exec(
                    *words,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                )
            except OSError as error:
                raise LaunchError(f"cannot start {words[0]}: {error.strerror}") from error
            try:
                reason = await _wait_until_ready(child, address)
            except BaseException:
                await asyncio.shield(_stop(child))
                raise
            if not reason:
                self._children[options] = (address, child)
                return address
            await _stop(child)
            said.seek(0)
            text = said.read(_SHOWN_SIZE_MAX).decode("utf-8", "replace").strip()
        raise LaunchError(f"{shlex.join(words)}: {reason}{': ' if text else ''}{text}")


async def _wait_until_ready(child: asyncio.subprocess.Process, address: Address) -> str:
    """Waits until a server accepts connections; why it does not, or ""."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + READY_TIMEOUT
    while loop.time() < deadline:
        if child.returncode is not None:
            return f"ended with status {child.returncode}"
        try:
            (await Wire.open(address, timeout=READY_TIMEOUT)).close()
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


def _fill(words: list[str], ports: list[int], options: str) -> list[str]:
    filled: list[str] = []
    for word in words:
        if word == "{args}":
            filled += shlex.split(options)
        else:
            word = word.replace("{port}", str(ports[0])).replace("{port2}", str(ports[1]))
            filled.append(str(Path(word).resolve()) if not filled and "/" in word else word)
    return filled


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
