"""Inboxes as rows: how far they are read, with exceptions, what is muted, and when digests come."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.inbox import Inbox, InboxEvent, NoticesRead, Reason, Rhythm, inbox
from workdomain.store.messages import Recorded


class InboxRow(NamedTuple):
    """How far somebody has read."""

    person: UUID
    read_up_to: int


class MarkRow(NamedTuple):
    """A notice that is read, or unread, unlike those around it."""

    person: UUID
    position: int
    read: bool


class MuteRow(NamedTuple):
    """A work item that somebody does not want to be told of."""

    person: UUID
    item: UUID


class DigestRow(NamedTuple):
    """When somebody is told; for no reason of its own, for all that have none."""

    person: UUID
    reason: Reason | None
    rhythm: Rhythm
    hour: int | None
    weekday: int | None


def evolve(known: Inbox, recorded: Recorded) -> Inbox:
    """Take in an event as decisions do; nobody has read what came later."""
    event: InboxEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    if isinstance(event, NoticesRead) and event.position > recorded.position:
        event = NoticesRead(position=recorded.position)
    return inbox.evolve(known, event, recorded.context)


def rows(id: UUID, known: Inbox) -> Iterable[InboxRow | MarkRow | MuteRow | DigestRow]:
    """Show what somebody did with their inbox."""
    yield InboxRow(id, known.read_up_to)
    yield from (MarkRow(id, position, read=True) for position in known.read)
    yield from (MarkRow(id, position, read=False) for position in known.unread)
    yield from (MuteRow(id, item) for item in known.muted)
    yield from (DigestRow(id, reason, *digest) for reason, digest in known.digests.items())


inboxes = ReadModel(
    name="inboxes",
    reads=(inbox,),
    initial=Inbox(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(InboxRow, "inbox", key=(), indexes=(("person",),)),
        TableOf(MarkRow, "mark", key=("position",), indexes=(("person",),)),
        TableOf(MuteRow, "mute", key=("item",), indexes=(("person",),)),
        TableOf(DigestRow, "digest", key=("reason",), indexes=(("person",),)),
    ),
)
