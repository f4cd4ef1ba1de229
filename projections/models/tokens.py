"""Tokens as rows, without their secrets: who was let in, as what, and whether they still are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.people.token import TokenIssued, TokenRevoked, token
from workdomain.store.messages import Recorded


class TokenRow(NamedTuple):
    """A token that lets a person in over HTTP."""

    id: UUID
    person: UUID
    role: str
    label: str
    issued_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Issued:
    """What is known of a token; nothing before it is issued."""

    event: TokenIssued | None = None
    issued_at: datetime | None = None
    revoked_at: datetime | None = None


def evolve(known: Issued, recorded: Recorded) -> Issued:
    """Note when it was issued and revoked."""
    match recorded.event:
        case TokenIssued() as event:
            return Issued(event, recorded.context.at)
        case TokenRevoked():
            return replace(known, revoked_at=recorded.context.at)
        case _:
            return known


def rows(id: UUID, known: Issued) -> Iterable[TokenRow]:
    """Show a token that was issued."""
    if known.event is not None and known.issued_at is not None:
        event = known.event
        yield TokenRow(id, event.person, event.role, event.label, known.issued_at, known.revoked_at)


tokens = ReadModel(
    name="tokens",
    reads=(token,),
    initial=Issued(),
    evolve=evolve,
    rows=rows,
    tables=(TableOf(TokenRow, "token", key=(), indexes=(("person",),), called="label"),),
)
