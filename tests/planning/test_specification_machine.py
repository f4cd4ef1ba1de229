"""Whatever is said of what a work item is to be, in whatever order, this stays true."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, BEN, ITSELF, MONDAY, World
from workdomain.execution.task_life import EstimateWorkItem, SetRemainingWork
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Refused
from workdomain.people.person import AddPerson, person
from workdomain.planning.estimate import Estimate
from workdomain.planning.gate import FailGate, PassGate, SetGate, Verdict
from workdomain.planning.needs import AddNeed, NeedKind, RemoveNeed
from workdomain.planning.shape import Shape
from workdomain.planning.specification import (
    AllowSplitting,
    DefineDone,
    ForbidSplitting,
    LabelWorkItem,
    NameOwner,
    ShapeWorkItem,
    SizeWorkItem,
    StatePurpose,
    UnlabelWorkItem,
)
from workdomain.planning.work_item import AddWorkItem, PlanWorkItemDates

words = st.sampled_from(["Wood", "wood", "Stone"])
days = st.none() | st.sampled_from([MONDAY, MONDAY + timedelta(days=4)])
hours = st.none() | st.sampled_from([0.0, 8.0])


class SpecificationMachine(RuleBasedStateMachine):
    """Judged by what was said last of each thing, in a dictionary."""

    @initialize(shape=st.sampled_from(Shape))
    def an_item(self, shape: Shape) -> None:
        self.world = World()
        for id, name in ((ANA, "Ana"), (BEN, "Ben")):
            self.world.ask(person, id, AddPerson(name=name))
        self.world.ask(work_item, ITSELF, AddWorkItem(title="Doors", shape=shape))
        self.said: dict[str, Any] = {"shape": shape, "hours": None, "start": None, "due": None}
        self.said |= {"points": None, "criteria": None, "verdict": Verdict.NONE}
        self.said |= {"purpose": "", "done": "", "owner": None, "split": False}
        self.labels: dict[str, str] = {}
        self.needs: dict[tuple[NeedKind, str], int | None] = {}

    def ask(self, command: Command, *, allowed: bool = True) -> bool:
        """Ask, and see that it is refused just when it must be, and quiet when asked again."""
        try:
            self.world.ask(work_item, ITSELF, command)
        except Refused:
            assert not allowed
            return False
        assert allowed
        assert self.world.ask(work_item, ITSELF, command) == [], "Asked twice"
        return True

    @property
    def is_milestone(self) -> bool:
        return bool(self.said["shape"] is Shape.MILESTONE)

    @rule(text=words, owner=st.sampled_from([ANA, BEN]) | st.none())
    def tell(self, text: str, owner: Any) -> None:
        self.ask(StatePurpose(purpose=text))
        self.ask(DefineDone(definition_of_done=text))
        self.ask(NameOwner(owner=owner))
        self.said |= {"purpose": text, "done": text, "owner": owner}

    @rule(text=words, on=st.booleans())
    def label(self, text: str, on: bool) -> None:
        self.ask(LabelWorkItem(label=text) if on else UnlabelWorkItem(label=text))
        if on:
            self.labels.setdefault(text.lower(), text)
        else:
            self.labels.pop(text.lower(), None)

    @rule(kind=st.sampled_from(NeedKind), name=words, level=st.integers(1, 5), on=st.booleans())
    def need(self, kind: NeedKind, name: str, level: int, on: bool) -> None:
        of_a_skill = level if kind is NeedKind.SKILL else None
        key = (kind, name.lower())
        if on:
            self.ask(AddNeed(kind=kind, name=name, level=of_a_skill))
            self.needs[key] = of_a_skill
        else:
            self.ask(RemoveNeed(kind=kind, name=name))
            self.needs.pop(key, None)

    @rule(points=hours)
    def size(self, points: float | None) -> None:
        if self.ask(SizeWorkItem(points=points), allowed=points is None or not self.is_milestone):
            self.said["points"] = points

    @rule(may=st.booleans())
    def split(self, may: bool) -> None:
        self.ask(AllowSplitting() if may else ForbidSplitting())
        self.said["split"] = may

    @rule(much=hours)
    def estimate(self, much: float | None) -> None:
        guess = None if much is None else Estimate.single(much)
        if self.ask(
            EstimateWorkItem(estimate=guess), allowed=much is None or not self.is_milestone
        ):
            self.said["hours"] = much

    @rule()
    def remaining(self) -> None:
        if self.ask(SetRemainingWork(hours=0), allowed=not self.is_milestone):
            self.said["hours"] = self.said["hours"] or 0.0

    @rule(start=days, due=days)
    def plan(self, start: Any, due: Any) -> None:
        backwards = start and due and due < start
        one_day = start in (None, due)
        allowed = not backwards and (one_day or not self.is_milestone)
        if self.ask(PlanWorkItemDates(start=start, due=due), allowed=allowed):
            self.said |= {"start": start, "due": due}

    @rule(shape=st.sampled_from(Shape))
    def shape(self, shape: Shape) -> None:
        said = self.said
        takes_work = said["hours"] is not None or said["points"] is not None
        takes_days = said["start"] not in (None, said["due"])
        allowed = shape is Shape.PHASE or said["criteria"] is None
        allowed &= shape is not Shape.MILESTONE or not (takes_work or takes_days)
        if self.ask(ShapeWorkItem(shape=shape), allowed=allowed):
            said["shape"] = shape

    @rule(criteria=st.none() | words)
    def gate(self, criteria: str | None) -> None:
        allowed = criteria is None or self.said["shape"] is Shape.PHASE
        if self.ask(SetGate(criteria=criteria), allowed=allowed):
            if criteria != self.said["criteria"]:
                self.said["verdict"] = Verdict.NONE if criteria is None else Verdict.OPEN
            self.said["criteria"] = criteria

    @rule(reason=words, passed=st.booleans())
    def judge(self, reason: str, passed: bool) -> None:
        command = PassGate(reason=reason) if passed else FailGate(reason=reason)
        if self.ask(command, allowed=self.said["criteria"] is not None):
            self.said["verdict"] = Verdict.PASSED if passed else Verdict.FAILED

    @invariant()
    def what_was_said_last_holds(self) -> None:
        item = self.world.look(work_item, ITSELF)
        spec, plan, estimate = item.specification, item.plan, item.life.estimate
        assert self.said == {
            "shape": spec.shape,
            "points": spec.points,
            "split": spec.split,
            "purpose": spec.purpose,
            "done": spec.definition_of_done,
            "owner": spec.owner,
            "hours": estimate and estimate.expected,
            "start": plan.start,
            "due": plan.due,
            "criteria": item.gate.criteria,
            "verdict": item.gate.verdict,
        }
        assert sorted(spec.labels) == sorted(self.labels.values())
        assert {(n.kind, n.name.lower()): n.level for n in item.needs} == self.needs
        if spec.shape is Shape.MILESTONE:
            assert (estimate, spec.points, item.life.remaining) == (None, None, None)
            assert plan.start in (None, plan.due)
        assert item.gate.criteria is None or spec.shape is Shape.PHASE


TestSpecification = SpecificationMachine.TestCase
TestSpecification.settings = settings(max_examples=60, stateful_step_count=40)
