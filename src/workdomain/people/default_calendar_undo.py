"""How the default calendar is taken back: what held before is said again."""

from typing import Any

from workdomain.kernel import Command, Undo
from workdomain.people.dated import in_force, steps
from workdomain.people.default_calendar import (
    DefaultCalendar,
    DefaultCalendarSet,
    SetDefaultCalendar,
    default_calendar,
)


def commands(
    event: DefaultCalendarSet, _now: DefaultCalendar, wanted: DefaultCalendar
) -> list[Command]:
    """Say what makes up for an event."""
    day = event.valid_from
    return [SetDefaultCalendar(calendar=in_force(wanted.calendars, day), valid_from=day)]


def counts(it: DefaultCalendar) -> Any:
    """Compare what really changes from day to day."""
    return steps(it.calendars)


default_calendar_undo: Undo[DefaultCalendar, DefaultCalendarSet] = Undo(
    default_calendar, commands, counts
)
