"""Who there is, what they have to do, and how much time they have for it, at one moment.

A fixed number of queries, each by an index: what they cost depends on the people and their open
work, not on how long the log is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, union

from projections.models.entries import EntryRow
from projections.models.items import ItemRow, ShareRow
from projections.models.people import (
    AvailabilityRow,
    HoursRow,
    LeaveRow,
    OnCalendarRow,
    PersonRow,
)
from projections.models.projects import ProjectRow
from projections.models.work_calendars import DayOffRow
from projections.reader import Reader
from workdomain.scheduling.calendar import Calendar, Leave, Week
from workdomain.scheduling.load import Demand

Among = Sequence[UUID] | None
"""The people a question is about; None is everyone."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person; whoever has work but is not known at the moment has no name."""

    id: UUID
    name: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A person's part in an open work item, and whose project it belongs to."""

    demand: Demand
    project: UUID | None


@dataclass(frozen=True)
class Desks:
    """What lies on everyone's desk, by person."""

    people: Sequence[Who]
    tasks: Mapping[UUID, Sequence[Task]]
    calendars: Mapping[UUID, Calendar]

    def calendar(self, person: UUID) -> Calendar:
        """Tell what is known of a person's time; perhaps nothing."""
        return self.calendars.get(person, UNKNOWN)


UNKNOWN = Calendar()
NO_DAYS: frozenset[date] = frozenset()


def desks(reader: Reader, since: date, among: Sequence[Who] | None = None) -> Desks:
    """Look at the open work and, from a day on, the time of these people; None is everyone."""
    everyone = among is None
    people = known(reader) if among is None else among
    ids = None if everyone else [who.id for who in people]
    mine = tasks(reader, ids)
    names = {who.id for who in people}
    strangers = [Who(id) for id in sorted(mine) if id not in names]
    return Desks([*people, *strangers], mine, calendars(reader, since, ids))


def known(
    reader: Reader, person: UUID | None = None, team: str | None = None, among: Among = None
) -> list[Who]:
    """List the people who are known at the moment, as far as they are meant."""
    c: Any = reader.table(PersonRow).c
    query = reader.select(PersonRow, c.id, c.name, c.team)
    if person is not None:
        query = query.where(c.id == person)
    if team is not None:
        query = query.where(c.team == team)
    if among is not None:
        query = query.where(c.id.in_(among))
    return [Who(*found) for found in reader.run(query)]


def involved(reader: Reader, project: UUID, first: date, last: date) -> list[UUID]:
    """Find who is a member of a project, has open work in it, or logged time on it between days."""
    c: Any = reader.table(ProjectRow).c
    found = reader.run(reader.select(ProjectRow, c.members).where(c.id == project))
    members = [UUID(member) for row in found for member in row.members]
    share: Any = reader.table(ShareRow).c
    item: Any = reader.table(ItemRow).c
    entry: Any = reader.table(EntryRow).c
    assigned = reader.select(ShareRow, share.person).where(
        share.project == project, share.person.is_not(None)
    )
    worked = reader.select(EntryRow, entry.person).where(
        entry.item.in_(reader.select(ItemRow, item.id).where(item.project == project)),
        entry.day >= first,
        entry.day <= last,
    )
    return [*members, *(row.person for row in reader.run(_either(assigned, worked)))]


def _either(one: Select[Any], other: Select[Any]) -> Select[Any]:
    both = union(one, other).subquery()
    return select(both.c.person)


def tasks(reader: Reader, among: Among) -> dict[UUID, list[Task]]:
    """Read everyone's parts in open work."""
    c: Any = reader.table(ShareRow).c
    query = reader.select(
        ShareRow, c.person, c.item, c.remaining_h, c.start, c.due, c.assignees, c.project
    ).where(_theirs(c.person, among))
    mine = defaultdict[UUID, list[Task]](list)
    for person, item, remaining_h, start, due, assignees, project in reader.run(query):
        minutes = None if remaining_h is None else remaining_h * 60
        mine[person].append(Task(Demand(item, minutes, start, due, assignees), project))
    for each in mine.values():
        each.sort(key=lambda task: task.demand.item)  # whatever order a database finds them in
    return mine


