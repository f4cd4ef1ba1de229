"""A small story with known figures, told with both clocks.

3 Mar  Ben starts the roof (10 h); logs 2 h, which are put right to 1.5 h a week later
4 Mar  it rains for two and a half days
9 Mar  the roof is estimated at 16 h; Ben logs 3 h
11 Mar  the roof is done, which is recorded two days later
13 Mar  the wall comes; an hour of it is logged and removed; it is blocked ever since
16 Mar  something else happens elsewhere: the last that is known
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from projections.view import When
from projections.views import Views
from service.reports.audit import Audit, build
from service.reports.parts import AuditReport, Fact, Figure
from tests.company import Clock
from workdomain.execution.task_life import (
    BlockWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, AssignWorkItem
from workdomain.values import OPERATOR
from workdomain.work import Work

ANA, BEN = UUID(int=1), UUID(int=2)
ROOF, WALL, ELSEWHERE = UUID(int=11), UUID(int=12), UUID(int=13)
APOLLO = UUID(int=21)
FIRST_ENTRY, SECOND_ENTRY, THIRD_ENTRY = UUID(int=41), UUID(int=42), UUID(int=43)


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


class Story:
    """Tells it, one command after the other."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self.work, self.clock, self.views = work, clock, Views(work)

    def do(
        self,
        at: datetime,
        id: UUID,
        command: Command,
        by: UUID = ANA,
        late: timedelta = timedelta(),
    ) -> None:
        self.clock.now = max(at + late, self.clock.now)
        self.work.do(id, command, Context(by, at))

    def begin(self) -> None:
        """Tell the first week: positions 1 to 11."""
        self.do(march(1), ANA, AddPerson(name="Ana"), OPERATOR)  # 1
        self.do(march(1), BEN, AddPerson(name="Ben", team="Roofs"))  # 2
        self.do(march(1), APOLLO, AddProject(name="To the moon", key="APOLLO"))  # 3, 4
        roof = AddWorkItem(title="Roof", project=APOLLO, estimate=Estimate.single(10))
        self.do(march(2), ROOF, roof)  # 5
        self.do(march(2), ROOF, AssignWorkItem(person=BEN))  # 6, 7: a member now
        self.do(march(3), ROOF, StartWorkItem(), BEN)  # 8
        self.log(march(3, 17), FIRST_ENTRY, BEN, 120, ROOF)  # 9
        self.do(march(4), ROOF, BlockWorkItem(reason="rain"), BEN)  # 10
        self.do(march(6, 21), ROOF, UnblockWorkItem(), BEN)  # 11

    def go_on(self) -> None:
        """Tell the second week: positions 12 to 20."""
        self.do(march(9), ROOF, EstimateWorkItem(estimate=Estimate.single(16)))  # 12
        self.log(march(9, 17), SECOND_ENTRY, BEN, 180, ROOF)  # 13
        lunch = CorrectTime(
            entry=FIRST_ENTRY,
            day=date(2026, 3, 3),
            minutes=90,
            item=ROOF,
            note="",
            reason="lunch",
        )
        self.do(march(10), week_id(BEN, date(2026, 3, 3)), lunch)  # 14
        self.do(march(11), ROOF, CompleteWorkItem(), BEN, late=timedelta(days=2))  # 15
        self.do(march(13, 10), WALL, AddWorkItem(title="Wall", project=APOLLO))  # 16
        self.log(march(13, 17), THIRD_ENTRY, ANA, 60, WALL)  # 17
        twice = RemoveTime(entry=THIRD_ENTRY, reason="twice")
        self.do(march(13, 18), week_id(ANA, date(2026, 3, 13)), twice)  # 18
        self.do(march(14, 0), WALL, BlockWorkItem(reason="no bricks"))  # 19
        self.do(march(16, 0), ELSEWHERE, AddWorkItem(title="Elsewhere"))  # 20

    def log(self, at: datetime, entry: UUID, person: UUID, minutes: int, item: UUID) -> None:
        day = at.date()
        command = LogTime(entry=entry, person=person, day=day, minutes=minutes, item=item)
        self.do(at, week_id(person, day), command, person)

    def audit(self, **params: Any) -> AuditReport:
        as_of = params.pop("as_of", None)
        return build(self.views, Audit.model_validate(params), When(as_of))


def figure(value: float, *positions: int) -> Figure:
    return Figure(value=value, positions=positions)


def fact(value: object, position: int | None) -> Fact:
    return Fact.model_validate({"value": value, "position": position})


def field(report: AuditReport, name: str) -> tuple[Fact, Fact, tuple[int, ...]]:
    found = next(each for each in report.state if each.field == name)
    return found.before, found.after, found.changed


def totals(report: AuditReport) -> dict[str, tuple[float, float]]:
    return {each.name: (each.before.value, each.after.value) for each in report.summary}
