"""However people move work about under a workflow, in two projects and out of them, this holds."""

from contextlib import suppress
from random import Random
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.processes.reviewed import (
    AGAIN,
    BEGIN,
    CLEO,
    DOING,
    DONE,
    DOOR,
    DROP,
    DROPPED,
    FLOW,
    GARDEN,
    HAND_IN,
    HOUSE,
    LAY_ASIDE,
    REVIEW,
    ROOF,
    STAIRS,
    TODO,
    Site,
)
from tests.scenario import ANA, BEN
from workdomain.execution.flow import ApprovalAsked, ApprovalGiven, StateEntered
from workdomain.execution.steps import Approve, MoveToState, Reject, WithdrawApproval
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.execution.wip import wip, wip_id
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Refused
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    UnassignWorkItem,
)
from workdomain.processes.rules import Strictness

ITEMS, PEOPLE = (STAIRS, ROOF, DOOR), (ANA, BEN, CLEO)
OPEN_STATES = {"To do": "todo", "Doing": "doing", "Review": "doing"}
LIVES = {**OPEN_STATES, "Done": "done", "Dropped": "cancelled"}
WALK = {
    ("To do", "Doing"),
    ("Doing", "To do"),
    ("Doing", "Review"),
    ("Review", "Done"),
    ("Review", "Doing"),
    ("Done", "To do"),
    ("Dropped", "To do"),
    *((state, "Dropped") for state in LIVES),
}
"""Every step that the workflow has, its gate taken apart, told without its moves."""
MOST = 2
FULL = DOING.model_copy(update={"most": MOST, "on_breach": Strictness.REFUSE})

items, people = st.sampled_from(ITEMS), st.sampled_from(PEOPLE)
projects = st.sampled_from([HOUSE, GARDEN, UUID(int=44), None])
hours = st.sampled_from([0.0, 3.0, 8.0])
moves: st.SearchStrategy[Command] = st.one_of(
    st.builds(MoveToState, to=st.sampled_from([*LIVES, "Nowhere"])),
    st.sampled_from([StartWorkItem(), PutBackWorkItem(), CompleteWorkItem(), UnblockWorkItem()]),
    st.sampled_from([Approve(), Reject(reason="No"), WithdrawApproval(reason="Not yet")]),
    st.sampled_from(
        [
            BlockWorkItem(reason="Rain"),
            CancelWorkItem(reason="Not needed"),
            ReopenWorkItem(reason="Needed"),
        ]
    ),
)
changes: st.SearchStrategy[Command] = st.one_of(
    st.builds(AddWorkItem, title=st.just("Work"), project=projects, assignees=st.tuples(people)),
    st.builds(MoveWorkItem, project=projects),
    st.builds(AssignWorkItem, person=people),
    st.builds(UnassignWorkItem, person=people),
    st.builds(EstimateWorkItem, estimate=st.none() | hours.map(Estimate.single)),
    st.builds(SetRemainingWork, hours=hours),
)


class FlowMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.site = Site(TODO, FULL, REVIEW, DONE, DROPPED, BEGIN, LAY_ASIDE, HAND_IN, DROP, AGAIN)
        self.site.adopt(GARDEN)
        for item in ITEMS:
            self.site.do(item, AddWorkItem(title="Work", project=HOUSE))

    @rule(item=items, command=moves | changes, by=people)
    def ask(self, item: UUID, command: Command, by: UUID) -> None:
        with suppress(Refused):
            self.site.do(item, command, by=by)

    @rule(item=items, command=moves, by=people)
    def move(self, item: UUID, command: Command, by: UUID) -> None:
        self.ask(item, command, by)

    @invariant()
    def its_life_is_that_of_the_state_it_is_in(self) -> None:
        for item in ITEMS:
            state, known = self.site.state(item), self.site.look(work_item, item)
            assert (state is None) == (known.plan.project not in (HOUSE, GARDEN))
            if state is not None:
                blocked = known.life.state == "blocked"
                assert LIVES[state] == (known.life.before if blocked else known.life.state)

    @invariant()
    def it_goes_by_steps_of_the_workflow(self) -> None:
        for item in ITEMS:
            for event in self.site.told(work_item, item):
                if isinstance(event, StateEntered) and event.was:
                    assert (event.was, event.state) in WALK

    @invariant()
    def what_is_counted_is_what_is_there_and_never_too_much(self) -> None:
        known = {item: self.site.look(work_item, item) for item in ITEMS}
        for project in (HOUSE, GARDEN):
            for state in LIVES:
                counted = self.site.look(wip, wip_id(project, FLOW, state)).items
                assert dict(counted) == {
                    item: frozenset(of.plan.assignees)
                    for item, of in known.items()
                    if of.plan.project == project
                    and self.site.state(item) == state
                    and state in OPEN_STATES
                }
            assert len(self.site.look(wip, wip_id(project, FLOW, "Doing")).items) <= MOST

    @invariant()
    def what_is_done_was_approved_by_somebody_who_had_not_asked(self) -> None:
        for item in ITEMS:
            asked_by, approved = None, False
            for event, context in self.site.history(work_item, item):
                match event:
                    case ApprovalAsked():
                        asked_by, approved = context.by, False
                    case ApprovalGiven():
                        assert context.by in (ANA, BEN)
                        assert context.by != asked_by
                        approved = True
                    case StateEntered(state="Done", move="approved"):
                        assert approved
                    case StateEntered(state="Done"):
                        assert event.move is None, "carried over from another project"
                    case _:
                        pass

    @invariant()
    def in_review_three_quarters_are_complete(self) -> None:
        for item in ITEMS:
            life = self.site.look(work_item, item).life
            moved = any(
                isinstance(event, StateEntered) and event.move == "hand in"
                for event in self.site.told(work_item, item)[-6:]
            )
            if self.site.state(item) == "Review" and moved and life.estimate:
                assert life.remaining == life.estimate.expected / 4

    @invariant()
    def it_is_read_in_any_order(self) -> None:
        for item in ITEMS[:1]:
            history = list(self.site.history(work_item, item))
            Random(len(history)).shuffle(history)  # noqa: S311 - chance, not secrecy
            work_item.replay(history)


TestFlow = FlowMachine.TestCase
TestFlow.settings = settings(max_examples=60, stateful_step_count=50)
