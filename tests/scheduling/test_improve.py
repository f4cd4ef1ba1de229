"""Plans improved: backwards and forwards, in large neighbourhoods, and by CP-SAT with a bound."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise, permutations
from random import Random
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.plan.plain import uncompiled
from tests.scheduling.plan.test_plan import ANA, BEN, NINE_TO_FIVE, problems
from tests.scheduling.test_replan import anas, judged, of
from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.early import early
from workdomain.scheduling.plan.generate import Passing, Plan, make_plan
from workdomain.scheduling.plan.problem import (
    CannotPlan,
    Kind,
    Link,
    Need,
    NobodyAvailable,
    Person,
    Problem,
    Roster,
    Task,
)
from workdomain.scheduling.plan.worktime import WorkTime, work_time
from workdomain.scheduling.replan import cpsat
from workdomain.scheduling.replan import improve as improving
from workdomain.scheduling.replan.exact import Answer, Asked, Limits, ask, fits, held_of, plan_of
from workdomain.scheduling.replan.improve import Progress, Tell, improve
from workdomain.scheduling.replan.mirror import Mirror, mirrored
from workdomain.scheduling.replan.orders import Orders, first_orders

LONG = 10**9
"""More plans than anybody waits for."""


def busy(tasks: int, projects: int, seed: int, people: int = 3) -> tuple[Problem, dict[str, str]]:
    """Make work of several projects for people who are scarce."""
    chance = Random(seed)  # noqa: S311 - it has to be repeatable, not secret
    names = [f"p{at}" for at in range(people)]
    everyone = tuple(Person(name, NINE_TO_FIVE) for name in names)
    made = []
    for at in range(tasks):
        before = [f"t{other}" for other in range(at % projects, at, projects)]
        after = tuple(map(Link, chance.sample(before, min(len(before), chance.randint(0, 2)))))
        able = tuple(chance.sample(names, 2))
        made.append(Task(f"t{at}", 60 * chance.randint(1, 5), after, candidates=able))
    own = {f"t{at}": f"project {at % projects}" for at in range(tasks)}
    return Problem(tuple(made), everyone, NINE_TO_FIVE), own


BUSY, OWN = busy(18, 3, 5)
SMALL, SMALL_OWN = busy(12, 3, 5)


def noted(told: list[Progress]) -> Tell:
    """Note what a search tells, and let it go on."""
    return lambda progress: bool(told.append(progress))  # type: ignore[func-returns-value]


# -- backwards -------------------------------------------------------------------------------------


def test_work_is_put_as_late_as_the_end_of_its_project_allows():
    problem = of(anas("a"), anas("b", after=(Link("a"),)), anas("c", 120))
    plan = make_plan(problem, order=["a", "b", "c"])
    passing = Passing(problem)
    finish = [plan.placed[task.id].finish for task in passing.table.tasks]
    late = Mirror(passing, plan.placed, ()).late(finish, [780] * 3)
    told = dict(zip((task.id for task in passing.table.tasks), late, strict=True))
    assert told == {"a": 540, "b": 600, "c": 660}
    later = Mirror(passing, plan.placed, ()).late(finish, [1020, 1020, 780])
    told = dict(zip((task.id for task in passing.table.tasks), later, strict=True))
    assert {key: told[key] for key in "bc"} in ({"b": 960, "c": 660}, {"b": 720, "c": 900})


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_of_link_is_turned_round(kind: Kind):
    problem = of(
        anas("a", 60),
        Task("b", 60, candidates=("eve",), after=(Link("a", kind, 30),), not_before=600),
    )
    plan = make_plan(problem)
    passing = Passing(problem)
    finish = [plan.placed[task.id].finish for task in passing.table.tasks]
    a, b = Mirror(passing, plan.placed, ()).late(finish, [1020, 1020])
    ends = {"start": 0, "finish": 60}
    first, last = kind.value.split("-")
    assert b == 960
    assert a == min(960, b + ends[last] - 30 - ends[first])


@settings(deadline=None, max_examples=60)
@given(problems())
def test_plans_are_sound_backwards_and_what_is_held_stays(problem):
    try:
        plan = make_plan(problem)
    except CannotPlan:
        return
    held = held_of(problem, {})
    turned = mirrored(problem, 2000, held)
    free = replace(turned, tasks=tuple(task for task in turned.tasks if task.id not in held))
    assert not faults(free, make_plan(free).placed)
    passing = Passing(problem)
    tasks = passing.table.tasks
    finish = [plan.placed[task.id].finish for task in tasks]
    late = Mirror(passing, plan.placed, held).late(finish, [max(finish)] * len(tasks))
    for task, start in zip(tasks, late, strict=True):
        if task.id in held:
            assert start == plan.placed[task.id].start
        else:
            assert start + (0 if task.milestone else 1) <= max(finish)


# -- orders ----------------------------------------------------------------------------------------


def test_projects_one_after_another_are_among_the_first_orders():
    plan = make_plan(BUSY)
    orders = Orders(BUSY, plan.placed, OWN, {})
    tried = list(first_orders(orders, orders.first))
    assert len(tried) == 7
    apart = tried[1]
    spans = sorted(
        (min(apart[at] for at in members), max(apart[at] for at in members))
        for members in orders.members
    )
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    alone = Orders(BUSY, plan.placed, {}, {})
    assert len(list(first_orders(alone, alone.first))) == 1


def test_much_is_gained_where_people_are_scarce():
    first, found = make_plan(BUSY), improve(BUSY, plans=300, projects=OWN)
    assert not faults(BUSY, found.placed)
    assert judged(BUSY, found, OWN)[1] < 0.95 * judged(BUSY, first, OWN)[1]


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 99))
def test_plain_and_compiled_searches_lead_to_the_same_plan(seed):
    problem, own = busy(10, 2, seed)
    found = improve(problem, plans=60, seed=seed, projects=own)
    with uncompiled():
        assert improve(problem, plans=60, seed=seed, projects=own) == found


def test_an_order_that_fits_nobody_backwards_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    plan = make_plan(BUSY)
    orders = Orders(BUSY, plan.placed, OWN, {})

    def full(*_about: object) -> list[int]:
        raise NobodyAvailable("full")

    monkeypatch.setattr(Mirror, "late", full)
    assert orders.back(orders.first) is None
    found = improve(BUSY, plan, plans=40, projects=OWN)
    assert judged(BUSY, found, OWN) <= judged(BUSY, plan, OWN)


# -- by CP-SAT -------------------------------------------------------------------------------------


def test_what_does_not_fit_says_why():
    assert fits(BUSY) == ""
    assert "not installed" in fits(BUSY, find=lambda _name: None)
    assert fits(of(anas("a", split=True))) == "a may be split"
    waits = of(anas("a"), anas("b", after=(Link("a", lag=60, working=True),)))
    assert fits(waits) == "b waits in working time"
    many = of(*(anas(f"a{at}") for at in range(301)))
    assert fits(many) == "301 tasks can move: at most 300 fit"
    assert fits(of(anas("a", fixed=600))) == "no task can move"
    crowd = tuple(Person(f"p{at}", NINE_TO_FIVE) for at in range(12))
    two = of(Task("a", 60, people=2), people=crowd)
    assert fits(two) == "66 teams could do a: at most 60 fit"
    assert fits(of(anas("a", split=True), anas("b")), make_plan(of(anas("a"))).placed) == ""


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 15)), min_size=1, max_size=5),
    st.integers(1, 30),
    st.integers(0, 30),
    st.integers(0, 90),
)
def test_modes_say_when_work_is_done_from_every_start(spans, work, first, latest):
    time: WorkTime = work_time((begin, begin + length) for begin, length in spans)
    told = {
        start: minutes
        for minutes, starts in cpsat.modes(time, work, first, latest).items()
        for low, high in starts
        for start in range(low, high + 1)
    }
    works = [any(b <= at < e for b, e in zip(time.begins, time.ends)) for at in range(200)]  # noqa: B905
    for start in range(200):
        end, done = start, 0
        while done < work and end < 200:
            done += works[end]
            end += 1
        possible = works[start] and first <= start and done == work and end <= latest
        assert told.get(start) == (end - start if possible else None)


def fitting(task: Task) -> Task:
    """Make a task fit the solver."""
    after = tuple(link for link in task.after if not link.working)
    return replace(task, split=False, after=after)


@settings(deadline=None, max_examples=40)
@given(problems(), st.integers(0, 9))
def test_a_plan_of_the_solver_is_sound_and_no_bound_is_above_it(problem, seed):
    problem = replace(problem, tasks=tuple(map(fitting, problem.tasks)))
    told: list[Progress] = []
    try:
        first = make_plan(problem)
    except CannotPlan:
        return
    try:
        found = improve(
            problem,
            first,
            plans=25,
            seed=seed,
            exact=True,
            progress=noted(told),
        )
    except NobodyAvailable:
        return
    assert not faults(problem, found.placed)
    own = judged(problem, found, {})
    assert own <= judged(problem, first, {})
    assert all(each.bound <= own <= each.best for each in told)
    assert found == improve(problem, first, plans=25, seed=seed, exact=True)
    chance, names = Random(seed), [task.id for task in problem.tasks]  # noqa: S311 - as above
    for _ in range(10 if told else 0):
        chance.shuffle(names)
        with suppress(NobodyAvailable):
            other = make_plan(problem, order=names)
            assert told[-1].bound <= judged(problem, other, {})


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 999))
def test_no_order_is_better_than_what_is_proven(seed):
    problem, own = busy(5, 2, seed, people=2)
    told: list[Progress] = []
    found = improve(problem, plans=300, projects=own, exact=True, progress=noted(told))
    best = judged(problem, found, own)
    orders = permutations(task.id for task in problem.tasks)
    least = min(judged(problem, make_plan(problem, order=order), own)[:2] for order in orders)
    assert best[:2] <= least
    if told:
        assert told[-1].bound <= best


def test_the_solver_proves_what_the_search_only_finds():
    told: list[Progress] = []
    found = improve(SMALL, plans=200, projects=SMALL_OWN, exact=True, progress=noted(told))
    assert not faults(SMALL, found.placed)
    assert told[0].bound[1] < told[-1].bound[1] == judged(SMALL, found, SMALL_OWN)[1]
    assert told[-1].gap == 0 < told[0].gap
    assert found == improve(SMALL, plans=200, projects=SMALL_OWN, exact=True)


def test_the_solver_finds_what_few_plans_did_not():
    few = improve(SMALL, plans=1, projects=SMALL_OWN)
    found = improve(SMALL, plans=1, projects=SMALL_OWN, seconds=20.0)
    assert found.rule == "exact"
    assert judged(SMALL, found, SMALL_OWN) < judged(SMALL, few, SMALL_OWN)


def test_tardiness_comes_before_the_ends_of_projects():
    late = replace(
        SMALL,
        tasks=tuple(replace(t, deadline=900, priority=n % 2) for n, t in enumerate(SMALL.tasks)),
    )
    told: list[Progress] = []
    found = improve(late, plans=2, projects=SMALL_OWN, seconds=20.0, progress=noted(told))
    assert not faults(late, found.placed)
    assert judged(late, found, SMALL_OWN)[0] < make_plan(late).tardiness
    assert told[-1].bound[0] > 0
    assert told[-1].bound <= judged(late, found, SMALL_OWN)


def test_teams_equipment_links_and_held_work_go_into_the_model():
    people = (ANA, BEN, Person("saw", NINE_TO_FIVE))
    problem = of(
        Task("begun", 60, candidates=("ana",), started=-30),
        Task("meeting", 60, candidates=("ben",), fixed=600),
        Task("pair", 300, people=2, candidates=("ana", "ben")),
        Task("cut", 120, skill="paint", also=(Need(candidates=("saw",)),), not_before=700),
        Task("cut again", 200, also=(Need(candidates=("saw",)),), candidates=("ana", "ben")),
        Task("done", milestone=True, after=(Link("cut", lag=100), Link("pair"))),
        Task("z", 90, candidates=("ana",), after=(Link("cut", Kind.START_START, 30),)),
        people=people,
    )
    first = make_plan(problem)
    assert fits(problem) == ""
    found = improve(problem, first, plans=1, seconds=10.0)
    assert not faults(problem, found.placed)
    assert found.placed["meeting"] == first.placed["meeting"]
    assert judged(problem, found, {}) <= judged(problem, first, {})
    kept = {"cut": first.placed["cut"]}
    assert improve(problem, first, plans=5, keep=kept, exact=True).placed["cut"] == kept["cut"]


def asked_of(problem: Problem, plan: Plan, own: dict[str, str]) -> Asked:
    numbers = {name: at for at, name in enumerate(dict.fromkeys(own.values()))}
    project = {id: numbers[name] for id, name in own.items()}
    return Asked(problem, project, plan.placed, held_of(problem, {}), early(problem), False)


def test_an_answer_that_is_no_plan_is_not_taken():
    plan = make_plan(BUSY)
    starts = {id: one.start for id, one in plan.placed.items()}
    teams = {id: one.people for id, one in plan.placed.items()}
    same = plan_of(BUSY, Answer(starts, teams), {})
    assert same is not None
    assert judged(BUSY, same, OWN) <= judged(BUSY, plan, OWN)
    assert plan_of(BUSY, Answer(starts, {**teams, "t0": ("p9",)}), {}) is None
    others = {"p0", "p1", "p2"}.difference(BUSY.tasks[0].candidates)
    assert plan_of(BUSY, Answer(starts, {**teams, "t0": tuple(others)}), {}) is None


def test_answers_that_are_no_plans_leave_the_plan_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(improving, "plan_of", lambda *_about: None)
    searched = improve(SMALL, plans=1, projects=SMALL_OWN)
    assert improve(SMALL, plans=1, projects=SMALL_OWN, seconds=20.0) == searched


def test_an_order_in_which_somebody_has_no_time_left_is_no_plan():
    short = Person("ana", ((0, 100),))
    tight = Problem((Task("a", 50, not_before=25, deadline=60), Task("b", 50)), (short,))
    orders = Orders(tight, make_plan(tight, order=["b", "a"]).placed, {}, {})
    keys = [int(task.id == "b") for task in orders.tasks]
    assert orders.run(keys) is None
    assert orders.run([1 - key for key in keys]) is not None


def test_bounds_that_say_nothing_are_not_heard():
    model = cpsat.Model(asked_of(SMALL, make_plan(SMALL), SMALL_OWN))
    for bound, then in ((float("-inf"), 0), (3.0, 3), (4.2, 5), (1.0, 5)):
        model._raise_bound(bound)
        assert model.bound == then


def test_a_search_of_the_solver_ends_when_nobody_listens():
    hard, own = busy(60, 4, 3, people=5)
    asking = ask(asked_of(hard, make_plan(hard), own), Limits(1, 600.0, None))
    began = monotonic()
    next(asking)
    asking.close()
    assert monotonic() - began < 60


def test_whoever_watches_ends_the_search_and_the_solver():
    hard, own = busy(60, 4, 3, people=5)
    told: list[Progress] = []

    def enough(progress: Progress) -> bool:
        told.append(progress)
        return len(told) == 4

    began = monotonic()
    found = improve(hard, plans=40, projects=own, seconds=600.0, progress=enough)
    assert monotonic() - began < 60
    assert [each.plans for each in told] == [20, 40, 40, 40]
    assert not faults(hard, found.placed)
    assert judged(hard, found, own) <= told[-1].best
    began = monotonic()
    found = improve(hard, plans=LONG, projects=own, seconds=1.0)
    assert monotonic() - began < 60
    assert not faults(hard, found.placed)


def test_without_the_solver_the_search_goes_on_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(improving, "fits", partial(fits, find=lambda _name: None))
    monkeypatch.setattr(improving, "ask", None)
    found = improve(BUSY, plans=60, projects=OWN, exact=True)
    assert found == improve(BUSY, plans=60, projects=OWN)


def test_teams_are_listed_by_need():
    roster = Roster(of(people=(ANA, BEN)))
    task = Task("a", 60, people=1, also=(Need(candidates=("ana",)),))
    assert list(cpsat.teams(roster, task)) == [("ben", "ana")]
    pair = replace(task, people=2, also=())
    assert list(cpsat.teams(roster, pair)) == [("ana", "ben")]
