"""Plans that are proposed and published: versions, what became of them, and how they go on."""

from datetime import timedelta
from uuid import UUID

import pytest

from projections.models.schedules import Shown, rows
from projections.plans.asked import Manner, schedule_of
from projections.plans.fevers import FeverPoint
from projections.plans.proposing import NothingToPlan
from projections.plans.replanning import NothingHolds
from projections.plans.rows import RowKind
from tests.projections.plans.workshop import Workshop, at, day
from workdomain.execution.schedule_words import RetireSchedule, WithdrawProposal
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    SetRemainingWork,
    StartWorkItem,
)
from workdomain.people.person import RecordLeave
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import NoSuchProject
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import Priority
from workdomain.scheduling.buffers.fever import Zone
from workdomain.scheduling.buffers.sizes import Rule
from workdomain.values import OPERATOR, new_id


def test_a_plan_is_proposed_published_and_superseded(shop: Workshop):
    draw = shop.item("Draw", shop.ana)
    first = shop.propose(publish=True, note="To begin with")
    assert first.schedule == schedule_of(shop.site) != schedule_of(None)
    (item,) = shop.office.views.work_items()
    assert (item.start, item.due) == (day(0), day(1))
    shop.office.do(draw, EstimateWorkItem(estimate=Estimate.single(16)))
    shop.propose(name="The plan")
    (two, one) = shop.office.views.schedules()
    assert (one.version, one.standing, one.note, one.published_by) == (
        1, "published", "To begin with", "operator",
    )  # fmt: skip
    assert (two.name, two.standing, two.published_by, two.bars) == ("The plan", "proposed", None, 1)
    assert (two.project_key, two.rule) == ("SIT", "longest tail")
    shown = shop.office.views.schedules(standing=["published"], project=shop.site)
    assert [row.version for row in shown] == [1]
    assert shop.office.views.schedules(project=new_id()) == []
    shop.office.do(first.schedule, WithdrawProposal(version=2, reason="Not yet"))
    third = shop.propose(publish=True)
    assert third.receipt.events == 1
    assert [(row.version, row.standing) for row in shop.office.views.schedules()] == [
        (3, "published"), (2, "withdrawn"), (1, "superseded"),
    ]  # fmt: skip
    (item,) = shop.office.views.work_items()
    assert item.due == day(2)
    (row,) = shop.office.views.timeline()
    assert (row.baseline_start, row.baseline_finish) == (row.start, at(1, 9) + timedelta(minutes=1))
    assert shop.office.views.timeline(schedule=first.schedule, version=2) == []
    (old,) = shop.office.views.timeline(schedule=first.schedule, version=1)
    assert old.baseline_start is None
    (row,) = shop.office.views.timeline(schedule=first.schedule, version=3, baseline=3)
    assert row.baseline_finish == row.finish
    assert shop.office.views.timeline(project=new_id()) == []
    shop.office.do(first.schedule, RetireSchedule(reason="Over"))
    assert shop.office.views.timeline() == []
    assert len(shop.office.views.timeline(schedule=first.schedule)) == 1


def test_asked_again_with_the_same_id_it_answers_the_same(shop: Workshop):
    from projections.plans.asked import Planning
    from projections.plans.proposing import propose

    shop.item("Draw", shop.ana)
    context = shop.context()
    asked = Planning(project=shop.site, buffers=Rule.NONE)
    first = propose(shop.office.views, asked, context)
    shop.office.clock.now += timedelta(hours=1)
    again = propose(shop.office.views, asked, context)
    assert again.made is None
    assert again.receipt.repeated
    assert again.receipt.position == first.receipt.position
    unnamed = context._replace(command_id=None)
    assert propose(shop.office.views, asked, unnamed).receipt.events == 1


