import re
from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from tests.scenario import ITSELF, NOON, World, given
from workdomain.clients.client import (
    MOST_CONTACTS,
    Client,
    ClientExists,
    ClientIsClosed,
    ContactExists,
    NoSuchClient,
    NoSuchContact,
    TooManyContacts,
    client,
)
from workdomain.clients.client_words import (
    AddClient,
    AddContact,
    ChangeContact,
    ClientAdded,
    ClientClosed,
    ClientCommand,
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
from workdomain.kernel import Refused
from workdomain.planning.project import ProjectAdded, project
from workdomain.planning.project_client import ProjectClientSet, SetProjectClient

ACME = UUID(int=60)
ADDED, CLOSED = ClientAdded(name="Acme"), ClientClosed(reason="Moved on")
APOLLO = ProjectAdded(name="Apollo", key="APO")


def test_a_client_is_added_once():
    given(client).when(AddClient(name="Acme")).then(ADDED)
    given(client, ADDED).when(AddClient(name="Acme")).refused(ClientExists, "Acme")


def test_a_client_gets_another_name():
    given(client, ADDED).when(RenameClient(name="Acme Ltd")).then(ClientRenamed(name="Acme Ltd"))
    given(client, ADDED).when(RenameClient(name="Acme")).then()
    given(client).when(RenameClient(name="Acme")).refused(NoSuchClient, "add it first")
    given(client, ADDED, CLOSED).when(RenameClient(name="Acme")).refused(ClientIsClosed)


def test_a_client_is_closed_and_reopened():
    given(client, ADDED).when(CloseClient(reason="Moved on")).then(CLOSED)
    given(client, ADDED, CLOSED).when(CloseClient(reason="Again")).then()
    reopened = ClientReopened(reason="Back")
    given(client, ADDED, CLOSED).when(ReopenClient(reason="Back")).then(reopened)
    given(client, ADDED).when(ReopenClient(reason="Back")).then()
    given(client).when(CloseClient(reason="Over")).refused(NoSuchClient)


def test_a_project_is_for_a_client_that_is_open():
    told = ProjectClientSet(client=ACME)
    command = SetProjectClient(client=ACME)
    world = {ACME: given(client, ADDED)}
    given(project, APOLLO, seeing=world).when(command).then(told)
    given(project, APOLLO, told, seeing=world).when(command).then()
    nobody = ProjectClientSet(client=None)
    given(project, APOLLO, told).when(SetProjectClient(client=None)).then(nobody)
    given(project, APOLLO).when(command).refused(NoSuchClient, str(ACME))
    closed = {ACME: given(client, ADDED, CLOSED)}
    given(project, APOLLO, seeing=closed).when(command).refused(ClientIsClosed, "reopen it first")


KLEIN = UUID(int=61)
WHO = {"contact": KLEIN, "name": "Klein", "position": "Buyer", "email": "k@example.org"}
NOTED = ContactAdded(**WHO, phone=None)


def test_a_client_comes_further_or_falls_back():
    lead = ClientAdded(name="Acme", stage=ClientStage.LEAD)
    given(client).when(AddClient(name="Acme", stage=ClientStage.LEAD)).then(lead)
    given(client).when(AddClient(name="Acme", stage=ClientStage.ACTIVE)).then(ADDED)
    further = ClientStageSet(stage=ClientStage.ACTIVE, reason="Signed")
    command = SetClientStage(stage=ClientStage.ACTIVE, reason="Signed")
    given(client, lead).when(command).then(further)
    given(client, ADDED).when(command).then()
    given(client).when(command).refused(NoSuchClient)
    given(client, lead, CLOSED).when(command).refused(ClientIsClosed)


def test_contacts_are_noted_changed_and_removed():
    given(client, ADDED).when(AddContact(**WHO)).then(NOTED)
    given(client, ADDED, NOTED).when(AddContact(**WHO)).refused(ContactExists, "Klein")
    changed = ContactChanged(contact=KLEIN, name="Gross", position=None, email=None, phone=None)
    given(client, ADDED, NOTED).when(ChangeContact(contact=KLEIN, name="Gross")).then(changed)
    given(client, ADDED, NOTED).when(ChangeContact(**WHO)).then()
    given(client, ADDED).when(ChangeContact(**WHO)).refused(NoSuchContact)
    gone = ContactRemoved(contact=KLEIN, name="Klein")
    given(client, ADDED, NOTED).when(RemoveContact(contact=KLEIN)).then(gone)
    given(client, ADDED, NOTED, gone).when(RemoveContact(contact=KLEIN)).refused(NoSuchContact)
    given(client, ADDED, NOTED, gone).when(AddContact(**WHO)).then(NOTED)
    many = [NOTED.model_copy(update={"contact": UUID(int=n)}) for n in range(MOST_CONTACTS)]
    full = [each for each in many if each.contact != KLEIN]
    extra = NOTED.model_copy(update={"contact": UUID(int=9_999)})
    given(client, ADDED, *full, extra).when(AddContact(**WHO)).refused(TooManyContacts)


@pytest.mark.parametrize(
    "wrong",
    [{"email": "nobody"}, {"email": "a@b"}, {"email": "a b@c.de"}, {"phone": "call me"}],
    ids=str,
)
def test_what_is_no_address_is_refused(wrong: dict[str, str]):
    with pytest.raises(ValidationError):
        AddContact.model_validate({**WHO, **wrong})


def test_history_is_read_in_whatever_order_it_comes():
    late = given(client, CLOSED, ADDED).world().look(client, ITSELF)
    assert late == Client("Acme", closed=True)
    told = ProjectClientSet(client=ACME)
    assert given(project, told, APOLLO).world().look(project, ITSELF).client == ACME


names, reasons = st.sampled_from(["Acme", "Zenith"]), st.just("So it is")
commands: st.SearchStrategy[ClientCommand] = st.one_of(
    st.builds(AddClient, name=names),
    st.builds(RenameClient, name=names),
    st.builds(CloseClient, reason=reasons),
    st.builds(ReopenClient, reason=reasons),
)


class ClientMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(command=commands)
    def ask(self, command: ClientCommand) -> None:
        with suppress(Refused):
            self.world.ask(client, ITSELF, command, NOON)
            if not isinstance(command, AddClient):
                assert self.world.ask(client, ITSELF, command, NOON) == [], "Asked twice"

    @invariant()
    def its_life_is_one_that_clients_have(self) -> None:
        """Added once, then renamed while open; closed and reopened in turn."""
        letters = {"ClientAdded": "A", "ClientRenamed": "N", "ClientClosed": "C"}
        told = self.world.told(client, ITSELF)
        life = "".join(letters.get(type(event).__name__, "R") for event in told)
        assert re.fullmatch("(AN*(CRN*)*C?)?", life), life


TestClient = ClientMachine.TestCase
TestClient.settings = settings(max_examples=40, stateful_step_count=25)
