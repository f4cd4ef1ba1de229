"""Whatever people ask of a work item, in whatever order, this stays true."""

import re
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ANA, BEN, ITSELF, NOON, World
from workdomain.execution.discussion import (
    Comment,
    Commented,
    CommentEdited,
    CommentRemoved,
    EditComment,
    RemoveComment,
)
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    PutBackWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    State,
    UnblockWorkItem,
    WorkItemEstimated,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Refused
from workdomain.planning.estimate import Estimate
from workdomain.planning.work_item import (
    AddWorkItem,
    DescribeWorkItem,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
)

LETTERS = {
    "WorkItemAdded": "A",
    "WorkItemStarted": "S",
    "WorkItemPutBack": "P",
    "WorkItemBlocked": "B",
    "WorkItemUnblocked": "U",
    "WorkItemCompleted": "C",
    "WorkItemCancelled": "X",
    "WorkItemReopened": "R",
}
TODO = "(B+U)*"
DOING = "S(B+U)*"
OPEN = f"{TODO}({DOING}P{TODO})*({DOING})?"
LIFE = re.compile(f"(A({OPEN}(C|B*X)R)*{OPEN}(C|B*X|B*))?")
"""Every life of a work item, told independently of LIFECYCLE: rounds that end in completion or
cancellation and are reopened, each of which goes back and forth between to do and doing; blocked,
once or for several reasons in a row, and unblocked at any time; cancelled even while blocked."""

POINTS = tuple(Estimate.model_fields)

hours = st.sampled_from([0.0, 0.1, 1.0, 2.5, 7.0, 8.0, 1e6])
lines = st.sampled_from(["Rain", "Snow"])
estimates = st.lists(hours, min_size=3, max_size=3).map(
    lambda h: Estimate.model_validate(dict(zip(POINTS, sorted(h), strict=True)))
)
comments = st.sampled_from([UUID(int=60), UUID(int=61)])
steps: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from([StartWorkItem(), PutBackWorkItem(), UnblockWorkItem(), CompleteWorkItem()]),
    st.builds(BlockWorkItem, reason=lines),
    st.builds(CancelWorkItem, reason=lines),
    st.builds(ReopenWorkItem, reason=lines),
)
amounts: st.SearchStrategy[Command] = st.one_of(
    st.builds(EstimateWorkItem, estimate=st.none() | estimates),
    st.builds(SetRemainingWork, hours=hours),
)
plans: st.SearchStrategy[Command] = st.one_of(
    st.builds(AddWorkItem, title=lines, estimate=st.none() | estimates),
    st.builds(RetitleWorkItem, title=lines),
    st.builds(DescribeWorkItem, description=lines),
    st.builds(PrioritiseWorkItem, priority=st.sampled_from(Priority)),
    st.builds(
        PlanWorkItemDates,
        start=st.dates(NOON.at.date(), NOON.at.date() + timedelta(days=3)),
        due=st.none(),
    ),
)
talk: st.SearchStrategy[Command] = st.one_of(
    st.builds(Comment, comment=comments, text=lines),
    st.builds(EditComment, comment=comments, text=lines),
    st.builds(RemoveComment, comment=comments),
)


class WorkItemMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(command=steps | amounts | plans | talk, by=st.sampled_from([ANA, BEN]))
    def ask(self, command: Command, by: UUID) -> None:
        context = Context(by=by, at=NOON.at)
        with suppress(Refused):
            self.world.ask(work_item, ITSELF, command, context)
            if not isinstance(command, AddWorkItem):
                assert self.world.ask(work_item, ITSELF, command, context) == [], "Asked twice"

    @rule(command=steps)
    def step(self, command: Command) -> None:
        self.ask(command, ANA)

    @invariant()
    def its_life_is_one_of_the_lives_work_can_have(self) -> None:
        told = self.world.told(work_item, ITSELF)
        life = "".join(LETTERS.get(type(event).__name__, "") for event in told)
        assert LIFE.fullmatch(life), life

    @invariant()
    def what_remains_is_known_just_when_the_work_is_and_is_no_more_than_it(self) -> None:
        life = self.world.look(work_item, ITSELF).life
        assert (life.remaining is None) == (life.estimate is None)
        if life.estimate is not None and life.remaining is not None:
            assert 0 <= life.remaining <= life.estimate.expected
            assert life.state is not State.DONE or life.remaining == 0

    @invariant()
    def every_estimate_tells_what_remains_of_it(self) -> None:
        for event in self.world.told(work_item, ITSELF):
            if isinstance(event, WorkItemEstimated):
                assert (event.remaining is None) == (event.estimate is None)

    @invariant()
    def a_comment_is_made_edited_by_its_author_and_removed(self) -> None:
        history = self.world.history(work_item, ITSELF)
        for comment in (UUID(int=60), UUID(int=61)):
            about = [
                (event, context.by)
                for event, context in history
                if isinstance(event, Commented | CommentEdited | CommentRemoved)
                and event.comment == comment
            ]
            told = "".join(type(event).__name__[7] for event, _ in about)
            assert re.fullmatch("(eE*R?)?", told), told
            assert len({by for event, by in about if not isinstance(event, CommentRemoved)}) <= 1


TestWorkItem = WorkItemMachine.TestCase
TestWorkItem.settings = settings(max_examples=60, stateful_step_count=50)
