"""Check-ins are published on the day they are scheduled for, in the name of their author."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from projections.publishing import publish_scheduled
from projections.views import Views
from service.ticking import tick
from tests.company import Clock
from workdomain.identification.check_in_words import DraftCheckIn, ScheduleCheckIn, Told
from workdomain.identification.goal_words import Outcome
from workdomain.identification.key_result_words import AddKeyResult
from workdomain.identification.measures import KeyResultKind
from workdomain.identification.objective_life import ActivateObjective, CloseObjective
from workdomain.identification.profile import AddObjective
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.work import Work

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANA, GROW, SALES, SAID = (UUID(int=n) for n in range(1, 5))


def do(views: Views, id: UUID, command: Command) -> None:
    views.work.do(id, command, Context(ANA, views.work.now()))


@pytest.fixture
def views() -> Iterator[Views]:
    """A check-in of Ana's that is scheduled for the sixth of March."""
    with Work.open(":memory:", clock=Clock(NOW)) as work, Views(work) as views:
        do(views, ANA, AddPerson(name="Ana"))
        period = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
        do(views, GROW, AddObjective(title="Grow", **period))
        reach = {"kind": KeyResultKind.REACH, "target": 10}
        do(views, GROW, AddKeyResult(key_result=SALES, name="Sales", **reach))
        do(views, GROW, ActivateObjective())
        told = (Told(key_result=SALES, value=5),)
        do(views, GROW, DraftCheckIn(check_in=SAID, values=told))
        do(views, GROW, ScheduleCheckIn(check_in=SAID, day=date(2026, 3, 6)))
        yield views


def later(views: Views, days: int) -> None:
    clock = views.work.clock
    assert isinstance(clock, Clock)
    clock.now += timedelta(days=days)


def test_a_check_in_waits_for_its_day_and_is_published_once(views: Views):
    later(views, 1)
    assert publish_scheduled(views) == []
    later(views, 1)
    assert [(each.check_in, each.refused) for each in publish_scheduled(views)] == [(SAID, None)]
    assert publish_scheduled(views) == []
    (row,) = views.check_ins()
    assert (row.stage, row.author, row.value) == ("published", "Ana", "5")


def test_what_is_refused_is_told_and_stands_in_the_way_of_nothing(
    views: Views, caplog: pytest.LogCaptureFixture
):
    do(views, GROW, CloseObjective(outcome=Outcome.MISSED))
    later(views, 3)
    (told,) = publish_scheduled(views)
    assert "reopen it first" in (told.refused or "")
    tick(views)
    assert "A check-in is not published" in caplog.text
