"""All schedules of small projects: CP-SAT and the trial of every start are the judges."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.psplib import best_known, read_project
from tests.scheduling.rcpsp_plain import uncompiled
from tests.scheduling.test_rcpsp import hard, shortest
from workdomain.scheduling.rcpsp import cpsat, cutsets
from workdomain.scheduling.rcpsp.arrays import arrays_of
from workdomain.scheduling.rcpsp.checker import violations
from workdomain.scheduling.rcpsp.cutsets import exhaust
from workdomain.scheduling.rcpsp.exact import solve
from workdomain.scheduling.rcpsp.problem import Problem, Schedule, Task, finish_to_start
from workdomain.scheduling.rcpsp.search import first_schedule, improve


@st.composite
def projects(draw: st.DrawFn, most: int = 14) -> Problem:
    """Draw tasks that wait for the ends of others, and for nothing else."""
    found: list[Task] = []
    resources = draw(st.integers(0, 3))
    for number in range(draw(st.integers(1, most))):
        needs = tuple(draw(st.integers(0, 4)) for _ in range(resources))
        before = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        waits = tuple(finish_to_start(found, each) for each in sorted(before))
        found.append(Task(draw(st.integers(0, 6)), needs, waits))
    return Problem(tuple(found), (5,) * resources)


def drawn(seed: int, tasks: int = 16) -> Problem:
    chance, found = Random(seed), list[Task]()  # noqa: S311
    for number in range(tasks):
        before = chance.sample(range(number), min(number, chance.randint(0, 2)))
        waits = tuple(finish_to_start(found, each) for each in before)
        needs = tuple(chance.randint(0, 7) for _ in range(4))
        found.append(Task(chance.randint(0, 9), needs, waits))
    return Problem(tuple(found), (10, 9, 8, 8))


def one_after_another(problem: Problem) -> Schedule:
    """Give a schedule that leaves everything to be found."""
    starts, now = dict[int, int](), 0
    for task in problem.order:
        starts[task] = now
        now += problem.tasks[task].duration
    return Schedule(tuple(starts[at] for at in range(len(starts))), now)


def solved(problem: Problem) -> int:
    """Ask CP-SAT."""
    solver = cpsat.Solver(problem, first_schedule(problem), arrays_of(problem).bound)
    solver.go(60, 1, 1)
    assert solver.bound == solver.best.makespan
    return solver.bound


@given(problem=projects(most=3))
@settings(max_examples=25, deadline=None)
def test_nothing_is_shorter(problem: Problem):
    found = exhaust(problem, one_after_another(problem))
    if found is None:
        assert not any(task.duration for task in problem.tasks)
        return
    assert violations(problem, found) == []
    assert found.makespan == shortest(problem)


@given(problem=projects())
@settings(max_examples=30, deadline=None)
def test_the_solver_knows_nothing_better(problem: Problem):
    for hint in (one_after_another(problem), improve(problem, 200)):
        found = exhaust(problem, hint)
        if found is not None:
            assert violations(problem, found) == []
            assert found.makespan == solved(problem)


@pytest.mark.parametrize("seed", range(6))
def test_the_loops_are_written_as_they_are_compiled(seed: int):
    problem = drawn(seed)
    compiled = exhaust(problem, one_after_another(problem))
    with uncompiled():
        assert exhaust(problem, one_after_another(problem)) == compiled
    assert compiled is not None
    assert compiled.makespan == solved(problem)


def test_a_schedule_that_is_as_short_as_can_be_stays():
    problem = drawn(3)
    best = exhaust(problem, one_after_another(problem))
    assert best is not None
    assert exhaust(problem, best) is best


def test_it_does_not_answer_what_it_cannot_tell(monkeypatch: pytest.MonkeyPatch):
    before = (Task(3, (1,)),)
    late = Problem((*before, Task(2, (1,), (finish_to_start(before, 0, 1),))), (1,))
    assert exhaust(late, first_schedule(late)) is None, "a lag"
    assert exhaust(hard(90), first_schedule(hard(90))) is None, "too many tasks"
    long = Problem((Task(40_000), Task(1)))
    assert exhaust(long, first_schedule(long)) is None, "too long"
    nothing = Problem((Task(0), Task(0)))
    assert exhaust(nothing, first_schedule(nothing)) is None, "nothing to do"
    wide = Problem(tuple(Task(1 + at) for at in range(20)))
    assert exhaust(wide, one_after_another(wide)) is None, "too much at once"
    monkeypatch.setattr(cutsets, "LABELS", 40)
    with uncompiled():
        assert exhaust(drawn(1), one_after_another(drawn(1))) is None, "no room"


def test_whoever_has_heard_enough_ends_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cutsets, "AT_ONCE", 10)
    asked: list[int] = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) == 3

    with uncompiled():
        assert exhaust(drawn(1), one_after_another(drawn(1)), enough) is None
    assert len(asked) == 3


def test_small_projects_are_proven_without_the_solver():
    problem = drawn(5)
    found = solve(problem, 60, schedules=2, find=lambda _name: None)
    assert found.proven
    assert found.bound == solved(problem)


def test_published_instances_end_as_they_are_known_to(data_set: Callable[[str], Path]):
    folder = data_set("psplib")
    known = best_known(folder / "bestknown_j30.csv")
    for path in sorted((folder / "j30").glob("j305_*.sm")):
        problem = read_project(path)
        found = exhaust(problem, first_schedule(problem))
        assert found is not None
        assert violations(problem, found) == []
        assert found.makespan == known[path.name]
