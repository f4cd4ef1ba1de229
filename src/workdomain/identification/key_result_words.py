"""What is asked and told of key results: the commands and events of `key_results.py`."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, ValidationError, model_validator

from workdomain.identification.key_result import (
    Citation,
)
from workdomain.identification.measures import (
    Aggregation,
    Amount,
    CurrencyCode,
    KeyResultKind,
    Measure,
    Precision,
    Unit,
    UnitKind,
    Weight,
)
from workdomain.kernel import Command, Event, Personal
from workdomain.values import Line

MOST = 100
"""Key results of one objective, at most: a check-in takes a snapshot of all of them."""


class _Measuring(Command):
    """What a key result is measured by, field by field."""

    kind: KeyResultKind
    baseline: Amount | None = None
    """The value at the start, for increase and decrease."""
    target: Amount | None = None
    """The value to reach, or the threshold to stay above or below."""
    unit: UnitKind = UnitKind.NUMBER
    currency: CurrencyCode | None = None
    """The ISO 4217 code, for money."""
    precision: Precision | None = None
    """Decimals shown."""
    items: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    """What a checklist is made of."""
    aggregation: Aggregation | None = None
    """How its value is made of those of the key results that feed it; null is told by itself."""

    @property
    def measure(self) -> Measure:
        """Put them together. Raises ValueError where they do not fit."""
        unit = Unit(kind=self.unit, currency=self.currency, precision=self.precision)
        return Measure(
            kind=self.kind,
            unit=unit,
            baseline=self.baseline,
            target=self.target,
            items=tuple(dict.fromkeys(self.items)),
            aggregation=self.aggregation,
        )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            _ = self.measure
        except ValidationError as error:
            raise ValueError(said(error)) from None
        return self


class AddKeyResult(_Measuring):
    """Add a key result: how to see that the objective is reached."""

    key_result: UUID
    """Id of the new key result, chosen by whoever asks."""
    name: Annotated[Line, Personal()]
    weight: Weight = 1.0
    """Its share in the progress of the objective."""
    owner: UUID | None = None
    feeds: UUID | None = None
    """The key result of the objective above that its value is aggregated into."""
    cites: Citation | None = None
    """Where the baseline comes from: JSON with view, params, row, field, as_of."""


class RenameKeyResult(Command):
    """Give a key result another name."""

    key_result: UUID
    name: Annotated[Line, Personal()]


class RemeasureKeyResult(_Measuring):
    """Measure a key result by something else."""

    key_result: UUID


class SetTarget(Command):
    """Set the value to reach, or the threshold to keep to."""

    key_result: UUID
    target: Amount


class SetBaseline(Command):
    """Set the value that it starts from, and where that number comes from."""

    key_result: UUID
    baseline: Amount
    cites: Citation | None = None
    """JSON with view, params, row, field, as_of."""


class WeighKeyResult(Command):
    """Set its share in the progress of the objective."""

    key_result: UUID
    weight: Weight


class HandOverKeyResult(Command):
    """Let somebody else answer for a key result; null leaves it to the objective's owner."""

    key_result: UUID
    owner: UUID | None


class FeedKeyResult(Command):
    """Let its value be aggregated into a key result of the objective above; null stops that."""

    key_result: UUID
    feeds: UUID | None


class SetKeyResultValue(Command):
    """Tell its latest value, between check-ins."""

    key_result: UUID
    value: Amount


class TickChecklistItem(Command):
    """Tell that an item of a checklist is done."""

    key_result: UUID
    text: Line


class UntickChecklistItem(Command):
    """Tell that an item of a checklist is not done after all."""

    key_result: UUID
    text: Line


class ArchiveKeyResult(Command):
    """Let a key result count no longer; its history stays."""

    key_result: UUID
    reason: Annotated[Line, Personal()]


class RestoreKeyResult(Command):
    """Let a key result count again."""

    key_result: UUID


