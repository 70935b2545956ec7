"""Differences between two servers as people and programs read them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import mcspec
from mcspec.case import Case
from mcspec.diff.compare import Difference
from mcspec.report.style import PLAIN, Style
from mcspec.tally import Server

SCHEMA = 1

_LINES_MAX = 6
_WIDTH_MAX = 100
_EXAMPLES = 3


@dataclass(frozen=True)
class Comparison:
    """Two servers, and what comparing them has brought.

    `left_out` has the cases that one or both did not perform, with the reason of each server.
    """

    servers: tuple[Server, Server]
    cases: int
    differences: tuple[Difference, ...]
    left_out: Mapping[Case, tuple[str, str]]

    @property
    def compared(self) -> int:
        """How many cases both have performed."""
        return self.cases - len(self.left_out)


def to_text(comparison: Comparison, style: Style = PLAIN) -> str:
    """Every difference, what was not compared, and one line last."""
    labels = _labels(comparison.servers)
    blocks = ["\n".join(_heads(comparison.servers, labels))]
    for group in _alike(comparison.differences):
        blocks.append("\n".join(_block(group, labels, style)))
    if comparison.left_out:
        blocks.append("\n".join(_left_out(comparison.left_out, labels)))
    blocks.append(_last_line(comparison, style))
    return "\n\n".join(blocks)


def to_json(comparison: Comparison) -> str:
    """The same for programs: `schema` 1, the servers in their order, ASCII only."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "mcspec", "version": mcspec.__version__},
        "servers": [
            {"target": each.target, "product": each.product, "version": each.version}
            for each in comparison.servers
        ],
        "cases": comparison.cases,
        "compared": comparison.compared,
        "differences": [
            {
                "case": each.case.id,
                "title": each.case.title,
                "connection": each.connection,
                "asked": each.asked,
                "answers": each.answers,
                "ends": each.ends,
            }
            for each in comparison.differences
        ],
        "left_out": [
            {"case": case.id, "reasons": reasons} for case, reasons in comparison.left_out.items()
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def _labels(servers: tuple[Server, Server]) -> tuple[str, str]:
    """What to call the servers: by name where that tells them apart, else by place."""
    names = (servers[0].name, servers[1].name)
    if names[0] == names[1]:
        names = (servers[0].address, servers[1].address)
    width = max(len(name) for name in names)
    return names[0].ljust(width), names[1].ljust(width)


def _heads(servers: tuple[Server, Server], labels: tuple[str, str]) -> Iterator[str]:
    for server, label in zip(servers, labels, strict=True):
        yield f"{label}  {server.target}, profile {server.profile}"


def _alike(differences: Sequence[Difference]) -> list[list[Difference]]:
    """Differences together that consist of the same answers to the same last request."""
    groups: dict[tuple[object, ...], list[Difference]] = {}
    for each in differences:
        groups.setdefault((each.asked[-1:], each.answers, each.ends), []).append(each)
    return list(groups.values())


def _block(group: Sequence[Difference], labels: tuple[str, str], style: Style) -> Iterator[str]:
    difference = group[0]
    case = difference.case
    yield f"{style.bold}{case.id}{style.end}  {case.title}"
    for asked in _some(difference.asked):
        yield f"  {difference.connection}> {_cut(asked)}"
    colours = (style.red, style.green)
    for sign, label, colour, answers, end in zip(
        "-+", labels, colours, difference.answers, difference.ends, strict=True
    ):
        for answer in (*_some(answers), *([end] if end or not answers else [])):
            yield f"  {colour}{sign} {label}  {_cut(answer or '(as it should be)')}{style.end}"
    if len(group) > 1:
        yield f"  and so in {_named([each.case.id for each in group[1:]])}"


def _named(ids: Sequence[str]) -> str:
    more = len(ids) - _EXAMPLES
    return ", ".join(ids[:_EXAMPLES]) + (f", and {more} more" if more > 0 else "")


def _some(lines: Sequence[str]) -> list[str]:
    if len(lines) <= _LINES_MAX:
        return list(lines)
    return [*lines[: _LINES_MAX - 1], f"... {len(lines) - _LINES_MAX + 1} more"]


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH_MAX else f"{text[:_WIDTH_MAX]}... ({len(text)} signs)"


def _left_out(left_out: Mapping[Case, tuple[str, str]], labels: tuple[str, str]) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for case, (one, two) in left_out.items():
        told = one if one == two else ""
        for label, reason in zip(labels, (one, two), strict=True):
            told = told or (f"{label.strip()}: {reason}" if reason else "")
        groups.setdefault(told, []).append(case.id)
    for reason, ids in groups.items():
        plural = "" if len(ids) == 1 else "s"
        yield f"not compared  {len(ids)} case{plural}: {reason} ({_named(ids)})"


def _last_line(comparison: Comparison, style: Style) -> str:
    count = len(comparison.differences)
    names = " and ".join(server.name for server in comparison.servers)
    if not comparison.compared:
        return f"{style.red}{style.bold}NOTHING COMPARED{style.end}  {names}"
    head = f"{style.red}DIFFER{style.end}" if count else f"{style.green}SAME{style.end}"
    told = f"{count} of {comparison.compared} cases differ" if count else "no case differs"
    return f"{style.bold}{head}  {names}: {told}, {len(comparison.left_out)} not compared"
