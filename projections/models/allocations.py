"""Allocations as rows: whose time is asked for or kept, for what, and how it stands."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from workdomain.execution.allocation import Allocation, Standing, allocation
from workdomain.execution.allocation_words import (
    AllocationEvent,
    AllocationRequested,
    Amount,
    TimeAllocated,
)
from workdomain.execution.bookings import Booking
from workdomain.store.messages import Recorded


class AllocationRow(NamedTuple):
    """Time of a person that is asked for or kept."""

    id: UUID
    person: UUID | None
    role: str | None
    skill: str | None
    level: int
    team: str | None
    project: UUID | None
    item: UUID | None
    first: date
    last: date
    hours: float | None
    """Hours in all, if these were asked for; else one of the next two."""
    hours_per_day: float | None
    percent: int | None
    tentative: bool
    billable: bool
    deal: UUID | None
    standing: Standing
    minutes: int
    """Kept in all; nothing unless it is allocated."""
    minutes_per_day: int
    overtime: int | None
    reason: str | None
    since: datetime
    """When it came to stand as it does."""
    asked_by: UUID | None
    """Who asked for it."""
    given_by: UUID | None
    """Who gave the time that is kept, or was kept last."""
    label: str
    """What it is called: `4 h a day, 2026-03-09 to 2026-03-20`."""

    @property
    def booking(self) -> Booking:
        """What is kept, as decisions see it."""
        daily = self.minutes_per_day if self.hours is None else None
        return Booking(self.first, self.last, self.minutes, daily, self.tentative)

    @property
    def amount(self) -> Amount:
        """How much time was asked for."""
        return Amount(hours=self.hours, hours_per_day=self.hours_per_day, percent=self.percent)


class Shown(NamedTuple):
    """An allocation, since when it stands as it does, and who brought it there."""

    it: Allocation = Allocation()
    since: datetime = datetime.min.replace(tzinfo=UTC)
    asked_by: UUID | None = None
    given_by: UUID | None = None


def evolve(known: Shown, recorded: Recorded) -> Shown:
    """Take in an event as decisions do."""
    event: AllocationEvent = recorded.event  # type: ignore[assignment]  # no others are read
    it = allocation.evolve(known.it, event, recorded.context)
    stays = it.standing is known.it.standing and known.it.amount is not None
    by = recorded.context.by
    return Shown(
        it,
        known.since if stays else recorded.context.at,
        by if isinstance(event, AllocationRequested) else known.asked_by,
        by if isinstance(event, TimeAllocated) else known.given_by,
    )


def rows(id: UUID, shown: Shown) -> Iterable[AllocationRow]:
    """Show an allocation that was requested."""
    it = shown.it
    if it.amount is None:
        return
    yield AllocationRow(
        id=id,
        person=it.person,
        role=it.role,
        skill=it.skill,
        level=it.level,
        team=it.team,
        project=it.project,
        item=it.item,
        first=it.first,
        last=it.last,
        hours=it.amount.hours,
        hours_per_day=it.amount.hours_per_day,
        percent=it.amount.percent,
        tentative=it.tentative,
        billable=it.billable,
        deal=it.deal,
        standing=it.standing,
        minutes=it.minutes,
        minutes_per_day=it.minutes_per_day,
        overtime=it.overtime,
        reason=it.reason,
        since=shown.since,
        asked_by=shown.asked_by,
        given_by=shown.given_by,
        label=f"{it.amount}, {it.first} to {it.last}",
    )


allocations = ReadModel(
    name="allocations",
    reads=(allocation,),
    version=3,
    initial=Shown(),
    evolve=evolve,
    rows=rows,
    tables=(
        TableOf(
            AllocationRow,
            "allocation",
            key=(),
            indexes=(("id",), ("person",), ("project",), ("standing",)),
            called="label",
        ),
    ),
)
