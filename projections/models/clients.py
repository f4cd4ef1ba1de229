"""Clients as rows."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.clients.client import Client, ClientEvent, client
from workdomain.store.messages import Recorded


class ClientRow(NamedTuple):
    """A client."""

    id: UUID
    name: str
    closed: bool


def evolve(known: Client, recorded: Recorded) -> Client:
    """Take in an event as decisions do."""
    event: ClientEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return client.evolve(known, event, recorded.context)


def rows(id: UUID, known: Client) -> Iterable[ClientRow]:
    """Show a client that was added."""
    if known.name:
        yield ClientRow(id, known.name, known.closed)


clients = ReadModel(
    name="clients",
    reads=(client,),
    initial=Client(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(ClientRow, "client", key=(), indexes=(("id",),), called="name"),),
)
