"""Allocations in workloads, alarms and capacity ahead: beside the work, and never twice."""

from typing import Any
from uuid import UUID

import pytest

from projections.alarming import tell_alarms
from projections.capacity import CapacityKind, CapacityShown
from projections.overbooking import OverbookingKind
from projections.view import When
from projections.views import Views
from projections.workload import Kind
from tests.projections.january import FRIDAY, MONDAY, WEEK, jan, only, rows
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.allocation_words import (
    AllocateTime,
    CancelAllocation,
    Clash,
    RequestAllocation,
)
from workdomain.people.person import AddSkill, RecordLeave
from workdomain.planning.deal_words import AddDeal, DealStage, LoseDeal, LostBecause
from workdomain.values import new_id


def ask(office: Office, **asked: Any) -> UUID:
    days = {"first": MONDAY, "last": FRIDAY}
    return office.do(new_id(), RequestAllocation(**{**days, **asked}))


def allocate(office: Office, clash: Clash = Clash.REFUSE, **asked: Any) -> UUID:
    return office.do(ask(office, **asked), AllocateTime(clash=clash))


def test_time_that_is_allocated_is_load_and_holds_the_work_it_is_for(office: Office):
    ana = office.person("Ana", "Red")
    atlas = office.project("ATLAS")
    allocate(office, person=ana, project=atlas, hours=20)
    week = only(office.workload(**WEEK))
    assert (week.planned_h, week.allocated_h, week.free_h) == (20, 20, 20)
    office.item("In it", ana, hours=8, due=FRIDAY, project=atlas)
    week = only(office.workload(**WEEK))
    assert (week.planned_h, week.allocated_h, week.free_h) == (20, 20, 20), "It counts once"
    office.item("Too much for it", ana, hours=22, due=FRIDAY, project=atlas)
    office.item("Something else", ana, hours=4, due=FRIDAY)
    week = only(office.workload(**WEEK))
    assert (week.planned_h, week.allocated_h) == (34, 20), "30 of Atlas and 4 of something else"
    for by, told in (("team", [34]), ("project", [30, 4])):
        assert [row.planned_h for row in rows(office.workload(**WEEK, by=by))] == told
    assert only(office.workload(**WEEK, by="team")).allocated_h == 20
    assert only(office.workload(**WEEK, project=atlas)).project_h == 30


def test_only_what_is_given_for_sure_and_still_to_come_counts(office: Office):
    ana = office.person("Ana")
    atlas = office.project("ATLAS")
    ask(office, person=ana, project=atlas, hours=10)
    gone = allocate(office, person=ana, project=atlas, hours=10)
    office.do(gone, CancelAllocation(reason="Put off"))
    allocate(office, person=ana, project=atlas, hours=10, tentative=True)
    assert only(office.workload(**WEEK)).planned_h == 0
    allocate(office, person=ana, project=atlas, hours_per_day=4)
    assert only(office.workload(**WEEK)).planned_h == 20
    office.on(jan(4))
    assert only(office.workload(**WEEK)).planned_h == 8
    office.on(jan(8))
    assert only(office.workload(**WEEK)).planned_h == 0


def test_what_is_tentative_is_weighed_by_the_chance_of_its_deal(office: Office):
    ana = office.person("Ana")
    atlas = office.project("ATLAS")
    client = office.do(new_id(), AddClient(name="Baumann"))
    deal = office.do(new_id(), AddDeal(client=client, title="Shop", stage=DealStage.PROPOSAL))
    allocate(office, person=ana, project=atlas, hours=10, tentative=True, deal=deal)

    def planned(tentative: str) -> float | None:
        return only(office.workload(**WEEK, tentative=tentative)).planned_h

    assert [planned(each) for each in ("none", "weighted", "full")] == [0, 5, 10]
    allocate(office, person=ana, project=atlas, hours=4, tentative=True)
    assert [planned(each) for each in ("none", "weighted", "full")] == [0, 9, 14]
    office.do(deal, LoseDeal(cause=LostBecause.PRICE))
    assert [planned(each) for each in ("weighted", "full")] == [4, 14]


