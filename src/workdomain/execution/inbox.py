"""The inbox of a person: what of it they have read, what is muted, and when they want to be told.

What is *in* an inbox follows from what happens to work (`projections/inbox.py`); this stream, which
has the id of its person, holds what they do with it. A notice goes by its event's log position.

read up to 40 -> 12 unread again -> 55 read -> read up to 60: all to 60 are read
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Decider, Event, Look
from workdomain.people.person import must_be_known
from workdomain.planning.work_item import NoSuchWorkItem

Position = Annotated[int, Field(ge=1, lt=1 << 62)]
Hour = Annotated[int, Field(ge=0, le=23)]
Weekday = Annotated[int, Field(ge=0, le=6)]

DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why somebody is told; the first that applies is what they are told."""

    NEEDED = "needed"
    """A blocker needs them."""
    APPROVAL = "approval"
    """Their approval is asked for."""
    MENTIONED = "mentioned"
    """A comment mentions them."""
    ASSIGNED = "assigned"
    """Work was given to them, to do or to answer for."""
    WATCHING = "watching"
    """Something happened to work that they watch."""
    REMINDED = "reminded"
    """Time of theirs is not handed in."""
    ANSWERED = "answered"
    """Their time or leave was approved, given back or rejected."""
    ALLOCATED = "allocated"
    """Their time was allocated, or is not any more."""
    OVERBOOKED = "overbooked"
    """They, or somebody whom they lead, have more work than fits."""


