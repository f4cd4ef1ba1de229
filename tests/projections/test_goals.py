"""Goals: the tree, its numbers, and why they are what they are."""

from datetime import date
from typing import Any

import pytest

from projections.goal_rows import GoalRow, Kind
from projections.goals import Goals
from projections.view import Page
from tests.projections.goal_studio import Studio
from tests.projections.office import FULL, Office
from workdomain.execution.task_life import CompleteWorkItem, StartWorkItem
from workdomain.identification.goal_words import Status
from workdomain.identification.initiatives import AddInitiative
from workdomain.identification.key_result_words import (
    ArchiveKeyResult,
    SetKeyResultValue,
    TickChecklistItem,
)
from workdomain.identification.objective_life import CloseObjective, OverrideStatus
from workdomain.kernel import Context
from workdomain.people.person import SetWorkingHours


def jan(day: int) -> date:
    return date(2024, 1, day)


@pytest.fixture
def studio(office: Office) -> Studio:
    return Studio(office)


# -- the tree ------------------------------------------------------------------------------------


def test_no_goals_are_no_rows(studio: Studio):
    assert studio.rows() == []


def test_goals_are_an_outline(studio: Studio):
    top = studio.objective("Top", level="company")
    studio.office.on(jan(2))
    first = studio.objective("First", aligned_to=top)
    studio.office.on(jan(3))
    studio.objective("Second", aligned_to=top)
    studio.key_result(top, "Clients")
    studio.key_result(first, "Visits")
    studio.key_result(first, "Calls")
    item = studio.office.item("Advertise")
    studio.office.do(first, AddInitiative(item=item))
    shown = [(row.kind.value, row.outline, row.title) for row in studio.rows()]
    assert shown == [
        ("portfolio", "", "3 objectives"),
        ("objective", "1", "Top"),
        ("key_result", "1 KR1", "Clients"),
        ("objective", "1.1", "First"),
        ("key_result", "1.1 KR1", "Visits"),
        ("key_result", "1.1 KR2", "Calls"),
        ("initiative", "1.1 I1", "Advertise"),
        ("objective", "1.2", "Second"),
    ]
    assert [row.title for row in studio.rows(objective=first, kind=["objective"])] == ["First"]
    assert [row.title for row in studio.rows(depth=1, kind=["objective"])] == ["Top"]
    assert studio.row(first).objective == top


@pytest.mark.parametrize("limit", [1, 2, 4, 7, 50])
def test_pages_are_parts_of_the_whole(studio: Studio, limit: int):
    ana = studio.office.person("Ana")
    top = studio.objective("Top", owner=ana)
    for number in range(4):
        below = studio.objective(f"Below {number}", aligned_to=top, owner=ana if number else None)
        for name in ("Clients", "Visits", "Calls")[:number]:
            studio.check_in(below, {studio.key_result(below, name): number})
        studio.office.do(below, AddInitiative(item=studio.office.item("Advertise")))
        studio.objective(f"Under {number}", aligned_to=below)
    studio.office.on(jan(29))
    assert len(studio.rows()) == 1 + 9 + 6 + 4
    for params in (
        Goals(),
        Goals(owner=ana),
        Goals(status=(Status.AT_RISK,)),
        Goals(kind=(Kind.KEY_RESULT, Kind.INITIATIVE)),
    ):
        whole = studio.office.views.ask("goals", params).rows
        paged, after, there_is_more = list[GoalRow](), None, True
        while there_is_more:
            answer = studio.office.views.ask("goals", params, page=Page(limit, after))
            assert len(answer.rows) <= limit
            paged += answer.rows
            after, there_is_more = answer.next, answer.next is not None
        assert paged == whole


