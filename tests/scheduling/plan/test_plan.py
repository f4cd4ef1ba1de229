from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workdomain.scheduling.plan.check import broken_links, faults
from workdomain.scheduling.plan.early import early
from workdomain.scheduling.plan.generate import Plan, make_plan
from workdomain.scheduling.plan.problem import (
    Cycle,
    DeadlinePassed,
    Estimate,
    Kind,
    Link,
    MissingSkill,
    Need,
    NobodyAvailable,
    Person,
    PinnedTwice,
    Problem,
    SameName,
    SenselessEstimate,
    SenselessLag,
    Task,
    UnknownTask,
)
from workdomain.scheduling.plan.why import Step, critical_chain, why
from workdomain.scheduling.plan.worktime import weekly, work_time

NINE_TO_FIVE = tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(30))
ANA = Person("ana", NINE_TO_FIVE, skills=(("paint", 2),))
BEN = Person("ben", NINE_TO_FIVE, away=((1440, 2880),), skills=(("paint", 1), ("sew", 1)))

FIXED = [HealthCheck.function_scoped_fixture]  # it is the same for all examples


def planned(*tasks: Task, people: tuple[Person, ...] = (ANA, BEN)) -> Plan:
    problem = Problem(tasks, people, NINE_TO_FIVE)
    plan = make_plan(problem)
    assert not faults(problem, plan.placed)
    return plan


def test_nights_cost_a_task_nothing():
    plan = planned(Task("a", 600), people=(ANA,))
    assert plan.placed["a"][:3] == (540, 1440 + 660, ("ana",))


def test_leave_sends_work_to_someone_else():
    plan = planned(Task("a", 480, not_before=1440))
    assert plan.placed["a"].people == ("ana",)


def test_two_do_one_task_when_both_are_there():
    plan = planned(Task("a", 600, people=2))
    assert plan.placed["a"][:2] == (540, 2880 + 660)
    assert set(plan.placed["a"].people) == {"ana", "ben"}


def test_three_points_are_planned_as_their_expectation():
    plan = planned(Task("a", Estimate(10, 20, 60)))
    assert plan.placed["a"].finish == 540 + 25


def test_a_level_of_a_skill_is_needed():
    plan = planned(*(Task(id_, 60, skill="paint", level=2) for id_ in "ab"))
    assert {one.people for one in plan.placed.values()} == {("ana",)}


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        (Kind.FINISH_START, 10, 650),
        (Kind.START_START, 10, 550),
        (Kind.FINISH_FINISH, 10, 550),
        (Kind.START_FINISH, 90, 570),
        (Kind.FINISH_START, -20, 620),
        (Kind.FINISH_FINISH, 450, 921),
    ],
)
def test_each_kind_of_link_holds_its_end(kind: Kind, lag: int, start: int):
    work = 60 if kind is Kind.START_FINISH else 100
    plan = planned(
        Task("a", 100),
        Task("b", work, after=(Link("a", kind, lag),)),
        people=(Person("ana", NINE_TO_FIVE), Person("ben", NINE_TO_FIVE)),
    )
    assert plan.placed["b"].start == start
    assert sum(step.minutes for step in why(plan, "b")) == start


def test_a_lag_may_count_in_working_time():
    after = (Link("a", lag=480, working=True), Link("a", working=True))
    plan = planned(Task("a", 60), Task("b", 60, after=after))
    assert plan.placed["b"].start == 1440 + 600


def test_the_more_urgent_goes_first_and_the_reason_is_the_person():
    plan = planned(
        Task("long", 400, deadline=5000),
        Task("urgent", 60, priority=3, deadline=600),
        Task("end", milestone=True, after=(Link("long"), Link("urgent"))),
        people=(ANA,),
    )
    assert plan.tardiness == 0
    assert critical_chain(plan) == ["urgent", "long", "end"]
    assert why(plan, "long") == [Step("calendar", 540, "urgent"), Step("work", 60, "urgent", "ana")]


def test_what_is_done_or_started_stays_and_a_fixed_date_is_kept():
    problem = Problem(
        (
            Task("done", 60, started=-100, finished=-50),
            Task("old", 60, finished=-50),
            Task("going", 120, started=-30, candidates=("ana",), after=(Link("end"),)),
            Task("free", 60, after=(Link("going"),), not_before=30),
            Task("fixed", 60, fixed=600, after=(Link("free"),)),
            Task("day", milestone=True, fixed=700),
            Task("end", milestone=True),
        ),
        (ANA, BEN),
    )
    placed = make_plan(problem).placed
    assert not faults(problem, placed)
    assert placed["done"][:2] == (-100, -50)
    assert placed["old"][:2] == (-50, -50)
    assert placed["going"][:2] == (-30, 660)
    assert placed["fixed"].start == 600
    assert placed["day"].start == 700
    assert broken_links(problem, placed) == [("fixed", Link("free"))]


