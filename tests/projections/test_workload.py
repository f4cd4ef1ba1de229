"""Workload: golden vectors from other systems, and nothing that ever gets lost."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from projections.workload import Kind, Workload, workload
from tests.projections.january import FRIDAY, MONDAY, WEEK, jan, only, rows
from tests.projections.office import Office, morning
from workdomain.execution.task_life import CompleteWorkItem, SetRemainingWork
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.people.person import (
    RecordLeave,
    SetAvailability,
    SetWorkingHours,
)
from workdomain.planning.work_item import AssignWorkItem
from workdomain.values import new_id

DAY = timedelta(days=1)


def test_kanboard_2237_overlapping_tasks_add_up_day_by_day(office: Office):
    ana = office.person("Ana")
    office.item("A", ana, hours=40, start=jan(1), due=jan(10))
    office.item("B", ana, hours=48, start=jan(4), due=jan(17))
    office.item("C", ana, hours=12, start=jan(12), due=jan(19))
    found = rows(office.workload(first=jan(1), last=jan(19), period="day"))
    percent = {
        row.period: round(100 * (row.utilisation or 0), 6) for row in found if row.capacity_h
    }
    expected = {
        **dict.fromkeys([1, 2, 3], 62.5),
        **dict.fromkeys([4, 5, 8, 9, 10], 122.5),
        11: 60.0,
        **dict.fromkeys([12, 15, 16, 17], 85.0),
        **dict.fromkeys([18, 19], 25.0),
    }
    assert percent == {jan(day).isoformat(): share for day, share in expected.items()}
    assert [row.first for row in found if row.overload_h] == [jan(d) for d in (4, 5, 8, 9, 10)]


def test_runn_utilisation_is_of_effective_capacity(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    for person in (ana, ben):
        office.do(person, RecordLeave(leave=new_id(), first=FRIDAY, last=FRIDAY))
    office.item("All of it", ana, hours=32, due=FRIDAY)
    full, free = rows(office.workload(**WEEK))
    assert (full.contracted_h, full.capacity_h, full.planned_h) == (40, 32, 32)
    assert (full.utilisation, full.free_h, full.overload_h) == (1.0, 0, 0)
    assert (free.utilisation, free.free_h) == (0.0, 32)


def test_activecollab_ten_hours_over_five_days_leave_six_hours_a_day(office: Office):
    office.item("Ten hours", office.person("Ana"), hours=10, due=FRIDAY)
    days = rows(office.workload(first=MONDAY, last=FRIDAY, period="day"))
    assert [(day.planned_h, day.free_h) for day in days] == [(2, 6)] * 5


def test_an_empty_workspace_has_no_workload(office: Office):
    assert office.workload() == []


def test_four_weeks_from_this_monday_are_told_if_nothing_else_is_asked(office: Office):
    office.person("Ana")
    office.on(jan(3))
    found = rows(office.workload())
    assert [row.period for row in found] == ["2024-W01", "2024-W02", "2024-W03", "2024-W04"]
    assert (found[0].first, found[-1].last) == (MONDAY, jan(28))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"weeks": "2026-W48/2026-W51"}, date(2026, 11, 23), date(2026, 12, 20)),
        ({"weeks": "2026-W53"}, date(2026, 12, 28), date(2027, 1, 3)),
        ({"first": jan(3)}, jan(3), jan(30)),
        ({"last": jan(30)}, jan(3), jan(30)),
        ({"first": jan(3), "last": jan(3)}, jan(3), jan(3)),
    ],
)
def test_the_days_are_weeks_or_a_first_and_a_last_one(office: Office, asked, first, last):
    office.person("Ana")
    found = rows(office.workload(**asked))
    assert (found[0].first, found[-1].last) == (first, last)


@pytest.mark.parametrize(
    "asked",
    [
        {"weeks": "2026-W54"},
        {"weeks": "2026-48"},
        {"weeks": "9999-W52"},
        {"weeks": "0000-W01"},
        {"weeks": "2026-W10/2026-W09"},
        {"weeks": "2026-W10", "first": "2026-01-01"},
        {"first": "2026-01-02", "last": "2026-01-01"},
        {"first": "2026-01-01", "last": "2028-06-01"},
        {"first": "9999-12-31"},
        {"by": "year"},
        {"period": "year"},
        {"persons": "?"},
    ],
)
def test_days_that_make_no_sense_are_refused(office: Office, asked):
    with pytest.raises(ValidationError):
        office.workload(**asked)


def test_periods_are_days_weeks_or_months_cut_at_the_ends(office: Office):
    office.person("Ana")
    days: dict[str, Any] = {"first": jan(30), "last": date(2024, 2, 6)}
    daily, weeks, months = (
        [row.period for row in rows(office.workload(**days, period=length))]
        for length in ("day", "week", "month")
    )
    assert daily[:2] == ["2024-01-30", "2024-01-31"]
    assert weeks == ["2024-W05", "2024-W06"]
    assert months == ["2024-01", "2024-02"]


def test_overload_is_summed_day_by_day_and_not_made_up_for_by_a_free_day(office: Office):
    ana = office.person("Ana")
    office.item("Monday's", ana, hours=16, due=MONDAY)
    week = only(office.workload(**WEEK))
    assert (week.utilisation, week.overload_h, week.free_h) == (0.4, 8, 32)


def test_before_today_the_load_is_what_was_logged(office: Office):
    ana = office.person("Ana")
    item = office.item("Long", ana, hours=40, due=FRIDAY)
    office.on(jan(4))
    office.log(ana, item, 6, jan(2))
    office.log(ana, None, 1, jan(2))
    office.log(ana, item, 2, jan(4))
    office.do(item, SetRemainingWork(hours=10))
    days = rows(office.workload(first=MONDAY, last=FRIDAY, period="day"))
    assert [day.logged_h for day in days] == [0, 7, 0, 2, 0]
    assert [day.planned_h for day in days] == [0, 0, 0, 5, 5]
    assert [day.load_h for day in days] == [0, 7, 0, 5, 5]
    week = only(office.workload(**WEEK))
    assert (week.logged_h, week.planned_h, week.load_h) == (9, 10, 17)


def test_what_is_billable_is_told_beside_what_is_not(office: Office):
    ana = office.person("Ana", "Red")
    item = office.item("Paid", ana, project=office.project("SIT"))
    office.on(jan(4))
    office.log(ana, item, 6, MONDAY)
    office.log(ana, item, 2, jan(2))
    for day, of, minutes in ((MONDAY, None, 60), (jan(3), item, 90)):
        unpaid = LogTime(
            entry=new_id(), person=ana, day=day, minutes=minutes, item=of, billable=False
        )
        office.do(week_id(ana, day), unpaid)
    days = rows(office.workload(first=MONDAY, last=FRIDAY, period="day"))
    assert [(day.billable_h, day.not_billable_h) for day in days[:4]] == [
        (6, 1), (2, 0), (0, 1.5), (0, 0),
    ]  # fmt: skip
    for by in ("person", "team"):
        week = only(office.workload(by=by, **WEEK))
        assert (week.logged_h, week.billable_h, week.not_billable_h) == (10.5, 8, 2.5)
    site, none = rows(office.workload(by="project", **WEEK))
    assert (site.logged_h, site.billable_h, site.not_billable_h) == (9.5, 8, 1.5)
    assert (none.logged_h, none.billable_h, none.not_billable_h) == (1, 0, 1)
    assert {row.billable_h for row in office.workload() if row.kind is not Kind.PERIOD} == {None}


def test_without_known_hours_there_is_no_capacity_which_is_not_none_at_all(office: Office):
    ben = office.person("Ben", hours=None)
    office.item("Something", ben, hours=5, due=FRIDAY)
    week = only(office.workload(**WEEK))
    assert (week.capacity_h, week.contracted_h, week.utilisation) == (None, None, None)
    assert (week.free_h, week.overload_h, week.unknown_days) == (None, None, 7)
    assert week.load_h == week.planned_h == 5
    office.do(ben, SetWorkingHours(minutes=(0,) * 7, valid_from=MONDAY))
    week = only(office.workload(**WEEK))
    assert (week.capacity_h, week.contracted_h, week.utilisation) == (0, 0, None)
    assert (week.overload_h, week.unknown_days) == (5, 0)


def test_people_of_whom_nothing_is_known_are_told_of_when_they_are_named(office: Office):
    ben = office.person("Ben", hours=None)
    assert office.workload() == []
    assert [row.unknown_days for row in office.workload(person=ben)] == [7] * 4
    office.log(ben, None, 1, MONDAY)
    assert [row.logged_h for row in office.workload()] == [1, 0, 0, 0]
    assert office.workload(weeks="2024-W02") == []


def test_availability_is_the_share_that_can_be_planned(office: Office):
    ana = office.do(office.person("Ana"), SetAvailability(percent=50, valid_from=jan(3)))
    week = only(office.workload(**WEEK))
    assert (week.contracted_h, week.capacity_h) == (40, 16 + 12)
    assert office.workload(person=ana, **WEEK) == office.workload(**WEEK)


def test_work_that_is_on_no_day_of_its_own_has_rows_that_say_so(office: Office):
    ana = office.person("Ana", "Red")
    late = office.item("Late", ana, hours=3, due=jan(2))
    some_day = office.item("Some day", ana, hours=4)
    unknown = office.item("How much?", ana, due=jan(20))
    weekend = office.item("On Saturday", ana, hours=5, start=jan(6), due=jan(6))
    office.on(jan(3))
    found = office.workload(**WEEK)
    assert only(found).planned_h == 3 + 5
    for kind, hours, item, unestimated in (
        (Kind.OVERDUE, 3, late, 0),
        (Kind.UNDATED, 4, some_day, 0),
        (Kind.UNESTIMATED, 0, unknown, 1),
        (Kind.NO_WORKING_DAYS, 5, weekend, 0),
    ):
        row = only(found, kind)
        assert (row.hours, row.count, row.items) == (hours, 1, (item,))
        assert (row.unestimated, row.person, row.team) == (unestimated, ana, "Red")
        assert (row.period, row.capacity_h) == (None, None)


def test_work_that_nobody_has_is_a_row_for_each_project(office: Office):
    atlas = office.project("ATLAS")
    items = sorted([office.item("One", hours=3, project=atlas), office.item("B", project=atlas)])
    adhoc = office.item("Ad hoc", hours=2)
    nowhere, atlas_row = rows(office.workload(), Kind.UNASSIGNED)
    assert (nowhere.project, nowhere.hours, nowhere.items) == (None, 2, (adhoc,))
    assert (atlas_row.project, atlas_row.project_key) == (atlas, "ATLAS")
    assert (atlas_row.hours, atlas_row.count, atlas_row.unestimated) == (3, 2, 1)
    assert list(atlas_row.items) == items
    assert rows(office.workload(project=atlas), Kind.UNASSIGNED) == [atlas_row]
    assert rows(office.workload(team="Red"), Kind.UNASSIGNED) == []


def test_an_item_that_several_have_is_shared_in_equal_parts(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    office.item("Ours", ana, ben, hours=10, due=FRIDAY)
    assert [row.planned_h for row in rows(office.workload(**WEEK))] == [5, 5]


def test_the_alarm_names_the_days_and_the_work_that_cannot_all_fit(office: Office):
    ana = office.person("Ana")
    items = {office.item(f"Item {n}", ana, hours=10, due=jan(2)) for n in range(2)}
    easy = office.item("Later", ana, hours=8, due=jan(30))
    alarm = only(office.workload(**WEEK), Kind.ALARM)
    assert (alarm.first, alarm.last) == (MONDAY, jan(2))
    assert (alarm.forced_h, alarm.capacity_h, alarm.over_by_h) == (20, 16, 4)
    assert set(alarm.items) == items
    assert alarm.count == 2
    office.do(items.pop(), CompleteWorkItem())
    assert rows(office.workload(**WEEK), Kind.ALARM) == []
    assert easy not in alarm.items


def test_an_uneven_week_that_can_be_done_raises_no_alarm(office: Office):
    ana = office.person("Ana")
    office.item("First", ana, hours=16, start=MONDAY, due=jan(2))
    office.item("All week", ana, hours=24, start=MONDAY, due=FRIDAY)
    found = office.workload(**WEEK)
    assert (only(found).overload_h or 0) > 0
    assert rows(found, Kind.ALARM) == []


def test_alarms_are_told_for_the_days_asked_for_from_today_on(office: Office):
    ana = office.person("Ana")
    office.item("Much", ana, hours=100, due=jan(9))
    assert len(rows(office.workload(weeks="2024-W02"), Kind.ALARM)) == 1
    assert rows(office.workload(weeks="2024-W01"), Kind.ALARM) == []
    assert rows(office.workload(weeks="2024-W03"), Kind.ALARM) == []
    assert rows(office.workload(weeks="2023-W52"), Kind.ALARM) == []


def test_several_alarms_come_by_their_days(office: Office):
    ana = office.person("Ana")
    office.item("Now", ana, hours=9, start=MONDAY, due=MONDAY)
    office.item("Then", ana, hours=9, start=jan(3), due=jan(3))
    office.item("All along", ana, hours=40, start=MONDAY, due=jan(4))
    found = rows(office.workload(**WEEK), Kind.ALARM)
    assert [(row.first, row.last) for row in found] == [
        (MONDAY, MONDAY),
        (MONDAY, jan(4)),
        (jan(3), jan(3)),
    ]


def test_a_person_a_team_and_a_project_can_be_asked_for(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben", "Blue")
    cem, dia = office.person("Cem", "Red"), office.person("Dia")
    atlas = office.project("ATLAS", ana)
    office.item("Ben's", ben, hours=10, due=FRIDAY, project=atlas)
    office.item("Ben's too", ben, hours=5, due=FRIDAY)
    done = office.item("Cem's", cem, hours=1, project=atlas)
    office.log(cem, done, 1, MONDAY)
    office.do(done, CompleteWorkItem())

    def names(**asked: Any) -> list[str | None]:
        return [row.name for row in rows(office.workload(**WEEK, **asked))]

    assert names() == ["Ana", "Ben", "Cem", "Dia"]
    assert names(person=dia) == ["Dia"]
    assert names(team="Red") == ["Ana", "Cem"]
    assert names(project=atlas) == ["Ana", "Ben", "Cem"]
    assert names(project=atlas, team="Red") == ["Ana", "Cem"]
    assert names(project=atlas, person=ben, team="Red") == []
    for unknown in ({"person": new_id()}, {"project": new_id()}, {"team": "None"}):
        assert office.workload(**WEEK, **unknown) == []


def test_asked_for_a_project_people_keep_all_their_work(office: Office):
    ben = office.person("Ben")
    atlas = office.project("ATLAS")
    office.item("Of it", ben, hours=10, due=FRIDAY, project=atlas)
    office.item("Another", ben, hours=5, due=FRIDAY)
    week = only(office.workload(project=atlas, **WEEK))
    assert (week.planned_h, week.project_h, week.free_h) == (15, 10, 25)
    assert only(office.workload(**WEEK)).project_h is None


def test_rows_come_by_name_and_can_be_paged(office: Office):
    names = ["ben", "Ana", "Éva", "Cem"]
    for name in names:
        office.person(name)
    office.item("In no hands")
    found = office.workload()
    assert [row.name for row in found][::4] == ["Ana", "ben", "Cem", "Éva", None]
    orders = [workload.order(Workload(), row) for row in found]
    assert all(one < other for one, other in pairwise(orders))


def test_work_of_someone_who_is_not_known_yet_is_not_lost(office: Office):
    """Told later, in the past: an assignment from before the person was there."""
    office.on(jan(10))
    ana = office.person("Ana")
    item = office.item("Early", hours=8, due=jan(12), at=morning(jan(8)))
    office.do(item, AssignWorkItem(person=ana), at=morning(jan(8)))
    found = office.workload(valid_at=morning(jan(9)))
    assert [(row.person, row.name) for row in rows(found)][:1] == [(ana, None)]
    assert sum(row.planned_h or 0 for row in rows(found)) == 8
    assert {row.name for row in rows(office.workload())} == {"Ana"}


def test_how_full_a_period_is_has_a_word_and_the_limits_can_be_set(office: Office):
    ana = office.person("Ana")
    for hours, week in ((29, 1), (30, 8), (40, 15), (41, 22)):
        office.item("Work", ana, hours=hours, start=jan(week), due=jan(week + 4))
    bands = [row.band for row in rows(office.workload(weeks="2024-W01/2024-W04"))]
    assert bands == ["available", "normal", "full", "over"]
    asked: dict[str, Any] = {"weeks": "2024-W01/2024-W04", "normal_from": 0.7, "full_at": 0.75}
    assert [row.band for row in rows(office.workload(**asked))] == [
        "normal", "full", "over", "over",
    ]  # fmt: skip
    assert only(office.workload(weeks="2024-W01", by="team")).band == "available"
    ben = office.person("Ben", hours=None)
    assert only(office.workload(weeks="2024-W01", person=ben)).band is None
