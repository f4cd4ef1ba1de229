"""Progress: golden vectors from other systems, trees, budgets and dates."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.progress import Kind, ProgressRow
from projections.view import Page, When
from projections.worktree import behind_schedule
from tests.projections.office import Office, morning
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import RemoveTime
from workdomain.planning.estimate import Estimate
from workdomain.planning.gate import SetGate, Verdict
from workdomain.planning.network import NestWorkItem
from workdomain.planning.project import CloseProject, SetProjectBudget
from workdomain.planning.shape import Shape
from workdomain.planning.specification import SizeWorkItem
from workdomain.planning.trust import Basis
from workdomain.values import new_id

MONDAY = date(2024, 1, 1)
DAY = timedelta(days=1)


def jan(day: int) -> date:
    return date(2024, 1, day)


def shown(found: Any) -> dict[UUID | None, ProgressRow]:
    return {row.id: row for row in found}


def test_openproject_fifty_hours_of_which_thirty_remain_are_forty_percent(office: Office):
    item = office.do(office.item("Fifty", hours=50), SetRemainingWork(hours=30))
    row = shown(office.progress())[item]
    assert (row.work_h, row.remaining_h, row.percent_complete) == (50, 30, 40)


def test_openproject_unestimated_work_weighs_nothing_and_is_counted_beside(office: Office):
    parent = office.item("All")
    for hours, remaining in ((50, 35), (5, 1.5)):
        child = office.item("Part", hours=hours, parent=parent)
        office.do(child, SetRemainingWork(hours=remaining))
    office.do(office.item("Done and never estimated", parent=parent), CompleteWorkItem())
    office.item("Not estimated", parent=parent)
    row = shown(office.progress())[parent]
    assert row.percent_complete == pytest.approx(33.6, abs=0.05)
    assert row.coverage == pytest.approx(2 / 3, abs=0.0001)
    assert (row.items_open, row.items_done, row.unestimated) == (4, 1, 1)


def test_an_empty_workspace_has_no_progress(office: Office):
    assert office.progress() == []


def test_a_project_comes_with_its_tree_and_ad_hoc_work_after_it(office: Office):
    beta, atlas = office.project("BETA"), office.project("ATLAS")
    one = office.item("One", hours=8, project=atlas)
    two = office.item("Two", hours=8, project=atlas)
    part = office.item("Part of one", hours=2, project=atlas, parent=one)
    tiny = office.item("Part of that", hours=1, project=atlas, parent=part)
    adhoc = office.item("Ad hoc", hours=3)
    found = office.progress()
    assert [(row.kind, row.id, row.outline, row.depth) for row in found] == [
        (Kind.PROJECT, atlas, "", 0),
        (Kind.ITEM, one, "1", 1),
        (Kind.ITEM, part, "1.1", 2),
        (Kind.ITEM, tiny, "1.1.1", 3),
        (Kind.ITEM, two, "2", 1),
        (Kind.PROJECT, beta, "", 0),
        (Kind.AD_HOC, None, "", 0),
        (Kind.ITEM, adhoc, "1", 1),
    ]
    assert [row.work_h for row in found] == [19, 11, 3, 1, 8, 0, 3, 3]
    assert [row.parent for row in found] == [None, None, one, part, None, None, None, None]
    assert found[1].project_key == found[0].key == "ATLAS"
    beta_row = found[5]
    assert (beta_row.percent_complete, beta_row.coverage, beta_row.work_h) == (None, None, 0)
    assert office.progress(project=atlas) == found[:5]


def test_levels_are_left_out_by_depth_and_the_sums_keep_them(office: Office):
    atlas = office.project("ATLAS")
    one = office.item("One", hours=8, project=atlas)
    part = office.item("Part", hours=2, project=atlas, parent=one)
    assert [row.id for row in office.progress(depth=0)] == [atlas]
    assert office.progress(depth=0)[0].work_h == 10
    assert [row.id for row in office.progress(depth=1)] == [atlas, one]
    assert [row.id for row in office.progress(item=one, depth=0)] == [one]
    assert [row.id for row in office.progress(item=one, depth=1)] == [one, part]


def test_an_item_comes_with_all_its_parts_wherever_they_belong(office: Office):
    atlas = office.project("ATLAS")
    one = office.item("One", hours=8)
    part = office.item("Part", hours=2, project=atlas, parent=one)
    office.item("Another", hours=4)
    row, below = office.progress(item=one)
    assert (row.id, row.work_h, row.depth, row.outline) == (one, 10, 0, "1")
    assert (below.id, below.parent, below.project_key) == (part, one, "ATLAS")
    assert (below.depth, below.outline) == (1, "1.1")
    assert shown(office.progress())[one].work_h == 8
    assert shown(office.progress())[part].parent is None


def test_an_item_and_its_parts_come_in_pages(office: Office):
    whole = office.item("Whole")
    for number in range(3):
        office.item(f"Part {number}", parent=whole)
    ask = office.views.ask
    first = ask("progress", {"item": whole}, page=Page(2))
    rest = ask("progress", {"item": whole}, page=Page(2, first.next))
    assert [row.title for row in (*first.rows, *rest.rows)] == [
        "Whole", "Part 0", "Part 1", "Part 2",
    ]  # fmt: skip


def test_what_is_not_there_has_no_progress_and_two_questions_are_refused(office: Office):
    office.item("One")
    assert office.progress(project=new_id()) == []
    assert office.progress(item=new_id()) == []
    with pytest.raises(ValidationError, match="not both"):
        office.progress(project=new_id(), item=new_id())
    with pytest.raises(ValidationError):
        office.progress(depth=-1)


def test_spent_is_what_is_logged_and_a_budget_is_used_by_cancelled_work_too(office: Office):
    ana = office.person("Ana")
    atlas = office.project("ATLAS", budget_h=10.0)
    kept, dropped = office.item("Kept", project=atlas), office.item("Dropped", project=atlas)
    entry = office.log(ana, kept, 3, MONDAY)
    office.log(ana, kept, 1, MONDAY)
    office.log(ana, dropped, 2, MONDAY)
    office.log(ana, None, 5, MONDAY)
    office.do(week_id(ana, MONDAY), RemoveTime(entry=entry, reason="Twice"))
    office.do(dropped, CancelWorkItem(reason="No need"))
    rows = shown(office.progress())
    assert (rows[atlas].spent_h, rows[atlas].cancelled_spent_h) == (1, 2)
    assert (rows[atlas].budget_h, rows[atlas].budget_used) == (10, 0.3)
    assert (rows[None].kind, rows[None].spent_h) == (Kind.AD_HOC, 5)
    assert shown(office.progress(project=atlas)).keys() == {atlas, kept, dropped}
    office.do(atlas, SetProjectBudget(hours=None))
    assert shown(office.progress())[atlas].budget_used is None


def test_states_are_counted_and_cancelled_work_is_no_scope(office: Office):
    atlas = office.project("ATLAS")
    for title, command in (
        ("Open", StartWorkItem()),
        ("Done", CompleteWorkItem()),
        ("Cancelled", CancelWorkItem(reason="No")),
    ):
        office.do(office.item(title, hours=8, project=atlas), command)
    row = office.progress(project=atlas, depth=0)[0]
    assert (row.items_open, row.items_done, row.items_cancelled) == (1, 1, 1)
    assert (row.work_h, row.remaining_h, row.percent_complete) == (16, 8, 50)
    assert row.coverage == 1.0


def test_dates_planned_stand_against_when_it_was_begun_and_ended(office: Office):
    atlas = office.project("ATLAS", starts=jan(1), ends=jan(10))
    item = office.item("Late", project=atlas, hours=1, start=jan(2), due=jan(4))
    dropped = office.item("Dropped", project=atlas, due=jan(4))
    office.on(jan(3))
    office.do(item, StartWorkItem())
    office.do(dropped, CancelWorkItem(reason="No"))
    office.on(jan(8))
    office.do(item, CompleteWorkItem())
    rows = shown(office.progress())
    assert (rows[item].started_at, rows[item].ended_at) == (morning(jan(3)), morning(jan(8)))
    assert (rows[item].finish_variance_days, rows[item].behind_schedule) == (4, None)
    assert rows[dropped].finish_variance_days is None
    project = rows[atlas]
    assert (project.started_at, project.ended_at) == (morning(jan(3)), morning(jan(8)))
    assert (project.finish_variance_days, project.behind_schedule) == (-2, None)
    office.do(item, ReopenWorkItem(reason="Not good"))
    reopened = shown(office.progress())
    assert reopened[atlas].ended_at is None
    assert reopened[atlas].finish_variance_days is None
    assert reopened[item].behind_schedule is True


def test_a_project_without_dates_is_not_late_and_says_when_it_is_closed(office: Office):
    atlas = office.project("ATLAS")
    item = office.item("Done", project=atlas)
    office.do(item, CompleteWorkItem())
    office.do(atlas, CloseProject(reason="Over"))
    rows = shown(office.progress())
    assert (rows[atlas].state, rows[atlas].finish_variance_days) == ("closed", None)
    assert rows[item].finish_variance_days is None


@pytest.mark.parametrize(
    ("start", "due", "percent", "today", "expected"),
    [
        (jan(1), jan(10), 0, jan(1), True),
        (jan(1), jan(10), 50, jan(5), False),
        (jan(1), jan(10), 50, jan(6), True),
        (jan(1), jan(10), 30, jan(3), False),
        (jan(1), jan(10), 29, jan(3), True),
        (jan(2), jan(10), 0, jan(1), False),
        (jan(1), jan(10), 100, jan(10), False),
        (jan(1), jan(10), None, jan(5), None),
        (jan(1), jan(10), None, jan(11), True),
        (None, jan(10), 50, jan(10), None),
        (None, jan(10), 50, jan(11), True),
        (jan(1), None, 50, jan(5), None),
    ],
)
def test_redmine_behind_schedule_is_when_the_complete_days_end_today_or_before(
    start, due, percent, today, expected
):
    assert behind_schedule(start, due, percent, today) is expected


def test_items_are_behind_schedule_by_todays_day_not_the_clocks(office: Office):
    item = office.item("Ten days", hours=10, start=jan(1), due=jan(10))
    office.on(jan(4))
    office.do(item, SetRemainingWork(hours=5))
    moment = office.clock.now
    office.on(jan(20))
    assert shown(office.progress())[item].behind_schedule is True
    assert shown(office.progress(as_of=moment))[item].behind_schedule is False
    assert shown(office.progress(valid_at=moment))[item].behind_schedule is False


def test_a_late_correction_is_true_then_and_not_known_then(office: Office):
    item = office.item("Work", hours=10)
    office.on(jan(5))
    office.do(item, EstimateWorkItem(estimate=None), at=morning(jan(2)))
    then = morning(jan(3))
    assert shown(office.progress(as_of=then))[item].work_h == 10
    assert shown(office.progress(valid_at=then))[item].work_h == 0
    fields = {
        change.key: change.fields
        for change in office.compare("progress", {}, When(as_of=then), When())
    }
    assert fields[Kind.ITEM, item]["work_h"] == (10, 0)


def test_parents_that_were_only_once_in_a_circle_in_hindsight_lose_nothing(office: Office):
    one, two = sorted([office.item("One", hours=1), office.item("Two", hours=2)])
    office.on(jan(3))
    office.do(one, NestWorkItem(parent=two))
    office.on(jan(5))
    office.do(one, NestWorkItem(parent=None))
    office.do(two, NestWorkItem(parent=one), at=morning(jan(4)))
    below = office.item("Below", hours=4, parent=two, at=morning(jan(4)))
    rows = shown(office.progress(valid_at=morning(jan(4))))
    assert (rows[one].parent, rows[two].parent, rows[below].parent) == (None, one, two)
    assert rows[one].work_h == 7
    assert {row.id for row in office.progress(item=two, valid_at=morning(jan(4)))} == set(rows) - {
        None
    }


def test_items_of_a_project_that_is_not_known_yet_are_shown(office: Office):
    office.on(jan(10))
    atlas = office.project("ATLAS")
    item = office.item("Early", hours=2, project=atlas, at=morning(jan(2)))
    head, row = office.progress(valid_at=morning(jan(3)))
    assert (head.id, head.key, head.work_h) == (atlas, "", 2)
    assert (row.id, row.project) == (item, atlas)


def test_what_is_missing_is_a_bucket_of_its_own(office: Office):
    ana = office.person("Ana")
    heading = office.item("All")
    office.item("Bare", parent=heading)
    office.item("Known", ana, hours=8, parent=heading, due=jan(5))
    office.do(office.item("Gone", parent=heading), CancelWorkItem(reason="No money"))
    row = shown(office.progress())[heading]
    assert (row.items_open, row.items_cancelled) == (3, 1)
    assert (row.unestimated, row.unassigned, row.undated) == (1, 1, 1)


def test_milestones_and_phases_show_what_they_are(office: Office):
    phase = office.item("Walls", shape=Shape.PHASE)
    office.do(phase, SetGate(criteria="Dry"))
    work = office.item("Bricks", hours=8, parent=phase)
    launch = office.item("Topping out", shape=Shape.MILESTONE, due=jan(5), parent=phase)
    rows = shown(office.progress())
    assert (rows[phase].shape, rows[phase].gate) == (Shape.PHASE, Verdict.OPEN)
    assert (rows[work].shape, rows[work].gate) == (Shape.TASK, Verdict.NONE)
    assert (rows[launch].shape, rows[launch].percent_complete) == (Shape.MILESTONE, None)
    assert (rows[launch].unestimated, rows[phase].unestimated, rows[phase].coverage) == (0, 0, 1)
    office.on(jan(6))
    assert shown(office.progress())[launch].behind_schedule


def test_where_few_are_estimated_points_tell_how_much_is_left(office: Office):
    atlas = office.project("ATLAS")
    items = [office.item(f"Item {n}", project=atlas) for n in range(4)]
    assert office.progress(depth=0)[0].left_h is None
    for item in items:
        office.do(item, SizeWorkItem(points=2))
    row = office.progress(depth=0)[0]
    assert (row.points_open, row.left_h, row.left_by) == (8, 32, Basis.POINTS)
    assert office.progress(depth=0, hours_per_point=1)[0].left_h == 8
    for item in items:
        office.do(item, EstimateWorkItem(estimate=Estimate.single(7)))
    row = office.progress(project=atlas, depth=0)[0]
    assert (row.left_h, row.left_by) == (28, Basis.HOURS)
    office.do(items[0], CompleteWorkItem())
    assert office.progress(depth=0)[0].points_done == 2
    office.do(items[1], CompleteWorkItem())
    office.do(items[2], EstimateWorkItem(estimate=None))
    row = office.progress(depth=0)[0]
    assert (row.left_h, row.left_by) == (16, Basis.MIXED)
    with pytest.raises(ValidationError):
        office.progress(hours_per_point=0)
