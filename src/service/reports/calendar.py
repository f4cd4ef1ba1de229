"""A calendar of a person or a project, as iCalendar (RFC 5545): leave, due days, milestones.

The same log, parameters and day give the same bytes: what stamps an event is the beginning of the
day asked for, and an event's id is that of what it tells of, wherever it is moved.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Self
from uuid import UUID, uuid5

from icalendar import Calendar, Event
from pydantic import model_validator

from projections.leave import RECORDED, leave_taken
from projections.models.allocations import AllocationRow
from projections.models.items import OPEN_STATES, ItemRow, ShareRow
from projections.models.projects import ProjectRow
from projections.models.schedules import BarRow, ScheduleRow
from projections.models.specifications import SpecificationRow
from projections.names import people_called, projects_called
from projections.plans.people import bars_of, worked
from projections.plans.published import items_of
from projections.reader import Reader
from projections.view import When
from projections.views import Views
from service.reports.plan_drawings.plan_values import Bar
from workdomain.execution.allocation import Standing
from workdomain.execution.leave import Answer
from workdomain.kernel import Message
from workdomain.planning.shape import Shape

A_DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)
PRODUCT = "-//workdomain//calendar//EN"


class CalendarOf(Message):
    """The days of a person or a project, for a calendar: leave, work that is due, milestones."""

    person: UUID | None = None
    """Whose: leave, planned work, open work that is due, and time that is allocated."""
    project: UUID | None = None
    """Of which project: its days, milestones, open work that is due."""

    @model_validator(mode="after")
    def _is_of_one(self) -> Self:
        if (self.person is None) == (self.project is None):
            raise ValueError("Give a person or a project")
        return self


class Entry(Message):
    """Something on some whole days, both ends included."""

    id: UUID
    first: date
    last: date
    title: str
    kind: str
    """leave, planned, due, milestone, allocation; begins or ends, of a project."""


class Entries(Message):
    """The calendar before it is written."""

    name: str
    stamp: datetime
    entries: tuple[Entry, ...]


def build(views: Views, params: CalendarOf, when: When) -> Entries:
    """Collect what is on which days."""
    with views.reader(when) as reader:
        if params.person is not None:
            name = people_called(reader, [params.person]).get(params.person, "somebody")
            found = [*_of_person(reader, params.person)]
        else:
            project = params.project or UUID(int=0)
            name = projects_called(reader, [project]).get(project, "a project")
            found = [*_of_project(reader, project)]
        ordered = tuple(sorted(found, key=lambda each: (each.first, each.title, str(each.id))))
        stamp = datetime.combine(reader.moment.today, time(), UTC)
        return Entries(name=name, stamp=stamp, entries=ordered)


def _of_person(reader: Reader, person: UUID) -> Iterator[Entry]:
    for away in leave_taken(reader, date.min, date.max, person=person):
        if away.state in (RECORDED, Answer.APPROVED):
            title = f"Away ({away.kind})"
            yield _entry(away.leave, away.first, away.last, title, "leave")

    def theirs(c: Any) -> list[Any]:
        return [c.person == person, c.standing == Standing.ALLOCATED]

    kept = reader.rows(AllocationRow, theirs)
    keys = projects_called(reader, (row.project for row in kept))
    for row in kept:
        work = keys.get(row.project, "work") if row.project else "work"
        sure = " (tentative)" if row.tentative else ""
        yield _entry(row.id, row.first, row.last, f"{row.amount} for {work}{sure}", "allocation")
    yield from _planned(reader, lambda bar, _item: str(person) in bar.people)
    share: Any = reader.table(ShareRow).c
    own = reader.select(ShareRow, share.item).where(share.person == person)
    due = reader.rows(ItemRow, lambda c: [c.id.in_(own), c.due.is_not(None)])
    yield from (each for row in due if str(person) in row.assignees for each in _due(row))
    spec: Any = reader.table(SpecificationRow).c
    milestones = reader.select(SpecificationRow, spec.item).where(
        spec.owner == person, spec.shape == Shape.MILESTONE
    )
    for one in reader.rows(ItemRow, lambda c: [c.id.in_(milestones), c.due.is_not(None)]):
        if str(person) not in one.assignees and one.due is not None:
            yield _entry(one.id, one.due, one.due, one.title, "milestone")


def _of_project(reader: Reader, project: UUID) -> Iterator[Entry]:
    for row in reader.rows(ProjectRow, lambda c: [c.id == project]):
        for day, word in ((row.starts, "begins"), (row.ends, "ends")):
            if day is not None:
                yield _entry(row.id, day, day, f"{row.name} {word}", word)
    yield from _planned(reader, lambda _bar, item: item.project == project)
    items = reader.rows(ItemRow, lambda c: [c.project == project, c.due.is_not(None)])
    specified = {
        row.item for row in reader.rows(SpecificationRow, lambda c: [c.shape == Shape.MILESTONE])
    }
    for item in items:
        if item.id in specified and item.due is not None:
            yield _entry(item.id, item.due, item.due, item.title, "milestone")
        elif item.state in OPEN_STATES:
            yield from _due(item)


def _planned(reader: Reader, meant: Callable[[BarRow, ItemRow], bool]) -> Iterator[Entry]:
    """Tell when open work is to be done by the plans that hold; it is one event, wherever moved."""
    for schedule in reader.rows(ScheduleRow, lambda c: [c.published.is_not(None)]):
        bars = bars_of(reader, schedule.id, schedule.published or 0)
        items = items_of(reader, bars)
        for bar in bars:
            item = items.get(bar.item)
            if item is None or item.state not in OPEN_STATES or not meant(bar, item):
                continue
            for number, (first, last) in enumerate(days_of(worked(bar))):
                id = _of_piece(item.id, number)
                yield _entry(id, first, last, f"Planned: {item.title}", "planned")


def planned_entries(bars: Iterable[Bar], plan: UUID, zone: tzinfo = UTC) -> Iterator[Entry]:
    """Tell when work is to be done by a plan, in whole days of a zone; a milestone is one day.

    An event keeps its id wherever the plan moves it, and work that two plans hold is two events.
    Work that is laid aside is an event for each run of days that it is worked on.
    """
    for bar in bars:
        since = bar.finish if bar.milestone else bar.start
        for number, (first, last) in enumerate(days_of(bar.pieces or [(since, bar.finish)], zone)):
            id = _of_piece(uuid5(plan, bar.id), number)
            yield _entry(id, first, last, f"Planned: {bar.name}", "planned")


def days_of(
    spans: Iterable[tuple[datetime, datetime]], zone: tzinfo = UTC
) -> list[tuple[date, date]]:
    """Tell the first and last days of spans in order, those that share or adjoin days as one.

    What ends at midnight ends on the day before.
    """
    days: list[tuple[date, date]] = []
    for start, finish in spans:
        last = max(start, finish - A_MOMENT).astimezone(zone).date()
        first = start.astimezone(zone).date()
        if days and first <= days[-1][1] + A_DAY:
            first = days.pop()[0]
        days.append((first, last))
    return days


def _of_piece(id: UUID, number: int) -> UUID:
    """Make the id of a piece; the first has that of the whole, which was known before."""
    return uuid5(id, str(number)) if number else id


def _due(row: ItemRow) -> Iterator[Entry]:
    if row.due is not None:
        yield _entry(row.id, row.due, row.due, f"Due: {row.title}", "due")


def _entry(id: UUID, first: date, last: date, title: str, kind: str) -> Entry:
    return Entry(id=id, first=first, last=last, title=title, kind=kind)


def render(entries: Entries) -> bytes:
    """Write it as iCalendar: whole days, and the end is the day after (RFC 5545, 3.6.1)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", entries.name)
    for each in entries.entries:
        event = Event()
        event.add("uid", f"{each.kind}-{each.id}@workdomain")
        event.add("dtstamp", entries.stamp)
        event.add("dtstart", each.first)
        event.add("dtend", each.last + A_DAY)
        event.add("summary", each.title)
        event.add("categories", [each.kind])
        event.add("transp", "OPAQUE" if each.kind == "leave" else "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def render_json(entries: Entries) -> bytes:
    """Write it as JSON."""
    return entries.model_dump_json().encode()
