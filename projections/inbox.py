"""The inbox of a person: what they are told, why, whether they have read it, and when it is due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, not_, or_

from projections.history import ids_named, shown
from projections.models.inboxes import DigestRow, InboxRow, MarkRow, MuteRow
from projections.models.notices import NoticeRow
from projections.names import called
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
    title: str
    """The work item's title."""
    reason: Reason
    why: str
    """Why the person is told, in words."""
    by: str
    """Name of the person who did it."""
    by_id: UUID
    text: str
    """What they did, in words."""
    unread: bool
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
}


def read(reader: Reader, params: Inbox, page: Page) -> list[Notice]:
    """Find the notices of a page, newest first, and what happened, by its place in the log."""
    c: Any = reader.table(NoticeRow).c
    unread = _unread(reader, params.person, c)
    query = reader.select(NoticeRow, *reader.fields(NoticeRow), unread)
    query = query.where(c.person == params.person).order_by(c.position.desc())
    if params.unread:
        query = query.where(unread)
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
    if page.limit is not None and not params.due:
        query = query.limit(page.limit + 1)
    found = [(NoticeRow(*row[:-1]), bool(row[-1])) for row in reader.run(query)]
    return _told(reader, params, found)


def _unread(reader: Reader, person: UUID, c: Any) -> ColumnElement[bool]:
    """Say, in SQL, that a notice is unread: behind what is read, but for single ones."""
    read_up_to = max(
        (row.read_up_to for row in reader.rows(InboxRow, lambda c: [c.person == person])), default=0
    )
    mark: Any = reader.table(MarkRow).c
    marks = reader.select(MarkRow, mark.position).where(mark.person == person)
    return or_(
        and_(c.position > read_up_to, c.position.not_in(marks.where(mark.read))),
        c.position.in_(marks.where(not_(mark.read))),
    )


def _told(reader: Reader, params: Inbox, found: list[tuple[NoticeRow, bool]]) -> list[Notice]:
    digests = _digests(reader, params.person)
    positions = sorted(row.position for row, _ in found)
    stored = reader.work.log.at(positions) if positions else []
    events: list[Recorded] = [reader.work.registry.decode(each) for each in stored]
    # Unlike a history, an inbox shows the names that were true at the moment.
    then = {} if reader.moment.valid_at is None else called(reader, ids_named(events))
    happened = {each.position: each for each in shown(reader, events, then)}
    notices = []
    for row, unread in found:
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
                why=WHY[row.reason],
                by=event.by,
                by_id=event.by_id,
                text=event.text,
                unread=unread,
                rhythm=digest.rhythm,
                due=due,
                is_due=due <= reader.moment.now,
            )
        )
    return notices


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
