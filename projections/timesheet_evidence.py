"""Timesheet evidence: everything that was ever said about one time entry, and who said it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import model_validator
from sqlalchemy import select

from projections.figures import in_hours
from projections.history import shown
from projections.models.entries import EntryRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_words import (
    ApprovedLine,
    TimeApproved,
    TimeReminded,
    WeekDeclaredComplete,
    WeekSubmitted,
)
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import TimeCorrected, TimeLogged, TimeRemoved
from workdomain.kernel import Message
from workdomain.store.log import stream_name
from workdomain.store.messages import Recorded
from workdomain.values import Day


class TimesheetEvidence(Message):
    """What became of a time entry, or of a whole week, from the first word to the last?"""

    entry: UUID | None = None
    """Only what was said of this entry."""
    person: UUID | None = None
    """All that was said of this person's week, if no entry is named."""
    day: Day | None = None
    """Any day of that week; today if left out."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.entry is None) == (self.person is None):
            raise ValueError("Name an entry, or a person and a day of the week")
        return self


class EvidenceRow(Message):
    """Something that was said about the entry."""

    position: int
    """Its place in the log."""
    entry: UUID | None
    """The entry it is about; null if it is about the week."""
    at: datetime
    """When it happened."""
    recorded_at: datetime
    late: bool
    """Whether it was recorded more than a day after it happened."""
    by: str
    text: str
    """What was done, in words."""
    topic: str
    hours: float | None
    """Hours logged, handed in or agreed to by this."""
    billable: bool | None
    """Whether a client may be asked to pay for it, where this says so."""
    why: str | None
    """The reason that was given."""
    rate: str | None
    """What an hour was worth when it was agreed to, and by which rule; null without a rate."""


def read(reader: Reader, params: TimesheetEvidence, _page: Page) -> list[EvidenceRow]:
    """Tell what is known at the moment, of removed entries too; nothing of no entry."""
    id = _asked(reader, params)
    if id is None:
        return []
    log, moment = reader.work.log, reader.moment
    streams = {stream_name(name, id): 0 for name in (week.name, sheet.name)}
    events = [
        recorded
        for recorded in map(reader.work.registry.decode, log.streams(streams, upto=moment.position))
        if moment.valid_at is None or recorded.context.at <= moment.valid_at
    ]
    told = [
        _row(recorded, words, entry)
        for recorded, words in zip(events, shown(reader, events), strict=True)
        for entry in _entries(recorded)
        if params.entry in (None, entry)
    ]
    return sorted(told, key=lambda row: order(params, row))


def _asked(reader: Reader, params: TimesheetEvidence) -> UUID | None:
    """Find the week that is asked for."""
    if params.person is not None:
        return week_id(params.person, params.day or reader.moment.today)
    return None if params.entry is None else _week_of(reader, params.entry)


def _week_of(reader: Reader, entry: UUID) -> UUID | None:
    """Find the week of an entry; of one that is gone, by looking through all there were."""
    for row in reader.rows(EntryRow, lambda c: [c.entry == entry]):
        return week_id(row.person, row.day)
    c: Any = reader.table(EntryRow).c
    gone = select(c.stream).where(c.entry == entry, c.from_position <= reader.moment.position)
    found: UUID | None = reader.connection.execute(gone.limit(1)).scalar()
    return found


def _entries(recorded: Recorded) -> Iterator[UUID | None]:
    """List the entries that an event is about; None is the week."""
    event: Any = recorded.event
    match event:
        case TimeLogged() | TimeCorrected() | TimeRemoved():
            yield event.entry
        case WeekSubmitted() | TimeApproved():
            yield from (line.entry for line in event.lines)
        case WeekDeclaredComplete() | TimeReminded():
            yield None
        case _:
            yield from event.entries


def _row(recorded: Recorded, words: Any, entry: UUID | None) -> EvidenceRow:
    event: Any = recorded.event
    line = next((each for each in getattr(event, "lines", ()) if each.entry == entry), event)
    bill, note = (line.rated.bill, line.note) if isinstance(line, ApprovedLine) else (None, "")
    minutes = getattr(line, "minutes", None)
    return EvidenceRow(
        position=words.position,
        entry=entry,
        at=words.at,
        recorded_at=words.recorded_at,
        late=words.late,
        by=words.by,
        text=words.text,
        topic=words.topic,
        hours=None if minutes is None else in_hours(minutes),
        billable=getattr(line, "billable", None),
        why=getattr(event, "reason", None) or note or None,
        rate=bill and f"{bill.per_h} {bill.currency} ({bill.rule.value})",
    )


def order(_params: TimesheetEvidence, row: EvidenceRow) -> Order:
    """Sort by place in the log."""
    return (row.position, str(row.entry or ""))


timesheet_evidence = View(
    name="timesheet-evidence",
    params=TimesheetEvidence,
    row=EvidenceRow,
    key=("position", "entry"),
    read=read,
    order=order,
)
