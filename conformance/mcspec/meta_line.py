"""The expectation `<m HD c{cas:u64} t30`: a meta response whose flags may come in any order.

The status, and behind VA the size, stand where they stand; each flag after them must come exactly
once. An expected flag takes the first received one that fits and is not taken yet.
"""

from __future__ import annotations

from functools import lru_cache

from mcspec.pattern import (
    Match,
    Names,
    Pattern,
    PatternError,
    compile_pattern,
    match,
    names_defined,
    names_used,
    split_outside_braces,
)

MetaLine = tuple[Pattern, ...]


@lru_cache(maxsize=None)
def parse_meta_line(text: str) -> MetaLine:
    """Reads the payload of `<m`. Raises PatternError."""
    words = [word for word in split_outside_braces(text, " ") if word]
    if not words:
        raise PatternError("a meta response begins with its status, such as HD")
    expected = tuple(compile_pattern(word, holes=True) for word in words)
    defined, used = meta_line_names(expected)
    if both := set(defined) & set(used):
        raise PatternError(f"{{{both.pop()}}} is captured in this very line; < can compare it")
    return expected


def match_meta_line(expected: MetaLine, data: bytes, names: Names) -> Match:
    """Compares a line, CR LF included, with what was expected of it."""
    line = data[:-2] if data.endswith(b"\r\n") else data.rstrip(b"\n")
    fixed = 2 if expected[0] == compile_pattern("VA") else 1
    words = line.split(b" ")
    inside = Names(names.keys, dict(names.captures))
    missing: list[bytes] = []
    taken: set[int] = set()
    at = -1
    for place, pattern in enumerate(expected):
        places = [place] if place < fixed else range(fixed, len(words))
        renderings = []
        for index in places:
            found = match(pattern, words[index] if index < len(words) else b"", inside)
            renderings.append(found.expected)
            if found.ok and index not in taken and index < len(words):
                taken.add(index)
                inside.captures.update(found.captures)
                break
        else:
            renderings = renderings or [match(pattern, b"", inside).expected]
            missing.append(renderings[0])
            if place < fixed and at < 0:
                at = sum(len(word) + 1 for word in words[:place])
    surplus = [index for index in range(len(words)) if index not in taken]
    if not missing and not surplus and data.endswith(b"\r\n"):
        kept = {name: inside.captures[name] for name in meta_line_names(expected)[0]}
        return Match(-1, data, kept)
    if at < 0 and surplus:
        at = sum(len(word) + 1 for word in words[: surplus[0]])
    rendering = b" ".join(match(pattern, b"", names).expected for pattern in expected)
    what = _what(missing, [words[index] for index in surplus])
    return Match(at if at >= 0 else len(line), rendering + b"\r\n", what=what)


def meta_line_names(expected: MetaLine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names a line captures, and those that it needs."""
    defined = tuple(name for pattern in expected for name in names_defined(pattern))
    return defined, tuple(name for pattern in expected for name in names_used(pattern))


def _what(missing: list[bytes], surplus: list[bytes]) -> str:
    parts = []
    if missing:
        parts.append(f"missing: {b' '.join(missing).decode('latin-1')}")
    if surplus:
        parts.append(f"not asked for: {b' '.join(surplus).decode('latin-1')}")
    return ", ".join(parts) or "the line does not end in CR LF"
