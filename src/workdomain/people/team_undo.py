"""How what was said of teams is taken back."""

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.people.team import SetTeam, Team, TeamSet, team


def commands(event: TeamSet, _now: Team, wanted: Team) -> list[Command]:
    """Say what makes up for an event; that there is a team stays so."""
    if not wanted.name:
        raise CannotRevert(f"The team {event.name} is known: set it up otherwise")
    return [SetTeam(name=wanted.name, lead=wanted.lead, department=wanted.department)]


team_undo: Undo[Team, TeamSet] = Undo(team, commands)
