"""Known failures: what a named product answers wrongly, why, and since when.

A file holds entries like this one; the file named after the profile is read without being asked
for.

    [[known]]
    case = "classic.delete.*"      # a glob over case ids
    reason = "arguments after the key are taken for an old form of delete"
    issue = "https://github.com/memcached/memcached/issues/1"
    saw = "ERROR"                  # the first wrong line; `*` stands for any octets
    framing = "bytes"              # only under this framing
    since = "1.6.6"                # first release that is wrong
    fixed = "1.6.40"               # first release that is right again
    until = 2027-01-31             # from this day on the entry excuses nothing
    sometimes = true               # it is a matter of luck: the case may as well pass

case, reason, issue and saw are required. `saw` is compared with the line as reports show it,
without its CR LF, so that "" is an empty line; a binary packet is one line. Where nothing came,
`saw` is compared with the words that say so.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mcspec.case import Case
from mcspec.octets import as_text
from mcspec.places import shown
from mcspec.selection import matches
from mcspec.verdict import Result, Verdict

_REQUIRED = ("case", "reason", "issue", "saw")
_OPTIONAL = ("framing", "since", "fixed", "until", "sometimes")
_TYPES: Mapping[str, type] = {"until": datetime.date, "sometimes": bool}
_TYPE_NAMES: Mapping[type, str] = {datetime.date: "date", bool: "boolean", str: "string"}
_EXCUSABLE = (Verdict.FAIL, Verdict.NON_STRICT, Verdict.ERROR)
_BINARY_REPLY = 0x81


class KnownError(Exception):
    """A file of known failures cannot be used; the text names the file and the entry."""


@dataclass(frozen=True)
class Known:
    """One entry; see the head of this module for the fields. `where` is for messages."""

    case: str
    reason: str
    issue: str
    saw: str
    where: str
    framing: str = ""
    since: str = ""
    fixed: str = ""
    until: datetime.date | None = None
    sometimes: bool = False


@dataclass(frozen=True)
class Applied:
    """Results as the entries leave them, and the entries whose answer was another, in words."""

    results: tuple[Result, ...]
    differing: tuple[str, ...]


def load_known(path: Path) -> tuple[Known, ...]:
    """Reads one file. Raises KnownError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnownError(f"{shown(path)}: {error}") from error
    entries = document.get("known", [])
    if set(document) - {"known"} or not isinstance(entries, list):
        raise KnownError(f"{shown(path)}: holds more than [[known]] entries")
    return tuple(_entry(entry, f"{shown(path)}: entry {n}") for n, entry in enumerate(entries, 1))


def stale(entries: Iterable[Known], cases: Sequence[Case], today: datetime.date) -> tuple[str, ...]:
    """The entries that cannot excuse anything any more, in words: no such case, or out of date.

    `cases` are all that there are, selected or not.
    """
    found = []
    for entry in entries:
        if not any(matches(case.id, entry.case) for case in cases):
            found.append(f"{entry.where}: no case is named {entry.case}")
        elif entry.until is not None and entry.until <= today:
            found.append(f"{entry.where}: {entry.case} was to be right by {entry.until}")
    return tuple(found)


def apply(
    results: Sequence[Result],
    entries: Sequence[Known],
    baseline: tuple[int, ...],
    today: datetime.date,
) -> Applied:
    """Holds results against the entries that are in force for a release and a day.

    A failure with the answer seen before becomes XFAIL, a pass XPASS unless only sometimes it is a
    failure; a failure with another answer keeps its verdict, and says so.
    """
    active = [entry for entry in entries if _is_in_force(entry, baseline, today)]
    judged = []
    differing = []
    for result in results:
        mine = [entry for entry in active if _is_about(entry, result)]
        judged.append(_judge(result, mine) if mine else result)
        if mine and judged[-1].verdict in _EXCUSABLE:
            differing.append(f"{mine[0].where}: {result.case.id} {judged[-1].reason}")
    return Applied(tuple(judged), tuple(dict.fromkeys(differing)))


def first_answer(result: Result) -> str:
    """What `saw` is compared with: the first wrong line, or the words for a missing answer."""
    mismatch = result.mismatch
    if mismatch is None or not mismatch.received:
        return result.reason if mismatch is None else mismatch.what
    received = mismatch.received
    if received[0] == _BINARY_REPLY:
        return as_text(received)
    return as_text(received.split(b"\n", 1)[0].removesuffix(b"\r"))


def release(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: (1, 6, 45) of `1.6.45-mcspecd`."""
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def _judge(result: Result, entries: Sequence[Known]) -> Result:
    if result.verdict is Verdict.PASS:
        if all(entry.sometimes for entry in entries):
            return result
        reason = f"passes, but {entries[0].where} knows it as a failure: {entries[0].reason}"
        return replace(result, verdict=Verdict.XPASS, reason=reason)
    if result.verdict not in _EXCUSABLE:
        return result
    answer = first_answer(result)
    for entry in entries:
        if _glob(entry.saw).fullmatch(answer):
            return replace(result, verdict=Verdict.XFAIL, reason=f"{entry.reason} ({entry.issue})")
    note = f"differs from the known failure, which was {entries[0].saw}"
    return replace(result, reason=f"{result.reason}; {note}" if result.reason else note)


def _glob(saw: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in saw.split("*")))


def _is_in_force(entry: Known, baseline: tuple[int, ...], today: datetime.date) -> bool:
    if entry.until is not None and entry.until <= today:
        return False
    if entry.since and baseline < release(entry.since):
        return False
    return not (entry.fixed and baseline >= release(entry.fixed))


def _is_about(entry: Known, result: Result) -> bool:
    if entry.framing and entry.framing != result.framing:
        return False
    return matches(result.case.id, entry.case)


def _entry(table: Mapping[str, object], where: str) -> Known:
    for key in _REQUIRED:
        if not table.get(key) and (key != "saw" or key not in table):
            raise KnownError(f"{where}: has no `{key}`")
    for key, value in table.items():
        if key not in (*_REQUIRED, *_OPTIONAL):
            raise KnownError(f"{where}: has an unknown key `{key}`")
        wanted = _TYPES.get(key, str)
        if not isinstance(value, wanted):
            raise KnownError(f"{where}: `{key}` is not a {_TYPE_NAMES[wanted]}")
    until = table.get("until")
    return Known(
        case=str(table["case"]),
        reason=str(table["reason"]),
        issue=str(table["issue"]),
        saw=str(table["saw"]),
        where=where,
        framing=str(table.get("framing", "")),
        since=str(table.get("since", "")),
        fixed=str(table.get("fixed", "")),
        until=until if isinstance(until, datetime.date) else None,
        sometimes=bool(table.get("sometimes")),
    )
