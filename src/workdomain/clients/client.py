"""A client: whom work is done for.

absent -AddClient-> open -CloseClient-> closed -ReopenClient-> open
"""

from dataclasses import dataclass, replace
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.values import Line


class AddClient(Command):
    """Put a client on the list."""

    name: Line


class RenameClient(Command):
    """Give the client another name."""

    name: Line


class CloseClient(Command):
    """Take no new projects for the client; those there are go on."""

    reason: Annotated[Line, Personal()]


class ReopenClient(Command):
    """Work for a client again that was closed."""

    reason: Annotated[Line, Personal()]


class ClientAdded(Event, topic="client.added.v1", says="added the client {name}"):
    """There is a new client."""

    name: str


class ClientRenamed(Event, topic="client.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class ClientClosed(Event, topic="client.closed.v1", says="closed it: {reason}"):
    """It gets no new projects."""

    reason: Annotated[str, Personal()]


class ClientReopened(Event, topic="client.reopened.v1", says="reopened it: {reason}"):
    """There is work for it again."""

    reason: Annotated[str, Personal()]


ClientCommand = AddClient | RenameClient | CloseClient | ReopenClient
ClientEvent = ClientAdded | ClientRenamed | ClientClosed | ClientReopened


class NoSuchClient(Refused):
    """The client a command is about was added before."""


class ClientExists(Refused):
    """A client is added once."""


class ClientIsClosed(Refused):
    """A closed client gets no new projects or budgets, and no new name, until it is reopened."""


@dataclass(frozen=True, slots=True)
class Client:
    """What a decision needs to know of a client; one that is not there yet has no name."""

    name: str = ""
    closed: bool = False


def decide(client: Client, command: ClientCommand, _context: Context) -> list[ClientEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if not client.name and not isinstance(command, AddClient):
        raise NoSuchClient("There is no client with this id yet: add it first")
    match command:
        case AddClient(name=name):
            if client.name:
                raise ClientExists(f"{client.name} was added before: use another id for a new one")
            return [ClientAdded(name=name)]
        case RenameClient(name=name):
            _must_not_be_closed(client)
            return [] if name == client.name else [ClientRenamed(name=name)]
        case CloseClient(reason=reason):
            return [] if client.closed else [ClientClosed(reason=reason)]
        case ReopenClient(reason=reason):
            return [ClientReopened(reason=reason)] if client.closed else []
        case _:
            assert_never(command)


def _must_not_be_closed(client: Client) -> None:
    if client.closed:
        raise ClientIsClosed(f"{client.name} is closed: reopen it first")


def evolve(client: Client, event: ClientEvent, _context: Context) -> Client:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ClientAdded(name=name) | ClientRenamed(name=name):
            return replace(client, name=name)
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
    if not there.name:
        raise NoSuchClient(f"There is no client {id}: add it first")
    _must_not_be_closed(there)
