"""The parts of an audit report. Every figure names the positions in the log that it comes from."""

from datetime import date, datetime
from uuid import UUID

from projections.history import Happened
from workdomain.execution.task_life import State
from workdomain.kernel import Message

Positions = tuple[int, ...]

Value = str | float | bool | date | tuple[str, ...] | None


class Figure(Message):
    """A number, and the events that it comes from."""

    value: float
    positions: Positions


class Fact(Message):
    """Something that held, and the event that it comes from; null where nothing was said of it."""

    value: Value
    position: int | None


class Subject(Message):
    """What a report is about."""

    kind: str
    """project, person or item"""
    id: UUID
    name: str


class Total(Message):
    """A number at the start and at the end of the time reported on."""

    name: str
    unit: str
    """items or h"""
    before: Figure
    after: Figure


class FieldOverTime(Message):
    """A property at the start and at the end, and the events that changed it in between."""

    field: str
    before: Fact
    after: Fact
    changed: Positions


class ItemOverTime(Message):
    """A work item at the start and at the end; null in a state where it was not there."""

    id: UUID
    title: str
    before: State | None
    after: State | None
    fields: tuple[FieldOverTime, ...]
    spent_h: Figure


class Spell(Message):
    """A stretch of time in which a work item was in a state."""

    state: State
    reason: str | None
    """Why it was blocked."""
    since: datetime
    until: datetime | None
    """Null when it went on at the end."""
    positions: Positions
    """The events that it began and ended with."""


class Lane(Message):
    """The states of a work item, one after the other."""

    id: UUID
    title: str
    spells: tuple[Spell, ...]


class Blocked(Message):
    """A stretch of time in which a work item could not go on."""

    id: UUID
    title: str
    reason: str
    since: datetime
    until: datetime | None
    by: str
    """Who said so."""
    days: Figure
    """Calendar days of it that lie in the time reported on."""


class Estimated(Message):
    """What a work item was thought to take, in person-hours, and what it took."""

    id: UUID
    title: str
    first: Fact
    at_start: Fact
    """When work on it began; null if it did not, or if nobody had estimated it by then."""
    last: Fact
    spent_h: Figure
    """All the time that was ever logged on it."""


class HoursOf(Message):
    """Hours logged by a person, on a work item, or in a week."""

    id: UUID | None
    name: str
    hours: Figure


class Corrected(Message):
    """A time entry that was put right after it was logged."""

    by: str
    at: datetime
    person: str
    day: date
    was: str
    became: str
    reason: str
    hours: float
    """By how much the hours changed."""
    positions: Positions
    """The entry's events up to the correction."""


class Involved(Message):
    """A person who had a hand in it."""

    id: UUID
    name: str
    events: Figure
    """What they did."""
    hours: Figure
    first_at: datetime | None
    last_at: datetime | None


class Point(Message):
    """Totals at the end of a day, in person-hours."""

    day: date
    work_h: float
    done_h: float
    spent_h: float
    positions: Positions
    """What moved them since the point before."""


class Evented(Message):
    """An event that the report rests on."""

    happened: Happened
    inside: bool
    """Whether it happened in the time reported on; others are told because figures rest on them."""


class AuditReport(Message):
    """Who did what when, how things stood before and after, and what that is known from."""

    subject: Subject
    first: date | None
    """The first day reported on; null is from the beginning."""
    last: date | None
    """The last day reported on; null is up to what is known."""
    as_of: int
    """The last log position that is taken into account."""
    known_at: datetime | None
    """When that was recorded; null when nothing was yet."""
    begins: datetime | None
    """The first instant reported on; null when nothing happened."""
    ends: datetime | None
    """The last instant reported on."""
    until: datetime | None
    """Where pictures end: before a long time in which nothing happened."""
    summary: tuple[Total, ...]
    figures: dict[str, Figure]
    """events, people, hours, completed, blocked_days, late, corrections"""
    state: tuple[FieldOverTime, ...]
    items: tuple[ItemOverTime, ...]
    people: tuple[Involved, ...]
    hours_by_person: tuple[HoursOf, ...]
    hours_by_item: tuple[HoursOf, ...]
    hours_by_week: tuple[HoursOf, ...]
    blocked: tuple[Blocked, ...]
    late: Positions
    """What was recorded more than a day after it happened."""
    corrections: tuple[Corrected, ...]
    estimates: tuple[Estimated, ...]
    lanes: tuple[Lane, ...]
    burn_up: tuple[Point, ...]
    events: tuple[Evented, ...]