def test_who_says_no(shop: Workshop):
    with pytest.raises(NothingToPlan):
        shop.propose()
    with pytest.raises(NoSuchProject):
        shop.propose(project=new_id())
    with pytest.raises(NothingHolds):
        shop.propose(manner=Manner.KEEP)
    shop.item("Draw", shop.ana)
    told = shop.propose(project=None)
    assert told.schedule == schedule_of(None)
    assert shop.office.views.schedules()[0].name == "Plan of all work"
    assert shop.office.views.replan() == []
    with pytest.raises(NothingHolds):
        shop.office.views.replan(project=shop.site)
    with pytest.raises(NothingHolds):
        shop.office.views.replan(schedule=told.schedule)  # it is only proposed


def test_what_does_not_go_as_planned_is_told(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=4, due=day(0))
    cut = shop.item("Cut", shop.ana, hours=4)
    gone, done = shop.item("Gone", shop.ben, hours=1), shop.item("Done", shop.ben, hours=1)
    shop.propose(publish=True)
    shop.office.do(gone, CancelWorkItem(reason="No"))
    shop.office.do(done, CompleteWorkItem())
    shop.on(1)
    rows = {row.title: row for row in shop.office.views.timeline()}
    assert rows["Draw"].problem == "it was to be done by 2024-01-01 13:01"
    assert rows["Gone"].problem == "it was cancelled"
    assert rows["Done"].problem is None
    assert rows["Done"].done == 1.0
    assert rows["Draw"].due == day(0)
    assert rows["Cut"].due is None  # the plan has set it
    shop.office.do(draw, StartWorkItem())
    shop.office.do(draw, SetRemainingWork(hours=1))
    shop.on(0)
    rows = {row.title: row for row in shop.office.views.timeline()}
    assert rows["Draw"].done == 0.75
    assert cut in {row.id for row in rows.values()}
    shop.on(2)
    (late,) = [r for r in shop.office.views.timeline() if r.title == "Cut"]
    assert (late.problem or "").startswith("it was to be done by")


def test_what_was_to_begin_and_did_not(shop: Workshop):
    shop.item("Draw", shop.ana, hours=40)
    shop.propose(publish=True)
    shop.on(1)
    (row,) = shop.office.views.timeline()
    assert row.problem == "it was to begin at 2024-01-01 09:01"


def test_time_that_other_plans_hold_is_not_given_away(shop: Workshop):
    office = shop.office
    other = office.project("OTH", shop.ana)
    office.item("Elsewhere", shop.ana, hours=8, project=other)
    office.item("Opening", project=other, shape=Shape.MILESTONE)
    shop.propose(project=other, publish=True)
    shop.item("Here", shop.ana)
    assert shop.preview(project=shop.site)["Here"].start == at(1, 9) + timedelta(minutes=1)
    assert shop.preview()["Here"].start is not None
    shop.on(3)
    assert shop.preview(project=shop.site)["Here"].start == at(3, 9)


def test_buffers_lie_behind_projects_and_before_milestones(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=16)
    side = shop.item("Side", shop.ben, hours=2)
    end = shop.item("End", shop.ana, hours=8)
    launch = shop.item("Launch", hours=None, shape=Shape.MILESTONE, due=day(11))
    for other in (draw, side):
        shop.wait(end, other)
    shop.wait(launch, end)
    told = shop.propose(publish=True, buffers=Rule.HALF, milestone_days=2)
    rows = [r for r in shop.office.views.timeline() if r.kind is RowKind.BUFFER]
    assert {(r.buffer, r.rule): r.remaining_h for r in rows} == {
        ("project", "half"): 12.0, ("feeding", "half"): 1.0, ("milestone", "2 working days"): 16.0,
    }  # fmt: skip
    assert [r.title for r in rows if r.buffer == "feeding"] == ["feeding buffer before End"]
    assert [r.title for r in rows if r.buffer == "project"] == ["project buffer after Launch"]
    assert told.made is not None
    sure = shop.office.views.plan_preview(buffers=Rule.P90)
    assert [r.rule for r in sure if r.buffer == "project"] == ["p90"]


