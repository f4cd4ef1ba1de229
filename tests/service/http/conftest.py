"""A real service on a real port, for all tests of HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings
from tests.service.http.place import Place, served


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Serve one workspace for the whole session; each test brings its own things."""
    target = str(tmp_path_factory.mktemp("service") / "work.db")
    settings = Settings(ping=0.2, wait_limit=0.5, most_body=20_000, most_feeds=2)
    with served(target, settings) as place:
        yield place


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Name a database that is this test's own."""
    return str(tmp_path / "work.db")
