"""Who comes in, and what they may do."""

import time
from datetime import date
from uuid import UUID

import pytest

from service.access import LEAST, RANK
from tests.service.http.place import Place, command, problem, wait_until
from workdomain.catalog import DECIDERS
from workdomain.execution.week import week_id
from workdomain.kernel import Context
from workdomain.people.token import RevokeToken, Role
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

BOARD = "/api/v1/views/board"
DAY = "2026-01-05"
OF_STAFF = [role for role in Role if role not in (Role.CLIENT, Role.FEED)]


def id_of(token: str) -> UUID:
    return UUID(hex=token.split("_")[1])


def log_time(place: Place, client, person, **fields):
    week = week_id(person, date.fromisoformat(DAY))
    entry = {"entry": str(new_id()), "day": DAY, "minutes": 30, **fields}
    answer = client.post(command(week, "log-time", "week"), json={"person": str(person), **entry})
    return week, entry["entry"], answer


def test_without_a_token_nobody_comes_in(place: Place):
    answer = place.nobody.get(BOARD)
    problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    problem(place.nobody.post(command(new_id(), "start-work-item")), 401)


def test_health_and_metrics_and_the_description_are_open_to_all(place: Place):
    for path in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
        assert place.nobody.get(path).status_code == 200, path


def test_what_is_not_a_token_that_holds_lets_nobody_in(place: Place):
    token = place.token()
    id, secret = token.split("_")[1:]
    assert place.with_token(token).get(BOARD).status_code == 200
    wrong = [
        "wd_",
        secret,
        f"wd_{id}_{'0' * 64}",
        f"wd_{new_id().hex}_{secret}",
        f"wd_{id.upper()}_{secret}",
        f"wd_{'z' * 32}_{secret}",
        f"wd_{id}-{secret}",
        token + "0",
        token[:-1] + "\N{LATIN SMALL LETTER E WITH ACUTE}",
    ]
    for other in wrong:
        headers = [(b"Authorization", f"Bearer {other}".encode("latin-1"))]
        told = problem(place.nobody.get(BOARD, headers=headers), 401)
        assert secret not in str(told)
    problem(place.nobody.get(BOARD, headers={"Authorization": f"Basic {token}"}), 401)


def test_a_token_revoked_over_the_service_is_refused_at_once(place: Place):
    token = place.token(Role.VIEWER)
    client = place.with_token(token)
    assert client.get(BOARD).status_code == 200
    path = command(id_of(token), "revoke-token", "token")
    assert place.owner.post(path, json={"reason": "lost"}).status_code == 201
    problem(client.get(BOARD), 401)


def test_a_token_revoked_by_another_process_is_refused_within_a_second(place: Place):
    token = place.token(Role.VIEWER)
    client = place.with_token(token)
    assert client.get(BOARD).status_code == 200
    with Work.open(place.work.target) as elsewhere:
        elsewhere.do(
            id_of(token), RevokeToken(reason="lost"), Context(by=OPERATOR, at=elsewhere.now())
        )
    began = time.monotonic()
    wait_until(lambda: client.get(BOARD).status_code == 401)
    assert time.monotonic() - began < 1


def test_an_owner_issues_tokens_over_the_service(place: Place):
    issued = {
        "person": str(place.ana),
        "role": "viewer",
        "label": "screen",
        "secret_sha256": "0" * 64,
    }
    path = command(new_id(), "issue-token", "token")
    assert place.owner.post(path, json=issued).status_code == 201


def test_every_decider_with_a_front_door_has_its_line_in_the_table():
    internal = {"project-key", "recurrence-list", "budget-list", "wip", "bookings"}
    assert set(LEAST) == {decider.name for decider in DECIDERS} - internal


