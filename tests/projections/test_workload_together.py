"""The workload of people together, and of projects; in three models that say which they are."""

from itertools import pairwise
from typing import Any

import pytest

from projections.workload import By, Kind, Workload, WorkloadRow, workload
from tests.projections.january import FRIDAY, MONDAY, WEEK, jan, only, rows
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.task_life import SetRemainingWork
from workdomain.people.person import AddSkill, RecordLeave, SetWorkingHours
from workdomain.planning.deal_words import AddDeal, DealStage, LoseDeal, LostBecause
from workdomain.scheduling.models import Model
from workdomain.values import new_id


def of(found: Any, kind: Kind = Kind.PERIOD) -> dict[str | None, WorkloadRow]:
    """One row for each group."""
    return {row.group: row for row in rows(found, kind)}


def test_a_team_is_its_people_together_and_those_in_none_are_told_last(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben", "Red")
    cem = office.person("Cem", "blue")
    dia = office.person("Dia")
    office.item("Ana's", ana, hours=48, due=FRIDAY)
    office.item("Theirs", ana, ben, hours=8, due=FRIDAY)
    office.log(dia, None, 2, MONDAY)
    office.do(cem, RecordLeave(leave=new_id(), first=FRIDAY, last=FRIDAY))
    found = office.workload(by="team", **WEEK)
    assert [row.group for row in rows(found)] == ["blue", "Red", None]
    red, blue, none = of(found)["Red"], of(found)["blue"], of(found)[None]
    assert (red.people, red.contracted_h, red.capacity_h) == (2, 80, 80)
    assert (red.planned_h, red.load_h, red.utilisation) == (56, 56, 0.7)
    assert (red.overload_h, red.free_h) == (12, 36), "Ben's free time is not Ana's"
    assert (blue.people, blue.contracted_h, blue.capacity_h, blue.free_h) == (1, 40, 32, 32)
    assert (none.people, none.logged_h, none.planned_h) == (1, 2, 0)
    assert {row.person for row in found} == {None}
    assert rows(found, Kind.ALARM) == []


def test_whoever_has_several_skills_counts_in_each_of_them(office: Office):
    ana, ben = office.person("Ana"), office.person("Ben")
    office.person("Cem")
    office.do(ana, AddSkill(skill="SQL", level=3), AddSkill(skill="Weaving", level=1))
    office.do(ben, AddSkill(skill="sql", level=2))
    office.item("Ana's", ana, hours=10, due=FRIDAY)
    found = office.workload(by="skill", **WEEK)
    told = [(row.group, row.people, row.planned_h, row.capacity_h) for row in rows(found)]
    assert told == [("SQL", 2, 10, 80), ("Weaving", 1, 10, 40), (None, 1, 0, 40)]
    assert [row.name for row in rows(office.workload(skill="sql", **WEEK))] == ["Ana", "Ben"]
    assert rows(office.workload(skill="SQL"), Kind.UNASSIGNED) == []
    assert office.workload(skill="Flying") == []


def test_a_project_is_the_part_of_everyones_work_that_belongs_to_it(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben")
    atlas, bolt = office.project("ATLAS"), office.project("BOLT")
    item = office.item("One", ana, hours=20, due=FRIDAY, project=atlas)
    office.item("Two", ana, ben, hours=6, due=FRIDAY, project=bolt)
    office.item("Ad hoc", ben, hours=2, due=FRIDAY)
    office.item("In no hands", hours=9, project=bolt)
    office.on(jan(3))
    office.log(ana, item, 6, jan(2))
    office.log(ana, item, 1, jan(3))
    office.log(ben, None, 3, jan(2))
    office.do(item, SetRemainingWork(hours=12))
    found = office.workload(by="project", **WEEK)
    told = [(row.project_key, row.people) for row in rows(found)]
    assert told == [("ATLAS", 1), ("BOLT", 2), (None, 1)]
    first, second, none = rows(found)
    assert (first.logged_h, first.planned_h, first.load_h) == (7, 12, 18)
    assert (second.logged_h, second.planned_h, second.load_h) == (0, 6, 6)
    assert (none.logged_h, none.planned_h, none.load_h) == (3, 2, 5)
    assert (first.capacity_h, first.utilisation, first.free_h) == (None, None, None)
    assert only(found, Kind.UNASSIGNED).project == bolt
    assert [row.project for row in office.workload(by="project", project=atlas, **WEEK)] == [atlas]
    (own,) = rows(office.workload(by="project", person=ben, project=bolt, **WEEK))
    assert (own.planned_h, own.logged_h, own.people) == (3, 0, 1)
    of_red = rows(office.workload(by="project", team="Red", **WEEK))
    assert [(row.project_key, row.logged_h) for row in of_red] == [("ATLAS", 7), ("BOLT", 0)]


def test_work_without_a_day_of_its_own_is_told_once_for_a_group(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben", "Red")
    atlas = office.project("ATLAS")
    ours = office.item("Some day", ana, ben, hours=4, project=atlas)
    office.item("How much?", ben, due=FRIDAY)
    found = office.workload(by="team", **WEEK)
    undated, unknown = of(found, Kind.UNDATED)["Red"], of(found, Kind.UNESTIMATED)["Red"]
    assert (undated.hours, undated.count, undated.items) == (4, 1, (ours,))
    assert (unknown.hours, unknown.unestimated) == (0, 1)
    by_project = only(office.workload(by="project", **WEEK), Kind.UNDATED)
    assert (by_project.project, by_project.hours, by_project.people) == (atlas, 4, 2)


def test_unknown_hours_in_a_group_are_not_zero(office: Office):
    office.person("Ana", "Red")
    ben = office.person("Ben", "Red", hours=None)
    cem = office.person("Cem", "Blue", hours=None)
    office.item("Ben's", ben, hours=5, due=FRIDAY)
    office.item("Cem's", cem, hours=5, due=FRIDAY)
    found = of(office.workload(by="team", **WEEK))
    red, blue = found["Red"], found["Blue"]
    assert (red.capacity_h, red.contracted_h, red.unknown_days) == (40, 40, 7)
    assert (red.load_h, red.utilisation, red.free_h) == (5, 0.0, 40)
    assert (blue.capacity_h, blue.contracted_h, blue.utilisation) == (None, None, None)
    assert (blue.overload_h, blue.free_h, blue.load_h) == (None, None, 5)


@pytest.mark.parametrize(
    ("model", "daily"),
    [
        (Model.EVEN, [10, 10, 4, 4, 4]),
        (Model.PROPORTIONAL, [10, 10, 4.8, 4.8, 2.4]),
        (Model.EARLIEST_DUE, [8, 12, 8, 4, 0]),
    ],
)
def test_the_model_says_how_hours_are_spread_and_is_named(office: Office, model, daily):
    ana = office.person("Ana", "Red", hours=(480, 480, 480, 480, 240, 0, 0))
    office.item("Urgent", ana, hours=12, due=jan(2))
    office.item("Calm", ana, hours=12, start=jan(3), due=FRIDAY)
    office.item("Urgent too", ana, hours=8, start=MONDAY, due=jan(2))
    asked: dict[str, Any] = {"first": MONDAY, "last": FRIDAY, "period": "day", "model": model}
    for by in By.PERSON, By.TEAM, By.PROJECT:
        found = rows(office.workload(by=by, **asked))
        assert [row.planned_h for row in found] == daily
        assert {row.model for row in found} == {model}


def test_hours_that_change_within_a_group_are_each_days_own(office: Office):
    ana = office.person("Ana", "Red")
    office.person("Ben", "Red")
    office.do(ana, SetWorkingHours(minutes=(240,) * 5 + (0, 0), valid_from=jan(3)))
    days = rows(office.workload(by="team", period="day", **WEEK))
    assert [row.capacity_h for row in days] == [16, 16, 12, 12, 12, 0, 0]


@pytest.mark.parametrize("by", By)
def test_rows_come_in_the_order_that_pages_go_by(office: Office, by: By):
    for name, team in (("ben", "Red"), ("Ana", "red"), ("Cem", None), ("Éva", "Blue")):
        who = office.person(name, team)
        office.do(who, AddSkill(skill=f"S{name}", level=1))
        project = office.project(f"P{name[0].upper().encode('ascii', 'replace')[0]}")
        office.item("One", who, hours=1, due=FRIDAY, project=project)
        office.item("Some day", who, hours=1)
    office.item("In no hands", project=office.project("ZED"))
    client = office.do(new_id(), AddClient(name="Baumann"))
    office.do(new_id(), AddDeal(client=client, title="Shop", hours=9, ends=FRIDAY))
    found = office.workload(by=by, tentative="full")
    orders = [workload.order(Workload(by=by), row) for row in found]
    assert all(one < other for one, other in pairwise(orders))
    keys = [workload.key_of(row) for row in found]
    assert len(set(keys)) == len(keys)


def test_what_deals_would_bring_is_told_by_how_likely_they_are(office: Office):
    office.person("Ana")
    client = office.do(new_id(), AddClient(name="Baumann"))
    more: dict[str, Any] = {"client": client, "stage": DealStage.PROPOSAL}
    deal = office.do(new_id(), AddDeal(title="Shop", hours=40, starts=MONDAY, ends=FRIDAY, **more))
    office.do(new_id(), AddDeal(title="App", expected_close=jan(3), ends=jan(9), **more))
    assert rows(office.workload(**WEEK), Kind.DEALS) == []
    for weighing, hours in (("weighted", 20), ("full", 40)):
        (told,) = rows(office.workload(**WEEK, tentative=weighing), Kind.DEALS)
        assert (told.planned_h, told.load_h, told.person) == (hours, hours, None)
        assert (told.count, told.unestimated) == (2, 1)
        assert rows(office.workload(**WEEK, tentative=weighing, team="Red"), Kind.DEALS) == []
    by_project = office.workload(**WEEK, by="project", tentative="full")
    assert [row.kind for row in by_project] == [Kind.DEALS]
    office.do(deal, LoseDeal(cause=LostBecause.PRICE))
    (told,) = rows(office.workload(**WEEK, tentative="full"), Kind.DEALS)
    assert (told.planned_h, told.count) == (0, 1)
