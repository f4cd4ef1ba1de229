"""How changes to an objective are taken back: all but what was published, which is corrected."""

from typing import Any, assert_never
from uuid import UUID

from workdomain.identification.alignment import (
    AlignmentEvent,
    AlignObjective,
    ObjectiveAligned,
)
from workdomain.identification.check_in_words import CadenceSet, SetCadence
from workdomain.identification.goal_words import Outcome
from workdomain.identification.initiatives import (
    AddInitiative,
    InitiativeEvent,
    InitiativeProgressTold,
    RemoveInitiative,
)
from workdomain.identification.key_result import KeyResult
from workdomain.identification.key_result_words import (
    ArchiveKeyResult,
    BaselineSet,
    ChecklistItemTicked,
    ChecklistItemUnticked,
    FeedKeyResult,
    HandOverKeyResult,
    KeyResultAdded,
    KeyResultArchived,
    KeyResultEvent,
    KeyResultFed,
    KeyResultHandedOver,
    KeyResultRemeasured,
    KeyResultRenamed,
    KeyResultRestored,
    KeyResultValueSet,
    KeyResultWeighed,
    RemeasureKeyResult,
    RenameKeyResult,
    RestoreKeyResult,
    SetBaseline,
    SetKeyResultValue,
    SetTarget,
    TargetSet,
    TickChecklistItem,
    UntickChecklistItem,
    WeighKeyResult,
)
from workdomain.identification.measures import Measure
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import (
    CloseObjective,
    LiftStatusOverride,
    ObjectiveClosed,
    ObjectiveReopened,
    OverrideStatus,
    Phase,
    ReopenObjective,
    StatusOverridden,
    StatusOverrideLifted,
)
from workdomain.identification.objective_state import Objective
from workdomain.identification.profile import (
    CommitmentSet,
    DescribeObjective,
    HandOverObjective,
    ObjectiveAdded,
    ObjectiveDescribed,
    ObjectiveHandedOver,
    ObjectiveLevelSet,
    ObjectivePeriodPlanned,
    ObjectiveRetitled,
    PlanObjectivePeriod,
    ProfileEvent,
    ProgressDriverSet,
    RetitleObjective,
    ReviewerSet,
    SetCommitment,
    SetObjectiveLevel,
    SetProgressDriver,
    SetReviewer,
)
from workdomain.kernel import CannotRevert, Command, Event, Undo, cannot_be_reverted

WHY = "Reverted"


def commands(event: Event, now: Objective, wanted: Objective) -> list[Command]:
    """Say what makes up for an event."""
    if isinstance(event, ProfileEvent):
        return _profile(event, now, wanted)
    if isinstance(event, AlignmentEvent):
        return _alignment(event, wanted)
    if isinstance(event, KeyResultEvent):
        return _key_result(event, now, wanted)
    if isinstance(event, InitiativeEvent):
        return _initiative(event, wanted)
    match event:
        case ObjectiveClosed() | ObjectiveReopened():
            return _ending(now, wanted)
        case StatusOverridden() | StatusOverrideLifted():
            life = wanted.life
            if life.override is None:
                return [LiftStatusOverride()]
            return [OverrideStatus(status=life.override, reason=life.override_reason or WHY)]
        case CadenceSet():
            return [SetCadence(cadence=wanted.check_ins.cadence)]
        case _:
            return cannot_be_reverted(event, now, wanted)


def _profile(event: ProfileEvent, now: Objective, wanted: Objective) -> list[Command]:
    own = wanted.profile
    match event:
        case ObjectiveAdded():
            return [] if gone(now) else [CloseObjective(outcome=Outcome.DROPPED, comment=WHY)]
        case ObjectiveRetitled():
            return [RetitleObjective(title=own.title)]
        case ObjectiveDescribed():
            return [DescribeObjective(description=own.description)]
        case ObjectiveHandedOver():
            return [HandOverObjective(owner=own.owner)]
        case ReviewerSet():
            return [SetReviewer(reviewer=own.reviewer)]
        case ObjectiveLevelSet():
            return [SetObjectiveLevel(level=own.level, team=own.team)]
        case ObjectivePeriodPlanned():
            return [PlanObjectivePeriod(first=own.first, last=own.last)]
        case ProgressDriverSet():
            return [SetProgressDriver(driver=own.driver)]
        case CommitmentSet():
            return [SetCommitment(commitment=own.commitment)]
        case _:
            assert_never(event)


