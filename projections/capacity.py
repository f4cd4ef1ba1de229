"""Capacity ahead: the time there will be, what is to be done in it, and what would close a gap.

A group is looked at as a pool: whoever is in it can do what another one in it does not get done, so
it can be short of hours by less than its people are one by one (`overload_h`). What does not fit
into a week waits for the next one. Work that nobody has counts where the skills it needs are, if
that is asked for, and else on its own; so does what deals may bring.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from projections.capacities import known
from projections.figures import DAY, in_hours, rounded
from projections.grouped import grouped
from projections.kept import wanted_time
from projections.loads import Asked, By, Personal, by_period, figures, period_fields
from projections.models.items import ShareRow
from projections.models.specifications import SpecificationRow
from projections.models.teams import TeamRow
from projections.reader import Reader
from projections.tentative import ANYONES, Weighing, deal_demands
from projections.view import Order, Page, View
from projections.window import Window
from projections.workload import Workload, asked_for, everybody
from workdomain.kernel import Message
from workdomain.scheduling.calendar import capacity_of, periods
from workdomain.scheduling.keeping import Work, side_by_side
from workdomain.scheduling.levers import Week, left_over, levers
from workdomain.scheduling.load import Bucket, Demand, Load, PeriodLoad, together
from workdomain.scheduling.models import Model, spread
from workdomain.values import Line

USUAL = 12
"""Weeks that are told if nothing else is asked."""
LATER = 52
"""Weeks behind the last one that a gap may be given."""
SKILL = re.compile(r"skill (.+?)(?: \(\d\))?")


class CapacityBy(StrEnum):
    """Whose capacity is told together."""

    ALL = "all"
    """Everyone's, with the work that nobody has."""
    TEAM = "team"
    DEPARTMENT = "department"
    """Those of all its teams."""
    SKILL = "skill"
    """Everyone who has it, with the work that nobody has and that needs it. Whoever has several,
    and what needs several, counts in each of them."""


class CapacityKind(StrEnum):
    """What a row tells."""

    WEEK = "week"
    LEVERS = "levers"
    """All weeks together: the gap at their end, and what would close it."""


class CapacityAhead(Window):
    """How much time will there be, how much is to be done in it, and what would close the gap?

    From today on; twelve weeks if nothing else is said.
    """

    by: CapacityBy = CapacityBy.TEAM
    """Everyone, or each team, department or skill."""
    team: Line | None = None
    """Only people of this team."""
    skill: Line | None = None
    """Only people who have this skill, at any level."""
    model: Model = Model.EVEN
    """How what remains is spread over days."""
    tentative: Weighing = Weighing.WEIGHTED
    """How much counts of what is not sure: tentative allocations, and the work of deals that are
    neither won nor lost. Work of deals is for everyone, or on its own, with the work that nobody
    has; it is left out where a team or skill is asked for."""

    def days(self, today: date) -> tuple[date, date]:
        """Tell the first and the last day; if nothing is given, twelve weeks from this Monday."""
        if (self.weeks, self.first, self.last) != (None, None, None):
            return super().days(today)
        monday = today - today.weekday() * DAY
        return monday, monday + USUAL * 7 * DAY - DAY


class CapacityShown(Message):
    """A week of a group of people, or all their weeks and what would close the gap at the end.

    What does not belong to the kind of a row is null. Where nobody's hours are known there is no
    capacity, and so no gap and no lever: unknown is not zero.
    """

    kind: CapacityKind
    group: str | None = None
    """The team, department or skill; null for everyone, or for people who are in none."""
    nobodys: bool = False
    """Whether it is work that nobody has, and that belongs to none of the groups."""
    people: int
    """How many people there are in the group."""
    period: str | None = None
    """The name of the week: 2026-W48."""
    first: date
    last: date
    model: Model
    """How the demand was spread over its days."""
    capacity_h: float | None
    """Effective capacity of everyone in the group, from today on."""
    assigned_h: float
    """What they have to do in these days."""
    unassigned_h: float
    """What nobody has to do yet, and is theirs to do."""
    requested_h: float
    """Allocations that are asked for or wait, beyond the work that nobody has and that can be done
    in that time."""
    deals_h: float
    """What deals would bring, by how they are weighed."""
    demand_h: float
    """All of that together."""
    gap_h: float | None
    """Demand beyond the capacity: of the week alone; of all weeks, what is left at their end."""
    left_h: float | None = None
    """What waits for the next week, with what had waited before."""
    overload_h: float | None
    """The load of each person beyond the capacity of each of their days, summed: what the group
    cannot do unless some take over from others."""
    utilisation: float | None
    """Demand / capacity, 1.0 is full; null when the capacity is zero or unknown."""
    extend_weeks: int | None = None
    """The gap is closed by so many weeks more, with what they bring themselves; null if not within
    a year."""
    add_people: int | None = None
    """... or by so many people more like those in the group, from the first week on."""
    cut_h: float | None = None
    """... or by so many hours less."""
    undated_h: float | None = None
    """Hours of the group's open work that are on no day, and so in no demand."""
    unestimated: int | None = None
    """How many of its open work items have no estimate, and so add nothing to the demand."""


