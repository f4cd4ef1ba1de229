"""Deals: talked about, won or lost, and what comes with one that is won."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from tests.scenario import ANA, ITSELF, World, given
from workdomain.clients.client import ClientIsClosed, NoSuchClient, client
from workdomain.clients.client_words import (
    ClientAdded,
    ClientClosed,
    ClientStage,
    ClientStageSet,
)
from workdomain.kernel import Command, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.budget import budget
from workdomain.planning.deal import (
    Deal,
    DealExists,
    DealIsClosed,
    DealIsOpen,
    DealState,
    ForAnotherClient,
    NoSuchDeal,
    NothingToRateBy,
    deal,
)
from workdomain.planning.deal_words import (
    AddDeal,
    DealAdded,
    DealCloseExpected,
    DealLost,
    DealOwnerSet,
    DealReopened,
    DealRetitled,
    DealStage,
    DealStageSet,
    DealValued,
    DealWon,
    DealWorkPlanned,
    LoseDeal,
    LostBecause,
    PlanDealWork,
    ReopenDeal,
    RetitleDeal,
    SetDealOwner,
    SetDealStage,
    SetExpectedClose,
    ValueDeal,
    WinDeal,
    WinDealAsProject,
)
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.project_client import ProjectClientSet
from workdomain.planning.rate_words import RateKind, RateScope, rate_id
from workdomain.planning.rates import rate
from workdomain.planning.template import NoSuchTemplate

ACME, SITE = UUID(int=60), UUID(int=61)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 30)
ADDED = DealAdded(
    client=ACME,
    title="Site",
    stage=DealStage.QUALIFIED,
    probability=25,
    value=Decimal(9000),
    currency="EUR",
    hours=100,
    starts=MAY,
    ends=JUNE,
    expected_close=None,
    owner=None,
)
BARE = ADDED.model_copy(update={"currency": None, "value": None, "hours": None, "starts": None})
LOST = DealLost(cause=LostBecause.PRICE, reason="Too dear")
SEEN = {
    ACME: given(client, ClientAdded(name="Acme", stage=ClientStage.LEAD)),
    ANA: given(person, PersonAdded(name="Ana")),
}


def of(*past: Any) -> Any:
    return given(deal, *past, seeing=SEEN)


def test_a_deal_has_the_chance_of_its_stage_unless_it_is_said():
    (told,) = of().when(AddDeal(client=ACME, title="Site")).happens()
    assert (told.stage, told.probability) == (DealStage.NEW, 10)
    (told,) = of().when(AddDeal(client=ACME, title="Site", probability=0, owner=ANA)).happens()
    assert (told.probability, told.owner) == (0, ANA)
    of(ADDED).when(AddDeal(client=ACME, title="Site")).refused(DealExists)
    given(deal).when(AddDeal(client=ACME, title="Site")).refused(NoSuchClient)
    given(deal, seeing={ACME: SEEN[ACME]}).when(
        AddDeal(client=ACME, title="Site", owner=ANA)
    ).refused(NoSuchPerson)
    closed = {ACME: given(client, ClientAdded(name="Acme"), ClientClosed(reason="No"))}
    given(deal, seeing=closed).when(AddDeal(client=ACME, title="Site")).refused(ClientIsClosed)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (RetitleDeal(title="Shop"), DealRetitled(title="Shop")),
        (
            ValueDeal(value=Decimal(1), currency="USD"),
            DealValued(value=Decimal(1), currency="USD"),
        ),
        (ValueDeal(), DealValued(value=None, currency=None)),
        (PlanDealWork(hours=5), DealWorkPlanned(hours=5, starts=None, ends=None)),
        (
            SetDealStage(stage=DealStage.PROPOSAL),
            DealStageSet(stage=DealStage.PROPOSAL, probability=50),
        ),
        (
            SetDealStage(stage=DealStage.QUALIFIED, probability=60),
            DealStageSet(stage=DealStage.QUALIFIED, probability=60),
        ),
        (SetExpectedClose(expected_close=MAY), DealCloseExpected(expected_close=MAY)),
        (SetDealOwner(owner=ANA), DealOwnerSet(owner=ANA)),
    ],
    ids=lambda it: type(it).__name__,
)
def test_an_open_deal_changes(command: Command, event: Any):
    of(ADDED).when(command).then(event)
    of(ADDED, event).when(command).then()
    of().when(command).refused(NoSuchDeal, "add it first")
    of(ADDED, LOST).when(command).refused(DealIsClosed, "reopen it first")


def test_to_say_the_stage_again_keeps_a_chance_that_was_said():
    said = DealStageSet(stage=DealStage.PROPOSAL, probability=60)
    of(ADDED, said).when(SetDealStage(stage=DealStage.PROPOSAL)).then()
    nobody = {ACME: SEEN[ACME]}
    given(deal, ADDED, seeing=nobody).when(SetDealOwner(owner=ANA)).refused(NoSuchPerson)
    owned = DealOwnerSet(owner=ANA)
    of(ADDED, owned).when(SetDealOwner(owner=None)).then(DealOwnerSet(owner=None))


def test_a_deal_is_lost_for_a_cause_and_talked_about_again():
    of(ADDED).when(LoseDeal(cause=LostBecause.PRICE, reason="Too dear")).then(LOST)
    again = DealReopened(reason="They called")
    of(ADDED, LOST).when(ReopenDeal(reason="They called")).then(again)
    of(ADDED).when(ReopenDeal(reason="They called")).refused(DealIsOpen)
    of(ADDED, LOST).when(WinDeal()).refused(DealIsClosed, "lost")
    lost = of(ADDED, LOST).world().look(deal, ITSELF)
    assert (lost.chance, lost.cause) == (0, LostBecause.PRICE)
    open_again = of(ADDED, LOST, again).world().look(deal, ITSELF)
    assert (open_again.chance, open_again.cause) == (25, None)


def test_a_deal_that_is_won_makes_its_client_active():
    world = of(ADDED).world()
    assert world.ask(deal, ITSELF, WinDeal()) == [DealWon(project=None)]
    assert world.told(client, ACME)[1:] == [ClientStageSet(stage=ClientStage.ACTIVE, reason=None)]
    assert world.look(deal, ITSELF).chance == 100
    assert world.ask(deal, ITSELF, WinDeal()) == []
    assert len(world.told(client, ACME)) == 2


def test_the_work_of_a_deal_is_done_in_a_project_of_its_client():
    theirs = given(project, ProjectAdded(name="Site", key="SIT"), ProjectClientSet(client=ACME))
    others = given(project, ProjectAdded(name="Site", key="SIT"))
    win = WinDeal(project=SITE)
    given(deal, ADDED, seeing={**SEEN, SITE: theirs}).when(win).then(DealWon(project=SITE))
    given(deal, ADDED, seeing={**SEEN, SITE: others}).when(win).refused(ForAnotherClient, "Site")
    of(ADDED).when(win).refused(NoSuchProject)


def test_a_project_comes_with_all_that_was_agreed():
    world = of(ADDED).world()
    command = WinDealAsProject(project=SITE, key="SIT", rate_per_h=Decimal("95.50"))
    world.ask(deal, ITSELF, command)
    made = world.look(project, SITE)
    assert (made.name, made.key, made.starts, made.ends) == ("Site", "SIT", MAY, JUNE)
    assert (made.client, made.budget_h) == (ACME, 100)
    limit = world.look(budget, uuid5(SITE, "budget of the deal"))
    assert (limit.name, limit.limit.hours) == ("Site, as agreed", 100)
    holds = world.look(rate, rate_id(RateScope(RateKind.BILL, project=SITE))).on(MAY)
    assert holds is not None
    assert holds[1] == (Decimal("95.50"), "EUR")
    assert world.look(client, ACME).stage is ClientStage.ACTIVE


def test_what_was_not_agreed_does_not_come():
    world = of(BARE).world()
    world.ask(deal, ITSELF, WinDealAsProject(project=SITE, key="SIT", name="Shop"))
    assert world.look(project, SITE).name == "Shop"
    assert not [stream for stream in world.states if stream[0] in ("budget", "rate")]


def test_a_deal_is_not_won_if_its_project_cannot_be():
    rated = WinDealAsProject(project=SITE, key="SIT", rate_per_h=Decimal(90))
    of(BARE).when(rated).refused(NothingToRateBy, "currency")
    late = ADDED.model_copy(update={"starts": None})
    of(late).when(rated).refused(NothingToRateBy, "starts")
    world = of(ADDED).world()
    with pytest.raises(NoSuchTemplate):
        world.ask(deal, ITSELF, WinDealAsProject(project=SITE, key="SIT", template=UUID(int=62)))
    assert world.look(deal, ITSELF).state is DealState.OPEN
    assert world.look(client, ACME).stage is ClientStage.LEAD


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "5"},
        {"currency": "EUR"},
        {"value": "5.001", "currency": "EUR"},
        {"value": "5", "currency": "XXQ"},
        {"probability": 101},
        {"hours": float("nan")},
        {"starts": "2026-02-01", "ends": "2026-01-01"},
        {"title": ""},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_no_command(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        AddDeal.model_validate({"client": ACME, "title": "Site", **wrong})


class DealMachine(RuleBasedStateMachine):
    """Anything may be asked at any time; the judge keeps a line of what people would remember."""

    @initialize()
    def set_up(self) -> None:
        self.world = of().world()
        self.came: list[str] = []
        self.last_stage, self.last_chance = DealStage.NEW, 10

    def ask(self, command: Command, may: bool) -> bool:
        try:
            happened = self.world.ask(deal, ITSELF, command)
        except Refused:
            assert not may, command
            return False
        assert may, command
        return bool(happened)

    @property
    def now(self) -> str:
        return self.came[-1] if self.came else "nothing"

    @rule()
    def add(self) -> None:
        if self.ask(AddDeal(client=ACME, title="Site"), self.now == "nothing"):
            self.came.append("open")

    @rule(stage=st.sampled_from(DealStage), chance=st.none() | st.integers(0, 100))
    def move(self, stage: DealStage, chance: int | None) -> None:
        usual = {"new": 10, "qualified": 25, "proposal": 50, "negotiation": 75}[stage]
        if self.ask(SetDealStage(stage=stage, probability=chance), self.now == "open"):
            same = stage is self.last_stage
            self.last_chance = chance if chance is not None else usual
            assert not (same and chance is None)
            self.last_stage = stage

    @rule()
    def win(self) -> None:
        self.ask(WinDeal(), self.now in ("open", "won"))
        if self.now == "open":
            self.came.append("won")

    @rule(cause=st.sampled_from(LostBecause))
    def lose(self, cause: LostBecause) -> None:
        if self.ask(LoseDeal(cause=cause), self.now == "open"):
            self.came.append("lost")

    @rule()
    def reopen(self) -> None:
        if self.ask(ReopenDeal(reason="Again"), self.now in ("won", "lost")):
            self.came.append("open")

    @invariant()
    def it_is_as_people_remember(self) -> None:
        it: Deal = self.world.look(deal, ITSELF)
        if self.now == "nothing":
            assert asdict(it) == asdict(Deal())
            return
        assert it.state == self.now
        assert it.chance == {"won": 100, "lost": 0}.get(self.now, self.last_chance)
        assert (it.cause is None) == (self.now != "lost")


TestDeals = DealMachine.TestCase
TestDeals.settings = settings(max_examples=40, stateful_step_count=15)


def test_history_is_read_in_whatever_order_it_comes():
    late: World = given(deal, DealWon(project=None), ADDED).world()
    assert late.look(deal, ITSELF).state is DealState.WON
