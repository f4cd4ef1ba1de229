"""How links are taken away that were attached, and attached again that were taken away."""

from typing import Any, assert_never
from uuid import uuid5

from workdomain.execution.attachments import (
    AttachLink,
    Attachments,
    AttachmentsEvent,
    DetachLink,
    LinkAttached,
    LinkDetached,
    attachments,
)
from workdomain.kernel import Command, Undo


def commands(event: AttachmentsEvent, now: Attachments, wanted: Attachments) -> list[Command]:
    """Say what makes up for an event; what comes back has a new id, as its own is used up."""
    right = wanted.links.get(event.link)
    match event:
        case LinkAttached(link=link):
            return [DetachLink(link=link)] if right is None else []
        case LinkDetached(link=link):
            again = uuid5(link, f"again {len(now.links)}")
            return [] if right is None else [AttachLink(link=again, **right._asdict())]
        case _:
            assert_never(event)


def counts(it: Attachments) -> Any:
    """Compare the links that are there, under whatever ids."""
    return sorted(link for link in it.links.values() if link is not None)


attachments_undo: Undo[Attachments, AttachmentsEvent] = Undo(attachments, commands, counts)
