from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.scheduling.calendar import (
    Calendar,
    Leave,
    Week,
    add_working_days,
    capacity_of,
    contracted_minutes,
    effective_minutes,
    periods,
    working_days,
)

ALWAYS = date(2000, 1, 1)
FULL: Week = (480, 480, 480, 480, 480, 0, 0)
HALF: Week = (240, 240, 240, 240, 240, 0, 0)
OFFICE = Calendar(hours=((ALWAYS, FULL),))
MONDAY = date(2026, 11, 2)
FRIDAY, SATURDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)
DAY = timedelta(days=1)


def test_unknown_hours_are_none_and_never_zero():
    joins = Calendar(hours=((MONDAY, FULL),), leaves=(Leave(MONDAY - 7 * DAY, MONDAY - DAY),))
    assert contracted_minutes(joins, MONDAY - DAY) is None
    assert effective_minutes(joins, MONDAY - DAY) is None
    assert contracted_minutes(Calendar(), MONDAY) is None
    assert contracted_minutes(joins, MONDAY) == 480


def test_a_weekday_of_zero_is_a_known_day_off():
    assert contracted_minutes(OFFICE, SATURDAY) == 0
    assert effective_minutes(OFFICE, SATURDAY) == 0


def test_the_past_keeps_its_own_hours_when_they_change():
    changed = Calendar(hours=((MONDAY, HALF), (ALWAYS, FULL)))
    assert contracted_minutes(changed, MONDAY - 3 * DAY) == 480
    assert contracted_minutes(changed, MONDAY) == 240


def test_of_two_hours_for_the_same_day_the_one_said_last_is_in_force():
    corrected = Calendar(hours=((MONDAY, FULL), (MONDAY, HALF)))
    assert contracted_minutes(corrected, MONDAY) == 240


def test_availability_scales_the_day_from_its_date_on():
    calendar = Calendar(hours=((ALWAYS, FULL),), availability=((FRIDAY, 75),))
    assert effective_minutes(calendar, FRIDAY - DAY) == 480
    assert effective_minutes(calendar, FRIDAY) == 360
    assert contracted_minutes(calendar, FRIDAY) == 480


def test_half_a_day_of_leave_halves_the_day():
    calendar = Calendar(hours=((ALWAYS, FULL),), leaves=(Leave(MONDAY, MONDAY, 240),))
    assert effective_minutes(calendar, MONDAY) == 240
    assert effective_minutes(calendar, MONDAY + DAY) == 480


def test_part_leave_comes_off_what_is_available():
    calendar = Calendar(
        hours=((ALWAYS, FULL),), availability=((ALWAYS, 80),), leaves=(Leave(MONDAY, MONDAY, 240),)
    )
    assert effective_minutes(calendar, MONDAY) == 480 * 0.8 - 240


def test_leave_and_holidays_leave_nothing_and_never_less_than_nothing():
    calendar = Calendar(
        hours=((ALWAYS, FULL),),
        leaves=(
            Leave(MONDAY, MONDAY + DAY),
            Leave(MONDAY, MONDAY + 2 * DAY, 300),
            Leave(MONDAY + 2 * DAY, MONDAY + 2 * DAY, 300),
        ),
        holidays=frozenset({FRIDAY, FRIDAY + 365 * DAY}),
    )
    week = capacity_of(calendar, MONDAY, SATURDAY)
    assert week.effective == (0, 0, 0, 480, 0, 0)
    assert week.contracted == (480, 480, 480, 480, 480, 0)


def test_a_window_of_no_days_is_empty():
    assert capacity_of(OFFICE, MONDAY, MONDAY - DAY).effective == ()
    assert working_days(OFFICE, MONDAY, MONDAY - 9 * DAY) == []


def test_capacity_is_cut_to_the_days_it_has():
    fortnight = capacity_of(OFFICE, MONDAY, MONDAY + 13 * DAY)
    assert fortnight.between(SATURDAY, MONDAY + 7 * DAY).effective == (0, 0, 480)
    early = fortnight.between(MONDAY - 7 * DAY, MONDAY)
    assert (early.first, early.contracted) == (MONDAY, (480,))
    assert fortnight.between(MONDAY - 7 * DAY, MONDAY - DAY).effective == ()
    assert list(early.days()) == [(MONDAY, 480)]


def test_working_days_have_any_time_at_all():
    calendar = Calendar(
        hours=((MONDAY, FULL),), leaves=(Leave(FRIDAY, FRIDAY), Leave(MONDAY, MONDAY, 479))
    )
    assert working_days(calendar, MONDAY - 7 * DAY, MONDAY + 7 * DAY) == [
        *(MONDAY + n * DAY for n in range(4)),
        MONDAY + 7 * DAY,
    ]


