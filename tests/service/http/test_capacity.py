"""Load and capacity over HTTP: together, ahead, and what does not fit."""

from datetime import timedelta
from typing import Any

from tests.service.http.place import Place, command, problem
from workdomain.values import new_id

VIEWS = "/api/v1/views"


def test_load_is_told_together_and_ahead_and_alarms_with_their_evidence(place: Place):
    today = place.work.now().date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
    gus, item = new_id(), new_id()
    added = {"name": "Gus", "team": "Mail"}
    assert place.owner.post(command(gus, "add-person", "person"), json=added).status_code == 201
    hours = {"minutes": [480] * 5 + [0, 0], "valid_from": "2020-01-01"}
    place.owner.post(command(gus, "set-working-hours", "person"), json=hours)
    work = {
        "title": "Sort it all",
        "assignees": [str(gus)],
        "estimate": {"optimistic": 50, "most_likely": 50, "pessimistic": 50},
        "start": monday.isoformat(),
        "due": (monday + timedelta(days=4)).isoformat(),
    }
    told = place.owner.post(command(item, "add-work-item"), json=work)
    assert told.status_code == 201
    then = {"min_position": told.headers["x-workdomain-position"]}
    days = {"first": monday.isoformat(), "last": (monday + timedelta(days=6)).isoformat()}
    asked: Any = {**then, **days, "team": "Mail"}

    def rows(view: str, **more: Any) -> list[dict[str, Any]]:
        answer = place.owner.get(f"{VIEWS}/{view}", params={**asked, **more})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["rows"]
        return found

    (team,) = rows("workload", by="team", model="earliest-due")
    assert (team["group"], team["people"], team["model"]) == ("Mail", 1, "earliest-due")
    assert (team["load_h"], team["overload_h"]) == (50, 10)
    week, levers = rows("capacity")
    assert (week["gap_h"], levers["extend_weeks"], levers["add_people"]) == (10, 1, 1)
    for name in days:
        asked.pop(name)
    (alarm,) = rows("overbooking")
    assert (alarm["over_by_h"], alarm["work"]) == (10, ["Sort it all (50 h)"])
    problem(place.owner.get(f"{VIEWS}/workload", params={"model": "odd"}), 422)


def test_nobody_enters_an_alarm_over_http(place: Place):
    asked = command(place.ana, "tell-overbooking", "overbooking")
    told = problem(place.owner.post(asked, json={"found": []}), 409)
    assert told["type"] == "urn:workdomain:rule:only-the-clock-tells"
