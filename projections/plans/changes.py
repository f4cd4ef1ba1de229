"""What if: changes to what is planned, in a word and what it is about each; nothing is written.

    away PERSON FIRST LAST      the person is away on these days, both included
    back PERSON                 ... is not away at all
    overtime PERSON HOURS       ... works so many hours more on each of their days
    another PERSON              there is one more like them, who can do whatever they can
    more EQUIPMENT              there is one piece more of it, at any time
    fewer EQUIPMENT             there is one piece less
    give ITEM PERSON            the work is theirs alone
    drop ITEM                   the work is not done
    new HOURS PRIORITY PERSON   there is new work for somebody; `anybody` for whoever is first
    estimate ITEM HOURS         so much of it remains
    priority ITEM PRIORITY      it matters as much
    due ITEM DAY                it is to be done by then
    start ITEM DAY              it begins on that day, whatever it waits for
    split ITEM                  it may be laid aside for other work, and taken up again
    free ITEM                   its first day is not set by hand any more
    unlink ITEM ITEM            the first does not wait for the second any more
    pace PROJECT PERCENT        a new process: what is left takes so much of what it took; or `all`

People, projects and work items are named by their ids.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from math import ceil
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import AfterValidator, Field

from projections.models.items import RANK, ItemRow
from projections.plans.pieces import equipment_of, is_piece, number_of, piece_id
from projections.plans.situation import PRIORITIES, Situation
from workdomain.execution.task_life import State
from workdomain.planning.work_item import Priority
from workdomain.scheduling.plan.problem import Estimate, Person, Task
from workdomain.values import Line

NO_PIECE_LEFT = "needs equipment of which no piece is left"
DROPPED = "is not done any more"
MOST_HOURS = 80_000
MOST_PERCENT = 1_000


class BadChange(ValueError):
    """A change that cannot be read; the message says how it is written."""


Words = Sequence[str]


def _understood(text: str) -> str:
    change_of(text)
    return text


ChangeText = Annotated[Line, AfterValidator(_understood)]
Changes = Annotated[tuple[ChangeText, ...], Field(max_length=100)]


@dataclass(frozen=True)
class Change:
    """A word, and what it is about."""

    word: str
    about: tuple[Any, ...]

    def applied(self, now: Situation) -> Situation:
        """Make the change. Raises BadChange for what is not planned."""
        return KINDS[self.word][1](now, *self.about)


def change_of(text: str) -> Change:
    """Read a change. Raises BadChange."""
    word, *rest = text.split()
    if word not in KINDS:
        raise BadChange(f"{word!r} is no change; there are {', '.join(KINDS)}")
    readers, _ = KINDS[word]
    written = f"{word} {' '.join(readers_of(word)).upper()}"
    if len(rest) != len(readers):
        raise BadChange(f"{text!r} is not understood; write it as: {written}")
    try:
        return Change(word, tuple(read(each) for read, each in zip(readers, rest, strict=True)))
    except ValueError as error:
        raise BadChange(f"{text!r} is not understood ({error}); write it as: {written}") from None


def readers_of(word: str) -> list[str]:
    """Name what a change is about: item, project, person, somebody, day, hours, and so on."""
    return [read.__name__.strip("_") for read in KINDS[word][0]]


def changed(now: Situation, changes: Sequence[str]) -> Situation:
    """Make all changes, one after the other."""
    return reduce(lambda before, text: change_of(text).applied(before), changes, now)


# -- what is named ---------------------------------------------------------------------------------


def _person(text: str) -> str:
    return str(UUID(text))


def _somebody(text: str) -> str | None:
    return None if text == "anybody" else _person(text)


def _equipment(text: str) -> UUID:
    return UUID(text)


def _item(text: str) -> str:
    return str(UUID(text))


def _project(text: str) -> UUID | None:
    return None if text == "all" else UUID(text)


def _percent(text: str) -> float:
    percent = float(text)
    if not 0 < percent <= MOST_PERCENT:
        raise ValueError(f"a pace is more than 0 and at most {MOST_PERCENT} percent")
    return percent


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _hours(text: str) -> float:
    hours = float(text)
    if not 0 < hours <= MOST_HOURS:
        raise ValueError(f"hours are more than 0 and at most {MOST_HOURS}")
    return hours


def _priority(text: str) -> str:
    return Priority(text).value


# -- what is done ----------------------------------------------------------------------------------


def _with_person(
    now: Situation, id: str, change: Callable[[Person], Sequence[Person]]
) -> Situation:
    if all(person.id != id for person in now.problem.people):
        raise BadChange(f"{id} is nobody whose working hours are known")
    people = (
        other
        for person in now.problem.people
        for other in (change(person) if person.id == id else (person,))
    )
    return replace(now, problem=replace(now.problem, people=tuple(people)))


def _with_task(now: Situation, id: str, **fields: Any) -> Situation:
    if id not in now.items or id in now.left_out:
        raise BadChange(f"{id} is no work of this plan")
    tasks = tuple(replace(t, **fields) if t.id == id else t for t in now.problem.tasks)
    return replace(now, problem=replace(now.problem, tasks=tasks))


def _away(now: Situation, who: str, first: date, last: date) -> Situation:
    span = (now.clock.morning(first), now.clock.evening(last))
    return _with_person(now, who, lambda one: [replace(one, away=(*one.away, span))])


def _back(now: Situation, who: str) -> Situation:
    return _with_person(now, who, lambda one: [replace(one, away=())])


def _overtime(now: Situation, who: str, hours: float) -> Situation:
    more = round(hours * 60)
    return _with_person(
        now,
        who,
        lambda one: [replace(one, hours=tuple((begin, end + more) for begin, end in one.hours))],
    )


def another_like(who: str) -> str:
    """Make the id of somebody who is like somebody else."""
    return str(uuid5(UUID(who), "another"))


def _another(now: Situation, who: str) -> Situation:
    other = another_like(who)
    while any(person.id == other for person in now.problem.people):
        other = another_like(other)
    more = _with_person(now, who, lambda one: [one, replace(one, id=other)])
    tasks = tuple(
        replace(task, candidates=(*task.candidates, other)) if who in task.candidates else task
        for task in more.problem.tasks
    )
    return replace(more, problem=replace(more.problem, tasks=tasks))


def _pieces(now: Situation, equipment: UUID) -> list[str]:
    """List the pieces of it that are planned with, the last one last."""
    own = [one.id for one in now.problem.people if is_piece(one.id)]
    found = [id for id in own if equipment_of(id) == equipment]
    if not found:
        raise BadChange(f"{equipment} is no equipment that work of this plan needs")
    return sorted(found, key=number_of)


def _more(now: Situation, equipment: UUID) -> Situation:
    own = _pieces(now, equipment)
    whole = (0, max(end for person in now.problem.people for _, end in person.hours))
    piece = Person(piece_id(equipment, number_of(own[-1]) + 1), (whole,))
    people = (*now.problem.people, piece)
    return _with_pieces(now, people, lambda there: (*there, piece.id) if own[0] in there else there)


def _fewer(now: Situation, equipment: UUID) -> Situation:
    gone = _pieces(now, equipment)[-1]
    people = tuple(one for one in now.problem.people if one.id != gone)
    return _with_pieces(now, people, lambda there: tuple(id for id in there if id != gone))


def _with_pieces(
    now: Situation,
    people: tuple[Person, ...],
    change: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> Situation:
    """Let work choose among other pieces; what has none left to choose is not done."""
    tasks = tuple(
        replace(
            task,
            also=tuple(need._replace(candidates=change(need.candidates)) for need in task.also),
        )
        for task in now.problem.tasks
    )
    then = replace(now, problem=replace(now.problem, people=people, tasks=tasks))
    for task in tasks:
        if any(not need.candidates for need in task.also):
            then = _drop(then, task.id)
            then = replace(then, left_out={**then.left_out, task.id: NO_PIECE_LEFT})
    return then


def _give(now: Situation, item: str, who: str) -> Situation:
    _with_person(now, who, lambda one: [one])  # is there
    return _with_task(now, item, candidates=(who,), people=1, skill=None)


def _drop(now: Situation, item: str) -> Situation:
    gone = _with_task(
        now, item, milestone=True, fixed=None, started=None, deadline=None, candidates=(), people=1
    )
    return replace(gone, left_out={**gone.left_out, item: DROPPED})


def _new(now: Situation, hours: float, priority: str, who: str | None) -> Situation:
    id = uuid5(NEW, f"{len(now.problem.tasks)} {hours} {priority} {who}")
    known = (person.id for person in now.problem.people if not is_piece(person.id))
    people = (who,) if who else tuple(known)
    if who:
        _with_person(now, who, lambda one: [one])
    task = Task(str(id), round(hours * 60), candidates=people, priority=PRIORITIES[priority])
    nothing: dict[str, Any] = dict.fromkeys(ItemRow._fields)
    row = ItemRow(
        **nothing
        | {
            "id": id,
            "title": "New work",
            "state": State.TODO,
            "priority": Priority(priority),
            "rank": RANK[priority],
            "assignees": (),
            "predecessors": (),
            "work_h": hours,
            "remaining_h": hours,
            "added_at": now.clock.begins,
            "since": now.clock.begins,
            "changed_at": now.clock.begins,
        }
    )
    problem = replace(now.problem, tasks=(*now.problem.tasks, task))
    return replace(now, problem=problem, items={**now.items, str(id): row})


NEW = UUID("7b0a4f0e-2f6f-5d1c-8f0b-0a9c1f7a2d31")


def _estimate(now: Situation, item: str, hours: float) -> Situation:
    people = now.task(item).people if item in now.items else 1
    return _with_task(now, item, minutes=-(-round(hours * 60) // people))


def _prioritise(now: Situation, item: str, priority: str) -> Situation:
    return _with_task(now, item, priority=PRIORITIES[priority])


def _due(now: Situation, item: str, day: date) -> Situation:
    end = now.clock.evening(day)
    then = _with_task(now, item, deadline=max(0, end))
    return replace(then, due={**then.due, item: end})


def _start(now: Situation, item: str, day: date) -> Situation:
    return _with_task(now, item, fixed=max(0, now.clock.morning(day)))


def _split(now: Situation, item: str) -> Situation:
    return _with_task(now, item, split=True)


def _free(now: Situation, item: str) -> Situation:
    return _with_task(now, item, fixed=None)


def _unlink(now: Situation, item: str, other: str) -> Situation:
    after = now.task(item).after if item in now.items else ()
    return _with_task(now, item, after=tuple(link for link in after if link.task != other))


def _pace(now: Situation, project: UUID | None, percent: float) -> Situation:
    """Scale what remains of all work, or of a project's; work that is left out stays so."""
    own = {
        id
        for id, item in now.items.items()
        if id not in now.left_out and project in (None, item.project)
    }
    if not own:
        raise BadChange(f"{project or 'all'} has no work in this plan")
    tasks = tuple(_at_pace(t, percent) if t.id in own else t for t in now.problem.tasks)
    return replace(now, problem=replace(now.problem, tasks=tasks))


