"""Timesheets over HTTP: who may hand in, agree to and bill whose time."""

from datetime import UTC, datetime
from typing import Any

from tests.service.http.place import Place, command, problem, wait_until
from workdomain.execution.sheet import sheet
from workdomain.execution.week import week_id
from workdomain.people.token import Role
from workdomain.values import new_id

TODAY = datetime.now(UTC).date()


def test_time_goes_from_draft_to_billed_by_those_who_may(place: Place):
    bo, cleo = place.person("Bo"), place.person("Cleo")
    week = week_id(bo, TODAY)
    mine, hers = place.client(Role.MEMBER, bo), place.client(Role.MEMBER, cleo)
    manager = place.client(Role.MANAGER)
    entry = str(new_id())

    def url(name: str) -> str:
        return command(week, name, "sheet")

    body: dict[str, Any] = {
        "entry": entry, "person": str(bo), "day": str(TODAY), "minutes": 60, "item": None,
    }  # fmt: skip
    assert mine.post(command(week, "log-time", "week"), json=body).status_code == 201
    told = problem(hers.post(url("submit-week"), json={}), 403)
    assert "its own person only" in told["detail"]
    assert mine.post(url("submit-week"), json={}).status_code == 201
    complete = {"person": str(bo), "day": str(TODAY)}
    problem(hers.post(url("declare-week-complete"), json=complete), 403)
    assert mine.post(url("declare-week-complete"), json=complete).status_code == 201

    told = problem(mine.post(url("approve-time"), json={}), 403)
    assert "reports to nobody" in told["detail"]
    line = {"lead": str(cleo), "valid_from": "2020-01-01"}
    lead = command(bo, "set-reporting-line", "person")
    assert manager.post(lead, json=line).status_code == 201
    told = problem(mine.post(url("approve-time"), json={}), 409)
    assert told["type"] == "urn:workdomain:rule:approves-own-time"
    assert hers.post(url("approve-time"), json={}).status_code == 201

    bill = {"entries": [entry], "invoice": "2026-7"}
    problem(hers.post(url("invoice-time"), json=bill), 403)
    done = manager.post(url("invoice-time"), json=bill)
    assert done.status_code == 201
    told = problem(mine.post(command(week, "remove-time", "week"), json={
        "entry": entry, "reason": "Not me"
    }), 409)  # fmt: skip
    assert told["type"] == "urn:workdomain:rule:line-is-settled"
    problem(mine.post(url("change-line"), json={"entry": entry}), 404)

    position = int(done.headers["x-workdomain-position"])
    wait_until(lambda: place.views.projector.wait(position, 1))
    asked = {"person": str(bo), "day": str(TODAY)}
    answer = mine.get("/api/v1/views/my-week", params=asked).json()["rows"]
    assert (answer[0]["state"], answer[0]["complete"]) == ("approved", True)
    assert place.work.state(sheet, week).lines
    problem(mine.get("/api/v1/views/timesheet-evidence"), 422)
