"""Expected and received octets one above the other, the first difference marked."""

from __future__ import annotations

from mcspec.octets import as_hex, as_text
from mcspec.report.style import PLAIN, Style
from mcspec.verdict import Mismatch

_HEX_MAX = 16
_TEXT_MAX = 72


def difference(mismatch: Mismatch, style: Style = PLAIN) -> list[str]:
    """The lines that show where an answer left the script; none where octets mean nothing.

    Sixteen octets of each side are shown in hexadecimal, from the eighth before the difference
    when that is further in, and more of them as text.
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
    return lines


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
