"""A series of recurring work, and which of it is due: plain values in, plain values out.

An occurrence is known by the local time that the rule names for it (the RECURRENCE-ID of RFC 5545),
wherever it was moved to since. What was passed over, in a pause or before the series was set up, is
never made up for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Message, Personal
from workdomain.planning.estimate import Estimate
from workdomain.planning.recurrence_rule import LAST, instant, local_time, occurrences
from workdomain.planning.work_item import Priority
from workdomain.values import Line, Text

DAY = timedelta(days=1)
FRIDAY = 4
MOST_AT_ONCE = 100
"""Work items made by one command at the most; the next one goes on."""
FAR = timedelta(days=40 * 366)
LOOKED_THROUGH = 1_000
"""Occurrences looked through for the next one; whoever leaves out more than that has stopped."""

DaysUntilDue = Annotated[int, Field(ge=0, le=3_660)]
LeadDays = Annotated[int, Field(ge=0, le=366)]


class OnDayOff(StrEnum):
    """What becomes of an occurrence on a day that is off, or on a Saturday or Sunday."""

    KEEP = "keep"
    """It stays on that day."""
    SKIP = "skip"
    """It is left out."""
    NEXT = "next"
    """It is on the next working day."""
    PREVIOUS = "previous"
    """It is on the working day before; made in time only if lead days are given."""


class Occurring(Message):
    """The work item that an occurrence makes; it starts on the day of the occurrence."""

    title: Annotated[Line, Personal()]
    description: Annotated[Text, Personal()] = ""
    kind: Line | None = None
    """What sort of work it is."""
    project: UUID | None = None
    parent: UUID | None = None
    """The work item that each one is a part of."""
    priority: Priority = Priority.NORMAL
    estimate: Estimate | None = None
    assignees: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    due_days: DaysUntilDue | None = 0
    """Calendar days from its first day to its last one; null is never due."""
    calendar: UUID | None = None
    """The work calendar that tells which days are off; null is that of whoever has the work, or
    else the default one."""
    on_day_off: OnDayOff = OnDayOff.KEEP
    """What becomes of one on a day off."""


class Makes(StrEnum):
    """What makes the next work item of a series."""

    AHEAD = "ahead"
    """The time: so many days before its first day, whatever became of the one before."""
    ON_COMPLETION = "on_completion"
    """The end of the one before; the next one is the first that the rule names from that day on."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The rule and contents of a series from an occurrence on, until the next segment."""

    since: datetime
    rule: str
    zone: str
    first: datetime
    lead_days: int
    contents: Occurring


