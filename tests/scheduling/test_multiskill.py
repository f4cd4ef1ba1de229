"""Multi-skill projects: whoever is able does a task, one at a time, and all ends early."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.multiskill import best_found, read_project
from workdomain.scheduling.multiskill import passes, search
from workdomain.scheduling.multiskill.checker import violations
from workdomain.scheduling.multiskill.problem import Person, Problem, Schedule, Skill, Task
from workdomain.scheduling.multiskill.search import first_schedule, improve, lower_bound
from workdomain.scheduling.rcpsp import passes as network_passes
from workdomain.scheduling.rcpsp import search as network_search
from workdomain.scheduling.rcpsp.compiled import plain
from workdomain.scheduling.rcpsp.problem import BadProblem, Wait
from workdomain.scheduling.rcpsp.search import MOST

FEW = 2 * MOST + 60
COOK, BAKE = Skill("cook"), Skill("bake", 2)
SKILLS = [Skill(name, level) for name in ("cook", "bake") for level in (0, 1, 2)]


@contextmanager
def uncompiled() -> Iterator[None]:
    """Let every module use its plain functions: what is compiled is not seen."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (passes, search, network_passes, network_search):
            for name, value in list(vars(module).items()):
                patch.setattr(module, name, plain(value))
        yield


@st.composite
def problems(draw: st.DrawFn, tasks: int = 9, people: int = 4) -> Problem:
    """Somebody knows everything, so that there is always someone who is able."""
    found: list[Task] = []
    for number in range(draw(st.integers(1, tasks))):
        before = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        lags = {each: draw(st.integers(-2, 2)) for each in sorted(before)}
        waits = tuple(Wait(each, found[each].duration + lag) for each, lag in lags.items())
        found.append(Task(draw(st.integers(0, 4)), draw(st.sampled_from(SKILLS)), waits))
    able = st.lists(st.sampled_from(SKILLS), max_size=3).map(tuple)
    others = draw(st.lists(able, max_size=people - 1))
    everything = (Skill("cook", 2), BAKE)
    return Problem(tuple(found), tuple(map(Person, (*others, everything))))


def shortest(problem: Problem) -> int:
    """The judge tries every start and every person of every task, and knows nothing of orders."""
    starts = [range(problem.network.horizon - task.duration + 1) for task in problem.tasks]
    people = [range(len(problem.people))] * len(problem.tasks)
    spans: list[int] = []
    for times in product(*starts):
        last = max(s + task.duration for s, task in zip(times, problem.tasks, strict=True))
        if last < min(spans, default=last + 1):
            ways = (Schedule(times, who, last) for who in product(*people))
            if any(not violations(problem, each) for each in ways):
                spans.append(last)
    return min(spans)


@given(problem=problems())
@settings(max_examples=60)
def test_every_schedule_is_sound_and_no_search_makes_it_longer(problem: Problem):
    first = first_schedule(problem)
    found = improve(problem, FEW)
    assert violations(problem, first) == violations(problem, found) == []
    assert lower_bound(problem) <= found.makespan <= first.makespan
    assert improve(problem, FEW) == found
    assert improve(problem, 2 * FEW).makespan <= found.makespan


@given(problem=problems(tasks=3, people=2))
@settings(max_examples=25)
def test_small_problems_are_solved_as_well_as_can_be(problem: Problem):
    assert lower_bound(problem) <= improve(problem, FEW).makespan == shortest(problem)


@given(problem=problems(tasks=12), seed=st.integers(1, 9))
@settings(max_examples=4)
def test_the_plain_functions_do_what_the_compiled_ones_do(problem: Problem, seed: int):
    compiled = improve(problem, FEW, seed=seed), first_schedule(problem)
    with uncompiled():
        assert (improve(problem, FEW, seed=seed), first_schedule(problem)) == compiled


def hard(count: int = 14, seed: int = 7) -> Problem:
    """Of tasks that hardly fit together, so that no bound is reached; always the same."""
    chance, tasks = Random(seed), list[Task]()  # noqa: S311
    names = "abcdef"
    for number in range(count):
        before = chance.sample(range(number), min(number, chance.randint(0, 2)))
        waits = tuple(Wait(each, tasks[each].duration) for each in before)
        need = Skill(chance.choice(names), chance.randint(0, 2))
        tasks.append(Task(chance.randint(0, 9), need, waits))
    knows = ("abc", "cde", "efa", "bdf", "ad")
    people = [tuple(Skill(name, 2) for name in names) for names in knows]
    return Problem(tuple(tasks), tuple(map(Person, people)))


@pytest.mark.parametrize(("tasks", "seed"), [(24, 2), (30, 4), (40, 3)])
def test_the_loops_are_written_as_they_are_compiled_on_harder_problems(tasks: int, seed: int):
    larger = hard(tasks, seed)
    compiled = improve(larger, FEW + 400, seed=seed)
    assert lower_bound(larger) < compiled.makespan <= first_schedule(larger).makespan
    with uncompiled():
        assert improve(larger, FEW + 400, seed=seed) == compiled
    assert violations(larger, compiled) == []


