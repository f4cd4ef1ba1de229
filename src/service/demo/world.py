"""The state of the demo's company, as its people see it: what the simulation itself remembers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.demo.company import Colleague
from service.demo.office import Office
from service.demo.plan import Plan
from workdomain.kernel import Command
from workdomain.planning.estimate import Estimate
from workdomain.scheduling.alarm import Alarms

if TYPE_CHECKING:
    from service.demo.specifying import Stage

DAY = timedelta(days=1)


@dataclass(eq=False)
class Staff:
    """Someone who works here."""

    id: UUID
    who: Colleague
    minutes: tuple[int, ...]
    away: dict[date, int | None] = field(default_factory=dict)
    """Minutes off by day; None is the whole day."""
    taken: set[date] = field(default_factory=set)
    """Days of all leaves that were ever planned, also of those put off."""
    sheet_due: date = date.min
    """When they will hand in the hours of today, if they do not do it daily."""

    def minutes_on(self, day: date) -> int:
        """Tell how long they work on a day."""
        off = self.away.get(day, 0)
        return 0 if off is None else max(0, self.minutes[day.weekday()] - off)


@dataclass(eq=False)
class Job:
    """A work item, with what nobody knows yet: how much work it really is."""

    id: UUID
    title: str
    team: str
    project: "Venture | None" = None
    owners: list[Staff] = field(default_factory=list)
    left_h: float = 0.0
    heading: "Job | None" = None
    estimate: Estimate | None = None
    told_h: float | None = None
    """What is said to remain."""
    spent_h: float = 0.0
    start: date | None = None
    due: date | None = None
    waits_for: list["Job"] = field(default_factory=list)
    state: str = "todo"
    free_again: date = date.min
    """When what blocks it is out of the way."""
    urgent: bool = False
    finished: date = date.max
    closed_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When it was told to be closed, if it is."""
    blockers: list[tuple[UUID, Staff | None]] = field(default_factory=list)
    """What blocks it, if that was told at length, and who could help."""
    touched: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When its last event happened; a late one does not come before it."""

    @property
    def open(self) -> bool:
        """Whether there is something left to do."""
        return self.state in {"todo", "doing", "blocked"}

    def may_start(self, day: date) -> bool:
        """Whether it is its time, and nothing that it waits for keeps it."""
        return (self.start is None or self.start <= day) and not self.waits(day)

    def waits(self, day: date) -> bool:
        """Whether something was to be done before, and is not known to be done by this day."""
        return any(other.open or other.closed_at.date() >= day for other in self.waits_for)


@dataclass(eq=False)
class Venture:
    """A project that is under way."""

    id: UUID
    plan: Plan
    lead: Staff
    ends: date | None
    planned: set[str] = field(default_factory=set)
    """Phases whose work is on the list."""
    closed: bool = False


class World:
    """Everybody and everything, on one day."""

    def __init__(self, office: Office, rng: Random, first: date, last: date) -> None:
        """Begin on a Monday."""
        self.office, self.rng = office, rng
        self.first, self.last, self.today = first, last, first
        self.staff: dict[str, Staff] = {}
        self.ventures: dict[str, Venture] = {}
        self.jobs: list[Job] = []
        self.stages: list[Stage] = []
        self.later: dict[date, list[Callable[[], None]]] = {}
        self.called: dict[str, UUID] = {}
        self.processes: dict[str, UUID] = {}
        """What the company works by, once it has agreed on it."""
        self.rhythms: dict[str, UUID] = {}
        """Recurring work, by what it is called in `rhythms.py`."""
        self.scheduled: set[str] = set()
        """The projects that have a plan."""
        self.alarms: dict[UUID, Alarms] = {}
        """Who is overbooked, as the clock has told."""
        self.trained: dict[str, int] = {}
        """Minutes of training in a month."""

    @property
    def week(self) -> int:
        """Number of the week, from 0."""
        return (self.today - self.first).days // 7

    def day(self, week: int, weekday: int = 0) -> date:
        """Find a day by its week from 0 and its weekday from Monday, 0."""
        return self.first + timedelta(weeks=week, days=weekday)

    def workday(self, days: int, start: date | None = None) -> date:
        """Go so many days from Monday to Friday forward."""
        day = start or self.today
        while days > 0 or day.weekday() > 4:
            day += DAY
            days -= day.weekday() < 5
        return day

    def at(self, hour: float, spread: float = 0.8, day: date | None = None) -> datetime:
        """Choose a moment around an hour of a day."""
        seconds = int(3600 * (hour + self.rng.uniform(-spread, spread) / 2))
        return datetime.combine(day or self.today, time(), UTC) + timedelta(seconds=seconds)

    def moment(self, hour: float) -> datetime:
        """Tell the moment of an hour of today."""
        return datetime.combine(self.today, time(), UTC) + timedelta(hours=hour)

    def chance(self, probability: float) -> bool:
        """Throw a coin."""
        return self.rng.random() < probability

    def people(self) -> list[Staff]:
        """List who has joined by now."""
        return [each for each in self.staff.values() if each.who.joins_in_week <= self.week]

    def lead_of(self, team: str) -> Staff:
        """Find who leads a team."""
        return next(s for s in self.staff.values() if s.who.leads and s.who.team == team)

    def here(self, team: str) -> list[Staff]:
        """List who has joined a team by now."""
        return [each for each in self.people() if each.who.team == team]

    def backlog_h(self, person: Staff) -> float:
        """Sum the hours that are on someone's list."""
        return sum(j.left_h / len(j.owners) for j in self.jobs if j.open and person in j.owners)

    def open_jobs(self, person: Staff) -> Iterator[Job]:
        """Go through someone's list."""
        return (job for job in self.jobs if job.open and person in job.owners)

    def tell(
        self, when: datetime, job: Job, command: Command, by: Staff, at: datetime | None = None
    ) -> None:
        """Do something to a work item."""
        job.touched = max(job.touched, at or when)
        self.office.hand_in(when, job.id, command, by.id, at)

    def named(self, name: str) -> UUID:
        """Find the id of a thing by a name of its own, made when it is named first."""
        if name not in self.called:
            self.called[name] = self.office.id(name)
        return self.called[name]

    def on(self, day: date, act: Callable[..., None], *args: Any) -> None:
        """Do something on a later day, first thing in the morning."""
        self.later.setdefault(day, []).append(lambda: act(*args))
