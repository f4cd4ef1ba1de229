"""What is asked and told of the hours of a week: the commands and events of `week.py`."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.values import Day, Line, Minutes, Text


class LogTime(Command):
    """Record minutes worked on a day, on a work item or on none."""

    entry: UUID
    """Id of the new entry, chosen by whoever asks."""
    person: UUID
    day: Day
    minutes: Minutes
    item: UUID | None = None
    note: Annotated[Text, Personal()] = ""
    activity: Line | None = None
    """What kind of work it was, in the workspace's own words: development, travel."""
    billable: bool = True
    """Whether a client may be asked to pay for it."""


class CorrectTime(Command):
    """Replace an entry as a whole: what is given here holds, within the same week."""

    entry: UUID
    day: Day
    minutes: Minutes
    item: UUID | None
    note: Annotated[Text, Personal()]
    reason: Annotated[Line, Personal()]
    activity: Line | None = None
    billable: bool = True


class RemoveTime(Command):
    """Take an entry out; the history keeps it."""

    entry: UUID
    reason: Annotated[Line, Personal()]


class LogCorrection(Command):
    """Set right what is locked: minutes more, or below zero fewer, on a day of an open period."""

    entry: UUID
    """Id of the new entry, chosen by whoever asks."""
    person: UUID
    day: Day
    minutes: Annotated[int, Field(ge=-24 * 60, le=24 * 60)]
    """How many more; below zero, how many fewer."""
    corrects: UUID
    """The time entry that was wrong."""
    of_day: Day
    """The day that it is on."""
    reason: Annotated[Line, Personal()]
    item: UUID | None = None
    """The work item; that of what it corrects, unless said."""
    activity: Line | None = None
    """What kind of work it was; that of what it corrects, unless said."""
    note: Annotated[Text, Personal()] = ""
    billable: bool | None = None
    """Whether a client may be asked to pay for it; as what it corrects, unless said."""

    @model_validator(mode="after")
    def _corrects(self) -> Self:
        if not self.minutes:
            raise ValueError("A correction of no minutes corrects nothing")
        return self


class Charge(Message):
    """Minutes of a month that a budget has to agree to, or, below zero, gets back."""

    budget: UUID
    month: str
    minutes: int


class ChargeTime(Command):
    """Do this to the week, if the budgets agree; what is asked by itself, once they are known."""

    command: LogTime | CorrectTime | RemoveTime | LogCorrection
    charges: Annotated[tuple[Charge, ...], Field(max_length=10_000)]


class Spent(Message):
    """Minutes of a day, on a work item or on none."""

    day: date
    minutes: int
    item: UUID | None = None


class TimeLogged(
    Event,
    topic="week.time-logged.v1",
    says="logged {minutes}[ of {activity}] on {day}[ for {item}][: {note}]",
):
    """Someone worked; for time that no client is asked to pay for, `billable` is false."""

    entry: UUID
    person: UUID
    day: date
    minutes: int
    item: UUID | None = None
    note: Annotated[str, Personal()] = ""
    activity: str | None = None
    billable: bool = True


class CorrectionLogged(
    TimeLogged,
    topic="week.correction-logged.v1",
    says="logged {minutes} on {day}[ for {item}] to correct time of {of_day}: {reason}",
):
    """Time of a locked period was wrong, and is set right in an open one."""

    corrects: UUID
    of_day: date
    reason: Annotated[str, Personal()]


class TimeCorrected(
    Event,
    topic="week.time-corrected.v1",
    says="corrected {was.minutes} on {was.day} to {minutes}[ of {activity}] on {day}[ for {item}]:"
    " {reason}",
):
    """An entry was not right, and now says something else."""

    entry: UUID
    person: UUID
    was: Spent
    day: date
    minutes: int
    item: UUID | None
    note: Annotated[str, Personal()]
    reason: Annotated[str, Personal()]
    activity: str | None = None
    billable: bool = True


class TimeRemoved(
    Event,
    topic="week.time-removed.v1",
    says="removed {minutes} on {day}[ for {item}]: {reason}",
):
    """An entry does not count any more."""

    entry: UUID
    person: UUID
    day: date
    minutes: int
    item: UUID | None
    reason: Annotated[str, Personal()]


WeekCommand = LogTime | CorrectTime | RemoveTime | LogCorrection | ChargeTime
WeekEvent = TimeLogged | CorrectionLogged | TimeCorrected | TimeRemoved
