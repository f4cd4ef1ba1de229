"""A deal: something a client may buy, with what it is worth and how likely it is.

absent -AddDeal-> open -WinDeal, WinDealAsProject-> won
                       -LoseDeal-> lost
won, lost -ReopenDeal-> open

Its value counts by its probability: weighted value = value x probability, and so does the work that
would come with it (the pipeline of sales, as Odoo and others keep it). What is won becomes a
project in the same transaction, or nothing is: from a template, for the client, with a budget and a
rate.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never, get_args
from uuid import UUID, uuid5

from workdomain.clients.client import client, must_be_client
from workdomain.clients.client_words import ClientStage, SetClientStage
from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.budget_words import AddBudget
from workdomain.planning.deal_words import (
    CHANCE,
    AddDeal,
    DealAdded,
    DealCloseExpected,
    DealCommand,
    DealEvent,
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
from workdomain.planning.from_template import AddProjectFromTemplate
from workdomain.planning.project import AddProject, NoSuchProject, project
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.rate_words import RateKind, SetRate, rate_id


class NoSuchDeal(Refused):
    """The deal a command is about was added before."""


class DealExists(Refused):
    """A deal is added once."""


class DealIsClosed(Refused):
    """A deal that was won or lost changes no more, until it is reopened."""


class DealIsOpen(Refused):
    """Only a deal that was won or lost is reopened."""


class ForAnotherClient(Refused):
    """The work of a deal is done in a project for the same client."""


class NothingToRateBy(Refused):
    """A rate needs a currency, which is the deal's, and a first day."""


