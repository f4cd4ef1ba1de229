"""The public holidays of a country or a region, taken from a list once and then kept in the log."""

from collections.abc import Sequence
from uuid import UUID

import holidays

from workdomain.kernel import Context, Refused
from workdomain.people.work_calendar import (
    Holiday,
    NoSuchWorkCalendar,
    SetHolidays,
    work_calendar,
)
from workdomain.work import Work


class NoHolidaysKnown(Refused):
    """Public holidays are known of the countries and regions of the `holidays` package."""


def public_holidays(country: str, region: str | None, year: int) -> tuple[Holiday, ...]:
    """Look up the public holidays of a year, in the country's own words. Raises NoHolidaysKnown."""
    try:
        found = holidays.country_holidays(country, subdiv=region, years=year)
    except NotImplementedError as error:
        raise NoHolidaysKnown(str(error)) from error
    return tuple(Holiday(day=day, name=name) for day, name in sorted(found.items()))


def take_holidays(work: Work, calendar: UUID, years: Sequence[int], context: Context) -> int:
    """Write the holidays of some years into a calendar; tells how many years changed.

    Raises Refused when there is no such calendar, or it is for no country that is known.
    """
    known = work.state(work_calendar, calendar)
    if not known.name:
        raise NoSuchWorkCalendar(f"There is no work calendar {calendar}: add it first")
    if known.country is None:
        raise NoHolidaysKnown(f"{known.name} is for no country: set its holidays by hand")
    asked = [
        SetHolidays(year=year, holidays=public_holidays(known.country, known.region, year))
        for year in years
    ]
    return sum(bool(work.do(calendar, each, context).events) for each in asked)
