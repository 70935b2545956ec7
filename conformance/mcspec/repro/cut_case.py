"""A failure as a transcript of its own: the case up to the failure."""

from __future__ import annotations

import re
from dataclasses import replace

from mcspec import script
from mcspec.case import Step
from mcspec.repro.cut import Cut
from mcspec.transcript import render

_CAPTURE = re.compile(r"\{([A-Za-z]\w*)(:(?:u32|u64|word|line)\b[^{}]*\})")


def cut_case(kept: Cut) -> str:
    """The text of a `.mct` file with one case, which fails as the whole case did."""
    case = kept.case
    if kept.asks_at_end:
        return render([case])
    last = max(_last_line(action) for action in kept.actions)
    steps = tuple(step for step in case.steps if step.line <= last)
    return render([replace(case, steps=_without_unused_names(steps), after=(), seealso="")])


def _last_line(action: script.Action) -> int:
    return max(step.line for step in (action.step, *action.alternatives))


def _without_unused_names(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Steps that capture only what is used; a transcript may not do otherwise."""
    text = "\n".join(step.text for step in steps)

    def unnamed(found: re.Match[str]) -> str:
        is_used = re.search(rf"\{{(b64 )?{found[1]}\}}", text) is not None
        return found[0] if is_used else f"{{_{found[2]}"

    return tuple(replace(step, text=_CAPTURE.sub(unnamed, step.text)) for step in steps)
