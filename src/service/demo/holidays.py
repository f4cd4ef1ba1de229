"""The demo's company agrees on the public holidays that it will keep from the new year on."""

from datetime import UTC, date, datetime, time

from service.demo.world import World
from service.public_holidays import public_holidays
from workdomain.kernel import Command
from workdomain.people.place import SetWorkCalendar
from workdomain.people.work_calendar import AddDayOff, AddWorkCalendar, SetHolidays
from workdomain.values import OPERATOR

COUNTRY = "IE"


def agree_on_holidays(world: World) -> None:
    """Set up the calendar on the last day, and put everybody on it."""
    when = datetime.combine(world.last, time(17), UTC)
    calendar, year = world.office.id("work-calendar"), world.last.year
    asked: list[Command] = [
        AddWorkCalendar(name="Kestrel", country=COUNTRY),
        *(
            SetHolidays(year=each, holidays=public_holidays(COUNTRY, None, each))
            for each in (year, year + 1)
        ),
        AddDayOff(day=date(year + 1, 12, 24), name="Christmas Eve"),
    ]
    for command in asked:
        world.office.hand_in(when, calendar, command, OPERATOR)
    on = SetWorkCalendar(calendar=calendar, valid_from=date(year + 1, 1, 1))
    for person in world.staff.values():
        world.office.hand_in(when, person.id, on, OPERATOR)
