"""The key results of an objective: measurable evidence that its outcome is there.

They live in the stream of their objective, so that a check-in takes a snapshot of all of them at
one moment. One that is archived keeps its history and does not count until it is restored.
"""

from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, assert_never, get_args
from uuid import UUID

from pydantic import ValidationError

from workdomain.identification.check_in_words import CheckInCorrected, CheckInPublished
from workdomain.identification.key_result import (
    KeyResult,
    KeyResults,
    NoSuchKeyResult,
    Reading,
    found,
    must_take,
)
from workdomain.identification.key_result_words import (
    AddKeyResult,
    ArchiveKeyResult,
    BaselineSet,
    ChecklistItemTicked,
    ChecklistItemUnticked,
    FeedKeyResult,
    HandOverKeyResult,
    KeyResultAdded,
    KeyResultArchived,
    KeyResultCommand,
    KeyResultEvent,
    KeyResultFed,
    KeyResultHandedOver,
    KeyResultRemeasured,
    KeyResultRenamed,
    KeyResultRestored,
    KeyResultValueSet,
    KeyResultWeighed,
    RemeasureKeyResult,
    RenameKeyResult,
    RestoreKeyResult,
    SetBaseline,
    SetKeyResultValue,
    SetTarget,
    TargetSet,
    TickChecklistItem,
    UntickChecklistItem,
    WeighKeyResult,
    said,
)
from workdomain.identification.measures import Measure
from workdomain.kernel import Context, Refused

MOST = 100
"""Key results of one objective, at most: a check-in takes a snapshot of all of them."""

Heard = KeyResultEvent | CheckInPublished | CheckInCorrected

NONE: KeyResults = MappingProxyType({})


class KeyResultExists(Refused):
    """The id of a key result is used once."""


class TooManyKeyResults(Refused):
    """An objective has at most a hundred key results."""


class MeasureDoesNotFit(Refused):
    """What a key result is measured by fits its kind."""


class NoSuchChecklistItem(Refused):
    """Only an item of the checklist is ticked."""