class DealState(StrEnum):
    """What became of it."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Deal:
    """What a decision needs to know of a deal; one that is not there yet has no client."""

    client: UUID | None = None
    title: str = ""
    stage: DealStage = DealStage.NEW
    probability: int = 0
    value: Decimal | None = None
    currency: str | None = None
    hours: float | None = None
    starts: date | None = None
    ends: date | None = None
    expected_close: date | None = None
    owner: UUID | None = None
    state: DealState = DealState.OPEN
    project: UUID | None = None
    cause: LostBecause | None = None
    reason: str | None = None

    @property
    def chance(self) -> int:
        """Per cent: what was said as long as it is open, then what became of it."""
        return {DealState.OPEN: self.probability, DealState.WON: 100, DealState.LOST: 0}[self.state]


def decide(deal: Deal, command: DealCommand, _context: Context) -> list[DealEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case AddDeal():
            if deal.client is not None:
                raise DealExists(f"{deal.title} was added before: use another id for a new one")
            return [_added(command)]
        case _ if deal.client is None:
            raise NoSuchDeal("There is no deal with this id yet: add it first")
        case WinDeal(project=project) if deal.state is DealState.WON and project == deal.project:
            return []
        case ReopenDeal(reason=reason):
            if deal.state is DealState.OPEN:
                raise DealIsOpen(f"{deal.title} is open")
            return [DealReopened(reason=reason)]
        case _ if deal.state is not DealState.OPEN:
            raise DealIsClosed(f"{deal.title} is {deal.state}: reopen it first")
        case WinDeal(project=project) | WinDealAsProject(project=project):
            return [DealWon(project=project)]
        case LoseDeal(cause=cause, reason=reason):
            return [DealLost(cause=cause, reason=reason)]
        case _:
            event = _changed(deal, command)
            return [] if evolve(deal, event, _context) == deal else [event]


def _added(command: AddDeal) -> DealAdded:
    chance = command.probability
    told = command.model_dump(exclude={"probability"})
    return DealAdded(**told, probability=CHANCE[command.stage] if chance is None else chance)


Change = RetitleDeal | ValueDeal | PlanDealWork | SetDealStage | SetExpectedClose | SetDealOwner


def _changed(deal: Deal, command: Change) -> DealEvent:
    match command:
        case RetitleDeal(title=title):
            return DealRetitled(title=title)
        case ValueDeal(value=value, currency=currency):
            return DealValued(value=value, currency=currency)
        case PlanDealWork(hours=hours, starts=starts, ends=ends):
            return DealWorkPlanned(hours=hours, starts=starts, ends=ends)
        case SetDealStage(stage=stage, probability=None) if stage is deal.stage:
            return DealStageSet(stage=stage, probability=deal.probability)
        case SetDealStage(stage=stage, probability=chance):
            return DealStageSet(
                stage=stage, probability=CHANCE[stage] if chance is None else chance
            )
        case SetExpectedClose(expected_close=day):
            return DealCloseExpected(expected_close=day)
        case SetDealOwner(owner=owner):
            return DealOwnerSet(owner=owner)
        case _:
            assert_never(command)


def evolve(deal: Deal, event: DealEvent, _context: Context) -> Deal:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case DealWon(project=project):
            return replace(deal, state=DealState.WON, project=project, cause=None, reason=None)
        case DealLost(cause=cause, reason=reason):
            return replace(deal, state=DealState.LOST, cause=cause, reason=reason, project=None)
        case DealReopened():
            return replace(deal, state=DealState.OPEN, cause=None, reason=None, project=None)
        case _:
            return replace(deal, **dict(event))


def guard(_id: UUID, _deal: Deal, command: DealCommand, look: Look) -> None:
    """Deal with clients there is work for, by people and in projects that are known."""
    match command:
        case AddDeal(client=whom, owner=owner):
            must_be_client(whom, look)
            if owner is not None:
                must_be_known(owner, look)
        case SetDealOwner(owner=UUID() as owner):
            must_be_known(owner, look)
        case WinDeal(project=UUID() as there):
            _must_be_theirs(there, _deal, look)
        case WinDealAsProject(rate_per_h=rate) if rate is not None:
            if _deal.currency is None:
                raise NothingToRateBy("The deal has no currency: say what it is worth first")
            if command.starts is None and _deal.starts is None:
                raise NothingToRateBy("Give starts: from which day on does the rate hold?")


def _must_be_theirs(there: UUID, deal: Deal, look: Look) -> None:
    found = look(project, there)
    if not found.name:
        raise NoSuchProject(f"There is no project {there}: add it first")
    if found.client != deal.client:
        raise ForAnotherClient(f"{found.name} is not for the client of {deal.title}")


def requires(_id: UUID, deal: Deal, command: DealCommand) -> list[Ask]:
    """Ask for all that comes with a deal that is won."""
    if deal.client is None or not isinstance(command, WinDeal | WinDealAsProject):
        return []
    active = Ask(client.name, deal.client, SetClientStage(stage=ClientStage.ACTIVE))
    return [active, *(_project(deal, command) if isinstance(command, WinDealAsProject) else [])]


def _project(deal: Deal, command: WinDealAsProject) -> list[Ask]:
    """Ask for the project, its client, its budget and its rate."""
    id, name = command.project, command.name or deal.title
    starts, ends = command.starts or deal.starts, command.ends or deal.ends
    hours = deal.hours if command.budget_h is None else command.budget_h
    common = {"name": name, "key": command.key, "starts": starts, "ends": ends, "budget_h": hours}
    if command.template is None:
        made = Ask(project.name, id, AddProject.model_validate(common))
    else:
        more = {"template": command.template, "people": command.people}
        asked = AddProjectFromTemplate.model_validate({**common, **more})
        made = Ask("from-template", id, asked)
    asks = [made, Ask(project.name, id, SetProjectClient(client=deal.client))]
    if hours is not None:
        limit = AddBudget(name=f"{name}, as agreed", project=id, hours=hours)
        asks.append(Ask("budget", uuid5(id, "budget of the deal"), limit))
    if command.rate_per_h is not None and starts is not None and deal.currency is not None:
        rate = SetRate(
            kind=RateKind.BILL,
            project=id,
            per_h=command.rate_per_h,
            currency=deal.currency,
            valid_from=starts,
        )
        asks.append(Ask("rate", rate_id(rate.scope), rate))
    return asks


deal = Decider(
    name="deal",
    initial=Deal(),
    decide=decide,
    evolve=evolve,
    commands=get_args(DealCommand),
    events=get_args(DealEvent),
    guard=guard,
    requires=requires,
)


def must_be_deal(id: UUID, whom: UUID, look: Look) -> None:
    """Raise NoSuchDeal or ForAnotherClient unless this deal is with this client."""
    found = look(deal, id)
    if found.client is None:
        raise NoSuchDeal(f"There is no deal {id}: add it first")
    if found.client != whom:
        raise ForAnotherClient(f"{found.title} is a deal with another client")
