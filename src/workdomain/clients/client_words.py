"""What is asked and told of clients: the commands and events of `client.py`."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from workdomain.kernel import Command, Event, Personal
from workdomain.values import Line

Email = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
]
"""An address of electronic mail: ana@example.org."""

Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^\+?[0-9 ()/.-]{3,}$")
]
"""A telephone number: +47 22 00 00 00."""

OfContact = Personal(of="contact")


class ClientStage(StrEnum):
    """How far things have come with a client."""

    LEAD = "lead"
    """Somebody who might become one; nothing was agreed."""
    PROSPECT = "prospect"
    """There are talks."""
    ACTIVE = "active"
    """There is work for them, or there can be any day."""
    DORMANT = "dormant"
    """There was work for them, and none is in sight."""


class AddClient(Command):
    """Put a client on the list."""

    name: Line
    stage: ClientStage | None = None
    """How far things have come; active, unless said."""


class RenameClient(Command):
    """Give the client another name."""

    name: Line


class SetClientStage(Command):
    """Say how far things have come with the client."""

    stage: ClientStage
    reason: Annotated[Line, Personal()] | None = None


class _Reached(Command):
    """Whom to talk to, and how."""

    contact: UUID
    """Id of the person over there, chosen by whoever adds them."""
    name: Annotated[Line, OfContact]
    position: Line | None = None
    """What they do over there."""
    email: Annotated[Email, OfContact] | None = None
    phone: Annotated[Phone, OfContact] | None = None


class AddContact(_Reached):
    """Note somebody to talk to."""


class ChangeContact(_Reached):
    """Note who somebody is and how they are reached now; this replaces what was noted before."""


class RemoveContact(Command):
    """Take somebody off the list, who is no longer the one to talk to."""

    contact: UUID


class CloseClient(Command):
    """Take no new projects for the client; those there are go on."""

    reason: Annotated[Line, Personal()]


class ReopenClient(Command):
    """Work for a client again that was closed."""

    reason: Annotated[Line, Personal()]


class ClientAdded(Event, topic="client.added.v1", says="added the client {name}[ ({stage})]"):
    """There is a new client."""

    name: str
    stage: ClientStage | None = None
    """Null for one who is active."""


class ClientRenamed(Event, topic="client.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class ClientStageSet(
    Event, topic="client.stage-set.v1", says="said that it is {stage} now[: {reason}]"
):
    """Things have come further with it, or gone back."""

    stage: ClientStage
    reason: Annotated[str, Personal()] | None


class ContactAdded(
    Event, topic="client.contact-added.v1", says="noted the contact {name}[, {position}]"
):
    """There is somebody to talk to."""

    contact: UUID
    name: Annotated[str, OfContact]
    position: str | None
    email: Annotated[str, OfContact] | None
    phone: Annotated[str, OfContact] | None


class ContactChanged(
    Event, topic="client.contact-changed.v1", says="changed the contact {name}[, {position}]"
):
    """Somebody is called, placed or reached otherwise than before."""

    contact: UUID
    name: Annotated[str, OfContact]
    position: str | None
    email: Annotated[str, OfContact] | None
    phone: Annotated[str, OfContact] | None


class ContactRemoved(
    Event, topic="client.contact-removed.v1", says="took the contact {name} off the list"
):
    """Somebody is no longer the one to talk to."""

    contact: UUID
    name: Annotated[str, OfContact]


class ClientClosed(Event, topic="client.closed.v1", says="closed it: {reason}"):
    """It gets no new projects."""

    reason: Annotated[str, Personal()]


class ClientReopened(Event, topic="client.reopened.v1", says="reopened it: {reason}"):
    """There is work for it again."""

    reason: Annotated[str, Personal()]


ClientCommand = (
    AddClient
    | RenameClient
    | SetClientStage
    | AddContact
    | ChangeContact
    | RemoveContact
    | CloseClient
    | ReopenClient
)
ClientEvent = (
    ClientAdded
    | ClientRenamed
    | ClientStageSet
    | ContactAdded
    | ContactChanged
    | ContactRemoved
    | ClientClosed
    | ClientReopened
)
