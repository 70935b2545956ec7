"""Makes `pytest conformance --target HOST:PORT` run the cases; see mcspec/plugin.py.

With a server to test, only the cases are collected; without one, only the runner's own tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["mcspec.plugin"]

_OWN_TESTS = Path(__file__).parent / "tests"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves the runner's own tests out of a run against a server."""
    has_server = config.getoption("mcspec_target") or config.getoption("mcspec_spawn")
    return True if has_server and collection_path == _OWN_TESTS else None