def decide(
    results: KeyResults, command: KeyResultCommand, _context: Context
) -> list[KeyResultEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    id = command.key_result
    match command:
        case AddKeyResult():
            return _added(results, command)
        case RestoreKeyResult():
            if id not in results:
                raise NoSuchKeyResult(f"There is no key result {id} here: add it first")
            return [KeyResultRestored(key_result=id)] if results[id].archived else []
        case ArchiveKeyResult(reason=reason):
            if id in results and results[id].archived:
                return []
            found(results, id)
            return [KeyResultArchived(key_result=id, reason=reason)]
        case SetKeyResultValue(value=value):
            must_take(results, id, value)
            same = results[id].value == value
            return [] if same else [KeyResultValueSet(key_result=id, value=value)]
        case _:
            return _changed(id, found(results, id), command)


def _added(results: KeyResults, command: AddKeyResult) -> list[KeyResultEvent]:
    there = results.get(command.key_result)
    if there is not None:
        same = (there.name, there.measure, there.weight, there.owner, there.feeds, there.cites)
        asked = (command.name, command.measure, command.weight, command.owner, command.feeds)
        if same == (*asked, command.cites):
            return []
        raise KeyResultExists(f"{there.name} was added before: use another id for a new one")
    if len(results) >= MOST:
        raise TooManyKeyResults(f"It has {MOST} key results: split the objective")
    return [
        KeyResultAdded(
            key_result=command.key_result,
            name=command.name,
            measure=command.measure,
            weight=command.weight,
            owner=command.owner,
            feeds=command.feeds,
            cites=command.cites,
        )
    ]


Changing = (
    RenameKeyResult
    | RemeasureKeyResult
    | SetTarget
    | SetBaseline
    | WeighKeyResult
    | HandOverKeyResult
    | FeedKeyResult
    | TickChecklistItem
    | UntickChecklistItem
)


def _changed(id: UUID, result: KeyResult, command: Changing) -> list[KeyResultEvent]:
    measure = result.measure
    match command:
        case RenameKeyResult(name=name):
            return [] if name == result.name else [KeyResultRenamed(key_result=id, name=name)]
        case RemeasureKeyResult():
            same = command.measure == measure
            return [] if same else [KeyResultRemeasured(key_result=id, measure=command.measure)]
        case SetTarget(target=target):
            _turned(measure, target=target)
            return [] if target == measure.target else [TargetSet(key_result=id, target=target)]
        case SetBaseline(baseline=baseline, cites=cites):
            _turned(measure, baseline=baseline)
            same = (baseline, cites) == (measure.baseline, result.cites)
            return [] if same else [BaselineSet(key_result=id, baseline=baseline, cites=cites)]
        case WeighKeyResult(weight=weight):
            same = weight == result.weight
            return [] if same else [KeyResultWeighed(key_result=id, weight=weight)]
        case HandOverKeyResult(owner=owner):
            return (
                [] if owner == result.owner else [KeyResultHandedOver(key_result=id, owner=owner)]
            )
        case FeedKeyResult(feeds=feeds):
            return [] if feeds == result.feeds else [KeyResultFed(key_result=id, feeds=feeds)]
        case TickChecklistItem(text=text):
            if text not in measure.items:
                raise NoSuchChecklistItem(f"{result.name} has no item {text!r}: {_items(measure)}")
            ticked = text in result.ticked
            return [] if ticked else [ChecklistItemTicked(key_result=id, text=text)]
        case UntickChecklistItem(text=text):
            ticked = text in result.ticked
            return [ChecklistItemUnticked(key_result=id, text=text)] if ticked else []
        case _:
            assert_never(command)


def _items(measure: Measure) -> str:
    return f"it has {', '.join(measure.items)}" if measure.items else "it is not a checklist"


def _turned(measure: Measure, **changes: Decimal) -> Measure:
    """Change a measure; one that only measured, and now has a target, is to be reached by that."""
    fields: dict[str, Any] = {**dict(measure), **changes}
    try:
        return Measure.model_validate(fields)
    except ValidationError as error:
        raise MeasureDoesNotFit(f"{said(error)} (remeasure-key-result changes the kind)") from None


def evolve(results: KeyResults, event: Heard, context: Context) -> KeyResults:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case KeyResultAdded():
            added = KeyResult(
                event.name, event.measure, event.weight, event.owner, event.cites, event.feeds
            )
            return {**results, event.key_result: added}
        case CheckInPublished():
            return _published(results, event, context)
        case CheckInCorrected():
            return _corrected(results, event)
        case _:
            before = results.get(event.key_result)
            if before is None:  # told late, of a time before it was added
                return results
            return {**results, event.key_result: _then(before, event, context)}


def _then(result: KeyResult, event: KeyResultEvent, context: Context) -> KeyResult:
    match event:
        case KeyResultRenamed(name=name):
            return result._replace(name=name)
        case KeyResultRemeasured(measure=measure):
            return result._replace(measure=measure)
        case TargetSet(target=target):
            return result._replace(measure=result.measure.model_copy(update={"target": target}))
        case BaselineSet(baseline=baseline, cites=cites):
            measure = result.measure.model_copy(update={"baseline": baseline})
            return result._replace(measure=measure, cites=cites)
        case KeyResultWeighed(weight=weight):
            return result._replace(weight=weight)
        case KeyResultHandedOver(owner=owner):
            return result._replace(owner=owner)
        case KeyResultFed(feeds=feeds):
            return result._replace(feeds=feeds)
        case KeyResultValueSet(value=value):
            return result._replace(value=value, told_at=context.at, told_by=None)
        case ChecklistItemTicked(text=text):
            return result._replace(ticked=result.ticked | {text}, told_at=context.at)
        case ChecklistItemUnticked(text=text):
            return result._replace(ticked=result.ticked - {text}, told_at=context.at)
        case KeyResultArchived():
            return result._replace(archived=True)
        case KeyResultRestored() | KeyResultAdded():
            return result._replace(archived=False)
        case _:
            assert_never(event)


def _published(results: KeyResults, event: CheckInPublished, context: Context) -> KeyResults:
    """Make its values current, and read them by the measures of the snapshot."""
    measures = {each.key_result: each.measure for each in event.snapshot}
    after = dict(results)
    for told in event.values:
        if (result := results.get(told.key_result)) is not None:
            measure = measures.get(told.key_result, result.measure)
            reading = Reading(event.check_in, told.value, measure)
            after[told.key_result] = result._replace(
                value=None if measure.items else told.value,
                told_at=context.at,
                told_by=event.check_in,
                readings=(*result.readings, reading),
            )
    return after


def _corrected(results: KeyResults, event: CheckInCorrected) -> KeyResults:
    """Read another value; it is current if nothing was told of that key result since."""
    after = dict(results)
    for told in event.values:
        if (result := results.get(told.key_result)) is None:
            continue
        known = any(reading.check_in == event.check_in for reading in result.readings)
        readings = [
            reading._replace(value=told.value) if reading.check_in == event.check_in else reading
            for reading in result.readings
        ]
        if not known:
            readings.append(Reading(event.check_in, told.value, result.measure))
        if result.told_by == event.check_in or _is_later(event.published_at, result.told_at):
            at = event.published_at
            result = result._replace(value=told.value, told_at=at, told_by=event.check_in)
        after[told.key_result] = result._replace(readings=tuple(readings))
    return after


def _is_later(published_at: datetime | None, told_at: datetime | None) -> bool:
    """Tell whether a value that a check-in left out is newer than the one that is known."""
    return told_at is None or (published_at is not None and published_at > told_at)


commands = get_args(KeyResultCommand)
events = get_args(Heard)