def test_what_is_asked_for_is_shown_and_numbers_have_everything(studio: Studio):
    ana, ben = studio.office.person("Ana"), studio.office.person("Ben")
    top = studio.objective("Top", owner=ana, level="company", driver="aligned_objectives")
    low = studio.objective("Low", owner=ben, aligned_to=top, team="Shop")
    later = studio.objective("Later", active=False, first=date(2024, 4, 1), last=date(2024, 6, 30))
    clients = studio.key_result(low, "Clients")
    visits = studio.key_result(low, "Visits", owner=ana)
    studio.check_in(low, {clients: 5, visits: 0})

    def titles(**asked: Any) -> list[str]:
        return [row.title for row in studio.rows(**asked) if row.kind is not Kind.PORTFOLIO]

    assert titles(level="company") == ["Top"]
    assert titles(team="Shop") == ["Low", "Clients", "Visits"]
    assert titles(owner=ana) == ["Top", "Visits"]
    assert titles(owner=ben) == ["Low", "Clients"]
    assert titles(first=date(2024, 2, 1)) == ["Later"]
    assert titles(last=jan(31)) == ["Top", "Low", "Clients", "Visits"]
    assert titles(phase=["draft"]) == ["Later"]
    assert studio.row(top, level="company").progress == 0.25
    assert studio.row(later).expected is None
    studio.office.on(jan(29))
    assert titles(status=["at_risk"]) == ["Top", "Low", "Clients", "Visits"]
    assert titles(status=["achieved"]) == []


# -- numbers, and why ----------------------------------------------------------------------------


def test_every_kind_of_key_result_says_why_it_is_where_it_is(studio: Studio):
    goal = studio.objective("Grow")
    money = {"unit": "money", "currency": "EUR"}
    told = {
        studio.key_result(goal, "Sales", "increase", baseline=100, target=200, **money): (
            "150.5",
            "150.50 EUR on the way from 100.00 EUR to 200.00 EUR: 50.5 %",
        ),
        studio.key_result(goal, "Waste", "decrease", baseline=9, target=3, unit="percentage"): (
            "0",
            "0 % on the way from 9 % to 3 %: 150 %",
        ),
        studio.key_result(goal, "Uptime", "stay_above", target=99): (
            "98",
            "98 is not at least 99; it held in 0 of 1 check-ins",
        ),
        studio.key_result(goal, "Debt", "stay_below", target=5): (
            "5",
            "5 is at most 5; it held in 1 of 1 check-ins",
        ),
        studio.key_result(goal, "Mood", "baseline"): (
            "7",
            "measuring only, 7 so far: undefined until there is a target",
        ),
        studio.key_result(goal, "Move", "boolean"): ("1", "done"),
        studio.key_result(goal, "Stand still", "increase", baseline=3, target=3): (
            "3",
            "3, but baseline and target are the same: undefined",
        ),
        studio.key_result(goal, "Open", "boolean"): ("0", "not done"),
    }
    studio.check_in(goal, {id: value for id, (value, _) in told.items()})
    for id, (value, why) in told.items():
        row = studio.row(id)
        assert row.why[0] == why
        assert row.current == value
    assert studio.row(next(iter(told))).unit == "EUR"


def test_what_was_never_measured_says_so(studio: Studio):
    goal = studio.objective("Grow")
    ids = [
        studio.key_result(goal, "Clients"),
        studio.key_result(goal, "Uptime", "stay_above", target=99),
    ]
    mood = studio.key_result(goal, "Mood", "baseline")
    for id in ids:
        row = studio.row(id)
        assert (row.progress, row.status, row.current) == (None, None, None)
        assert row.why == ("nothing measured yet: undefined",)
    assert "nothing measured yet" in studio.row(mood).why[0]
    assert studio.row(goal).progress is None
    assert studio.row(goal).why[0] == "undefined: nothing that drives it has a progress"


def test_a_guardrail_that_no_check_in_told_of_stands_but_is_not_reached(studio: Studio):
    goal = studio.objective("Grow")
    uptime = studio.key_result(goal, "Uptime", "stay_above", target=99)
    studio.office.do(goal, SetKeyResultValue(key_result=uptime, value=99))
    row = studio.row(uptime)
    assert (row.progress, row.status) == (None, Status.ON_TRACK)
    assert row.why[0].endswith("no check-in told of it yet: undefined")


