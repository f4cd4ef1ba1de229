from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from projections.figures import rounded
from projections.models.baselines import baselines, rows
from projections.variance import working_days
from projections.view import When
from projections.views import Views
from tests.company import Clock, Company
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.baseline import RenameBaseline, RetireBaseline, TakeBaseline
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    StartWorkItem,
)
from workdomain.kernel import Context
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import NestWorkItem
from workdomain.planning.project import RenameProject
from workdomain.planning.work_item import MoveWorkItem, PlanWorkItemDates
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

FRIDAY, NEXT = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)


def take(office: Office, name: str = "Agreed", **more: Any) -> UUID:
    return office.do(new_id(), TakeBaseline(name=name, **more))


def by_title(rows: Any) -> dict[str, Any]:
    return {row.title: row for row in rows if row.level == "item"}


def test_what_was_planned_later_than_it_was_is_late(office: Office):
    apollo = office.project("APO")
    draw = office.item("Draw", project=apollo, start=MONDAY, due=FRIDAY, hours=8)
    office.item("Build", project=apollo, start=FRIDAY, due=NEXT)
    agreed = take(office, project=apollo)
    office.do(draw, PlanWorkItemDates(start=FRIDAY, due=NEXT))
    office.do(draw, EstimateWorkItem(estimate=Estimate.single(12)))
    total, project, build, drawn = office.variance(baseline=agreed)
    assert (drawn.title, drawn.change) == ("Draw", "changed")
    assert (drawn.start_then, drawn.start_now) == (MONDAY, FRIDAY)
    assert (drawn.start_variance_days, drawn.start_variance_working_days) == (4, 4)
    assert (drawn.finish_variance_days, drawn.finish_variance_working_days) == (3, 1)
    assert (drawn.work_then_h, drawn.work_now_h, drawn.work_variance_h) == (8, 12, 4)
    assert (drawn.remaining_then_h, drawn.remaining_now_h) == (8, 12)
    assert (build.change, build.work_variance_h, build.finish_variance_days) == ("same", None, 0)
    assert (total.title, project.title, project.project_key) == ("Agreed", "APO", "APO")
    for sums in (total, project):
        assert (sums.items_then, sums.items_now, sums.changed, sums.added) == (2, 2, 1, 0)
        assert (sums.start_variance_days, sums.finish_variance_days) == (4, 0)
        assert (sums.work_then_h, sums.work_now_h, sums.unestimated_now) == (8, 12, 1)
        assert sums.change == "changed"
    assert [row.title for row in office.variance(baseline=agreed, changes_only=True)] == [
        "Agreed", "APO", "Draw",
    ]  # fmt: skip


def test_what_was_done_is_told_by_the_day_it_was_done(office: Office):
    draw = office.item("Draw", start=MONDAY, due=FRIDAY)
    agreed = take(office)
    office.on(MONDAY + timedelta(days=1))
    office.do(draw, StartWorkItem())
    office.on(NEXT + timedelta(days=1))
    office.do(draw, CompleteWorkItem())
    row = by_title(office.variance(baseline=agreed))["Draw"]
    assert (row.state_then, row.state_now) == ("todo", "done")
    assert (row.start_variance_days, row.finish_variance_days) == (1, 4)
    assert row.finish_variance_working_days == 2


def test_what_is_not_known_has_no_variance(office: Office):
    office.item("Draw")
    agreed = take(office)
    total, project, row = office.variance(baseline=agreed)
    for each in (total, project, row):
        assert (each.change, each.start_variance_days, each.finish_variance_days) == (
            "same", None, None,
        )  # fmt: skip
        assert (each.work_then_h, each.work_now_h, each.work_variance_h) == (None, None, None)
    assert (project.id, project.title) == (None, "Work outside of projects")
    assert total.unestimated_then == 1


