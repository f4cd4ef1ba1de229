"""Which moves of a workflow are open to somebody, and what stands against the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from workdomain.execution.ground import Ground, Mover
from workdomain.execution.task_life import OPEN, State, life
from workdomain.kernel import Refused
from workdomain.planning.checklist import checklist
from workdomain.planning.network import network
from workdomain.planning.project import project
from workdomain.planning.specification import specification
from workdomain.processes.workflow_parts import Category, Condition, Move, Role, WorkflowState


class NotYourMove(Refused):
    """A move is made by those who may make it."""


class NotYetTrue(Refused):
    """A move is made when its conditions hold."""


class AwaitsApproval(Refused):
    """Work that waits for approval stays until that is decided, withdrawn, or work is cancelled."""


class NoSuchMove(Refused):
    """Work moves along the moves of the workflow."""


WHO = {
    Role.ASSIGNEE: "whoever has the work item",
    Role.OWNER: "whoever answers for it",
    Role.MEMBER: "members of its project",
}


def standing(mover: Mover) -> str:
    """Tell where it stands, for a sentence about it."""
    return mover.flow.place.state if mover.flow.place else "It"


def must_be_free(mover: Mover, category: Category) -> None:
    """Raise AwaitsApproval unless the item may move now to a state of this category."""
    if mover.flow.pending and category is not Category.CANCELLED:
        raise AwaitsApproval(
            f"{standing(mover)} waits for approval: let the approvers decide, or withdraw it first"
        )


def offer(ground: Ground, here: WorkflowState) -> str:
    """List the moves from a state, for people who asked for another one."""
    ways = [f"{m.to} ({m.name})" for m in ground.version.moves if m.leaves(here.name)]
    return f"From {here.name} it can move to {', '.join(ways)}" if ways else "No move leads on"


def choose(mover: Mover, moves: Sequence[Move]) -> Move:
    """Take the first move that may be made. Raises what stands against the first, if none may."""
    found = [(move, next(_objections(mover, move), None)) for move in moves]
    for move, objection in found:
        if objection is None:
            return move
    raise found[0][1] or NoSuchMove("No move leads there")


def _objections(mover: Mover, move: Move) -> Iterator[Refused]:
    if not _may(mover, move):
        who = [WHO[role] for role in move.roles]
        who += ["people whom the workflow names"] if move.people else []
        yield NotYourMove(
            f"The move {move.name} to {move.to} is made by {', or '.join(who)}: let them make it"
        )
    for condition in move.conditions:
        holds, otherwise = CONDITIONS[condition]
        if not holds(mover):
            yield NotYetTrue(f"The move {move.name} to {move.to} needs {otherwise}")


def _may(mover: Mover, move: Move) -> bool:
    if not move.roles and not move.people:
        return True
    within = mover.plan.project
    return (
        mover.by in move.people
        or (Role.ASSIGNEE in move.roles and mover.by in mover.plan.assignees)
        or (Role.OWNER in move.roles and mover.by == mover.look(specification, mover.id).owner)
        or (
            Role.MEMBER in move.roles
            and within is not None
            and mover.by in mover.look(project, within).members
        )
    )


def _parts_are_closed(mover: Mover) -> bool:
    look = mover.look
    parts = [p for p in look(network, mover.id).parts if look(network, p).parent == mover.id]
    return not any(look(life, part).state in OPEN for part in parts)


CONDITIONS: Mapping[Condition, tuple[Callable[[Mover], bool], str]] = {
    Condition.HAS_ASSIGNEE: (lambda m: bool(m.plan.assignees), "somebody who has it: assign it"),
    Condition.HAS_OWNER: (
        lambda m: m.look(specification, m.id).owner is not None,
        "somebody who answers for it: name its owner",
    ),
    Condition.HAS_ESTIMATE: (lambda m: m.life.estimate is not None, "an estimate: estimate it"),
    Condition.HAS_DUE_DAY: (lambda m: m.plan.due is not None, "a due day: plan its dates"),
    Condition.NOT_BLOCKED: (
        lambda m: m.life.state is not State.BLOCKED,
        "that nothing blocks it: unblock it",
    ),
    Condition.CHECKLIST_COMPLETE: (
        lambda m: all(check.is_done for check in m.look(checklist, m.id)),
        "that its checklist is complete: check off what is open",
    ),
    Condition.PARTS_CLOSED: (_parts_are_closed, "that its parts are closed: close them first"),
    Condition.NOTHING_REMAINS: (
        lambda m: m.life.remaining == 0,
        "that no work remains: set its remaining work to 0",
    ),
    Condition.COMMENT_GIVEN: (lambda m: bool(m.comment), "a comment: say something about it"),
}
"""Whether each holds, and what it is in words, with what to do about it."""
