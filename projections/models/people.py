"""People as rows: who they are, and how much time they have."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.people.person import Person, PersonEvent, person
from workdomain.store.messages import Recorded


class PersonRow(NamedTuple):
    """A person."""

    id: UUID
    name: str
    search: str
    team: str | None
    skills: tuple[tuple[str, int], ...]


class HoursRow(NamedTuple):
    """Minutes of work on each weekday, Monday first, from a day on."""

    person: UUID
    valid_from: date
    minutes: tuple[int, ...]


class AvailabilityRow(NamedTuple):
    """The share of the hours that can be planned, in percent, from a day on."""

    person: UUID
    valid_from: date
    percent: int


class LeaveRow(NamedTuple):
    """A leave that is taken; whole days, or some minutes of each."""

    person: UUID
    leave: UUID
    first: date
    last: date
    minutes_per_day: int | None
    kind: str


class RoleRow(NamedTuple):
    """Someone's role in the organisation, from a day on; null is none."""

    person: UUID
    valid_from: date
    role: str | None


class ReportingRow(NamedTuple):
    """Whom someone reports to, from a day on; null is nobody."""

    person: UUID
    valid_from: date
    lead: UUID | None


class ZoneRow(NamedTuple):
    """Someone's time zone and the first day of their week (0 is Monday), from a day on."""

    person: UUID
    valid_from: date
    zone: str
    first_weekday: int


class OnCalendarRow(NamedTuple):
    """Whose holidays someone has, from a day on; null is nobody's."""

    person: UUID
    valid_from: date
    calendar: UUID | None


class EmploymentRow(NamedTuple):
    """From when until when somebody works here, if anything was said of it."""

    person: UUID
    first: date | None
    last: date | None


Dated = HoursRow | AvailabilityRow | RoleRow | ReportingRow | ZoneRow | OnCalendarRow
Row = PersonRow | LeaveRow | EmploymentRow | Dated


def evolve(known: Person, recorded: Recorded) -> Person:
    """Take in an event as decisions do."""
    event: PersonEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return person.evolve(known, event, recorded.context)


def rows(id: UUID, known: Person) -> Iterable[Row]:
    """Show a person who was added."""
    if not known.name:
        return
    yield PersonRow(id, known.name, known.name.casefold(), known.team, tuple(known.skills.items()))
    for day, minutes in known.hours.items():
        yield HoursRow(id, day, minutes)
    for day, percent in known.availability.items():
        yield AvailabilityRow(id, day, percent)
    for leave in known.leaves.values():
        if leave.leave not in known.cancelled:
            yield LeaveRow(
                id, leave.leave, leave.first, leave.last, leave.minutes_per_day, leave.kind
            )
    place = known.place
    for day, role in place.roles.items():
        yield RoleRow(id, day, role)
    for day, lead in place.leads.items():
        yield ReportingRow(id, day, lead)
    for day, (zone, first_weekday) in place.zones.items():
        yield ZoneRow(id, day, zone, first_weekday)
    for day, calendar in place.calendars.items():
        yield OnCalendarRow(id, day, calendar)
    if place.employed != (None, None):
        yield EmploymentRow(id, *place.employed)


people = ReadModel(
    name="people",
    reads=(person,),
    initial=Person(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(PersonRow, "person", key=(), indexes=(("id",),), called="name"),
        TableOf(HoursRow, "working_hours", key=("valid_from",), indexes=(("person",),)),
        TableOf(AvailabilityRow, "availability", key=("valid_from",), indexes=(("person",),)),
        TableOf(LeaveRow, "leave", key=("leave",), indexes=(("person",), ("last",))),
        TableOf(RoleRow, "role", key=("valid_from",), indexes=(("person",),)),
        TableOf(ReportingRow, "reporting", key=("valid_from",), indexes=(("person",), ("lead",))),
        TableOf(ZoneRow, "zone", key=("valid_from",), indexes=(("person",),)),
        TableOf(EmploymentRow, "employment", key=(), indexes=(("person",),)),
        TableOf(OnCalendarRow, "on_calendar", key=("valid_from",), indexes=(("person",),)),
    ),
    version=5,
)
