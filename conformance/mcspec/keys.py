"""Keys that no other case, framing, run or user of the server has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

DEFAULT_PREFIX = "mcspec:"
PREFIX_SIZE_MAX = 32
KEY_NUMBER_MAX = 35
KEY_SIZE_MAX = 65535

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SERIAL_DIGITS = 6
_RUN_DIGITS = 6


@dataclass
class Keys:
    """The keys of one performance of a case; `used` gathers what may have been stored."""

    stem: str
    used: set[bytes] = field(default_factory=set)

    def key(self, number: int, size: int = 0) -> bytes:
        """The key that `{key}` (number 1) or `{keyN}` stands for.

        With a `size` it has exactly that many octets: padded at the end, and cut at the front
        where the natural key is longer, so that what makes it unique stays.
        """
        key = f"{self.stem}{_DIGITS[number]}".encode()
        if size:
            key = (key + b"k" * (size - len(key)))[-size:]
        self.used.add(key)
        return key


class KeySource:
    """Deals out Keys; all of one source differ, and so do those of two sources of one prefix."""

    def __init__(self, prefix: str = DEFAULT_PREFIX, run: str = "") -> None:
        """`run` sets apart the keys of two runs on one server; random unless given."""
        if len(prefix) > PREFIX_SIZE_MAX or not prefix.isascii() or not prefix.isprintable():
            raise ValueError(f"a key prefix is at most {PREFIX_SIZE_MAX} printable octets")
        if " " in prefix:
            raise ValueError("a key prefix has no spaces")
        self._prefix = prefix
        self._run = run or "".join(secrets.choice(_DIGITS) for _ in range(_RUN_DIGITS))
        self._serial = 0

    def fresh(self) -> Keys:
        """Keys for one performance."""
        self._serial += 1
        return Keys(f"{self._prefix}{self._run}{_in_base_36(self._serial)}")


def _in_base_36(number: int) -> str:
    digits = ""
    for _ in range(_SERIAL_DIGITS):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
