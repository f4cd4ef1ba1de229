import re

from hypothesis import given
from hypothesis import strategies as st

from workdomain.scheduling.load import PeriodLoad
from workdomain.scheduling.streaks import Streak, streaks

FULL = PeriodLoad(2400, 0, 2400, 0, 0, 0)
OVER = PeriodLoad(2880, 0, 2400, 480, 0, 0)
UNKNOWN = PeriodLoad(9999, 9999, None, None, None, 7)
UNJUDGED = PeriodLoad(2880, 600, 2400, 0, 0, 1)
ON_LEAVE = PeriodLoad(60, 0, 0, 60, 0, 0)


def test_weeks_on_end_with_more_load_than_capacity_are_a_streak():
    assert streaks([FULL, OVER, OVER, FULL, OVER]) == [Streak(1, 2), Streak(4, 4)]
    assert streaks([FULL, OVER, OVER, FULL, OVER], least=2) == [Streak(1, 2)]
    assert Streak(1, 2).weeks == 2
    assert streaks([]) == []


def test_a_full_week_and_a_week_of_unknown_hours_break_a_streak():
    assert streaks([OVER, UNKNOWN, OVER, UNJUDGED, ON_LEAVE]) == [
        Streak(0, 0),
        Streak(2, 2),
        Streak(4, 4),
    ]


@given(st.lists(st.booleans()), st.integers(1, 4))
def test_streaks_are_the_runs_of_a_word(weeks, least):
    word = "".join("x" if over else "." for over in weeks)
    runs = [(m.start(), m.end() - 1) for m in re.finditer(f"x{{{least},}}", word)]
    assert streaks([OVER if over else FULL for over in weeks], least) == runs
