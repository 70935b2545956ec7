"""One performance of a script: its connections, what went over them, and where it ended."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from random import Random

from mcspec import framing as cutting
from mcspec import script
from mcspec.case import Case, Op, Step
from mcspec.clock import ClockError
from mcspec.departure import Departure, Trouble, differs
from mcspec.directive import Directive, holds
from mcspec.keys import Keys
from mcspec.link import Link
from mcspec.meta_line import match_meta_line
from mcspec.packet import (
    HEADER_SIZE,
    RESPONSE_MAGIC,
    Packet,
    build,
    build_content,
    match_packet,
    read_header,
)
from mcspec.pattern import Literal, Match, Names, fill, literal_size, match
from mcspec.target import STEP_TIMEOUT, Target
from mcspec.verdict import Exchange, Mismatch
from mcspec.wire import End, Read, Wire

LINE_SIZE_MAX = 64 * 1024
PACKET_SIZE_MAX = 8 * 1024 * 1024
LOGGED_SIZE_MAX = 4096
AFTERMATH_TIME = 0.2
AFTERMATH_SIZE = 4096
FIRST_OPAQUE = 0x6D630001

_CRLF = Literal(b"\r\n")
_WORD_END = re.compile(rb"[ \r\n]")


class Conversation:
    """Performs actions. Opens connections as they are needed; to be closed."""

    def __init__(
        self,
        case: Case,
        framing: str,
        target: Target,
        keys: Keys,
        chance: Random | None = None,
        first_opaque: int = FIRST_OPAQUE,
    ) -> None:
        """`chance` decides where a random framing cuts; opaques count from `first_opaque`."""
        self.case = case
        self.target = target
        self._transport = case.transport
        self._logs_in_itself = not {"auth", "sasl"}.isdisjoint(case.needs)
        self.names = Names(keys)
        self.links: dict[str, Link] = {}
        self.chosen: list[str] = []
        self.lapses: list[Mismatch] = []
        self._framing = framing
        self._chance = chance
        self._log: list[tuple[str, str, bytearray]] = []
        self._pending = bytearray()
        self._pending_step: Step | None = None
        self._opaque = first_opaque

    async def perform(self, action: script.Action) -> Departure | None:
        """Does one step; a Departure says that the rest makes no sense."""
        step = action.step
        if step.op in script.SENDS:
            return await self._gather(step)
        if departure := await self.flush():
            return departure
        directive = script.directive_of(step)
        if directive is not None and directive.name in ("wait", "assert"):
            return await self._pass_time(step, directive)
        link, departure = await self.link(step)
        if link is None:
            return departure
        link.last_line = step.line
        if directive is not None:
            departure = await self._direct(step, directive, link)
        elif step.op is Op.OPEN:
            return None
        elif step.op is Op.EXPECT_DATAGRAM:
            departure = await self._expect_datagram(step, link)
        elif step.op is Op.EXPECT_BYTES:
            departure = await self._expect_bytes(step, link)
        elif step.op is Op.EXPECT_PACKET:
            departure = await self._expect_packet(action, link)
        else:
            departure = await self._expect_line(action, link)
        if departure is not None:
            await self.aftermath(link)
        return departure

    async def _gather(self, step: Step) -> Departure | None:
        """Keeps what a step sends for the write that it belongs to."""
        pending = self._pending_step
        if pending is not None:
            if step.op is Op.SEND_DATAGRAM or pending.connection != step.connection:
                if departure := await self.flush():
                    return departure
        link, departure = await self.link(step)
        if link is None:
            return departure
        if step.op is Op.SEND_DATAGRAM:
            assert link.wire.datagrams is not None
            link.wire.datagrams.next_line = script.datagram_line(step)
        else:
            self._pending += self._octets(step, link)
        self._pending_step = step
        return None

    async def flush(self) -> Departure | None:
        """Sends what has been gathered."""
        step = self._pending_step
        if step is None:
            return None
        link = self.links[step.connection]
        data = self.take_gathered()
        if link.first_octet >= 0 and not await link.log_in(self.target.step_timeout):
            return differs(step.line, "the server did not let us in", trouble=Trouble.FAULT)
        end = await self._send(link.wire, data)
        if end is End.TIMEOUT:
            return differs(step.line, "the server stopped reading", trouble=Trouble.HANG)
        return None

    def take_gathered(self) -> bytes:
        """What has been gathered, for somebody else to send."""
        step, data = self._pending_step, bytes(self._pending)
        self._pending_step = None
        self._pending.clear()
        if step is not None:
            link = self.links[step.connection]
            link.last_line = step.line
            if link.first_octet < 0 and data:
                link.first_octet = data[0]
        return data

    def adopt(self, connection: str, wire: Wire) -> None:
        """Lets a connection that is open already be one of this performance."""
        self.links[connection] = Link(wire)

    async def link(self, step: Step) -> tuple[Link | None, Departure | None]:
        """The connection of a step, opened if need be."""
        link = self.links.get(step.connection)
        if link is not None:
            return link, None
        name = step.connection
        transport = step.text if step.op is Op.OPEN else ""
        address = self.target.address_over(transport or self._transport)
        if address is None:
            return None, differs(step.line, "no such connection", trouble=Trouble.FAULT)
        try:
            wire = await Wire.open(
                address,
                timeout=self.target.step_timeout,
                listener=lambda direction, data: self.record(name, direction, data),
            )
        except (ConnectionRefusedError, FileNotFoundError):
            return None, differs(step.line, "connection refused", trouble=Trouble.REFUSED)
        except TimeoutError:
            return None, differs(step.line, "no connection in time", trouble=Trouble.HANG)
        except OSError as error:
            return None, differs(step.line, f"no connection: {error}", trouble=Trouble.FAULT)
        if wire.datagrams is not None:
            wire.datagrams.strict = True
        who = None if self._logs_in_itself else address.credentials
        link = self.links[name] = Link(wire, who, last_line=step.line)
        return link, None

    def record(self, connection: str, direction: str, data: bytes) -> None:
        """Adds octets to the log: sent (">") or received ("<")."""
        if self._log and self._log[-1][:2] == (connection, direction):
            self._log[-1][2].extend(data)
        else:
            self._log.append((connection, direction, bytearray(data)))

    def exchanges(self) -> tuple[Exchange, ...]:
        """All octets so far, in the order of sending and arriving; long runs lack their middle."""
        return tuple(
            Exchange(connection, direction, _without_middle(bytes(data)))
            for connection, direction, data in self._log
        )

    def close(self) -> None:
        """Closes all connections."""
        for link in self.links.values():
            link.wire.close()
        self.links.clear()

    async def aftermath(self, link: Link) -> None:
        """Takes what else comes, for the log, after something has gone wrong."""
        size = 0
        while size < AFTERMATH_SIZE:
            read = await link.wire.read_some(timeout=AFTERMATH_TIME)
            if not read.complete:
                return
            size += len(read.data)

    async def _send(self, wire: Wire, data: bytes) -> End:
        timeout = self.target.step_timeout
        if wire.datagrams is not None:
            return await wire.send([data], timeout=timeout)
        pieces = cutting.pieces(data, self._framing, self._chance)
        if self._chance is None:
            return await wire.send(pieces, timeout=timeout)
        for piece in pieces:
            end = await wire.send([piece], timeout=timeout)
            if end is not End.COMPLETE:
                return end
            await asyncio.sleep(cutting.pause(self._chance))
        return End.COMPLETE

    def _octets(self, step: Step, link: Link) -> bytes:
        """What a step sends; notes what will have to be answered, and cleaned up."""
        if step.op is Op.SEND_HEX:
            return script.hex_octets(step)
        if step.op is Op.SEND_PACKET:
            packet = script.packet_pattern(step)
            data = build(packet, self.names, self._opaque)
            self._opaque += 1
            opaque = read_header(data).opaque
            link.waiting.setdefault(packet.opcode, []).append(opaque)
            link.newest[packet.opcode] = opaque
            self._note_key(build_content(packet.content.get("key"), self.names))
            return data
        data = fill(script.line_pattern(step), self.names)
        self._note_keys(data)
        return data + b"\r\n" if step.op is Op.SEND_LINE else data

    def _note_keys(self, data: bytes) -> None:
        """Takes every word that has a key of ours in it for a key; values may be megabytes."""
        stem = self.names.keys.stem.encode()
        at = data.find(stem)
        while at >= 0:
            start = 1 + max(data.rfind(sign, 0, at) for sign in (b" ", b"\r", b"\n"))
            found = _WORD_END.search(data, at)
            end = found.start() if found else len(data)
            self.names.keys.used.add(data[start:end])
            at = data.find(stem, end)

    def _note_key(self, key: bytes) -> None:
        if self.names.keys.stem.encode() in key:
            self.names.keys.used.add(key)

    async def _expect_line(self, action: script.Action, link: Link) -> Departure | None:
        step = action.step
        limit = LINE_SIZE_MAX
        if step.op is Op.EXPECT_LINE:
            limit += literal_size(script.line_pattern(step))
        read = await link.wire.read_line(limit, timeout=self.target.step_timeout)

        def compare(each: Step) -> Match:
            if step.op is Op.EXPECT_META:
                return match_meta_line(script.meta_pattern(each), read.data, self.names)
            return match((*script.line_pattern(each), _CRLF), read.data, self.names)

        if not read.complete:
            return self._unfinished(step, compare(step), read)
        return self._judge(action, compare, read.data)

    async def _expect_bytes(self, step: Step, link: Link) -> Departure | None:
        expected = fill(script.line_pattern(step), self.names)
        read = await link.wire.read_matching(expected, timeout=self.target.step_timeout)
        found = match((Literal(expected),), read.data, self.names)
        if not read.complete:
            return self._unfinished(step, found, read)
        if found.ok:
            return None
        return differs(step.line, "the octets differ", found, read.data)

    async def _expect_datagram(self, step: Step, link: Link) -> Departure | None:
        """Takes the next datagram; what follows reads its payload."""
        layer = link.wire.datagrams
        assert layer is not None
        line = script.datagram_line(step)
        wanted = Literal(line.header(layer.last_id).octets())
        read, found = await link.wire.read_datagram(timeout=self.target.step_timeout)
        if found is None:
            if read.end is End.TOO_LONG:
                return differs(step.line, "octets nobody asked for", Match(0, b""), read.data)
            return self._unfinished(step, match((wanted,), b"", self.names), read)
        if line.fits(found.header, found.size, layer.last_id):
            return None
        header = found.header.octets()
        what = f"another datagram, {found.size} octets long"
        return differs(step.line, what, match((wanted,), header, self.names), header)

    async def _expect_packet(self, action: script.Action, link: Link) -> Departure | None:
        step = action.step
        packet = script.packet_pattern(step)
        if packet.until_end:
            return await self._skip_statistics(step, packet, link)
        magic = None if "magic" in packet.numbers else RESPONSE_MAGIC
        read, is_packet = await self._read_packet(link, magic)

        def compare(each: Step) -> Match:
            wanted = script.packet_pattern(each)
            opaque = link.expected_opaque(wanted.opcode)
            data = read.data.ljust(HEADER_SIZE, b"\0")
            return match_packet(wanted, data, self.names, opaque)

        if not is_packet or not read.complete:
            whole = Literal(compare(step).expected)
            return self._unfinished(step, match((whole,), read.data, self.names), read, is_packet)
        departure = self._judge(action, compare, read.data)
        if departure is None:
            link.settle(read.data)
        return departure

    async def _skip_statistics(self, step: Step, packet: Packet, link: Link) -> Departure | None:
        """Reads STAT responses up to the empty one."""
        opaque = link.expected_opaque(packet.opcode)
        last = bytes([RESPONSE_MAGIC]) + build(packet, self.names, opaque)[1:]
        while True:
            read, is_packet = await self._read_packet(link, RESPONSE_MAGIC)
            found = match((Literal(last),), read.data, self.names)
            if not is_packet or not read.complete:
                return self._unfinished(step, found, read, is_packet)
            if found.ok:
                link.settle(read.data)
                return None
            header = read_header(read.data)
            if (header.opcode, header.status, header.opaque) != (packet.opcode, 0, opaque):
                return differs(step.line, "not a response to STAT", found, read.data)

    async def _read_packet(self, link: Link, magic: int | None) -> tuple[Read, bool]:
        """Reads a packet; where the first octet shows that none comes, reads what is there."""
        timeout = self.target.step_timeout
        first = await link.wire.peek(timeout=timeout)
        if first.complete and magic is not None and first.data[0] != magic:
            return await link.wire.read_some(timeout=timeout), False
        return await link.wire.read_packet(PACKET_SIZE_MAX, timeout=timeout), True

    def _judge(
        self, action: script.Action, compare: Callable[[Step], Match], data: bytes
    ) -> Departure | None:
        """Holds an answer against an expectation, its alternatives and its stricter forms."""
        step = action.step
        found = first = compare(step)
        for each in action.alternatives:
            if found.ok:
                break
            found = compare(each)
            if found.ok:
                self.chosen.append(each.label)
        if not found.ok:
            what = first.what or "the line differs"
            if action.alternatives:
                what += f", and is none of {len(action.alternatives)} alternatives"
            return differs(step.line, what, first, data)
        self.names.captures.update(found.captures)
        for each in action.stricter:
            found = compare(each)
            if not found.ok:
                what = found.what or "the line should be another"
                lapse = Mismatch(each.line, what, found.expected, data, found.at)
                self.lapses.append(lapse)
        return None

    def _unfinished(
        self, step: Step, found: Match, read: Read, is_packet: bool = True
    ) -> Departure:
        """An answer that did not come whole. What came of it may be wrong already."""
        if not is_packet:
            return differs(step.line, "the answer is no packet", found, read.data)
        if read.end is End.RESET:
            what = "the connection was reset"
            return differs(step.line, what, found, read.data, trouble=Trouble.RESET)
        if read.end is End.CLOSED:
            return differs(step.line, "the server closed the connection", found, read.data)
        if read.end is End.TOO_LONG:
            return differs(step.line, "the answer does not end", found, read.data)
        if read.end is End.UNSOUND:
            return differs(step.line, "a datagram has an unsound header", found, read.data)
        if 0 <= found.at < len(read.data):
            return differs(step.line, "the answer differs, and stops", found, read.data)
        what = f"no answer within {self.target.step_timeout:g} s"
        if read.data:
            what = f"the answer stops after {len(read.data)} octets"
        return differs(step.line, what, found, read.data, trouble=Trouble.HANG)

    async def _pass_time(self, step: Step, directive: Directive) -> Departure | None:
        if directive.name == "assert":
            if holds(directive, self.names):
                return None
            left, right = (fill(each, self.names) for each in (directive.text, directive.other))
            wanted = b"%s %s %s" % (left, directive.relation.encode(), right)
            return Departure(
                Trouble.DIFFERS, Mismatch(step.line, "this does not hold", wanted, b"", -1)
            )
        if self.target.clock is None:
            await asyncio.sleep(directive.seconds)
            return None
        try:
            await self.target.clock.advance(directive.seconds)
        except ClockError as error:
            return differs(step.line, str(error), trouble=Trouble.FAULT)
        return None

    async def _direct(self, step: Step, directive: Directive, link: Link) -> Departure | None:
        timeout = self.target.step_timeout
        if directive.name == "skip-until":
            return await self._skip_until(step, directive, link)
        if directive.name == "slow":
            link.wire.slow_down(directive.rate)
        elif directive.name == "half-close":
            link.wire.half_close()
            link.is_half_closed = True
        elif directive.name == "silent":
            seconds = directive.seconds * max(1.0, timeout / STEP_TIMEOUT)
            read = await link.wire.listen(timeout=seconds)
            if read.complete:
                return await self._unasked(step, link)
            if read.end is not End.TIMEOUT:
                return differs(step.line, "the server closed the connection")
        elif directive.name == "expect-close":
            read = await link.wire.peek(timeout=timeout)
            if read.complete:
                return await self._unasked(step, link)
            if read.end is End.TIMEOUT:
                return differs(step.line, f"the server did not close within {timeout:g} s")
            self.links.pop(step.connection).wire.close()
        elif directive.name == "close":
            self.links.pop(step.connection).wire.close()
        elif directive.name == "reset":
            self.links.pop(step.connection).wire.reset()
        return None

    async def _skip_until(self, step: Step, directive: Directive, link: Link) -> Departure | None:
        last = fill(directive.text, self.names) + b"\r\n"
        while True:
            read = await link.wire.read_line(LINE_SIZE_MAX, timeout=self.target.step_timeout)
            if read.data == last:
                return None
            if not read.complete:
                return self._unfinished(step, Match(len(read.data), last), read)

    async def _unasked(self, step: Step, link: Link) -> Departure:
        read = await link.wire.read_some(timeout=self.target.step_timeout)
        return differs(step.line, "octets nobody asked for", Match(0, b""), read.data)


def _without_middle(data: bytes) -> bytes:
    if len(data) <= LOGGED_SIZE_MAX:
        return data
    half = LOGGED_SIZE_MAX // 2
    left_out = len(data) - 2 * half
    return data[:half] + f"[{left_out} octets left out]".encode() + data[-half:]
