"""The inbox of a person: what they are told, why, whether they have read it, and when it is due."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, select

from projections.history import ids_named, shown
from projections.inboxes import (
    Seat,
    own_time,
    own_work,
    seat_of,
    settled,
    time_waits,
    unread,
    work_in_place,
    work_waits,
)
from projections.models.inboxes import DigestRow, MuteRow
from projections.models.notices import NoticeRow
from projections.models.personal_notices import PersonalNoticeRow
from projections.names import called, people_called
from projections.reader import Reader
from projections.tables import to_moment
from projections.view import Order, Page, View
from workdomain.execution.inbox import Digest, Reason, Rhythm
from workdomain.kernel import Message
from workdomain.store.messages import Recorded


class Inbox(Message):
    """What is a person told, why, and what of it is unread?"""

    person: UUID
    """Whose inbox it is."""
    unread: bool = True
    """Only what is not read yet."""
    reason: tuple[Reason, ...] = Field(default=(), max_length=10)
    """Only for these reasons; none is any."""
    item: UUID | None = None
    """Only about this work item."""
    muted: bool = False
    """Also what is about work that they have muted."""
    due: bool = False
    """Only what is due by their digest rules."""


class Notice(Message):
    """Something that a person is told."""

    position: int
    """Its place in the log; it is read by this."""
    at: datetime
    """When it happened."""
    item: UUID
    """What it is about: a work item, or a week, leave, an allocation, a person."""
    title: str
    """What that is called."""
    reason: Reason
    why: str
    """Why the person is told, in words."""
    by: str
    """Name of the person who did it."""
    by_id: UUID
    text: str
    """What they did, in words."""
    unread: bool
    settled: bool
    """Whether it asked for a word that is not waited for any more, whoever gave it; it is read."""
    rhythm: Rhythm
    """Whether it is told at once, or in the digest of a day or a week."""
    due: datetime
    """When it is told; what is told at one time makes up one digest."""
    is_due: bool
    """Whether it is told by now."""


WHY = {
    Reason.NEEDED: "A blocker needs you",
    Reason.APPROVAL: "Your approval is asked for",
    Reason.MENTIONED: "You are mentioned",
    Reason.ASSIGNED: "It was given to you",
    Reason.WATCHING: "You watch it",
    Reason.REMINDED: "You have not handed in your time",
    Reason.ANSWERED: "You asked for it",
    Reason.ALLOCATED: "It is about your time",
    Reason.OVERBOOKED: "There is more work than fits",
}
STOOD_IN = "You stand in for {}, whose approval is asked for"


class _Source(NamedTuple):
    """Notices that lie in one table, and are a person's for one reason."""

    row: type[Any]
    theirs: Callable[[Reader, Seat, Any], ColumnElement[bool]]
    waits: Callable[[Reader, Any], ColumnElement[bool]]
    paged: bool
    """Whether there are many; else one may be there for several reasons, and is told once."""


SOURCES = (
    _Source(NoticeRow, own_work, work_waits, paged=True),
    _Source(PersonalNoticeRow, own_time, time_waits, paged=True),
    _Source(NoticeRow, work_in_place, work_waits, paged=False),
)


class _Found(NamedTuple):
    row: NoticeRow | PersonalNoticeRow
    unread: bool
    settled: bool


def read(reader: Reader, params: Inbox, page: Page) -> list[Notice]:
    """Find the notices of a page, newest first, and what happened, by its place in the log."""
    seat = seat_of(reader, params.person)
    found: dict[int, _Found] = {}
    for source in SOURCES:
        if source.paged or seat.stands_in_for:
            for *row, new, over in _found(reader, params, page, source, seat):
                one = _Found(source.row(*row), new, over)
                found.setdefault(one.row.position, one)
    limit = None if page.limit is None or params.due else page.limit + 1
    newest = sorted(found.values(), key=lambda each: -each.row.position)
    return _told(reader, params, newest[:limit], seat)


def _found(reader: Reader, params: Inbox, page: Page, source: _Source, seat: Seat) -> Iterable[Any]:
    """Find a page of the notices of a source, each with whether it is unread, and settled."""
    c: Any = reader.table(source.row).c
    query = reader.select(source.row).where(source.theirs(reader, seat, c))
    if params.unread:
        over = settled(source.waits(reader, c), c)
        query = query.where(unread(reader, params.person, over, c))
    if params.reason:
        query = query.where(c.reason.in_(params.reason))
    if params.item is not None:
        query = query.where(c.item == params.item)
    if not params.muted:
        mute: Any = reader.table(MuteRow).c
        muted = reader.select(MuteRow, mute.item).where(mute.person == params.person)
        query = query.where(c.item.not_in(muted))
    if page.after is not None:
        query = query.where(c.position < -page.after[0])
    if page.limit is not None and source.paged and not params.due:
        query = query.order_by(c.position.desc()).limit(page.limit + 1)
    # What is waited for is looked up of the page alone.
    found: Any = query.subquery()
    over = settled(source.waits(reader, found.c), found.c)
    return reader.run(select(found, unread(reader, params.person, over, found.c), over))


def _told(reader: Reader, params: Inbox, found: Sequence[_Found], seat: Seat) -> list[Notice]:
    digests = _digests(reader, params.person)
    positions = sorted(each.row.position for each in found)
    stood_in = people_called(reader, seat.stands_in_for)
    stored = reader.work.log.at(positions) if positions else []
    events: list[Recorded] = [reader.work.registry.decode(each) for each in stored]
    # Unlike a history, an inbox shows the names that were true at the moment.
    then = {} if reader.moment.valid_at is None else called(reader, ids_named(events))
    happened = {each.position: each for each in shown(reader, events, then)}
    notices = []
    for row, new, over in found:
        event = happened[row.position]
        digest = digests.get(row.reason) or digests.get(None) or Digest()
        due = digest.due(to_moment(row.told_at))
        if params.due and due > reader.moment.now:
            continue
        notices.append(
            Notice(
                position=row.position,
                at=event.at,
                item=row.item,
                title=event.subject,
                reason=row.reason,
                why=_why(row, seat, stood_in),
                by=event.by,
                by_id=event.by_id,
                text=event.text,
                unread=bool(new),
                settled=bool(over),
                rhythm=digest.rhythm,
                due=due,
                is_due=due <= reader.moment.now,
            )
        )
    return notices


def _why(row: NoticeRow | PersonalNoticeRow, seat: Seat, names: Mapping[UUID, str]) -> str:
    absent = seat.in_place_of(row)
    return WHY[row.reason] if absent is None else STOOD_IN.format(names.get(absent, absent))


def _digests(reader: Reader, person: UUID) -> Mapping[Reason | None, Digest]:
    rows = reader.rows(DigestRow, lambda c: [c.person == person])
    return {row.reason: Digest(row.rhythm, row.hour, row.weekday) for row in rows}


def order(_params: Inbox, row: Notice) -> Order:
    """Sort the newest to the front."""
    return (-row.position,)


inbox = View(
    name="inbox",
    params=Inbox,
    row=Notice,
    key=("position",),
    read=read,
    order=order,
)
