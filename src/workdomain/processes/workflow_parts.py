"""What a workflow is made of: states with their limits, moves between them, gates that approve."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, assert_never
from uuid import UUID

from pydantic import Field, StringConstraints

from workdomain.kernel import Message
from workdomain.processes.rules import Strictness

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"
    ),
]
"""What a state or a move is called: it has to fit on a column of a board."""

Most = Annotated[int, Field(ge=1, le=10_000)]
"""How many work items may be somewhere at a time."""

Percent = Annotated[int, Field(ge=0, le=100)]


class Category(StrEnum):
    """What a state means for the life of a work item."""

    BACKLOG = "backlog"
    UNSTARTED = "unstarted"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"


LIMITED = frozenset({Category.BACKLOG, Category.UNSTARTED, Category.STARTED})
"""Categories whose states can have a limit: what has ended is no work in progress."""


class Role(StrEnum):
    """What someone has to be, to make a move."""

    ASSIGNEE = "assignee"
    """Has the work item."""
    OWNER = "owner"
    """Answers for it."""
    MEMBER = "member"
    """Works on its project."""


class Condition(StrEnum):
    """What has to hold of a work item for a move."""

    HAS_ASSIGNEE = "has-assignee"
    HAS_OWNER = "has-owner"
    HAS_ESTIMATE = "has-estimate"
    HAS_DUE_DAY = "has-due-day"
    NOT_BLOCKED = "not-blocked"
    CHECKLIST_COMPLETE = "checklist-complete"
    """Every check of its checklist, if it has one, is done."""
    PARTS_CLOSED = "parts-closed"
    """Every part of it is done or cancelled."""
    NOTHING_REMAINS = "nothing-remains"
    """It has an estimate, and its remaining work is 0."""
    COMMENT_GIVEN = "comment-given"
    """Whoever makes the move says something about it."""


class Quorum(StrEnum):
    """How many of the approvers it takes."""

    ANY = "any"
    """One of them."""
    ALL = "all"
    """Each of them."""
    NUMBER = "number"
    """As many as the gate says."""


class WorkflowState(Message):
    """Where a work item can stand."""

    name: Name
    category: Category
    percent: Percent | None = None
    """How much of the work is complete there (status-based progress); null leaves it to people."""
    most: Most | None = None
    """How many items of a project may be there at a time; null is not limited."""
    most_each: Most | None = None
    """How many of them one person may have; null is not limited."""
    on_breach: Strictness = Strictness.WARN
    """What becomes of a move that brings in more than may be there."""


class Gate(Message):
    """Who has to approve of a move before it goes on, and where it goes then."""

    approvers: tuple[UUID, ...]
    quorum: Quorum
    number: int | None = None
    """How many approvals it takes; only with the quorum `number`."""
    on_approve: Name
    on_reject: Name

    def __str__(self) -> str:
        """Write it as histories do: `2 of 3 approvers, then Done, otherwise Doing`."""
        takes = f"{self.number}" if self.number else str(self.quorum)
        who = f"{takes} of {len(self.approvers)} approvers"
        return f"{who}, then {self.on_approve}, otherwise {self.on_reject}"

    def needed(self, approvers: int) -> int:
        """Tell how many of so many approvers it takes."""
        match self.quorum:
            case Quorum.ANY:
                return 1
            case Quorum.ALL:
                return approvers
            case Quorum.NUMBER:
                return self.number or 1
            case _:
                assert_never(self.quorum)


class Move(Message):
    """A way from some states to another one."""

    name: Name
    from_states: tuple[Name, ...] = ()
    """Empty is any."""
    to: Name
    roles: tuple[Role, ...] = ()
    people: tuple[UUID, ...] = ()
    """Who may make it, besides those with one of the roles; anyone, if neither is given."""
    conditions: tuple[Condition, ...] = ()
    gate: Gate | None = None
    """Whoever makes the move waits in `to` until this is decided."""

    def leaves(self, state: str) -> bool:
        """Tell whether it leads away from a state."""
        return state != self.to and (not self.from_states or state in self.from_states)


class Version(Message):
    """A workflow as it was published."""

    states: tuple[WorkflowState, ...]
    """The first is where work begins."""
    moves: tuple[Move, ...]

    def state(self, name: str) -> WorkflowState | None:
        """Find a state by its name."""
        return next((state for state in self.states if state.name == name), None)

    def first_of(self, categories: Iterable[Category]) -> WorkflowState | None:
        """Find the first state of any of these categories."""
        wanted = frozenset(categories)
        return next((state for state in self.states if state.category in wanted), None)


def faults(version: Version) -> list[str]:
    """List what is wrong with a workflow, in words; nothing, if it can be used."""
    names = [state.name for state in version.states]
    if not names:
        return ["it has no states: define some"]
    return [
        *_faults_of_states(version, names),
        *(fault for move in version.moves for fault in _faults_of_move(move, names)),
        *_unreachable(version, names),
    ]


def _faults_of_states(version: Version, names: list[str]) -> list[str]:
    first = version.states[0]
    found = []
    if first.category not in (Category.BACKLOG, Category.UNSTARTED):
        found.append(f"work begins in its first state, {first.name}: let that be unstarted")
    if not any(state.category is Category.DONE for state in version.states):
        found.append("none of its states is of the category done")
    folded = [name.casefold() for name in names]
    found += [
        f"two of its states are called {name}"
        for place, name in enumerate(names)
        if name.casefold() in folded[:place]
    ]
    return found


def _faults_of_move(move: Move, names: list[str]) -> list[str]:
    gate = (move.gate.on_approve, move.gate.on_reject) if move.gate else ()
    there = {*move.from_states, move.to, *gate}
    found = [
        f"the move {move.name} names {state}, which is no state of it"
        for state in sorted(there.difference(names))
    ]
    if move.gate and move.gate.needed(len(move.gate.approvers)) > len(move.gate.approvers):
        found.append(f"the gate of {move.name} needs more approvals than it has approvers")
    return found


def _unreachable(version: Version, names: list[str]) -> list[str]:
    """List the states that no chain of moves and gates leads to from the first one."""
    reached, ends = {names[0]}, [names[0]]
    while ends:
        here = ends.pop()
        for move in version.moves:
            if not move.leaves(here):
                continue
            gate = {move.gate.on_approve, move.gate.on_reject} if move.gate else set()
            new = ({move.to} | gate) - reached
            reached |= new
            ends += new
    return [f"no move leads to {name}" for name in names if name not in reached]
