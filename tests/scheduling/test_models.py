from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workdomain.scheduling.calendar import Calendar, Leave, Week, capacity_of
from workdomain.scheduling.load import Bucket, Demand, even_spread, period_load
from workdomain.scheduling.models import Model, spread
from workdomain.scheduling.overbooking import overbooked

FULL: Week = (480, 480, 480, 480, 480, 0, 0)
SHORT_FRIDAY: Week = (480, 480, 480, 480, 240, 0, 0)
LONG_AGO, MONDAY, DAY = date(2000, 1, 1), date(2024, 1, 1), timedelta(days=1)
OFFICE = Calendar(hours=((LONG_AGO, FULL),))
TUESDAY, FRIDAY = MONDAY + DAY, MONDAY + 4 * DAY
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def test_by_capacity_half_a_day_takes_half_as_much_as_a_whole_one():
    calendar = Calendar(hours=((LONG_AGO, SHORT_FRIDAY),))
    load = spread(Model.PROPORTIONAL, [Demand(A, 1080, MONDAY, FRIDAY)], calendar, MONDAY)
    assert list(load.days.values()) == [240, 240, 240, 240, 120]
    [placed] = load.bucket(Bucket.PLANNED)
    assert dict(placed.by_day()) == load.days


def test_what_is_due_soonest_comes_first_and_the_rest_waits_for_room():
    urgent, calm = Demand(A, 16 * 60, MONDAY, TUESDAY), Demand(B, 24 * 60, MONDAY, FRIDAY)
    load = spread(Model.EARLIEST_DUE, [calm, urgent], OFFICE, MONDAY)
    assert set(load.days.values()) == {480}
    first, second = load.placements
    assert (first.item, first.days) == (B, (MONDAY + 2 * DAY, MONDAY + 3 * DAY, FRIDAY))
    assert (second.item, second.days) == (A, (MONDAY, TUESDAY))


def test_what_does_not_fit_is_left_over_on_its_due_day():
    load = spread(Model.EARLIEST_DUE, [Demand(A, 1000, MONDAY, TUESDAY)], OFFICE, MONDAY)
    assert load.days == {MONDAY: 480, TUESDAY: 520}
    never_its_turn = [Demand(A, 480, MONDAY, MONDAY), Demand(B, 60, MONDAY, MONDAY)]
    assert spread(Model.EARLIEST_DUE, never_its_turn, OFFICE, MONDAY).days == {MONDAY: 540}


def test_late_work_takes_its_day_before_what_can_wait():
    demands = [Demand(A, 300, None, MONDAY - DAY), Demand(B, 300, MONDAY, TUESDAY)]
    load = spread(Model.EARLIEST_DUE, demands, OFFICE, MONDAY)
    assert load.days == {MONDAY: 480, TUESDAY: 120}


def test_late_work_of_someone_whose_hours_are_unknown_takes_nothing_from_anything():
    joins = Calendar(hours=((MONDAY + 400 * DAY, FULL),))
    load = spread(Model.EARLIEST_DUE, [Demand(A, 60, None, MONDAY - DAY)], joins, MONDAY)
    assert sum(load.days.values()) == 60


@pytest.mark.parametrize("model", Model)
def test_a_model_changes_nothing_about_work_that_is_on_no_day_of_its_own(model: Model):
    demands = [
        Demand(A, 60, None, MONDAY - DAY),
        Demand(B, 60),
        Demand(C, None, MONDAY, FRIDAY),
        Demand(UUID(int=4), 60, MONDAY + 5 * DAY, MONDAY + 5 * DAY),
        Demand(UUID(int=5), 0, MONDAY, FRIDAY),
    ]
    spent = {MONDAY - DAY: 30.0}
    found = spread(model, demands, OFFICE, MONDAY, spent)
    assert found == even_spread(demands, OFFICE, MONDAY, spent)


near = st.dates(MONDAY - 3 * DAY, MONDAY + 20 * DAY)
wanted = st.lists(
    st.builds(
        Demand,
        item=st.uuids(),
        remaining_minutes=st.none() | st.integers(0, 3_000),
        start=st.none() | near,
        due=st.none() | near,
        assignees=st.integers(1, 3),
    ),
    max_size=9,
)
calendars = st.sampled_from(
    [
        OFFICE,
        Calendar(),
        Calendar(hours=((MONDAY + 4 * DAY, FULL),)),
        Calendar(hours=OFFICE.hours, leaves=(Leave(TUESDAY, FRIDAY), Leave(MONDAY, MONDAY, 200))),
    ]
)


@given(wanted, calendars, st.sampled_from(Model))
def test_every_model_keeps_every_minute_of_every_item_in_its_bucket(demands, calendar, model):
    load = spread(model, demands, calendar, MONDAY)
    even = even_spread(demands, calendar, MONDAY)
    assert [(p.item, p.bucket, p.minutes) for p in load.placements] == [
        (p.item, p.bucket, p.minutes) for p in even.placements
    ]
    assert sum(load.days.values()) == pytest.approx(sum(even.days.values()))
    for placed, before in zip(load.placements, even.placements, strict=True):
        assert set(placed.days) <= set(before.days)
        assert sum(m for _, m in placed.by_day()) == pytest.approx(
            placed.minutes if placed.days else 0
        )


planned = st.lists(
    st.tuples(st.lists(st.integers(0, 20), min_size=2, max_size=2), st.integers(1, 2_000)),
    max_size=9,
).map(
    lambda found: [
        Demand(UUID(int=n), minutes, MONDAY + min(days) * DAY, MONDAY + max(days) * DAY)
        for n, (days, minutes) in enumerate(found)
    ]
)


@settings(max_examples=300)
@given(planned)
def test_earliest_due_is_over_exactly_when_no_order_of_working_fits(demands):
    capacity = capacity_of(OFFICE, MONDAY, MONDAY + 20 * DAY)
    load = spread(Model.EARLIEST_DUE, demands, OFFICE, MONDAY)
    over = period_load(load.days, capacity).overload or 0.0
    alarms = overbooked(demands, capacity)
    assert (over > 1e-3) == bool(alarms)
    assert over >= max((alarm.over_by for alarm in alarms), default=0.0) - 1e-3


@given(planned)
def test_no_model_leaves_fewer_hours_over(demands):
    """Each model's hours beyond capacity are at least those that fit in no order."""
    capacity = capacity_of(OFFICE, MONDAY, MONDAY + 20 * DAY)
    least, *others = (
        period_load(spread(model, demands, OFFICE, MONDAY).days, capacity).overload or 0.0
        for model in (Model.EARLIEST_DUE, Model.EVEN, Model.PROPORTIONAL)
    )
    assert all(least <= other + 1e-3 for other in others)
