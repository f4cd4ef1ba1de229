"""A Gantt chart: what is drawn lies where its dates are, and says what it is without colour."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports.plan_drawings.axis import Calendar
from service.reports.plan_drawings.drawing import clipped, width_of, words
from service.reports.plan_drawings.gantt import MOST_BARS, WIDTH, gantt
from service.reports.plan_drawings.plan_values import Bar, BufferBar, LinkLine
from tests.service.reports.svg import Picture, inside, number, places

DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
TODAY = MONDAY + 3 * DAY
NEAR = 0.11
"""Places are written to a tenth of a pixel."""

DIG = Bar("1", "Dig", "Apollo", MONDAY, MONDAY + 7 * DAY, ("Ana",))
BUILD = Bar("2", "Build", "Apollo", MONDAY + 10 * DAY, MONDAY + 20 * DAY, ("Ben", "Cleo"))


def drawn(*bars: Bar, links: tuple[LinkLine, ...] = (), today: datetime = TODAY) -> Picture:
    return Picture(gantt(bars, links, (), today))


def box(picture: Picture, name: str, look: str = "bar") -> tuple[float, float]:
    rect = inside(picture.group(name), look)
    return number(rect, "x"), number(rect, "x") + number(rect, "width")


def at(picture: Picture, moment: datetime) -> float:
    """Tell where a moment lies, by the two bars that are always there."""
    left, per_day = box(picture, "Dig")[0], box(picture, "Build")[1] - box(picture, "Dig")[0]
    return left + (moment - MONDAY) / (20 * DAY) * per_day


# -- places ----------------------------------------------------------------------------------------


def test_bars_lie_where_their_dates_are() -> None:
    other = Bar("3", "Paint", "Boat", MONDAY + 4.5 * DAY, MONDAY + 12.25 * DAY)
    picture = drawn(DIG, BUILD, other)
    for name, start, finish in (("Dig", 0, 7), ("Build", 10, 20), ("Paint", 4.5, 12.25)):
        left, right = box(picture, name)
        assert left == pytest.approx(at(picture, MONDAY + start * DAY), abs=NEAR)
        assert right == pytest.approx(at(picture, MONDAY + finish * DAY), abs=2 * NEAR)


def test_the_last_two_of_seven_days_since_a_monday_are_a_weekend() -> None:
    picture = drawn(DIG, BUILD)
    first = picture.all("weekend")[0]
    assert number(first, "x") == pytest.approx(at(picture, MONDAY + 5 * DAY), abs=NEAR)
    assert number(first, "x") + number(first, "width") == pytest.approx(
        box(picture, "Dig")[1], abs=2 * NEAR
    )


def test_days_are_those_of_the_zone_of_today_also_when_clocks_change() -> None:
    monday = datetime(2026, 3, 23, tzinfo=BERLIN)
    week = Bar("1", "Week", "", monday, datetime(2026, 3, 30, tzinfo=BERLIN))
    utc = Bar("2", "Same", "", week.start.astimezone(UTC), week.finish.astimezone(UTC))
    picture = drawn(week, utc, today=monday + DAY)
    assert box(picture, "Week") == box(picture, "Same")
    rect = picture.one("weekend")
    assert number(rect, "x") + number(rect, "width") == pytest.approx(
        box(picture, "Week")[1], abs=2 * NEAR
    )
    left, right = box(picture, "Week")
    # The Sunday has 23 hours.
    assert number(rect, "width") == pytest.approx((right - left) * 47 / 167, abs=2 * NEAR)


def test_slack_baseline_deadline_and_today_lie_at_their_dates() -> None:
    planned = Bar(
        "3",
        "Paint",
        "Apollo",
        MONDAY + 2 * DAY,
        MONDAY + 6 * DAY,
        slack_until=MONDAY + 9 * DAY,
        baseline=(MONDAY + DAY, MONDAY + 4 * DAY),
        deadline=MONDAY + 5 * DAY,
    )
    picture = drawn(DIG, BUILD, planned)
    slack = places(next(each for each in picture.all("slack") if "v-3" not in each.get("d", "")))
    assert slack[0] == pytest.approx(box(picture, "Paint")[1], abs=NEAR)
    assert slack[2] == pytest.approx(at(picture, MONDAY + 9 * DAY), abs=NEAR)
    ghost = next(each for each in picture.all("ghost") if number(each, "x") > 200)
    assert number(ghost, "x") == pytest.approx(at(picture, MONDAY + DAY), abs=NEAR)
    width = at(picture, MONDAY + 4 * DAY) - at(picture, MONDAY + DAY)
    assert number(ghost, "width") == pytest.approx(width, abs=2 * NEAR)
    flag = inside(picture.group("Paint"), "deadline")
    assert places(flag)[0] + 5 == pytest.approx(at(picture, MONDAY + 5 * DAY), abs=NEAR)
    assert number(picture.one("now"), "x1") == pytest.approx(at(picture, TODAY), abs=NEAR)


def test_what_is_done_is_a_share_of_the_bar() -> None:
    half = Bar("3", "Half", "Apollo", MONDAY, MONDAY + 8 * DAY, done=0.5)
    over = Bar("4", "Over", "Apollo", MONDAY, MONDAY + 8 * DAY, done=7.0)
    picture = drawn(half, over)
    for name, share in (("Half", 0.5), ("Over", 1.0)):
        left, right = box(picture, name)
        since, until = box(picture, name, "done")
        assert since == left
        assert until == pytest.approx(left + (right - left) * share, abs=2 * NEAR)


def test_work_that_is_laid_aside_is_drawn_in_pieces_that_fill_one_after_the_other() -> None:
    pieces = (MONDAY, MONDAY + 2 * DAY), (MONDAY + 6 * DAY, MONDAY + 8 * DAY)
    cut = Bar("3", "Cut", "Apollo", MONDAY, MONDAY + 8 * DAY, pieces=pieces, done=0.75)
    picture = drawn(DIG, BUILD, cut)
    of_cut = [each for each in picture.group("Cut") if each.get("class") == "bar"]
    told = [(number(each, "x"), number(each, "width")) for each in of_cut]
    for (begin, end), (x, width) in zip(pieces, told, strict=True):
        assert x == pytest.approx(at(picture, begin), abs=NEAR)
        assert x + width == pytest.approx(at(picture, end), abs=2 * NEAR)
    done = [number(each, "width") for each in picture.group("Cut") if each.get("class") == "done"]
    assert done == pytest.approx([told[0][1], told[1][1] / 2], abs=2 * NEAR)
    assert "in 2 pieces" in picture.text
    untouched = drawn(Bar("3", "Cut", "Apollo", MONDAY, MONDAY + 8 * DAY, pieces=pieces))
    assert all(each.get("class") != "done" for each in untouched.group("Cut"))


@pytest.mark.parametrize(
    ("kind", "from_right", "to_right"),
    [
        ("finish-start", True, False),
        ("start-start", False, False),
        ("finish-finish", True, True),
        ("start-finish", False, True),
    ],
)
@pytest.mark.parametrize("ends", [("1", "2"), ("2", "1")])
def test_a_link_goes_from_an_end_to_an_end(
    kind: str, from_right: bool, to_right: bool, ends: tuple[str, str]
) -> None:
    picture = drawn(DIG, BUILD, links=(LinkLine(*ends, kind),))
    names = {"1": "Dig", "2": "Build"}
    x = places(picture.one("link"))
    assert x[0] == pytest.approx(box(picture, names[ends[0]])[from_right], abs=2 * NEAR)
    assert x[-2] == pytest.approx(box(picture, names[ends[1]])[to_right], abs=2 * NEAR)
    assert x[1] != x[-1]


def test_what_follows_at_once_is_entered_from_above_or_below() -> None:
    follows = Bar("3", "Roof", "Apollo", DIG.finish, DIG.finish + 3 * DAY)
    picture = drawn(DIG, BUILD, follows, links=(LinkLine("1", "3"),))
    x, y = places(picture.one("link"))[-2:]
    left, right = box(picture, "Roof")
    assert left < x < right
    assert y == pytest.approx(number(inside(picture.group("Roof"), "bar"), "y"), abs=NEAR)


def test_a_link_to_what_is_not_there_is_not_drawn() -> None:
    assert drawn(DIG, BUILD, links=(LinkLine("1", "9"), LinkLine("9", "1"))).all("link") == []


def test_binding_links_lie_above_others_and_those_of_the_chain_stand_out() -> None:
    one, two = (
        Bar(each.id, each.name, "", each.start, each.finish, critical=True) for each in (DIG, BUILD)
    )
    three = Bar("3", "Paint", "", MONDAY, MONDAY + DAY)
    links = (LinkLine("1", "2", binding=True), LinkLine("3", "2", binding=True), LinkLine("3", "1"))
    picture = drawn(one, two, three, links=links)
    assert [each.get("class") for each in picture.all("link")] == [
        "link",
        "link binding chain",
        "link binding",
    ]
    assert "Build starts after Dig has finished (binding)" in picture.text


# -- what it says ----------------------------------------------------------------------------------


def test_the_critical_chain_differs_in_shape_and_weight_not_only_in_colour() -> None:
    critical = Bar("3", "Roof", "Apollo", MONDAY, MONDAY + DAY, critical=True)
    picture = drawn(DIG, BUILD, critical)
    strong, usual = inside(picture.group("Roof"), "critical"), inside(picture.group("Dig"), "bar")
    assert number(strong, "height") > number(usual, "height")
    assert number(strong, "rx") == 0 < number(usual, "rx")
    assert "strong" in inside(picture.group("Roof"), "name").get("class", "")
    assert "on the critical chain" in (picture.group("Roof")[0].text or "")
    assert "critical chain" in picture.texts
    assert "critical chain" not in drawn(DIG, BUILD).texts


def test_a_milestone_is_a_diamond_at_its_finish() -> None:
    done = Bar("3", "Done", "", MONDAY, MONDAY + 5 * DAY, milestone=True, baseline=(MONDAY, MONDAY))
    picture = drawn(DIG, BUILD, done)
    left, _, middle, *_ = places(inside(picture.group("Done"), "stone"))
    right = places(inside(picture.group("Done"), "stone"))[4]
    assert (left + right) / 2 == middle == pytest.approx(at(picture, done.finish), abs=NEAR)
    assert "milestone" in picture.texts
    ghost = picture.one("ghost", "path")
    assert places(ghost)[2] == pytest.approx(at(picture, MONDAY), abs=NEAR)


@pytest.mark.parametrize(
    ("over", "said"), [(timedelta(hours=2.5), "3 h late"), (1.2 * DAY, "2 d late"), (0 * DAY, "")]
)
def test_how_late_it_is_is_written_beside_it(over: timedelta, said: str) -> None:
    bar = Bar("3", "Paint", "", MONDAY, MONDAY + DAY, deadline=MONDAY + DAY - over)
    texts = drawn(DIG, BUILD, bar).texts
    assert [each for each in texts if each.endswith("late")] == ([said] if said else [])


def test_pins_and_those_that_go_against_the_plan_are_marked() -> None:
    pinned = Bar("3", "Paint", "", MONDAY, MONDAY + DAY, pinned=True, broken=True)
    picture = drawn(DIG, pinned)
    assert inside(picture.group("Paint"), "pin").tag.endswith("circle")
    assert inside(picture.group("Paint"), "warn") is not None
    assert "1 whose pinned dates go against the plan" in picture.description


def test_work_is_grouped_by_project_the_earliest_first() -> None:
    boat = Bar("3", "Sail", "Boat", MONDAY - DAY, MONDAY + DAY)
    alone = Bar("4", "Phone", "", MONDAY + 30 * DAY, MONDAY + 31 * DAY)
    found = drawn(BUILD, DIG, alone, boat).all("name", "text")
    names = [each.text for each in sorted(found, key=lambda each: number(each, "y"))]
    assert names[-7:] == ["Boat", "Sail", "Apollo", "Dig", "Build", "Work of no project", "Phone"]


def test_people_are_written_where_there_is_room() -> None:
    right_of_it = inside(drawn(DIG, BUILD).group("Dig"), "halo")
    assert ("".join(right_of_it.itertext()), "to-end" in right_of_it.get("class", "")) == (
        "Ana",
        False,
    )
    left_of_it = inside(drawn(DIG, BUILD).group("Build"), "halo")
    assert ("".join(left_of_it.itertext()), "to-end" in left_of_it.get("class", "")) == (
        "Ben, Cleo",
        True,
    )
    everywhere = drawn(Bar("1", "Long", "", MONDAY, MONDAY + 8.99 * DAY, ("Ben", "Cleo")))
    assert "Ben, Cleo" not in everywhere.texts
    assert "Ben, Cleo" in everywhere.text


def test_what_is_written_left_of_a_late_bar_lies_beyond_its_deadline() -> None:
    late = Bar(
        "3", "Paint", "", MONDAY + 15 * DAY, BUILD.finish, ("Ana",), deadline=MONDAY + 9 * DAY
    )
    picture = drawn(DIG, BUILD, late)
    said = inside(picture.group("Paint"), "halo")
    assert "".join(said.itertext()) == "11 d late\N{NO-BREAK SPACE} Ana"
    assert "to-end" in said.get("class", "")
    assert number(said, "x") < at(picture, MONDAY + 9 * DAY) - 5


def test_buffers_fill_as_they_are_used() -> None:
    buffers = [
        BufferBar(f"{kind} {used}", kind, MONDAY + 9 * DAY, MONDAY + 14 * DAY, used, "Apollo")
        for kind, used in (("project", 0.1), ("feeding", 0.5), ("milestone", 1.3))
    ]
    late = BufferBar("last", "project", MONDAY + 16 * DAY, MONDAY + 20 * DAY, 0.0, "Apollo")
    whole = BufferBar("whole", "project", MONDAY, MONDAY + 20 * DAY, 0.0, "Apollo")
    picture = Picture(gantt([DIG, BUILD], [], [*buffers, late, whole], TODAY))
    for each, colour in zip(buffers, ("green", "yellow", "red"), strict=True):
        group = picture.group(each.name)
        room = number(inside(group, each.kind), "width") - 3
        filled = number(inside(group, colour), "width")
        assert filled == pytest.approx(room * min(1.0, each.used or 0.0), abs=NEAR)
    assert "milestone buffer, 130 % used" in picture.texts
    assert "to-end" in inside(picture.group("last"), "halo").get("class", "")
    assert "5 buffers" in picture.description
    unknown = BufferBar("unknown", "project", MONDAY, MONDAY + DAY)
    assert "project buffer" in Picture(gantt([DIG, BUILD], [], [unknown], TODAY)).texts
    assert picture.texts.count("project buffer, 0 % used") == 1


def test_long_names_and_those_from_right_to_left_are_cut_at_their_end() -> None:
    long = "עיצוב הגן " * 12
    picture = drawn(Bar("1", long, "", MONDAY, MONDAY + DAY))
    (said,) = [each for each in picture.texts if each.startswith("עיצוב")]
    assert said.endswith("…")
    assert long.strip() in picture.text


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_people_wrote_it_is_a_picture(name: str, who: str) -> None:
    picture = drawn(Bar("1", name, who, MONDAY, MONDAY + DAY, (who,)), DIG)
    assert len(picture.all("bar", "rect")) == 3
    picture.text.encode()


@given(st.text(max_size=80), st.floats(0, 400))
def test_a_text_that_is_cut_fits(text: str, room: float) -> None:
    cut = clipped(text, room)
    assert cut == words(text) or width_of(cut, 12.0) <= room
    assert cut == words(text) or cut == "" or words(text).startswith(cut[:-1])


# -- the whole -------------------------------------------------------------------------------------


def test_the_same_plan_is_drawn_with_the_same_bytes_in_whatever_order_it_is_told() -> None:
    bars = [DIG, BUILD, Bar("3", "Dig", "Boat", MONDAY, MONDAY + DAY)]
    links = [LinkLine("1", "2", binding=True), LinkLine("3", "2"), LinkLine("3", "1")]
    told = gantt(bars, links, [], TODAY)
    assert gantt(bars[::-1], links[::-1], [], TODAY) == told


def test_two_thousand_bars_are_drawn_and_more_are_refused_in_a_sentence() -> None:
    bars = [
        Bar(str(i), f"Task {i}", f"P{i % 40}", MONDAY + i % 300 * DAY, MONDAY + (i % 300 + 9) * DAY)
        for i in range(MOST_BARS)
    ]
    links = [LinkLine(str(i), str(i + 40)) for i in range(MOST_BARS - 40)]
    picture = Picture(gantt(bars, links, [], TODAY))
    assert len(picture.all("bar", "rect")) == MOST_BARS + 1
    assert len(picture.all("link")) == len(links)
    refused = Picture(gantt([*bars, DIG], [], [], TODAY))
    assert "2,001 tasks are more than one picture holds (2,000)" in refused.texts[0]


def test_nothing_planned_is_said() -> None:
    assert Picture(gantt([], [], [], TODAY)).texts == ["Nothing is planned."]


def test_today_is_left_out_where_it_is_far_away() -> None:
    assert drawn(DIG, today=MONDAY + 900 * DAY).all("now") == []


def test_what_is_far_ahead_does_not_make_the_calendar_longer() -> None:
    far = Bar("1", "Dig", "", MONDAY, MONDAY + 7 * DAY, deadline=MONDAY + 900 * DAY)
    picture = drawn(far, Bar("2", "Wait", "", MONDAY, MONDAY + DAY, slack_until=MONDAY + 900 * DAY))
    assert [each for each in picture.group("Dig") if each.get("class") == "deadline"] == []
    slack = places(picture.all("slack")[-1])
    assert slack[2] == pytest.approx(WIDTH - 14)
    assert len(slack) == 3
    width = box(picture, "Dig")[1] - box(picture, "Dig")[0]
    assert width > 400


def test_a_calendar_can_be_given() -> None:
    picture = Picture(gantt([DIG], [], [], TODAY, (MONDAY - 14 * DAY, MONDAY + 14 * DAY)))
    assert box(picture, "Dig")[0] > 600


def test_dates_have_zones_and_go_on() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Bar("1", "Dig", "", MONDAY, MONDAY - DAY)
    with pytest.raises(ValueError, match="in no time zone"):
        BufferBar("Rest", "project", MONDAY.replace(tzinfo=None), MONDAY.replace(tzinfo=None))


# -- the calendar above it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "lower", "upper"),
    [
        (timedelta(hours=13), "9:00", "Mon 2 Mar 2026"),
        (2 * DAY, "9:00", "Mon 2 Mar 2026"),
        (10 * DAY, "Wed 4", "Mar 2026"),
        (40 * DAY, "17", "Mar 2026"),
        (180 * DAY, "16", "Apr 2026"),
        (600 * DAY, "Jul", "2027"),
        (1_500 * DAY, "Q3", "2028"),
        (8_000 * DAY, "2030", None),
        (90_000 * DAY, "2050", None),
        (900_000 * DAY, "3000", None),
    ],
)
def test_the_names_of_days_have_room(length: timedelta, lower: str, upper: str | None) -> None:
    axis = Calendar(MONDAY + DAY / 3, MONDAY + length, UTC, 250.0, 1190.0)
    units = axis.tiers()
    told = [name for _, _, name in axis.units(units[0])]
    assert lower in told
    assert upper is None or upper in [name for _, _, name in axis.units(units[1] or units[0])]
    assert (units[1] is None) == (upper is None)
    ends = [right for _, right, _ in axis.units(units[0])]
    assert ends == sorted(ends)
    assert ends[-1] == 1190.0
    for left, right, name in list(axis.units(units[0]))[1:-1]:
        assert width_of(name, 10.0) <= right - left
    picture = "".join(axis.names(20.0))
    assert picture.count("<text") >= 3


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  of the clock
    st.floats(0.01, 3_000),
)
def test_units_follow_one_another_without_gaps(begins: datetime, days: float) -> None:
    start = begins.replace(tzinfo=BERLIN)
    axis = Calendar(start, start + days * DAY, BERLIN, 0.0, 1000.0)
    for unit in filter(None, axis.tiers()):
        ends = [(left, right) for left, right, _ in axis.units(unit)]
        assert ends[0][0] == 0.0
        assert ends[-1][1] == 1000.0
        assert all(one[1] == two[0] for one, two in pairwise(ends))
