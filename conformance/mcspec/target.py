"""The server under test: where it is, what it can do, and what may be done to it."""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mcspec import script
from mcspec.capability import CAPABILITIES, is_met
from mcspec.case import Case
from mcspec.clock import Clock
from mcspec.keys import DEFAULT_PREFIX, KeySource
from mcspec.places import PROFILES
from mcspec.probes import Findings, NoAnswer, NoConnection, look
from mcspec.transport import server_options, transports_of
from mcspec.verdict import Verdict
from mcspec.wire import Address

__all__ = [
    "NoAnswer",
    "NoConnection",
    "Profile",
    "ProfileError",
    "Target",
    "gate",
    "gate_release",
    "probe",
]

PROBE_TIMEOUT = 10.0
STEP_TIMEOUT = 2.0
SCALE_MAX = 10.0
LARGE_SIZE = 64 * 1024

# Above this round trip, steps get proportionally longer.
_NEAR_ROUND_TRIP = 0.02
# These depend on how a server was started, and on what we may do, not on what it is.
_AS_PROBED = frozenset(
    "flush verbosity clock watch slabs lru auth sasl pwdb unix udp tls extstore".split()
)
# What a server may want to be unlocked, and the dialects that it locks with that.
_LOCKS = {"auth": frozenset({"classic", "meta"}), "sasl": frozenset({"binary"})}
# What cannot be seen of a server while it is locked.
_BEHIND = frozenset({"cas", "touch", "gat", "stats"})
_VERSION = re.compile(r"(\d+(?:\.\d+)+)(.*)", re.DOTALL)


class ProfileError(Exception):
    """A profile does not exist or cannot be read; the text says which and why."""


