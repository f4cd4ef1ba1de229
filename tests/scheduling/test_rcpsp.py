"""Resource-constrained projects: sound schedules, as short as can be, and the same again."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.psplib import best_known, read_project
from tests.scheduling.rcpsp_plain import uncompiled
from workdomain.scheduling.rcpsp.arrays import arrays_of
from workdomain.scheduling.rcpsp.checker import violations
from workdomain.scheduling.rcpsp.compiled import compiler, plain
from workdomain.scheduling.rcpsp.problem import (
    BadProblem,
    Problem,
    Schedule,
    Task,
    Wait,
    finish_to_finish,
    finish_to_start,
    start_to_finish,
    start_to_start,
)
from workdomain.scheduling.rcpsp.search import MOST, first_schedule, improve

FEW = 2 * MOST + 60


def tasks(draw: st.DrawFn, most: int, resources: int) -> tuple[Task, ...]:
    found: list[Task] = []
    for number in range(draw(st.integers(1, most))):
        needs = tuple(draw(st.integers(0, 3)) for _ in range(resources))
        before = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        lags = {each: draw(st.integers(-2, 2)) for each in sorted(before)}
        waits = tuple(finish_to_start(found, each, lag) for each, lag in lags.items())
        found.append(Task(draw(st.integers(0, 4)), needs, waits))
    return tuple(found)


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> Problem:
    resources = draw(st.integers(0, 5))
    return Problem(tasks(draw, most, resources), (3,) * resources)


def shortest(problem: Problem) -> int:
    """The judge tries every start of every task, and knows nothing of orders."""
    horizon = problem.horizon
    ways = product(*(range(horizon - task.duration + 1) for task in problem.tasks))
    spans = []
    for starts in ways:
        ends = [s + task.duration for s, task in zip(starts, problem.tasks, strict=True)]
        if not violations(problem, Schedule(starts, max(ends))):
            spans.append(max(ends))
    return min(spans)


@given(problem=problems())
@settings(max_examples=60)
def test_every_schedule_is_sound_and_no_search_makes_it_longer(problem: Problem):
    first = first_schedule(problem)
    found = improve(problem, FEW)
    assert violations(problem, first) == violations(problem, found) == []
    assert arrays_of(problem).bound <= found.makespan <= first.makespan
    assert improve(problem, FEW) == found
    longer = improve(problem, 2 * FEW)
    assert longer.makespan <= found.makespan


@given(problem=problems(most=3))
@settings(max_examples=25)
def test_small_problems_are_solved_as_well_as_can_be(problem: Problem):
    assert improve(problem, FEW).makespan == shortest(problem)


@given(problem=problems(most=12), seed=st.integers(1, 9))
@settings(max_examples=4)
def test_the_plain_functions_do_what_the_compiled_ones_do(problem: Problem, seed: int):
    compiled = improve(problem, FEW, seed=seed), first_schedule(problem)
    with uncompiled():
        assert (improve(problem, FEW, seed=seed), first_schedule(problem)) == compiled


def hard(tasks: int = 14) -> Problem:
    """Of tasks that hardly fit together, so that no bound is reached; always the same."""
    chance, found = Random(7), list[Task]()  # noqa: S311
    for number in range(tasks):
        before = chance.sample(range(number), min(number, chance.randint(0, 2)))
        waits = tuple(finish_to_start(found, each) for each in before)
        found.append(
            Task(chance.randint(1, 9), (chance.randint(2, 5), chance.randint(0, 3)), waits)
        )
    return Problem(tuple(found), (7, 4))


HARD = hard()


@pytest.mark.parametrize(("tasks", "seed"), [(24, 1), (24, 2), (40, 3), (30, 4)])
def test_the_loops_are_written_as_they_are_compiled_on_harder_problems(tasks: int, seed: int):
    larger = hard(tasks)
    compiled = improve(larger, FEW + 400, seed=seed)
    with uncompiled():
        assert improve(larger, FEW + 400, seed=seed) == compiled
    assert violations(larger, compiled) == []


def test_where_nothing_compiles_functions_stay_as_they_are():
    assert compiler(lambda _name: None) is None
    assert compiler(told={"NUMBA_DISABLE_JIT": "1"}) is None
    assert plain(violations) is violations


def test_whoever_watches_may_end_the_search_and_so_does_the_clock():
    heard: list[tuple[int, int]] = []

    def enough(best: int, made: int) -> bool:
        heard.append((best, made))
        return len(heard) == 2

    improve(HARD, 100_000, progress=enough)
    assert [made for _, made in heard] == [500, 1000]
    heard.clear()
    improve(HARD, 100_000, seconds=0, progress=enough)
    assert heard == [], "Time is up before anybody is asked"


# -- what a problem has to be ----------------------------------------------------------------------

ONE = Task(1, (1,))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Problem(()), "no tasks"),
        (lambda: Problem((ONE,), (-1,)), "can have 0 to"),
        (lambda: Problem((ONE,), (99_999,)), "can have 0 to"),
        (lambda: Problem((Task(-1),)), "a duration is 0 or more"),
        (lambda: Problem((ONE,)), "more resources than there are capacities"),
        (lambda: Problem((Task(1, (2,)),), (1,)), "of which there are 1"),
        (lambda: Problem((Task(1, (), (Wait(0, 1),)),)), "which is no other task"),
        (lambda: Problem((Task(1, (), (Wait(7, 1),)),)), "which is no other task"),
        (lambda: Problem((Task(2_000_000),)), "take longer ones"),
        (
            lambda: Problem(
                (Task(1), Task(1, (), (Wait(2, 1), Wait(0, 1))), Task(1, (), (Wait(1, 1),)))
            ),
            "1 waits for 2 waits for 1",
        ),
    ],
)
def test_what_makes_no_sense_says_where(make: Callable[[], Problem], why: str):
    with pytest.raises(BadProblem, match=why):
        make()


def test_all_four_kinds_of_waiting_are_distances_of_starts():
    before = (Task(4),)
    assert finish_to_start(before, 0, 1) == Wait(0, 5)
    assert start_to_start(0, 2) == Wait(0, 2)
    assert finish_to_finish(before, 0, 3, 1) == Wait(0, 2)
    assert start_to_finish(0, 3, 1) == Wait(0, -2)
    starts = improve(Problem((*before, Task(3, (), (finish_to_finish(before, 0, 3),))))).starts
    assert starts[1] + 3 >= 4


def test_the_checker_names_what_is_wrong():
    problem = Problem((ONE, Task(2, (1,), (Wait(0, 1),))), (1,))
    assert violations(problem, Schedule((0, 1), 3)) == []
    assert violations(problem, Schedule((0,), 1)) == ["1 tasks have a start, of 2"]
    assert violations(problem, Schedule((-1, 0), 3)) == [
        "Task 0 starts at -1",
        "The last task ends at 2, not at 3",
    ]
    assert violations(problem, Schedule((1, 1), 3)) == [
        "Task 1 starts at 1, and after task 0 it could at 2",
        "At 1, 2 of resource 0 are taken of 1",
    ]
    bare = Problem((ONE, Task(1)), (1,))
    assert violations(bare, Schedule((0, 0), 1)) == [], "What needs nothing takes nothing"


# -- published instances with published results ----------------------------------------------------


@pytest.mark.parametrize("name", ["j301_1", "j309_4", "j3029_10"])
def test_published_instances_have_their_published_optimum(
    data_set: Callable[[str], Path], name: str
):
    folder = data_set("psplib")
    known = best_known(folder / "bestknown_j30.csv")
    problem = read_project(folder / "j30" / f"{name}.sm")
    found = improve(problem, 30_000)
    assert violations(problem, found) == []
    assert found.makespan == known[f"{name}.sm"]
