"""Follow-up: for each reason, when it is told, when it is not, and who should act."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.concerns import Kind, Severity
from projections.follow_up import FollowUp, FollowUpRow, follow_up
from projections.view import When
from tests.projections.office import Office, morning
from workdomain.execution.discussion import Comment
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    SetRemainingWork,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.people.person import RecordLeave
from workdomain.planning.work_item import (
    AssignWorkItem,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    Priority,
    UnassignWorkItem,
)
from workdomain.values import new_id

DAY = timedelta(days=1)


def jan(day: int) -> date:
    return date(2024, 1, day)


def of(kind: Kind, found: Any) -> list[FollowUpRow]:
    return [row for row in found if row.kind is kind]


def only(kind: Kind, found: Any) -> FollowUpRow:
    (row,) = of(kind, found)
    return row


@pytest.fixture
def ana(office: Office) -> UUID:
    return office.person("Ana")


def test_an_empty_workspace_and_work_that_goes_well_ask_for_nothing(office: Office):
    assert office.follow_up() == []
    ana = office.person("Ana")
    office.do(office.item("Fine", ana, hours=8, due=jan(30)), StartWorkItem())
    assert office.follow_up() == []


def test_blocked_counts_from_when_it_became_so_whatever_happens_since(office: Office, ana):
    item = office.item("Floor plan", ana, due=jan(30))
    office.on(jan(3))
    office.do(item, BlockWorkItem(reason="No paper"))
    office.on(jan(8))
    office.do(item, BlockWorkItem(reason="No ink"), Comment(comment=new_id(), text="Still?"))
    row = only(Kind.BLOCKED, office.follow_up())
    assert (row.item, row.since, row.days) == (item, jan(3), 5)
    assert row.reason == "Blocked for 5 days: No ink"
    assert (row.who, row.who_ids, row.severity) == (("Ana",), (ana,), Severity.MEDIUM)
    office.on(jan(17))
    assert only(Kind.BLOCKED, office.follow_up()).severity is Severity.HIGH
    office.do(item, UnblockWorkItem())
    assert of(Kind.BLOCKED, office.follow_up()) == []


def test_overdue_is_what_was_due_before_today_and_is_open(office: Office, ana):
    item = office.item("Late", ana, hours=3, due=jan(5))
    office.on(jan(5))
    assert of(Kind.OVERDUE, office.follow_up()) == []
    office.on(jan(6))
    row = only(Kind.OVERDUE, office.follow_up())
    assert row.reason == "Was due on 2024-01-05, 1 day ago, 3.0 h remain"
    assert (row.since, row.days, row.due, row.severity) == (jan(5), 1, jan(5), Severity.HIGH)
    office.do(item, CompleteWorkItem())
    assert office.follow_up() == []


def test_due_soon_is_what_is_due_within_the_days_asked_for(office: Office, ana):
    item = office.item("Soon", ana, due=jan(8))
    row = only(Kind.DUE_SOON, office.follow_up())
    assert row.reason == "Is due in 7 days, on 2024-01-08, and not begun"
    assert (row.since, row.days, row.severity) == (None, 7, Severity.MEDIUM)
    assert office.follow_up(soon_days=6) == []
    office.on(jan(8))
    office.do(item, StartWorkItem())
    row = only(Kind.DUE_SOON, office.follow_up())
    assert (row.reason, row.severity) == ("Is due today", Severity.LOW)
    office.do(item, BlockWorkItem(reason="No ink"))
    assert only(Kind.DUE_SOON, office.follow_up()).reason == "Is due today, and blocked"
    office.do(item, CancelWorkItem(reason="No"))
    assert office.follow_up() == []


def test_stale_is_work_being_done_in_which_nothing_happens(office: Office, ana):
    item = office.do(office.item("Slow", ana), StartWorkItem())
    office.on(jan(14))
    assert office.follow_up() == []
    office.on(jan(15))
    row = only(Kind.STALE, office.follow_up())
    assert row.reason == "Is being done, but nothing has happened for 14 days"
    assert (row.since, row.days) == (jan(1), 14)
    assert office.follow_up(stale_days=15) == []
    office.log(ana, item, 1, jan(10))
    assert office.follow_up() == []
    assert only(Kind.STALE, office.follow_up(stale_days=5)).since == jan(10)


def test_work_that_was_to_be_begun_goes_stale_and_what_has_no_start_does_not(office: Office, ana):
    office.item("To begin", ana, start=jan(2))
    office.item("Some day", ana)
    office.item("Later", ana, start=jan(30))
    blocked = office.do(office.item("Blocked", ana, start=jan(2)), BlockWorkItem(reason="No"))
    office.on(jan(20))
    row = only(Kind.STALE, office.follow_up())
    assert row.reason == "Is to be begun on 2024-01-02, but nothing has happened for 19 days"
    assert row.item != blocked


def test_over_estimate_is_more_than_is_tolerated_or_more_than_all_of_it_spent(office: Office, ana):
    item = office.item("Ten", ana, hours=10)
    office.item("Unestimated", ana)
    office.log(ana, item, 1, jan(1))
    assert office.follow_up() == []
    assert only(Kind.OVER_ESTIMATE, office.follow_up(tolerance_percent=5)).over_by_h == 1
    office.log(ana, item, 1, jan(1))
    row = only(Kind.OVER_ESTIMATE, office.follow_up())
    assert row.reason == "Takes 12.0 h, not 10.0 h: 2.0 h are spent, 10.0 h remain"
    assert (row.over_by_h, row.severity, row.since, row.days) == (2, Severity.MEDIUM, None, None)
    office.do(item, SetRemainingWork(hours=0))
    assert office.follow_up() == []
    office.log(ana, item, 8.5, jan(2))
    assert only(Kind.OVER_ESTIMATE, office.follow_up()).severity is Severity.HIGH


def test_unassigned_work_is_for_the_members_of_its_project(office: Office, ana):
    ben = office.person("Ben")
    atlas = office.project("ATLAS", ana, ben)
    item = office.item("Whose?", project=atlas)
    adhoc = office.item("Whose else?", due=jan(3))
    office.on(jan(2))
    later, sooner = sorted(
        of(Kind.UNASSIGNED, office.follow_up()), key=lambda row: row.severity, reverse=False
    )
    assert (later.item, later.severity, later.project_key) == (item, Severity.LOW, "ATLAS")
    assert later.reason == "Was added 1 day ago, and nobody has it"
    assert set(later.who) == {"Ana", "Ben"}
    assert (sooner.item, sooner.severity, sooner.who) == (adhoc, Severity.MEDIUM, ())
    office.do(item, StartWorkItem())
    assert only(Kind.UNASSIGNED, office.follow_up(project=atlas)).severity is Severity.MEDIUM
    office.do(item, AssignWorkItem(person=ben))
    assert of(Kind.UNASSIGNED, office.follow_up(project=atlas)) == []


def test_the_capacity_alarm_is_for_the_person_and_names_the_first_days(office: Office, ana):
    for title in ("One", "Two"):
        office.item(title, ana, hours=10, start=jan(9), due=jan(10))
    office.do(ana, RecordLeave(leave=new_id(), first=jan(17), last=jan(17)))
    office.item("On leave", ana, hours=1, start=jan(17), due=jan(17))
    row = only(Kind.CAPACITY_ALARM, office.follow_up())
    assert row.reason == (
        "2 items ask for 20.0 h from 2024-01-09 to 2024-01-10, and there are 16.0 h; 1 more ahead"
    )
    assert (row.person, row.item, row.title, row.who_ids) == (ana, None, "Ana", (ana,))
    assert (row.since, row.due, row.days, row.over_by_h) == (jan(9), jan(10), 8, 4)
    assert row.severity is Severity.MEDIUM
    office.on(jan(2))
    assert only(Kind.CAPACITY_ALARM, office.follow_up()).severity is Severity.HIGH
    assert of(Kind.CAPACITY_ALARM, office.follow_up(alarm_days=5)) == []
    assert of(Kind.CAPACITY_ALARM, office.follow_up(alarm_days=0)) == []


def test_an_alarm_belongs_to_the_projects_whose_work_is_in_it(office: Office, ana):
    atlas, beta = office.project("ATLAS"), office.project("BETA")
    office.item("Much", ana, hours=100, due=jan(5), project=atlas)
    office.item("Later", ana, hours=1, due=jan(25), project=beta)
    (alarm,) = of(Kind.CAPACITY_ALARM, office.follow_up(project=atlas))
    assert alarm.reason.startswith("1 item asks for 100.0 h")
    assert of(Kind.CAPACITY_ALARM, office.follow_up(project=beta)) == []


def test_a_person_is_told_what_they_should_act_on(office: Office, ana):
    ben = office.person("Ben")
    office.item("Ana's", ana, hours=100, due=jan(2))
    office.item("Ben's", ben, due=jan(2))
    office.item("Whose?", project=office.project("ATLAS", ben))
    mine = office.follow_up(person=ben)
    assert [(row.title, row.kind) for row in mine] == [
        ("Ben's", Kind.DUE_SOON),
        ("Whose?", Kind.UNASSIGNED),
    ]
    assert {row.kind for row in office.follow_up(person=ana)} == {
        Kind.DUE_SOON,
        Kind.CAPACITY_ALARM,
    }
    assert office.follow_up(person=new_id()) == []
    assert office.follow_up(project=new_id()) == []


def test_reasons_can_be_picked(office: Office, ana):
    office.item("Late", hours=100, due=jan(1))
    office.on(jan(2))
    assert {row.kind for row in office.follow_up()} == {Kind.OVERDUE, Kind.UNASSIGNED}
    assert {row.kind for row in office.follow_up(kind=["overdue"])} == {Kind.OVERDUE}


def test_high_priority_makes_it_graver_and_the_gravest_comes_first(office: Office, ana):
    office.item("A usual one", ana, due=jan(3))
    pressing = office.item("Pressing", ana, due=jan(4))
    office.item("Nobody's")
    office.do(pressing, PrioritiseWorkItem(priority=Priority.URGENT))
    found = office.follow_up()
    assert [(row.title, row.severity) for row in found] == [
        ("Pressing", Severity.HIGH),
        ("A usual one", Severity.MEDIUM),
        ("Nobody's", Severity.LOW),
    ]
    orders = [follow_up.order(FollowUp(), row) for row in found]
    assert all(one < other for one, other in pairwise(orders))
    late = office.item("Late", ana, due=jan(1), priority=Priority.URGENT)
    nobody = office.item("Nobody's either", priority=Priority.HIGH)
    office.on(jan(2))
    severity = {row.item: row.severity for row in office.follow_up()}
    assert (severity[late], severity[nobody]) == (Severity.HIGH, Severity.MEDIUM)


def test_someone_who_is_not_known_yet_is_told_by_their_id(office: Office):
    office.on(jan(10))
    ana = office.person("Ana")
    item = office.item("Early", hours=8, due=jan(9), at=morning(jan(8)))
    office.do(item, AssignWorkItem(person=ana), at=morning(jan(8)))
    found = office.follow_up(valid_at=morning(jan(9)))
    assert only(Kind.DUE_SOON, found).who == (str(ana),)
    assert of(Kind.CAPACITY_ALARM, found) == []


@pytest.mark.parametrize("asked", [{"stale_days": -1}, {"soon_days": 1000}, {"kind": ["angry"]}])
def test_limits_that_make_no_sense_are_refused(office: Office, asked):
    with pytest.raises(ValidationError):
        office.follow_up(**asked)


def test_ages_are_counted_from_the_moment_asked_for(office: Office, ana):
    item = office.do(office.item("Stuck", ana), BlockWorkItem(reason="No ink"))
    office.on(jan(5))
    office.do(item, Comment(comment=new_id(), text="Hm"))
    office.on(jan(20))
    position = office.work.log.head().position
    for when, days in (
        ({}, 19),
        ({"as_of": "2024-01-03"}, 2),
        ({"valid_at": "2024-01-03T12:00:00Z"}, 2),
        ({"as_of": position}, 4),
    ):
        assert only(Kind.BLOCKED, office.follow_up(**when)).days == days


def test_a_late_correction_is_true_then_and_not_known_then(office: Office, ana):
    item = office.item("Work", ana, due=jan(3))
    office.on(jan(8))
    office.do(item, PlanWorkItemDates(start=None, due=jan(30)), at=morning(jan(2)))
    then = morning(jan(4))
    assert [row.kind for row in office.follow_up(as_of=then)] == [Kind.OVERDUE]
    assert office.follow_up(valid_at=then) == []
    (change,) = office.compare("follow-up", {}, When(as_of=then), When())
    assert change.after is None
    office.do(item, UnassignWorkItem(person=ana))
    assert [row.kind for row in office.follow_up()] == [Kind.UNASSIGNED]
