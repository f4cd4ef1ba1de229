"""Strain: a person's own to see, a team's from five people on; nothing without being asked for."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from projections.strain import Strain, StrainKind, StrainShown, strain
from projections.view import When
from projections.views import Views
from tests.projections.january import MONDAY, jan
from tests.projections.office import Office, morning
from workdomain.execution.task_life import CompleteWorkItem, StartWorkItem
from workdomain.kernel import Context
from workdomain.people.person import RecordLeave
from workdomain.people.strain_consent import HideStrain, Sharing, ShowStrain
from workdomain.values import new_id

DAY = timedelta(days=1)
TEAM = Sharing.ME_AND_TEAM


def agree(office: Office, who: UUID, sharing: Sharing = Sharing.ONLY_ME) -> None:
    office.work.do(who, ShowStrain(sharing=sharing), Context(who, office.clock.now))


def take_back(office: Office, who: UUID) -> None:
    office.work.do(who, HideStrain(), Context(who, office.clock.now))


def weeks(found: Any) -> dict[str, StrainShown]:
    return {row.period: row for row in found}


def test_nothing_is_worked_out_of_whoever_has_not_asked_for_it(office: Office):
    ana = office.person("Ana")
    office.log(ana, None, 8, MONDAY)
    assert office.strain() == office.strain(asker=ana) == []


def test_a_person_sees_their_own_weeks_and_nobody_else_does(office: Office):
    ana, ben = office.person("Ana", "Red"), office.person("Ben", "Red")
    agree(office, ana)
    found = office.strain(asker=ana)
    assert len(found) == 8
    assert {(row.kind, row.person, row.name, row.people) for row in found} == {
        (StrainKind.PERSON, ana, "Ana", 1)
    }
    assert (found[-1].first, found[-1].last) == (MONDAY, jan(7))
    assert office.strain(asker=ben) == office.strain() == []


def test_the_parts_say_what_it_is_made_of(office: Office):
    ana = office.person("Ana")
    long = office.item("There before", ana, hours=30, due=jan(12))
    office.item("Not begun", ana, office.person("Ben"))
    agree(office, ana)
    office.on(jan(9))
    office.do(long, StartWorkItem())
    new = office.item("Came on Tuesday", ana, hours=4, due=jan(10))
    office.do(new, StartWorkItem())
    office.on(jan(14))
    office.do(new, CompleteWorkItem())
    for day, hours, item in ((8, 8, long), (9, 10, long), (10, 8, new), (13, 6, long)):
        office.log(ana, item, hours, jan(day))
    office.log(ana, None, 4, jan(11))
    week = weeks(office.strain(asker=ana))["2024-W02"]
    assert (week.overload, week.overtime) == (0, round((2 + 6) / 40, 4))
    assert week.off_days == round(6 / 36, 4)
    assert (week.at_once, week.due_dates) == (2 / 5, 2 / 5)
    assert week.unplanned == round((8 + 4) / 36, 4)
    assert week.streak == 0
    known = (week.overload, week.overtime, week.off_days, week.at_once, week.due_dates,
             week.unplanned, week.streak)  # fmt: skip
    assert week.strain == pytest.approx(sum(part or 0 for part in known) / 7, abs=1e-3)
    assert weeks(office.strain(asker=ana, limit=2))["2024-W02"].at_once == 1
    first = weeks(office.strain(asker=ana))["2024-W01"]
    assert (first.off_days, first.unplanned, first.at_once) == (None, None, 0)
    assert week.trend == pytest.approx(week.strain - first.strain * 0, abs=0.2)


def test_weeks_on_end_that_were_too_full_add_up_and_the_trend_shows_it(office: Office):
    ana = office.person("Ana")
    agree(office, ana)
    office.on(date_of(28))
    for n in range(28):
        if n % 7 < 5:
            office.log(ana, None, 10, MONDAY + n * DAY)
    found = office.strain(asker=ana, back=4)
    assert [row.streak for row in found] == [1 / 8, 2 / 8, 3 / 8, 4 / 8]
    assert {(row.overload, row.overtime, row.off_days) for row in found} == {(0.25, 0.25, 0)}
    assert found[0].trend is None
    assert all((row.trend or 0) > 0 for row in found[1:])
    assert office.strain(asker=ana, back=1)[0].streak == 4 / 8, "What went before still counts"


def date_of(day: int) -> Any:
    return MONDAY + (day - 1) * DAY


def test_unknown_hours_are_not_zero(office: Office):
    ana = office.person("Ana", hours=None)
    agree(office, ana)
    office.log(ana, None, 8, MONDAY)
    week = weeks(office.strain(asker=ana))["2024-W01"]
    assert (week.overload, week.overtime, week.due_dates) == (None, None, None)
    assert (week.off_days, week.streak, week.unplanned) == (0, 0, 1)
    ben = office.person("Ben")
    office.do(ben, RecordLeave(leave=new_id(), first=MONDAY, last=jan(7)))
    agree(office, ben)
    week = weeks(office.strain(asker=ben))["2024-W01"]
    assert (week.overload, week.due_dates, week.overtime) == (None, None, 0)


def test_a_team_is_shown_from_five_people_on_who_agreed_to_it(office: Office):
    people = [office.person(f"P{n}", "Red") for n in range(6)]
    other = office.person("Other", "Blue")
    alone = office.person("Alone")
    for who in (*people[:4], other, alone):
        agree(office, who, TEAM)
    agree(office, people[4])
    assert office.strain() == []
    agree(office, people[4], TEAM)
    (row,) = office.strain()
    assert (row.kind, row.team, row.people, row.person, row.name) == (
        StrainKind.TEAM, "Red", 5, None, None,
    )  # fmt: skip
    assert row.period == "2024-W01", "Only the weeks from then on"
    office.on(jan(3))
    office.log(people[0], None, 16, jan(2))
    (row,) = office.strain(team="Red")
    assert row.overtime == round(8 / 40 / 5, 4)
    assert office.strain(team="Blue") == []
    assert [row.kind for row in office.strain(asker=people[0], back=1)] == ["person", "team"]
    assert [row.kind for row in office.strain(asker=people[5], back=1)] == ["team"]
    office.on(jan(9))
    agree(office, people[5], TEAM)
    assert [(row.period, row.people) for row in office.strain()] == [
        ("2024-W01", 5),
        ("2024-W02", 6),
    ]


def test_whoever_wants_it_no_longer_is_out_of_the_past_as_well(office: Office):
    people = [office.person(f"P{n}", "Red") for n in range(5)]
    for who in people:
        agree(office, who, TEAM)
    then = office.clock.now
    assert len(office.strain(back=1)) == 1
    office.on(jan(2))
    take_back(office, people[0])
    assert office.strain() == office.strain(as_of=then) == office.strain(valid_at=then) == []
    assert office.strain(asker=people[0], as_of=then) == []
    assert office.strain(asker=people[1], as_of=then)
    before_anybody_agreed = When(as_of=0)
    assert office.views.ask("strain", {}, before_anybody_agreed, asker=people[1]).rows == []


def test_it_is_the_same_as_of_now_rebuilt_and_compared(office: Office):
    ana = office.person("Ana")
    agree(office, ana)
    then = office.clock.now
    now = office.strain(asker=ana)
    office.on(jan(3))
    office.log(ana, None, 12, jan(2), at=morning(jan(3)))
    assert office.strain(asker=ana, as_of=then) == now
    changes = office.views.compare("strain", {}, When(as_of=then), When(), ana)
    assert [change.key[0] for change in changes] == ["person"]
    assert office.views.compare("strain", {}, When(as_of=then), When()) == []
    with Views(office.work) as anew:
        anew.projector.rebuild()
        anew.projector.catch_up()
        assert list(anew.strain(asker=ana)) == list(office.strain(asker=ana))


def test_rows_come_in_the_order_that_pages_go_by(office: Office):
    people = [office.person(f"P{n}", "Red" if n < 5 else "Blue") for n in range(10)]
    for who in people:
        agree(office, who, TEAM)
    office.on(jan(10))
    found = office.strain(asker=people[0])
    orders = [strain.order(Strain(), row) for row in found]
    assert all(one < other for one, other in pairwise(orders))
    assert {row.team for row in found} == {"Red", "Blue"}
