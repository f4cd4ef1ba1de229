"""Time that is logged, corrected and removed, with budgets that have a say."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest

from tests.company import Clock
from tests.planning.purse import ACME, AD_HOC, APOLLO, DRAW, MARCH, WORLD, add
from tests.scenario import ANA, ITSELF, MONDAY, NOON, World, given
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import (
    Charge,
    ChargeTime,
    CorrectTime,
    LogTime,
    RemoveTime,
    TimeLogged,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.people.person import AddPerson
from workdomain.planning.budget import OverBudget, budget
from workdomain.planning.budget_words import AddBudget, Limit, WhenOver
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, WorkItemMoved
from workdomain.values import new_id
from workdomain.work import Work

# -- Logging time ----------------------------------------------------------------------------------


def log(minutes: int, item: UUID | None = DRAW, entry: int = 70, **more: Any) -> LogTime:
    told = {"entry": UUID(int=entry), "person": ANA, "day": MONDAY, "minutes": minutes}
    return LogTime(**{**told, "item": item, **more})


def correct(minutes: int, item: UUID | None = DRAW, entry: int = 70, **more: Any) -> CorrectTime:
    told = {"entry": UUID(int=entry), "day": MONDAY, "minutes": minutes, "item": item, "note": ""}
    return CorrectTime(**{**told, "reason": "Typing mistake", **more})


WEEK, LATER = week_id(ANA, MONDAY), Context(by=ANA, at=NOON.at + timedelta(days=60))


def world(*budgets: AddBudget) -> World:
    there = given(budget, seeing=WORLD).world()
    for number, command in enumerate(budgets):
        there.ask(budget, UUID(int=80 + number), command)
    return there


def counted(there: World, number: int = 0) -> dict[str, int]:
    return dict(there.look(budget, UUID(int=80 + number)).counted)


def test_time_that_would_be_over_a_budget_that_refuses_is_not_logged():
    there = world(add(over=WhenOver.REFUSE))
    assert there.ask(week, WEEK, log(540))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, log(61, entry=71))
    assert counted(there) == {MARCH: 540}
    assert len(there.told(week, WEEK)) == 1
    assert there.ask(week, WEEK, log(60, entry=71))
    assert there.ask(week, WEEK, log(60, item=AD_HOC, entry=72))
    assert there.ask(week, WEEK, log(60, item=None, entry=73))
    assert counted(there) == {MARCH: 600}


def test_logging_the_same_again_counts_once():
    there = world(add(over=WhenOver.REFUSE))
    for _ in range(2):
        there.ask(week, WEEK, log(60))
    assert counted(there) == {MARCH: 60}


def test_a_correction_that_adds_asks_and_one_that_takes_gives_back():
    there = world(add(over=WhenOver.REFUSE))
    there.ask(week, WEEK, log(540))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, correct(601))
    there.ask(week, WEEK, correct(600))
    assert counted(there) == {MARCH: 600}
    there.ask(week, WEEK, correct(600, note="Walls"))
    there.ask(week, WEEK, correct(30))
    assert counted(there) == {MARCH: 30}
    there.ask(week, WEEK, RemoveTime(entry=UUID(int=70), reason="Twice"))
    assert counted(there) == {}
    assert there.ask(week, WEEK, RemoveTime(entry=UUID(int=70), reason="Twice")) == []


def test_time_is_corrected_from_one_budget_to_another():
    there = world(
        add(over=WhenOver.REFUSE),
        add(Limit(hours=1), project=None, activity="Travel", over=WhenOver.REFUSE),
    )
    there.ask(week, WEEK, log(120))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, correct(120, item=None, activity="travel"))
    there.ask(week, WEEK, correct(60, item=None, activity="travel"))
    assert (counted(there), counted(there, 1)) == ({}, {MARCH: 60})


def test_time_moves_between_months_of_a_full_budget():
    there = world(add(over=WhenOver.REFUSE))
    end = date(2026, 3, 31)
    tuesday = week_id(ANA, end)
    there.ask(week, tuesday, log(600, day=end), LATER)
    there.ask(week, tuesday, correct(600, day=date(2026, 4, 1)), LATER)
    assert counted(there) == {"2026-04": 600}


def test_budgets_of_a_client_and_of_a_kind_of_work_are_asked_too():
    client_wide = add(Limit(hours=2), project=None, client=ACME, over=WhenOver.REFUSE)
    travel = add(Limit(hours=1), activity="Travel", over=WhenOver.REFUSE)
    there = world(client_wide, travel)
    there.ask(week, WEEK, log(60, activity="TRAVEL"))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, log(1, entry=71, activity="travel"))
    there.ask(week, WEEK, log(60, entry=72, activity="Design"))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, log(1, entry=73))
    assert (counted(there), counted(there, 1)) == ({MARCH: 120}, {MARCH: 60})


def test_time_counts_where_its_work_item_is_when_it_is_logged():
    there = world(add(over=WhenOver.REFUSE))
    there.put(work_item, DRAW, WorkItemMoved(project=None))
    there.ask(week, WEEK, log(1400))
    assert counted(there) == {}


def test_time_on_work_that_is_not_there_is_refused_as_ever():
    there = world(add(over=WhenOver.REFUSE))
    with pytest.raises(NoSuchWorkItem):
        there.ask(week, WEEK, log(60, item=UUID(int=404)))
    there.ask(week, WEEK, log(60))
    with pytest.raises(NoSuchWorkItem):
        there.ask(week, WEEK, correct(60, item=UUID(int=404)))


def test_as_long_as_no_budget_refuses_nothing_is_added_to_a_command():
    there = world(add())
    command = log(6_00)
    assert week.inform(WEEK, week.initial, command, NOON, there.look) is command
    there.ask(week, WEEK, log(1400))
    assert [type(event) for event in there.told(week, WEEK)] == [TimeLogged]
    other = world(add(over=WhenOver.REFUSE))
    elsewhere = log(60, item=AD_HOC)
    assert week.inform(WEEK, week.initial, elsewhere, NOON, other.look) is elsewhere
    charged = ChargeTime(command=command, charges=(Charge(budget=ITSELF, month=MARCH, minutes=1),))
    assert week.inform(WEEK, week.initial, charged, NOON, other.look) is charged


def test_two_who_log_at_once_do_not_both_get_the_last_hour(tmp_path: Any):
    target, clock = str(tmp_path / "work.db"), Clock(NOON.at)
    people = [new_id() for _ in range(6)]
    with Work.open(target, clock=clock) as work:
        for who in people:
            work.do(who, AddPerson(name="Someone"), NOON)
        work.do(APOLLO, AddProject(name="Apollo", key="APO"), NOON)
        work.do(DRAW, AddWorkItem(title="Draw", project=APOLLO), NOON)
        work.do(ITSELF, add(Limit(hours=1), over=WhenOver.REFUSE), NOON)
    start, outcomes = Barrier(len(people)), []

    def race(who: UUID) -> None:
        with Work.open(target, clock=clock) as work:
            command = LogTime(entry=new_id(), person=who, day=MONDAY, minutes=60, item=DRAW)
            start.wait()
            try:
                work.do(week_id(who, MONDAY), command, NOON)
            except OverBudget as refusal:
                outcomes.append(str(refusal))
            else:
                outcomes.append("logged")

    threads = [Thread(target=race, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[-1] == "logged"
    assert outcomes.count("logged") == 1
    with Work.open(target, clock=clock) as work:
        assert work.state(budget, ITSELF).counted == {MARCH: 60}
