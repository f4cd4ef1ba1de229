"""What is asked of recurring work, and what happens to it: the words of `recurrence.py`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Event, Message, Personal
from workdomain.planning.estimate import Estimate
from workdomain.planning.recurrence_rule import Local, RuleText
from workdomain.planning.series import (
    MOST_AT_ONCE,
    DaysUntilDue,
    LeadDays,
    Makes,
    Occurring,
    OnDayOff,
)
from workdomain.planning.work_item import Priority
from workdomain.values import Day, Line, Text, Zone


class AddRecurrence(Command):
    """Set up recurring work: when it comes, and the work item that is made each time."""

    title: Annotated[Line, Personal()]
    rule: RuleText
    """When, as an RRULE of RFC 5545: FREQ=WEEKLY;BYDAY=MO."""
    zone: Zone
    """The time zone that its times are in: Europe/Oslo."""
    first: Local
    """The day and time by the clock there that the rule counts from: 2026-11-02T09:00."""
    description: Annotated[Text, Personal()] = ""
    kind: Line | None = None
    """What sort of work it is."""
    project: UUID | None = None
    parent: UUID | None = None
    """The work item that each one is a part of."""
    priority: Priority = Priority.NORMAL
    estimate: Estimate | None = None
    assignees: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    due_days: DaysUntilDue | None = 0
    """Calendar days from its first day to its last one; null is never due."""
    calendar: UUID | None = None
    """The work calendar that tells which days are off; null is that of whoever has the work, or
    else the default one."""
    on_day_off: OnDayOff = OnDayOff.KEEP
    """What becomes of one on a day off, or on a Saturday or Sunday."""
    lead_days: LeadDays = 0
    """How many days before its time a work item is made."""
    makes: Makes = Makes.AHEAD


class MoveOccurrence(Command):
    """Have one occurrence at another time."""

    occurrence: Local
    """The time that the rule names for it; the day is enough if it is the only one."""
    to: Local


class ChangeOccurrence(Command):
    """Make something else of one occurrence; what is null stays as in the series."""

    occurrence: Local
    """The time that the rule names for it; the day is enough if it is the only one."""
    title: Annotated[Line | None, Personal()] = None
    description: Annotated[Text | None, Personal()] = None
    kind: Line | None = None
    project: UUID | None = None
    parent: UUID | None = None
    priority: Priority | None = None
    estimate: Estimate | None = None
    assignees: Annotated[tuple[UUID, ...] | None, Field(max_length=100)] = None
    due_days: DaysUntilDue | None = None
    calendar: UUID | None = None
    on_day_off: OnDayOff | None = None


class SkipOccurrence(Command):
    """Leave one occurrence out."""

    occurrence: Local
    """The time that the rule names for it; the day is enough if it is the only one."""
    reason: Annotated[Line, Personal()]


class RestoreOccurrence(Command):
    """Have one occurrence as the rule and the series have it, however it was changed."""

    occurrence: Local
    """The time that the rule names for it; the day is enough if it is the only one."""


class ChangeFollowing(ChangeOccurrence):
    """Go on from an occurrence by another rule or with another work item; null stays as it was."""

    rule: RuleText | None = None
    zone: Zone | None = None
    first: Local | None = None
    """Where another rule counts from; the occurrence itself if left out."""
    lead_days: LeadDays | None = None


class PauseRecurrence(Command):
    """Make nothing for a while; what falls into the pause is skipped."""

    reason: Annotated[Line, Personal()]
    first: Day | None = None
    """The first day of the pause; today if left out."""
    last: Day | None = None
    """The last day of it; until it is resumed if left out."""


class ResumeRecurrence(Command):
    """Go on after a pause; what fell into it stays skipped."""

    on: Day | None = None
    """The first day on which there is work again; today if left out."""


class EndRecurrence(Command):
    """Make nothing after a last day; say it again to choose another one."""

    reason: Annotated[Line, Personal()]
    last: Day | None = None
    """Its last day; today if left out."""


class MaterialiseRecurrence(Command):
    """Make the work items that are due to be made by now, as far as they are not made yet."""


class Due(Message):
    """An occurrence of which a work item is to be made."""

    occurrence: datetime
    item: UUID
    start: date
    contents: Occurring
    skipped: str | None = None
    """Why it is left out instead: its day is off."""


class MakeOccurrences(Command):
    """Make these work items; what is asked as MaterialiseRecurrence, once it is known which."""

    due: Annotated[tuple[Due, ...], Field(max_length=MOST_AT_ONCE)]


class FinishOccurrence(Command):
    """Take note that a work item of it was done or cancelled."""

    item: UUID


class RecurrenceAdded(
    Event,
    topic="recurrence.added.v1",
    says="set up recurring work: {contents.title}, {rule} from {first} ({zone})",
):
    """There is recurring work."""

    rule: str
    zone: str
    first: datetime
    lead_days: int
    makes: Makes
    contents: Occurring


class OccurrenceMoved(
    Event, topic="recurrence.occurrence-moved.v1", says="moved the one of {occurrence} to {to}"
):
    """One occurrence is at another time."""

    occurrence: datetime
    to: datetime


class OccurrenceChanged(
    Event,
    topic="recurrence.occurrence-changed.v1",
    says="changed the one of {occurrence}: {contents.title}",
):
    """One occurrence makes another work item."""

    occurrence: datetime
    contents: Occurring


class OccurrenceSkipped(
    Event,
    topic="recurrence.occurrence-skipped.v1",
    says="left out the one of {occurrence}: {reason}",
):
    """One occurrence makes nothing."""

    occurrence: datetime
    reason: Annotated[str, Personal()]


class OccurrenceRestored(
    Event,
    topic="recurrence.occurrence-restored.v1",
    says="took back what was said of the one of {occurrence}",
):
    """One occurrence is like all others again."""

    occurrence: datetime


class RecurrenceSplit(
    Event,
    topic="recurrence.split.v1",
    says="changed it from {since} on: {contents.title}, {rule} from {first} ({zone})",
):
    """From an occurrence on, the series goes by another rule or makes another work item."""

    since: datetime
    rule: str
    zone: str
    first: datetime
    lead_days: int
    contents: Occurring


class RecurrencePaused(
    Event,
    topic="recurrence.paused.v1",
    says="paused it from {first}[ until {last}| until further notice]: {reason}",
):
    """Nothing is made for a while."""

    first: date
    last: date | None
    reason: Annotated[str, Personal()]


class RecurrenceResumed(Event, topic="recurrence.resumed.v1", says="resumed it on {on}"):
    """It goes on after a pause."""

    on: date


class RecurrenceEnded(
    Event, topic="recurrence.ended.v1", says="ended it, its last day being {last}: {reason}"
):
    """Nothing is made after a day."""

    last: date
    reason: Annotated[str, Personal()]


class OccurrenceMade(
    Event, topic="recurrence.occurrence-made.v1", says="made {item}, the one of {occurrence}"
):
    """A work item was made of an occurrence."""

    occurrence: datetime
    item: UUID


class OccurrenceFinished(
    Event, topic="recurrence.occurrence-finished.v1", says="saw that {item} is out of the way"
):
    """The work item that the next one waited for is done or cancelled."""

    item: UUID


RecurrenceCommand = (
    AddRecurrence
    | MoveOccurrence
    | ChangeOccurrence
    | SkipOccurrence
    | RestoreOccurrence
    | ChangeFollowing
    | PauseRecurrence
    | ResumeRecurrence
    | EndRecurrence
    | MaterialiseRecurrence
    | MakeOccurrences
    | FinishOccurrence
)
RecurrenceEvent = (
    RecurrenceAdded
    | OccurrenceMoved
    | OccurrenceChanged
    | OccurrenceSkipped
    | OccurrenceRestored
    | RecurrenceSplit
    | RecurrencePaused
    | RecurrenceResumed
    | RecurrenceEnded
    | OccurrenceMade
    | OccurrenceFinished
)
