"""Runs the command line as it is, on real files."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from projections.views import Views
from service.cli import main
from service.demo.making import Wish, make
from workdomain.work import Work

UNTIL = date(2026, 3, 29)


@dataclass(frozen=True)
class Ran:
    """What came of a command line."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The objects that were printed as JSON."""
        found: list[dict[str, Any]] = json.loads(self.out)
        return found

    @property
    def id(self) -> str:
        """The id in front of what was told of a command."""
        return self.out.split()[0]


class CommandLine:
    """Types commands that work on one database."""

    def __init__(self, db: Path | str) -> None:
        self.db = db

    def __call__(self, *words: object, status: int = 0) -> Ran:
        """Run a command line, and see that it exits as it should."""
        out, err, exited = StringIO(), StringIO(), 0
        os.environ["WORKDOMAIN_DB"] = str(self.db)
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main([str(word) for word in words])
            except SystemExit as end:
                exited = end.code or 0  # type: ignore[assignment]  # we exit with numbers only
        ran = Ran(exited, out.getvalue(), err.getvalue())
        assert ran.status == status, ran
        assert "Traceback" not in ran.err
        return ran


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line on a database that is not there yet."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("WORKDOMAIN_DB", "")
    return CommandLine(tmp_path / "work.db")


@pytest.fixture
def apollo(cli: CommandLine) -> CommandLine:
    """A command line on a database with a few things in it."""
    cli("do", "person", "new", "add-person", "--name", "Ana Sousa", "--team", "Product")
    cli("do", "person", "new", "add-person", "--name", "Ben Okri")
    cli("do", "project", "new", "add-project", "--name", "Apollo", "--key", "APO")
    cli(
        "do", "work-item", "new", "add-work-item", "--title", "Draw the plan", "--project", "APO",
        "--assignees", "Ana", "--estimate", "2/4/8", "--due", "2026-12-01", "--by", "Ben",
    )  # fmt: skip
    return cli


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database, made once; nobody writes to it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make(str(path), Wish(until=UNTIL), UNTIL)
    with Work.open(path) as work, Views(work) as views:
        views.projector.catch_up()
    return path


@pytest.fixture
def demo(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line on a copy of the demo's database."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("WORKDOMAIN_DB", "")
    for file in made.parent.iterdir():
        shutil.copy(file, tmp_path)
    return CommandLine(tmp_path / made.name)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Type something into the standard input of the next command."""
    return lambda text: monkeypatch.setattr("sys.stdin", StringIO(text))
