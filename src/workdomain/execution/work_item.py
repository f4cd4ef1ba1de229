"""A work item: one stream, put together from parts that each keep to their own questions.

    plan           what it is, whose, and when it is due        planning/work_item.py
    specification  what for, done when, answered for by whom    planning/specification.py
    needs          skills, roles and equipment                  planning/needs.py
    gate           whether a phase has reached what it was to   planning/gate.py
    checklist      small checks, done or not                    planning/checklist.py
    network        what it is a part of and waits for           planning/network.py
    life           how far it is, and how much is left          execution/task_life.py
    discussion     what people say about it                     execution/discussion.py

A part is a small decider. A new command and its event are written there and join that file's
`...Command` and `...Event`; the work item takes up whatever its parts know.
"""

from typing import Any, NamedTuple
from uuid import UUID

from workdomain.execution.discussion import Discussion, discussion
from workdomain.execution.milestone import takes_no_work
from workdomain.execution.task_life import Life, life
from workdomain.kernel import (
    Ask,
    Command,
    Context,
    Decider,
    Event,
    Look,
    S_other,
    asks_nothing,
    minds_nothing,
    says_it_all,
)
from workdomain.planning.checklist import Checklist, checklist
from workdomain.planning.gate import NO_GATE, Gate, gate
from workdomain.planning.needs import Needs, needs
from workdomain.planning.network import Links, network
from workdomain.planning.specification import NOTHING_SAID, Specification, specification
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, Plan, plan

PARTS: tuple[Decider[Any, Any, Any], ...] = (
    plan,
    network,
    life,
    discussion,
    specification,
    needs,
    gate,
    checklist,
)
DECIDED_BY = {command: part for part in PARTS for command in part.commands}
READ_BY = {
    event: [(place, other.evolve) for place, other in enumerate(PARTS) if event in other.events]
    for part in PARTS
    for event in part.events
}
INFORMERS = [part for part in PARTS if part.inform is not says_it_all]
GUARDS = [part for part in PARTS if part.guard is not minds_nothing]
ASKERS = [part for part in PARTS if part.requires is not asks_nothing]


class WorkItem(NamedTuple):
    """What a decision needs to know of a work item: one field for each part, by its name."""

    plan: Plan = Plan()
    network: Links = Links()
    life: Life = Life()
    discussion: Discussion = Discussion()
    specification: Specification = NOTHING_SAID
    needs: Needs = ()
    gate: Gate = NO_GATE
    checklist: Checklist = ()


def decide(item: WorkItem, command: Command, context: Context) -> list[Event]:
    """Let the part that knows the command say what happens, to an item that is there."""
    if not item.plan.title and not isinstance(command, AddWorkItem):
        raise NoSuchWorkItem("There is no work item with this id yet: add it first")
    part = DECIDED_BY[type(command)]
    return part.decide(getattr(item, part.name), command, context)


def evolve(item: WorkItem, event: Event, context: Context) -> WorkItem:
    """Let every part that knows the event take it in."""
    parts: list[Any] = list(item)
    for place, take_in in READ_BY[type(event)]:
        parts[place] = take_in(parts[place], event, context)
    return WorkItem._make(parts)


def _by_part(look: Look) -> Look:
    """Show a part its own kind of other work items, and whole streams of other deciders."""

    def see(decider: Decider[S_other, Any, Any], other: UUID, /) -> S_other:
        if decider in PARTS:
            part: S_other = getattr(look(work_item, other), decider.name)
            return part
        return look(decider, other)

    return see


def inform(id: UUID, item: WorkItem, command: Command, context: Context, look: Look) -> Command:
    """Let every part complete the command with what it knows where to find."""
    see = _by_part(look)
    for part in INFORMERS:
        command = part.inform(id, getattr(item, part.name), command, context, see)
    return command


def guard(id: UUID, item: WorkItem, command: Command, look: Look) -> None:
    """Let every part mind its rules across streams, also when another part decides."""
    takes_no_work(item.specification, item.life, command)
    see = _by_part(look)
    for part in GUARDS:
        part.guard(id, getattr(item, part.name), command, see)


def requires(id: UUID, item: WorkItem, command: Command) -> list[Ask]:
    """Ask other streams for whatever a part needs of them."""
    return [ask for p in ASKERS for ask in p.requires(id, getattr(item, p.name), command)]


work_item = Decider(
    name="work-item",
    initial=WorkItem(),
    decide=decide,
    evolve=evolve,
    commands=tuple(DECIDED_BY),
    events=tuple(READ_BY),
    inform=inform,
    guard=guard,
    requires=requires,
)
