"""Where a work item stands in the workflow in force, and what coming into a state of it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from workdomain.execution.flow import Flow
from workdomain.execution.steps import EnterState, Place
from workdomain.execution.task_life import (
    OPEN,
    CancelWorkItem,
    CompleteWorkItem,
    Life,
    PutBackWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    State,
)
from workdomain.execution.wip import Limits, wip_id
from workdomain.kernel import Command, Look
from workdomain.planning.progress import remaining_at
from workdomain.planning.project import process_in_force
from workdomain.planning.work_item import Plan
from workdomain.processes.workflow import workflow
from workdomain.processes.workflow_parts import LIMITED, Category, Version, WorkflowState

LIFE_OF = {
    Category.BACKLOG: State.TODO,
    Category.UNSTARTED: State.TODO,
    Category.STARTED: State.DOING,
    Category.DONE: State.DONE,
    Category.CANCELLED: State.CANCELLED,
}
CATEGORIES: Mapping[State, list[Category]] = {
    state: [category for category, of in LIFE_OF.items() if of is state] for state in State
}


@dataclass(frozen=True, slots=True)
class Ground:
    """The version of a workflow that a project's work moves under."""

    project: UUID
    workflow: UUID
    number: int
    version: Version

    def place(self, state: WorkflowState) -> Place:
        """Name a state, for good."""
        return Place(
            workflow=self.workflow,
            version=self.number,
            state=state.name,
            category=state.category,
            percent=state.percent,
        )


@dataclass(frozen=True, slots=True)
class Mover:
    """A work item that is about to move, and who moves it."""

    id: UUID
    flow: Flow
    plan: Plan
    life: Life
    by: UUID
    look: Look
    comment: str | None = None


def ground_of(within: UUID | None, at: datetime, look: Look) -> Ground | None:
    """Find what work of a project moves under at a moment; None is its plain life."""
    if within is None:
        return None
    day = at.astimezone(UTC).date()
    process = process_in_force(within, day, look)
    id = None if process is None else process.on(day).workflow
    if id is None:
        return None
    flow = look(workflow, id)
    number = flow.number_at(at)
    return Ground(within, id, number, flow.versions[number][1]) if number else None


def here_of(ground: Ground, flow: Flow, life: Life) -> WorkflowState:
    """Tell where an item stands in a version it may not have moved under yet.

    A state that the version does not have is stood in for by the first of its category, and then by
    the first with the same life; in the end by the first of all.
    """
    version, place = ground.version, flow.place
    if place is not None:
        same = version.state(place.state) if place.workflow == ground.workflow else None
        if found := same or version.first_of([place.category]):
            return found
    now = life.before if life.state is State.BLOCKED else life.state
    return version.first_of(CATEGORIES[now]) or version.states[0]


def life_steps(mover: Mover, state: WorkflowState, asked: Command | None) -> list[Command]:
    """Tell what coming into a state means for the life of the item."""
    own = mover.life
    now = own.before if own.state is State.BLOCKED else own.state
    then, why = LIFE_OF[state.category], mover.comment or f"Moved to {state.name}"
    if now is then:
        return []
    steps: list[Command] = []
    if own.state not in OPEN:
        steps.append(ReopenWorkItem(reason=why))
    match then:
        case State.DOING:
            steps.append(StartWorkItem())
        case State.DONE:
            steps.append(CompleteWorkItem())
        case State.CANCELLED:
            steps.append(CancelWorkItem(reason=why))
        case _:
            steps += [PutBackWorkItem()] if own.state in OPEN else []
    return [asked if asked and type(asked) is type(step) else step for step in steps]


def percent_steps(own: Life, state: WorkflowState) -> list[Command]:
    """Let what remains follow from the state, where that says how much is complete."""
    if state.percent is None or own.estimate is None or state.category not in LIMITED:
        return []
    return [SetRemainingWork(hours=remaining_at(own.estimate.expected, state.percent))]


def enter(
    ground: Ground, mover: Mover, state: WorkflowState, was: str | None, move: str | None
) -> EnterState:
    """Come into a state, and be counted there if it is one of work in progress."""
    counts = state.category in LIMITED
    return EnterState(
        place=ground.place(state),
        was=was,
        move=move,
        comment=mover.comment,
        project=ground.project,
        people=tuple(dict.fromkeys(mover.plan.assignees)),
        limits=Limits(most=state.most, most_each=state.most_each, on_breach=state.on_breach),
        counted=wip_id(ground.project, ground.workflow, state.name) if counts else None,
    )