def test_a_guardrail_is_judged_during_the_period_and_at_its_end(studio: Studio):
    goal = studio.objective("Grow")
    uptime = studio.key_result(goal, "Uptime", "stay_above", target=99)
    debt = studio.key_result(goal, "Debt", "stay_below", target=5)
    studio.check_in(goal, {uptime: 98, debt: 5})

    def stands() -> list[Status | None]:
        return [studio.row(uptime).status, studio.row(debt).status]

    assert stands() == [Status.OFF_TRACK, Status.ON_TRACK]
    studio.office.on(date(2024, 2, 1))
    assert stands() == [Status.MISSED, Status.ACHIEVED]


def test_a_checklist_counts_what_is_ticked(studio: Studio):
    goal = studio.objective("Move")
    steps = studio.key_result(goal, "Steps", "checklist", items=["Sign", "Pack", "Go"])
    studio.office.do(goal, TickChecklistItem(key_result=steps, text="Sign"))
    row = studio.row(steps)
    assert (row.progress, row.why[0]) == (0.3333, "1 of 3 items done")


def test_an_objective_says_what_it_is_made_of_and_what_is_left_out(studio: Studio):
    goal = studio.objective("Grow")
    clients = studio.key_result(goal, "Clients", weight=3)
    visits = studio.key_result(goal, "Visits")
    calls = studio.key_result(goal, "Calls", weight=0)
    gone = studio.key_result(goal, "Faxes")
    studio.key_result(goal, "Mood", "baseline")
    studio.key_result(goal, "Letters")
    studio.check_in(goal, {clients: 5, visits: 10, calls: 10, gone: 0})
    studio.office.do(goal, ArchiveKeyResult(key_result=gone, reason="Nobody has one"))
    row = studio.row(goal)
    assert row.progress == 0.625
    assert row.why[:5] == (
        "62.5 %, the weighted mean of 3 x Clients 50 %, 1 x Visits 100 %",
        "left out, weighs 0: Calls",
        "left out, archived: Faxes",
        "left out, measuring only: Mood",
        "left out, undefined: Letters",
    )
    assert studio.row(gone).phase == "archived"
    assert studio.row(gone).why[-1] == "left out: archived"


def test_gap_and_status_follow_the_days(studio: Studio):
    goal = studio.objective("Grow")
    clients = studio.key_result(goal, "Clients")
    studio.check_in(goal, {clients: 2})
    for day, expected, status in [
        (1, 0, Status.ON_TRACK),
        (10, 0.3, Status.ON_TRACK),
        (13, 0.4, Status.BEHIND),
        (31, 1, Status.AT_RISK),
    ]:
        studio.office.on(jan(day))
        row = studio.row(goal)
        assert (row.expected, row.status) == (expected, status)
        assert row.gap == pytest.approx(expected - 0.2)
        assert studio.row(clients).status is status
    assert studio.row(goal).why[-2] == "100 % expected by now, 80 % are missing: at_risk"
    studio.check_in(goal, {clients: 12})
    row = studio.row(clients)
    assert (row.progress, row.progress_raw, row.status) == (1, 1.2, Status.ACHIEVED)


def test_working_days_count_where_the_hours_of_the_owner_are_known(studio: Studio):
    ana, ben = studio.office.person("Ana"), studio.office.person("Ben", hours=None)
    hers = studio.objective("Hers", owner=ana, first=jan(5), last=jan(12))
    his = studio.objective("His", owner=ben, first=jan(5), last=jan(12))
    studio.office.on(jan(8))  # a Monday, after a Friday
    assert studio.row(hers, working_days=True).expected == 0.2
    assert studio.row(his, working_days=True).expected == round(3 / 7, 4)
    assert studio.row(hers).expected == round(3 / 7, 4)
    studio.office.do(ben, SetWorkingHours(minutes=FULL, valid_from=jan(8)))
    assert studio.row(his, working_days=True).expected == round(
        3 / 7, 4
    )  # not known from its start
    assert studio.rows(working_days=True, last=date(2020, 1, 1)) == []


