"""Whatever is sent, the answer is a problem that can be read, and nothing is stored."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from projections.board import Card, board
from service.problems import problem_of
from service.settings import Settings
from tests.service.http.place import Place, command, problem, served
from workdomain.store.log import Conflict, StoreUnavailable
from workdomain.values import new_id

ADD = "add-work-item"
JSON = {"Content-Type": "application/json"}
SOME = UUID(int=7)


def post(place: Place, name: str, body: bytes, id: object = None, **headers: str) -> httpx.Response:
    path = command(id or new_id(), name)
    return place.owner.post(path, content=body, headers={**JSON, **headers})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nonsense", 404),
        ("GET", "/api/v1/nonsense", 404),
        ("GET", "/api/v1/views/nonsense", 404),
        ("GET", "/api/v1/reports/nonsense", 404),
        ("GET", "/api/v1/streams/work-item", 404),
        ("POST", "/api/v1/nonsense/1/add", 404),
        ("POST", "/api/v1/work-item", 404),
        ("POST", f"/api/v1/work-item/{SOME}/fly", 404),
        ("POST", f"/api/v1/work-item/{SOME}/adopt-part", 404),
        ("POST", f"/api/v1/work-item/{SOME}/add-work-item/more", 404),
        ("POST", "/api/v1/work-item/nonsense/add-work-item", 422),
        ("POST", "/api/v1/work-item/%7B/add-work-item", 422),
        ("GET", f"/api/v1/work-item/{SOME}/add-work-item", 405),
        ("DELETE", f"/api/v1/work-item/{SOME}/add-work-item", 405),
        ("POST", "/api/v1/views/board", 405),
        ("PUT", "/api/v1/events", 405),
        ("POST", "/healthz", 405),
        ("GET", "/api/v1/events?after=x", 422),
        ("GET", "/api/v1/events?limit=100000", 422),
        ("GET", "/docs", 404),
        ("GET", f"/api/v1/{'x' * 9000}", 414),
    ],
)
def test_nonsense_is_answered_with_a_problem(place: Place, method: str, path: str, status: int):
    answer = place.owner.request(method, path)
    problem(answer, status)
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/title"}),
        ({"title": ""}, {"/title"}),
        ({"title": 7}, {"/title"}),
        ({"title": "x" * 301}, {"/title"}),
        ({"title": "a\x00b"}, {"/title"}),
        ({"title": "a\x1bb"}, {"/title"}),
        ({"title": "Draw", "~/odd": 1}, {"/~0~1odd"}),
        ({"title": "Draw", "due": "9999-12-31"}, {"/due"}),
        ({"title": "Draw", "due": "12.1.2026"}, {"/due"}),
        ({"title": "Draw", "priority": "utmost", "project": "HOUSE"}, {"/priority", "/project"}),
        ({"title": "Draw", "assignees": ["Ana"]}, {"/assignees/0"}),
        ([], {""}),
        (None, {""}),
        ("Draw", {""}),
    ],
)
def test_each_thing_that_is_wrong_in_a_body_is_pointed_at(place: Place, body, pointers):
    told = problem(post(place, ADD, json.dumps(body).encode()), 422)
    assert {each["pointer"] for each in told["errors"]} == pointers
    assert all(each["detail"] for each in told["errors"])


@pytest.mark.parametrize("hours", ["-1", "NaN", "Infinity", "-Infinity", "1e300", '"many"'])
def test_hours_are_numbers_that_can_be_worked(place: Place, hours: str):
    id, _ = place.add_item()
    body = f'{{"remaining_h": {hours}, "work_h": {hours}, "estimate": {hours}}}'.encode()
    told = problem(post(place, "estimate-work-item", body, id), 422)
    assert told["errors"]
    problem(post(place, "set-remaining-work", f'{{"remaining_h": {hours}}}'.encode(), id), 422)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"title": "Draw"} more',
        b"title=Draw",
        b'{"title": "\xff\xfe"}',
        b'\xef\xbb\xbf{"title": "Draw"}',
        b'{"title": "\\ud800"}',
        b"[" * 10_000,
        b'{"title": ' + b"9" * 10_000,
    ],
)
def test_what_is_not_json_is_a_400(place: Place, body: bytes):
    problem(post(place, ADD, body), 400)


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "json", ""])
def test_a_body_of_another_media_type_is_a_415(place: Place, media: str):
    answer = place.owner.post(
        command(new_id(), ADD), content=b'{"title": "Draw"}', headers={"Content-Type": media}
    )
    problem(answer, 415)
    assert answer.headers["accept-post"] == "application/json"


def test_a_media_type_may_name_its_charset(place: Place):
    answer = place.owner.post(
        command(new_id(), ADD),
        content=b'{"title": "Draw"}',
        headers={"Content-Type": "Application/JSON; charset=utf-8"},
    )
    assert answer.status_code == 201


def test_a_body_that_is_too_long_is_a_413_announced_or_not(place: Place):
    long = b'{"title": "' + b"x" * 30_000 + b'"}'
    problem(post(place, ADD, long), 413)

    def chunks() -> Iterator[bytes]:
        yield from (long[start : start + 1000] for start in range(0, len(long), 1000))

    answer = place.owner.post(command(new_id(), ADD), content=chunks(), headers=JSON)
    problem(answer, 413)


def test_a_body_in_chunks_is_put_together(place: Place):
    answer = place.owner.post(
        command(new_id(), ADD), content=iter([b'{"title"', b': "Draw"}']), headers=JSON
    )
    assert answer.status_code == 201


def test_who_goes_away_before_the_end_of_a_body_leaves_nothing_behind(place: Place):
    id = new_id()
    address = urlsplit(place.url)
    with socket.create_connection((address.hostname, address.port)) as raw:
        raw.sendall(
            f"POST {command(id, ADD)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            f"Content-Type: application/json\r\n"
            f"Authorization: {place.owner.headers['authorization']}\r\n\r\n{{".encode()
        )
    problem(place.owner.get(f"/api/v1/streams/work-item/{id}"), 404)


def test_an_answer_never_repeats_what_was_sent(place: Place):
    path = command(new_id(), "issue-token", "token")
    sent = {
        "person": "hunter2",
        "role": "hunter2",
        "label": "\x00hunter2",
        "secret_sha256": "hunter2",
    }
    answer = place.owner.post(path, json=sent)
    problem(answer, 422)
    assert "hunter2" not in answer.text


def test_a_fault_of_ours_tells_no_more_than_where_the_log_has_more(database, caplog):
    def stumble(*_: object) -> list[Card]:
        raise ZeroDivisionError("a secret of ours")

    with served(database, views=[replace(board, read=stumble)]) as place:
        told = problem(place.owner.get("/api/v1/views/board"), 500)
    assert "secret" not in str(told)
    assert any(told["trace_id"] in record.getMessage() for record in caplog.records)


def test_what_takes_too_long_is_answered_in_time(database):
    def dawdle(*_: object) -> list[Card]:
        time.sleep(0.5)
        return []

    dawdling = [replace(board, read=dawdle)]
    with served(database, Settings(time_limit=0.1), views=dawdling) as place:
        answer = place.owner.get("/api/v1/views/board")
    problem(answer, 503)
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreUnavailable("The disk is full"), 503),
        (Conflict("Two at once"), 503),
        (TimeoutError(), 503),
        (RuntimeError("secret"), 500),
    ],
)
def test_what_went_wrong_below_is_told_by_whether_to_come_again(error: Exception, status: int):
    problem = problem_of(error)
    assert problem.status == status
    assert ("Retry-After" in problem.headers) == (status == 503)
    assert "secret" not in problem.detail
