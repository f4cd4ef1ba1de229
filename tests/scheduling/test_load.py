from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.scheduling.calendar import Calendar, Leave, Week, capacity_of, working_days
from workdomain.scheduling.load import Bucket, Demand, Load, even_spread, period_load

FULL: Week = (480, 480, 480, 480, 480, 0, 0)
OFFICE = Calendar(hours=((date(2000, 1, 1), FULL),))
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = date(2024, 1, 1)
DAY = timedelta(days=1)
FRIDAY, SUNDAY = MONDAY + 4 * DAY, MONDAY + 6 * DAY
AWAY = Calendar(hours=OFFICE.hours, leaves=(Leave(MONDAY, SUNDAY),))


def jan(day: int) -> date:
    return date(2024, 1, day)


def spread(*demands: Demand, calendar: Calendar = OFFICE, today: date = MONDAY) -> Load:
    return even_spread(demands, calendar, today)


def test_kanboard_2237_overlapping_tasks_add_up_day_by_day():
    load = spread(
        Demand(A, 40 * 60, jan(1), jan(10)),
        Demand(B, 48 * 60, jan(4), jan(17)),
        Demand(C, 12 * 60, jan(12), jan(19)),
    )
    percent = {
        day.day: round(100 * load.days[day] / 480, 6)
        for day in working_days(OFFICE, jan(1), jan(19))
    }
    assert percent == {
        **dict.fromkeys([1, 2, 3], 62.5),
        **dict.fromkeys([4, 5, 8, 9, 10], 122.5),
        **dict.fromkeys([11], 60),
        **dict.fromkeys([12, 15, 16, 17], 85),
        **dict.fromkeys([18, 19], 25),
    }
    assert set(load.days) == set(working_days(OFFICE, jan(1), jan(19)))


def test_activecollab_ten_hours_over_five_days_leave_six_hours_a_day():
    load = spread(Demand(A, 600, MONDAY, FRIDAY))
    assert load.days == dict.fromkeys(working_days(OFFICE, MONDAY, FRIDAY), 120)
    day = period_load(load.days, capacity_of(OFFICE, MONDAY, MONDAY))
    assert (day.load, day.free) == (120, 360)


def test_runn_utilisation_is_of_effective_capacity():
    leave = Calendar(hours=OFFICE.hours, leaves=(Leave(FRIDAY, FRIDAY),))
    week = capacity_of(leave, MONDAY, SUNDAY)
    assert sum(each or 0 for each in week.contracted) == 40 * 60
    full = period_load(spread(Demand(A, 32 * 60, None, FRIDAY), calendar=leave).days, week)
    assert full.utilisation == 1.0
    assert period_load({}, week).utilisation == 0.0


def test_overdue_work_is_on_the_first_working_day_from_today():
    load = spread(Demand(A, 600, None, FRIDAY), today=SUNDAY)
    assert load.days == {jan(8): 600}
    assert load.minutes(Bucket.OVERDUE) == 600
    assert [each.item for each in load.bucket(Bucket.OVERDUE)] == [A]


def test_overdue_work_waits_for_the_end_of_a_long_leave():
    away = Calendar(hours=OFFICE.hours, leaves=(Leave(MONDAY, jan(31)),))
    load = spread(Demand(A, 60, None, MONDAY - DAY), calendar=away)
    assert load.days == {date(2024, 2, 1): 60}


def test_overdue_work_of_a_person_without_known_hours_is_on_today():
    load = spread(Demand(A, 60, None, MONDAY - DAY), calendar=Calendar())
    assert load.days == {MONDAY: 60}


@pytest.mark.parametrize(
    ("calendar", "demand"),
    [
        (OFFICE, Demand(A, 60, SUNDAY, SUNDAY)),
        (OFFICE, Demand(A, 60, SUNDAY + DAY, SUNDAY)),
        (Calendar(), Demand(A, 60, None, SUNDAY)),
        (
            Calendar(hours=OFFICE.hours, leaves=(Leave(MONDAY, SUNDAY),)),
            Demand(A, 60, None, SUNDAY),
        ),
    ],
    ids=["weekend", "starts after it is due", "unknown hours", "leave"],
)
def test_work_without_a_working_day_left_is_on_its_due_day(calendar: Calendar, demand: Demand):
    load = spread(demand, calendar=calendar)
    assert load.days == {SUNDAY: 60}
    assert load.minutes(Bucket.NO_WORKING_DAYS) == 60


