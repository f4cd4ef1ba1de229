"""How what became of deals is taken back; the project of one that was won is so on its own."""

from dataclasses import replace
from typing import Any, assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.deal import Deal, DealState, deal
from workdomain.planning.deal_words import (
    DealAdded,
    DealCloseExpected,
    DealEvent,
    DealLost,
    DealOwnerSet,
    DealReopened,
    DealRetitled,
    DealStageSet,
    DealValued,
    DealWon,
    DealWorkPlanned,
    LoseDeal,
    LostBecause,
    PlanDealWork,
    ReopenDeal,
    RetitleDeal,
    SetDealOwner,
    SetDealStage,
    SetExpectedClose,
    ValueDeal,
    WinDeal,
)

WHY = "Reverted"


def commands(event: DealEvent, now: Deal, wanted: Deal) -> list[Command]:
    """Say what makes up for an event; a deal that was added by mistake is lost as one."""
    match event:
        case DealAdded():
            if now.state is not DealState.OPEN:
                return []
            return [LoseDeal(cause=LostBecause.MISTAKE, reason=WHY)]
        case DealRetitled():
            return [RetitleDeal(title=wanted.title)]
        case DealValued():
            return [ValueDeal(value=wanted.value, currency=wanted.currency)]
        case DealWorkPlanned():
            return [PlanDealWork(hours=wanted.hours, starts=wanted.starts, ends=wanted.ends)]
        case DealStageSet():
            return [SetDealStage(stage=wanted.stage, probability=wanted.probability)]
        case DealCloseExpected():
            return [SetExpectedClose(expected_close=wanted.expected_close)]
        case DealOwnerSet():
            return [SetDealOwner(owner=wanted.owner)]
        case DealWon() | DealLost() | DealReopened():
            return _became(now, wanted)
        case _:
            assert_never(event)


def _became(now: Deal, wanted: Deal) -> list[Command]:
    asked: list[Command] = []
    if now.state is not DealState.OPEN:
        asked.append(ReopenDeal(reason=WHY))
    if wanted.state is DealState.WON:
        asked.append(WinDeal(project=wanted.project))
    elif wanted.cause is not None:
        asked.append(LoseDeal(cause=wanted.cause, reason=wanted.reason))
    return asked


def counts(it: Deal) -> Any:
    """Compare everything but what was said when it was lost."""
    return replace(it, reason=None)


def gone(it: Deal) -> bool:
    """Tell whether it never was a deal."""
    return it.cause is LostBecause.MISTAKE


deal_undo: Undo[Deal, DealEvent] = Undo(deal, commands, counts, gone)
