"""However a workflow is drafted and published, its versions can be used, and stay."""

from contextlib import suppress
from itertools import product
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ANA, BEN, ITSELF, World
from workdomain.kernel import Refused
from workdomain.processes.workflow import (
    AllowMove,
    DefineState,
    DraftWorkflow,
    DropState,
    ForbidMove,
    PublishWorkflow,
    RenameWorkflow,
    RetireWorkflow,
    WorkflowCommand,
    WorkflowPublished,
    workflow,
)
from workdomain.processes.workflow_parts import Category, Version

NAMES = ["A", "B", "C", "D"]
names = st.sampled_from(NAMES)
gates: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {"approvers": st.just((ANA, BEN)), "on_approve": names, "on_reject": names}
)
commands: st.SearchStrategy[WorkflowCommand] = st.one_of(
    st.builds(DefineState, state=names, category=st.sampled_from(Category), most=st.none()),
    st.builds(DropState, state=names),
    st.builds(
        lambda move, to, from_states, gate: AllowMove(
            move=move, to=to, from_states=from_states, **gate
        ),
        names,
        names,
        st.lists(names, max_size=2).map(tuple),
        gates,
    ),
    st.builds(ForbidMove, move=names),
    st.builds(PublishWorkflow, reason=names),
    st.builds(PublishWorkflow, reason=names),
    st.builds(RenameWorkflow, name=names),
)


def leads(version: Version, one: str, other: str) -> bool:
    """Whether a single move or its gate leads from one state to another."""
    for move in version.moves:
        starts = move.from_states or [state.name for state in version.states]
        gate = {move.gate.on_approve, move.gate.on_reject} if move.gate else set()
        if one in starts and one != move.to and other in {move.to} | gate:
            return True
    return False


class WorkflowMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.ask(workflow, ITSELF, DraftWorkflow(name="A"))

    @rule(command=commands)
    def ask(self, command: WorkflowCommand) -> None:
        with suppress(Refused):
            self.world.ask(workflow, ITSELF, command)
            assert self.world.ask(workflow, ITSELF, command) == [], "Asked twice"

    @rule()
    def retire_at_last(self) -> None:
        if len(self.world.told(workflow, ITSELF)) > 25:
            self.ask(RetireWorkflow(reason="Old"))

    @invariant()
    def versions_count_up_and_stay_as_they_were_told(self) -> None:
        told = [e for e in self.world.told(workflow, ITSELF) if isinstance(e, WorkflowPublished)]
        assert [event.version for event in told] == list(range(1, len(told) + 1))
        versions = self.world.look(workflow, ITSELF).versions
        assert [version for _, version in versions.values()] == [e.published for e in told]

    @invariant()
    def in_every_version_each_state_can_be_reached_and_one_is_done(self) -> None:
        for _, version in self.world.look(workflow, ITSELF).versions.values():
            there = [state.name for state in version.states]
            joined = {pair for pair in product(there, there) if leads(version, *pair)}
            for middle, one, other in product(there, there, there):  # Warshall's closure
                if (one, middle) in joined and (middle, other) in joined:
                    joined.add((one, other))
            assert all((there[0], state) in joined for state in there[1:])
            assert any(state.category is Category.DONE for state in version.states)
            assert all({*move.from_states, move.to} <= set(there) for move in version.moves)


TestWorkflow = WorkflowMachine.TestCase
TestWorkflow.settings = settings(max_examples=60, stateful_step_count=40)