def test_of_nothing_comes_an_empty_plan():
    assert planned().placed == {}
    assert critical_chain(planned()) == []


A_WEEK = (((540, 720), (780, 1020)),) * 5 + ((),) * 2


def test_a_week_is_laid_out_from_the_moment_the_plan_begins():
    friday = datetime(2026, 1, 2, 10, tzinfo=UTC)
    spans = weekly(friday, A_WEEK, 4)
    assert spans == ((-60, 120), (180, 420), (4260, 4440), (4500, 4740))
    assert work_time(spans).total == 120 + 240 + 180 + 240
    assert work_time(spans).worked(-5) == 0


SPAN = st.tuples(st.integers(-20, 60), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(SPAN, max_size=5), st.lists(SPAN, max_size=5))
def test_working_time_is_the_minutes_of_the_hours_that_nobody_is_away(hours, away):
    time = work_time(hours, away)
    gone = {m for a, b in away for m in range(a, b)}
    minutes = sorted({m for a, b in hours for m in range(max(a, 0), b)} - gone)
    assert [time.starting(i) for i in range(time.total)] == minutes
    assert [time.ending(i + 1) for i in range(time.total)] == [m + 1 for m in minutes]
    assert all(time.worked(m) == sum(n < m for n in minutes) for m in range(-5, 95))


@pytest.mark.parametrize(
    ("tasks", "refusal", "says"),
    [
        (
            [Task("a", 1, (Link("b"),)), Task("b", 1, (Link("a"),)), Task("c", 1, (Link("a"),))],
            Cycle,
            "b > a > b|a > b > a",
        ),
        ([Task("a", 1, (Link("x"),))], UnknownTask, "x"),
        ([Task("a", 1), Task("a", 2)], SameName, "same name"),
        ([Task("a", 1, skill="fly")], MissingSkill, "fly"),
        ([Task("a", 1, candidates=("eva",))], MissingSkill, "one of its people"),
        ([Task("a", 1, people=3)], MissingSkill, "3"),
        ([Task("a", 1, people=0)], MissingSkill, "a needs 0"),
        ([Task("a")], SenselessEstimate, "a is"),
        ([Task("a", 10**9)], SenselessEstimate, "a is"),
        ([Task("a", milestone=True, started=-1)], SenselessEstimate, "reached"),
        ([Task("a", Estimate(3, 2, 1))], SenselessEstimate, "a is"),
        ([Task("a", 1, deadline=-1)], DeadlinePassed, "a has passed"),
        ([Task("a", 1), Task("b", 1, (Link("a", lag=-1, working=True),))], SenselessLag, "b"),
        ([Task("a", 480 * 31)], NobodyAvailable, "a takes"),
        ([Task("a", 480 * 30), Task("b", 1)], NobodyAvailable, "takes 1"),
        (
            [Task("a", 1), Task("b", 1, (Link("a", Kind.FINISH_FINISH, 99999),))],
            NobodyAvailable,
            "b takes",
        ),
        (
            [Task("a", 1), Task("b", 1, (Link("a", lag=99999, working=True),))],
            NobodyAvailable,
            "hours end",
        ),
        ([Task("a", 60, fixed=600), Task("b", 60, fixed=630)], PinnedTwice, "ana"),
    ],
)
def test_an_impossible_plan_is_refused_with_its_cause(tasks, refusal, says):
    with pytest.raises(refusal, match=says):
        make_plan(Problem(tuple(tasks), (ANA, BEN) if says == "3" else (ANA,), NINE_TO_FIVE))


def test_two_people_need_two_names():
    with pytest.raises(SameName, match="people"):
        make_plan(Problem((), (ANA, ANA)))


def test_hours_that_are_all_leave_are_no_hours():
    with pytest.raises(NobodyAvailable, match="eva has no working time"):
        make_plan(Problem((), (Person("eva", ((0, 10),), away=((0, 10),)),)))


