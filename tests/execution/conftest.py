"""What tests of work under a workflow may ask for."""

import pytest

from tests.processes.reviewed import STAIRS, STAIRS_ARE_ADDED, Site


@pytest.fixture
def site() -> Site:
    """A site where the stairs are still to be built."""
    site = Site()
    site.do(STAIRS, STAIRS_ARE_ADDED)
    return site
