"""How what was said of a work calendar is taken back."""

from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.people.dated import in_force, steps
from workdomain.people.work_calendar import (
    AddDayOff,
    AddWorkingDay,
    BaseWorkCalendar,
    CalendarDayCleared,
    ClearCalendarDay,
    DayOffAdded,
    HolidaysSet,
    SetHolidays,
    WorkCalendar,
    WorkCalendarAdded,
    WorkCalendarBased,
    WorkCalendarEvent,
    WorkingDayAdded,
    work_calendar,
)


def commands(event: WorkCalendarEvent, now: WorkCalendar, wanted: WorkCalendar) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case WorkCalendarAdded():
            raise CannotRevert(
                f"The calendar {now.name} stays: people may be on it; put them on another"
            )
        case WorkCalendarBased(valid_from=day):
            return [BaseWorkCalendar(base=in_force(wanted.bases, day), valid_from=day)]
        case HolidaysSet(year=year):
            return [SetHolidays(year=year, holidays=wanted.holidays.get(year, ()))]
        case DayOffAdded(day=day) | WorkingDayAdded(day=day) | CalendarDayCleared(day=day):
            if day not in wanted.extra:
                return [ClearCalendarDay(day=day)]
            works, name = wanted.extra[day]
            said = AddWorkingDay if works else AddDayOff
            return [said(day=day, name=name)]
        case _:
            assert_never(event)


def counts(it: WorkCalendar) -> Any:
    """Compare the days; a year without holidays is one that nobody told."""
    years = {year: days for year, days in it.holidays.items() if days}
    return it.name, it.country, it.region, steps(it.bases), years, dict(it.extra)


work_calendar_undo: Undo[WorkCalendar, WorkCalendarEvent] = Undo(work_calendar, commands, counts)
