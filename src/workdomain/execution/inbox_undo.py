"""How it is taken back what of an inbox is read or muted, and when its person is told."""

from typing import Any, assert_never

from workdomain.execution.inbox import (
    ChooseDigest,
    Digest,
    DigestChosen,
    Inbox,
    InboxEvent,
    ItemMuted,
    ItemUnmuted,
    KeepNoticeUnread,
    MuteItem,
    NoticeKeptUnread,
    NoticeRead,
    NoticesRead,
    ReadNotice,
    Reason,
    UnmuteItem,
    inbox,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: InboxEvent, _now: Inbox, wanted: Inbox) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case NoticesRead(position=position):
            raise CannotRevert(
                f"All up to {position} counts as read: mark as unread what is to be read again"
            )
        case NoticeRead(position=position) | NoticeKeptUnread(position=position):
            is_read = wanted.has_read(position)
            told = ReadNotice if is_read else KeepNoticeUnread
            return [told(position=position)]
        case DigestChosen(reason=reason):
            rhythm, hour, weekday = _told_of(wanted, reason)
            return [
                ChooseDigest(rhythm=rhythm, reason=reason, hour=hour or 0, weekday=weekday or 0)
            ]
        case ItemMuted(item=item) | ItemUnmuted(item=item):
            return [MuteItem(item=item) if item in wanted.muted else UnmuteItem(item=item)]
        case _:
            assert_never(event)


def _told_of(it: Inbox, reason: Reason | None) -> Digest:
    """Tell when they are told for a reason: as it was chosen for it, or for all others."""
    return it.digests.get(reason) or it.digests.get(None, Digest())


def counts(it: Inbox) -> Any:
    """Compare when they are told for each reason, however that was chosen."""
    digests = [_told_of(it, reason) for reason in (None, *Reason)]
    return it.read_up_to, it.read, it.unread, digests, it.muted


inbox_undo: Undo[Inbox, InboxEvent] = Undo(inbox, commands, counts)
