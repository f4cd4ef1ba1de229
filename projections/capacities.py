"""Who there is, what they have to do, and how much time they have for it, at one moment.

A fixed number of queries, each by an index: what they cost depends on the people and their open
work, not on how long the log is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select, union

from projections.days_off import days_off, defaults
from projections.kept import kept_time
from projections.models.allocations import AllocationRow
from projections.models.entries import EntryRow
from projections.models.items import ItemRow, ShareRow
from projections.models.people import (
    AvailabilityRow,
    EmploymentRow,
    HoursRow,
    LeaveRow,
    OnCalendarRow,
    PersonRow,
)
from projections.models.projects import ProjectRow
from projections.models.teams import TeamRow
from projections.reader import Reader
from projections.tentative import Weighing
from workdomain.execution.allocation import Standing
from workdomain.people.default_calendar import Dated, in_layers
from workdomain.people.work_calendar import Days, over_time
from workdomain.scheduling.calendar import Calendar, Leave, Week, outside
from workdomain.scheduling.keeping import Desk, Kept, Work, ahead, side_by_side
from workdomain.scheduling.load import Demand

Among = Sequence[UUID] | None
"""The people a question is about; None is everyone."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person; whoever has work but is not known at the moment has no name."""

    id: UUID
    name: str | None = None
    team: str | None = None
    skills: tuple[str, ...] = ()
    department: str | None = None


Task = Work
"""A person's part in an open work item, and whose project it belongs to."""


@dataclass(frozen=True)
class Desks:
    """What lies on everyone's desk, by person."""

    people: Sequence[Who]
    tasks: Mapping[UUID, Sequence[Task]]
    calendars: Mapping[UUID, Calendar]
    kept: Mapping[UUID, Sequence[Kept]]
    """Their time that is allocated, from today on."""

    def desk(self, person: UUID, today: date) -> Desk:
        """Put a person's work and the time that is kept for it side by side."""
        tasks, kept = self.tasks.get(person, ()), self.kept.get(person, ())
        calendar = self.calendar(person)
        left = [piece for each in kept for piece in ahead(each, calendar, today)]
        return side_by_side(tasks, left, today)

    def calendar(self, person: UUID) -> Calendar:
        """Tell what is known of a person's time; perhaps nothing."""
        return self.calendars.get(person, UNKNOWN)


UNKNOWN = Calendar()


def desks(
    reader: Reader,
    since: date,
    among: Sequence[Who] | None = None,
    tentative: Weighing = Weighing.NONE,
) -> Desks:
    """Look at the open work and, from a day on, the time of these people; None is everyone."""
    everyone = among is None
    people = known(reader) if among is None else among
    ids = None if everyone else [who.id for who in people]
    mine, kept = tasks(reader, ids), kept_time(reader, ids, tentative)
    names = {who.id for who in people}
    strangers = [Who(id) for id in sorted({*mine, *kept}) if id not in names]
    return Desks([*people, *strangers], mine, calendars(reader, since, ids), kept)


def known(
    reader: Reader, person: UUID | None = None, team: str | None = None, among: Among = None
) -> list[Who]:
    """List the people who are known at the moment, as far as they are meant."""
    c: Any = reader.table(PersonRow).c
    query = reader.select(PersonRow, c.id, c.name, c.team, c.skills)
    if person is not None:
        query = query.where(c.id == person)
    if team is not None:
        query = query.where(c.team == team)
    if among is not None:
        query = query.where(c.id.in_(among))
    departments = {row.name.casefold(): row.department for row in reader.rows(TeamRow)}
    return [
        Who(
            id,
            name,
            team,
            tuple(skill for skill, _ in skills),
            departments.get(team.casefold()) if team else None,
        )
        for id, name, team, skills in reader.run(query)
    ]


def involved(reader: Reader, project: UUID, first: date, last: date) -> list[UUID]:
    """Find who is a member of a project, has work or time kept, or logged time between days."""
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
    kept: Any = reader.table(AllocationRow).c
    allocated = reader.select(AllocationRow, kept.person).where(
        kept.project == project, kept.standing == Standing.ALLOCATED, kept.last >= first
    )
    theirs = reader.run(_either(assigned, worked, allocated))
    return [*members, *(row.person for row in theirs)]


