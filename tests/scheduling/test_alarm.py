"""Alarms: what is news about them, and nothing twice."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ANA, MONDAY, NOON, World, given
from workdomain.kernel import Context
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.scheduling.alarm import (
    Alarms,
    Evidence,
    OnlyTheClockTells,
    OverbookingArose,
    OverbookingChanged,
    OverbookingCleared,
    TellOverbooking,
    Why,
    evidence,
    key_of,
    overbooking,
)
from workdomain.scheduling.overbooking import Overbooking
from workdomain.values import OPERATOR

DAY = timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY
CLOCK = Context(OPERATOR, NOON.at)
KNOWN = {ANA: given(person, PersonAdded(name="Ana"))}
A, B = UUID(int=11), UUID(int=12)


def full(last: date = FRIDAY, forced: int = 2520, late: bool = False, *items: UUID) -> Evidence:
    return Evidence(
        first=MONDAY,
        last=last,
        late=late,
        forced_minutes=forced,
        capacity_minutes=2400,
        items=items or (A,),
    )


def arose(each: Evidence) -> OverbookingArose:
    return OverbookingArose(**dict(each), minutes_over=each.over_minutes)


def changed(each: Evidence) -> OverbookingChanged:
    return OverbookingChanged(**dict(each), minutes_over=each.over_minutes)


def after(*past: Evidence) -> World:
    world = World()
    world.put(person, ANA, PersonAdded(name="Ana"))
    for each in past:
        world.put(overbooking, ANA, arose(each))
    return world


def tell(world: World, *found: Evidence, at: date = MONDAY) -> list[object]:
    moment = CLOCK.at + (at - MONDAY)
    return [*world.ask(overbooking, ANA, TellOverbooking(found=found), CLOCK._replace(at=moment))]


def test_an_alarm_arises_once():
    world = after()
    assert tell(world, full()) == [arose(full())]
    assert tell(world, full()) == []
    assert arose(full()).minutes_over == 120


def test_the_days_go_by_and_it_stays_the_same_alarm():
    later = full().model_copy(update={"first": MONDAY + DAY})
    assert tell(after(full()), later, at=MONDAY + DAY) == []


def test_an_alarm_is_told_anew_when_it_is_about_other_work_or_an_hour_more_or_less():
    for other in (full(forced=2580), full(forced=2460), full(FRIDAY, 2520, False, A, B)):
        assert tell(after(full()), other) == [changed(other)]
    for same in (full(forced=2579), full(forced=2461)):
        assert tell(after(full()), same) == []


def test_an_alarm_clears_as_the_work_fits_or_its_last_day_has_passed():
    fits = OverbookingCleared(last=FRIDAY, late=False, why=Why.FITS)
    assert tell(after(full()), at=FRIDAY) == [fits]
    passed = OverbookingCleared(last=FRIDAY, late=False, why=Why.PASSED)
    assert tell(after(full()), at=FRIDAY + DAY) == [passed]
    assert tell(after()) == []


def test_late_work_is_one_alarm_whatever_day_comes_next():
    today, tomorrow = full(MONDAY, late=True), full(MONDAY + DAY, late=True)
    assert tell(after(today), tomorrow, at=MONDAY + DAY) == []
    told = tell(after(today), full(MONDAY), at=MONDAY + 9 * DAY)
    cleared = OverbookingCleared(last=MONDAY, late=True, why=Why.FITS)
    assert told == [cleared, arose(full(MONDAY))]


def test_nobody_enters_an_alarm_by_hand_and_only_people_who_are_known_have_one():
    command = TellOverbooking(found=(full(),))
    given(overbooking, seeing=KNOWN).when(command, id=ANA).refused(OnlyTheClockTells)
    given(overbooking).when(command, CLOCK).refused(NoSuchPerson)


def test_of_several_intervals_until_one_day_the_one_that_is_over_by_most_is_told():
    found = [
        Overbooking(FRIDAY, FRIDAY, (A,), 500.4, 480),
        Overbooking(MONDAY, FRIDAY, (B, A), 2900, 2400),
        Overbooking(MONDAY, MONDAY + DAY, (B,), 1000, 960),
        Overbooking(MONDAY + DAY, MONDAY + DAY, (B,), 500, 480),
    ]
    told = evidence(found, frozenset())
    assert [(it.first, it.last, it.over_minutes, it.items) for it in told] == [
        (MONDAY, MONDAY + DAY, 40, (B,)),
        (MONDAY, FRIDAY, 500, (A, B)),
    ]
    [late] = evidence(found, frozenset({B, A}))
    assert (late.late, late.over_minutes) == (True, 500)
    assert evidence([], frozenset({A})) == ()


def test_an_alarm_that_was_told_to_clear_before_it_arose_is_none():
    assert (
        overbooking.replay([(OverbookingCleared(last=FRIDAY, late=False, why=Why.FITS), CLOCK)])
        == Alarms()
    )


alarm = st.builds(
    full,
    st.integers(0, 3).map(lambda n: MONDAY + n * DAY),
    st.sampled_from([2460, 2470, 2600]),
    st.booleans(),
    st.sampled_from([A, B]),
)


class AlarmMachine(RuleBasedStateMachine):
    """Whatever is found, in whatever order: the log tells what was found last, and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.world = after()
        self.last: dict[date | None, Evidence] = {}
        self.today = MONDAY

    @rule(found=st.lists(alarm, max_size=4), days=st.integers(0, 1))
    def look(self, found: list[Evidence], days: int) -> None:
        self.today += days * DAY
        one_each = {key_of(each.last, each.late): each for each in found}
        tell(self.world, *one_each.values(), at=self.today)
        assert tell(self.world, *one_each.values(), at=self.today) == []
        self.last = one_each

    @invariant()
    def what_is_open_is_what_was_found_last(self) -> None:
        known = self.world.look(overbooking, ANA).open
        assert known.keys() == self.last.keys()
        for key, each in known.items():
            assert abs(each.over_minutes - self.last[key].over_minutes) < 60
            assert each.items == self.last[key].items

    @invariant()
    def each_alarm_arises_changes_and_clears_in_turn(self) -> None:
        lives: dict[tuple[date | None, bool], str] = {}
        for event in self.world.told(overbooking, ANA):
            assert isinstance(event, OverbookingArose | OverbookingChanged | OverbookingCleared)
            key = (None if event.late else event.last, event.late)
            lives[key] = lives.get(key, "") + type(event).__name__.removeprefix("Overbooking")[1]
        for life in lives.values():  # r: arose, h: changed, l: cleared
            assert all(part.startswith("r") for part in life.split("l") if part), life
            assert "rr" not in life.replace("h", "")


TestAlarms = AlarmMachine.TestCase
