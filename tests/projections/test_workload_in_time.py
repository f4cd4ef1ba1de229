"""The workload at other moments, in other numbers, and of a whole company."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from projections.view import When, compare
from projections.views import Views
from projections.workload import Kind, workload
from tests.company import Clock, Company
from tests.projections.january import FRIDAY, MONDAY, WEEK, jan, only, rows
from tests.projections.office import Office, morning
from workdomain.execution.week import week_id
from workdomain.execution.week_words import RemoveTime
from workdomain.people.person import (
    MoveToTeam,
    RecordLeave,
    RenamePerson,
)
from workdomain.planning.work_item import PlanWorkItemDates
from workdomain.values import new_id
from workdomain.work import Work

DAY = timedelta(days=1)


def test_then_is_told_as_it_was_known_and_as_it_is_known_now(office: Office):
    ana = office.person("Ana")
    office.item("Ten", ana, hours=10, due=FRIDAY)
    tuesday = morning(jan(2))
    office.on(jan(4))
    leave = RecordLeave(leave=new_id(), first=jan(3), last=jan(3))
    office.do(ana, leave, at=morning(MONDAY))
    known = only(office.workload(**WEEK, as_of=tuesday))
    true = only(office.workload(**WEEK, valid_at=tuesday))
    assert (known.capacity_h, known.utilisation) == (40, 0.25)
    assert (true.capacity_h, true.utilisation) == (32, 0.3125)


def test_a_late_correction_changes_what_was_true_and_not_what_was_known(office: Office):
    ana = office.person("Ana")
    item = office.item("Work", ana, hours=10, due=FRIDAY)
    office.on(jan(3))
    entry = office.log(ana, item, 4, jan(2))
    office.on(jan(8))
    remove = RemoveTime(entry=entry, reason="Not me")
    office.do(week_id(ana, jan(2)), remove, at=morning(jan(3)) + timedelta(minutes=1))
    thursday = morning(jan(4))
    assert only(office.workload(**WEEK, as_of=thursday)).logged_h == 4
    assert only(office.workload(**WEEK, valid_at=thursday)).logged_h == 0
    assert only(office.workload(**WEEK)).logged_h == 0


def test_two_moments_are_compared_row_by_row(office: Office):
    ana = office.person("Ana")
    item = office.item("Ten", ana, hours=10, due=FRIDAY)
    before = office.clock.now
    office.on(jan(2))
    office.do(item, PlanWorkItemDates(start=None, due=None))
    office.do(ana, MoveToTeam(team="Red"), RenamePerson(name="Anna"))
    changes = office.compare("workload", WEEK, When(as_of=before), When())
    assert [change.key[0] for change in changes] == [Kind.PERIOD, Kind.UNDATED]
    assert changes[0].fields["planned_h"] == (10, 0)
    assert changes[0].fields["team"] == (None, "Red")
    assert changes[1].before is None
    assert compare(workload, office.workload(), office.workload()) == []


def test_the_number_of_statements_does_not_depend_on_the_work(office: Office):
    def statements() -> int:
        seen: list[str] = []

        def see(*args: Any) -> None:
            seen.append(args[2])

        with office.views.reader():
            pass  # catch up
        event.listen(office.views.shelf.reader, "before_cursor_execute", see)
        office.workload()
        event.remove(office.views.shelf.reader, "before_cursor_execute", see)
        return len(seen)

    ana = office.person("Ana")
    office.item("One", ana, hours=1, due=FRIDAY)
    office.item("Of a project", project=office.project("ATLAS"))
    few = statements()
    for number in range(30):
        who = office.person(f"P{number}")
        office.log(who, office.item("More", who, hours=1, due=FRIDAY), 1, MONDAY)
    assert statements() == few <= 15


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_hour_that_remains_is_ever_left_out(seed: int):
    with Work.open(":memory:", clock=Clock()) as work, Views(work) as views:
        clock = work.clock
        assert isinstance(clock, Clock)
        company = Company(work, clock, seed)
        for _ in range(4):
            company.live(60)
            monday = clock.now.date() - clock.now.weekday() * DAY
            found = views.workload(first=monday, last=monday + 90 * DAY)
            shown = [*rows(found), *rows(found, Kind.UNDATED), *rows(found, Kind.UNASSIGNED)]
            remaining = sum(
                item.remaining_h or 0
                for item in views.work_items(state=["todo", "doing", "blocked"])
            )
            assert sum((row.planned_h or 0) + (row.hours or 0) for row in shown) == (
                pytest.approx(remaining, abs=0.05)
            )
            listed = {item for row in found if row.kind is not Kind.ALARM for item in row.items}
            unestimated = views.work_items(state=["todo", "doing", "blocked"])
            assert {item.id for item in unestimated if item.remaining_h is None} <= listed


def test_work_due_in_a_hundred_years_is_spread_over_them(office: Office):
    ana = office.person("Ana")
    office.item("Eternal", ana, hours=1_000_000, due=date(2199, 12, 31))
    week = only(office.workload(**WEEK))
    assert 100 < (week.planned_h or 0) < 120
