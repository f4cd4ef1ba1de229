"""Buffers: sized by a stated rule, placed where they protect, used up and given back."""

from math import ceil, exp, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.plan.test_plan import ANA, NINE_TO_FIVE, problems
from workdomain.scheduling.buffers.fever import RED_ABOVE, YELLOW_ABOVE, Zone, point, used_of
from workdomain.scheduling.buffers.placing import Buffer, buffers, chain
from workdomain.scheduling.buffers.sizes import NINE_IN_TEN, Rule, by_half, by_root, safety
from workdomain.scheduling.forecast.calibration import DEFAULT, Calibration
from workdomain.scheduling.plan.generate import Plan, make_plan
from workdomain.scheduling.plan.problem import (
    CannotPlan,
    Estimate,
    Kind,
    Link,
    Person,
    Problem,
    Task,
)
from workdomain.scheduling.plan.worktime import work_time

EVE, FAY = Person("eve", NINE_TO_FIVE), Person("fay", NINE_TO_FIVE)
HOURS = work_time(NINE_TO_FIVE)


def placed(*tasks: Task, rule: Rule = Rule.HALF, **asked: object) -> tuple[Plan, list[Buffer]]:
    problem = Problem(tasks, (ANA, EVE, FAY), NINE_TO_FIVE)
    plan = make_plan(problem, ["longest tail"])
    projects = asked.pop("projects", {})
    return plan, buffers(problem, plan, projects, rule, **asked)  # type: ignore[arg-type]


def test_safety_is_what_a_careful_estimate_has_beyond_a_brave_one():
    assert safety(Task("a", Estimate(10, 20, 60)), DEFAULT) == 40
    assert safety(Task("a", 100), Calibration(0.0, 0.3)) == 100 * (exp(NINE_IN_TEN * 0.3) - 1)
    assert safety(Task("a", 100), Calibration(-9.0, 0.1)) == 0
    assert safety(Task("a", milestone=True), DEFAULT) == 0


def test_chains_are_sized_by_the_root_of_squares_or_by_half():
    tasks = [Task("a", Estimate(10, 20, 50)), Task("b", Estimate(10, 20, 60))]
    assert by_root(tasks, DEFAULT) == ceil(sqrt(30**2 + 40**2)) == 50
    assert by_half([Task("a", 100), Task("b", 101), Task("m", milestone=True)]) == 101


def test_a_project_is_protected_behind_its_chain_and_where_others_join():
    tasks = (
        Task("a", 200, candidates=("ana",)),
        Task("side", 100, candidates=("eve",)),
        Task("tight", 190, candidates=("fay",)),
        Task("started", 20, after=(), candidates=("fay",), not_before=400),
        Task("b", 100, candidates=("ana",), after=(
            Link("a"), Link("side"), Link("tight"), Link("started", Kind.START_START),
        )),
    )  # fmt: skip
    plan, found = placed(*tasks)
    whole, *sides = found
    assert chain(plan, "b") == ["a", "b"]
    assert whole[:4] == ("project", None, "b", None)
    assert (whole.start, whole.minutes) == (plan.placed["b"].finish, 150)
    assert whole.finish == 540 + 300 + 150
    assert [(each.after, each.protects, each.minutes, each.wanted) for each in sides] == [
        ("side", "b", 50, 50), ("tight", "b", 10, 95),
    ]  # fmt: skip
    assert sides[1].finish == plan.placed["b"].start
    _, by_squares = placed(*tasks, rule=Rule.ROOT)
    assert by_squares[0].minutes == by_root([tasks[0], tasks[4]], DEFAULT)


def test_a_forecast_sizes_the_end():
    plan, (whole,) = placed(
        Task("a", 100, candidates=("ana",)), rule=Rule.P80, until=lambda _project: 1440 + 600
    )
    assert whole.minutes == 480 + 60 - 100
    _, (none,) = placed(Task("a", 100), rule=Rule.P90, until=lambda _project: 0)
    assert (none.minutes, none.start) == (0, none.finish)
    with pytest.raises(ValueError, match="asks a forecast"):
        placed(Task("a", 100), rule=Rule.P80)
    assert plan.placed


def test_work_of_no_project_has_no_end_of_its_own_beside_projects():
    tasks = (Task("a", 100), Task("b", 100), Task("c", 100))
    _, found = placed(*tasks, projects={"a": "north", "b": "south"})
    assert {each.project for each in found} == {"north", "south"}
    _, found = placed(*tasks)
    assert [each.project for each in found] == [None]
    assert placed(*tasks, rule=Rule.NONE)[1] == []


def test_some_working_days_before_a_milestone_are_left_free():
    tasks = (
        Task("m", milestone=True, deadline=5 * 1440),
        Task("soon", milestone=True, deadline=700),
        Task("far", milestone=True, deadline=900 * 1440),
        Task("reached", milestone=True, deadline=700, finished=-1),
        Task("a", 100, deadline=9000),
    )
    _, found = placed(*tasks, rule=Rule.NONE, milestone_days=2)
    by_task = {each.after: each for each in found}
    assert set(by_task) == {"m", "soon", "far"}
    assert by_task["m"][4:] == (3 * 1440 + 540, 5 * 1440, 960, 960)
    assert by_task["soon"][4:] == (540, 700, 160, 960)
    assert by_task["far"].finish == 900 * 1440
    assert by_task["far"].minutes == 960


def test_a_buffer_beyond_all_hours_is_of_the_clock():
    short = Problem((Task("a", 480),), (Person("ana", ((540, 1020),)),), ((540, 1020),))
    plan = make_plan(short)
    (whole,) = buffers(short, plan, {}, Rule.HALF)
    assert (whole.start, whole.finish) == (1020, 1020 + 240)


def test_a_buffer_is_used_up_by_what_comes_later_and_given_back():
    assert used_of(HOURS, 600, 600, 100) == 0
    assert used_of(HOURS, 600, 650, 100) == 0.5
    assert used_of(HOURS, 1000, 1440 + 560, 100) == 0.4
    assert used_of(HOURS, 600, 550, 100) == 0
    assert used_of(HOURS, 600, 800, 100) == 2
    assert used_of(HOURS, 600, 601, 0) == 1
    assert used_of(HOURS, 600, 600, 0) == 0


def test_burn_rate_and_zones():
    assert point(14 / 52, 10 / 30).burn_rate == pytest.approx(1.24, abs=0.005)
    assert point(0, 0.3).burn_rate is None
    assert point(0, 0).zone is Zone.GREEN
    assert point(0.5, 0.5).zone is Zone.YELLOW
    assert point(0.5, 0.61).zone is Zone.RED
    assert point(2, 0).done == 1
    assert YELLOW_ABOVE.at(1) < RED_ABOVE.at(1) == 1


@settings(deadline=None, max_examples=60)
@given(problems(), st.sampled_from([Rule.HALF, Rule.ROOT]))
def test_no_buffer_makes_a_deadline_look_met(problem, rule):
    try:
        plan = make_plan(problem)
    except CannotPlan:
        return
    before = plan.tardiness, dict(plan.placed)
    found = buffers(problem, plan, {}, rule, milestone_days=1)
    assert (plan.tardiness, plan.placed) == before
    for each in found:
        assert each.start <= each.finish
        assert 0 <= each.minutes <= each.wanted
        if each.kind == "feeding":
            assert each.protects is not None
            assert each.finish <= max(plan.placed[each.protects].start, each.start)
        if each.kind == "project":
            assert each.start == max(one.finish for one in plan.placed.values())
