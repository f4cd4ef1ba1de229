"""A workshop whose work is planned: Ana, who paints, Ben, and the project SIT."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from projections.plans.asked import Planning
from projections.plans.proposing import Proposed, propose
from projections.plans.rows import PlanRow
from tests.projections.conftest import MONDAY
from tests.projections.office import Office, morning
from workdomain.execution.schedule_words import PublishSchedule
from workdomain.kernel import Context
from workdomain.people.person import AddSkill
from workdomain.planning.network import AddDependency
from workdomain.scheduling.buffers.sizes import Rule
from workdomain.values import OPERATOR, new_id

A_DAY = timedelta(days=1)
NONE = Rule.NONE


def at(day: int, hour: float) -> datetime:
    """Tell a moment by days after the first Monday, and by hours."""
    return datetime.combine(MONDAY + day * A_DAY, datetime.min.time(), UTC) + timedelta(hours=hour)


class Workshop:
    def __init__(self, office: Office) -> None:
        self.office = office
        self.ana, self.ben = office.person("Ana"), office.person("Ben")
        office.do(self.ana, AddSkill(skill="Paint", level=3))
        self.site = office.project("SIT", self.ana, self.ben)

    def item(self, title: str, *people: UUID, hours: float | None = 8, **more: Any) -> UUID:
        return self.office.item(title, *people, hours=hours, **{"project": self.site, **more})

    def wait(self, item: UUID, other: UUID, **more: Any) -> None:
        self.office.do(item, AddDependency(predecessor=other, **more))

    def preview(self, **asked: Any) -> dict[str, PlanRow]:
        """Ask for the plan without buffers, by title."""
        rows = self.office.views.plan_preview(**{"buffers": NONE, **asked})
        return {row.title: row for row in rows}

    def propose(self, *, publish: bool = False, **asked: Any) -> Proposed:
        named = {k: asked.pop(k) for k in ("manner", "name", "note", "schedule") if k in asked}
        planning = Planning(**{"buffers": NONE, "project": self.site, **asked})
        told = propose(self.office.views, planning, self.context(), **named)
        if publish:
            self.office.do(told.schedule, PublishSchedule())
        return told

    def context(self) -> Context:
        return Context(OPERATOR, self.office.clock.now, new_id())

    def on(self, day: int) -> None:
        self.office.clock.now = morning(MONDAY + day * A_DAY)


def day(number: int) -> date:
    """Tell a day by its number after the first Monday."""
    return MONDAY + number * A_DAY
