"""Teams and departments, and from when until when somebody works here."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.office import ANA, Office, refused
from tests.projections.office import Office as Told
from tests.scenario import given
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.people.place import EmploymentSet, SetEmployment, SetReportingLine, SetRole
from workdomain.people.team import OtherTeam, SetTeam, TeamSet, team, team_id
from workdomain.scheduling.calendar import capacity_of
from workdomain.scheduling.time_of import time_of

INK = team_id("Ink")
SET = TeamSet(name="Ink", lead=ANA, department="Print")
SAY = SetTeam(name="Ink", lead=ANA, department="Print")
SEEN = {ANA: given(person, PersonAdded(name="Ana"))}
FIRST, LAST = date(2026, 1, 12), date(2026, 1, 23)


def test_a_team_is_there_once_however_it_is_written():
    assert team_id(" ink ") == INK
    given(team, seeing=SEEN).when(SAY, id=INK).then(SET)
    given(team, SET, seeing=SEEN).when(SAY, id=INK).then()
    given(team, seeing=SEEN).when(SAY).refused(OtherTeam, str(INK))
    given(team).when(SAY, id=INK).refused(NoSuchPerson)
    nobody = SetTeam(name="Ink")
    given(team, SET).when(nobody, id=INK).then(TeamSet(name="Ink", lead=None, department=None))


def test_that_there_is_a_team_stays_so(office: Office):
    refused(office, office.do(INK, SAY), "set it up otherwise")


def test_somebody_works_here_from_a_day_until_another():
    told = EmploymentSet(first=FIRST, last=LAST)
    known = PersonAdded(name="Ana")
    given(person, known).when(SetEmployment(first=FIRST, last=LAST)).then(told)
    given(person, known, told).when(SetEmployment(first=FIRST, last=LAST)).then()
    given(person, known, told).when(SetEmployment()).then(EmploymentSet(first=None, last=None))
    with pytest.raises(ValidationError):
        SetEmployment(first=LAST, last=FIRST)


def test_before_and_after_they_have_no_capacity(office: Office):
    office.do(ANA, SetEmployment(first=FIRST, last=LAST))

    def look(decider, id: UUID):
        return office.work.state(decider, id)

    whole = capacity_of(time_of(ANA, look), date(2026, 1, 5), date(2026, 1, 30))
    worked = [day for day, minutes in whole.days() if minutes]
    assert (worked[0], worked[-1], len(worked)) == (FIRST, LAST, 10)
    rows = office.views.workload(person=ANA, weeks="2026-W02/2026-W05")
    hours = [row.capacity_h for row in rows if row.kind == "period"]
    assert hours == [0, 40, 40, 0]
    office.do(ANA, SetEmployment(first=FIRST))
    rows = office.views.workload(person=ANA, weeks="2026-W05")
    assert [row.capacity_h for row in rows if row.kind == "period"] == [40]


def test_the_load_of_a_department_is_that_of_its_people(office: Office):
    office.do(team_id("Product"), SetTeam(name="Product", department="Customers"))
    rows = office.views.workload(by="department", weeks="2026-W02")
    told = {row.group: (row.people, row.capacity_h) for row in rows if row.kind == "period"}
    assert told == {"Customers": (1, 40)}


def test_the_organisation_is_told_as_it_was_on_a_day():
    office = Told(":memory:", FIRST)
    ana, ben = office.person("Ana", "Ink"), office.person("Ben", "ink")
    carl = office.person("Carl", "Loose")
    office.person("Dora")
    office.do(
        ana, SetRole(role="Head", valid_from=FIRST), SetReportingLine(lead=ben, valid_from=FIRST)
    )
    before = office.work.log.head().position
    office.do(INK, SetTeam(name="Ink", lead=ben, department="Print"))
    office.do(team_id("Empty"), SetTeam(name="Empty"))
    office.do(carl, SetEmployment(last=FIRST))
    office.do(ben, SetEmployment(first=FIRST))
    told = office.views.organisation()
    assert [(r.kind, r.department, r.team, r.name, r.people) for r in told] == [
        ("team", "Print", "Ink", "Ink", 2),
        ("person", "Print", "Ink", "Ana", None),
        ("person", "Print", "Ink", "Ben", None),
        ("team", None, "Empty", "Empty", 0),
        ("team", None, "Loose", "Loose", 1),
        ("person", None, "Loose", "Carl", None),
        ("person", None, None, "Dora", None),
    ]
    head, of_ana, of_ben = told[:3]
    assert (head.reports_to, of_ana.reports_to, of_ana.role) == ("Ben", "Ben", "Head")
    assert (of_ben.first, of_ben.last, of_ben.reports_to) == (FIRST, None, None)
    assert len(office.views.organisation(department="Print")) == 3
    assert [r.name for r in office.views.organisation(team="Loose")] == ["Loose", "Carl"]
    then = office.views.organisation(as_of=before)
    assert {r.department for r in then} == {None}
    office.views.projector.rebuild()
    assert office.views.organisation() == told
    assert office.views.organisation(as_of=before) == then
    office.on(LAST)
    assert "Carl" not in [r.name for r in office.views.organisation()]
    assert "Carl" in [r.name for r in office.views.organisation(gone=True)]
    office.close()
