"""Commands over HTTP: what they answer, and what keeps them from happening twice or unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import httpx
import pytest

from service.commands import kinds
from tests.service.http.place import Place, command, problem
from workdomain.execution.work_item import work_item
from workdomain.people.default_calendar import DEFAULT_CALENDAR
from workdomain.planning.work_item import WorkItemAdded
from workdomain.values import new_id


def test_a_command_answers_its_receipt(place: Place):
    id, answer = place.add_item()
    receipt = answer.json()
    assert receipt == {
        "stream": f"work-item/{id}",
        "version": 1,
        "position": int(answer.headers["x-workdomain-position"]),
        "events": 1,
        "repeated": False,
    }
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/api/v1/streams/work-item/{id}"
    assert place.owner.get(answer.headers["location"]).status_code == 200


def test_what_a_command_did_is_in_the_log_under_the_name_of_the_tokens_person(place: Place):
    id, _ = place.add_item(title="Draw the floor plan")
    (recorded,) = place.work.history(work_item, id)
    assert isinstance(recorded.event, WorkItemAdded)
    assert recorded.event.title == "Draw the floor plan"
    assert recorded.context.by == place.ana


def test_a_command_that_changes_nothing_answers_200_without_an_event(place: Place):
    id, _ = place.add_item()
    same = {"title": "Draw"}
    answer = place.owner.post(command(id, "retitle-work-item"), json=same)
    assert (answer.status_code, answer.json()["events"]) == (200, 0)


def test_a_command_with_nothing_to_say_needs_no_body(place: Place):
    id, _ = place.add_item()
    assert place.owner.post(command(id, "start-work-item")).status_code == 201


def test_a_rule_that_refuses_is_a_409_that_names_the_rule(place: Place):
    told = problem(place.owner.post(command(new_id(), "start-work-item")), 409)
    assert told["type"].startswith("urn:workdomain:rule:")
    assert told["title"].endswith(".")
    assert told["detail"]


def test_asked_again_with_the_same_key_it_is_answered_as_the_first_time(place: Place):
    id, key = new_id(), {"Idempotency-Key": str(uuid4())}
    path, body = command(id, "add-work-item"), {"title": "Draw"}
    first = place.owner.post(path, json=body, headers=key)
    again = place.owner.post(path, json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == {**first.json(), "repeated": True}
    assert len(place.work.history(work_item, id)) == 1


def test_a_key_that_is_a_uuid_is_the_id_of_the_command(place: Place):
    id, key = new_id(), uuid4()
    place.owner.post(
        command(id, "add-work-item"), json={"title": "Draw"}, headers={"Idempotency-Key": str(key)}
    )
    assert place.work.history(work_item, id)[0].context.command_id == key


def test_another_key_counts_for_its_person_alone(place: Place):
    other = place.client(person=place.person("Ben"))
    key = {"Idempotency-Key": '"monday, first"'}
    for client, person in ((place.owner, place.ana), (other, None)):
        id = new_id()
        answer = client.post(command(id, "add-work-item"), json={"title": "Draw"}, headers=key)
        assert answer.status_code == 201
        if person:
            found = place.work.history(work_item, id)[0].context.command_id
            assert found == uuid5(person, "monday, first")


def test_the_same_key_with_another_payload_is_refused(place: Place):
    id, key = new_id(), {"Idempotency-Key": "again"}
    path = command(id, "add-work-item")
    place.owner.post(path, json={"title": "Draw"}, headers=key)
    told = problem(place.owner.post(path, json={"title": "Paint"}, headers=key), 422)
    assert told["type"] == "urn:workdomain:rule:another-command"


@pytest.mark.parametrize("key", ["", '""', "x" * 201, "ümlaut"])
def test_a_key_that_cannot_be_kept_is_refused(place: Place, key: str):
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    path = command(new_id(), "add-work-item")
    told = problem(place.owner.post(path, json={"title": "Draw"}, headers=headers), 400)
    assert told["errors"][0]["parameter"] == "Idempotency-Key"


def test_if_match_lets_a_command_pass_at_the_version_that_was_seen(place: Place):
    id, answer = place.add_item()
    seen = {"If-Match": answer.headers["etag"]}
    path = command(id, "retitle-work-item")
    assert place.owner.post(path, json={"title": "Paint"}, headers=seen).status_code == 201
    told = problem(place.owner.post(path, json={"title": "Build"}, headers=seen), 412)
    assert told["type"] == "urn:workdomain:rule:stale-version"


def test_if_none_match_lets_only_something_new_pass(place: Place):
    path, new = command(new_id(), "add-work-item"), {"If-None-Match": "*"}
    assert place.owner.post(path, json={"title": "Draw"}, headers=new).status_code == 201
    problem(place.owner.post(path, json={"title": "Draw"}, headers=new), 412)


@pytest.mark.parametrize(
    "headers",
    [{"If-Match": "3"}, {"If-Match": 'W/"3"'}, {"If-Match": "*"}, {"If-None-Match": '"3"'}],
)
def test_a_version_that_makes_no_sense_is_refused(place: Place, headers: dict[str, str]):
    problem(place.owner.post(command(new_id(), "start-work-item"), headers=headers), 400)


def test_what_happened_earlier_is_recorded_at_its_time(place: Place):
    id = new_id()
    earlier = {"X-Workdomain-At": "2026-01-05T09:00:00+01:00"}
    place.owner.post(command(id, "add-work-item"), json={"title": "Draw"}, headers=earlier)
    (recorded,) = place.work.history(work_item, id)
    assert recorded.context.at == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert recorded.recorded_at > recorded.context.at


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-01-05T09:00:00", 400),
        ("yesterday", 400),
        ("0001-01-01T00:00:00+14:00", 409),
        ("9999-12-31T23:59:59-14:00", 409),
    ],
)
def test_a_moment_without_a_zone_or_out_of_this_world_is_refused(place: Place, at, status):
    path, when = command(new_id(), "add-work-item"), {"X-Workdomain-At": at}
    problem(place.owner.post(path, json={"title": "Draw"}, headers=when), status)


def test_a_trace_becomes_the_correlation(place: Place):
    trace = uuid4()
    for header, correlation in (
        (f"00-{trace.hex}-00f067aa0ba902b7-01", trace),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", None),
        ("nonsense", None),
    ):
        id = new_id()
        place.owner.post(
            command(id, "add-work-item"), json={"title": "Draw"}, headers={"traceparent": header}
        )
        assert place.work.history(work_item, id)[0].context.correlation_id == correlation


def test_of_64_at_once_each_acknowledged_command_is_in_the_log_exactly_once(place: Place):
    clients = place.crowd(64)
    ids = [[new_id() for _ in range(4)] for _ in clients]
    before = place.work.log.head().position

    def ask(client: httpx.Client, ids: list[UUID]) -> set[int]:
        paths = [command(id, "add-work-item") for id in ids]
        return {client.post(path, json={"title": "Draw"}).status_code for path in paths}

    with ThreadPoolExecutor(64) as pool:
        assert set().union(*pool.map(ask, clients, ids)) == {201}
    # The service may tell alarms of its own in between: only what was asked for is counted.
    told = [each.stream for each in place.work.events(before)]
    added = [stream for stream in told if stream.startswith("work-item/")]
    assert sorted(added) == sorted(f"work-item/{id}" for each in ids for id in each)


def test_a_refusal_of_one_leaves_those_that_are_committed_with_it(place: Place):
    def ask(client: httpx.Client, name: str) -> int:
        json = {"title": "Draw"} if name == "add-work-item" else {}
        return client.post(command(new_id(), name), json=json).status_code

    names = ["start-work-item", "add-work-item"] * 16
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(ask, place.crowd(32), names)) == [409, 201] * 16


def test_every_command_of_the_catalog_is_offered_but_those_between_streams(place: Place):
    offered = kinds(place.work.rules.deciders)
    names = {kind.operation for kind in offered}
    assert "work-item.start-work-item" in names
    assert "project-key.reserve-project-key" not in names
    for kind in offered:
        answer = place.owner.post(
            command(new_id(), kind.name, kind.decider.name), json={"nonsense": True}
        )
        problem(answer, 422)


def test_a_command_that_was_asked_a_moment_ahead_of_our_clock_is_taken(place: Place):
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    answer: httpx.Response = place.owner.post(
        command(new_id(), "add-work-item"),
        json={"title": "Draw"},
        headers={"X-Workdomain-At": soon},
    )
    assert answer.status_code == 201


def test_an_answer_is_whole_also_when_the_connection_ends_with_it(place: Place):
    id = new_id()
    answer = place.owner.post(
        command(id, "add-work-item"), json={"title": "Draw"}, headers={"Connection": "close"}
    )
    assert answer.headers["connection"] == "close"
    assert answer.json()["stream"] == f"work-item/{id}"


def test_what_there_is_only_one_of_is_called_default(place: Place):
    body = {"calendar": None, "valid_from": "2026-03-01"}  # a day of its own in a shared stream
    path = command("default", "set-default-calendar", "default-calendar")
    answer = place.owner.post(path, json=body)
    assert (answer.status_code, place.owner.post(path, json=body).status_code) == (201, 200)
    assert answer.json()["stream"] == f"default-calendar/{DEFAULT_CALENDAR}"
    other = command(new_id(), "set-default-calendar", "default-calendar")
    assert "say default" in problem(place.owner.post(other, json=body), 409)["detail"]
    told = problem(place.owner.post(command("default", "add-work-item"), json={"title": "x"}), 422)
    assert told["errors"][0]["parameter"] == "id", "There are many of those"
