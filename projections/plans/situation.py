"""The work there is, as a problem to be planned: what is open, who can do it, what waits for what.

A parent is finished after its parts, and its parts wait for what it waits for. Work that several
people have is done by all of them together, each an equal part. Work that nobody has can go to any
member of its project who has the skill and the role it needs, or to anybody if it has no members.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from projections.models.items import OPEN_STATES, ItemRow, ScheduledRow, SpreadRow
from projections.models.people import RoleRow
from projections.models.projects import ProjectRow
from projections.models.specifications import SpecificationRow
from projections.names import at_once
from projections.plans.asked import Pins, Planning
from projections.plans.clock import Clock
from projections.plans.needs import Wanted, wanted_of
from projections.plans.people import people_of
from projections.plans.pieces import Pieces
from projections.reader import Reader
from workdomain.execution.task_life import State
from workdomain.planning.dependency import Dependency, DependencyKind
from workdomain.planning.shape import Shape
from workdomain.scheduling.keeping import Kept
from workdomain.scheduling.plan.problem import Estimate, Kind, Link, Person, Problem, Task
from workdomain.scheduling.plan.worktime import Span, weekly

DAYS = 730
"""How far ahead people's time is laid out."""
LONGER = 3650
"""... and where that is not enough."""
A_WORKING_DAY = 8 * 60
OFFICE: tuple[tuple[Span, ...], ...] = (((9 * 60, 17 * 60),),) * 5 + ((),) * 2
"""Monday to Friday, nine to five: what lags in working time are counted in."""
KINDS = {
    DependencyKind.FS: Kind.FINISH_START,
    DependencyKind.SS: Kind.START_START,
    DependencyKind.FF: Kind.FINISH_FINISH,
    DependencyKind.SF: Kind.START_FINISH,
}
PRIORITIES = {"lowest": 0, "low": 1, "normal": 2, "high": 3, "urgent": 4}
NO_ESTIMATE = "has no estimate: say how much work it is"
NO_HOURS = "nobody knows the working hours of whoever has it"
NO_PIECE = "needs {}: no equipment of this name or kind can be used in the time that is planned"
NOBODY = "nobody has the skill and the role that it needs"


@dataclass(frozen=True)
class Situation:
    """A problem, and what its tasks are: the id of a task is that of its work item, as text."""

    clock: Clock
    problem: Problem
    items: Mapping[str, ItemRow]
    left_out: Mapping[str, str]
    """Work that has no bar, and why: what waits for it waits for what it waits for."""
    due: Mapping[str, int] = field(default_factory=dict)
    """The minute at which the due day ends that was set by hand; past for what is late already."""

    def task(self, id: str) -> Task:
        """Find a task."""
        return next(task for task in self.problem.tasks if task.id == id)


def situation(reader: Reader, asked: Planning, days: int = DAYS) -> Situation:
    """Read what is open, and everyone's time from the moment of the reader on."""
    clock = Clock.from_moment(reader.moment.now)
    rows = _open(reader, asked.project)
    mine = {row.id for row in rows}
    projects = {row.project for row in rows}

    def elsewhere(kept: Kept) -> bool:
        return kept.item not in mine if kept.item else kept.project not in projects

    people = people_of(reader, clock, days, elsewhere, mine)
    problem = Problem((), tuple(people.values()), weekly(clock.begins, OFFICE, days))
    pieces = Pieces(reader, clock, days, mine)
    return _Reading(reader, asked, clock, rows, people, pieces).put_together(problem)


def _open(reader: Reader, project: UUID | None) -> list[ItemRow]:
    def meant(c: Any) -> list[Any]:
        states = [c.state.in_(sorted(OPEN_STATES))]
        return states if project is None else [*states, c.project == project]

    return sorted(reader.rows(ItemRow, meant), key=lambda row: row.place)


