"""A work calendar: the public holidays of a place, and the days a company adds to them.

The holidays of a year are told once and kept with their dates and names: whatever a list of
holidays says later, the past keeps the days it had. Whom a calendar is for is said of the person.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, assert_never, get_args
from uuid import UUID

from pydantic import Field, StringConstraints

from workdomain.kernel import Command, Context, Decider, Event, Look, Message, Refused
from workdomain.values import Day, Line

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""Two capital letters (ISO 3166-1): NO, DE, US."""
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")]
"""A part of the country (the second half of ISO 3166-2): BY, CA."""
Year = Annotated[int, Field(ge=1970, le=2199)]
Days = dict[date, str]
"""Days that are off, each with what it is called."""


class Holiday(Message):
    """A public holiday."""

    day: Day
    name: Line


class AddWorkCalendar(Command):
    """Make a calendar of the days on which nobody works, for a company, a place or a person."""

    name: Line
    country: Country | None = None
    """Two capital letters: NO, DE. Null is a calendar without public holidays."""
    region: Region | None = None
    """A part of the country: BY. Null is what holds in all of it."""


class BaseWorkCalendar(Command):
    """Let a calendar have all days off of another one too, from a day on: the company's."""

    base: UUID | None
    """The other calendar; null is none. What is a working day here is worked on all the same."""
    valid_from: Day


class SetHolidays(Command):
    """Write down the public holidays of a year, in place of those written down before."""

    year: Year
    holidays: Annotated[tuple[Holiday, ...], Field(max_length=366)]


class AddDayOff(Command):
    """Give everybody on the calendar one more day off."""

    day: Day
    name: Line


class AddWorkingDay(Command):
    """Let everybody on the calendar work on a public holiday, as on any such weekday."""

    day: Day
    name: Line


class ClearCalendarDay(Command):
    """Take back a day off or a working day that was added: the public holidays say what it is."""

    day: Day


class WorkCalendarAdded(
    Event, topic="work-calendar.added.v1", says="added the work calendar {name}[ for {country}]"
):
    """There is a new work calendar."""

    name: str
    country: str | None = None
    region: str | None = None


class WorkCalendarBased(
    Event,
    topic="work-calendar.based.v1",
    says="based the calendar on [{base}|no other one] from {valid_from} on",
):
    """Days off of another calendar hold on this one, too, from a day on."""

    base: UUID | None
    valid_from: date


class HolidaysSet(
    Event, topic="work-calendar.holidays-set.v1", says="set the public holidays of {year}"
):
    """The public holidays of a year are known."""

    year: int
    holidays: tuple[Holiday, ...]


class DayOffAdded(
    Event, topic="work-calendar.day-off-added.v1", says="gave the day {day} off: {name}"
):
    """A day is off."""

    day: date
    name: str


class WorkingDayAdded(
    Event, topic="work-calendar.working-day-added.v1", says="made {day} a working day: {name}"
):
    """A public holiday is worked on."""

    day: date
    name: str


class CalendarDayCleared(
    Event, topic="work-calendar.day-cleared.v1", says="took back what was said of {day}"
):
    """A day is again what the public holidays say."""

    day: date


WorkCalendarCommand = (
    AddWorkCalendar | BaseWorkCalendar | SetHolidays | AddDayOff | AddWorkingDay | ClearCalendarDay
)
WorkCalendarEvent = (
    WorkCalendarAdded
    | WorkCalendarBased
    | HolidaysSet
    | DayOffAdded
    | WorkingDayAdded
    | CalendarDayCleared
)


class NoSuchWorkCalendar(Refused):
    """The work calendar a command is about was added before."""


class WorkCalendarExists(Refused):
    """A work calendar is added once."""


class CalendarCircle(Refused):
    """No calendar is based on itself, over however many others."""


class RegionWithoutCountry(Refused):
    """A region is one of a country."""


