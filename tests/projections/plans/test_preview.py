"""What there is to do becomes a plan: who can do it, when they work, what waits for what."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from projections.plans.clock import Clock
from projections.plans.making import NoPlan
from projections.plans.needs import Wanted, wanted_of
from projections.plans.rows import RowKind
from tests.projections.office import LONG_AGO
from tests.projections.plans.workshop import Workshop, at, day
from workdomain.execution.allocation_words import AllocateTime, RequestAllocation
from workdomain.execution.schedule_words import Waiting
from workdomain.execution.task_life import BlockWorkItem, CompleteWorkItem, StartWorkItem
from workdomain.people.person import RecordLeave, SetAvailability, SetWorkingHours
from workdomain.people.place import SetRole, SetTimeZone
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.estimate import Estimate
from workdomain.planning.needs import AddNeed, NeedKind
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import AddWorkItem, Priority
from workdomain.values import new_id


def minute_past(day: int, hour: int) -> datetime:
    """Tell a moment a minute after the hour: a plan begins at the next whole minute."""
    return at(day, hour) + timedelta(minutes=1)


def test_work_is_done_one_after_the_other_by_whoever_has_it(shop: Workshop):
    shop.item("Draw", shop.ana)
    shop.item("Cut", shop.ana, priority=Priority.HIGH)
    rows = shop.preview()
    assert (rows["Cut"].start, rows["Cut"].finish) == (minute_past(0, 9), minute_past(1, 9))
    assert rows["Draw"].start == rows["Cut"].finish
    assert (rows["Draw"].waits, rows["Draw"].waits_for_title) == (Waiting.PERSON, "Cut")
    assert (rows["Draw"].waits_with, rows["Draw"].people) == ("Ana", ("Ana",))
    assert rows["Draw"].critical
    assert (rows["Draw"].kind, rows["Draw"].project_key) == (RowKind.WORK, "SIT")
    assert shop.office.views.plan_preview(project=new_id()) == []


def test_the_clock_of_a_plan_begins_on_a_whole_minute():
    nine = at(0, 9)
    assert Clock.from_moment(nine).begins == nine
    clock = Clock.from_moment(nine + timedelta(seconds=1))
    assert clock.begins == nine + timedelta(minutes=1)
    assert clock.minute(nine) == -1
    assert clock.moment(1) == nine + timedelta(minutes=2)
    assert clock.evening(day(0)) - clock.morning(day(0)) == 24 * 60


def test_nobody_works_at_night_on_leave_or_when_their_time_is_kept_elsewhere(shop: Workshop):
    office = shop.office
    office.do(shop.ana, RecordLeave(leave=new_id(), first=day(1), last=day(1)))
    other = office.project("OTH", shop.ana)
    kept = office.do(
        new_id(),
        RequestAllocation(person=shop.ana, project=other, first=day(2), last=day(2), hours=4),
    )
    office.do(kept, AllocateTime())
    own = office.do(
        new_id(),
        RequestAllocation(person=shop.ana, project=shop.site, first=day(3), last=day(3), hours=8),
    )
    office.do(own, AllocateTime())
    draw = shop.item("Draw", shop.ana, hours=24)
    rows = shop.preview(project=shop.site)
    assert rows["Draw"].finish == minute_past(
        4, 13
    )  # 8 h of Monday, 4 of Wednesday, 8 of Thursday, 4
    mine = office.do(
        new_id(),
        RequestAllocation(person=shop.ana, item=draw, first=day(4), last=day(4), hours=2),
    )
    office.do(mine, AllocateTime())
    assert shop.preview(project=shop.site)["Draw"].finish == minute_past(4, 13)


def test_hours_lie_in_the_zone_of_a_person_and_long_days_begin_early(shop: Workshop):
    shop.office.do(shop.ana, SetTimeZone(zone="Asia/Tokyo", valid_from=LONG_AGO))
    shop.office.do(shop.ben, SetWorkingHours(minutes=(16 * 60,) * 7, valid_from=day(1)))
    shop.item("Draw", shop.ana)
    shop.item("Cut", shop.ben, hours=24)
    shop.office.clock.now = at(0, 18)
    rows = shop.preview()
    assert rows["Draw"].start == at(1, 0)
    assert (rows["Cut"].start, rows["Cut"].finish) == (at(1, 8), at(2, 16))


def test_less_availability_ends_the_day_earlier(shop: Workshop):
    shop.office.do(shop.ana, SetAvailability(percent=50, valid_from=LONG_AGO))
    shop.item("Draw", shop.ana)
    assert shop.preview()["Draw"].finish == minute_past(2, 9)


def test_work_that_nobody_has_goes_to_whoever_can_do_it(shop: Workshop):
    office = shop.office
    eva = office.person("Eva")
    office.do(eva, SetRole(role="Tester", valid_from=LONG_AGO))
    paint = shop.item("Paint")
    office.do(paint, AddNeed(kind=NeedKind.SKILL, name="paint", level=2))
    test = office.item("Test", hours=8)
    office.do(test, AddNeed(kind=NeedKind.ROLE, name="tester"))
    gild = shop.item("Gild")
    office.do(gild, AddNeed(kind=NeedKind.SKILL, name="gold"))
    rows = shop.preview()
    assert rows["Paint"].people == ("Ana",)
    assert rows["Test"].people == ("Eva",)
    assert rows["Gild"].kind is RowKind.LEFT_OUT
    assert rows["Gild"].problem == "nobody has the skill and the role that it needs"


def test_work_that_nobody_has_is_shared_out_among_those_who_can_do_it(shop: Workshop):
    shop.item("One")
    shop.item("Two")
    rows = shop.preview()
    assert {rows["One"].people, rows["Two"].people} == {("Ana",), ("Ben",)}
    assert rows["One"].start == rows["Two"].start


def test_needs_are_read_as_they_are_shown():
    told = wanted_of(("skill SQL (3)", "skill Go", "role Tester", "equipment Van", "a wish"))
    assert told == Wanted((("sql", 3), ("go", 1)), ("tester",), ("van",))
    assert Wanted().is_met((), None)
    assert not Wanted(roles=("tester",)).is_met((), None)


def test_what_cannot_be_planned_is_told(shop: Workshop):
    office = shop.office
    stranger = office.person("Zoe", hours=None)
    shop.item("Draw", stranger)
    guess = shop.item("Guess", shop.ana, hours=None, due=day(4))
    done = shop.item("Nothing left", shop.ana, hours=0)
    cut = shop.item("Cut", shop.ana)
    shop.wait(cut, guess)
    shop.wait(cut, done)
    rows = shop.preview()
    assert rows["Draw"].problem == "nobody knows the working hours of whoever has it"
    assert rows["Guess"].problem == "has no estimate: say how much work it is"
    assert (rows["Guess"].due, rows["Guess"].start) == (day(4), None)
    assert rows["Nothing left"].kind is RowKind.MILESTONE
    assert rows["Cut"].start is not None


def test_three_points_are_planned_as_what_is_expected(shop: Workshop):
    spread = Estimate(optimistic=2, most_likely=4, pessimistic=12)
    add = AddWorkItem(title="Sketch", assignees=(shop.ana,), estimate=spread)
    shop.office.do(new_id(), add)
    row = shop.preview()["Sketch"]
    assert (row.start, row.finish) == (at(0, 9), at(0, 14))


def test_people_do_an_equal_part_each_at_the_same_time(shop: Workshop):
    shop.office.item(
        "Lift", shop.ana, shop.ben, project=shop.site,
    )  # fmt: skip
    lift = shop.office.do(
        new_id(),
        AddWorkItem(
            title="Carry",
            assignees=(shop.ana, shop.ben),
            estimate=Estimate(optimistic=2, most_likely=4, pessimistic=6),
        ),
    )
    shop.office.do(lift, StartWorkItem())
    rows = shop.preview()
    assert rows["Carry"].people == ("Ana", "Ben")
    assert rows["Carry"].finish == minute_past(0, 11)
    assert rows["Lift"].kind is RowKind.LEFT_OUT


def test_each_kind_of_waiting_and_its_lag(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=4)
    late = shop.item("Late", shop.ben, hours=1)
    shop.wait(late, draw, lag_days=1, lag_minutes=60)
    rows = shop.preview()
    assert rows["Late"].start == minute_past(1, 14)
    shop.wait(late, draw, lag_days=-1, kind=DependencyKind.FS)
    assert shop.preview()["Late"].start == minute_past(0, 9)
    shop.wait(late, draw, kind=DependencyKind.FF)
    assert shop.preview()["Late"].finish == shop.preview()["Draw"].finish


def test_a_parent_is_done_after_its_parts_which_wait_as_it_does(shop: Workshop):
    first = shop.item("First", shop.ana)
    whole = shop.item("Whole", shop.ben, hours=None)
    part = shop.item("Part", shop.ben, hours=2, parent=whole)
    inner = shop.item("Inner", shop.ben, hours=2, parent=part)
    shop.wait(whole, first)
    shop.wait(inner, first, kind=DependencyKind.FF)
    rows = shop.preview()
    assert rows["Part"].start is not None
    assert rows["Part"].start >= at(1, 9)
    assert rows["Whole"].kind is RowKind.MILESTONE
    assert rows["Whole"].finish == rows["Part"].finish


def test_work_under_way_goes_on_and_the_rest_of_it_comes_next(shop: Workshop):
    one, two = shop.item("One", shop.ana), shop.item("Two", shop.ana)
    shop.item("New", shop.ana, priority=Priority.URGENT)
    shop.office.do(one, StartWorkItem())
    began = shop.office.clock.now
    shop.on(1)
    shop.office.do(two, StartWorkItem())
    shop.office.do(two, BlockWorkItem(reason="Rain"))
    rows = shop.preview()
    assert rows["One"].start == began.replace(second=0)
    assert (rows["One"].waits, rows["One"].finish) == (Waiting.DONE, at(1, 17))
    assert rows["Two"].start == at(2, 9)
    assert rows["New"].start == at(3, 9)


def test_first_days_that_were_set_by_hand_stay_unless_told(shop: Workshop):
    shop.item("Pinned", shop.ana, start=day(2), due=day(1) + timedelta(days=1))
    shop.item("Past", shop.ana, start=date(2023, 12, 1))
    rows = shop.preview()
    assert (rows["Pinned"].start, rows["Pinned"].pinned) == (at(2, 9), True)
    assert rows["Pinned"].late_days == round(17 / 24 - 1, 4)
    assert rows["Past"].start == minute_past(0, 9)
    assert shop.preview(pins="free")["Pinned"].start != at(2, 9)
    later = shop.preview(pins="not-before")["Pinned"]
    assert (later.start, later.pinned) == (at(2, 9), False)


def test_days_set_by_hand_that_clash_stand_beside_the_plan(shop: Workshop):
    shop.item("One", shop.ana, start=day(2))
    shop.item("Two", shop.ana, start=day(2))
    after = shop.item("After", shop.ben)
    two = shop.office.views.work_items(text="Two")[0].id
    shop.wait(after, two)
    rows = shop.preview()
    clashing = [row for row in rows.values() if row.problem and "held" in row.problem]
    assert len(clashing) == 1
    assert {rows["One"].start, rows["Two"].start} == {at(2, 9)}
    assert rows["After"].start == at(3, 9)


@pytest.mark.parametrize("kind", list(DependencyKind))
def test_what_a_fixed_day_breaks_is_shown(shop: Workshop, kind: DependencyKind):
    draw = shop.item("Draw", shop.ana, hours=40, start=day(3))
    cut = shop.item("Cut", shop.ben, hours=4, start=day(1))
    free = shop.item("Free", shop.ben, hours=4)
    lead = shop.item("Lead", shop.ben, hours=4, start=day(2))
    gone = shop.item("Gone", shop.ben, hours=1)
    shop.wait(cut, draw, kind=kind)
    shop.wait(free, draw)
    shop.wait(lead, draw, lag_days=-30)
    shop.wait(cut, gone)
    shop.office.do(gone, CompleteWorkItem())
    rows = shop.preview()
    assert rows["Cut"].start == at(1, 9)
    assert (rows["Cut"].problem or "").startswith(f"{kind}: Draw is not ")
    assert rows["Free"].problem is rows["Lead"].problem is None
    assert f"{kind} {draw}" in rows["Cut"].after
    shop.wait(cut, draw, kind=kind, lag_days=-30)
    assert shop.preview()["Cut"].problem is None


def test_the_lag_after_work_that_is_done_is_waited_for(shop: Workshop):
    done, open_elsewhere = shop.item("Done", shop.ana), shop.office.item("Else", shop.ana, hours=1)
    cut = shop.item("Cut", shop.ben, hours=4)
    for other in (done, open_elsewhere):
        shop.wait(cut, other, lag_days=2)
    shop.office.do(done, CompleteWorkItem())
    rows = shop.preview(project=shop.site)
    assert rows["Cut"].start == at(2, 9)
    shop.wait(cut, done)
    assert shop.preview(project=shop.site)["Cut"].start == minute_past(0, 9)


def test_what_is_more_than_two_years_of_work_is_planned_further_ahead(shop: Workshop):
    shop.item("Long", shop.ana, hours=5_000)
    finish = shop.preview()["Long"].finish
    assert finish is not None
    assert finish > at(800, 0)


def test_what_nobody_has_the_time_for_is_no_plan(shop: Workshop):
    shop.office.do(shop.ana, SetWorkingHours(minutes=(1,) * 7, valid_from=LONG_AGO))
    shop.item("Paint the moon", shop.ana, hours=4_000)
    with pytest.raises(NoPlan, match="Paint the moon takes 240000 minutes, which none of Ana"):
        shop.preview()


def test_a_search_is_never_worse_and_the_same_again(shop: Workshop):
    for number in range(6):
        shop.item(f"Task {number}", shop.ana, hours=number + 1, due=day(number))
    plain, searched = shop.preview(), shop.preview(iterations=30, seed=3)

    def late(rows: object) -> float:
        assert isinstance(rows, dict)
        return sum(max(0.0, row.late_days or 0.0) for row in rows.values())

    assert late(searched) <= late(plain)
    assert searched == shop.preview(iterations=30, seed=3)


def test_milestones_are_moments(shop: Workshop):
    draw = shop.item("Draw", shop.ana)
    launch = shop.item("Launch", hours=None, shape=Shape.MILESTONE, due=day(4))
    shop.wait(launch, draw)
    row = shop.preview()["Launch"]
    assert (row.kind, row.start) == (RowKind.MILESTONE, row.finish)
    assert row.late_days is not None
    assert row.late_days < 0
    assert row.id == launch != UUID(int=0)
