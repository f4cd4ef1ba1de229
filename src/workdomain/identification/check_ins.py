"""Check-ins: how an objective stands, told at its cadence, and what its reviewer says to that.

draft -ScheduleCheckIn-> scheduled           draft, scheduled -PublishCheckIn-> published
draft, scheduled -DiscardCheckIn-> (gone)    published -AcknowledgeCheckIn-> acknowledged

A published check-in is never changed: a correction is a fact of its own, which says why. It keeps
a snapshot of what every key result was measured by, so that it can be read for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

from workdomain.identification.cadence import Cadence, due_after, next_due, timing
from workdomain.identification.check_in_words import (
    AcknowledgeCheckIn,
    CadenceSet,
    CheckIn,
    CheckInAcknowledged,
    CheckInCommand,
    CheckInCorrected,
    CheckInDiscarded,
    CheckInDrafted,
    CheckInEvent,
    CheckInPublished,
    CheckInScheduled,
    CorrectCheckIn,
    DiscardCheckIn,
    DraftCheckIn,
    PublishCheckIn,
    ScheduleCheckIn,
    SetCadence,
    Snapshot,
    Told,
)
from workdomain.identification.goal_words import Status
from workdomain.identification.key_result import KeyResults, ValueDoesNotFit, must_take
from workdomain.identification.measures import KeyResultKind
from workdomain.identification.objective_life import ObjectiveActivated, ObjectiveReopened
from workdomain.identification.profile import WEEKLY, ObjectiveAdded
from workdomain.kernel import Context, Event, Refused


class NoSuchCheckIn(Refused):
    """The check-in a command is about was made before."""


class CheckInExists(Refused):
    """The id of a check-in is used once."""


class CheckInIsPublished(Refused):
    """A published check-in is never changed; a correction is a fact of its own."""


class CheckInIsNotPublished(Refused):
    """Only what was published is acknowledged or corrected."""


class NotTheReviewer(Refused):
    """Check-ins are acknowledged by the reviewer, who is not their author."""


class NotTheCheckInsAuthor(Refused):
    """A draft is in the hands of who began it."""


class Stage(StrEnum):
    """Where a check-in stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"
    DISCARDED = "discarded"


OPEN = {Stage.DRAFT, Stage.SCHEDULED}
SEEN = {Stage.PUBLISHED, Stage.ACKNOWLEDGED}


class Said(NamedTuple):
    """A check-in: its author, how far it came, and what it tells."""

    author: UUID
    stage: Stage
    values: tuple[Told, ...] = ()
    status: Status | None = None
    confidence: int | None = None
    note: str = ""
    projected: tuple[Told, ...] = ()
    """Where key results are expected to stand in the end."""
    day: date | None = None
    """When it is to be published."""
    published_at: datetime | None = None


Moving = ScheduleCheckIn | PublishCheckIn | DiscardCheckIn | AcknowledgeCheckIn


@dataclass(frozen=True, slots=True)
class CheckIns:
    """Every check-in by its id, and when the next is due; None before the objective is active."""

    said: Mapping[UUID, Said] = field(default_factory=dict)
    cadence: Cadence = WEEKLY
    due: date | None = None


def decide(
    check_ins: CheckIns,
    command: CheckInCommand,
    context: Context,
    results: KeyResults,
    reviewer: UUID | None,
) -> list[Event]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case SetCadence(cadence=cadence):
            return _cadence_set(check_ins, cadence, context)
        case CheckIn() | DraftCheckIn():
            return _told(check_ins, command, context, results)
        case CorrectCheckIn():
            return _corrected(check_ins, command, results)
        case _:
            return _moved(check_ins, command, context, results, reviewer)


