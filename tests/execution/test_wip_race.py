"""The last free place in a state is taken once, however many reach for it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.company import Clock
from tests.processes.reviewed import BEGIN, DOING, DONE, FLOW, HOUSE, PROCESS, TODO, YEAR
from tests.scenario import ANA
from workdomain.execution.task_life import StartWorkItem
from workdomain.execution.wip import WipLimitReached, wip, wip_id
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.adoption import AdoptProcess
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem
from workdomain.processes.process import AddProcess
from workdomain.processes.rules import Strictness
from workdomain.processes.workflow import AllowMove, DraftWorkflow, PublishWorkflow
from workdomain.work import Work

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ITEMS = [UUID(int=n) for n in range(60, 68)]
FULL = DOING.model_copy(update={"most": 3, "on_breach": Strictness.REFUSE})
FINISH = AllowMove(move="finish", to="Done")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_more_come_in_than_may_be_there(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
):
    target = str(tmp_path / "work.db")
    if kind == "postgresql":
        target = str(request.getfixturevalue("postgres_workspace"))
    with Work.open(target, clock=Clock(NOON)) as one, Work.open(target, clock=Clock(NOON)) as two:
        draft: tuple[Command, ...] = (TODO, FULL, DONE, BEGIN, FINISH)
        asked: list[tuple[UUID, Command]] = [
            (ANA, AddPerson(name="Ana")),
            (FLOW, DraftWorkflow(name="Short")),
            *((FLOW, command) for command in draft),
            (FLOW, PublishWorkflow(reason="Agreed")),
            (PROCESS, AddProcess(name="Short", workflow=FLOW)),
            (HOUSE, AddProject(name="House", key="HOUSE")),
            (HOUSE, AdoptProcess(process=PROCESS, from_day=YEAR, reason="Too much begun")),
            *((item, AddWorkItem(title="Work", project=HOUSE)) for item in ITEMS),
        ]
        for id, command in asked:
            one.do(id, command, Context(ANA, NOON))

        def begin(number: int) -> bool:
            try:
                (one, two)[number % 2].do(ITEMS[number], StartWorkItem(), Context(ANA, NOON))
            except WipLimitReached:
                return False
            return True

        with ThreadPoolExecutor(len(ITEMS)) as crowd:
            begun = list(crowd.map(begin, range(len(ITEMS))))
        assert sum(begun) == 3
        there = one.state(wip, wip_id(HOUSE, FLOW, "Doing")).items
        assert set(there) == {item for item, came in zip(ITEMS, begun, strict=True) if came}
        lives = [one.state(work_item, item).life.state == "doing" for item in ITEMS]
        assert lives == begun
