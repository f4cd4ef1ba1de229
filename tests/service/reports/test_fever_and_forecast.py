"""Fever charts and forecasts: points, zones and dates lie where they are told to."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports.plan_drawings.fever_chart import BOTTOM, LEFT, RIGHT, TOP, fever_chart
from service.reports.plan_drawings.forecast_fan import forecast_fan
from service.reports.plan_drawings.plan_values import (
    Fan,
    Fever,
    FeverPoint,
    Forecast,
)
from tests.service.reports.svg import Picture, number, places
from workdomain.scheduling.buffers.fever import Line, Zone

DAY = timedelta(days=1)
MARCH = datetime(2026, 3, 2, tzinfo=UTC)
NEAR = 0.11


def point(days: int, done: float, used: float, zone: Zone) -> FeverPoint:
    return FeverPoint(MARCH + days * DAY, done, used, zone)


STEADY = (
    point(0, 0.0, 0.0, Zone.GREEN),
    point(7, 0.25, 0.3, Zone.YELLOW),
    point(14, 0.5, 0.75, Zone.RED),
)

# -- fever -----------------------------------------------------------------------------------------


def test_points_lie_by_what_is_done_and_what_is_used() -> None:
    picture = Picture(fever_chart(Fever("Apollo", STEADY), UTC))
    found = places(picture.one("path"))
    told = [(LEFT, BOTTOM), (0.25, 0.3), (0.5, 0.75)]
    assert found[:2] == list(told[0])
    for number_, (done, used) in enumerate(told[1:], 1):
        x, y = found[2 * number_ : 2 * number_ + 2]
        assert x == pytest.approx(LEFT + done * (RIGHT - LEFT), abs=NEAR)
        assert y == pytest.approx(BOTTOM - used * (BOTTOM - TOP), abs=NEAR)


def test_zones_differ_in_shape_and_are_named() -> None:
    picture = Picture(fever_chart(Fever("Apollo", STEADY), UTC))
    shapes = {each.get("class"): each.tag.rpartition("}")[2] for each in picture.all("mark")}
    assert shapes == {"mark green": "circle", "mark yellow": "rect", "mark red": "path"}
    assert {"red: act", "yellow: plan a remedy", "green: on course"} <= set(picture.texts)
    assert "16 Mar 2026: 50 % done, 75 % used, red" in picture.texts
    assert "50 % of the chain is done and 75 % of the buffer used" in picture.description


def test_borders_of_zones_slope_as_told() -> None:
    fever = Fever("Apollo", STEADY, Line(0.1, 0.4), Line(0.2, 0.6))
    lines = Picture(fever_chart(fever, UTC)).all("edge", "line")
    for line, (start, end) in zip(lines, ((0.2, 0.8), (0.1, 0.5)), strict=True):
        for name, share in (("y1", start), ("y2", end)):
            assert number(line, name) == pytest.approx(BOTTOM - share * (BOTTOM - TOP), abs=NEAR)


@pytest.mark.parametrize("used", [1.3, 4.0, 60.0])
def test_more_than_the_buffer_lies_on_the_chart_too(used: float) -> None:
    points = (*STEADY, point(21, 0.98, used, Zone.RED))
    picture = Picture(fever_chart(Fever("Apollo", points), UTC))
    assert "all of the buffer" in picture.texts
    *_, y = places(picture.one("path"))
    assert ("23 Mar" if used < 2 else f"23 Mar: {used * 100:.0f} %") in picture.texts
    assert TOP <= y < number(picture.one("planned"), "y1") < BOTTOM
    assert len(picture.all("grid")) < 30


def test_points_side_by_side_are_named_once() -> None:
    crowd = tuple(point(day, 0.3 + day / 1000, 0.4, Zone.YELLOW) for day in range(20))
    picture = Picture(fever_chart(Fever("Apollo", crowd), UTC))
    assert len(picture.all("mark")) == 20
    assert len(picture.all("halo", "text")) == 1
    assert "21 Mar" in picture.texts


def test_a_buffer_of_which_nothing_is_known_is_said_so() -> None:
    picture = Picture(fever_chart(Fever("Apollo", ()), UTC))
    assert picture.texts == ["Nothing is known of this buffer yet."]


# -- forecasts -------------------------------------------------------------------------------------

EVEN = tuple((share / 100, MARCH + share / 5 * DAY) for share in range(5, 100, 5))
"""A chance of 5 % more each day: P5 on the second day, P95 on the nineteenth."""


def test_a_curve_goes_through_its_dates() -> None:
    picture = Picture(forecast_fan(Fan("Apollo", (Forecast(MARCH, EVEN),)), UTC))
    found = places(picture.one("middle"))
    xs, ys = found[::2], found[1::2]
    assert len(xs) == len(EVEN)
    # Equal steps of days and of chance are a straight line.
    for before, here, after in zip(xs, xs[1:], xs[2:], strict=False):
        assert after - here == pytest.approx(here - before, abs=2 * NEAR)
    for before, here, after in zip(ys, ys[1:], ys[2:], strict=False):
        assert here - after == pytest.approx(before - here, abs=2 * NEAR)
    weekend = next(each for each in picture.all("weekend") if number(each, "width") > 40)
    # The first Saturday is the fifth day, P25.
    assert number(weekend, "x") == pytest.approx(xs[4], abs=NEAR)
    assert {"P50: 12 Mar 2026", "P80: 18 Mar 2026", "P95: 21 Mar 2026"} <= set(picture.texts)


def test_deadline_and_plan_are_told_with_their_chance() -> None:
    fan = Fan(
        "Apollo",
        (Forecast(MARCH, EVEN),),
        deadline=MARCH + 14.8 * DAY,
        planned=MARCH + 5 * DAY,
    )
    picture = Picture(forecast_fan(fan, UTC))
    assert "deadline 16 Mar 2026, a chance of 74 %" in picture.texts
    assert "planned 7 Mar 2026, a chance of 25 %" in picture.texts
    xs = places(picture.one("middle"))[::2]
    between = xs[13] + 0.8 * (xs[14] - xs[13])
    assert number(picture.one("deadline-line"), "x1") == pytest.approx(between, abs=2 * NEAR)
    assert number(picture.one("planned"), "x1") == pytest.approx(xs[4], abs=NEAR)


@pytest.mark.parametrize(
    ("days", "said"), [(0.5, "a chance below 5 %"), (25, "a chance above 95 %")]
)
def test_what_is_outside_of_the_known_dates_is_told_so(days: float, said: str) -> None:
    fan = Fan("Apollo", (Forecast(MARCH, EVEN),), deadline=MARCH + days * DAY)
    assert said in Picture(forecast_fan(fan, UTC)).description


def test_a_deadline_far_away_is_told_and_not_drawn() -> None:
    fan = Fan("Apollo", (Forecast(MARCH, EVEN),), deadline=MARCH + 900 * DAY)
    picture = Picture(forecast_fan(fan, UTC))
    assert picture.all("deadline-line") == []
    assert "The deadline is 18 Aug 2028: a chance above 95 %." in picture.description
    again = Fan("Apollo", fan.forecasts * 2, deadline=fan.deadline)
    assert Picture(forecast_fan(again, UTC)).all("deadline-line") == []


def test_a_fan_has_bands_one_within_another_and_a_line_through_the_middle() -> None:
    forecasts = tuple(
        Forecast(MARCH + week * 7 * DAY, tuple((s, at + week * DAY) for s, at in EVEN))
        for week in range(4)
    )
    fan = Fan("Apollo", forecasts, deadline=MARCH + 15 * DAY, planned=MARCH + 9 * DAY)
    picture = Picture(forecast_fan(fan, UTC))
    bands = [places(each)[1::2] for each in picture.all("band")]
    assert len(bands) == 3
    tops = [min(each) for each in bands]
    bottoms = [max(each) for each in bands]
    assert tops == sorted(tops)
    assert bottoms == sorted(bottoms, reverse=True)
    middle = places(picture.one("middle"))[1::2]
    # Each week the dates moved by a day, upwards.
    steps = [one - two for one, two in pairwise(middle)]
    assert steps == pytest.approx([steps[0]] * 3, abs=2 * NEAR)
    assert steps[0] > 0
    # P50 of the first is the tenth day: a day above the plan, which is the ninth.
    plan = number(picture.one("planned"), "y1")
    assert plan - middle[0] == pytest.approx(steps[0], abs=2 * NEAR)
    assert len(picture.all("dot")) == 4
    assert "deadline 17 Mar 2026" in picture.texts


def test_nothing_forecast_is_said() -> None:
    assert Picture(forecast_fan(Fan("A", ()), UTC)).texts == ["Nothing was forecast yet."]


@given(
    st.lists(st.integers(0, 10_000), min_size=2, max_size=19),
    st.floats(0.05, 0.95),
)
def test_a_date_has_the_chance_that_it_was_asked_by(hours: list[int], share: float) -> None:
    steps = len(hours) - 1
    dates = tuple(
        (0.05 + 0.9 * number_ / steps, MARCH + timedelta(hours=hour))
        for number_, hour in enumerate(sorted(hours))
    )
    forecast = Forecast(MARCH, dates)
    date = forecast.date_of(share)
    told = forecast.chance_by(date)
    assert told is not None
    # Where several chances have the same date, the highest is told.
    assert told >= share - 1e-6
    later = forecast.chance_by(date + timedelta(minutes=1))
    assert later is None or later >= told


@given(st.text(max_size=40))
def test_whatever_it_is_called_it_is_a_picture(name: str) -> None:
    Picture(fever_chart(Fever(name, STEADY), UTC))
    Picture(forecast_fan(Fan(name, (Forecast(MARCH, EVEN),)), UTC))


def test_chances_beyond_those_that_are_known_have_the_dates_at_their_ends() -> None:
    forecast = Forecast(MARCH, EVEN)
    assert (forecast.date_of(0.01), forecast.date_of(0.99)) == (EVEN[0][1], EVEN[-1][1])


def test_forecasts_ascend() -> None:
    with pytest.raises(ValueError, match="two dates"):
        Forecast(MARCH, EVEN[:1])
    with pytest.raises(ValueError, match="later date"):
        Forecast(MARCH, ((0.1, MARCH + DAY), (0.2, MARCH)))
