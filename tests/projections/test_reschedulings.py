"""How often work was moved to another day, and how far in the end."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from projections.models.slips import Dues, replanned
from projections.reschedulings import Kind, Rescheduling
from tests.projections.office import Office
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.planning.work_item import MoveWorkItem, PlanWorkItemDates

DAY = timedelta(days=1)


def jan(day: int) -> date:
    return date(2024, 1, day)


def move(office: Office, item: UUID, *days: date | None) -> None:
    for due in days:
        office.do(item, PlanWorkItemDates(start=None, due=due))


def asked(office: Office, **params: Any) -> list[Rescheduling]:
    found: list[Rescheduling] = office.reschedulings(**params)
    return found


def test_where_nothing_is_due_nothing_is_shown(office: Office):
    office.item("Some day")
    assert asked(office) == []


def test_what_was_never_moved_has_not_slipped(office: Office):
    item = office.item("Draw", due=jan(5), kind="milestone")
    adhoc, row = asked(office)
    assert (adhoc.about, adhoc.id, adhoc.title) == (Kind.AD_HOC, None, "Work outside of projects")
    assert (adhoc.planned_items, adhoc.moved_items, adhoc.median_slip_days) == (1, 0, None)
    assert (row.id, row.kind, row.moves, row.slip_days) == (item, "milestone", 0, 0)
    assert (row.first_due, row.last_due) == (jan(5), jan(5))


def test_moves_are_counted_and_the_slip_is_from_the_first_day_to_the_last(office: Office):
    item = office.item("Draw", due=jan(5))
    move(office, item, jan(9), jan(9), jan(7))
    office.do(item, PlanWorkItemDates(start=jan(2), due=jan(7)))
    _, row = asked(office)
    assert (row.first_due, row.last_due, row.moves, row.slip_days) == (jan(5), jan(7), 2, 2)


def test_a_day_that_is_taken_back_is_no_move(office: Office):
    item = office.item("Draw")
    move(office, item, jan(5), None, jan(5), None)
    _, row = asked(office)
    assert (row.last_due, row.moves) == (jan(5), 0)
    move(office, item, jan(8), None)
    _, row = asked(office)
    assert (row.first_due, row.last_due, row.moves, row.slip_days) == (jan(5), jan(8), 1, 3)


def test_projects_sum_up_what_was_moved(office: Office):
    moon = office.project("MOON")
    items = [office.item(f"Step {n}", project=moon, due=jan(n), kind="task") for n in range(1, 6)]
    for item, days in zip(items, (0, 10, -2, 4, 0), strict=True):
        if days:
            due = jan(1 + items.index(item)) + days * DAY
            move(office, item, jan(30), due)
    project, *rows = asked(office, project=moon)
    assert (project.about, project.project_key, project.moves) == (Kind.PROJECT, "MOON", 6)
    assert (project.planned_items, project.moved_items) == (5, 3)
    assert (project.median_slip_days, project.max_slip_days) == (4.0, 10)
    assert (project.first_due, project.last_due) == (jan(1), jan(12))
    assert [row.slip_days for row in rows] == [10, 4, -2, 0, 0]
    assert len(asked(office, project=moon, moved=True)) == 4
    assert asked(office, project=moon, items=False) == [project]
    assert asked(office, kind="milestone") == []
    office.do(items[0], CompleteWorkItem())
    assert asked(office, items=False) == [project], "What is done was planned as well"


def test_what_was_moved_is_told_as_of_any_moment(office: Office):
    moon = office.project("MOON")
    item = office.item("Draw", project=moon, due=jan(5))
    office.on(jan(2))
    move(office, item, jan(9))
    office.on(jan(4))
    office.do(item, MoveWorkItem(project=None), PlanWorkItemDates(start=None, due=jan(20)))
    (_, row) = asked(office)
    assert (row.project, row.moves, row.slip_days) == (None, 2, 15)
    (_, row) = asked(office, as_of=jan(3))
    assert (row.project_key, row.moves, row.slip_days) == ("MOON", 1, 4)
    (_, row) = asked(office, as_of=jan(1))
    assert (row.moves, row.slip_days) == (0, 0)


def test_a_move_that_is_told_late_is_put_in_its_place(office: Office):
    item = office.item("Draw", due=jan(5))
    office.on(jan(4))
    move(office, item, jan(9))
    late = office.clock.now - 2 * DAY
    office.do(item, PlanWorkItemDates(start=None, due=jan(5)), at=late)
    office.on(jan(6))
    (_, row) = asked(office, valid_at=office.clock.now)
    assert (row.first_due, row.last_due, row.moves) == (jan(5), jan(9), 1)
    (_, row) = asked(office)
    assert (row.last_due, row.moves, row.slip_days) == (jan(5), 2, 0), "As it was told"


def test_items_of_a_project_that_is_not_known_yet_are_shown(office: Office):
    office.on(jan(3))
    moon = office.project("MOON")
    office.item("Draw", project=moon, due=jan(5), at=office.clock.now - DAY)
    project, _ = asked(office, valid_at=office.clock.now - DAY / 2)
    assert (project.title, project.project_key) == ("A project that is not known yet", None)


def test_the_day_is_taken_in_wherever_it_comes_from():
    assert replanned(None, None) is None
    assert replanned(None, jan(5)) == Dues(jan(5), jan(5), 0)
    assert replanned(Dues(jan(5), jan(5), 0), None) == Dues(jan(5), jan(5), 0)
