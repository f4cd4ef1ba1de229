"""Schedules with a proof: never worse than the hint, in time, and only proven if they are."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from hypothesis import given, settings

from benchmarks.psplib import best_known, read_project
from tests.scheduling.test_rcpsp import hard, problems, shortest
from workdomain.scheduling.rcpsp import cpsat
from workdomain.scheduling.rcpsp.arrays import arrays_of
from workdomain.scheduling.rcpsp.checker import violations
from workdomain.scheduling.rcpsp.exact import MissingSolver, Solution, solve
from workdomain.scheduling.rcpsp.problem import Problem, Schedule, Task, finish_to_start
from workdomain.scheduling.rcpsp.search import first_schedule, improve

OPEN = hard(90)
"""No simple bound is reached, and no proof is found in a second."""


@given(problem=problems(most=3))
@settings(max_examples=20, deadline=None)
def test_small_problems_are_solved_and_proven(problem: Problem):
    found = solve(problem, 10, schedules=4, workers=1)
    assert violations(problem, found.schedule) == []
    assert found.proven
    assert found.schedule.makespan == found.bound == shortest(problem)
    assert found.gap == 0


@given(problem=problems())
@settings(max_examples=20, deadline=None)
def test_the_solver_alone_agrees_with_the_search(problem: Problem):
    first, least = first_schedule(problem), arrays_of(problem).bound
    solver = cpsat.Solver(problem, first, least)
    solver.go(10, 1, 1)
    assert violations(problem, solver.best) == []
    assert least <= solver.bound == solver.best.makespan <= first.makespan
    assert improve(problem, 500).makespan >= solver.bound


def test_a_simple_bound_is_a_proof_without_the_solver(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cpsat, "Solver", None)
    before = (Task(3, (1,)),)
    problem = Problem((*before, Task(2, (1,), (finish_to_start(before, 0),))), (1,))
    assert solve(problem) == Solution(Schedule((0, 3), 5), 5)


def test_the_solver_finds_better_ones_than_its_hint():
    problem = hard(20)
    hint = first_schedule(problem)
    solver = cpsat.Solver(problem, hint, arrays_of(problem).bound)
    solver.go(60, 1, 1)
    assert violations(problem, solver.best) == []
    assert solver.bound == solver.best.makespan < hint.makespan


def test_a_hint_is_never_lost():
    hint = improve(OPEN, 3000)
    for seconds in (0.0, 0.001, 0.5):
        solver = cpsat.Solver(OPEN, hint, arrays_of(OPEN).bound)
        solver.go(seconds, 1, 1)
        assert violations(OPEN, solver.best) == []
        assert solver.best.makespan <= hint.makespan
        assert solver.bound <= solver.best.makespan


def test_bounds_that_say_nothing_are_not_heard():
    solver = cpsat.Solver(OPEN, improve(OPEN, 300), 7)
    for bound, then in ((float("-inf"), 7), (3.0, 7), (8.000000001, 8), (8.5, 9)):
        solver._raise_bound(bound)
        assert solver.bound == then


def test_time_is_a_limit():
    began = monotonic()
    found = solve(OPEN, 1.0, workers=1)
    assert monotonic() - began < 10, "A second, and what a busy machine adds"
    assert violations(OPEN, found.schedule) == []
    assert not found.proven
    assert 0 < found.gap < 1
    late = solve(OPEN, 0.0)
    assert violations(OPEN, late.schedule) == []
    assert late.bound == arrays_of(OPEN).bound


def test_whoever_watches_may_end_it_before_the_solver_and_while_it_is_silent():
    heard: list[Solution] = []

    def after(looks: int) -> Callable[[Solution], bool]:
        heard.clear()

        def enough(found: Solution) -> bool:
            heard.append(found)
            return len(heard) == looks

        return enough

    assert solve(OPEN, 600, progress=after(1)) == heard[0]
    began = monotonic()
    found = solve(OPEN, 600, workers=1, progress=after(4))
    assert monotonic() - began < 60
    assert len(heard) == 4
    assert found.schedule.makespan <= heard[-1].schedule.makespan
    assert found.bound >= heard[-1].bound


def test_whoever_watches_may_fail_and_the_solver_ends():
    def fail(found: Solution) -> bool:
        del found
        if looks:
            raise KeyboardInterrupt
        looks.append(monotonic())
        return False

    looks: list[float] = []
    with pytest.raises(KeyboardInterrupt):
        solve(OPEN, 600, workers=1, progress=fail)
    assert monotonic() - looks[0] < 60


def test_a_better_schedule_and_bound_are_told_while_it_goes_on(monkeypatch: pytest.MonkeyPatch):
    class Slow:
        best, bound = Schedule((0,), 1), 0

        def __init__(self, *_about: object) -> None:
            self.stopped = False

        def go(self, *_about: object) -> None:
            while not self.stopped:
                sleep(0.01)

        def stop(self) -> None:
            self.stopped = True

    monkeypatch.setattr(cpsat, "Solver", Slow)
    heard: list[Solution] = []

    def second(found: Solution) -> bool:
        heard.append(found)
        return found.schedule is Slow.best

    assert solve(OPEN, 5, schedules=100, progress=second) == Solution(Slow.best, 0)
    assert heard[-1].gap == 1


def test_without_the_solver_it_says_what_to_install():
    with pytest.raises(MissingSolver, match=r"pip install 'workdomain\[exact\]'"):
        solve(OPEN, find=lambda _name: None)


@pytest.mark.parametrize("name", ["j301_1", "j3011_3", "j3017_3"])
def test_published_instances_are_proven(data_set: Callable[[str], Path], name: str):
    folder = data_set("psplib")
    known = best_known(folder / "bestknown_j30.csv")
    path = folder / "j30" / f"{name}.sm"
    found = solve(read_project(path), 60)
    assert found.proven
    assert found.bound == known[path.name]
