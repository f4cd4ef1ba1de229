from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.planning.purse import ACME, APOLLO, EUROS, HOURS, MARCH, REFUSING, WORLD, add, added, ask
from tests.scenario import ITSELF, given
from workdomain.clients.client import NoSuchClient
from workdomain.kernel import Command
from workdomain.planning.budget import (
    BudgetExists,
    BudgetIsClosed,
    NoSuchBudget,
    OverBudget,
    budget,
)
from workdomain.planning.budget_list import (
    BUDGETS,
    BindBudget,
    BudgetBound,
    BudgetUnbound,
    UnbindBudget,
    budget_list,
)
from workdomain.planning.budget_words import (
    BudgetClosed,
    BudgetConsumed,
    BudgetLimitSet,
    BudgetPeriod,
    BudgetRecounted,
    BudgetReleased,
    BudgetRenamed,
    BudgetReopened,
    BudgetRuleSet,
    CloseBudget,
    ConsumeBudget,
    CountedMonth,
    Limit,
    RecountBudget,
    ReleaseBudget,
    RenameBudget,
    ReopenBudget,
    SetBudgetLimit,
    SetBudgetRule,
    WhenOver,
)
from workdomain.planning.money import cost_of, decimals
from workdomain.planning.project import NoSuchProject

# -- Setting it up ---------------------------------------------------------------------------------


def test_a_budget_is_set_up_once():
    ask(add()).then(added())
    ask(add(EUROS, period="monthly")).then(added(EUROS, period=BudgetPeriod.MONTHLY))
    ask(add(), added()).refused(BudgetExists, "Apollo")


