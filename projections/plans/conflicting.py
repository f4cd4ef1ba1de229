"""Which days and people that were set by hand cannot all be kept: a smallest set of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from projections.models.items import ItemRow
from projections.names import items_called, people_called
from projections.plans.asked import Planning
from projections.plans.making import NoPlan, in_words
from projections.plans.situation import LONGER, Situation, situation
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.scheduling.plan.problem import CannotPlan, Problem, Task
from workdomain.scheduling.replan.conflicts import Wish, WishKind, conflict, wishes


class PlanConflicts(Planning):
    """Which deadlines, fixed days and assignments cannot all be kept? Giving up any one will do."""

    item: UUID | None = None
    """Only the deadline of this work, as something that has to be kept; left out: all deadlines."""


class Conflicting(Message):
    """Something that is wanted, and cannot be kept beside the others that are listed."""

    number: int
    """From 1."""
    wish: WishKind
    item: UUID
    title: str
    words: str
    """What is wanted."""


def read(reader: Reader, params: PlanConflicts, _page: Page) -> list[Conflicting]:
    """Find a smallest set; none if all can be kept."""
    now = situation(reader, params, LONGER)
    asked = _asked(now, params.item)
    try:
        found = conflict(_with_only(now.problem, asked), asked)
    except CannotPlan as error:
        raise NoPlan(in_words(reader, str(error))) from error
    titles = items_called(reader, (UUID(wish.task) for wish in found))
    tasks = {task.id: task for task in now.problem.tasks}
    names = people_called(reader, (w for wish in found for w in tasks[wish.task].candidates))
    return [
        Conflicting(
            number=number,
            wish=wish.kind,
            item=UUID(wish.task),
            title=titles.get(UUID(wish.task), wish.task),
            words=_words(wish, now.items[wish.task], tasks[wish.task], names),
        )
        for number, wish in enumerate(found, 1)
    ]


def _asked(now: Situation, item: UUID | None) -> list[Wish]:
    """List what could be given up: of one deadline also who has work, of all of them only days."""
    return [wish for wish in wishes(now.problem.tasks) if _is_asked(now, wish, item)]


def _is_asked(now: Situation, wish: Wish, item: UUID | None) -> bool:
    if wish.kind is WishKind.DEADLINE:
        return item is None or wish.task == str(item)
    if wish.kind is WishKind.FIXED:
        return True
    return item is not None and bool(now.items[wish.task].assignees)


def _with_only(problem: Problem, asked: Sequence[Wish]) -> Problem:
    """Leave out the deadlines that are not asked about."""
    tasks = (
        task if Wish(WishKind.DEADLINE, task.id) in asked else replace(task, deadline=None)
        for task in problem.tasks
    )
    return replace(problem, tasks=tuple(tasks))


def _words(wish: Wish, item: ItemRow, task: Task, names: Mapping[UUID, str]) -> str:
    if wish.kind is WishKind.DEADLINE:
        return f"is to be done by {item.due}"
    if wish.kind is WishKind.FIXED:
        return f"is to begin on {item.start}"
    return f"is to be done by {', '.join(names.get(UUID(one), one) for one in task.candidates)}"


def order(_params: PlanConflicts, row: Conflicting) -> Order:
    """Sort as they were found."""
    return (row.number,)


plan_conflicts = View(
    name="plan-conflicts",
    params=PlanConflicts,
    row=Conflicting,
    key=("wish", "item"),
    read=read,
    order=order,
)
