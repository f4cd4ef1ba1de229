"""The policy of timesheets as people see it, and what the clock makes of it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.timekeeping_due import keep_time
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.delegation import DelegateApprovals
from workdomain.execution.sheet_words import (
    DeclareWeekComplete,
    RecallWeek,
    RejectTime,
    SubmitWeek,
)
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    ClosePeriod,
    SetProjectTimeApprover,
    SetTimePolicy,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogCorrection
from workdomain.kernel import Command, Context
from workdomain.people.place import SetReportingLine
from workdomain.values import new_id

DAY = timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def submit(office: Office, person: UUID, day: date) -> None:
    id = week_id(person, day)
    office.work.do(id, SubmitWeek(), Context(person, office.clock.now))


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    ana, ben = office.person("Ana"), office.person("Ben")
    site = office.project("SIT")
    told: list[tuple[int, Any]] = []

    def everything(**when: Any) -> list[Any]:
        return [
            office.views.timekeeping(**when),
            office.views.my_week(person=ana, day=MONDAY, **when),
            office.views.timesheets(first=MONDAY, last=MONDAY + 6 * DAY, **when),
        ]

    def look() -> None:
        told.append((office.work.log.head().position, everything()))

    office.log(ana, office.item("Draw", project=site), 5, MONDAY)
    office.do(TIMEKEEPING, SetTimePolicy(in_sequence=True, remind_after_days=2))
    look()
    office.do(TIMEKEEPING, SetProjectTimeApprover(project=site, approver=ben))
    office.on(MONDAY + 9 * DAY)
    assert keep_time(office.views)
    look()
    office.do(TIMEKEEPING, ClosePeriod(last=MONDAY + DAY))
    look()
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in told:
            assert everything(as_of=position) == answers
        assert everything(valid_at=office.clock.now) == told[-1][1]
    office.close()


def test_the_policy_is_told_with_what_is_closed_and_who_approves(office: Office):
    (nothing,) = office.views.timekeeping()
    assert (nothing.in_sequence, nothing.closed, nothing.approvers) == (False, None, ())
    ana, site = office.person("Ana"), office.project("SIT")
    office.do(TIMEKEEPING, SetTimePolicy(own_days_back=14))
    office.do(TIMEKEEPING, ClosePeriod(last=MONDAY - DAY, grace_days=2))
    office.do(TIMEKEEPING, SetProjectTimeApprover(project=site, approver=ana))
    (told,) = office.views.timekeeping()
    assert (told.own_days_back, told.closed, told.locked) == (14, MONDAY - DAY, None)
    assert (told.locks_on, told.approvers) == (MONDAY + 2 * DAY, ("SIT: Ana",))


def test_a_week_tells_what_is_locked_and_what_is_missing(office: Office):
    ana = office.person("Ana")
    item = office.item("Draw")
    office.log(ana, item, 5, MONDAY)
    office.on(MONDAY + 2 * DAY)
    office.do(TIMEKEEPING, ClosePeriod(last=MONDAY))
    days = [row for row in office.views.my_week(person=ana) if row.kind == "day"]
    assert [row.locked for row in days] == [True, *[False] * 6]
    assert [row.missing_h for row in days] == [3, 8, *[None] * 5]
    eve = office.person("Eve", hours=None)
    unknown = [row for row in office.views.my_week(person=eve) if row.kind == "day"]
    assert {row.missing_h for row in unknown} == {None}


def test_what_corrects_locked_time_counts_where_it_is(office: Office):
    ana, item = office.person("Ana"), office.item("Draw")
    wrong = office.log(ana, item, 5, MONDAY)
    office.on(MONDAY + 2 * DAY)
    office.do(TIMEKEEPING, ClosePeriod(last=MONDAY))
    correction = LogCorrection(
        entry=new_id(), person=ana, day=MONDAY + DAY, minutes=-60, corrects=wrong,
        of_day=MONDAY, reason="Lunch",
    )  # fmt: skip
    office.do(week_id(ana, MONDAY), correction)
    (row,) = office.views.hours(first=MONDAY, last=MONDAY + 6 * DAY)
    assert (row.logged_h, row.entries) == (4, 2)
    (told,) = [r for r in office.views.history(subject=ana) if "correct" in r.text]
    assert "to correct time of 2024-01-01: Lunch" in told.text
    assert "week of 2024-01-01" in told.subject
    evidence = office.views.timesheet_evidence(person=ana, day=MONDAY)
    assert len(evidence) == 2


def test_the_clock_locks_what_is_closed(office: Office):
    office.do(TIMEKEEPING, ClosePeriod(last=MONDAY - DAY, grace_days=1))
    assert keep_time(office.views) == []
    office.on(MONDAY + DAY)
    assert [each.what for each in keep_time(office.views)] == ["lock"]
    assert keep_time(office.views) == []
    assert office.views.timekeeping()[0].locked == MONDAY - DAY


def test_time_that_nobody_answered_is_approved_or_told_of(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    office.do(ana, SetReportingLine(lead=ben, valid_from=MONDAY))
    office.do(TIMEKEEPING, SetTimePolicy(approve_after_weeks=2, escalate_after_days=5))
    office.log(ana, office.item("Draw"), 5, MONDAY)
    submit(office, ana, MONDAY)
    assert keep_time(office.views) == []
    office.on(MONDAY + 5 * DAY)
    told = [tuple(each) for each in keep_time(office.views)]
    assert told == [("escalate", ana, MONDAY)]
    (row,) = office.views.timesheets(approver=ben)
    assert (row.reminded, row.state) == (1, "submitted")
    office.on(MONDAY + 2 * WEEK)
    assert [each.what for each in keep_time(office.views)] == ["approve"]
    (row,) = office.views.timesheets(approver=ben)
    assert (row.approved_h, row.approver) == (5, "Ben")


def test_whoever_has_not_handed_in_is_reminded_once(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    office.person("Eve", hours=None)
    office.do(TIMEKEEPING, SetTimePolicy(remind_after_days=2))
    office.log(ben, office.item("Draw"), 5, MONDAY)
    office.do(week_id(ben, MONDAY), DeclareWeekComplete(person=ben, day=MONDAY))
    office.on(MONDAY + WEEK + DAY)
    due = [tuple(each) for each in keep_time(office.views)]
    assert ("remind", ana, MONDAY) not in due, "It is over for a day only"
    office.on(MONDAY + WEEK + 2 * DAY)
    due = [tuple(each) for each in keep_time(office.views)]
    assert [(who, week) for _, who, week in due if week == MONDAY] == [(ana, MONDAY)]
    assert keep_time(office.views) == []
    first = office.views.timesheets(first=MONDAY, last=MONDAY + 6 * DAY)
    assert [(row.name, row.reminded, row.state) for row in first] == [
        ("Ana", 1, "empty"),
        ("Ben", 0, "open"),
    ]


def test_time_waits_for_the_approver_of_its_project(office: Office):
    ana, dora = office.person("Ana"), office.person("Dora")
    site = office.project("SIT")
    office.log(ana, office.item("Draw", project=site), 5, MONDAY)
    office.log(ana, None, 1, MONDAY)
    submit(office, ana, MONDAY)
    assert office.views.timesheets(approver=dora) == []
    office.do(TIMEKEEPING, SetProjectTimeApprover(project=site, approver=dora))
    assert [row.name for row in office.views.timesheets(approver=dora)] == ["Ana"]
    assert office.views.timesheets(approver=ana) == []


def test_whoever_stands_in_sees_what_waits_for_them(office: Office):
    ana, ben, dora = office.person("Ana"), office.person("Ben"), office.person("Dora")
    office.do(ana, SetReportingLine(lead=ben, valid_from=MONDAY))
    office.do(dora, SetReportingLine(lead=ben, valid_from=MONDAY))
    office.log(ana, None, 1, MONDAY)
    office.log(dora, None, 1, MONDAY)
    submit(office, ana, MONDAY)
    assert office.views.timesheets(approver=dora) == []
    away = DelegateApprovals(person=dora, first=MONDAY, last=MONDAY + DAY)
    office.work.do(ben, away, Context(ben, office.clock.now))
    assert [row.name for row in office.views.timesheets(approver=dora)] == ["Ana"]
    assert len(office.views.timesheets(approver=ben)) == 2
    office.on(MONDAY + 2 * DAY)
    assert office.views.timesheets(approver=dora) == []


def test_what_waits_is_told_however_old_it_is(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    office.do(ana, SetReportingLine(lead=ben, valid_from=MONDAY))
    office.log(ana, None, 1, MONDAY)
    submit(office, ana, MONDAY)
    office.log(ana, None, 2, MONDAY + DAY)
    office.on(MONDAY + WEEK)
    office.log(ana, None, 3, MONDAY + WEEK)
    office.on(MONDAY + 20 * WEEK)
    (row,) = office.views.timesheets(approver=ben)
    assert (row.monday, row.submitted_h, row.draft_h) == (MONDAY, 1, 2)
    assert office.views.timesheets() == [row]
    assert office.views.timesheets(approver=ana) == []
    whole = office.views.timesheets(first=MONDAY, last=MONDAY + 2 * WEEK)
    assert len(whole) == 2, "Where days are given, they are what is meant"
    recent = {"first": MONDAY + 19 * WEEK, "last": MONDAY + 20 * WEEK}
    assert office.views.timesheets(**recent) == []


def test_nobody_is_reminded_of_what_was_over_before(office: Office):
    office.person("Ana")
    office.on(MONDAY + 3 * WEEK)
    office.do(TIMEKEEPING, SetTimePolicy(remind_after_days=2))
    assert keep_time(office.views) == []
    office.on(MONDAY + 4 * WEEK + 2 * DAY)
    assert [each.week for each in keep_time(office.views)] == [MONDAY + 3 * WEEK]
    office.do(TIMEKEEPING, SetTimePolicy())
    office.on(MONDAY + 6 * WEEK)
    assert keep_time(office.views) == []
    office.do(TIMEKEEPING, SetTimePolicy(remind_after_days=2))
    assert keep_time(office.views) == [], "It begins anew"


@pytest.mark.parametrize("back", [RecallWeek(), RejectTime(reason="Wrong")])
def test_what_was_given_back_is_missing_again(office: Office, back: Command):
    ana, ben = office.person("Ana"), office.person("Ben", hours=None)
    office.do(ana, SetReportingLine(lead=ben, valid_from=MONDAY))
    office.do(TIMEKEEPING, SetTimePolicy(remind_after_days=2))
    office.log(ana, None, 1, MONDAY)
    office.on(MONDAY + WEEK + 2 * DAY)
    assert [each.week for each in keep_time(office.views)] == [MONDAY]
    submit(office, ana, MONDAY)
    assert keep_time(office.views) == []
    office.work.do(week_id(ana, MONDAY), back, Context(ben, office.clock.now))
    assert [each.week for each in keep_time(office.views)] == [MONDAY]
    assert keep_time(office.views) == []


def test_time_that_is_only_partly_handed_in_is_missing(office: Office):
    ana = office.person("Ana")
    office.do(TIMEKEEPING, SetTimePolicy(remind_after_days=2))
    office.log(ana, None, 1, MONDAY)
    submit(office, ana, MONDAY)
    office.log(ana, None, 1, MONDAY)
    office.on(MONDAY + WEEK + 2 * DAY)
    assert [each.week for each in keep_time(office.views)] == [MONDAY]
