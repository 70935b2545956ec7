"""All faults, and how to find one."""

from __future__ import annotations

from collections.abc import Sequence

from . import (
    binary_items,
    binary_replies,
    classic_items,
    classic_replies,
    meta_items,
    meta_replies,
)
from .fault import Fault

FAULTS: tuple[Fault, ...] = (
    *classic_replies.FAULTS,
    *classic_items.FAULTS,
    *meta_replies.FAULTS,
    *meta_items.FAULTS,
    *binary_replies.FAULTS,
    *binary_items.FAULTS,
)


def named(names: Sequence[str]) -> tuple[Fault, ...]:
    """The faults of these names or dialects, all of them for no name. Raises KeyError."""
    for name in names:
        if not any(name in (fault.name, fault.dialect) for fault in FAULTS):
            raise KeyError(name)
    return tuple(
        fault for fault in FAULTS if not names or fault.name in names or fault.dialect in names
    )
