"""Make a plan: one task after the other, each as early as its people have time for it.

Serial schedule generation (R. Kolisch and S. Hartmann, 1999) over people with calendars, once for
each of some rules of who goes first; the best plan is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal, NamedTuple

from workdomain.scheduling.plan.problem import (
    CannotPlan,
    Link,
    NobodyAvailable,
    PinnedTwice,
    Problem,
    Roster,
    Task,
    refuse,
)
from workdomain.scheduling.plan.worktime import Span

if TYPE_CHECKING:
    from workdomain.scheduling.plan.table import Table
    from workdomain.scheduling.plan.tables import Ints, Room


class Reason(NamedTuple):
    """What held a start until a moment."""

    kind: Literal["beginning", "not before", "fixed", "done", "link", "person"]
    until: int
    task: str | None = None
    """The task it waited for, of a link or a person."""
    person: str | None = None
    link: Link | None = None


class Placed(NamedTuple):
    """One task in a plan."""

    start: int
    finish: int
    people: tuple[str, ...]
    reason: Reason
    spans: tuple[Span, ...] = ()
    """The pieces of a task that was split; of any other, none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When each task is done, by whom, and why not earlier."""

    placed: dict[str, Placed]
    rule: str
    tardiness: int
    """Minutes after deadlines, each task's weighed by its priority plus one."""


Key = tuple[float, ...]
RULES: dict[str, Callable[[Task, int], Key]] = {
    "longest tail": lambda _, tail: (-tail,),
    "priority": lambda task, tail: (-task.priority, -tail),
    "deadline": lambda task, tail: (inf if task.deadline is None else task.deadline, -tail),
}
"""Who goes first: the smallest key, made of the task and the work that hangs on it."""
KINDS: tuple[Literal["beginning", "not before", "fixed", "done", "link", "person"], ...] = (
    "beginning",
    "not before",
    "fixed",
    "done",
    "link",
    "person",
)
"""In the order of the codes of `passes`."""


def make_plan(
    problem: Problem,
    rules: Iterable[str] = tuple(RULES),
    *,
    keep: Mapping[str, Placed] | None = None,
    order: Sequence[str] | None = None,
) -> Plan:
    """Find the best plan of these rules: least tardiness, then the earliest finishes, weighed.

    One rule alone gives a first plan in a third of the time. What is in `keep` stays where it is,
    with its people, whatever it waits for; `order` says instead of the rules who goes first.

    :raises CannotPlan: naming the cause.
    """
    if not problem.tasks:
        refuse(problem, Roster(problem))
        return Plan({}, "given" if order is not None else next(iter(rules)), 0)
    passing = Passing(problem, keep or {})
    if order is not None:
        place = {id_: at for at, id_ in enumerate(order)}
        return passing.plan(passing.run([place[task.id] for task in passing.table.tasks]), "given")
    best: tuple[tuple[int, int], str, list[int]] | None = None
    tried, refused = list[list[int]](), list[NobodyAvailable]()
    for rule in rules:
        keys = passing.keys(rule)
        if keys in tried:  # without priorities and deadlines all rules come to the same
            continue
        tried.append(keys)
        try:
            judged = passing.judge(room := passing.run(keys))
        except NobodyAvailable as error:  # in this order somebody has no time left
            refused.append(error)
            continue
        if best is None or judged < best[0]:
            best = judged, rule, keys
    if best is None:
        raise refused[0]
    if tried[-1] is not best[2]:
        room = passing.run(best[2])
    return passing.plan(room, best[1])


