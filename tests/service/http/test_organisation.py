"""Reporting lines and work calendars over HTTP: who may draw them, and what refuses."""

from uuid import UUID

from tests.service.http.place import Place, command, problem
from workdomain.people.token import Role
from workdomain.values import new_id


def test_a_manager_draws_reporting_lines_and_none_goes_round(place: Place):
    ana, ben = UUID(int=901), UUID(int=902)
    for each in (ana, ben):
        added = place.owner.post(command(each, "add-person", "person"), json={"name": "Somebody"})
        assert added.status_code == 201
    line = {"lead": str(ben), "valid_from": "2026-01-01"}
    drawn = place.owner.post(command(ana, "set-reporting-line", "person"), json=line)
    assert drawn.status_code == 201
    back = {**line, "lead": str(ana)}
    told = problem(place.owner.post(command(ben, "set-reporting-line", "person"), json=back), 409)
    assert told["type"] == "urn:workdomain:rule:reporting-cycle"
    member = place.client(Role.MEMBER)
    problem(member.post(command(ben, "set-role", "person"), json={"role": None, **line}), 422)
    role = {"role": "Tester", "valid_from": "2026-01-01"}
    problem(member.post(command(ben, "set-role", "person"), json=role), 403)
    zone = {"zone": "Oslo", "valid_from": "2026-01-01"}
    problem(place.owner.post(command(ben, "set-time-zone", "person"), json=zone), 422)


def test_a_work_calendar_is_kept_by_managers(place: Place):
    calendar = new_id()
    add = {"name": "Oslo", "country": "NO"}
    member = place.client(Role.MEMBER)
    asked = command(calendar, "add-work-calendar", "work-calendar")
    problem(member.post(asked, json=add), 403)
    assert place.owner.post(asked, json=add).status_code == 201
    holiday = {"year": 2026, "holidays": [{"day": "2026-05-17", "name": "Grunnlovsdag"}]}
    told = place.owner.post(command(calendar, "set-holidays", "work-calendar"), json=holiday)
    assert told.status_code == 201
    wrong = {**holiday, "year": 2027}
    again = place.owner.post(command(calendar, "set-holidays", "work-calendar"), json=wrong)
    problem(again, 409)