class _Reading:
    """What has to be known of all work to make tasks of it."""

    def __init__(
        self,
        reader: Reader,
        asked: Planning,
        clock: Clock,
        rows: Sequence[ItemRow],
        people: Mapping[UUID, Person],
        pieces: Pieces,
    ) -> None:
        self.asked, self.clock, self.people, self.pieces = asked, clock, people, pieces
        self.rows = {str(row.id): row for row in rows}
        self.specified = {row.item: row for row in reader.rows(SpecificationRow)}
        self.scheduled = {row.item: row for row in reader.rows(ScheduledRow)}
        self.spread = {row.item: row for row in reader.rows(SpreadRow)}
        self.roles = _roles(reader, clock.begins.date())
        self.members = {row.id: row.members for row in reader.rows(ProjectRow)}
        self.ended = _others(reader, self.rows)
        self.parts = defaultdict[str, list[str]](list)
        for id, row in self.rows.items():
            if row.parent is not None and str(row.parent) in self.rows:
                self.parts[str(row.parent)].append(id)
        self._able: dict[tuple[UUID | None, Wanted], tuple[str, ...]] = {}
        self.left_out: dict[str, str] = {}
        self.due: dict[str, int] = {}

    def put_together(self, problem: Problem) -> Situation:
        tasks = tuple(self._task(id, row) for id, row in self.rows.items())
        everyone = (*problem.people, *self.pieces.people)
        ready = replace(problem, tasks=_one_at_a_time(tasks), people=everyone)
        return Situation(self.clock, ready, self.rows, self.left_out, self.due)

    def _task(self, id: str, row: ItemRow) -> Task:
        spec = self.specified.get(row.id)
        after = tuple(dict.fromkeys((*self._links(id, row), *self._of_parts(id))))
        common: dict[str, Any] = {
            "id": id,
            "after": after,
            "priority": PRIORITIES[row.priority],
            "deadline": self._deadline(row),
            "not_before": self._held_from_outside(row),
        }
        shape = spec.shape if spec else Shape.TASK
        minutes = self._minutes(row)
        if shape is Shape.MILESTONE or (self.parts[id] and minutes in (None, 0)):
            return Task(**common, milestone=True)
        if minutes is None:
            return self._left_out(common, NO_ESTIMATE)
        if minutes == 0:
            return Task(**common, milestone=True)
        wanted = wanted_of(spec.needs if spec else ())
        candidates = self._candidates(row, wanted)
        if not candidates:
            return self._left_out(common, NO_HOURS if row.assignees else NOBODY)
        also = self.pieces.needs(row.id, wanted.equipment)
        if isinstance(also, str):
            return self._left_out(common, NO_PIECE.format(also))
        team = max(1, len(row.assignees))
        share = _shared(minutes, team)
        return Task(
            **common | self._dates(row, common),
            minutes=share,
            people=team,
            candidates=candidates,
            also=also,
            split=spec is not None and spec.split,
        )

    def _left_out(self, common: Mapping[str, Any], why: str) -> Task:
        self.left_out[common["id"]] = why
        return Task(**{**common, "milestone": True, "deadline": None})

    def _minutes(self, row: ItemRow) -> int | Estimate | None:
        """Tell what remains, with its spread in proportion; None if nobody estimated it."""
        if row.remaining_h is None:
            return None
        left = round(row.remaining_h * 60)
        spread = self.spread.get(row.id)
        if left == 0 or spread is None or not row.work_h:
            return left
        share = row.remaining_h / row.work_h * 60
        best, likely, worst = (round(points * share) for points in spread[1:])
        return Estimate(best, likely, worst)

    def _candidates(self, row: ItemRow, wanted: Wanted) -> tuple[str, ...]:
        """Name who may do it; whoever has it, whatever it needs. Nobody, if there are too few."""
        if row.assignees:
            known = tuple(who for who in row.assignees if UUID(who) in self.people)
            return known if len(known) == len(row.assignees) else ()
        wanted = wanted._replace(equipment=())  # that is no matter of who does it
        asked = row.project, wanted
        if asked not in self._able:  # much of a project's work needs the same
            members = self.members.get(row.project, ()) if row.project else ()
            among = [UUID(who) for who in members] or list(self.people)
            self._able[asked] = tuple(
                str(who)
                for who in among
                if who in self.people
                and wanted.is_met(self.people[who].skills, self.roles.get(who))
            )
        return self._able[asked]

    def _dates(self, row: ItemRow, common: Mapping[str, Any]) -> dict[str, Any]:
        """Tell when it begins, as far as that is settled: it is under way, or its day was set."""
        if row.state is not State.TODO and row.started_at is not None:
            return {"started": min(0, self.clock.minute(row.started_at)), "after": ()}
        scheduled = self.scheduled.get(row.id)
        by_hand = row.start is not None and (scheduled is None or scheduled.start_by is None)
        if not by_hand or row.start is None or self.asked.pins is Pins.FREE:
            return {}
        day = self.clock.morning(row.start)
        if day <= 0:
            return {}
        if self.asked.pins is Pins.KEEP:
            return {"fixed": day}
        return {"not_before": max(day, common["not_before"])}

    def _deadline(self, row: ItemRow) -> int | None:
        scheduled = self.scheduled.get(row.id)
        if row.due is None or (scheduled is not None and scheduled.due_by is not None):
            return None
        self.due[str(row.id)] = end = self.clock.evening(row.due)
        return max(0, end)

    def _of_parts(self, id: str) -> Iterator[Link]:
        """Let a parent finish after its parts."""
        for part in self.parts[id]:
            yield Link(part, Kind.FINISH_FINISH)

    def _links(self, id: str, row: ItemRow) -> Iterator[Link]:
        """List what it waits for, and what those wait for that it is a part of."""
        family, up = {id}, row
        yield from self._waits(row, family, own=True)
        while (
            up.parent is not None and str(up.parent) in self.rows and str(up.parent) not in family
        ):
            up = self.rows[str(up.parent)]
            family.add(str(up.id))
            yield from self._waits(up, family, own=False)

    def _waits(self, row: ItemRow, family: set[str], *, own: bool) -> Iterator[Link]:
        for predecessor, kind, lag_days, lag_minutes in row.predecessors:
            of_start = kind in (DependencyKind.FS, DependencyKind.SS)
            if predecessor in self.rows and predecessor not in family and (own or of_start):
                waits = DependencyKind(kind)
                if lag_days or lag_minutes:
                    lag = _lag(Dependency(waits, lag_days, lag_minutes))
                    yield Link(predecessor, KINDS[waits], *lag)
                else:
                    yield Link(predecessor, KINDS[waits])

    def _held_from_outside(self, row: ItemRow) -> int:
        """Wait for what is not planned: the lag after closed work, the due day of other work."""
        held = 0
        for predecessor, kind, lag_days, lag_minutes in row.predecessors:
            until = self.ended.get(predecessor)
            if until is not None and kind == DependencyKind.FS:
                lag = lag_days * 24 * 60 + lag_minutes
                held = max(held, self.clock.minute(until) + lag if lag > 0 else 0)
        return held


