"""Days that a plan sets, beside days that somebody sets by hand."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.scenario import given
from workdomain.execution.work_item import work_item
from workdomain.planning.set_by import (
    Days,
    ScheduleWorkItem,
    SetBy,
    WorkItemScheduled,
    scheduled,
    taken_over,
)
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import PlanWorkItemDates, WorkItemAdded

PLAN, OTHER = UUID(int=60), UUID(int=61)
MON, TUE, WED, FRI = (date(2026, 3, day) for day in (2, 3, 4, 6))
ADDED = WorkItemAdded(title="Draw")
BY_PLAN = WorkItemScheduled(schedule=PLAN, start=MON, due=FRI)


def by(schedule: UUID, start: date | None, due: date) -> ScheduleWorkItem:
    return ScheduleWorkItem(schedule=schedule, start=start, due=due)


def test_open_days_are_those_of_the_plan_and_follow_the_next_one():
    given(work_item, ADDED).when(by(PLAN, MON, FRI)).then(BY_PLAN)
    given(work_item, ADDED, BY_PLAN).when(by(PLAN, MON, FRI)).then()
    later = WorkItemScheduled(schedule=OTHER, start=TUE, due=FRI)
    given(work_item, ADDED, BY_PLAN).when(by(OTHER, TUE, FRI)).then(later)
    given(work_item, ADDED, BY_PLAN).when(by(OTHER, MON, FRI)).then(
        WorkItemScheduled(schedule=OTHER, start=MON, due=FRI)
    )


def test_a_day_that_was_set_by_hand_stays():
    due = WorkItemAdded(title="Draw", due=WED)
    given(work_item, due).when(by(PLAN, MON, FRI)).then(
        WorkItemScheduled(schedule=PLAN, start=MON, due=WED)
    )
    given(work_item, due).when(by(PLAN, FRI, FRI)).then()  # it would start after that day
    both = WorkItemAdded(title="Draw", start=TUE, due=WED)
    given(work_item, both).when(by(PLAN, MON, FRI)).then()


def test_what_somebody_sets_by_hand_is_not_the_plans_any_more():
    world = given(work_item, ADDED, BY_PLAN).world()
    id = next(id for _, id in world.states)
    world.ask(work_item, id, PlanWorkItemDates(start=MON, due=WED))
    assert world.look(work_item, id).plan.by == SetBy(PLAN, None)
    world.ask(work_item, id, by(OTHER, TUE, FRI))
    assert world.look(work_item, id).plan.days == Days(TUE, WED, SetBy(OTHER, None))
    world.ask(work_item, id, PlanWorkItemDates(start=WED, due=WED))
    assert world.look(work_item, id).plan.by == SetBy()


def test_a_milestone_keeps_its_one_day():
    launch = WorkItemAdded(title="Launch", shape=Shape.MILESTONE)
    given(work_item, launch).when(by(PLAN, None, FRI)).then(
        WorkItemScheduled(schedule=PLAN, start=None, due=FRI)
    )


@pytest.mark.parametrize("start", [None, MON])
def test_a_plan_that_says_nothing_of_the_start_sets_none(start: date | None):
    now = Days(start, None, SetBy())
    (event,) = scheduled(now, by(PLAN, None, FRI))
    assert taken_over(now, event) == Days(start, FRI, SetBy(None, PLAN))


days = st.none() | st.dates(MON, FRI)
plans = st.sampled_from([None, PLAN, OTHER])


@for_all(days, days, plans, plans, st.dates(MON, FRI), st.dates(MON, FRI))
def test_no_day_set_by_hand_ever_moves(start, due, start_by, due_by, first, last):
    own = SetBy(start_by if start else None, due_by if due else None)
    now = Days(start, due, own)
    events = scheduled(now, by(OTHER, first, max(first, last)))
    then = taken_over(now, events[0]) if events else now
    if start and own.start is None:
        assert then.start == start
    if due and own.due is None:
        assert then.due == due
    assert not (then.start and then.due) or then.start <= then.due or not events
