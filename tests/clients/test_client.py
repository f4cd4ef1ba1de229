import re
from contextlib import suppress
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ITSELF, NOON, World, given
from workdomain.clients.client import (
    AddClient,
    Client,
    ClientAdded,
    ClientClosed,
    ClientCommand,
    ClientExists,
    ClientIsClosed,
    ClientRenamed,
    ClientReopened,
    CloseClient,
    NoSuchClient,
    RenameClient,
    ReopenClient,
    client,
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
