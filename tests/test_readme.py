"""Every command of the README is run: what a newcomer types must work."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LEFT_OUT = re.compile(r"git clone|cd workdomain|make (test|check|bench|serve|setup)\b")
"""What would fetch, or run for minutes; the make targets have a test of their own."""


def commands(block: str) -> list[str]:
    """List a block's command lines: those that start with `$ `, continued after a backslash."""
    joined = block.replace("\\\n", " ")
    return [line[2:].strip() for line in joined.splitlines() if line.startswith("$ ")]


def recipe(command: str) -> str:
    """Replace `make demo` by what it runs, without setting up again."""
    if not command.startswith("make "):
        return command
    dry = subprocess.run(
        ["make", "-n", "-o", ".venv/.ready", *command.split()[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return dry.stdout.strip().replace(".venv/bin/", "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def checkout(tmp_path, data_set):
    """An empty folder that stands where a checkout would: real data sets lie beside it."""
    if "../shared/data" in README:
        (tmp_path / "shared").mkdir()
        (tmp_path / "shared" / "data").symlink_to(data_set("jira_apache").parent)
    folder = tmp_path / "workdomain"
    folder.mkdir()
    return folder


def test_every_command_of_the_readme_works_in_the_order_of_the_page(checkout):
    port = str(free_port())
    lines = [
        recipe(command).replace("8000", port)
        for block in BLOCKS
        for command in commands(block)
        if not LEFT_OUT.search(command)
    ]
    assert len(lines) > 5
    script = "\n".join(
        ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT"]
        + [f"echo {_quoted('$ ' + line)}\n{line}" for line in lines]
    )
    run = subprocess.run(
        [_found("bash"), "-c", script],
        cwd=checkout,
        env=_environment(checkout),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.mark.parametrize("target", ["setup", "demo", "serve", "test", "check", "bench"])
def test_every_make_target_that_is_named_exists(target):
    dry = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
    assert dry.returncode == 0


def test_every_make_target_of_the_readme_exists():
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z]+)", README)) <= known


def _environment(checkout: Path) -> dict[str, str]:
    """Put this Python's commands first, and the README's curl last, for machines without one."""
    path = [str(Path(sys.executable).parent), os.environ["PATH"]]
    if shutil.which("curl") is None:
        path.append(str(ROOT / "tests" / "bin"))
    return {**os.environ, "PATH": os.pathsep.join(path), "HOME": str(checkout), "COLUMNS": "160"}


def _found(program: str) -> str:
    place = shutil.which(program)
    assert place, f"{program} is needed to run the README's commands"
    return place


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "'\\''") + "'"
