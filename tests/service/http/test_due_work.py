"""Recurring work, budgets and baselines over HTTP; the service makes what the clock makes due."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.settings import Settings
from tests.service.http.place import Place, command, problem, served, wait_until
from workdomain.execution.week import week_id
from workdomain.people.token import Role
from workdomain.planning.recurrence import recurrence
from workdomain.values import new_id

ROUND = {
    "title": "Look around",
    "rule": "FREQ=DAILY",
    "zone": "Europe/Oslo",
    "first": "2020-01-01T09:00",
    "lead_days": 1,
}
TODAY = datetime.now(UTC).date()


def rows(client: httpx.Client, view: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/views/{view}", params=asked).json()["rows"]
    return found


def test_the_service_makes_what_is_due_by_itself(tmp_path: Path):
    settings = Settings(tick=0.05)
    target = str(tmp_path / "work.db")
    with served(target, settings) as one, served(target, settings) as two:
        id = new_id()
        url = command(id, "add-recurrence", "recurrence")
        assert one.owner.post(url, json=ROUND).status_code == 201
        wait_until(lambda: one.work.history(recurrence, id)[1:])
        wait_until(lambda: any(row["made"] for row in rows(one.owner, "recurrences")))
        (shown,) = rows(one.owner, "recurrences")
        made = [each for each in rows(one.owner, "occurrences") if each["state"] == "made"]
        assert shown["made"] == len(made)
        added = [e for e in two.work.events() if e.event.topic == "work-item.added.v1"]
        assert len(added) == shown["made"]


def seen(place: Place, answer: httpx.Response) -> None:
    """Wait until the views show what a command did."""
    position = int(answer.headers["x-workdomain-position"])
    wait_until(lambda: place.views.projector.wait(position, 1))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"rule": "FREQ=MINUTELY"}, "quickest is FREQ=HOURLY"),
        ({"zone": "Oslo"}, "write one as Europe/Oslo"),
        ({"first": "2026-01-01T09:00Z"}, "without an offset"),
        ({"lead_days": 400}, "366"),
    ],
)
def test_what_makes_no_sense_is_a_problem(place: Place, changes: dict[str, Any], why: str):
    url = command(new_id(), "add-recurrence", "recurrence")
    told = problem(place.owner.post(url, json={**ROUND, **changes}), 422)
    assert why in str(told)


def test_nobody_makes_occurrences_from_outside(place: Place):
    for decider, name in (("recurrence", "make-occurrences"), ("budget", "consume-budget")):
        problem(place.owner.post(command(new_id(), name, decider), json={}), 404)


def test_time_over_a_budget_that_refuses_is_a_conflict(place: Place):
    project, budget = new_id(), new_id()
    key = f"B{project.hex[-5:].upper()}"
    place.owner.post(command(project, "add-project", "project"), json={"name": "A", "key": key})
    item, _ = place.add_item(project=str(project))
    limit = {"name": "Cap", "project": str(project), "hours": 1, "over": "refuse"}
    url = command(budget, "add-budget", "budget")
    assert place.owner.post(url, json=limit).status_code == 201

    def log(minutes: int) -> httpx.Response:
        body = {
            "entry": str(new_id()), "person": str(place.ana), "day": str(TODAY),
            "minutes": minutes, "item": str(item), "activity": "Design",
        }  # fmt: skip
        return place.owner.post(command(week_id(place.ana, TODAY), "log-time", "week"), json=body)

    first = log(45)
    assert first.status_code == 201
    told = problem(log(30), 409)
    assert told["type"] == "urn:workdomain:rule:over-budget"
    assert "Cap has 0.25 h left, not 0.5 h" in told["detail"]
    seen(place, first)
    (shown,) = rows(place.owner, "budgets", project=str(project))
    assert (shown["used_h"], shown["counted_h"], shown["state"]) == (0.75, 0.75, "ok")
    member = place.client(Role.MEMBER)
    problem(member.post(command(new_id(), "add-budget", "budget"), json=limit), 403)


def test_a_baseline_is_taken_and_asked(place: Place):
    item, _ = place.add_item(due="2030-01-07")
    baseline = new_id()
    taken = place.owner.post(
        command(baseline, "take-baseline", "baseline"), json={"name": "A", "item": str(item)}
    )
    assert taken.status_code == 201
    moved = place.owner.post(
        command(item, "plan-work-item-dates"), json={"start": None, "due": "2030-01-14"}
    )
    seen(place, moved)
    found = rows(place.owner, "variance", baseline=str(baseline))
    assert [(row["level"], row["finish_variance_working_days"]) for row in found] == [
        ("total", 5), ("project", 5), ("item", 5),
    ]  # fmt: skip
    problem(place.owner.get("/api/v1/views/variance", params={"baseline": "Agreed"}), 422)
    assert UUID(found[2]["id"]) == item
