"""A workflow with a review, a process that has it, and a project that keeps to that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.scenario import ANA, BEN, World
from workdomain.execution.flow import StateEntered
from workdomain.execution.steps import Place
from workdomain.execution.wip import wip_id
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Event
from workdomain.people.person import PersonAdded, person
from workdomain.planning.adoption import AdoptProcess
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import AddProject, project
from workdomain.planning.work_item import AddWorkItem
from workdomain.processes.process import AddProcess, process
from workdomain.processes.rules import Rules, Strictness
from workdomain.processes.workflow import (
    AllowMove,
    DefineState,
    DraftWorkflow,
    PublishWorkflow,
    workflow,
)
from workdomain.processes.workflow_parts import Category, Condition, Role

CLEO, DAN = UUID(int=3), UUID(int=4)
FLOW, PROCESS, HOUSE, GARDEN = (UUID(int=n) for n in range(40, 44))
LENIENT = UUID(int=45)
STAIRS, ROOF, DOOR = (UUID(int=n) for n in range(50, 53))
YEAR = date(2026, 1, 1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

TODO = DefineState(state="To do", category=Category.UNSTARTED)
DOING = DefineState(state="Doing", category=Category.STARTED)
REVIEW = DefineState(state="Review", category=Category.STARTED, percent=75)
DONE = DefineState(state="Done", category=Category.DONE)
DROPPED = DefineState(state="Dropped", category=Category.CANCELLED)
BEGIN = AllowMove(move="begin", from_states=("To do",), to="Doing")
LAY_ASIDE = AllowMove(move="lay aside", from_states=("Doing",), to="To do")
HAND_IN = AllowMove(
    move="hand in",
    from_states=("Doing",),
    to="Review",
    approvers=(ANA, BEN),
    on_approve="Done",
    on_reject="Doing",
)
DROP = AllowMove(move="drop", to="Dropped")
AGAIN = AllowMove(move="again", from_states=("Done", "Dropped"), to="To do")
STATES: tuple[Command, ...] = (TODO, DOING, REVIEW, DONE, DROPPED)
MOVES: tuple[Command, ...] = (BEGIN, LAY_ASIDE, HAND_IN, DROP, AGAIN)
ONLY_ASSIGNEES = BEGIN.model_copy(update={"roles": (Role.ASSIGNEE,)})
ONLY_ESTIMATED = BEGIN.model_copy(update={"conditions": (Condition.HAS_ESTIMATE,)})

TWENTY = Estimate.single(20)
STAIRS_ARE_ADDED = AddWorkItem(title="Stairs", project=HOUSE, estimate=TWENTY, assignees=(ANA,))


class Site(World):
    """A world in which the house is built by a process; who asks is Ana, if nobody is named."""

    def __init__(self, *draft: Command) -> None:
        super().__init__()
        for who, name in ((ANA, "Ana"), (BEN, "Ben"), (CLEO, "Cleo"), (DAN, "Dan")):
            self.put(person, who, PersonAdded(name=name))
        self.ask(project, HOUSE, AddProject(name="House", key="HOUSE"))
        self.ask(project, GARDEN, AddProject(name="Garden", key="GARDEN"))
        self.publish(*(draft or (*STATES, *MOVES)))
        self.ask(process, PROCESS, AddProcess(name="Reviewed", workflow=FLOW))
        self.adopt(HOUSE)

    def publish(self, *draft: Command, at: datetime = NOON - timedelta(days=9)) -> None:
        """Change the draft and make it the next version."""
        if not self.told(workflow, FLOW):
            self.ask(workflow, FLOW, DraftWorkflow(name="Reviewed work"))
        for command in draft:
            self.ask(workflow, FLOW, command)
        self.ask(workflow, FLOW, PublishWorkflow(reason="Agreed"), Context(ANA, at))

    def adopt(self, id: UUID, keeps_to: UUID | None = PROCESS, from_day: date = YEAR) -> None:
        self.ask(project, id, AdoptProcess(process=keeps_to, from_day=from_day, reason="Mistakes"))

    def adopt_lenient(self, id: UUID) -> None:
        """Let it keep to the same workflow under rules that only warn."""
        rules = Rules(open_predecessors=Strictness.WARN)
        self.ask(process, LENIENT, AddProcess(name="Lenient", workflow=FLOW, rules=rules))
        self.adopt(id, LENIENT, from_day=NOON.date())

    def do(
        self, item: UUID, *commands: Command, by: UUID = ANA, at: datetime = NOON
    ) -> list[Event]:
        """Ask it of a work item; tells what happened last."""
        happened: list[Event] = []
        for command in commands:
            happened = self.ask(work_item, item, command, Context(by, at))
        return happened

    def state(self, item: UUID) -> str | None:
        """Where it stands in its workflow."""
        place = self.look(work_item, item).flow.place
        return place.state if place else None

    def life(self, item: UUID) -> str:
        """Where it stands in its life."""
        return str(self.look(work_item, item).life.state)


def place(state: str, category: Category, version: int = 1, percent: int | None = None) -> Place:
    return Place(workflow=FLOW, version=version, state=state, category=category, percent=percent)


def entered(state: str, category: Category, **more: Any) -> StateEntered:
    counted = None
    if category not in (Category.DONE, Category.CANCELLED):
        counted = wip_id(HOUSE, FLOW, state)
    fields = {"workflow": FLOW, "version": 1, "counted": counted, **more}
    return StateEntered(state=state, category=category, **fields)


def refused(site: Site, rule: type[Exception], command: Command, by: UUID = ANA) -> str:
    with pytest.raises(rule) as refusal:
        site.do(STAIRS, command, by=by)
    return str(refusal.value)