def test_scope_that_came_and_went(office: Office):
    apollo, other = office.project("APO"), office.project("OTH")
    _, leaves, dropped, revived = (
        office.item(title, project=apollo, hours=1)
        for title in ("Stays", "Leaves", "Dropped", "Revived")
    )
    comes = office.item("Comes", project=other, hours=2)
    never = office.item("Never", project=apollo)
    for item in (revived, never):
        office.do(item, CancelWorkItem(reason="Not needed"))
    agreed = take(office, project=apollo)
    office.do(leaves, MoveWorkItem(project=other))
    office.do(comes, MoveWorkItem(project=apollo))
    office.do(dropped, CancelWorkItem(reason="Not needed"))
    office.do(revived, ReopenWorkItem(reason="Needed"))
    office.do(office.item("Passes", project=apollo), CancelWorkItem(reason="No"))
    office.item("New", project=apollo, hours=4)
    rows = office.variance(baseline=agreed)
    assert {title: row.change for title, row in by_title(rows).items()} == {
        "Stays": "same",
        "Leaves": "removed",
        "Dropped": "removed",
        "Revived": "added",
        "Comes": "added",
        "New": "added",
        "Never": "out",
        "Passes": "out",
    }
    assert (by_title(rows)["Comes"].work_then_h, by_title(rows)["Leaves"].work_now_h) == (2, 1)
    assert by_title(rows)["New"].state_then is None
    total = rows[0]
    assert (total.items_then, total.items_now, total.added, total.removed) == (3, 4, 3, 2)
    assert (total.work_then_h, total.work_now_h) == (3, 8)


def test_work_that_was_moved_left_one_project_for_another(office: Office):
    apollo, other = office.project("APO"), office.project("OTH")
    draw = office.item("Draw", project=apollo, hours=2)
    agreed = take(office)
    office.do(draw, MoveWorkItem(project=other))
    rows = office.variance(baseline=agreed)
    sums = {row.project_key: (row.added, row.removed) for row in rows if row.level == "project"}
    assert sums == {"APO": (0, 1), "OTH": (1, 0)}
    assert (rows[0].added, rows[0].removed, rows[0].changed) == (0, 0, 1)
    assert by_title(rows)["Draw"].project_key == "OTH"


def test_a_baseline_of_an_item_has_all_of_its_tree(office: Office):
    top = office.item("Top")
    office.item("Part", parent=top)
    office.item("Beside")
    agreed = take(office, item=top)
    late = office.item("Late")
    office.do(late, NestWorkItem(parent=top))
    changes = {t: r.change for t, r in by_title(office.variance(baseline=agreed)).items()}
    assert changes == {"Top": "same", "Part": "same", "Late": "added"}


def test_a_baseline_of_the_past_is_of_what_was_known_then(office: Office):
    draw = office.item("Draw", due=FRIDAY)
    position = office.work.log.head().position
    office.on(FRIDAY)
    office.do(draw, PlanWorkItemDates(start=None, due=NEXT))
    days = [
        take(office, "By day", as_of="2024-01-02"),
        take(office, "By position", position=position),
        take(office, "Too far", position=10_000),
        take(office, "Now"),
    ]
    variances = [by_title(office.variance(baseline=id))["Draw"].finish_variance_days for id in days]
    assert variances == [3, 3, 0, 0]


def test_an_instant_that_went_on_after_the_baseline_ends_with_it(office: Office):
    """Other things are recorded in the same instant; they come later all the same."""
    draw = office.item("Draw", due=FRIDAY)
    agreed = take(office, as_of=office.clock.now)
    office.do(draw, PlanWorkItemDates(start=None, due=NEXT))
    assert by_title(office.variance(baseline=agreed))["Draw"].finish_variance_days == 3
    (shown,) = office.baselines()
    assert shown.position == office.work.log.head().position - 1


def test_baselines_are_listed_the_latest_first(office: Office):
    apollo = office.project("APO")
    draw = office.item("Draw", project=apollo)
    first = take(office, "First", project=apollo, note="With the client")
    office.on(FRIDAY)
    of_item = take(office, "Of an item", item=draw)
    take(office, "Of all")
    office.do(first, RenameBaseline(name="Agreed"))
    assert [(b.name, b.scope, b.by) for b in office.baselines()] == [
        ("Of all", "everything", "operator"),
        ("Of an item", "Draw", "operator"),
        ("Agreed", "APO", "operator"),
    ]
    assert [b.name for b in office.baselines(project=apollo)] == ["Agreed"]
    assert office.baselines()[2].moment == datetime(2024, 1, 1, 9, 0, 1, tzinfo=UTC)
    office.do(of_item, RetireBaseline(reason="Out of date"))
    assert len(office.baselines()) == 2
    assert office.baselines(retired=True)[1].retired == "Out of date"
    assert office.variance(baseline=of_item)


