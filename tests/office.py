"""An office whose commands are reverted, and what is seen of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from projections.views import Views
from tests.company import Clock
from workdomain.catalog import UNDOS
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Command, Context, Event
from workdomain.people.person import (
    AddPerson,
    Person,
    SetWorkingHours,
    person,
)
from workdomain.planning.project import AddProject, Project, project
from workdomain.planning.work_item import (
    AddWorkItem,
)
from workdomain.processes.revert import revert
from workdomain.touched import InTheWay
from workdomain.work import Work

ANA, BEN, APOLLO, HERMES, ITEM, OTHER = (UUID(int=n) for n in range(1, 7))
HOURS = (480, 480, 480, 480, 480, 0, 0)
DAY = date(2026, 1, 5)


class Office:
    """A workspace whose clock stands an hour later at each command, and who does things there."""

    def __init__(self, target: str) -> None:
        self.clock = Clock()
        self.work = Work.open(target, clock=self.clock)
        self.views = Views(self.work)
        self.number = 100
        self.do(ANA, AddPerson(name="Ana", team="Product"))
        self.do(BEN, AddPerson(name="Ben"))
        self.do(ANA, SetWorkingHours(minutes=HOURS, valid_from=date(2026, 1, 1)))
        self.do(APOLLO, AddProject(name="Apollo", key="APO"))
        self.do(HERMES, AddProject(name="Hermes", key="HER"))
        self.do(OTHER, AddWorkItem(title="Think"))
        self.do(ITEM, AddWorkItem(title="Draw", project=APOLLO))

    def id(self) -> UUID:
        self.number += 1
        return UUID(int=self.number)

    def now(self, by: UUID = ANA, **of: Any) -> Context:
        self.clock.now += timedelta(hours=1)
        return Context(by, self.clock.now, **of)

    def do(self, id: UUID, command: Command, by: UUID = ANA) -> UUID:
        """Do something; answers its command id."""
        context = self.now(by, command_id=self.id())
        assert self.work.do(id, command, context).events
        assert context.command_id
        return context.command_id

    def together(self, asked: Sequence[tuple[UUID, Command]]) -> UUID:
        return self.work.do_together(asked, self.now(command_id=self.id())).id

    def revert(self, what: UUID | int, **of: Any) -> UUID:
        return self.work.revert(what, self.now(command_id=self.id()), **of).id

    @property
    def item(self) -> WorkItem:
        return self.work.state(work_item, ITEM)

    @property
    def ana(self) -> Person:
        return self.work.state(person, ANA)

    @property
    def apollo(self) -> Project:
        return self.work.state(project, APOLLO)

    def told(self, after: int = 0) -> list[Event]:
        return [each.event for each in self.work.events(after)]


def counted(work: Work) -> dict[str, Any]:
    """What counts of every stream, those of requests and of what is not there left out."""
    undos = {undo.decider.name: undo for undo in UNDOS}
    streams = {each.stream for each in work.events()}
    found = {}
    for stream in sorted(streams):
        name, _, id = stream.partition("/")
        undo = undos[name]
        state = work.state(undo.decider, UUID(id))
        if name != revert.name and undo.counts(state) != undo.counts(undo.decider.initial):
            found[stream] = undo.counts(state)
    return found


ITEM_FIELDS = {
    "title", "kind", "project_key", "parent", "state", "status", "priority", "assignee_ids",
    "start", "due", "work_h", "remaining_h", "spent_h", "predecessors",
}  # fmt: skip


def looks(office: Office) -> list[Any]:
    """What people see of it all: an oracle that knows nothing of states."""
    return seen_in(office.views, "")


def seen_in(views: Views, left_out: str) -> list[Any]:
    rows = [row for row in views.work_items() if row.state != left_out]
    told = [{**row.model_dump(include=ITEM_FIELDS), "id": str(row.id)} for row in rows]
    for row in told:
        row["assignee_ids"] = sorted(row["assignee_ids"])
    reasons = {str(row.id): row.reason for row in rows if row.state == "blocked"}
    load = [row.model_dump() for row in views.workload(weeks="2026-W01/2026-W12")]
    return [sorted(told, key=lambda row: row["id"]), reasons, load]


def refused(office: Office, what: UUID | int, why: str) -> InTheWay:
    """Hold a revert to be refused, and to have left no trace."""
    head = office.work.log.head().position
    for preview in (True, False):
        with pytest.raises(InTheWay, match=why) as no:
            office.work.revert(what, office.now(), preview=preview)
    assert office.work.log.head().position == head
    return no.value
