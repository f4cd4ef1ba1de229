"""Which client a project is for."""

from uuid import UUID

from workdomain.kernel import Command, Event


class SetProjectClient(Command):
    """Tell for which client it is done; null is for nobody in particular."""

    client: UUID | None


class ProjectClientSet(
    Event,
    topic="project.client-set.v1",
    says="[said that it is for {client}|said that it is for no client]",
):
    """It is done for a client, or for nobody in particular."""

    client: UUID | None
