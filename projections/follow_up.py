"""Follow-up: what needs someone's attention, why, since when, and who should act."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select

from projections.approvals import ApprovalLine
from projections.capacities import Who, desks, known
from projections.concerns import Blocking, Kind, Limits, OpenItem, Severity, concerns
from projections.figures import DAY, counted, day_of, in_hours
from projections.held_up import awaits_approval, too_much, waiting, who_approves
from projections.in_doubt import in_doubt
from projections.models.beside import BlockerRow
from projections.models.items import ItemRow, ShareRow
from projections.models.projects import ProjectRow
from projections.models.specifications import SpecificationRow
from projections.names import people_called
from projections.reader import Reader
from projections.spent import NOTHING, spent_on
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.shape import Shape
from workdomain.scheduling.calendar import capacity_of
from workdomain.scheduling.overbooking import Overbooking, overbooked

Days = Annotated[int, Field(ge=0, le=366)]


class FollowUp(Message):
    """What needs attention now: blocked, overdue, stale, due soon, over estimate, in no hands?"""

    project: UUID | None = None
    """Only what belongs to this project."""
    person: UUID | None = None
    """Only what this person should act on."""
    kind: tuple[Kind, ...] = ()
    """Only for these reasons; none is any."""
    stale_days: Days = 14
    """After how many days in which nothing happens work is stale, and a blocker is grave."""
    soon_days: Days = 7
    """How many days ahead are soon."""
    alarm_days: Days = 28
    """How many days ahead, from today on, capacity is looked at."""
    tolerance_percent: Annotated[int, Field(ge=0, le=1000)] = 10
    """By how much of its estimate an item may come out above it."""
    silent_days: Days = 3
    """After how many days without being acknowledged a blocker is grave."""
    approval_days: Days = 3
    """After how many days of waiting for an approval somebody should see to it."""


class FollowUpRow(Message):
    """One reason why a work item, or a person's time, needs attention; of allocated time all."""

    kind: Kind
    severity: Severity
    item: UUID | None
    """The work item; null for a capacity alarm and a limit on work in progress. Allocation: what
    the time is for, if that is a work item."""
    person: UUID | None
    """Whose capacity or time, or whose share of a limit, it is; null for a work item."""
    key: str | None
    """What the item's source calls it."""
    title: str
    """The item's title; the person's name; the state with too much in it; whose time it is, how
    much and when."""
    project: UUID | None
    project_key: str | None
    reason: str
    """Why it needs attention, in words."""
    since: date | None
    """Blocked: when it became so. Overdue: when it was due. Stale: when something last happened.
    Unassigned: when it was added. Capacity alarm: the first day that is too full. Awaits approval:
    when it was asked for. Over a limit: when it was last gone over, if that is known. Allocation:
    its first day. Else null."""
    days: int | None
    """How many days it has been so since then; what is still to come (due soon, a capacity alarm,
    an allocation) is so many days away. Null when it is a matter of amounts (over estimate)."""
    due: date | None
    """The item's due day; the last day that is too full, or of the allocation."""
    over_by_h: float | None
    """Hours that do not fit: of the estimate, the capacity, or the allocation."""
    wip: UUID | None
    """Which count of work in progress is over its limit; else null."""
    allocation: UUID | None = None
    """Which time that is kept does not fit or has lost its ground; else null."""
    who: tuple[str, ...]
    """Names of those who should act: whoever could help with what blocks it, then whoever has the
    item, else the project's members. Awaits approval: who can decide. Over a limit: who has
    something there. Allocation: whoever gave the time or else asked for it, and the person's lead;
    if there is neither, the person."""
    who_ids: tuple[UUID, ...]


def read(reader: Reader, params: FollowUp, page: Page) -> list[FollowUpRow]:
    """Judge every open item, everyone's days ahead and every limit on work in progress."""
    today = reader.moment.today
    limits = Limits(
        today,
        params.stale_days,
        params.soon_days,
        params.tolerance_percent,
        params.silent_days,
        params.approval_days,
    )
    rows = [
        *_about_items(reader, params, limits, waiting(reader, params.project, page)),
        *_about_people(reader, params, today),
        *_about_limits(reader, params, page),
        *_about_allocations(reader, params, today),
    ]
    wanted = [
        row
        for row in rows
        if (not params.kind or row.kind in params.kind)
        and (params.person is None or params.person in row.who_ids)
    ]
    return sorted(wanted, key=lambda row: order(params, row))


