"""What is said about rates: what an hour of whose work, on what and for whom, is worth or costs."""

from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple, Self
from uuid import UUID, uuid5

from pydantic import Field, model_validator

from workdomain.kernel import Command, Event, Message
from workdomain.planning.money import Amount, Currency
from workdomain.values import Day, Line

RATES = UUID("7b0f2b1e-6f0c-5a1f-8a55-0c1d9c6f4a37")
"""The namespace of rate ids; another one would lose every rate there is."""


class RateKind(StrEnum):
    """Which side of an hour it is."""

    BILL = "bill"
    """What a client pays for it."""
    COST = "cost"
    """What it costs us."""


class RateScope(NamedTuple):
    """Which hours a rate is for; None is whichever."""

    kind: RateKind
    person: UUID | None = None
    project: UUID | None = None
    client: UUID | None = None
    activity: str | None = None


def rate_id(scope: RateScope) -> UUID:
    """Name the stream of the rates of these hours; kinds of work are the same in capitals."""
    kind, *rest = scope._replace(activity=scope.activity and scope.activity.casefold())
    return uuid5(RATES, "/".join([kind, *("" if each is None else str(each) for each in rest)]))


class _Scoped(Command):
    """Tells which hours it is about; nothing but the kind means all of them."""

    kind: RateKind
    person: UUID | None = None
    """Only hours of this person."""
    project: UUID | None = None
    """Only hours on this project."""
    client: UUID | None = None
    """Only hours for this client; a project has its client already."""
    activity: Line | None = None
    """Only this kind of work."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.project is not None and self.client is not None:
            raise ValueError("A rate is of a project or of a client: leave one out")
        return self

    @property
    def scope(self) -> RateScope:
        """Which hours it is about."""
        return RateScope(self.kind, self.person, self.project, self.client, self.activity)


class SetRate(_Scoped):
    """Say what an hour is worth, or costs, from a day on; what held before stays as it was."""

    per_h: Amount
    currency: Currency
    valid_from: Day


class EndRate(_Scoped):
    """Let no rate of just these hours hold from a day on; a more general one does then."""

    valid_from: Day


class RateSet(
    Event,
    topic="rate.set.v1",
    says="set the {kind} rate[ of {person}][ on {project}][ for {client}][ for {activity}] to"
    " {per_h} {currency} an hour from {valid_from} on",
):
    """An hour is worth, or costs, something else from a day on."""

    kind: RateKind
    person: UUID | None = None
    project: UUID | None = None
    client: UUID | None = None
    activity: str | None = None
    per_h: Amount
    currency: str
    valid_from: date


class RateEnded(
    Event,
    topic="rate.ended.v1",
    says="ended the {kind} rate[ of {person}][ on {project}][ for {client}][ for {activity}]"
    " from {valid_from} on",
):
    """From a day on there is no rate of just these hours."""

    kind: RateKind
    person: UUID | None = None
    project: UUID | None = None
    client: UUID | None = None
    activity: str | None = None
    valid_from: date


RateCommand = SetRate | EndRate
RateEvent = RateSet | RateEnded


class RateRule(StrEnum):
    """Which rule chose a rate: the first of these that there is a rate for."""

    ENTRY = "entry"
    """Given with the time entry itself."""
    PERSON_ACTIVITY_ON_PROJECT = "person-activity-on-project"
    PERSON_ACTIVITY_FOR_CLIENT = "person-activity-for-client"
    PERSON_ACTIVITY = "person-activity"
    ACTIVITY_ON_PROJECT = "activity-on-project"
    ACTIVITY_FOR_CLIENT = "activity-for-client"
    ACTIVITY = "activity"
    PERSON_ON_PROJECT = "person-on-project"
    PROJECT = "project"
    PERSON_FOR_CLIENT = "person-for-client"
    CLIENT = "client"
    PERSON = "person"
    GENERAL = "general"


class Chosen(Message):
    """A rate, and the rule that chose it."""

    per_h: Annotated[Amount, Field(description="Money for an hour.")]
    currency: str
    rule: RateRule
    valid_from: date | None
    """The day it holds from; null if it was given with the entry."""


class Rated(Message):
    """What an hour of a time entry is worth and costs; null where there is no rate for it."""

    bill: Chosen | None = None
    cost: Chosen | None = None