def test_work_without_a_due_date_is_in_its_bucket_and_on_no_day():
    load = spread(Demand(A, 60, MONDAY), Demand(B, None))
    assert load.days == {}
    assert load.minutes(Bucket.UNDATED) == 60
    assert [each.item for each in load.bucket(Bucket.UNESTIMATED)] == [B]


def test_work_without_an_estimate_marks_its_days_with_no_minutes():
    load = spread(Demand(A, None, FRIDAY, jan(8)))
    [placement] = load.bucket(Bucket.UNESTIMATED)
    assert (placement.minutes, placement.days) == (0, (FRIDAY, jan(8)))
    assert load.days == {}


def test_several_assignees_carry_equal_parts():
    assert spread(Demand(A, 90, MONDAY, MONDAY, assignees=3)).days == {MONDAY: 30}


def test_the_past_shows_what_was_spent_and_only_the_rest_is_spread():
    load = even_spread(
        [Demand(A, 120, MONDAY, FRIDAY)],
        OFFICE,
        FRIDAY,
        spent={MONDAY: 300, MONDAY + DAY: 0, FRIDAY: 60},
    )
    assert load.days == {MONDAY: 300, FRIDAY: 120}


def test_a_full_week_still_shows_the_overload_of_its_days():
    week = period_load({MONDAY: 4 * 480, FRIDAY: 480}, capacity_of(OFFICE, MONDAY, SUNDAY))
    assert week.utilisation == 1.0
    assert (week.overload, week.free) == (3 * 480, 3 * 480)


def test_nothing_is_said_against_days_of_unknown_hours():
    joins = Calendar(hours=((FRIDAY, FULL),))
    week = period_load({MONDAY: 900, FRIDAY: 240}, capacity_of(joins, MONDAY, SUNDAY))
    assert (week.load, week.unjudged, week.unknown_days) == (1140, 900, 4)
    assert (week.capacity, week.overload, week.utilisation) == (480, 0, 0.5)
    unknown = period_load({MONDAY: 900}, capacity_of(Calendar(), MONDAY, SUNDAY))
    assert (unknown.load, unknown.unknown_days) == (900, 7)
    assert (unknown.capacity, unknown.overload, unknown.free) == (None, None, None)
    assert unknown.utilisation is None


def test_work_on_a_day_off_is_overload_without_a_utilisation():
    sunday = period_load({SUNDAY: 60}, capacity_of(OFFICE, SUNDAY, SUNDAY))
    assert (sunday.capacity, sunday.overload, sunday.utilisation) == (0, 60, None)


near = st.dates(jan(1) - 20 * DAY, jan(31))
demands = st.lists(
    st.builds(
        Demand,
        item=st.uuids(),
        remaining_minutes=st.none() | st.integers(0, 10_000),
        start=st.none() | near,
        due=st.none() | near,
        assignees=st.integers(1, 4),
    ),
    max_size=12,
)
people = st.sampled_from(
    [
        OFFICE,
        Calendar(),
        Calendar(hours=((jan(10), FULL),)),
        Calendar(hours=OFFICE.hours, leaves=(Leave(jan(3), jan(24)),)),
        Calendar(hours=((jan(1), (0,) * 7),)),
    ]
)


@given(demands, people, near)
def test_spreading_keeps_every_minute(wanted: list[Demand], calendar: Calendar, today: date):
    load = even_spread(wanted, calendar, today)
    everything = sum((each.remaining_minutes or 0) / each.assignees for each in wanted)
    assert sum(load.minutes(bucket) for bucket in Bucket) == pytest.approx(everything)
    drawn = sum(load.days.values()) + load.minutes(Bucket.UNDATED)
    assert drawn == pytest.approx(everything)
    assert [each.item for each in load.placements] == [each.item for each in wanted]
    assert all(day >= today for day in load.days)


@given(demands, people, near)
def test_planned_work_is_only_on_working_days(
    wanted: list[Demand], calendar: Calendar, today: date
):
    for each in even_spread(wanted, calendar, today).bucket(Bucket.PLANNED):
        assert list(each.days) == working_days(calendar, each.days[0], each.days[-1])
