"""The proxy with faults: transparent but for its fault, and noticed by the suite."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator

import pytest

from fake_server import FakeServer, by_line
from faults.fault import Fault, dropped, late, sub, twice
from faults.link import Link
from faults.packets import packet
from faults.proxy import Proxy
from faults.tables import FAULTS, named
from faults.trial import Trial, try_fault, try_none
from mcspec import script
from mcspec.packet import HEADER, OPCODES
from mcspec.places import TRANSCRIPTS
from mcspec.selection import Selection, select
from mcspec.transcript import load_tree
from mcspec.wire import Wire
from servers import CONFORMANCE

# Ten times what any of this takes on a busy machine; only a hang reaches it.
LONG = 60.0

AREAS = ("classic.get", "classic.storage", "classic.cas", "meta.mg", "meta.mn", "binary.get")
CASES = [
    case
    for case in select(load_tree([TRANSCRIPTS]), Selection(AREAS))
    if not script.waits(case) and not case.options
]
SMOKE = (
    "classic.end-with-a-space",
    "classic.cas-stores-always",
    "classic.flags-of-16-bits",
    "meta.opaque-lost",
    "meta.q-hides-hits",
    "meta.miss-is-nf",
    "binary.get-without-flags",
    "binary.quiet-get-tells-misses",
)


def make_packet(magic: int, name: str, opaque: int, body: bytes = b"") -> bytes:
    return HEADER.pack(magic, OPCODES[name], 0, 0, 0, 0, len(body), opaque, 0) + body


def cut(octets: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(octets), size):
        yield octets[start : start + size]


def good_server() -> str:
    """The command that starts a server without fault: mcspecd where it is built."""
    built = CONFORMANCE.parent / "build/release/server/mcspecd"
    if built.exists():
        return f"{built} -l 127.0.0.1 -p {{port}} -o debugtime {{args}}"
    assert shutil.which("memcached"), "needs a server: build mcspecd, or apt-get install memcached"
    return "memcached -u nobody -l 127.0.0.1 -p {port} {args}"


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "octets",
    [
        b"set a 0 0 5\r\nget a\r\nget a\r\nms a 2 q\r\nxx\r\n",
        b"set a 0 0 -1\r\nx\r\nset a 0 0 99999999999\r\n\r\n\n \r\nbogus",
        make_packet(0x80, "get", 1, b"key") + make_packet(0x80, "noop", 2)[:20],
    ],
)
def test_without_a_fault_all_octets_pass(octets: bytes, size: int) -> None:
    link = Link(None)
    sent = b"".join(link.take_requests(piece) for piece in cut(octets, size))
    assert sent + link.release_requests() == octets
    replied = b"".join(link.take_replies(piece) for piece in cut(octets, size))
    assert replied + link.release_replies() == octets


def test_a_fault_changes_only_what_it_is_about() -> None:
    link = Link(Fault("classic.it", "", rb"^get ", reply=sub(rb"^END", b"end")))
    link.take_requests(b"set a 0 0 5 noreply\r\nget a\r\nget a\r\ngat 0 a\r\nget b c\r\n")
    replies = b"END\r\nEND\r\nVALUE b 0 3\r\nEND\r\nEND\r\n"
    assert link.take_replies(replies) == b"end\r\nEND\r\nVALUE b 0 3\r\nEND\r\nend\r\n"


def test_a_quiet_request_that_says_nothing_is_not_taken_for_the_one_answered() -> None:
    link = Link(Fault("meta.it", "", rb" Oone", reply=dropped()))
    link.take_requests(b"mg a Oone q\r\nmg b Otwo\r\n")
    assert link.take_replies(b"EN Otwo\r\n") == b"EN Otwo\r\n"


def test_a_request_may_be_rewritten_or_left_out() -> None:
    link = Link(Fault("classic.it", "", rb"^add ", request=sub(rb"^add", b"set")))
    octets = b"add a 0 0 4\r\nadd \r\nget a\r\n"
    assert link.take_requests(octets) == b"set a 0 0 4\r\nadd \r\nget a\r\n"
    link = Link(Fault("classic.it", "", rb"^quit", request=dropped()))
    assert link.take_requests(b"quit\r\nmn\r\n") == b"mn\r\n"


def test_replies_may_be_doubled_delayed_and_changed() -> None:
    link = Link(Fault("classic.it", "", rb"^get", reply=twice))
    link.take_requests(b"get a\r\n")
    assert link.take_replies(b"END\r\n") == b"END\r\nEND\r\n"
    link = Link(Fault("classic.it", "", rb"", reply=late))
    link.take_requests(b"delete a\r\nget a\r\n")
    assert link.take_replies(b"DELETED\r\nEND\r\n") == b"END\r\nDELETED\r\n"
    link = Link(Fault("binary.it", "", "noop", reply=packet(opaque=7, value=b"x")))
    link.take_requests(make_packet(0x80, "noop", 1))
    reply = link.take_replies(make_packet(0x81, "noop", 1))
    assert reply == make_packet(0x81, "noop", 7, b"x")


def test_part_of_a_request_reaches_the_server_while_the_client_waits() -> None:
    async def run() -> None:
        async with asyncio.timeout(LONG), FakeServer(by_line(lambda line: b"OK\r\n")) as server:
            async with Proxy(server.address, None) as proxy:
                wire = await Wire.open(proxy.address, timeout=LONG)
                await wire.send([b"set a 0 0 9\r\n"], timeout=LONG)
                assert (await wire.read_line(100, timeout=LONG)).data == b"OK\r\n"
                wire.close()

    asyncio.run(run())


def test_a_fault_that_cannot_be_applied_is_an_error() -> None:
    def fail(octets: bytes, moment: object) -> bytes:
        raise ZeroDivisionError

    async def run() -> None:
        fault = Fault("classic.it", "", rb"", request=fail)
        async with asyncio.timeout(LONG), FakeServer(by_line(lambda line: line)) as server:
            async with Proxy(server.address, fault) as proxy:
                wire = await Wire.open(proxy.address, timeout=LONG)
                await wire.send([b"get a\r\n"], timeout=LONG)
                wire.half_close()
                await wire.read_some(timeout=LONG)
                wire.close()

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())


def test_there_are_a_hundred_faults_with_names_of_their_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 100
    assert {fault.dialect for fault in FAULTS} == {"classic", "meta", "binary"}
    assert all(fault.promise and (fault.request or fault.reply) for fault in FAULTS)


def test_the_suite_notices_faults_and_finds_nothing_without() -> None:
    nothing = Fault("classic.nothing", "", rb"^get", reply=sub(rb"^no such reply", b""))

    async def run() -> list[Trial]:
        faults = (*named(SMOKE), nothing)
        return await asyncio.gather(
            *(try_fault(fault, CASES, good_server()) for fault in faults),
            *(try_none(dialect, CASES, good_server()) for dialect in ("classic", "meta", "binary")),
        )

    trials = asyncio.run(run())
    assert {trial.name for trial in trials if trial.case} == set(SMOKE)
    assert all(trial.runs > 20 for trial in trials if not trial.case)
