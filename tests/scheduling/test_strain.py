from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.scheduling.strain import Parts, Signs, mean_of, parts_of, strain_of

CALM = Signs(
    load=2400, capacity=2400, contracted=2400, beyond=0, worked=2400, on_days_off=0, at_once=0,
    due=0, working_days=5, unplanned=0, streak=0,
)  # fmt: skip
NONE = Parts(0, 0, 0, 0, 0, 0, 0)


def parts(**changed: Any) -> Parts:
    return parts_of(CALM._replace(**changed), limit=4)


@pytest.mark.parametrize(
    ("signs", "part"),
    [
        ({}, {}),
        ({"load": 3000}, {"overload": 0.25}),
        ({"load": 9000}, {"overload": 1}),
        ({"load": 0}, {"overload": 0}),
        ({"beyond": 600}, {"overtime": 0.25}),
        ({"on_days_off": 480}, {"off_days": 0.2}),
        ({"at_once": 3}, {"at_once": 0.75}),
        ({"at_once": 9}, {"at_once": 1}),
        ({"due": 2}, {"due_dates": 0.4}),
        ({"due": 12}, {"due_dates": 1}),
        ({"unplanned": 600}, {"unplanned": 0.25}),
        ({"streak": 6}, {"streak": 0.75}),
        ({"streak": 12}, {"streak": 1}),
    ],
)
def test_each_part_is_from_none_to_as_much_as_it_counts(signs: Any, part: Any):
    assert parts(**signs) == NONE._replace(**part)


@pytest.mark.parametrize(
    ("unknown", "part"),
    [
        ({"capacity": None}, "overload"),
        ({"capacity": 0.0}, "overload"),
        ({"contracted": None}, "overtime"),
        ({"contracted": 0.0}, "overtime"),
        ({"working_days": 0}, "due_dates"),
    ],
)
def test_what_is_not_known_is_no_part_and_not_zero(unknown: Any, part: str):
    nothing: Any = {part: None}
    assert parts(**unknown) == NONE._replace(**nothing)
    nothing_worked = parts(worked=0.0)
    assert (nothing_worked.off_days, nothing_worked.unplanned) == (None, None)


def test_strain_is_the_mean_of_the_parts_that_are_known():
    assert strain_of(Parts(1, None, 0, 0.5, None, 0, 0.5)) == 0.4
    assert strain_of(NONE) == 0


def test_several_people_are_an_average_part_by_part():
    one, other = Parts(1, None, 0, 0.5, None, 0, 0.5), Parts(0, 0.5, 0, 0, None, 1, 0)
    assert mean_of([one, other]) == Parts(0.5, 0.5, 0, 0.25, None, 0.5, 0.25)


amounts = st.integers(0, 10_000).map(float)


@given(
    st.builds(
        Signs, amounts, st.none() | amounts, st.none() | amounts, amounts, amounts, amounts,
        st.integers(0, 50), st.integers(0, 50), st.integers(0, 7), amounts, st.integers(0, 99),
    )
)  # fmt: skip
def test_strain_and_its_parts_lie_between_none_and_one(signs: Signs):
    found = parts_of(signs, limit=5)
    assert all(part is None or 0 <= part <= 1 for part in found)
    assert 0 <= strain_of(found) <= 1
    more = parts_of(signs._replace(load=signs.load * 2, streak=signs.streak + 1), limit=5)
    assert strain_of(more) >= strain_of(found)