def _either(*queries: Select[Any]) -> Select[Any]:
    together = union(*queries).subquery()
    return select(together.c.person)


def tasks(reader: Reader, among: Among) -> dict[UUID, list[Task]]:
    """Read everyone's parts in open work.

    There are thousands of them, of few people, projects and days: each of these is decoded once.
    """
    mine = defaultdict[bytes, list[Task]](list)
    ids, days = _Once(lambda raw: UUID(bytes=raw)), _Once(date.fromisoformat)
    found = reader.plain(ShareRow, lambda c: [_theirs(c.person, among)])
    for row in sorted(found, key=attrgetter("item")):  # whatever order a database finds them in
        minutes = None if row.remaining_h is None else row.remaining_h * 60
        start, due = days[row.start], days[row.due]
        demand = Demand(UUID(bytes=row.item), minutes, start, due, row.assignees)
        mine[row.person].append(Task(demand, ids[row.project]))
    return {UUID(bytes=person): tasks for person, tasks in mine.items()}


class _Once(dict[Any, Any]):
    """Decodes each value once; None stays None."""

    def __init__(self, decode: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._decode = decode

    def __missing__(self, raw: Any) -> Any:
        decoded = self[raw] = self._decode(raw)
        return decoded


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
    e: Any = reader.table(EmploymentRow).c
    employed = reader.select(EmploymentRow, e.person, e.first, e.last)
    for person, first, last in reader.run(employed.where(_theirs(e.person, among))):
        facts[person].leaves += outside(first, last)
    for person, day, calendar in _dated(reader, OnCalendarRow, "calendar", among):
        facts[person].on[day] = calendar
    default = defaults(reader)
    on = {person: in_layers(each.on, default) for person, each in facts.items()}
    off = days_off(reader, {id for dated in on.values() for id in dated.values()}, since)
    by_default = _holidays(default, off)
    return {
        person: Calendar(
            tuple(each.hours),
            tuple(each.availability),
            tuple(each.leaves),
            _holidays(on[person], off) if each.on else by_default,
        )
        for person, each in facts.items()
    }


def _holidays(on: Dated, off: Mapping[UUID | None, Days]) -> frozenset[date]:
    """Find the days that are off by the calendar that holds on each of them."""
    return frozenset(over_time(on, lambda calendar: off.get(calendar, {})))


def _dated(reader: Reader, row: type[Any], value: str, among: Among) -> Iterable[Any]:
    c: Any = reader.table(row).c
    query = reader.select(row, c.person, c.valid_from, c[value])
    return reader.run(query.where(_theirs(c.person, among)))


@dataclass(frozen=True)
class Logged:
    """Minutes that somebody logged, by day."""

    minutes: dict[date, float] = field(default_factory=dict)
    billable: dict[date, float] = field(default_factory=dict)
    """Those of them that a client may be asked to pay for; only of days with any."""


NOTHING_LOGGED = Logged()


def logged(reader: Reader, first: date, last: date, among: Among) -> dict[UUID, Logged]:
    """Sum the minutes that everyone logged, by day, in the database."""
    c: Any = reader.table(EntryRow).c
    everyone: Any = among
    if among is None:  # by person, so that the index leads straight to the days that are asked for
        everyone = reader.select(PersonRow, reader.table(PersonRow).c.id)
    billable = func.sum(case((c.billable, c.minutes), else_=0))
    query = (
        reader.select(EntryRow, c.person, c.day, func.sum(c.minutes), billable)
        .where(c.person.in_(everyone), c.day >= first, c.day <= last)
        .group_by(c.person, c.day)
    )
    found = defaultdict[UUID, Logged](Logged)
    for person, day, total, paid in reader.run(query):
        mine = found[person]
        mine.minutes[day] = float(total)
        if paid:
            mine.billable[day] = float(paid)
    return found