@dataclass(eq=False)
class _Group:
    """People, and the work that nobody has and that is theirs to do."""

    name: str | None
    people: Sequence[Personal] = ()
    nobodys: list[Demand] = field(default_factory=list)
    requested: list[Demand] = field(default_factory=list)
    deals: list[Demand] = field(default_factory=list)
    on_its_own: bool = False


def read(reader: Reader, params: CapacityAhead, _page: Page) -> list[CapacityShown]:
    """Tell the weeks of each group, and what would close its gap."""
    today = reader.moment.today
    first, last = params.days(today)
    first = max(first, today)
    if last < first:
        return []
    ahead = periods(first, last, "week")
    later = periods(last + DAY, last + LATER * 7 * DAY, "week")
    question = Workload(
        by=By.TEAM,
        team=params.team,
        skill=params.skill,
        model=params.model,
        tentative=params.tentative,
    )
    asked = asked_for(question, today, [*ahead, *later])
    everyone = everybody(reader, question, asked)
    groups = _groups(params, everyone)
    if params.team is None:
        rest = _give_out(params, groups, _nobodys(reader, params.tentative))
        if params.skill is None:
            of_deals = groups[0] if params.by is CapacityBy.ALL else rest
            of_deals.deals.extend(deal_demands(reader, params.tentative))
    rows = [
        row
        for group in groups
        if group.people or group.nobodys or group.requested or group.deals
        for row in _rows(asked, group, len(ahead))
    ]
    return sorted(rows, key=lambda row: order(params, row))


PLACES = {CapacityBy.TEAM: By.TEAM, CapacityBy.DEPARTMENT: By.DEPARTMENT}
"""Groups that everybody is in at most one of."""


def _groups(params: CapacityAhead, everyone: Sequence[Personal]) -> list[_Group]:
    if params.by is CapacityBy.ALL:
        return [_Group(None, everyone)]
    if params.by in PLACES:
        found = grouped(PLACES[params.by], everyone)
        return [_Group(name, people) for name, people in found.items()]
    only = params.skill and params.skill.casefold()
    by_skill = grouped(By.SKILL, everyone).items()
    return [_Group(name, of) for name, of in by_skill if only in (None, (name or "").casefold())]


class _Nobodys(NamedTuple):
    """Open work that nobody has, or time that is asked for and not given."""

    demand: Demand
    skills: tuple[str, ...]
    """That it needs."""
    team: str | None = None
    department: str | None = None
    requested: bool = False


def _nobodys(reader: Reader, tentative: Weighing) -> Iterator[_Nobodys]:
    """Tell both, side by side, so that work is not counted beside the time that is asked for it."""
    work, wanted = [*_unassigned(reader)], [*wanted_time(reader, tentative)]
    times = [each.time for each in wanted]
    desk = side_by_side([one for one, _ in work], times, reader.moment.today)
    for (_, skills), left in zip(work, desk.picture, strict=False):
        yield _Nobodys(left.demand, skills)
    teams = {who.id: who.team for who in known(reader)} if wanted else {}
    departments = {row.name.casefold(): row.department for row in reader.rows(TeamRow)}
    for each, left in zip(wanted, desk.picture[len(work) :], strict=True):
        team = each.team or (teams.get(each.person) if each.person else None)
        department = departments.get(team.casefold()) if team else None
        skills = (each.skill,) if each.skill else ()
        yield _Nobodys(left.demand, skills, team, department, requested=True)


def _unassigned(reader: Reader) -> Iterator[tuple[Work, tuple[str, ...]]]:
    """Read open work that nobody has, with the skills that it needs."""
    share: Any = reader.table(ShareRow).c
    query = reader.select(
        ShareRow, share.item, share.remaining_h, share.start, share.due, share.project
    )
    found = reader.run(query.where(share.person.is_(None)))
    spec: Any = reader.table(SpecificationRow).c
    nobodys = reader.select(ShareRow, share.item).where(share.person.is_(None))
    needing = reader.select(SpecificationRow, spec.item, spec.needs).where(spec.item.in_(nobodys))
    needs = dict(reader.run(needing))
    for item, remaining_h, start, due, project in sorted(found, key=lambda row: row.item.int):
        minutes = None if remaining_h is None else remaining_h * 60
        told = (SKILL.fullmatch(need) for need in needs.get(item, ()))
        skills = tuple(each[1] for each in told if each)
        yield Work(Demand(item, minutes, start, due), project), skills


