"""A first file of known failures: an entry for each wrong answer of a run, for a person to go over.

What a run can tell is filled in: the case, the answer, and the framing where not all agree. Keys,
CAS uniques and numbers that differ from framing to framing stand as `*`. The reason says what
was wanted, and the issue is left to be put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mcspec.known import first_answer
from mcspec.octets import as_text
from mcspec.packet import HEADER_SIZE, RESPONSE_MAGIC
from mcspec.tally import Run
from mcspec.verdict import Result, Verdict

NO_ISSUE = "not reported yet"

_WRONG = (Verdict.FAIL, Verdict.NON_STRICT, Verdict.ERROR)
_PERFORMED = (*_WRONG, Verdict.PASS, Verdict.XFAIL, Verdict.XPASS)
_CAS = slice(16, 24)


@dataclass(frozen=True)
class _Entry:
    """One entry; `framing` "" stands for all of them."""

    case: str
    reason: str
    saw: str
    framing: str = ""


def to_known(run: Run, key_prefix: str) -> str:
    """The entries for what `run` got wrong, as TOML that load_known() reads.

    `key_prefix` is what the keys of the run began with.
    """
    by_case: dict[str, list[Result]] = {}
    for result in run.results:
        if result.verdict in _PERFORMED:
            by_case.setdefault(result.case.id, []).append(result)
    key = re.compile(re.escape(as_text(key_prefix.encode())) + "[0-9a-z]+")
    entries = [entry for results in by_case.values() for entry in _entries(results, key)]
    head = f"# What {run.server.name} answers wrongly; not gone over by anybody yet.\n"
    return head + "".join(f"\n{_rendered(entry)}" for entry in entries)


def _entries(results: Sequence[Result], key: re.Pattern[str]) -> Iterable[_Entry]:
    """One entry for a case that fails alike under all its framings, else one for each framing."""
    wrong = [result for result in results if result.verdict in _WRONG]
    answers = [key.sub("*", first_answer(_without_cas(result))) for result in wrong]
    reasons = [key.sub("*", _reason(result)) for result in wrong]
    common = _in_common(answers) if len(wrong) == len(results) else None
    if common is not None:
        return [_Entry(wrong[0].case.id, reasons[0], common)]
    return [
        _Entry(result.case.id, reason, answer, result.framing)
        for result, reason, answer in zip(wrong, reasons, answers)
    ]


def _without_cas(result: Result) -> Result:
    mismatch = result.mismatch
    octets = mismatch.received if mismatch is not None else b""
    is_packet = len(octets) >= HEADER_SIZE and octets[0] == RESPONSE_MAGIC
    if mismatch is None or not is_packet or not any(octets[_CAS]):
        return result
    octets = octets[: _CAS.start] + b"*" + octets[_CAS.stop :]
    return replace(result, mismatch=replace(mismatch, received=octets))


def _in_common(answers: Sequence[str]) -> str | None:
    """What is the same in all answers, with `*` for numbers that are not; None for none at all."""
    pieces = [re.split(r"(\d+)", answer) for answer in answers]
    if len({tuple(each[::2]) for each in pieces}) != 1:
        return None
    return "".join(same[0] if len(set(same)) == 1 else "*" for same in zip(*pieces))


def _reason(result: Result) -> str:
    mismatch = result.mismatch
    if mismatch is None:
        return result.reason
    if not mismatch.expected or mismatch.expected[0] == RESPONSE_MAGIC:
        return mismatch.what
    wanted = mismatch.expected.split(b"\n", 1)[0].removesuffix(b"\r")
    return f"{mismatch.what}; wanted: {as_text(wanted)}"


def _rendered(entry: _Entry) -> str:
    fields = {"case": entry.case, "reason": entry.reason, "issue": NO_ISSUE, "saw": entry.saw}
    if entry.framing:
        fields["framing"] = entry.framing
    return "[[known]]\n" + "".join(f"{name} = {_quoted(text)}\n" for name, text in fields.items())


def _quoted(text: str) -> str:
    """A TOML string, literal where that is possible, so that escapes stand as reports show them."""
    if "\\" in text and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
