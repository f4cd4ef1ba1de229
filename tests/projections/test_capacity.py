"""Capacity ahead: time and demand of groups, and the levers that would close a gap."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from projections.capacity import (
    CapacityAhead,
    CapacityBy,
    CapacityKind,
    CapacityShown,
    capacity,
)
from projections.view import When
from projections.views import Views
from tests.projections.january import FRIDAY, MONDAY, jan
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.allocation_words import RequestAllocation
from workdomain.people.person import AddSkill, RecordLeave
from workdomain.people.team import SetTeam, team_id
from workdomain.planning.deal_words import AddDeal, DealStage, PlanDealWork
from workdomain.planning.needs import AddNeed, NeedKind
from workdomain.scheduling.models import Model
from workdomain.values import new_id

DAY = timedelta(days=1)
TWO = {"weeks": "2024-W01/2024-W02"}


def weeks(found: Any, group: str | None = None) -> list[CapacityShown]:
    return [r for r in found if r.kind is CapacityKind.WEEK and r.group == group and not r.nobodys]


def levers(found: Any, group: str | None = None, nobodys: bool = False) -> CapacityShown:
    row: CapacityShown
    (row,) = (
        r
        for r in found
        if r.kind is CapacityKind.LEVERS and r.group == group and r.nobodys is nobodys
    )
    return row


def test_a_team_has_weeks_of_time_and_demand_and_what_does_not_fit_waits(office: Office):
    ana = office.person("Ana", "Red")
    office.person("Ben", "Red")
    office.item("Much", ana, hours=100, due=FRIDAY)
    office.item("Then", ana, hours=30, start=jan(8), due=jan(12))
    found = office.capacity(**TWO)
    one, two = weeks(found, "Red")
    assert (one.period, one.people, one.capacity_h, one.demand_h) == ("2024-W01", 2, 80, 100)
    assert (one.assigned_h, one.unassigned_h, one.utilisation) == (100, 0, 1.25)
    assert (one.gap_h, one.left_h) == (20, 20), "Ben can take 40 of Ana's hours"
    assert one.overload_h == 60, "... unless he does not"
    assert (two.demand_h, two.gap_h, two.left_h) == (30, 0, 0)
    whole = levers(found, "Red")
    assert (whole.first, whole.last, whole.capacity_h, whole.demand_h) == (
        MONDAY, jan(14), 160, 130,
    )  # fmt: skip
    assert (whole.gap_h, whole.extend_weeks, whole.add_people, whole.cut_h) == (0, 0, 0, 0)


def test_a_gap_is_closed_by_weeks_by_people_or_by_hours(office: Office):
    ana = office.person("Ana", "Red")
    office.item("Very much", ana, hours=170, due=jan(12))
    office.item("Later", ana, hours=30, start=jan(15), due=jan(19))
    found = levers(office.capacity(**TWO), "Red")
    assert (found.gap_h, found.cut_h) == (90, 90)
    assert found.add_people == 2, "40 hours a week each: one is 80 hours, and not enough"
    assert found.extend_weeks == 3, "10 hours are free in the first week more, 40 in the others"
    office.item("For ever", ana, hours=40 * 52, start=jan(15), due=date(2025, 1, 10))
    assert levers(office.capacity(**TWO), "Red").extend_weeks is None


def test_twelve_weeks_from_today_on_are_told_if_nothing_else_is_asked(office: Office):
    ana = office.person("Ana", "Red")
    office.item("Work", ana, hours=24, due=FRIDAY)
    office.on(jan(3))
    found = weeks(office.capacity(), "Red")
    assert len(found) == 12
    assert (found[0].first, found[0].last, found[-1].last) == (jan(3), jan(7), date(2024, 3, 24))
    assert (found[0].capacity_h, found[0].demand_h) == (24, 24), "What is past is no capacity"
    assert office.capacity(weeks="2023-W50") == []


def test_time_is_less_by_leave_and_unknown_hours_are_not_zero(office: Office):
    ana = office.person("Ana", "Red")
    office.do(ana, RecordLeave(leave=new_id(), first=jan(8), last=jan(12)))
    ben = office.person("Ben", "Blue", hours=None)
    office.item("Ben's", ben, hours=20, due=FRIDAY)
    cem = office.person("Cem", "Red", hours=None)
    office.item("Cem's", cem, hours=10, due=FRIDAY)
    found = office.capacity(**TWO)
    assert [(row.capacity_h, row.people) for row in weeks(found, "Red")] == [(40, 2), (0, 2)]
    one, _ = weeks(found, "Red")
    assert (one.demand_h, one.gap_h, one.utilisation) == (10, 0, 0.0), "Cem's is not judged"
    blue = weeks(found, "Blue")[0]
    assert (blue.demand_h, blue.capacity_h, blue.gap_h) == (20, None, None)
    assert (blue.left_h, blue.utilisation) == (None, None)
    whole = levers(found, "Blue")
    assert (whole.gap_h, whole.extend_weeks, whole.add_people, whole.cut_h) == (None,) * 4


def test_work_that_nobody_has_is_told_on_its_own_unless_everyone_is_asked_for(office: Office):
    office.person("Ana", "Red")
    office.item("In no hands", hours=60, due=FRIDAY)
    office.item("Some day", hours=7)
    office.item("How much?", due=FRIDAY)
    found = office.capacity(weeks="2024-W01")
    assert weeks(found, "Red")[0].unassigned_h == 0
    own = levers(found, nobodys=True)
    assert (own.people, own.capacity_h, own.demand_h, own.unassigned_h) == (0, 0, 60, 60)
    assert (own.gap_h, own.add_people, own.extend_weeks) == (60, 2, None)
    assert (own.undated_h, own.unestimated) == (7, 1)
    whole = levers(office.capacity(weeks="2024-W01", by="all"))
    assert (whole.people, whole.capacity_h, whole.demand_h, whole.gap_h) == (1, 40, 60, 20)
    assert (whole.extend_weeks, whole.add_people, whole.undated_h) == (1, 1, 7)
    assert {row.group for row in office.capacity(team="Red")} == {"Red"}
    assert not any(row.nobodys for row in office.capacity(team="Red"))


def test_work_that_nobody_has_counts_where_the_skills_it_needs_are(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    office.do(ana, AddSkill(skill="SQL", level=3), AddSkill(skill="Weaving", level=1))
    office.do(ben, AddSkill(skill="sql", level=1))
    query = office.item("Query", hours=30, due=FRIDAY)
    office.do(query, AddNeed(kind=NeedKind.SKILL, name="SQL", level=3))
    office.do(query, AddNeed(kind=NeedKind.ROLE, name="Baker"))
    carpet = office.item("Carpet", hours=10, due=FRIDAY)
    office.do(carpet, AddNeed(kind=NeedKind.SKILL, name="weaving"))
    office.do(carpet, AddNeed(kind=NeedKind.SKILL, name="Dyeing"))
    office.item("Anyone's", hours=5, due=FRIDAY)
    found = office.capacity(weeks="2024-W01", by="skill")
    told = {row.group: (row.people, row.capacity_h, row.unassigned_h, row.gap_h) for row in found
            if row.kind is CapacityKind.LEVERS}  # fmt: skip
    assert told == {
        "SQL": (2, 80, 30, 0),
        "Weaving": (1, 40, 10, 0),
        "Dyeing": (0, 0, 10, 10),
        None: (0, 0, 5, 5),
    }
    assert levers(found, nobodys=True).unassigned_h == 5
    only = office.capacity(weeks="2024-W01", by="skill", skill="sql")
    assert {(row.group, row.demand_h) for row in only} == {("SQL", 30)}
    everyone = office.capacity(weeks="2024-W01", by="all", skill="weaving")
    assert {(row.people, row.demand_h) for row in everyone} == {(1, 10)}


def test_departments_are_those_of_the_teams(office: Office):
    ana, site = office.person("Ana", "Red"), office.project("SIT")
    office.person("Ben", "Blue")
    office.person("Cleo")
    for name in ("Red", "Blue"):
        office.do(team_id(name), SetTeam(name=name, department="Paint"))
    days = {"first": MONDAY, "last": FRIDAY}
    office.do(new_id(), RequestAllocation(person=ana, project=site, hours=8, **days))
    office.do(new_id(), RequestAllocation(team="Grey", project=site, hours=4, **days))
    found = office.capacity(weeks="2024-W01", by="department")
    (paint,), (nobody,) = weeks(found, "Paint"), weeks(found)
    assert (paint.people, paint.capacity_h, paint.requested_h) == (2, 80, 8)
    assert (nobody.people, nobody.capacity_h) == (1, 40)
    assert levers(found, nobodys=True).requested_h == 4, "Of a team that is in no department"


def test_people_of_no_team_come_after_the_teams_and_the_model_is_named(office: Office):
    ana = office.person("Ana")
    office.person("Ben", "Blue")
    office.item("Two weeks", ana, hours=50, due=jan(12))
    found = office.capacity(**TWO, model=Model.EARLIEST_DUE)
    assert [row.group for row in found] == ["Blue"] * 3 + [None] * 3
    assert [row.demand_h for row in weeks(found)] == [40, 10]
    assert {row.model for row in found} == {Model.EARLIEST_DUE}
    assert office.capacity(by="all", team="Nobody's") == []


def test_it_is_the_same_as_of_then_rebuilt_and_can_be_compared(office: Office):
    ana = office.person("Ana", "Red")
    office.item("Much", ana, hours=50, due=FRIDAY)
    then = office.clock.now
    before = office.capacity()
    office.on(jan(2))
    office.item("More", ana, hours=8, due=FRIDAY)
    assert office.capacity(as_of=then) == before
    with Views(office.work) as anew:
        anew.projector.rebuild()
        anew.projector.catch_up()
        assert list(anew.capacity()) == list(office.capacity())
    assert office.compare("capacity", {}, When(as_of=then), When())


@pytest.mark.parametrize("by", CapacityBy)
def test_rows_come_in_the_order_that_pages_go_by(office: Office, by: CapacityBy):
    for name, team in (("ben", "Red"), ("Ana", "blue"), ("Cem", None)):
        who = office.person(name, team)
        office.do(who, AddSkill(skill=f"S {name}", level=1))
    office.person("Dia", "Red")
    office.item("In no hands", hours=5, due=FRIDAY)
    found = office.capacity(by=by)
    orders = [capacity.order(CapacityAhead(by=by), row) for row in found]
    assert all(one < other for one, other in pairwise(orders))
    keys = [capacity.key_of(row) for row in found]
    assert len(set(keys)) == len(keys)


def test_work_that_deals_may_bring_counts_by_how_likely_they_are(office: Office):
    office.person("Ana", "Red")
    client = office.do(new_id(), AddClient(name="Baumann"))
    sure, likely = DealStage.NEGOTIATION, DealStage.PROPOSAL
    office.do(
        new_id(),
        AddDeal(client=client, title="Shop", stage=sure, hours=80, ends=FRIDAY),
        PlanDealWork(hours=80, starts=MONDAY, ends=FRIDAY),
    )
    office.do(new_id(), AddDeal(client=client, title="Some day", stage=likely, hours=10))
    office.do(new_id(), AddDeal(client=client, title="How much?", stage=likely, ends=FRIDAY))
    one_week: dict[str, Any] = {"weeks": "2024-W01", "by": "all"}
    whole = levers(office.capacity(**one_week))
    assert (whole.deals_h, whole.demand_h, whole.gap_h, whole.add_people) == (60, 60, 20, 1)
    assert (whole.undated_h, whole.unestimated) == (5, 1)
    assert levers(office.capacity(**one_week, tentative="full")).gap_h == 40
    assert levers(office.capacity(**one_week, tentative="none")).demand_h == 0
    by_team = office.capacity(weeks="2024-W01")
    assert (levers(by_team, "Red").deals_h, levers(by_team, nobodys=True).deals_h) == (0, 60)
    assert levers(office.capacity(**one_week, team="Red")).deals_h == 0
    office.do(office.person("Ben"), AddSkill(skill="SQL", level=1))
    assert levers(office.capacity(**one_week, skill="SQL")).deals_h == 0
    office.on(jan(8))
    assert levers(office.capacity(by="all")).undated_h == 65, "Nobody has promised it"
