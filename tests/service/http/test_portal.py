"""What a client may see and do over HTTP: its portal, requests and feedback, and nothing else."""

from uuid import UUID

import httpx
import pytest

from projections.catalog import VIEWS
from service.access import issue_token
from service.commands import kinds
from tests.service.http.place import Place, command, problem
from workdomain.catalog import DECIDERS
from workdomain.clients.client_words import AddClient, CloseClient
from workdomain.kernel import Context
from workdomain.people.token import Role
from workdomain.planning.project import AddProject
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.specification import WorkForClient
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR, new_id

PORTAL = "/api/v1/views/portal"


class Theirs:
    """A client with a project, beside another one."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.acme, self.other = new_id(), new_id()
        self.project, self.foreign, self.item = new_id(), new_id(), new_id()
        for id, name in ((self.acme, f"Acme {self.acme}"), (self.other, "Other")):
            self.do(id, AddClient(name=name))
        for id, whose in ((self.project, self.acme), (self.foreign, self.other)):
            key = f"P{id.hex[-12:].upper()}"
            self.do(id, AddProject(name="Site", key=key), SetProjectClient(client=whose))
        self.do(self.item, AddWorkItem(title="Draw", project=self.project))
        token = issue_token(
            place.work, place.ana, Role.CLIENT, "portal", OPERATOR, client=self.acme
        )
        self.http: httpx.Client = place.with_token(token)

    def do(self, id: UUID, *commands) -> None:
        for each in commands:
            self.place.work.do(id, each, Context(OPERATOR, self.place.work.now()))


@pytest.fixture
def theirs(place: Place) -> Theirs:
    return Theirs(place)


def test_a_client_reads_its_own_portal(theirs: Theirs):
    seen = theirs.place.work.log.head().position
    asked: dict[str, str | int] = {"client": str(theirs.acme), "min_position": seen}
    answer = theirs.http.get(PORTAL, params=asked)
    assert answer.status_code == 200, answer.text
    assert [row["title"] for row in answer.json()["rows"]] == ["Site", "Draw"]
    compared = {"client": str(theirs.acme), "from_as_of": "1"}
    changed = theirs.http.get(f"{PORTAL}/compare", params=compared)
    assert len(changed.json()["changes"]) == 2


def test_a_client_reads_nothing_else(theirs: Theirs):
    own, other = str(theirs.acme), str(theirs.other)
    for params in ({}, {"client": other}):
        assert own in problem(theirs.http.get(PORTAL, params=params), 403)["detail"]
    twice = theirs.http.get(f"{PORTAL}?client={own}&client={other}")
    problem(twice, 403)
    for view in VIEWS:
        if view.name != "portal":
            for more in ("", "/compare"):
                path = f"/api/v1/views/{view.name}{more}"
                problem(theirs.http.get(path, params={"client": own}), 403)
    for path in ("/api/v1/events", "/api/v1/events/live", f"/api/v1/streams/client/{own}"):
        problem(theirs.http.get(path, params={"client": own}), 403)


def test_a_client_gives_no_command_but_two(theirs: Theirs):
    for kind in kinds({decider.name: decider for decider in DECIDERS}):
        if kind.name in ("submit-request", "give-feedback"):
            continue
        path = command(theirs.item, kind.name, kind.decider.name)
        assert theirs.http.post(path, json={}).status_code in (403, 422), kind.operation
    bare = command(theirs.item, "start-work-item")
    assert "rates what was done" in problem(theirs.http.post(bare, json={}), 403)["detail"]
    problem(theirs.http.post("/api/v1/requests", json={}), 403)


def test_a_client_asks_for_work_in_its_own_name(theirs: Theirs):
    path = command(new_id(), "submit-request", "request")
    own = {"title": "A door", "for_client": str(theirs.acme)}
    for wrong in ({"title": "A door"}, {**own, "for_client": str(theirs.other)}):
        problem(theirs.http.post(path, json=wrong), 403)
    problem(theirs.http.post(path, json={**own, "asked_by": str(theirs.place.ana)}), 403)
    assert theirs.http.post(path, json=own).status_code == 201


def test_a_client_rates_what_was_done_for_it(theirs: Theirs):
    def rate(**told: object) -> httpx.Response:
        body = {"client": str(theirs.acme), "score": 4, **told}
        return theirs.http.post(command(new_id(), "give-feedback", "feedback"), json=body)

    assert rate(project=str(theirs.project)).status_code == 201
    assert rate(item=str(theirs.item)).status_code == 201
    problem(rate(project=str(theirs.foreign)), 403)
    problem(rate(project=str(theirs.project), client=str(theirs.other)), 403)
    problem(rate(item=str(new_id())), 403)
    theirs.do(theirs.item, WorkForClient(client=theirs.other))
    problem(rate(item=str(theirs.item)), 403)


def test_a_token_for_a_client_names_one_that_is_open(theirs: Theirs):
    owner, sha = theirs.place.owner, "0" * 64
    body = {"person": str(theirs.place.ana), "role": "client", "label": "x", "secret_sha256": sha}
    path = command(new_id(), "issue-token", "token")
    assert "names its client" in str(problem(owner.post(path, json=body), 422))
    problem(owner.post(path, json={**body, "role": "member", "client": str(theirs.acme)}), 422)
    theirs.do(theirs.acme, CloseClient(reason="Moved"))
    problem(owner.post(path, json={**body, "client": str(theirs.acme)}), 409)
