"""Equipment that work needs: plans take it into account, keep it when published, and let it go."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.plans.asked import Manner
from projections.plans.clock import Clock
from projections.plans.making import NoPlan
from projections.plans.pieces import Pieces
from projections.view import When
from tests.projections.plans.workshop import NONE, Workshop, at, day
from workdomain.execution.equipment import EquipmentIsTaken, NoSuchEquipment
from workdomain.execution.equipment_words import (
    AddEquipment,
    BookEquipment,
    KeepForPlan,
    PlannedUse,
    SetEquipmentUnits,
    TakeOutOfService,
)
from workdomain.execution.schedule_words import (
    Bar,
    ProposeSchedule,
    PublishSchedule,
    RetireSchedule,
    Use,
    Waiting,
)
from workdomain.execution.task_life import CancelWorkItem, StartWorkItem
from workdomain.planning.needs import AddNeed, NeedKind, RemoveNeed
from workdomain.planning.specification import AllowSplitting
from workdomain.planning.work_item import AssignWorkItem, PlanWorkItemDates, UnassignWorkItem
from workdomain.scheduling.plan.generate import make_plan
from workdomain.scheduling.plan.problem import (
    MissingSkill,
    Need,
    NobodyAvailable,
    Person,
    Problem,
    Task,
)
from workdomain.values import new_id
from workdomain.work import UnknownCommand

SOON = timedelta(minutes=1)


def van(shop: Workshop, units: int = 1, name: str = "Van") -> UUID:
    return shop.office.do(new_id(), AddEquipment(name=name, kind="vehicle", units=units))


def needing(shop: Workshop, title: str, who: UUID, *needs: str, hours: float = 8) -> UUID:
    item = shop.item(title, who, hours=hours)
    for name in needs or ("van",):
        shop.office.do(item, AddNeed(kind=NeedKind.EQUIPMENT, name=name))
    return item


def book(shop: Workshop, it: UUID, begin: datetime, end: datetime, **more: object) -> UUID:
    told = {"booking": new_id(), "begin": begin, "end": end, **more}
    return shop.office.do(it, BookEquipment.model_validate(told))


def bookings(shop: Workshop, **asked: object) -> list[tuple[str | None, datetime, datetime]]:
    rows = shop.office.views.equipment_bookings(first=day(0), last=day(30), **asked)
    return [(row.title, row.begin, row.end) for row in rows]


def test_two_who_need_the_only_van_use_it_one_after_the_other(shop: Workshop):
    it = van(shop)
    needing(shop, "Move", shop.ana)
    needing(shop, "Fetch", shop.ben)
    rows = shop.preview()
    assert rows["Move"].start == at(0, 9) + SOON
    assert rows["Fetch"].start == rows["Move"].finish
    assert [(row.people, row.equipment) for row in rows.values()] == [
        (("Ana",), ("Van",)),
        (("Ben",), ("Van",)),
    ]
    fetch = rows["Fetch"]
    assert (fetch.waits, fetch.waits_with) == (Waiting.EQUIPMENT, "Van")
    assert (fetch.waits_for_title, fetch.id is not None) == ("Move", True)
    steps = shop.office.views.explain(item=fetch.id)
    assert any("has Van first" in step.words for step in steps)
    shop.office.do(it, SetEquipmentUnits(units=2, valid_from=day(0)))
    both = shop.preview()
    assert both["Move"].start == both["Fetch"].start
    assert {row.equipment for row in both.values()} == {("Van",)}


def test_what_is_booked_by_hand_stays_and_work_goes_around_it(shop: Workshop):
    it = van(shop)
    move = needing(shop, "Move", shop.ana)
    book(shop, it, at(0, 8), at(1, 12), note="Trip")
    book(shop, it, at(20, 9), at(20, 10))
    row = shop.preview()["Move"]
    assert (row.start, row.waits, row.waits_with) == (at(1, 12), Waiting.EQUIPMENT, "Van")
    (step,) = shop.office.views.explain(item=move)
    assert "waits for Van, which is booked" in step.words
    shop.office.do(
        it, TakeOutOfService(outage=new_id(), first=day(1), last=day(1), reason="Brakes")
    )
    assert shop.preview()["Move"].start == at(2, 9)
    book(shop, it, at(3, 9), at(3, 10), item=move)
    row = shop.preview()["Move"]
    assert (row.equipment, row.start) == ((), at(0, 9) + SOON), "it has its own"


def test_work_that_nothing_can_be_had_for_is_left_out_with_the_reason(shop: Workshop):
    needing(shop, "Move", shop.ana)
    needing(shop, "Lift", shop.ben, "van", "vehicle")
    assert "needs van: no equipment" in (shop.preview()["Move"].problem or "")
    it = van(shop)
    rows = shop.preview()
    assert rows["Move"].problem is None
    assert "needs vehicle: no equipment" in (rows["Lift"].problem or ""), "one is not two"
    other = van(shop, name="Bus")
    assert shop.preview()["Lift"].equipment == ("Van", "Bus")
    for each in (it, other):
        shop.office.do(each, SetEquipmentUnits(units=0, valid_from=day(0)))
    assert "needs van" in (shop.preview()["Move"].problem or "")


def test_a_published_plan_keeps_what_it_uses_and_lets_it_go(shop: Workshop):
    it = van(shop)
    needing(shop, "Move", shop.ana)
    needing(shop, "Fetch", shop.ben)
    told = shop.propose()
    assert bookings(shop) == [], "a proposal keeps nothing"
    shop.office.do(told.schedule, PublishSchedule())
    rows = {row.title: row for row in shop.office.views.timeline()}
    kept = [(title, rows[title].start, rows[title].finish) for title in ("Move", "Fetch")]
    assert bookings(shop) == kept
    (shown, _) = shop.office.views.equipment_bookings(first=day(0), last=day(30))
    assert (shown.plan, shown.person, shown.too_few) == ("Plan of SIT", None, 0)
    assert rows["Move"].equipment == ("Van",)
    with pytest.raises(EquipmentIsTaken, match="0 of 1"):
        book(shop, it, at(0, 10), at(0, 11))
    other = shop.office.project("OTH", shop.ana, shop.ben)
    haul = shop.office.item("Haul", hours=4, project=other)
    shop.office.do(haul, AddNeed(kind=NeedKind.EQUIPMENT, name="Vehicle"))
    held = shop.preview(project=other)["Haul"]
    assert held.start == rows["Fetch"].finish
    before = shop.office.work.log.head().position
    shop.office.do(told.schedule, RetireSchedule(reason="Over"))
    assert bookings(shop) == []
    assert bookings(shop, as_of=before) == kept
    assert not shop.office.compare(
        "equipment-bookings", FEW, When(as_of=before), When(as_of=before)
    )
    shop.office.views.projector.rebuild()
    shop.office.views.projector.catch_up()
    assert bookings(shop) == []
    assert bookings(shop, as_of=before) == kept


FEW = {"first": str(day(0)), "last": str(day(30))}


def test_the_next_version_keeps_its_own_and_no_more(shop: Workshop):
    van(shop)
    move = needing(shop, "Move", shop.ana)
    first = shop.propose(publish=True)
    assert len(bookings(shop)) == 1
    same = shop.office.views.replan(schedule=first.schedule, buffers=NONE)
    assert same[0].moved == 0
    shop.office.do(move, PlanWorkItemDates(start=day(2), due=None))
    shop.propose(publish=True, manner=Manner.KEEP)
    assert [begin for _, begin, _ in bookings(shop)] == [at(2, 9)]
    of_all = shop.propose(publish=True, project=None)
    assert of_all.schedule != first.schedule
    assert [begin for _, begin, _ in bookings(shop)] == [at(2, 9)], "work has it once"


def test_what_was_booked_since_is_not_taken_by_publishing(shop: Workshop):
    it = van(shop)
    needing(shop, "Move", shop.ana)
    told = shop.propose()
    book(shop, it, at(0, 10), at(0, 11))
    with pytest.raises(EquipmentIsTaken, match="Of Van, 0 of 1"):
        shop.office.do(told.schedule, PublishSchedule())
    assert [row.standing for row in shop.office.views.schedules()] == ["proposed"]
    assert len(bookings(shop)) == 1
    shop.propose(publish=True)
    assert len(bookings(shop)) == 3, "before and after what was booked by hand"
    assert shop.office.views.equipment_bookings(first=day(0), last=day(30), clashes=True) == []


def test_a_plan_that_waits_for_a_van_is_kept_as_it_is(shop: Workshop):
    van(shop)
    first, then = needing(shop, "Move", shop.ana), needing(shop, "Fetch", shop.ben)
    haul = needing(shop, "Haul", shop.ben)
    told = shop.propose(publish=True)
    assert shop.office.views.replan(schedule=told.schedule, buffers=NONE)[0].moved == 0
    for item in (first, then):
        shop.office.do(item, CancelWorkItem(reason="Sold"))
    rows = shop.office.views.replan(schedule=told.schedule, buffers=NONE, everything=True)
    assert [row.id for row in rows if row.level == "item"] == [haul]


def test_pieces_can_be_had_by_whole_minutes_as_many_as_there_are(shop: Workshop):
    it, minute = van(shop), timedelta(minutes=1)
    move = needing(shop, "Move", shop.ana)
    other = needing(shop, "Fetch", shop.ben)
    shop.office.do(it, SetEquipmentUnits(units=2, valid_from=day(1)))
    book(shop, it, at(0, 10), at(0, 11) + minute / 4)
    book(shop, it, at(0, 11) + minute / 2, at(0, 12))
    with shop.office.views.reader() as reader:
        clock = Clock.from_moment(at(0, 9))
        pieces = Pieces(reader, clock, 2, {move, other})
        needs = pieces.needs(move, ["van"])
    assert needs == (Need(1, (f"{it}#1", f"{it}#2")),)
    assert [one.hours for one in pieces.people] == [((0, 60), (180, 2880)), ((15 * 60, 2880),)]


@pytest.mark.parametrize("kind", [Use, PlannedUse])
def test_what_is_used_is_used_for_some_time(kind: type[Use | PlannedUse]):
    told = {"equipment": new_id(), "item": new_id(), "start": at(0, 9), "begin": at(0, 9)}
    fields = {**told, "finish": at(0, 9), "end": at(0, 9)}
    with pytest.raises(ValidationError, match="does not lie after"):
        kind.model_validate({k: v for k, v in fields.items() if k in kind.model_fields})


def test_work_that_is_laid_aside_leaves_the_van_to_others(shop: Workshop):
    van(shop)
    move = needing(shop, "Move", shop.ana, hours=12)
    shop.office.do(move, AllowSplitting())
    call = shop.item("Call", shop.ana, hours=4)
    shop.office.do(call, PlanWorkItemDates(start=day(1), due=day(1)))
    shop.propose(publish=True)
    row = next(row for row in shop.office.views.timeline() if row.title == "Move")
    assert [(b, e) for _, b, e in bookings(shop)] == [(p.start, p.finish) for p in row.pieces]


def test_pieces_are_added_and_taken_away_in_what_if(shop: Workshop):
    it = van(shop)
    move = needing(shop, "Move", shop.ana)
    fetch = needing(shop, "Fetch", shop.ben)

    def tried(*change: str) -> dict[str, tuple[datetime | None, datetime | None]]:
        rows = shop.office.views.what_if(buffers=NONE, change=change, everything=True)
        return {row.title: (row.start_before, row.start_after) for row in rows}

    before, after = tried(f"more {it}")["Fetch"]
    assert (before, after) == (shop.preview()["Fetch"].start, shop.preview()["Move"].start)
    assert tried(f"more {it}", f"fewer {it}")["Fetch"] == (before, before)
    assert tried(f"fewer {it}")["Move"][1] is None
    new = tried("new 1 low anybody")
    assert new["New work"][1] is not None
    with pytest.raises(NoPlan, match="no equipment that work of this plan needs"):
        tried(f"more {new_id()}")
    with pytest.raises(NoPlan, match="nobody whose working hours"):
        tried(f"overtime {it} 1")
    shop.office.do(move, StartWorkItem())
    shop.office.do(fetch, PlanWorkItemDates(start=None, due=day(0)))
    ways = shop.office.views.ways_out(item=fetch)
    assert any(way.change == f"more {it}" and "more of Van" in way.words for way in ways)


def test_people_stay_people_in_workload_and_forecast(shop: Workshop):
    van(shop)
    move = needing(shop, "Move", shop.ana)
    shop.propose(publish=True)
    with_van = list(shop.office.views.workload())
    told = shop.office.views.forecast(samples=20)
    assert {(row.of, row.title) for row in told[-2:]} == {("equipment", "Van"), ("person", "Ana")}
    shop.office.do(move, RemoveNeed(kind=NeedKind.EQUIPMENT, name="van"))
    assert shop.propose(publish=True).receipt.events == 1
    assert list(shop.office.views.workload()) == with_van
    assert bookings(shop) == []


def test_two_pinned_to_one_day_with_one_van_are_told_so(shop: Workshop):
    van(shop)
    items = [needing(shop, "Move", shop.ana), needing(shop, "Fetch", shop.ben)]
    for item in items:
        shop.office.do(item, PlanWorkItemDates(start=day(2), due=None))
    problems = [row.problem for row in shop.preview().values() if row.problem]
    assert problems == [
        "the equipment that it needs is held by other work whose day was set by hand"
    ]
    shop.propose(publish=True)
    assert len(bookings(shop)) == 1


def test_of_two_that_are_under_way_with_one_van_the_later_waits(shop: Workshop):
    van(shop)
    for item in (needing(shop, "Move", shop.ana), needing(shop, "Fetch", shop.ben)):
        shop.office.do(item, StartWorkItem())
    rows = shop.preview()
    assert sorted(row.waits or "" for row in rows.values()) == ["done", "equipment"]


def test_a_plan_uses_equipment_that_is_known(shop: Workshop):
    item = shop.item("Move", shop.ana)
    use = Use(equipment=new_id(), start=at(0, 9), finish=at(0, 10))
    command = ProposeSchedule(
        name="Plan",
        begins=at(0, 9),
        position=0,
        rule="given",
        bars=(Bar(item=item, start=at(0, 9), finish=at(0, 10), uses=(use,)),),
    )
    with pytest.raises(NoSuchEquipment):
        shop.office.do(new_id(), command)
    with pytest.raises(UnknownCommand):  # only the publication of a plan asks for that
        shop.office.do(new_id(), KeepForPlan(schedule=new_id()))


def test_what_is_missing_is_named_in_words_for_equipment():
    ana, crane = Person("ana", ((0, 60),)), Person("crane", ((60, 120),))
    lift = Task("lift", 30, candidates=("ana",), also=(Need(candidates=("crane",)),))
    with pytest.raises(NobodyAvailable, match="lift takes 30 minutes together with crane, which"):
        make_plan(Problem((lift,), (ana, crane)))
    with pytest.raises(MissingSkill, match="lift takes 1 of crane besides: there are fewer"):
        make_plan(Problem((lift,), (ana,)))
    both = Task("both", 30, candidates=("ana",), also=(Need(people=3),))
    with pytest.raises(MissingSkill, match="both takes 3 of anybody besides"):
        make_plan(Problem((both,), (ana, crane)))


def test_whoever_does_it_needs_no_van_of_their_own(shop: Workshop):
    van(shop)
    item = needing(shop, "Move", shop.ana)
    shop.office.do(item, UnassignWorkItem(person=shop.ana))
    free = shop.preview()["Move"]
    assert len(free.people) == 1
    shop.office.do(item, AssignWorkItem(person=shop.ana), AssignWorkItem(person=shop.ben))
    assert (shop.preview()["Move"].people, shop.preview()["Move"].equipment) == (
        ("Ana", "Ben"),
        ("Van",),
    )
