"""Goals and requests over HTTP: asked for, weighed, accepted, looked at then and now."""

from uuid import UUID

from tests.service.http.place import Place, command, problem
from workdomain.people.token import Role
from workdomain.values import new_id

GOAL = {"title": "Grow", "first": "2026-01-01", "last": "2026-12-31"}


def test_a_member_asks_and_what_is_accepted_is_shown_with_its_work_and_its_goal(place: Place):
    member = place.client(Role.MEMBER)
    goal, door, item = new_id(), new_id(), new_id()
    assert member.post(command(goal, "add-objective", "objective"), json=GOAL).status_code == 201

    def ask(name: str, **fields: object) -> int:
        answer = member.post(command(door, name, "request"), json=fields)
        assert answer.is_success, answer.text
        position: int = answer.json()["position"]
        return position

    ask("submit-request", title="Door", asked_by_name="Herr Klein", serves=str(goal))
    ask("score-cost-of-delay", user_business_value=8, time_criticality=13, risk_opportunity=1)
    weighed = ask("size-request", job_size=5)
    accepted = ask("accept-as-work-item", item=str(item))
    found = member.get(
        "/api/v1/views/intake", params={"min_position": accepted, "answer": "accepted"}
    )
    (row,) = found.json()["rows"]
    assert (row["wsjf"], row["serves"], UUID(row["became_id"])) == (4.4, "Grow", item)
    (row,) = member.get("/api/v1/views/intake", params={"as_of": weighed}).json()["rows"]
    assert (row["rank"], row["answer"]) == (1, "waiting")
    (row,) = member.get("/api/v1/views/work-items", params={"ids": str(item)}).json()["rows"]
    assert row["title"] == "Door"


def test_what_a_request_asks_of_others_is_no_door_of_its_own(place: Place):
    for name, decider in (
        ("make-work-item-of-request", "work-item"),
        ("adopt-merged-request", "request"),
        ("score-and-close-objective", "objective"),
        ("serve-by-project", "project"),
    ):
        problem(place.owner.post(command(new_id(), name, decider), json={}), 404)


def test_a_refusal_and_a_wrong_field_say_what_to_do(place: Place):
    goal = new_id()
    place.owner.post(command(goal, "add-objective", "objective"), json=GOAL)
    check_in = {"check_in": str(new_id()), "values": []}
    told = problem(place.owner.post(command(goal, "check-in", "objective"), json=check_in), 409)
    assert "activate it first" in told["detail"]
    size = place.owner.post(command(new_id(), "size-request", "request"), json={"job_size": 4})
    assert "choose one of 1, 2, 3, 5, 8, 13, 20" in str(problem(size, 422))
    measure = {"key_result": str(new_id()), "name": "X", "kind": "increase", "target": "NaN"}
    problem(place.owner.post(command(goal, "add-key-result", "objective"), json=measure), 422)
