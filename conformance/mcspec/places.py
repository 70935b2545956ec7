"""Where the suite's data lies, and how a path is shown to people."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

TRANSCRIPTS = _ROOT / "transcripts"
RULES = _ROOT / "rules"
KNOWN = _ROOT / "known"


def shown(path: Path) -> str:
    """A path from the working directory when it is below that, else as it is."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
