from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from workdomain.identification.ranking import NEEDED, SCALE, UNKNOWN, Inputs, Points, RankBy, ranks


def test_what_waiting_costs_is_the_sum_of_three():
    assert Inputs(8, 13, 1).cost_of_delay == 22
    assert Inputs(8, None, 1).cost_of_delay is None


def test_the_shortest_of_what_costs_most_comes_first():
    """The three jobs of SAFe's drawing of WSJF: as much delay, other sizes."""
    assert [Inputs(5, 3, 2, size).wsjf for size in (1, 5, 20)] == [10, 2, 0.5]


@pytest.mark.parametrize(
    "known", [(None, 3, 2, 5), (5, None, 2, 5), (5, 3, None, 5), (5, 3, 2, None)]
)
def test_without_an_input_there_is_no_wsjf_and_it_is_not_zero(known: Any):
    assert Inputs(*known).wsjf is None
    assert len(Inputs(*known).missing(RankBy.WSJF)) == 1


def test_value_over_effort_is_worth_by_the_hour_and_undefined_for_no_work():
    assert Inputs(value=1200, effort_h=16).value_over_effort == 75
    assert Inputs(value=0, effort_h=16).value_over_effort == 0
    for inputs in (Inputs(value=3, effort_h=0), Inputs(value=3), Inputs(effort_h=3), UNKNOWN):
        assert inputs.value_over_effort is None


def test_each_method_has_its_inputs():
    assert UNKNOWN.missing(RankBy.VALUE_OVER_EFFORT) == ("value", "effort_h")
    assert {name for names in NEEDED.values() for name in names} == set(Inputs._fields)
    both = Inputs(5, 3, 2, 5, 12, 4)
    assert [both.by(method) for method in RankBy] == [2, 3]


@pytest.mark.parametrize("points", [0, 4, -1, 21, 40])
def test_points_lie_on_the_scale(points: int):
    with pytest.raises(ValidationError, match="choose one of 1, 2, 3, 5, 8, 13, 20"):
        TypeAdapter(Points).validate_python(points)
    assert [TypeAdapter(Points).validate_python(each) for each in SCALE] == list(SCALE)


def test_equal_values_share_a_rank_and_undefined_ones_have_none():
    assert ranks([2.0, None, 5.0, 2.0, 1.0]) == [2, None, 1, 2, 4]
    assert ranks([]) == []


@hypothesis_given(st.lists(st.none() | st.integers(0, 9).map(float)))
def test_a_rank_says_how_many_are_better(values: list[float | None]):
    for value, rank in zip(values, ranks(values), strict=True):
        better = [
            each for each in values if each is not None and value is not None and each > value
        ]
        assert rank == (None if value is None else 1 + len(better))
