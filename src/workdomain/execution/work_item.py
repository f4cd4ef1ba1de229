"""A work item: one stream, put together from parts that each keep to their own questions.

    plan           what it is, whose, and when it is due        planning/work_item.py
    specification  what for, done when, answered for by whom    planning/specification.py
    needs          skills, roles and equipment                  planning/needs.py
    gate           whether a phase has reached what it was to   planning/gate.py
    checklist      small checks, done or not                    planning/checklist.py
    network        what it is a part of and waits for           planning/network.py
    serving        which objectives it is to move               planning/serving.py
    life           how far it is, and how much is left          execution/task_life.py
    blockers       what keeps it from going on                  execution/blockers.py
    flow           where it stands in a workflow                execution/flow.py, moving.py
    discussion     what people say about it                     execution/discussion.py
    decisions      what was decided, and why                    execution/decisions.py
    attachments    what there is to read or to see for it       execution/attachments.py
    following      who is told what happens to it               execution/following.py

A part is a small decider. A new command and its event are written there and join that file's
`...Command` and `...Event`; the work item takes up whatever its parts know.
"""

from typing import Any, NamedTuple
from uuid import UUID

from workdomain.execution.attachments import Attachments, attachments
from workdomain.execution.blockers import Blockers, blockers
from workdomain.execution.closing import in_order
from workdomain.execution.decisions import Decisions, decisions
from workdomain.execution.discussion import Discussion, discussion
from workdomain.execution.flow import Flow
from workdomain.execution.following import Following, following
from workdomain.execution.milestone import takes_no_work
from workdomain.execution.moving import flow
from workdomain.execution.steps import Steps
from workdomain.execution.task_life import Life, life
from workdomain.identification.accepted_work import MakeWorkItemOfRequest
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
from workdomain.planning.serving import Served, serving
from workdomain.planning.specification import NOTHING_SAID, Specification, specification
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, Plan, plan

PARTS: tuple[Decider[Any, Any, Any], ...] = (
    plan,
    specification,
    needs,
    gate,
    checklist,
    network,
    serving,
    life,
    blockers,
    flow,
    discussion,
    decisions,
    attachments,
    following,
)
"""In the order of the fields of WorkItem."""
OF_AN_ITEM = frozenset(map(id, PARTS))  # to compare deciders by their fields takes far longer
DECIDED_BY = {command: part for part in PARTS for command in part.commands}
READ_BY = {
    event: [(place, other.evolve) for place, other in enumerate(PARTS) if event in other.events]
    for part in PARTS
    for event in part.events
}
INFORMERS = [p for p in PARTS if p.inform is not says_it_all and p is not flow]


def _of_kinds(function: str, quiet: object) -> dict[type[Command], list[tuple[int, Any]]]:
    """Tell, for each kind of command, which parts have something to say to it, and what."""
    told = [(place, getattr(part, function)) for place, part in enumerate(PARTS)]
    some = [(place, each) for place, each in told if each is not quiet]
    return {
        kind: [(place, each.function) for place, each in some if issubclass(kind, each.kinds)]
        for kind in DECIDED_BY
    }


GUARDS_OF = _of_kinds("guard", minds_nothing)
ASKERS_OF = _of_kinds("requires", asks_nothing)
"""Only these: to ask all parts of everything would be most of the time that a command takes."""


class WorkItem(NamedTuple):
    """What a decision needs to know of a work item: one field for each part, by its name."""

    plan: Plan = Plan()
    specification: Specification = NOTHING_SAID
    needs: Needs = ()
    gate: Gate = NO_GATE
    checklist: Checklist = ()
    network: Links = Links()
    serving: Served = frozenset()
    life: Life = Life()
    blockers: Blockers = Blockers()
    flow: Flow = Flow()
    discussion: Discussion = Discussion()
    decisions: Decisions = Decisions()
    attachments: Attachments = Attachments()
    following: Following = Following()


def decide(item: WorkItem, command: Command, context: Context) -> list[Event]:
    """Let the part that knows the command say what happens, to an item that is there."""
    if not item.plan.title and not isinstance(command, (AddWorkItem, Steps)):
        raise NoSuchWorkItem("There is no work item with this id yet: add it first")
    if isinstance(command, Steps):
        return _in_steps(item, command, context)
    part = DECIDED_BY[type(command)]
    return part.decide(getattr(item, part.name), command, context)


def _in_steps(item: WorkItem, command: Steps, context: Context) -> list[Event]:
    told: list[Event] = []
    for step in command.steps:
        happened = decide(item, step, context)
        for event in happened:
            item = evolve(item, event, context)
        told += happened
    return told


def evolve(item: WorkItem, event: Event, context: Context) -> WorkItem:
    """Let every part that knows the event take it in."""
    parts: list[Any] = list(item)
    for place, take_in in READ_BY[type(event)]:
        parts[place] = take_in(parts[place], event, context)
    return tuple.__new__(WorkItem, parts)


def _by_part(look: Look, own: UUID, item: WorkItem) -> Look:
    """Show a part the parts of work items, this one's at hand, and whole streams of others."""

    def see(decider: Decider[S_other, Any, Any], other: UUID, /) -> S_other:
        if id(decider) in OF_AN_ITEM:
            there = item if other is own or other == own else look(work_item, other)
            part: S_other = getattr(there, decider.name)
            return part
        return look(decider, other)

    return see


def inform(id: UUID, item: WorkItem, command: Command, context: Context, look: Look) -> Command:
    """Let every part complete the command with what it knows where to find.

    What comes to several steps is completed step by step, each as the item is by then.
    """
    if isinstance(command, MakeWorkItemOfRequest):
        command = AddWorkItem(**dict(command))
    see = _by_part(look, id, item)
    command = flow.inform(id, item.flow, command, context, see)
    if not isinstance(command, Steps):
        return _informed(id, item, command, context, see)
    steps = []
    for step in command.steps:
        steps.append(_informed(id, item, step, context, _by_part(look, id, item)))
        for event in decide(item, steps[-1], context):
            item = evolve(item, event, context)
    return Steps(steps=tuple(steps))


def _informed(id: UUID, item: WorkItem, command: Command, context: Context, see: Look) -> Command:
    """Let the parts complete it, then find what stands against a step in its life."""
    for part in INFORMERS:
        command = part.inform(id, getattr(item, part.name), command, context, see)
    return in_order(id, command, context, see)


def steps_of(command: Command) -> tuple[Command, ...]:
    """List what a command comes to: most are a step of their own."""
    return command.steps if isinstance(command, Steps) else (command,)


def guard(id: UUID, item: WorkItem, command: Command, look: Look) -> None:
    """Let every part mind its rules across streams, also when another part decides."""
    for step in steps_of(command):
        takes_no_work(item.specification, item.life, step)
        if guards := GUARDS_OF[type(step)]:
            see = _by_part(look, id, item)
            for place, mind in guards:
                mind(id, item[place], step, see)


def requires(id: UUID, item: WorkItem, command: Command) -> list[Ask]:
    """Ask other streams for whatever a part needs of them."""
    return [
        ask
        for step in steps_of(command)
        for place, needs_of in ASKERS_OF[type(step)]
        for ask in needs_of(id, item[place], step)
    ]


work_item = Decider(
    name="work-item",
    initial=WorkItem(),
    decide=decide,
    evolve=evolve,
    commands=(*DECIDED_BY, MakeWorkItemOfRequest),
    events=tuple(READ_BY),
    inform=inform,
    guard=guard,
    requires=requires,
)