def test_time_for_a_work_item_holds_that_item_alone(office: Office):
    ana = office.person("Ana")
    atlas = office.project("ATLAS")
    mine = office.item("Mine", ana, hours=10, due=FRIDAY, project=atlas)
    office.item("Another", ana, hours=10, due=FRIDAY, project=atlas)
    allocate(office, person=ana, item=mine, hours=16)
    week = only(office.workload(**WEEK))
    assert (week.planned_h, week.allocated_h) == (26, 16)
    by_project = only(office.workload(**WEEK, by="project"))
    assert (by_project.project, by_project.planned_h) == (atlas, 26)


def test_whoever_has_time_kept_for_a_project_works_on_it(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben", hours=None)
    atlas = office.project("ATLAS")
    item = office.item("Nobody's", project=atlas)
    allocate(office, person=ana, item=item, hours=8)
    assert rows(office.workload(**WEEK, project=atlas)) == []
    allocate(office, person=ben, project=atlas, hours=8)
    found = rows(office.workload(**WEEK, project=atlas))
    assert [(row.name, row.planned_h) for row in found] == [("Ben", 8)]


def test_what_is_allocated_is_part_of_the_alarm_with_its_name(office: Office):
    ana = office.person("Ana")
    atlas, bolt = office.project("ATLAS"), office.project("BOLT")
    time = allocate(office, person=ana, project=atlas, hours=32)
    other = office.item("Other", hours=10, project=bolt)
    allocate(office, Clash.OVERTIME, person=ana, item=other, hours=10)
    office.item("In it", ana, hours=30, due=FRIDAY, project=atlas)
    tell_alarms(office.views)
    (alarm,) = office.overbooking(ahead=1, least=9)
    assert alarm.kind is OverbookingKind.ALARM
    assert (alarm.forced_h, alarm.over_by_h, alarm.since is None) == (42, 2, False)
    assert set(alarm.work) == {
        "time kept for ATLAS (2 h)", "time kept for Other (10 h)", "In it (30 h)",
    }  # fmt: skip
    assert time in alarm.items
    (same,) = rows(office.workload(**WEEK), Kind.ALARM)
    assert (same.forced_h, same.over_by_h) == (42, 2)


def test_what_is_kept_each_day_is_told_once_with_its_hours_of_those_days(office: Office):
    ana = office.person("Ana")
    atlas = office.project("ATLAS")
    time = allocate(office, person=ana, project=atlas, hours_per_day=6, last=jan(30))
    office.item("Urgent", ana, hours=5, due=jan(2))
    tell_alarms(office.views)
    (alarm,) = (row for row in office.overbooking() if row.kind is OverbookingKind.ALARM)
    assert (alarm.first, alarm.last, alarm.over_by_h) == (MONDAY, jan(2), 1)
    assert set(alarm.work) == {"Urgent (5 h)", "time kept for ATLAS (12 h)"}
    assert len(alarm.items) == 2
    (same,) = rows(office.workload(**WEEK), Kind.ALARM)
    assert (same.count, time in same.items, len(same.items)) == (2, True, 2)
    days = rows(office.workload(first=MONDAY, last=FRIDAY, period="day", model="earliest-due"))
    assert [row.allocated_h for row in days] == [6] * 5


def test_time_that_nobody_can_work_is_told_on_its_last_day(office: Office):
    ana = office.person("Ana")
    atlas = office.project("ATLAS")
    time = allocate(office, person=ana, project=atlas, hours=8)
    office.do(ana, RecordLeave(leave=new_id(), first=MONDAY, last=FRIDAY))
    row = only(office.workload(**WEEK), Kind.NO_WORKING_DAYS)
    assert (row.hours, row.items) == (8, (time,))


def levers(found: Any, group: str | None = None, nobodys: bool = False) -> CapacityShown:
    row: CapacityShown
    (row,) = (
        r
        for r in found
        if r.kind is CapacityKind.LEVERS and r.group == group and r.nobodys is nobodys
    )
    return row


def test_time_that_is_asked_for_is_demand_on_whoever_it_is_asked_of(office: Office):
    ana = office.person("Ana", "Red")
    office.do(ana, AddSkill(skill="SQL", level=4))
    atlas = office.project("ATLAS")
    ask(office, skill="sql", level=2, project=atlas, hours=30)
    ask(office, team="Red", project=atlas, hours_per_day=2)
    ask(office, team="Green", project=atlas, percent=50)
    ask(office, person=ana, project=atlas, hours=5)
    ask(office, role="Baker", project=atlas, hours=7)
    one_week = {"weeks": "2024-W01"}
    by_skill = office.capacity(**one_week, by="skill")
    assert levers(by_skill, "SQL").requested_h == 30
    assert levers(by_skill, nobodys=True).requested_h == 10 + 20 + 5 + 7
    by_team = office.capacity(**one_week)
    assert levers(by_team, "Red").requested_h == 10 + 5
    green = levers(by_team, "Green")
    assert (green.people, green.requested_h, green.gap_h, green.add_people) == (0, 20, 20, 1)
    assert levers(by_team, nobodys=True).requested_h == 30 + 7
    whole = levers(office.capacity(**one_week, by="all"))
    assert (whole.requested_h, whole.demand_h, whole.gap_h) == (72, 72, 32)


def test_work_that_nobody_has_is_not_counted_beside_the_time_asked_for_it(office: Office):
    office.person("Ana", "Red")
    atlas = office.project("ATLAS")
    ask(office, team="Red", project=atlas, hours=30)
    office.item("In no hands", hours=20, due=FRIDAY, project=atlas)
    office.item("Of nothing", hours=3, due=FRIDAY)
    whole = levers(office.capacity(weeks="2024-W01", by="all"))
    assert (whole.requested_h, whole.unassigned_h, whole.demand_h) == (30, 3, 33)
    office.on(jan(4))
    assert levers(office.capacity(weeks="2024-W01", by="all")).requested_h == 12
    office.on(jan(8))
    assert office.capacity(team="Red")[0].requested_h == 0


def test_tentative_requests_are_weighed_as_well(office: Office):
    office.person("Ana")
    atlas = office.project("ATLAS")
    client = office.do(new_id(), AddClient(name="Baumann"))
    deal = office.do(new_id(), AddDeal(client=client, title="Shop", stage=DealStage.PROPOSAL))
    ask(office, team="Red", project=atlas, hours=30, tentative=True, deal=deal)
    for tentative, hours in (("none", 0), ("weighted", 15), ("full", 30)):
        found = office.capacity(weeks="2024-W01", by="all", tentative=tentative)
        assert levers(found).requested_h == hours


@pytest.mark.parametrize("view", ["workload", "overbooking", "capacity"])
def test_it_is_the_same_as_of_then_and_rebuilt(office: Office, view: str):
    ana = office.person("Ana")
    atlas = office.project("ATLAS")
    time = allocate(office, person=ana, project=atlas, hours=32)
    ask(office, team="Red", project=atlas, hours=30)
    office.item("Else", ana, hours=20, due=FRIDAY)
    then, before = office.clock.now, list(getattr(office, view)())
    office.on(jan(2))
    office.do(time, CancelAllocation(reason="Put off"))
    assert list(getattr(office, view)(as_of=then)) == before
    assert office.compare(view, {}, When(as_of=then), When())
    with Views(office.work) as anew:
        anew.projector.rebuild()
        anew.projector.catch_up()
        assert list(getattr(anew, view)()) == list(getattr(office, view)())
