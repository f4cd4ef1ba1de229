"""What passes can do besides: keep, follow an order, split, take several at once; plain or not."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scheduling.plan.plain import uncompiled
from tests.scheduling.plan.test_plan import ANA, BEN, NINE_TO_FIVE, problems
from workdomain.scheduling.plan.check import faults
from workdomain.scheduling.plan.early import early, floats
from workdomain.scheduling.plan.generate import Passing, Placed, Plan, Reason, make_plan
from workdomain.scheduling.plan.problem import (
    CannotPlan,
    Kind,
    Link,
    MissingSkill,
    Need,
    NobodyAvailable,
    Person,
    PinnedTwice,
    Problem,
    Task,
)

CRANE = Person("crane", ((0, 30 * 1440),), skills=(("crane", 1),))

FIXED = [HealthCheck.function_scoped_fixture]  # it is the same for all examples


def of(*tasks: Task, people: tuple[Person, ...] = (ANA, BEN)) -> Problem:
    return Problem(tasks, people, NINE_TO_FIVE)


def test_what_is_kept_stays_and_everything_else_goes_around_it():
    problem = of(Task("a", 60), Task("b", 60), Task("c", 60, after=(Link("b"),)), people=(ANA,))
    kept = Placed(600, 660, ("ana",), Reason("beginning", 0))
    plan = make_plan(problem, keep={"b": kept})
    assert plan.placed["b"] is kept
    assert plan.placed["a"][:2] == (540, 600)
    assert plan.placed["c"][:2] == (660, 720)
    assert not faults(problem, plan.placed)


def test_who_goes_first_can_be_said():
    problem = of(Task("a", 60), Task("b", 60, after=(Link("a"),)), Task("c", 500), people=(ANA,))
    plan = make_plan(problem, order=["b", "c", "a"])
    assert plan.rule == "given"
    assert sorted(plan.placed, key=lambda id_: plan.placed[id_].start) == ["c", "a", "b"]
    assert make_plan(of(), order=[]) == Plan({}, "given", 0)


def test_work_that_may_be_split_goes_on_around_other_work():
    long, meeting = Task("long", 600, split=True), Task("meeting", 60, fixed=600)
    problem = of(long, meeting, people=(ANA,))
    placed = make_plan(problem).placed["long"]
    assert placed.spans == ((540, 600), (660, 1440 + 720))
    assert placed[:2] == (540, 1440 + 720)
    whole = make_plan(of(Task("long", 600), meeting, people=(ANA,))).placed["long"]
    assert whole.start == 660
    assert whole.reason == Reason("person", 660, "meeting", "ana")
    assert not whole.spans


def test_split_work_of_two_waits_for_the_first_of_both_being_free():
    problem = of(Task("a", 30, fixed=540, candidates=("ana",)), Task("b", 60, people=2, split=True))
    plan = make_plan(problem)
    assert plan.placed["b"].start == 2880 + 540 - 1440 * 2 + 30
    assert plan.placed["b"].reason.task == "a"
    assert not faults(problem, plan.placed)


def test_a_task_takes_several_needs_at_once():
    lift = Task("lift", 60, candidates=("ana",), also=(Need(skill="crane", level=1),))
    problem = of(lift, Task("load", 30, candidates=("crane",)), people=(ANA, CRANE))
    plan = make_plan(problem)
    assert plan.placed["lift"].people == ("ana", "crane")
    assert not faults(problem, plan.placed)
    with pytest.raises(MissingSkill, match="dive"):
        make_plan(of(Task("a", 1, also=(Need(skill="dive"),))))


def test_a_team_that_was_begun_is_held_from_the_beginning_on():
    problem = of(Task("a", 60, people=2, started=-5), Task("b", 60, candidates=("ana",)))
    plan = make_plan(problem)
    assert plan.placed["a"][:2] == (-5, 600)
    assert plan.placed["b"].start == 600


@pytest.mark.parametrize("people", [1, 2])
def test_of_two_fixed_dates_for_the_same_people_one_is_refused(people: int):
    tasks = (Task(id_, 60, people=people, fixed=540) for id_ in "ab")
    with pytest.raises(PinnedTwice) as refused:
        make_plan(of(*tasks, people=(ANA, BEN)[:people]))
    assert (refused.value.task, refused.value.person) == ("b", "ana")


def test_a_fixed_date_goes_to_who_is_free_then():
    held = Task("a", 60, fixed=600, candidates=("ben",))
    plan = make_plan(of(held, Task("b", 60, fixed=600)))
    assert plan.placed["b"][:3] == (600, 660, ("ana",))


def test_hours_that_end_before_a_lag_are_told():
    after = (Link("a", lag=100_000, working=True),)
    with pytest.raises(NobodyAvailable, match="lag of 100000"):
        make_plan(of(Task("a", 60), Task("b", 60, after=after)))


def test_the_tables_grow_when_work_is_in_many_pieces():
    meetings = tuple(
        Task(f"m{day}-{at}", 10, fixed=day * 1440 + at)
        for day in range(20)
        for at in range(560, 1000, 40)
    )
    problem = of(Task("long", 6000, split=True), *meetings, people=(ANA,))
    plan = make_plan(problem, ["priority"])
    assert len(plan.placed["long"].spans) > 100
    assert not faults(problem, plan.placed)
    keep = {"long": plan.placed["long"]}
    assert make_plan(problem, ["priority"], keep=keep).placed == plan.placed


def test_tables_that_are_full_when_somebody_works_alone_are_made_larger():
    passing = Passing(of(Task("a", 60), Task("b", 60), people=(ANA,)))
    full = passing.plan(passing.run([0, 1]), "x")
    passing._room = passing._room._replace(node_from=passing._room.node_from[:1])
    assert passing.plan(passing.run([0, 1]), "x") == full
    assert len(passing._room.node_from) > 1


def test_a_passing_can_go_on_with_other_keys():
    passing = Passing(of(Task("a", 60), Task("b", 60), people=(ANA,)))
    first = passing.plan(passing.run([0, 1]), "x")
    then = passing.plan(passing.run([1, 0]), "x")
    assert (first.placed["a"].start, then.placed["a"].start) == (540, 600)


@settings(deadline=None, max_examples=60, suppress_health_check=FIXED)
@given(problems(), st.randoms())
def test_compiled_or_not_it_is_the_same(problem, random):
    order = [task.id for task in problem.tasks]
    random.shuffle(order)

    def tried() -> object:
        try:
            plan = make_plan(problem)
            free = [id_ for id_, one in plan.placed.items() if one.reason.kind != "done"]
            keep = {id_: plan.placed[id_] for id_ in free[:2]}
            return plan, make_plan(problem, order=order), make_plan(problem, keep=keep)
        except CannotPlan as error:
            return str(error)

    compiled = tried()
    with uncompiled():
        assert tried() == compiled


@settings(deadline=None, max_examples=60, suppress_health_check=FIXED)
@given(problems())
def test_floats_are_what_can_be_moved(problem):
    try:
        plan = make_plan(problem)
    except CannotPlan:
        return
    end = max(one.finish for one in plan.placed.values())
    for id_, (total, free) in floats(problem, plan).items():
        assert 0 <= free <= total
        if plan.placed[id_].finish == end:
            assert total == 0


def test_the_float_of_a_task_is_until_whoever_waits_would_end_later():
    problem = of(
        Task("a", 60, candidates=("ana",)),
        Task("b", 300, candidates=("ben",)),
        Task("c", 60, after=(Link("a"), Link("b")), candidates=("ana",)),
        Task("d", 30, after=(Link("a", Kind.START_START, 10),), candidates=("ben",)),
        Task("e", 20, after=(Link("c", lag=60, working=True),), candidates=("ana",)),
        Task("end", milestone=True, after=(Link("c"), Link("d", Kind.FINISH_FINISH))),
    )
    plan = make_plan(problem, ["longest tail"])
    found = floats(problem, plan)
    assert found["b"] == (0, 0)
    assert found["a"].free == found["a"].total == 240
    assert found["end"].total > 0
    assert floats(of(), make_plan(of())) == {}


def test_more_people_make_no_plan_later_that_keeps_the_old_one():
    problem = of(*(Task(id_, 100) for id_ in "abcd"), people=(ANA,))
    plan = make_plan(problem)
    more = of(*problem.tasks, people=(ANA, BEN))
    assert make_plan(more, keep=plan.placed).placed == plan.placed


def test_nobody_has_anything_earlier_than_early_says_also_of_several_needs():
    problem = of(
        Task("lift", 60, candidates=("ana",), also=(Need(skill="crane", level=1),), split=True),
        Task("go", 30, after=(Link("lift", Kind.FINISH_FINISH, 700),)),
        people=(ANA, CRANE),
    )
    soonest, plan = early(problem), make_plan(problem)
    for id_, one in plan.placed.items():
        assert soonest[id_] <= one[:2]
    for (_, end), (begin, _) in pairwise([(0, 0), soonest["lift"]]):
        assert end <= begin


def test_a_rule_that_leaves_somebody_no_time_is_passed_over():
    short = Person("ana", ((0, 100),))
    tasks = (
        Task("a", 60, priority=2, not_before=40, candidates=("ana",)),
        Task("b", 40, candidates=("ana",)),
    )
    longest = Task("c", 50, after=(), candidates=("ben",))
    ben = Person("ben", ((0, 1000),))
    problem = Problem((*tasks, longest), (short, ben))
    assert not faults(problem, make_plan(problem).placed)
    with pytest.raises(NobodyAvailable, match="takes 60 minutes"):
        make_plan(Problem((tasks[0], Task("b", 60, candidates=("ana",))), (short,)))


def test_tables_grow_around_what_is_kept_in_many_pieces():
    spans = tuple((540 + 4 * at, 541 + 4 * at) for at in range(100))
    kept = Placed(540, spans[-1][1], ("ana",), Reason("beginning", 0), spans)
    problem = of(Task("a", 100, split=True), Task("b", 200, split=True), people=(ANA,))
    plan = make_plan(problem, keep={"a": kept})
    assert len(plan.placed["b"].spans) > 60
    assert not faults(problem, plan.placed)


def test_a_team_that_has_not_enough_time_together_is_nobody():
    with pytest.raises(NobodyAvailable, match="a takes"):
        make_plan(of(Task("a", 480 * 30, people=2)))


def test_there_are_no_early_times_beyond_all_hours():
    after = (Link("a", lag=100_000, working=True),)
    with pytest.raises(NobodyAvailable, match="lag of 100000"):
        early(of(Task("a", 60), Task("b", 60, after=after)))


def test_split_work_is_laid_aside_also_where_only_one_of_its_people_has_something_to_do():
    away = Person("eve", ((540, 600), (660, 900)))
    meeting = Task("meeting", 30, fixed=610, candidates=("ana",))
    problem = of(Task("a", 100, people=2, split=True), meeting, people=(ANA, away))
    plan = make_plan(problem)
    assert plan.placed["a"].spans == ((540, 600), (660, 700))
    assert not faults(problem, plan.placed)
