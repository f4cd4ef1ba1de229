"""What is acknowledged is durable, whatever happens around it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from uuid import UUID

import httpx
import pytest

from service.access import issue_token
from service.settings import Settings
from tests.service.http.place import Place, command, problem, process, served, wait_until
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.people.person import AddPerson
from workdomain.people.token import Role
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

DRAW = {"title": "Draw"}


@pytest.fixture
def token(database: str) -> str:
    return prepared(database)


def prepared(target: str) -> str:
    """Make a workspace with somebody in it, and let them in."""
    with Work.open(target) as work:
        ana = new_id()
        work.do(ana, AddPerson(name="Ana"), Context(by=OPERATOR, at=work.now()))
        return issue_token(work, ana, Role.OWNER, "test", OPERATOR)


def add(client: httpx.Client, id: UUID, key: str | None = None) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(command(id, "add-work-item"), json=DRAW, headers=headers)


def added(target: str) -> list[str]:
    with Work.open(target, create=False) as work:
        return [e.stream for e in work.events() if e.stream.startswith("work-item/")]


def test_when_the_answer_is_lost_asking_again_does_it_once(database: str):
    """Another process holds the write lock for longer than a request may take."""
    with served(database, Settings(time_limit=0.2)) as place:
        id, (held, let_go) = new_id(), (Event(), Event())
        client = place.owner
        assert client.get("/healthz").status_code == 200

        def hold() -> None:
            with Work.open(database) as other, other.log.transaction():
                held.set()
                let_go.wait(10)

        thread = Thread(target=hold)
        thread.start()
        held.wait(10)
        problem(add(client, id, "once"), 503)
        let_go.set()
        thread.join()
        wait_until(lambda: place.work.history(work_item, id))
        again = add(client, id, "once")
        assert (again.status_code, again.json()["repeated"]) == (201, True)
        assert len(place.work.history(work_item, id)) == 1


def test_when_too_many_wait_already_more_are_asked_to_come_again(database: str):
    with served(database, Settings(most_waiting=0)) as place:
        answer = add(place.owner, new_id())
        problem(answer, 503)
        assert answer.headers["retry-after"] == "1"


def test_a_log_that_cannot_be_written_answers_503_and_heals(database: str):
    """The writer gives up on the lock; the next command finds it free."""
    with served(database) as place:
        assert add(place.owner, new_id()).status_code == 201
        place.work.close()
        problem(add(place.owner, new_id()), 503)


def test_what_fails_while_committing_answers_all_who_wait(place: Place, monkeypatch):
    def stumble(_tickets: object) -> None:
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as patched:
        patched.setattr(place.work, "carry_out", stumble)
        patched.setattr(place.work, "carry_out_at_once", stumble)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda client: add(client, new_id()), place.crowd(8)))
    for answer in answers:
        problem(answer, 500)
    assert add(place.owner, new_id()).status_code == 201


def test_two_services_on_one_file_see_what_the_other_did(database: str, token: str):
    with process(database) as one, process(database) as two:
        first, second = one.client(token), two.client(token)
        with first, second:
            id = new_id()
            answer = add(first, id)
            assert second.post(command(id, "start-work-item")).status_code == 201
            assert first.post(command(id, "start-work-item")).json()["events"] == 0
            params = {"min_position": answer.headers["x-workdomain-position"]}
            rows = second.get("/api/v1/views/work-items", params=params).json()["rows"]
            assert [row["id"] for row in rows] == [str(id)]
            ids = [[new_id() for _ in range(30)] for _ in range(2)]

            def ask(client: httpx.Client, ids: list[UUID]) -> list[httpx.Response]:
                return [add(client, id) for id in ids]

            with ThreadPoolExecutor(2) as pool:
                answers = [a for each in pool.map(ask, (first, second), ids) for a in each]
        assert {answer.status_code for answer in answers} == {201}
        assert one.stop() == 0
        assert two.stop() == 0
    assert sorted(added(database)) == sorted(
        [f"work-item/{id}" for id in (id, *ids[0], *ids[1])] + [f"work-item/{id}"]
    )


def test_told_to_stop_under_load_it_finishes_what_it_took(database: str, token: str):
    acknowledged: list[str] = []

    with process(database) as service:

        def ask(_: int) -> None:
            with service.client(token) as client:
                while True:
                    id = new_id()
                    try:
                        answer = add(client, id)
                    except httpx.TransportError:
                        return
                    assert answer.status_code == 201
                    acknowledged.append(f"work-item/{id}")

        with ThreadPoolExecutor(16) as pool:
            asking = [pool.submit(ask, n) for n in range(16)]
            wait_until(lambda: len(acknowledged) > 50)
            assert service.stop() == 0
        for each in asking:
            each.result()
    found = added(database)
    assert len(set(found)) == len(found)
    assert set(acknowledged) <= set(found)


def test_told_to_stop_it_ends_live_feeds(database: str, token: str):
    with (
        process(database) as service,
        service.client(token) as client,
        client.stream("GET", "/api/v1/events/stream") as feed,
    ):
        lines = feed.iter_lines()
        next(lines)
        began = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - began < 10
        assert list(lines)


def test_it_serves_a_workspace_in_postgresql(postgres_workspace: str):
    with served(postgres_workspace) as place:
        id, answer = place.add_item()
        params = {"min_position": answer.headers["x-workdomain-position"]}
        rows = place.owner.get("/api/v1/views/work-items", params=params).json()["rows"]
        assert [row["id"] for row in rows] == [str(id)]
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda client: add(client, new_id()), place.crowd(16)))
        assert {answer.status_code for answer in answers} == {201}
        with Work.open(postgres_workspace) as elsewhere:
            context = Context(by=place.ana, at=elsewhere.now())
            elsewhere.do(new_id(), AddWorkItem(title="From elsewhere"), context)
        before = place.work.log.head().position - 1
        (last,) = place.owner.get("/api/v1/events", params={"after": before}).json()["events"]
        assert last["data"]["title"] == "From elsewhere"
