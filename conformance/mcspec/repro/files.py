"""Failures of a run as files that show them without this suite: what `--repro DIR` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mcspec.case import Rule
from mcspec.repro.bash_script import bash_script
from mcspec.repro.cut import cut, is_plain
from mcspec.repro.cut_case import cut_case
from mcspec.repro.python_program import python_program
from mcspec.report.failure import grouped
from mcspec.tally import Run, fails
from mcspec.verdict import Result


def write_reproductions(run: Run, folder: Path, rules: Mapping[str, Rule]) -> int:
    """Writes `<case>.py`, `<case>.mct` and where bash can say it `<case>.sh` for each failure.

    Of what is not seen on plain streams, such as TLS, there is the transcript alone.
    A case that failed in several ways has a number behind the second and the later ones. Returns
    how many failures were written.
    """
    failures = grouped(
        result for result in run.results if fails(result, run.strict) and result.mismatch
    )
    if failures:
        folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, int] = {}
    for group in failures:
        name = group[0].case.id
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:
            name = f"{name}-{names[name]}"
        for ending, text in _texts(group, run, rules):
            path = folder / f"{name}.{ending}"
            path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return len(failures)


def _texts(group: tuple[Result, ...], run: Run, rules: Mapping[str, Rule]) -> list[tuple[str, str]]:
    kept = cut(group[0], tuple(result.framing for result in group))
    if not is_plain(group[0].case, run.server.address):
        return [("mct", cut_case(kept))]
    texts = [
        ("py", python_program(kept, run.server, rules)),
        ("sh", bash_script(kept, group[0], rules)),
        ("mct", cut_case(kept)),
    ]
    return [(ending, text) for ending, text in texts if text]
