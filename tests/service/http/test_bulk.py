"""Many commands in one request, and reverts, over HTTP."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from service.settings import Settings
from tests.service.http.place import Place, command, problem, served
from workdomain.execution.week import week_id
from workdomain.execution.work_item import work_item
from workdomain.people.default_calendar import DEFAULT_CALENDAR
from workdomain.people.token import Role, token
from workdomain.planning.project import project as projects
from workdomain.values import new_id

BULK, REVERT = "/api/v1/bulk", "/api/v1/revert"
ASSIGN = "assign-work-item"


def items(place: Place, number: int, **fields: Any) -> list[str]:
    return [str(place.add_item(title=f"Item {n}", **fields)[0]) for n in range(number)]


def post(client: httpx.Client, body: Any, to: str = BULK, **headers: str) -> httpx.Response:
    return client.post(to, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def assigned(place: Place, id: str) -> tuple[UUID, ...]:
    return place.work.state(work_item, UUID(id)).plan.assignees


def one(
    id: object, name: str = "start-work-item", decider: str = "work-item", /, **body: Any
) -> Any:
    return {"decider": decider, "id": str(id), "command": name, "body": body}


@pytest.fixture(scope="module")
def ben(place: Place) -> str:
    return str(place.person("Ben"))


def test_many_commands_are_one_request(place: Place, ben: str):
    ids = items(place, 3)
    answer = post(place.owner, {"commands": [one(id, ASSIGN, person=ben) for id in ids]})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["done"], told["unchanged"], told["refused"], told["events"]) == (3, 0, 0, 3)
    assert answer.headers["x-workdomain-position"] == str(told["position"])
    assert [each["stream"] for each in told["results"]] == [f"work-item/{id}" for id in ids]
    assert [each["status"] for each in told["results"]] == ["done"] * 3
    rows = place.owner.get(
        "/api/v1/views/history",
        params={"subject": told["request"], "min_position": told["position"]},
    ).json()["rows"]
    assert len(rows) == 3
    assert {row["correlation"] for row in rows} == {told["request"]}


def test_a_command_for_many_finds_them_by_filters(place: Place, ben: str):
    project = new_id()
    made = place.owner.post(
        command(project, "add-project", "project"), json={"name": "Many", "key": "MANY"}
    )
    assert made.status_code == 201
    ids = items(place, 3, project=str(project))
    place.owner.post(command(ids[2], "start-work-item"))
    body = {
        "command": {"command": ASSIGN, "body": {"person": ben}},
        "select": {"project": str(project), "state": ["todo"]},
    }
    seen = post(place.owner, {**body, "preview": True}).json()
    assert seen["preview"]
    assert {each["id"] for each in seen["results"]} == set(ids[:2])
    assert seen["results"][0]["events"][0].endswith("assigned it to Ben")
    assert seen["results"][0]["events"][1] == "MANY: made Ben a member"
    assert seen["results"][0]["command_id"] is None
    assert [assigned(place, id) for id in ids] == [(), (), ()]
    done = post(place.owner, body).json()
    assert {each["id"] for each in done["results"]} == set(ids[:2])
    assert [assigned(place, id) for id in ids] == [(UUID(ben),), (UUID(ben),), ()]


def test_asked_again_a_selection_is_what_it_was(place: Place, ben: str):
    project, key = new_id(), str(uuid4())
    place.owner.post(command(project, "add-project", "project"), json={"name": "S", "key": "SEL"})
    ids = items(place, 2, project=str(project))
    body = {
        "command": {"command": "cancel-work-item", "body": {"reason": "No"}},
        "select": {"project": str(project), "state": ["todo"]},
    }
    first = post(place.owner, body, Idempotency_Key=key).json()
    assert first["done"] == 2
    items(place, 1, project=str(project))
    again = post(place.owner, body, Idempotency_Key=key).json()
    assert again["repeated"]
    assert again["request"] == first["request"] == key
    assert [each["id"] for each in again["results"]] == [each["id"] for each in first["results"]]
    assert set(ids) == {each["id"] for each in again["results"]}
    other = {**body, "select": {"project": str(project)}}
    told = problem(post(place.owner, other, Idempotency_Key=key), 422)
    assert told["type"] == "urn:workdomain:rule:another-command"


def test_some_ids_have_one_command(place: Place, ben: str):
    ids = items(place, 2)
    body = {"command": {"command": ASSIGN, "body": {"person": ben}}, "ids": ids}
    answer = post(place.owner, body, Idempotency_Key="my own key")
    assert answer.json()["done"] == 2
    again = post(place.owner, body, Idempotency_Key="my own key").json()
    assert (again["repeated"], again["done"]) == (True, 2)
    assert post(place.owner, body).json()["unchanged"] == 2


def test_what_there_is_only_one_of_is_called_default(place: Place):
    said = {"calendar": None, "valid_from": "2026-02-01"}  # a day of its own in a shared stream
    asked = one("default", "set-default-calendar", "default-calendar", **said)
    (told,) = post(place.owner, {"commands": [asked]}).json()["results"]
    assert told["stream"] == f"default-calendar/{DEFAULT_CALENDAR}"
    many = problem(post(place.owner, {"commands": [one("default")]}), 422)
    assert many["errors"][0]["pointer"] == "/commands/0/id"
    wrong = problem(post(place.owner, {"commands": [{**asked, "decider": ["?"]}]}), 422)
    assert "/commands/0/decider" in {each["pointer"] for each in wrong["errors"]}


def test_one_refusal_keeps_all_from_being_done_and_all_are_told(place: Place):
    (id,) = items(place, 1)
    body = {"commands": [one(new_id()), one(id), one(new_id())]}
    told = problem(post(place.owner, body), 409)
    assert told["type"] == "urn:workdomain:rule:nothing-done"
    assert [(each["number"], each["type"]) for each in told["refusals"]] == [
        (0, "urn:workdomain:rule:no-such-work-item"),
        (2, "urn:workdomain:rule:no-such-work-item"),
    ]
    assert place.work.state(work_item, UUID(id)).life.state == "todo"
    seen = post(place.owner, {**body, "preview": True}).json()
    assert [each["status"] for each in seen["results"]] == ["refused", "done", "refused"]
    assert seen["position"] is None


def test_each_is_done_that_can_be(place: Place):
    (id,) = items(place, 1)
    answer = post(place.owner, {"mode": "each", "commands": [one(new_id()), one(id)]})
    told = answer.json()
    assert answer.status_code == 200
    assert [each["status"] for each in told["results"]] == ["refused", "done"]
    assert told["results"][0]["problem"]["type"] == "urn:workdomain:rule:no-such-work-item"
    nothing = post(place.owner, {"mode": "each", "commands": [one(new_id())]})
    assert nothing.json()["position"] is None
    assert "x-workdomain-position" not in nothing.headers


def test_roles_are_looked_at_command_by_command(place: Place, ben: str):
    (id,) = items(place, 1)
    member = place.client(Role.MEMBER)
    commands = [one(new_id(), "add-person", "person", name="Eve"), one(id)]
    told = problem(post(member, {"commands": commands}), 403)
    assert [each["number"] for each in told["refusals"]] == [0]
    assert place.work.state(work_item, UUID(id)).life.state == "todo"
    each = post(member, {"mode": "each", "commands": commands}).json()
    assert [result["status"] for result in each["results"]] == ["refused", "done"]
    assert each["results"][0]["problem"]["status"] == 403
    own = one(
        week_id(UUID(ben), datetime(2026, 1, 5, tzinfo=UTC).date()), "log-time", "week",
        entry=str(new_id()), person=ben, day="2026-01-05", minutes=60,
    )  # fmt: skip
    assert problem(post(member, {"commands": [own]}), 403)
    viewer = place.client(Role.VIEWER)
    same = {"command": {"command": "start-work-item"}, "ids": [id]}
    assert problem(post(viewer, same), 403)
    assert problem(post(place.nobody, same), 401)


def test_a_token_that_is_revoked_among_others_lets_nobody_in(place: Place, ben: str):
    other = place.client(Role.MEMBER)
    assert other.get("/api/v1/views/board").status_code == 200
    id = UUID(other.headers["authorization"].split("_")[1])
    body = {"commands": [one(id, "revoke-token", token.name, reason="Lost")]}
    assert post(place.owner, body).status_code == 200
    assert other.get("/api/v1/views/board").status_code == 401


SOME = str(UUID(int=1))
START: Any = {"command": {"command": "start-work-item"}}
NONSENSE: list[tuple[Any, str]] = [
    ({"commands": [{"decider": "x", "id": SOME, "command": "y"}]}, "/commands/0/command"),
    ({"commands": [one(SOME, "adopt-part")]}, "/commands/0/command"),
    ({"commands": [one(SOME, ASSIGN)]}, "/commands/0/body/person"),
    ({"commands": [one("nonsense")]}, "/commands/0/id"),
    ({"mode": "some"}, "/mode"),
    ({"ids": [SOME]}, "/command"),
    (START, "/ids"),
    ({**START, "ids": [SOME], "select": {}}, "/ids"),
    ({**START, "commands": [one(SOME)]}, "/commands"),
    ({**START, "select": {"state": ["x"]}}, "/select/state/0"),
    ({"command": {"command": "add-person"}, "select": {}}, "/command/command"),
]


@pytest.mark.parametrize(("body", "where"), NONSENSE)
def test_what_makes_no_sense_is_told_where(place: Place, body: Any, where: str):
    told = problem(post(place.owner, body), 422)
    assert where in [error["pointer"] for error in told["errors"]]


def test_a_request_has_a_size_and_a_form(place: Place):
    many = [one(UUID(int=1))] * 10_001
    assert "at most 10000" in problem(post(place.owner, {"commands": many}), 413)["detail"]
    ids = [str(UUID(int=1))] * 10_001
    body = {"command": {"command": "start-work-item"}, "ids": ids}
    assert problem(post(place.owner, body), 413)
    json = {"Content-Type": "application/json"}
    assert problem(place.owner.post(BULK, content=b"{", headers=json), 400)
    assert problem(place.owner.post(BULK, content=b"{}"), 415)
    assert problem(place.owner.get(BULK), 405)
    at = {"X-Workdomain-At": "2026"}
    assert problem(place.owner.post(BULK, json={"commands": []}, headers=at), 400)
    assert post(place.owner, {"commands": []}).json()["results"] == []


def test_a_longer_request_than_allowed_is_not_read(database: str):
    with served(database, Settings(most_bulk=100)) as place:
        assert problem(post(place.owner, {"commands": [one(UUID(int=1))] * 2}), 413)


# -- reverts ---------------------------------------------------------------------------------------


def test_a_request_is_reverted_and_a_look_before_tells_what_would_happen(place: Place, ben: str):
    ids = items(place, 2)
    done = post(place.owner, {"commands": [one(id, ASSIGN, person=ben) for id in ids]}).json()
    what = {"what": done["request"], "reason": "The wrong list"}
    seen = post(place.owner, {**what, "preview": True}, REVERT).json()
    assert [each["events"] for each in seen["results"]] == [
        ["Item 1: took it from Ben"],
        ["Item 0: took it from Ben"],
    ]
    assert assigned(place, ids[0]) == (UUID(ben),)
    answer = post(place.owner, what, REVERT)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["done"], told["events"]) == (2, 4)
    assert [assigned(place, id) for id in ids] == [(), ()]
    rows = place.owner.get(
        "/api/v1/views/history", params={"subject": ids[0], "min_position": told["position"]}
    ).json()["rows"]
    assert [row["text"] for row in rows[:3]] == [
        "took it from Ben",
        "reverted (The wrong list): assigned it to Ben",
        "assigned it to Ben",
    ]
    again = post(place.owner, what, REVERT).json()
    assert (again["events"], again["results"]) == (0, [])
    # By the log position of the revert, it is taken back itself.
    back = post(place.owner, {"what": rows[1]["position"]}, REVERT).json()
    assert back["done"] == 3
    assert assigned(place, ids[0]) == (UUID(ben),)


def test_what_has_a_trace_in_common_is_reverted_together(place: Place, ben: str):
    (id,) = items(place, 1)
    trace = uuid4()
    header = {"traceparent": f"00-{trace.hex}-00f067aa0ba902b7-01"}
    for name, body in ((ASSIGN, {"person": ben}), ("start-work-item", {})):
        assert place.owner.post(command(id, name), json=body, headers=header).status_code == 201
    told = post(place.owner, {"what": str(trace)}, REVERT).json()
    assert told["done"] == 2
    assert assigned(place, id) == ()
    # The id of a thing is no correlation, however often it is mentioned.
    assert problem(post(place.owner, {"what": id}, REVERT), 409)["type"].endswith(
        "nothing-to-revert"
    )


def test_what_is_in_the_way_is_told_in_words(place: Place):
    id, added = place.add_item(title="Oops")
    place.owner.post(command(id, "start-work-item"))
    position = int(added.headers["x-workdomain-position"])
    for preview in (True, False):
        told = problem(post(place.owner, {"what": position, "preview": preview}, REVERT), 409)
        assert told["type"] == "urn:workdomain:rule:in-the-way"
        assert [(row["subject"], row["text"]) for row in told["in_the_way"]] == [
            ("Oops", "started it")
        ]
        assert told["in_all"] == 1


def test_who_may_not_do_it_may_not_take_it_back(place: Place):
    person = new_id()
    url = command(person, "add-person", "person")
    assert place.owner.post(url, json={"name": "Eve"}).status_code == 201
    renamed = place.owner.post(command(person, "rename-person", "person"), json={"name": "Eva"})
    what = {"what": int(renamed.headers["x-workdomain-position"])}
    assert problem(post(place.client(Role.MEMBER), what, REVERT), 403)
    assert problem(post(place.client(Role.VIEWER), what, REVERT), 403)
    assert post(place.client(Role.MANAGER), what, REVERT).json()["done"] == 1


def test_a_member_takes_back_what_a_policy_did_because_of_them(place: Place, ben: str):
    """Only a manager removes members of a project; but this one came by the assignment alone."""
    project, member = new_id(), place.client(Role.MEMBER)
    place.owner.post(command(project, "add-project", "project"), json={"name": "P", "key": "POL"})
    (id,) = items(place, 1, project=str(project))
    done = member.post(command(id, ASSIGN), json={"person": ben})
    told = post(member, {"what": int(done.headers["x-workdomain-position"])}, REVERT).json()
    assert [each["command"] for each in told["results"]] == ["remove-member", "unassign-work-item"]
    again = post(member, {"what": told["request"]}, REVERT).json()
    assert ASSIGN in {each["command"] for each in again["results"]}
    assert place.work.state(projects, project).members == {UUID(ben)}


def test_a_revert_asked_again_with_its_key_is_answered_as_the_first_time(place: Place):
    (id,) = items(place, 1)
    done = place.owner.post(command(id, "start-work-item"))
    what = {"what": int(done.headers["x-workdomain-position"])}
    first = post(place.owner, what, REVERT, Idempotency_Key="back").json()
    again = post(place.owner, what, REVERT, Idempotency_Key="back").json()
    assert again["repeated"]
    assert again["position"] == first["position"]
    assert place.work.state(work_item, UUID(id)).life.state == "todo"


def test_it_says_what_makes_no_sense(place: Place):
    assert problem(post(place.owner, {"what": "yesterday"}, REVERT), 422)
    assert problem(post(place.owner, {"what": 0}, REVERT), 422)
    for what, why in ((10**9, "no event at position"), (str(uuid4()), "There is no command")):
        assert why in problem(post(place.owner, {"what": what}, REVERT), 409)["detail"]


def test_a_look_does_not_wait_for_views_that_are_behind(database: str):
    """Names may be missing then; what would happen is told all the same."""
    with served(database, Settings(follow=False)) as place:
        place.add_item(title="Think")
        place.views.projector.catch_up()
        place.views._follows = True  # as if somebody else kept them up to date, and had stopped
        id, _ = place.add_item(title="Draw")
        body = {"commands": [one(id)], "preview": True}
        results = post(place.owner, body).json()["results"]
        assert results[0]["events"] == ["unknown work-item: started it"]
