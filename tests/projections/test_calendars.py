"""Days off by work calendars: who has them, and what they leave of the capacity."""

from datetime import timedelta
from uuid import UUID

import pytest

from projections.models.work_calendars import rows as calendar_rows
from projections.models.work_calendars import work_calendars
from projections.views import Views
from tests.projections.january import FRIDAY, MONDAY, WEEK, rows
from tests.projections.office import Office
from workdomain.people.default_calendar import DEFAULT_CALENDAR, SetDefaultCalendar
from workdomain.people.place import SetWorkCalendar
from workdomain.people.work_calendar import (
    AddDayOff,
    AddWorkCalendar,
    AddWorkingDay,
    BaseWorkCalendar,
)
from workdomain.values import new_id

HERE, THERE = UUID(int=880), UUID(int=881)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def ana(office: Office) -> UUID:
    """Ana is on one calendar until Thursday, and then on another."""
    person = office.person("Ana")
    office.do(HERE, AddWorkCalendar(name="Here", country="NO"))
    office.do(THERE, AddWorkCalendar(name="There"))
    office.do(HERE, AddDayOff(day=TUESDAY, name="Feast"))
    for calendar in (HERE, THERE):
        office.do(calendar, AddDayOff(day=FRIDAY, name="Outing"))
    office.do(person, SetWorkCalendar(calendar=HERE, valid_from=MONDAY))
    office.do(person, SetWorkCalendar(calendar=THERE, valid_from=FRIDAY))
    return person


def test_a_day_off_takes_the_capacity_and_leaves_what_is_contracted(office: Office, ana: UUID):
    office.person("Ben")
    first, ben = rows(office.workload(**WEEK))
    assert (first.contracted_h, first.capacity_h) == (40, 24)
    assert (ben.contracted_h, ben.capacity_h) == (40, 40)


def test_a_holiday_that_is_worked_on_is_a_day_as_any_other(office: Office, ana: UUID):
    office.do(HERE, AddWorkingDay(day=TUESDAY, name="Release"))
    office.do(ana, SetWorkCalendar(calendar=None, valid_from=FRIDAY))
    (row,) = rows(office.workload(**WEEK))
    assert row.capacity_h == 40


def test_the_view_tells_who_has_which_day_off(office: Office, ana: UUID):
    shown = list(office.calendars())
    assert [(row.day, row.name, row.holiday, row.people) for row in shown] == [
        (TUESDAY, "Here", "Feast", ("Ana",)),
        (FRIDAY, "Here", "Outing", ()),
        (FRIDAY, "There", "Outing", ("Ana",)),
    ]
    assert list(office.calendars(calendar=HERE, first=FRIDAY, last=FRIDAY)) == [shown[1]]
    assert list(office.calendars(last=MONDAY)) == []


def test_a_calendar_shows_the_days_of_what_it_is_based_on(office: Office, ana: UUID):
    office.do(THERE, BaseWorkCalendar(base=HERE, valid_from=MONDAY))
    office.do(THERE, AddWorkingDay(day=FRIDAY, name="Rush"))
    shown = [(row.day, row.name, row.people) for row in office.calendars(calendar=THERE)]
    assert shown == [(TUESDAY, "There", ())]
    (row,) = rows(office.workload(**WEEK))
    assert row.capacity_h == 32, "Tuesday of the one, and Friday is worked on the other"


def test_the_default_calendar_is_that_of_everybody_else(office: Office, ana: UUID):
    ben = office.person("Ben")
    office.do(DEFAULT_CALENDAR, SetDefaultCalendar(calendar=HERE, valid_from=TUESDAY))
    shown = {(row.day, row.name): row.people for row in office.calendars()}
    assert shown[TUESDAY, "Here"] == ("Ana", "Ben")
    assert shown[FRIDAY, "Here"] == ("Ben",)
    _, row = rows(office.workload(**WEEK))
    assert (row.person, row.capacity_h) == (ben, 24)
    office.do(DEFAULT_CALENDAR, SetDefaultCalendar(calendar=None, valid_from=FRIDAY))
    _, row = rows(office.workload(**WEEK))
    assert row.capacity_h == 32


def test_calendars_told_in_another_order_may_circle_and_are_shown_all_the_same(
    office: Office, ana: UUID
):
    before = office.clock.now - timedelta(days=1)
    office.do(HERE, BaseWorkCalendar(base=THERE, valid_from=MONDAY))
    office.do(HERE, BaseWorkCalendar(base=None, valid_from=MONDAY), at=before)
    office.do(THERE, BaseWorkCalendar(base=HERE, valid_from=MONDAY))
    moment = office.clock.now.isoformat()
    assert len(list(office.calendars(valid_at=moment))) >= 2


def test_what_was_known_before_is_still_told(office: Office, ana: UUID):
    before = office.work.log.head().position
    shown = list(office.calendars())
    office.do(new_id(), AddWorkCalendar(name="Empty"))
    office.do(HERE, AddWorkingDay(day=TUESDAY, name="Release"))
    assert len(list(office.calendars())) == 2
    assert list(office.calendars(as_of=before)) == shown


def test_what_is_shown_now_is_shown_by_views_built_anew(office: Office, ana: UUID):
    shown = list(office.calendars()), rows(office.workload(**WEEK))
    with Views(office.work) as anew:
        assert (list(anew.calendars()), rows(anew.workload(**WEEK))) == shown


def test_nothing_is_shown_of_a_calendar_that_is_not_there():
    assert list(calendar_rows(HERE, work_calendars.initial)) == []
