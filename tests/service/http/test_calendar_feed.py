"""A calendar is subscribed to by an address that holds a token of its own kind."""

from datetime import date
from uuid import UUID

from service.access import issue_token
from tests.service.http.place import Place, command, problem, wait_until
from workdomain.kernel import Context
from workdomain.people.person import RecordLeave
from workdomain.people.token import RevokeToken, Role
from workdomain.values import OPERATOR, new_id

PATH = "/api/v1/reports/calendar"


def test_a_feed_is_read_by_its_address_and_by_nothing_else(place: Place):
    person = place.person("Fay")
    leave = RecordLeave(leave=new_id(), first=date(2026, 7, 6), last=date(2026, 7, 10))
    place.work.do(person, leave, Context(OPERATOR, place.work.now()))
    token = issue_token(place.work, person, Role.FEED, "phone", OPERATOR)
    seen = place.work.log.head().position
    asked = {"person": str(person), "token": token, "min_position": str(seen), "format": "ics"}
    answer = place.nobody.get(PATH, params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "Away (vacation)" in answer.text
    same = place.nobody.get(PATH, params=asked, headers={"If-None-Match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    other = {**asked, "person": str(place.ana)}
    problem(place.nobody.get(PATH, params=other), 403)
    holder = place.with_token(token)
    for path in ("/api/v1/views/board", "/api/v1/events", "/api/v1/reports/audit"):
        problem(holder.get(path), 403)
    problem(holder.post(command(new_id(), "add-work-item"), json={"title": "x"}), 403)
    problem(place.nobody.get("/api/v1/views/board", params={"token": token}), 401)
    place.work.do(
        UUID(hex=token.split("_")[1]),
        RevokeToken(reason="lost"),
        Context(OPERATOR, place.work.now()),
    )
    wait_until(lambda: place.nobody.get(PATH, params=asked).status_code == 401)


def test_no_other_token_belongs_in_an_address(place: Place):
    asked = {"person": str(place.ana), "token": place.token(Role.OWNER)}
    assert "feed" in problem(place.nobody.get(PATH, params=asked), 401)["detail"]
    problem(place.nobody.get(PATH, params={"person": str(place.ana)}), 401)
    read = place.owner.get(PATH, params={"person": str(place.ana), "format": "json"})
    assert read.json()["entries"] == []
