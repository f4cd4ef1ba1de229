"""What tests of views may ask for."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.projections.office import Office

MONDAY = date(2024, 1, 1)


@pytest.fixture
def office() -> Iterator[Office]:
    """An empty office on the first Monday of 2024."""
    office = Office(":memory:", MONDAY)
    yield office
    office.close()
