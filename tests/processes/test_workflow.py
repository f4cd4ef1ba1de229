"""Workflows are drafted, published in versions that stay, and retired."""

from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.processes.reviewed import (
    AGAIN,
    BEGIN,
    DOING,
    DONE,
    DROP,
    DROPPED,
    FLOW,
    HAND_IN,
    LAY_ASIDE,
    MOVES,
    NOON,
    REVIEW,
    STATES,
    TODO,
    Site,
)
from tests.scenario import ANA, BEN, ITSELF, Given, World, given
from workdomain.kernel import Command, Context
from workdomain.processes.process import AddProcess, process
from workdomain.processes.rules import Strictness
from workdomain.processes.workflow import (
    AllowMove,
    DefineState,
    DraftWorkflow,
    DropState,
    ForbidMove,
    MoveAllowed,
    MoveForbidden,
    NoLimitOnWhatEnded,
    NoSuchWorkflow,
    NotPublished,
    PublishWorkflow,
    RenameWorkflow,
    RetireWorkflow,
    StateDefined,
    StateDropped,
    WorkflowDrafted,
    WorkflowExists,
    WorkflowIsFaulty,
    WorkflowIsFull,
    WorkflowIsRetired,
    WorkflowPublished,
    WorkflowRenamed,
    WorkflowRetired,
    workflow,
)
from workdomain.processes.workflow_parts import (
    Category,
    Gate,
    Move,
    Quorum,
    Version,
    WorkflowState,
    faults,
)

DRAFTED = WorkflowDrafted(name="Reviewed work")
SHORT = (TODO, DONE, AllowMove(move="finish", to="Done"))


def drafted(*commands: Command) -> Given:
    """A draft that these were asked of."""
    world = World()
    world.put(workflow, ITSELF, DRAFTED)
    for command in commands:
        world.ask(workflow, ITSELF, command)
    return given(workflow, *world.told(workflow, ITSELF))


def test_a_workflow_is_drafted_once():
    given(workflow).when(DraftWorkflow(name="Reviewed work")).then(DRAFTED)
    drafted().when(DraftWorkflow(name="Another")).refused(WorkflowExists)


def test_a_workflow_is_renamed():
    drafted().when(RenameWorkflow(name="With reviews")).then(WorkflowRenamed(name="With reviews"))
    drafted().when(RenameWorkflow(name="Reviewed work")).then()
    given(workflow).when(RenameWorkflow(name="With reviews")).refused(NoSuchWorkflow)


def test_a_state_is_defined_and_defined_anew():
    state = WorkflowState(name="Doing", category=Category.STARTED)
    drafted().when(DOING).then(StateDefined(state=state))
    drafted(DOING).when(DOING).then()
    limited = DefineState(
        state="Doing", category=Category.STARTED, most=3, on_breach=Strictness.REFUSE
    )
    again = state.model_copy(update={"most": 3, "on_breach": Strictness.REFUSE})
    drafted(DOING).when(limited).then(StateDefined(state=again))


def test_what_ended_is_not_limited():
    for category in (Category.DONE, Category.CANCELLED):
        drafted().when(DefineState(state="End", category=category, most=3)).refused(
            NoLimitOnWhatEnded
        )


def test_a_state_is_dropped():
    drafted(DOING).when(DropState(state="Doing")).then(StateDropped(state="Doing"))
    drafted(DOING).when(DropState(state="Review")).then()


def test_a_move_is_allowed_and_forbidden():
    move = Move(name="begin", from_states=("To do",), to="Doing")
    drafted().when(BEGIN).then(MoveAllowed(move=move))
    drafted(BEGIN).when(BEGIN).then()
    drafted(BEGIN).when(ForbidMove(move="begin")).then(MoveForbidden(move="begin"))
    drafted(BEGIN).when(ForbidMove(move="end")).then()


def test_a_move_may_lead_through_a_gate():
    gate = Gate(approvers=(ANA, BEN), quorum=Quorum.ANY, on_approve="Done", on_reject="Doing")
    move = Move(name="hand in", from_states=("Doing",), to="Review", gate=gate)
    drafted().when(HAND_IN).then(MoveAllowed(move=move))
    assert str(gate) == "any of 2 approvers, then Done, otherwise Doing"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"approvers": (ANA,)}, "say where it goes"),
        ({"approvers": (ANA,), "on_approve": "Done"}, "say where it goes"),
        ({"on_reject": "Doing"}, "need approvers"),
        ({"quorum": "number"}, "give a number"),
        ({"number": 2}, "give a number"),
    ],
)
def test_half_a_gate_is_none(fields: dict[str, object], why: str):
    with pytest.raises(ValidationError, match=why):
        AllowMove.model_validate({"move": "hand in", "to": "Review", **fields})


