"""On which days the demo's company is closed: its own days, and public holidays at its two places.

The company's own days are a calendar from the beginning. From the new year on, those of the two
countries are based on it: one is everybody's, and the other one that of who works elsewhere.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID

from service.demo.world import World
from service.public_holidays import public_holidays
from workdomain.kernel import Command
from workdomain.people.default_calendar import DEFAULT_CALENDAR, SetDefaultCalendar
from workdomain.people.place import SetWorkCalendar
from workdomain.people.work_calendar import (
    AddDayOff,
    AddWorkCalendar,
    BaseWorkCalendar,
    SetHolidays,
)
from workdomain.values import OPERATOR

COMPANY = "Kestrel"
AT_HOME, AWAY = "IE", "IT"
IN_ITALY = "Sofia Rossi"


def outing(world: World) -> date:
    """Tell the day on which everybody goes on the company's outing."""
    return world.day(15, 4)


def company_days(world: World) -> UUID:
    """Set up the calendar of the days on which the company itself is closed."""
    calendar = world.office.id_of(f"calendar {COMPANY}")
    asked: list[Command] = [
        AddWorkCalendar(name=COMPANY),
        AddDayOff(day=outing(world), name="Company outing"),
        AddDayOff(day=date(world.last.year + 1, 12, 24), name="Christmas Eve"),
    ]
    _say(world, datetime.combine(world.today, time(15), UTC), calendar, asked)
    return calendar


def agree_on_holidays(world: World) -> None:
    """Set up the calendars of both places on the last day, for the time from the new year on."""
    when = datetime.combine(world.last, time(17), UTC)
    begins = date(world.last.year + 1, 1, 1)
    home, away = (_place(world, when, country) for country in (AT_HOME, AWAY))
    default = SetDefaultCalendar(calendar=home, valid_from=begins)
    _say(world, when, DEFAULT_CALENDAR, [default])
    own = SetWorkCalendar(calendar=away, valid_from=begins)
    _say(world, when, world.staff[IN_ITALY].id, [own])


def _place(world: World, when: datetime, country: str) -> UUID:
    """Put the public holidays of a country upon the company's own days."""
    calendar, year = world.office.id("work-calendar"), world.last.year
    company = world.office.id_of(f"calendar {COMPANY}")
    asked: list[Command] = [
        AddWorkCalendar(name=f"{COMPANY} {country}", country=country),
        BaseWorkCalendar(base=company, valid_from=world.first),
        *(
            SetHolidays(year=each, holidays=public_holidays(country, None, each))
            for each in (year, year + 1)
        ),
    ]
    _say(world, when, calendar, asked)
    return calendar


def _say(world: World, when: datetime, id: UUID, asked: list[Command]) -> None:
    for command in asked:
        world.office.hand_in(when, id, command, OPERATOR)
