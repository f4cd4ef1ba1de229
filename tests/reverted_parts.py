"""Commands to parts of a work item that are reverted by others."""

from uuid import UUID

from tests.office import ANA, BEN, DAY, ITEM
from workdomain.execution.attachments import AttachLink, DetachLink
from workdomain.execution.blockers import AcknowledgeBlocker, RaiseBlocker, ResolveBlocker
from workdomain.execution.blocking import IN_SHORT, BlockerKind
from workdomain.execution.following import UnwatchWorkItem, WatchWorkItem
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.kernel import Command
from workdomain.planning.checklist import (
    AddToChecklist,
    CheckOff,
    MoveCheck,
    RemoveFromChecklist,
    RewordCheck,
    UncheckOff,
)
from workdomain.planning.gate import FailGate, PassGate, SetGate
from workdomain.planning.needs import AddNeed, NeedKind, RemoveNeed
from workdomain.planning.shape import Shape
from workdomain.planning.specification import (
    AllowSplitting,
    DefineDone,
    ForbidSplitting,
    LabelWorkItem,
    NameOwner,
    ServeGoal,
    ShapeWorkItem,
    SizeWorkItem,
    StatePurpose,
    UnlabelWorkItem,
    WorkForClient,
)

ONE, TWO, CLIENT, GOAL = (UUID(int=n) for n in range(70, 74))
SQL = AddNeed(kind=NeedKind.SKILL, name="SQL", level=3)
PHASE: list[Command] = [ShapeWorkItem(shape=Shape.PHASE)]
GATED: list[Command] = [*PHASE, SetGate(criteria="All is drawn")]
LISTED: list[Command] = [
    AddToChecklist(check=ONE, text="Buy paper"),
    AddToChecklist(check=TWO, text="Buy ink"),
]
PAPER = RaiseBlocker(blocker=ONE, kind=BlockerKind.RESOURCE, reason="No paper", needed_from=BEN)
INK = RaiseBlocker(
    blocker=TWO, kind=BlockerKind.CLIENT, reason="No ink", needed_from_outside="Inc", needed_by=DAY
)
SEEN = AcknowledgeBlocker(blocker=ONE, note="I order some")
LINK = AttachLink(link=ONE, title="Plan", url="https://example.org/plan")

OF_PARTS: list[tuple[UUID, list[Command], Command]] = [
    (ITEM, [], StatePurpose(purpose="To see it")),
    (ITEM, [StatePurpose(purpose="To see it")], StatePurpose(purpose="")),
    (ITEM, [], DefineDone(definition_of_done="It hangs")),
    (ITEM, [], NameOwner(owner=BEN)),
    (ITEM, [], LabelWorkItem(label="art")),
    (ITEM, [LabelWorkItem(label="art"), LabelWorkItem(label="b")], UnlabelWorkItem(label="art")),
    (ITEM, [], SizeWorkItem(points=3)),
    (ITEM, [], AllowSplitting()),
    (ITEM, [AllowSplitting()], ForbidSplitting()),
    (ITEM, [], ServeGoal(goal=GOAL)),
    (ITEM, [], WorkForClient(client=CLIENT)),
    (ITEM, [], ShapeWorkItem(shape=Shape.PHASE)),
    (ITEM, [], SQL),
    (ITEM, [SQL], AddNeed(kind=NeedKind.SKILL, name="sql", level=5)),
    (ITEM, [AddNeed(kind=NeedKind.ROLE, name="Lead"), SQL], RemoveNeed(kind="skill", name="SQL")),
    (ITEM, PHASE, SetGate(criteria="All is drawn")),
    (ITEM, GATED, SetGate(criteria="Most is drawn")),
    (ITEM, GATED, PassGate(reason="It is")),
    (ITEM, GATED, FailGate(reason="It is not")),
    (ITEM, [*GATED, PassGate(reason="It is")], FailGate(reason="It is not")),
    (ITEM, [*GATED, FailGate(reason="It is not")], PassGate(reason="It is")),
    (ITEM, [*GATED, PassGate(reason="It is")], SetGate(criteria=None)),
    (ITEM, LISTED, AddToChecklist(check=UUID(int=80), text="Draw", number=1)),
    (ITEM, LISTED, CheckOff(check=ONE)),
    (ITEM, [*LISTED, CheckOff(check=ONE)], UncheckOff(check=ONE)),
    (ITEM, LISTED, RewordCheck(check=ONE, text="Borrow paper")),
    (ITEM, LISTED, MoveCheck(check=ONE, number=2)),
    (ITEM, LISTED, RemoveFromChecklist(check=ONE)),
    (ITEM, [*LISTED, CheckOff(check=ONE)], RemoveFromChecklist(check=ONE)),
    (ITEM, [], PAPER),
    (ITEM, [StartWorkItem(), PAPER], INK),
    (ITEM, [BlockWorkItem(reason="Ill")], INK),
    (ITEM, [INK], BlockWorkItem(reason="Ill")),
    (ITEM, [BlockWorkItem(reason="Ill")], ResolveBlocker(blocker=IN_SHORT, resolution="Well")),
    (ITEM, [PAPER, INK], ResolveBlocker(blocker=TWO, resolution="Here it is")),
    (ITEM, [PAPER, SEEN], ResolveBlocker(blocker=ONE, resolution="Here it is")),
    (ITEM, [PAPER, SEEN, BlockWorkItem(reason="Ill")], UnblockWorkItem()),
    (ITEM, [StartWorkItem(), PAPER, INK], CancelWorkItem(reason="No")),
    (ITEM, [], LINK),
    (ITEM, [LINK], DetachLink(link=ONE)),
    (ITEM, [], WatchWorkItem(person=BEN)),
    (ITEM, [WatchWorkItem(person=BEN)], UnwatchWorkItem(person=BEN)),
    (ITEM, [NameOwner(owner=BEN)], NameOwner(owner=ANA)),
]
