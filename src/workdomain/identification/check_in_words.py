"""What is asked and told of check-ins: the commands and events of `check_ins.py`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from workdomain.identification.cadence import Cadence, Timing
from workdomain.identification.goal_words import Status
from workdomain.identification.measures import Amount, Measure, Weight
from workdomain.identification.objective_life import ObjectiveActivated, ObjectiveReopened
from workdomain.identification.profile import ObjectiveAdded
from workdomain.kernel import Command, Event, Message, Personal
from workdomain.values import Day, Line, Text

MOST = 100
"""Key results that one check-in tells of, at most."""

Confidence = Annotated[int, Field(ge=0, le=10)]
"""How likely it is to be reached: 0 not at all, 10 surely."""


class Told(Message):
    """The value of a key result."""

    key_result: UUID
    value: Amount


class Snapshot(Message):
    """What a key result was measured by when a check-in was published."""

    key_result: UUID
    name: str
    measure: Measure
    weight: Weight = 1.0


ToldValues = Annotated[tuple[Told, ...], Field(max_length=MOST)]


class _WhatIsTold(Command):
    """What a check-in tells."""

    check_in: UUID
    """Id of the new check-in, chosen by whoever asks."""
    values: ToldValues = ()
    """Each key result with its value; a checklist tells its own."""
    status: Status | None = None
    confidence: Confidence | None = None
    """How likely it is to be reached, from 0 to 10."""
    note: Annotated[Text, Personal()] = ""
    projected: ToldValues = ()
    """Each key result with the value that it is expected to have in the end."""


class CheckIn(_WhatIsTold):
    """Tell how it stands, and publish that at once."""


class DraftCheckIn(_WhatIsTold):
    """Prepare a check-in that nobody else goes by yet; say it again to change it."""


class ScheduleCheckIn(Command):
    """Say on which day a draft is to be published."""

    check_in: UUID
    day: Day


class PublishCheckIn(Command):
    """Publish what was prepared; its values are current from then on."""

    check_in: UUID


class DiscardCheckIn(Command):
    """Throw a draft away."""

    check_in: UUID


class AcknowledgeCheckIn(Command):
    """Say, as the reviewer, that it was read."""

    check_in: UUID
    note: Annotated[Text, Personal()] = ""


class CorrectCheckIn(Command):
    """Say what should have been told, and why; what is left out stays as it was told."""

    check_in: UUID
    reason: Annotated[Line, Personal()]
    values: ToldValues = ()
    """Each key result whose value was wrong, with the right one."""
    status: Status | None = None
    confidence: Confidence | None = None
    note: Annotated[Text | None, Personal()] = None


class SetCadence(Command):
    """Say how often somebody checks in; the next check-in is due by that."""

    cadence: Cadence


class CheckInDrafted(Event, topic="objective.check-in-drafted.v1", says="drafted a check-in"):
    """A check-in is being prepared."""

    check_in: UUID
    values: tuple[Told, ...] = ()
    status: Status | None = None
    confidence: int | None = None
    note: Annotated[str, Personal()] = ""
    projected: tuple[Told, ...] = ()
    """Where key results are expected to stand in the end."""


class CheckInScheduled(
    Event, topic="objective.check-in-scheduled.v1", says="scheduled a check-in for {day}"
):
    """A draft is to be published on a day."""

    check_in: UUID
    day: date


class CheckInDiscarded(
    Event, topic="objective.check-in-discarded.v1", says="discarded a draft of a check-in"
):
    """A draft was thrown away."""

    check_in: UUID


class CheckInPublished(
    Event,
    topic="objective.check-in-published.v1",
    says="checked in[ as {status}][, confidence {confidence} of 10][, {values}][ ({timing})]"
    "[: {note}]",
):
    """It was told how the objective stands."""

    check_in: UUID
    values: tuple[Told, ...] = ()
    status: Status | None = None
    confidence: int | None = None
    note: Annotated[str, Personal()] = ""
    projected: tuple[Told, ...] = ()
    """Where key results are expected to stand in the end."""
    snapshot: tuple[Snapshot, ...] = ()
    """What every key result was measured by."""
    due: date | None = None
    """When a check-in was due."""
    timing: Timing | None = None
    next_due: date | None = None


class CheckInAcknowledged(
    Event, topic="objective.check-in-acknowledged.v1", says="acknowledged a check-in[: {note}]"
):
    """The reviewer has read it."""

    check_in: UUID
    note: Annotated[str, Personal()] = ""


class CheckInCorrected(
    Event,
    topic="objective.check-in-corrected.v1",
    says="corrected a check-in[, {values}]: {reason}",
):
    """Something else should have been told; None is as it was told."""

    check_in: UUID
    reason: Annotated[str, Personal()]
    values: tuple[Told, ...] = ()
    status: Status | None = None
    confidence: int | None = None
    note: Annotated[str | None, Personal()] = None
    published_at: datetime | None = None
    """When the check-in was published."""


class CadenceSet(
    Event, topic="objective.cadence-set.v1", says="set the cadence to {cadence}[, due {next_due}]"
):
    """Somebody checks in more or less often."""

    cadence: Cadence
    next_due: date | None = None


CheckInCommand = (
    CheckIn
    | DraftCheckIn
    | ScheduleCheckIn
    | PublishCheckIn
    | DiscardCheckIn
    | AcknowledgeCheckIn
    | CorrectCheckIn
    | SetCadence
)
CheckInEvent = (
    CheckInDrafted
    | CheckInScheduled
    | CheckInDiscarded
    | CheckInPublished
    | CheckInAcknowledged
    | CheckInCorrected
    | CadenceSet
    | ObjectiveAdded
    | ObjectiveActivated
    | ObjectiveReopened
)
