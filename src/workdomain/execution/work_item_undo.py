"""How what was done to a work item is taken back: each part knows about its own events.

A part that joins `PARTS` joins `PART_UNDOS` as well; until then, its events cannot be reverted.
There is no deletion: what was added by mistake is cancelled, which will do as long as nothing has
come of it, neither to itself nor anywhere else.
"""

from typing import Any, cast

from workdomain.execution.attachments_undo import attachments_undo
from workdomain.execution.blockers import Blockers, BlockersEvent, blockers
from workdomain.execution.blockers_undo import blockers_undo
from workdomain.execution.decisions_undo import decisions_undo
from workdomain.execution.discussion_undo import discussion_undo
from workdomain.execution.flow import Flow, FlowEvent
from workdomain.execution.flow_undo import flow_undo
from workdomain.execution.following_undo import following_undo
from workdomain.execution.ground import LIFE_OF
from workdomain.execution.moving import flow
from workdomain.execution.task_life import CancelWorkItem, State, life
from workdomain.execution.task_life_undo import life_undo, way_back
from workdomain.execution.work_item import PARTS, WorkItem, work_item
from workdomain.kernel import Command, Event, Undo, as_it_is, cannot_be_reverted
from workdomain.planning.checklist_undo import checklist_undo
from workdomain.planning.gate_undo import gate_undo
from workdomain.planning.needs_undo import needs_undo
from workdomain.planning.network_undo import network_undo
from workdomain.planning.serving_undo import serving_undo
from workdomain.planning.specification_undo import specification_undo
from workdomain.planning.work_item import WorkItemAdded, WorkItemMoved
from workdomain.planning.work_item_undo import plan_undo

PART_UNDOS: tuple[Undo[Any, Any], ...] = (
    plan_undo,
    specification_undo,
    needs_undo,
    gate_undo,
    checklist_undo,
    network_undo,
    serving_undo,
    life_undo,
    blockers_undo,
    flow_undo,
    discussion_undo,
    decisions_undo,
    attachments_undo,
    following_undo,
)
BY_NAME = {undo.decider.name: undo for undo in PART_UNDOS}
OWN = {event: part.name for part in reversed(PARTS) for event in part.events}
"""The part that an event is of: the first that reads it."""


def commands(event: Event, now: WorkItem, wanted: WorkItem) -> list[Command]:
    """Let the part that an event is of say what makes up for it."""
    if isinstance(event, WorkItemAdded) or not wanted.plan.title:
        added = "Reverted: it was added by mistake"
        return [] if gone(now) else [CancelWorkItem(reason=added)]
    part = OWN[type(event)]
    if (undo := BY_NAME.get(part)) is None:
        return cannot_be_reverted(event, now, wanted)
    if part in (life.name, flow.name) and _stood_nowhere(now, wanted):
        return way_back(now.life, wanted.life)
    elsewhere = flow_undo.counts(now.flow) != flow_undo.counts(wanted.flow)
    if isinstance(event, WorkItemMoved) or (elsewhere and part in (life.name, flow.name)):
        return _carried_over(event, now, wanted)
    asked = undo.commands(event, getattr(now, part), getattr(wanted, part))
    if part == life.name and type(event) in blockers.events:
        return [*asked, *_blocked(cast("BlockersEvent", event), asked, now, wanted)]
    return asked


def _carried_over(event: Event, now: WorkItem, wanted: WorkItem) -> list[Command]:
    """Go back to the project it is to be in, then to where it is to stand in its workflow."""
    project, there = wanted.plan.project, cast("FlowEvent", event)
    if now.plan.project == project:
        return flow_undo.commands(there, now.flow, wanted.flow)
    back = plan_undo.commands(WorkItemMoved(project=project), now.plan, wanted.plan)
    if wanted.flow.place is None:
        return back
    return [*back, *flow_undo.commands(there, now.flow, wanted.flow)]


def _blocked(
    event: BlockersEvent, asked: list[Command], now: WorkItem, wanted: WorkItem
) -> list[Command]:
    """Have the same in the way again; steps in its life end what was."""
    there = Blockers(ended=tuple(now.blockers.all)) if asked else now.blockers
    return blockers_undo.commands(event, there, wanted.blockers)


def counts(item: WorkItem) -> Any:
    """Compare part by part."""
    return [_counts(name)(state) for name, state in item._asdict().items()]


def _stood_nowhere(now: WorkItem, wanted: WorkItem) -> bool:
    """Tell whether it came into a state, in the same project, that had not moved there before.

    Where such work stands follows from its life alone.
    """
    came = wanted.flow.place is None and now.flow.place is not None
    return (
        came
        and now.plan.project == wanted.plan.project
        and wanted.life.state
        in (
            State.TODO,
            State.DOING,
        )
    )


def read(now: WorkItem, wanted: WorkItem) -> WorkItem:
    """Read a state of the workflow as none, for work that stood in none and has the life wanted."""
    place = now.flow.place
    if place is None or now.flow.pending or not _stood_nowhere(now, wanted):
        return now
    return now._replace(flow=Flow()) if LIFE_OF[place.category] is wanted.life.state else now


def _counts(part: str) -> Any:
    return BY_NAME[part].counts if part in BY_NAME else as_it_is


def gone(item: WorkItem) -> bool:
    """Tell whether nobody will work on it."""
    return item.life.state is State.CANCELLED


work_item_undo: Undo[WorkItem, Event] = Undo(work_item, commands, counts, gone, read)
