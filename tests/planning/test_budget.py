from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.company import Clock
from tests.scenario import ANA, ITSELF, MONDAY, NOON, When, World, given
from workdomain.clients.client import ClientAdded, NoSuchClient, client
from workdomain.execution.week import (
    Charge,
    ChargeTime,
    CorrectTime,
    LogTime,
    RemoveTime,
    TimeLogged,
    week,
    week_id,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Event
from workdomain.people.person import AddPerson, PersonAdded, person
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
    AddBudget,
    BudgetAdded,
    BudgetClosed,
    BudgetConsumed,
    BudgetLimitSet,
    BudgetRecounted,
    BudgetReleased,
    BudgetRenamed,
    BudgetReopened,
    BudgetRuleSet,
    CloseBudget,
    ConsumeBudget,
    Counted,
    Limit,
    Period,
    RecountBudget,
    ReleaseBudget,
    RenameBudget,
    ReopenBudget,
    SetBudgetLimit,
    SetBudgetRule,
    WhenOver,
)
from workdomain.planning.money import cost_of, decimals
from workdomain.planning.project import (
    AddProject,
    NoSuchProject,
    ProjectAdded,
    ProjectClientSet,
    project,
)
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, WorkItemAdded, WorkItemMoved
from workdomain.values import new_id
from workdomain.work import Work

APOLLO, ACME, DRAW, AD_HOC = UUID(int=20), UUID(int=60), UUID(int=30), UUID(int=31)
WORLD = {
    ANA: given(person, PersonAdded(name="Ana")),
    APOLLO: given(project, ProjectAdded(name="Apollo", key="APO"), ProjectClientSet(client=ACME)),
    ACME: given(client, ClientAdded(name="Acme")),
    DRAW: given(work_item, WorkItemAdded(title="Draw", project=APOLLO)),
    AD_HOC: given(work_item, WorkItemAdded(title="Tidy up")),
}
HOURS = Limit(hours=10)
EUROS = Limit(amount=Decimal("1000.00"), currency="EUR", rate_per_h=Decimal(75))
MARCH = "2026-03"


def added(limit: Limit = HOURS, **changes: Any) -> BudgetAdded:
    told = {
        "name": "Apollo", "project": APOLLO, "client": None, "activity": None, "limit": limit,
        "period": Period.LIFETIME, "warn_percent": 80, "over": WhenOver.WARN,
    }  # fmt: skip
    return BudgetAdded(**{**told, **changes})


def add(limit: Limit = HOURS, **changes: Any) -> AddBudget:
    told = {"name": "Apollo", "project": APOLLO, **limit.model_dump(), **changes}
    return AddBudget(**told)


REFUSING = added(over=WhenOver.REFUSE)


def ask(command: Command, *past: Event) -> When:
    return given(budget, *past, seeing=WORLD).when(command)


# -- Setting it up ---------------------------------------------------------------------------------


def test_a_budget_is_set_up_once():
    ask(add()).then(added())
    ask(add(EUROS, period="monthly")).then(added(EUROS, period=Period.MONTHLY))
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
    monthly = added(over=WhenOver.REFUSE, period=Period.MONTHLY)
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
    counted = (Counted(month=MARCH, minutes=90),)
    told = BudgetRecounted(counted=counted)
    zero = Counted(month="2026-01", minutes=0)
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


# -- Logging time ----------------------------------------------------------------------------------


def log(minutes: int, item: UUID | None = DRAW, entry: int = 70, **more: Any) -> LogTime:
    told = {"entry": UUID(int=entry), "person": ANA, "day": MONDAY, "minutes": minutes}
    return LogTime(**{**told, "item": item, **more})


def correct(minutes: int, item: UUID | None = DRAW, entry: int = 70, **more: Any) -> CorrectTime:
    told = {"entry": UUID(int=entry), "day": MONDAY, "minutes": minutes, "item": item, "note": ""}
    return CorrectTime(**{**told, "reason": "Typing mistake", **more})


WEEK, LATER = week_id(ANA, MONDAY), Context(by=ANA, at=NOON.at + timedelta(days=60))


def world(*budgets: AddBudget) -> World:
    there = given(budget, seeing=WORLD).world()
    for number, command in enumerate(budgets):
        there.ask(budget, UUID(int=80 + number), command)
    return there


def counted(there: World, number: int = 0) -> dict[str, int]:
    return dict(there.look(budget, UUID(int=80 + number)).counted)


def test_time_that_would_be_over_a_budget_that_refuses_is_not_logged():
    there = world(add(over=WhenOver.REFUSE))
    assert there.ask(week, WEEK, log(540))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, log(61, entry=71))
    assert counted(there) == {MARCH: 540}
    assert len(there.told(week, WEEK)) == 1
    assert there.ask(week, WEEK, log(60, entry=71))
    assert there.ask(week, WEEK, log(60, item=AD_HOC, entry=72))
    assert there.ask(week, WEEK, log(60, item=None, entry=73))
    assert counted(there) == {MARCH: 600}


def test_logging_the_same_again_counts_once():
    there = world(add(over=WhenOver.REFUSE))
    for _ in range(2):
        there.ask(week, WEEK, log(60))
    assert counted(there) == {MARCH: 60}