def test_a_budget_is_of_a_project_or_a_client_that_is_there():
    ask(add(project=UUID(int=404))).refused(NoSuchProject)
    ask(add(project=None, client=UUID(int=404))).refused(NoSuchClient)
    ask(add(project=None, client=ACME)).then(added(project=None, client=ACME))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"hours": None}, "hours or an amount"),
        ({"amount": "5", "currency": "EUR", "rate_per_h": "5"}, "hours or an amount"),
        ({"currency": "EUR"}, "has no currency"),
        ({"hours": None, "amount": "5", "currency": "EUR"}, "needs its currency and rate_per_h"),
        ({"hours": None, "amount": "5", "rate_per_h": "5"}, "needs its currency and rate_per_h"),
        ({"hours": None, "amount": "5", "currency": "EUX", "rate_per_h": "5"}, "write one as EUR"),
        ({"hours": None, "amount": "5", "currency": "XAU", "rate_per_h": "5"}, "no currency"),
        ({"hours": None, "amount": "5.5", "currency": "JPY", "rate_per_h": "5"}, "0 decimals"),
        ({"hours": None, "amount": "-5", "currency": "EUR", "rate_per_h": "5"}, "greater than"),
        ({"hours": None, "amount": "NaN", "currency": "EUR", "rate_per_h": "5"}, "finite"),
        ({"hours": -1}, "greater than"),
        ({"warn_percent": 0}, "greater than"),
        ({"project": None}, "Say what it is for"),
        ({"client": ACME}, "a project or a client"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused_with_what_would_do(
    fields: dict[str, Any], why: str
):
    with pytest.raises(ValidationError, match=why):
        add(**fields)


def test_a_limit_says_what_it_is():
    assert str(HOURS) == "10 h"
    assert str(EUROS) == "1000.00 EUR at 75 an hour"
    assert Limit(amount="5", currency="eur", rate_per_h="1").currency == "EUR"


def test_a_budget_changes():
    ask(RenameBudget(name="Apollo 11"), added()).then(BudgetRenamed(name="Apollo 11"))
    ask(RenameBudget(name="Apollo"), added()).then()
    ask(SetBudgetLimit(**EUROS.model_dump()), added()).then(BudgetLimitSet(limit=EUROS))
    ask(SetBudgetLimit(hours=10), added()).then()
    ask(SetBudgetRule(warn_percent=90, over=WhenOver.WARN), added()).then(
        BudgetRuleSet(warn_percent=90, over=WhenOver.WARN)
    )
    ask(SetBudgetRule(warn_percent=80, over=WhenOver.WARN), added()).then()
    ask(RenameBudget(name="Apollo")).refused(NoSuchBudget, "add it first")


def test_a_closed_budget_does_not_change():
    closed = BudgetClosed(reason="Over")
    ask(CloseBudget(reason="Over"), added()).then(closed)
    ask(CloseBudget(reason="Again"), added(), closed).then()
    for command in (
        RenameBudget(name="X"),
        SetBudgetLimit(hours=1),
        SetBudgetRule(warn_percent=90, over=WhenOver.REFUSE),
    ):
        ask(command, added(), closed).refused(BudgetIsClosed, "reopen it first")
    ask(ReopenBudget(reason="More"), added(), closed).then(BudgetReopened(reason="More"))
    ask(ReopenBudget(reason="More"), added()).then()


def test_a_budget_that_refuses_is_on_the_list_of_those_to_be_asked():
    world = given(budget, seeing=WORLD).world()

    def do(command: Command) -> bool:
        world.ask(budget, ITSELF, command)
        return ITSELF in world.look(budget_list, BUDGETS)

    assert not do(add())
    assert do(SetBudgetRule(warn_percent=80, over=WhenOver.REFUSE))
    assert do(SetBudgetRule(warn_percent=90, over=WhenOver.REFUSE))
    assert not do(CloseBudget(reason="Over"))
    assert do(ReopenBudget(reason="More"))
    assert not do(SetBudgetRule(warn_percent=90, over=WhenOver.WARN))
    assert not do(CloseBudget(reason="Over"))
    assert not do(ReopenBudget(reason="More"))
    refusing = given(budget, seeing=WORLD).world()
    refusing.ask(budget, ITSELF, add(over=WhenOver.REFUSE, activity="Travel"))
    assert refusing.told(budget_list, BUDGETS) == [
        BudgetBound(budget=ITSELF, project=APOLLO, client=None, activity="Travel")
    ]


def test_the_list_is_quiet_about_what_it_knows():
    bound = BudgetBound(budget=ITSELF, project=APOLLO, client=None, activity="Travel")
    bind = BindBudget(budget=ITSELF, project=APOLLO, client=None, activity="travel")
    given(budget_list, bound).when(bind).then()
    given(budget_list).when(UnbindBudget(budget=ITSELF)).then()
    given(budget_list, bound).when(UnbindBudget(budget=ITSELF)).then(BudgetUnbound(budget=ITSELF))


# -- Counting --------------------------------------------------------------------------------------


def test_time_is_counted_as_long_as_there_is_some_left():
    consumed = BudgetConsumed(month=MARCH, minutes=540)
    ask(ConsumeBudget(month=MARCH, minutes=600), REFUSING).then(
        BudgetConsumed(month=MARCH, minutes=600)
    )
    ask(ConsumeBudget(month=MARCH, minutes=601), REFUSING).refused(
        OverBudget, "Apollo has 10 h left, not 10.02 h: have it raised, or log less"
    )
    ask(ConsumeBudget(month=MARCH, minutes=61), REFUSING, consumed).refused(OverBudget, "1 h left")
    ask(ConsumeBudget(month="2026-04", minutes=61), REFUSING, consumed).refused(OverBudget)


def test_a_monthly_budget_counts_each_month_by_itself():
    monthly = added(over=WhenOver.REFUSE, period=BudgetPeriod.MONTHLY)
    full = BudgetConsumed(month=MARCH, minutes=600)
    ask(ConsumeBudget(month=MARCH, minutes=1), monthly, full).refused(
        OverBudget, "0 h left in 2026-03"
    )
    april = ConsumeBudget(month="2026-04", minutes=600)
    ask(april, monthly, full).then(BudgetConsumed(month="2026-04", minutes=600))


def test_a_budget_of_money_counts_hours_at_its_rate():
    money = added(EUROS, over=WhenOver.REFUSE)
    ask(ConsumeBudget(month=MARCH, minutes=800), money).then(
        BudgetConsumed(month=MARCH, minutes=800)
    )
    ask(ConsumeBudget(month=MARCH, minutes=801), money).refused(
        OverBudget, "1000.00 EUR left, not 1001.25 EUR"
    )


def test_time_that_is_given_back_is_never_more_than_was_counted():
    consumed = BudgetConsumed(month=MARCH, minutes=60)
    give = ReleaseBudget(month=MARCH, minutes=90)
    ask(give, REFUSING, consumed).then(BudgetReleased(month=MARCH, minutes=60))
    ask(give, REFUSING).then()
    ask(give, added(), consumed).then()


def test_what_does_not_refuse_does_not_count():
    for past in ([added()], [REFUSING, BudgetClosed(reason="Over")]):
        ask(ConsumeBudget(month=MARCH, minutes=9999), *past).then()
    ask(ConsumeBudget(month=MARCH, minutes=0), REFUSING).then()


def test_a_count_is_set_right():
    counted = (CountedMonth(month=MARCH, minutes=90),)
    told = BudgetRecounted(counted=counted)
    zero = CountedMonth(month="2026-01", minutes=0)
    ask(RecountBudget(counted=(zero, *counted)), REFUSING).then(told)
    ask(RecountBudget(counted=counted), REFUSING, told).then()
    ask(RecountBudget(counted=counted), added()).then()
    ask(ConsumeBudget(month=MARCH, minutes=511), REFUSING, told).refused(OverBudget)


def test_history_is_read_in_whatever_order_it_comes():
    told = [BudgetReleased(month=MARCH, minutes=30), BudgetConsumed(month=MARCH, minutes=90)]
    state = given(budget, *told, REFUSING).world().look(budget, ITSELF)
    assert state == given(budget, REFUSING, *reversed(told)).world().look(budget, ITSELF)
    assert state.counted == {MARCH: 60}


# -- Money -----------------------------------------------------------------------------------------


def test_money_is_rounded_half_up_once():
    assert cost_of(10, Decimal("0.03"), "EUR") == Decimal("0.01")  # half a cent
    assert cost_of(30, Decimal("0.09"), "EUR") == Decimal("0.05")  # 4.5 cents
    assert cost_of(20, Decimal(100), "EUR") == Decimal("33.33")
    assert cost_of(30, Decimal(5), "JPY") == Decimal(3)
    assert cost_of(1, Decimal("0.09"), "KWD") == Decimal("0.002")  # 1.5 thousandths
    assert [decimals(code) for code in ("JPY", "EUR", "KWD")] == [0, 2, 3]


@whatever(st.integers(0, 10**6), st.integers(1, 10**6))
def test_rounding_is_off_by_half_a_cent_at_most(minutes: int, rate: int):
    cost = cost_of(minutes, Decimal(rate) / 100, "EUR")
    assert abs(int(cost * 100) * 60 - minutes * rate) <= 30
