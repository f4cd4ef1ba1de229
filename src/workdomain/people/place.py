"""A person's place in the organisation, day by day: role, whom they report to, time zone.

Each holds from a day on, so that whoever asks about the past is told what held then. Nobody
reports to themselves, on any day, not even in a roundabout way: before a reporting line is drawn,
the lines above it are walked, each only for the days on which it holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Self, assert_never
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.kernel import Command, Event, Personal, Refused
from workdomain.people.dated import in_force
from workdomain.values import Day, Line, Zone

UTC_FROM_MONDAY = ("UTC", 0)
"""The zone and the first day of the week of whoever never said otherwise."""
NEVER = date.max


class SetRole(Command):
    """Say what someone's role in the organisation is, from a day on; null is none."""

    role: Annotated[Line | None, Personal(of="id")]
    valid_from: Day


class SetReportingLine(Command):
    """Say whom someone reports to, from a day on; null is nobody."""

    lead: UUID | None
    valid_from: Day


class SetTimeZone(Command):
    """Say which time zone someone works in, and which day their week begins on, from a day on."""

    zone: Zone
    """Its IANA name: Europe/Oslo."""
    first_weekday: Annotated[int, Field(ge=0, le=6)] = 0
    """0 is Monday, 6 is Sunday."""
    valid_from: Day


class SetWorkCalendar(Command):
    """Say whose public holidays and days off someone has, from a day on.

    Null is none of their own: the default calendar holds for them, if there is one.
    """

    calendar: UUID | None
    valid_from: Day


class SetEmployment(Command):
    """Say from when until when someone works here; null is as long as anybody knows.

    Before and after they have no capacity; what they did stays theirs.
    """

    first: Day | None = None
    """Their first day here."""
    last: Day | None = None
    """Their last day here."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("last lies before first")
        return self


class RoleSet(
    Event,
    topic="person.role-set.v1",
    says="[made them {role}|took their role] from {valid_from} on",
):
    """Their role changes on a day."""

    role: Annotated[str | None, Personal(of="id")]
    valid_from: date


class ReportingLineSet(
    Event,
    topic="person.reporting-line-set.v1",
    says="let them report to [{lead}|nobody] from {valid_from} on",
):
    """Whom they report to changes on a day."""

    lead: UUID | None
    valid_from: date


class TimeZoneSet(
    Event,
    topic="person.time-zone-set.v1",
    says="set the time zone to {zone} from {valid_from} on (first weekday: {first_weekday})",
):
    """Their time zone, or the first day of their week, changes on a day."""

    zone: str
    first_weekday: int = 0
    valid_from: date


class WorkCalendarSet(
    Event,
    topic="person.work-calendar-set.v1",
    says="put them on [{calendar}|no calendar of their own] from {valid_from} on",
):
    """Their holidays change on a day."""

    calendar: UUID | None
    valid_from: date


class EmploymentSet(
    Event,
    topic="person.employment-set.v1",
    says="said that they work here[ from {first}][ until {last}]",
):
    """They begin or end to work here on other days."""

    first: date | None
    last: date | None


PlaceCommand = SetRole | SetReportingLine | SetTimeZone | SetWorkCalendar | SetEmployment
PlaceEvent = RoleSet | ReportingLineSet | TimeZoneSet | WorkCalendarSet | EmploymentSet


class ReportingCycle(Refused):
    """Nobody reports to themselves, not even in a roundabout way, on any day."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone stands, each by the day from which it holds."""

    roles: Mapping[date, str | None] = field(default_factory=dict)
    leads: Mapping[date, UUID | None] = field(default_factory=dict)
    zones: Mapping[date, tuple[str, int]] = field(default_factory=dict)
    calendars: Mapping[date, UUID | None] = field(default_factory=dict)
    employed: tuple[date | None, date | None] = (None, None)
    """Their first and their last day here."""


def decide(place: Place, command: PlaceCommand) -> list[PlaceEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case SetRole(role=role, valid_from=day):
            same = day in place.roles and place.roles[day] == role
            return [] if same else [RoleSet(role=role, valid_from=day)]
        case SetReportingLine(lead=lead, valid_from=day):
            same = day in place.leads and place.leads[day] == lead
            return [] if same else [ReportingLineSet(lead=lead, valid_from=day)]
        case SetTimeZone(zone=zone, first_weekday=first, valid_from=day):
            same = place.zones.get(day) == (zone, first)
            return [] if same else [TimeZoneSet(zone=zone, first_weekday=first, valid_from=day)]
        case SetWorkCalendar(calendar=calendar, valid_from=day):
            same = day in place.calendars and place.calendars[day] == calendar
            return [] if same else [WorkCalendarSet(calendar=calendar, valid_from=day)]
        case SetEmployment(first=first, last=last):
            same = place.employed == (first, last)
            return [] if same else [EmploymentSet(first=first, last=last)]
        case _:
            assert_never(command)


def evolve(place: Place, event: PlaceEvent) -> Place:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case RoleSet(role=role, valid_from=day):
            return replace(place, roles={**place.roles, day: role})
        case ReportingLineSet(lead=lead, valid_from=day):
            return replace(place, leads={**place.leads, day: lead})
        case TimeZoneSet(zone=zone, first_weekday=first, valid_from=day):
            return replace(place, zones={**place.zones, day: (zone, first)})
        case WorkCalendarSet(calendar=calendar, valid_from=day):
            return replace(place, calendars={**place.calendars, day: calendar})
        case EmploymentSet(first=first, last=last):
            return replace(place, employed=(first, last))
        case _:
            assert_never(event)


def zone_of(place: Place, day: date) -> tuple[str, int]:
    """Tell the time zone and the first weekday that hold on a day; UTC and Monday if unsaid."""
    return in_force(place.zones, day) or UTC_FROM_MONDAY


def must_not_go_round(
    id: UUID, own: Place, lead: UUID, valid_from: date, placed: Callable[[UUID], Place]
) -> None:
    """Raise ReportingCycle if this line would lead back to the person on any of its days.

    The walk ends, as there are no circles yet, and nobody has two leads on a day.
    """
    until = min((day for day in own.leads if day > valid_from), default=NEVER)
    open_ends = [(lead, valid_from, until)]
    while open_ends:
        here, first, end = open_ends.pop()
        if here == id:
            raise ReportingCycle(
                f"On {first} the line leads back to the person: end a line above it first"
            )
        open_ends += _above(placed(here), first, end)


def _above(place: Place, first: date, end: date) -> list[tuple[UUID, date, date]]:
    """List whom someone reports to between two days (the end is not one), each with its days."""
    begins = sorted({first, *(day for day in place.leads if first < day < end)})
    found = []
    for begin, stop in zip(begins, [*begins[1:], end], strict=True):
        lead = in_force(place.leads, begin)
        if lead is not None:
            found.append((lead, begin, stop))
    return found
