from datetime import date, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from workdomain.planning.working_days import (
    FIRST,
    LAST,
    counted_back,
    counted_on,
    monday_of,
    working_days,
)

FRIDAY, MONDAY = date(2026, 4, 30) + timedelta(days=1), date(2026, 5, 4)
DAY = timedelta(days=1)

days = st.dates(date(2020, 1, 1), date(2021, 12, 31))
offs = st.frozensets(st.dates(date(2019, 11, 1), date(2022, 2, 28)), max_size=40)


def walked(day: date, number: int, off: frozenset[date], way: timedelta) -> date:
    """Count on day by day, as one would on a calendar on the wall."""

    found: list[date] = []
    while len(found) <= number:
        if day.weekday() < 5 and day not in off:
            found.append(day)
        day += way
    return found[number]


@given(day=days, number=st.integers(0, 30), off=offs)
def test_counting_goes_from_one_working_day_to_the_next(
    day: date, number: int, off: frozenset[date]
):
    list_ = working_days([day], 2 * number + 3 * len(off) + 21, off)
    assert counted_on(list_, day, number) == walked(day, number, off, DAY)
    assert counted_back(list_, day, -number) == walked(day, number, off, -DAY)


def test_a_day_off_counts_for_neither_way():
    list_ = working_days([FRIDAY], 30, [FRIDAY])
    assert counted_on(list_, FRIDAY, 0) == MONDAY
    assert counted_back(list_, FRIDAY, 0) == FRIDAY - DAY
    assert counted_on(list_, FRIDAY, -1) == FRIDAY - DAY


def test_what_is_out_of_reach_is_nothing():
    list_ = working_days([FIRST], 10)
    assert list_[0] == FIRST
    assert counted_on(list_, FIRST, -1) is None
    assert counted_back(list_, FIRST, 100) is None
    assert working_days([LAST], 10)[-1] == LAST
    assert monday_of(date.max, 2) is None


def test_weeks_are_those_of_the_calendar():
    assert monday_of(date(2026, 5, 6), 1) == MONDAY
    assert monday_of(date(2026, 5, 6), 0) == MONDAY - 7 * DAY
    assert monday_of(MONDAY, 3) == MONDAY + 14 * DAY


def test_days_around_several_are_all_there():
    list_ = working_days([MONDAY, FRIDAY], 7)
    assert list(islice(list_, 1)) == [date(2026, 4, 24)]
    assert list_[-1] == date(2026, 5, 11)
