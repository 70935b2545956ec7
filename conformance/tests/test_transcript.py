"""Reading and writing transcripts, and finding everything that is wrong with one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from mcspec.case import Case, Level, Op
from mcspec.transcript import TranscriptError, load, load_tree, parse, reformat, render

PATH = Path("some/file.mct")
DATA = Path(__file__).parent / "data"
META = "title: a title\nrule: TXT-GET-01\nlevel: MUST\n"


def parse_steps(steps: str, meta: str = META) -> Case:
    return parse(f"=== classic.get.hit\n{meta}---\n{steps}", PATH)[0]


def without_lines(cases: tuple[Case, ...]) -> list[Case]:
    return [
        replace(case, line=0, steps=tuple(replace(step, line=0) for step in case.steps))
        for case in cases
    ]


def test_metadata_and_steps_are_read() -> None:
    text = (
        "# a comment\n"
        "=== classic.cas.lost-race\n"
        "title: a title: with a colon\n"
        "rule:  TXT-CAS-02, TXT-GETS-01\n"
        "level: SHOULD\n"
        "since: 1.4.2\n"
        "until: 1.6.40\n"
        "needs: classic cas item_max>=1m\n"
        "after: classic.get.hit\n"
        "framing: whole, bytes\n"
        "timing: 2s\n"
        "transport: tcp\n"
        "options: -I 2m -c 10\n"
        "exclusive: yes\n"
        "---\n"
        "A> get {key}\n"
        "B>| x\\r\\n\n"
        "\n"
        "# a comment between steps\n"
        "< END\n"
        "<or[other] ERROR   # a note\n"
        "! wait 2s\n"
    )
    (case,) = parse(text, PATH)
    assert case.id == "classic.cas.lost-race"
    assert case.title == "a title: with a colon"
    assert case.rules == ("TXT-CAS-02", "TXT-GETS-01")
    assert case.level is Level.SHOULD
    assert (case.since, case.until) == ("1.4.2", "1.6.40")
    assert case.needs == ("classic", "cas", "item_max>=1m")
    assert case.after == ("classic.get.hit",)
    assert (case.framing, case.timing, case.transport) == ("whole, bytes", "2s", "tcp")
    assert (case.options, case.exclusive, case.line) == ("-I 2m -c 10", True, 2)
    assert [(step.connection, step.op, step.line) for step in case.steps] == [
        ("A", Op.SEND_LINE, 16),
        ("B", Op.SEND_BYTES, 17),
        ("A", Op.EXPECT_LINE, 20),
        ("A", Op.OR_LINE, 21),
        ("A", Op.DIRECTIVE, 22),
    ]
    assert case.steps[3].label == "other"


def test_a_payload_keeps_its_spaces_and_its_number_signs() -> None:
    case = parse_steps(">   two  spaces # and more \n>\n> \n< x\n<\n")
    assert [step.text for step in case.steps] == ["  two  spaces # and more ", "", "", "x", ""]


def test_octets_that_are_no_utf_8_survive(tmp_path: Path) -> None:
    path = tmp_path / "raw.mct"
    path.write_bytes(b"=== classic.get.raw\n" + META.encode() + b"---\n> get \xff\xc3\xa9\n< END\n")
    (case,) = load(path)
    rendered = render([case]).encode("utf-8", "surrogateescape")
    assert b"> get \xff\xc3\xa9\n" in rendered


@pytest.mark.parametrize("path", sorted(DATA.glob("*.mct")), ids=str)
def test_the_canonical_form_reads_as_the_same_cases(path: Path) -> None:
    cases = load(path)
    rendered = render(cases)
    assert without_lines(parse(rendered, path)) == without_lines(cases)
    assert render(parse(rendered, path)) == rendered


def test_reformatting_keeps_comments_with_their_cases() -> None:
    text = (
        "# first\n=== classic.get.a\nlevel: MUST\n# why\nrule: R-1\ntitle: a\n---\n> x\n# inside\n"
        "< y\n\n\n# second\n=== classic.get.b\nlevel: MUST\nrule: R-1\ntitle: b\n---\n> x\n< y\n"
        "# last\n"
    )
    canonical = (
        "# first\n=== classic.get.a\n# why\ntitle: a\nrule: R-1\nlevel: MUST\n---\n> x\n# inside\n"
        "< y\n\n# second\n=== classic.get.b\ntitle: b\nrule: R-1\nlevel: MUST\n---\n> x\n< y\n"
        "# last\n"
    )
    assert reformat(text, PATH) == canonical
    assert reformat(canonical, PATH) == canonical
    assert reformat("# nothing yet\n", PATH) == "# nothing yet\n"


def test_several_connections_are_named_on_every_line() -> None:
    case = parse_steps("> a\n< b\nB> c\nB< d\n<or e\n! close B\n")
    steps = render([case]).partition("---\n")[2]
    assert steps == "A> a\nA< b\nB> c\nB< d\nB<or e\n! close B\n"


WRONG_FILES = [
    ("title: x\n", 1, "begins with a case"),
    ("=== Classic.get\ntitle: x\n---\n> x\n", 1, "is no id"),
    ("=== classic.get\ntitle: x\n> x\n", 1, "no line ---"),
    ("=== classic.get\ntitle: x\nlevel: MUST\n---\n> x\n", 1, "no rule: line"),
    (f"=== classic.get\n{META}---\n", 1, "no steps"),
    (f"=== classic.get\n{META}---\n> x\r\n", 6, "has a CR"),
]


@pytest.mark.parametrize(("text", "line", "what"), WRONG_FILES)
def test_a_wrong_file_is_told_by_line(text: str, line: int, what: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        parse(text, PATH)
    assert str(caught.value).startswith(f"some/file.mct:{line}: ")
    assert what in str(caught.value)


WRONG_METADATA = [
    ("colour: red", "is no key"),
    ("title: again", "there twice"),
    ("since: 1.x", "no memcached release"),
    ("needs: clasic", "is no capability"),
    ("needs: classic not", "not is no capability"),
    ("needs: not clasic", "not clasic is no capability"),
    ("framing: slowly", "no framings"),
    ("transport: pigeon", "no transport"),
    ("exclusive: maybe", "neither yes nor no"),
    ("timing: soon", "no duration"),
    ("timing: 3s", "add up to 0s"),
    ("options: -x 'y", "quotation"),
    ("note:", "has no value"),
    ("no colon", "is no metadata"),
]


@pytest.mark.parametrize(("meta", "what"), WRONG_METADATA)
def test_wrong_metadata_is_told_by_line(meta: str, what: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        parse_steps("> x\n< y\n", f"{META}{meta}\n")
    assert str(caught.value).startswith("some/file.mct:5: ")
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("meta", "what"), [("level: HIGH", "is no level"), ("rule: txt", "no rule ids")]
)
def test_wrong_required_metadata_is_told(meta: str, what: str) -> None:
    with pytest.raises(TranscriptError, match=f"file.mct:2: .*{what}"):
        parse(f"=== classic.get\n{meta}\n---\n> x\n", PATH)


WRONG_STEPS = [
    ("?? x", 1, "is no operator"),
    (">x", 1, "pairs of hexadecimal digits"),
    (">get", 1, "is no operator"),
    ("a> x", 1, "is no operator"),
    (">x 8", 1, "pairs of hexadecimal digits"),
    (">| \\q", 1, "is no escape"),
    ("> {key", 1, "not closed"),
    ("> {nothing at all}", 1, "is no hole"),
    ("> {key0}", 1, "keys are"),
    ("> {key36}", 1, "keys are"),
    ("> {key/4}", 1, "5 to"),
    ("> {rep a 99999999999}", 1, "at most"),
    ("> x\n>| {c:u64}", 2, "captures; only expected"),
    (">b frobnicate", 1, "is no opcode"),
    (">b get colour=red", 1, "is no field"),
    (">b get key=a key=b", 1, "there twice"),
    (">b get opaque=0x100000000", 1, "does not fit"),
    (">b get extras=u32:x", 1, "is no number"),
    (">b get status=1", 1, "is no field"),
    ("! explode", 1, "is no directive"),
    ("! wait long", 1, "is no duration"),
    ("! assert {a} ~ {b}", 1, "write {a} == {b}"),
    ("! slow A fast", 1, "octets a second"),
    ("! close A now", 1, "nothing else"),
    ("! skip-until", 1, "needs the line"),
    ("A! close", 1, "after the directive"),
    ("< x", 1, "nothing was ever sent on A"),
    ("> x\nB< x", 2, "nothing was ever sent on B"),
    ("> x\n<should y", 2, "follows a"),
    ("<or y", 1, "follows a"),
    ("> x\n<| y\n<or z", 3, "follows a"),
    ("> x\n< y\nB<or z", 3, "connection of the line above"),
    ("> {c}\n< x", 1, "captured nowhere before"),
    ("> x\n< {c:u64}", 2, "never used"),
    ("> x\n< {c:u64}\n< {c:u64}\n> {c}", 3, "is captured on line"),
    ("> x\n< {c:u64} {c:u64}\n> {c}", 2, "is captured on line"),
    ("> x\n< {c:u64}\n<or NO\n> {c}", 3, "captures what the line above does"),
    ("> x\n< {n:u32 5..4}", 2, "a range goes up"),
    ("> x\n< {n:word 1..2}", 2, "only u32 and u64"),
    ("> x\n<m HD c{c:u64} x{c}", 2, "in this very line"),
    ("! close A\n> x", 2, "was closed on line"),
    ("> x\n! expect-close A\n! silent A 1s", 3, "was closed on line"),
    ("> x\n! half-close A\n> y", 3, "was half closed on line"),
    (">b noop\n<b get", 2, "state the opaque="),
    (">b noop\n<b noop until-end", 2, "for `<b stat` only"),
    (">b get\n<b get cas={c:u64} value={c}", 2, "in this very packet"),
    (">b get\n<b get value=text:{a:word},u8:1", 2, "comes last"),
]


@pytest.mark.parametrize(("steps", "line", "what"), WRONG_STEPS)
def test_a_wrong_step_is_told_by_line(steps: str, line: int, what: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        parse_steps(steps)
    assert str(caught.value).startswith(f"some/file.mct:{line + 5}: ")
    assert what in str(caught.value)


def write(folder: Path, name: str, *cases: tuple[str, str]) -> None:
    text = "".join(f"=== {case}\n{META}{after}---\n> x\n< y\n" for case, after in cases)
    (folder / name).write_text(text)


def test_a_tree_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write(tmp_path / "b", "a.mct", ("x.three", ""))
    write(tmp_path, "z.mct", ("x.four", ""))
    write(tmp_path, "a.mct", ("x.one", ""), ("x.two", ""))
    (tmp_path / "notes.txt").write_text("not a transcript")
    assert [case.id for case in load_tree([tmp_path])] == ["x.one", "x.two", "x.three", "x.four"]
    assert [case.id for case in load_tree([tmp_path / "z.mct"])] == ["x.four"]


def test_an_id_is_used_once(tmp_path: Path) -> None:
    write(tmp_path, "a.mct", ("x.one", ""))
    write(tmp_path, "b.mct", ("x.one", ""))
    with pytest.raises(TranscriptError, match=r"b.mct:1: x.one is in .*a.mct:1 already"):
        load_tree([tmp_path])


def test_prerequisites_do_not_go_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, "a.mct", ("x.a", "after: x.b\n"), ("x.b", "after: x.c x.d\n"), ("x.d", ""))
    assert len(load_tree([tmp_path])) == 3
    write(tmp_path, "b.mct", ("x.c", "after: x.a\n"))
    with pytest.raises(TranscriptError, match="a circle: x.a after x.b after x.c after x.a"):
        load_tree([tmp_path])


def test_the_examples_of_the_documentation_are_transcripts() -> None:
    path = Path(__file__).parent.parent / "TRANSCRIPTS.md"
    blocks = re.findall(r"```text\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    cases = [parse(block, path) for block in blocks]
    assert len(cases) == 3
    assert [reformat(block, path) for block in blocks] == blocks
