import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workdomain.planning.estimate import Estimate

THREE_POINTS = Estimate(optimistic=2, most_likely=4, pessimistic=8)
hours = st.floats(min_value=0, max_value=1e6)


def test_the_expected_effort_is_the_pert_mean():
    assert THREE_POINTS.expected == pytest.approx(26 / 6)


def test_a_single_number_is_expected_just_as_it_is():
    assert Estimate.single(0.1).expected == 0.1
    assert Estimate.model_validate({"hours": 8}) == Estimate.single(8)


@given(st.lists(hours, min_size=3, max_size=3).map(sorted))
def test_what_is_expected_lies_between_the_ends(points: list[float]):
    estimate = Estimate(optimistic=points[0], most_likely=points[1], pessimistic=points[2])
    assert points[0] * (1 - 1e-12) <= estimate.expected <= points[2] * (1 + 1e-12)


def test_an_estimate_is_ordered():
    with pytest.raises(ValidationError, match="from optimistic over most likely"):
        Estimate(optimistic=5, most_likely=4, pessimistic=8)


@pytest.mark.parametrize("hours", [-1, math.nan, math.inf, 2e6, "many", None])
def test_an_estimate_is_a_number_of_hours(hours: object):
    with pytest.raises(ValidationError):
        Estimate.model_validate({"hours": hours})


def test_an_estimate_has_one_number_or_three():
    for given_ in ({"hours": 8, "optimistic": 2}, {"optimistic": 2}, 8):
        with pytest.raises(ValidationError):
            Estimate.model_validate(given_)


def test_it_is_written_as_people_do():
    assert str(Estimate.single(8)) == "8 h"
    assert str(THREE_POINTS) == "2 to 8 h, most likely 4 h"
