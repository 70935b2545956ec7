"""The import rule's check catches what it is for."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from check_layers import find_problems, load_layers  # noqa: E402

LAYERS = load_layers(Path(__file__).with_name("layers.toml"))


def problems_of_file(root: Path, name: str, text: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return find_problems(root, LAYERS)


def test_an_include_downwards_is_let_pass(tmp_path: Path) -> None:
    text = '#include "server/store/store.h"\n#include <vector>\n'
    assert problems_of_file(tmp_path, "server/engine/fetch.cc", text) == []


def test_an_include_upwards_is_named_with_its_line(tmp_path: Path) -> None:
    text = '\n#include "server/session/session.h"\n'
    assert problems_of_file(tmp_path, "codec/writer.h", text) == [
        'codec/writer.h:2: codec may not include server/session ("server/session/session.h")'
    ]


def test_a_part_counts_as_its_room(tmp_path: Path) -> None:
    assert problems_of_file(tmp_path, "codec/meta/flags.h", '#include "codec/number.h"\n') == []


def test_a_relative_include_is_refused(tmp_path: Path) -> None:
    assert problems_of_file(tmp_path, "codec/a.h", '#include "b.h"\n') == [
        'codec/a.h:1: "b.h" is not a full path of this repository'
    ]


def test_a_folder_without_a_row_is_refused(tmp_path: Path) -> None:
    assert problems_of_file(tmp_path, "server/attic/a.h", "") == [
        "server/attic/a.h:1: the folder has no row in ci/layers.toml"
    ]


def test_the_testing_room_is_open_to_tests_only(tmp_path: Path) -> None:
    text = '#include "codec/testing/describe.h"\n'
    assert problems_of_file(tmp_path, "server/session/session_test.cc", text) == []
    assert len(problems_of_file(tmp_path, "server/session/session.cc", text)) == 1
