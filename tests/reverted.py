"""Commands that are reverted by others: what of, what happens before, and what is reverted."""

from datetime import date
from uuid import UUID

from tests.office import ANA, APOLLO, BEN, DAY, HERMES, HOURS, ITEM, OTHER
from tests.reverted_allocations import OF_ALLOCATIONS
from tests.reverted_clients import OF_CLIENTS
from tests.reverted_equipment import OF_EQUIPMENT
from tests.reverted_parts import OF_PARTS
from tests.reverted_people import OF_PEOPLE
from tests.reverted_streams import OF_STREAMS
from tests.reverted_time import OF_TIME
from workdomain.execution.discussion import Comment, EditComment
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
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime
from workdomain.kernel import Command
from workdomain.people.person import (
    AddSkill,
    CancelLeave,
    MoveToTeam,
    RecordLeave,
    RemoveSkill,
    RenamePerson,
    SetAvailability,
    SetWorkingHours,
)
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency, NestWorkItem, RemoveDependency
from workdomain.planning.project import (
    AddMember,
    ChangeProjectKey,
    CloseProject,
    PlanProjectDates,
    RemoveMember,
    RenameProject,
    ReopenProject,
    SetProjectBudget,
)
from workdomain.planning.work_item import (
    AssignWorkItem,
    ClassifyWorkItem,
    DescribeWorkItem,
    MoveWorkItem,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
    Source,
    TrackSource,
    UnassignWorkItem,
)

