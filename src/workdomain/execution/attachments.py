"""Links that belong to a work item: what to read, to see or to use for it.

absent -Attach-> there -Detach-> gone, and the history keeps it
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple, assert_never, get_args
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from workdomain.kernel import Command, Context, Decider, Event, Personal, Refused
from workdomain.values import Line


def _address(url: str) -> str:
    """Take an address that a browser may open without harm. Raises ValueError for others."""
    parts = urlsplit(url)
    there = {"http": parts.netloc, "https": parts.netloc, "mailto": parts.path}
    if not there.get(parts.scheme.lower()):
        raise ValueError(f"{url!r} is no link: it begins with https://, http:// or mailto:")
    return url


Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\s\x00-\x1f\x7f]+$"),
    AfterValidator(_address),
]
"""An address on the web, or of a mailbox."""


class AttachLink(Command):
    """Put a link beside the work."""

    link: UUID
    """Id of the new link, chosen by whoever asks."""
    title: Annotated[Line, Personal()]
    """What it leads to."""
    url: Annotated[Url, Personal()]
    """Where it leads to: https, http or mailto."""


class DetachLink(Command):
    """Take a link away; the history keeps it."""

    link: UUID


class LinkAttached(
    Event, topic="work-item.link-attached.v1", says="attached the link {title} ({url})"
):
    """There is something to read, to see or to use for it."""

    link: UUID
    title: Annotated[str, Personal()]
    url: Annotated[str, Personal()]


class LinkDetached(Event, topic="work-item.link-detached.v1", says="removed the link {title}"):
    """It is not to be shown any more."""

    link: UUID
    title: Annotated[str, Personal()]
    """What it led to."""


AttachmentsCommand = AttachLink | DetachLink
AttachmentsEvent = LinkAttached | LinkDetached


class LinkExists(Refused):
    """The id of a link is used once on a work item."""


class NoSuchLink(Refused):
    """Only a link that was attached can be taken away."""


class Link(NamedTuple):
    """Something to read, to see or to use."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """The links of a work item; None instead of one that was taken away."""

    links: Mapping[UUID, Link | None] = field(default_factory=dict)


def decide(
    attachments: Attachments, command: AttachmentsCommand, _context: Context
) -> list[AttachmentsEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    there = attachments.links.get(command.link)
    match command:
        case AttachLink(link=link, title=title, url=url):
            if there == Link(title, url):
                return []
            if link in attachments.links:
                raise LinkExists(f"Link {link} was attached before: use another id")
            return [LinkAttached(link=link, title=title, url=url)]
        case DetachLink(link=link):
            if link not in attachments.links:
                raise NoSuchLink(f"There is no link {link} on this work item")
            return [] if there is None else [LinkDetached(link=link, title=there.title)]
        case _:
            assert_never(command)


def evolve(attachments: Attachments, event: AttachmentsEvent, _context: Context) -> Attachments:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case LinkAttached(link=link, title=title, url=url):
            return Attachments({**attachments.links, link: Link(title, url)})
        case LinkDetached(link=link):
            return Attachments({**attachments.links, link: None})
        case _:
            assert_never(event)


attachments = Decider(
    name="attachments",
    initial=Attachments(),
    decide=decide,
    evolve=evolve,
    commands=get_args(AttachmentsCommand),
    events=get_args(AttachmentsEvent),
)