def test_nobody_has_goals_and_working_days(studio: Studio):
    assert studio.rows(working_days=True) == []


def test_the_owner_says_otherwise_until_the_next_check_in(studio: Studio):
    ana = studio.office.person("Ana")
    goal = studio.objective("Grow", owner=ana)
    clients = studio.key_result(goal, "Clients")
    studio.check_in(goal, {clients: 5})
    said = OverrideStatus(status=Status.AT_RISK, reason="The best client leaves")
    studio.office.work.do(goal, said, Context(ana, studio.office.clock.now))
    row = studio.row(goal)
    assert (row.status, row.computed) == (Status.AT_RISK, Status.ON_TRACK)
    assert "at_risk by the word of its owner: The best client leaves" in row.why
    studio.office.on(jan(2))
    studio.check_in(goal, {clients: 5}, confidence=7)
    row = studio.row(goal)
    assert (row.status, row.computed, row.override_reason) == (
        Status.ON_TRACK,
        Status.ON_TRACK,
        None,
    )
    assert (row.confidence, row.checked_in) == (7, jan(2))


def test_a_check_in_that_is_missing_for_more_than_three_days_is_outdated(studio: Studio):
    goal = studio.objective("Grow")
    assert studio.row(goal).due == jan(5)
    studio.office.on(jan(8))
    assert studio.row(goal).outdated_days is None
    studio.office.on(jan(9))
    row = studio.row(goal)
    assert row.outdated_days == 4
    assert row.why[-1] == "a check-in was due 2024-01-05: outdated"


def test_initiatives_weigh_nothing_unless_somebody_says_so(studio: Studio):
    goal = studio.objective("Grow")
    clients = studio.key_result(goal, "Clients")
    studio.check_in(goal, {clients: 5})
    project = studio.office.project("SHOP")
    item = studio.office.item("Advertise", hours=8)
    studio.office.do(goal, AddInitiative(project=project, key_result=clients))
    studio.office.do(goal, AddInitiative(item=item))
    assert studio.row(goal).progress == 0.5
    assert "left out, weighs 0: SHOP, Advertise" in studio.row(goal).why
    assert studio.row(project).why == ("to move Clients; a hypothesis: weighs 0",)
    studio.office.do(item, StartWorkItem(), CompleteWorkItem())
    studio.office.do(goal, AddInitiative(item=item, weight=1))
    assert studio.row(item).progress == 1
    assert studio.row(item).why == ("counts 1 times",)
    assert studio.row(goal).progress == 0.75


def test_values_of_key_results_below_make_the_one_they_feed(studio: Studio):
    top = studio.objective("Company", driver="key_results")
    sales = studio.key_result(
        top, "Sales", target=1000, unit="money", currency="EUR", aggregation="sum"
    )
    share = studio.key_result(top, "Share", target=100, unit="percentage", aggregation="average")
    uptime = studio.key_result(top, "Uptime", "stay_above", target=99, aggregation="min")
    below = [studio.objective(title, aligned_to=top) for title in ("North", "South")]
    fed = [
        studio.key_result(each, "Sales", target=500, feeds=sales, unit="money", currency="EUR")
        for each in below
    ]
    up = [
        studio.key_result(each, "Uptime", "stay_above", target=99, feeds=uptime) for each in below
    ]
    row = studio.row(sales)
    assert (row.current, row.progress) == (None, None)
    studio.check_in(below[0], {fed[0]: "100.10", up[0]: 98})
    studio.check_in(below[1], {fed[1]: "149.90", up[1]: 100})
    row = studio.row(sales)
    assert (row.current, row.progress) == ("250.00", 0.25)
    assert row.why[0].endswith("25 % (sum of 2 key results that feed it)")
    assert studio.row(share).current is None
    assert studio.row(uptime).status is Status.OFF_TRACK
    assert studio.row(top).progress == 0.25
    studio.office.do(below[1], CloseObjective(outcome="dropped"))
    assert studio.row(sales).current == "100.10"
