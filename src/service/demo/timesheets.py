"""The hours of the demo: handed in daily, weekly or late, and sometimes not right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from service.demo.company import Habit
from service.demo.rhythms import activity_of
from service.demo.words import CORRECTIONS, NOTES, REMOVALS
from service.demo.world import Job, Staff, World
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime


@dataclass(frozen=True)
class Line:
    """A line of someone's hours."""

    person: Staff
    day: date
    entry: UUID
    minutes: int
    item: UUID | None
    note: str
    activity: str


def log(world: World, person: Staff, job: Job | None, minutes: int, note: str) -> None:
    """Write hours down, when this person does that."""
    other = world.rng.choice(world.people()).who.name.split()[0]
    note = note or world.rng.choice(NOTES).format(other=other)
    line = Line(
        person,
        world.today,
        world.office.id("entry"),
        minutes,
        job.id if job else None,
        note,
        activity_of(person, job),
    )
    command = LogTime(
        entry=line.entry,
        person=person.id,
        day=line.day,
        minutes=minutes,
        item=line.item,
        note=note,
        activity=line.activity,
        billable=line.item is not None,
    )
    at = datetime.combine(world.today, world.at(17.6, 0.1).timetz())
    when = max(at, _handed_in(world, person))
    world.office.hand_in(when, week_id(person.id, line.day), command, person.id, at)
    if world.chance(0.035):
        late = world.chance(0.15)
        wait = timedelta(days=world.rng.randint(20, 50) if late else world.rng.randint(1, 6))
        day = world.workday(0, when.date() + wait)
        world.on(day, partial(_correct, world, line))


def _handed_in(world: World, person: Staff) -> datetime:
    """Tell when the hours of today get written down; all of one sheet at one moment."""
    match person.who.habit:
        case Habit.DAILY:
            forgot = world.chance(0.03)
            return world.at(9.1, 0.0, world.workday(1)) if forgot else world.at(17.9, 0.0)
        case Habit.WEEKLY:
            return world.at(18.0, 0.0, world.today + timedelta(days=4 - world.today.weekday()))
        case Habit.LATE:
            if person.sheet_due <= world.today:
                person.sheet_due = world.workday(world.rng.randint(3, 9))
            return world.at(9.5, 0.0, person.sheet_due)


def _correct(world: World, line: Line) -> None:
    """Find that a line is wrong, and put it right or take it out."""
    when, id = world.at(10.2, 1.0), week_id(line.person.id, line.day)
    if world.chance(0.2):
        gone = RemoveTime(entry=line.entry, reason=world.rng.choice(REMOVALS))
        world.office.hand_in(when, id, gone, line.person.id)
        return
    reason = world.rng.choice(CORRECTIONS)
    item = line.item
    minutes = max(15, line.minutes + world.rng.choice((-120, -60, -30, 30, 60)))
    mine = [job.id for job in world.open_jobs(line.person) if job.state == "doing"]
    if "item" in reason and mine:
        item, minutes = world.rng.choice(mine), line.minutes
    corrected = CorrectTime(
        entry=line.entry,
        day=line.day,
        minutes=minutes,
        item=item,
        note=line.note,
        reason=reason,
        activity=line.activity,
        billable=item is not None,
    )
    world.office.hand_in(when, id, corrected, line.person.id)