def _moved(
    check_ins: CheckIns,
    command: Moving,
    context: Context,
    results: KeyResults,
    reviewer: UUID | None,
) -> list[Event]:
    """Take a check-in that is there to its next stage."""
    there = check_ins.said.get(command.check_in)
    if there is None or there.stage is Stage.DISCARDED:
        if there and isinstance(command, DiscardCheckIn):
            return []
        raise NoSuchCheckIn(f"There is no check-in {command.check_in}: draft it first")
    match command:
        case AcknowledgeCheckIn():
            return _acknowledged(there, command, context, reviewer)
        case PublishCheckIn(check_in=check_in):
            if there.stage not in OPEN:
                return []
            _must_be_its_author(there, context)
            return [_published(check_ins, check_in, there, context, results)]
        case ScheduleCheckIn(check_in=check_in, day=day):
            _must_be_open(there, context)
            same = (there.stage, there.day) == (Stage.SCHEDULED, day)
            return [] if same else [CheckInScheduled(check_in=check_in, day=day)]
        case DiscardCheckIn(check_in=check_in):
            _must_be_open(there, context)
            return [CheckInDiscarded(check_in=check_in)]
        case _:
            assert_never(command)


def _cadence_set(check_ins: CheckIns, cadence: Cadence, context: Context) -> list[Event]:
    if cadence == check_ins.cadence:
        return []
    due = check_ins.due and next_due(cadence, context.at.date())
    return [CadenceSet(cadence=cadence, next_due=due)]


def _told(
    check_ins: CheckIns, command: CheckIn | DraftCheckIn, context: Context, results: KeyResults
) -> list[Event]:
    """Draft or publish what is told; the same told again changes nothing."""
    _must_fit(command.values, results)
    _must_fit(command.projected, results)
    draft = isinstance(command, DraftCheckIn)
    told = command.values, command.status, command.confidence, command.note, command.projected
    before = check_ins.said.get(command.check_in)
    if before is not None:
        by_hand = _by_hand(before.values, results)
        same = (by_hand, *before[3:7]) == told
        already = before.stage in (OPEN if draft else SEEN)
        if same and already and before.author == context.by:
            return []
        if before.stage not in OPEN:
            raise CheckInExists(f"Check-in {command.check_in} is {before.stage}: use another id")
        _must_be_its_author(before, context)
    if draft:
        return [CheckInDrafted(**dict(command))]
    said = Said(context.by, Stage.DRAFT, *told)
    return [_published(check_ins, command.check_in, said, context, results)]


def _published(
    check_ins: CheckIns, check_in: UUID, said: Said, context: Context, results: KeyResults
) -> CheckInPublished:
    _must_fit(said.values, results)
    _must_fit(said.projected, results)
    day, due, cadence = context.at.date(), check_ins.due, check_ins.cadence
    return CheckInPublished(
        check_in=check_in,
        values=(*said.values, *_ticks(results)),
        status=said.status,
        confidence=said.confidence,
        note=said.note,
        projected=said.projected,
        snapshot=tuple(
            Snapshot(key_result=id, name=each.name, measure=each.measure, weight=each.weight)
            for id, each in results.items()
            if not each.archived
        ),
        due=due,
        timing=due and timing(cadence, due, day),
        next_due=due and due_after(cadence, due, day),
    )


def _ticks(results: KeyResults) -> list[Told]:
    """Tell how many items of each checklist are ticked."""
    return [
        Told(key_result=id, value=each.current or Decimal(0))
        for id, each in results.items()
        if each.measure.kind is KeyResultKind.CHECKLIST and not each.archived
    ]


def _by_hand(values: tuple[Told, ...], results: KeyResults) -> tuple[Told, ...]:
    """Leave out what checklists told by themselves."""
    checklists = {id for id, each in results.items() if each.measure.items}
    return tuple(each for each in values if each.key_result not in checklists)


def _acknowledged(
    there: Said, command: AcknowledgeCheckIn, context: Context, reviewer: UUID | None
) -> list[Event]:
    if there.stage in OPEN:
        raise CheckInIsNotPublished("This check-in is not published yet: publish it first")
    if reviewer is None:
        raise NotTheReviewer("The objective has no reviewer: set one first")
    if context.by != reviewer:
        raise NotTheReviewer("Only the reviewer of the objective acknowledges its check-ins")
    if context.by == there.author:
        raise NotTheReviewer("Nobody acknowledges a check-in of their own: set another reviewer")
    if there.stage is Stage.ACKNOWLEDGED:
        return []
    return [CheckInAcknowledged(check_in=command.check_in, note=command.note)]


