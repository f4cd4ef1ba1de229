"""Every test of plans holds for the compiled loops, and for the same loops as they were written."""

from collections.abc import Iterator

import pytest

from tests.scheduling.plan.plain import uncompiled


@pytest.fixture(autouse=True, params=["compiled", "plain"])
def loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test with both."""
    if request.param == "compiled":
        yield
        return
    with uncompiled():
        yield