@pytest.mark.parametrize(
    ("day", "n", "lands_on"),
    [
        (MONDAY, 0, MONDAY),
        (SATURDAY, 0, MONDAY + 7 * DAY),
        (FRIDAY, 1, MONDAY + 7 * DAY),
        (SATURDAY, 1, MONDAY + 7 * DAY),
        (MONDAY, 5, MONDAY + 7 * DAY),
        (MONDAY, -1, FRIDAY - 7 * DAY),
        (SATURDAY, -1, FRIDAY),
        (MONDAY, 2600, MONDAY + 7 * 520 * DAY),
        (MONDAY, -2600, MONDAY - 7 * 520 * DAY),
    ],
)
def test_adding_working_days_lands_on_a_working_day(day: date, n: int, lands_on: date):
    assert add_working_days(day, n, OFFICE) == lands_on


def test_leave_of_years_is_stepped_over():
    away = Calendar(hours=((ALWAYS, FULL),), leaves=(Leave(MONDAY, MONDAY + 999 * DAY),))
    back = add_working_days(MONDAY, 0, away)
    assert back is not None
    assert back == MONDAY + 1001 * DAY
    assert add_working_days(back, -1, away) == MONDAY - 3 * DAY


def test_there_is_no_working_day_where_none_can_come():
    assert add_working_days(MONDAY, 1, Calendar()) is None
    assert add_working_days(MONDAY, -1, Calendar()) is None
    assert add_working_days(MONDAY, -1, Calendar(hours=((MONDAY, FULL),))) is None
    leaves_us = Calendar(hours=((ALWAYS, FULL), (SATURDAY, (0,) * 7)))
    assert add_working_days(MONDAY, 5, leaves_us) is None
    assert add_working_days(date(9999, 12, 31), 0, Calendar(hours=((ALWAYS, FULL),))) == date(
        9999, 12, 31
    )
    assert add_working_days(date(9999, 12, 1), 40, OFFICE) is None


def test_a_window_is_cut_into_days_weeks_and_months():
    last = date(2026, 12, 1)
    assert periods(SATURDAY, MONDAY + 8 * DAY, "week") == [
        (SATURDAY, SATURDAY + DAY),
        (MONDAY + 7 * DAY, MONDAY + 8 * DAY),
    ]
    assert periods(MONDAY, last, "month") == [(MONDAY, date(2026, 11, 30)), (last, last)]
    assert periods(MONDAY, MONDAY + DAY, "day") == [(MONDAY, MONDAY), (MONDAY + DAY, MONDAY + DAY)]
    assert periods(MONDAY, MONDAY - DAY, "week") == []


days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
weeks = st.tuples(*[st.integers(0, 600)] * 7)
calendars = st.builds(
    Calendar,
    hours=st.dictionaries(days, weeks, max_size=3).map(lambda it: tuple(it.items())),
    availability=st.dictionaries(days, st.integers(0, 120), max_size=3).map(
        lambda it: tuple(it.items())
    ),
    leaves=st.lists(st.builds(Leave, days, days, st.none() | st.integers(1, 480)), max_size=3).map(
        tuple
    ),
    holidays=st.frozensets(days, max_size=3),
)


def by_the_book(calendar: Calendar, day: date) -> float | None:
    """The formula of the docstring, one day at a time."""
    weeks = {since: week for since, week in calendar.hours if since <= day}
    if not weeks:
        return None
    off = [each.minutes_per_day for each in calendar.leaves if each.first <= day <= each.last]
    if day in calendar.holidays or None in off:
        return 0
    shares = {since: share for since, share in calendar.availability if since <= day}
    share = shares[max(shares)] if shares else 100
    return max(0, weeks[max(weeks)][day.weekday()] * share / 100 - sum(each or 0 for each in off))


@given(calendars, days, st.integers(0, 120))
def test_a_window_is_its_days_by_the_book(calendar: Calendar, first: date, length: int):
    capacity = capacity_of(calendar, first, first + length * DAY)
    for day, minutes in capacity.days():
        assert minutes == pytest.approx(by_the_book(calendar, day))
        assert minutes == effective_minutes(calendar, day)
        assert contracted_minutes(calendar, day) == capacity.contracted[(day - first).days]


@given(calendars, days, st.integers(1, 40))
def test_going_on_and_back_again_comes_home(calendar: Calendar, day: date, n: int):
    start = add_working_days(day, 0, calendar)
    end = start and add_working_days(start, n, calendar)
    if start and end:
        assert add_working_days(end, -n, calendar) == start
        assert len(working_days(calendar, start, end)) == n + 1


def test_a_hundred_people_for_twelve_weeks_are_quick():
    person = Calendar(
        hours=((ALWAYS, FULL), (MONDAY + 30 * DAY, HALF)),
        availability=((ALWAYS, 80),),
        leaves=tuple(Leave(MONDAY + n * DAY, MONDAY + (n + 4) * DAY) for n in range(0, 80, 20)),
        holidays=frozenset(MONDAY + n * 30 * DAY for n in range(20)),
    )
    rounds = []
    for _ in range(5):
        began = perf_counter()
        for _ in range(100):
            capacity_of(person, MONDAY, MONDAY + 83 * DAY)
        rounds.append(perf_counter() - began)
    # It takes about 4 ms; a machine may be busy, but not busy enough for this five times over.
    assert min(rounds) < 0.05
