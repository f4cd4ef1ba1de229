"""The log over HTTP: streams, pages of events, and the live feed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from tests.service.http.place import Place, command, problem, wait_until
from workdomain.people.token import Role
from workdomain.values import new_id

STREAM = "/api/v1/events/stream"


@contextmanager
def following(
    client: httpx.Client, path: str = STREAM, **headers: str
) -> Iterator[Iterator[dict[str, Any]]]:
    with client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield frames(answer)


def frames(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    frame: dict[str, Any] = {}
    for line in answer.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            frame[name or "comment"] = value
        elif frame:
            yield frame
            frame = {}


def events(feed: Iterator[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < number:
        frame = next(feed)
        if "data" in frame:
            found.append(frame)
    return found


def test_a_stream_tells_what_happened_with_both_clocks(place: Place):
    id, _ = place.add_item()
    place.owner.post(
        command(id, "start-work-item"), headers={"X-Workdomain-At": datetime.now(UTC).isoformat()}
    )
    answer = place.owner.get(f"/api/v1/streams/work-item/{id}")
    assert answer.headers["etag"] == '"2"'
    first, second = answer.json()["events"]
    assert (first["topic"], first["version"]) == ("work-item.added.v1", 1)
    assert first["data"]["title"] == "Draw"
    assert second["by"] == str(place.ana)
    assert second["recorded_at"] >= second["at"]


def test_a_stream_comes_in_pages_and_as_of_a_moment(place: Place):
    id, added = place.add_item()
    place.owner.post(command(id, "start-work-item"))
    path = f"/api/v1/streams/work-item/{id}"
    first = place.owner.get(path, params={"limit": 1})
    assert first.json()["next"] == 1
    assert first.headers["etag"] == '"2"'
    assert first.headers["link"] == f'<{path}?limit=1&after=1>; rel="next"'
    (second,) = place.owner.get(path, params={"after": 1}).json()["events"]
    assert second["version"] == 2
    assert place.owner.get(path, params={"after": 2}).json() == {"events": [], "next": None}
    then = added.headers["x-workdomain-position"]
    known = place.owner.get(path, params={"as_of": then, "limit": 1}).json()
    assert (len(known["events"]), known["next"]) == (1, None)
    problem(place.owner.get(path, params={"as_of": "2001-01-01"}), 404)


def test_a_stream_to_which_nothing_happened_is_a_404(place: Place):
    problem(place.owner.get(f"/api/v1/streams/work-item/{new_id()}"), 404)
    problem(place.owner.get(f"/api/v1/streams/nonsense/{new_id()}"), 404)
    problem(place.owner.get("/api/v1/streams/work-item/nonsense"), 422)


def test_the_hash_of_a_secret_is_shown_to_nobody(place: Place):
    id = UUID(hex=place.token().split("_")[1])
    answer = place.owner.get(f"/api/v1/streams/token/{id}")
    assert answer.json()["events"][0]["data"]["role"] == "owner"
    assert "secret" not in answer.text


def test_events_come_in_pages_in_the_order_of_the_log(place: Place):
    start = place.work.log.head().position
    ids = [f"work-item/{place.add_item()[0]}" for _ in range(3)]
    first = place.owner.get("/api/v1/events", params={"after": start, "limit": 2})
    assert [each["stream"] for each in first.json()["events"]] == ids[:2]
    after = first.json()["next"]
    assert first.headers["link"] == f'</api/v1/events?limit=2&after={after}>; rel="next"'
    rest = place.owner.get("/api/v1/events", params={"after": after}).json()
    assert [each["stream"] for each in rest["events"]] == ids[2:]
    assert rest["next"] is None


def test_the_live_feed_tells_what_was_and_what_comes(place: Place):
    client = place.client()
    start = place.work.log.head().position
    id, _ = place.add_item()
    with following(client, f"{STREAM}?after={start}") as feed:
        (was,) = events(feed, 1)
        assert was["event"] == "work-item.added.v1"
        assert json.loads(was["data"])["stream"] == f"work-item/{id}"
        place.owner.post(command(id, "start-work-item"))
        (comes,) = events(feed, 1)
    assert comes["event"] == "work-item.started.v1"
    assert int(comes["id"]) == json.loads(comes["data"])["position"]


def test_the_live_feed_goes_on_behind_the_last_event_that_was_seen(place: Place):
    start = place.work.log.head().position
    for _ in range(3):
        place.add_item()
    client = place.client()
    with following(client, f"{STREAM}?after={start}") as feed:
        first, _ = events(feed, 2)
    with following(client, **{"Last-Event-ID": first["id"]}) as feed:
        again = events(feed, 2)
    assert [int(each["id"]) for each in again] == [int(first["id"]) + 1, int(first["id"]) + 2]
    problem(client.get(STREAM, headers={"Last-Event-ID": "nonsense"}), 400)


def test_the_events_are_followed_live_by_asking_for_that_media_type(place: Place):
    start = place.work.log.head().position
    place.add_item()
    path = f"/api/v1/events?after={start}"
    with following(place.client(), path, Accept="text/event-stream") as feed:
        assert len(events(feed, 1)) == 1


def test_a_quiet_feed_says_that_it_is_still_there(place: Place):
    client = place.client()
    last = place.work.log.head().position
    with following(client, f"{STREAM}?after={last}") as feed:
        assert "retry" in next(feed)
        assert next(feed) == {"comment": "ping"}


def test_a_token_has_only_so_many_feeds_open(place: Place):
    client = place.client()
    last = place.work.log.head().position
    path = f"{STREAM}?after={last}"
    with following(client, path) as one, following(client, path) as two:
        assert next(one)
        assert next(two)
        answer = client.get(path)
        problem(answer, 429)
        assert answer.headers["retry-after"]
    wait_until(lambda: not place.service.feed.open)
    with following(client, path) as feed:
        assert next(feed)


def test_a_feed_ends_when_its_token_is_revoked(place: Place):
    token = place.token(Role.VIEWER)
    last = place.work.log.head().position
    ended = threading.Event()

    def follow() -> None:
        with following(place.with_token(token), f"{STREAM}?after={last}") as feed:
            for _ in feed:
                pass
        ended.set()

    thread = threading.Thread(target=follow)
    thread.start()
    wait_until(lambda: place.service.feed.open)
    path = command(UUID(hex=token.split("_")[1]), "revoke-token", "token")
    place.owner.post(path, json={"reason": "lost"})
    assert ended.wait(5)
    thread.join()
