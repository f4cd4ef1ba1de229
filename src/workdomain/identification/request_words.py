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
    """Weigh it for WSJF, each on the scale 1, 2, 3, 5, 8, 13, 20; null is not known."""

    user_business_value: Points | None = None
    """What it is worth to users and the business."""
    time_criticality: Points | None = None
    """How much of that is lost by waiting."""
    risk_opportunity: Points | None = None
    """What it takes away in risk, or opens up."""
    job_size: Points | None = None
    """How much work it is."""


class ScoreValue(Command):
    """Weigh what it is worth and how many hours it takes; null is not known."""

    value: Value | None = None
    """What it is worth, in any unit that is the same for all requests."""
    effort_h: Hours | None = None
    """Person-hours that it takes."""


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
    "[, needed by {urgent_by}][: {urgent_because}][, serving {serves}]",
):
    """Somebody asks for something."""

    title: Annotated[str, Personal()]
    description: Annotated[str, Personal()] = ""
    asked_by: UUID | None = None
    asked_by_name: Annotated[str | None, Personal()] = None
    client: Annotated[str | None, Personal()] = None
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
    says="said who asks:[ {asked_by}][ {asked_by_name}][ for {client}]",
):
    """Somebody else asks."""

    asked_by: UUID | None = None
    asked_by_name: Annotated[str | None, Personal()] = None
    client: Annotated[str | None, Personal()] = None


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
    says="weighed it: [value {user_business_value}|no value], "
    "[time {time_criticality}|no time], [risk or opportunity {risk_opportunity}|no risk], "
    "[size {job_size}|no size]",
):
    """It was weighed for WSJF."""

    user_business_value: int | None = None
    time_criticality: int | None = None
    risk_opportunity: int | None = None
    job_size: int | None = None


class RequestValueScored(
    Event,
    topic="request.value-scored.v1",
    says="weighed it: [worth {value}|not valued], [effort {effort_h}|no effort told]",
):
    """It was weighed by what it is worth and takes."""

    value: float | None = None
    effort_h: float | None = None


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
    | ScoreValue
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
    | RequestValueScored
    | RequestAcceptedAsWorkItem
    | RequestAcceptedAsProject
    | RequestDeclined
    | RequestMerged
    | MergedRequestAdopted
    | RequestDeferred
    | RequestReopened
)
