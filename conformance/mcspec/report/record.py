"""A finished run as its JSON report tells it: what pages and comparisons are made of.

Reports of runs that ended long ago, on other machines, and the run that has just ended come in the
same shape, so that whatever is told of one can be told of several side by side.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcspec.verdict import Exchange, Mismatch, Verdict

SCHEMA = 1


class RecordError(Exception):
    """A file is no JSON report that can be read; the text names the file and says why."""


@dataclass(frozen=True)
class Outcome:
    """One case under one framing, as a report has it.

    `step` is the line of the transcript that was not met, as it is written there. `repro` is a
    shell command that shows the failure, "" where one line cannot.
    """

    case: str
    title: str
    area: str
    rules: tuple[str, ...]
    level: str
    path: str
    line: int
    framing: str
    verdict: Verdict
    reason: str = ""
    step: str = ""
    mismatch: Mismatch | None = None
    exchanges: tuple[Exchange, ...] = ()
    repro: str = ""


@dataclass(frozen=True)
class Record:
    """One run. `name` is product and version, `when` an ISO 8601 time in UTC or "".

    `seconds` is the wall time of the cases, `exit_status` that of the run.
    """

    name: str
    target: str
    profile: str
    capabilities: tuple[str, ...]
    notes: tuple[str, ...]
    framings: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    objections: tuple[str, ...] = ()
    tool: str = ""
    when: str = ""
    seconds: float = 0.0
    exit_status: int = 0


def read_record(path: Path) -> Record:
    """Reads a file that `--json` has written. Raises RecordError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise RecordError(f"{path}: no JSON: {error}") from error
    if not isinstance(document, dict) or "schema" not in document:
        raise RecordError(f"{path}: no report of `mcspec run --json`")
    if document["schema"] != SCHEMA:
        raise RecordError(f"{path}: schema {document['schema']}; this reads schema {SCHEMA}")
    try:
        return to_record(document)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{path}: {type(error).__name__} {error} in the report") from error


def to_record(document: dict[str, Any]) -> Record:
    """Takes the document of a JSON report apart."""
    server = document["server"]
    name = f"{server['product']} {server['version']}".strip()
    return Record(
        name=name or server["target"],
        target=server["target"],
        profile=server["profile"],
        capabilities=tuple(server["capabilities"]),
        notes=tuple(server["notes"]),
        framings=tuple(document["framings"]),
        outcomes=tuple(_outcome(each) for each in document["results"]),
        objections=tuple(document["objections"]),
        tool=f"{document['tool']['name']} {document['tool']['version']}",
        when=document.get("when", ""),
        seconds=document["seconds"],
        exit_status=document["exit_status"],
    )


def _outcome(result: dict[str, Any]) -> Outcome:
    mismatch = result["mismatch"]
    return Outcome(
        case=result["case"],
        title=result["title"],
        area=result["area"],
        rules=tuple(result["rules"]),
        level=result["level"],
        path=result["path"],
        line=result["line"],
        framing=result["framing"],
        verdict=Verdict(result["verdict"]),
        reason=result["reason"],
        step=mismatch["step"] if mismatch else "",
        mismatch=_mismatch(mismatch) if mismatch else None,
        exchanges=tuple(
            Exchange(each["connection"], each["direction"], each["data"].encode("latin-1"))
            for each in result["exchanges"]
        ),
        repro=result.get("repro", ""),
    )


def _mismatch(mismatch: dict[str, Any]) -> Mismatch:
    return Mismatch(
        line=mismatch["line"],
        what=mismatch["what"],
        expected=mismatch["expected"].encode("latin-1"),
        received=mismatch["received"].encode("latin-1"),
        at=mismatch["at"],
    )
