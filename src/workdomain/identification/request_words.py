"""What is asked and told of requests: the commands and events of `request.py`."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from workdomain.identification.ranking import Points
from workdomain.kernel import Command, Event, Personal
from workdomain.values import Day, Hours, Line, ProjectKey, Text

Value = Annotated[float, Field(ge=0, le=1_000_000_000_000, allow_inf_nan=False)]
"""What something is worth, in any unit that is the same for all requests."""


class _Asking(Command):
    """Who asks: somebody who is known, or somebody outside."""

    asked_by: UUID | None = None
    """The person who asks."""
    asked_by_name: Annotated[Line | None, Personal()] = None
    """The name of whoever asks, if that is somebody outside."""
    client: Annotated[Line | None, Personal()] = None
    """The client that it is for, by name."""
    for_client: UUID | None = None
    """The client that it is for, of those on the list; what it becomes is for them too."""

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.asked_by is not None and self.asked_by_name is not None:
            raise ValueError("somebody known or somebody outside asks: name one of them")
        return self


class _Pressing(Command):
    """By when it is needed, and why."""

    urgent_by: Day | None = None
    """The day by which it is needed."""
    urgent_because: Annotated[Line | None, Personal()] = None
    """Why it is needed by then."""

    @model_validator(mode="after")
    def _tells_when(self) -> Self:
        if self.urgent_because is not None and self.urgent_by is None:
            raise ValueError("urgent_because says why it is needed by a day: give urgent_by too")
        return self


class SubmitRequest(_Asking, _Pressing):
    """Ask for something."""

    title: Annotated[Line, Personal()]
    """What is asked for."""
    description: Annotated[Text, Personal()] = ""
    serves: UUID | None = None
    """The objective that it serves."""


class RetitleRequest(Command):
    """Give it another title."""

    title: Annotated[Line, Personal()]


class DescribeRequest(Command):
    """Say in full what is asked for; this replaces what was said before."""

    description: Annotated[Text, Personal()]


class NameRequester(_Asking):
    """Say who asks."""


class SetUrgency(_Pressing):
    """Say by when it is needed, and why; nothing is not urgent."""


class SetServedObjective(Command):
    """Say which objective it serves; null is none."""

    serves: UUID | None


class ScoreCostOfDelay(Command):
    """Say what waiting costs, each on the scale 1, 2, 3, 5, 8, 13, 20; null is not known."""

    user_business_value: Points | None
    """What it is worth to users and the business."""
    time_criticality: Points | None
    """How much of that is lost by waiting."""
    risk_opportunity: Points | None
    """What it takes away in risk, or opens up."""


class SizeRequest(Command):
    """Say how much work it is, on the scale 1, 2, 3, 5, 8, 13, 20; null is not known."""

    job_size: Points | None


class ValueRequest(Command):
    """Say what it is worth; null is not known."""

    value: Value | None


class EstimateRequest(Command):
    """Say how many person-hours it takes; null is not known."""

    effort_h: Hours | None


class AcceptAsWorkItem(Command):
    """Take it up as a piece of work, which is added with it."""

    item: UUID
    """Id of the new work item, chosen by whoever asks."""
    project: UUID | None = None
    """The project that the work belongs to."""
    due: Day | None = None
    """When the work is due; the day it is needed by, unless said."""
    assignees: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()


class AcceptAsProject(Command):
    """Take it up as a project, which is set up with it."""

    project: UUID
    """Id of the new project, chosen by whoever asks."""
    key: ProjectKey
    name: Line | None = None
    """What the project is called; what is asked for, unless said."""


class DeclineRequest(Command):
    """Say no, and why."""

    reason: Annotated[Line, Personal()]


class MergeRequest(Command):
    """Treat it as one with another request, which asks for the same."""

    into: UUID


class AdoptMergedRequest(Command):
    """Remember a request that asks for the same; asked for by that one itself."""

    request: UUID


class DeferRequest(Command):
    """Put it off until a day; it comes back by itself then."""

    until: Day
    reason: Annotated[Line, Personal()]


class ReopenRequest(Command):
    """Let it wait for an answer again."""

    reason: Annotated[Line, Personal()]


class RequestSubmitted(
    Event,
    topic="request.submitted.v1",
    says="submitted {title}[, asked by {asked_by}][, asked by {asked_by_name}][ for {client}]"
    "[ for {for_client}]"
    "[, needed by {urgent_by}][: {urgent_because}][, serving {serves}]",
):
    """Somebody asks for something."""

    title: Annotated[str, Personal()]
    description: Annotated[str, Personal()] = ""
    asked_by: UUID | None = None
    asked_by_name: Annotated[str | None, Personal()] = None
    client: Annotated[str | None, Personal()] = None
    for_client: UUID | None = None
    urgent_by: date | None = None
    urgent_because: Annotated[str | None, Personal()] = None
    serves: UUID | None = None


class RequestRetitled(Event, topic="request.retitled.v1", says="changed the title to {title}"):
    """It has another title."""

    title: Annotated[str, Personal()]


class RequestDescribed(
    Event,
    topic="request.described.v1",
    says="[described it: {description}|removed its description]",
):
    """What is asked for was said anew."""

    description: Annotated[str, Personal()]


class RequesterNamed(
    Event,
    topic="request.requester-named.v1",
    says="said who asks[: {asked_by}][: {asked_by_name}][, for {client}][, for {for_client}]",
):
    """Somebody else asks."""

    asked_by: UUID | None = None
    asked_by_name: Annotated[str | None, Personal()] = None
    client: Annotated[str | None, Personal()] = None
    for_client: UUID | None = None


class RequestUrgencySet(
    Event,
    topic="request.urgency-set.v1",
    says="[needs it by {urgent_by}|does not need it by any day][: {urgent_because}]",
):
    """It is needed by another day."""

    urgent_by: date | None = None
    urgent_because: Annotated[str | None, Personal()] = None


class ServedObjectiveSet(
    Event, topic="request.serves.v1", says="[let it serve {serves}|let it serve no objective]"
):
    """It serves another objective."""

    serves: UUID | None


class CostOfDelayScored(
    Event,
    topic="request.cost-of-delay-scored.v1",
    says="weighed it: [value {user_business_value}|value not known], "
    "[time {time_criticality}|time not known], "
    "[risk or opportunity {risk_opportunity}|risk not known]",
):
    """What waiting costs was said."""

    user_business_value: int | None
    time_criticality: int | None
    risk_opportunity: int | None


class RequestSized(
    Event, topic="request.sized.v1", says="[set its size to {job_size}|took its size back]"
):
    """How much work it is, beside others, was said."""

    job_size: int | None


class RequestValued(
    Event, topic="request.valued.v1", says="[set its value to {value}|took its value back]"
):
    """What it is worth was said."""

    value: float | None


class RequestEstimated(
    Event,
    topic="request.estimated.v1",
    says="[estimated that it takes {effort_h}|took its estimate back]",
):
    """How many person-hours it takes was said."""

    effort_h: float | None


class RequestAcceptedAsWorkItem(
    Event,
    topic="request.accepted-as-work-item.v1",
    says="accepted it as the work item {item}[ of {project}]",
):
    """It became a piece of work."""

    item: UUID
    project: UUID | None = None
    serves: UUID | None = None


class RequestAcceptedAsProject(
    Event, topic="request.accepted-as-project.v1", says="accepted it as the project {project}"
):
    """It became a project."""

    project: UUID
    serves: UUID | None = None


class RequestDeclined(Event, topic="request.declined.v1", says="declined it: {reason}"):
    """It will not be done."""

    reason: Annotated[str, Personal()]


class RequestMerged(Event, topic="request.merged.v1", says="merged it into {into}"):
    """It is one with another request."""

    into: UUID


class MergedRequestAdopted(
    Event, topic="request.merged-adopted.v1", says="merged {request} into it"
):
    """Another request is one with this; that one tells when it no longer is."""

    request: UUID


class RequestDeferred(
    Event, topic="request.deferred.v1", says="deferred it until {until}: {reason}"
):
    """It waits for nobody until a day."""

    until: date
    reason: Annotated[str, Personal()]


class RequestReopened(Event, topic="request.reopened.v1", says="reopened it: {reason}"):
    """It waits for an answer again."""

    reason: Annotated[str, Personal()]


RequestCommand = (
    SubmitRequest
    | RetitleRequest
    | DescribeRequest
    | NameRequester
    | SetUrgency
    | SetServedObjective
    | ScoreCostOfDelay
    | SizeRequest
    | ValueRequest
    | EstimateRequest
    | AcceptAsWorkItem
    | AcceptAsProject
    | DeclineRequest
    | MergeRequest
    | AdoptMergedRequest
    | DeferRequest
    | ReopenRequest
)
RequestEvent = (
    RequestSubmitted
    | RequestRetitled
    | RequestDescribed
    | RequesterNamed
    | RequestUrgencySet
    | ServedObjectiveSet
    | CostOfDelayScored
    | RequestSized
    | RequestValued
    | RequestEstimated
    | RequestAcceptedAsWorkItem
    | RequestAcceptedAsProject
    | RequestDeclined
    | RequestMerged
    | MergedRequestAdopted
    | RequestDeferred
    | RequestReopened
)