@dataclass(frozen=True)
class Profile:
    """What is known of a product beforehand, from `profiles/<name>.toml`.

    `baseline` is the memcached release whose behaviour it has, "" where VERSION tells.
    `capabilities` empty means as probed. `clock` is "sleep" or "debugtime".
    """

    name: str
    baseline: str = ""
    capabilities: frozenset[str] = frozenset()
    clock: str = "debugtime"
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A server that has been probed.

    `baseline` is the memcached release that it is measured against, "" for the newest. Of what may
    be done to it: `exclusive` is to flush and reconfigure it, `spawned` means that it is ours and
    was started with `options`, `large` allows values over 64 KiB. Times are in seconds.
    """

    address: Address
    profile: Profile
    capabilities: frozenset[str]
    version: str = ""
    product: str = ""
    baseline: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    step_timeout: float = STEP_TIMEOUT
    allow_remote: bool = False
    exclusive: bool = False
    spawned: bool = False
    large: bool = False
    options: str = ""
    key_prefix: str = DEFAULT_PREFIX
    clock: Clock | None = None
    notes: tuple[str, ...] = ()

    def has(self, capability: str) -> bool:
        """Whether the server can do this."""
        return capability in self.capabilities

    def address_over(self, transport: str) -> Address | None:
        """Where the server is reached over a transport, "" for the usual one; None if nowhere."""
        if transport == "udp" and not self.has("udp"):
            return None
        return self.address.over(transport) if transport else self.address

    def with_traits_of(self, known: Target) -> Target:
        """This server, of which `known` is another one, started with other options.

        What one of them tells of both is taken over: the release, and if this one is locked, what
        the program can do once a case has logged in.
        """
        locked = [lock for lock in _LOCKS if self.has(lock)]
        behind = frozenset().union(*(_LOCKS[lock] | _BEHIND for lock in locked)) if locked else ()
        return replace(
            self,
            capabilities=self.capabilities | known.capabilities.intersection(behind),
            baseline=self.baseline or known.baseline,
            version=self.version or known.version,
        )


def load_profile(name: str) -> Profile:
    """Reads a profile that comes with the suite, by its name, or any one by its path.

    Raises ProfileError.
    """
    path = Path(name) if name.endswith(".toml") else PROFILES / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(each.stem for each in PROFILES.glob("*.toml")))
        raise ProfileError(f"there is no profile {name}; there are {known}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from error
    if unknown := table.keys() - {"baseline", "capabilities", "clock", "limits"}:
        raise ProfileError(f"{path}: no key {', '.join(sorted(unknown))}")
    profile = Profile(
        name=path.stem,
        baseline=str(table.get("baseline", "")),
        capabilities=frozenset(table.get("capabilities", ())),
        clock=str(table.get("clock", "debugtime")),
        limits={name: int(value) for name, value in table.get("limits", {}).items()},
    )
    if strange := profile.capabilities - CAPABILITIES.keys():
        raise ProfileError(f"{path}: no capability {', '.join(sorted(strange))}")
    if profile.clock not in ("sleep", "debugtime"):
        raise ProfileError(f"{path}: clock is sleep or debugtime, not {profile.clock}")
    return profile


async def probe(
    address: Address,
    *,
    profile: Profile | None = None,
    timeout_scale: float | None = None,
    allow_remote: bool = False,
    exclusive: bool = False,
    spawned: bool = False,
    large: bool = False,
    options: str = "",
    key_prefix: str = DEFAULT_PREFIX,
) -> Target:
    """Finds out what a server is and can do. Raises NoConnection and NoAnswer, within 10 seconds.

    Without a profile one is chosen by the version. `timeout_scale` None goes by the round trip.
    """
    key = KeySource(key_prefix).fresh().key(1).decode()
    ours = exclusive or spawned
    try:
        async with asyncio.timeout(PROBE_TIMEOUT):
            findings = await look(address, key, ours=ours)
    except TimeoutError:
        raise NoAnswer(f"{address} answers too slowly to be probed") from None
    if not findings.logged_in:
        address = replace(address, credentials=None)
    product, baseline = _identify(findings.version)
    chosen = profile or _profile_for(product, baseline)
    capabilities, notes = _capabilities(profile, findings)
    if chosen.clock == "sleep":
        capabilities -= {"clock"}
    if timeout_scale is None:
        timeout_scale = min(max(1.0, findings.round_trip / _NEAR_ROUND_TRIP), SCALE_MAX)
    return Target(
        address=address,
        profile=chosen,
        capabilities=capabilities,
        version=findings.version,
        product=product,
        baseline=chosen.baseline or baseline,
        limits={**chosen.limits, **findings.limits},
        step_timeout=STEP_TIMEOUT * timeout_scale,
        allow_remote=allow_remote,
        exclusive=ours,
        spawned=spawned,
        large=large or ours,
        options=options,
        key_prefix=key_prefix,
        clock=Clock(address) if "clock" in capabilities else None,
        notes=notes,
    )


def gate(case: Case, target: Target) -> tuple[Verdict, str] | None:
    """Why a case is not performed on a target; None when it is."""
    if elsewhere := _gate_transport(case, target):
        return elsewhere
    if case.exclusive and not target.exclusive:
        return Verdict.SKIP, "would disturb other users of the server; use --exclusive or --spawn"
    if script.largest_send(case) > LARGE_SIZE and not target.large:
        return Verdict.SKIP, "sends values over 64 KiB; use --large, --exclusive or --spawn"
    for lock, dialects in _LOCKS.items():
        if target.address.credentials is not None:
            break
        if target.has(lock) and lock not in case.needs and dialects.intersection(case.needs):
            return (
                Verdict.UNSUPPORTED,
                "the server wants a user and a password first; --user and --password-file",
            )
    missing = [need for need in case.needs if not is_met(need, target.capabilities, target.limits)]
    if missing:
        return Verdict.UNSUPPORTED, _lack(missing)
    return gate_release(case, target)


def gate_release(case: Case, target: Target) -> tuple[Verdict, str] | None:
    """Why a case is not about this release, whatever the server was started with; None else."""
    if not target.baseline:
        return (Verdict.UNSUPPORTED, f"behaviour until {case.until}") if case.until else None
    baseline = _numbers(target.baseline)
    if case.since and baseline < _numbers(case.since):
        return Verdict.UNSUPPORTED, f"behaviour since {case.since}; this is {target.baseline}"
    if case.until and baseline >= _numbers(case.until):
        return Verdict.UNSUPPORTED, f"behaviour until {case.until}; this is {target.baseline}"
    return None


def _lack(missing: Sequence[str]) -> str:
    has = [need.removeprefix("not ") for need in missing if need.startswith("not ")]
    if has:
        return f"the server has {', '.join(has)}"
    return f"the server has no {', '.join(missing)}"


def _gate_transport(case: Case, target: Target) -> tuple[Verdict, str] | None:
    """Whether a case is for a server that was started, and is reached, in another way."""
    options = server_options(case) if target.spawned else case.options
    if options and options != target.options:
        return Verdict.SKIP, f"needs a server started with {options}; use --spawn"
    main = target.address.transport
    if case.transport == "tcp" and main != "tcp":
        return Verdict.SKIP, f"is about TCP, and the server is tested over {main}"
    for transport in transports_of(case):
        if target.address_over(transport) is not None:
            continue
        if target.spawned:
            return Verdict.UNSUPPORTED, f"the server has no {transport}"
        return Verdict.SKIP, f"needs a connection over {transport}; use {transport}: or --spawn"
    if main == "udp" and case.transport != "udp":
        return Verdict.SKIP, "is not written for datagrams; test the server over TCP as well"
    return None


def _numbers(release: str) -> tuple[int, ...]:
    numbers = [int(number) for number in re.findall(r"\d+", release)]
    return tuple(numbers + [0] * (3 - len(numbers)))


def _identify(version: str) -> tuple[str, str]:
    """Product and baseline, as far as VERSION tells them: "1.6.45-mcspecd" is ours at 1.6.45."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return "", ""
    return ("mcspecd" if found[2] == "-mcspecd" else "memcached"), found[1]


def _profile_for(product: str, baseline: str) -> Profile:
    """The profile of a product. What its servers have as a rule, this one must have shown."""
    name = ""
    if product == "mcspecd":
        name = product
    elif product == "memcached" and _numbers(baseline)[:2] in ((1, 4), (1, 5), (1, 6)):
        name = f"memcached-{'.'.join(baseline.split('.')[:2])}"
    return replace(load_profile(name), capabilities=frozenset()) if name else Profile("unknown")


def _capabilities(
    profile: Profile | None, findings: Findings
) -> tuple[frozenset[str], tuple[str, ...]]:
    """What to expect of a server, and where profile and probe disagree."""
    probed = frozenset(findings.capabilities)
    if profile is None or not profile.capabilities:
        return probed, ()
    stated = profile.capabilities - _AS_PROBED
    notes = [
        f"profile {profile.name} has {name}, but the server did not answer the probe for it"
        for name in sorted(stated - probed)
    ]
    notes += [
        f"the server answered the probe for {name}, but profile {profile.name} leaves it out"
        for name in sorted(probed - stated - _AS_PROBED)
    ]
    return stated | (probed & _AS_PROBED), tuple(notes)
