"""Views over HTTP: pages, moments, comparisons."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from projections.catalog import VIEWS
from tests.service.http.place import Place, command, problem
from workdomain.values import new_id

ITEMS = "/api/v1/views/work-items"


def position(answer: httpx.Response) -> str:
    return answer.headers["x-workdomain-position"]


def test_a_view_shows_the_position_it_is_asked_for(place: Place):
    id, answer = place.add_item(title="Shown at once")
    params: Any = {"text": "Shown at once", "min_position": position(answer)}
    told = place.owner.get(ITEMS, params=params).json()
    assert [row["id"] for row in told["rows"]] == [str(id)]
    assert told["position"] >= int(position(answer))
    assert told["view"] == "work-items"
    assert told["next"] is None


def test_pages_follow_one_another_by_their_link_without_a_gap(place: Place):
    ids = [str(place.add_item(title=f"Paged {n}")[0]) for n in range(5)]
    last = place.work.log.head().position
    seen: list[str] = []
    pages = 0
    url: Any = f"{ITEMS}?text=Paged&sort=title&limit=2&min_position={last}"
    while url:
        answer = place.owner.get(url)
        seen += [row["id"] for row in answer.json()["rows"]]
        pages += 1
        link = re.fullmatch('<(.*)>; rel="next"', answer.headers.get("link", ""))
        url = link and link[1]
        assert (url is None) == (answer.json()["next"] is None)
    assert (seen, pages) == (ids, 3)


def test_a_cursor_that_was_changed_or_belongs_to_another_question_is_refused(place: Place):
    for n in range(3):
        last = place.add_item(title=f"Cursor {n}")[1]
    params: Any = {"text": "Cursor", "limit": 1, "min_position": position(last)}
    cursor = place.owner.get(ITEMS, params=params).json()["next"]
    assert place.owner.get(ITEMS, params={**params, "cursor": cursor}).status_code == 200
    changed = ("A" if cursor[30] != "A" else "B").join((cursor[:30], cursor[31:]))
    wrong: dict[str, str]
    for wrong in ({"cursor": changed}, {"cursor": "x"}, {"cursor": cursor, "text": "Other"}):
        problem(place.owner.get(ITEMS, params={**params, **wrong}), 400)
    problem(place.owner.get("/api/v1/views/board", params={"cursor": cursor}), 400)


def test_a_view_is_asked_as_of_a_position_an_instant_and_a_day(place: Place):
    id, added = place.add_item(title="Then and now")
    then = datetime.now(UTC).isoformat()
    place.owner.post(command(id, "start-work-item"))
    last = place.work.log.head().position
    for as_of, state in ((position(added), "todo"), (then, "todo"), (None, "doing")):
        params: Any = {"text": "Then and now", "min_position": last} | (
            {"as_of": as_of} if as_of else {}
        )
        (row,) = place.owner.get(ITEMS, params=params).json()["rows"]
        assert row["state"] == state
    for early in ({"as_of": "2001-01-01"}, {"valid_at": "2001-01-01T00:00:00Z"}):
        assert place.owner.get(ITEMS, params=early).json()["rows"] == []


@pytest.mark.parametrize(
    "params",
    [
        {"as_of": "yesterday"},
        {"as_of": "2026-01-01T00:00:00"},
        {"valid_at": "2026-13-01"},
        {"as_of": "-1"},
        {"as_of": str(1 << 70)},
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "many"},
        {"min_position": "-1"},
        {"person": "Ana"},
        {"state": "finished"},
        {"stale": "yes"},
        {"nonsense": "1"},
        {"text": "a\x00b"},
        {"due_from": "31.12.2026"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_a_422(place: Place, params: dict[str, str]):
    problem(place.owner.get(ITEMS, params=params), 422)


def test_a_position_that_is_not_reached_in_time_is_a_503_unless_stale_is_ok(place: Place):
    params: Any = {"min_position": 1 << 40}
    answer = place.owner.get(ITEMS, params=params)
    problem(answer, 503)
    assert answer.headers["retry-after"] == "1"
    stale = place.owner.get(ITEMS, params={**params, "stale": "ok"})
    assert (stale.status_code, stale.headers["x-stale"]) == (200, "true")


def test_two_moments_are_compared_row_by_row(place: Place):
    id, added = place.add_item(title="Compared")
    place.owner.post(command(id, "start-work-item"))
    gone, _ = place.add_item(title="Compared too")
    params: Any = {"text": "Compared", "from_as_of": position(added)}
    place.owner.get(ITEMS, params={"min_position": place.work.log.head().position})
    told = place.owner.get(f"{ITEMS}/compare", params=params).json()
    changes = {change["key"][0]: change for change in told["changes"]}
    assert set(changes) == {str(id), str(gone)}
    assert "state" in changes[str(id)]["changed"]
    assert changes[str(id)]["before"]["state"] == "todo"
    assert changes[str(id)]["after"]["state"] == "doing"
    assert changes[str(gone)]["before"] is None


def test_what_differs_comes_in_pages_too(place: Place):
    start = place.work.log.head().position
    ids = {str(place.add_item(title=f"Differs {n}")[0]) for n in range(3)}
    end = place.work.log.head().position
    place.owner.get(ITEMS, params={"min_position": end})
    params: Any = {"text": "Differs", "from_as_of": start, "to_as_of": end, "limit": 2}
    first = place.owner.get(f"{ITEMS}/compare", params=params)
    assert 'rel="next"' in first.headers["link"]
    params["cursor"] = first.json()["next"]
    second = place.owner.get(f"{ITEMS}/compare", params=params).json()
    assert second["next"] is None
    keys = [change["key"][0] for change in first.json()["changes"] + second["changes"]]
    assert set(keys) == ids
    assert len(keys) == len(ids)


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_every_view_of_the_catalog_is_offered(place: Place, name: str):
    for path in (f"/api/v1/views/{name}", f"/api/v1/views/{name}/compare"):
        problem(place.owner.get(path, params={"nonsense": "1"}), 422)


def test_text_of_any_script_comes_back_as_it_was(place: Place):
    title = "\u202bשלם\u202c 計画 🏗"
    id, answer = place.add_item(title=title)
    params: Any = {"ids": str(id), "min_position": position(answer)}
    (row,) = place.owner.get(ITEMS, params=params).json()["rows"]
    assert row["title"] == title


def test_a_report_is_given_in_each_of_its_forms(place: Place):
    id, answer = place.add_item(title="Reported")
    reached = position(answer)
    for form, media in (("json", "application/json"), ("html", "text/html")):
        params: Any = {"item": str(id), "format": form, "min_position": reached}
        answer = place.owner.get("/api/v1/reports/audit", params=params)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith(media)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    problem(place.owner.get("/api/v1/reports/audit", params={"item": str(new_id())}), 404)
    problem(place.owner.get("/api/v1/reports/audit"), 422)


def test_a_view_that_is_read_as_a_whole_has_longer_pages(place: Place):
    open_questions = [
        view
        for view in VIEWS
        if view.name != "timesheet-evidence"  # it asks for one of two things
        and not any(f.is_required() for f in view.params.model_fields.values())
    ]
    for view in open_questions:
        most = view.most or 1000
        path = f"/api/v1/views/{view.name}"
        assert place.owner.get(path, params={"limit": most}).status_code == 200
        problem(place.owner.get(path, params={"limit": most + 1}), 422)
