"""Teams as rows."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.people.team import Team, TeamSet, team
from workdomain.store.messages import Recorded


class TeamRow(NamedTuple):
    """A team that was set up."""

    id: UUID
    name: str
    lead: UUID | None
    department: str | None


def evolve(known: Team, recorded: Recorded) -> Team:
    """Take in an event as decisions do."""
    event: TeamSet = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return team.evolve(known, event, recorded.context)


def rows(id: UUID, it: Team) -> Iterable[TeamRow]:
    """Show a team."""
    yield TeamRow(id, it.name, it.lead, it.department)


teams = ReadModel(
    name="teams",
    reads=(team,),
    initial=Team(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(TeamRow, "team", key=(), indexes=(("id",),), called="name"),),
)
