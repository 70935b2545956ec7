"""Probing, profiles, and which case is for which server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fake_server import CLOSE, FakeServer, Handler, by_line, by_packet, closed_port, response
from mcspec.case import Case
from mcspec.credentials import Credentials
from mcspec.places import PROFILES
from mcspec.target import (
    NoAnswer,
    NoConnection,
    Profile,
    ProfileError,
    Target,
    gate,
    load_profile,
    probe,
)
from mcspec.transcript import parse
from mcspec.verdict import Verdict
from mcspec.wire import Address

# The probe promises 10 seconds at most; only a hang reaches it.
LONG = 30.0


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcspec.probes.QUESTION_TIMEOUT", 0.3)


def probed(handler: Handler, **options: Any) -> Target:
    async def run() -> Target:
        async with asyncio.timeout(LONG), FakeServer(handler) as server:
            return await probe(server.address, **options)

    return asyncio.run(run())


def text_server(answers: Mapping[str, bytes], asked: list[bytes] | None = None) -> Handler:
    """Answers by the first word of a line, and ERROR to what it does not know."""

    def answer(line: bytes) -> bytes:
        if asked is not None:
            asked.append(line)
        return answers.get(line.split(b" ")[0].decode("latin-1"), b"ERROR\r\n")

    return by_line(answer)


MEMCACHED = {
    "version": b"VERSION 1.6.18\r\n",
    "get": b"END\r\n",
    "mn": b"MN\r\n",
    "touch": b"NOT_FOUND\r\n",
    "gat": b"END\r\n",
    "set": b"STORED\r\n",
    "gets": b"VALUE k 0 1 7\r\nx\r\nEND\r\n",
    "delete": b"DELETED\r\n",
    "slabs": b"CLIENT_ERROR bad command line format\r\n",
    "lru_crawler": b"CLIENT_ERROR bad command line format\r\n",
    "watch": b"OK\r\n",
    "stats": b"STAT pid 1\r\nSTAT item_size_max 2097152\r\nEND\r\n",
}


def test_a_text_server_is_found_out() -> None:
    asked: list[bytes] = []
    target = probed(text_server(MEMCACHED, asked))
    assert target.capabilities == {
        *("classic", "meta", "cas", "touch", "gat", "stats"),
        *("slabs", "lru", "watch"),
    }
    assert (target.product, target.version, target.baseline) == ("memcached", "1.6.18", "1.6.18")
    assert target.profile.name == "memcached-1.6"
    assert not target.profile.capabilities, "a chosen profile does not speak for the server"
    assert target.limits["item_max"] == 2 * 1024 * 1024
    assert target.step_timeout >= 2.0
    words = {line.split(b" ")[0] for line in asked}
    assert not words & {b"flush_all", b"verbosity", b"debugtime"}


def test_what_changes_the_server_is_asked_of_our_own_only() -> None:
    answers = {**MEMCACHED, "flush_all": b"OK\r\n", "verbosity": b"OK\r\n", "debugtime": b"OK\r\n"}
    asked: list[bytes] = []
    target = probed(text_server(answers, asked), exclusive=True)
    assert target.capabilities >= {"flush", "verbosity", "clock"}
    assert target.exclusive and target.large and not target.spawned
    words = [line.split(b" ")[0] for line in asked]
    assert words.index(b"flush_all") > words.index(b"gets")
    assert target.clock is not None
    assert probed(text_server(answers)).clock is None
    sleeping = Profile("p", clock="sleep")
    assert probed(text_server(answers), spawned=True, profile=sleeping).clock is None


def test_the_version_tells_product_and_baseline() -> None:
    def told(version: bytes) -> tuple[str, str, str]:
        target = probed(text_server({"version": b"VERSION %s\r\n" % version, "get": b"END\r\n"}))
        return target.product, target.baseline, target.profile.name

    assert told(b"1.6.45-mcspecd") == ("mcspecd", "1.6.45", "mcspecd")
    assert told(b"1.4.39") == ("memcached", "1.4.39", "memcached-1.4")
    assert told(b"1.5.22_4_g12ab") == ("memcached", "1.5.22", "memcached-1.5")
    assert told(b"v1.35.0") == ("", "", "unknown")


def test_a_server_that_answers_get_and_nothing_else_is_classic() -> None:
    target = probed(by_line(lambda line: b"END\r\n" if line.startswith(b"get ") else b""))
    assert target.capabilities == {"classic"}
    assert target.step_timeout <= 20.0
    assert (target.product, target.version) == ("", "")


def test_a_server_without_cas_has_no_unique() -> None:
    answers = {**MEMCACHED, "gets": b"VALUE k 0 1 0\r\nx\r\nEND\r\n"}
    assert not probed(text_server(answers)).has("cas")


def test_a_server_that_closes_on_what_it_does_not_know_is_probed_too() -> None:
    def answer(line: bytes) -> bytes:
        return MEMCACHED["get"] if line.startswith(b"get ") else CLOSE

    assert probed(by_line(answer)).capabilities == {"classic"}


def test_a_binary_server_is_found_out() -> None:
    def answer(request: bytes) -> bytes:
        bodies = {0x0B: b"1.4.39", 0x0A: b"", 0x01: b"", 0x04: b""}
        if request[1] not in bodies:
            return response(request, status=0x81)
        return response(request, body=bodies[request[1]], cas=int(request[1] == 1))

    target = probed(by_packet(answer))
    assert target.capabilities == {"binary", "cas"}
    assert (target.product, target.version) == ("memcached", "1.4.39")


def test_a_server_that_wants_sasl_is_found_out() -> None:
    def answer(request: bytes) -> bytes:
        return response(request, status=0 if request[1] == 0x20 else 0x20)

    assert probed(by_packet(answer)).capabilities == {"binary", "sasl"}


def test_a_server_that_wants_authentication_is_found_out() -> None:
    answer = by_line(lambda line: b"CLIENT_ERROR unauthenticated\r\n")
    assert probed(answer).capabilities >= {"classic", "auth"}


def test_a_silent_server_is_no_server_and_does_not_hold_us_up() -> None:
    with pytest.raises(NoAnswer, match="answers neither text nor binary"):
        probed(by_line(lambda line: None))


def test_a_closed_port_is_no_connection() -> None:
    with pytest.raises(NoConnection, match=r"cannot connect to 127.0.0.1:\d+: Connection refused"):
        asyncio.run(probe(closed_port()))


def test_a_profile_overrides_and_contradictions_are_noted() -> None:
    stated = Profile("p", "1.5.0", frozenset({"classic", "binary", "flush"}), limits={"x": 1})
    target = probed(text_server(MEMCACHED), profile=stated)
    assert target.capabilities == {"classic", "binary", "slabs", "lru", "watch"}
    assert target.baseline == "1.5.0"
    assert target.limits["x"] == 1
    assert target.notes == (
        "profile p has binary, but the server did not answer the probe for it",
        *(
            f"the server answered the probe for {name}, but profile p leaves it out"
            for name in ("cas", "gat", "meta", "stats", "touch")
        ),
    )


def test_the_timeout_scale_stretches_steps() -> None:
    assert probed(text_server(MEMCACHED), timeout_scale=3.0).step_timeout == 6.0


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=str)
def test_every_profile_that_comes_with_the_suite_can_be_read(path: Path) -> None:
    assert load_profile(path.stem).name == path.stem
    assert load_profile(str(path)).capabilities


def test_a_wrong_profile_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no profile nonsense; there are classic-only"):
        load_profile("nonsense")
    path = tmp_path / "p.toml"
    for text, what in [
        ("capabilities = ['classy']", "no capability classy"),
        ("clock = 'cuckoo'", "clock is sleep or debugtime"),
        ("colour = 1", "no key colour"),
        ("= 1", "p.toml"),
    ]:
        path.write_text(text)
        with pytest.raises(ProfileError, match=what):
            load_profile(str(path))


TARGET = Target(
    Address("127.0.0.1", 1),
    Profile("test"),
    frozenset({"classic", "cas"}),
    baseline="1.6.18",
    limits={"item_max": 1048576},
)


def gated(meta: str = "", steps: str = "> x\n! close\n", **changes: Any) -> str:
    text = f"=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n{steps}"
    case: Case = parse(text, Path("x.mct"))[0]
    found = gate(case, replace(TARGET, **changes))
    return found[0].value if found else ""


@pytest.mark.parametrize(
    ("meta", "verdict"),
    [
        ("needs: classic cas\n", ""),
        ("needs: classic binary\n", "UNSUPPORTED"),
        ("needs: classic not binary\n", ""),
        ("needs: not classic\n", "UNSUPPORTED"),
        ("needs: item_max>=1m\n", ""),
        ("needs: item_max>=1025k\n", "UNSUPPORTED"),
        ("needs: item_max<=1m\n", ""),
        ("needs: key_max>=1\n", "UNSUPPORTED"),
        ("since: 1.6.18\n", ""),
        ("since: 1.6.19\n", "UNSUPPORTED"),
        ("since: 1.6\n", ""),
        ("until: 1.6.18\n", "UNSUPPORTED"),
        ("until: 1.6.19\n", ""),
        ("until: 1.10.0\n", ""),
        ("transport: tcp\n", ""),
        ("transport: udp\n", "SKIP"),
        ("transport: tls\n", "SKIP"),
        ("exclusive: yes\n", "SKIP"),
        ("exclusive: yes\nneeds: flush\n", "SKIP"),
        ("options: -I 2m\n", "SKIP"),
    ],
)
def test_the_gate_lets_pass_what_the_server_can_do(meta: str, verdict: str) -> None:
    assert gated(meta) == verdict


def test_a_server_that_wants_a_password_is_for_cases_that_have_one() -> None:
    locked = frozenset({"classic", "auth", "binary", "sasl"})
    assert gated("needs: classic\n", capabilities=locked) == "UNSUPPORTED"
    assert gated("needs: binary\n", capabilities=locked) == "UNSUPPORTED"
    assert gated("needs: classic auth\n", capabilities=locked) == ""
    assert gated("needs: binary sasl\n", capabilities=locked) == ""


def test_permissions_open_the_gate() -> None:
    assert gated("exclusive: yes\n", exclusive=True) == ""
    assert gated("options: -I 2m\n", options="-I 2m") == ""
    assert gated("transport: unix\n", address=Address(path="/x", transport="unix")) == ""
    assert gated("transport: udp\n", capabilities=TARGET.capabilities | {"udp"}) == ""
    large = "> set {key} 0 60 65537\n> {rep x 65537}\n< STORED\n"
    assert gated(steps=large) == "SKIP"
    assert gated(steps=large, large=True) == ""
    assert gated(steps=">b set value={rep x 65537}\n<b set\n") == "SKIP"


def test_a_server_of_ours_is_for_cases_with_its_options() -> None:
    def ours(meta: str, options: str, **changes: Any) -> str:
        return gated(meta, options=options, spawned=True, **changes)

    assert ours("transport: udp\n", "") == "SKIP"
    assert ours("transport: udp\n", "-U {port2}") == "UNSUPPORTED"
    udp = TARGET.capabilities | {"udp"}
    assert ours("transport: udp\n", "-U {port2}", capabilities=udp) == ""
    opened = "@B udp\nB> x\nB<u\nB< y\n"
    assert gated(steps=opened) == "SKIP"
    assert ours("", "-U {port2}", steps=opened, capabilities=udp) == ""


def test_datagrams_are_for_cases_that_are_written_for_them() -> None:
    udp = Address("127.0.0.1", 1, transport="udp")
    capabilities = TARGET.capabilities | {"udp"}
    assert gated("transport: udp\n", address=udp, capabilities=capabilities) == ""
    assert gated(address=udp, capabilities=capabilities) == "SKIP"


def test_credentials_open_a_locked_server() -> None:
    locked = frozenset({"classic", "auth"})
    open_door = replace(TARGET.address, credentials=Credentials("alice", "secret"))
    assert gated("needs: classic\n", capabilities=locked, address=open_door) == ""


def test_what_one_server_shows_holds_for_one_with_other_options() -> None:
    base = replace(TARGET, capabilities=frozenset({"classic", "meta", "cas", "flush"}))
    locked = replace(TARGET, capabilities=frozenset({"classic", "auth"}), baseline="")
    both = locked.with_traits_of(base)
    assert both.capabilities == {"classic", "auth", "meta", "cas"}
    assert both.baseline == "1.6.18"
    plain = replace(TARGET, capabilities=frozenset({"classic"}))
    assert plain.with_traits_of(base).capabilities == {"classic"}, "-C takes the uniques away"


def test_an_unknown_baseline_is_the_newest() -> None:
    assert gated("since: 1.6.40\n", baseline="") == ""
    assert gated("until: 1.6.40\n", baseline="") == "UNSUPPORTED"


def test_verdict_is_what_gate_gives() -> None:
    assert gate(parse_case("exclusive: yes\n"), TARGET) == (
        Verdict.SKIP,
        "would disturb other users of the server; use --exclusive or --spawn",
    )


def parse_case(meta: str) -> Case:
    text = f"=== a.b\ntitle: t\nrule: R-1\nlevel: MUST\n{meta}---\n> x\n< y\n"
    return parse(text, Path("x.mct"))[0]
