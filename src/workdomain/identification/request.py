"""A request: what somebody asks for, how it is weighed, and what becomes of it.

waiting, deferred -AcceptAsWorkItem, AcceptAsProject-> accepted
waiting, deferred -DeclineRequest-> declined        waiting, deferred -MergeRequest-> merged
waiting, deferred -DeferRequest-> deferred          all but waiting -ReopenRequest-> waiting

A deferred request comes back by itself on its day: it counts as waiting from then on, whoever
looks. Whoever accepts a request names the id of what it becomes, which is added with it or not
at all; a merged request leads to one that is not merged itself, so that nobody follows a chain.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never, get_args
from uuid import UUID

from workdomain.clients.client import must_be_client
from workdomain.identification.accepted_work import MakeProjectOfRequest, MakeWorkItemOfRequest
from workdomain.identification.objective import must_be_an_objective
from workdomain.identification.ranking import UNKNOWN, Inputs
from workdomain.identification.request_words import (
    AcceptAsProject,
    AcceptAsWorkItem,
    AdoptMergedRequest,
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
    RequestCommand,
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
    SubmitRequest,
    ValueRequest,
)
from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.people.person import must_be_known

Weighing = ScoreCostOfDelay | SizeRequest | ValueRequest | EstimateRequest
WEIGHED: dict[type[Weighing], type[RequestEvent]] = {
    ScoreCostOfDelay: CostOfDelayScored,
    SizeRequest: RequestSized,
    ValueRequest: RequestValued,
    EstimateRequest: RequestEstimated,
}


class NoSuchRequest(Refused):
    """The request a command is about was submitted before."""


class RequestExists(Refused):
    """A request is submitted once."""


class RequestIsAnswered(Refused):
    """What was accepted, declined or merged is reopened before it is answered otherwise."""


class MergeChain(Refused):
    """A merged request leads to one that is not merged itself, and never to itself."""


class DeferredIntoThePast(Refused):
    """A request is put off until a day to come."""


class Answer(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MERGED = "merged"


OPEN = {Answer.WAITING, Answer.DEFERRED}


@dataclass(frozen=True, slots=True)
class Request:
    """What a decision needs to know of a request; one that is not there yet has no title."""

    title: str = ""
    description: str = ""
    asked_by: UUID | None = None
    asked_by_name: str | None = None
    client: str | None = None
    for_client: UUID | None = None
    urgent_by: date | None = None
    urgent_because: str | None = None
    serves: UUID | None = None
    inputs: Inputs = UNKNOWN
    answer: Answer = Answer.WAITING
    reason: str | None = None
    """Why it was declined, deferred or reopened."""
    until: date | None = None
    """When it comes back, if it is deferred."""
    into: UUID | None = None
    """The request it is one with."""
    item: UUID | None = None
    """The work item it became."""
    project: UUID | None = None
    """The project it became."""
    merged: frozenset[UUID] = frozenset()
    """Requests that are, or once were, one with it."""


def decide(request: Request, command: RequestCommand, context: Context) -> list[RequestEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(request, command)
    match command:
        case SubmitRequest():
            return [RequestSubmitted(**dict(command))]
        case RetitleRequest(title=title):
            return [] if title == request.title else [RequestRetitled(title=title)]
        case DescribeRequest(description=text):
            return [] if text == request.description else [RequestDescribed(description=text)]
        case NameRequester():
            same = replace(request, **dict(command)) == request
            return [] if same else [RequesterNamed(**dict(command))]
        case SetUrgency(urgent_by=day, urgent_because=why):
            same = (day, why) == (request.urgent_by, request.urgent_because)
            return [] if same else [RequestUrgencySet(urgent_by=day, urgent_because=why)]
        case SetServedObjective(serves=serves):
            return [] if serves == request.serves else [ServedObjectiveSet(serves=serves)]
        case ScoreCostOfDelay() | SizeRequest() | ValueRequest() | EstimateRequest():
            return _weighed(request, command)
        case AdoptMergedRequest(request=other):
            known = other in request.merged
            return [] if known else [MergedRequestAdopted(request=other)]
        case ReopenRequest(reason=reason):
            waits = request.answer is Answer.WAITING
            return [] if waits else [RequestReopened(reason=reason)]
        case _:
            return _answered(request, command, context)


def _must_apply(request: Request, command: RequestCommand) -> None:
    if isinstance(command, SubmitRequest):
        if request.title:
            raise RequestExists(f"{request.title} was submitted before: use another id")
    elif not request.title:
        raise NoSuchRequest("There is no request with this id yet: submit it first")


def _weighed(request: Request, command: Weighing) -> list[RequestEvent]:
    given = dict(command)
    if request.inputs._replace(**given) == request.inputs:
        return []
    return [WEIGHED[type(command)](**given)]


Answering = AcceptAsWorkItem | AcceptAsProject | DeclineRequest | MergeRequest | DeferRequest


def _answered(request: Request, command: Answering, context: Context) -> list[RequestEvent]:
    match command:
        case AcceptAsWorkItem(item=item, project=project):
            event: RequestEvent = RequestAcceptedAsWorkItem(
                item=item, project=project, serves=request.serves
            )
            same = request.item == item
        case AcceptAsProject(project=project):
            event = RequestAcceptedAsProject(project=project, serves=request.serves)
            same = request.project == project
        case DeclineRequest(reason=reason):
            event = RequestDeclined(reason=reason)
            same = (request.answer, request.reason) == (Answer.DECLINED, reason)
        case MergeRequest(into=into):
            event, same = RequestMerged(into=into), request.into == into
        case DeferRequest(until=until, reason=reason):
            event = RequestDeferred(until=until, reason=reason)
            same = (request.answer, request.until, request.reason) == (
                Answer.DEFERRED,
                until,
                reason,
            )
        case _:
            assert_never(command)
    if same:
        return []
    if request.answer not in OPEN:
        raise RequestIsAnswered(f"{request.title} is {request.answer}: reopen it first")
    if isinstance(command, DeferRequest) and command.until <= context.at.date():
        raise DeferredIntoThePast(f"{command.until} is not to come any more: take a later day")
    return [event]


def evolve(request: Request, event: RequestEvent, _context: Context) -> Request:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case RequestSubmitted():
            return replace(Request(**dict(event)), merged=request.merged)
        case (
            RequestRetitled()
            | RequestDescribed()
            | RequesterNamed()
            | RequestUrgencySet()
            | ServedObjectiveSet()
        ):
            return replace(request, **dict(event))
        case CostOfDelayScored() | RequestSized() | RequestValued() | RequestEstimated():
            return replace(request, inputs=request.inputs._replace(**dict(event)))
        case MergedRequestAdopted(request=other):
            return replace(request, merged=request.merged | {other})
        case RequestAcceptedAsWorkItem(item=item):
            return _then(request, Answer.ACCEPTED, item=item)
        case RequestAcceptedAsProject(project=project):
            return _then(request, Answer.ACCEPTED, project=project)
        case RequestDeclined(reason=reason):
            return _then(request, Answer.DECLINED, reason=reason)
        case RequestMerged(into=into):
            return _then(request, Answer.MERGED, into=into)
        case RequestDeferred(until=until, reason=reason):
            return _then(request, Answer.DEFERRED, until=until, reason=reason)
        case RequestReopened(reason=reason):
            return _then(request, Answer.WAITING, reason=reason)
        case _:
            assert_never(event)


def _then(request: Request, answer: Answer, **told: Any) -> Request:
    """Answer it, and forget the answer before."""
    return replace(request, **{**UNANSWERED, **told, "answer": answer})


UNANSWERED = dict.fromkeys(("reason", "until", "into", "item", "project"))


def guard(id: UUID, own: Request, command: RequestCommand, look: Look) -> None:
    """Let only people who are known ask, for objectives that are there; keep merges short."""
    match command:
        case SubmitRequest(serves=serves):
            _must_know(command, look)
            if serves:
                must_be_an_objective(serves, look)
        case NameRequester():
            _must_know(command, look)
        case SetServedObjective(serves=UUID() as serves):
            must_be_an_objective(serves, look)
        case MergeRequest(into=into):
            _may_be_merged(id, own, into, look)
        case _:
            pass


def _must_know(command: SubmitRequest | NameRequester, look: Look) -> None:
    if command.asked_by is not None:
        must_be_known(command.asked_by, look)
    if command.for_client is not None:
        must_be_client(command.for_client, look)


def _may_be_merged(id: UUID, own: Request, into: UUID, look: Look) -> None:
    there = look(request, into)
    if into == id:
        raise MergeChain(f"{own.title} cannot be merged into itself")
    if not there.title:
        raise NoSuchRequest(f"There is no request {into}: submit it first")
    if there.into is not None:
        further = look(request, there.into).title
        raise MergeChain(f"{there.title} is merged into {further}: merge it into that one")
    for other in sorted(own.merged):
        if (lower := look(request, other)).into == id:
            raise MergeChain(f"{lower.title} is merged into {own.title}: merge that one anew first")


def requires(id: UUID, own: Request, command: RequestCommand) -> list[Ask]:
    """Have the work added that it becomes, and let the request it is merged into know."""
    match command:
        case AcceptAsWorkItem():
            work = MakeWorkItemOfRequest(
                title=own.title,
                description=own.description,
                project=command.project,
                due=command.due or own.urgent_by,
                assignees=command.assignees,
            )
            return [Ask("work-item", command.item, work)]
        case AcceptAsProject():
            name = command.name or own.title
            venture = MakeProjectOfRequest(name=name, key=command.key)
            return [Ask("project", command.project, venture)]
        case MergeRequest(into=into):
            return [Ask("request", into, AdoptMergedRequest(request=id))]
        case _:
            return []


request = Decider(
    name="request",
    initial=Request(),
    decide=decide,
    evolve=evolve,
    commands=get_args(RequestCommand),
    events=get_args(RequestEvent),
    guard=guard,
    requires=requires,
)
