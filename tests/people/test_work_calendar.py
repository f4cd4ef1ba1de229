"""Work calendars: which days are off, and whose."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.office import ANA as OF_OFFICE
from tests.office import DAY, Office
from tests.scenario import ANA, ITSELF, MONDAY, World, given
from workdomain.kernel import CannotRevert, Refused
from workdomain.people.person import PersonAdded, person
from workdomain.people.place import SetWorkCalendar, WorkCalendarSet
from workdomain.people.work_calendar import (
    AddDayOff,
    AddWorkCalendar,
    AddWorkingDay,
    CalendarDayCleared,
    ClearCalendarDay,
    DayOffAdded,
    Holiday,
    HolidayOfAnotherYear,
    HolidaysSet,
    NoSuchWorkCalendar,
    RegionWithoutCountry,
    SetHolidays,
    WorkCalendarAdded,
    WorkCalendarCommand,
    WorkCalendarExists,
    WorkingDayAdded,
    work_calendar,
)

ADDED = WorkCalendarAdded(name="Munich", country="DE", region="BY")
EPIPHANY = Holiday(day=date(2026, 1, 6), name="Epiphany")
MAY_DAY = Holiday(day=date(2026, 5, 1), name="May Day")


def test_a_calendar_is_added_once():
    add = AddWorkCalendar(name="Munich", country="DE", region="BY")
    given(work_calendar).when(add).then(ADDED)
    given(work_calendar, ADDED).when(add).refused(WorkCalendarExists)


def test_a_region_is_one_of_a_country():
    given(work_calendar).when(AddWorkCalendar(name="?", region="BY")).refused(RegionWithoutCountry)


def test_nothing_is_said_of_a_calendar_that_was_not_added():
    given(work_calendar).when(ClearCalendarDay(day=MONDAY)).refused(NoSuchWorkCalendar)


def test_the_holidays_of_a_year_are_kept_in_their_order():
    ask = SetHolidays(year=2026, holidays=(MAY_DAY, EPIPHANY))
    told = HolidaysSet(year=2026, holidays=(EPIPHANY, MAY_DAY))
    given(work_calendar, ADDED).when(ask).then(told)
    given(work_calendar, ADDED, told).when(ask).then()


@pytest.mark.parametrize("holidays", [(EPIPHANY, EPIPHANY), (Holiday(day=DAY, name="?"),)])
def test_holidays_of_a_year_lie_in_it_and_each_is_named_once(holidays: tuple[Holiday, ...]):
    year = 2026 if len(holidays) > 1 else 2027
    ask = SetHolidays(year=year, holidays=holidays)
    given(work_calendar, ADDED).when(ask).refused(HolidayOfAnotherYear)


def test_days_are_given_off_or_worked_on():
    off, work = DayOffAdded(day=MONDAY, name="Outing"), WorkingDayAdded(day=MONDAY, name="Rush")
    given(work_calendar, ADDED).when(AddDayOff(day=MONDAY, name="Outing")).then(off)
    given(work_calendar, ADDED, off).when(AddDayOff(day=MONDAY, name="Outing")).then()
    given(work_calendar, ADDED, off).when(AddWorkingDay(day=MONDAY, name="Rush")).then(work)
    given(work_calendar, ADDED, work).when(AddWorkingDay(day=MONDAY, name="Rush")).then()
    cleared = CalendarDayCleared(day=MONDAY)
    given(work_calendar, ADDED, off).when(ClearCalendarDay(day=MONDAY)).then(cleared)
    given(work_calendar, ADDED).when(ClearCalendarDay(day=MONDAY)).then()


def test_a_person_is_on_a_calendar_that_is_there():
    ask = SetWorkCalendar(calendar=ANA, valid_from=MONDAY)
    told = WorkCalendarSet(calendar=ANA, valid_from=MONDAY)
    eve, there = PersonAdded(name="Eve"), {ANA: given(work_calendar, ADDED)}
    given(person, eve, seeing=there).when(ask).then(told)
    given(person, eve, told, seeing=there).when(ask).then()
    given(person, eve).when(ask).refused(NoSuchWorkCalendar)
    off = SetWorkCalendar(calendar=None, valid_from=MONDAY)
    given(person, eve).when(off).then(WorkCalendarSet(calendar=None, valid_from=MONDAY))


def test_whoever_was_put_on_a_calendar_is_taken_off_it_again_and_the_calendar_stays():
    office = Office(":memory:")
    with office.work, office.views:
        added = office.do(ITSELF, AddWorkCalendar(name="Munich"))
        office.revert(office.do(OF_OFFICE, SetWorkCalendar(calendar=ITSELF, valid_from=DAY)))
        assert office.ana.place.calendars == {DAY: None}
        with pytest.raises(CannotRevert, match="Munich stays"):
            office.revert(added)


days = st.integers(0, 9).map(lambda n: MONDAY + timedelta(days=n))
asked: st.SearchStrategy[WorkCalendarCommand] = st.one_of(
    st.builds(
        SetHolidays,
        year=st.just(2026),
        holidays=st.sets(days).map(lambda s: tuple(Holiday(day=d, name="Feast") for d in s)),
    ),
    st.builds(AddDayOff, day=days, name=st.just("Outing")),
    st.builds(AddWorkingDay, day=days, name=st.just("Rush")),
    st.builds(ClearCalendarDay, day=days),
)


class CalendarMachine(RuleBasedStateMachine):
    """The oracle keeps the feasts and, over them, what was said of single days."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.feasts, self.said = World(), set[date](), dict[date, str]()

    @initialize()
    def there_is_one(self) -> None:
        self.world.ask(work_calendar, ITSELF, AddWorkCalendar(name="Here"))

    @rule(command=asked)
    def ask(self, command: WorkCalendarCommand) -> None:
        with suppress(Refused):
            self.world.ask(work_calendar, ITSELF, command)
        assert self.world.ask(work_calendar, ITSELF, command) == []
        match command:
            case SetHolidays(holidays=holidays):
                self.feasts = {each.day for each in holidays}
            case AddDayOff(day=day) | AddWorkingDay(day=day):
                self.said[day] = type(command).__name__
            case ClearCalendarDay(day=day):
                self.said.pop(day, None)
            case _:
                raise AssertionError(command)

    @invariant()
    def what_was_said_of_a_day_goes_before_the_feasts(self) -> None:
        every = self.feasts | self.said.keys()
        off = {d for d in every if self.said.get(d, "AddDayOff") == "AddDayOff"}
        assert self.world.look(work_calendar, ITSELF).days_off().keys() == off


TestCalendar = CalendarMachine.TestCase
TestCalendar.settings = settings(max_examples=25, stateful_step_count=12)
