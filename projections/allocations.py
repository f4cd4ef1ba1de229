"""Allocations: whose time is asked for or kept, for what, when, and what does not fit."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from projections.allocation_concerns import Around, concerns_of
from projections.capacities import UNKNOWN, calendars
from projections.figures import in_hours
from projections.models.allocations import AllocationRow
from projections.models.items import ItemRow
from projections.models.projects import ProjectRow
from projections.names import people_called
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.allocation import OPEN, Standing
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.values import Day


class Allocations(Message):
    """Whose time is asked for or kept, for what, and what of it does not fit?"""

    person: UUID | None = None
    """Only time of this person."""
    project: UUID | None = None
    """Only time for this project."""
    item: UUID | None = None
    """Only time for this work item."""
    standing: Standing | None = None
    """Only what stands like this; what is requested, allocated or waiting, unless said."""
    first: Day | None = None
    """Only what ends on this day or later."""
    last: Day | None = None
    """Only what begins on this day or before."""


class Violation(StrEnum):
    """In which way an allocation lies outside the dates of the work that it is for."""

    BEFORE_START = "before_start"
    AFTER_FINISH = "after_finish"
    BOTH = "both"


class AllocationShown(Message):
    """Time that is asked for, or kept."""

    allocation: UUID
    standing: Standing
    person: UUID | None
    name: str | None
    looked_for: str | None
    """What is looked for, where nobody was named: a role, a skill and its level, a team."""
    project_key: str | None
    item: UUID | None
    title: str | None
    """Of the work item."""
    first: date
    last: date
    asked: str
    """As it was asked for: `40 h`, `4 h a day`, `50 %`."""
    hours: float | None
    """Kept in all; null unless it is allocated."""
    hours_per_day: float | None
    """Kept on each working day."""
    percent: float | None
    """Of the person's usual working day in that time, as it is now."""
    tentative: bool
    billable: bool
    overtime_h: float | None
    """Hours too many on the worst stretch of days, which were allocated all the same."""
    violation: Violation | None
    """Whether it lies outside the dates of the work item, or else of the project."""
    concerns: tuple[str, ...]
    """What does not hold any more of time that is allocated, in words: too much since hours were
    lowered or leave was given, work that is closed or over, a role, skill or team that they have
    not on each of these days. `follow-up` tells who should see to it."""
    reason: str | None
    """Why it was given back, rejected, cancelled or reopened."""


def read(reader: Reader, params: Allocations, _page: Page) -> list[AllocationShown]:
    """List allocations by their first day."""
    found = reader.rows(AllocationRow, lambda c: [*_asked(params, c)])
    names = people_called(reader, (row.person for row in found))
    projects = {row.id: row for row in reader.rows(ProjectRow)} if found else {}
    ids = {row.item for row in found if row.item is not None}
    items = {row.id: row for row in reader.rows(ItemRow, lambda c: [c.id.in_(ids)])} if ids else {}
    people = sorted({row.person for row in found if row.person is not None})
    since = min((row.first for row in found), default=date.max)
    times = calendars(reader, since, people) if people else {}
    concerns = concerns_of(reader, found, Around(projects, items, times))
    told = {id: tuple(each.words for each in doubts) for id, doubts in concerns.items()}
    shown = [_shown(row, names, projects, items, times, told.get(row.id, ())) for row in found]
    return sorted(shown, key=lambda row: order(params, row))


def _asked(params: Allocations, c: Any) -> Iterable[Any]:
    given = {"person": params.person, "project": params.project, "item": params.item}
    yield from (c[name] == value for name, value in given.items() if value is not None)
    standings = OPEN if params.standing is None else {params.standing}
    yield c.standing.in_(sorted(standings))
    if params.first is not None:
        yield c.last >= params.first
    if params.last is not None:
        yield c.first <= params.last


def _shown(
    row: AllocationRow,
    names: Mapping[UUID, str],
    projects: Mapping[UUID, ProjectRow],
    items: Mapping[UUID, ItemRow],
    times: Mapping[UUID, Calendar],
    concerns: tuple[str, ...],
) -> AllocationShown:
    item = items.get(row.item) if row.item else None
    into = row.project or (item.project if item else None)
    venture = projects.get(into) if into else None
    kept = row.standing is Standing.ALLOCATED
    return AllocationShown(
        allocation=row.id,
        standing=row.standing,
        person=row.person,
        name=names.get(row.person, str(row.person)) if row.person else None,
        looked_for=looked_for(row),
        project_key=venture and venture.key,
        item=row.item,
        title=item.title if item else None,
        first=row.first,
        last=row.last,
        asked=str(row.amount),
        hours=in_hours(row.minutes) if kept else None,
        hours_per_day=in_hours(row.minutes_per_day) if kept else None,
        percent=_percent(row, times.get(row.person, UNKNOWN)) if kept and row.person else None,
        tentative=row.tentative,
        billable=row.billable,
        overtime_h=in_hours(row.overtime),
        violation=_violation(row, item, venture),
        concerns=concerns,
        reason=row.reason,
    )


def looked_for(row: AllocationRow) -> str | None:
    """Say what is looked for."""
    skill = f"{row.skill} at {row.level}" if row.skill else None
    parts = [part for part in (row.role, skill, row.team) if part]
    return ", ".join(parts) or None


def _percent(row: AllocationRow, calendar: Calendar) -> float | None:
    """Tell how much of a usual day it is: the mean of the working days' contracted hours."""
    contracted = capacity_of(calendar, row.first, row.last).contracted
    known = [minutes for minutes in contracted if minutes]
    return round(100 * row.minutes_per_day * len(known) / sum(known), 1) if known else None


def _violation(
    row: AllocationRow, item: ItemRow | None, venture: ProjectRow | None
) -> Violation | None:
    start, finish = (item.start, item.due) if item else (None, None)
    if venture is not None and item is None:
        start, finish = venture.starts, venture.ends
    early = start is not None and row.first < start
    late = finish is not None and row.last > finish
    if early and late:
        return Violation.BOTH
    if early:
        return Violation.BEFORE_START
    return Violation.AFTER_FINISH if late else None


def order(_params: Allocations, row: AllocationShown) -> Order:
    """Sort by the first day, then by person."""
    return (row.first.isoformat(), row.last.isoformat(), row.name or "", str(row.allocation))


allocations = View(
    name="allocations",
    params=Allocations,
    row=AllocationShown,
    key=("allocation",),
    read=read,
    order=order,
)
