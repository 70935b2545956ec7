"""Recorded events as cases: what belongs together, in which order, and on which connection."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase

from mcspec.case import Case, Level, Op, Step
from mcspec.packet import REQUEST_MAGIC
from mcspec.record import binary, text
from mcspec.record.disguise import Disguise
from mcspec.record.relay import Event
from mcspec.record.steps import reply_step, request_step
from mcspec.record.unit import Role, Sort, Unit

CONNECTIONS_MAX = len(ascii_uppercase)
# Stands where people have to say which rule a case is about; no ledger has it.
RULE = "REPLACE-ME"

_META = frozenset((b"mg", b"ms", b"md", b"ma", b"me", b"mn"))
_DISTURBING = (
    "flush_all flush verbosity cache_memlimit slabs lru lru_crawler watch debugtime shutdown"
    " misbehave extstore"
).split()


@dataclass
class _Stream:
    """One direction of one connection: its octets, and at which event they had come so far."""

    octets: bytearray = field(default_factory=bytearray)
    ends: list[int] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    closed_at: int = -1

    def add(self, index: int, data: bytes) -> None:
        """Takes the octets of an event; none close the stream."""
        if not data:
            self.closed_at = index
            return
        self.octets += data
        self.ends.append(len(self.octets))
        self.events.append(index)

    def event_of(self, end: int) -> int:
        """The event that brought the octet before an offset."""
        return self.events[bisect_left(self.ends, end)]


@dataclass(frozen=True)
class _Happening:
    """A unit, or without one the end of a stream, and when it was complete."""

    at: int
    name: str
    direction: str
    unit: Unit | None = None


def sessions(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Cuts a recording wherever no connection is open."""
    gathered: list[Event] = []
    open_streams: set[tuple[int, str]] = set()
    for event in events:
        gathered.append(event)
        open_streams |= {(event.connection, ">"), (event.connection, "<")}
        if event.data:
            continue
        # Once the server has closed, there is nothing left to say.
        ended = [">", "<"] if event.direction == "<" else [">"]
        open_streams -= {(event.connection, direction) for direction in ended}
        if not open_streams:
            yield gathered
            gathered = []
    if any(event.data for event in gathered):
        yield gathered


def connections(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Cuts a recording into its connections, in the order in which they were opened."""
    gathered: dict[int, list[Event]] = {}
    for event in events:
        gathered.setdefault(event.connection, []).append(event)
    yield from (gathered[number] for number in sorted(gathered))


def to_case(events: Sequence[Event], case_id: str, note: str, *, verbatim: bool) -> Case | None:
    """The case that a session makes; None where nothing was sent.

    Of more than 26 connections those opened last are left out.
    """
    streams: dict[int, dict[str, _Stream]] = {}
    for index, event in enumerate(events):
        both = streams.setdefault(event.connection, {">": _Stream(), "<": _Stream()})
        both[event.direction].add(index, event.data)
    used = {number: both for number, both in sorted(streams.items()) if both[">"].octets}
    names = dict(zip(used, ascii_uppercase))
    happenings = sorted(
        (each for number, name in names.items() for each in _happenings(name, used[number])),
        key=lambda each: each.at,
    )
    disguise = Disguise(verbatim=verbatim)
    disguise.learn((each.direction, each.unit) for each in happenings if each.unit is not None)
    steps = list(_steps(happenings, disguise))
    if not steps:
        return None
    units = [each.unit for each in happenings if each.unit is not None and each.direction == ">"]
    plural = "" if len(names) == 1 else "s"
    return Case(
        id=case_id,
        title=f"a recorded session of {len(names)} connection{plural}",
        rules=(RULE,),
        level=Level.MUST,
        steps=tuple(steps),
        path=Path(),
        line=1,
        needs=tuple(_needs(units)),
        exclusive=any(unit.verb in _DISTURBING for unit in units),
        note=note,
    )


def crash_case(octets: bytes, case_id: str, note: str) -> Case:
    """A case that sends these octets, and expects nothing yet."""
    stream = _Stream()
    stream.add(0, octets)
    happenings = [each for each in _happenings("A", {">": stream, "<": _Stream()})]
    disguise = Disguise(verbatim=True)
    disguise.learn((each.direction, each.unit) for each in happenings if each.unit is not None)
    return Case(
        id=case_id,
        title="octets that a parser did not survive",
        rules=(RULE,),
        level=Level.MUST,
        steps=tuple(_steps(happenings, disguise)),
        path=Path(),
        line=1,
        needs=tuple(_needs([each.unit for each in happenings if each.unit is not None])),
        note=note,
    )


def _happenings(name: str, both: dict[str, _Stream]) -> Iterator[_Happening]:
    is_binary = both[">"].octets[0] == REQUEST_MAGIC
    readers: dict[str, Callable[[bytes], Iterator[Unit]]] = {
        ">": binary.requests if is_binary else text.requests,
        "<": binary.replies if is_binary else text.replies,
    }
    for direction, stream in both.items():
        for unit in readers[direction](bytes(stream.octets)):
            yield _Happening(stream.event_of(unit.end), name, direction, unit)
        if stream.closed_at >= 0:
            yield _Happening(stream.closed_at, name, direction)


def _steps(happenings: Sequence[_Happening], disguise: Disguise) -> Iterator[Step]:
    closed: set[str] = set()
    # Connections that will not be in step at the end of the case.
    lost: set[str] = set()
    for index, each in enumerate(happenings):
        if each.name in closed:
            continue
        if each.unit is None:
            directive = _closing(each, happenings[index + 1 :], each.name in lost)
            if not directive.startswith("half-close"):
                closed.add(each.name)
            if directive:
                yield Step(each.name, Op.DIRECTIVE, directive, line=1)
            continue
        if each.unit.sort is Sort.REST or each.unit.verb == "quit":
            lost.add(each.name)
        if each.direction == ">":
            yield Step(each.name, *request_step(each.unit, disguise), line=1)
        elif each.unit.sort is not Sort.REST:
            yield Step(each.name, *reply_step(each.unit, disguise, each.name), line=1)
    for name in sorted(lost - closed):
        yield Step(name, Op.DIRECTIVE, f"close {name}", line=1)


def _closing(end: _Happening, rest: Sequence[_Happening], is_lost: bool) -> str:
    """The directive for the end of a stream; "" where none is needed."""
    if end.direction == "<":
        return f"expect-close {end.name}"
    if any(each.name == end.name and each.unit is not None for each in rest):
        return f"half-close {end.name}"
    # What is open at the end of a case is asked whether it is in step, and closed then.
    goes_on = any(each.unit is not None for each in rest)
    return f"close {end.name}" if goes_on or is_lost else ""


def _needs(units: Sequence[Unit]) -> Iterator[str]:
    lines = [unit for unit in units if unit.sort is Sort.LINE and unit.verb]
    verbs = {unit.octets.split(b" ")[0] for unit in lines}
    if verbs - _META:
        yield "classic"
    if verbs & _META:
        yield "meta"
    if any(unit.header is not None for unit in units):
        yield "binary"
    uniques = (token for unit in units for token in unit.tokens if token.role is Role.CAS)
    if any(token.octets != b"0" for token in uniques):
        yield "cas"
