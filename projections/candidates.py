"""Candidates: who could give the time that an allocation asks for, the best ones first.

Who fits comes before who does not (the interval test, beside what is sure already), then who knows
more of the skill, who is a member of the project, who has more time free, and who has less to do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from projections.allocations import looked_for
from projections.capacities import Desks, Who, desks, known
from projections.figures import counted, in_hours, rounded
from projections.models.allocations import AllocationRow
from projections.models.items import ItemRow
from projections.models.people import PersonRow, RoleRow
from projections.models.projects import ProjectRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.allocation import Standing
from workdomain.execution.allocation_words import Over
from workdomain.execution.bookings import Booking
from workdomain.execution.room import linked, minutes_of, over_beside
from workdomain.kernel import Message
from workdomain.scheduling.calendar import Calendar, capacity_of
from workdomain.scheduling.models import Model, spread


class Candidates(Message):
    """Who could give the time that an allocation asks for?"""

    allocation: UUID
    """Which one."""


class Candidate(Message):
    """Somebody who is what is looked for."""

    rank: int
    """From 1, the best."""
    person: UUID
    name: str
    fits: bool
    """Whether there is room for it beside what is allocated for sure."""
    level: int | None
    """Of the skill that is looked for."""
    is_member: bool
    """Whether they are a member of the project."""
    needed_h: float
    """What it would be in their hours."""
    capacity_h: float | None
    """Effective capacity between its first and its last day; null if nobody knows their hours."""
    allocated_h: float
    """Of that, already allocated for sure."""
    free_h: float | None
    """What is left."""
    load_percent: float | None
    """Their open work items in that time, evenly spread, of the capacity."""
    reasons: tuple[str, ...]
    """Why they are ranked so."""


def read(reader: Reader, params: Candidates, _page: Page) -> list[Candidate]:
    """Rank everyone who is what is looked for."""
    found = reader.rows(AllocationRow, lambda c: [c.id == params.allocation])
    if not found:
        return []
    wanted = found[0]
    people = [*_meant(reader, wanted)]
    levels = _levels(reader, wanted.skill, people)
    members = _members(reader, wanted)
    kept = _kept(reader, wanted, people)
    begins = min((b.first for its in kept.values() for b in its.values()), default=wanted.first)
    own = desks(reader, min(begins, wanted.first, reader.moment.today), people)
    ranked = sorted(
        (
            _candidate(reader, wanted, who, own, kept[who.id], levels.get(who.id), members)
            for who in people
        ),
        key=_better,
    )
    return [each.model_copy(update={"rank": n + 1}) for n, each in enumerate(ranked)]


def _meant(reader: Reader, wanted: AllocationRow) -> Iterable[Who]:
    """Find who is what is looked for; of somebody who was named, only them."""
    if wanted.skill is None and wanted.role is None and wanted.team is None:
        yield from known(reader, person=wanted.person)
        return
    roles = _roles(reader, wanted.first) if wanted.role else {}
    skilled = _levels(reader, wanted.skill, None)
    for who in known(reader):
        in_team = wanted.team is None or _same(who.team, wanted.team)
        has_role = wanted.role is None or _same(roles.get(who.id), wanted.role)
        knows = wanted.skill is None or skilled.get(who.id, 0) >= wanted.level
        if in_team and has_role and knows:
            yield who


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()


def _roles(reader: Reader, day: date) -> Mapping[UUID, str | None]:
    """Tell everyone's role on a day."""
    rows = sorted(reader.rows(RoleRow, lambda c: [c.valid_from <= day]), key=lambda r: r.valid_from)
    return {row.person: row.role for row in rows}


def _levels(reader: Reader, skill: str | None, people: Sequence[Who] | None) -> Mapping[UUID, int]:
    """Tell the level of a skill, in capitals or not, of those who have it."""
    if skill is None:
        return {}
    c: Any = reader.table(PersonRow).c
    rows = reader.run(reader.select(PersonRow, c.id, c.skills))
    meant = None if people is None else {who.id for who in people}
    return {
        id: int(level)
        for id, skills in rows
        for name, level in skills
        if _same(name, skill) and (meant is None or id in meant)
    }


def _members(reader: Reader, wanted: AllocationRow) -> frozenset[UUID]:
    project = wanted.project
    if wanted.item is not None:
        items = reader.rows(ItemRow, lambda c: [c.id == wanted.item])
        project = items[0].project if items else None
    if project is None:
        return frozenset()
    rows = reader.rows(ProjectRow, lambda c: [c.id == project])
    return frozenset(UUID(member) for row in rows for member in row.members)


