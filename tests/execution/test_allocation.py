"""Time of people is kept for work, and no more of it than there is."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, World, given
from workdomain.execution.allocation import (
    AllocationExists,
    DoesNotFit,
    NobodyNamed,
    NoSuchAllocation,
    NotInThisState,
    NoWorkingDays,
    allocation,
)
from workdomain.execution.allocation_words import (
    AllocateTime,
    AllocationCancelled,
    AllocationChanged,
    AllocationConfirmed,
    AllocationMadeTentative,
    AllocationRejected,
    AllocationReleased,
    AllocationReopened,
    AllocationRequested,
    AllocationWaits,
    Amount,
    CancelAllocation,
    ChangeAllocation,
    Clash,
    ConfirmAllocation,
    EndAllocation,
    MakeAllocationTentative,
    RejectAllocation,
    ReleaseAllocation,
    ReopenAllocation,
    RequestAllocation,
    TimeAllocated,
)
from workdomain.execution.bookings import Booking, bookings
from workdomain.execution.room import linked
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.people.person import (
    LeaveRecorded,
    NoSuchPerson,
    PersonAdded,
    WorkingHoursSet,
    person,
)
from workdomain.people.place import WorkCalendarSet
from workdomain.people.work_calendar import DayOffAdded, WorkCalendarAdded, work_calendar
from workdomain.planning.deal import NoSuchDeal
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

APOLLO, DRAW, CALENDAR, OTHER = (UUID(int=20 + n) for n in range(4))
MON = date(2026, 3, 2)
FRI, NEXT_FRI = MON + timedelta(days=4), MON + timedelta(days=11)
HOURS = WorkingHoursSet(minutes=(480, 480, 480, 480, 480, 0, 0), valid_from=date(2026, 1, 1))
WEEK: dict[str, Any] = {"first": MON, "last": FRI}


def somebody(name: str, *past: Any) -> Any:
    return given(person, PersonAdded(name=name), HOURS, *past)


SEEN = {
    ANA: somebody("Ana"),
    BEN: somebody("Ben"),
    APOLLO: given(project, ProjectAdded(name="Apollo", key="APO")),
    DRAW: given(work_item, WorkItemAdded(title="Draw")),
}


def world() -> World:
    return given(project, seeing=SEEN).world(UUID(int=98))


def request(**told: Any) -> RequestAllocation:
    if not {"role", "skill", "team", "person"} & told.keys():
        told["person"] = ANA
    if "item" not in told:
        told.setdefault("project", APOLLO)
    if not {"hours", "hours_per_day", "percent"} & told.keys():
        told["hours"] = 16
    return RequestAllocation.model_validate({**WEEK, **told})


def asked(world: World, id: UUID = ITSELF, **told: Any) -> World:
    world.ask(allocation, id, request(**told))
    return world


def kept(world: World, who: UUID = ANA) -> dict[UUID, Booking]:
    return dict(world.look(bookings, who).kept)


def test_time_is_asked_for_of_somebody_or_of_whoever_fits():
    (told,) = world().ask(allocation, ITSELF, request(skill="Ink", level=3, hours_per_day=4))
    assert isinstance(told, AllocationRequested)
    assert (told.skill, told.level, str(told.amount)) == ("Ink", 3, "4 h a day")
    with pytest.raises(AllocationExists):
        asked(asked(world()))
    for wrong, rule_ in (
        ({"person": UUID(int=9)}, NoSuchPerson),
        ({"project": UUID(int=9)}, NoSuchProject),
        ({"item": UUID(int=9)}, NoSuchWorkItem),
        ({"deal": UUID(int=9)}, NoSuchDeal),
    ):
        with pytest.raises(rule_):
            asked(world(), **wrong)
    assert asked(world(), item=DRAW).look(allocation, ITSELF).item == DRAW


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": 5, "percent": 50},
        {"hours": None},
        {"hours": 0},
        {"hours": 5_001},
        {"hours_per_day": 25, "hours": None},
        {"last": MON - timedelta(days=1)},
        {"person": None},
        {"team": "Design"},
        {"item": str(DRAW)},
        {"project": None},
        {"level": 6},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_no_command(wrong: dict[str, Any]):
    told = {**WEEK, "person": ANA, "project": APOLLO, "hours": 5, **wrong}
    with pytest.raises(ValidationError):
        RequestAllocation.model_validate(told)


@pytest.mark.parametrize(
    ("amount", "minutes", "per_day", "words"),
    [
        ({"hours": 16}, 960, 192, "16 h"),
        ({"hours_per_day": 1.5}, 450, 90, "1.5 h a day"),
        ({"percent": 50}, 1200, 240, "50 %"),
    ],
    ids=str,
)
def test_time_that_is_there_is_kept(amount: dict[str, Any], minutes: int, per_day: int, words: str):
    here = asked(world(), **amount)
    given_ = here.ask(allocation, ITSELF, AllocateTime())
    assert given_ == [
        TimeAllocated(person=ANA, minutes=minutes, minutes_per_day=per_day, overtime=None)
    ]
    daily = None if "hours" in amount else per_day
    assert kept(here) == {ITSELF: Booking(MON, FRI, minutes, daily, tentative=False)}
    assert here.ask(allocation, ITSELF, AllocateTime()) == []
    assert here.look(project, APOLLO).members == {ANA}
    assert str(Amount(**amount)) == words


def test_leave_and_days_off_are_no_days_to_allocate():
    leave = LeaveRecorded(leave=OTHER, first=MON, last=MON, kind="vacation")
    on = WorkCalendarSet(calendar=CALENDAR, valid_from=date(2026, 1, 1))
    off = given(work_calendar, WorkCalendarAdded(name="Us"), DayOffAdded(day=FRI, name="Fair"))
    no_more = WorkCalendarSet(calendar=None, valid_from=date(2026, 6, 1))
    seen = {**SEEN, ANA: somebody("Ana", leave, on, no_more), CALENDAR: off}
    here = asked(given(project, seeing=seen).world(UUID(int=98)), hours_per_day=8)
    (told,) = here.ask(allocation, ITSELF, AllocateTime())
    assert isinstance(told, TimeAllocated)
    assert told.minutes == 3 * 480
    with pytest.raises(NoWorkingDays):
        asked(here, OTHER, first=MON, last=MON).ask(allocation, OTHER, AllocateTime())


def test_what_does_not_fit_is_refused_waits_or_is_overtime():
    here = asked(world(), hours=40)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER, first=MON, last=NEXT_FRI, hours=41)
    with pytest.raises(DoesNotFit, match="too much by 1 h from 2026-03-02 to 2026-03-13"):
        here.ask(allocation, OTHER, AllocateTime())
    waits = here.ask(allocation, OTHER, AllocateTime(clash=Clash.WAIT))
    assert waits == [AllocationWaits(person=ANA, first=MON, last=NEXT_FRI, over_minutes=60)]
    assert kept(here).keys() == {ITSELF}
    over = here.ask(allocation, OTHER, AllocateTime(clash=Clash.OVERTIME))
    assert over == [TimeAllocated(person=ANA, minutes=2460, minutes_per_day=246, overtime=60)]
    assert kept(here).keys() == {ITSELF, OTHER}


def test_hours_of_a_day_are_kept_on_that_day():
    here = asked(world(), last=NEXT_FRI, percent=50)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER, hours_per_day=5)
    with pytest.raises(DoesNotFit, match="too much by 5 h from 2026-03-02 to 2026-03-06"):
        here.ask(allocation, OTHER, AllocateTime())
    late = UUID(int=97)
    asked(here, late, hours=21).ask(allocation, late, AllocateTime(clash=Clash.WAIT))
    assert here.told(allocation, late)[1:] == [
        AllocationWaits(person=ANA, first=MON, last=FRI, over_minutes=60)
    ]


def test_hours_of_a_day_leave_room_for_what_was_promised():
    here = asked(world(), hours=24)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER, hours_per_day=4)
    with pytest.raises(DoesNotFit, match="too much by 4 h"):
        here.ask(allocation, OTHER, AllocateTime())


def test_only_time_that_is_linked_to_these_days_is_looked_at():
    day = timedelta(days=1)
    own = Booking(MON, MON + day, 60, None, tentative=False)
    beside, behind, apart = (UUID(int=300 + n) for n in range(3))
    kept = {
        apart: Booking(MON - 30 * day, MON - 20 * day, 9_000, None, tentative=False),
        behind: Booking(MON - 9 * day, MON - 4 * day, 60, None, tentative=False),
        beside: Booking(MON - 4 * day, MON, 60, None, tentative=False),
    }
    assert linked(own, kept).keys() == {beside, behind}
    assert linked(own, {apart: kept[apart]}) == {}


def test_what_waits_is_allocated_when_there_is_room():
    here = asked(world(), hours=40)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER).ask(allocation, OTHER, AllocateTime(clash=Clash.WAIT))
    assert here.ask(allocation, OTHER, AllocateTime(clash=Clash.WAIT)) == [], "It waits on"
    released = here.ask(allocation, ITSELF, ReleaseAllocation(reason="Ill"))
    assert released == [AllocationReleased(reason="Ill")]
    assert kept(here).keys() == {OTHER}, "It was next"
    assert isinstance(here.told(allocation, OTHER)[-1], TimeAllocated)
    assert here.look(bookings, ANA).waiting == ()


def test_what_waits_longest_is_served_first_and_the_others_as_far_as_there_is_room():
    here = asked(world(), hours=40)
    here.ask(allocation, ITSELF, AllocateTime())
    one, two, three = (UUID(int=300 + n) for n in range(3))
    for id, hours in ((one, 30), (two, 20), (three, 10)):
        asked(here, id, hours=hours).ask(allocation, id, AllocateTime(clash=Clash.WAIT))
    assert here.look(bookings, ANA).waiting == (one, two, three)
    here.ask(allocation, ITSELF, CancelAllocation(reason="Over"))
    assert kept(here).keys() == {one, three}, "The second has no room beside the first"
    assert here.look(bookings, ANA).waiting == (two,)
    here.ask(allocation, one, EndAllocation(last=MON))
    assert kept(here).keys() == {one, two, three}


def test_what_waits_no_longer_is_not_served():
    here = asked(world(), hours=40)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER, hours=40).ask(allocation, OTHER, AllocateTime(clash=Clash.WAIT))
    here.ask(allocation, OTHER, CancelAllocation(reason="Bought elsewhere"))
    assert here.look(bookings, ANA).waiting == ()
    here.ask(allocation, ITSELF, CancelAllocation(reason="Over"))
    assert kept(here) == {}


def test_what_is_made_too_much_waits_and_lets_others_in():
    here = asked(world(), hours=30)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER, hours=20).ask(allocation, OTHER, AllocateTime(clash=Clash.WAIT))
    more = ChangeAllocation(**WEEK, hours=50, clash=Clash.WAIT)
    here.ask(allocation, ITSELF, more)
    assert kept(here).keys() == {OTHER}
    assert here.look(bookings, ANA).waiting == (ITSELF,)


def test_what_is_tentative_keeps_nobody_from_the_time():
    here = asked(world(), hours=40, tentative=True)
    here.ask(allocation, ITSELF, AllocateTime())
    asked(here, OTHER, hours=40).ask(allocation, OTHER, AllocateTime())
    with pytest.raises(DoesNotFit):
        here.ask(allocation, ITSELF, ConfirmAllocation())
    sure = here.ask(allocation, ITSELF, ConfirmAllocation(clash=Clash.OVERTIME))
    given_ = TimeAllocated(person=ANA, minutes=2400, minutes_per_day=480, overtime=2400)
    assert sure == [AllocationConfirmed(), given_]
    assert here.ask(allocation, ITSELF, ConfirmAllocation()) == []
    unsure = here.ask(allocation, ITSELF, MakeAllocationTentative())
    assert unsure == [AllocationMadeTentative()]
    assert kept(here)[ITSELF].tentative
    assert here.ask(allocation, ITSELF, MakeAllocationTentative()) == []


def test_to_confirm_what_is_not_kept_takes_no_time():
    here = asked(world(), tentative=True)
    assert here.ask(allocation, ITSELF, ConfirmAllocation()) == [AllocationConfirmed()]
    assert kept(here) == {}


def test_somebody_who_was_looked_for_is_named_when_time_is_given():
    here = asked(world(), skill="Ink")
    with pytest.raises(NobodyNamed, match="candidates"):
        here.ask(allocation, ITSELF, AllocateTime())
    with pytest.raises(NoSuchPerson):
        here.ask(allocation, ITSELF, AllocateTime(person=UUID(int=9)))
    here.ask(allocation, ITSELF, AllocateTime(person=BEN))
    assert kept(here, BEN).keys() == {ITSELF}
    here.ask(allocation, ITSELF, AllocateTime(person=ANA))
    assert kept(here, BEN) == {}
    assert kept(here).keys() == {ITSELF}
    here.ask(allocation, ITSELF, ReleaseAllocation(reason="Ill"))
    assert here.look(allocation, ITSELF).person is None


def test_other_days_or_another_amount_are_tried_anew():
    here = asked(world())
    longer = ChangeAllocation(first=MON, last=NEXT_FRI, hours_per_day=4)
    changed = AllocationChanged(first=MON, last=NEXT_FRI, amount=Amount(hours_per_day=4))
    assert here.ask(allocation, ITSELF, longer) == [changed]
    assert kept(here) == {}
    here.ask(allocation, ITSELF, AllocateTime())
    assert kept(here)[ITSELF].minutes == 10 * 240
    assert here.ask(allocation, ITSELF, longer) == []
    more = ChangeAllocation(first=MON, last=FRI, hours=41)
    with pytest.raises(DoesNotFit):
        here.ask(allocation, ITSELF, more)
    waits = here.ask(allocation, ITSELF, more.model_copy(update={"clash": Clash.WAIT}))
    assert [type(each) for each in waits] == [AllocationChanged, AllocationWaits]
    assert kept(here) == {}


def test_an_allocation_ends_earlier_with_as_much_on_each_day():
    here = asked(world(), hours=40, last=NEXT_FRI)
    here.ask(allocation, ITSELF, AllocateTime())
    here.ask(allocation, ITSELF, EndAllocation(last=FRI))
    assert kept(here)[ITSELF] == Booking(MON, FRI, 1200, 240, tentative=False)
    with pytest.raises(NoWorkingDays, match="cannot end before"):
        here.ask(allocation, ITSELF, EndAllocation(last=MON - timedelta(days=1)))
    still = asked(world(), hours=40)
    still.ask(allocation, ITSELF, EndAllocation(last=NEXT_FRI))
    assert str(still.look(allocation, ITSELF).amount) == "40 h"


def test_hours_nobody_knows_are_judged_by_nobody():
    here = world()
    here.put(person, OTHER, PersonAdded(name="Eve"))
    asked(here, person=OTHER, percent=100)
    (told,) = here.ask(allocation, ITSELF, AllocateTime())
    assert told == TimeAllocated(person=OTHER, minutes=2400, minutes_per_day=480, overtime=None)
    late = UUID(int=97)
    asked(here, late, person=OTHER, hours=400).ask(allocation, late, AllocateTime())


@pytest.mark.parametrize(
    ("command", "event", "free"),
    [
        (CancelAllocation(reason="No"), AllocationCancelled(reason="No"), True),
        (ReleaseAllocation(reason="No"), AllocationReleased(reason="No"), True),
    ],
    ids=lambda it: type(it).__name__,
)
def test_time_that_is_let_go_is_free_again(command: Command, event: Any, free: bool):
    here = asked(world())
    here.ask(allocation, ITSELF, AllocateTime())
    assert here.ask(allocation, ITSELF, command) == [event]
    assert (kept(here) == {}) is free


def test_each_state_leads_to_some_others():
    here = asked(world())
    with pytest.raises(NotInThisState, match="requested"):
        here.ask(allocation, ITSELF, ReleaseAllocation(reason="No"))
    with pytest.raises(NotInThisState):
        here.ask(allocation, ITSELF, ReopenAllocation(reason="No"))
    assert here.ask(allocation, ITSELF, RejectAllocation(reason="No")) == [
        AllocationRejected(reason="No")
    ]
    steps: list[Command] = [
        AllocateTime(),
        RejectAllocation(reason="No"),
        MakeAllocationTentative(),
    ]
    for command in steps:
        with pytest.raises(NotInThisState, match="rejected"):
            here.ask(allocation, ITSELF, command)
    assert here.ask(allocation, ITSELF, ReopenAllocation(reason="Yes")) == [
        AllocationReopened(reason="Yes")
    ]
    here.ask(allocation, ITSELF, CancelAllocation(reason="No"))
    assert here.ask(allocation, ITSELF, CancelAllocation(reason="No")) == []
    others: list[Command] = [AllocateTime(), EndAllocation(last=FRI), RejectAllocation(reason="No")]
    for command in others:
        with pytest.raises(NoSuchAllocation):
            here.ask(allocation, OTHER, command)
