"""A project key belongs to one project at a time.

Each key has a stream of its own, whose id follows from the key: whoever wants the key asks that
stream, and two who want it at once meet there.
"""

from dataclasses import dataclass
from typing import assert_never, get_args
from uuid import UUID, uuid5

from workdomain.kernel import Command, Context, Decider, Event, Refused
from workdomain.values import ProjectKey as ProjectKey  # whose name it is

KEYS = UUID("9f0b9a39-3d4f-5a5e-8a0e-5d8c1f2b7c64")
"""The namespace of key ids; another one would free every key there is."""


def project_key_id(key: str) -> UUID:
    """Name the stream that tells whose key this is."""
    return uuid5(KEYS, key)


class ReserveProjectKey(Command):
    """Take this key for a project; asked for by the project itself."""

    project: UUID


class ReleaseProjectKey(Command):
    """Give the key back; asked for by the project that has it."""

    project: UUID


class ProjectKeyReserved(
    Event, topic="project-key.reserved.v1", says="reserved the key for {project}"
):
    """The key is this project's."""

    project: UUID


class ProjectKeyReleased(
    Event, topic="project-key.released.v1", says="released the key of {project}"
):
    """The key is free again."""

    project: UUID


ProjectKeyCommand = ReserveProjectKey | ReleaseProjectKey
ProjectKeyEvent = ProjectKeyReserved | ProjectKeyReleased


class ProjectKeyTaken(Refused):
    """A key belongs to one project at a time, and only that project gives it back."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Whose key it is; nobody's when it is free."""

    project: UUID | None = None


def decide(
    reservation: Reservation, command: ProjectKeyCommand, _context: Context
) -> list[ProjectKeyEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rule above."""
    holder = reservation.project
    if holder not in (None, command.project):
        raise ProjectKeyTaken(f"The key belongs to project {holder}: choose another one")
    match command:
        case ReserveProjectKey(project=project):
            return [] if holder else [ProjectKeyReserved(project=project)]
        case ReleaseProjectKey(project=project):
            return [ProjectKeyReleased(project=project)] if holder else []
        case _:
            assert_never(command)


def evolve(_reservation: Reservation, event: ProjectKeyEvent, _context: Context) -> Reservation:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ProjectKeyReserved(project=project):
            return Reservation(project)
        case ProjectKeyReleased():
            return Reservation()
        case _:
            assert_never(event)


project_key = Decider(
    name="project-key",
    initial=Reservation(),
    decide=decide,
    evolve=evolve,
    commands=get_args(ProjectKeyCommand),
    events=get_args(ProjectKeyEvent),
)
