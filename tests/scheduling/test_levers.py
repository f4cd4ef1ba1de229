from hypothesis import given
from hypothesis import strategies as st

from workdomain.scheduling.levers import Levers, Week, left_over, levers

FULL = Week(2400, 2400, 2400)
OVER = Week(3600, 2400, 2400)
CALM = Week(1200, 2400, 2400)
OFF = Week(0, 0, 0)


def test_what_does_not_fit_waits_for_the_next_week_and_nothing_is_done_before_its_own():
    assert left_over([CALM, OVER, FULL, CALM, OVER]) == [0, 1200, 1200, 0, 1200]
    assert left_over([]) == []


def test_a_gap_is_closed_by_weeks_people_or_hours_each_alone():
    assert levers([OVER, OVER], [FULL, CALM, CALM]) == Levers(2400, 3, 1, 2400)
    assert levers([OVER, OVER, OVER], [CALM] * 3) == Levers(3600, 3, 1, 3600)


def test_no_gap_needs_no_lever():
    assert levers([OVER, CALM], [OVER]) == Levers(0, 0, 0, 0)
    assert levers([], [OVER]) == Levers(0, 0, 0, 0)


def test_where_a_lever_does_not_help_it_is_none():
    assert levers([OVER], [FULL] * 52).extend_weeks is None
    assert levers([OVER], []).extend_weeks is None
    assert levers([Week(60, 0, 0)], [OFF]) == Levers(60, None, None, 60)
    last_week_is_off = [FULL, Week(60, 0, 0)]
    assert levers(last_week_is_off, []).add_people is None


minutes = st.integers(0, 20)
some = st.lists(st.builds(Week, minutes, minutes, st.integers(0, 4)), max_size=7)


def left_at_the_end(weeks: list[Week]) -> float:
    """Tell it in other words: do the work, minute by minute."""
    left = 0
    for week in weeks:
        left += int(week.demand)
        left -= min(left, int(week.capacity))
    return left


@given(some, some)
def test_each_lever_is_enough_and_one_less_is_not(weeks: list[Week], later: list[Week]):
    found = levers(weeks, later)
    assert found.gap == found.cut == left_at_the_end(weeks)
    if found.extend_weeks is not None:
        assert left_at_the_end(weeks + later[: found.extend_weeks]) == 0
    for n in range(len(later) if found.extend_weeks is None else found.extend_weeks):
        assert left_at_the_end(weeks + later[:n]) > 0

    def with_people(n: int) -> float:
        return left_at_the_end([w._replace(capacity=w.capacity + n * w.one_person) for w in weeks])

    if found.add_people is None:
        assert with_people(10_000) > 0
    else:
        assert with_people(found.add_people) == 0
        assert not found.add_people or with_people(found.add_people - 1) > 0
    if found.gap:
        # hours are cut where they help: from the stretch of weeks that they pile up in
        cut, fewer = found.cut, []
        for week in reversed(weeks):
            less = min(cut, week.demand)
            cut -= less
            fewer.append(week._replace(demand=week.demand - less))
        assert left_at_the_end(fewer[::-1]) == 0
