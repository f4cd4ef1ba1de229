"""Calendars in layers: one is based on another, and everybody else is on the default one."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from tests.office import ANA as OF_OFFICE
from tests.office import Office
from tests.scenario import ANA, MONDAY, World
from workdomain.people.default_calendar import (
    DEFAULT_CALENDAR,
    OtherDefault,
    SetDefaultCalendar,
    default_calendar,
    default_on,
    in_layers,
)
from workdomain.people.person import PersonAdded, person
from workdomain.people.place import SetWorkCalendar, WorkCalendarSet
from workdomain.people.work_calendar import (
    AddDayOff,
    AddWorkCalendar,
    AddWorkingDay,
    BaseWorkCalendar,
    CalendarCircle,
    NoSuchWorkCalendar,
    days_off,
    work_calendar,
)
from workdomain.scheduling.time_of import time_of

COMPANY, NORTH, OFFICE = UUID(int=50), UUID(int=51), UUID(int=52)
DAY = timedelta(days=1)
TUESDAY, FRIDAY = MONDAY + DAY, MONDAY + 4 * DAY


def calendars() -> World:
    """The company is off on Monday and Friday, the north on Tuesday, and works on Friday."""
    it = World()
    it.put(person, ANA, PersonAdded(name="Ana"))
    for id, name in ((COMPANY, "Company"), (NORTH, "North"), (OFFICE, "Office")):
        it.ask(work_calendar, id, AddWorkCalendar(name=name))
    for day in (MONDAY, FRIDAY):
        it.ask(work_calendar, COMPANY, AddDayOff(day=day, name="Founded"))
    it.ask(work_calendar, NORTH, AddDayOff(day=TUESDAY, name="Snow"))
    it.ask(work_calendar, NORTH, AddWorkingDay(day=FRIDAY, name="Fair"))
    return it


def base(it: World, id: UUID, on: UUID | None, since: date = MONDAY) -> list[object]:
    return [*it.ask(work_calendar, id, BaseWorkCalendar(base=on, valid_from=since))]


def test_a_calendar_has_the_days_off_of_the_one_it_is_based_on():
    it = calendars()
    assert base(it, NORTH, COMPANY)
    assert base(it, NORTH, COMPANY) == []
    assert days_off(NORTH, it.look) == {MONDAY: "Founded", TUESDAY: "Snow"}
    base(it, OFFICE, NORTH)
    assert days_off(OFFICE, it.look) == days_off(NORTH, it.look)
    assert base(it, NORTH, None)
    assert days_off(OFFICE, it.look) == {TUESDAY: "Snow"}


def test_the_past_keeps_its_days_off():
    it = calendars()
    base(it, NORTH, COMPANY, TUESDAY)
    assert days_off(NORTH, it.look) == {TUESDAY: "Snow"}, "Monday was before"
    base(it, NORTH, None, FRIDAY)
    base(it, NORTH, COMPANY, MONDAY)
    assert days_off(NORTH, it.look) == {MONDAY: "Founded", TUESDAY: "Snow"}
    assert base(it, OFFICE, NORTH), "The company is below it twice, and that is no circle"


def test_no_calendar_is_based_on_itself_or_on_none_that_is_there():
    it = calendars()
    base(it, NORTH, COMPANY)
    base(it, OFFICE, NORTH)
    for id in (COMPANY, OFFICE):
        with pytest.raises(CalendarCircle):
            base(it, id, OFFICE)
    with pytest.raises(NoSuchWorkCalendar):
        base(it, NORTH, ANA)


def test_whoever_has_no_calendar_of_their_own_is_on_the_default_one():
    it = calendars()
    default = SetDefaultCalendar(calendar=COMPANY, valid_from=TUESDAY)
    assert it.ask(default_calendar, DEFAULT_CALENDAR, default)
    assert it.ask(default_calendar, DEFAULT_CALENDAR, default) == []
    assert time_of(ANA, it.look).holidays == {FRIDAY}, "It holds from Tuesday on"
    it.put(person, ANA, WorkCalendarSet(calendar=NORTH, valid_from=MONDAY))
    assert time_of(ANA, it.look).holidays == {TUESDAY}
    it.put(person, ANA, WorkCalendarSet(calendar=None, valid_from=TUESDAY + DAY))
    assert time_of(ANA, it.look).holidays == {TUESDAY, FRIDAY}, "Taken off her own"
    assert (default_on(MONDAY, it.look), default_on(FRIDAY, it.look)) == (None, COMPANY)


def test_there_is_one_default_of_calendars_that_are_there():
    it = calendars()
    with pytest.raises(OtherDefault, match="say default instead"):
        it.ask(default_calendar, ANA, SetDefaultCalendar(calendar=NORTH, valid_from=MONDAY))
    with pytest.raises(NoSuchWorkCalendar):
        it.ask(
            default_calendar,
            DEFAULT_CALENDAR,
            SetDefaultCalendar(calendar=ANA, valid_from=MONDAY),
        )
    none = SetDefaultCalendar(calendar=None, valid_from=MONDAY)
    assert it.ask(default_calendar, DEFAULT_CALENDAR, none)


def test_layers_are_taken_back_one_by_one():
    office = Office(":memory:")
    with office.work, office.views:
        for id in (COMPANY, NORTH):
            office.do(id, AddWorkCalendar(name="Here"))
        based = office.do(NORTH, BaseWorkCalendar(base=COMPANY, valid_from=MONDAY))
        office.do(DEFAULT_CALENDAR, SetDefaultCalendar(calendar=COMPANY, valid_from=MONDAY))
        changed = office.do(DEFAULT_CALENDAR, SetDefaultCalendar(calendar=NORTH, valid_from=FRIDAY))
        own = office.do(OF_OFFICE, SetWorkCalendar(calendar=NORTH, valid_from=MONDAY))
        for done in (based, changed, own):
            office.revert(done)
        assert set(office.work.state(work_calendar, NORTH).bases.values()) == {None}
        dated = office.work.state(default_calendar, DEFAULT_CALENDAR).calendars
        assert set(dated.values()) == {COMPANY}
        assert set(in_layers(office.ana.place.calendars, dated).values()) == {COMPANY}


days = st.integers(0, 9).map(lambda n: MONDAY + n * DAY)
dated = st.dictionaries(days, st.sampled_from([None, COMPANY, NORTH]), max_size=4)


@examples(own=dated, default=dated, day=days)
def test_on_each_day_holds_their_own_or_else_the_default(
    own: dict[date, UUID | None], default: dict[date, UUID | None], day: date
):
    """The judge walks on from day to day, and notes what is said on each."""
    mine = general = None
    here = MONDAY
    while here <= day:
        mine, general = own.get(here, mine), default.get(here, general)
        here += DAY
    said = in_layers(own, default)
    since = max((each for each in said if each <= day), default=None)
    assert (None if since is None else said[since]) == (mine or general)
