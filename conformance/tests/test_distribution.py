"""The suite in one file; ./ci/full tries all the other ways to have it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from servers import CONFORMANCE, DEADLINE, spawn_command

PYZ = CONFORMANCE.parent / "ci" / "pyz"


@pytest.fixture(name="pyz", scope="module")
def _pyz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "mcspec.pyz"
    subprocess.run([str(PYZ), str(path)], check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE)
    return path


def run(pyz: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(pyz), *arguments],
        cwd=folder,
        env={"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def test_one_file_tests_a_server_from_anywhere(pyz: Path, tmp_path: Path) -> None:
    command = ["--spawn", spawn_command(), "--case", "classic.get", "--framing", "whole"]
    done = run(pyz, tmp_path, "run", *command)
    assert "classic.get" in done.stdout
    assert " pass" in done.stdout.splitlines()[-1]
    assert done.stderr == ""


def test_one_file_shows_places_as_the_repository_has_them(pyz: Path, tmp_path: Path) -> None:
    done = run(pyz, tmp_path, "show", "classic.cas.lost-race")
    assert re.match(r"# transcripts/classic/cas\.mct:\d+\n", done.stdout)


def test_one_file_leaves_nothing_behind(pyz: Path, tmp_path: Path) -> None:
    assert run(pyz, tmp_path, "list").returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_the_same_whenever_it_is_built(pyz: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pyz"
    subprocess.run([str(PYZ), str(again)], check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE)
    assert again.read_bytes() == pyz.read_bytes()


@pytest.mark.parametrize(("stored", "status"), [("STORED", 0), ("OK", 1)])
def test_the_action_tells_the_workflow(tmp_path: Path, stored: str, status: int) -> None:
    summary, junit = tmp_path / "summary.md", tmp_path / "junit.xml"
    done = subprocess.run(
        [str(CONFORMANCE.parent / "ci" / "action" / "run.sh")],
        cwd=tmp_path,
        env={
            **os.environ,
            "MCSPEC_TARGET": "",
            "MCSPEC_SPAWN": spawn_command("--stored", stored),
            "MCSPEC_OPTIONS": "--framing whole --case 'classic.storage.set-replaces'",
            "MCSPEC_JUNIT": str(junit),
            "GITHUB_STEP_SUMMARY": str(summary),
        },
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    last = done.stdout.splitlines()[-1]
    assert done.returncode == status
    assert last.startswith("DIFFERS" if status else "CONFORMS")
    assert summary.read_text().startswith(f"### {last}\n```\nmcspec ")
    assert junit.exists()


def test_the_action_hands_every_input_on() -> None:
    folder = CONFORMANCE.parent / "ci" / "action"
    action, script = (folder / "action.yml").read_text(), (folder / "run.sh").read_text()
    inputs = action.split("inputs:\n")[1].split("runs:\n")[0]
    for name in re.findall(r"^  ([a-z]+):$", inputs, re.MULTILINE):
        assert f"MCSPEC_{name.upper()}: ${{{{ inputs.{name} }}}}" in action
        assert f"$MCSPEC_{name.upper()}" in script


def test_every_folder_of_data_and_of_code_is_packed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "."], cwd=CONFORMANCE, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {Path(name).parts[0] for name in listed if "/" in name}
    data = folders - {"mcspec", "tests", "man"}
    code = {".".join(Path(name).parts[:-1]) for name in listed if re.match(r"mcspec/.*\.py", name)}
    settings = tomllib.loads((CONFORMANCE / "pyproject.toml").read_text())
    packages = settings["tool"]["setuptools"]["packages"]
    assert set(packages) == code | {f"mcspec.data.{folder}" for folder in data}
    assert f"DATA = {tuple(sorted(data))}".replace("'", '"') in PYZ.read_text()
