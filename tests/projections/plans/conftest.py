"""What tests of plans may ask for."""

import pytest

from tests.projections.office import Office
from tests.projections.plans.workshop import Workshop


@pytest.fixture
def shop(office: Office) -> Workshop:
    """A workshop on the first Monday of 2024, at nine."""
    return Workshop(office)
