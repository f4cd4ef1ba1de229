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


def evolve(known: Person, recorded: Recorded) -> Person:
    """Take in an event as decisions do."""
    event: PersonEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return person.evolve(known, event, recorded.context)


def rows(id: UUID, known: Person) -> Iterable[PersonRow | HoursRow | AvailabilityRow | LeaveRow]:
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
        TableOf(LeaveRow, "leave", key=("leave",), indexes=(("person",),)),
    ),
)
