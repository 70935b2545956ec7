"""Reads and writes transcripts, the `.mct` files that hold the cases. See TRANSCRIPTS.md.

Everything that can be wrong with a transcript is found here, before anything is sent, and is told
as TranscriptError with the file and the line. What may stand in payloads is in pattern.py,
packet.py and directive.py.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mcspec import script
from mcspec.address import TRANSPORTS
from mcspec.capability import CAPABILITIES, is_known, split_needs
from mcspec.case import Case, Level, Op, Step
from mcspec.directive import duration
from mcspec.pattern import PatternError
from mcspec.transport import check_options

FRAMINGS = ("whole", "bytes", "boundaries", "pipeline", "batch", "random")

_META_KEYS = (
    "title rule level since until needs after framing timing transport options exclusive note"
    " seealso"
).split()
_REQUIRED = ("title", "rule", "level")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_META = re.compile(r"([A-Za-z]+):(?:\s+(.*?))?\s*")
_STEP = re.compile(r"([A-Z]?)(>[|xbu]?|<[|mbu]?|<should|<or(?:\[([^\]]+)\])?|!)(?: (.*))?")
_OPENING = re.compile(r"@([A-Z])(?: (.*))?")
_RELEASE = re.compile(r"\d+\.\d+(\.\d+)?")
_RULE_ID = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)+")


class TranscriptError(Exception):
    """A transcript cannot be read: "path:line: what, and what would be right"."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}:{line}: {what}")


def load(path: Path) -> tuple[Case, ...]:
    """Reads one file. Raises TranscriptError, and OSError."""
    return parse(path.read_bytes().decode("utf-8", "surrogateescape"), path)


def load_tree(roots: Sequence[Path]) -> tuple[Case, ...]:
    """Reads files, and every `*.mct` below folders, in the order of their names.

    Raises TranscriptError, also for an id that is used twice and for `after:` in a circle.
    """
    cases: list[Case] = []
    for root in roots:
        paths = [root] if root.is_file() else sorted(root.rglob("*.mct"))
        for path in paths:
            cases += load(path)
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.id, case)
        if other is not case:
            what = f"{case.id} is in {other.path}:{other.line} already; ids are used once"
            raise TranscriptError(case.path, case.line, what)
    _refuse_circles(first)
    return tuple(cases)


def parse(text: str, path: Path) -> tuple[Case, ...]:
    """Reads a transcript's text; `path` is for messages and the cases. Raises TranscriptError."""
    cases: list[Case] = []
    block: list[tuple[int, str]] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if "\r" in line:
            what = "the line has a CR; lines end in LF, and a CR to be sent is \\r in a >| line"
            raise TranscriptError(path, number, what)
        if line.startswith("=== "):
            if start:
                cases.append(_parse_case(start, block, path))
            block = [(number, line)]
            start = number
        elif line.startswith("#") or not line.strip():
            continue
        elif not start:
            raise TranscriptError(path, number, "the file begins with a case: === area.topic.name")
        else:
            block.append((number, line))
    if start:
        cases.append(_parse_case(start, block, path))
    return tuple(cases)


def render(cases: Iterable[Case]) -> str:
    """The canonical text of cases; comments in column 1 are not part of a case and are lost."""
    return "\n".join(_render_case(case) for case in cases)


def reformat(text: str, path: Path) -> str:
    """The canonical text of a transcript, its comments included. Raises TranscriptError."""
    cases = parse(text, path)
    starts = [case.line for case in cases]
    comments: dict[int, list[tuple[int, str]]] = {start: [] for start in starts}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith("#"):
            continue
        inside = [case for case in cases if case.line < number <= case.steps[-1].line]
        later = [start for start in starts if start > number]
        owner = inside[0].line if inside else min(later, default=starts[-1] if starts else 0)
        comments.setdefault(owner, []).append((number, line.rstrip()))
    blocks = [_render_case(case, comments[case.line]) for case in cases]
    return "\n".join(blocks) if blocks else "".join(f"{line}\n" for _, line in comments.get(0, []))


