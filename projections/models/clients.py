"""Clients as rows, and whom to talk to there."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.clients.client import Client, client
from workdomain.clients.client_words import ClientEvent, ClientStage
from workdomain.store.messages import Recorded


class ClientRow(NamedTuple):
    """A client."""

    id: UUID
    name: str
    closed: bool
    stage: ClientStage


class ContactRow(NamedTuple):
    """Somebody to talk to."""

    id: UUID
    client: UUID
    name: str
    position: str | None
    email: str | None
    phone: str | None


def evolve(known: Client, recorded: Recorded) -> Client:
    """Take in an event as decisions do."""
    event: ClientEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return client.evolve(known, event, recorded.context)


def rows(id: UUID, known: Client) -> Iterable[ClientRow | ContactRow]:
    """Show a client that was added, with its contacts."""
    if known.name:
        yield ClientRow(id, known.name, known.closed, known.stage)
        for contact, told in known.contacts.items():
            yield ContactRow(contact, id, *told)


clients = ReadModel(
    name="clients",
    reads=(client,),
    initial=Client(),
    evolve=evolve,
    rows=rows,
    version=2,
    tables=(
        TableOf(ClientRow, "client", key=(), indexes=(("id",),), called="name"),
        TableOf(ContactRow, "contact", key=("id",), indexes=(("id",), ("client",)), called="name"),
    ),
)
