"""Time that is kept, beside the work that it is kept for: together they count once."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.scheduling.keeping import Desk, Kept, Work, ahead, side_by_side
from workdomain.scheduling.load import Demand
from workdomain.scheduling.overbooking import overbooked

MONDAY, DAY = date(2024, 1, 1), timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY
FULL = (480, 480, 480, 480, 480, 0, 0)
OFFICE = Calendar(hours=((date(2020, 1, 1), FULL),))
ATLAS, BOLT = UUID(int=1), UUID(int=2)
ITEM, OTHER, TIME, MORE = (UUID(int=n) for n in range(11, 15))


def kept(minutes: float = 2400, **more: object) -> Kept:
    fields = {"id": TIME, "first": MONDAY, "last": FRIDAY, "project": ATLAS, **more}
    return Kept(minutes=minutes, **fields)  # type: ignore[arg-type]


def work(
    minutes: float | None = 600,
    start: date | None = None,
    due: date | None = FRIDAY,
    project: UUID | None = ATLAS,
    item: UUID = ITEM,
    assignees: int = 1,
) -> Work:
    return Work(Demand(item, minutes, start, due, assignees), project)


def minutes(works: object) -> dict[UUID, float]:
    return {each.demand.item: each.demand.part_minutes for each in works}  # type: ignore[attr-defined]


def side(*works: Work, of: tuple[Kept, ...] = (kept(),)) -> Desk:
    return side_by_side(works, of, MONDAY)


def test_work_that_fits_into_the_time_kept_for_it_counts_once():
    desk = side(work(600))
    assert minutes(desk.picture) == {ITEM: 0, TIME: 2400}
    assert minutes(desk.alarm) == {ITEM: 600, TIME: 1800}


def test_work_that_is_more_than_the_time_kept_for_it_is_told_beside_it():
    desk = side(work(3000))
    assert minutes(desk.picture) == {ITEM: 600, TIME: 2400}
    assert minutes(desk.alarm) == {ITEM: 3000, TIME: 0}


def test_what_is_due_soonest_is_done_in_it_first():
    soon = work(1500, due=FRIDAY - DAY, item=OTHER)
    desk = side(work(1500), soon)
    assert minutes(desk.picture) == {ITEM: 600, OTHER: 0, TIME: 2400}


@pytest.mark.parametrize(
    "other",
    [
        work(600, project=BOLT),
        work(600, project=None),
        work(600, start=FRIDAY + 3 * DAY, due=FRIDAY + 4 * DAY),
        work(None),
    ],
    ids=["another project", "no project", "other days", "nobody knows how much"],
)
def test_work_that_the_time_is_not_for_counts_beside_it(other: Work):
    desk = side(other)
    assert desk.picture[0] == desk.alarm[0] == other
    assert minutes(desk.alarm)[TIME] == 2400


@pytest.mark.parametrize(
    "held",
    [
        work(600, due=None),
        work(600, due=MONDAY - DAY),
        work(600, start=FRIDAY, due=FRIDAY + 30 * DAY),
        work(600, start=FRIDAY, due=MONDAY),
    ],
    ids=["undated", "late", "begins in it", "due before it starts"],
)
def test_work_that_can_be_done_in_these_days_is(held: Work):
    assert minutes(side(held).alarm)[TIME] == 1800


def test_time_for_one_work_item_holds_nothing_else():
    only = kept(item=ITEM)
    desk = side(work(600), work(600, item=OTHER), of=(only,))
    assert minutes(desk.picture) == {ITEM: 0, OTHER: 600, TIME: 2400}
    of_nothing = kept(project=None)
    assert minutes(side(work(600, project=None), of=(of_nothing,)).alarm)[TIME] == 2400


def test_each_persons_part_is_put_into_their_own_time():
    desk = side(work(1200, assignees=2), of=(kept(240),))
    assert minutes(desk.picture) == {ITEM: 360, TIME: 240}
    assert desk.picture[0].demand.remaining_minutes == 720


def test_several_times_hold_what_they_can_each_minute_once():
    later = kept(600, id=MORE, first=FRIDAY, last=FRIDAY + 7 * DAY)
    desk = side(work(2700), of=(later, kept()))
    assert minutes(desk.picture) == {ITEM: 0, TIME: 2400, MORE: 600}
    assert minutes(desk.alarm) == {ITEM: 2700, TIME: 0, MORE: 300}


def test_without_any_time_kept_nothing_changes():
    works = (work(),)
    assert side_by_side(works, (), MONDAY) == Desk(works, works)


def test_of_days_that_have_passed_their_share_has_passed():
    assert ahead(kept(), OFFICE, MONDAY) == [kept()]
    wednesday = ahead(kept(), OFFICE, MONDAY + 2 * DAY)
    assert wednesday == [kept(1440, first=MONDAY + 2 * DAY)]
    assert ahead(kept(), OFFICE, FRIDAY + DAY) == []
    unknown = ahead(kept(), Calendar(), MONDAY + 4 * DAY)
    assert unknown == [kept(480, first=FRIDAY)]
    weekend = kept(first=FRIDAY + DAY, last=FRIDAY + 2 * DAY)
    assert ahead(weekend, OFFICE, FRIDAY + 2 * DAY) == [weekend._replace(first=FRIDAY + 2 * DAY)]


def test_what_is_kept_each_day_is_a_piece_of_each_working_day_to_come():
    daily = kept(daily=240.0, last=FRIDAY + 3 * DAY)
    found = ahead(daily, OFFICE, FRIDAY)
    assert [(piece.first, piece.last, piece.minutes) for piece in found] == [
        (FRIDAY, FRIDAY, 240),
        (FRIDAY + 3 * DAY, FRIDAY + 3 * DAY, 240),
    ]
    assert ahead(daily, Calendar(), FRIDAY) == found, "Monday to Friday, where nobody knows"


def test_what_is_kept_each_day_holds_no_more_on_it_and_keeps_its_day():
    daily = ahead(kept(daily=240.0), OFFICE, MONDAY)
    monday = work(480, due=MONDAY)
    desk = side_by_side([monday], daily, MONDAY)
    assert desk.picture[0].demand.part_minutes == 240
    capacity = capacity_of(OFFICE, MONDAY, FRIDAY)
    assert overbooked([each.demand for each in desk.alarm], capacity) == ()
    elsewhere = work(300, due=MONDAY, project=BOLT)
    desk = side_by_side([elsewhere], daily, MONDAY)
    (alarm,) = overbooked([each.demand for each in desk.alarm], capacity)
    assert (alarm.first, alarm.last, alarm.over_by) == (MONDAY, MONDAY, 60)


def test_a_due_date_keeps_its_force_in_the_alarm():
    capacity = capacity_of(OFFICE, MONDAY, FRIDAY)
    tuesday = MONDAY + DAY
    urgent = work(300, due=tuesday)
    elsewhere = work(900, due=tuesday, project=BOLT, item=OTHER)
    desk = side(urgent, elsewhere, of=(kept(1200),))
    (alarm,) = overbooked([each.demand for each in desk.alarm], capacity)
    assert (alarm.last, alarm.over_by) == (tuesday, 240)


spans = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
projects = st.sampled_from([ATLAS, BOLT])
works = st.lists(st.tuples(spans, st.integers(0, 900), projects), max_size=5).map(
    lambda found: [
        Work(Demand(UUID(int=100 + n), m, MONDAY + s * DAY, MONDAY + e * DAY), project)
        for n, ((s, e), m, project) in enumerate(found)
    ]
)
times = st.lists(st.tuples(spans, st.integers(1, 900), projects), max_size=4).map(
    lambda found: [
        Kept(UUID(int=200 + n), m, MONDAY + s * DAY, MONDAY + e * DAY, project)
        for n, ((s, e), m, project) in enumerate(found)
    ]
)


@settings(max_examples=200)
@given(works, times)
def test_both_lists_hold_the_same_minutes_and_none_twice(some: list[Work], of: list[Kept]):
    desk = side_by_side(some, of, MONDAY)
    picture, alarm = minutes(desk.picture), minutes(desk.alarm)
    assert sum(picture.values()) == pytest.approx(sum(alarm.values()))
    work_in_all, kept_in_all = sum(minutes(some).values()), sum(each.minutes for each in of)
    assert max(work_in_all, kept_in_all) - 1e-6 <= sum(picture.values())
    assert sum(picture.values()) <= work_in_all + kept_in_all + 1e-6
    assert all(picture[each.id] == each.minutes for each in of)
    assert all(alarm[each.demand.item] == each.demand.part_minutes for each in some)
    capacity = capacity_of(OFFICE, MONDAY, MONDAY + 9 * DAY)
    beside = [*some, *(each.as_work(each.minutes) for each in of)]
    if not overbooked([each.demand for each in beside], capacity):
        assert not overbooked([each.demand for each in desk.alarm], capacity)
