"""The HTML page: one file, no other resource, for one run or for several side by side."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from importlib import resources

import mcspec
from mcspec.case import Rule
from mcspec.report.comparison import Comparison, Counts, passed_of_ran
from mcspec.report.page_data import page_data
from mcspec.tally import status_word
from mcspec.verdict import Verdict

HOW_TO_INSTALL = (
    "mcspec: --html needs Jinja2, which is not installed:"
    " apt-get install -y --no-install-recommends python3-jinja2"
)
_TEMPLATE = "page.html.j2"
_LEVELS = ("MUST", "SHOULD", "MAY", "OBSERVED")
# What was answered comes first, what was not asked last.
_LEFT_TO_RIGHT = (
    Verdict.PASS,
    Verdict.NON_STRICT,
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.BLOCKED,
    Verdict.XPASS,
    Verdict.XFAIL,
    Verdict.UNSUPPORTED,
    Verdict.SKIP,
)


def is_possible() -> bool:
    """Whether Jinja2 is there, which the page needs and nothing else does."""
    return importlib.util.find_spec("jinja2") is not None


def html_page(found: Comparison, rules: Mapping[str, Rule]) -> str:
    """The whole page. Needs Jinja2 (see is_possible)."""
    import jinja2  # pylint: disable=import-outside-toplevel

    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    template = environment.from_string(_file(_TEMPLATE))
    return template.render(
        found=found,
        version=mcspec.__version__,
        dialects=_dialects(found),
        differing=sum(row.differs_where_run for row in found.rows),
        slug=_slug,
        share=passed_of_ran,
        parts=_parts,
        words=[status_word(record.exit_status) for record in found.records],
        levels=sorted({row.case.level for row in found.rows}, key=_LEVELS.index),
        style=_file("page.css"),
        script=_file("page.js"),
        data=_embedded(page_data(found, rules)),
    )


def _file(name: str) -> str:
    return resources.files("mcspec.report").joinpath(name).read_text(encoding="utf-8")


def _embedded(data: object) -> str:
    """JSON that may stand inside <script>: no `</script>` or `<!--` can come about in it."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _dialects(found: Comparison) -> dict[str, list[str]]:
    """The areas of the matrix by their first word."""
    groups: dict[str, list[str]] = {}
    for area in found.areas:
        groups.setdefault(area.split(".")[0], []).append(area)
    return groups


def _slug(verdict: Verdict) -> str:
    """What the style sheet calls a verdict."""
    return verdict.value.lower()


def _parts(counts: Counts) -> list[tuple[Verdict, int, str]]:
    """The pieces of a bar: verdict, number, and share in per cent."""
    total = sum(counts.values()) or 1
    return [
        (each, counts[each], f"{100 * counts[each] / total:.3f}")
        for each in _LEFT_TO_RIGHT
        if each in counts
    ]
