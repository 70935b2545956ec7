"""What `!` lines say.

    ! wait 3s                  let 3 seconds pass for the server
    ! silent A 50ms            nothing arrives on A for so long, and A stays open
    ! expect-close A           the server closes A, and sends nothing before that
    ! close A                  close A
    ! half-close A             say that nothing more will be sent on A
    ! reset A                  close A with a reset
    ! slow A 10B/s             from here on, read from A no faster than that
    ! skip-until A END         read lines of A up to and including this one
    ! assert {a} != {b}        compare captures or numbers by ==, !=, < or >

The connection may be left out where it is A.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mcspec.pattern import Names, Pattern, PatternError, compile_pattern, fill, names_used

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_RATE = re.compile(r"([1-9]\d*)B/s")
_CONNECTION = re.compile(r"[A-Z]")
_ASSERTION = re.compile(r"(\S+) (==|!=|<|>) (\S+)")
_BARE = ("expect-close", "close", "half-close", "reset")
_NAMES = ("wait", "silent", *_BARE, "slow", "skip-until", "assert")


@dataclass(frozen=True)
class Directive:
    """One `!` line. Of the fields below, each belongs to the directives that its comment names."""

    name: str
    connection: str = "A"
    seconds: float = 0.0  # wait, silent
    rate: int = 0  # slow: octets per second
    text: Pattern = ()  # skip-until, and the left side of assert
    relation: str = ""  # assert
    other: Pattern = ()  # the right side of assert


@lru_cache(maxsize=None)
def parse_directive(text: str) -> Directive:
    """Reads the payload of a `!` line. Raises PatternError."""
    name, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    if name == "wait":
        return Directive(name, seconds=duration(rest))
    if name == "assert":
        return _assertion(rest)
    if name not in _NAMES:
        raise PatternError(f"! {name} is no directive; there are {', '.join(_NAMES)}")
    first, _, after = rest.partition(" ")
    connection = "A"
    if _CONNECTION.fullmatch(first) and (after or name in _BARE):
        connection, rest = first, after.strip()
    if name in _BARE:
        if rest:
            raise PatternError(f"! {name} takes a connection, A to Z, and nothing else")
        return Directive(name, connection)
    if name == "silent":
        return Directive(name, connection, seconds=duration(rest))
    if name == "slow":
        found = _RATE.fullmatch(rest)
        if found is None:
            raise PatternError(f"! slow {rest}: a rate is octets a second, such as 10B/s")
        return Directive(name, connection, rate=int(found[1]))
    if not rest:
        raise PatternError("! skip-until needs the line up to which it reads")
    return Directive(name, connection, text=compile_pattern(rest))


def duration(text: str) -> float:
    """The seconds of `3s`, `0.5s` or `50ms`. Raises PatternError."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise PatternError(f"{text or 'nothing'} is no duration; write 3s, 0.5s or 50ms")
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def holds(directive: Directive, names: Names) -> bool:
    """Whether an assertion is true. Decimal numbers compare by value, anything else by octets."""
    left, right = fill(directive.text, names), fill(directive.other, names)
    a: int | bytes = left
    b: int | bytes = right
    if left.isdigit() and right.isdigit():
        a, b = int(left), int(right)
    if directive.relation == "==":
        return a == b
    if directive.relation == "!=":
        return a != b
    if isinstance(a, bytes) or isinstance(b, bytes):
        return False
    return a < b if directive.relation == "<" else a > b


def directive_names(directive: Directive) -> tuple[str, ...]:
    """The names that must have been captured before."""
    return names_used(directive.text) + names_used(directive.other)


def _assertion(text: str) -> Directive:
    found = _ASSERTION.fullmatch(text)
    if found is None:
        raise PatternError(f"! assert {text}: write {{a}} == {{b}}, or != or < or >")
    left, relation, right = found.groups()
    sides = [compile_pattern(side) for side in (left, right)]
    return Directive("assert", text=sides[0], relation=relation, other=sides[1])
