#!/usr/bin/env python3
"""Holds every #include of the tree against the import rule in layers.toml.

Prints one line for each include that goes where it may not, and each folder of C++ that has no
row in the table. Exit status 0 when there is none, 1 otherwise.

usage: check_layers.py [ROOT]
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
SOURCE_SUFFIXES = {".h", ".cc"}
ROOTS = ("codec", "server", "fuzz")


@dataclass(frozen=True)
class Layers:
    """The table: what each room may include, and which folders are parts of another."""

    rooms: dict[str, list[str]]
    parts: dict[str, str]
    test_rooms: list[str]

    def room_of(self, folder: str) -> str | None:
        """The room that a folder is, or is a part of."""
        room = self.parts.get(folder, folder)
        return room if room in self.rooms else None


def load_layers(path: Path) -> Layers:
    table = tomllib.loads(path.read_text())
    return Layers(table["rooms"], table["parts"], table["tests"]["allow"])


def includes(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and path of each include of the tree's own headers."""
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def problems_of(path: Path, name: str, layers: Layers) -> Iterator[str]:
    room = layers.room_of(str(Path(name).parent))
    if room is None:
        yield f"{name}:1: the folder has no row in ci/layers.toml"
        return
    allowed = {room, *layers.rooms[room]}
    if name.endswith("_test.cc"):
        allowed.update(layers.test_rooms)
    for number, included in includes(path):
        target = layers.room_of(str(Path(included).parent))
        if target is None:
            yield f'{name}:{number}: "{included}" is not a full path of this repository'
        elif target not in allowed:
            yield f'{name}:{number}: {room} may not include {target} ("{included}")'


def find_problems(root: Path, layers: Layers) -> list[str]:
    """Every breach of the rule under `root`, in order of file and line."""
    found: list[str] = []
    for top in ROOTS:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in SOURCE_SUFFIXES and "examples" not in path.parts:
                found.extend(problems_of(path, str(path.relative_to(root)), layers))
    return found


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    problems = find_problems(root, load_layers(Path(__file__).with_name("layers.toml")))
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} breaches of the import rule (ci/layers.toml)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