def _parse_case(start: int, block: Sequence[tuple[int, str]], path: Path) -> Case:
    case_id = block[0][1][4:].strip()
    if not _ID.fullmatch(case_id):
        what = (
            f"{case_id or 'nothing'} is no id: lower-case words joined by . and -, as in cas.lost"
        )
        raise TranscriptError(path, start, what)
    divider = next((index for index, (_, line) in enumerate(block) if line == "---"), 0)
    if not divider:
        what = f"{case_id} has no line --- between its metadata and its steps"
        raise TranscriptError(path, start, what)
    meta = _parse_meta(block[1:divider], start, path)
    steps: list[Step] = []
    for number, line in block[divider + 1 :]:
        steps.append(_parse_step(number, line, path, steps))
    if not steps:
        raise TranscriptError(path, start, f"{case_id} has no steps")
    case = _case(case_id, {key: value for key, (_, value) in meta.items()}, steps, path, start)
    try:
        script.check(case)
    except script.ScriptError as error:
        raise TranscriptError(path, error.line, error.what) from error
    if case.timing and script.waits(case) != duration(case.timing):
        what = f"timing says {case.timing}, but the waits add up to {script.waits(case):g}s"
        raise TranscriptError(path, meta["timing"][0], what)
    return case


def _parse_meta(
    lines: Sequence[tuple[int, str]], start: int, path: Path
) -> dict[str, tuple[int, str]]:
    meta: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        found = _META.fullmatch(line)
        if found is None:
            raise TranscriptError(path, number, f"{line!r} is no metadata; write key: value")
        key, value = found[1], found[2] or ""
        what = _meta_fault(key, value, path.parent)
        if key in meta:
            what = f"{key} is there twice"
        if what:
            raise TranscriptError(path, number, what)
        meta[key] = (number, value)
    for key in _REQUIRED:
        if key not in meta:
            raise TranscriptError(path, start, f"the case has no {key}: line")
    return meta


def _meta_fault(key: str, value: str, folder: Path) -> str:
    """What is wrong with one line of metadata; "" when nothing is."""
    if key not in _META_KEYS:
        return f"{key} is no key; there are {' '.join(_META_KEYS)}"
    if not value:
        return f"{key} has no value"
    words = value.replace(",", " ").split()
    if key == "rule" and not all(_RULE_ID.fullmatch(word) for word in words):
        return f"{value} are no rule ids; they look like TXT-INC-02, META-MG-01"
    if key == "level" and value not in Level.__members__:
        return f"{value} is no level; there are {' '.join(Level.__members__)}"
    if key in ("since", "until") and not _RELEASE.fullmatch(value):
        return f"{value} is no memcached release, such as 1.6.18"
    if key == "needs":
        for need in split_needs(value.replace(",", " ")):
            if not is_known(need):
                known = " ".join(CAPABILITIES)
                return f"{need} is no capability; there are {known}, not NAME, item_max>=1m"
    if key == "framing" and value != "none" and not set(words) <= set(FRAMINGS):
        return f"{value} are no framings; write none, or some of {' '.join(FRAMINGS)}"
    if key == "transport" and value not in TRANSPORTS:
        return f"{value} is no transport; there are {' '.join(TRANSPORTS)}"
    if key == "exclusive" and value not in ("yes", "no"):
        return f"{value} is neither yes nor no"
    return _fault_of_reading(key, value, folder)


def _fault_of_reading(key: str, value: str, folder: Path) -> str:
    try:
        if key == "timing":
            duration(value)
        elif key == "options":
            shlex.split(value)
            check_options(value, folder)
    except (PatternError, ValueError) as error:
        return str(error)
    return ""


