#!/usr/bin/env python3
"""Finds sources that no CMakeLists.txt names: as they are listed and not globbed, a test that is
not listed never runs.

Prints one line for each; exit status 0 when there is none, 1 otherwise.

usage: check_sources.py [ROOT]
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOTS = ("codec", "server", "fuzz")


def find_unlisted(root: Path) -> list[str]:
    """The sources under `root` that the CMakeLists.txt of their top folder does not name."""
    unlisted = []
    for top in ROOTS:
        folder = root / top
        words = set(
            (folder / "CMakeLists.txt").read_text().replace("(", " ").replace(")", " ").split()
        )
        # A fuzz target is named without its folder and its ending.
        targets = {f"targets/{word}_fuzz.cc" for word in words}
        for path in sorted(folder.rglob("*.cc")):
            name = path.relative_to(folder)
            if str(name) not in words | targets and name != Path("replay_main.cc"):
                unlisted.append(f"{top}/{name}")
    return unlisted


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    unlisted = find_unlisted(root)
    for name in unlisted:
        print(f"{name}: named in no CMakeLists.txt, so it is never built")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