class KeyResultAdded(
    Event,
    topic="objective.key-result-added.v1",
    says="added the key result {name}: {measure} (weight: {weight})",
):
    """There is one more way to see that the objective is reached."""

    key_result: UUID
    name: Annotated[str, Personal()]
    measure: Measure
    weight: float = 1.0
    owner: UUID | None = None
    feeds: UUID | None = None
    cites: Citation | None = None


class KeyResultRenamed(
    Event, topic="objective.key-result-renamed.v1", says="renamed a key result {name}"
):
    """A key result has another name."""

    key_result: UUID
    name: Annotated[str, Personal()]


class KeyResultRemeasured(
    Event, topic="objective.key-result-remeasured.v1", says="measures {key_result} anew: {measure}"
):
    """A key result is measured by something else."""

    key_result: UUID
    measure: Measure


class TargetSet(
    Event, topic="objective.target-set.v1", says="set the target of {key_result} to {target}"
):
    """A key result is reached at another value."""

    key_result: UUID
    target: Amount


class BaselineSet(
    Event,
    topic="objective.baseline-set.v1",
    says="set the baseline of {key_result} to {baseline}[ ({cites})]",
):
    """A key result starts from another value."""

    key_result: UUID
    baseline: Amount
    cites: Citation | None = None


class KeyResultWeighed(
    Event, topic="objective.key-result-weighed.v1", says="let {key_result} weigh {weight}"
):
    """A key result has another share in the progress."""

    key_result: UUID
    weight: float


class KeyResultHandedOver(
    Event,
    topic="objective.key-result-handed-over.v1",
    says="[handed {key_result} over to {owner}|left a key result to the owner of the objective]",
):
    """Somebody else answers for a key result."""

    key_result: UUID
    owner: UUID | None


class KeyResultFed(
    Event,
    topic="objective.key-result-fed.v1",
    says="[let {key_result} feed {feeds}|let a key result feed nothing]",
):
    """Its value is aggregated into another key result, or into none."""

    key_result: UUID
    feeds: UUID | None


class KeyResultValueSet(
    Event, topic="objective.value-set.v1", says="measured {value} for {key_result}"
):
    """A key result stands at another value."""

    key_result: UUID
    value: Amount


class ChecklistItemTicked(
    Event, topic="objective.item-ticked.v1", says="ticked {text} of {key_result}"
):
    """An item of a checklist is done."""

    key_result: UUID
    text: str


class ChecklistItemUnticked(
    Event, topic="objective.item-unticked.v1", says="took the tick from {text} of {key_result}"
):
    """An item of a checklist is not done after all."""

    key_result: UUID
    text: str


class KeyResultArchived(
    Event, topic="objective.key-result-archived.v1", says="archived {key_result}: {reason}"
):
    """A key result does not count any more."""

    key_result: UUID
    reason: Annotated[str, Personal()]


class KeyResultRestored(
    Event, topic="objective.key-result-restored.v1", says="restored {key_result}"
):
    """A key result counts again."""

    key_result: UUID


KeyResultCommand = (
    AddKeyResult
    | RenameKeyResult
    | RemeasureKeyResult
    | SetTarget
    | SetBaseline
    | WeighKeyResult
    | HandOverKeyResult
    | FeedKeyResult
    | SetKeyResultValue
    | TickChecklistItem
    | UntickChecklistItem
    | ArchiveKeyResult
    | RestoreKeyResult
)
KeyResultEvent = (
    KeyResultAdded
    | KeyResultRenamed
    | KeyResultRemeasured
    | TargetSet
    | BaselineSet
    | KeyResultWeighed
    | KeyResultHandedOver
    | KeyResultFed
    | KeyResultValueSet
    | ChecklistItemTicked
    | ChecklistItemUnticked
    | KeyResultArchived
    | KeyResultRestored
)


def said(error: ValidationError) -> str:
    """Say what did not fit, and what to do."""
    return error.errors()[0]["msg"].removeprefix("Value error, ")