def _alignment(event: AlignmentEvent, wanted: Objective) -> list[Command]:
    place = wanted.alignment
    if isinstance(event, ObjectiveAligned):
        return [AlignObjective(aligned_to=place.aligned_to, weight=place.weight)]
    return []  # the one that serves tells by itself


def _initiative(event: InitiativeEvent, wanted: Objective) -> list[Command]:
    if isinstance(event, InitiativeProgressTold):
        return []  # the work tells by itself
    project, item = event.project, event.item
    there = wanted.initiatives.get(project or item or UUID(int=0))
    if there is None:
        return [RemoveInitiative(project=project, item=item)]
    return [
        AddInitiative(project=project, item=item, key_result=there.key_result, weight=there.weight)
    ]


def _ending(now: Objective, wanted: Objective) -> list[Command]:
    life = wanted.life
    if (now.life.phase, now.life.outcome) == (life.phase, life.outcome):
        return []
    if life.phase is not Phase.CLOSED or life.outcome is None:
        return [ReopenObjective(reason=WHY)]
    return [
        CloseObjective(
            outcome=life.outcome,
            self_grade=life.self_grade,
            comment=life.comment,
            reasons=life.reasons,
        )
    ]


def _key_result(event: KeyResultEvent, now: Objective, wanted: Objective) -> list[Command]:
    id, known = event.key_result, wanted.results.get(event.key_result)
    if known is None or known.archived:
        archived = id in now.results and now.results[id].archived
        return [] if archived else [ArchiveKeyResult(key_result=id, reason=WHY)]
    match event:
        case KeyResultAdded() | KeyResultArchived() | KeyResultRestored():
            return [RestoreKeyResult(key_result=id)]
        case KeyResultRenamed():
            return [RenameKeyResult(key_result=id, name=known.name)]
        case KeyResultRemeasured():
            return [_remeasured(id, known.measure)]
        case TargetSet():
            target = known.measure.target
            return [SetTarget(key_result=id, target=target)] if target is not None else []
        case BaselineSet():
            if known.measure.baseline is None:
                return [_remeasured(id, known.measure)]
            baseline = known.measure.baseline
            return [SetBaseline(key_result=id, baseline=baseline, cites=known.cites)]
        case KeyResultWeighed():
            return [WeighKeyResult(key_result=id, weight=known.weight)]
        case KeyResultHandedOver():
            return [HandOverKeyResult(key_result=id, owner=known.owner)]
        case KeyResultFed():
            return [FeedKeyResult(key_result=id, feeds=known.feeds)]
        case KeyResultValueSet():
            if known.value is None:
                raise CannotRevert(f"{known.name} had no value before: set the right one")
            return [SetKeyResultValue(key_result=id, value=known.value)]
        case ChecklistItemTicked(text=text) | ChecklistItemUnticked(text=text):
            ticks = text in known.ticked
            told = TickChecklistItem if ticks else UntickChecklistItem
            return [told(key_result=id, text=text)]
        case _:
            assert_never(event)


def _remeasured(id: UUID, measure: Measure) -> RemeasureKeyResult:
    return RemeasureKeyResult(
        key_result=id,
        kind=measure.kind,
        baseline=measure.baseline,
        target=measure.target,
        unit=measure.unit.kind,
        currency=measure.unit.currency,
        precision=measure.unit.precision,
        items=measure.items,
        aggregation=measure.aggregation,
    )


def counts(state: Objective) -> Any:
    """Compare what is wanted and how far it is; not when that was told, nor what is archived."""
    return (
        state.profile,
        (state.alignment.aligned_to, state.alignment.weight),
        {id: _counted(each) for id, each in state.results.items() if not each.archived},
        state.initiatives,
        state.life._replace(score=None),
        (state.check_ins.said, state.check_ins.cadence),
    )


def _counted(result: KeyResult) -> KeyResult:
    return result._replace(told_at=None, told_by=None)


def gone(state: Objective) -> bool:
    """Tell whether nobody pursues it any more."""
    return state.life.outcome is Outcome.DROPPED


objective_undo: Undo[Objective, Any] = Undo(objective, commands, counts, gone)