USUAL: list[tuple[UUID, list[Command], Command]] = [
    # of what, what happens before, and what is reverted
    (ITEM, [], RetitleWorkItem(title="Paint")),
    (ITEM, [], DescribeWorkItem(description="All of it")),
    (ITEM, [], ClassifyWorkItem(kind="bug")),
    (ITEM, [], PrioritiseWorkItem(priority=Priority.URGENT)),
    (ITEM, [], PlanWorkItemDates(start=None, due=date(2026, 2, 1))),
    (ITEM, [], AssignWorkItem(person=BEN)),
    (ITEM, [AssignWorkItem(person=BEN)], UnassignWorkItem(person=BEN)),
    (ITEM, [], MoveWorkItem(project=HERMES)),
    (ITEM, [], MoveWorkItem(project=None)),
    (
        ITEM,
        [TrackSource(source=Source(system="jira", key="A-1", status="Open"))],
        TrackSource(source=Source(system="jira", key="A-1", status="Closed")),
    ),
    (ITEM, [], NestWorkItem(parent=OTHER)),
    (ITEM, [NestWorkItem(parent=OTHER)], NestWorkItem(parent=None)),
    (ITEM, [], AddDependency(predecessor=OTHER)),
    (ITEM, [AddDependency(predecessor=OTHER)], AddDependency(predecessor=OTHER, lag_days=3)),
    (ITEM, [AddDependency(predecessor=OTHER, lag_days=2)], RemoveDependency(predecessor=OTHER)),
    (ITEM, [], StartWorkItem()),
    (ITEM, [StartWorkItem()], PutBackWorkItem()),
    (ITEM, [], BlockWorkItem(reason="Ill")),
    (ITEM, [StartWorkItem()], BlockWorkItem(reason="Ill")),
    (ITEM, [BlockWorkItem(reason="Ill")], BlockWorkItem(reason="Away")),
    (ITEM, [BlockWorkItem(reason="Ill")], UnblockWorkItem()),
    (ITEM, [StartWorkItem(), BlockWorkItem(reason="Ill")], UnblockWorkItem()),
    (ITEM, [], CompleteWorkItem()),
    (ITEM, [StartWorkItem()], CompleteWorkItem()),
    (
        ITEM,
        [EstimateWorkItem(estimate=Estimate.single(8)), SetRemainingWork(hours=3)],
        CompleteWorkItem(),
    ),
    (ITEM, [], CancelWorkItem(reason="No")),
    (ITEM, [StartWorkItem()], CancelWorkItem(reason="No")),
    (ITEM, [StartWorkItem(), BlockWorkItem(reason="Ill")], CancelWorkItem(reason="No")),
    (ITEM, [CompleteWorkItem()], ReopenWorkItem(reason="Bad")),
    (ITEM, [CancelWorkItem(reason="No")], ReopenWorkItem(reason="Yes")),
    (
        ITEM,
        [EstimateWorkItem(estimate=Estimate.single(8)), CompleteWorkItem()],
        ReopenWorkItem(reason="Bad"),
    ),
    (ITEM, [], EstimateWorkItem(estimate=Estimate.single(8))),
    (
        ITEM,
        [EstimateWorkItem(estimate=Estimate.single(8)), SetRemainingWork(hours=3)],
        EstimateWorkItem(estimate=Estimate.single(20)),
    ),
    (
        ITEM,
        [EstimateWorkItem(estimate=Estimate.single(8)), SetRemainingWork(hours=3)],
        EstimateWorkItem(estimate=None),
    ),
    (ITEM, [EstimateWorkItem(estimate=Estimate.single(8))], SetRemainingWork(hours=3)),
    (ITEM, [], SetRemainingWork(hours=3)),
    (ITEM, [], Comment(comment=UUID(int=50), text="Hm")),
    (
        ITEM,
        [Comment(comment=UUID(int=50), text="Hm")],
        EditComment(comment=UUID(int=50), text="Yes"),
    ),
    (ANA, [], RenamePerson(name="Anna")),
    (ANA, [], MoveToTeam(team=None)),
    (ANA, [], SetWorkingHours(minutes=HOURS[::-1], valid_from=date(2026, 2, 1))),
    (ANA, [], SetWorkingHours(minutes=HOURS[::-1], valid_from=date(2026, 1, 1))),
    (ANA, [], SetAvailability(percent=50, valid_from=date(2026, 2, 1))),
    (
        ANA,
        [SetAvailability(percent=50, valid_from=date(2026, 1, 1))],
        SetAvailability(percent=80, valid_from=date(2026, 2, 1)),
    ),
    (ANA, [], RecordLeave(leave=UUID(int=60), first=DAY, last=DAY)),
    (
        ANA,
        [RecordLeave(leave=UUID(int=60), first=DAY, last=DAY, note="Sea")],
        CancelLeave(leave=UUID(int=60), reason="Rain"),
    ),
    *OF_PEOPLE,
    (ANA, [], AddSkill(skill="Law", level=2)),
    (ANA, [AddSkill(skill="Law", level=2)], AddSkill(skill="Law", level=3)),
    (ANA, [AddSkill(skill="Law", level=2)], RemoveSkill(skill="Law")),
    (APOLLO, [], RenameProject(name="Athena")),
    (APOLLO, [], ChangeProjectKey(key="ATH")),
    (APOLLO, [], PlanProjectDates(starts=DAY, ends=None)),
    (APOLLO, [], SetProjectBudget(hours=100)),
    (APOLLO, [], AddMember(person=BEN)),
    (APOLLO, [AddMember(person=BEN)], RemoveMember(person=BEN)),
    (APOLLO, [], CloseProject(reason="Over")),
    (APOLLO, [CloseProject(reason="Over")], ReopenProject(reason="Not yet")),
    (week_id(ANA, DAY), [], LogTime(entry=UUID(int=70), person=ANA, day=DAY, minutes=60)),
    (
        week_id(ANA, DAY),
        [LogTime(entry=UUID(int=70), person=ANA, day=DAY, minutes=60, item=ITEM)],
        CorrectTime(
            entry=UUID(int=70), day=DAY, minutes=90, item=None, note="More", reason="Mistyped"
        ),
    ),
    (
        week_id(ANA, DAY),
        [LogTime(entry=UUID(int=70), person=ANA, day=DAY, minutes=60, item=ITEM)],
        RemoveTime(entry=UUID(int=70), reason="Twice"),
    ),
]
SIMPLE = [*USUAL, *OF_PARTS, *OF_STREAMS, *OF_CLIENTS, *OF_ALLOCATIONS, *OF_TIME, *OF_EQUIPMENT]
