import random
from datetime import date, timedelta
from time import perf_counter
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from workdomain.scheduling.calendar import Calendar, Capacity, Leave, Week, capacity_of
from workdomain.scheduling.load import Demand, even_spread
from workdomain.scheduling.overbooking import Overbooking, overbooked

MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)
FRIDAY, SUNDAY = MONDAY + 4 * DAY, MONDAY + 6 * DAY
FULL: Week = (480, 480, 480, 480, 480, 0, 0)
OFFICE = Calendar(hours=((date(2000, 1, 1), FULL),))
FORTNIGHT = capacity_of(OFFICE, MONDAY, MONDAY + 13 * DAY)
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def test_work_forced_into_fewer_hours_than_it_takes_is_overbooked():
    [week] = overbooked(
        [Demand(A, 30 * 60, MONDAY, FRIDAY), Demand(B, 12 * 60, MONDAY, FRIDAY)], FORTNIGHT
    )
    assert week == Overbooking(MONDAY, FRIDAY, (A, B), 42 * 60, 40 * 60)
    assert week.over_by == 120


def test_uneven_work_that_fits_is_no_alarm_where_even_spread_cries():
    urgent, calm = Demand(A, 16 * 60, MONDAY, MONDAY + DAY), Demand(B, 24 * 60, MONDAY, FRIDAY)
    assert max(even_spread([urgent, calm], OFFICE, MONDAY).days.values()) > 480
    assert overbooked([urgent, calm], FORTNIGHT) == ()


def test_the_smallest_intervals_come_first_and_a_worse_wider_one_last():
    tuesday = MONDAY + DAY
    found = overbooked(
        [
            Demand(A, 500, MONDAY, MONDAY),
            Demand(B, 490, tuesday, tuesday),
            Demand(C, 2000, MONDAY, FRIDAY),
        ],
        FORTNIGHT,
    )
    assert [(each.first, each.last, each.over_by) for each in found] == [
        (MONDAY, MONDAY, 20),
        (tuesday, tuesday, 10),
        (MONDAY, FRIDAY, 590),
    ]
    assert found[-1].items == (A, B, C)


def test_overdue_work_takes_the_first_working_day():
    from_saturday = capacity_of(OFFICE, MONDAY - 2 * DAY, FRIDAY)
    [found] = overbooked([Demand(A, 500, None, MONDAY - 9 * DAY)], from_saturday)
    assert (found.first, found.last, found.over_by) == (MONDAY - 2 * DAY, MONDAY, 20)
    assert overbooked([Demand(A, 480, None, MONDAY - 9 * DAY)], from_saturday) == ()


def test_overdue_work_of_someone_who_is_away_is_forced_nowhere():
    away = Calendar(hours=OFFICE.hours, leaves=(Leave(MONDAY, SUNDAY),))
    overdue = Demand(A, 500, None, MONDAY - DAY)
    assert overbooked([overdue], capacity_of(away, MONDAY, SUNDAY)) == ()


def test_work_due_on_a_day_off_is_overbooked_there():
    [found] = overbooked([Demand(A, 60, SUNDAY + 2 * DAY, SUNDAY)], FORTNIGHT)
    assert (found.first, found.last, found.capacity_minutes) == (SUNDAY, SUNDAY, 0)


def test_work_that_is_forced_nowhere_raises_no_alarm():
    forced_nowhere = [
        Demand(A, 99_999, MONDAY, None),
        Demand(A, None, MONDAY, MONDAY),
        Demand(A, 0, SUNDAY, SUNDAY),
        Demand(A, 99_999, MONDAY, MONDAY + 14 * DAY),
    ]
    assert overbooked(forced_nowhere, FORTNIGHT) == ()
    assert overbooked([], FORTNIGHT) == ()
    assert overbooked([Demand(A, 60, None, MONDAY)], Capacity(MONDAY, (), ())) == ()


def test_unknown_hours_are_not_judged():
    joins = Calendar(hours=((MONDAY + DAY, FULL),))
    unknown_monday = capacity_of(joins, MONDAY, SUNDAY)
    assert overbooked([Demand(A, 99_999, MONDAY, FRIDAY)], unknown_monday) == ()
    assert len(overbooked([Demand(A, 99_999, FRIDAY, FRIDAY)], unknown_monday)) == 1


def test_thirds_of_a_full_day_are_no_alarm():
    parts = [Demand(A, 480, MONDAY, MONDAY, assignees=3) for _ in range(3)]
    assert overbooked(parts, FORTNIGHT) == ()


