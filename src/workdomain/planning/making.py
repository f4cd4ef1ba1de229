"""From the steps of a template to work items: when each is due, whose it is, and what asks for it.

Steps become work items under ids that follow from the whole's own id, so that every step can be
found again in whatever was made from it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from workdomain.kernel import Ask, Refused
from workdomain.planning.checklist import AddToChecklist
from workdomain.planning.network import AddDependency
from workdomain.planning.shape import Shape
from workdomain.planning.step import Anchor, Cast, Contents, Step
from workdomain.planning.template_rules import parents_first, predecessors_first
from workdomain.planning.work_item import AddWorkItem
from workdomain.planning.working_days import (
    FIRST,
    LAST,
    counted_back,
    counted_on,
    monday_of,
    working_days,
)

WORK_ITEM = "work-item"
"""The decider that is asked; it is put together later, in `execution/work_item.py`."""

Dates = tuple[date | None, date | None]
"""The first and the last day of a step, if it has any."""


class NoDayToCountFrom(Refused):
    """Steps that are counted from the start (or the end) need to know when that is."""


class OffTheCalendar(Refused):
    """Work is planned between 1970 and 2199."""


class Made(NamedTuple):
    """One thing that is made from a template: a project, or a work item with its parts."""

    project: UUID | None
    """What its work items belong to."""
    top: UUID | None
    """The work item that the topmost steps are parts of; None if they stand by themselves."""
    contents: Contents
    dates: Mapping[str, Dates]
    people: Mapping[str, tuple[UUID, ...]]
    """Who has which role."""
    ids: Mapping[str, UUID]
    """The work item of each step."""


def item_id(made: UUID, step: str) -> UUID:
    """Name the work item that a step became."""
    return uuid5(made, step)


def ids_of(made: UUID, contents: Contents) -> dict[str, UUID]:
    """Name the work items of all steps."""
    return {step.step: item_id(made, step.step) for step in contents.steps}


def cast(people: Iterable[Cast]) -> dict[str, tuple[UUID, ...]]:
    """Tell who has which role; several people may share one."""
    found = defaultdict[str, dict[UUID, None]](dict)
    for each in people:
        found[each.role][each.person] = None
    return {role: tuple(persons) for role, persons in found.items()}


def dates_of(
    contents: Contents, anchors: Mapping[Anchor, date | None], off: Iterable[date]
) -> dict[str, Dates]:
    """Tell when each step begins and is due. Raises NoDayToCountFrom and OffTheCalendar."""
    timed = [step for step in contents.steps if step.has_dates]
    if not timed:
        return {}
    days_off = frozenset((*contents.days_off, *off))
    known = {anchor: day for anchor, day in anchors.items() if day is not None}
    for step in timed:
        if step.counts_from not in known:
            raise NoDayToCountFrom(f"{step.step} is counted from the {step.counts_from}: say when")
    weeks = max(abs(step.week or 0) for step in timed)
    longest = max(abs(step.offset_days or 0) + step.duration_days for step in timed)
    within = 7 * weeks + 2 * longest + 3 * len(days_off) + 21  # weekends and days off are skipped
    days = working_days(known.values(), within, days_off)
    return {step.step: _dates(step, known[step.counts_from], days) for step in timed}


def _dates(step: Step, anchor: date, days: list[date]) -> Dates:
    offset = step.offset_days or 0
    if step.week is not None:
        monday = monday_of(anchor, step.week)
        start = monday and counted_on(days, monday, offset)
    elif step.counts_from is Anchor.START:
        start = counted_on(days, anchor, offset)
    else:
        start = counted_back(days, anchor, offset)
    due = start and counted_on(days, start, step.duration_days - 1)
    if start is None or due is None:
        raise OffTheCalendar(f"{step.step} would not lie between {FIRST} and {LAST}")
    return start, due


def asks_of(made: Made) -> list[Ask]:
    """Ask for all work items, each after what it is a part of; then for what they wait for.

    Each begins to wait before anything waits for it, so that it alone takes another place in the
    order (`planning/order.py`), and nothing has to be searched.
    """
    steps = {step.step: step for step in made.contents.steps}
    asks = [
        Ask(WORK_ITEM, made.ids[id], work_item_of(steps[id], made))
        for id in parents_first(made.contents.steps)
    ]
    for id in predecessors_first(made.contents.steps):
        for after in steps[id].after:
            wait = AddDependency(
                predecessor=made.ids[after.step], lag_days=after.lag_days, kind=after.kind
            )
            asks.append(Ask(WORK_ITEM, made.ids[id], wait))
        for number, text in enumerate(steps[id].checklist, 1):
            check = uuid5(made.ids[id], f"check {number}")
            asks.append(Ask(WORK_ITEM, made.ids[id], AddToChecklist(check=check, text=text)))
    return asks


def work_item_of(step: Step, made: Made) -> AddWorkItem:
    """Make a work item of a step."""
    start, due = made.dates.get(step.step, (None, None))
    if step.shape is Shape.MILESTONE:
        start = None
    return AddWorkItem(
        title=step.title,
        description=step.description,
        kind=step.kind,
        project=made.project,
        parent=made.ids[step.parent] if step.parent else made.top,
        estimate=step.estimate,
        start=start,
        due=due,
        assignees=made.people.get(step.role, ()) if step.role else (),
        owner=next(iter(made.people.get(step.owner, ())), None) if step.owner else None,
        shape=step.shape,
        labels=step.labels,
        purpose=step.purpose,
        definition_of_done=step.definition_of_done,
    )


def span_of(dates: Collection[Dates], starts: date | None, ends: date | None) -> Dates:
    """Tell the first and the last day of the whole, where nobody has told them.

    Steps before the start make nothing start earlier; the end is not before the start.
    """
    first = min((start for start, _ in dates if start), default=None)
    last = max((due for _, due in dates if due), default=None)
    if starts is None and first is not None:
        starts = first if ends is None else min(first, ends)
    if ends is None and last is not None:
        ends = last if starts is None else max(last, starts)
    return starts, ends
