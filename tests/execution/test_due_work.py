# ruff: noqa: DTZ001 - local times have no zone of their own
"""Whoever looks for due work, and however many do, each work item is made once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

from tests.company import Clock
from workdomain.execution.due_work import Made, materialise_due
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.planning.project import AddProject, CloseProject
from workdomain.planning.recurrence import item_of, recurrence
from workdomain.planning.recurrence_words import AddRecurrence, MaterialiseRecurrence
from workdomain.values import OPERATOR
from workdomain.work import Work

FIRST = datetime(2026, 3, 2, 9)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ROUND, REPORT, OPS = UUID(int=40), UUID(int=41), UUID(int=20)


def daily(work: Work, id: UUID = ROUND, project: UUID | None = None) -> None:
    command = AddRecurrence(
        title="Round", rule="FREQ=DAILY", zone="UTC", first=FIRST, project=project
    )
    work.do(id, command, Context(OPERATOR, datetime(2026, 3, 2, tzinfo=UTC)))


def test_what_is_due_is_made_once():
    with Work.open(":memory:", clock=Clock(NOW)) as work:
        assert materialise_due(work) == []
        daily(work)
        assert materialise_due(work) == [Made(ROUND, "Round", 3, None)]
        assert materialise_due(work) == []


def test_all_of_it_is_made_however_much_it_is():
    with Work.open(":memory:", clock=Clock(NOW + timedelta(days=300))) as work:
        daily(work)
        assert materialise_due(work) == [Made(ROUND, "Round", 303, None)]


def test_what_is_refused_stands_in_the_way_of_nothing_else():
    with Work.open(":memory:", clock=Clock(NOW)) as work:
        now = Context(OPERATOR, NOW)
        work.do(OPS, AddProject(name="Operations", key="OPS"), now)
        daily(work, ROUND, OPS)
        daily(work, REPORT)
        work.do(OPS, CloseProject(reason="Over"), now)
        first, second = materialise_due(work)
        assert (first.recurrence, first.made) == (ROUND, 0)
        assert first.refused == "Operations is closed: reopen it first"
        assert second == Made(REPORT, "Round", 3, None)
        assert materialise_due(work) == [first]


class Outrun:
    """A workspace in which somebody else is always a moment earlier."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.now = work.now
        self.before = work.state(recurrence, ROUND)

    def state(self, decider, id):
        return self.before if decider is recurrence else self.work.state(decider, id)

    def do(self, id, command, context):
        return self.work.do(id, command, context)


def test_who_comes_second_finds_it_done():
    with Work.open(":memory:", clock=Clock(NOW)) as work:
        daily(work)
        late = Outrun(work)
        assert materialise_due(work) == [Made(ROUND, "Round", 3, None)]
        assert materialise_due(late) == []


def test_several_processes_make_each_work_item_once(tmp_path: Path):
    target, clock = str(tmp_path / "work.db"), Clock(NOW + timedelta(days=30))
    with Work.open(target, clock=clock) as work:
        daily(work)
    outcomes: list[Made] = []

    def look() -> None:
        with Work.open(target, clock=clock) as work:
            outcomes.extend(materialise_due(work))

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.made for each in outcomes) == 33
    with Work.open(target, clock=clock) as work:
        added = [e.stream for e in work.events() if e.event.topic == "work-item.added.v1"]
        assert len(added) == len(set(added)) == 33


def test_an_occurrence_has_the_same_work_item_whoever_makes_it():
    with Work.open(":memory:", clock=Clock(NOW)) as work:
        daily(work)
        work.do(ROUND, MaterialiseRecurrence(), Context(OPERATOR, NOW))
        plan = work.state(work_item, item_of(ROUND, FIRST)).plan
        assert (plan.title, plan.recurrence, plan.start) == ("Round", ROUND, FIRST.date())
        assert item_of(ROUND, FIRST) == UUID("6626e876-22a4-5d81-8c2e-916e34872e29")
