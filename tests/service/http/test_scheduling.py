"""Plans over HTTP: looked at, proposed and published."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.service.http.place import Place, command, problem
from workdomain.execution.schedule import schedule
from workdomain.people.person import SetWorkingHours
from workdomain.people.token import Role
from workdomain.values import new_id

PROPOSE = "/api/v1/scheduling/propose"
VIEWS = "/api/v1/views"


@pytest.fixture(scope="module")
def site(place: Place) -> UUID:
    """A project with work for Ana."""
    id, ana = new_id(), place.person("Ana who plans")
    body = SetWorkingHours(minutes=(480,) * 5 + (0, 0), valid_from="2020-01-01")
    answer = place.owner.post(
        command(ana, "set-working-hours", "person"), json=body.model_dump(mode="json")
    )
    assert answer.status_code == 201, answer.text
    place.owner.post(command(id, "add-project", "project"), json={"name": "Hut", "key": "HUT"})
    for title in ("Draw the hut", "Build the hut"):
        place.add_item(title=title, project=str(id), assignees=[str(ana)], estimate={"hours": 8})
    return id


def propose(client: httpx.Client, body: Any, **headers: str) -> httpx.Response:
    return client.post(
        PROPOSE, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_a_plan_is_proposed_once_for_a_key_and_published(place: Place, site: UUID):
    body = {"project": str(site), "name": "Plan of the hut", "buffers": "half", "note": "Now"}
    key = str(uuid4())
    answer = propose(place.owner, body, idempotency_key=key)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["bars"], told["left_out"], told["repeated"]) == (2, 0, False)
    assert answer.headers["x-workdomain-position"] == str(told["position"])
    assert answer.headers["etag"] == f'"{told["version"]}"'
    again = propose(place.owner, body, idempotency_key=key).json()
    assert again == {**told, "repeated": True, "bars": None, "left_out": None}
    id = told["schedule"]
    published = place.owner.post(command(id, "publish-schedule", "schedule"), json={})
    assert published.status_code == 201, published.text
    assert place.work.state(schedule, UUID(id)).published == 1
    position = published.headers["x-workdomain-position"]
    rows = place.owner.get(
        f"{VIEWS}/timeline", params={"schedule": id, "min_position": position}
    ).json()["rows"]
    assert [row["title"] for row in rows if row["kind"] == "work"] == [
        "Draw the hut", "Build the hut",
    ]  # fmt: skip
    before = place.work.log.head().position
    asked: dict[str, dict[str, str]] = {
        "plan-preview": {"project": str(site)},
        "forecast": {"project": str(site), "samples": "20"},
        "forecast-backtest": {"project": str(site), "samples": "20"},
        "fever": {"schedule": id},
        "replan": {"schedule": id},
        "what-if": {"change": f"drop {rows[0]['id']}"},
        "explain": {"item": rows[1]["id"]},
        "ways-out": {"project": str(site)},
        "plan-conflicts": {"project": str(site)},
        "schedules": {},
    }
    for name, params in asked.items():
        answer = place.owner.get(f"{VIEWS}/{name}", params=params)
        assert answer.status_code == 200, answer.text
    assert place.work.log.head().position == before
    kept = propose(place.owner, {"schedule": id, "project": str(site), "manner": "keep"})
    assert kept.status_code == 200, kept.text
    for manner in ("anew", "optimise"):
        searched = propose(place.owner, {"schedule": id, "manner": manner, "seconds": 0.2})
        assert searched.status_code == 200, searched.text
    endless = propose(place.owner, {"schedule": id, "seconds": 3600})
    assert problem(endless, 422)["errors"][0]["pointer"] == "/seconds"


def test_who_says_no_and_why(place: Place, site: UUID):
    nothing = propose(place.owner, {"project": str(uuid4())})
    assert problem(nothing, 409)["type"] == "urn:workdomain:rule:no-such-project"
    wrong = propose(place.owner, {"project": "x", "iterations": -1})
    assert {each["pointer"] for each in problem(wrong, 422)["errors"]} == {
        "/project",
        "/iterations",
    }
    text = place.owner.post(PROPOSE, content=b"{}", headers={"content-type": "text/plain"})
    assert problem(text, 415)
    held = propose(place.owner, {"schedule": str(uuid4()), "manner": "keep"})
    assert problem(held, 409)["type"] == "urn:workdomain:rule:nothing-holds"
    change = place.owner.get(f"{VIEWS}/what-if", params={"change": "fly"})
    assert "no change" in problem(change, 422)["errors"][0]["detail"]
    unknown = place.owner.get(f"{VIEWS}/explain", params={"item": str(uuid4())})
    assert problem(unknown, 409)["type"] == "urn:workdomain:rule:not-planned"
    member = place.client(Role.MEMBER)
    assert problem(propose(member, {"project": str(site)}), 403)


def test_equipment_is_kept_by_a_plan_that_is_published(place: Place):
    boat, van, ben = new_id(), new_id(), place.person("Ben who moves boats")
    hours = SetWorkingHours(minutes=(480,) * 5 + (0, 0), valid_from="2020-01-01")
    place.owner.post(
        command(ben, "set-working-hours", "person"), json=hours.model_dump(mode="json")
    )
    place.owner.post(command(boat, "add-project", "project"), json={"name": "Boat", "key": "BOAT"})
    place.owner.post(command(van, "add-equipment", "equipment"), json={"name": "Boat trailer"})
    item, _ = place.add_item(
        title="Move the boat", project=str(boat), assignees=[str(ben)], estimate={"hours": 8}
    )
    need = {"kind": "equipment", "name": "boat trailer"}
    for verb, body in (("add-need", need), ("allow-splitting", {})):
        answer = place.owner.post(command(item, verb), json=body)
        assert answer.status_code == 201, answer.text
    proposed = propose(place.owner, {"project": str(boat)})
    id, position = proposed.json()["schedule"], proposed.headers["x-workdomain-position"]
    timeline = place.owner.get(
        f"{VIEWS}/timeline", params={"schedule": id, "min_position": position}
    ).json()["rows"]
    (bar,) = [row for row in timeline if row["kind"] == "work"]
    assert (bar["people"], bar["equipment"]) == (["Ben who moves boats"], ["Boat trailer"])
    booking = {"booking": str(new_id()), "begin": bar["start"], "end": bar["finish"]}
    booked = place.owner.post(command(van, "book-equipment", "equipment"), json=booking)
    assert booked.status_code == 201, booked.text
    refused = place.owner.post(command(id, "publish-schedule", "schedule"), json={})
    assert "Of Boat trailer, 0 of 1 are free" in problem(refused, 409)["detail"]
    propose(place.owner, {"project": str(boat)})
    published = place.owner.post(command(id, "publish-schedule", "schedule"), json={})
    assert published.status_code == 201, published.text
    asked = {"equipment": str(van), "min_position": published.headers["x-workdomain-position"]}
    first = datetime.fromisoformat(bar["start"]).date()
    days = {"first": str(first), "last": str(first + timedelta(days=30))}
    shown = place.owner.get(f"{VIEWS}/equipment-bookings", params=asked | days)
    assert shown.status_code == 200, shown.text
    rows = shown.json()["rows"]
    assert [row["plan"] for row in rows] == [None, "Plan of BOAT"]
    assert rows[1]["begin"] >= bar["finish"]
    tried = place.owner.get(f"{VIEWS}/what-if", params={"change": f"fewer {van}"})
    assert tried.status_code == 200, tried.text
