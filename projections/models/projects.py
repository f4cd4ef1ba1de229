"""Projects as rows."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.planning.project import Project, ProjectEvent, project
from workdomain.store.messages import Recorded


class ProjectRow(NamedTuple):
    """A project; its budget is in person-hours."""

    id: UUID
    name: str
    key: str
    starts: date | None
    ends: date | None
    budget_h: float | None
    closed: bool
    members: tuple[str, ...]
    client: UUID | None = None


def evolve(known: Project, recorded: Recorded) -> Project:
    """Take in an event as decisions do."""
    event: ProjectEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return project.evolve(known, event, recorded.context)


def rows(id: UUID, known: Project) -> Iterable[ProjectRow]:
    """Show a project that was added."""
    if known.name:
        members = tuple(sorted(str(member) for member in known.members))
        yield ProjectRow(
            id,
            known.name,
            known.key,
            known.starts,
            known.ends,
            known.budget_h,
            known.closed,
            members,
            known.client,
        )


projects = ReadModel(
    name="projects",
    reads=(project,),
    initial=Project(),
    evolve=evolve,
    rows=rows,
    version=2,
    tables=(TableOf(ProjectRow, "project", key=(), indexes=(("id",), ("key",)), called="key"),),
)
