"""The list of work items and the board."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from projections.tables import column_type
from projections.views import Views
from tests.company import Clock
from workdomain.execution.discussion import Comment, RemoveComment
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    ReopenWorkItem,
    StartWorkItem,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime, RemoveTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, Priority, Source, TrackSource
from workdomain.values import OPERATOR
from workdomain.work import Work

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, WEB, DRAW, PAINT, PRINT = (UUID(int=n) for n in range(1, 6))


class Studio:
    """A small workspace whose clock stands still until it is moved."""

    def __init__(self, views: Views) -> None:
        self.views, self.clock = views, views.work.clock
        self.do(ANA, AddPerson(name="Ana"))
        self.do(WEB, AddProject(name="Website", key="WEB"))
        self.do(
            DRAW,
            AddWorkItem(
                title="Draw the Plan",
                project=WEB,
                assignees=(ANA,),
                estimate=Estimate.single(8),
                due=date(2026, 3, 6),
                source=Source(system="jira", key="WEB-7", status="In Review"),
            ),
        )
        self.do(PAINT, AddWorkItem(title="Paint 100%", parent=DRAW, priority=Priority.URGENT))
        self.do(PRINT, AddWorkItem(title="Print", due=date(2026, 3, 4)))

    def do(self, id: UUID, command: Command) -> None:
        self.views.work.do(id, command, Context(OPERATOR, self.clock()))

    def later(self, **delta: float) -> None:
        assert isinstance(self.clock, Clock)
        self.clock.now += timedelta(**delta)

    def titles(self, **params: object) -> list[str]:
        return [row.title for row in self.views.work_items(**params)]


@pytest.fixture
def studio() -> Iterator[Studio]:
    with Work.open(":memory:", clock=Clock(MONDAY)) as work, Views(work) as views:
        yield Studio(views)


def test_an_item_shows_what_is_known_of_it_with_names(studio: Studio):
    studio.do(
        week_id(ANA, MONDAY.date()),
        LogTime(entry=UUID(int=9), person=ANA, day=MONDAY.date(), minutes=90, item=DRAW),
    )
    studio.do(DRAW, AddDependency(predecessor=PRINT, lag_days=2))
    (row,) = studio.views.work_items(key="WEB-7")
    assert (row.key, row.status, row.state, row.assignees) == (
        "WEB-7",
        "In Review",
        "todo",
        ("Ana",),
    )
    assert (row.work_h, row.remaining_h, row.spent_h) == (8, 8, 1.5)
    assert (row.project_key, row.assignee_ids, row.predecessors) == ("WEB", (ANA,), (PRINT,))
    assert row.waits_for == ("Print (FS +2 d)",)
    (part,) = studio.views.work_items(parent=DRAW)
    assert (part.title, part.parent_title, part.work_h) == ("Paint 100%", "Draw the Plan", None)


def test_an_imported_item_carries_the_words_of_its_source(studio: Studio):
    studio.do(DRAW, TrackSource(source=Source(system="jira", key="WEB-7", status="Done")))
    (row,) = studio.views.work_items(key="WEB-7")
    assert (row.status, row.state) == ("Done", "todo")


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"project": WEB}, ["Draw the Plan"]),
        ({"person": ANA}, ["Draw the Plan"]),
        ({"state": ("doing", "done")}, []),
        ({"state": ("todo",)}, ["Print", "Draw the Plan", "Paint 100%"]),
        ({"text": "PLAN"}, ["Draw the Plan"]),
        ({"text": "web-7"}, ["Draw the Plan"]),
        ({"text": "100%"}, ["Paint 100%"]),
        ({"text": "_"}, []),
        ({"due_from": date(2026, 3, 5)}, ["Draw the Plan"]),
        ({"due_to": date(2026, 3, 5)}, ["Print"]),
        ({"ids": (PAINT,)}, ["Paint 100%"]),
        ({"changed_from": MONDAY + timedelta(hours=1)}, []),
        ({"sort": "priority"}, ["Paint 100%", "Print", "Draw the Plan"]),
        ({"sort": "title"}, ["Draw the Plan", "Paint 100%", "Print"]),
        ({"project": UUID(int=77)}, []),
    ],
)
def test_items_are_found_by_what_is_asked_of_them(
    studio: Studio, params: dict[str, object], found: list[str]
):
    assert studio.titles(**params) == found


def test_an_item_that_is_done_is_nobodys_any_more_until_it_is_reopened(studio: Studio):
    studio.do(DRAW, CompleteWorkItem())
    assert studio.titles(person=ANA) == []
    studio.do(DRAW, ReopenWorkItem(reason="A wall is missing"))
    (row,) = studio.views.work_items(person=ANA)
    assert (row.reopened, row.ended_at, row.remaining_h) == (1, None, 8)


def test_an_item_knows_when_things_happened(studio: Studio):
    studio.later(hours=1)
    studio.do(DRAW, StartWorkItem())
    studio.later(hours=1)
    studio.do(DRAW, Comment(comment=UUID(int=50), text="Nearly."))
    studio.do(DRAW, Comment(comment=UUID(int=51), text="Oops."))
    studio.do(DRAW, RemoveComment(comment=UUID(int=51)))
    studio.later(hours=1)
    studio.do(DRAW, CancelWorkItem(reason="No money"))
    (row,) = studio.views.work_items(ids=(DRAW,))
    hours = [(t - MONDAY) / timedelta(hours=1) for t in (row.started_at, row.since, row.ended_at)]
    assert hours == [1, 3, 3]
    assert (row.comments, row.reason) == (1, "No money")


def test_removed_time_is_not_spent(studio: Studio):
    week = week_id(ANA, MONDAY.date())
    day = MONDAY.date()
    studio.do(week, LogTime(entry=UUID(int=9), person=ANA, day=day, minutes=90, item=DRAW))
    before = studio.views.work.log.head().position
    studio.do(week, RemoveTime(entry=UUID(int=9), reason="Twice"))
    assert studio.views.work_items(ids=(DRAW,))[0].spent_h == 0
    assert studio.views.work_items(ids=(DRAW,), as_of=before)[0].spent_h == 1.5


def test_a_card_stands_in_the_column_of_its_state(studio: Studio):
    studio.do(PAINT, StartWorkItem())
    studio.do(PRINT, BlockWorkItem(reason="No paper"))
    studio.later(days=3)
    cards = {card.title: card for card in studio.views.board()}
    assert [cards[t].column for t in ("Draw the Plan", "Paint 100%", "Print")] == [
        "todo",
        "doing",
        "blocked",
    ]
    assert (cards["Print"].reason, cards["Print"].overdue, cards["Print"].days) == (
        "No paper",
        True,
        3,
    )
    assert [card.title for card in studio.views.board(person=ANA)] == ["Draw the Plan"]
    assert [card.title for card in studio.views.board(project=WEB)] == ["Draw the Plan"]


def test_a_card_that_is_done_leaves_the_board_after_a_while(studio: Studio):
    studio.do(PRINT, CompleteWorkItem())
    studio.later(days=10)
    assert "Print" in {card.title for card in studio.views.board()}
    assert not next(card for card in studio.views.board() if card.title == "Print").overdue
    assert "Print" not in {card.title for card in studio.views.board(ended_days=9)}


def test_a_row_holds_only_what_a_column_can():
    with pytest.raises(TypeError, match="add a coding"):
        column_type(dict[str, int])
