"""An office to tell stories of: people, projects and work, at the moments the story says."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from projections.views import Views
from tests.company import Clock
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson, SetWorkingHours
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import AddMember, AddProject
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

FULL = (480, 480, 480, 480, 480, 0, 0)
LONG_AGO = date(2020, 1, 1)


def morning(day: date) -> datetime:
    """Nine o'clock."""
    return datetime.combine(day, time(9), UTC)


class Office:
    """Asks for things and raises what is refused; `clock` says what day it is."""

    def __init__(self, target: str, day: date) -> None:
        self.clock = Clock(morning(day))
        self.work = Work.open(target, clock=self.clock)
        self.views = Views(self.work)

    def close(self) -> None:
        self.views.close()
        self.work.close()

    def on(self, day: date) -> None:
        """Let the days go by until the morning of this one."""
        self.clock.now = morning(day)

    def do(self, id: UUID, *commands: Command, at: datetime | None = None) -> UUID:
        for command in commands:
            self.work.do(id, command, Context(OPERATOR, at or self.clock.now))
        return id

    def person(
        self, name: str, team: str | None = None, hours: tuple[int, ...] | None = FULL
    ) -> UUID:
        id = self.do(new_id(), AddPerson(name=name, team=team))
        if hours is not None:
            self.do(id, SetWorkingHours(minutes=hours, valid_from=LONG_AGO))
        return id

    def project(self, key: str, *members: UUID, **more: Any) -> UUID:
        id = self.do(new_id(), AddProject(name=f"Project {key}", key=key, **more))
        return self.do(id, *(AddMember(person=member) for member in members))

    def item(
        self,
        title: str,
        *people: UUID,
        hours: float | None = None,
        at: datetime | None = None,
        **more: Any,
    ) -> UUID:
        estimate = None if hours is None else Estimate.single(hours)
        command = AddWorkItem(title=title, estimate=estimate, assignees=people, **more)
        self.clock.now += timedelta(seconds=1)  # so that one comes after the other
        return self.do(new_id(), command, at=at)

    def log(
        self,
        person: UUID,
        item: UUID | None,
        hours: float,
        day: date,
        at: datetime | None = None,
    ) -> UUID:
        entry = new_id()
        command = LogTime(entry=entry, person=person, day=day, minutes=round(hours * 60), item=item)
        self.do(week_id(person, day), command, at=at)
        return entry

    def __getattr__(self, name: str) -> Any:
        """Ask a view by its name."""
        return getattr(self.views, name)