def earliest_deadline_first(demands: list[Demand], capacity: Capacity) -> bool:
    """Work through the days, always on what is due soonest; True if nothing comes too late."""
    left = {i: each.remaining_minutes or 0 for i, each in enumerate(demands)}
    for day, minutes in capacity.days():
        free = minutes if minutes is not None else 10**9
        for i in sorted(left, key=lambda i: (demands[i].due, i)):
            if (demands[i].start or day) <= day:
                done = min(free, left[i])
                left[i] -= done
                free -= done
            if demands[i].due == day and left[i]:
                return False
    return True


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Demand], Capacity]:
    """Small numbers of days, minutes and items, so that about half of the cases fit."""
    minutes = draw(st.lists(st.integers(0, 8) | st.none(), min_size=1, max_size=8))
    last = len(minutes) - 1
    spans = st.tuples(st.integers(0, last), st.integers(0, last)).map(sorted)
    jobs = draw(st.lists(st.tuples(spans, st.integers(0, 12)), max_size=7))
    demands = [
        Demand(UUID(int=i), work, MONDAY + s * DAY, MONDAY + e * DAY)
        for i, ((s, e), work) in enumerate(jobs)
    ]
    return demands, Capacity(MONDAY, tuple(minutes), tuple(minutes))


@settings(max_examples=300)
@given(cases())
def test_overbooked_exactly_when_earliest_deadline_first_is_late(case):
    demands, capacity = case
    assert (overbooked(demands, capacity) == ()) == earliest_deadline_first(demands, capacity)


def test_overbooked_exactly_when_earliest_deadline_first_is_late_on_thousands_of_weeks():
    chance = random.Random(20)  # noqa: S311  (random cases, no secrets)
    fits = 0
    for _ in range(5000):
        minutes = tuple(chance.choice((0, 240, 480, 480)) for _ in range(chance.randint(1, 12)))
        demands = []
        for i in range(chance.randint(0, 9)):
            start, due = sorted(chance.choices(range(len(minutes)), k=2))
            work = chance.randint(0, 200 * (due - start + 1))
            demands.append(Demand(UUID(int=i), work, MONDAY + start * DAY, MONDAY + due * DAY))
        capacity = Capacity(MONDAY, minutes, minutes)
        feasible = earliest_deadline_first(demands, capacity)
        assert (overbooked(demands, capacity) == ()) == feasible
        fits += feasible
    assert 1000 < fits < 4000, "the cases say something in both directions"


@given(cases())
def test_every_interval_told_is_over_by_what_it_says(case):
    demands, capacity = case
    found = overbooked(demands, capacity)
    by_id = {each.item: each for each in demands}
    for each in found:
        inside = capacity.between(each.first, each.last).effective
        assert None not in inside
        assert each.capacity_minutes == sum(minutes or 0 for minutes in inside)
        assert each.forced_minutes == sum(by_id[i].remaining_minutes or 0 for i in each.items)
        assert each.over_by > 0
    for one in found[:-1]:
        for other in found[:-1]:
            contains = one.first <= other.first and other.last <= one.last
            assert one is other or not contains, "the smallest intervals contain none of each other"
    assert [each.first for each in found[:-1]] == sorted(each.first for each in found[:-1])


@given(cases())
def test_no_interval_at_all_is_worse_than_the_worst_told(case):
    demands, capacity = case
    worst = max((each.over_by for each in overbooked(demands, capacity)), default=0)
    minutes = capacity.effective
    for a in range(len(minutes)):
        for b in range(a, len(minutes)):
            if None in minutes[a : b + 1]:
                continue
            first, last = MONDAY + a * DAY, MONDAY + b * DAY
            forced = sum(
                each.remaining_minutes or 0
                for each in demands
                if each.start and each.due and first <= each.start and each.due <= last
            )
            assert forced - sum(m or 0 for m in minutes[a : b + 1]) <= worst


def test_two_hundred_items_are_quick():
    chance = random.Random(1)  # noqa: S311  (random cases, no secrets)
    year = capacity_of(OFFICE, MONDAY, MONDAY + 364 * DAY)
    demands = []
    for i in range(200):
        start, due = sorted(chance.choices(range(365), k=2))
        demands.append(Demand(UUID(int=i), 1000, MONDAY + start * DAY, MONDAY + due * DAY))
    began = perf_counter()
    assert overbooked(demands, year)
    assert perf_counter() - began < 0.5
