"""Every command of the README is run: what a newcomer types must work."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
DATA = "../shared/data"
LEFT_OUT = re.compile(r"git clone|cd workdomain|make (test|check|bench|serve|setup)\b")
"""What would fetch, or run for minutes; the make targets have a test of their own."""
PROLOGUE = f"""\
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
command -v curl >/dev/null || curl() {{ (cd '{ROOT}' && python -m tests.curl "$@"); }}
"""


def commands(block: str) -> list[str]:
    """List a block's command lines: those that start with `$ `, continued after a backslash."""
    joined = block.replace("\\\n", " ")
    return [line[2:].strip() for line in joined.splitlines() if line.startswith("$ ")]


def recipe(command: str) -> str:
    """Replace `make demo` by what it runs, without setting up again."""
    if not command.startswith("make "):
        return command
    dry = subprocess.run(
        ["make", "--no-print-directory", "-n", "-o", ".venv/.ready", *command.split()[1:]],
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


def run(blocks: list[str], folder: Path) -> None:
    """Type these blocks, one after the other, into a shell of its own."""
    port = str(free_port())
    lines = [
        recipe(command).replace("8000", port)
        for block in blocks
        for command in commands(block)
        if not LEFT_OUT.search(command)
    ]
    assert lines
    done = subprocess.run(
        [
            _found("bash"),
            "-c",
            "\n".join([PROLOGUE, *(_told_and_run(each, port) for each in lines)]),
        ],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_command_of_the_readme_works_in_the_order_of_the_page(tmp_path):
    run([block for block in BLOCKS if DATA not in block], tmp_path)


def test_every_command_of_the_readme_about_real_data_works(tmp_path, data_set):
    folder = tmp_path / "workdomain"
    folder.mkdir()
    place = folder / DATA
    place.parent.mkdir()
    place.symlink_to(data_set("jira_apache").parent)
    run([block for block in BLOCKS if DATA in block], folder)


@pytest.mark.parametrize("example", PYTHON)
def test_every_python_example_of_the_readme_works(example, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("target", ["setup", "demo", "serve", "test", "check", "bench"])
def test_every_make_target_that_is_named_exists(target):
    dry = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
    assert dry.returncode == 0


def test_every_make_target_of_the_readme_exists():
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z]+)", README)) <= known


def _environment(home: Path) -> dict[str, str]:
    """Put this Python's commands first, as in an activated `.venv`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "HOME": str(home), "COLUMNS": "160"}


def _found(program: str) -> str:
    place = shutil.which(program)
    assert place, f"{program} is needed to run the README's commands"
    return place


def _told_and_run(line: str, port: str) -> str:
    """Show a command and run it; what is sent to the background must answer before the next."""
    waited = f"until (: </dev/tcp/127.0.0.1/{port}) 2>/dev/null; do sleep 0.1; done"
    return "\n".join([f"echo {quote('$ ' + line)}", line, *([waited] * line.endswith("&"))])
