"""The question at the end of a case: nothing may come before its answer.

It proves that a connection is in step: that no reply was one too many, and no octet left over. Text
is asked two different things at once, so that a surplus reply cannot be taken for the answer: with
one question, an MN too many would look like the MN that was asked for, which would never be read.
"""

from __future__ import annotations

from mcspec.case import Case
from mcspec.conversation import PACKET_SIZE_MAX, Conversation
from mcspec.departure import Departure, Trouble, differs
from mcspec.link import Link
from mcspec.packet import HEADER_SIZE, OPCODES, Packet, build, read_header
from mcspec.pattern import Match
from mcspec.probes import UNAUTHENTICATED
from mcspec.wire import End, Read

OPAQUE = 0x6D637370
QUIET_TIME = 0.05

_LINE_SIZE_MAX = 64 * 1024
_UNASKED = "octets nobody asked for"


async def pass_barrier(case: Case, talk: Conversation) -> Departure | None:
    """Asks on every connection that is still open.

    Binary connections are asked with NOOP, which has an opaque of its own; others with two of mn,
    version and a get of a key that is not there, the first of these that the server has. One that
    has only one of them is listened to for a moment after its answer.
    """
    if departure := await talk.flush():
        return departure
    for link in list(talk.links.values()):
        line = link.last_line or case.line
        if link.wire.datagrams is not None:
            link.wire.datagrams.strict = False
        if link.is_half_closed:
            departure = await _listen(link, line)
        elif link.is_binary:
            departure = await _ask_binary(talk, link, line)
        else:
            departure = await _ask_text(talk, link, line)
        if departure is not None:
            await talk.aftermath(link)
            return departure
    return None


async def _listen(link: Link, line: int) -> Departure | None:
    """Waits a moment for octets that nobody asked for."""
    read = await link.wire.read_some(timeout=QUIET_TIME)
    if read.complete:
        return differs(line, _UNASKED, Match(0, b""), read.data)
    return None


async def _ask_text(talk: Conversation, link: Link, line: int) -> Departure | None:
    asked = _questions(talk, link)
    timeout = talk.target.step_timeout
    await link.wire.send([b"".join(question for question, _ in asked)], timeout=timeout)
    for _, answer in asked:
        read = await link.wire.read_line(_LINE_SIZE_MAX, timeout=timeout)
        good = read.data.startswith(answer)
        if talk.target.has("auth"):
            good = good or read.data == UNAUTHENTICATED
        if departure := _verdict(read, good, answer, line):
            return departure
    return await _listen(link, line) if len(asked) == 1 else None


def _questions(talk: Conversation, link: Link) -> list[tuple[bytes, bytes]]:
    """What to ask in text, with what the answer begins with."""
    target = talk.target
    possible = []
    # Before a login memcached closes on lines as short as mn.
    if target.has("meta") and not target.has("auth"):
        possible.append((b"mn\r\n", b"MN\r\n"))
    if target.version:
        possible.append((b"version\r\n", b"VERSION "))
    if target.has("classic") or not possible:
        possible.append((b"get %s0\r\n" % talk.names.keys.stem.encode(), b"END\r\n"))
    # memcached answers once to requests that it refuses together before a login, and does not
    # always answer to all that come in one datagram.
    is_one_by_one = target.has("auth") or link.wire.datagrams is not None
    return possible[: 1 if is_one_by_one else 2]


async def _ask_binary(talk: Conversation, link: Link, line: int) -> Departure | None:
    timeout = talk.target.step_timeout
    question = build(Packet(OPCODES["noop"]), talk.names, OPAQUE)
    answer = b"\x81" + question[1:]
    await link.wire.send([question], timeout=timeout)
    read = await link.wire.peek(timeout=timeout)
    if read.complete and read.data != answer[:1]:
        read = await link.wire.read_some(timeout=timeout)
        return differs(line, _UNASKED, Match(0, answer), read.data)
    read = await link.wire.read_packet(PACKET_SIZE_MAX, timeout=timeout)
    good = False
    if len(read.data) >= HEADER_SIZE:
        header = read_header(read.data)
        good = (header.opcode, header.opaque) == (OPCODES["noop"], OPAQUE)
    return _verdict(read, good, answer, line)


def _verdict(read: Read, good: bool, answer: bytes, line: int) -> Departure | None:
    found = Match(0, answer)
    if read.complete and good:
        return None
    if read.complete or (read.data and not answer.startswith(read.data)):
        return differs(line, _UNASKED, found, read.data)
    if read.end is End.CLOSED:
        return differs(line, "the server closed the connection at the end", found, read.data)
    if read.end is End.RESET:
        what = "the server reset the connection at the end"
        return differs(line, what, found, read.data, trouble=Trouble.RESET)
    what = "no answer to the question at the end"
    return differs(line, what, found, read.data, trouble=Trouble.HANG)