def _parse_step(number: int, line: str, path: Path, before: Sequence[Step]) -> Step:
    if opening := _OPENING.fullmatch(line):
        return Step(opening[1], Op.OPEN, opening[2] or "", number)
    found = _STEP.fullmatch(line)
    if found is None:
        known = " ".join(op.value for op in Op)
        what = f"{line.split(' ')[0]!r} is no operator; there are {known}, then a space"
        raise TranscriptError(path, number, what)
    connection, sign, label, text = found[1], found[2], found[3] or "", found[4] or ""
    op = Op.OR_LINE if sign.startswith("<or") else Op(sign)
    if op is Op.DIRECTIVE:
        if connection:
            what = f"name the connection after the directive: ! close {connection}"
            raise TranscriptError(path, number, what)
        connection = script.connection_of(text)
    elif op in (Op.SHOULD_LINE, Op.OR_LINE) and not connection and before:
        connection = before[-1].connection
    return Step(connection or "A", op, text, number, label)


def _case(
    case_id: str, meta: Mapping[str, str], steps: Sequence[Step], path: Path, line: int
) -> Case:
    def words(key: str) -> tuple[str, ...]:
        return tuple(meta.get(key, "").replace(",", " ").split())

    return Case(
        id=case_id,
        title=meta["title"],
        rules=words("rule"),
        level=Level(meta["level"]),
        steps=tuple(steps),
        path=path,
        line=line,
        since=meta.get("since", ""),
        until=meta.get("until", ""),
        needs=split_needs(meta.get("needs", "").replace(",", " ")),
        after=words("after"),
        framing=", ".join(words("framing")),
        timing=meta.get("timing", ""),
        exclusive=meta.get("exclusive") == "yes",
        options=meta.get("options", ""),
        transport=meta.get("transport", ""),
        note=meta.get("note", ""),
        seealso=meta.get("seealso", ""),
    )


def _refuse_circles(cases: Mapping[str, Case]) -> None:
    settled: set[str] = set()
    for first in cases.values():
        trail: list[str] = []
        pending = [first.id]
        while pending:
            case_id = pending.pop()
            if case_id == "":
                settled.add(trail.pop())
                continue
            if case_id in trail:
                circle = " after ".join([*trail[trail.index(case_id) :], case_id])
                raise TranscriptError(first.path, first.line, f"a circle: {circle}")
            if case_id in settled or case_id not in cases:
                continue
            trail.append(case_id)
            pending += ["", *cases[case_id].after]


def _render_case(case: Case, comments: Sequence[tuple[int, str]] = ()) -> str:
    values = {
        "title": case.title,
        "rule": ", ".join(case.rules),
        "level": case.level.value,
        "since": case.since,
        "until": case.until,
        "needs": " ".join(case.needs),
        "after": ", ".join(case.after),
        "framing": case.framing,
        "timing": case.timing,
        "transport": case.transport,
        "options": case.options,
        "exclusive": "yes" if case.exclusive else "",
        "note": case.note,
        "seealso": case.seealso,
    }
    first_step = case.steps[0].line
    lines = [comment for line, comment in comments if line < case.line]
    lines.append(f"=== {case.id}")
    lines += [comment for line, comment in comments if case.line < line < first_step]
    lines += [f"{key}: {values[key]}" for key in _META_KEYS if values[key]]
    lines.append("---")
    several = any(step.connection != "A" for step in case.steps)
    previous = first_step
    for step in case.steps:
        lines += [comment for line, comment in comments if previous < line < step.line]
        lines.append(_render_step(step, several))
        previous = step.line
    lines += [comment for line, comment in comments if line > previous]
    return "".join(f"{line}\n" for line in lines)


def _render_step(step: Step, several: bool) -> str:
    if step.op is Op.OPEN:
        return f"@{step.connection} {step.text}" if step.text else f"@{step.connection}"
    sign = f"<or[{step.label}]" if step.label else step.op.value
    prefix = step.connection if several and step.op is not Op.DIRECTIVE else ""
    return f"{prefix}{sign} {step.text}" if step.text else f"{prefix}{sign}"
