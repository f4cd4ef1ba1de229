"""The story, told to its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.company import Clock
from tests.service.reports.story import Story, march
from workdomain.work import Work


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Story]:
    clock = Clock(march(1))
    with Work.open(tmp_path / "work.db", clock=clock) as work:
        story = Story(work, clock)
        story.begin()
        yield story
        story.views.close()


@pytest.fixture
def story(begun: Story) -> Story:
    begun.go_on()
    return begun
