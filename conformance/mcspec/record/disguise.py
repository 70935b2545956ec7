"""What a transcript says instead of the octets of a recording.

Keys become `{key}`, `{key2}` and so on, and CAS uniques captures. Data of clients becomes filler
of the same size, other data other filler, in such a way that what was appended and prepended
still adds up. Items that the session counts with keep theirs. With `verbatim`, keys and data stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mcspec.keys import KEY_NUMBER_MAX
from mcspec.record.text import decoded
from mcspec.record.unit import Role, Token, Unit

_COUNTING = ("incr", "decr", "ma")
_STORING = ("set", "add", "replace", "cas", "ms", "append", "prepend")
_COUNTER_SIZE_MAX = 24
_NUMBER = re.compile(rb"\d{1,20} *")
# Longer keys keep their size, for they may be about limits.
_USUAL_KEY_SIZE = 64
_RANDOM_SIZE_MAX = 64
# Of each key so many values are kept in mind as what the next append may add to.
_HISTORY_MAX = 32


@dataclass(frozen=True)
class Part:
    """A piece of a payload: octets, and the hole that stands for them unless it is "".

    One that `captures` can stand in expectations only, and not in every one of them.
    """

    octets: bytes
    hole: str = ""
    captures: bool = False


Parts = tuple[Part, ...]


class Disguise:
    """Deals out what stands for octets. Has to learn all of a recording first, in its order."""

    def __init__(self, *, verbatim: bool) -> None:
        self._verbatim = verbatim
        self._keys: dict[bytes, str] = {}
        self._values: dict[bytes, Parts] = {}
        self._histories: dict[bytes, dict[bytes, Parts]] = {}
        self._counters: set[bytes] = set()
        self._received: dict[bytes, bool] = {}
        self._uses: Counter[bytes] = Counter()
        self._uniques: dict[bytes, str] = {}

    def learn(self, units: Iterable[tuple[str, Unit]]) -> None:
        """Takes notice of what goes each way (">" or "<")."""
        every = list(units)
        self._counters = {unit.key for _, unit in every if unit.verb in _COUNTING}
        for direction, unit in every:
            for token in unit.tokens:
                if token.role is Role.CAS:
                    self._received.setdefault(token.octets, direction == "<")
                    self._uses[token.octets] += 1
                elif token.role is Role.VALUE and direction == ">" and unit.verb in _STORING:
                    self._store(unit, token.octets)

    def parts(self, token: Token, unit: Unit, direction: str) -> Parts:
        """What a transcript has for a token of a unit that went in a direction."""
        if token.role is Role.CAS:
            return (self._unique(token.octets, direction),)
        if token.role is Role.AGE:
            return (Part(token.octets, "{_:u32}", captures=True),)
        if token.role is Role.NOISE and direction == "<" and token.octets:
            return (Part(token.octets, "{_:line}", captures=True),)
        if self._verbatim or token.role is Role.PLAIN or not token.octets:
            return (Part(token.octets),)
        if token.role in (Role.KEY, Role.KEY64):
            return (Part(token.octets, self._key_hole(token)),)
        if token.role is Role.NOISE:
            return (Part(token.octets, f"{{rep x {len(token.octets)}}}"),)
        return self._value(token.octets, unit)

    def _key_hole(self, token: Token) -> str:
        key = decoded(token.octets)
        # What me answers does not say that its key is in base64.
        is_encoded = token.role is Role.KEY64 or (
            key in self._keys and token.octets not in self._keys
        )
        if key is None or not is_encoded:
            return self._key(token.octets)
        return f"{{b64 {self._key(key)}}}"

    def _key(self, key: bytes) -> str:
        if key not in self._keys:
            number = len(self._keys) + 1
            name = f"key{number if number > 1 else ''}"
            beyond = ""
            if number > KEY_NUMBER_MAX:
                name, beyond = f"key{KEY_NUMBER_MAX}", f".{number}"
            size = f"/{len(key) - len(beyond)}" if len(key) > _USUAL_KEY_SIZE else ""
            self._keys[key] = f"{{{name}{size}}}{beyond}"
        return self._keys[key]

    def _store(self, unit: Unit, value: bytes) -> None:
        """Notes what an item may hold from now on, and what stands for that."""
        history = self._histories.setdefault(unit.key, {})
        parts = self._value(value, unit)
        if unit.verb == "append":
            found = {old + value: (*before, *parts) for old, before in history.items()}
        elif unit.verb == "prepend":
            found = {value + old: (*parts, *before) for old, before in history.items()}
        else:
            found = {value: parts}
        for whole, pieces in found.items():
            self._values.setdefault(whole, pieces)
            history[whole] = self._values[whole]
        while len(history) > _HISTORY_MAX:
            del history[next(iter(history))]

    def _value(self, value: bytes, unit: Unit) -> Parts:
        if value in self._values:
            return self._values[value]
        stays = unit.key in self._counters and len(value) <= _COUNTER_SIZE_MAX
        # Not every reply names its key; a number in one may have come from counting.
        if not unit.key and self._counters:
            stays = _NUMBER.fullmatch(value) is not None
        if stays:
            parts: Parts = (Part(value),)
        else:
            parts = _filler(value, len(self._values) + 1)
        self._values[value] = parts
        return parts

    def _unique(self, octets: bytes, direction: str) -> Part:
        """A unique that a client made up, or zero, stays; one used once is captured by nothing."""
        if octets == b"0" or not self._received.get(octets, False):
            return Part(octets)
        if self._uses[octets] == 1:
            return Part(octets, "{_:u64}", captures=True)
        if octets in self._uniques:
            return Part(octets, f"{{{self._uniques[octets]}}}")
        name = f"cas{len(self._uniques) + 1}"
        self._uniques[octets] = name
        return Part(octets, f"{{{name}:u64}}", captures=True)


def _filler(value: bytes, seed: int) -> Parts:
    size = min(len(value), _RANDOM_SIZE_MAX)
    parts = (Part(value[:size], f"{{rand {size} {seed}}}"),)
    rest = value[size:]
    return (*parts, Part(rest, f"{{rep x {len(rest)}}}")) if rest else parts