def test_whoever_watches_may_end_the_search_and_so_does_the_clock():
    problem, heard = hard(24, 2), list[tuple[int, int]]()

    def enough(best: int, made: int) -> bool:
        heard.append((best, made))
        return len(heard) == 2

    found = improve(problem, 10**9, progress=enough)
    assert heard[0][1] < heard[1][1] < 10**6
    assert found.makespan == heard[1][0] <= heard[0][0]
    heard.clear()
    assert violations(problem, improve(problem, 10**9, seconds=0, progress=enough)) == []
    assert heard == [], "Time is up before anybody is asked"


def test_a_group_of_people_bounds_what_only_they_can_do():
    baker, cook = Person((BAKE,)), Person((COOK,))
    tasks = (Task(4, COOK), Task(3, BAKE), Task(2, BAKE, (Wait(0, 4),)), Task(3, BAKE))
    assert lower_bound(Problem(tasks, (baker, cook))) == 8, "The baker bakes all the time"
    assert lower_bound(Problem(tasks, (baker, baker, cook))) == 6, "The longest way: 4 and 2"
    late = (Task(4, COOK), *[Task(3, BAKE, (Wait(0, 4),))] * 4, Task(0, BAKE))
    assert lower_bound(Problem(late, (baker, baker, cook))) == 10, "Nobody bakes before 4"


def test_a_task_goes_to_whoever_lets_it_end_first_has_done_least_and_is_least_scarce():
    both, cook = Person((BAKE, COOK)), Person((COOK,))
    assert first_schedule(Problem((Task(1, COOK), Task(1, BAKE)), (both, cook))).people == (1, 0)
    one_after_another = Problem((Task(5, COOK), Task(2, COOK, (Wait(0, 5),))), (cook, cook))
    assert len(set(first_schedule(one_after_another).people)) == 2


# -- what a problem has to be ----------------------------------------------------------------------

ANA = Person((Skill("cook", 1),), 30.5)
ONE = Task(1, COOK)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Problem((), (ANA,)), "no tasks"),
        (lambda: Problem((ONE,), ()), "There are no people"),
        (lambda: Problem((Task(-1, COOK),), (ANA,)), "a duration is 0 or more"),
        (lambda: Problem((Task(2_000_000, COOK),), (ANA,)), "take longer ones"),
        (lambda: Problem((ONE, Task(1, BAKE)), (ANA,)), "Task 1 needs bake, a skill that nobody"),
        (
            lambda: Problem((Task(1, Skill("cook", 2)),), (Person(), ANA)),
            "Task 0 needs cook at level 2, and the highest that anybody has is 1",
        ),
        (lambda: Problem((Task(1, COOK, (Wait(7, 1),)),), (ANA,)), "which is no other task"),
        (
            lambda: Problem((Task(1, COOK, (Wait(1, 1),)), Task(1, COOK, (Wait(0, 1),))), (ANA,)),
            "0 waits for 1 waits for 0",
        ),
    ],
)
def test_what_makes_no_sense_says_where(make: Callable[[], Problem], why: str):
    with pytest.raises(BadProblem, match=why):
        make()


def test_the_checker_names_what_is_wrong():
    problem = Problem((ONE, Task(2, COOK, (Wait(0, 1),)), Task(0, COOK)), (ANA, Person((BAKE,))))
    assert violations(problem, Schedule((0, 1, 2), (0, 0, 0), 3)) == []
    assert violations(problem, Schedule((0, 1), (0, 0), 3)) == ["2 starts and 2 people, of 3 tasks"]
    assert violations(problem, Schedule((-1, 0, 0), (0, 1, 2), 3)) == [
        "Task 0 starts at -1",
        "The last task ends at 2, not at 3",
        "Person 1 cannot do task 1: cook at level 0",
        "Task 2 is done by 2, who is nobody",
    ]
    assert violations(problem, Schedule((1, 1, 1), (0, 0, 0), 3)) == [
        "Task 1 starts at 1, and after task 0 it could at 2",
        "At 1, person 0 does tasks 0 and 1",
    ]


# -- published instances, with the best results found ----------------------------------------------


@pytest.mark.parametrize("name", ["100_5_64_15.def", "200_20_97_15.def", "100_5_20_9_D3.def"])
def test_published_instances_are_solved_as_well_as_can_be(
    data_set: Callable[[str], Path], name: str
):
    folder = data_set("multiskill")
    problem = read_project(folder / "imopse" / "d36" / name)
    found = improve(problem, 200_000)
    assert violations(problem, found) == []
    best = best_found(folder / "imopse_d36_bestfound.csv")[name]
    assert (lower_bound(problem), found.makespan) == best
