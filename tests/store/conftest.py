"""A log of each kind: what one promises, all promise."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from workdomain.store.log import Log
from workdomain.store.opening import open_log


@pytest.fixture(params=["file", "memory", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a new log, of every kind in turn."""
    if request.param == "memory":
        return ":memory:"
    return _lasting(request, tmp_path)


@pytest.fixture(params=["file", "postgres"])
def lasting_target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a new log that other processes can open too."""
    return _lasting(request, tmp_path)


@pytest.fixture
def log(target: str) -> Iterator[Log]:
    """Open a new log."""
    with closing(open_log(target)) as log:
        yield log


@pytest.fixture
def lasting_log(lasting_target: str) -> Iterator[Log]:
    """Open a new log that other processes can open too."""
    with closing(open_log(lasting_target)) as log:
        yield log


def _lasting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return str(tmp_path / "work.db")
    url: str = request.getfixturevalue("postgres_workspace")
    return url
