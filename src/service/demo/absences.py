"""Who is away in the demo, and when the others get to know."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from service.demo.world import DAY, Staff, World
from workdomain.people.person import CancelLeave, LeaveKind, RecordLeave

HALF = 240
ERRANDS = ("Doctor", "Moving house", "School play", "The plumber comes")


@dataclass(frozen=True)
class Absence:
    """Some days that someone is not there, or only for a part of each."""

    first: date
    last: date
    kind: LeaveKind
    note: str = ""
    minutes: int | None = None

    def days(self) -> list[date]:
        """List its days, weekends included."""
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]

    def fits(self, person: Staff) -> bool:
        """Tell whether the person is there on all of these days."""
        return not any(day in person.taken for day in self.days())


def plan_absences(world: World) -> None:
    """Throw the dice for everybody's half-year, and a few weeks beyond."""
    for person in world.staff.values():
        arrives = person.who.joins_in_week
        _vacation(world, person, world.rng.randint(7, 12), max(3, arrives))
        _vacation(world, person, world.rng.randint(2, 5), max(8, arrives))
        for _ in range(world.rng.randint(2, 4)):
            _half_day(world, person, world.rng.randint(arrives + 1, 27))
        for _ in range(world.rng.choice((0, 1, 1, 2, 2))):
            _sick(world, person, world.rng.randint(arrives + 1, 25))
        outing = Absence(world.day(15, 4), world.day(15, 4), LeaveKind.HOLIDAY, "Company outing")
        if outing.fits(person):
            _announce(world, person, outing, weeks=4)


def _vacation(world: World, person: Staff, length: int, soonest: int) -> None:
    first = world.day(world.rng.randint(soonest, 29), world.rng.choice((0, 0, 0, 2)))
    vacation = Absence(first, world.workday(length - 1, first), LeaveKind.VACATION)
    if vacation.fits(person):
        _announce(world, person, vacation, weeks=world.rng.randint(3, 8))


def _half_day(world: World, person: Staff, week: int) -> None:
    day = world.day(week, world.rng.randint(0, 4))
    half = Absence(day, day, LeaveKind.OTHER, world.rng.choice(ERRANDS), HALF)
    if half.fits(person) and person.minutes[day.weekday()] > HALF:
        _announce(world, person, half, weeks=1)


def _announce(world: World, person: Staff, absence: Absence, weeks: int) -> None:
    """Tell so many weeks before; one vacation in eight is then put off."""
    joined = world.day(person.who.joins_in_week)
    known = max(joined, world.workday(0, absence.first - timedelta(weeks=weeks)))
    leave = _record(world, person, absence, known)
    person.taken |= set(absence.days())
    if absence.kind is LeaveKind.VACATION and known > joined and world.chance(0.15):
        back = CancelLeave(leave=leave, reason="Put off, the deadline comes first")
        when = world.at(15.0, 1.0, world.workday(0, absence.first - 4 * DAY))
        world.office.hand_in(when, person.id, back, person.id)
    else:
        person.away |= dict.fromkeys(absence.days(), absence.minutes)


def _sick(world: World, person: Staff, week: int) -> None:
    """Fall ill; it is written down when the person is back, or later."""
    first = world.day(week, world.rng.randint(0, 4))
    last = world.workday(world.rng.choice((0, 0, 1, 2, 4)), first)
    illness = Absence(first, last, LeaveKind.SICK)
    if illness.fits(person):
        person.away |= dict.fromkeys(illness.days())
        person.taken |= set(illness.days())
        back = world.workday(world.rng.choice((1, 1, 1, 2, 6)), last)
        _record(world, person, illness, back, first)


def _record(
    world: World, person: Staff, absence: Absence, known: date, began: date | None = None
) -> UUID:
    command = RecordLeave(
        leave=world.office.id("leave"),
        first=absence.first,
        last=absence.last,
        minutes_per_day=absence.minutes,
        kind=absence.kind,
        note=absence.note,
    )
    at = world.at(8.2, 0.2, began) if began else None
    world.office.hand_in(world.at(9.4, 0.3, known), person.id, command, person.id, at)
    return command.leave
