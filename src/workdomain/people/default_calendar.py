"""The work calendar of everybody who was put on none of their own.

Calendars lie in layers. On each day holds the one that the person was put on by then; of whoever is
on none of their own, the default one. And each calendar may be based on another, whose days off it
has too: a region on its country, that on the company.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event, Look, Refused
from workdomain.people.dated import in_force
from workdomain.people.work_calendar import must_be_a_calendar
from workdomain.values import Day

DEFAULT_CALENDAR = UUID("c6a5bb2f-2e0e-5c53-9d3c-5b0f8f1c7a42")
"""The one stream of it: another id would be another default, which nobody would find."""

Dated = Mapping[date, UUID | None]
"""The calendar that holds from a day on; None is none."""


class SetDefaultCalendar(Command):
    """Put everybody who is on no calendar of their own on this one, from a day on."""

    calendar: UUID | None
    """Null is none."""
    valid_from: Day


class DefaultCalendarSet(
    Event,
    topic="default-calendar.set.v1",
    says="put everybody who has none of their own on [{calendar}|no calendar] from {valid_from} on",
):
    """Another calendar is the default from a day on."""

    calendar: UUID | None
    valid_from: date


class OtherDefault(Refused):
    """There is one default calendar."""


@dataclass(frozen=True, slots=True)
class DefaultCalendar:
    """Which calendar is the default from which day on."""

    calendars: Dated = field(default_factory=dict)


def decide(
    it: DefaultCalendar, command: SetDefaultCalendar, _context: Context
) -> list[DefaultCalendarSet]:
    """Say what happens; an empty list means that nothing changes."""
    day = command.valid_from
    same = day in it.calendars and it.calendars[day] == command.calendar
    return [] if same else [DefaultCalendarSet(**dict(command))]


def evolve(it: DefaultCalendar, event: DefaultCalendarSet, _context: Context) -> DefaultCalendar:
    """Take in what happened; it never refuses, because it already happened."""
    return DefaultCalendar({**it.calendars, event.valid_from: event.calendar})


def guard(id: UUID, _it: DefaultCalendar, command: SetDefaultCalendar, look: Look) -> None:
    """Keep it in its one stream, for calendars that are there."""
    if id != DEFAULT_CALENDAR:
        raise OtherDefault(f"There is one default calendar: say default instead of {id}")
    if command.calendar is not None:
        must_be_a_calendar(command.calendar, look)


default_calendar = Decider(
    name="default-calendar",
    initial=DefaultCalendar(),
    decide=decide,
    evolve=evolve,
    commands=(SetDefaultCalendar,),
    events=(DefaultCalendarSet,),
    guard=guard,
    only=DEFAULT_CALENDAR,
)


def in_layers(own: Dated, default: Dated) -> Dated:
    """Tell on which calendar somebody is from which day on: their own, or else the default one."""
    return {day: in_force(own, day) or in_force(default, day) for day in {*own, *default}}


def default_on(day: date, look: Look) -> UUID | None:
    """Tell the default calendar of a day."""
    return in_force(look(default_calendar, DEFAULT_CALENDAR).calendars, day)