def _corrected(check_ins: CheckIns, command: CorrectCheckIn, results: KeyResults) -> list[Event]:
    """Keep what differs from what was told before; if nothing does, nothing changes."""
    there = check_ins.said.get(command.check_in)
    if there is None or there.stage is Stage.DISCARDED:
        raise NoSuchCheckIn(f"There is no check-in {command.check_in}: check in first")
    if there.stage in OPEN:
        raise CheckInIsNotPublished("This check-in is a draft still: draft it anew instead")
    _must_fit(command.values, results)
    values = tuple(each for each in command.values if each not in there.values)
    status = command.status if command.status is not there.status else None
    confidence = command.confidence if command.confidence != there.confidence else None
    note = command.note if command.note != there.note else None
    if not values and (status, confidence, note) == (None, None, None):
        return []
    return [
        CheckInCorrected(
            check_in=command.check_in,
            reason=command.reason,
            values=values,
            status=status,
            confidence=confidence,
            note=note,
            published_at=there.published_at,
        )
    ]


def _must_be_open(there: Said, context: Context) -> None:
    if there.stage not in OPEN:
        raise CheckInIsPublished(f"It is {there.stage}: correct it instead, and say why")
    _must_be_its_author(there, context)


def _must_be_its_author(there: Said, context: Context) -> None:
    if there.author != context.by:
        raise NotTheCheckInsAuthor("Somebody else is preparing this check-in: make one of your own")


def _must_fit(values: tuple[Told, ...], results: KeyResults) -> None:
    """Raise a rule unless each is a value of a key result here."""
    if len({each.key_result for each in values}) < len(values):
        raise ValueDoesNotFit("A key result has one value: give each of them once")
    for told in values:
        must_take(results, told.key_result, told.value)


def evolve(check_ins: CheckIns, event: CheckInEvent, context: Context) -> CheckIns:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ObjectiveAdded(cadence=cadence):
            return replace(check_ins, cadence=cadence)
        case ObjectiveActivated(next_due=due) | ObjectiveReopened(next_due=due):
            return replace(check_ins, due=due)
        case CadenceSet(cadence=cadence, next_due=due):
            return replace(check_ins, cadence=cadence, due=due)
        case CheckInPublished(next_due=due):
            return _with(replace(check_ins, due=due), event, context)
        case _:
            return _with(check_ins, event, context)


Saying = (
    CheckInDrafted
    | CheckInScheduled
    | CheckInDiscarded
    | CheckInPublished
    | CheckInAcknowledged
    | CheckInCorrected
)


def _with(check_ins: CheckIns, event: Saying, context: Context) -> CheckIns:
    # Told in the order in which things happened, a draft may come after what was done to it.
    before = check_ins.said.get(event.check_in, Said(context.by, Stage.DRAFT))
    said = {**check_ins.said, event.check_in: _then(before, event, context.at)}
    return replace(check_ins, said=said)


def _then(said: Said, event: Saying, at: datetime) -> Said:
    match event:
        case CheckInDrafted() | CheckInPublished():
            published = isinstance(event, CheckInPublished)
            stage = Stage.PUBLISHED if published else Stage.DRAFT
            told = event.values, event.status, event.confidence, event.note, event.projected
            return Said(said.author, stage, *told, published_at=at if published else None)
        case CheckInScheduled(day=day):
            return said._replace(stage=Stage.SCHEDULED, day=day)
        case CheckInDiscarded():
            return said._replace(stage=Stage.DISCARDED)
        case CheckInAcknowledged():
            return said._replace(stage=Stage.ACKNOWLEDGED)
        case CheckInCorrected():
            return said._replace(
                values=corrected(said.values, event.values),
                status=event.status or said.status,
                confidence=said.confidence if event.confidence is None else event.confidence,
                note=said.note if event.note is None else event.note,
            )
        case _:
            assert_never(event)


def corrected(told: tuple[Told, ...], better: tuple[Told, ...]) -> tuple[Told, ...]:
    """Replace the values that were corrected, and add those that were left out."""
    known = {each.key_result: each for each in told} | {each.key_result: each for each in better}
    return tuple(known.values())


commands = get_args(CheckInCommand)
events = get_args(CheckInEvent)