def _theirs(column: Any, among: Among) -> ColumnElement[bool]:
    theirs: ColumnElement[bool] = column.is_not(None) if among is None else column.in_(among)
    return theirs


@dataclass
class _Facts:
    hours: list[tuple[date, Week]] = field(default_factory=list)
    availability: list[tuple[date, float]] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    on: dict[date, UUID | None] = field(default_factory=dict)
    """The calendar that someone is on, from a day on."""


def calendars(reader: Reader, since: date, among: Among) -> dict[UUID, Calendar]:
    """Read everyone's working hours, availability, and leaves that end on a day or later."""
    facts = defaultdict[UUID, _Facts](_Facts)
    for person, day, minutes in _dated(reader, HoursRow, "minutes", among):
        facts[person].hours.append((day, minutes))
    for person, day, percent in _dated(reader, AvailabilityRow, "percent", among):
        facts[person].availability.append((day, percent))
    c: Any = reader.table(LeaveRow).c
    query = reader.select(LeaveRow, c.person, c.first, c.last, c.minutes_per_day)
    for person, *leave in reader.run(query.where(_theirs(c.person, among), c.last >= since)):
        facts[person].leaves.append(Leave(*leave))
    for person, day, calendar in _dated(reader, OnCalendarRow, "calendar", among):
        facts[person].on[day] = calendar
    off = _days_off(reader, since, facts.values())
    return {
        person: Calendar(
            tuple(each.hours),
            tuple(each.availability),
            tuple(each.leaves),
            _holidays(each.on, off) if each.on else NO_DAYS,
        )
        for person, each in facts.items()
    }


def _days_off(
    reader: Reader, since: date, facts: Iterable[_Facts]
) -> Mapping[UUID | None, Sequence[date]]:
    """Read the days off from a day on, of the calendars that anybody is on."""
    wanted = {id for each in facts for id in each.on.values() if id is not None}
    off = defaultdict[UUID | None, list[date]](list)
    if wanted:
        c: Any = reader.table(DayOffRow).c
        query = reader.select(DayOffRow, c.calendar, c.day)
        for calendar, day in reader.run(query.where(c.calendar.in_(wanted), c.day >= since)):
            off[calendar].append(day)
    return off


def _holidays(
    on: Mapping[date, UUID | None], off: Mapping[UUID | None, Sequence[date]]
) -> frozenset[date]:
    """Find the days that are off by the calendar that holds on each of them."""
    begins = sorted(on)
    return frozenset(
        day
        for begin, end in zip(begins, [*begins[1:], date.max], strict=True)
        for day in off.get(on[begin], ())
        if begin <= day < end
    )


def _dated(reader: Reader, row: type[Any], value: str, among: Among) -> Iterable[Any]:
    c: Any = reader.table(row).c
    query = reader.select(row, c.person, c.valid_from, c[value])
    return reader.run(query.where(_theirs(c.person, among)))


def logged(reader: Reader, first: date, last: date, among: Among) -> dict[UUID, dict[date, float]]:
    """Sum the minutes that everyone logged, by day, in the database."""
    c: Any = reader.table(EntryRow).c
    everyone: Any = among
    if among is None:  # by person, so that the index leads straight to the days that are asked for
        everyone = reader.select(PersonRow, reader.table(PersonRow).c.id)
    query = (
        reader.select(EntryRow, c.person, c.day, func.sum(c.minutes))
        .where(c.person.in_(everyone), c.day >= first, c.day <= last)
        .group_by(c.person, c.day)
    )
    minutes = defaultdict[UUID, dict[date, float]](dict)
    for person, day, total in reader.run(query):
        minutes[person][day] = float(total)
    return minutes
