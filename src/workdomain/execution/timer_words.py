"""What is asked and told of timers and of time by the clock: the words of `timer.py`."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.values import Line, Text, Zone


class _On(Message):
    """What the time is for."""

    item: UUID | None = None
    """The work item; null for time on none."""
    activity: Line | None = None
    """What kind of work it is: development, travel."""
    note: Annotated[Text, Personal()] = ""
    billable: bool = True
    """Whether a client may be asked to pay for it."""


class StartTimer(_On, Command):
    """Begin to count; one timer runs for a person at a time."""

    since: AwareDatetime | None = None
    """When it began; now, unless said."""
    switch: bool = False
    """Whether a timer that runs is stopped first, and its time logged."""


class StopTimer(Command):
    """Stop counting, and log the time."""

    until: AwareDatetime | None = None
    """When it ended; now, unless said. Needed for a timer that was forgotten."""


class DiscardTimer(Command):
    """Stop counting, and log nothing."""


class LogByClock(_On, Command):
    """Log time by when it began and ended; over midnight it belongs to both days."""

    entry: UUID
    """Id of the new entry, chosen by whoever asks; parts of later days get ids of their own."""
    begin: AwareDatetime
    end: AwareDatetime
    zone: Zone | None = None
    """The time zone whose midnights count; the person's, unless said."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.begin:
            raise ValueError("end does not lie after begin")
        return self


class DayPart(Message):
    """Minutes of a day, and the entry they are logged as."""

    entry: UUID
    day: date
    minutes: Annotated[int, Field(ge=1)]


class Stretch(_On):
    """Time from one moment to another, cut by days."""

    entry: UUID
    begin: datetime
    end: datetime
    zone: str
    parts: tuple[DayPart, ...]


class KeepTime(Command):
    """Log a stretch, and start or stop the timer; a timer asks it of itself."""

    asked: StartTimer | StopTimer | LogByClock
    stretch: Stretch | None
    is_logged: bool = False
    """Whether all of it is logged already, just so."""


class TimerStarted(
    Event, topic="timer.started.v1", says="started a timer[ for {item}][ of {activity}]"
):
    """A timer runs."""

    entry: UUID
    since: datetime
    item: UUID | None
    activity: str | None
    note: Annotated[str, Personal()]
    billable: bool = True


class TimerStopped(
    Event, topic="timer.stopped.v1", says="stopped the timer: {begin} to {end}[ for {item}]"
):
    """Its time is logged."""

    entry: UUID
    begin: datetime
    end: datetime
    zone: str
    item: UUID | None


class TimerDiscarded(Event, topic="timer.discarded.v1", says="discarded the timer"):
    """Its time counts for nothing."""

    entry: UUID


class LoggedByClock(
    Event, topic="timer.logged-by-clock.v1", says="worked from {begin} to {end}[ for {item}]"
):
    """Time was logged by when it began and ended."""

    entry: UUID
    begin: datetime
    end: datetime
    zone: str
    item: UUID | None


TimerCommand = StartTimer | StopTimer | DiscardTimer | LogByClock | KeepTime
TimerEvent = TimerStarted | TimerStopped | TimerDiscarded | LoggedByClock
