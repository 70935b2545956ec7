"""Performs cases in several processes, each with a share of them and servers of its own.

A worker is a fork: it has the cases that were read, and tells its results through a pipe. It
ignores Ctrl-C, which is the parent's business, and ends in order when the parent sends SIGTERM.
What a worker that dies has not told is an ERROR.
"""

from __future__ import annotations

import asyncio
import gc
import io
import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from mcspec import script
from mcspec.case import Case
from mcspec.framing import eligible
from mcspec.transport import server_options
from mcspec.verdict import Result, Verdict

STOP_TIMEOUT = 10.0

_TELL_INTERVAL = 0.05
_SIZE = struct.Struct("=I")
# What a case costs besides its steps, in steps: connections, barrier, cleaning.
_STEPS_A_CASE = 8
_OCTETS_A_STEP = 20_000

Tell = Callable[[Result], None]
Work = Callable[[Sequence[Case], Tell], Coroutine[Any, Any, None]]
"""Performs cases and tells each result; runs in a worker, and may be cancelled."""


@dataclass
class _Worker:
    pid: int
    pipe: int
    cases: Sequence[Case]
    has_ended: bool = False


async def perform_shared(
    shares: Sequence[Sequence[Case]],
    framings: Sequence[str],
    work: Work,
    on_result: Tell,
) -> None:
    """Has each share performed by a worker; `on_result` hears of each result as it comes.

    When cancelled, what the workers have done until then is still told.
    """
    # What the collector need not look at stays shared with the workers.
    gc.freeze()
    workers = [_fork(share, work) for share in shares if share]
    tasks = [asyncio.create_task(_listen(each, framings, on_result)) for each in workers]
    try:
        await asyncio.shield(asyncio.gather(*tasks))
    except asyncio.CancelledError:
        _signal(workers, signal.SIGTERM)
        async with asyncio.timeout(STOP_TIMEOUT):
            await asyncio.gather(*tasks)
        raise
    finally:
        _signal(workers, signal.SIGKILL)
        gc.unfreeze()


def divide(cases: Sequence[Case], count: int) -> list[list[Case]]:
    """Divides cases among so many workers, about equal in work.

    Together stay those that come after one another, and those that need the same options, so that
    no server is started twice. Each share has its cases in the order they came in.
    """
    shares: list[list[Case]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for group in sorted(_groups(cases), key=_work_of, reverse=True):
        lightest = loads.index(min(loads))
        shares[lightest] += group
        loads[lightest] += _work_of(group)
    places = {case.id: place for place, case in enumerate(cases)}
    return [sorted(share, key=lambda case: places[case.id]) for share in shares]


def _groups(cases: Sequence[Case]) -> list[list[Case]]:
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for case in cases:
        options = server_options(case)
        names = [*case.after, *([f"options {options}"] if options else [])]
        for name in names:
            leader[find(name)] = find(case.id)
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(find(case.id), []).append(case)
    return list(groups.values())


def _work_of(group: Sequence[Case]) -> float:
    return sum(
        _STEPS_A_CASE + len(case.steps) + script.largest_send(case) / _OCTETS_A_STEP
        for case in group
    )


def _fork(cases: Sequence[Case], work: Work) -> _Worker:
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _serve(writing, cases, work)
    os.close(writing)
    return _Worker(pid, reading, cases)


def _serve(pipe: int, cases: Sequence[Case], work: Work) -> NoReturn:
    """The whole life of a worker."""
    status = 1
    try:
        # The parent's loop would hear of our signals otherwise.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        asyncio.run(_work(pipe, cases, work))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


async def _work(pipe: int, cases: Sequence[Case], work: Work) -> None:
    results: list[Result] = []
    task = asyncio.ensure_future(work(cases, results.append))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    while not task.done():
        await asyncio.wait([task], timeout=_TELL_INTERVAL)
        _write(pipe, results)
        results.clear()
    if not task.cancelled():
        task.result()


async def _listen(worker: _Worker, framings: Sequence[str], on_result: Tell) -> None:
    """Takes what a worker tells until it has ended, and tells what it owes."""
    by_id = {case.id: case for case in worker.cases}
    owed = {
        (case.id, framing): case
        for case in worker.cases
        for framing in framings
        if not eligible(case, framing)
    }
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(worker.pipe, "rb"))
    try:
        while True:
            size = _SIZE.unpack(await reader.readexactly(_SIZE.size))[0]
            for result in _Unpickler(await reader.readexactly(size), by_id).load():
                del owed[result.case.id, result.framing]
                on_result(result)
    except asyncio.IncompleteReadError:
        pass
    finally:
        transport.close()
    status = os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])
    worker.has_ended = True
    if status == 0:
        return
    how = f"by signal {-status}" if status < 0 else f"with status {status}"
    for (_, framing), case in owed.items():
        reason = f"the process that performs it has ended {how}"
        on_result(Result(case, framing, Verdict.ERROR, reason=reason))


def _signal(workers: Iterable[_Worker], number: signal.Signals) -> None:
    for worker in workers:
        if not worker.has_ended:
            os.kill(worker.pid, number)


def _write(pipe: int, results: Sequence[Result]) -> None:
    buffer = io.BytesIO()
    _Pickler(buffer).dump(list(results))
    data = memoryview(_SIZE.pack(buffer.tell()) + buffer.getvalue())
    while data:
        data = data[os.write(pipe, data) :]


class _Pickler(pickle.Pickler):
    """Writes cases as their ids: the other side has them."""

    def persistent_id(self, obj: object) -> str | None:
        return obj.id if isinstance(obj, Case) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, cases: Mapping[str, Case]) -> None:
        super().__init__(io.BytesIO(data))
        self._cases = cases

    def persistent_load(self, pid: str) -> Case:
        return self._cases[pid]
