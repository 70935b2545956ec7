"""What a fault is, and the words in which faults are written.

A fault looks at the requests that `when` means, and rewrites them before the server sees them, or
the replies to them before the client does. Rewrites are octets in, octets out: none at all is a
request ignored or a reply kept back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mcspec.packet import OPCODES
from .units import is_packet


@dataclass
class Moment:
    """What a rewrite may know besides the octets, and what it may ask for.

    `request` is what the client sent. `more` says whether the server owes further replies on this
    connection. `held` are replies that come later, `note` is for what a rewrite has to remember.
    `closing` closes the connection behind the reply.
    """

    request: bytes = b""
    more: bool = False
    held: bytes = b""
    note: bytes = b""
    closing: bool = False


Rewrite = Callable[[bytes, Moment], bytes]


@dataclass(frozen=True)
class Fault:
    """A server that breaks one promise.

    `name` begins with the dialect, as the ids of cases do. `promise` is what a good server does.
    `when` says which requests this is about: of text, a pattern that is searched for in the line
    (without its CR LF); of binary, names of opcodes, "" for all.
    """

    name: str
    promise: str
    when: bytes | str
    request: Rewrite | None = None
    reply: Rewrite | None = None

    @property
    def dialect(self) -> str:
        """The dialect that is broken; only its cases are expected to notice."""
        return self.name.partition(".")[0]

    def concerns(self, request: bytes) -> bool:
        """Whether a request is one that the fault is about.

        The runner moves the clock by debugtime; that is no promise of the protocol.
        """
        if isinstance(self.when, str):
            names = self.when.split()
            return is_packet(request) and (not names or request[1] in map(OPCODES.get, names))
        line = request.partition(b"\n")[0].removesuffix(b"\r")
        if is_packet(request) or line.startswith(b"debugtime"):
            return False
        return re.search(self.when, line) is not None


def sub(pattern: bytes, by: bytes | Callable[[re.Match[bytes]], bytes]) -> Rewrite:
    """Replaces the first place where a pattern is found; `.` means any octet."""
    compiled = re.compile(pattern, re.DOTALL)
    return lambda octets, moment: compiled.sub(by, octets, count=1)


def number(pattern: bytes, change: Callable[[int], int]) -> Rewrite:
    """Changes the decimal number that is the pattern's only group."""

    def by(found: re.Match[bytes]) -> bytes:
        start, end = (place - found.start() for place in found.span(1))
        return found[0][:start] + b"%d" % change(int(found[1])) + found[0][end:]

    return sub(pattern, by)


def dropped(pattern: bytes = b"") -> Rewrite:
    """Leaves out what begins with a pattern."""
    compiled = re.compile(pattern, re.DOTALL)
    return lambda octets, moment: b"" if compiled.match(octets) else octets


def twice(octets: bytes, moment: Moment) -> bytes:
    """Says it again."""
    return octets * 2


def late(octets: bytes, moment: Moment) -> bytes:
    """Lets the next reply go first, where the server owes one."""
    if moment.more and not moment.held:
        moment.held = octets
        return b""
    held, moment.held = moment.held, b""
    return octets + held


def closing(pattern: bytes) -> Rewrite:
    """Closes the connection behind a reply that begins with a pattern."""
    compiled = re.compile(pattern, re.DOTALL)

    def rewrite(octets: bytes, moment: Moment) -> bytes:
        moment.closing = moment.closing or compiled.match(octets) is not None
        return octets

    return rewrite


def both(first: Rewrite, second: Rewrite) -> Rewrite:
    """One rewrite after the other."""
    return lambda octets, moment: second(first(octets, moment), moment)


def flag(letter: bytes) -> bytes:
    """A pattern for a meta flag without an argument, and the space before it."""
    return rb"(?<=[^\r\n]) " + letter + rb"(?=[ \r])"
