"""What people have to do together: by team or by skill, or the part of it that a project is.

Nobody's free time makes up for another's overload, as nobody's Monday makes up for their Tuesday:
hours beyond capacity are summed by person and day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func

from projections.capacities import Who
from projections.figures import in_hours
from projections.loads import (
    Asked,
    By,
    Figures,
    Kind,
    Personal,
    WorkloadRow,
    buckets,
    by_period,
    figures,
    in_words,
    logged_in_words,
    period_fields,
)
from projections.models.entries import EntryRow
from projections.models.items import ItemRow
from projections.names import projects_called
from projections.reader import Reader
from workdomain.scheduling.load import Load, Placement, together

Groups = Mapping[str | None, Sequence[Personal]]


def groups_of(by: By, who: Who) -> Sequence[str | None]:
    """Name the groups that a person is told in; None is for people in none."""
    found: Mapping[By, Sequence[str | None]] = {
        By.TEAM: (who.team,),
        By.DEPARTMENT: (who.department,),
    }
    return found.get(by, who.skills) or (None,)


def grouped(by: By, everyone: Iterable[Personal]) -> Groups:
    """Put people into groups, those of no group last; capitals make no other group."""
    found = defaultdict[str | None, list[Personal]](list)
    spelt: dict[str, str] = {}
    for one in everyone:
        for group in groups_of(by, one.who):
            found[group and spelt.setdefault(group.casefold(), group)].append(one)
    return {group: found[group] for group in sorted(found, key=_none_last)}


def _none_last(group: str | None) -> tuple[bool, str, str]:
    return (group is None, (group or "").casefold(), group or "")


def rows_of_group(
    asked: Asked, group: str | None, people: Sequence[Personal]
) -> Iterator[WorkloadRow]:
    """Tell the periods of a group, and what its people have that is on no day of its own."""
    about: dict[str, Any] = {"group": group, "people": len(people)}
    told = [figures(asked, one) for one in people]
    for number, of_all in enumerate(zip(*told, strict=True)):
        yield WorkloadRow(
            kind=Kind.PERIOD,
            **about,
            **period_fields(asked, number),
            **in_words(asked, _sum(of_all)),
        )
    everything = [each for one in people for each in one.load.placements]
    yield from buckets(about, Load({}, _once(everything)))


def _sum(parts: Sequence[Figures]) -> Figures:
    known = [each.contracted for each in parts if each.contracted is not None]
    return Figures(
        together(each.of for each in parts),
        sum(known) if known else None,
        sum(each.planned for each in parts),
        sum(each.logged for each in parts),
        sum(each.allocated for each in parts),
        sum(each.billable for each in parts),
    )


def _once(placements: Iterable[Placement]) -> tuple[Placement, ...]:
    """Join the parts that several people have in an item, so that it is told once."""
    found: dict[tuple[UUID, str], Placement] = {}
    for each in placements:
        key = (each.item, each.bucket)
        before = found.get(key)
        minutes = each.minutes + (before.minutes if before else 0.0)
        found[key] = Placement(each.item, each.bucket, minutes, each.days)
    return tuple(found.values())


# -- by project ------------------------------------------------------------------------------------


@dataclass
class _Part:
    """What belongs to a project."""

    days: dict[date, float] = field(default_factory=dict)
    """Planned minutes."""
    spent: dict[date, float] = field(default_factory=dict)
    billable: dict[date, float] = field(default_factory=dict)
    people: set[UUID] = field(default_factory=set)
    placements: list[Placement] = field(default_factory=list)


def rows_by_project(
    reader: Reader, asked: Asked, everyone: Sequence[Personal], *, among: bool
) -> Iterator[WorkloadRow]:
    """Tell the part of everyone's work that belongs to each project, and what belongs to none.

    A project has no capacity: its people have, and they may work for others as well.
    """
    parts = defaultdict[UUID | None, _Part](_Part)
    for one in everyone:
        projects = {task.demand.item: task.project for task in one.tasks}
        for each in one.load.placements:
            part = parts[projects[each.item]]
            part.placements.append(each)
            part.people.add(one.who.id)
            for day, minutes in each.by_day():
                part.days[day] = part.days.get(day, 0.0) + minutes
    people = {one.who.id for one in everyone} if among else None
    for project, person, day, minutes, billable in _logged(reader, asked.first, asked.last):
        if people is None or person in people:
            part = parts[project]
            part.people.add(person)
            part.spent[day] = part.spent.get(day, 0.0) + float(minutes)
            part.billable[day] = part.billable.get(day, 0.0) + float(billable)
    if asked.project is not None:
        parts = defaultdict(_Part, {asked.project: parts[asked.project]})
    keys = projects_called(reader, parts)
    called = {id: keys.get(id, str(id)) if id else None for id in parts}
    for project in sorted(parts, key=lambda id: _none_last(called[id])):
        key = keys.get(project) if project else None
        yield from _rows_of_part(asked, project, key, parts[project])


def _rows_of_part(
    asked: Asked, project: UUID | None, key: str | None, part: _Part
) -> Iterator[WorkloadRow]:
    about: dict[str, Any] = {"project": project, "project_key": key, "people": len(part.people)}
    planned, spent = by_period(asked, part.days.items()), by_period(asked, part.spent.items())
    before = ((day, minutes) for day, minutes in part.spent.items() if day < asked.today)
    past, billable = by_period(asked, before), by_period(asked, part.billable.items())
    for number in range(len(asked.periods)):
        yield WorkloadRow(
            kind=Kind.PERIOD,
            **about,
            **period_fields(asked, number),
            planned_h=in_hours(planned[number]),
            **logged_in_words(spent[number], billable[number]),
            load_h=in_hours(past[number] + planned[number]),
        )
    yield from buckets(about, Load({}, _once(part.placements)))


def _logged(reader: Reader, first: date, last: date) -> Iterable[Any]:
    """Sum the minutes logged for each project, by person and day, and those that are billable."""
    entry: Any = reader.table(EntryRow).c
    item: Any = reader.table(ItemRow).c
    sums = (func.sum(entry.minutes), func.sum(case((entry.billable, entry.minutes), else_=0)))
    on_items = (
        reader.select(EntryRow, item.project, entry.person, entry.day, *sums)
        .where(reader.holds(ItemRow), entry.item == item.id)
        .where(entry.day >= first, entry.day <= last)
        .group_by(item.project, entry.person, entry.day)
    )
    on_none = (
        reader.select(EntryRow, entry.person, entry.day, *sums)
        .where(entry.item.is_(None), entry.day >= first, entry.day <= last)
        .group_by(entry.person, entry.day)
    )
    yield from reader.run(on_items)
    yield from ((None, *row) for row in reader.run(on_none))
