"""Ways out of a deadline that is missed, each tried by planning again; the cheapest come first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field

from projections.figures import rounded
from projections.names import equipment_called, items_called, people_called
from projections.plans.asked import Planning
from projections.plans.making import Made, NoPlan, bars, made
from projections.plans.pieces import equipment_of, is_piece
from projections.plans.what_if import days_between, is_late, is_moved, with_changes
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.schedule_words import Bar
from workdomain.kernel import Message
from workdomain.scheduling.buffers.placing import chain

OVERTIME = 2
"""Hours a day."""


class WaysOut(Planning):
    """What would bring work back before its deadline, and at what price? Nothing is written."""

    item: UUID | None = None
    """The work that is late; left out: whatever is late by most, for its priority."""
    tries: Annotated[int, Field(ge=1, le=200)] = 40
    """How many ways are tried at most."""


class WayOut(Message):
    """A change that was tried, and what came of it."""

    rank: int
    """From 1: what meets the deadline comes first, then what costs least, then what helps most."""
    change: str
    """As the view what-if takes it."""
    words: str
    """The change, with names."""
    price: int
    """From 0: nothing but an order; to 5: somebody more."""
    item: UUID
    title: str
    finish_before: datetime
    finish_after: datetime | None
    """Null if the work is not done any more."""
    days: float | None
    """How many days earlier it is done."""
    late_days: float | None
    """How many days it is late with the change; below zero is time to spare."""
    meets: bool
    """Whether the deadline is met."""
    moved: int
    """How much work has other times or people."""
    late_others: int
    """How much other work is late that was not; below zero is less."""


class _Try(NamedTuple):
    change: str
    words: str
    price: int


def read(reader: Reader, params: WaysOut, _page: Page) -> list[WayOut]:
    """Try what could help."""
    before = made(reader, params)
    late = _latest(before, params.item)
    if late is None:
        return []
    old = {bar.item: bar for bar in bars(before)}
    found = []
    for each in list(_tries(reader, before, late))[: params.tries]:
        after = with_changes(reader, before, [each.change], params)
        found.append(_way(before, after, old, late, each))
    found.sort(key=lambda way: (not way.meets, way.price, -(way.days or 0.0), way.change))
    helps = [way for way in found if way.meets or (way.days or 0.0) > 0]
    title = items_called(reader, [UUID(late)]).get(UUID(late), late)
    return [
        way.model_copy(update={"rank": rank, "title": title}) for rank, way in enumerate(helps, 1)
    ]


def _latest(it: Made, asked: UUID | None) -> str | None:
    """Find the work that is meant, or what is late by most; NoPlan if it has no deadline."""
    if asked is not None:
        if str(asked) not in it.situation.due or str(asked) not in it.plan.placed:
            raise NoPlan("It has no deadline in this plan: set the day it is to be done by")
        return str(asked)
    late = {
        task.id: (it.plan.placed[task.id].finish - it.situation.due[task.id]) * (task.priority + 1)
        for task in it.situation.problem.tasks
        if task.id in it.situation.due
        and it.plan.placed[task.id].finish > it.situation.due[task.id]
    }
    return max(late, key=lambda id: (late[id], id), default=None)


def _tries(reader: Reader, it: Made, late: str) -> Iterator[_Try]:
    """List what could help: about the work that it waits for, and about whoever does that."""
    tasks = {task.id: task for task in it.situation.problem.tasks}
    whole = chain(it.plan, late)[::-1]
    links = [id for id in whole if id not in it.situation.left_out]
    whose = list(dict.fromkeys(who for id in links for who in it.plan.placed[id].people))
    people = [who for who in whose if not is_piece(who)]
    used = list(dict.fromkeys(equipment_of(who) for who in whose if is_piece(who)))
    titles = items_called(reader, map(UUID, tasks))
    names = people_called(reader, map(UUID, people))
    for id in links:
        task, title = tasks[id], titles.get(UUID(id), id)
        yield _Try(f"priority {id} urgent", f"do {title} first", 0)
        if not task.milestone:
            yield _Try(f"split {id}", f"let {title} be laid aside for other work", 0)
        if task.fixed is not None:
            yield _Try(f"free {id}", f"let {title} begin on any day", 1)
    for who in people:
        name = names.get(UUID(who), who)
        away = next(person.away for person in it.situation.problem.people if person.id == who)
        yield _Try(f"overtime {who} {OVERTIME}", f"{name} works {OVERTIME} h a day more", 2)
        if away:
            yield _Try(f"back {who}", f"{name} is not held by other plans", 3)
    for id in links:
        task, title = tasks[id], titles.get(UUID(id), id)
        for link in task.after:
            other = titles.get(UUID(link.task), link.task)
            yield _Try(f"unlink {id} {link.task}", f"do not let {title} wait for {other}", 3)
        if id != late and not task.milestone:
            yield _Try(f"drop {id}", f"do not do {title}", 4)
    for who in people:
        name = names.get(UUID(who), who)
        yield _Try(f"another {who}", f"have another like {name}", 5)
    equipment = equipment_called(reader, used)
    for id_ in used:
        yield _Try(f"more {id_}", f"have one more of {equipment.get(id_, id_)}", 5)


def _way(before: Made, after: Made, old: dict[UUID, Bar], late: str, tried: _Try) -> WayOut:
    new = {bar.item: bar for bar in bars(after)}
    id = UUID(late)
    then, due = new.get(id), before.situation.clock.moment(before.situation.due[late])
    others = [item for item in new if item != id]
    late_now = sum(is_late(after, new[item]) for item in others)
    late_then = sum(is_late(before, old[item]) for item in others if item in old)
    return WayOut(
        rank=1,
        change=tried.change,
        words=tried.words,
        price=tried.price,
        item=id,
        title="",
        finish_before=old[id].finish,
        finish_after=then and then.finish,
        days=rounded(days_between(then.finish, old[id].finish)) if then else None,
        late_days=rounded(days_between(due, then.finish)) if then else None,
        meets=then is not None and then.finish <= due,
        moved=sum(is_moved(old.get(item), bar) for item, bar in new.items()),
        late_others=late_now - late_then,
    )


def order(_params: WaysOut, row: WayOut) -> Order:
    """Sort by rank."""
    return (row.rank,)


ways_out = View(
    name="ways-out",
    params=WaysOut,
    row=WayOut,
    key=("change",),
    read=read,
    order=order,
)
