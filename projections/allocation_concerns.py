"""What does not hold any more of time that was allocated: the world went on since.

What somebody was looked for with, a role, a skill, a team, has to hold on each day of the
allocation: what they had then counts for days that are over, what is known of them for those ahead.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from projections.capacities import UNKNOWN
from projections.models.allocations import AllocationRow
from projections.models.items import OPEN_STATES, ItemRow
from projections.models.people import PersonRow, RoleRow
from projections.models.projects import ProjectRow
from projections.reader import Reader
from workdomain.execution.allocation import Standing
from workdomain.execution.bookings import Booking
from workdomain.execution.room import over_beside
from workdomain.people.dated import in_force
from workdomain.scheduling.calendar import Calendar

DAY = timedelta(days=1)


class Around(NamedTuple):
    """What is looked up already."""

    projects: Mapping[UUID, ProjectRow]
    items: Mapping[UUID, ItemRow]
    times: Mapping[UUID, Calendar]


class Doubt(NamedTuple):
    """One thing that does not hold of an allocation."""

    words: str
    last: date
    """The last of its days on which it does not."""
    minutes: int = 0
    """How much of it does not fit."""


class _Person(NamedTuple):
    """What somebody was chosen for, each from a day on."""

    name: str
    teams: Mapping[date, str | None]
    skills: Mapping[date, Mapping[str, int]]
    roles: Mapping[date, str | None]


def concerns_of(
    reader: Reader, found: Sequence[AllocationRow], around: Around
) -> Mapping[UUID, tuple[Doubt, ...]]:
    """Tell of each that is allocated what does not hold any more; a few queries for all."""
    kept = [row for row in found if row.standing is Standing.ALLOCATED and row.person]
    people = {row.person for row in kept if row.person}
    if not people:
        return {}
    beside = _kept(reader, people)
    known = _people(reader, people)
    return {
        row.id: (
            *_too_much(row, beside[row.person], around.times.get(row.person, UNKNOWN)),
            *_work_is_over(row, around),
            *(_lost(row, known[row.person]) if row.person in known else ()),
        )
        for row in kept
        if row.person is not None
    }


def _kept(reader: Reader, people: set[UUID]) -> Mapping[UUID, Mapping[UUID, Booking]]:
    """Tell what is kept of these people's time for sure."""

    def theirs(c: Any) -> list[Any]:
        return [c.person.in_(people), c.standing == Standing.ALLOCATED, c.tentative.is_(False)]

    kept = defaultdict[UUID, dict[UUID, Booking]](dict)
    for row in reader.rows(AllocationRow, theirs):
        kept[row.person or row.id][row.id] = row.booking
    return kept


def _people(reader: Reader, people: set[UUID]) -> Mapping[UUID, _Person]:
    roles = defaultdict[UUID, dict[date, str | None]](dict)
    for role in reader.rows(RoleRow, lambda c: [c.person.in_(people)]):
        roles[role.person][role.valid_from] = role.role
    found: dict[UUID, _Person] = {}
    for since, row in reader.lives(PersonRow, lambda c: [c.id.in_(people)]):
        # Nobody knows what they were before they were known here: the same, as far as that goes.
        day = since.astimezone(UTC).date() if row.id in found else date.min
        before = found.get(row.id, _Person(row.name, {}, {}, roles[row.id]))
        skills = {skill.casefold(): level for skill, level in row.skills}
        found[row.id] = _Person(
            row.name,
            {**before.teams, day: row.team},
            {**before.skills, day: skills},
            before.roles,
        )
    return found


# -- too much --------------------------------------------------------------------------------------


def _too_much(
    row: AllocationRow, kept: Mapping[UUID, Booking], calendar: Calendar
) -> Iterator[Doubt]:
    """Judge it as it would be judged now: what is tentative as if it were sure.

    Overtime is a concern where it is more than was given.
    """
    others = {id: each for id, each in kept.items() if id != row.id}
    over = over_beside(row.id, row.booking, others, calendar)
    if over is None or over.minutes <= (row.overtime or 0):
        return
    much = f"too much by {over.minutes / 60:g} h from {over.first} to {over.last}"
    if row.tentative:
        words = f"It is tentative, and would be {much}"
    elif row.overtime is not None:
        words = f"It is {much} by now, and {row.overtime / 60:g} h of overtime were given"
    else:
        words = f"It is {much} by now"
    yield Doubt(words, over.last, over.minutes)


def _work_is_over(row: AllocationRow, around: Around) -> Iterator[Doubt]:
    item = around.items.get(row.item) if row.item else None
    if item is not None and item.state not in OPEN_STATES:
        yield Doubt(f"{item.title} is {item.state}", row.last)
    into = row.project or (item.project if item else None)
    venture = around.projects.get(into) if into else None
    if venture is not None and venture.closed:
        yield Doubt(f"{venture.key} is closed", row.last)


# -- what was lost ---------------------------------------------------------------------------------


def _lost(row: AllocationRow, who: _Person) -> Iterator[Doubt]:
    """Tell which of the things that somebody was looked for with the person has not, and when."""
    if row.role:
        yield from _missing(
            row, who.roles, lambda role: _same(role, row.role), f"{who.name} is not {row.role}"
        )
    if row.skill:
        skill = row.skill.casefold()
        yield from _missing(
            row,
            who.skills,
            lambda skills: (skills or {}).get(skill, 0) >= row.level,
            f"{who.name} does not know {row.skill} at {row.level}",
        )
    if row.team:
        yield from _missing(
            row, who.teams, lambda team: _same(team, row.team), f"{who.name} is not in {row.team}"
        )


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()


def _missing(
    row: AllocationRow, dated: Mapping[date, Any], holds: Callable[[Any], bool], words: str
) -> Iterator[Doubt]:
    """Tell the days of an allocation on which something does not hold, if there are any."""
    begins = [row.first, *sorted(day for day in dated if row.first < day <= row.last)]
    ends = [*(day - DAY for day in begins[1:]), row.last]
    spans = zip(begins, ends, strict=True)
    missing = [(begin, end) for begin, end in spans if not holds(in_force(dated, begin))]
    if not missing:
        return
    (first, _), (_, last) = missing[0], missing[-1]
    if last < row.last:
        yield Doubt(f"{words} from {first} to {last}", last)
    elif first > row.first:
        yield Doubt(f"{words} from {first} on", last)
    else:
        yield Doubt(f"{words} on these days", last)