def test_a_forecast_tells_chances_of_everything(shop: Workshop):
    done = shop.item("Done", shop.ana, hours=4)
    shop.office.log(shop.ana, done, 8, day(0))
    shop.office.do(done, CompleteWorkItem())
    draw = shop.item("Draw", shop.ana, hours=16, due=day(20))
    shop.office.item("Alone", shop.ben, hours=4)
    shop.item("Nothing known", shop.ben, hours=None)
    rows = shop.office.views.forecast(samples=200)
    by_title = {row.title: row for row in rows}
    whole, site = by_title["all of it"], by_title["SIT"]
    assert whole.pairs == 1
    assert whole.median_factor is not None
    assert whole.median_factor > 1
    assert len(site.fan) == 19
    assert sorted(site.fan) == list(site.fan)
    row = by_title["Draw"]
    assert row.id == draw
    assert row.planned is not None
    assert row.p50 is not None
    assert row.p95 is not None
    assert row.p50 < row.p95
    assert row.on_time is not None
    assert row.on_time > 0.9
    assert by_title["Ana"].critical == 1.0
    assert "Nothing known" not in by_title
    assert [row.of for row in shop.office.views.forecast(samples=10, of=["person"])] == [
        "person", "person",
    ]  # fmt: skip
    assert shop.office.views.forecast(samples=200) == rows
    of_site = shop.office.views.forecast(samples=50, project=shop.site)
    assert of_site[0].pairs == 1


def test_a_forecast_goes_on_with_the_plan_that_holds(shop: Workshop):
    assert shop.office.views.forecast() == []
    shop.item("Draw")
    told = shop.propose(publish=True)
    rows = shop.office.views.forecast(schedule=told.schedule, samples=20)
    assert rows[0].planned == at(1, 9) + timedelta(minutes=1)
    anew = shop.office.views.forecast(schedule=new_id(), samples=20)
    assert anew[0].planned == rows[0].planned


def _points(shop: Workshop, **asked: object) -> list[FeverPoint]:
    return list(shop.office.views.fever(**asked))


def test_a_buffer_is_used_up_when_work_slips_and_given_back(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=16)
    end = shop.item("End", shop.ana, hours=8)
    shop.wait(end, draw)
    assert _points(shop) == []
    shop.propose(publish=True)
    assert _points(shop) == []  # it has no buffer
    shop.office.do(draw, SetRemainingWork(hours=15))
    told = shop.propose(publish=True, buffers=Rule.HALF)
    (now,) = _points(shop)
    assert (now.used, now.zone) == (0.0, "green")
    shop.on(1)
    shop.office.do(draw, StartWorkItem(), EstimateWorkItem(estimate=Estimate.single(40)))
    shop.on(3)
    shop.office.do(draw, SetRemainingWork(hours=1))
    shop.on(4)
    points = _points(shop, every_days=1)
    assert len(points) == 4
    assert [point.at for point in points] == sorted(point.at for point in points)
    assert points[1].zone is Zone.RED
    assert points[1].used > points[-1].used > 0
    assert points[-1].done > points[1].done
    shop.office.do(draw, CompleteWorkItem())
    shop.office.do(end, CompleteWorkItem())
    (*_, last) = _points(shop)
    assert last.done == 1.0
    assert last.projected == shop.office.clock.now
    assert _points(shop, schedule=new_id()) == []
    assert _points(shop, project=new_id()) == []
    assert told.schedule == last.schedule


def test_the_fever_of_a_project_whose_end_waits_for_nothing(shop: Workshop):
    shop.item("Draw", shop.ana, hours=16)
    moment = shop.item("Moment", hours=None, shape=Shape.MILESTONE)
    launch = shop.item("Launch", hours=None, shape=Shape.MILESTONE)
    shop.wait(launch, moment, lag_days=2, lag_minutes=30)
    shop.propose(publish=True, buffers=Rule.P80)
    (point,) = _points(shop)
    assert point.done == 0.0
    for row in shop.office.views.work_items():
        if row.id != launch:
            shop.office.do(row.id, CompleteWorkItem())
    (point, *_) = _points(shop)
    assert point.done == 1.0


