"""When check-ins are due, and what is early, on time and outdated."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from workdomain.identification.cadence import (
    Cadence,
    Rhythm,
    Timing,
    due_after,
    next_due,
    outdated,
    timing,
)

FRIDAYS = Cadence(rhythm=Rhythm.WEEKLY)
MONDAYS = Cadence(rhythm=Rhythm.WEEKLY, weekday=0)
MONTHLY = Cadence(rhythm=Rhythm.MONTHLY)
TEN_DAYS = Cadence(rhythm=Rhythm.DAYS, days=10)
DAILY = Cadence(rhythm=Rhythm.DAYS, days=1)


@pytest.mark.parametrize(
    ("cadence", "after", "due"),
    [
        (FRIDAYS, "2026-03-05", "2026-03-06"),
        (FRIDAYS, "2026-03-06", "2026-03-13"),
        (FRIDAYS, "2026-03-07", "2026-03-13"),
        (MONDAYS, "2026-03-01", "2026-03-02"),
        (MONTHLY, "2026-01-31", "2026-02-01"),
        (MONTHLY, "2026-02-01", "2026-03-01"),
        (MONTHLY, "2026-12-15", "2027-01-01"),
        (TEN_DAYS, "2026-02-25", "2026-03-07"),
    ],
)
def test_the_next_one_is_due_on_the_next_such_day(cadence: Cadence, after: str, due: str):
    assert next_due(cadence, date.fromisoformat(after)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("cadence", "submitted", "how", "following"),
    [
        (MONTHLY, "2026-03-10", Timing.EARLY, "2026-04-01"),
        (MONTHLY, "2026-03-28", Timing.EARLY, "2026-04-01"),
        (MONTHLY, "2026-03-29", Timing.ON_TIME, "2026-05-01"),
        (MONTHLY, "2026-04-01", Timing.ON_TIME, "2026-05-01"),
        (MONTHLY, "2026-04-04", Timing.ON_TIME, "2026-05-01"),
        (MONTHLY, "2026-04-05", Timing.OUTDATED, "2026-05-01"),
        (MONTHLY, "2026-05-20", Timing.OUTDATED, "2026-06-01"),
        (TEN_DAYS, "2026-03-29", Timing.ON_TIME, "2026-04-11"),
        (TEN_DAYS, "2026-04-03", Timing.ON_TIME, "2026-04-13"),
        (DAILY, "2026-03-31", Timing.EARLY, "2026-04-01"),
        (DAILY, "2026-04-01", Timing.ON_TIME, "2026-04-02"),
    ],
)
def test_an_early_one_does_not_move_the_due_date_and_a_little_early_is_on_time(
    cadence: Cadence, submitted: str, how: Timing, following: str
):
    due, day = date(2026, 4, 1), date.fromisoformat(submitted)
    assert timing(cadence, due, day) is how
    assert due_after(cadence, due, day) == date.fromisoformat(following)


def test_it_is_outdated_when_it_is_missing_for_more_than_three_days():
    due = date(2026, 4, 1)
    assert [outdated(due, due + timedelta(days=n)) for n in (-1, 0, 3, 4)] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"rhythm": "days"},
        {"rhythm": "weekly", "days": 3},
        {"rhythm": "monthly", "weekday": 1},
        {"rhythm": "weekly", "weekday": 7},
        {"rhythm": "days", "days": 0},
    ],
)
def test_a_rhythm_takes_what_belongs_to_it(given: dict[str, object]):
    with pytest.raises(ValidationError):
        Cadence.model_validate(given)


cadences = some.sampled_from([FRIDAYS, MONDAYS, MONTHLY, TEN_DAYS, DAILY])
days = some.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(cadences, days, some.integers(-40, 40))
def test_the_due_date_never_moves_back_and_is_never_past(cadence: Cadence, due: date, late: int):
    submitted = due + timedelta(days=late)
    following = due_after(cadence, due, submitted)
    assert following >= due
    assert following > submitted
    assert (following == due) is (timing(cadence, due, submitted) is Timing.EARLY)
