"""Plans that change: compared, repaired with few moves, improved; and what cannot all be kept."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.plan.test_plan import ANA, NINE_TO_FIVE, problems
from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.early import early
from workdomain.scheduling.plan.generate import Plan, make_plan
from workdomain.scheduling.plan.problem import (
    CannotPlan,
    Kind,
    Link,
    NobodyAvailable,
    Person,
    Problem,
    Task,
)
from workdomain.scheduling.replan.changes import changes, finishes
from workdomain.scheduling.replan.conflicts import Wish, WishKind, conflict, wishes
from workdomain.scheduling.replan.improve import Progress, improve
from workdomain.scheduling.replan.orders import Objective
from workdomain.scheduling.replan.repair import Repaired, repair

EVE = Person("eve", NINE_TO_FIVE)


def of(*tasks: Task, people: tuple[Person, ...] = (ANA, EVE)) -> Problem:
    return Problem(tasks, people, NINE_TO_FIVE)


def anas(id_: str, minutes: int = 60, **more: object) -> Task:
    return Task(id_, minutes, candidates=("ana",), **more)  # type: ignore[arg-type]


# -- what differs ----------------------------------------------------------------------------------


def test_two_plans_are_compared():
    old = make_plan(of(anas("a"), anas("b"), Task("gone", 10)))
    new = make_plan(of(Task("a", 60, candidates=("eve",)), anas("b", 90), Task("new", 10)))
    found = changes(old, new, {"a": "north", "b": "south"})
    assert {each.task for each in found.moved} == {"a", "b"}
    assert (found.came, found.went, found.people_changed) == (("new",), ("gone",), 1)
    moved = {each.task: each for each in found.moved}
    assert moved["a"].people_changed
    assert moved["b"].minutes == new.placed["b"].finish - old.placed["b"].finish
    assert found.finish["south"] == moved["b"].minutes
    assert changes(old, old).moved == ()
    assert finishes(old, {})[None] == max(one.finish for one in old.placed.values())


# -- repaired --------------------------------------------------------------------------------------


def repaired(problem: Problem, old: Plan, **asked: object) -> Repaired:
    found = repair(problem, old, **asked)  # type: ignore[arg-type]
    assert not faults(problem, found.plan.placed)
    return found


def test_what_still_holds_stays_and_the_rest_fills_gaps():
    problem = of(anas("a"), anas("b", after=(Link("a"),)), Task("c", 60, candidates=("eve",)))
    old = make_plan(problem)
    assert repaired(problem, old).changes.moved == ()
    longer = of(anas("a", 90), *problem.tasks[1:])
    found = repaired(longer, old)
    assert {each.task for each in found.changes.moved} == {"a", "b"}
    assert found.plan.placed["c"] == old.placed["c"]
    assert found.too_late == ()
    assert repair(of(), Plan({}, "x", 0)).plan.placed == {}


def test_leave_moves_only_whose_it_is_and_who_waits_for_them():
    problem = of(anas("a", 480), anas("b", 480), Task("c", 100, after=(Link("b"),)), anas("m"))
    old = make_plan(problem, ["longest tail"])
    away = of(*problem.tasks, people=(replace(ANA, away=((1440, 2880),)), EVE))
    found = repaired(away, old)
    assert found.plan.placed["b"] == old.placed["b"]
    assert {each.task for each in found.changes.moved} >= {"a"}


def test_work_that_is_done_begun_or_fixed_is_where_it_is():
    problem = of(anas("a", 100), anas("b", 100), anas("c", 100))
    old = make_plan(problem)
    now = of(
        anas("a", 100, finished=-1),
        anas("b", 50, started=-9),
        anas("c", 100),
        anas("d", 30, fixed=640),
        Task("end", milestone=True, after=(Link("c"),)),
    )
    found = repaired(now, old)
    assert found.plan.placed["b"][:2] == (-9, 590)
    assert found.plan.placed["d"].start == 640
    assert found.changes.came == ("d", "end")


def test_a_milestone_or_a_team_that_cannot_stay_moves():
    lift = Task("lift", 60, people=2)
    problem = of(lift, Task("m", milestone=True, after=(Link("lift"),)), anas("x", 30))
    old = make_plan(problem)
    assert repaired(problem, old).changes.moved == ()
    alone = of(replace(lift, people=1, candidates=("eve",)), *problem.tasks[1:])
    assert "lift" in {each.task for each in repaired(alone, old).changes.moved}
    later = of(replace(lift, not_before=2000), *problem.tasks[1:])
    moved = {each.task for each in repaired(later, old).changes.moved}
    assert moved == {"lift", "m"}
    other = of(Task("lift", 60, people=2, candidates=("ana", "kim")), *problem.tasks[1:],
               people=(ANA, EVE, Person("kim", NINE_TO_FIVE)))  # fmt: skip
    assert set(repaired(other, old).plan.placed["lift"].people) == {"ana", "kim"}


def test_split_work_stays_in_its_pieces():
    problem = of(anas("long", 600, split=True), anas("meeting", 60, fixed=600), people=(ANA,))
    old = make_plan(problem)
    assert repaired(problem, old).plan.placed == old.placed


CROWD = tuple(anas(f"n{at}", 480) for at in range(8))


def test_a_project_that_would_be_too_late_goes_first():
    mine = Task("mine", 480, candidates=("eve",))
    later = Task("later", 480, after=(Link("mine"),), candidates=("ana",))
    problem = of(mine, later, *CROWD)
    projects = {"mine": "p", "later": "p"} | {task.id: task.id for task in CROWD}
    old = make_plan(problem, order=["mine", *(task.id for task in CROWD[:1]), "later"] + [
        task.id for task in CROWD[1:]
    ])  # fmt: skip
    sick = of(*problem.tasks, people=(ANA, replace(EVE, away=((0, 1440),))))
    slow = repaired(sick, old, projects=projects, cap=9.0)
    assert slow.plan.placed["later"].finish > 7 * 1440
    fast = repaired(sick, old, projects=projects, cap=0.0, at_least=1440)
    assert fast.plan.placed["later"].finish < slow.plan.placed["later"].finish
    assert fast.too_late == ()
    assert len(fast.changes.moved) > len(slow.changes.moved)


KIM = Person("kim", NINE_TO_FIVE)
BUSY = of(
    anas("mine", 480),
    anas("next", 480, after=(Link("mine"),)),
    Task("either", 480, candidates=("ana", "kim")),
    Task("kims", 1440, candidates=("kim",)),
    *(anas(f"ana{at}", 480) for at in range(9)),
    people=(ANA, KIM),
)
BEFORE = make_plan(BUSY, order=["kims", "mine", "either", "next", *(f"ana{at}" for at in range(9))])
"""Ana: mine, either, next, and then her own for nine days; Kim is free after three."""


def test_work_that_can_do_elsewhere_gives_its_place_away():
    assert [BEFORE.placed[id_].start // 1440 for id_ in ("mine", "either", "next")] == [0, 1, 2]
    longer = replace(BUSY.tasks[0], minutes=960)
    now = replace(BUSY, tasks=(longer, *BUSY.tasks[1:]))
    found = repaired(now, BEFORE)
    assert {each.task for each in found.changes.moved} == {"mine", "either"}
    assert found.plan.placed["either"].people == ("kim",)
    assert found.plan.placed["mine"][:3] == (540, 1440 + 1020, ("ana",))


def test_what_has_no_time_elsewhere_keeps_its_place():
    big = (anas("a", 480), anas("big", 1440), anas("then", 480, after=(Link("a"),)))
    week = Problem(big, (replace(ANA, hours=NINE_TO_FIVE[:7]),))
    old = make_plan(week, order=["a", "big", "then"])
    longer = replace(week, tasks=(replace(big[0], minutes=960), *big[1:]))
    found = repaired(longer, old)
    assert found.plan.placed["big"][:3] == old.placed["big"][:3]


def test_where_nobody_has_time_in_the_gaps_all_is_put_in_the_old_order():
    longer = replace(BUSY.tasks[0], minutes=960)
    now = replace(BUSY, tasks=(longer, *BUSY.tasks[1:]))
    until = Person("kim", NINE_TO_FIVE[:3])
    tight = replace(now, people=(replace(ANA, hours=NINE_TO_FIVE[:13]), until))
    assert repaired(tight, BEFORE).plan.placed["mine"].start == 540
    with pytest.raises(NobodyAvailable):
        repair(replace(now, people=(replace(ANA, hours=NINE_TO_FIVE[:12]), until)), BEFORE)


def test_work_that_has_to_finish_after_another_looks_from_there_on():
    last = anas("last", 60, after=(Link("late", Kind.FINISH_FINISH, 30),))
    late = Task("late", 300, candidates=("eve",))
    then = Task("then", 60, after=(Link("last", lag=1440),), candidates=("eve",))
    full = (anas("full", 480), *(anas(f"ana{at}", 480) for at in range(5)))
    problem = of(late, last, then, *full)
    old = make_plan(problem, order=["full", "late", "last", "then", *(one.id for one in full)])
    longer = replace(problem, tasks=(replace(late, minutes=960), last, then, *full))
    found = repaired(longer, old)
    assert found.plan.placed["last"].finish >= found.plan.placed["late"].finish + 30
    assert {each.task for each in found.changes.moved} >= {"late", "last"}


def test_an_urgent_task_keeps_its_deadline_and_others_theirs():
    urgent = anas("urgent", 480, deadline=1020)
    now = of(*BUSY.tasks, urgent, people=(ANA, KIM))
    found = repaired(now, BEFORE)
    assert found.plan.placed["urgent"].finish == 1020
    assert found.changes.came == ("urgent",)
    promised = replace(BUSY.tasks[0], deadline=1020)
    both = of(promised, *BUSY.tasks[1:], urgent, people=(ANA, KIM))
    kept = repaired(both, BEFORE).plan
    assert kept.placed["mine"] == BEFORE.placed["mine"], "of equals the one that moves less"


def test_a_cap_that_cannot_be_held_is_told():
    problem = of(anas("a", 480), anas("b", 480))
    projects = {"a": "p", "b": "q"}
    old = make_plan(problem)
    sick = of(*problem.tasks, people=(replace(ANA, away=((0, 4 * 1440),)), EVE))
    found = repaired(sick, old, projects=projects, cap=0.0, at_least=0)
    assert set(found.too_late) == {"p", "q"}


@settings(deadline=None, max_examples=60)
@given(problems(), st.randoms())
def test_a_repaired_plan_is_sound_and_moves_nothing_without_reason(problem, random):
    try:
        old = make_plan(problem)
        assert repaired(problem, old).changes.moved == () or is_odd(problem)
        task = random.choice(problem.tasks)
        longer = replace(task, minutes=task.work + 5, deadline=None)
        tasks = tuple(longer if each.id == task.id else each for each in problem.tasks)
        projects = {each.id: each.id for each in tasks[:3]}
        repaired(replace(problem, tasks=tasks), old, projects=projects, cap=0.1, at_least=5)
    except CannotPlan:
        return


def is_odd(problem: Problem) -> bool:
    """Tell whether something may move for its own sake: what is begun or fixed comes before all."""
    return any(task.fixed is not None or task.started is not None for task in problem.tasks)


# -- improved --------------------------------------------------------------------------------------


def judged(problem: Problem, plan: Plan, projects: dict[str, str]) -> Objective:
    ends = finishes(plan, projects)
    of_projects = [end for key, end in ends.items() if key is not None]
    rest = [plan.placed[t.id].finish for t in problem.tasks if t.id not in projects]
    weighed = sum(plan.placed[t.id].finish * (t.priority + 1) for t in problem.tasks)
    return plan.tardiness, sum(of_projects) + (max(rest) if rest else 0), weighed


SHOP = of(
    *(
        Task(f"t{at}", 37 * (at % 5 + 1), candidates=("ana", "eve")[at % 2 :], deadline=900 + at,
             after=(Link(f"t{at - 3}"),) if at % 3 == 2 and at > 2 else (), priority=at % 3)
        for at in range(12)
    )
)  # fmt: skip
PROJECTS = {f"t{at}": "north" if at < 6 else "south" for at in range(12)}


def test_a_search_is_never_worse_and_the_same_for_a_seed():
    first = make_plan(SHOP)
    found = improve(SHOP, plans=200, projects=PROJECTS)
    assert not faults(SHOP, found.placed)
    assert judged(SHOP, found, PROJECTS) < judged(SHOP, first, PROJECTS)
    assert found == improve(SHOP, plans=200, projects=PROJECTS)
    assert improve(of()).placed == {}


def test_a_search_tells_how_far_it_is_and_can_be_stopped():
    told: list[Progress] = []

    def tell(progress: Progress) -> bool:
        told.append(progress)
        return len(told) == 2

    improve(SHOP, plans=500, projects=PROJECTS, progress=tell)
    assert [each.plans for each in told] == [20, 40]
    assert told[0].best >= told[1].best >= told[1].bound
    assert told[1].gap >= 0
    first = make_plan(SHOP)
    assert improve(SHOP, first, plans=500, seconds=0.0) in (first, improve(SHOP, first, plans=1))


def test_a_plan_that_cannot_be_better_is_left_alone():
    problem = of(anas("a"))
    plan = make_plan(problem)
    assert improve(problem, plan, plans=10**9) is plan
    started = of(anas("a", started=-5))
    assert improve(started, plans=3).placed["a"].start == -5


def test_a_search_keeps_what_is_kept_and_passes_over_what_leads_nowhere():
    keep = {"t0": make_plan(SHOP).placed["t0"]}
    assert improve(SHOP, plans=60, keep=keep, projects=PROJECTS).placed["t0"] == keep["t0"]
    short = Person("ana", ((0, 100),))
    tight = Problem((Task("a", 50, not_before=25, deadline=60), Task("b", 50)), (short,))
    plan = make_plan(tight, order=["b", "a"])
    assert improve(tight, plan, plans=80).placed == plan.placed


def test_more_people_make_no_plan_worse_that_was_improved_from_the_old_one():
    problem = of(*SHOP.tasks, people=(ANA, EVE))
    old = improve(problem, plans=50, projects=PROJECTS)
    more = of(*(replace(t, candidates=(*t.candidates, "kim")) for t in problem.tasks),
              people=(ANA, EVE, Person("kim", NINE_TO_FIVE)))  # fmt: skip
    new = improve(more, old, plans=50, projects=PROJECTS)
    assert judged(more, new, PROJECTS) <= judged(more, old, PROJECTS)


@settings(deadline=None, max_examples=25)
@given(problems(), st.integers(0, 9))
def test_a_searched_plan_is_sound(problem, seed):
    try:
        first = make_plan(problem)
        found = improve(problem, plans=15, seed=seed)
    except CannotPlan:
        return
    assert not faults(problem, found.placed)
    assert judged(problem, found, {}) <= judged(problem, first, {})
    soonest = early(problem)
    assert all(one.finish >= soonest[id_][1] for id_, one in found.placed.items())


# -- conflicts -------------------------------------------------------------------------------------


def can(problem: Problem, kept: tuple[Wish, ...], asked: list[Wish]) -> bool:
    given_up = set(asked) - set(kept)
    tasks = tuple(
        replace(
            task,
            deadline=None if Wish(WishKind.DEADLINE, task.id) in given_up else task.deadline,
            fixed=None if Wish(WishKind.FIXED, task.id) in given_up else task.fixed,
            candidates=() if Wish(WishKind.PEOPLE, task.id) in given_up else task.candidates,
        )
        for task in problem.tasks
    )
    try:
        return make_plan(replace(problem, tasks=tasks)).tardiness == 0
    except CannotPlan:
        return False


def test_a_smallest_set_of_wishes_that_conflict():
    problem = of(
        anas("a", 480, deadline=1100),
        anas("b", 480, deadline=1100),
        anas("c", 60, fixed=5 * 1440),
        Task("free", 60, deadline=9000),
        anas("done", 60, finished=-1, deadline=5),
        people=(ANA, EVE),
    )
    asked = wishes(problem.tasks)
    assert len(asked) == 7
    found = conflict(problem)
    assert {wish.task for wish in found} == {"a", "b"}
    assert not can(problem, tuple(found), asked)
    for fewer in combinations(found, len(found) - 1):
        assert can(problem, fewer, asked)
    assert conflict(of(anas("a", deadline=9000))) == []
    only = [Wish(WishKind.DEADLINE, "a"), Wish(WishKind.DEADLINE, "b")]
    assert set(conflict(problem, only)) <= set(only)
    with pytest.raises(CannotPlan, match="not asked about"):
        conflict(problem, [Wish(WishKind.FIXED, "c")])


def test_a_fixed_date_and_a_deadline_may_conflict():
    problem = of(anas("a", 60, fixed=2000, deadline=1500))
    assert [wish.kind for wish in conflict(problem)] == [WishKind.DEADLINE, WishKind.FIXED]


def test_where_there_is_no_plan_at_all_it_says_so():
    with pytest.raises(NobodyAvailable):
        conflict(of(Task("a", 99_999, deadline=5)))