class Rhythm(StrEnum):
    """When somebody wants to be told."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"


class ReadUpTo(Command):
    """Tell that all notices up to a log position are read."""

    position: Position


class ReadNotice(Command):
    """Tell that one notice is read."""

    position: Position


class KeepNoticeUnread(Command):
    """Tell that one notice is unread again."""

    position: Position


class ChooseDigest(Command):
    """Choose when to be told: at once, or all together each day or each week."""

    rhythm: Rhythm
    reason: Reason | None = None
    """What it is for; null is for all reasons that have no choice of their own."""
    hour: Hour = 8
    """The hour of the day, UTC."""
    weekday: Weekday = 0
    """The day of a weekly digest; 0 is Monday."""


class MuteItem(Command):
    """Show no notices about a work item."""

    item: UUID


class UnmuteItem(Command):
    """Show the notices about a work item again."""

    item: UUID


class NoticesRead(
    Event, topic="inbox.read-up-to.v1", says="read the inbox up to position {position}"
):
    """All notices up to a position are read."""

    position: int


class NoticeRead(Event, topic="inbox.notice-read.v1", says="read the notice {position}"):
    """One notice is read."""

    position: int


class NoticeKeptUnread(
    Event, topic="inbox.notice-kept-unread.v1", says="marked the notice {position} as unread"
):
    """One notice is unread again."""

    position: int


class DigestChosen(
    Event,
    topic="inbox.digest-chosen.v1",
    says="chose to be told {rhythm}[ when {reason}][ at {hour}:00 UTC][ on weekday {weekday}]",
):
    """From now on they are told in another rhythm."""

    rhythm: Rhythm
    reason: Reason | None = None
    hour: int | None = None
    """None when they are told at once."""
    weekday: int | None = None
    """0 is Monday; None when they are told more often."""


class ItemMuted(Event, topic="inbox.item-muted.v1", says="muted {item}"):
    """No notices about it are shown."""

    item: UUID


class ItemUnmuted(Event, topic="inbox.item-unmuted.v1", says="unmuted {item}"):
    """Notices about it are shown again."""

    item: UUID


InboxCommand = ReadUpTo | ReadNotice | KeepNoticeUnread | ChooseDigest | MuteItem | UnmuteItem
InboxEvent = NoticesRead | NoticeRead | NoticeKeptUnread | DigestChosen | ItemMuted | ItemUnmuted


class Digest(NamedTuple):
    """When somebody is told."""

    rhythm: Rhythm = Rhythm.IMMEDIATELY
    hour: int | None = None
    weekday: int | None = None

    def due(self, told_at: datetime) -> datetime:
        """Tell when a notice is due that came at a moment: at the next full hour that is chosen."""
        if self.hour is None:
            return told_at
        moment = told_at.astimezone(UTC)
        due, every = moment.replace(hour=self.hour, minute=0, second=0, microsecond=0), DAY
        if self.weekday is not None:
            due, every = due + (self.weekday - due.weekday()) % 7 * DAY, 7 * DAY
        return due if due >= moment else due + every


@dataclass(frozen=True, slots=True)
class Inbox:
    """What somebody has done with their inbox."""

    read_up_to: int = 0
    read: frozenset[int] = frozenset()
    """Notices behind that position that are read."""
    unread: frozenset[int] = frozenset()
    """Notices up to that position that are not."""
    digests: Mapping[Reason | None, Digest] = field(default_factory=dict)
    muted: frozenset[UUID] = frozenset()

    def has_read(self, position: int) -> bool:
        """Tell whether a notice is read."""
        if position <= self.read_up_to:
            return position not in self.unread
        return position in self.read


def decide(inbox: Inbox, command: InboxCommand, _context: Context) -> list[InboxEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case ReadUpTo(position=position):
            left = [each for each in inbox.unread if each <= position]
            if position <= inbox.read_up_to and not left:
                return []
            return [NoticesRead(position=position)]
        case ReadNotice(position=position):
            if inbox.has_read(position):
                return []
            return [NoticeRead(position=position)]
        case KeepNoticeUnread(position=position):
            if not inbox.has_read(position):
                return []
            return [NoticeKeptUnread(position=position)]
        case ChooseDigest(rhythm=rhythm, reason=reason):
            hour = None if rhythm is Rhythm.IMMEDIATELY else command.hour
            weekday = command.weekday if rhythm is Rhythm.WEEKLY else None
            if inbox.digests.get(reason) == Digest(rhythm, hour, weekday):
                return []
            return [DigestChosen(rhythm=rhythm, reason=reason, hour=hour, weekday=weekday)]
        case MuteItem(item=item):
            return [] if item in inbox.muted else [ItemMuted(item=item)]
        case UnmuteItem(item=item):
            return [ItemUnmuted(item=item)] if item in inbox.muted else []
        case _:
            assert_never(command)


def evolve(inbox: Inbox, event: InboxEvent, _context: Context) -> Inbox:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case NoticesRead(position=position):
            read = frozenset(each for each in inbox.read if each > position)
            unread = frozenset(each for each in inbox.unread if each > position)
            up_to = max(inbox.read_up_to, position)
            return replace(inbox, read_up_to=up_to, read=read, unread=unread)
        case NoticeRead(position=position) | NoticeKeptUnread(position=position):
            return _marked(inbox, position, is_read=isinstance(event, NoticeRead))
        case DigestChosen(reason=reason, rhythm=rhythm, hour=hour, weekday=weekday):
            digest = Digest(rhythm, hour, weekday)
            return replace(inbox, digests={**inbox.digests, reason: digest})
        case ItemMuted(item=item):
            return replace(inbox, muted=inbox.muted | {item})
        case ItemUnmuted(item=item):
            return replace(inbox, muted=inbox.muted - {item})
        case _:
            assert_never(event)


def _marked(inbox: Inbox, position: int, *, is_read: bool) -> Inbox:
    read, unread = inbox.read - {position}, inbox.unread - {position}
    if position <= inbox.read_up_to:
        unread |= set() if is_read else {position}
    else:
        read |= {position} if is_read else set()
    return replace(inbox, read=read, unread=unread)


def guard(id: UUID, _inbox: Inbox, command: InboxCommand, look: Look) -> None:
    """Keep inboxes of people who are known, and mute only work that is there."""
    must_be_known(id, look)
    if isinstance(command, MuteItem) and not look(work_item, command.item).plan.title:
        raise NoSuchWorkItem(f"There is no work item {command.item}: add it first")


inbox = Decider(
    name="inbox",
    initial=Inbox(),
    decide=decide,
    evolve=evolve,
    commands=get_args(InboxCommand),
    events=get_args(InboxEvent),
    guard=guard,
)
