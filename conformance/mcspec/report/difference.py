"""Expected and received octets one above the other, the first difference marked."""

from __future__ import annotations

from mcspec.octets import as_hex, as_text
from mcspec.report.packet_fields import header_fields, is_packet
from mcspec.report.style import PLAIN, Style
from mcspec.verdict import Mismatch

_HEX_MAX = 16
_TEXT_MAX = 72


def difference(mismatch: Mismatch, style: Style = PLAIN) -> list[str]:
    """The lines that show where an answer left the script; none where octets mean nothing.

    Sixteen octets of each side are shown in hexadecimal, from the eighth before the difference
    when that is further in, and more of them as text; of two packets, the headers by field.
    """
    if mismatch.at < 0 and not mismatch.expected and not mismatch.received:
        return []
    start = max(0, mismatch.at - _HEX_MAX // 2) if mismatch.at >= _HEX_MAX else 0
    sides = (("expected", mismatch.expected), ("received", mismatch.received))
    width = max(len(_hex(data, start)) for _, data in sides)
    lines = [
        f"{name}  {_hex(data, start):{width}}  {_text(data, start)}".rstrip()
        for name, data in sides
    ]
    if mismatch.at >= 0:
        before = len("expected  ") + (4 if start else 0) + 3 * (mismatch.at - start)
        mark = f"{style.red}^^ first difference at octet {mismatch.at}{style.end}"
        lines.append(" " * before + mark)
    if is_packet(mismatch.expected) and is_packet(mismatch.received):
        lines += _headers(mismatch, style)
    return lines


def _headers(mismatch: Mismatch, style: Style) -> list[str]:
    """The headers of two packets as columns, those that differ marked."""
    expected, received = header_fields(mismatch.expected), header_fields(mismatch.received)
    rows: tuple[list[str], ...] = (["header"], ["expected"], ["received"], [""])
    # A server that echoes our magic sends a request, whose header has another field.
    for name in dict.fromkeys([*expected, *received]):
        pair = expected.get(name, "-"), received.get(name, "-")
        width = max(map(len, (name, *pair)))
        mark = "^" * width if pair[0] != pair[1] else " " * width
        for row, text in zip(rows, (name, *pair, mark), strict=True):
            row.append(text.ljust(width))
    lines = ["  ".join([row[0].ljust(8), *row[1:]]).rstrip() for row in rows]
    return [*lines[:3], f"{style.red}{lines[3]}{style.end}"] if lines[3] else lines[:3]


def _hex(data: bytes, start: int) -> str:
    before = "... " if start else ""
    after = " ..." if len(data) > start + _HEX_MAX else ""
    return before + as_hex(data[start : start + _HEX_MAX]) + after


def _text(data: bytes, start: int) -> str:
    if not data:
        return "(nothing)"
    before = "..." if start else ""
    after = f"... ({len(data)} octets)" if len(data) > start + _TEXT_MAX else ""
    return f'{before}"{as_text(data[start : start + _TEXT_MAX])}"{after}'
