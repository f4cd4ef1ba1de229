"""What each event is about: the index behind every history."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.catalog import DECIDERS
from workdomain.execution.week import week
from workdomain.planning.work_item import WorkItemAdded, WorkItemMoved
from workdomain.store.messages import Recorded


class MentionRow(NamedTuple):
    """An event that belongs to the history of a thing, a project or a person."""

    subject: UUID
    position: int
    at: datetime


ABOUT = ("person", "project", "item", "parent", "predecessor")
"""Fields of events that name what else the event is about."""


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
    event, context = recorded.event, recorded.context
    own = None if recorded.stream.startswith(week.name) else id
    about = [getattr(event, field, None) for field in ABOUT]
    also = getattr(event, "assignees", ())
    for subject in dict.fromkeys((own, before, after, context.by, *about, *also)):
        if subject is not None:
            yield MentionRow(subject, recorded.position, context.at)


mentions: ReadModel[UUID | None] = ReadModel(
    name="mentions",
    reads=DECIDERS,
    initial=None,
    evolve=evolve,
    entries=entries,
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
