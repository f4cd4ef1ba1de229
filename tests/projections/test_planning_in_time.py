# ruff: noqa: DTZ001 - local times have no zone of their own
"""Recurring work, budgets, baselines: one answer to a question at any moment, in any database."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from projections.recounting import recount_budgets
from projections.views import Views
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.baseline import TakeBaseline
from workdomain.execution.due_work import materialise_due
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.planning.budget_words import AddBudget, BudgetPeriod, WhenOver
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.recurrence_words import AddRecurrence, PauseRecurrence
from workdomain.planning.work_item import MoveWorkItem, PlanWorkItemDates
from workdomain.values import new_id

NINE = datetime(2024, 1, 1, 9)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    ana, apollo = office.person("Ana"), office.project("APO", budget_h=5)
    acme = office.do(new_id(), AddClient(name="Acme"))
    office.do(apollo, SetProjectClient(client=acme))
    draw = office.item("Draw", project=apollo, due=MONDAY, hours=8)
    daily = AddRecurrence(title="Round", rule="FREQ=DAILY", zone="Europe/Oslo", first=NINE)
    recurrence = office.do(new_id(), daily)
    agreed = office.do(new_id(), TakeBaseline(name="Agreed"))
    refusing = AddBudget(
        name="Cap", client=acme, hours=6, period=BudgetPeriod.MONTHLY, over=WhenOver.REFUSE
    )
    office.do(new_id(), refusing)
    money = AddBudget(name="M", activity="x", amount="9.5", currency="EUR", rate_per_h="2.25")
    office.do(new_id(), money)

    questions: list[tuple[str, dict[str, Any]]] = [
        ("recurrences", {}),
        ("occurrences", {"first": MONDAY, "last": MONDAY + timedelta(days=9)}),
        ("budgets", {"months": 2}),
        ("baselines", {}),
        ("variance", {"baseline": agreed}),
    ]

    def told(views: Views, **when: Any) -> list[Any]:
        return [getattr(views, name)(**asked, **when) for name, asked in questions]

    moments = []
    for step in range(4):
        office.on(MONDAY + timedelta(days=step))
        materialise_due(office.work)
        office.log(ana, draw, 1.5, MONDAY + timedelta(days=step))
        office.log(ana, None, 0.5, MONDAY + timedelta(days=step))
        office.do(draw, PlanWorkItemDates(start=None, due=MONDAY + timedelta(days=step)))
        recount_budgets(office.views)
        if step == 2:
            office.do(draw, CompleteWorkItem())
            office.do(recurrence, PauseRecurrence(reason="Summer"))
        if step == 3:
            office.do(draw, MoveWorkItem(project=None))
        moments.append((office.work.log.head().position, told(office.views)))
    assert all(all(answers) for _, answers in moments)
    assert len({str(answers) for _, answers in moments}) == len(moments)
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in moments:
            assert told(office.views, as_of=position) == answers
        assert told(office.views, valid_at=office.clock.now) == moments[-1][1]
    office.close()