def test_the_checker_finds_what_is_wrong():
    problem = Problem(
        (
            Task("a", 60, candidates=("ana",), not_before=10),
            Task("b", 60, (Link("a"),), skill="sew", level=1),
            Task("c", 60, started=-5),
            Task("d", milestone=True, fixed=9),
            Task("e", 60, finished=-5),
            Task("f", 60),
        ),
        (ANA, BEN),
    )
    placed = make_plan(problem).placed
    assert not faults(problem, placed)
    wrong = {
        "a": placed["a"]._replace(start=5, finish=70, people=("ben",)),
        "b": placed["b"]._replace(start=60, finish=110, people=("ana", "ben")),
        "c": placed["c"]._replace(start=1, people=()),
        "d": placed["d"]._replace(start=10),
        "e": placed["e"]._replace(finish=1),
        "f": placed["f"]._replace(spans=((placed["f"].start, placed["f"].finish),)),
    }
    said = "\n".join(faults(problem, wrong))
    for what in (
        "number of people",
        "without the skill",
        "not asked",
        "its minutes",
        "too early",
        "finishes outside",
        "starts outside",
        "b: does not wait for a",
        "started was",
        "fixed date",
        "done was",
        "f: is split",
        "ben: does a and b at once",
    ):
        assert what in said
    assert "not placed" in faults(problem, {})[0]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    hours = tuple((day * 30 + 5, day * 30 + 20) for day in range(60))
    leave = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=2)
    people = tuple(
        Person(
            f"p{i}",
            hours,
            tuple((a, a + n) for a, n in draw(leave)),
            (("x", draw(st.integers(0, 2))),),
        )
        for i in range(draw(st.integers(2, 3)))
    )
    tasks: list[Task] = []
    for i in range(draw(st.integers(1, 7))):
        after = tuple(
            Link(f"t{j}", draw(st.sampled_from(Kind)), draw(st.integers(-5, 20)))
            if draw(st.booleans())
            else Link(f"t{j}", draw(st.sampled_from(Kind)), draw(st.integers(0, 9)), working=True)
            for j in draw(st.sets(st.integers(0, i - 1), max_size=2) if i else st.just(set()))
        )
        tasks.append(
            Task(
                f"t{i}",
                draw(st.integers(1, 30)),
                after,
                milestone=i > 0 and draw(st.integers(0, 5)) == 0,
                people=draw(st.integers(1, 2)),
                skill=draw(st.sampled_from([None, "x"])),
                also=draw(st.sampled_from([(), (), (Need(candidates=("p0", "p1")),)])),
                split=draw(st.booleans()),
                priority=draw(st.integers(0, 2)),
                deadline=draw(st.none() | st.integers(0, 200)),
                not_before=draw(st.integers(0, 40)),
                fixed=draw(st.none() | st.none() | st.integers(0, 80)),
                started=-3 if i == 0 and draw(st.booleans()) else None,
            )
        )
    return Problem(tuple(tasks), people, hours)


@settings(deadline=None, max_examples=150, suppress_health_check=FIXED)
@given(problems())
def test_every_plan_is_sound_and_every_start_adds_up(problem):
    try:
        plan = make_plan(problem)
    except (PinnedTwice, NobodyAvailable):
        return
    assert not faults(problem, plan.placed)
    for id_, placed in plan.placed.items():
        assert sum(step.minutes for step in why(plan, id_)) == placed.start


@settings(deadline=None, max_examples=60, suppress_health_check=FIXED)
@given(problems())
def test_no_plan_starts_or_finishes_anything_before_its_early_times(problem):
    try:
        plan = make_plan(problem, ["priority"])
    except (PinnedTwice, NobodyAvailable):
        return
    for id_, (start, finish) in early(problem).items():
        assert plan.placed[id_].start >= start
        assert plan.placed[id_].finish >= finish


def test_early_times_are_those_of_people_with_nothing_else_to_do():
    tasks = (
        Task("a", 60),
        Task("b", 60),
        Task("c", 60, (Link("a"), Link("b")), people=2),
        Task("end", milestone=True, after=(Link("c"),)),
        Task("day", milestone=True, fixed=700, after=(Link("c"),)),
        Task("going", 60, started=-9),
        Task("fixed", 60, fixed=600),
        Task("done", 60, finished=-9),
    )
    assert early(Problem(tasks, (ANA, BEN))) == {
        "a": (540, 600),
        "b": (540, 600),
        "c": (600, 660),
        "end": (660, 660),
        "day": (700, 700),
        "going": (-9, 600),
        "fixed": (600, 660),
        "done": (-9, -9),
    }
    with pytest.raises(NobodyAvailable, match="a takes"):
        early(Problem((Task("a", 480 * 30, people=2),), (ANA, BEN)))
