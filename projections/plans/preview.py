"""What a plan of the work there is would look like now: nothing is written."""

from collections.abc import Sequence

from projections.plans.asked import Planning
from projections.plans.foreseeing import buffers_of
from projections.plans.making import Made, bars, made
from projections.plans.pieces import is_piece
from projections.plans.rows import Drawn, PlanRow, order, rows_of
from projections.reader import Reader
from projections.view import Page, View
from workdomain.execution.schedule_words import PlannedBuffer


class PlanPreview(Planning):
    """When could all open work be done, by whom, and why not sooner? Nothing is written."""


def read(reader: Reader, params: PlanPreview, _page: Page) -> list[PlanRow]:
    """Plan what there is at the moment asked for."""
    it = made(reader, params)
    return rows_of(reader, drawn(it, buffers_of(reader, it, params)))


def drawn(it: Made, buffers: Sequence[PlannedBuffer]) -> Drawn:
    """Say what is to be shown of a plan."""
    now = it.situation
    return Drawn(
        items={row.id: row for row in now.items.values()},
        bars=bars(it),
        buffers=buffers,
        left_out={now.items[id].id: why for id, why in now.left_out.items()},
        problems={
            now.items[id].id: f"{_whose(who)} held by other work whose day was set by hand"
            for id, who in it.clashing.items()
        },
        due={now.items[id].id: now.clock.moment(end) for id, end in now.due.items()},
    )


def _whose(held: str) -> str:
    return "the equipment that it needs is" if is_piece(held) else "whoever has it is"


plan_preview = View(
    name="plan-preview",
    params=PlanPreview,
    row=PlanRow,
    key=("kind", "id", "number"),
    read=read,
    order=order,
)
