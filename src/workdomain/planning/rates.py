"""Rates by date, and which of them holds for an hour of work.

The most particular rate wins (the order is Kimai's: kind of work with person, kind of work, project
with person, project, client with person, client; then the person's own, then the general one). Each
rate is a stream of its own, named by the hours it is for, so that there is one of each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.clients.client import must_be_client
from workdomain.kernel import Context, Decider, Look, Refused
from workdomain.people.person import must_be_known
from workdomain.planning.money import decimals
from workdomain.planning.project import NoSuchProject, project
from workdomain.planning.rate_words import (
    Chosen,
    EndRate,
    RateCommand,
    Rated,
    RateEnded,
    RateEvent,
    RateKind,
    RateRule,
    RateScope,
    RateSet,
    SetRate,
    rate_id,
)


class NoSuchRate(Refused):
    """Only a rate that was set can end."""


class OtherRate(Refused):
    """The rates of the same hours are kept together."""


class TooManyDecimals(Refused):
    """A rate may be finer than its currency by two decimals, and no more."""


class Value(NamedTuple):
    """Money for an hour."""

    per_h: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of some hours, by the day they hold from; None where they end."""

    scope: RateScope | None = None
    values: Mapping[date, Value | None] = field(default_factory=dict)

    def stretches(self) -> list[tuple[date, Value | None]]:
        """List what holds from which day on; to say the same once more begins nothing new."""
        told: list[tuple[date, Value | None]] = []
        last: Value | None = None
        for day, value in sorted(self.values.items()):
            if value != last:
                told.append((day, value))
            last = value
        return told

    def on(self, day: date) -> tuple[date, Value] | None:
        """Tell what holds on a day, and since when."""
        begun = [(since, value) for since, value in self.stretches() if since <= day]
        since, value = begun[-1] if begun else (day, None)
        return None if value is None else (since, value)


def decide(rates: Rates, command: RateCommand, _context: Context) -> list[RateEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case SetRate(per_h=per_h, currency=currency, valid_from=day):
            exponent = per_h.normalize().as_tuple().exponent
            if isinstance(exponent, int) and -exponent > decimals(currency) + 2:
                raise TooManyDecimals(f"{per_h} {currency} is finer than a rate can be: round it")
            holds = rates.on(day)
            if holds is not None and holds[1] == Value(per_h, currency):
                return []
            return [
                RateSet(**command.scope._asdict(), per_h=per_h, currency=currency, valid_from=day)
            ]
        case EndRate(valid_from=day):
            if rates.scope is None:
                raise NoSuchRate("There is no rate of just these hours: there is nothing to end")
            if rates.on(day) is None:
                return []
            return [RateEnded(**command.scope._asdict(), valid_from=day)]
        case _:
            assert_never(command)


def evolve(rates: Rates, event: RateEvent, _context: Context) -> Rates:
    """Take in what happened; it never refuses, because it already happened."""
    scope = rates.scope or RateScope(
        event.kind, event.person, event.project, event.client, event.activity
    )
    match event:
        case RateSet(per_h=per_h, currency=currency, valid_from=day):
            value: Value | None = Value(per_h, currency)
        case RateEnded(valid_from=day):
            value = None
        case _:
            assert_never(event)
    return replace(rates, scope=scope, values={**rates.values, day: value})


def guard(id: UUID, _rates: Rates, command: RateCommand, look: Look) -> None:
    """Keep each rate in its own stream, for people, projects and clients that are known."""
    if id != (right := rate_id(command.scope)):
        raise OtherRate(f"The rates of these hours are kept in {right}")
    if command.person is not None:
        must_be_known(command.person, look)
    if command.project is not None and not look(project, command.project).name:
        raise NoSuchProject(f"There is no project {command.project}: add it first")
    if command.client is not None and isinstance(command, SetRate):
        must_be_client(command.client, look)


rate = Decider(
    name="rate",
    initial=Rates(),
    decide=decide,
    evolve=evolve,
    commands=get_args(RateCommand),
    events=get_args(RateEvent),
    guard=guard,
)


# -- which one holds -------------------------------------------------------------------------------


class Worked(NamedTuple):
    """What an hour of work was: whose, on what, for whom, of which kind, and when."""

    person: UUID
    project: UUID | None
    client: UUID | None
    activity: str | None
    day: date


Find = Callable[[RateScope], Rates]
"""Gives the rates of just these hours; none of most."""

_P, _J, _C, _A = "person", "project", "client", "activity"
ORDER: tuple[tuple[RateRule, tuple[str, ...]], ...] = (
    (RateRule.PERSON_ACTIVITY_ON_PROJECT, (_P, _J, _A)),
    (RateRule.PERSON_ACTIVITY_FOR_CLIENT, (_P, _C, _A)),
    (RateRule.PERSON_ACTIVITY, (_P, _A)),
    (RateRule.ACTIVITY_ON_PROJECT, (_J, _A)),
    (RateRule.ACTIVITY_FOR_CLIENT, (_C, _A)),
    (RateRule.ACTIVITY, (_A,)),
    (RateRule.PERSON_ON_PROJECT, (_P, _J)),
    (RateRule.PROJECT, (_J,)),
    (RateRule.PERSON_FOR_CLIENT, (_P, _C)),
    (RateRule.CLIENT, (_C,)),
    (RateRule.PERSON, (_P,)),
    (RateRule.GENERAL, ()),
)
"""The rules, the most particular first, each with what of an hour it asks for."""


def chosen(kind: RateKind, worked: Worked, find: Find) -> Chosen | None:
    """Choose the rate that holds for an hour: the most particular that there is on its day."""
    known = {name: getattr(worked, name) for name in (_P, _J, _C, _A)}
    for rule, names in ORDER:
        if any(known[name] is None for name in names):
            continue
        found = find(RateScope(kind, **{name: known[name] for name in names})).on(worked.day)
        if found is not None:
            since, value = found
            return Chosen(per_h=value.per_h, currency=value.currency, rule=rule, valid_from=since)
    return None


def rated(worked: Worked, look: Look) -> Rated:
    """Tell what an hour is worth and costs, to be frozen where it is agreed on."""

    def find(scope: RateScope) -> Rates:
        return look(rate, rate_id(scope))

    return Rated(bill=chosen(RateKind.BILL, worked, find), cost=chosen(RateKind.COST, worked, find))
