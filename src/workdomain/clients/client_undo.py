"""How changes to a client are taken back."""

from typing import Any, assert_never

from workdomain.clients.client import Client, client
from workdomain.clients.client_words import (
    AddContact,
    ChangeContact,
    ClientAdded,
    ClientClosed,
    ClientEvent,
    ClientRenamed,
    ClientReopened,
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
from workdomain.kernel import Command, Undo

WHY = "Reverted"


def commands(event: ClientEvent, now: Client, wanted: Client) -> list[Command]:
    """Say what makes up for an event; a client that was added by mistake is closed."""
    if not wanted.name:
        return [CloseClient(reason=WHY)]
    match event:
        case ClientAdded() | ClientRenamed():
            return [RenameClient(name=wanted.name)]
        case ClientStageSet():
            return [SetClientStage(stage=wanted.stage, reason=WHY)]
        case ContactAdded(contact=id) | ContactChanged(contact=id) | ContactRemoved(contact=id):
            told = wanted.contacts.get(id)
            if told is None:
                return [RemoveContact(contact=id)] if id in now.contacts else []
            ask = ChangeContact if id in now.contacts else AddContact
            return [ask.model_validate({"contact": id, **told._asdict()})]
        case ClientClosed() | ClientReopened():
            return [CloseClient(reason=WHY) if wanted.closed else ReopenClient(reason=WHY)]
        case _:
            assert_never(event)


def counts(it: Client) -> Any:
    """Compare contacts in whatever order they were noted."""
    return it.name, it.closed, it.stage, dict(it.contacts)


def gone(it: Client) -> bool:
    """Tell whether there is no work for it."""
    return it.closed


client_undo: Undo[Client, ClientEvent] = Undo(client, commands, counts, gone)