class HolidayOfAnotherYear(Refused):
    """The holidays of a year lie in that year, each day once."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """What is known of a calendar; one that is not there yet has no name."""

    name: str = ""
    country: str | None = None
    region: str | None = None
    bases: Mapping[date, UUID | None] = field(default_factory=dict)
    """The calendar whose days off hold here, too, by the day from which on."""
    holidays: Mapping[int, tuple[Holiday, ...]] = field(default_factory=dict)
    """By year."""
    extra: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    """What was said of single days: whether they are worked on, and what they are called."""

    @property
    def worked(self) -> frozenset[date]:
        """The days of which it was said that they are worked on."""
        return frozenset(day for day, (works, _) in self.extra.items() if works)

    def days_off(self) -> dict[date, str]:
        """Name every day that is off by what was said of this calendar itself."""
        found = {each.day: each.name for year in self.holidays.values() for each in year}
        found |= {day: name for day, (works, name) in self.extra.items() if not works}
        return {day: name for day, name in found.items() if day not in self.worked}


def decide(
    calendar: WorkCalendar, command: WorkCalendarCommand, _context: Context
) -> list[WorkCalendarEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    if not calendar.name and not isinstance(command, AddWorkCalendar):
        raise NoSuchWorkCalendar("There is no work calendar with this id yet: add it first")
    match command:
        case AddWorkCalendar(name=name, country=country, region=region):
            if calendar.name:
                raise WorkCalendarExists(f"{calendar.name} was added before: use another id")
            if region and not country:
                raise RegionWithoutCountry(f"Say which country {region} is a region of")
            return [WorkCalendarAdded(name=name, country=country, region=region)]
        case BaseWorkCalendar(base=base, valid_from=day):
            same = day in calendar.bases and calendar.bases[day] == base
            return [] if same else [WorkCalendarBased(base=base, valid_from=day)]
        case SetHolidays(year=year, holidays=holidays):
            return _set(calendar, year, holidays)
        case AddDayOff(day=day, name=name):
            same = calendar.extra.get(day) == (False, name)
            return [] if same else [DayOffAdded(day=day, name=name)]
        case AddWorkingDay(day=day, name=name):
            same = calendar.extra.get(day) == (True, name)
            return [] if same else [WorkingDayAdded(day=day, name=name)]
        case ClearCalendarDay(day=day):
            return [CalendarDayCleared(day=day)] if day in calendar.extra else []
        case _:
            assert_never(command)


def _set(
    calendar: WorkCalendar, year: int, holidays: tuple[Holiday, ...]
) -> list[WorkCalendarEvent]:
    days = [each.day for each in holidays]
    if len(set(days)) < len(days) or any(day.year != year for day in days):
        raise HolidayOfAnotherYear(f"Give holidays of {year} only, and each day once")
    ordered = tuple(sorted(holidays, key=lambda each: each.day))
    same = ordered == calendar.holidays.get(year, ())
    return [] if same else [HolidaysSet(year=year, holidays=ordered)]


def evolve(calendar: WorkCalendar, event: WorkCalendarEvent, _context: Context) -> WorkCalendar:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case WorkCalendarAdded(name=name, country=country, region=region):
            return replace(calendar, name=name, country=country, region=region)
        case WorkCalendarBased(base=base, valid_from=day):
            return replace(calendar, bases={**calendar.bases, day: base})
        case HolidaysSet(year=year, holidays=holidays):
            return replace(calendar, holidays={**calendar.holidays, year: holidays})
        case DayOffAdded(day=day, name=name):
            return replace(calendar, extra={**calendar.extra, day: (False, name)})
        case WorkingDayAdded(day=day, name=name):
            return replace(calendar, extra={**calendar.extra, day: (True, name)})
        case CalendarDayCleared(day=day):
            left = {each: said for each, said in calendar.extra.items() if each != day}
            return replace(calendar, extra=left)
        case _:
            assert_never(event)


def guard(id: UUID, _calendar: WorkCalendar, command: WorkCalendarCommand, look: Look) -> None:
    """See that a calendar is based on others that are there, and never in a circle."""
    if not isinstance(command, BaseWorkCalendar) or command.base is None:
        return
    must_be_a_calendar(command.base, look)
    above, known = [command.base], set[UUID]()
    while above:
        here = above.pop()
        there = look(work_calendar, here)
        if here == id:
            raise CalendarCircle(f"{there.name} would be based on itself")
        if here not in known:
            known.add(here)
            above += [base for base in there.bases.values() if base is not None]


work_calendar = Decider(
    name="work-calendar",
    initial=WorkCalendar(),
    decide=decide,
    evolve=evolve,
    commands=get_args(WorkCalendarCommand),
    events=get_args(WorkCalendarEvent),
    guard=guard,
)


def layered(base: Mapping[date, str], own: Mapping[date, str], worked: Iterable[date]) -> Days:
    """Lay a calendar's days off over those of the one it is based on; what is worked is not off."""
    kept = frozenset(worked)
    return {day: name for day, name in {**base, **own}.items() if day not in kept}


def over_time(dated: Mapping[date, UUID | None], off: Callable[[UUID], Days]) -> Days:
    """Name the days off of whichever calendar holds on each of them; None has none."""
    begins = sorted(dated)
    ends = [*begins[1:], date.max][: len(begins)]
    return {
        day: name
        for begin, end in zip(begins, ends, strict=True)
        for day, name in _of(dated[begin], off).items()
        if begin <= day < end
    }


def _of(calendar: UUID | None, off: Callable[[UUID], Days]) -> Days:
    return {} if calendar is None else off(calendar)


def days_off(id: UUID, look: Look) -> Days:
    """Name every day that is off on a calendar, by itself or by what it is based on."""
    own = look(work_calendar, id)
    base = over_time(own.bases, lambda other: days_off(other, look))
    return layered(base, own.days_off(), own.worked)


def must_be_a_calendar(id: UUID, look: Look) -> None:
    """Raise NoSuchWorkCalendar unless this calendar was added."""
    if not look(work_calendar, id).name:
        raise NoSuchWorkCalendar(f"There is no work calendar {id}: add it first")
