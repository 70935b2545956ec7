"""Where the suite's data lies, and how a path is shown to people.

In a clone the data is beside this package, in an installation within it, as `data`. From inside
mcspec.pyz it is unpacked once, for what programs are given are files.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import zipfile
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _find_data() -> Path:
    if (_PACKAGE / "data").is_dir():
        return _PACKAGE / "data"
    return _PACKAGE.parent if _PACKAGE.is_dir() else _unpack(_PACKAGE.parent)


def _unpack(archive: Path) -> Path:
    """The data of a .pyz, in a folder that goes when the program ends."""
    folder = tempfile.mkdtemp(prefix="mcspec-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder, [name for name in packed.namelist() if "/data/" in name])
    return Path(folder, _PACKAGE.name, "data")


DATA = _find_data()
TRANSCRIPTS = DATA / "transcripts"
RULES = DATA / "rules"
KNOWN = DATA / "known"
PROFILES = DATA / "profiles"
FIXTURES = DATA / "fixtures"


def shown(path: Path) -> str:
    """A path from the working directory when it is below that, else as it is.

    The suite's own files are shown as the repository has them, wherever they were unpacked.
    """
    whole = path.resolve()
    for folder in (*([DATA] if DATA != _PACKAGE.parent else []), Path.cwd()):
        if whole.is_relative_to(folder):
            return str(whole.relative_to(folder))
    return str(path)
