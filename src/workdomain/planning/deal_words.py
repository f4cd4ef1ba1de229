"""What is asked and told of deals: the commands and events of `deal.py`."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.kernel import Command, Event, Personal
from workdomain.planning.money import Amount, Currency, decimals
from workdomain.planning.step import People
from workdomain.values import Day, Hours, Line, ProjectKey

Percent = Annotated[int, Field(ge=0, le=100)]
"""A chance, in per cent."""


class DealStage(StrEnum):
    """How far the talks have come."""

    NEW = "new"
    """Somebody asked; 10 % unless said otherwise."""
    QUALIFIED = "qualified"
    """There is a need, and money for it; 25 %."""
    PROPOSAL = "proposal"
    """They have an offer; 50 %."""
    NEGOTIATION = "negotiation"
    """The terms are talked about; 75 %."""


CHANCE = {
    DealStage.NEW: 10,
    DealStage.QUALIFIED: 25,
    DealStage.PROPOSAL: 50,
    DealStage.NEGOTIATION: 75,
}
"""Per cent of the deals that are won from a stage on, as long as nobody says anything else."""


class LostBecause(StrEnum):
    """Why there was no deal in the end."""

    PRICE = "price"
    COMPETITOR = "competitor"
    """Somebody else does it."""
    TIMING = "timing"
    """Not now."""
    SCOPE = "scope"
    """They need something else than we do."""
    NO_DECISION = "no-decision"
    """They never answered, or do without."""
    DECLINED = "declined"
    """We did not want it."""
    MISTAKE = "mistake"
    """It never was a deal; nobody counts it."""


class _Valued(Command):
    """What it is worth."""

    value: Amount | None = None
    """What the client would pay for all of it; null is not known."""
    currency: Currency | None = None

    @model_validator(mode="after")
    def _is_money(self) -> Self:
        if (self.value is None) != (self.currency is None):
            raise ValueError("A value needs its currency: give both or none")
        if self.value is not None and self.currency is not None:
            places = decimals(self.currency)
            if self.value != round(self.value, places):
                raise ValueError(f"{self.currency} has {places} decimals")
        return self


class _Planned(Command):
    """The work that would come with it."""

    hours: Hours | None = None
    """Person-hours that it would take; null is not known."""
    starts: Day | None = None
    """When the work would begin."""
    ends: Day | None = None
    """When the work would end."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            raise ValueError("ends lies before starts")
        return self


class AddDeal(_Valued, _Planned):
    """Note that a client may buy something."""

    client: UUID
    title: Line
    stage: DealStage = DealStage.NEW
    probability: Percent | None = None
    """The chance that it is won, in per cent; that of its stage, unless said."""
    expected_close: Day | None = None
    """When they are expected to say yes or no."""
    owner: UUID | None = None
    """Who sees to it."""


class RetitleDeal(Command):
    """Give the deal another title."""

    title: Line


class ValueDeal(_Valued):
    """Say what it is worth; nothing is not known."""


class PlanDealWork(_Planned):
    """Say how much work it would be, and when; nothing is not known."""


class SetDealStage(Command):
    """Say how far the talks have come."""

    stage: DealStage
    probability: Percent | None = None
    """The chance that it is won, in per cent; that of the stage, unless said."""


class SetExpectedClose(Command):
    """Say when they are expected to say yes or no; null is not known."""

    expected_close: Day | None


class SetDealOwner(Command):
    """Say who sees to it; null is nobody."""

    owner: UUID | None


class WinDeal(Command):
    """Say that they said yes."""

    project: UUID | None = None
    """The project that the work is done in, if there is one already."""


class WinDealAsProject(Command):
    """Say that they said yes, and set up a project for the client with all it needs."""

    project: UUID
    """Id of the new project, chosen by whoever asks."""
    key: ProjectKey
    name: Line | None = None
    """What the project is called; as the deal, unless said."""
    template: UUID | None = None
    """The template that it is made from; null for an empty project."""
    starts: Day | None = None
    """Its first day; that of the deal's work, unless said."""
    ends: Day | None = None
    """Its last day; that of the deal's work, unless said."""
    budget_h: Hours | None = None
    """Hours of its budget; those of the deal's work, unless said."""
    rate_per_h: Amount | None = None
    """What an hour on it is billed at from its first day on, in the currency of the deal."""
    people: People = ()
    """Who has which role of the template: `lead=Ana`."""


class LoseDeal(Command):
    """Say that they said no, and why."""

    cause: LostBecause
    reason: Annotated[Line, Personal()] | None = None


class ReopenDeal(Command):
    """Talk about it again."""

    reason: Annotated[Line, Personal()]


class DealAdded(
    Event,
    topic="deal.added.v1",
    says="noted the deal {title} with {client}[, worth {value} {currency}], "
    "{stage} at {probability} %",
):
    """A client may buy something."""

    client: UUID
    title: str
    stage: DealStage
    probability: int
    value: Decimal | None
    currency: str | None
    hours: float | None
    starts: date | None
    ends: date | None
    expected_close: date | None
    owner: UUID | None


class DealRetitled(Event, topic="deal.retitled.v1", says="retitled it {title}"):
    """It has another title."""

    title: str


class DealValued(
    Event,
    topic="deal.valued.v1",
    says="[said that it is worth {value} {currency}|said that nobody knows what it is worth]",
):
    """It is worth more or less than was thought."""

    value: Decimal | None
    currency: str | None


class DealWorkPlanned(
    Event,
    topic="deal.work-planned.v1",
    says="[said that it would be {hours} of work|said that nobody knows how much work it would be]"
    "[, from {starts}][, until {ends}]",
):
    """It would be more or less work, or at another time."""

    hours: float | None
    starts: date | None
    ends: date | None


class DealStageSet(
    Event, topic="deal.stage-set.v1", says="moved it to {stage}, at {probability} %"
):
    """The talks have come further, or gone back."""

    stage: DealStage
    probability: int


class DealCloseExpected(
    Event,
    topic="deal.close-expected.v1",
    says="[expected an answer by {expected_close}|expected an answer at no certain day]",
):
    """They are expected to answer at another day."""

    expected_close: date | None


class DealOwnerSet(Event, topic="deal.owner-set.v1", says="[gave it to {owner}|took it from all]"):
    """Somebody else sees to it."""

    owner: UUID | None


class DealWon(Event, topic="deal.won.v1", says="won it[; the work is done in {project}]"):
    """They said yes."""

    project: UUID | None


class DealLost(Event, topic="deal.lost.v1", says="lost it ({cause})[: {reason}]"):
    """They said no."""

    cause: LostBecause
    reason: Annotated[str, Personal()] | None


class DealReopened(Event, topic="deal.reopened.v1", says="reopened it: {reason}"):
    """It is talked about again."""

    reason: Annotated[str, Personal()]


DealCommand = (
    AddDeal
    | RetitleDeal
    | ValueDeal
    | PlanDealWork
    | SetDealStage
    | SetExpectedClose
    | SetDealOwner
    | WinDeal
    | WinDealAsProject
    | LoseDeal
    | ReopenDeal
)
DealEvent = (
    DealAdded
    | DealRetitled
    | DealValued
    | DealWorkPlanned
    | DealStageSet
    | DealCloseExpected
    | DealOwnerSet
    | DealWon
    | DealLost
    | DealReopened
)