def _about_items(
    reader: Reader,
    params: FollowUp,
    limits: Limits,
    approvals: Mapping[UUID, list[ApprovalLine]],
) -> Iterator[FollowUpRow]:
    share: Any = reader.table(ShareRow).c
    shares = reader.select(ShareRow, share.item)  # only open items have any
    if params.project is not None:
        shares = shares.where(share.project == params.project)
    c: Any = reader.table(ItemRow).c
    query = reader.select(ItemRow, *(c[name] for name in OpenItem._fields))
    items = [OpenItem._make(row) for row in reader.run(query.where(c.id.in_(shares)))]
    owners = _points(reader)
    items = [_of_its_owner(item, owners) for item in items]
    spent = spent_on(reader, shares)
    projects = _projects(reader, {item.project for item in items})
    acting = {item.id: _who(item, projects) for item in items}
    blockers = _open_blockers(reader, shares)
    helpers = {row.needed_from for rows in blockers.values() for row in rows}
    deciding = {item: who_approves(lines) for item, lines in approvals.items()}
    people = chain(*acting.values(), *deciding.values(), helpers)
    names = people_called(reader, set(people))
    for item in items:
        project = projects.get(item.project) if item.project else None
        own = spent.get(item.id, NOTHING)
        blocking = [_blocking(row, names) for row in blockers.get(item.id, ())]
        held_up = awaits_approval(approvals.get(item.id, []), limits)
        for concern in concerns(item, own, blocking, limits, held_up):
            who = acting[item.id]
            if concern.kind is Kind.AWAITS_APPROVAL:
                who = deciding[item.id]
            if concern.kind is Kind.BLOCKED:
                helping = (each.needed_from for each in blocking if each.needed_from is not None)
                who = tuple(dict.fromkeys((*helping, *who)))
            yield FollowUpRow(
                kind=concern.kind,
                severity=concern.severity,
                item=item.id,
                person=None,
                key=item.key,
                title=item.title,
                project=item.project,
                project_key=project.key if project else None,
                reason=concern.reason,
                since=concern.since,
                days=concern.days,
                due=item.due,
                over_by_h=concern.over_by_h,
                wip=None,
                who=tuple(names.get(id, str(id)) for id in who),
                who_ids=who,
            )


def _open_blockers(reader: Reader, items: Select[Any]) -> Mapping[UUID, list[BlockerRow]]:
    """Find what blocks these items now, the oldest first."""
    blockers = defaultdict[UUID, list[BlockerRow]](list)
    for row in reader.rows(BlockerRow, lambda c: [c.open, c.item.in_(items)]):
        blockers[row.item].append(row)
    return {item: sorted(rows, key=lambda row: row.place) for item, rows in blockers.items()}


def _blocking(row: BlockerRow, names: Mapping[UUID, str]) -> Blocking:
    helper = row.needed_from_outside
    if row.needed_from is not None:
        helper = names.get(row.needed_from, str(row.needed_from))
    return Blocking(
        row.reason, row.raised_at, row.needed_from, helper, row.needed_by, row.acknowledged_at
    )


def _points(reader: Reader) -> Mapping[UUID, UUID]:
    """Find the milestones that somebody answers for: there is no work in them to be assigned."""
    c: Any = reader.table(SpecificationRow).c
    query = reader.select(SpecificationRow, c.item, c.owner)
    found = reader.run(query.where(c.shape == Shape.MILESTONE, c.owner.is_not(None)))
    return dict(map(tuple, found))


def _of_its_owner(item: OpenItem, owners: Mapping[UUID, UUID]) -> OpenItem:
    owner = owners.get(item.id)
    return item._replace(assignees=(str(owner),)) if owner and not item.assignees else item


def _projects(reader: Reader, ids: Iterable[UUID | None]) -> Mapping[UUID, ProjectRow]:
    wanted = [id for id in ids if id is not None]
    found = reader.rows(ProjectRow, lambda c: [c.id.in_(wanted)])
    return {project.id: project for project in found}


def _who(item: OpenItem, projects: Mapping[UUID, ProjectRow]) -> tuple[UUID, ...]:
    """Tell who should act on an item."""
    project = projects.get(item.project) if item.project else None
    members = project.members if project else ()
    return tuple(UUID(id) for id in item.assignees or members)


