# ruff: noqa: DTZ001 - local times have no zone of their own
"""A check of the backup every Monday, and how to ask things of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.scenario import ANA, ITSELF, NOON, When, given
from workdomain.kernel import Command, Context, Event
from workdomain.people.person import PersonAdded, person
from workdomain.planning.project import ProjectAdded, project
from workdomain.planning.recurrence import item_of, recurrence
from workdomain.planning.recurrence_words import (
    AddRecurrence,
    OccurrenceMade,
    RecurrenceAdded,
    RecurrenceSplit,
)
from workdomain.planning.series import Makes, Occurring

OPS = UUID(int=20)
CHECK = Occurring(title="Check the backup", project=OPS, assignees=(ANA,), due_days=1)
MONDAYS = "FREQ=WEEKLY;BYDAY=MO"
FIRST = datetime(2026, 3, 2, 9)  # a Monday, and the day of NOON
ADDED = RecurrenceAdded(
    rule=MONDAYS,
    zone="Europe/Oslo",
    first=FIRST,
    lead_days=3,
    makes=Makes.AHEAD,
    contents=CHECK,
)
WORLD = {
    ANA: given(person, PersonAdded(name="Ana")),
    OPS: given(project, ProjectAdded(name="Operations", key="OPS")),
}


def add(**changes: Any) -> AddRecurrence:
    told = {
        **CHECK.model_dump(),
        "rule": MONDAYS,
        "zone": "Europe/Oslo",
        "first": FIRST,
        "lead_days": 3,
    }
    return AddRecurrence(**{**told, **changes})


def ask(command: Command, *past: Event, context: Context = NOON) -> When:
    return given(recurrence, *past, seeing=WORLD).when(command, context)


def after(days: float) -> Context:
    return Context(by=ANA, at=NOON.at + timedelta(days=days))


def week(number: int) -> datetime:
    """The occurrence so many weeks after the first."""
    return FIRST + timedelta(weeks=number)


def made(number: int) -> OccurrenceMade:
    return OccurrenceMade(occurrence=week(number), item=item_of(ITSELF, week(number)))


def split(number: int, **changes: Any) -> RecurrenceSplit:
    told = {**ADDED.model_dump(exclude={"makes"}), "since": week(number), "contents": CHECK}
    return RecurrenceSplit(**{**told, **changes})
