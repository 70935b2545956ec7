"""The check of listed sources catches what it is for."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from check_sources import ROOTS, find_unlisted  # noqa: E402


def make_tree(root: Path, listed: str) -> None:
    for top in ROOTS:
        (root / top / "targets").mkdir(parents=True)
        (root / top / "CMakeLists.txt").write_text(listed)


def test_a_source_that_is_listed_is_let_pass(tmp_path: Path) -> None:
    make_tree(tmp_path, "mcspec_room(store\n  SOURCES a.cc TESTS a_test.cc)\n")
    (tmp_path / "server" / "a.cc").touch()
    (tmp_path / "server" / "a_test.cc").touch()
    assert find_unlisted(tmp_path) == []


def test_a_test_that_is_not_listed_is_named(tmp_path: Path) -> None:
    make_tree(tmp_path, "mcspec_room(store SOURCES a.cc)\n")
    (tmp_path / "server" / "a_test.cc").touch()
    assert find_unlisted(tmp_path) == ["server/a_test.cc"]


def test_a_fuzz_target_is_known_by_its_name(tmp_path: Path) -> None:
    make_tree(tmp_path, "mcspec_fuzz_target(split IMPORTS x)\n")
    (tmp_path / "fuzz" / "targets" / "split_fuzz.cc").touch()
    assert find_unlisted(tmp_path) == []
