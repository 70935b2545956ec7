"""The manual page and --help."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from mcspec.cli import main
from servers import CONFORMANCE, DEADLINE

PAGE = (CONFORMANCE / "man" / "mcspec.1").read_text()
COMMANDS = re.findall(r"^\.Ss (.+)$", PAGE, re.MULTILINE)


def test_the_page_is_what_the_command_line_says() -> None:
    command = [sys.executable, str(CONFORMANCE.parent / "ci" / "manual.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_has_a_section(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    _, _, listed = capsys.readouterr().out.partition("subcommands:")
    assert re.findall(r"^    ([a-z-]+)\b", listed, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_help_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    usage = capsys.readouterr().out.split("\n\n")[0]
    section = PAGE.split(f"\n.Ss {command}\n")[1].split("\n.S")[0]
    told = set(re.findall(r"Fl (\S+)", section)) | {"h"}
    assert set(re.findall(r"(?<=[\[ ]-)[a-z-]+", usage)) <= told
