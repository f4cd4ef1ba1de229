"""How changes to a request are taken back."""

from typing import assert_never

from workdomain.identification.request import Answer, Request, request
from workdomain.identification.request_words import (
    CostOfDelayScored,
    DeclineRequest,
    DeferRequest,
    DescribeRequest,
    EstimateRequest,
    MergedRequestAdopted,
    MergeRequest,
    NameRequester,
    ReopenRequest,
    RequestAcceptedAsProject,
    RequestAcceptedAsWorkItem,
    RequestDeclined,
    RequestDeferred,
    RequestDescribed,
    RequesterNamed,
    RequestEstimated,
    RequestEvent,
    RequestMerged,
    RequestReopened,
    RequestRetitled,
    RequestSized,
    RequestSubmitted,
    RequestUrgencySet,
    RequestValued,
    RetitleRequest,
    ScoreCostOfDelay,
    ServedObjectiveSet,
    SetServedObjective,
    SetUrgency,
    SizeRequest,
    ValueRequest,
)
from workdomain.kernel import CannotRevert, Command, Undo

WHY = "Reverted"


def commands(event: RequestEvent, now: Request, wanted: Request) -> list[Command]:
    """Say what makes up for an event."""
    inputs = wanted.inputs
    match event:
        case RequestSubmitted():
            return [] if now.answer is Answer.DECLINED else [DeclineRequest(reason=WHY)]
        case RequestRetitled():
            return [RetitleRequest(title=wanted.title)]
        case RequestDescribed():
            return [DescribeRequest(description=wanted.description)]
        case RequesterNamed():
            return [
                NameRequester(
                    asked_by=wanted.asked_by,
                    asked_by_name=wanted.asked_by_name,
                    client=wanted.client,
                    for_client=wanted.for_client,
                )
            ]
        case RequestUrgencySet():
            return [SetUrgency(urgent_by=wanted.urgent_by, urgent_because=wanted.urgent_because)]
        case ServedObjectiveSet():
            return [SetServedObjective(serves=wanted.serves)]
        case CostOfDelayScored():
            return [ScoreCostOfDelay(**{f: getattr(inputs, f) for f in type(event).model_fields})]
        case RequestSized():
            return [SizeRequest(job_size=inputs.job_size)]
        case RequestValued():
            return [ValueRequest(value=inputs.value)]
        case RequestEstimated():
            return [EstimateRequest(effort_h=inputs.effort_h)]
        case MergedRequestAdopted():
            return []  # the one that was merged tells by itself
        case (
            RequestAcceptedAsWorkItem()
            | RequestAcceptedAsProject()
            | RequestDeclined()
            | RequestMerged()
            | RequestDeferred()
            | RequestReopened()
        ):
            return _answer(now, wanted)
        case _:
            assert_never(event)


def _answer(now: Request, wanted: Request) -> list[Command]:
    """Let it wait again, and give it the answer that it is to have; work is not made anew."""
    if counts(now) == counts(wanted):
        return []
    reopened: list[Command] = [ReopenRequest(reason=WHY)]
    if wanted.answer is Answer.WAITING:
        return reopened
    if wanted.answer is Answer.ACCEPTED:
        raise CannotRevert(f"{now.title} was reopened: accept it again, as new work")
    if wanted.into is not None:
        return [*reopened, MergeRequest(into=wanted.into)]
    reason = wanted.reason or WHY
    if wanted.until is not None:
        return [*reopened, DeferRequest(until=wanted.until, reason=reason)]
    return [*reopened, DeclineRequest(reason=reason)]


def counts(state: Request) -> object:
    """Compare all but the requests that once were merged into it, and why it waits again."""
    reason = None if state.answer is Answer.WAITING else state.reason
    return (
        state.title,
        state.description,
        (state.asked_by, state.asked_by_name, state.client, state.for_client),
        (state.urgent_by, state.urgent_because),
        state.serves,
        state.inputs,
        (state.answer, reason, state.until, state.into, state.item, state.project),
    )


def gone(state: Request) -> bool:
    """Tell whether nobody waits for it any more."""
    return state.answer is Answer.DECLINED


request_undo: Undo[Request, RequestEvent] = Undo(request, commands, counts, gone)
