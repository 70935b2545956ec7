"""The words that `needs:` knows, and how a condition on a limit is written."""

from __future__ import annotations

import re
from collections.abc import Mapping

CAPABILITIES = {
    "classic": "the text commands of before 1.6: get, set, incr ...",
    "meta": "mn, mg, ms, md, ma, me",
    "binary": "the binary protocol",
    "cas": "items have a unique, in every dialect",
    "touch": "the classic command touch",
    "gat": "the classic commands gat and gats",
    "stats": "stats and its kin",
    "verbosity": "the classic command verbosity",
    "flush": "flush_all, and that we may use it",
    "clock": "time stands still and moves when told to (debugtime)",
    "watch": "the classic command watch",
    "slabs": "the classic command slabs",
    "lru": "the classic commands lru and lru_crawler",
    "auth": "text commands need a user and a password",
    "sasl": "binary commands need SASL",
    "pwdb": "SASL users come from a password file",
    "tls": "connections are TLS",
    "udp": "the server listens on UDP",
    "unix": "the server listens on a socket of the file system",
    "extstore": "items go to disk",
}

_CONDITION = re.compile(r"([a-z_]+)(>=|<=)(\d+)([kmg]?)")
_FACTORS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def split_needs(text: str) -> tuple[str, ...]:
    """The needs in a line of them: words, with `not` a part of the word that follows it."""
    needs: list[str] = []
    for word in text.split():
        if needs and needs[-1] == "not":
            needs[-1] = f"not {word}"
        else:
            needs.append(word)
    return tuple(needs)


def is_known(need: str) -> bool:
    """Whether this may stand after `needs:`: a capability, `not` one, or a limit: item_max>=1m."""
    return need.removeprefix("not ") in CAPABILITIES or _CONDITION.fullmatch(need) is not None


def is_met(need: str, capabilities: frozenset[str], limits: Mapping[str, int]) -> bool:
    """Whether a server has what a need names; a limit that nobody knows is not met."""
    found = _CONDITION.fullmatch(need)
    if need.startswith("not "):
        return need.removeprefix("not ") not in capabilities
    if found is None:
        return need in capabilities
    limit = limits.get(found[1])
    if limit is None:
        return False
    bound = int(found[3]) * _FACTORS[found[4]]
    return limit >= bound if found[2] == ">=" else limit <= bound