def test_a_workflow_has_at_most_so_many_states():
    many = [DefineState(state=f"State {n}", category=Category.STARTED) for n in range(50)]
    drafted(*many).when(DOING).refused(WorkflowIsFull)
    drafted(*many).when(DefineState(state="State 7", category=Category.DONE)).then(
        StateDefined(state=WorkflowState(name="State 7", category=Category.DONE))
    )


def test_publishing_makes_the_draft_the_next_version():
    first = Version(
        states=(
            WorkflowState(name="To do", category=Category.UNSTARTED),
            WorkflowState(name="Done", category=Category.DONE),
        ),
        moves=(Move(name="finish", to="Done"),),
    )
    publish = PublishWorkflow(reason="Agreed")
    published = WorkflowPublished(version=1, reason="Agreed", published=first)
    drafted(*SHORT).when(publish).then(published)
    drafted(*SHORT, publish).when(publish).then()
    second = first.model_copy(update={"moves": (*first.moves, Move(name="again", to="To do"))})
    again = AllowMove(move="again", to="To do")
    drafted(*SHORT, publish, again).when(publish).then(
        WorkflowPublished(version=2, reason="Agreed", published=second)
    )


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ((), "has no states"),
        ((DOING, DONE), "let that be unstarted"),
        ((TODO, DOING, BEGIN), "none of its states is of the category done"),
        ((TODO, DOING, DONE, BEGIN), "no move leads to Done"),
        ((*SHORT, DefineState(state="done", category=Category.DONE)), "two of its states"),
        ((*SHORT, AllowMove(move="check", to="Review")), "check names Review"),
        ((*SHORT, AllowMove(move="check", from_states=("Review",), to="Done")), "names Review"),
        ((TODO, DOING, REVIEW, DONE, BEGIN, HAND_IN, DropState(state="Done")), "names Done"),
        (
            (
                *STATES,
                *MOVES,
                HAND_IN.model_copy(update={"quorum": Quorum.NUMBER, "number": 3}),
            ),
            "more approvals than it has approvers",
        ),
    ],
)
def test_a_faulty_workflow_is_not_published(draft: tuple[Command, ...], why: str):
    drafted(*draft).when(PublishWorkflow(reason="Agreed")).refused(WorkflowIsFaulty, why)


def test_a_gate_leads_to_its_states_as_a_move_does():
    site = Site(TODO, DOING, REVIEW, DONE, DROPPED, BEGIN, HAND_IN, DROP, LAY_ASIDE, AGAIN)
    assert not faults(site.look(workflow, FLOW).draft)


def test_a_retired_workflow_changes_no_more_and_is_not_taken_up():
    retired = WorkflowRetired(reason="Unused")
    drafted().when(RetireWorkflow(reason="Unused")).then(retired)
    gone = given(workflow, DRAFTED, retired)
    gone.when(RetireWorkflow(reason="Unused")).then()
    gone.when(RenameWorkflow(name="Used")).refused(WorkflowIsRetired)


def test_a_process_takes_up_only_what_is_published():
    take_up = AddProcess(name="Reviewed", workflow=FLOW)
    given(process).when(take_up).refused(NoSuchWorkflow)
    given(process, seeing={FLOW: drafted(*SHORT)}).when(take_up).refused(NotPublished)
    gone = drafted(*SHORT, PublishWorkflow(reason="Agreed"), RetireWorkflow(reason="Unused"))
    given(process, seeing={FLOW: gone}).when(take_up).refused(WorkflowIsRetired)


def test_the_version_in_force_is_the_newest_of_its_time():
    world = World()
    world.put(workflow, ITSELF, DRAFTED)
    for day, more in enumerate((SHORT, (AllowMove(move="again", to="To do"),))):
        for command in (*more, PublishWorkflow(reason="Agreed")):
            world.ask(workflow, ITSELF, command, Context(ANA, NOON + timedelta(days=day)))
    flow = world.look(workflow, ITSELF)
    assert flow.number_at(NOON - timedelta(days=1)) == 1, "before there was any, the first"
    assert flow.number_at(NOON) == 1
    assert flow.number_at(NOON + timedelta(days=1)) == 2
    assert world.look(workflow, UUID(int=5)).number_at(NOON) == 0
