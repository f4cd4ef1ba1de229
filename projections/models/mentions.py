"""What each event is about: the index behind every history."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from projections.tables import to_microseconds
from workdomain.catalog import DECIDERS
from workdomain.execution.week import TimeCorrected, week
from workdomain.execution.wip import CountedFor, CountedIn, CountedNotFor, CountedOut
from workdomain.kernel import Event
from workdomain.planning.work_item import WorkItemAdded, WorkItemMoved
from workdomain.processes.process import ProcessAdded, ProcessChanged
from workdomain.store.messages import Recorded


class MentionRow(NamedTuple):
    """An event that belongs to the history of a thing, a project or a person."""

    subject: UUID
    position: int
    at: int
    """When it happened, in microseconds since 1970."""


ABOUT = (
    "person",
    "project",
    "item",
    "parent",
    "predecessor",
    "process",
    "approver",
    "in_place_of",
    "owner",
    "goal",
    "client",
    "needed_from",
    "mentions",
    "decided_by",
)
"""Fields of events that name what else the event is about, one thing or several."""

COUNTS = (CountedIn, CountedOut, CountedFor, CountedNotFor)
"""Events that only repeat what the history of the item tells already."""


def evolve(project: UUID | None, recorded: Recorded) -> UUID | None:
    """Remember which project a work item is in."""
    match recorded.event:
        case WorkItemAdded(project=into) | WorkItemMoved(project=into):
            return into
        case _:
            return project


def entries(
    id: UUID, before: UUID | None, after: UUID | None, recorded: Recorded
) -> Iterable[MentionRow]:
    """Name everything whose history an event belongs to: itself, its project, who and what else."""
    event, position, at = recorded.event, recorded.position, to_microseconds(recorded.context.at)
    if isinstance(event, COUNTS):
        return [MentionRow(id, position, at)]
    own = None if recorded.stream.startswith(week.name) else id
    about: list[UUID | None] = []
    for field in about_fields(type(event)):
        named = getattr(event, field)
        about += named if isinstance(named, tuple) else (named,)
    also: tuple[UUID | None, ...] = ()
    if isinstance(event, WorkItemAdded):
        also = event.assignees
    elif isinstance(event, TimeCorrected):
        also = (event.was.item,)
    elif isinstance(event, (ProcessAdded, ProcessChanged)):
        also = (event.workflow,)
    subjects = dict.fromkeys((own, before, after, recorded.context.by, *about, *also))
    return [MentionRow(subject, position, at) for subject in subjects if subject is not None]


@cache
def about_fields(event_type: type[Event]) -> tuple[str, ...]:
    """Name the fields by which an event of this type says what else it is about."""
    return tuple(field for field in ABOUT if field in event_type.model_fields)


mentions: ReadModel[UUID | None] = ReadModel(
    name="mentions",
    reads=DECIDERS,
    initial=None,
    evolve=evolve,
    entries=entries,
    version=2,
    tables=(
        TableOf(
            MentionRow,
            "mention",
            key=(),
            indexes=(("subject", "position"),),
            journal=True,
        ),
    ),
)
