"""Proposes plans over HTTP: `POST /api/v1/scheduling/propose`; views show them."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, ValidationError

from projections.plans.asked import Manner, Planning, Search
from projections.plans.proposing import Proposed, propose
from projections.views import Views
from service.access import LEAST, Access
from service.commands import business_time, command_id_of, correlation_of
from service.limits import body_of
from service.problems import Problem, described, wrong_body
from service.settings import PREFIX, Settings
from service.views import Run
from workdomain.execution.schedule import schedule
from workdomain.kernel import Context, Message
from workdomain.values import Line, Text

ABOUT = """
Plans the open work there is, from now on, and lays the plan down as the next version of a schedule.
Nothing else changes until it is published (`POST /api/v1/schedule/{id}/publish-schedule`); the view
`plan-preview` shows the same plan, and writes nothing. Asked again with the same idempotency key,
it answers as the first time. No plan where work waits for itself: 409.
"""


class Proposal(Planning):
    """What is to be planned, and laid down as what."""

    schedule: UUID | None = None
    """Which schedule gets a version; left out: the one that the project has, or all work."""
    name: Line | None = None
    """What the schedule is called from now on."""
    manner: Manner = Manner.ANEW
    """How, where a version of the schedule holds."""
    note: Annotated[Text, Field(max_length=5_000)] = ""
    """Why it is planned anew."""
    seconds: Annotated[float, Field(gt=0, le=20)] | None = None
    """So long a better plan is looked for, in seconds of the processor; the best one is laid down.
    Small plans are proven, where OR-Tools is installed."""


class ProposedAnswer(Message):
    """A version of a schedule that was proposed."""

    schedule: UUID
    version: int
    """Of the stream of the schedule; what the ETag says."""
    position: int
    """The log position to give a view as `min_position`."""
    repeated: bool
    bars: int | None
    """How much work has a bar; null in the answer to an earlier request."""
    left_out: int | None
    """How much open work has none; `plan-preview` says why of each."""


class Scheduling:
    """Answers the door."""

    def __init__(self, views: Views, access: Access, settings: Settings, run: Run) -> None:
        """Plan in `run`, which takes the work off the event loop."""
        self._views, self._access, self._settings, self._run = views, access, settings, run

    async def propose(self, request: Request) -> Response:
        """Plan and lay down."""
        headers = dict(request.scope["headers"])
        body = await body_of(request.receive, headers, self._settings.most_bulk)
        if headers.get(b"content-type", b"").partition(b";")[0].strip() != b"application/json":
            raise Problem(415, "A proposal is sent as application/json")
        try:
            asked = Proposal.model_validate_json(body or b"{}")
        except ValidationError as error:
            raise wrong_body(error) from None
        grant = request.state.grant
        self._access.must_be_at_least(grant, LEAST[schedule.name])
        context = Context(
            grant.person,
            business_time(headers) or self._views.work.now(),
            command_id_of(headers, grant.person),
            correlation_of(headers),
        )
        plan = partial(
            propose,
            self._views,
            asked,
            context,
            schedule=asked.schedule,
            name=asked.name,
            note=asked.note,
            manner=asked.manner,
            search=Search(asked.seconds),
        )
        told: Proposed = await self._run(plan)
        answer, position = answer_of(told), str(told.receipt.position)
        own = {"X-Workdomain-Position": position, "ETag": f'"{told.receipt.version}"'}
        return Response(answer.model_dump_json(), 200, own, "application/json")


def answer_of(told: Proposed) -> ProposedAnswer:
    """Say what was proposed."""
    made = told.made
    left_out = None if made is None else len(made.situation.left_out)
    return ProposedAnswer(
        schedule=told.schedule,
        version=told.receipt.version,
        position=told.receipt.position,
        repeated=told.receipt.repeated,
        bars=None if made is None else len(made.plan.placed) - (left_out or 0),
        left_out=left_out,
    )


def scheduling_router(scheduling: Scheduling) -> APIRouter:
    """Make the route."""
    router = APIRouter(prefix=f"{PREFIX}/scheduling", tags=["scheduling"])
    names = ("Idempotency-Key", "X-Workdomain-At", "traceparent")
    reference = {"$ref": f"#/components/schemas/{Proposal.__name__}"}
    extra: dict[str, Any] = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": reference}}},
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
    }

    @router.post(
        "/propose",
        summary="Plan the open work there is, and propose the plan",
        description=ABOUT.strip(),
        operation_id="scheduling.propose",
        response_model=ProposedAnswer,
        responses=described(400, 401, 403, 409, 413, 414, 415, 422, 503),
        openapi_extra=extra,
    )
    async def propose_plan(request: Request) -> Response:
        return await scheduling.propose(request)

    return router
