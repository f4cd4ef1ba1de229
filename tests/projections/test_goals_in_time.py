"""Goals: how they end, at any moment, with baselines that cite, and on both databases."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from projections.goal_rows import GoalRow, Kind
from projections.goals import Goals
from projections.view import When
from tests.projections.goal_studio import Studio
from tests.projections.office import Office
from workdomain.identification.goal_progress import Band
from workdomain.identification.goal_words import Commitment, Status
from workdomain.identification.initiatives import AddInitiative
from workdomain.identification.key_result_words import (
    SetBaseline,
    SetTarget,
)
from workdomain.identification.objective_life import CloseObjective, OverrideStatus, ReopenObjective
from workdomain.identification.profile import PlanObjectivePeriod, SetCommitment
from workdomain.kernel import Context
from workdomain.store.messages import as_json_list


def jan(day: int) -> date:
    return date(2024, 1, day)


@pytest.fixture
def studio(office: Office) -> Studio:
    return Studio(office)


# -- the end -------------------------------------------------------------------------------------


def test_a_closed_objective_keeps_its_score_and_says_how_it_ended(studio: Studio):
    goal = studio.objective("Grow", commitment="aspirational")
    clients = studio.key_result(goal, "Clients")
    studio.check_in(goal, {clients: 6})
    before = studio.row(goal).progress
    close = {"outcome": "partial", "self_grade": 0.8, "comment": "Well", "reasons": ["Late"]}
    studio.office.do(goal, CloseObjective.model_validate(close))
    row = studio.row(goal)
    assert row.score == row.progress == before == 0.6
    assert (row.band, row.self_grade, row.phase) == (Band.FAIR, 0.8, "closed")
    assert (row.status, row.expected, row.due) == (None, None, None)
    assert row.why == ("closed as partial with the progress it had: 60 %", "Late", "Well")
    studio.office.do(goal, ReopenObjective(reason="There is time"))
    assert studio.row(goal).score is None


def test_a_score_at_close_is_the_progress_of_the_whole_tree_below(studio: Studio):
    top = studio.objective("Top", driver="both")
    low = studio.objective("Low", aligned_to=top)
    own, below = studio.key_result(top, "Own"), studio.key_result(low, "Below")
    studio.objective("Draft", aligned_to=top, active=False)
    studio.check_in(top, {own: 2})
    studio.check_in(low, {below: 9})
    before = studio.row(top).progress
    studio.office.do(top, CloseObjective(outcome="partial"))
    assert studio.row(top).score == before == 0.55


def test_the_score_of_all_is_the_mean_and_dropped_ones_do_not_count(studio: Studio):
    for reached, outcome in ((10, "achieved"), (4, "partial"), (0, "dropped"), (None, "missed")):
        goal = studio.objective(f"Goal {reached}")
        clients = studio.key_result(goal, "Clients")
        if reached is not None:
            studio.check_in(goal, {clients: reached})
        studio.office.do(goal, CloseObjective.model_validate({"outcome": outcome}))
    total = studio.rows()[0]
    assert (total.kind, total.score, total.progress) == (Kind.PORTFOLIO, 0.7, 0.7)
    assert total.why == (
        "progress: the mean of 2 objectives at the top",
        "score: the mean of 2 objectives closed with one",
        "left out, dropped: 1 objective",
    )
    unscored = next(row for row in studio.rows() if row.title == "Goal None")
    assert unscored.why == ("closed as missed without a score: its progress was undefined",)


# -- time ----------------------------------------------------------------------------------------


def test_goals_are_shown_as_of_any_moment_and_compared(studio: Studio):
    goal = studio.objective("Grow")
    clients = studio.key_result(goal, "Clients")
    studio.office.on(jan(5))
    studio.check_in(goal, {clients: 2})
    studio.office.on(jan(20))
    studio.check_in(goal, {clients: 8})
    studio.office.do(goal, SetTarget(key_result=clients, target=16))
    studio.office.do(goal, PlanObjectivePeriod(first=jan(1), last=date(2024, 3, 1)))
    then = studio.row(goal, as_of="2024-01-10")
    assert (then.progress, then.last, then.expected) == (0.2, jan(31), 0.3)
    now = studio.row(goal)
    assert (now.progress, now.last) == (0.5, date(2024, 3, 1))
    assert studio.row(goal, valid_at="2024-01-10").progress == 0.2
    early = When(as_of=datetime(2024, 1, 10, tzinfo=UTC))
    changes = studio.office.views.compare("goals", Goals(kind=(Kind.KEY_RESULT,)), early)
    assert [change.fields["progress"] for change in changes] == [(0.2, 0.5)]


def test_rows_rebuilt_are_the_rows_there_were(studio: Studio):
    top = studio.objective("Top", driver="both")
    one = studio.objective("One", aligned_to=top)
    for title in ("Two", "Three", "Low"):
        low = studio.objective(title, aligned_to=top)
        clients = studio.key_result(low, "Clients")
        studio.check_in(low, {clients: 3}, note="Slow")
    studio.office.do(one, SetCommitment(commitment=Commitment.ASPIRATIONAL))
    studio.office.do(low, AddInitiative(item=studio.office.item("Advertise")))
    before = studio.rows()
    assert studio.row(top).why[0] == "30 %, the mean of Two 30 %, Three 30 %, Low 30 %"
    studio.office.views.projector.rebuild(["goals"])
    assert studio.rows() == before
    assert studio.rows(as_of=studio.office.clock.now) == before


def test_nothing_is_shown_of_a_time_before_it_was_added(studio: Studio):
    goal = studio.objective("Grow")
    before = datetime(2023, 12, 1, tzinfo=UTC)
    studio.office.do(goal, PlanObjectivePeriod(first=jan(2), last=jan(30)), at=before)
    assert studio.rows(valid_at="2023-12-15") == []
    assert studio.row(goal).title == "Grow"


def test_rows_are_what_pydantic_would_make_of_them(studio: Studio):
    ana = studio.office.person("Ana")
    top = studio.objective("Top", owner=ana, driver="both", level="company")
    low = studio.objective("Low", aligned_to=top, active=False)
    clients = studio.key_result(top, "Clients", unit="money", currency="EUR", aggregation="sum")
    studio.key_result(low, "Clients", feeds=clients)
    uptime = studio.key_result(top, "Uptime", "stay_above", target=99)
    studio.office.do(top, AddInitiative(item=studio.office.item("Advertise")))
    studio.check_in(top, {uptime: 98}, confidence=3)
    said = OverrideStatus(status=Status.BEHIND, reason="Slow")
    studio.office.work.do(top, said, Context(ana, studio.office.clock.now))
    done = studio.objective("Done")
    studio.office.do(done, CloseObjective.model_validate({"outcome": "missed"}))
    rows = studio.rows()
    assert len(rows) == 8
    for row in rows:
        made = GoalRow.model_validate_json(row.model_dump_json())
        assert row == made
        assert [type(value) for _, value in row] == [type(value) for _, value in made]
    assert json.loads(as_json_list(rows)) == [json.loads(row.model_dump_json()) for row in rows]


# -- baselines that cite -------------------------------------------------------------------------


def cite(field: str, **more: Any) -> dict[str, Any]:
    return {"view": "progress", "row": '{"kind": "ad_hoc"}', "field": field, **more}


def test_a_baseline_that_cites_a_view_says_whether_it_still_agrees(studio: Studio):
    studio.office.item("Old", hours=40)
    goal = studio.objective("Get it done")
    position = studio.office.views.ask("goals").moment.position
    cites = cite("remaining_h", as_of=position)
    left = studio.key_result(goal, "Left", "decrease", baseline=40, target=0, cites=cites)
    assert studio.row(left).why[-1] == (
        f'baseline cites remaining_h of progress where {{"kind": "ad_hoc"}} as of {position}: '
        "it still is 40.0"
    )
    studio.office.on(jan(9))
    studio.office.item("New", hours=2)
    assert studio.row(left).why[-1].endswith("it still is 40.0")
    assert len(studio.row(left, citations=False).why) == 1
    studio.office.do(
        goal, SetBaseline.model_validate({"key_result": left, "baseline": 41, "cites": cites})
    )
    assert studio.row(left).why[-1].startswith("baseline 41 cites remaining_h")
    assert studio.row(left).why[-1].endswith("that is 40.0 now")


@pytest.mark.parametrize(
    ("cites", "why"),
    [
        ({**cite("mood"), "view": "moods"}, "there is no view moods"),
        (cite("mood"), "a row of progress has no mood; it has kind, id"),
        (cite("state"), "that is open now"),
        (cite("remaining_h", row="{}"), "4 rows fit, where one should"),
        (cite("remaining_h", row='{"kind": "none"}'), "0 rows fit, where one should"),
        (cite("remaining_h", params='{"depth": -1}'), "greater than or equal to 0"),
    ],
)
def test_a_citation_that_cannot_be_replayed_says_why(
    studio: Studio, cites: dict[str, Any], why: str
):
    studio.office.item("Old", hours=40)
    studio.office.item("Other", hours=1, project=studio.office.project("SHOP"))
    goal = studio.objective("Get it done")
    cites["as_of"] = studio.office.clock.now
    left = studio.key_result(goal, "Left", "decrease", baseline=40, target=0, cites=cites)
    assert why in studio.row(left).why[-1]


# -- on both databases ---------------------------------------------------------------------------


def test_postgresql_answers_the_same(office: Office, postgres_workspace: str):
    def story(there: Office) -> list[tuple[Any, ...]]:
        studio = Studio(there)
        ana = there.person("Ana")
        top = studio.objective("Top", owner=ana, driver="both", level="company")
        low = studio.objective("Low", aligned_to=top)
        sales = studio.key_result(top, "Sales", unit="money", currency="EUR", aggregation="sum")
        fed = studio.key_result(low, "Sales", feeds=sales)
        uptime = studio.key_result(top, "Uptime", "stay_above", target=99)
        there.do(top, AddInitiative(project=there.project("SHOP")))
        studio.check_in(low, {fed: "2.50"})
        studio.check_in(top, {uptime: 98})
        done = studio.objective("Done")
        there.do(done, CloseObjective.model_validate({"outcome": "missed", "reasons": ["Late"]}))
        there.on(jan(12))
        below = studio.rows(objective=low)
        found = [*studio.rows(), *below, *studio.rows(owner=ana, working_days=True)]
        told = there.check_ins()
        assert {row.value for row in told if row.name == "Sales"} == {None, "2.50"}
        names = ("outline", "title", "owner", "progress", "expected", "status", "current", "why")
        return [tuple(getattr(row, name) for name in names) for row in found]

    other = Office(postgres_workspace, jan(1))
    try:
        assert story(other) == story(office)
    finally:
        other.close()
