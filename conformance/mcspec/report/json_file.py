"""The JSON report. Its schema, number 1, for tools:

    schema        1; a change that would break a reader raises it
    tool          name, version
    server        target, address, product, version, profile, capabilities, notes
    framings      those asked for
    strict, interrupted, seconds, exit_status
    when          the time at which the cases had run, ISO 8601 in UTC, or ""
    counts        verdict -> number of results
    objections    known-failure entries to look at, in words
    results       one for each case and framing, in order:
      case, title, area, rules, level, path, line, framing, verdict, seconds, reason, chosen
      mismatch    null, or line, step, what, expected, received, at (-1: offsets mean nothing)
      repro       a shell command that shows a mismatch, or ""
      exchanges   connection, direction (">" sent, "<" received), data; for results that are
                  neither PASS nor left out, and for all of them in a run with --trace

In expected, received and data each character is one octet: U+0000 to U+00FF.
"""

from __future__ import annotations

import json

import mcspec
from mcspec.case import Case
from mcspec.places import shown
from mcspec.report.failure import written
from mcspec.report.record import SCHEMA
from mcspec.repro.one_line import shell_line
from mcspec.tally import Run, Server, count, exit_status
from mcspec.verdict import Exchange, Mismatch, Result, Verdict

_WITHOUT_EXCHANGES = (Verdict.PASS, Verdict.UNSUPPORTED, Verdict.SKIP)


def to_json(run: Run, *, with_all_exchanges: bool = False) -> str:
    """The whole run as a JSON document, ASCII only, with a newline at its end."""
    return json.dumps(document(run, with_all_exchanges=with_all_exchanges), indent=1) + "\n"


def document(run: Run, *, with_all_exchanges: bool = False) -> dict[str, object]:
    """The whole run as what JSON knows: dicts, lists, text and numbers."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "mcspec", "version": mcspec.__version__},
        "server": {
            "target": run.server.target,
            "address": run.server.address,
            "product": run.server.product,
            "version": run.server.version,
            "profile": run.server.profile,
            "capabilities": list(run.server.capabilities),
            "notes": list(run.server.notes),
        },
        "framings": list(run.framings),
        "strict": run.strict,
        "interrupted": run.interrupted,
        "seconds": round(run.seconds, 3),
        "when": run.when,
        "exit_status": exit_status(run),
        "counts": {verdict.value: number for verdict, number in count(run.results).items()},
        "objections": list(run.objections),
        "results": [_result(result, run.server, with_all_exchanges) for result in run.results],
    }


def _result(result: Result, server: Server, with_all_exchanges: bool) -> dict[str, object]:
    case = result.case
    with_exchanges = with_all_exchanges or result.verdict not in _WITHOUT_EXCHANGES
    return {
        "case": case.id,
        "title": case.title,
        "area": case.area,
        "rules": list(case.rules),
        "level": case.level.value,
        "path": shown(case.path),
        "line": case.line,
        "framing": result.framing,
        "verdict": result.verdict.value,
        "seconds": round(result.seconds, 6),
        "reason": result.reason,
        "chosen": list(result.chosen),
        "mismatch": _mismatch(case, result.mismatch) if result.mismatch else None,
        "repro": shell_line(result, server) if result.mismatch else "",
        "exchanges": [_exchange(each) for each in result.sent] if with_exchanges else [],
    }


def _mismatch(case: Case, mismatch: Mismatch) -> dict[str, object]:
    steps = [written(step, case) for step in case.steps if step.line == mismatch.line]
    return {
        "line": mismatch.line,
        "step": steps[0] if steps else "",
        "what": mismatch.what,
        "expected": mismatch.expected.decode("latin-1"),
        "received": mismatch.received.decode("latin-1"),
        "at": mismatch.at,
    }


def _exchange(exchange: Exchange) -> dict[str, object]:
    return {
        "connection": exchange.connection,
        "direction": exchange.direction,
        "data": exchange.data.decode("latin-1"),
    }
