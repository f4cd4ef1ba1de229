"""What is known of a person's time at the moment of a decision."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from workdomain.kernel import Look
from workdomain.people.default_calendar import (
    DEFAULT_CALENDAR,
    default_calendar,
    in_layers,
)
from workdomain.people.person import Person, person
from workdomain.people.work_calendar import days_off, over_time
from workdomain.scheduling.calendar import Calendar, Leave, outside


def time_of(id: UUID, look: Look) -> Calendar:
    """Put together someone's hours, availability, leave and the days off of their calendars."""
    who = look(person, id)
    leaves = (each for leave, each in who.leaves.items() if leave not in who.cancelled)
    return Calendar(
        hours=tuple(who.hours.items()),
        availability=tuple((day, float(percent)) for day, percent in who.availability.items()),
        leaves=(
            *(Leave(each.first, each.last, each.minutes_per_day) for each in leaves),
            *outside(*who.place.employed),
        ),
        holidays=frozenset(_days_off(who, look)),
    )


def _days_off(who: Person, look: Look) -> Iterator[date]:
    """Find the days that are off by the calendar that holds on each of them."""
    dated = in_layers(who.place.calendars, look(default_calendar, DEFAULT_CALENDAR).calendars)
    yield from over_time(dated, lambda calendar: days_off(calendar, look))
