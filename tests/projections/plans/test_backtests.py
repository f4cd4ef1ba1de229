"""Forecasts of the past are made as they would have been, and judged by what came since."""

from collections.abc import Sequence

from projections.plans.backtests import BacktestRow
from projections.view import When
from tests.projections.office import morning
from tests.projections.plans.workshop import Workshop, day
from workdomain.execution.task_life import CancelWorkItem, CompleteWorkItem
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import new_id


def looked_back(shop: Workshop, at: object = None, **asked: object) -> Sequence[BacktestRow]:
    asked = {"weeks": 2, "every_weeks": 1, "samples": 40, **asked}
    return shop.office.views.ask("forecast-backtest", asked, When.parse(at)).rows


def test_work_that_was_done_soon_kept_its_promises(shop: Workshop):
    soon = shop.item("Soon", shop.ana, hours=24, due=day(4))
    shop.item("Never", shop.ben, hours=8, due=day(4))
    gone = shop.item("Gone", shop.ben, hours=8)
    shop.on(2)
    shop.office.do(soon, CompleteWorkItem())
    shop.office.do(gone, CancelWorkItem(reason="Not needed"))
    shop.on(15)
    first, second, whole = looked_back(shop)
    assert first.at is not None
    assert (first.foretold, first.done) == (2, 1)
    assert (first.judged_p80, first.by_p80) == (2, 0.5)
    assert (first.deadlines, first.met) == (2, 0.5)
    assert first.days_off is not None
    assert first.days_off < 0
    assert first.brier is not None
    assert first.skill is not None
    assert (second.foretold, second.done) == (1, 0)
    assert (whole.at, whole.position) == (None, None)
    assert (whole.foretold, whole.done, whole.deadlines) == (3, 1, 3)


def test_a_forecast_knows_nothing_that_was_told_later(shop: Workshop):
    shop.on(7)
    shop.item("Told at once", shop.ana, hours=8)
    shop.on(9)
    of_work = {"project": shop.site, "assignees": (shop.ben,), "estimate": Estimate.single(8)}
    shop.office.do(new_id(), AddWorkItem(title="Told late", **of_work), at=morning(day(0)))
    shop.on(15)
    known = looked_back(shop)
    assert [row.foretold for row in known] == [0, 1, 1]
    assert known[0].by_p80 is None
    true = looked_back(shop, of="true")
    assert [row.foretold for row in true] == [1, 2, 3]
    assert true[1].position == shop.office.work.log.head().position
    assert known[1].position is not None
    assert known[1].position < true[1].position


def test_it_is_the_same_for_ever(shop: Workshop):
    shop.item("Soon", shop.ana, hours=8)
    shop.on(15)
    shop.item("Later", shop.ana, hours=8)
    position = shop.office.work.log.head().position
    before = looked_back(shop)
    shop.office.do(shop.item("More", shop.ben), CompleteWorkItem())
    shop.on(40)
    assert looked_back(shop, position) == before


def test_only_the_work_of_a_project_is_looked_at(shop: Workshop):
    shop.item("Inside", shop.ana)
    shop.office.item("Outside", shop.ben, hours=8)
    shop.on(15)
    assert looked_back(shop)[0].foretold == 2
    assert looked_back(shop, project=shop.site)[0].foretold == 1
    assert looked_back(shop, project=new_id())[0].foretold == 0


def test_a_forecast_that_could_not_be_made_says_why(shop: Workshop):
    shop.item("Huge", shop.ana, hours=70_000)
    shop.on(15)
    rows = looked_back(shop)
    assert "Huge takes" in (rows[0].why_not or "")
    assert rows[-1].foretold == 0
    assert rows[-1].brier is None