@dataclass(frozen=True, slots=True)
class Special:
    """What is different about one occurrence."""

    to: datetime | None = None
    """Where it was moved to."""
    skipped: str | None = None
    """Why it is left out."""
    contents: Occurring | None = None
    made: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Days of which nothing is made, both ends included; None is without an end."""

    first: date
    last: date | None
    reason: str

    def covers(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Series:
    """What is known of recurring work; one that is not there yet has no segments."""

    segments: tuple[Segment, ...] = ()
    makes: Makes = Makes.AHEAD
    special: Mapping[datetime, Special] = field(default_factory=dict)
    pauses: tuple[Pause, ...] = ()
    last: date | None = None
    """The last day of it, once it was ended."""
    ended_for: str | None = None
    settled: datetime | None = None
    """What comes no later than this is made, or passed over."""
    made: int = 0
    unfinished: UUID | None = None
    """The work item that the next one waits for, if it is made on completion."""
    finished: date | None = None
    """The day on which the one before was finished."""

    @property
    def zone(self) -> str:
        """The time zone of the latest segment."""
        return self.segments[-1].zone if self.segments else "UTC"


class Occurrence(NamedTuple):
    """One time that something of the series is to be done."""

    id: datetime
    """The local time that the rule names."""
    starts: datetime
    """The local time that it is at."""
    at: datetime
    """The moment of that (UTC)."""
    lead_days: int
    zone: str
    contents: Occurring
    settled: bool
    """Whether it was made already, or passed over."""
    skipped: str | None
    """Why it is left out."""
    paused: str | None
    """Why there is a pause then."""

    @property
    def why_not(self) -> str | None:
        """Why nothing is made of it."""
        return self.skipped or self.paused

    @property
    def made_at(self) -> datetime:
        """The moment from which on its work item is made."""
        return instant(self.starts - self.lead_days * DAY, self.zone)


def honouring(each: Occurrence, off: Mapping[date, str]) -> Occurrence:
    """Let an occurrence on a day off go where its series says; what was moved by hand stays."""
    way, day = each.contents.on_day_off, each.starts.date()
    if way is OnDayOff.KEEP or each.starts != each.id or not (why := _off(day, off)):
        return each
    if way is OnDayOff.SKIP:
        return each._replace(skipped=each.skipped or f"{day}: {why}")
    step = DAY if way is OnDayOff.NEXT else -DAY
    while _off(day, off):
        day += step
    starts = datetime.combine(day, each.starts.time())
    return each._replace(starts=starts, at=instant(starts, each.zone))


def _off(day: date, off: Mapping[date, str]) -> str | None:
    """Tell why nobody works on a day."""
    return off.get(day) or (day.strftime("%A") if day.weekday() > FRIDAY else None)


def between(series: Series, after: datetime, before: datetime) -> Iterator[Occurrence]:
    """Walk over the occurrences that the rules name from `after` on and before `before`."""
    for segment, end in zip(series.segments, _ends(series), strict=True):
        low, high = max(after, segment.since), min(before, end)
        if low < high:
            for id in occurrences(segment.rule, segment.first, segment.zone, low, high):
                occurrence = _occurrence(series, segment, id)
                if series.last is None or occurrence.starts.date() <= series.last:
                    yield occurrence


def _ends(series: Series) -> list[datetime]:
    return [*(segment.since for segment in series.segments[1:]), LAST]


def _occurrence(series: Series, segment: Segment, id: datetime) -> Occurrence:
    own = series.special.get(id, ORDINARY)
    starts = own.to or id
    settled = series.settled is not None and id <= series.settled and id not in series.special
    return Occurrence(
        id,
        starts,
        instant(starts, segment.zone),
        segment.lead_days,
        segment.zone,
        own.contents or segment.contents,
        own.made or settled,
        own.skipped,
        next((pause.reason for pause in series.pauses if pause.covers(starts.date())), None),
    )


ORDINARY = Special()


def named(series: Series, id: datetime) -> Occurrence | None:
    """Find the occurrence that is known by this local time; midnight finds the one of the day."""
    exact = next((o for o in between(series, id, id + timedelta(minutes=1)) if o.id == id), None)
    if exact is not None or id.time() != time():
        return exact
    of_the_day = list(islice(between(series, id, id + DAY), 2))
    return of_the_day[0] if len(of_the_day) == 1 else None


def open_from(series: Series, after: datetime) -> Iterator[Occurrence]:
    """Walk over what is still to be made, from a local time on, in the order of the rules."""
    for occurrence in between(series, after, min(after + FAR, LAST)):
        if not occurrence.settled and occurrence.why_not is None:
            yield occurrence


def in_days(series: Series, first: date, last: date) -> list[Occurrence]:
    """List what is on these days, also if it was moved there; the first first."""
    begin, end = datetime.combine(first, time()), datetime.combine(last, time()) + DAY
    usual = [o for o in between(series, begin, end) if o.id not in series.special]
    special = (named(series, id) for id in series.special)
    return sorted(
        [*usual, *(o for o in special if o is not None and begin <= o.starts < end)],
        key=lambda occurrence: (occurrence.starts, occurrence.id),
    )


def due(series: Series, now: datetime) -> list[Occurrence]:
    """List what is to be made by now, the first first; no more than one command makes."""
    if not series.segments:
        return []
    if series.makes is Makes.ON_COMPLETION:
        return _due_on_completion(series, now)
    lead = max(segment.lead_days for segment in series.segments)
    until = max(local_time(now, segment.zone) for segment in series.segments) + (lead + 2) * DAY
    found = list(_moved(series, now))
    for occurrence in between(series, _unsettled(series), min(until, LAST)):
        if len(found) == MOST_AT_ONCE:
            break
        if occurrence.id in series.special:
            continue
        if occurrence.made_at > now:
            break
        if occurrence.why_not is None:
            found.append(occurrence)
    return sorted(found)[:MOST_AT_ONCE]


def _unsettled(series: Series) -> datetime:
    """Tell from where on occurrences are not settled yet."""
    begin = series.segments[0].since
    return begin if series.settled is None else max(begin, series.settled + timedelta(minutes=1))


def _moved(series: Series, now: datetime) -> Iterator[Occurrence]:
    """Find those among the ones with something special that are due, wherever they are now."""
    for id, special in series.special.items():
        occurrence = None if special.made or special.skipped else named(series, id)
        if occurrence and occurrence.why_not is None and occurrence.made_at <= now:
            yield occurrence


def _due_on_completion(series: Series, now: datetime) -> list[Occurrence]:
    if series.unfinished is not None:
        return []
    begin, finished = _unsettled(series), series.finished
    if finished is not None:
        begin = max(begin, datetime.combine(finished, time()))
    window = islice(between(series, begin, min(begin + FAR, LAST)), LOOKED_THROUGH)
    upcoming = next((o for o in window if not o.settled and o.why_not is None), None)
    is_due = upcoming is not None and (series.made > 0 or upcoming.made_at <= now)
    return [upcoming] if upcoming is not None and is_due else []
