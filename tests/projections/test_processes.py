"""What people see of workflows, processes, approvals and work in progress, at any moment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.kernel import ReadModel
from projections.models.delegations import delegations
from projections.models.processes import adoptions, processes
from projections.models.wips import wips
from projections.models.workflows import workflows
from projections.view import NOW, When
from projections.views import Views
from tests.company import Clock
from tests.processes.reviewed import (
    AGAIN,
    BEGIN,
    DOING,
    DONE,
    DROP,
    DROPPED,
    HAND_IN,
    LAY_ASIDE,
    REVIEW,
    TODO,
)
from tests.scenario import ANA, BEN
from workdomain.execution.delegation import DelegateApprovals
from workdomain.execution.steps import Approve, MoveToState, Reject
from workdomain.execution.task_life import CompleteWorkItem, StartWorkItem
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.adoption import AdoptProcess
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, MoveWorkItem
from workdomain.processes.process import (
    AddProcess,
    Cadence,
    ChangeProcess,
    Direction,
    Expected,
    RenameProcess,
    RetireProcess,
    Unit,
)
from workdomain.processes.rules import Rules, Strictness
from workdomain.processes.workflow import (
    DefineState,
    DraftWorkflow,
    PublishWorkflow,
    RetireWorkflow,
)
from workdomain.processes.workflow_parts import Category
from workdomain.work import Work

CLEO, FLOW, PROCESS, HOUSE, STAIRS, ROOF, GARDEN, DESK = (UUID(int=n) for n in range(3, 11))
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FASTER = Expected(
    metric="cycle time", direction=Direction.DOWN, by=2, unit="days", until=date(2026, 6, 30)
)
CHANGE = ChangeProcess(
    workflow=FLOW,
    templates=(UUID(int=70),),
    cadences=(Cadence(what="Look back", every=2, unit=Unit.WEEK),),
    rules=Rules(open_parts=Strictness.WARN),
    from_day=date(2026, 3, 9),
    reason="Reviews wait too long",
    expected=FASTER,
)
ENDED_IN = DOING.model_copy(update={"most": 1, "most_each": 1})
GATE = HAND_IN.model_copy(update={"people": (ANA,), "approvers": (BEN, CLEO)})


class Site:
    """A workspace whose clock goes on by a minute with each thing that is asked."""

    def __init__(self, target: str) -> None:
        self.clock = Clock(START)
        self.work = Work.open(target, clock=self.clock)
        self.views = Views(self.work)

    def do(self, id: UUID, *commands: Command, by: UUID = ANA) -> int:
        position = 0
        for command in commands:
            self.clock.now += timedelta(minutes=1)
            position = self.work.do(id, command, Context(by, self.clock.now)).position
        return position

    def begin(self) -> None:
        for who, name in ((ANA, "Ana"), (BEN, "Ben"), (CLEO, "Cleo")):
            self.do(who, AddPerson(name=name))
        draft = (TODO, ENDED_IN, REVIEW, DONE, DROPPED, BEGIN, LAY_ASIDE, GATE, DROP, AGAIN)
        self.do(FLOW, DraftWorkflow(name="Reviewed"), *draft, PublishWorkflow(reason="Agreed"))
        self.do(PROCESS, AddProcess(name="With reviews", workflow=FLOW))
        for project, key in ((HOUSE, "HOUSE"), (GARDEN, "GARDEN")):
            self.do(project, AddProject(name=key.title(), key=key))
        adopt = AdoptProcess(process=PROCESS, from_day=START.date(), reason="Mistakes")
        self.do(HOUSE, adopt)
        for item, title in ((STAIRS, "Stairs"), (ROOF, "Roof")):
            self.do(item, AddWorkItem(title=title, project=HOUSE, assignees=(ANA,)))
        self.do(DESK, AddWorkItem(title="Desk"))


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    target = str(tmp_path / "work.db")
    if request.param == "postgresql":
        target = str(request.getfixturevalue("postgres_workspace"))
    site = Site(target)
    site.begin()
    yield site
    site.views.close()
    site.work.close()


def shown(rows: Any, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, field) for field in fields) for row in rows]


def test_a_workflow_is_drawn_as_its_states_moves_and_gates(site: Site):
    lines = site.views.workflow(workflow=FLOW)
    assert shown(lines, "kind", "name", "version")[:5] == [
        ("state", name, 1) for name in ("To do", "Doing", "Review", "Done", "Dropped")
    ]
    doing, review = lines[1], lines[2]
    assert (doing.most, doing.most_each, doing.on_breach) == (1, 1, "warn")
    assert (review.percent, review.on_breach, review.published_at.date()) == (
        75,
        None,
        START.date(),
    )
    assert shown(lines[5:], "kind", "name", "from_states", "to", "otherwise", "who", "takes") == [
        ("move", "begin", ("To do",), "Doing", None, (), None),
        ("move", "lay aside", ("Doing",), "To do", None, (), None),
        ("move", "hand in", ("Doing",), "Review", None, ("Ana",), None),
        ("move", "drop", (), "Dropped", None, (), None),
        ("move", "again", ("Done", "Dropped"), "To do", None, (), None),
        ("gate", "hand in", ("Review",), "Done", "Doing", ("Ben", "Cleo"), "any"),
    ]


def test_every_version_and_the_draft_can_be_looked_at(site: Site):
    before = site.work.log.head().position
    site.do(FLOW, DefineState(state="Check", category=Category.STARTED))
    drafted = {line.name for line in site.views.workflow(version=0)}
    assert "Check" in drafted
    assert "Check" not in {line.name for line in site.views.workflow()}
    site.do(FLOW, BEGIN.model_copy(update={"move": "check", "to": "Check"}))
    site.do(FLOW, PublishWorkflow(reason="Check first"))
    assert {line.version for line in site.views.workflow()} == {2}
    assert site.views.workflow(version=1) == site.views.workflow(as_of=before)
    site.do(FLOW, RetireWorkflow(reason="Unused"))
    assert site.views.workflow(version=9) == []


def test_processes_show_who_keeps_to_which_and_what_a_change_should_bring(site: Site):
    before = site.work.log.head().position
    site.do(PROCESS, CHANGE, RenameProcess(name="Quick reviews"))
    leave = AdoptProcess(process=None, from_day=date(2026, 4, 1), reason="Done with it")
    adopt = AdoptProcess(process=PROCESS, from_day=START.date(), reason="Mistakes", expected=FASTER)
    site.do(HOUSE, leave)
    site.do(GARDEN, adopt)
    fields = ("kind", "process", "project", "version", "from_day", "to_day", "reason", "metric")
    process, day = "Quick reviews", START.date()
    first = ("version", process, None, 1, None, None, None, None)
    assert shown(site.views.processes(), *fields) == [
        first,
        ("version", process, None, 2, date(2026, 3, 9), None, CHANGE.reason, "cycle time"),
        ("adoption", process, "GARDEN", None, day, None, "Mistakes", "cycle time"),
        ("adoption", process, "HOUSE", None, day, date(2026, 4, 1), "Mistakes", None),
        ("adoption", None, "HOUSE", None, date(2026, 4, 1), None, "Done with it", None),
    ]
    changed = site.views.processes(process=PROCESS)[1]
    assert changed.cadences == ("Look back every 2 weeks",)
    assert "open parts: warn" in changed.rules
    assert (changed.workflow, changed.templates) == ("Reviewed", (str(UUID(int=70)),))
    assert (changed.direction, changed.by, changed.unit, changed.told_by) == (
        "down",
        2,
        "days",
        "Ana",
    )
    assert len(site.views.processes(project=GARDEN)) == 3
    assert len(site.views.processes(as_of=before)) == 2
    site.do(PROCESS, RetireProcess(reason="Unused"))
    assert len(site.views.processes(process=PROCESS)) == 4


def test_approvals_show_who_waits_for_whom_since_when(site: Site):
    site.do(STAIRS, StartWorkItem(), CompleteWorkItem())
    asked = site.clock.now
    fields = ("title", "project_key", "state", "move", "approver", "asked_by", "since", "needed")
    rest = ("Stairs", "HOUSE", "Review", "hand in")
    assert shown(site.views.approvals(), *fields) == [
        (*rest, "Ben", "Ana", asked, 1),
        (*rest, "Cleo", "Ana", asked, 1),
    ]
    assert shown(site.views.approvals(person=BEN), "approver") == [("Ben",)]
    assert site.views.approvals(person=ANA) == []
    assert len(site.views.approvals(asked_by=ANA, project=HOUSE)) == 2
    assert site.views.approvals(project=GARDEN) == []
    waiting = site.work.log.head().position
    site.do(STAIRS, Reject(reason="Too steep"), by=BEN)
    (left,) = site.views.approvals()
    assert (left.approver, left.rejected, left.approved) == ("Cleo", 1, 0)
    site.do(STAIRS, Approve(), by=CLEO)
    assert site.views.approvals() == []
    assert len(site.views.approvals(as_of=waiting)) == 2


def test_a_deputy_sees_what_they_can_approve_today(site: Site):
    site.do(STAIRS, StartWorkItem(), CompleteWorkItem())
    site.do(BEN, DelegateApprovals(person=ANA, first=START.date(), last=START.date()), by=BEN)
    later = START.date() + timedelta(days=3)
    site.do(CLEO, DelegateApprovals(person=BEN, first=START.date(), last=later), by=CLEO)
    assert shown(site.views.approvals(person=BEN), "approver", "deputy") == [
        ("Ben", None),
        ("Cleo", "Ben"),
    ]
    assert site.views.approvals(person=ANA) == [], "nobody approves of what they asked for"


def test_an_approver_of_two_is_shown_until_both_have_spoken(site: Site):
    both = GATE.model_copy(update={"quorum": "all"})
    site.do(FLOW, both, PublishWorkflow(reason="Four eyes"))
    site.do(STAIRS, StartWorkItem(), CompleteWorkItem())
    site.do(STAIRS, Approve(), by=BEN)
    (left,) = site.views.approvals()
    assert (left.approver, left.approved, left.needed) == ("Cleo", 1, 2)


def test_work_in_progress_is_shown_with_its_limits(site: Site):
    site.do(STAIRS, StartWorkItem())
    site.do(ROOF, StartWorkItem())
    fields = ("state", "person", "count", "most", "over_by", "breaches")
    assert shown(site.views.wip(project=HOUSE), *fields) == [
        ("Doing", None, 2, 1, 1, 2),
        ("Doing", "Ana", 2, 1, 1, None),
        ("To do", None, 0, None, 0, 0),
    ]
    assert site.views.wip(project=HOUSE)[0].breached_at == site.clock.now
    assert shown(site.views.wip(person=ANA), "state", "person") == [("Doing", "Ana")]
    assert len(site.views.wip(over=True)) == 2
    assert site.views.wip(project=GARDEN) == []


def test_the_board_shows_the_states_of_the_workflow_in_their_order(site: Site):
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    site.do(ROOF, StartWorkItem())
    fields = ("column", "state", "place", "title")
    assert shown(site.views.board(), *fields) == [
        ("todo", None, None, "Desk"),
        ("doing", "Doing", 2, "Roof"),
        ("doing", "Review", 3, "Stairs"),
    ]
    assert shown(site.views.board(person=ANA, project=HOUSE), "title") == [("Roof",), ("Stairs",)]
    site.do(ROOF, MoveWorkItem(project=None))
    assert shown(site.views.board(), *fields)[1] == ("doing", None, None, "Roof")


@pytest.mark.parametrize("model", [workflows, processes, adoptions, wips, delegations])
def test_nothing_is_shown_of_what_is_not_there_yet(model: ReadModel[Any]):
    assert list(model.rows(STAIRS, model.initial)) == []


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("workflow", {}),
    ("workflow", {"version": 0}),
    ("processes", {}),
    ("approvals", {}),
    ("approvals", {"person": BEN}),
    ("wip", {}),
    ("board", {}),
]


def told(views: Views, when: When = NOW) -> list[list[Any]]:
    return [list(views.ask(name, params, when).rows) for name, params in QUESTIONS]


def lived(site: Site) -> list[tuple[int, list[list[Any]]]]:
    """A few days, with what was shown after each step."""
    site.do(CLEO, DelegateApprovals(person=BEN, first=START.date(), last=date(2026, 3, 9)), by=CLEO)
    steps: list[tuple[UUID, Command, UUID]] = [
        (STAIRS, StartWorkItem(), ANA),
        (ROOF, MoveToState(to="Doing"), BEN),
        (STAIRS, CompleteWorkItem(), ANA),
        (PROCESS, CHANGE, ANA),
        (STAIRS, Reject(reason="No"), BEN),
        (STAIRS, Approve(), CLEO),
        (FLOW, REVIEW.model_copy(update={"percent": 80}), ANA),
        (FLOW, PublishWorkflow(reason="More"), ANA),
        (ROOF, MoveWorkItem(project=GARDEN), ANA),
    ]
    seen = []
    for id, command, by in steps:
        position = site.do(id, command, by=by)
        seen.append((position, told(site.views)))
    return seen


def test_each_answer_is_the_same_now_then_and_rebuilt(site: Site):
    seen = lived(site)
    now = told(site.views)
    assert all(now[:2] + now[5:])
    for again in range(2):
        for position, then in seen:
            at = told(site.views, When(as_of=position))
            ages = {"days"}  # what is asked as of then is as old as it is then
            assert [[_without(row, ages) for row in rows] for rows in at] == [
                [_without(row, ages) for row in rows] for rows in then
            ], again
        site.views.projector.rebuild()
    assert told(site.views) == now


def _without(row: Any, fields: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.model_dump().items() if name not in fields}


def test_rows_are_told_apart_and_sorted(site: Site):
    lived(site)
    for name, params in QUESTIONS:
        view = site.views.catalog[name]
        rows = site.views.ask(name, params).rows
        assert len({view.key_of(row) for row in rows}) == len(rows)
        orders = [view.order(view.params(), row) for row in rows]
        assert orders == sorted(set(orders))
