"""What every test may ask for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the code."""
settings.register_profile("ci", UNHURRIED, derandomize=True)
settings.register_profile("here", UNHURRIED)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def data_set() -> Callable[[str], Path]:
    """Find a set of real data: `data_set("jira_apache")`.

    The sets lie in the folder that WORKDOMAIN_DATA names. Where there are none, tests of them are
    left out; under CI they fail, so that nobody takes a left-out test for a passed one.
    """
    root = Path(os.environ.get("WORKDOMAIN_DATA", Path(__file__).parents[2] / "shared" / "data"))

    def find(name: str) -> Path:
        folder = root / name
        if not folder.is_dir():
            absent = f"no data set {name} in {root}; WORKDOMAIN_DATA names the folder of the sets"
            if os.environ.get("CI"):
                pytest.fail(absent)
            pytest.skip(absent)
        return folder

    return find
