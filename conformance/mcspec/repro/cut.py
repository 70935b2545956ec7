"""How much of a case a reproduction needs: what leads up to the failure, and nothing behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mcspec import script
from mcspec.case import Case, Op, Step
from mcspec.verdict import Result

# What the question at the end of a case says when something else is answered.
_UNASKED = "octets nobody asked for"
_PLAIN = (
    Op.SEND_LINE,
    Op.SEND_BYTES,
    Op.SEND_HEX,
    Op.SEND_PACKET,
    Op.EXPECT_LINE,
    Op.EXPECT_BYTES,
    Op.EXPECT_META,
    Op.EXPECT_PACKET,
    Op.SHOULD_LINE,
    Op.OR_LINE,
    Op.DIRECTIVE,
)
_IN_PIECES = ("bytes", "boundaries", "random")


@dataclass(frozen=True)
class Cut:
    """The actions that a reproduction performs, in order.

    With `asks_at_end` it is the question behind them that was answered wrongly. With `octetwise`
    each octet is a write of its own, for a failure that whole writes do not show.
    """

    case: Case
    actions: tuple[script.Action, ...]
    asks_at_end: bool
    octetwise: bool

    @property
    def connections(self) -> tuple[str, ...]:
        """The connections it uses, in the order in which they are opened."""
        return tuple(dict.fromkeys(action.step.connection for action in self.actions))


def cut(result: Result, framings: tuple[str, ...]) -> Cut:
    """What to reproduce of a result that went wrong, under `framings` in the same way."""
    is_pipeline = "whole" not in framings and result.framing == "pipeline"
    case = result.case
    actions = script.pipelined(case) if is_pipeline else script.actions(case.steps)
    octetwise = "whole" not in framings and result.framing in _IN_PIECES
    mismatch = result.mismatch
    if mismatch is None:
        return Cut(case, actions, asks_at_end=True, octetwise=octetwise)
    step = next((each for each in case.steps if each.line == mismatch.line), None)
    is_directive = step is not None and script.directive_of(step) is not None
    at_end = mismatch.what.endswith("at the end") or mismatch.what == _UNASKED and not is_directive
    if step is None or at_end:
        return Cut(case, actions, asks_at_end=True, octetwise=octetwise)
    return Cut(case, _up_to(actions, step), asks_at_end=False, octetwise=octetwise)


def is_plain(case: Case, address: str) -> bool:
    """Whether a case is about octets on streams as they are, and seen there."""
    if address.startswith(("tls:", "udp:")) or case.transport not in ("", "tcp", "unix"):
        return False
    return all(step.op in _PLAIN for step in case.steps)


def _up_to(actions: tuple[script.Action, ...], last: Step) -> tuple[script.Action, ...]:
    """Actions up to the one that a step belongs to; a `<should` takes the place of its line."""
    kept: list[script.Action] = []
    for action in actions:
        kept.append(replace(action, stricter=()))
        if last in action.stricter:
            step = replace(last, op=action.step.op)
            return (*kept[:-1], script.Action(step))
        if last in (action.step, *action.alternatives):
            break
    return tuple(kept)