def test_a_correction_that_adds_asks_and_one_that_takes_gives_back():
    there = world(add(over=WhenOver.REFUSE))
    there.ask(week, WEEK, log(540))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, correct(601))
    there.ask(week, WEEK, correct(600))
    assert counted(there) == {MARCH: 600}
    there.ask(week, WEEK, correct(600, note="Walls"))
    there.ask(week, WEEK, correct(30))
    assert counted(there) == {MARCH: 30}
    there.ask(week, WEEK, RemoveTime(entry=UUID(int=70), reason="Twice"))
    assert counted(there) == {}
    assert there.ask(week, WEEK, RemoveTime(entry=UUID(int=70), reason="Twice")) == []


def test_time_is_corrected_from_one_budget_to_another():
    there = world(
        add(over=WhenOver.REFUSE),
        add(Limit(hours=1), project=None, activity="Travel", over=WhenOver.REFUSE),
    )
    there.ask(week, WEEK, log(120))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, correct(120, item=None, activity="travel"))
    there.ask(week, WEEK, correct(60, item=None, activity="travel"))
    assert (counted(there), counted(there, 1)) == ({}, {MARCH: 60})


def test_time_moves_between_months_of_a_full_budget():
    there = world(add(over=WhenOver.REFUSE))
    end = date(2026, 3, 31)
    tuesday = week_id(ANA, end)
    there.ask(week, tuesday, log(600, day=end), LATER)
    there.ask(week, tuesday, correct(600, day=date(2026, 4, 1)), LATER)
    assert counted(there) == {"2026-04": 600}


def test_budgets_of_a_client_and_of_a_kind_of_work_are_asked_too():
    client_wide = add(Limit(hours=2), project=None, client=ACME, over=WhenOver.REFUSE)
    travel = add(Limit(hours=1), activity="Travel", over=WhenOver.REFUSE)
    there = world(client_wide, travel)
    there.ask(week, WEEK, log(60, activity="TRAVEL"))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, log(1, entry=71, activity="travel"))
    there.ask(week, WEEK, log(60, entry=72, activity="Design"))
    with pytest.raises(OverBudget):
        there.ask(week, WEEK, log(1, entry=73))
    assert (counted(there), counted(there, 1)) == ({MARCH: 120}, {MARCH: 60})


def test_time_counts_where_its_work_item_is_when_it_is_logged():
    there = world(add(over=WhenOver.REFUSE))
    there.put(work_item, DRAW, WorkItemMoved(project=None))
    there.ask(week, WEEK, log(1400))
    assert counted(there) == {}


def test_time_on_work_that_is_not_there_is_refused_as_ever():
    there = world(add(over=WhenOver.REFUSE))
    with pytest.raises(NoSuchWorkItem):
        there.ask(week, WEEK, log(60, item=UUID(int=404)))
    there.ask(week, WEEK, log(60))
    with pytest.raises(NoSuchWorkItem):
        there.ask(week, WEEK, correct(60, item=UUID(int=404)))


def test_as_long_as_no_budget_refuses_nothing_is_added_to_a_command():
    there = world(add())
    command = log(6_00)
    assert week.inform(WEEK, week.initial, command, NOON, there.look) is command
    there.ask(week, WEEK, log(1400))
    assert [type(event) for event in there.told(week, WEEK)] == [TimeLogged]
    other = world(add(over=WhenOver.REFUSE))
    elsewhere = log(60, item=AD_HOC)
    assert week.inform(WEEK, week.initial, elsewhere, NOON, other.look) is elsewhere
    charged = ChargeTime(command=command, charges=(Charge(budget=ITSELF, month=MARCH, minutes=1),))
    assert week.inform(WEEK, week.initial, charged, NOON, other.look) is charged


def test_two_who_log_at_once_do_not_both_get_the_last_hour(tmp_path: Any):
    target, clock = str(tmp_path / "work.db"), Clock(NOON.at)
    people = [new_id() for _ in range(6)]
    with Work.open(target, clock=clock) as work:
        for who in people:
            work.do(who, AddPerson(name="Someone"), NOON)
        work.do(APOLLO, AddProject(name="Apollo", key="APO"), NOON)
        work.do(DRAW, AddWorkItem(title="Draw", project=APOLLO), NOON)
        work.do(ITSELF, add(Limit(hours=1), over=WhenOver.REFUSE), NOON)
    start, outcomes = Barrier(len(people)), []

    def race(who: UUID) -> None:
        with Work.open(target, clock=clock) as work:
            command = LogTime(entry=new_id(), person=who, day=MONDAY, minutes=60, item=DRAW)
            start.wait()
            try:
                work.do(week_id(who, MONDAY), command, NOON)
            except OverBudget as refusal:
                outcomes.append(str(refusal))
            else:
                outcomes.append("logged")

    threads = [Thread(target=race, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[-1] == "logged"
    assert outcomes.count("logged") == 1
    with Work.open(target, clock=clock) as work:
        assert work.state(budget, ITSELF).counted == {MARCH: 60}
