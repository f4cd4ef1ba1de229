"""Finds the way of a work item through its project's workflow: what a command comes to there.

The plain commands (start, complete, cancel, reopen, put back) stand for the first move to a state
of their category that is allowed; for one through a gate that leads there, if no other does.
Items outside of projects, in projects that keep to no process with a workflow, and items that live
in another system go through their plain life.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args
from uuid import UUID

from workdomain.execution.approving import ask_approval, judged
from workdomain.execution.closing import reopened_by
from workdomain.execution.flow import LEAVING, Flow, FlowEvent, decide, evolve, requires
from workdomain.execution.good_order import ReopenForPart
from workdomain.execution.ground import (
    Ground,
    Mover,
    enter,
    ground_of,
    here_of,
    life_steps,
    percent_steps,
)
from workdomain.execution.steps import (
    ASKED,
    BY_ITSELF,
    Approve,
    EnterState,
    MoveToState,
    Reject,
    Steps,
    WithdrawApproval,
)
from workdomain.execution.task_life import (
    LIFECYCLE,
    OPEN,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    Life,
    PutBackWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    life,
)
from workdomain.execution.ways import (
    AwaitsApproval,
    NoSuchMove,
    choose,
    must_be_free,
    offer,
    standing,
)
from workdomain.kernel import Ask, Command, Context, Decider, Look, OfKinds, Refused
from workdomain.planning.network import AdoptPart
from workdomain.planning.progress import remaining_at
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    Plan,
    UnassignWorkItem,
    plan,
)
from workdomain.processes.workflow_parts import (
    Category,
    Move,
    Version,
    WorkflowState,
)

Plain = StartWorkItem | PutBackWorkItem | CompleteWorkItem | CancelWorkItem | ReopenWorkItem

LEADS_TO: Mapping[type[Plain], frozenset[Category]] = {
    StartWorkItem: frozenset({Category.STARTED}),
    PutBackWorkItem: frozenset({Category.UNSTARTED, Category.BACKLOG}),
    CompleteWorkItem: frozenset({Category.DONE}),
    CancelWorkItem: frozenset({Category.CANCELLED}),
    ReopenWorkItem: frozenset({Category.UNSTARTED, Category.BACKLOG}),
}
MINDED = frozenset(
    {
        *LEADS_TO,
        *ASKED,
        AddWorkItem,
        MoveWorkItem,
        EstimateWorkItem,
        SetRemainingWork,
        ReopenForPart,
        AdoptPart,
    }
)
NOTHING = Steps(steps=())


class NoWorkflow(Refused):
    """States are those of the workflow that a work item's project keeps to."""


class NoSuchState(Refused):
    """Work moves to states that the workflow has."""


class RemainingFollowsState(Refused):
    """In a state that tells how much is complete, what remains follows from the work."""


def inform(id: UUID, flow: Flow, command: Command, context: Context, look: Look) -> Command:
    """Turn a command into the steps it takes under the workflow; leave others as they are."""
    if type(command) not in MINDED:
        return command
    if isinstance(command, AdoptPart):
        return _adopted(id, flow, command, context, look)
    if isinstance(command, AddWorkItem):
        return command if command.source else _added(id, command, context, look)
    own = look(plan, id)
    if own.source or not (own.project or isinstance(command, MoveWorkItem)):
        return _must_be_plain(command)
    if isinstance(command, MoveWorkItem):
        return _carried_over(_mover(id, flow, own, command, context, look), command, context)
    if isinstance(command, (Approve, Reject, WithdrawApproval)):
        return judged(_mover(id, flow, own, command, context, look), command, context)
    ground = ground_of(own.project, context.at, look)
    if ground is None:
        return _must_be_plain(command)
    return _on(ground, _mover(id, flow, own, command, context, look), command)


def _mover(
    id: UUID, flow: Flow, own: Plan, command: Command, context: Context, look: Look
) -> Mover:
    comment = getattr(command, "comment", None) or getattr(command, "reason", None)
    return Mover(id, flow, own, look(life, id), context.by, look, comment)


def _adopted(id: UUID, flow: Flow, command: AdoptPart, context: Context, look: Look) -> Command:
    """Let it go on, if it is closed and the part that comes to it is open."""
    again = reopened_by(id, command.part, context, look)
    if again is None:
        return command
    goes_on = inform(id, flow, again, context, look)
    steps = goes_on.steps if isinstance(goes_on, Steps) else (goes_on,)
    return Steps(steps=(command, *steps))


def _must_be_plain(command: Command) -> Command:
    if isinstance(command, ASKED):
        raise NoWorkflow(
            "It moves under no workflow: let its project adopt a process that has one, or use the"
            " plain commands, such as StartWorkItem and CompleteWorkItem"
        )
    return command


def _on(ground: Ground, mover: Mover, command: Command) -> Command:
    """Tell what a command comes to on this ground."""
    match command:
        case MoveToState(to=to):
            return _moved(ground, mover, to)
        case EstimateWorkItem(estimate=estimate):
            percent = _fixed(ground, mover)
            if percent is None or estimate is None:
                return command
            hours = remaining_at(estimate.expected, percent)
            return Steps(steps=(command, SetRemainingWork(hours=hours)))
        case SetRemainingWork(hours=hours):
            _must_follow(mover, _fixed(ground, mover), hours)
            return command
        case ReopenForPart():
            return _reopened(ground, mover, command)
        case _:
            return _stood_for(ground, mover, command)


