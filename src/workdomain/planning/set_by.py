"""Days of a work item that a published plan sets, beside those that somebody sets by hand.

A day that was set by hand stays; one that is open, or that an earlier plan has set, follows the
plan.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from workdomain.kernel import Command, Event
from workdomain.values import Day


class ScheduleWorkItem(Command):
    """Take over the days of a published plan; those that somebody set by hand stay as they are."""

    schedule: UUID
    start: Day | None
    """Null leaves it as it is: a milestone has one day."""
    due: Day


class WorkItemScheduled(
    Event,
    topic="work-item.scheduled.v1",
    says="planned it by {schedule}: [starts {start}|no first day], [due {due}|no last day]",
):
    """It is to be done between two days, of which a published plan has set one or both."""

    schedule: UUID
    start: date | None
    due: date | None


class SetBy(NamedTuple):
    """Which published plan has set the days; None where somebody did, or nobody."""

    start: UUID | None = None
    due: UUID | None = None


NOT_SCHEDULED = SetBy()


class Days(NamedTuple):
    """The first and the last day of a work item, and what has set them."""

    start: date | None
    due: date | None
    by: SetBy


def scheduled(now: Days, command: ScheduleWorkItem) -> list[WorkItemScheduled]:
    """Set the days that nobody set by hand; a day set by hand that is in the way stays as well."""
    own = _by(now, command.schedule)
    start = command.start if own.start and command.start else now.start
    due = command.due if own.due else now.due
    if start and due and due < start:
        return []
    event = WorkItemScheduled(schedule=command.schedule, start=start, due=due)
    return [] if taken_over(now, event) == now else [event]


def taken_over(now: Days, event: WorkItemScheduled) -> Days:
    """Take in the days that a plan has set."""
    by = _by(now, event.schedule)
    by = SetBy(by.start if event.start else None, by.due if event.due else None)
    return Days(event.start, event.due, by)


def by_hand(now: Days, start: date | None, due: date | None) -> SetBy:
    """Tell which days are still a plan's when somebody sets them: those that stay the same."""
    return SetBy(
        now.by.start if start == now.start else None, now.by.due if due == now.due else None
    )


def _by(now: Days, schedule: UUID) -> SetBy:
    """Tell which days a plan sets: those that are open, and those that an earlier plan has set."""
    return SetBy(
        schedule if now.start is None or now.by.start else None,
        schedule if now.due is None or now.by.due else None,
    )