def _at_pace(task: Task, percent: float) -> Task:
    if isinstance(task.minutes, Estimate):
        return replace(task, minutes=Estimate(*(_share(one, percent) for one in task.minutes)))
    return replace(task, minutes=_share(task.minutes, percent))


def _share(minutes: int, percent: float) -> int:
    """Round up to whole minutes, so that there is no work without any."""
    return ceil(minutes * percent / 100)


Apply = Callable[..., Situation]
KINDS: Mapping[str, tuple[Sequence[Callable[[str], Any]], Apply]] = {
    "away": ((_person, _day, _day), _away),
    "back": ((_person,), _back),
    "overtime": ((_person, _hours), _overtime),
    "another": ((_person,), _another),
    "more": ((_equipment,), _more),
    "fewer": ((_equipment,), _fewer),
    "give": ((_item, _person), _give),
    "drop": ((_item,), _drop),
    "new": ((_hours, _priority, _somebody), _new),
    "estimate": ((_item, _hours), _estimate),
    "priority": ((_item, _priority), _prioritise),
    "due": ((_item, _day), _due),
    "start": ((_item, _day), _start),
    "split": ((_item,), _split),
    "free": ((_item,), _free),
    "unlink": ((_item, _item), _unlink),
    "pace": ((_project, _percent), _pace),
}
"""How each change is read, and made."""
