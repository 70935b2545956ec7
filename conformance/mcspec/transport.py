"""Over what a case talks, and with which options its server has to be started for that."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from mcspec.case import Case, Op
from mcspec.places import FIXTURES

OPTIONS = {
    "udp": "-U {port2}",
    "unix": "-s {unix}",
    "tls": "-Z -o ssl_chain_cert={cert},ssl_key={key}",
}
"""What memcached is started with to be reached over a transport."""

HOLES = ("port2", "unix", "cert", "key", "sasl")
"""What may stand in braces in `options:`, besides `{file:NAME}`."""

_HOLE = re.compile(r"\{([a-z0-9]+)(?::([^{}]*))?\}")


class OptionsError(ValueError):
    """Options have a hole that nothing fills; the text says which."""


def transports_of(case: Case) -> tuple[str, ...]:
    """What a case wants to talk over, its own transport first; "" where it does not matter."""
    opened = (step.text for step in case.steps if step.op is Op.OPEN and step.text)
    return tuple(dict.fromkeys((case.transport, *opened)))


def server_options(case: Case) -> str:
    """What the server of a case is started with, "" for nothing: holes are left for launch.py.

    `{file:NAME}` has become `{file:PATH}`, so that the same text means the same server.
    """
    wanted = [OPTIONS[each] for each in transports_of(case) if each in OPTIONS]
    stated = fill_holes(case.options, lambda name, text: _located(name, text, case.path.parent))
    return " ".join(filter(None, (stated, *wanted)))


def fill_holes(options: str, fill: Callable[[str, str], str]) -> str:
    """Options with their holes replaced by what `fill` says of name and text of each."""
    return _HOLE.sub(lambda found: fill(found[1], found[2] or ""), options)


def shown(options: str) -> str:
    """Options as people write them: files by their names."""
    return fill_holes(
        options, lambda name, text: f"{{file:{Path(text).name}}}" if text else f"{{{name}}}"
    )


def check_options(options: str, folder: Path) -> None:
    """Raises OptionsError for options whose holes cannot be filled."""
    fill_holes(options, lambda name, text: _located(name, text, folder))


def main_transport(options: str) -> str:
    """What a server that was started with these options listens for on its first port."""
    if "{unix}" in options:
        return "unix"
    return "tls" if "{cert}" in options else "tcp"


def _located(name: str, text: str, folder: Path) -> str:
    if name != "file":
        if name not in HOLES or text:
            holes = " ".join(f"{{{each}}}" for each in HOLES)
            raise OptionsError(f"{{{name}}} is nothing; there are {holes} {{file:NAME}}")
        return f"{{{name}}}"
    for place in (folder, FIXTURES):
        if text and (place / text).is_file():
            return f"{{file:{(place / text).resolve()}}}"
    raise OptionsError(f"there is no file {text} beside the transcript or in {FIXTURES.name}/")
