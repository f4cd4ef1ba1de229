"""The four kinds of dependency: their gates, and how they are written."""

from itertools import product
from uuid import UUID

import pytest

from workdomain.planning.dependency import Dependency, DependencyKind, End, held_back_by

FS, SS, FF, SF = DependencyKind
START, FINISH = End
ROOF, WALL = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("kind", "end", "awaited"),
    [
        (FS, START, FINISH),
        (FS, FINISH, None),
        (SS, START, START),
        (SS, FINISH, None),
        (FF, START, None),
        (FF, FINISH, FINISH),
        (SF, START, None),
        (SF, FINISH, START),
    ],
)
@pytest.mark.parametrize("over", [set(), {START}, {START, FINISH}])
def test_each_kind_holds_one_end_until_one_end_of_the_other(
    kind: DependencyKind, end: End, awaited: End | None, over: set[End]
):
    held = held_back_by(end, {ROOF: Dependency(kind)}, lambda _, each: each in over)
    assert held == ([] if awaited is None or awaited in over else [ROOF])


@pytest.mark.parametrize("end", End)
def test_what_waits_for_nothing_is_not_held_back(end: End):
    assert held_back_by(end, {}, lambda _id, _end: False) == []


def test_all_that_hold_it_back_are_told():
    waits = {ROOF: Dependency(FS), WALL: Dependency(SS)}
    assert held_back_by(START, waits, lambda _id, _end: False) == [ROOF, WALL]
    assert held_back_by(START, waits, lambda id, end: (id, end) == (WALL, START)) == [ROOF]


def test_a_lag_does_not_move_the_gate():
    for kind, end, days in product(DependencyKind, End, (0, 3)):
        assert Dependency(kind, days).awaited(end) == Dependency(kind).awaited(end)


@pytest.mark.parametrize(("kind", "end"), [(FS, START), (FF, FINISH)])
def test_with_a_lead_work_overlaps_another_that_has_begun(kind: DependencyKind, end: End):
    waits = {ROOF: Dependency(kind, -2)}
    assert held_back_by(end, waits, lambda _id, _end: False) == [ROOF]
    assert held_back_by(end, waits, lambda _id, each: each is START) == []


@pytest.mark.parametrize(("kind", "end"), [(SS, START), (SF, FINISH)])
def test_with_a_lead_work_goes_ahead_of_a_start(kind: DependencyKind, end: End):
    waits = {ROOF: Dependency(kind, lag_minutes=-30)}
    assert held_back_by(end, waits, lambda _id, _end: False) == []


def test_a_lead_of_a_day_stays_one_whatever_minutes_are_added():
    assert Dependency(FS, -1, 30).is_lead
    assert not Dependency(FS, 1, -30).is_lead
    assert not Dependency(FS).is_lead


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (Dependency(), "FS"),
        (Dependency(SS, 2), "SS +2 d"),
        (Dependency(FF, -1, 90), "FF -1 d +90 min"),
        (Dependency(SF, 0, -45), "SF -45 min"),
    ],
)
def test_a_dependency_is_written_as_planners_do(how: Dependency, text: str):
    assert str(how) == text
