"""A revert in histories: what was taken back, in the words it was told in; and requests of many."""

from collections.abc import Iterator

import pytest

from projections.history import MOST_UNDONE
from tests.projections.test_history import ANA, ROOF, Told, story_of
from workdomain.kernel import Context
from workdomain.planning.work_item import DescribeWorkItem


@pytest.fixture
def told() -> Iterator[Told]:
    yield from story_of()


def test_a_revert_is_told_in_the_words_of_what_it_took_back(told: Told) -> None:
    started = told.rows()[3]
    assert started.command
    told.work.revert(started.command, Context(ANA, told.work.now()), reason="The wrong one")
    rows = told.rows(subject=ROOF)
    assert [row.text for row in rows[:2]] == ["put it back", "reverted (The wrong one): started it"]
    note = rows[1]
    assert (note.subject_kind, note.subject, note.subject_id) == ("work-item", "Roof", ROOF)
    assert note.correlation == note.command
    assert told.rows(subject=note.correlation) == rows[:2]
    again = told.work.revert(note.position, Context(ANA, told.work.now()))
    texts = {(row.subject, row.text) for row in told.rows(subject=again.id)}
    assert ("Roof", "started it") in texts
    assert ("a request", "took a revert back") in texts
    assert told.rows(subject=ROOF)[1].text == "reverted: put it back"


def test_a_revert_of_much_tells_some_of_it(told: Told) -> None:
    asked = [
        (ROOF, DescribeWorkItem(description=f"Tile {number}")) for number in range(MOST_UNDONE + 2)
    ]
    request = told.work.do_together(asked, Context(ANA, told.work.now()))
    assert len(told.rows(subject=request.id)) == MOST_UNDONE + 2
    told.work.revert(request.id, Context(ANA, told.work.now()))
    (note,) = [row for row in told.rows() if row.topic == "revert.reverted.v1"]
    assert note.text.endswith("Tile 19; and 2 more")
