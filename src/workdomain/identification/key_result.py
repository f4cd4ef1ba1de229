"""A key result as decisions know it: what it is measured by, where it stands, and what was read."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from workdomain.identification.measures import KeyResultKind, Measure, misfit
from workdomain.kernel import Message, Refused
from workdomain.values import Line


def _an_object(text: str) -> str:
    if not text.startswith("{"):
        raise ValueError(f'{text} is no JSON object; write fields as in {{"project": "..."}}')
    try:
        json.loads(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not JSON: {error}") from error
    return text


JsonObject = Annotated[Line, Field(max_length=2000), AfterValidator(_an_object)]
"""Fields with their values, as one line of JSON."""


class Citation(Message):
    """Where a number comes from: a field of a row of one of our own views, as of a moment.

    The log keeps every moment, so whoever reads the number can ask the view again.
    """

    view: Line
    params: JsonObject = "{}"
    """The view's parameters, as a JSON object."""
    row: JsonObject = "{}"
    """Fields that tell the row apart, as a JSON object."""
    field: Line
    as_of: AwareDatetime | Annotated[int, Field(ge=0)]
    """The moment that the view was asked as of, or the log position."""

    def __str__(self) -> str:
        """Write it as histories do: `remaining_h of progress as of 7`."""
        moment = self.as_of.isoformat() if isinstance(self.as_of, datetime) else self.as_of
        asked = "".join(f" {text}" for text in (self.params, self.row) if text != "{}")
        return f"{self.field} of {self.view}{asked} as of {moment}"


class NoSuchKeyResult(Refused):
    """The key result a command is about was added before, and is not archived."""


class ValueDoesNotFit(Refused):
    """A value is one that its key result can have, and that is not told by something else."""


class Reading(NamedTuple):
    """A value that a check-in told, with what it was measured by at the time."""

    check_in: UUID
    value: Decimal
    measure: Measure


class KeyResult(NamedTuple):
    """What a decision needs to know of a key result."""

    name: str
    measure: Measure
    weight: float = 1.0
    owner: UUID | None = None
    cites: Citation | None = None
    """Where its baseline comes from."""
    feeds: UUID | None = None
    """The key result of the objective above that its value is aggregated into."""
    value: Decimal | None = None
    """What was measured last; None for a checklist, whose ticks tell."""
    told_at: datetime | None = None
    told_by: UUID | None = None
    """The check-in that told the value; None when it was set by itself."""
    ticked: frozenset[str] = frozenset()
    archived: bool = False
    readings: tuple[Reading, ...] = ()
    """The values of published check-ins, as corrected."""

    @property
    def current(self) -> Decimal | None:
        """Where it stands: the last value, or the number of items that are ticked."""
        if self.measure.kind is KeyResultKind.CHECKLIST:
            return Decimal(sum(item in self.ticked for item in self.measure.items))
        return self.value


KeyResults = Mapping[UUID, KeyResult]


def found(results: KeyResults, id: UUID) -> KeyResult:
    """Answer a key result that counts. Raises NoSuchKeyResult."""
    result = results.get(id)
    if result is None:
        raise NoSuchKeyResult(f"There is no key result {id} here: add it first")
    if result.archived:
        raise NoSuchKeyResult(f"{result.name} is archived: restore it first")
    return result


def must_take(results: KeyResults, id: UUID, value: Decimal) -> None:
    """Raise NoSuchKeyResult or ValueDoesNotFit unless this key result can have the value."""
    result = found(results, id)
    if result.measure.kind is KeyResultKind.CHECKLIST:
        raise ValueDoesNotFit(f"{result.name} is a checklist: tick its items instead")
    if result.measure.aggregation is not None:
        raise ValueDoesNotFit(f"{result.name} is made of the key results that feed it: tell those")
    if why := misfit(result.measure, value):
        raise ValueDoesNotFit(f"{result.name}: {why}")
