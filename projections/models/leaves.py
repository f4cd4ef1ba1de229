"""Leave that is asked for, and how much there is of it, as rows."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.leave import Answer, Leave, LeaveEvent, leave
from workdomain.execution.leave_account import LeaveAccount, LeaveAllowanceSet, leave_account
from workdomain.store.messages import Recorded


class LeaveRequestRow(NamedTuple):
    """A request for leave."""

    id: UUID
    person: UUID
    first: date
    last: date
    minutes_per_day: int | None
    kind: str
    note: str
    answer: Answer
    since: datetime
    """When it was asked for, or answered."""
    label: str
    """Its days; whose it is, histories say before it."""


class AllowanceRow(NamedTuple):
    """Leave of a kind that a person has in a year."""

    person: UUID
    kind: str
    year: int
    hours: float
    carried_h: float


class Shown(NamedTuple):
    """What is shown of a request: what a decision knows of it, and since when."""

    leave: Leave = Leave()
    since: datetime | None = None


def evolve(shown: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do, and note when."""
    event: LeaveEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return Shown(leave.evolve(shown.leave, event, recorded.context), recorded.context.at)


def rows(id: UUID, shown: Shown) -> Iterable[LeaveRequestRow]:
    """Show a leave that was requested."""
    it = shown.leave
    if it.person is not None and shown.since is not None:
        told = (it.first, it.last, it.minutes_per_day, it.kind, it.note, it.answer)
        label = f"{it.first}" if it.first == it.last else f"{it.first} to {it.last}"
        yield LeaveRequestRow(id, it.person, *told, shown.since, label)


def evolve_account(known: LeaveAccount, recorded: Recorded) -> LeaveAccount:
    """Take in an event as decisions do."""
    event: LeaveAllowanceSet = recorded.event  # type: ignore[assignment]  # no others are read
    return leave_account.evolve(known, event, recorded.context)


def account_rows(id: UUID, it: LeaveAccount) -> Iterable[AllowanceRow]:
    """Show what was granted."""
    for (kind, year), said in it.granted.items():
        yield AllowanceRow(id, kind, year, said.hours, said.carried_h)


leave_requests = ReadModel(
    name="leave-requests",
    reads=(leave,),
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            LeaveRequestRow,
            "leave_request",
            key=(),
            indexes=(("id",), ("person",), ("answer",), ("last",)),
            called="label",
        ),
    ),
    version=3,
)
allowances = ReadModel(
    name="leave-accounts",
    reads=(leave_account,),
    initial=LeaveAccount(),
    evolve=evolve_account,
    rows=account_rows,
    tables=(
        TableOf(AllowanceRow, "allowance", key=("kind", "year"), indexes=(("person",), ("year",))),
    ),
)
