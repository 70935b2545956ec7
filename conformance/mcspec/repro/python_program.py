"""A failure as a Python program that stands alone.

It performs the case up to the failure with keys of its own, prints what goes over the wire, and
ends with status 1 where the server still differs, 0 where it answers as it should.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib import resources

from mcspec.case import Case, Rule
from mcspec.repro.calls import Calls
from mcspec.repro.cut import Cut
from mcspec.tally import Server

_ADDRESS = "127.0.0.1:11211"


def python_program(kept: Cut, server: Server, rules: Mapping[str, Rule]) -> str:
    """The whole program."""
    calls = Calls(asks_with_mn="meta" in server.capabilities)
    body = list(calls.of(kept.actions))
    if kept.asks_at_end:
        body += [line for name in kept.connections for line in calls.question(name)]
    main = "\n".join([*body, 'print("as it should be")'])
    prelude = _prelude(main)
    if not server.spawned:
        prelude = prelude.replace(_ADDRESS, server.address)
    if kept.octetwise:
        prelude = prelude.replace("OCTETWISE = False", "OCTETWISE = True")
    about = "".join(f"# {line}".rstrip() + "\n" for line in _about(kept.case, rules))
    return f"#!/usr/bin/env python3\n{about}\n{prelude}\n\n{main}\n"


def _about(case: Case, rules: Mapping[str, Rule]) -> Iterator[str]:
    yield f"{case.title}."
    yield ""
    for name in case.rules:
        if name in rules:
            yield f"{name}: {rules[name].text} ({rules[name].source})"
    yield f"Case {case.id} of mcspec, {case.level.value}."
    yield ""
    if case.options:
        yield f"The server is to be started with {case.options}."
    yield "Usage: python3 THIS [HOST:PORT]"
    yield "Exit status: 1 where the server differs, 0 where it answers as it should."


def _prelude(main: str) -> str:
    """Those parts of prelude.py that a program uses, and what these use in turn."""
    source = resources.files("mcspec.repro").joinpath("prelude.py").read_text(encoding="utf-8")
    lines = source.splitlines()
    nodes = ast.parse(source).body[1:]
    used: set[int] = set()
    wanted = _names_in(ast.parse(main)) | {"annotations"}
    while more := {
        place
        for place, node in enumerate(nodes)
        if place not in used and not wanted.isdisjoint(_names_of(node))
    }:
        used |= more
        wanted |= {name for place in more for name in _names_in(nodes[place])}
    return _laid_out(
        [
            (nodes[place], "\n".join(lines[nodes[place].lineno - 1 : nodes[place].end_lineno]))
            for place in sorted(used)
        ]
    )


def _names_in(tree: ast.AST) -> set[str]:
    """The names that a piece of Python refers to."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _names_of(node: ast.stmt) -> list[str]:
    """What a statement of the prelude defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.name for alias in node.names]
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _laid_out(parts: list[tuple[ast.stmt, str]]) -> str:
    """Statements with the empty lines between them that Python programs have."""
    text = ""
    for place, (node, source) in enumerate(parts):
        before = parts[place - 1][0] if place else None
        if before is not None:
            blocks = (ast.FunctionDef, ast.ClassDef)
            if isinstance(node, blocks) or isinstance(before, blocks):
                text += "\n\n"
            elif type(node) is not type(before):
                text += "\n"
        text += f"{source}\n"
    return text
