"""Delegations as rows: who approves in whose place, from which day to which."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.delegation import Delegation, DelegationEvent, delegation
from workdomain.store.messages import Recorded


class DelegationRow(NamedTuple):
    """One person approves in another one's place for some days."""

    approver: UUID
    deputy: UUID
    first: date
    last: date


def evolve(known: Delegation, recorded: Recorded) -> Delegation:
    """Take in an event as decisions do."""
    event: DelegationEvent = recorded.event  # type: ignore[assignment]  # no others are read
    return delegation.evolve(known, event, recorded.context)


def rows(id: UUID, known: Delegation) -> Iterable[DelegationRow]:
    """Show each."""
    for first, last, deputy in known.spans:
        yield DelegationRow(id, deputy, first, last)


delegations = ReadModel(
    name="delegations",
    reads=(delegation,),
    initial=Delegation(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(DelegationRow, "delegation", key=("first",), indexes=(("approver",), ("deputy",))),
    ),
)