def _must_follow(mover: Mover, percent: int | None, hours: float) -> None:
    if percent is not None and hours != mover.life.remaining:
        raise RemainingFollowsState(
            f"{standing(mover)} is {percent} % complete, so what remains follows from the estimate:"
            " estimate it anew, or move it to another state"
        )


def _fixed(ground: Ground, mover: Mover) -> int | None:
    """Tell what the state fixes as complete, of work that is open."""
    if mover.flow.place is None or mover.life.state not in OPEN:
        return None
    return here_of(ground, mover.flow, mover.life).percent


def _added(id: UUID, command: AddWorkItem, context: Context, look: Look) -> Command:
    """Let it begin in the first state."""
    ground = ground_of(command.project, context.at, look)
    if ground is None:
        return command
    who = Mover(id, Flow(), Plan(assignees=command.assignees), Life(), context.by, look)
    steps: list[Command] = [command, enter(ground, who, ground.version.states[0], None, None)]
    percent = ground.version.states[0].percent
    if percent is not None and command.estimate:
        steps.append(SetRemainingWork(hours=remaining_at(command.estimate.expected, percent)))
    return Steps(steps=tuple(steps))


def _carried_over(mover: Mover, command: MoveWorkItem, context: Context) -> Command:
    """Let it stand in the other project's workflow where it stands in its own."""
    if command.project == mover.plan.project:
        return command
    if mover.flow.pending:
        raise AwaitsApproval(
            f"{standing(mover)} waits for approval: withdraw that before you move it"
        )
    ground = ground_of(command.project, context.at, mover.look)
    if ground is None:
        return command
    there = here_of(ground, mover.flow, mover.life)
    return Steps(steps=(command, enter(ground, mover, there, None, None)))


def _moved(ground: Ground, mover: Mover, to: str) -> Command:
    state, here = ground.version.state(to), here_of(ground, mover.flow, mover.life)
    if state is None:
        known = ", ".join(each.name for each in ground.version.states)
        raise NoSuchState(f"There is no state {to}: there is {known}")
    if state is here:
        return NOTHING if mover.flow.place else _placed(ground, mover, here)
    must_be_free(mover, state.category)
    moves = [move for move in ground.version.moves if move.leaves(here.name) and move.to == to]
    if not moves:
        raise NoSuchMove(f"There is no move from {here.name} to {to}. {offer(ground, here)}")
    return _by(ground, mover, here, choose(mover, moves), None)


def _reopened(ground: Ground, mover: Mover, command: ReopenForPart) -> Command:
    """Let it go on with its part, whether or not a move leads there: nobody moves it."""
    begins = ground.version.first_of(LEADS_TO[ReopenWorkItem])
    if mover.life.state in OPEN or begins is None:
        return command
    said = replace(mover, comment=None)
    return Steps(steps=(command, enter(ground, said, begins, None, None)))


def _placed(ground: Ground, mover: Mover, here: WorkflowState) -> Command:
    """Say where an item is that has not moved since its project has the workflow."""
    return Steps(steps=(enter(ground, mover, here, None, None),))


def _stood_for(ground: Ground, mover: Mover, command: Command) -> Command:
    """Find the move that a plain command stands for."""
    applies, _ = LIFECYCLE[type(command)]  # type: ignore[index]  # it is one of the plain commands
    if mover.life.state not in applies:
        return command
    wanted = LEADS_TO[type(command)]  # type: ignore[index]
    pending = mover.flow.pending
    if pending and pending.asked.on_approve.category in wanted:
        return NOTHING
    for category in wanted:
        must_be_free(mover, category)
    here, version = here_of(ground, mover.flow, mover.life), ground.version
    ways = [move for move in version.moves if move.leaves(here.name)]
    direct = [move for move in ways if _category(version, move.to) in wanted]
    gates = [m for m in ways if m.gate and _category(version, m.gate.on_approve) in wanted]
    if not direct and not gates:
        name = type(command).__name__
        leads = " or ".join(sorted(wanted))
        raise NoSuchMove(
            f"{name} does not apply in {here.name}: no move leads to a state that is {leads}."
            f" {offer(ground, here)}"
        )
    return _by(ground, mover, here, choose(mover, [*direct, *gates]), command)


def _by(
    ground: Ground, mover: Mover, here: WorkflowState, move: Move, asked: Command | None
) -> Command:
    """List the steps of a move; `asked` is the plain command that it stands for."""
    state = ground.version.state(move.to) or here
    said = mover if asked is None else replace(mover, comment=None)  # the plain command says it
    steps = [
        *life_steps(mover, state, asked),
        enter(ground, said, state, here.name, move.name),
        *percent_steps(mover.life, state),
    ]
    if move.gate:
        steps.append(ask_approval(ground, mover, here, move, move.gate))
    return Steps(steps=tuple(steps))


def _category(version: Version, state: str) -> Category | None:
    found = version.state(state)
    return found.category if found else None


flow: Decider[Flow, Any, FlowEvent] = Decider(
    name="flow",
    initial=Flow(),
    decide=decide,
    evolve=evolve,
    commands=(*ASKED, *BY_ITSELF),
    events=get_args(FlowEvent),
    inform=inform,
    requires=OfKinds[list[Ask]](
        requires, [], EnterState, AssignWorkItem, UnassignWorkItem, *LEAVING
    ),
)
