"""A week with time in it, and people who may agree to it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.scenario import ANA, BEN, NOON, World
from workdomain.clients.client import client
from workdomain.clients.client_words import ClientAdded
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_state import Sheet
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import LogTime
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Event
from workdomain.people.person import PersonAdded, person
from workdomain.people.place import ReportingLineSet
from workdomain.planning.project import ProjectAdded, project
from workdomain.planning.project_client import ProjectClientSet
from workdomain.planning.rate_words import SetRate, rate_id
from workdomain.planning.rates import rate
from workdomain.planning.work_item import WorkItemAdded

CLEO, DORA = UUID(int=3), UUID(int=4)
APOLLO, ACME, DRAW = UUID(int=20), UUID(int=60), UUID(int=30)
MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
WEEK = week_id(ANA, MONDAY)
ONE, TWO, THREE = UUID(int=71), UUID(int=72), UUID(int=73)
A_WEEK_LATER = NOON.at + timedelta(days=7)


def by(who: UUID, days: int = 0) -> Context:
    return Context(by=who, at=A_WEEK_LATER + timedelta(days=days))


class Office:
    """Ana reports to Ben, who reports to Cleo; Dora is somebody else."""

    def __init__(self) -> None:
        self.world = World()
        for who, name in ((ANA, "Ana"), (BEN, "Ben"), (CLEO, "Cleo"), (DORA, "Dora")):
            self.world.put(person, who, PersonAdded(name=name))
        self.world.put(person, ANA, ReportingLineSet(lead=BEN, valid_from=MONDAY))
        self.world.put(person, BEN, ReportingLineSet(lead=CLEO, valid_from=MONDAY))
        self.world.put(client, ACME, ClientAdded(name="Acme"))
        self.world.put(project, APOLLO, ProjectAdded(name="Apollo", key="APO"))
        self.world.put(project, APOLLO, ProjectClientSet(client=ACME))
        self.world.put(work_item, DRAW, WorkItemAdded(title="Draw", project=APOLLO))

    def log(self, entry: UUID, day: date = MONDAY, minutes: int = 60, **more: Any) -> None:
        command = LogTime(entry=entry, person=ANA, day=day, minutes=minutes, **more)
        self.world.ask(week, WEEK, command, by(ANA))

    def rate(self, per_h: str, **scope: Any) -> None:
        told = {"kind": "bill", "currency": "EUR", "valid_from": MONDAY, **scope}
        command = SetRate(per_h=Decimal(per_h), **told)
        self.world.ask(rate, rate_id(command.scope), command)

    def ask(self, command: Command, who: UUID = BEN, days: int = 0) -> list[Event]:
        return self.world.ask(sheet, WEEK, command, by(who, days))

    @property
    def sheet(self) -> Sheet:
        state: Sheet = self.world.look(sheet, WEEK)
        return state


def office(*entries: UUID) -> Office:
    it = Office()
    for entry in entries:
        it.log(entry, item=DRAW)
    return it