class Passing:
    """A problem that is ready for any number of passes."""

    def __init__(self, problem: Problem, keep: Mapping[str, Placed] | None = None) -> None:
        """Put it into tables. Raises CannotPlan, naming the cause."""
        # Only where plans are made: the compiler takes half a second to come up.
        from workdomain.scheduling.plan.table import table_of

        self.table: Table = table_of(problem)
        self._modes = listed(self.table.tables.mode)
        self._more = 1
        self.keep(keep or {})

    def keep(self, keep: Mapping[str, Placed]) -> None:
        """Keep these tasks where they are, from now on, and no others."""
        self._keep = keep
        modes = self.table.tables.mode
        for at, mode in enumerate(self._modes):
            modes[at] = mode
        self._room = self._new_room()
        modes = listed(modes)
        held = [at for at in range(len(modes)) if modes[at] != FREE]
        self._held = sorted(held, key=self._turn)
        self._free = [at for at in range(len(modes)) if modes[at] == FREE]

    def _turn(self, at: int) -> tuple[bool, int]:
        mode = int(self.table.tables.mode[at])
        return mode != KEPT, mode

    def keys(self, rule: str) -> list[int]:
        """Tell the place of each task, by its number, in the order of a rule."""
        table, told = self.table, RULES[rule]
        by_key = sorted(
            range(len(table.tasks)), key=lambda at: (told(table.tasks[at], table.tails[at]), at)
        )
        places = [0] * len(by_key)
        for place, at in enumerate(by_key):
            places[at] = place
        return places

    def run(self, keys: Sequence[int]) -> "Room":
        """Place all tasks, those with the smallest keys first, and each after all it waits for.

        What it gives is written over by the next run. Raises CannotPlan.
        """
        from workdomain.scheduling.plan import passes, tables

        table = self.table
        raised = table.ints(keys)
        passes.after_all(table.tables.waits, raised)
        order = table.ints([*self._held, *sorted(self._free, key=listed(raised).__getitem__)])
        while True:
            ended = passes.generate(table.tables, self._room, order)
            if ended == tables.FINE:
                return self._room
            if ended != tables.TOO_SMALL:
                raise self._why_not(ended)
            self._more *= 2
            self._room = self._new_room()

    def _new_room(self) -> "Room":
        """Make room for a pass, and lay what is kept into it."""
        from workdomain.scheduling.plan import tables

        table, room = self.table, self.table.room(self._more)
        first, starts, ends = [0], list[int](), list[int]()
        for at, task in enumerate(table.tasks):
            kept = self._keep.get(task.id)
            if kept is not None:
                table.tables.mode[at] = tables.KEPT
                room.start[at], room.finish[at] = kept.start, kept.finish
                base = table.tables.slots[at]
                for slot, person in enumerate(kept.people):
                    room.team[base + slot] = table.person[person]
                for begin, end in kept.spans or ((kept.start, kept.finish),):
                    starts.append(begin)
                    ends.append(end)
            first.append(len(starts))
        own = map(table.ints, (first, starts, ends))
        return room._replace(
            **dict(zip(("kept_first", "kept_start", "kept_end"), own, strict=True))
        )

    def _why_not(self, ended: int) -> CannotPlan:
        from workdomain.scheduling.plan import tables

        table, told = self.table, [int(each) for each in self._room.told]
        task, people = table.tasks[told[2]], table.problem.people
        if ended == tables.TOO_LATE:
            lag = told[3]
            return NobodyAvailable(
                f"The plan's hours end before a lag of {lag} minutes: {task.id}."
            )
        if ended == tables.HELD:
            person, other = people[told[3]].id, table.tasks[told[4]].id
            words = f"{task.id} needs {person}, who is held by {other}: move one of them."
            return PinnedTwice(words, task.id, person)
        besides = "".join(
            f" together with {', '.join(self._able(told[2], place))}"
            for place in range(task.people, sum(need.people for need in task.needs))
        )
        names = ", ".join(self._able(told[2], 0))
        return NobodyAvailable(
            f"{task.id} takes {task.work} minutes{besides}, which none of {names} has left."
        )

    def _able(self, at: int, place: int) -> list[str]:
        """Name the first of those who may take a place in the team of a task."""
        of, need = self.table.tables.of, self.table.tables.need[self.table.tables.slots[at] + place]
        able = range(of[need], of[need + 1])[:5]
        return [self.table.problem.people[self.table.tables.able[one]].id for one in able]

    def judge(self, room: "Room") -> tuple[int, int]:
        """Sum up minutes after deadlines, and finishes, each weighed by the priority plus one."""
        tasks, finish = self.table.tasks, listed(room.finish)
        late = sum(
            max(0, finish[at] - task.deadline) * (task.priority + 1)
            for at, task in enumerate(tasks)
            if task.deadline is not None
        )
        return late, sum(end * (task.priority + 1) for task, end in zip(tasks, finish, strict=True))

    def plan(self, room: "Room", rule: str) -> Plan:
        """Say a pass in words."""
        told, slots = type(room)._make(map(listed, room)), listed(self.table.tables.slots)
        spans = self._spans(told)
        placed = {
            task.id: self._placed(told, slots[at : at + 2], at, task, spans)
            for at, task in enumerate(self.table.tasks)
        }
        return Plan(placed, rule, self.judge(room)[0])

    def _spans(self, room: "Room") -> Mapping[int, list[Span]]:
        spans: dict[int, list[Span]] = {}
        for at in range(room.told[1]):
            piece = room.piece_start[at], room.piece_end[at]
            spans.setdefault(room.piece_task[at], []).append(piece)
        return spans

    def _placed(
        self, room: "Room", slots: list[int], at: int, task: Task, spans: Mapping[int, list[Span]]
    ) -> Placed:
        if (kept := self._keep.get(task.id)) is not None:
            return kept
        table, all_people = self.table, self.table.problem.people
        people = tuple(all_people[who].id for who in room.team[slots[0] : slots[1]])
        link, other, person = room.by_link[at], room.by_task[at], room.by_person[at]
        reason = Reason(
            KINDS[room.kind[at]],
            room.until[at],
            table.tasks[other].id if other >= 0 else None,
            all_people[person].id if person >= 0 else None,
            table.links[link] if link >= 0 else None,
        )
        return Placed(room.start[at], room.finish[at], people, reason, tuple(spans.get(at, ())))


def listed(values: "Ints") -> list[int]:
    """Make a list of an array: one by one its numbers are slow to read."""
    read: Callable[[], list[int]] = getattr(values, "tolist", values.copy)
    return read()


FREE, KEPT = 3, 4
"""As in `passes`, which brings the compiler."""