def test_without_a_baseline_it_is_the_one_taken_last(office: Office):
    assert office.variance() == []
    take(office, "First")
    last = take(office, "Last", as_of="2023-12-31")
    assert office.variance()[0].title == "Last"
    office.do(last, RetireBaseline(reason="Out of date"))
    assert office.variance()[0].title == "First"


def test_nothing_is_told_of_a_baseline_that_is_not_known(office: Office):
    assert office.variance(baseline=new_id()) == []
    assert list(rows(new_id(), baselines.initial)) == []
    before = office.work.log.head().position
    agreed = take(office)
    assert office.variance(baseline=agreed, as_of=before) == []


def test_a_project_that_is_not_known_is_told_by_its_id(office: Office):
    apollo = office.project("APO")
    office.item("Draw", project=apollo, at=office.clock.now - timedelta(days=2))
    agreed = office.do(
        new_id(), TakeBaseline(name="Agreed"), at=office.clock.now - timedelta(days=1)
    )
    rows = office.variance(baseline=agreed, valid_at="2023-12-31")
    assert [row.title for row in rows] == ["Agreed", str(apollo), "Draw"]


# -- At any moment ---------------------------------------------------------------------------------


def test_the_same_at_any_moment_however_it_came_to_be(office: Office):
    apollo = office.project("APO")
    draw = office.item("Draw", project=apollo, due=FRIDAY, hours=4)
    agreed = take(office, project=apollo)
    moments = []
    for step in range(1, 4):
        office.on(MONDAY + timedelta(days=step))
        office.do(draw, PlanWorkItemDates(start=None, due=FRIDAY + timedelta(days=step)))
        office.item(f"More {step}", project=apollo)
        moments.append((office.work.log.head().position, office.variance(baseline=agreed)))
    office.do(apollo, RenameProject(name="Apollo 11"))
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, told in moments:
            assert office.variance(baseline=agreed, as_of=position) == told
    changes = office.views.compare(
        "variance", {"baseline": agreed}, When(as_of=moments[0][0]), When(as_of=moments[1][0])
    )
    assert {change.key[0] for change in changes} == {"total", "project", "item"}


def test_every_baseline_agrees_with_the_answers_of_its_own_moment(tmp_path: Path):
    """A long random history: what a baseline says of then is what a view said then."""
    clock = Clock()
    with Work.open(tmp_path / "work.db", clock=clock) as work, Views(work) as views:
        company = Company(work, clock, seed=3)
        taken = []
        for _ in range(5):
            company.live(40)
            id = new_id()
            work.do(id, TakeBaseline(name="Agreed"), Context(OPERATOR, clock.now))
            taken.append((id, {row.id: row for row in views.work_items()}))
        company.live(40)
        now = {row.id: row for row in views.work_items()}
        for id, then in taken:
            shown = {r.id: r for r in views.variance(baseline=id) if r.level == "item"}
            assert shown.keys() == then.keys() | now.keys()
            for item, row in shown.items():
                before, after = then.get(item), now[item]
                assert row.state_then == (before and before.state)
                assert row.work_then_h == rounded(before and before.work_h)
                assert row.state_now == after.state
                assert row.remaining_now_h == rounded(after.remaining_h)
            total = next(r for r in views.variance(baseline=id) if r.level == "total")
            assert total.items_then == sum(r.state != "cancelled" for r in then.values())


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(-60, 60))
def test_working_days_are_counted_like_on_the_fingers(first: date, days: int):
    last = first + timedelta(days=days)
    early, late = min(first, last), max(first, last)
    between = (early + timedelta(days=n) for n in range(1, (late - early).days + 1))
    count = sum(day.weekday() < 5 for day in between)
    assert working_days(first, last) == (count if days > 0 else -count)
