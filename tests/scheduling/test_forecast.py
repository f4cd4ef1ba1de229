"""Forecasts: a plan run many times; a clock that ticks minute by minute is the judge of one run."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings

from tests.scheduling.plan.test_plan import ANA, NINE_TO_FIVE, problems
from workdomain.scheduling.forecast.calibration import (
    DEFAULT,
    SHARED,
    Calibration,
    Pair,
    fit,
)
from workdomain.scheduling.forecast.draws import draws
from workdomain.scheduling.forecast.forecast import MOST_SAMPLES, Forecast, forecast
from workdomain.scheduling.forecast.network import network_of, run
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

SURE = Calibration(0.0, 0.0)
"""Everything takes as long as it was estimated."""
EVE = Person("eve", NINE_TO_FIVE)


def told(problem: Problem, **asked: object) -> Forecast:
    return forecast(problem, make_plan(problem), **asked)  # type: ignore[arg-type]


def of(*tasks: Task, people: tuple[Person, ...] = (ANA, EVE)) -> Problem:
    return Problem(tasks, people, NINE_TO_FIVE)


def test_where_nothing_is_unsure_all_is_done_as_planned():
    problem = of(
        Task("a", 100, candidates=("ana",), deadline=5_000),
        Task("b", 500, after=(Link("a", lag=60, working=True),), candidates=("eve",)),
        Task("c", 30, after=(Link("b", Kind.START_START, 10),), candidates=("ana",)),
        Task("d", 30, after=(Link("c", Kind.FINISH_FINISH, 700),), candidates=("ana",)),
        Task("e", 30, after=(Link("d", lag=-5),), fixed=4_000, candidates=("eve",)),
        Task("end", milestone=True, after=(Link("d", Kind.START_FINISH, 900), Link("b"))),
        Task("going", 60, started=-30, candidates=("ana",)),
        Task("done", 60, started=-90, finished=-30),
    )
    plan = make_plan(problem)
    found = forecast(problem, plan, samples=7, calibration=SURE)
    for id_, chances in found.tasks.items():
        assert chances.p50 == chances.p95 == plan.placed[id_].finish, id_
        assert chances.on_plan == 1.0
    assert found.tasks["a"].on_time == 1.0
    assert found.tasks["b"].on_time is None
    assert found.whole.planned == max(one.finish for one in plan.placed.values())


def test_one_chain_is_always_what_the_end_waits_for():
    problem = of(*(Task(i, 100, after=a, candidates=("ana",)) for i, a in CHAIN))
    found = told(problem, samples=50)
    assert {chances.critical for chances in found.tasks.values()} == {1.0}
    assert found.people == {"ana": 1.0}
    assert found.whole.p50 <= found.whole.p80 <= found.whole.p95


CHAIN = (("a", ()), ("b", (Link("a"),)), ("c", (Link("b"),)))


def test_of_two_ways_the_longer_one_is_waited_for_more_often():
    problem = of(
        Task("long", 300, candidates=("ana",)),
        Task("short", 200, candidates=("eve",)),
        Task("end", milestone=True, after=(Link("long"), Link("short"))),
    )
    found = told(problem, samples=2_500)
    assert 0.5 < found.tasks["long"].critical < 1.0
    assert 0.0 < found.tasks["short"].critical < 0.5
    assert found.people["ana"] == found.tasks["long"].critical


def test_projects_have_ends_and_fans_of_their_own():
    problem = of(
        Task("a", 100, candidates=("ana",), deadline=700),
        Task("b", 100, candidates=("eve",), deadline=900),
        Task("c", 100, candidates=("eve",)),
    )
    found = told(problem, samples=200, projects={"a": "north", "b": "south"})
    assert set(found.projects) == {"north", "south"}
    north = found.projects["north"]
    assert (north.p50, north.p80) == (found.tasks["a"].p50, found.tasks["a"].p80)
    assert len(north.fan) == 19
    assert sorted(north.fan) == list(north.fan)
    assert north.on_time == found.tasks["a"].on_time
    assert found.quantile(0.8, "north") == north.p80
    assert found.quantile(0.5) == found.whole.p50


def test_the_same_seed_tells_the_same_and_a_what_if_changes_only_what_it_changes():
    problem = of(Task("a", 100, candidates=("ana",)), Task("b", 100, candidates=("eve",)))
    once, again = told(problem, samples=300), told(problem, samples=300)
    assert once == again
    assert once != told(problem, samples=300, seed=2)
    longer = replace(problem, tasks=(problem.tasks[0], replace(problem.tasks[1], minutes=200)))
    assert told(longer, samples=300).tasks["a"][:5] == once.tasks["a"][:5]
    assert told(longer, samples=300).tasks["b"].p50 > once.tasks["b"].p50


def test_three_points_are_kept_to_and_single_ones_go_by_the_team():
    problem = of(
        Task("points", Estimate(60, 90, 240)),
        Task("same", Estimate(50, 50, 50)),
        Task("single", 100),
        Task("end", milestone=True),
        Task("done", 5, finished=-1),
    )
    alone = draws(problem, 4_000, 1, Calibration(log(2), 0.1), {})
    assert set(alone) == {"points", "same", "single"}
    assert alone["points"].min() >= 60
    assert alone["points"].max() <= 240
    assert alone["points"].mean() == pytest.approx(110, abs=2)
    assert np.median(alone["single"]) == pytest.approx(200, rel=0.02)
    shared = draws(problem, 4_000, 1, DEFAULT, dict.fromkeys(alone, "north"))
    both = np.corrcoef(np.log(shared["single"]), np.log(shared["same"]))
    assert both[0, 1] == pytest.approx(DEFAULT.shared, abs=0.05)
    assert np.corrcoef(shared["points"], shared["single"])[0, 1] > 0.05


def test_a_team_learns_from_what_it_did():
    assert fit([]) == Calibration(0.0, 0.5, 0)
    few = fit([Pair(1.0, 2.0)])
    many = fit([Pair(1.0, 2.0)] * 500)
    assert 1 < few.median < many.median < 2
    assert many.spread < few.spread
    assert many.median == pytest.approx(2, rel=0.03)
    assert fit([Pair(0, 1), Pair(1, 0)]).pairs == 0
    assert fit([Pair(2, 2)] * 3).shared == SHARED


@pytest.mark.parametrize("truth", [0.0, 0.3, 0.7])
def test_what_projects_have_in_common_is_learnt_from_how_they_differ(truth: float):
    chance = np.random.default_rng(1)
    of_project = 0.5 * np.sqrt(truth) * chance.standard_normal(300)
    own = 0.5 * np.sqrt(1 - truth) * chance.standard_normal((300, 20))
    factors = np.exp(of_project[:, None] + own)
    pairs = [Pair(1.0, float(each), at) for at, row in enumerate(factors) for each in row]
    assert fit(pairs).shared == pytest.approx(truth, abs=0.05)
    assert fit(pairs).spread == pytest.approx(0.5, abs=0.03)
    assert fit(pairs[:20]).shared == SHARED, "one project tells nothing of others"
    assert fit(pairs[::20]).shared == SHARED, "nor does one pair of each"
    few = fit(pairs[:40]).shared
    assert abs(few - SHARED) <= abs(truth - SHARED) + 0.2, "two projects tell little"
    assert fit([Pair(2.0, 2.0, at % 2) for at in range(9)]).shared < SHARED
    assert DEFAULT.median == exp(0)


@pytest.mark.parametrize("samples", [0, -1, MOST_SAMPLES + 1])
def test_so_many_samples_make_no_sense(samples: int):
    with pytest.raises(ValueError, match="make no sense"):
        told(of(Task("a", 1)), samples=samples)


def test_what_cannot_be_forecast():
    with pytest.raises(ValueError, match="no tasks"):
        forecast(Problem((), (ANA,)), Plan({}, "x", 0))
    with pytest.raises(ValueError, match="not of this problem"):
        forecast(of(Task("a", 1)), make_plan(of(Task("b", 1))))


def test_split_work_takes_longer_as_it_is_interrupted():
    problem = of(
        Task("long", 600, split=True, candidates=("ana",)),
        Task("meeting", 60, fixed=600, candidates=("ana",)),
        people=(ANA,),
    )
    plan = make_plan(problem)
    found = forecast(problem, plan, samples=3, calibration=SURE)
    assert found.tasks["long"].p50 == plan.placed["long"].finish


def test_long_calendars_are_counted_in_steps():
    hours = tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(7_000))
    people = tuple(Person(f"p{n}", hours[n:]) for n in range(3))
    tasks = (Task("a", 100), Task("b", 100, after=(Link("a", lag=30),)))
    problem = Problem(tasks, people, hours)
    plan = make_plan(problem)
    network = network_of(problem, plan)
    assert network.step > 1
    found = forecast(problem, plan, samples=5, calibration=SURE)
    off = found.whole.p50 - plan.placed["b"].finish
    assert abs(off) <= 4 * network.step


@settings(deadline=None, max_examples=60)
@given(problems())
def test_one_run_is_what_a_clock_would_see(problem):
    tasks = tuple(replace(task, fixed=None, started=None, split=False) for task in problem.tasks)
    problem = replace(problem, tasks=tasks)
    try:
        plan = make_plan(problem)
    except CannotPlan:
        return
    work = {task.id: task.work + len(task.id) % 2 + at for at, task in enumerate(tasks)}
    drawn = {id_: np.array([float(each)]) for id_, each in work.items()}
    network = network_of(problem, plan)
    ran = run(network, drawn, slice(0, 1))
    spans = {
        task.id: (int(ran.start[at, 0]), int(ran.finish[at, 0]))
        for at, task in enumerate(network.tasks)
    }
    hours = {one.id: minutes_of(one) for one in problem.people}
    end = max(max(minutes) for minutes in hours.values())
    for task in tasks:
        begin, finish = spans[task.id]
        who = plan.placed[task.id].people
        if not task.milestone and finish <= end:
            both = set[int].intersection(*(hours[one] for one in who))
            assert len([minute for minute in both if begin <= minute < finish]) == work[task.id]
        for other in tasks:
            if other.id > task.id and set(who) & set(plan.placed[other.id].people):
                assert spans[other.id][0] >= finish or begin >= spans[other.id][1]


def minutes_of(person: Person) -> set[int]:
    """Name every minute that somebody works."""
    away = {minute for a, b in person.away for minute in range(a, b)}
    return {minute for a, b in person.hours for minute in range(a, b)} - away
