"""Forecasts and buffers of plans of the work there is, by how the team's work has turned out."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.models.items import ItemRow
from projections.plans.asked import Planning
from projections.plans.making import Made, projects_of
from projections.reader import Reader
from projections.spent import spent_on
from workdomain.execution.schedule_words import BufferKind, PlannedBuffer
from workdomain.execution.task_life import State
from workdomain.kernel import Refused
from workdomain.scheduling.buffers.placing import Buffer, buffers
from workdomain.scheduling.buffers.sizes import SHARES
from workdomain.scheduling.forecast.calibration import Calibration, Pair, fit

if TYPE_CHECKING:
    from workdomain.scheduling.forecast.forecast import Forecast

SAMPLES = 500
"""Runs of a plan that a buffer is sized by."""


class NotInstalled(Refused):
    """Forecasts are made with NumPy, which comes with the extra `scheduling`."""


def calibration_of(reader: Reader, project: UUID | None) -> Calibration:
    """Learn from the work that is done: what was estimated, and what was logged on it."""
    c: Any = reader.table(ItemRow).c
    done = reader.select(ItemRow, c.id, c.work_h, c.project).where(
        c.state == State.DONE, c.work_h > 0
    )
    ids = reader.select(ItemRow, c.id).where(c.state == State.DONE, c.work_h > 0)
    if project is not None:
        done, ids = done.where(c.project == project), ids.where(c.project == project)
    spent = spent_on(reader, ids)
    rows = sorted(reader.run(done))  # sums of fractions differ with their order
    return fit(Pair(told, spent[id].hours, own) for id, told, own in rows if id in spent)


def foreseen(
    it: Made,
    calibration: Calibration,
    samples: int,
    seed: int,
    find: Callable[[str], object] = find_spec,
) -> "Forecast":
    """Run a plan many times. Raises NotInstalled."""
    if find("numpy") is None:
        raise NotInstalled("Install it: pip install 'workdomain[scheduling]'")
    # It takes a while to come up, and the core does without it.
    from workdomain.scheduling.forecast.forecast import forecast

    return forecast(
        it.problem,
        it.plan,
        samples=samples,
        seed=seed,
        calibration=calibration,
        projects=projects_of(it.situation),
    )


def buffers_of(reader: Reader, it: Made, asked: Planning) -> list[PlannedBuffer]:
    """Size and place the buffers that are asked for."""
    if not it.plan.placed:
        return []
    calibration = calibration_of(reader, asked.project)
    until = None
    if (share := SHARES.get(asked.buffers)) is not None:
        told = foreseen(it, calibration, SAMPLES, asked.seed)

        def until(project: str | None) -> int:
            return told.quantile(share, project if project in told.ends else None)

    placed = buffers(
        it.problem,
        it.plan,
        projects_of(it.situation),
        asked.buffers,
        calibration=calibration,
        until=until,
        milestone_days=asked.milestone_days,
    )
    return [_planned(it, each, asked) for each in placed if each.minutes]


def _planned(it: Made, each: Buffer, asked: Planning) -> PlannedBuffer:
    clock, items = it.situation.clock, it.situation.items
    rule = f"{asked.milestone_days} working days" if each.kind == "milestone" else asked.buffers
    return PlannedBuffer(
        kind=BufferKind(each.kind),
        project=_id(items, each.after),
        after=items[each.after].id,
        protects=items[each.protects].id if each.protects else None,
        start=clock.moment(each.start),
        finish=clock.moment(max(each.start, each.finish)),
        minutes=each.minutes,
        rule=rule,
    )


def _id(items: Mapping[str, ItemRow], task: str) -> UUID | None:
    return items[task].project
