"""The page of a plan: one file, its pictures in it, and what they leave out is counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from projections.plans.fevers import FeverPoint as FeverRow
from projections.plans.forecasts import ForecastOf, ForecastRow
from projections.plans.rows import PlanRow, RowKind
from service.reports.plan_drawings.drawing import days
from service.reports.plan_drawings.from_views import page_of
from service.reports.plan_drawings.plan_page import (
    MOST_FIRST,
    MOST_ROWS,
    MOST_TOGETHER,
    PlanPage,
    charts,
    render_plan,
)
from service.reports.plan_drawings.plan_values import (
    Bar,
    BufferBar,
    Fan,
    Fever,
    FeverPoint,
    Forecast,
    LinkLine,
)
from tests.service.reports.svg import Picture
from tests.service.reports.test_page import stands_alone
from workdomain.execution.schedule_words import BufferKind, Waiting
from workdomain.scheduling.buffers.fever import Zone

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NOW = MONDAY + 3.5 * DAY
DIG = Bar("1", "Dig <b>", "Apollo", MONDAY, MONDAY + 7 * DAY, ("Ana",), critical=True)
LATE = Bar(
    "2",
    "Build",
    "Apollo",
    MONDAY + 7 * DAY,
    MONDAY + 9 * DAY,
    ("Ben",),
    done=0.25,
    slack_until=MONDAY + 12 * DAY,
    baseline=(MONDAY + 6 * DAY, MONDAY + 8 * DAY),
    deadline=MONDAY + 8 * DAY,
    pinned=True,
    broken=True,
    problem="it starts before Dig is done",
    waits_for="Dig (Ana)",
)
DATES = tuple((share / 100, MONDAY + share * DAY) for share in (5, 50, 80, 95))
FULL = PlanPage(
    name="House \u202e",
    today=NOW,
    bars=(DIG, LATE, Bar("3", "Done", "", MONDAY, MONDAY, milestone=True, pinned=True)),
    links=(LinkLine("1", "2", binding=True),),
    buffers=(BufferBar("Rest", "project", MONDAY + 9 * DAY, MONDAY + 14 * DAY, 0.3, "Apollo"),),
    fevers=(
        Fever("Rest", (FeverPoint(NOW, 0.2, 0.4, Zone.RED),)),
        Fever("Unknown", ()),
    ),
    fans=(
        Fan("House", (Forecast(NOW, DATES),), MONDAY + 60 * DAY, MONDAY + 20 * DAY),
        Fan("Nothing", ()),
    ),
    left_out=(("Fly", "nobody can"),),
    facts=(("Plan", "version 3"),),
    proof=(("Made by", "workdomain report plan"),),
)


def many(number: int, projects: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(str(i), f"Task {i}", f"P{i % projects:02}", MONDAY + i * DAY, MONDAY + (i + 2) * DAY)
        for i in range(number)
    )


def test_the_page_stands_alone_and_says_what_the_plan_says() -> None:
    read = stands_alone(render_plan(FULL))
    assert read.tags.count("svg") == 5
    for words in (
        "House [U+202E]",
        "Dig <b>",
        "1 d late",
        "pin against the plan",
        "2 \N{EN DASH} 9 Mar 2026",
        "8 \N{EN DASH} 10 Mar 2026",
        "Rest 5 Mar 2026 20 % 40 % red: act",
        "Rest Apollo project 11 \N{EN DASH} 16 Mar 2026 30 %",
        "House 5 Mar 2026 21 Apr 2026 21 May 2026 5 Jun 2026",
        "version 3",
        "it starts before Dig is done",
        "Dig (Ana)",
        "Fly nobody can",
        "workdomain report plan",
    ):
        assert words in read.text
    assert "left out" not in read.text
    assert "Undefined" not in read.text


def test_a_plan_with_nothing_in_it_is_a_page_too() -> None:
    read = stands_alone(render_plan(PlanPage("Empty", NOW, ())))
    assert "Nothing is planned." in read.text
    assert "All work" not in read.text
    assert "last finish" not in read.text


def test_the_same_plan_is_the_same_page() -> None:
    assert render_plan(FULL) == render_plan(replace(FULL))


def test_days_are_those_of_the_zone_of_today() -> None:
    there = replace(FULL, today=NOW.astimezone(ZoneInfo("America/New_York")))
    assert "1 \N{EN DASH} 8 Mar 2026" in stands_alone(render_plan(there)).text


@pytest.mark.parametrize(("number", "projects"), [(70, 1), (70, 12), (15, 1), (41, 2)])
def test_a_long_plan_is_drawn_in_sheets_each_task_once(number: int, projects: int) -> None:
    bars = many(number, projects)
    sheets = [Picture(each) for each in charts(PlanPage("Long", NOW, bars))]
    drawn = [
        len([g for g in sheet.groups if (g[0].text or "").startswith("Task")]) for sheet in sheets
    ]
    assert sum(drawn) == number
    assert drawn[0] <= MOST_FIRST
    assert max(drawn) <= MOST_TOGETHER
    named = [each.text for sheet in sheets for each in sheet.all("name strong")]
    assert {f"P{i:02}" for i in range(projects)} <= set(named)


def test_links_from_sheet_to_sheet_are_counted() -> None:
    links = (LinkLine("0", "1"), LinkLine("0", "69"), LinkLine("0", "999"))
    page = PlanPage("Long", NOW, many(70, 1), links)
    assert sum(len(Picture(each).all("link")) for each in charts(page)) == 1
    text = stands_alone(render_plan(page)).text
    assert "1 dependency leads from one picture to another, and is not drawn." in text
    both = replace(page, links=(*links, LinkLine("1", "68")))
    assert "2 dependencies lead" in stands_alone(render_plan(both)).text


def test_what_is_too_much_for_a_table_or_a_picture_is_said() -> None:
    text = stands_alone(render_plan(PlanPage("Huge", NOW, many(2_001, 3)))).text
    assert "2,001 tasks are more than one picture holds" in text
    assert f"{2_001 - MOST_ROWS} more tasks are left out here." in text


def test_more_forecasts_than_are_drawn_are_told_in_the_table() -> None:
    fans = tuple(Fan(f"House {number}", (Forecast(NOW, DATES),)) for number in range(14))
    fevers = tuple(replace(FULL.fevers[0], name=f"Rest {number}") for number in range(13))
    read = stands_alone(render_plan(replace(FULL, fans=fans, fevers=fevers)))
    assert read.tags.count("svg") == 1 + 12 + 12
    assert "Drawn are 12 of 14." in read.text
    assert "Drawn are 12 of 13." in read.text
    assert "House 13" in read.text


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ((2026, 3, 2), (2026, 3, 2), "2 Mar 2026"),
        ((2026, 3, 2), (2026, 3, 9), "2 \N{EN DASH} 9 Mar 2026"),
        ((2026, 2, 9), (2026, 3, 9), "9 Feb \N{EN DASH} 9 Mar 2026"),
        ((2025, 3, 9), (2026, 3, 9), "9 Mar 2025 \N{EN DASH} 9 Mar 2026"),
        ((2025, 12, 30), (2026, 1, 2), "30 Dec 2025 \N{EN DASH} 2 Jan 2026"),
    ],
)
def test_days_say_nothing_twice(
    since: tuple[int, int, int], until: tuple[int, int, int], said: str
) -> None:
    first, last = (datetime(*each, 12, tzinfo=UTC) for each in (since, until))
    assert days(first, last, UTC) == said


# -- from the views --------------------------------------------------------------------------------

ONE, TWO, THREE, P = (UUID(int=number) for number in (1, 2, 3, 9))


def row(id: UUID, days: tuple[float, float], **more: object) -> PlanRow:
    start, finish = (MONDAY + each * DAY for each in days)
    told = {"kind": RowKind.WORK, "title": f"Task {id.int}", "start": start, "finish": finish}
    return PlanRow.model_validate({**told, "id": id, **more})


def test_rows_of_the_timeline_become_bars_links_and_buffers() -> None:
    rows = [
        row(ONE, (0, 2), project=P, project_key="APO", done=0.5, critical=True, slack_h=8.0),
        row(
            TWO,
            (2, 4),
            after=(f"FS {ONE}", f"SS {THREE}"),
            waits=Waiting.LINK,
            waits_for=ONE,
            waits_for_title="Task 1",
            waits_with="Ana",
            pinned=True,
            problem="FS: Task 1 is not finished when it starts",
            baseline_start=MONDAY,
            baseline_finish=MONDAY + DAY,
        ),
        row(
            THREE,
            (4, 5),
            waits=Waiting.PERSON,
            waits_for=TWO,
            kind=RowKind.MILESTONE,
            pinned=True,
            problem="it was cancelled",
        ),
        row(TWO, (5, 7), kind=RowKind.BUFFER, buffer=BufferKind.FEEDING, done=0.2),
        PlanRow(kind=RowKind.LEFT_OUT, id=THREE, title="Nobody can"),
    ]
    page = page_of("House", NOW, rows, [], [])
    first, second, third = page.bars
    assert (first.project, first.done, first.critical, first.pinned) == ("APO", 0.5, True, False)
    assert first.slack_until == first.finish + 1.4 * DAY
    assert (second.baseline, second.broken) == ((MONDAY, MONDAY + DAY), True)
    assert (second.slack_until, second.deadline) == (None, None)
    assert (second.problem, second.waits_for) == (
        "FS: Task 1 is not finished when it starts",
        "Task 1 (Ana)",
    )
    assert third.milestone
    assert not third.broken
    assert (first.waits_for, third.waits_for) == ("", "person")
    assert page.left_out == (("Nobody can", ""),)
    assert page.links == (
        LinkLine(str(ONE), str(TWO), "finish-start", binding=True),
        LinkLine(str(THREE), str(TWO), "start-start"),
        LinkLine(str(TWO), str(THREE), "finish-start", binding=True),
    )
    assert page.buffers == (
        BufferBar("Task 2", "feeding", MONDAY + 5 * DAY, MONDAY + 7 * DAY, 0.2),
    )


@pytest.mark.parametrize(("late_days", "late"), [(1.0, True), (0.0, False), (-1.0, False)])
def test_a_day_that_was_set_is_a_deadline_at_its_end(late_days: float, late: bool) -> None:
    finish = 1 + late_days
    told = row(ONE, (0, finish), due=date(2026, 3, 2), late_days=late_days)
    (bar,) = page_of("House", NOW, [told], [], []).bars
    assert bar.late is late
    assert bar.deadline is not None
    assert bar.deadline.date() in (date(2026, 3, 2), bar.finish.date())


def test_points_and_forecasts_are_put_together_by_project() -> None:
    def point(day: int, project: UUID | None) -> FeverRow:
        return FeverRow(
            schedule=THREE,
            version=1,
            project=project,
            project_key="APO" if project else None,
            at=MONDAY + day * DAY,
            done=0.1 * day,
            used=0.2 * day,
            burn_rate=2.0,
            zone=Zone.YELLOW,
            planned=MONDAY,
            projected=MONDAY,
            promised=MONDAY,
            buffer_h=8.0,
        )

    fan = tuple(MONDAY + step * DAY for step in range(19))
    forecast = [
        ForecastRow(of=ForecastOf.WHOLE, id=None, title="All", planned=MONDAY, fan=fan),
        ForecastRow(of=ForecastOf.PERSON, id=ONE, title="Ana"),
    ]
    buffer = row(ONE, (5, 7), kind=RowKind.BUFFER, buffer=BufferKind.PROJECT, project=P)
    points = [point(2, P), point(1, None), point(1, P)]
    page = page_of("House", NOW, [buffer], points, forecast)
    assert [each.used for each in page.buffers] == [0.4]
    # Where two plans have a buffer for the project, nobody knows whose this is.
    others = [*points, points[0].model_copy(update={"schedule": ONE})]
    assert [each.used for each in page_of("House", NOW, [buffer], others, []).buffers] == [None]
    assert [each.name for each in page.fevers] == ["APO", "all work"]
    assert [each.moment for each in page.fevers[0].points] == [MONDAY + DAY, MONDAY + 2 * DAY]
    (only,) = page.fans
    assert only.forecasts[0].date_of(0.5) == MONDAY + 9 * DAY
    assert only.forecasts[0].date_of(0.95) == MONDAY + 18 * DAY
    stands_alone(render_plan(page))
