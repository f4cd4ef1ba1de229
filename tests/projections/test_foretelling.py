"""What would happen, in words: also of things that are not there yet."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from projections.foretelling import foretold
from tests.projections.test_history import ANA, APOLLO, BEN, ROOF, Told, story_of
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.work_item import AddWorkItem, AssignWorkItem
from workdomain.values import new_id


@pytest.fixture
def told() -> Iterator[Told]:
    yield from story_of()


def test_what_would_happen_is_told_as_a_history_would(told: Told) -> None:
    item, eve = new_id(), new_id()
    asked: list[tuple[UUID, Command]] = [
        (eve, AddPerson(name="Eve")),
        (item, AddWorkItem(title="Door", project=APOLLO, parent=ROOF)),
        (item, AssignWorkItem(person=eve)),
        (ROOF, AssignWorkItem(person=BEN)),
    ]
    seen = told.work.do_together(asked, Context(ANA, told.work.now()), preview=True)
    with told.views.reader() as reader:
        rows = foretold(reader, seen.events)
    assert [(row.subject, row.text) for row in rows] == [
        ("Eve", "added Eve"),
        ("Door", "added Door to APOLLO, a part of Roof"),
        ("Roof", "made Door a part of it"),
        ("Door", "assigned it to Eve"),
        ("APOLLO", "made Eve a member"),
    ]
    assert {row.position for row in rows} == {0}