Kept = Mapping[UUID, Booking]


def _kept(reader: Reader, wanted: AllocationRow, people: Sequence[Who]) -> Mapping[UUID, Kept]:
    """List what is allocated for sure and has to share days with what is wanted, by person."""
    ids = [who.id for who in people]
    rows = reader.rows(
        AllocationRow,
        lambda c: [
            c.standing == Standing.ALLOCATED,
            c.tentative.is_(False),
            c.person.in_(ids),
            c.id != wanted.id,
        ],
    )
    found = defaultdict[UUID, dict[UUID, Booking]](dict)
    for row in sorted(rows, key=lambda row: row.id):
        found[row.person or row.id][row.id] = row.booking
    near = {person: linked(wanted.booking, its) for person, its in found.items()}
    return defaultdict(dict, near)


def _candidate(
    reader: Reader,
    wanted: AllocationRow,
    who: Who,
    own: Desks,
    kept: Kept,
    level: int | None,
    members: frozenset[UUID],
) -> Candidate:
    calendar, today = own.calendar(who.id), reader.moment.today
    capacity = capacity_of(calendar, wanted.first, wanted.last)
    minutes, per_day = minutes_of(wanted.amount, capacity)
    nothing_known = all(each is None for each in capacity.contracted)
    room = None if nothing_known else sum(each or 0.0 for each in capacity.effective)
    taken = _within(wanted, kept.values(), calendar)
    daily = round(per_day) if wanted.hours is None else None
    booking = wanted.booking._replace(minutes=minutes, minutes_per_day=daily)
    over = over_beside(wanted.id, booking, kept, calendar)
    demands = [task.demand for task in own.tasks.get(who.id, ())]
    load = spread(Model.EVEN, demands, calendar, today, {}, capacity)
    planned = sum(m for day, m in load.days.items() if wanted.first <= day <= wanted.last)
    free = None if room is None else room - taken
    fits = over is None and minutes > 0
    told = Candidate(
        rank=0,
        person=who.id,
        name=who.name or str(who.id),
        fits=fits,
        level=level,
        is_member=who.id in members,
        needed_h=in_hours(minutes),
        capacity_h=in_hours(room),
        allocated_h=in_hours(taken),
        free_h=in_hours(free),
        load_percent=rounded(100 * planned / room) if room else None,
        reasons=(),
    )
    return told.model_copy(update={"reasons": tuple(_reasons(wanted, told, over))})


def _within(wanted: AllocationRow, kept: Iterable[Booking], calendar: Calendar) -> float:
    """Tell how much of what is kept falls on these days, if it is spread over its working days."""
    taken = 0.0
    for each in kept:
        whole = capacity_of(calendar, each.first, each.last)
        part = whole.between(wanted.first, wanted.last)
        days = sum(bool(minutes) for minutes in whole.effective)
        if days:
            shared = sum(bool(minutes) for minutes in part.effective)
            taken += each.minutes * shared / days
    return taken


def _reasons(wanted: AllocationRow, told: Candidate, over: Over | None) -> Iterable[str]:
    if told.level is not None:
        yield f"knows {wanted.skill} at {told.level}"
    if wanted.skill is None and (sought := looked_for(wanted)):
        yield f"is {sought}"
    if told.is_member:
        yield "is a member of the project"
    if told.free_h is None:
        yield "nobody knows their hours"
    elif not told.needed_h:
        yield "does not work on these days"
    elif over is None:
        yield f"has {round(told.free_h, 1):g} h free of {round(told.capacity_h or 0, 1):g} h"
    else:
        days = counted((over.last - over.first).days + 1, "day", "days")
        yield f"has {round(over.minutes / 60, 1):g} h too little in the {days} from {over.first}"
    if told.load_percent:
        yield f"has work items for {told.load_percent:.0f} % of that time"


def _better(one: Candidate) -> Order:
    free = 0.0 if one.free_h is None else one.free_h
    known_ones = one.free_h is not None
    load = one.load_percent or 0.0
    return (
        not (one.fits and known_ones), not one.fits, -(one.level or 0), not one.is_member,
        -free, load, one.name.casefold(), str(one.person),
    )  # fmt: skip


def order(_params: Candidates, row: Candidate) -> Order:
    """Sort by rank."""
    return (row.rank,)


candidates = View(
    name="candidates",
    params=Candidates,
    row=Candidate,
    key=("person",),
    read=read,
    order=order,
)
