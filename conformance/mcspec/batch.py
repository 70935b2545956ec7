"""Several cases on one connection, their requests sent in one write.

Only cases that can be sent whole before the first reply is read take part, and each must leave
the connection in step, as it does when it is alone. When something goes wrong, each case is
performed again on a connection of its own, so that the right one is blamed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mcspec import script
from mcspec.barrier import pass_barrier
from mcspec.case import Case, Op
from mcspec.cleanup import delete_keys
from mcspec.conversation import FIRST_OPAQUE, Conversation
from mcspec.credentials import log_in
from mcspec.departure import Departure, Trouble, differs
from mcspec.keys import KeySource
from mcspec.packet import REQUEST_MAGIC
from mcspec.pattern import Literal
from mcspec.replay import CASE_TIMEOUT, replay, result_of
from mcspec.target import STEP_TIMEOUT, Target
from mcspec.verdict import Result
from mcspec.wire import End, Wire

CASES_MAX = 12
SIZE_MAX = 64 * 1024

_OPAQUES_A_CASE = 256


def batches(cases: Sequence[Case]) -> list[list[Case]]:
    """Divides cases into batches, none too large, each of one transport and of text or packets."""
    full: list[list[Case]] = []
    open_ones: dict[tuple[bool, str], list[Case]] = {}
    for case in cases:
        kind = (_is_binary(case), case.transport)
        batch = open_ones.setdefault(kind, [])
        size = sum(map(script.largest_send, [*batch, case]))
        if batch and (len(batch) == CASES_MAX or size > SIZE_MAX):
            full.append(batch)
            batch = open_ones[kind] = []
        batch.append(case)
    return [*full, *open_ones.values()]


async def replay_batch(cases: Sequence[Case], target: Target, keys: KeySource) -> list[Result]:
    """Performs a batch; a result for each case, in order.

    A case that goes wrong only in company is blamed when it is the first to, and its reason names
    the others.
    """
    if len(cases) == 1:
        return [await replay(cases[0], "batch", target, keys)]
    company = _Company(cases, target, keys)
    results, departure = await company.perform()
    if departure is None:
        return results
    alone = [await replay(case, "batch", target, keys) for case in cases]
    at = len(results) - 1
    if all(result.mismatch is None for result in alone[: at + 1]):
        others = ", ".join(case.id for case in cases if case is not cases[at])
        told = filter(None, (results[at].reason, f"only in a batch with {others}"))
        alone[at] = replace(results[at], reason="; ".join(told))
    return alone


@dataclass
class _Part:
    """One case of a batch: what it sends, and what it expects after that."""

    talk: Conversation
    request: bytes = b""
    expectations: list[script.Action] = field(default_factory=list)


class _Company:
    """The cases of one batch on their connection."""

    def __init__(self, cases: Sequence[Case], target: Target, keys: KeySource) -> None:
        self._target = target
        self._parts = [
            _Part(
                Conversation(
                    case,
                    "batch",
                    target,
                    keys.fresh(),
                    first_opaque=FIRST_OPAQUE + number * _OPAQUES_A_CASE,
                ),
            )
            for number, case in enumerate(cases)
        ]
        self._received = bytearray()

    async def perform(self) -> tuple[list[Result], Departure | None]:
        """The results up to and with the first case that goes wrong, and how it did."""
        timeout = self._target.step_timeout
        limit = CASE_TIMEOUT * max(1.0, timeout / STEP_TIMEOUT)
        try:
            wire = await Wire.open(self._target.address, timeout=timeout, listener=self._listen)
        except OSError as error:
            return self._fault(f"no connection: {error}")
        departure: Departure | None
        try:
            async with asyncio.timeout(limit):
                if not await self._log_in(wire):
                    return self._fault("the server does not let us in")
                results, departure = await self._converse(wire)
            await self._delete_keys(wire if departure is None else None)
        except TimeoutError:
            results, departure = self._fault(f"the batch did not end within {limit:g} s")
            await self._delete_keys(None)
        finally:
            wire.close()
        return results, departure

    async def _log_in(self, wire: Wire) -> bool:
        who = self._target.address.credentials
        if who is None:
            return True
        is_binary = _is_binary(self._parts[0].talk.case)
        is_in = await log_in(wire, who, binary=is_binary, timeout=self._target.step_timeout)
        self._received.clear()
        return is_in

    async def _converse(self, wire: Wire) -> tuple[list[Result], Departure | None]:
        for part in self._parts:
            await self._gather(part, wire)
        whole = b"".join(part.request for part in self._parts)
        if await wire.send([whole], timeout=self._target.step_timeout) is not End.COMPLETE:
            return self._fault("the server does not take all of the batch")
        results: list[Result] = []
        for part in self._parts:
            start, taken = time.monotonic(), len(self._received) - wire.unread
            departed = await self._expect(part, is_last=part is self._parts[-1])
            answer = bytes(self._received[taken : len(self._received) - wire.unread])
            if departed is not None:
                part.request, answer = whole, bytes(self._received)
            connection = part.talk.case.steps[0].connection
            part.talk.record(connection, ">", part.request)
            part.talk.record(connection, "<", answer)
            seconds = time.monotonic() - start
            results.append(result_of(part.talk, "batch", departed, seconds))
            if departed is not None:
                return results, departed
        return results, None

    async def _gather(self, part: _Part, wire: Wire) -> None:
        part.talk.adopt(part.talk.case.steps[0].connection, wire)
        for action in script.actions(part.talk.case.steps):
            if action.step.op in script.SENDS:
                await part.talk.perform(action)
            else:
                part.expectations.append(action)
        part.request = part.talk.take_gathered()

    async def _expect(self, part: _Part, *, is_last: bool) -> Departure | None:
        for action in part.expectations:
            if departure := await part.talk.perform(action):
                return departure
        return await pass_barrier(part.talk.case, part.talk) if is_last else None

    async def _delete_keys(self, wire: Wire | None) -> None:
        used = set().union(*(part.talk.names.keys.used for part in self._parts))
        is_binary = _is_binary(self._parts[0].talk.case)
        await delete_keys(
            self._target,
            used,
            text_wire=None if is_binary else wire,
            binary_wire=wire if is_binary else None,
        )

    def _fault(self, what: str) -> tuple[list[Result], Departure]:
        """What to say when a batch as a whole does not work; it is told of its first case."""
        first = self._parts[0]
        departure = differs(first.talk.case.line, what, trouble=Trouble.FAULT)
        return [result_of(first.talk, "batch", departure, 0.0)], departure

    def _listen(self, direction: str, data: bytes) -> None:
        if direction == "<":
            self._received += data


def _is_binary(case: Case) -> bool:
    """Whether the first octet that a case sends makes a connection binary."""
    first = next(step for step in case.steps if step.op in script.SENDS)
    if first.op is Op.SEND_PACKET:
        return script.packet_pattern(first).numbers.get("magic", REQUEST_MAGIC) == REQUEST_MAGIC
    if first.op is Op.SEND_HEX:
        return script.hex_octets(first)[0] == REQUEST_MAGIC
    start = script.line_pattern(first)[:1]
    return any(isinstance(part, Literal) and part.data[0] == REQUEST_MAGIC for part in start)