@pytest.mark.parametrize("role", OF_STAFF)
def test_the_table_says_what_each_role_may_do(place: Place, role: Role):
    client = place.client(role)
    commands = {
        "person": ("add-person", {"name": "Carl"}),
        "project": ("add-project", {"name": "House", "key": f"H{new_id().hex[-8:].upper()}"}),
        "work-item": ("add-work-item", {"title": "Draw"}),
        "token": ("revoke-token", {"reason": "lost"}),
    }
    for decider, (name, body) in commands.items():
        answer = client.post(command(new_id(), name, decider), json=body)
        if RANK[role] >= RANK[LEAST[decider]]:
            assert answer.status_code in {201, 409}, answer.text
        else:
            problem(answer, 403)
    assert client.get(BOARD).status_code == 200
    assert client.get("/api/v1/events?limit=1").status_code == 200


def test_a_member_logs_corrects_and_removes_their_own_time(place: Place):
    person = place.person("Mia")
    member = place.client(Role.MEMBER, person)
    week, entry, answer = log_time(place, member, person)
    assert answer.status_code == 201, answer.text
    correction = {
        "entry": entry, "day": DAY, "minutes": 45, "item": None, "note": "", "reason": "typed",
    }  # fmt: skip
    answer = member.post(command(week, "correct-time", "week"), json=correction)
    assert answer.status_code == 201, answer.text
    removal = {"entry": entry, "reason": "twice"}
    assert member.post(command(week, "remove-time", "week"), json=removal).status_code == 201


def test_a_member_does_not_touch_the_time_of_others(place: Place):
    member, other = place.client(Role.MEMBER, place.person("Mia")), place.person("Noa")
    problem(log_time(place, member, other)[2], 403)
    week, entry, answer = log_time(place, place.owner, other)
    assert answer.status_code == 201, answer.text
    removal = {"entry": entry, "reason": "for fun"}
    problem(member.post(command(week, "remove-time", "week"), json=removal), 403)


def test_removing_time_where_there_is_none_is_the_rules_affair(place: Place):
    member = place.client(Role.MEMBER, place.person("Mia"))
    removal = {"entry": str(new_id()), "reason": "none"}
    problem(member.post(command(new_id(), "remove-time", "week"), json=removal), 409)


def test_a_manager_logs_time_for_others(place: Place):
    manager, other = place.client(Role.MANAGER, place.person("Max")), place.person("Noa")
    assert log_time(place, manager, other)[2].status_code == 201


def test_a_member_does_not_remind_others_so_that_nobody_else_does(place: Place):
    ana = place.person("Ana")
    week = week_id(ana, date.fromisoformat(DAY))
    remind = {"person": str(ana), "day": DAY, "of": "submit"}
    address = command(week, "remind-of-time", "sheet")
    told = problem(place.client(Role.MEMBER).post(address, json=remind), 403)
    assert "takes one for a manager" in told["detail"]
    assert place.client(Role.MANAGER).post(address, json=remind).status_code == 201


@pytest.mark.parametrize("role", OF_STAFF)
def test_an_inbox_is_changed_by_its_own_person_alone(place: Place, role: Role):
    mine, other = place.person("Ines"), place.person("Otto")
    client = place.with_token(place.token(role, mine))
    read = {"position": 3}
    answer = client.post(command(mine, "read-up-to", "inbox"), json=read)
    assert answer.status_code == 201
    told = problem(client.post(command(other, "read-up-to", "inbox"), json=read), 403)
    assert "its own person only" in told["detail"]
    notices = place.nobody.get(f"/api/v1/views/inbox?person={mine}")
    problem(notices, 401)
    assert client.get(f"/api/v1/views/inbox?person={mine}").status_code == 200


@pytest.mark.parametrize("role", OF_STAFF)
def test_a_member_makes_work_from_a_template_and_a_manager_projects_too(place: Place, role: Role):
    client, template = place.client(role), str(new_id())
    work = command(new_id(), "add-work-item-from-template", "from-template")
    made = client.post(work, json={"template": template})
    problem(made, 409 if RANK[role] >= RANK[Role.MEMBER] else 403)
    project = command(new_id(), "add-project-from-template", "from-template")
    fields = {"template": template, "name": "House", "key": "HOUSE", "starts": DAY}
    problem(client.post(project, json=fields), 409 if RANK[role] >= RANK[Role.MANAGER] else 403)
