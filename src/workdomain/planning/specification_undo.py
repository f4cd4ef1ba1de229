"""How it is taken back what work is for, when it is done, and who answers for it."""

from typing import Any, assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.specification import (
    AllowSplitting,
    DefineDone,
    DoneDefined,
    DoneForClient,
    ForbidSplitting,
    GoalServed,
    LabelWorkItem,
    NameOwner,
    OwnerNamed,
    PurposeStated,
    ServeGoal,
    ShapeWorkItem,
    SizeWorkItem,
    Specification,
    SpecificationEvent,
    SplittingAllowed,
    SplittingForbidden,
    StatePurpose,
    UnlabelWorkItem,
    WorkForClient,
    WorkItemLabelled,
    WorkItemShaped,
    WorkItemSized,
    WorkItemUnlabelled,
    specification,
)
from workdomain.planning.work_item import WorkItemAdded


def commands(
    event: SpecificationEvent, _now: Specification, wanted: Specification
) -> list[Command]:
    """Say what makes up for an event; what was added is for the whole work item to take back."""
    match event:
        case WorkItemAdded():
            return []
        case PurposeStated():
            return [StatePurpose(purpose=wanted.purpose)]
        case DoneDefined():
            return [DefineDone(definition_of_done=wanted.definition_of_done)]
        case OwnerNamed():
            return [NameOwner(owner=wanted.owner)]
        case WorkItemLabelled(label=label) | WorkItemUnlabelled(label=label):
            there = label in wanted.labels
            return [LabelWorkItem(label=label) if there else UnlabelWorkItem(label=label)]
        case WorkItemSized():
            return [SizeWorkItem(points=wanted.points)]
        case GoalServed():
            return [ServeGoal(goal=wanted.goal)]
        case DoneForClient():
            return [WorkForClient(client=wanted.client)]
        case WorkItemShaped():
            return [ShapeWorkItem(shape=wanted.shape)]
        case SplittingAllowed() | SplittingForbidden():
            return [AllowSplitting() if wanted.split else ForbidSplitting()]
        case _:
            assert_never(event)


def counts(spec: Specification) -> Any:
    """Compare the labels in whatever order they were put on."""
    return (
        spec.purpose,
        spec.definition_of_done,
        spec.owner,
        spec.shape,
        frozenset(spec.labels),
        spec.points,
        spec.goal,
        spec.client,
        spec.split,
    )


specification_undo: Undo[Specification, SpecificationEvent] = Undo(specification, commands, counts)
