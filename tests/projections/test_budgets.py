from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.models.budgets import budgets as limits
from projections.models.budgets import rows as limit_rows
from projections.models.clients import clients
from projections.models.clients import rows as client_rows
from projections.recounting import SetRight, recount_budgets
from projections.view import When
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime
from workdomain.kernel import Context
from workdomain.planning.budget import OverBudget
from workdomain.planning.budget_words import (
    AddBudget,
    BudgetPeriod,
    CloseBudget,
    ConsumeBudget,
    SetBudgetRule,
    WhenOver,
)
from workdomain.planning.project import CloseProject
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.work_item import MoveWorkItem
from workdomain.values import OPERATOR, new_id

FRIDAY = MONDAY + timedelta(days=4)


class Scene:
    """A project for a client, with somebody who works on it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.acme = office.do(new_id(), AddClient(name="Acme"))
        self.apollo = office.project("APO")
        office.do(self.apollo, SetProjectClient(client=self.acme))
        self.ana = office.person("Ana")
        self.draw = office.item("Draw", project=self.apollo)
        self.tidy = office.item("Tidy up")

    def budget(self, name: str = "Cap", **more: Any) -> UUID:
        told = {"hours": 10, "project": self.apollo, **more}
        return self.office.do(new_id(), AddBudget(name=name, **told))

    def log(
        self, hours: float, item: UUID | None, day: date = MONDAY, activity: str | None = None
    ) -> UUID:
        entry = new_id()
        command = LogTime(
            entry=entry, person=self.ana, day=day, minutes=round(hours * 60), item=item,
            activity=activity,
        )  # fmt: skip
        self.office.do(week_id(self.ana, day), command)
        return entry


@pytest.fixture
def scene(office: Office) -> Scene:
    return Scene(office)


def test_a_budget_shows_what_is_used_and_left(office: Office, scene: Scene):
    id = scene.budget()
    scene.log(4, scene.draw)
    (row,) = office.budgets()
    assert (row.budget, row.name, row.project_key, row.client) == (id, "Cap", "APO", None)
    assert (row.planned_h, row.used_h, row.left_h, row.share) == (10, 4, 6, 0.4)
    assert (row.period, row.state, row.over, row.counted_h) == ("lifetime", "ok", "warn", None)
    assert (row.planned_amount, row.used_amount, row.left_amount) == (None, None, None)


@pytest.mark.parametrize(
    ("hours", "state"), [(7.9, "ok"), (8, "warning"), (10, "warning"), (10.05, "over")]
)
def test_a_budget_warns_from_a_share_on(office: Office, scene: Scene, hours: float, state: str):
    scene.budget()
    scene.log(hours, scene.draw)
    assert office.budgets()[0].state == state


def test_a_budget_of_money_counts_hours_at_its_rate(office: Office, scene: Scene):
    scene.budget(
        hours=None, project=None, client=scene.acme, amount="1000.00", currency="EUR",
        rate_per_h="33.33",
    )  # fmt: skip
    scene.log(0.5, scene.draw)
    (row,) = office.budgets()
    assert (row.used_amount, row.left_amount) == (Decimal("16.67"), Decimal("983.33"))
    assert (row.client, row.currency, row.planned_h, row.left_h) == ("Acme", "EUR", None, None)
    assert row.used_h == 0.5


def test_nothing_planned_has_no_share(office: Office, scene: Scene):
    scene.budget(hours=0)
    assert (office.budgets()[0].share, office.budgets()[0].state) == (None, "ok")
    scene.log(1, scene.draw)
    assert (office.budgets()[0].share, office.budgets()[0].state) == (None, "over")


def test_a_monthly_budget_is_told_month_by_month(office: Office, scene: Scene):
    scene.budget(period=BudgetPeriod.MONTHLY)
    scene.log(9, scene.draw)
    office.on(date(2024, 2, 2))
    scene.log(3, scene.draw, date(2024, 2, 1))
    assert [(row.period, row.used_h) for row in office.budgets()] == [("2024-02", 3)]
    rows = office.budgets(months=3)
    assert [(row.period, row.used_h, row.state) for row in rows] == [
        ("2023-12", 0, "ok"),
        ("2024-01", 9, "warning"),
        ("2024-02", 3, "ok"),
    ]
    assert [row.burn_h_per_month is None for row in rows] == [True, True, False]
    with pytest.raises(ValidationError):
        office.budgets(months=0)


def test_the_pace_is_counted_from_the_first_day(office: Office, scene: Scene):
    scene.budget()
    assert (office.budgets()[0].burn_h_per_month, office.budgets()[0].lasts_until) == (None, None)
    scene.log(1, scene.draw)
    office.on(FRIDAY)
    scene.log(1.5, scene.draw, FRIDAY)
    (row,) = office.budgets()  # 2.5 h in 5 days: half an hour a day
    assert row.burn_h_per_month == pytest.approx(0.5 * 365.25 / 12, abs=1e-4)
    assert row.lasts_until == FRIDAY + timedelta(days=15)
    scene.log(9, scene.draw, FRIDAY)
    assert office.budgets()[0].lasts_until is None
    scene.budget("Ample", hours=1_000_000)
    assert [row.lasts_until for row in office.budgets()] == [None, None]


def test_it_is_told_of_how_much_nobody_knows_whether_it_counts(office: Office, scene: Scene):
    scene.budget("Project")
    scene.budget("Travel", project=None, activity="travel")
    scene.budget("Travel for Acme", project=None, client=scene.acme, activity="travel")
    assert office.budgets()[0].coverage is None
    scene.log(2, scene.draw, activity="Travel")
    scene.log(3, scene.draw)
    scene.log(1, scene.tidy, activity="Travel")
    scene.log(4, None)
    rows = {row.name: row for row in office.budgets()}
    assert {name: (row.used_h, row.unknown_h, row.coverage) for name, row in rows.items()} == {
        "Project": (5, 5, 0.5),  # what is on no project
        "Travel": (3, 7, 0.3),  # what does not say what it was
        "Travel for Acme": (2, 8, 0.2),  # both, the trip for nobody once
    }


def test_the_hours_set_with_a_project_are_a_budget_that_warns(office: Office):
    apollo = office.project("APO", budget_h=5)
    ana = office.person("Ana")
    office.log(ana, office.item("Draw", project=apollo), 4, MONDAY)
    (row,) = office.budgets()
    assert (row.budget, row.name, row.planned_h, row.used_h) == (
        apollo, "Project APO: hours", 5, 4,
    )  # fmt: skip
    assert (row.state, row.over, row.warn_percent) == ("warning", "warn", 80)
    office.do(apollo, CloseProject(reason="Over"))
    assert office.budgets() == []
    assert office.budgets(closed=True)[0].closed


def test_budgets_are_asked_by_project_and_client(office: Office, scene: Scene):
    other = office.project("OTH", budget_h=1)
    closed = scene.budget("Closed")
    office.do(closed, CloseBudget(reason="Over"))
    scene.budget("Of Apollo")
    scene.budget("Of Acme", project=None, client=scene.acme)
    scene.budget("Of travel", project=None, activity="travel")

    def named(**asked: Any) -> list[str]:
        return [row.name for row in office.budgets(**asked)]

    assert named() == ["Of Acme", "Of Apollo", "Of travel", "Project OTH: hours"]
    assert named(project=other) == ["Project OTH: hours"]
    assert named(project=scene.apollo, closed=True) == ["Closed", "Of Apollo"]
    assert named(client=scene.acme) == ["Of Acme", "Of Apollo"]


def test_time_counts_where_its_work_item_is_now(office: Office, scene: Scene):
    scene.budget()
    scene.log(4, scene.draw)
    before = office.work.log.head().position
    office.do(scene.draw, MoveWorkItem(project=None))
    assert office.budgets()[0].used_h == 0
    assert office.budgets(as_of=before)[0].used_h == 4


def test_a_corrected_entry_tells_its_kind_of_work(office: Office, scene: Scene):
    scene.budget(project=None, activity="travel")
    entry = scene.log(4, scene.draw)
    correction = CorrectTime(
        entry=entry, day=MONDAY, minutes=60, item=None, note="", reason="It was the train",
        activity="Travel",
    )  # fmt: skip
    office.do(week_id(scene.ana, MONDAY), correction)
    assert office.budgets()[0].used_h == 1
    assert office.history(subject=scene.ana)[0].text == (
        "corrected 4 h on 2024-01-01 to 1 h of Travel on 2024-01-01: It was the train"
    )


# -- Counts of budgets that refuse -----------------------------------------------------------------


def test_what_was_logged_before_a_budget_refused_is_counted_too(office: Office, scene: Scene):
    scene.log(4, scene.draw)
    id = scene.budget(over=WhenOver.REFUSE)
    assert office.budgets()[0].counted_h == 0
    assert recount_budgets(office.views) == [SetRight(id, "Cap", 0.0, 4.0)]
    assert recount_budgets(office.views) == []
    assert office.budgets()[0].counted_h == 4
    with pytest.raises(OverBudget, match="6 h left"):
        scene.log(6.5, scene.draw)


def test_work_that_was_moved_is_counted_where_it_is(office: Office, scene: Scene):
    id = scene.budget(over=WhenOver.REFUSE, period=BudgetPeriod.MONTHLY)
    scene.log(4, scene.draw)
    office.do(scene.draw, MoveWorkItem(project=None))
    office.do(scene.tidy, MoveWorkItem(project=scene.apollo))
    scene.log(1, scene.tidy)
    assert office.budgets()[0].counted_h == 5
    assert recount_budgets(office.views) == [SetRight(id, "Cap", 5.0, 1.0)]
    assert office.budgets()[0].counted_h == 1


def test_what_only_warns_or_is_closed_is_not_counted(office: Office, scene: Scene):
    scene.budget()
    office.do(scene.budget(over=WhenOver.REFUSE), CloseBudget(reason="Over"))
    scene.log(1, scene.draw)
    assert recount_budgets(office.views) == []
    loosened = scene.budget(over=WhenOver.REFUSE)
    office.do(loosened, SetBudgetRule(warn_percent=80, over=WhenOver.WARN))
    assert recount_budgets(office.views) == []


def test_a_budget_that_counts_on_meanwhile_is_left_for_the_next_time(
    office: Office, scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    scene.log(4, scene.draw)
    id = scene.budget(over=WhenOver.REFUSE)
    real = office.work.do

    def somebody_is_quicker(*given: Any, **named: Any) -> Any:
        monkeypatch.undo()
        scene.log(1, scene.draw)
        return real(*given, **named)

    monkeypatch.setattr(office.work, "do", somebody_is_quicker)
    assert recount_budgets(office.views) == []
    assert office.budgets()[0].counted_h == 1
    assert recount_budgets(office.views) == [SetRight(id, "Cap", 1.0, 5.0)]


def test_nobody_consumes_a_budget_from_outside(office: Office, scene: Scene):
    id = scene.budget(over=WhenOver.REFUSE)
    with pytest.raises(Exception, match="No decider takes ConsumeBudget"):
        office.work.do(
            id, ConsumeBudget(month="2024-01", minutes=1), Context(OPERATOR, office.clock.now)
        )


# -- At any moment ---------------------------------------------------------------------------------


def test_the_same_at_any_moment_however_it_came_to_be(office: Office, scene: Scene):
    id = scene.budget(over=WhenOver.REFUSE)
    scene.budget(
        "Money",
        hours=None,
        amount="100",
        currency="EUR",
        rate_per_h="10",
        period=BudgetPeriod.MONTHLY,
    )
    scene.log(4, scene.draw, activity="Travel")
    moments = [(office.work.log.head().position, office.budgets())]
    office.on(FRIDAY)
    scene.log(5, scene.draw, FRIDAY)
    office.do(id, SetBudgetRule(warn_percent=50, over=WhenOver.REFUSE))
    moments.append((office.work.log.head().position, office.budgets()))
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, told in moments:
            assert office.budgets(as_of=position) == told
    assert office.budgets() == moments[1][1]
    changes = office.views.compare("budgets", before=When(as_of=moments[0][0]))
    assert {c.after.name: c.fields["used_h"] for c in changes if c.after} == {
        "Cap": (4, 9),
        "Money": (4, 9),
    }


def test_nothing_is_shown_of_what_was_not_added():
    assert list(limit_rows(new_id(), limits.initial)) == []
    assert list(client_rows(new_id(), clients.initial)) == []
