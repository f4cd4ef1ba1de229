"""Plans that hold are planned again: kept as far as they can be, or searched for the best anew."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from projections.models.schedules import ScheduleRow
from projections.plans.asked import AT_ONCE, Manner, Planning, Search, schedule_of
from projections.plans.clock import Clock
from projections.plans.making import Made, NoPlan, in_words, made, plan_of, projects_of
from projections.plans.people import bars_of
from projections.plans.pieces import piece_id
from projections.plans.published import as_bar
from projections.plans.situation import LONGER, Situation, situation
from projections.plans.what_if import Compared, compared, order
from projections.reader import Reader
from projections.view import Page, View
from workdomain.execution.schedule_words import Bar, Waiting
from workdomain.kernel import Refused
from workdomain.scheduling.plan.generate import Placed, Plan, Reason
from workdomain.scheduling.plan.problem import CannotPlan
from workdomain.scheduling.plan.worktime import Span
from workdomain.scheduling.replan.repair import repair

SEARCHED = 300
"""Plans that are tried for the best one, if nothing is said."""


class NothingHolds(Refused):
    """What is planned again is a plan that was published and is not retired."""


class Replan(Planning):
    """What would planning again change, for whom? Nothing is written."""

    schedule: UUID | None = None
    """Which plan; left out: the project's own, or that of all work, or the first that holds."""
    manner: Manner = Manner.KEEP
    """How."""
    everything: bool = False
    """Also work whose bar stays as it is."""


def replanned(
    reader: Reader, schedule: UUID, asked: Planning, manner: Manner, search: Search = AT_ONCE
) -> tuple[Made, Made]:
    """Give the plan that holds, as far as its work is open, and the one that would follow.

    A plan that is kept is repaired, and not searched. Raises NothingHolds, and NoPlan.
    """
    held = holding(reader, schedule)
    asked = asked.model_copy(update={"project": held.project})
    bars = [as_bar(row) for row in bars_of(reader, schedule, held.published or 0)]
    now = situation(reader, asked, LONGER)
    old = _as_made(now, bars)
    if manner is Manner.KEEP:
        return old, _kept(reader, now, old.plan, asked)
    searched = SEARCHED if manner is Manner.OPTIMISE and search.seconds is None else 0
    more = asked.iterations or searched
    return old, made(reader, asked.model_copy(update={"iterations": more}), search)


def holding(reader: Reader, schedule: UUID) -> ScheduleRow:
    """Find a schedule of which a version holds."""
    for row in reader.rows(ScheduleRow, lambda c: [c.id == schedule]):
        if row.published is not None:
            return row
    raise NothingHolds("No version of this schedule holds: propose one, and publish it")


def _as_made(now: Situation, bars: list[Bar]) -> Made:
    """Read a plan that holds back into minutes from now."""
    clock = now.clock
    split = {task.id for task in now.problem.tasks if task.split}
    placed = {
        str(bar.item): Placed(
            clock.minute(bar.start),
            clock.minute(bar.finish),
            (
                *map(str, bar.people),
                *dict.fromkeys(piece_id(u.equipment, u.piece) for u in bar.uses),
            ),
            _reason(bar, clock.minute(bar.start), now),
            _spans(bar, clock, str(bar.item) in split),
        )
        for bar in bars
        if str(bar.item) in now.items
    }
    tasks = tuple(task for task in now.problem.tasks if task.id in placed)
    return Made(now, replace(now.problem, tasks=tasks), Plan(placed, "published", 0))


def _spans(bar: Bar, clock: Clock, may_split: bool) -> tuple[Span, ...]:
    """Read its pieces back; of work that may be split, all of it is one if it is in one go."""
    if bar.pieces:
        told = ((each.start, each.finish) for each in bar.pieces)
        return tuple((clock.minute(start), clock.minute(end)) for start, end in told)
    return ((clock.minute(bar.start), clock.minute(bar.finish)),) if may_split else ()


def _reason(bar: Bar, start: int, now: Situation) -> Reason:
    """Remember what it waits for, as far as that is still open."""
    task = str(bar.waits_for) if bar.waits_for and str(bar.waits_for) in now.items else None
    person = str(bar.waits_with) if bar.waits_with and task else None
    if bar.waits is Waiting.EQUIPMENT:  # which piece it was is not told
        return Reason("person" if task else "beginning", start, task)
    if bar.waits_for and not task:
        return Reason("beginning", start)
    return Reason(bar.waits.value, start, task, person)  # type: ignore[arg-type]  # the same words


def _kept(reader: Reader, now: Situation, old: Plan, asked: Planning) -> Made:
    """Repair it; what clashes where somebody pinned it stands beside, as in any plan."""
    try:
        beside = plan_of(now, asked.model_copy(update={"iterations": 0}))
        whole = {task.id for task in beside.problem.tasks if not task.split}
        known: Mapping[str, Placed] = {
            id: one
            for id, one in old.placed.items()
            if id not in beside.clashing and not (one.spans and id in whole)
        }
        found = repair(beside.problem, replace(old, placed=dict(known)), projects=projects_of(now))
    except CannotPlan as error:
        raise NoPlan(in_words(reader, str(error))) from error
    return Made(now, beside.problem, found.plan, beside.clashing)


def read(reader: Reader, params: Replan, _page: Page) -> list[Compared]:
    """Compare the plan that holds with the one that would follow."""
    id = params.schedule or _usual(reader, params.project)
    if id is None:
        return []
    before, after = replanned(reader, id, params, params.manner)
    return compared(reader, before, after, everything=params.everything)


def _usual(reader: Reader, project: UUID | None) -> UUID | None:
    """Find the plan that is meant if none is named."""
    own = schedule_of(project)
    holding = reader.rows(ScheduleRow, lambda c: [c.published.is_not(None)])
    if project is not None or own in {row.id for row in holding}:
        return own
    return min(holding, key=lambda row: (row.name, str(row.id))).id if holding else None


replan = View(
    name="replan",
    params=Replan,
    row=Compared,
    key=("level", "id"),
    read=read,
    order=order,
)