def test_keeping_a_plan_moves_what_has_to_move(shop: Workshop):
    one = shop.item("One", shop.ana, hours=8)
    two = shop.item("Two", shop.ana, hours=8)
    ben = shop.item("Ben's", shop.ben, hours=8)
    shop.wait(two, one)
    told = shop.propose(publish=True)
    same = shop.office.views.replan(project=shop.site)
    assert shop.office.views.replan() == same
    assert [row.moved for row in same] == [0, 0]
    shop.office.do(shop.ana, RecordLeave(leave=new_id(), first=day(1), last=day(2)))
    rows = {row.title: row for row in shop.office.views.replan(schedule=told.schedule)}
    assert rows["Two"].days == 2.0
    assert "Ben's" not in rows
    assert rows["all work"].moved == 2
    everything = shop.office.views.replan(schedule=told.schedule, everything=True)
    assert ben in {row.id for row in everything}
    searched = shop.office.views.replan(schedule=told.schedule, manner="optimise", iterations=5)
    assert searched[0].level == "total"
    anew = shop.office.views.replan(schedule=told.schedule, manner="anew")
    assert anew[0].finish_after is not None
    kept = shop.propose(manner=Manner.KEEP, publish=True)
    assert kept.made is not None
    assert kept.made.plan.rule == "repair"
    shop.office.do(one, StartWorkItem(), CompleteWorkItem())
    more = shop.item("More", shop.ben, hours=1)
    rows = {row.title: row for row in shop.office.views.replan(schedule=told.schedule)}
    assert rows["More"].id == more
    assert rows["More"].finish_before is None


def test_keeping_a_plan_with_days_that_clash(shop: Workshop):
    shop.item("One", shop.ana, start=day(2))
    shop.item("Two", shop.ana, start=day(2))
    told = shop.propose(publish=True)
    rows = shop.office.views.replan(schedule=told.schedule, everything=True)
    assert {row.title for row in rows} >= {"One", "Two"}


def test_a_plan_that_cannot_be_kept_says_so(shop: Workshop):
    from projections.plans.making import NoPlan
    from workdomain.people.person import SetWorkingHours

    draw = shop.item("Draw", shop.ana, hours=40)
    told = shop.propose(publish=True, buffers=Rule.HALF)
    shop.office.do(shop.ana, SetWorkingHours(minutes=(1,) * 7, valid_from=day(0)))
    shop.office.do(draw, EstimateWorkItem(estimate=Estimate.single(4_000)))
    shop.on(1)
    with pytest.raises(NoPlan, match="Draw takes"):
        shop.office.views.replan(schedule=told.schedule)
    with pytest.raises(NoPlan):
        shop.office.views.forecast(schedule=told.schedule)
    assert _points(shop) == []  # there is no plan of what would be


def test_the_ids_of_schedules_are_names(shop: Workshop):
    assert isinstance(schedule_of(None), UUID)
    assert schedule_of(shop.site) == schedule_of(shop.site)
    assert schedule_of(None) != OPERATOR


def test_chains_end_where_another_project_begins(shop: Workshop):
    other = shop.office.project("OTH", shop.ana)
    shop.office.item("Elsewhere", shop.ana, hours=8, project=other, priority=Priority.URGENT)
    shop.item("Here", shop.ana, hours=8)
    shop.propose(project=None, publish=True, buffers=Rule.HALF)
    points = _points(shop)
    assert {point.project_key for point in points} == {"OTH", "SIT"}
    assert [point.done for point in points] == [0.0, 0.0]


def test_of_a_schedule_that_never_was_nothing_is_shown():
    assert list(rows(new_id(), Shown())) == []
