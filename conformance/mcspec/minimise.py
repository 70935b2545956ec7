"""Makes a failing case smaller, as long as it goes on failing in the same way.

Steps go first, in ever smaller groups, then what hangs on a step, then the flags of requests
together with what answers repeat of them, then data and keys. This is done until nothing more can
go. A step keeps its line number, so that a failure can be recognised by its place.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from mcspec import script
from mcspec.case import Case, Op, Step
from mcspec.known import first_answer
from mcspec.packet import RESPONSE_MAGIC
from mcspec.pattern import PatternError, literal_size
from mcspec.verdict import Mismatch, Result, Verdict

Probe = Callable[[Case], Awaitable[bool]]
"""Performs a case; whether it fails as the first one did."""

_FAILED = (Verdict.FAIL, Verdict.NON_STRICT, Verdict.ERROR, Verdict.XFAIL)
# Which word of a line is the size of the data block behind it.
_SIZES = {
    **dict.fromkeys("set add replace append prepend cas".split(), 4),
    **{"ms": 2, "VALUE": 3, "VA": 1},
}
_META = frozenset("mg ms md ma me".split())
_NUMBER = re.compile(r"\d+")
_CAPTURE = re.compile(r"\{(?!_:)(\w+):(?:u32|u64|word|line)")
_SIZED_KEY = re.compile(r"\{(key\d*)/\d+\}")


@dataclass(frozen=True)
class Failure:
    """What has to stay the same: the verdict, the step, what is said, and the kind of answer."""

    verdict: Verdict
    line: int
    what: str
    answer: str

    @classmethod
    def of(cls, result: Result) -> Failure | None:
        """The failure of a result; None when it is none."""
        if result.verdict not in _FAILED:
            return None
        mismatch = result.mismatch
        if mismatch is None:
            return cls(result.verdict, 0, _NUMBER.sub("N", result.reason), "")
        answer = f"{_kind(first_answer(result))} {_letters_where_they_part(mismatch)}"
        return cls(result.verdict, mismatch.line, _NUMBER.sub("N", mismatch.what), answer)


class _Search:
    """The smallest case so far, and the performances that are left to make it smaller."""

    def __init__(self, case: Case, line: int, fails_alike: Probe, tries: int) -> None:
        self.best = case
        self.line = line
        self.tries_left = tries
        self._fails_alike = fails_alike
        self._tried = {case.steps}

    async def attempt(self, steps: Sequence[Step]) -> bool:
        """Whether the case fails alike with these steps, which then are the best."""
        proposal = _with_steps(self.best, steps)
        if not self.tries_left or not steps or proposal.steps in self._tried:
            return False
        self._tried.add(proposal.steps)
        try:
            script.check(proposal)
        except (script.ScriptError, PatternError):
            return False
        self.tries_left -= 1
        if not await self._fails_alike(proposal):
            return False
        self.best = proposal
        return True


async def minimise(case: Case, line: int, fails_alike: Probe, tries: int) -> Case:
    """The smallest case that at most `tries` performances find; it fails at the step of `line`."""
    bare = replace(case, after=(), timing="", note="", seealso="")
    search = _Search(bare, line, fails_alike, tries)
    await search.attempt([step for step in case.steps if step.line <= line or not line])
    before: tuple[Step, ...] = ()
    while search.best.steps != before:
        before = search.best.steps
        await _leave_out(search, _exchanges)
        await _leave_out(search, _actions)
        await _leave_out_alternatives(search)
        await _leave_out_flags(search)
        await _shorten_data(search)
        await search.attempt(_with_usual_keys(search.best.steps))
    return search.best


def _kind(answer: str) -> str:
    """The first word of an answer without its numbers; of a packet its magic and opcode."""
    return answer[:8] if answer.startswith("\\x81") else _NUMBER.sub("N", answer.split(" ")[0])


def _letters_where_they_part(mismatch: Mismatch) -> str:
    """What begins the words, behind the first one of a line, that should be the same."""
    place = mismatch.received[: max(0, mismatch.at)].count(b" ")
    pair = [octets.split(b" ") for octets in (mismatch.expected, mismatch.received)]
    if not place or mismatch.received[0] == RESPONSE_MAGIC:
        return ""
    letters = [words[place][:1].decode("latin-1") if place < len(words) else "" for words in pair]
    return " ".join(_NUMBER.sub("N", letter) for letter in letters)


async def _leave_out(search: _Search, split: Callable[[Sequence[Step]], list[list[Step]]]) -> None:
    """Tries without half of the pieces, without each quarter, and so on, from the end."""
    pieces = split(search.best.steps)
    size = (len(pieces) + 1) // 2
    while size:
        end = len(pieces)
        while end > 0:
            start = max(0, end - size)
            rest = [*pieces[:start], *pieces[end:]]
            has_line = any(
                step.line == search.line for piece in pieces[start:end] for step in piece
            )
            if not has_line and await search.attempt([step for piece in rest for step in piece]):
                pieces = rest
            end = start
        size //= 2


async def _leave_out_alternatives(search: _Search) -> None:
    for step in search.best.steps:
        if step.op in (Op.OR_LINE, Op.SHOULD_LINE):
            await search.attempt([each for each in search.best.steps if each.line != step.line])


async def _leave_out_flags(search: _Search) -> None:
    """Tries without each flag of a meta request, and without what answers repeat of it."""
    for index, step in enumerate(search.best.steps):
        verb = step.text.split(" ")[0]
        if step.op is not Op.SEND_LINE or verb not in _META:
            continue
        first = 3 if verb == "ms" else 2
        for place in range(len(step.text.split(" ")) - 1, first - 1, -1):
            steps = list(search.best.steps)
            words = steps[index].text.split(" ")
            shorter = " ".join(words[:place] + words[place + 1 :])
            steps[index] = replace(steps[index], text=shorter)
            await search.attempt(_without_flag(steps, index, words[place][:1]))


def _without_flag(steps: Sequence[Step], sent: int, letter: str) -> list[Step]:
    """Takes a flag out of the answers that follow a request."""
    changed = list(steps)
    for index in range(sent + 1, len(steps)):
        step = steps[index]
        if step.op in script.SENDS and steps[index - 1].op not in script.SENDS:
            break
        if (
            step.op in (Op.EXPECT_META, Op.EXPECT_LINE)
            and step.connection == steps[sent].connection
        ):
            words = step.text.split(" ")
            kept = [word for place, word in enumerate(words) if not place or word[:1] != letter]
            changed[index] = replace(step, text=" ".join(kept))
    return changed


async def _shorten_data(search: _Search) -> None:
    """Tries data blocks of a few octets, with the size changed wherever that stands."""
    for index, head in enumerate(search.best.steps[:-1]):
        verb, *words = head.text.split(" ")
        place = _SIZES.get(verb, 0) - 1
        if head.op is not Op.SEND_LINE or verb not in _SIZES or len(words) <= place:
            continue
        block = search.best.steps[index + 1]
        if block.op is not Op.SEND_LINE:
            continue
        size = literal_size(script.line_pattern(block))
        for smaller in sorted({0, 1, 2, size // 16, size // 4, size // 2}):
            if words[place] == str(size) and smaller < size:
                if await search.attempt(_with_data(search.best.steps, block.text, size, smaller)):
                    break


def _with_data(steps: Sequence[Step], data: str, size: int, smaller: int) -> list[Step]:
    text = "x" * smaller if smaller <= 16 else f"{{rep x {smaller}}}"
    changed = []
    for step in steps:
        words = step.text.split(" ")
        place = _SIZES.get(words[0], 0)
        if step.text == data and step.op in (Op.SEND_LINE, Op.EXPECT_LINE):
            step = replace(step, text=text)
        elif place and len(words) > place and words[place] == str(size):
            words[place] = str(smaller)
            step = replace(step, text=" ".join(words))
        changed.append(step)
    return changed


def _with_usual_keys(steps: Sequence[Step]) -> list[Step]:
    return [replace(step, text=_SIZED_KEY.sub(r"{\1}", step.text)) for step in steps]


def _actions(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps, each with the alternatives and stricter forms that belong to it."""
    units: list[list[Step]] = []
    for step in steps:
        if step.op in (Op.OR_LINE, Op.SHOULD_LINE) and units:
            units[-1].append(step)
        else:
            units.append([step])
    return units


def _exchanges(steps: Sequence[Step]) -> list[list[Step]]:
    """Requests, each with all up to the next request that follows an answer."""
    units: list[list[Step]] = []
    for index, step in enumerate(steps):
        is_request = step.op in script.SENDS
        if not units or (is_request and steps[index - 1].op not in script.SENDS):
            units.append([])
        units[-1].append(step)
    return units


def _with_steps(case: Case, steps: Sequence[Step]) -> Case:
    """The case with other steps; what nobody uses any more is not captured."""
    text = "\n".join(step.text for step in steps)
    unused = [name for name in _CAPTURE.findall(text) if f"{{{name}}}" not in text]
    if unused:
        hole = re.compile(rf"\{{({'|'.join(unused)}):")
        steps = [replace(step, text=hole.sub("{_:", step.text)) for step in steps]
    return replace(case, steps=tuple(steps))
