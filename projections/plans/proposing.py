"""Proposes a plan of the work there is, as the next version of a schedule."""

from typing import NamedTuple
from uuid import UUID

from projections.models.schedules import ScheduleRow
from projections.names import projects_called
from projections.plans.asked import AT_ONCE, Manner, Planning, Search, schedule_of
from projections.plans.foreseeing import buffers_of
from projections.plans.making import Made, bars, made
from projections.plans.replanning import replanned
from projections.reader import Reader
from projections.views import Views
from workdomain.desk import Receipt
from workdomain.execution.schedule_words import ProposeSchedule
from workdomain.kernel import Context, Refused
from workdomain.planning.project import NoSuchProject


class NothingToPlan(Refused):
    """A plan is of open work that somebody has estimated and somebody can do."""


class Proposed(NamedTuple):
    """A version that was proposed; without a plan it was so by an earlier request of this id."""

    schedule: UUID
    receipt: Receipt
    made: Made | None


def _of_schedule(reader: Reader, schedule: UUID, asked: Planning) -> Planning:
    """Plan the work that the schedule is of, if nobody says of which."""
    if asked.project is not None:
        return asked
    known = reader.rows(ScheduleRow, lambda c: [c.id == schedule])
    return asked.model_copy(update={"project": known[0].project}) if known else asked


def propose(
    views: Views,
    asked: Planning,
    context: Context,
    *,
    schedule: UUID | None = None,
    name: str | None = None,
    note: str = "",
    manner: Manner = Manner.ANEW,
    search: Search = AT_ONCE,
) -> Proposed:
    """Plan what there is now, and lay the plan down; nothing else changes.

    Other manners than ANEW are about the version that holds. With a search that takes its time, the
    best plan that it found is laid down; the log does not move on for it meanwhile.

    Asked again with the same command id, it answers what it answered then. Raises NoPlan,
    NothingToPlan and NothingHolds, and whatever the schedule refuses.
    """
    id = schedule or schedule_of(asked.project)
    work = views.work
    if context.command_id and (kept := work.log.receipt(context.command_id)):
        return Proposed(id, Receipt(*kept[2:], repeated=True), None)
    with views.reader(min_position=work.log.head().position) as reader:  # all that was answered
        asked = _of_schedule(reader, id, asked)
        called = projects_called(reader, [asked.project])
        if asked.project is not None and asked.project not in called:
            raise NoSuchProject(f"There is no project {asked.project}: add it first")
        if manner is Manner.ANEW:
            it = made(reader, asked, search)
        else:
            _, it = replanned(reader, id, asked, manner, search)
        position = reader.moment.position
        buffers = tuple(buffers_of(reader, it, asked))
    drawn = bars(it)
    if not drawn:
        raise NothingToPlan("No open work has an estimate and somebody to do it")
    command = ProposeSchedule(
        name=name or (f"Plan of {called[asked.project]}" if asked.project else "Plan of all work"),
        project=asked.project,
        begins=it.situation.clock.begins,
        position=position,
        rule=it.plan.rule,
        seed=asked.seed,
        iterations=asked.iterations,
        bars=tuple(drawn),
        buffers=buffers,
        note=note,
    )
    return Proposed(id, work.do(id, command, context), it)
