"""Who wants their strain worked out, and who sees it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.people.strain_consent import Sharing, StrainShown, strain
from workdomain.store.messages import Recorded


class StrainConsentRow(NamedTuple):
    """A person who wants to see their strain."""

    person: UUID
    sharing: Sharing
    since: datetime
    """When they said so."""


class Known(NamedTuple):
    """What a person said last, and when."""

    sharing: Sharing | None = None
    since: datetime | None = None


def evolve(_known: Known, recorded: Recorded) -> Known:
    """Take in what a person said."""
    if isinstance(recorded.event, StrainShown):
        return Known(recorded.event.sharing, recorded.context.at)
    return Known()


def rows(id: UUID, known: Known) -> Iterable[StrainConsentRow]:
    """Show whoever wants it."""
    if known.sharing is not None and known.since is not None:
        yield StrainConsentRow(id, known.sharing, known.since)


strain_consents: ReadModel[Known] = ReadModel(
    name="strain_consents",
    reads=(strain,),
    initial=Known(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(StrainConsentRow, "strain_consent", key=(), indexes=(("person",),)),),
)
