"""How a published plan would go on from now: in its order, by its people, with what is left."""

from collections.abc import Sequence
from dataclasses import replace

from projections.models.schedules import ScheduleRow
from projections.plans.asked import Planning
from projections.plans.making import Made, NoPlan, in_words, plan_of
from projections.plans.people import bars_of
from projections.plans.published import as_bar
from projections.plans.situation import LONGER, Situation, situation
from projections.reader import Reader
from workdomain.execution.schedule_words import Bar
from workdomain.scheduling.plan.problem import CannotPlan


def projected(reader: Reader, schedule: ScheduleRow, version: int) -> Made:
    """Go on with a version from the moment of the reader on. Raises NoPlan."""
    bars = [as_bar(row) for row in bars_of(reader, schedule.id, version)]
    asked = Planning(project=schedule.project)
    try:
        return plan_of(as_published(situation(reader, asked, LONGER), bars), asked, order_of(bars))
    except CannotPlan as error:
        raise NoPlan(in_words(reader, str(error))) from error


def order_of(bars: Sequence[Bar]) -> list[str]:
    """List work by when it was to begin."""
    return [str(bar.item) for bar in sorted(bars, key=lambda bar: (bar.start, bar.finish))]


def as_published(now: Situation, bars: Sequence[Bar]) -> Situation:
    """Leave work with whom the plan gave it to, as far as nobody has it by now."""
    people = {person.id for person in now.problem.people}
    given = {str(bar.item): tuple(map(str, bar.people)) for bar in bars}
    tasks = []
    for task in now.problem.tasks:
        who = given.get(task.id, ())
        is_free = not task.milestone and not now.items[task.id].assignees
        if is_free and len(who) == task.people and people.issuperset(who):
            tasks.append(replace(task, candidates=who))
        else:
            tasks.append(task)
    return replace(now, problem=replace(now.problem, tasks=tuple(tasks)))
