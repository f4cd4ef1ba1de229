"""The alarm of a person who is overbooked: when it arose, what it was about, and when it cleared.

Whether somebody is overbooked is worked out from their work and their time (`overbooking.py`); here
it becomes a fact, so that a history tells it after the work has gone. A stream goes by the person's
own id.

       arose ──> changed ──> cleared (it fits again, or its last day has passed)

An alarm goes by the day until which the work does not fit: as days pass, the days left grow fewer,
and it stays the same alarm. Work that is late already makes one alarm, whatever day comes next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from enum import StrEnum
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, Message, Refused
from workdomain.people.person import must_be_known
from workdomain.scheduling.overbooking import Overbooking
from workdomain.values import OPERATOR

WORTH_TELLING = 60
"""Minutes by which an alarm has grown or shrunk when it is told anew."""
MOST = 400
"""Alarms of one person at a time."""

Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Items = Annotated[tuple[UUID, ...], Field(max_length=50_000)]


class Evidence(Message):
    """Days of a person that more work is forced into than fits, whatever is done first."""

    first: date
    last: date
    """The day until which it does not fit."""
    late: bool = False
    """Whether work that was due before is among it."""
    forced_minutes: Amount
    """Minutes of the work that must be done between first and last."""
    capacity_minutes: Amount
    """Minutes that there are for it."""
    items: Items
    """The work."""

    @property
    def over_minutes(self) -> int:
        """The minutes that have to move out, or to someone else."""
        return self.forced_minutes - self.capacity_minutes


class Why(StrEnum):
    """Why an alarm cleared."""

    FITS = "fits"
    """Work moved, shrank or was done, or there is more time for it."""
    PASSED = "passed"
    """Its last day is over; what is left of the work is late."""


class TellOverbooking(Command):
    """Say all that does not fit for a person, as it was worked out; anything else has cleared."""

    found: Annotated[tuple[Evidence, ...], Field(max_length=MOST)]


class OverbookingArose(
    Event,
    topic="overbooking.arose.v1",
    says="found more work than fits from {first} to {last}, over by {minutes_over}",
):
    """A person has more to do than fits, whatever is done first."""

    first: date
    last: date
    late: bool
    forced_minutes: int
    capacity_minutes: int
    minutes_over: int
    items: tuple[UUID, ...]


class OverbookingChanged(
    Event,
    topic="overbooking.changed.v1",
    says="found other work that does not fit from {first} to {last}, over by {minutes_over}",
):
    """It is other work that does not fit, or more or less of it by an hour at least."""

    first: date
    last: date
    late: bool
    forced_minutes: int
    capacity_minutes: int
    minutes_over: int
    items: tuple[UUID, ...]


class OverbookingCleared(
    Event,
    topic="overbooking.cleared.v1",
    says="cleared the alarm of the days to {last} ({why})",
):
    """The alarm is over."""

    last: date
    """Of the alarm as it was told last."""
    late: bool
    why: Why


class OnlyTheClockTells(Refused):
    """Whether somebody is overbooked is worked out from their work and time, never entered."""


OverbookingCommand = TellOverbooking
OverbookingEvent = OverbookingArose | OverbookingChanged | OverbookingCleared

Key = date | None
"""What an alarm goes by: its last day; None for work that is late already."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """The alarms of a person that have not cleared, as they were told last."""

    open: Mapping[Key, Evidence] = field(default_factory=dict)


def key_of(last: date, late: bool) -> Key:
    """Tell what an alarm goes by."""
    return None if late else last


def evidence(found: Iterable[Overbooking], late: frozenset[UUID]) -> tuple[Evidence, ...]:
    """Tell one alarm for each last day, the one that is over by most; `late` names late work."""
    worst: dict[Key, Evidence] = {}
    for each in found:
        is_late = not late.isdisjoint(each.items)
        told = Evidence(
            first=each.first,
            last=each.last,
            late=is_late,
            forced_minutes=round(each.forced_minutes),
            capacity_minutes=round(each.capacity_minutes),
            items=tuple(sorted({*each.items})),
        )
        key = key_of(each.last, is_late)
        if key not in worst or told.over_minutes > worst[key].over_minutes:
            worst[key] = told
    return tuple(sorted(worst.values(), key=lambda it: (it.last, it.first)))


def news(
    known: Mapping[Key, Evidence], found: Iterable[Evidence], today: date
) -> list[OverbookingEvent]:
    """Say what is new about the alarms of a person; an empty list means nothing."""
    now = {key_of(each.last, each.late): each for each in found}
    told: list[OverbookingEvent] = []
    for key, was in known.items():
        if key not in now:
            passed = key is not None and key < today
            why = Why.PASSED if passed else Why.FITS
            told.append(OverbookingCleared(last=was.last, late=was.late, why=why))
    for key, each in now.items():
        before = known.get(key)
        if before is None:
            told.append(OverbookingArose(**_told(each)))
        elif _is_other(before, each):
            told.append(OverbookingChanged(**_told(each)))
    return told


def _is_other(before: Evidence, now: Evidence) -> bool:
    grown = abs(now.over_minutes - before.over_minutes) >= WORTH_TELLING
    return grown or set(before.items) != set(now.items)


def _told(each: Evidence) -> dict[str, object]:
    return {**dict(each), "minutes_over": each.over_minutes}


def decide(alarms: Alarms, command: OverbookingCommand, context: Context) -> list[OverbookingEvent]:
    """Say what arose, changed and cleared; an empty list means that nothing did."""
    return news(alarms.open, command.found, context.at.astimezone(UTC).date())


def evolve(alarms: Alarms, event: OverbookingEvent, _context: Context) -> Alarms:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case OverbookingArose() | OverbookingChanged():
            fields = {name: getattr(event, name) for name in Evidence.model_fields}
            told = Evidence(**fields)
            return Alarms({**alarms.open, key_of(event.last, event.late): told})
        case OverbookingCleared(last=last, late=late):
            gone = key_of(last, late)
            return Alarms({key: each for key, each in alarms.open.items() if key != gone})
        case _:
            assert_never(event)


def inform(
    _id: UUID, _alarms: Alarms, command: OverbookingCommand, context: Context, _look: Look
) -> OverbookingCommand:
    """Let nobody enter an alarm by hand."""
    if context.by != OPERATOR:
        raise OnlyTheClockTells("Change the work or the hours instead; `tick` looks again")
    return command


def guard(id: UUID, _alarms: Alarms, _command: OverbookingCommand, look: Look) -> None:
    """Tell it of people who are known."""
    must_be_known(id, look)


overbooking = Decider(
    name="overbooking",
    initial=Alarms(),
    decide=decide,
    evolve=evolve,
    commands=(TellOverbooking,),
    events=get_args(OverbookingEvent),
    inform=inform,
    guard=guard,
)
