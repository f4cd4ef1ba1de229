"""How much is left, by hours or by points: the bands, at their edges."""

import pytest

from workdomain.planning.progress import Progress
from workdomain.planning.trust import Basis, Left, divergence, left

HOURS, POINTS, MIXED = Basis


def some(
    estimated: int, of: int, hours: float, points: float, sized: int | None = None
) -> Progress:
    sized = of if sized is None else sized
    return Progress(
        remaining_h=hours,
        open=of,
        estimable_open=of,
        unestimated_open=of - estimated,
        sized_open=sized,
        points_open=points,
    )


@pytest.mark.parametrize(
    ("estimated", "hours", "points", "found"),
    [
        (20, 40, 10, Left(40, HOURS)),
        (15, 40, 10, Left(40, HOURS)),  # 75 %
        (14, 40, 10, Left(40, MIXED)),
        (14, 40, 20, Left(80, MIXED)),
        (20, 61, 25, Left(61, HOURS)),  # diverges by 39 %
        (20, 60, 25, Left(100, MIXED)),  # by 40 %
        (20, 100, 15, Left(100, MIXED)),
        (6, 40, 20, Left(80, MIXED)),  # 30 %
        (5, 400, 20, Left(80, POINTS)),
        (0, 0, 20, Left(80, POINTS)),
    ],
)
def test_hours_are_trusted_when_there_are_enough_and_points_do_not_contradict(
    estimated: int, hours: float, points: float, found: Left
):
    assert left(some(estimated, 20, hours, points)) == found


@pytest.mark.parametrize(
    ("estimated", "found"),
    [(20, Left(40, HOURS)), (15, Left(40, HOURS)), (6, Left(40, MIXED)), (5, None), (0, None)],
)
def test_without_points_hours_stand_alone_and_few_of_them_are_no_answer(
    estimated: int, found: Left | None
):
    assert left(some(estimated, 20, 40, 0, sized=0)) == found


def test_of_nothing_open_nothing_is_left_to_be_told():
    assert left(Progress(work_h=8, complete_h=8, done=1)) is None


def test_work_of_no_hours_and_no_points_is_no_work():
    assert left(some(20, 20, 0, 0)) == Left(0, HOURS)


def test_a_point_takes_as_long_as_it_is_said_to():
    assert left(some(0, 20, 0, 20), hours_per_point=2) == Left(40, POINTS)


@pytest.mark.parametrize(
    ("hours", "others", "apart"),
    [(40, 40, 0), (60, 100, 0.4), (100, 60, 0.4), (0, 8, 1), (0, 0, None)],
)
def test_divergence_is_a_part_of_the_larger_amount(
    hours: float, others: float, apart: float | None
):
    assert divergence(hours, others) == apart
