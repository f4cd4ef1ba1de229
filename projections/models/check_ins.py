"""Check-ins as rows: what was told of an objective, and what its key results were measured by."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, assert_never
from uuid import UUID

from workdomain.identification.cadence import Timing
from workdomain.identification.check_in_words import (
    CheckInAcknowledged,
    CheckInCorrected,
    CheckInDiscarded,
    CheckInDrafted,
    CheckInPublished,
    CheckInScheduled,
)
from workdomain.identification.check_ins import Stage
from workdomain.identification.goal_progress import progress
from workdomain.identification.goal_words import Status
from workdomain.identification.measures import GUARDRAILS, Measure, satisfied, shown
from workdomain.kernel import Context, Event


class CheckInRow(NamedTuple):
    """A check-in, without its values."""

    id: UUID
    objective: UUID
    author: UUID
    stage: Stage
    day: date | None
    """When a scheduled one is to be published."""
    status: Status | None
    confidence: int | None
    note: str
    due: date | None
    """When it was due."""
    timing: Timing | None
    published_at: datetime | None
    acknowledged_by: UUID | None
    acknowledged_at: datetime | None
    corrections: tuple[str, ...]
    """Why it was corrected, each time."""


class ReadingRow(NamedTuple):
    """What a published check-in tells of one key result, by what that was measured by then."""

    check_in: UUID
    objective: UUID
    key_result: UUID
    name: str
    """What the key result was called then."""
    value: str | None
    """Written exactly; None when nothing was told of it."""
    shown: str | None
    """The same, with its unit."""
    target: str | None
    """Of that time, with its unit."""
    weight: float
    """Of that time."""
    share: float | None
    """How far it was reached by this value; a guardrail that held is 1, else 0."""
    projected: str | None
    """Where it was expected to stand in the end, with its unit."""
    projected_share: float | None


class Reading(NamedTuple):
    """A key result in the snapshot of a check-in, and the value told of it."""

    name: str
    measure: Measure
    weight: float
    value: Decimal | None = None
    projected: Decimal | None = None


class Kept(NamedTuple):
    """A check-in with its values."""

    row: CheckInRow
    readings: Mapping[UUID, Reading] = MappingProxyType({})


CheckIns = Mapping[UUID, Kept]
NONE: CheckIns = MappingProxyType({})


def taken_in(check_ins: CheckIns, event: Event, context: Context) -> CheckIns:
    """Take in what was told; what is told of one that is not there (yet) changes nothing."""
    match event:
        case CheckInDrafted() | CheckInPublished():
            before = check_ins.get(event.check_in)
            author = before.row.author if before else context.by
            return {**check_ins, event.check_in: _told(event, author, context)}
        case CheckInDiscarded(check_in=gone):
            return {id: kept for id, kept in check_ins.items() if id != gone}
        case CheckInScheduled() | CheckInAcknowledged() | CheckInCorrected():
            kept = check_ins.get(event.check_in)
            return {**check_ins, event.check_in: _then(kept, event, context)} if kept else check_ins
        case _:
            return check_ins


def _told(event: CheckInDrafted | CheckInPublished, author: UUID, context: Context) -> Kept:
    published = isinstance(event, CheckInPublished)
    row = CheckInRow(
        id=event.check_in,
        objective=event.check_in,  # its own is known to whoever shows it
        author=author,
        stage=Stage.PUBLISHED if published else Stage.DRAFT,
        day=None,
        status=event.status,
        confidence=event.confidence,
        note=event.note,
        due=event.due if isinstance(event, CheckInPublished) else None,
        timing=event.timing if isinstance(event, CheckInPublished) else None,
        published_at=context.at if published else None,
        acknowledged_by=None,
        acknowledged_at=None,
        corrections=(),
    )
    if not isinstance(event, CheckInPublished):
        return Kept(row)
    values = {told.key_result: told.value for told in event.values}
    projected = {told.key_result: told.value for told in event.projected}
    return Kept(
        row,
        {
            of.key_result: Reading(
                of.name,
                of.measure,
                of.weight,
                values.get(of.key_result),
                projected.get(of.key_result),
            )
            for of in event.snapshot
        },
    )


def _then(
    kept: Kept, event: CheckInScheduled | CheckInAcknowledged | CheckInCorrected, context: Context
) -> Kept:
    row = kept.row
    match event:
        case CheckInScheduled(day=day):
            return kept._replace(row=row._replace(stage=Stage.SCHEDULED, day=day))
        case CheckInAcknowledged():
            stage = Stage.ACKNOWLEDGED
            known = row._replace(
                stage=stage, acknowledged_by=context.by, acknowledged_at=context.at
            )
            return kept._replace(row=known)
        case CheckInCorrected():
            better = {
                told.key_result: kept.readings[told.key_result]._replace(value=told.value)
                for told in event.values
                if told.key_result in kept.readings
            }
            return Kept(
                row._replace(
                    status=event.status or row.status,
                    confidence=row.confidence if event.confidence is None else event.confidence,
                    note=row.note if event.note is None else event.note,
                    corrections=(*row.corrections, event.reason),
                ),
                {**kept.readings, **better},
            )
        case _:
            assert_never(event)


def reading_row(objective: UUID, check_in: UUID, key_result: UUID, read: Reading) -> ReadingRow:
    """Show what a check-in tells of a key result."""
    measure, value = read.measure, read.value
    return ReadingRow(
        check_in=check_in,
        objective=objective,
        key_result=key_result,
        name=read.name,
        value=None if value is None else f"{value:f}",
        shown=_shown(measure, value),
        target=_shown(measure, measure.target),
        weight=read.weight,
        share=_share(measure, value),
        projected=_shown(measure, read.projected),
        projected_share=_share(measure, read.projected),
    )


def _shown(measure: Measure, value: Decimal | None) -> str | None:
    return None if value is None else shown(value, measure.unit)


def _share(measure: Measure, value: Decimal | None) -> float | None:
    if value is None:
        return None
    held = [satisfied(measure, value)] if measure.kind in GUARDRAILS else []
    return progress(measure, value, held).share