def _give_out(params: CapacityAhead, groups: list[_Group], nobodys: Iterable[_Nobodys]) -> _Group:
    """Put work that nobody has to the groups that it is for; what is for none is told on its own.

    A skill or team that nobody has is a group as well, of no people. If only one skill is asked
    for, only work that needs it is told.
    """
    by_name = {group.name.casefold(): group for group in groups if group.name is not None}
    rest = _Group(None, on_its_own=True)
    only = params.skill and params.skill.casefold()
    for each in nobodys:
        skills = [skill for skill in each.skills if only in (None, skill.casefold())]
        if only is not None and not skills:
            continue
        place = each.department if params.by is CapacityBy.DEPARTMENT else each.team
        names = skills if params.by is CapacityBy.SKILL else [place] if place else []
        theirs = [by_name.setdefault(name.casefold(), _Group(name)) for name in names] or [rest]
        if params.by is CapacityBy.ALL:
            theirs = groups[:1]
        for group in theirs:
            (group.requested if each.requested else group.nobodys).append(each.demand)
    if params.by is not CapacityBy.ALL:
        groups += [group for group in by_name.values() if group not in groups]
    groups.append(rest)
    return rest


class _More(NamedTuple):
    """Minutes beside what the people of a group have to do."""

    nobodys: float
    requested: float
    deals: float


def _rows(asked: Asked, group: _Group, ahead: int) -> Iterator[CapacityShown]:
    told = [figures(asked, one) for one in group.people]
    nobodys = spread(asked.model, group.nobodys, ANYONES, asked.today)
    requested = spread(asked.model, group.requested, ANYONES, asked.today)
    deals = spread(asked.model, group.deals, ANYONES, asked.today)
    more = [
        _More(*each)
        for each in zip(
            *(by_period(asked, one.days.items()) for one in (nobodys, requested, deals)),
            strict=True,
        )
    ]
    loads = [_together(each[number].of for each in told) for number in range(len(asked.periods))]
    typical = [_typical([each[n].of for each in told], asked.periods[n]) for n in range(len(loads))]
    pools = list(map(_pool, loads, map(sum, more), typical))
    known = any(load.capacity is not None for load in loads)
    left = left_over(pools)
    common: dict[str, Any] = {
        "group": group.name,
        "nobodys": group.on_its_own,
        "people": len(group.people),
    }
    for number in range(ahead):
        yield CapacityShown(
            kind=CapacityKind.WEEK,
            **common,
            **period_fields(asked, number),
            **_sums(loads[number], more[number]),
            left_h=in_hours(left[number]) if known else None,
        )
    found = levers(pools[:ahead], pools[ahead:])
    sums = _sums(_together(loads[:ahead]), _More(*map(sum, zip(*more[:ahead], strict=True))))
    parts = [*(one.load for one in group.people), nobodys, deals]
    yield CapacityShown(
        kind=CapacityKind.LEVERS,
        **common,
        first=asked.first,
        last=asked.periods[ahead - 1][1],
        model=asked.model,
        **{**sums, "gap_h": in_hours(found.gap) if known else None},
        extend_weeks=found.extend_weeks if known else None,
        add_people=found.add_people if known else None,
        cut_h=in_hours(found.cut) if known else None,
        undated_h=in_hours(sum(load.minutes(Bucket.UNDATED) for load in parts)),
        unestimated=_unestimated(parts),
    )


def _unestimated(loads: Iterable[Load]) -> int:
    return len({each.item for load in loads for each in load.bucket(Bucket.UNESTIMATED)})


def _pool(load: PeriodLoad, more: float, one_person: float) -> Week:
    return Week(load.load - load.unjudged + more, load.capacity or 0.0, one_person)


def _together(parts: Iterable[PeriodLoad]) -> PeriodLoad:
    """Sum what people have; where there are no people, there is no time, and that is known."""
    parts = tuple(parts)
    return together(parts) if parts else PeriodLoad(0.0, 0.0, 0.0, 0.0, 0.0, 0)


def _typical(people: Sequence[PeriodLoad], week: tuple[date, date]) -> float:
    """Tell what one person has in a week, on average; where there are none, eight hours a day."""
    known = [each.capacity for each in people if each.capacity is not None]
    if not people:
        return sum(minutes or 0.0 for minutes in capacity_of(ANYONES, *week).effective)
    return sum(known) / len(known) if known else 0.0


def _sums(load: PeriodLoad, more: _More) -> dict[str, Any]:
    demand, capacity = load.load + sum(more), load.capacity
    judged = demand - load.unjudged
    return {
        "capacity_h": in_hours(capacity),
        "assigned_h": in_hours(load.load),
        "unassigned_h": in_hours(more.nobodys),
        "requested_h": in_hours(more.requested),
        "deals_h": in_hours(more.deals),
        "demand_h": in_hours(demand),
        "gap_h": None if capacity is None else in_hours(max(0.0, judged - capacity)),
        "overload_h": in_hours(load.overload),
        "utilisation": rounded(judged / capacity) if capacity else None,
    }


def order(_params: CapacityAhead, row: CapacityShown) -> Order:
    """Sort by group, its weeks before what would close its gap; nobody's work comes last."""
    name = LAST if row.group is None else row.group.casefold()
    is_last = row.kind is CapacityKind.LEVERS
    return (row.nobodys, name, row.group or "", is_last, row.first.isoformat())


LAST = chr(0x10FFFF)

capacity = View(
    name="capacity",
    params=CapacityAhead,
    row=CapacityShown,
    key=("kind", "group", "nobodys", "first", "last"),
    read=read,
    order=order,
)
