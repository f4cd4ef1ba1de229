"""`demo`: the same company for everyone, made once, and never over somebody's work."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from projections.catalog import VIEWS
from projections.view import NOW, When
from projections.views import Views
from service.demo.making import NotADemo, Wish, last_sunday, make
from service.demo.office import SetClock
from service.demo.simulation import first_day, last_moment
from tests.service.cli.conftest import UNTIL
from workdomain.store.log import Stored
from workdomain.values import OPERATOR
from workdomain.work import Work

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def events(made):
    with Work.open(made) as work:
        return list(work.events())


def log_of(path: Path | str) -> list[Stored]:
    with Work.open(path) as work:
        return list(work.log.scan())


def test_both_clocks_run_through_the_six_months(events):
    assert 3000 <= len(events) <= 12_000
    for clock in ("recorded_at", "at"):
        moments = [getattr(e, clock, None) or e.context.at for e in events]
        assert min(moments).date() <= first_day(UNTIL) + DAY
        assert UNTIL - 3 * DAY <= max(moments).date() <= UNTIL
    late = [e for e in events if e.recorded_at - e.context.at > DAY]
    assert len(late) > 100
    assert all(e.context.at <= e.recorded_at for e in events)


def test_it_has_whatever_happens_in_a_company(events):
    topics = Counter(event.event.topic for event in events)
    for topic in (
        "work-item.blocked.v1", "work-item.unblocked.v1", "work-item.reopened.v1",
        "work-item.cancelled.v1", "work-item.moved.v1", "work-item.nested.v1",
        "work-item.estimated.v1", "work-item.remaining-set.v1", "work-item.put-back.v1",
        "work-item.dependency-added.v1", "work-item.dependency-removed.v1",
        "work-item.part-adopted.v1", "work-item.commented.v1", "work-item.comment-edited.v1",
        "week.time-corrected.v1", "week.time-removed.v1", "person.leave-cancelled.v1",
        "person.renamed.v1", "person.moved-to-team.v1", "project.key-changed.v1",
        "project.budget-set.v1", "project.dates-planned.v1", "project.closed.v1",
        "objective.check-in-published.v1", "objective.check-in-acknowledged.v1",
        "objective.check-in-corrected.v1", "objective.check-in-scheduled.v1",
        "objective.status-overridden.v1", "objective.initiative-added.v1",
        "objective.item-ticked.v1", "objective.closed.v1",
        "request.accepted-as-work-item.v1", "request.accepted-as-project.v1",
        "request.declined.v1", "request.deferred.v1", "request.merged.v1", "request.reopened.v1",
        "revert.reverted.v1",
        "work-item.blocker-raised.v1", "work-item.blocker-acknowledged.v1",
        "work-item.blocker-resolved.v1", "work-item.decision-recorded.v1",
        "work-item.link-attached.v1", "work-item.watcher-added.v1", "inbox.read-up-to.v1",
        "inbox.digest-chosen.v1", "overbooking.arose.v1", "overbooking.changed.v1",
        "overbooking.cleared.v1", "strain.shown.v1",
    ):  # fmt: skip
        assert topics[topic], topic
    assert any(getattr(e.event, "mentions", ()) for e in events)
    assert any(getattr(e.event, "supersedes", None) for e in events)
    assert topics["person.added.v1"] == 12
    assert topics["from-template.made.v1"] == 6
    assert topics["template.published.v1"] == 4
    of_requests = topics["request.accepted-as-project.v1"]
    of_deals = topics["deal.won.v1"]
    in_all = 5 + 5 + of_requests + of_deals
    assert topics["project.added.v1"] == in_all, "Five are made from a template"
    kinds = Counter(e.event.kind for e in events if e.event.topic == "person.leave-recorded.v1")
    assert {"vacation", "sick", "holiday", "other"} <= kinds.keys()


def test_views_now_are_views_as_of_now_and_rebuilt(demo):
    with Work.open(demo.db, clock=SetClock(last_moment(UNTIL))) as work, Views(work) as views:
        some_item = views.work_items()[0].id
        someone = {"person": next(e.context.by for e in work.events() if e.context.by != OPERATOR)}

        def all_of_them(when: When = NOW) -> dict[str, Any]:
            week = {**someone, "day": "2025-10-08"}
            asked = {"inbox": someone, "watchers": {"item": some_item}}
            client = next(row.client for row in views.clients() if row.projects)
            asked |= {name: {"client": client} for name in ("client", "portal")}
            wanted = next(r for r in views.allocations() if r.standing == "requested")
            asked["candidates"] = {"allocation": wanted.allocation}
            asked |= {"my-week": week, "timesheet-evidence": week, "week-grid": week}
            return {v.name: views.ask(v.name, asked.get(v.name), when).rows for v in VIEWS}

        now = all_of_them()
        assert all_of_them(When(as_of=last_moment(UNTIL))) == now
        views.projector.rebuild()
        views.projector.catch_up()
        assert all_of_them() == now


def test_it_has_days_off_in_layers_and_work_that_minds_them(demo):
    with Work.open(demo.db, clock=SetClock(last_moment(UNTIL))) as work, Views(work) as views:
        first = first_day(UNTIL)
        off = views.calendars(first=first)
        (outing,) = {row.day for row in off if row.holiday == "Company outing"}
        days = {name: {r.day for r in off if r.name == name} for name in {r.name for r in off}}
        company = days.pop("Kestrel")
        assert len(days) == 2
        assert all(company < each for each in days.values()), "Both are based on the company's"
        people = {row.name: row.people for row in off if row.day.year > UNTIL.year}
        assert people["Kestrel IT"] == ("Sofia Rossi-Lindqvist",)
        assert len(people["Kestrel IE"]) == 11, "It is everybody's by default"
        series = {row.title: row.id for row in views.recurrences()}
        news = series["Tell everybody what has changed this week"]
        weeks = views.occurrences(recurrence=news, first=first, last=UNTIL - 7 * DAY)
        assert {row.starts.date(): row.why for row in weeks if row.state == "skipped"} == {
            outing: f"{outing}: Company outing"
        }
        invoices = series["Send the invoices of the month"]
        months = views.occurrences(recurrence=invoices, first=first, last=UNTIL)
        moved = {row.occurrence.weekday() > 4 for row in months if row.moved}
        assert moved == {True}, "Some firsts of a month are on a weekend"
        assert {row.item_state for row in months} == {"done"}
        assert all(row.starts.weekday() < 5 for row in months)


# -- the verb --------------------------------------------------------------------------------------


@pytest.fixture
def asked(cli, tmp_path):
    """The words of a demo that ends on the day the others end on."""
    return "demo", "--until", UNTIL, "-o", tmp_path / "audit.html"


def test_it_shows_three_views_now_and_then_and_where_to_go(demo, asked, tmp_path):
    told = demo(*asked).out
    for words in ("Workload", "Progress", "Follow-up", "What changed since", "What nobody knew",
                  "token create", "workdomain serve"):  # fmt: skip
        assert words in told
    assert max(map(len, told.splitlines())) <= 160
    assert (tmp_path / "audit.html").read_bytes().startswith(b"<!")


def test_what_is_there_is_shown_again_and_not_made_again(demo, asked):
    before = demo.db.read_bytes()
    assert demo(*asked).out == demo("demo", "-o", asked[-1]).out
    assert demo.db.read_bytes() == before


def test_another_demo_is_only_replaced_by_force(demo, asked):
    assert "--force replaces it" in demo(*asked, "--seed", 8, status=1).err
    before = log_of(demo.db)
    demo(*asked, "--seed", 8, "--force")
    assert log_of(demo.db) != before


def test_other_work_is_never_replaced(apollo, asked):
    before = log_of(apollo.db)
    assert "holds other work" in apollo(*asked, status=1).err
    assert "holds other work" in apollo(*asked, "--force", status=1).err
    assert log_of(apollo.db) == before


def test_the_same_seed_and_day_make_the_same_log_also_after_an_interrupted_run(made, tmp_path):
    path = tmp_path / "demo.db"
    cut = []

    def pull_the_plug(part):
        cut.append(part)
        if len(cut) == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(str(path), Wish(until=UNTIL), UNTIL, pull_the_plug)
    assert not path.exists()
    Path(f"{path}.partial").write_text("half a demo")
    make(str(path), Wish(until=UNTIL), UNTIL)
    assert log_of(path) == log_of(made)
    assert not Path(f"{path}.partial").exists()


@pytest.mark.parametrize(
    ("until", "told"), [("soon", "not a date"), ("2999-01-01", "not a day of the past")]
)
def test_a_last_day_that_makes_no_sense_is_wrong_usage(cli, until, told):
    assert told in cli("demo", "--until", until, status=2).err


def test_left_out_the_last_day_is_the_last_sunday_all_week_long():
    monday = datetime(2026, 11, 23, tzinfo=UTC).date()
    sundays = {last_sunday(monday + n * DAY) for n in range(7)}
    assert sundays == {monday - DAY}


def test_a_demo_in_memory_is_refused():
    with pytest.raises(NotADemo, match="name a file"):
        make(":memory:", Wish(), UNTIL)


def told(event: Any) -> Any:
    """Leave out places in the log: what was rolled back leaves gaps in them."""
    state = json.loads(event.state)
    state["data"].pop("position", None)
    return event.stream, event.version, event.topic, state


def test_in_postgresql_an_interrupted_demo_is_completed(made, postgres_workspace):
    def pull_the_plug(part):
        if part > 0.1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(postgres_workspace, Wish(until=UNTIL), UNTIL, pull_the_plug)
    make(postgres_workspace, Wish(until=UNTIL), UNTIL)
    assert [*map(told, log_of(postgres_workspace))] == [*map(told, log_of(made))]
    with pytest.raises(NotADemo, match="not empty"):
        make(postgres_workspace, Wish(seed=8, until=UNTIL), UNTIL)