def _about_people(reader: Reader, params: FollowUp, today: date) -> Iterator[FollowUpRow]:
    """Look ahead for days that more work is forced into than fits."""
    among = None if params.person is None else known(reader, params.person)
    found = desks(reader, today, among)
    last = today + max(params.alarm_days - 1, 0) * DAY
    for who in found.people:
        tasks = found.desk(who.id, today).alarm
        capacity = capacity_of(found.calendar(who.id), today, last)
        alarms = overbooked((task.demand for task in tasks), capacity)
        concerned = {t.demand.item for t in tasks if params.project in (None, t.project)}
        alarms = tuple(alarm for alarm in alarms if concerned.intersection(alarm.items))
        if alarms:
            yield _alarm(who, alarms, params, today)


def _alarm(who: Who, alarms: Sequence[Overbooking], params: FollowUp, today: date) -> FollowUpRow:
    """Tell the first of a person's alarms, and how many there are."""
    first = alarms[0]
    days = (first.first - today).days
    name = who.name or str(who.id)
    items = counted(len(first.items), "item asks", "items ask")
    more = "" if len(alarms) == 1 else f"; {counted(len(alarms) - 1, 'more', 'more')} ahead"
    return FollowUpRow(
        kind=Kind.CAPACITY_ALARM,
        severity=Severity.HIGH if days <= params.soon_days else Severity.MEDIUM,
        item=None,
        person=who.id,
        key=None,
        title=name,
        project=None,
        project_key=None,
        reason=f"{items} for {first.forced_minutes / 60:.1f} h from {first.first} to {first.last}, "
        f"and there are {first.capacity_minutes / 60:.1f} h{more}",
        since=first.first,
        days=days,
        due=first.last,
        over_by_h=in_hours(first.over_by),
        wip=None,
        who=(name,),
        who_ids=(who.id,),
    )


def _about_limits(reader: Reader, params: FollowUp, page: Page) -> Iterator[FollowUpRow]:
    """Tell where more is begun than should be."""
    found = [*too_much(reader, params.project, page)]
    names = people_called(reader, {id for each in found for id in each.who})
    for each in found:
        line = each.line
        since = None if line.breached_at is None else day_of(line.breached_at)
        yield FollowUpRow(
            kind=Kind.OVER_WIP_LIMIT,
            severity=Severity.MEDIUM,
            item=None,
            person=line.person_id,
            key=None,
            title=line.state,
            project=line.project,
            project_key=line.project_key,
            reason=each.reason,
            since=since,
            days=None if since is None else (reader.moment.today - since).days,
            due=None,
            over_by_h=None,
            wip=each.stream,
            who=tuple(names.get(id, str(id)) for id in each.who),
            who_ids=each.who,
        )


def _about_allocations(reader: Reader, params: FollowUp, today: date) -> Iterator[FollowUpRow]:
    """Tell which time is kept, from today on, although something speaks against it."""
    found = [*in_doubt(reader, params.project)]
    names = people_called(reader, {id for each in found for id in (each.person, *each.who)})
    for each in found:
        row, days = each.row, max((each.row.first - today).days, 0)
        yield FollowUpRow(
            kind=Kind.ALLOCATION,
            severity=each.severity(days, params.soon_days),
            item=row.item,
            person=each.person,
            key=None,
            title=f"{names.get(each.person, each.person)}, {row.label}",
            project=each.project and each.project.id,
            project_key=each.project and each.project.key,
            reason=each.reason,
            since=row.first,
            days=days,
            due=row.last,
            over_by_h=in_hours(max(doubt.minutes for doubt in each.doubts) or None),
            wip=None,
            allocation=row.id,
            who=tuple(names.get(id, str(id)) for id in each.who),
            who_ids=each.who,
        )


SEVERITIES = {severity: number for number, severity in enumerate(Severity)}
KINDS = {kind: number for number, kind in enumerate(Kind)}
AHEAD = (Kind.DUE_SOON, Kind.CAPACITY_ALARM, Kind.ALLOCATION)


def order(_params: FollowUp, row: FollowUpRow) -> Order:
    """Sort what matters most to the front, then what has been so for longest or comes soonest."""
    days = row.days or 0
    return (
        SEVERITIES[row.severity],
        KINDS[row.kind],
        days if row.kind in AHEAD else -days,
        row.title.casefold(),
        str(row.item or row.person or ""),
        str(row.wip),
        str(row.allocation),
    )


follow_up = View(
    name="follow-up",
    params=FollowUp,
    row=FollowUpRow,
    key=("kind", "item", "person", "wip", "allocation"),
    read=read,
    order=order,
)
