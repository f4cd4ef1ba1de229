"""Imports iCalendar files (RFC 5545): leave of a person, days off of a calendar, milestones.

Events become ordinary commands; once more adds only what is new, as ids follow from the events'
own. Recurring events are written out for two years from their first day.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from service.imports.jira_pages import NothingToImport
from service.imports.rejects import Reject, write_rejects
from workdomain.execution.clock_time import parts_of
from workdomain.kernel import Command, Context
from workdomain.people.person import LeaveKind, RecordLeave
from workdomain.people.work_calendar import AddDayOff
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR
from workdomain.work import Work

EVENTS = UUID("1a0e53c4-6f0c-5b57-8c8d-3b6d0b6c9a11")
"""The namespace of imported events; another one would import everything anew."""
A_DAY = timedelta(days=1)
BOM = b"\xef\xbb\xbf"
AHEAD = timedelta(days=2 * 366)
MOST = 1_000
"""Occurrences of one event."""
MOST_LINE = 300


class Into(StrEnum):
    """What events become: leave of a kind, days off of a work calendar, milestones of a project."""

    VACATION = "vacation"
    SICK = "sick"
    PARENTAL = "parental"
    HOLIDAY = "holiday"
    OTHER = "other"
    DAYS_OFF = "days-off"
    MILESTONES = "milestones"


class Day(NamedTuple):
    """An event, or one occurrence of it, as whole days or as minutes of one day."""

    uid: str
    title: str
    first: date
    last: date
    minutes: int | None
    """Of the one day; null for whole days."""


@dataclass
class CalendarSummary:
    """What an import came to."""

    files: int = 0
    days: int = 0
    """Events and occurrences that were taken."""
    commands: int = 0
    new: int = 0
    quiet: int = 0
    known: int = 0
    dry_run: bool = False
    rejects: list[Reject] = field(default_factory=list)


def import_calendars(
    work: Work,
    files: Sequence[Path],
    into: Into,
    of: UUID,
    *,
    zone: str = "UTC",
    dry_run: bool = False,
    rejects: Path | None = None,
) -> CalendarSummary:
    """Import these files for a person, a work calendar or a project. Raises NothingToImport."""
    summary = CalendarSummary(dry_run=dry_run)
    asked: list[tuple[UUID, Command, Context]] = []
    for path in files:
        if not path.is_file():
            raise NothingToImport(f"There is no file {path}")
        summary.files += 1
        for found in read_days(path, zone):
            if isinstance(found, Reject):
                summary.rejects.append(found)
                continue
            summary.days += 1
            asked += _commands(found, into, of, work.now())
    summary.commands = len(asked)
    if not dry_run and asked:
        for (_, command, _), answer in zip(asked, work.do_all(asked), strict=True):
            if isinstance(answer, Exception):
                what = type(command).__name__
                summary.rejects.append(Reject("refused", what, str(answer)))
            elif answer.repeated:
                summary.known += 1
            else:
                summary.new += bool(answer.events)
                summary.quiet += not answer.events
    if rejects is not None:
        write_rejects(rejects, summary.rejects)
    return summary


def _commands(
    day: Day, into: Into, of: UUID, now: datetime
) -> Iterator[tuple[UUID, Command, Context]]:
    id = uuid5(EVENTS, f"{into} {of} {day.uid} {day.first}")
    context = Context(OPERATOR, now, uuid5(id, "import"))
    title = day.title[:MOST_LINE] or "Unnamed"
    match into:
        case Into.DAYS_OFF:
            for number in range((day.last - day.first).days + 1):
                each = day.first + number * A_DAY
                own = Context(OPERATOR, now, uuid5(id, each.isoformat()))
                yield of, AddDayOff(day=each, name=title), own
        case Into.MILESTONES:
            item = AddWorkItem(
                title=title, project=of, start=day.last, due=day.last, shape=Shape.MILESTONE
            )
            yield id, item, context
        case _:
            leave = RecordLeave(
                leave=id,
                first=day.first,
                last=day.last,
                minutes_per_day=day.minutes,
                kind=LeaveKind(into),
                note=day.title,
            )
            yield of, leave, context


def read_days(path: Path, zone: str) -> list[Day | Reject]:
    """Read the events of a file; what cannot be read is told, and the rest is read all the same."""
    found: list[Day | Reject] = []
    with warnings.catch_warnings(record=True) as doubts:
        warnings.simplefilter("always")
        for number, event in enumerate(_events(path, found), 1):
            where = f"{path.name}, event {number}"
            try:
                found += _days(event, zone, where)
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
                found.append(Reject(where, "event", f"it cannot be read: {error}"))
    told = dict.fromkeys(str(each.message) for each in doubts)
    return [*found, *(Reject(path.name, "doubt", each) for each in told)]


def _events(path: Path, found: list[Day | Reject]) -> list[Any]:
    text = path.read_bytes().removeprefix(BOM)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        found.append(Reject(path.name, "file", f"it is no iCalendar file: {error}"))
        return []
    if not events:
        found.append(Reject(path.name, "file", "there is no event in it"))
    return events


def _days(event: Any, zone: str, where: str) -> Iterable[Day | Reject]:
    begin = event.get("DTSTART")
    if begin is None:
        return [Reject(where, "event", "it has no beginning")]
    first, until = begin.dt, _end(event, begin.dt)
    title = str(event.get("SUMMARY", "")).strip()
    uid = str(event.get("UID", "")) or f"{title} {first}"
    length = until - first
    found: list[Day | Reject] = []
    for start in _starts(event, first):
        found += _one(uid, title, start, start + length, zone, where)
    return found


def _end(event: Any, first: Any) -> Any:
    """Tell the end, which is no part of it: an event on a day without an end lasts that day."""
    if (end := event.get("DTEND")) is not None:
        if isinstance(end.dt, datetime) is not isinstance(first, datetime):
            raise ValueError("it begins on a day and ends at a time, or the other way round")
        if not isinstance(first, datetime) and end.dt == first:
            return first + A_DAY  # many write the day itself, and mean that day
        return end.dt
    if (length := event.get("DURATION")) is not None:
        return first + length.dt
    return first if isinstance(first, datetime) else first + A_DAY


def _starts(event: Any, first: Any) -> list[Any]:
    """Name the beginning of each occurrence, two years ahead at the most."""
    rule = event.get("RRULE")
    if rule is None:
        return [first]
    naive = (
        first.replace(tzinfo=None)
        if isinstance(first, datetime)
        else (datetime.combine(first, datetime.min.time()))
    )
    text = rule.to_ical().decode()
    left_out = {_naive(each.dt) for each in _exceptions(event)}
    text = ";".join(part for part in text.split(";") if not part.startswith("UNTIL="))
    last = naive + AHEAD
    if "UNTIL" in rule:
        last = min(last, _naive(rule["UNTIL"][0]))
    found: list[Any] = []
    for each in rrulestr(text, dtstart=naive):
        if each > last or len(found) >= MOST:
            break
        if each not in left_out:
            zoned = isinstance(first, datetime)
            found.append(each.replace(tzinfo=first.tzinfo) if zoned else each.date())
    return found


def _exceptions(event: Any) -> Iterator[Any]:
    told = event.get("EXDATE", [])
    for each in told if isinstance(told, list) else [told]:
        yield from each.dts


def _naive(moment: Any) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, datetime.min.time())


def _one(uid: str, title: str, begin: Any, end: Any, zone: str, where: str) -> list[Day | Reject]:
    """Make days of one occurrence; times without a zone are those of the one that is named."""
    if not isinstance(begin, datetime):
        last = end - A_DAY
        if last < begin:
            return [Reject(where, "event", "it ends before it begins")]
        return [Day(uid, title, begin, last, None)]
    begin, end = (
        each if each.tzinfo else each.replace(tzinfo=ZoneInfo(zone)) for each in (begin, end)
    )
    if end <= begin:
        return [Reject(where, "event", "it has no length: nobody is away then")]
    cut = parts_of(begin.astimezone(UTC), end.astimezone(UTC), zone)
    return [Day(uid, title, part.day, part.day, part.minutes) for part in cut]
