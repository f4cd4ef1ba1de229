"""Many projects at once: none before it arrives, all share, and all end early together."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.multiproject import Known, best_found, measure, read_portfolio
from workdomain.scheduling.multiproject.checker import violations
from workdomain.scheduling.multiproject.problem import (
    Portfolio,
    Project,
    split,
    total_makespan,
)
from workdomain.scheduling.rcpsp.arrays import arrays_of
from workdomain.scheduling.rcpsp.checker import violations as violations_of_one
from workdomain.scheduling.rcpsp.problem import BadProblem, Schedule, Task, Wait
from workdomain.scheduling.rcpsp.search import MOST, improve

FEW = 2 * MOST + 60


@st.composite
def projects(draw: st.DrawFn, tasks: int, shared: int) -> Project:
    own, found = draw(st.integers(0, 2)), list[Task]()
    for number in range(draw(st.integers(1, tasks))):
        needs = draw(st.lists(st.integers(0, 3), max_size=shared + own))
        before = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        waits = tuple(Wait(each, draw(st.integers(-2, 4))) for each in sorted(before))
        found.append(Task(draw(st.integers(0, 3)), tuple(needs), waits))
    return Project(tuple(found), (3,) * own, draw(st.integers(0, 4)))


@st.composite
def portfolios(draw: st.DrawFn, many: int = 4, tasks: int = 5) -> Portfolio:
    shared = draw(st.integers(0, 3))
    found = draw(st.lists(projects(tasks, shared), min_size=1, max_size=many))
    return Portfolio(tuple(found), (3,) * shared)


def scheduled(portfolio: Portfolio, schedules: int = FEW) -> tuple[Schedule, ...]:
    return split(portfolio, improve(portfolio.network, schedules))


def shortest(portfolio: Portfolio) -> int:
    """The judge tries every start of every task, and knows nothing of a project made of all."""
    last = total_makespan(portfolio, scheduled(portfolio, 2))
    last += min(project.release for project in portfolio.projects)
    ways = (
        [
            Schedule(starts, max(s + t.duration for s, t in zip(starts, part.tasks, strict=True)))
            for starts in product(*(range(last - task.duration + 1) for task in part.tasks))
        ]
        for part in portfolio.projects
    )
    sound = (each for each in product(*ways) if not violations(portfolio, each))
    return min(total_makespan(portfolio, each) for each in sound)


@given(portfolio=portfolios())
@settings(max_examples=80)
def test_projects_that_are_scheduled_together_are_sound_each_and_all(portfolio: Portfolio):
    found = improve(portfolio.network, FEW)
    parts = split(portfolio, found)
    assert violations(portfolio, parts) == violations_of_one(portfolio.network, found) == []
    assert max(part.makespan for part in parts) == found.makespan
    assert arrays_of(portfolio.network).bound <= found.makespan
    assert (0, *(start for part in parts for start in part.starts)) == found.starts


@given(portfolio=portfolios(many=2, tasks=2))
@settings(max_examples=25)
def test_few_small_projects_end_as_early_as_can_be(portfolio: Portfolio):
    assert total_makespan(portfolio, scheduled(portfolio)) == shortest(portfolio)


ONE = Task(2, (1, 1))


def test_what_is_shared_is_taken_in_turns_and_what_is_ones_own_is_not():
    shared = Portfolio((Project((ONE,), (1,)), Project((ONE,), (1,))), (1,))
    assert total_makespan(shared, scheduled(shared)) == 4
    own = Portfolio((Project((ONE,), (1, 1)), Project((ONE,), (1, 1))))
    assert [part.starts for part in scheduled(own)] == [(0,), (0,)]


def test_no_task_starts_before_its_project_is_there_not_even_with_a_lead():
    early = Project((Task(3), Task(1, (), (Wait(0, -2),)), Task(1, (), (Wait(1, 0),))), (), 5)
    portfolio = Portfolio((early, Project((Task(1),), (), 4)))
    first, second = scheduled(portfolio)
    assert (first.starts, first.makespan) == ((5, 5, 5), 8)
    assert second == Schedule((4,), 5)
    assert total_makespan(portfolio, (first, second)) == 4, "Counted from the first arrival on"


def test_needs_of_a_projects_own_come_behind_all_that_is_shared():
    portfolio = Portfolio(
        (
            Project((Task(1, (1, 2)), Task(1)), (2,)),
            Project((Task(1, (1,)), Task(1, (0, 3))), (3,)),
        ),
        (1,),
    )
    assert portfolio.network.capacities == (1, 2, 3)
    needs = [task.needs for task in portfolio.network.tasks]
    assert needs == [(), (1, 2), (), (1,), (0, 0, 3)]


# -- what it has to be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Portfolio(()), "There are no projects"),
        (lambda: Portfolio((Project((ONE,), (1,), -1),), (1,)), "Project 0 arrives at -1"),
        (
            lambda: Portfolio((Project((ONE,), (1,)), Project(())), (1,)),
            "Project 1: There are no tasks",
        ),
        (lambda: Portfolio((Project((ONE,)),), (1,)), "Project 0: Task 0 needs more resources"),
        (
            lambda: Portfolio((Project((ONE,), (0,)),), (1,)),
            "1 of resource 1, of which there are 0",
        ),
        (
            lambda: Portfolio(
                (Project((Task(1), Task(1, (), (Wait(2, 1),)))), Project((Task(1),)))
            ),
            "Project 0: Task 1 waits for 2, which is no other task",
        ),
        (lambda: Portfolio((Project((Task(400_000),)),) * 3), "take longer ones"),
    ],
)
def test_what_makes_no_sense_says_where(make: Callable[[], Portfolio], why: str):
    with pytest.raises(BadProblem, match=why):
        make()


def test_the_checker_names_what_is_wrong():
    two = Project((ONE, Task(1, (0,), (Wait(0, 2),))), (1,), 1)
    portfolio = Portfolio((two, Project((Task(3, (1,)), Task(3)))), (1,))
    assert violations(portfolio, [Schedule((3, 5), 6), Schedule((0, 0), 3)]) == []
    assert violations(portfolio, [Schedule((3, 5), 6)]) == ["1 projects have a schedule, of 2"]
    assert violations(portfolio, [Schedule((3,), 5), Schedule((0, 0), 3)]) == [
        "Project 0: 1 tasks have a start, of 2"
    ]
    assert violations(portfolio, [Schedule((0, 1), 3), Schedule((1, 0), 4)]) == [
        "Project 0: The last task ends at 2, not at 3",
        "Project 0: Task 1 starts at 1, and after task 0 it could at 2",
        "Project 0: Task 0 starts at 0, and the project arrives at 1",
        "At 1, 2 of shared resource 0 are taken of 1",
    ]


# -- instances as they are published ---------------------------------------------------------------


def row(project: str, duration: int, preds: list[int], release: int = 0, **needs: int):
    return {"p": project, "d": duration, "preds": preds, "rel": release,
            "dem": {name[1:]: units for name, units in needs.items()}}  # fmt: skip


ROWS = [
    row("P1", 0, [4], 2),
    row("P1", 3, [0], r1=1, r2=4),
    row("P1", 1, [1]),
    row("P1", 0, [2]),
    row("P2", 0, []),
    row("P2", 2, [4], r1=1, r0=1),
]
HEADER = (
    "instance,projects,activities,lb_cpm_or_energy,ms_project_tms,ms_project_s,lst_sgs_tms,"
    "ga3000_tms,ga_cpu_s"
)


def written(folder: Path, rows: list[dict[str, Any]], name: str = "two") -> Path:
    path = folder / f"{name}.json"
    caps = [{"name": f"R {units}", "cap": units} for units in (7, 1, 5)]
    path.write_text(json.dumps({"name": name, "resources": caps, "tasks": rows}), "utf-8")
    return path


def test_an_instance_is_read_as_projects_that_arrive(tmp_path: Path):
    portfolio = read_portfolio(written(tmp_path, ROWS))
    first, second = portfolio.projects
    assert (portfolio.shared, first.own, second.own) == ((1,), (5,), (7,))
    assert (first.release, second.release) == (2, 0)
    assert first.tasks[:3] == (
        Task(0, (0, 0)), Task(3, (1, 4), (Wait(0, 0),)), Task(1, (0, 0), (Wait(1, 3),))
    )  # fmt: skip
    assert second.tasks == (Task(0, (0, 0)), Task(2, (1, 1), (Wait(0, 0),)))
    assert total_makespan(portfolio, scheduled(portfolio)) == 6


def test_projects_of_one_name_are_told_apart_by_where_they_begin(tmp_path: Path):
    rows = [row("P", 0, []), row("P", 1, [0], r1=1), row("P", 0, []), row("P", 1, [2], r1=1)]
    portfolio = read_portfolio(written(tmp_path, rows))
    assert [len(project.tasks) for project in portfolio.projects] == [2, 2]
    assert portfolio.shared == (7, 1, 5), "What nobody needs may be anybody's"


@pytest.mark.parametrize(
    ("number", "changed", "why"),
    [
        (2, row("P1", 1, [1, 5]), "Task 2 waits for 5, which is of another project"),
        (0, row("P1", 0, [5]), "Task 0 waits for 5, which is of another project"),
        (2, row("P1", 1, [1], 7), "Task 2 has a release"),
    ],
)
def test_an_instance_that_is_none_is_refused(
    tmp_path: Path, number: int, changed: dict[str, Any], why: str
):
    rows = [*ROWS[:number], changed, *ROWS[number + 1 :]]
    with pytest.raises(ValueError, match=why):
        read_portfolio(written(tmp_path, rows))


def table(folder: Path, *lines: str) -> Path:
    path = folder / "best.csv"
    path.write_text("\n".join((HEADER, *lines)), "utf-8")
    return path


def test_a_set_is_measured_beside_what_is_known_of_it(tmp_path: Path):
    (tmp_path / "within").mkdir()
    written(tmp_path / "within", ROWS)
    written(tmp_path, ROWS, "again")
    written(tmp_path, ROWS, "unknown")
    known = table(tmp_path, "two,2,6,6,9,30.5,8,7,1", "again,2,6,6,5,0.5,5,5,1")
    assert best_found(known)["two"] == Known(6, 7, 9, 30.5)
    found = measure(tmp_path, known, None, 10)
    assert (found.instances, found.at_best_percent, found.better_or_equal_percent) == (2, 50, 50)
    assert found.average_gap_percent == pytest.approx(50 * (6 / 7 + 6 / 5 - 2))
    assert found.levelled_longer_percent == pytest.approx(50 * (9 / 6 + 5 / 6 - 2))
    assert found.shorter_percent == pytest.approx(50 * (2 - 6 / 9 - 6 / 5))
    assert found.worse_instances == 1
    assert found.times_less_time * 2 * found.cpu_seconds_per_instance == pytest.approx(31)
    assert measure(tmp_path, known, None, 10, most=1).instances == 1


def test_what_is_too_good_to_be_true_was_read_wrongly(tmp_path: Path):
    written(tmp_path, ROWS)
    with pytest.raises(AssertionError, match=r"two\.json: 6, though 7 is the least"):
        measure(tmp_path, table(tmp_path, "two,2,6,7,9,30.5,8,7,1"), None, 10)


@pytest.mark.parametrize(
    ("name", "total"), [("mp_j30_a5_nr4", 72), ("mp_j90_a2_nr3", 114), ("mp_j90_a5_nr2", 114)]
)
def test_published_instances_are_solved_as_well_as_can_be(
    data_set: Callable[[str], Path], name: str, total: int
):
    folder = data_set("multiskill")
    portfolio = read_portfolio(folder / "mpsplib" / f"{name}.json")
    parts = scheduled(portfolio, 5_000)
    assert violations(portfolio, parts) == []
    known = best_found(folder / "mpsplib_bestfound.csv")[name]
    assert arrays_of(portfolio.network).bound == known.least == total
    assert total_makespan(portfolio, parts) == total <= known.levelled


def test_every_published_instance_is_read_with_as_many_projects_as_its_name_says(
    data_set: Callable[[str], Path],
):
    folder = data_set("multiskill")
    for name, known in best_found(folder / "mpsplib_bestfound.csv").items():
        portfolio = read_portfolio(folder / "mpsplib" / f"{name}.json")
        assert len(portfolio.projects) == int(name.split("_")[2][1:])
        assert min(project.release for project in portfolio.projects) == 0
        assert arrays_of(portfolio.network).bound == known.least
