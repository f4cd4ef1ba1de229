"""A retainer: hours that a client has bought for every month, used or not.

absent -AddRetainer-> running -EndRetainer-> ended after a month -ContinueRetainer-> running

What is left of a month may be used in so many months after it; what is gone first is used first.
Terms are dated: another number of hours from a month on leaves the months before as they were.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, NamedTuple, Self, assert_never, get_args
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.clients.client import must_be_client
from workdomain.kernel import Command, Context, Decider, Event, Look, Message, Refused
from workdomain.planning.budget_words import Month
from workdomain.planning.money import Amount, Currency
from workdomain.planning.project import NoSuchProject, project
from workdomain.values import Hours, Line

RollOver = Annotated[int, Field(ge=0, le=24)]
"""Months."""
DECEMBER = 12


class Terms(Message):
    """What was agreed for each month."""

    hours: Annotated[Hours, Field(gt=0)]
    """Hours that the client may use in a month."""
    fee: Amount | None = None
    """What the client pays for a month, used or not."""
    currency: Currency | None = None
    roll_over: RollOver = 0
    """For how many months after it what is left of a month may be used."""

    @model_validator(mode="after")
    def _is_money(self) -> Self:
        if (self.fee is None) != (self.currency is None):
            raise ValueError("A fee needs its currency: give both or none")
        return self

    def __str__(self) -> str:
        """Write it as histories do: `20 h a month for 1800.00 EUR, left hours hold 1 month`."""
        fee = "" if self.fee is None else f" for {self.fee} {self.currency}"
        months = "month" if self.roll_over == 1 else "months"
        rolls = f", hours left hold {self.roll_over} {months} more" if self.roll_over else ""
        return f"{self.hours:g} h a month{fee}{rolls}"


class AddRetainer(Terms, Command):
    """Agree with a client on hours for every month."""

    client: UUID
    name: Line
    first: Month
    """The first month: 2026-01."""
    project: UUID | None = None
    """Only time on work of this project uses it up; null for all time for the client."""


class SetRetainerTerms(Terms, Command):
    """Agree on other terms from a month on."""

    valid_from: Month


class EndRetainer(Command):
    """Let a month be the last."""

    last: Month


class ContinueRetainer(Command):
    """Let it go on, without a last month."""


class RetainerAdded(
    Event,
    topic="retainer.added.v1",
    says="agreed with {client} on the retainer {name} from {first} on: {terms}[, for {project}]",
):
    """A client has bought hours for every month."""

    client: UUID
    name: str
    first: str
    project: UUID | None
    terms: Terms


class RetainerTermsSet(
    Event, topic="retainer.terms-set.v1", says="agreed on other terms from {valid_from} on: {terms}"
):
    """Other terms hold from a month on."""

    valid_from: str
    terms: Terms


class RetainerEnded(Event, topic="retainer.ended.v1", says="let {last} be its last month"):
    """There are no hours after a month."""

    last: str


class RetainerContinued(Event, topic="retainer.continued.v1", says="let it go on"):
    """There is no last month."""


RetainerCommand = AddRetainer | SetRetainerTerms | EndRetainer | ContinueRetainer
RetainerEvent = RetainerAdded | RetainerTermsSet | RetainerEnded | RetainerContinued


class NoSuchRetainer(Refused):
    """The retainer a command is about was added before."""


class RetainerExists(Refused):
    """A retainer is added once."""


class BeforeItBegan(Refused):
    """Nothing about a retainer holds before its first month."""


@dataclass(frozen=True, slots=True)
class Retainer:
    """What a decision needs to know of a retainer; one that is not there yet has no client."""

    client: UUID | None = None
    name: str = ""
    first: str = ""
    last: str | None = None
    project: UUID | None = None
    terms: Mapping[str, Terms] = field(default_factory=dict)
    """By the month they hold from."""

    def stretches(self) -> list[tuple[str, Terms]]:
        """List what holds from which month on; to agree on the same again begins nothing new."""
        told: list[tuple[str, Terms]] = []
        for month, terms in sorted(self.terms.items()):
            if not told or told[-1][1] != terms:
                told.append((month, terms))
        return told

    def terms_in(self, month: str) -> Terms | None:
        """Tell what holds in a month; None before the first and after the last one."""
        if month < self.first or (self.last is not None and month > self.last):
            return None
        return next((terms for since, terms in reversed(self.stretches()) if since <= month), None)


def decide(it: Retainer, command: RetainerCommand, _context: Context) -> list[RetainerEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case AddRetainer(client=client, name=name, first=first, project=project):
            if it.client is not None:
                raise RetainerExists(f"{it.name} was added before: use another id for a new one")
            terms = _terms(command)
            return [
                RetainerAdded(client=client, name=name, first=first, project=project, terms=terms)
            ]
        case _ if it.client is None:
            raise NoSuchRetainer("There is no retainer with this id yet: add it first")
        case SetRetainerTerms(valid_from=month):
            _not_before(it, month)
            terms = _terms(command)
            same = it.terms_in(month) == terms
            return [] if same else [RetainerTermsSet(valid_from=month, terms=terms)]
        case EndRetainer(last=last):
            _not_before(it, last)
            return [] if last == it.last else [RetainerEnded(last=last)]
        case ContinueRetainer():
            return [] if it.last is None else [RetainerContinued()]
        case _:
            assert_never(command)


def _terms(command: Terms) -> Terms:
    return Terms(**{name: getattr(command, name) for name in Terms.model_fields})


def _not_before(it: Retainer, month: str) -> None:
    if month < it.first:
        raise BeforeItBegan(f"{it.name} begins in {it.first}: nothing holds in {month}")


def evolve(it: Retainer, event: RetainerEvent, _context: Context) -> Retainer:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case RetainerAdded(client=client, name=name, first=first, project=project, terms=terms):
            told = {**it.terms, first: terms}
            return Retainer(client, name, first, it.last, project, told)
        case RetainerTermsSet(valid_from=month, terms=terms):
            return replace(it, terms={**it.terms, month: terms})
        case RetainerEnded(last=last):
            return replace(it, last=last)
        case RetainerContinued():
            return replace(it, last=None)
        case _:
            assert_never(event)


def guard(_id: UUID, _it: Retainer, command: RetainerCommand, look: Look) -> None:
    """Agree with clients there is work for."""
    if not isinstance(command, AddRetainer):
        return
    must_be_client(command.client, look)
    if command.project is not None:
        found = look(project, command.project)
        if not found.name or found.client != command.client:
            raise NoSuchProject(f"The client has no project {command.project}")


retainer = Decider(
    name="retainer",
    initial=Retainer(),
    decide=decide,
    evolve=evolve,
    commands=get_args(RetainerCommand),
    events=get_args(RetainerEvent),
    guard=guard,
)


# -- how it is used up -----------------------------------------------------------------------------


class Burn(NamedTuple):
    """How the hours of a month went; all of them hours."""

    month: str
    terms: Terms
    carried: float
    """Left of months before, and still to be used."""
    used: float
    left: float
    """Of what there was, at the end of the month."""
    over: float
    """Used beyond all there was."""
    expired: float
    """Left of an earlier month, and gone with the end of this one."""


def after(month: str) -> str:
    """Name the month after."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // DECEMBER:04}-{number % DECEMBER + 1:02}"


def burnt(it: Retainer, used: Mapping[str, float], upto: str) -> Iterator[Burn]:
    """Tell month by month how its hours were used; `used` in hours by month."""
    month, stock = it.first, list[tuple[int, float]]()  # months they still hold, and hours
    while month <= upto and (terms := it.terms_in(month)) is not None:
        carried = sum(hours for _, hours in stock)
        stock.append((terms.roll_over, terms.hours))
        here = rest = used.get(month, 0.0)
        held = list[tuple[int, float]]()
        for months, hours in sorted(stock, key=lambda each: each[0]):
            taken = min(hours, rest)
            rest -= taken
            if hours > taken:
                held.append((months, hours - taken))
        left = sum(hours for _, hours in held)
        expired = sum(hours for months, hours in held if months == 0)
        yield Burn(month, terms, carried, here, left, rest, expired)
        stock = [(months - 1, hours) for months, hours in held if months > 0]
        month = after(month)
