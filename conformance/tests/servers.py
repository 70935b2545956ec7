"""Starts servers for tests of the program as a whole."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fake_server import closed_port

CONFORMANCE = Path(__file__).resolve().parent.parent
SCRIPT = Path(__file__).with_name("tiny_server.py")
# Buffered output, colourless, whatever the machine at hand has set.
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(CONFORMANCE),
    "PYTHONUNBUFFERED": "",
    "NO_COLOR": "1",
}
DEADLINE = 60.0

CASES = """\
=== classic.tiny.set
title: set stores
rule: TXT-SET-03
level: MUST
needs: classic
---
> set {key} 5 60 1
> x
< STORED
> get {key}
< VALUE {key} 5 1
< x
< END

=== classic.tiny.miss
title: a miss is END
rule: TXT-GET-01
level: MUST
needs: classic
---
> get {key}
< END

=== classic.tiny.touch
title: touch of a missing key
rule: TXT-TCH-01
level: SHOULD
needs: classic
---
> touch {key} 60
< NOT_FOUND

=== meta.tiny.mn
title: mn answers MN
rule: META-MN-01
level: MUST
needs: meta
---
> mn
< MN
"""


def spawn_command(*options: str) -> str:
    """A command for --spawn that starts the tiny server."""
    return (
        f"{shlex.quote(sys.executable)} {shlex.quote(str(SCRIPT))} {{port}} {shlex.join(options)}"
    )


@contextmanager
def tiny_server(*options: str) -> Iterator[str]:
    """The address of a tiny server that runs until the context ends."""
    address = closed_port()
    command = [sys.executable, str(SCRIPT), str(address.port), *options]
    with subprocess.Popen(command) as server:
        try:
            _await(address.port)
            yield str(address)
        finally:
            server.terminate()


@contextmanager
def memcached(*options: str) -> Iterator[str]:
    """The address of Debian's memcached, which runs until the context ends."""
    address = closed_port()
    words = ["memcached", "-l", "127.0.0.1", "-p", str(address.port), "-u", "nobody", *options]
    with subprocess.Popen(words) as server:
        try:
            _await(address.port)
            yield str(address)
        finally:
            server.terminate()


def _await(port: int) -> None:
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=DEADLINE).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise TimeoutError("the server does not come up")
