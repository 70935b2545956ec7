"""Performs one case under one framing against a server, and says how it went."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from random import Random

from mcspec import script
from mcspec.barrier import pass_barrier
from mcspec.case import Case, Level
from mcspec.cleanup import delete_keys
from mcspec.conversation import Conversation
from mcspec.departure import Departure, Trouble
from mcspec.keys import KeySource
from mcspec.target import STEP_TIMEOUT, Target
from mcspec.verdict import Mismatch, Result, Verdict

CASE_TIMEOUT = 30.0


async def replay(
    case: Case, framing: str, target: Target, keys: KeySource, *, seed: int = 0
) -> Result:
    """Performs a case that gate() and eligible() let pass.

    Whatever the server does ends up in the result; it ends within 30 seconds, or as much longer as
    the case waits and the target's steps may take. The keys of the case are deleted afterwards.
    Under `random`, the same seed cuts a case in the same way. A case in a `batch` is replayed by
    batch.py; here it is alone on its connection, which makes a pipeline of it.
    """
    start = time.monotonic()
    chance = Random(f"{seed}:{case.id}") if framing == "random" else None
    talk = Conversation(case, framing, target, keys.fresh(), chance)
    limit = CASE_TIMEOUT * max(1.0, target.step_timeout / STEP_TIMEOUT) + script.waits(case)
    try:
        async with asyncio.timeout(limit):
            departure = await _perform(framing, talk)
    except TimeoutError:
        mismatch = Mismatch(case.line, f"the case did not end within {limit:g} s", b"", b"", -1)
        departure = Departure(Trouble.HANG, mismatch)
    except BaseException:
        talk.close()
        raise
    result = result_of(talk, framing, departure, time.monotonic() - start)
    await _clean_up(talk, is_in_step=departure is None)
    return replace(result, seed=seed if chance is not None else None)


def result_of(
    talk: Conversation, framing: str, departure: Departure | None, seconds: float
) -> Result:
    """What there is to say about a performance that has ended."""
    verdict, reason, mismatch = _verdict(talk.case, departure, talk.lapses)
    return Result(
        case=talk.case,
        framing=framing,
        verdict=verdict,
        seconds=seconds,
        reason=reason,
        mismatch=mismatch,
        sent=talk.exchanges(),
        chosen=tuple(talk.chosen),
    )


async def _perform(framing: str, talk: Conversation) -> Departure | None:
    is_ahead = framing in ("pipeline", "batch")
    actions = script.pipelined(talk.case) if is_ahead else script.actions(talk.case.steps)
    for action in actions:
        if departure := await talk.perform(action):
            return departure
    return await pass_barrier(talk.case, talk)


async def _clean_up(talk: Conversation, *, is_in_step: bool) -> None:
    """Deletes the keys of a case, over its own connections where they can be relied on."""
    if not is_in_step:
        talk.close()
    sound = [link for link in talk.links.values() if not link.is_half_closed]
    text = [link.wire for link in sound if not link.is_binary]
    binary = [link.wire for link in sound if link.is_binary]
    try:
        await delete_keys(
            talk.target,
            talk.names.keys.used,
            text_wire=text[0] if text else None,
            binary_wire=binary[0] if binary else None,
        )
    finally:
        talk.close()


def _verdict(
    case: Case, departure: Departure | None, lapses: list[Mismatch]
) -> tuple[Verdict, str, Mismatch | None]:
    """What a performance means: verdict, reason, and the mismatch to show."""
    if departure is None and lapses:
        return Verdict.NON_STRICT, f"line {lapses[0].line}: {lapses[0].what}", lapses[0]
    if departure is None:
        return Verdict.PASS, "", None
    mismatch = departure.mismatch
    reason = f"line {mismatch.line}: {mismatch.what}"
    if departure.trouble is not Trouble.DIFFERS:
        return Verdict.ERROR, mismatch.what, mismatch
    if case.level is Level.MUST:
        return Verdict.FAIL, "", mismatch
    if case.level is Level.SHOULD:
        return Verdict.NON_STRICT, reason, mismatch
    return Verdict.PASS, f"observed on {reason}", mismatch
