"""A client: whom work is done for, how far things have come with them, and whom to talk to there.

absent -AddClient-> open -CloseClient-> closed -ReopenClient-> open

While it is open its stage is lead, prospect, active or dormant, in any order: what was won can be
lost again. A deal that is won makes its client active (`planning/deal.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.clients.client_words import (
    AddClient,
    AddContact,
    ChangeContact,
    ClientAdded,
    ClientClosed,
    ClientCommand,
    ClientEvent,
    ClientRenamed,
    ClientReopened,
    ClientStage,
    ClientStageSet,
    CloseClient,
    ContactAdded,
    ContactChanged,
    ContactRemoved,
    RemoveContact,
    RenameClient,
    ReopenClient,
    SetClientStage,
)
from workdomain.kernel import Context, Decider, Look, Refused

MOST_CONTACTS = 500


class NoSuchClient(Refused):
    """The client a command is about was added before."""


class ClientExists(Refused):
    """A client is added once."""


class ClientIsClosed(Refused):
    """A closed client gets no new projects or budgets, and no new name, until it is reopened."""


class ContactExists(Refused):
    """A contact is noted once; what is new about them is a change."""


class NoSuchContact(Refused):
    """A contact that is changed, removed or named is on the client's list."""


class TooManyContacts(Refused):
    """A client has at most 500 contacts."""


class Contact(NamedTuple):
    """Somebody to talk to."""

    name: str
    position: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """What a decision needs to know of a client; one that is not there yet has no name."""

    name: str = ""
    closed: bool = False
    stage: ClientStage = ClientStage.ACTIVE
    contacts: Mapping[UUID, Contact] = field(default_factory=dict)


def decide(client: Client, command: ClientCommand, _context: Context) -> list[ClientEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if not client.name and not isinstance(command, AddClient):
        raise NoSuchClient("There is no client with this id yet: add it first")
    match command:
        case AddClient(name=name, stage=stage):
            if client.name:
                raise ClientExists(f"{client.name} was added before: use another id for a new one")
            return [ClientAdded(name=name, stage=None if stage is ClientStage.ACTIVE else stage)]
        case RenameClient(name=name):
            _must_not_be_closed(client)
            return [] if name == client.name else [ClientRenamed(name=name)]
        case SetClientStage(stage=stage, reason=reason):
            _must_not_be_closed(client)
            same = stage is client.stage
            return [] if same else [ClientStageSet(stage=stage, reason=reason)]
        case AddContact() | ChangeContact() | RemoveContact():
            return _talk_to(client, command)
        case CloseClient(reason=reason):
            return [] if client.closed else [ClientClosed(reason=reason)]
        case ReopenClient(reason=reason):
            return [ClientReopened(reason=reason)] if client.closed else []
        case _:
            assert_never(command)


def _talk_to(
    client: Client, command: AddContact | ChangeContact | RemoveContact
) -> list[ClientEvent]:
    """Say who is on the list of contacts."""
    known = client.contacts.get(command.contact)
    match command:
        case AddContact() if known is not None:
            raise ContactExists(f"{known.name} is a contact of {client.name} already")
        case AddContact():
            if len(client.contacts) >= MOST_CONTACTS:
                raise TooManyContacts(f"{client.name} has {MOST_CONTACTS} contacts: remove one")
            return [ContactAdded(**command.model_dump())]
        case _ if known is None:
            raise NoSuchContact(f"{client.name} has no contact {command.contact}")
        case ChangeContact():
            same = known == Contact(command.name, command.position, command.email, command.phone)
            return [] if same else [ContactChanged(**command.model_dump())]
        case _:
            return [ContactRemoved(contact=command.contact, name=known.name)]


def _must_not_be_closed(client: Client) -> None:
    if client.closed:
        raise ClientIsClosed(f"{client.name} is closed: reopen it first")


def evolve(client: Client, event: ClientEvent, _context: Context) -> Client:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ClientAdded(name=name, stage=stage):
            return replace(client, name=name, stage=stage or ClientStage.ACTIVE)
        case ClientRenamed(name=name):
            return replace(client, name=name)
        case ClientStageSet(stage=stage):
            return replace(client, stage=stage)
        case ContactAdded(contact=id) | ContactChanged(contact=id):
            known = Contact(event.name, event.position, event.email, event.phone)
            return replace(client, contacts={**client.contacts, id: known})
        case ContactRemoved(contact=id):
            left = {each: known for each, known in client.contacts.items() if each != id}
            return replace(client, contacts=left)
        case ClientClosed():
            return replace(client, closed=True)
        case ClientReopened():
            return replace(client, closed=False)
        case _:
            assert_never(event)


client = Decider(
    name="client",
    initial=Client(),
    decide=decide,
    evolve=evolve,
    commands=get_args(ClientCommand),
    events=get_args(ClientEvent),
)


def must_be_client(id: UUID, look: Look) -> None:
    """Raise NoSuchClient or ClientIsClosed unless there is new work for this client."""
    there = look(client, id)
    must_be_there(id, there)
    _must_not_be_closed(there)


def must_have_contact(id: UUID, contact: UUID | None, look: Look) -> None:
    """Raise NoSuchClient or NoSuchContact unless it is known, with this contact if there is one."""
    there = look(client, id)
    must_be_there(id, there)
    if contact is not None and contact not in there.contacts:
        raise NoSuchContact(f"{there.name} has no contact {contact}: add them first")


def must_be_there(id: UUID, there: Client) -> None:
    """Raise NoSuchClient unless it was added."""
    if not there.name:
        raise NoSuchClient(f"There is no client {id}: add it first")