def _others(reader: Reader, mine: Mapping[str, ItemRow]) -> Mapping[str, Any]:
    """Find when work was done that planned work waits for."""
    named = {one for row in mine.values() for one, *_ in row.predecessors if one not in mine}
    found = {}
    for some in at_once(named):
        for row in _those(reader, some):
            if row.ended_at is not None:
                found[str(row.id)] = row.ended_at
    return found


def _those(reader: Reader, ids: Sequence[UUID]) -> Sequence[ItemRow]:
    return reader.rows(ItemRow, lambda c: [c.id.in_(ids)])


def _roles(reader: Reader, day: date) -> Mapping[UUID, str | None]:
    rows = sorted(reader.rows(RoleRow, lambda c: [c.valid_from <= day]), key=lambda r: r.valid_from)
    return {row.person: row.role for row in rows}


def _lag(waits: Dependency) -> tuple[int, bool]:
    """Tell a lag in minutes, and whether they are of working time: a lead is one of the clock."""
    if waits.is_lead:
        return waits.lag_days * 24 * 60 + waits.lag_minutes, False
    working = waits.lag_days * A_WORKING_DAY + waits.lag_minutes
    return max(working, 0), working > 0


def _shared(minutes: int | Estimate, people: int) -> int | Estimate:
    """Tell each one's part of work that several do together."""
    if isinstance(minutes, Estimate):
        if people == 1 and minutes.best > 0:
            return minutes
        return Estimate(*(max(1, -(-points // people)) for points in minutes))
    return -(-minutes // people)


def _one_at_a_time(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Let each person go on with one thing: the rest of what they have begun comes after it.

    (Of several things under way, whatever was begun first is what they are at.)
    """
    busy: set[str] = set()
    settled: dict[str, Task] = {}
    tasks = tuple(tasks)
    for task in sorted(tasks, key=lambda each: each.started if each.started is not None else 1):
        if task.started is None:
            continue
        only = (need.candidates[0] for need in task.also if len(need.candidates) == 1)
        takes = {*task.candidates, *only}
        if busy.intersection(takes):
            settled[task.id] = replace(task, started=None, priority=task.priority + URGENT)
        busy |= takes
    return tuple(settled.get(task.id, task) for task in tasks)


URGENT = 10
"""More than any priority: what was begun goes on before anything new is begun."""
