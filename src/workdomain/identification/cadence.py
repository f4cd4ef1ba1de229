"""The rhythm of check-ins: when the next one is due, and whether one came in time.

(The rules of being early and outdated are Operately's, whose small delta is a few days.)
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, assert_never

from pydantic import Field, model_validator

from workdomain.kernel import Message

GRACE = timedelta(days=3)
"""How far before or after it is due a check-in counts as on time."""


FRIDAY = 4
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Rhythm(StrEnum):
    """How often something is due."""

    WEEKLY = "weekly"
    """Every week on one weekday."""
    MONTHLY = "monthly"
    """On the first day of every month."""
    DAYS = "days"
    """Every so many days."""


class Cadence(Message):
    """How often a goal is checked in."""

    rhythm: Rhythm
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    """For weekly: 0 is Monday; Friday (4) unless said."""
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    """For every so many days: how many."""

    @model_validator(mode="after")
    def _fits_its_rhythm(self) -> "Cadence":
        if (self.days is not None) != (self.rhythm is Rhythm.DAYS):
            raise ValueError("'days' says how many for the rhythm 'days', and for no other")
        if self.weekday is not None and self.rhythm is not Rhythm.WEEKLY:
            raise ValueError("'weekday' is for the rhythm 'weekly' alone")
        return self

    def __str__(self) -> str:
        """Write it as histories do: `weekly on Friday`."""
        match self.rhythm:
            case Rhythm.WEEKLY:
                return f"weekly on {WEEKDAYS[_weekday(self)]}"
            case Rhythm.MONTHLY:
                return "monthly"
            case Rhythm.DAYS:
                return "daily" if self.days == 1 else f"every {self.days} days"
            case _:
                assert_never(self.rhythm)


def _weekday(cadence: Cadence) -> int:
    return FRIDAY if cadence.weekday is None else cadence.weekday


class Timing(StrEnum):
    """How a check-in lies to the day it was due on."""

    EARLY = "early"
    ON_TIME = "on_time"
    OUTDATED = "outdated"


def next_due(cadence: Cadence, after: date) -> date:
    """Find the first day after this one on which a check-in is due."""
    match cadence.rhythm:
        case Rhythm.WEEKLY:
            return after + timedelta(days=(_weekday(cadence) - after.weekday() - 1) % 7 + 1)
        case Rhythm.MONTHLY:
            return (after.replace(day=1) + timedelta(days=32)).replace(day=1)
        case Rhythm.DAYS:
            return after + timedelta(days=cadence.days or 1)
        case _:
            assert_never(cadence.rhythm)


def due_after(cadence: Cadence, due: date, submitted: date) -> date:
    """Find when the next check-in is due, after one that was due then and came now.

    One that is significantly early does not move the due date.
    """
    if submitted < due - early_by(cadence):
        return due
    return next_due(cadence, max(due, submitted))


def timing(cadence: Cadence, due: date, submitted: date) -> Timing:
    """Tell whether a check-in came early, on time, or after it was outdated."""
    if submitted < due - early_by(cadence):
        return Timing.EARLY
    return Timing.OUTDATED if outdated(due, submitted) else Timing.ON_TIME


def early_by(cadence: Cadence) -> timedelta:
    """Tell how early still is on time: the grace, but less than half of a short rhythm."""
    if cadence.days is None:
        return GRACE
    return min(GRACE, timedelta(days=(cadence.days - 1) // 2))


def outdated(due: date, today: date) -> bool:
    """Tell whether a check-in that was due is missing for more than three days."""
    return today > due + GRACE
