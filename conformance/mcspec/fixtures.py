"""The files that servers of a run are started with, in a folder that they can read.

A server may run as another user than we do (`-u nobody`), so all of it can be read by anybody:
keys and passwords here are made for one run and protect nothing.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

SASL_USER = "alice@mcspec"
SASL_PASSWORD = "secret"

_TIMEOUT = 30.0
_SHOWN_SIZE_MAX = 500

# A certificate of our own for localhost, which is its own authority.
_CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
).split()

_SASL_CONFIGURATION = """\
mech_list: plain cram-md5
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/sasldb2
log_level: 0
"""

# In a process of its own, for libsasl2 is configured for a whole process, and is C.
_MAKE_SASL_USER = """\
import ctypes, sys
folder, user, realm, password = (text.encode() for text in sys.argv[1:])
sasl = ctypes.CDLL("libsasl2.so.2")
connection = ctypes.c_void_p()
CONFIGURATION = 1
CREATE = 1
steps = (
    lambda: sasl.sasl_set_path(CONFIGURATION, folder),
    lambda: sasl.sasl_server_init(None, b"memcached"),
    lambda: sasl.sasl_server_new(
        b"memcached", realm, realm, None, None, None, 0, ctypes.byref(connection)
    ),
    lambda: sasl.sasl_setpass(connection, user, password, len(password), None, 0, CREATE),
)
for step in steps:
    if code := step():
        sys.exit(f"libsasl2 says {code}")
"""


class FixtureError(Exception):
    """A file cannot be made on this machine; the text says what is missing."""


class Fixtures:
    """The folder of one run. Files are made when they are first asked for; to be closed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._made: dict[str, Path | FixtureError] = {}
        self._making = asyncio.Lock()
        self._sockets = 0

    def close(self) -> None:
        """Removes the folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def path(self, name: str, text: str) -> Path:
        """What stands for a hole in options: `{unix}`, `{cert}`, `{key}`, `{sasl}`, `{file:PATH}`.

        A path of a socket is a new one each time. Raises FixtureError.
        """
        if name == "unix":
            self._sockets += 1
            return self._place() / f"{self._sockets}.sock"
        if name == "file":
            return await self._once(f"file:{text}", lambda: self._copy(Path(text)))
        if name == "sasl":
            return await self._once("sasl", self._make_sasl)
        folder = await self._once("tls", self._make_certificate)
        return folder / f"{name}.pem"

    async def _once(self, name: str, make: Callable[[], Awaitable[Path]]) -> Path:
        async with self._making:
            if name not in self._made:
                try:
                    self._made[name] = await make()
                except (FixtureError, OSError) as error:
                    self._made[name] = FixtureError(str(error))
        made = self._made[name]
        if isinstance(made, FixtureError):
            raise made
        return made

    async def _copy(self, source: Path) -> Path:
        """Copies a file; two of one name get folders of their own."""
        place = Path(tempfile.mkdtemp(dir=self._place())) / source.name
        place.parent.chmod(0o755)
        shutil.copyfile(source, place)
        place.chmod(0o644)
        return place

    async def _make_certificate(self) -> Path:
        folder = self._place()
        files = [str(folder / name) for name in ("key.pem", "cert.pem")]
        await _run(*_CERTIFICATE, "-keyout", files[0], "-out", files[1])
        for name in files:
            Path(name).chmod(0o644)
        return folder

    async def _make_sasl(self) -> Path:
        folder = self._place() / "sasl"
        folder.mkdir(mode=0o755)
        text = _SASL_CONFIGURATION.format(folder=folder)
        (folder / "memcached.conf").write_text(text, encoding="ascii")
        user, _, realm = SASL_USER.partition("@")
        await _run(sys.executable, "-c", _MAKE_SASL_USER, str(folder), user, realm, SASL_PASSWORD)
        (folder / "sasldb2").chmod(0o644)
        return folder

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mcspec-"))
            # Servers that run as somebody else make their sockets here.
            self._folder.chmod(0o1777)
        return self._folder


async def _run(*command: str) -> None:
    """Runs a program to its end. Raises FixtureError with what it says when it fails."""
    program = Path(command[0]).name
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise FixtureError(f"{program} is not installed, or does not run") from error
    try:
        async with asyncio.timeout(_TIMEOUT):
            _, said = await child.communicate()
    except BaseException:
        child.kill()
        await child.wait()
        raise
    if child.returncode:
        words = said.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
        raise FixtureError(f"{program} failed and said: {words[-1][:_SHOWN_SIZE_MAX]}")
