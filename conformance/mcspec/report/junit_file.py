"""The JUnit report, in the form that GitHub, GitLab and Jenkins read.

A suite for each area, a test case for each case and framing. FAIL and XPASS are failures, ERROR
and BLOCKED errors, UNSUPPORTED, SKIP and XFAIL skipped; NON-STRICT passes with a note, unless the
run was strict. Known-failure entries to look at fail in a suite of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from mcspec.places import shown
from mcspec.report.failure import Context, describe
from mcspec.tally import Run, fails
from mcspec.verdict import Result, Verdict

_FAILURES = (Verdict.FAIL, Verdict.XPASS, Verdict.NON_STRICT)
_ERRORS = (Verdict.ERROR, Verdict.BLOCKED)
_SKIPPED = (Verdict.UNSUPPORTED, Verdict.SKIP, Verdict.XFAIL)
# What XML 1.0 cannot hold, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(run: Run, context: Context) -> str:
    """The whole run as an XML document."""
    root = ElementTree.Element("testsuites", name="mcspec")
    for area in dict.fromkeys(result.case.area for result in run.results):
        mine = [result for result in run.results if result.case.area == area]
        root.append(_suite(area, [_test_case(result, run, context) for result in mine]))
    if run.objections:
        root.append(_suite("known-failures", [_objection(text) for text in run.objections]))
    _sum_up(root, list(root.iter("testcase")))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _suite(name: str, cases: Iterable[ElementTree.Element]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=name)
    suite.extend(cases)
    _sum_up(suite, list(suite))
    return suite


def _sum_up(element: ElementTree.Element, cases: Sequence[ElementTree.Element]) -> None:
    element.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _test_case(result: Result, run: Run, context: Context) -> ElementTree.Element:
    case = result.case
    element = ElementTree.Element(
        "testcase",
        classname=case.area,
        name=f"{case.id}[{result.framing}]",
        file=shown(case.path),
        line=str(result.mismatch.line if result.mismatch else case.line),
        time=f"{result.seconds:.3f}",
    )
    if result.verdict is Verdict.PASS:
        return element
    if result.verdict is Verdict.NON_STRICT and not fails(result, run.strict):
        note = ElementTree.SubElement(element, "system-out")
        note.text = _legal("\n".join(describe((result,), context)))
        return element
    what = result.mismatch.what if result.mismatch else ""
    message = _legal(f"{result.verdict.value}: {result.reason or what}")
    if result.verdict in _SKIPPED:
        ElementTree.SubElement(element, "skipped", message=message)
        return element
    tag = "error" if result.verdict in _ERRORS else "failure"
    child = ElementTree.SubElement(element, tag, message=message, type=result.verdict.value)
    child.text = _legal("\n".join(describe((result,), context)))
    return element


def _objection(text: str) -> ElementTree.Element:
    element = ElementTree.Element("testcase", classname="known-failures", name=_legal(text))
    ElementTree.SubElement(element, "failure", message=_legal(text), type="KNOWN")
    return element


def _legal(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
