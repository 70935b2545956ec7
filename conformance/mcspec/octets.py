"""Octets as people read and type them."""

from __future__ import annotations

_NAMED = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x00: "\\0", 0x5C: "\\\\"}


def as_text(data: bytes) -> str:
    """Printable ASCII as it is; the rest in the escapes of transcripts: `\\r \\n \\t \\0 \\xHH`."""
    return "".join(_escape(octet) for octet in data)


def as_hex(data: bytes) -> str:
    """Two digits an octet, one space between."""
    return data.hex(" ")


def elided(data: bytes, size_max: int) -> str:
    """as_text of at most about `size_max` octets: a longer value shows both ends and its size."""
    if len(data) <= size_max:
        return as_text(data)
    half = size_max // 2
    left_out = len(data) - 2 * half
    return f"{as_text(data[:half])} ...{left_out} octets... {as_text(data[-half:])}"


def as_printf(data: bytes) -> str:
    """The argument of the shell's printf that prints these octets, in single quotes."""
    return "'" + "".join(_printf_escape(octet) for octet in data) + "'"


def _escape(octet: int) -> str:
    if octet in _NAMED:
        return _NAMED[octet]
    return chr(octet) if 0x20 <= octet < 0x7F else f"\\x{octet:02x}"


def _printf_escape(octet: int) -> str:
    if octet in (0x0A, 0x0D, 0x09, 0x5C):
        return _NAMED[octet]
    if octet == 0x25:
        return "%%"
    # Octal is all that POSIX promises, and three digits cannot run into a digit that follows.
    return chr(octet) if 0x20 <= octet < 0x7F and octet != 0x27 else f"\\{octet:03o}"
