"""How changes to a client are taken back."""

from typing import assert_never

from workdomain.clients.client import (
    Client,
    ClientAdded,
    ClientClosed,
    ClientEvent,
    ClientRenamed,
    ClientReopened,
    CloseClient,
    RenameClient,
    ReopenClient,
    client,
)
from workdomain.kernel import Command, Undo

WHY = "Reverted"


def commands(event: ClientEvent, _now: Client, wanted: Client) -> list[Command]:
    """Say what makes up for an event; a client that was added by mistake is closed."""
    if not wanted.name:
        return [CloseClient(reason=WHY)]
    match event:
        case ClientAdded() | ClientRenamed():
            return [RenameClient(name=wanted.name)]
        case ClientClosed() | ClientReopened():
            return [CloseClient(reason=WHY) if wanted.closed else ReopenClient(reason=WHY)]
        case _:
            assert_never(event)


def gone(it: Client) -> bool:
    """Tell whether there is no work for it."""
    return it.closed


client_undo: Undo[Client, ClientEvent] = Undo(client, commands, gone=gone)
