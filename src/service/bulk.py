"""Takes requests of many commands, and reverts: `POST /api/v1/bulk` and `POST /api/v1/revert`.

They are decided and written in the readers' threads: the event loop never waits for them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from projections.views import Views
from service.access import LEAST, Access, Grant, NotAllowed
from service.asking import (
    BulkAnswer,
    BulkCommand,
    BulkRequest,
    RevertRequest,
    in_words,
    positions_of,
    said_of,
    selected,
    told_in_words,
    told_of,
)
from service.commands import Kind, business_time, command_id_of, correlation_of, kinds
from service.limits import body_of
from service.problems import Problem, described, pointed, problem_of, wrong_body
from service.settings import PREFIX, Settings
from service.views import Run
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Message
from workdomain.people.token import Role
from workdomain.people.token import token as tokens
from workdomain.processes.revert import revert
from workdomain.together import MOST_TOGETHER, Done, NothingDone, Outcome, TooManyTogether
from workdomain.touched import InTheWay

M = TypeVar("M", bound=Message)

Asked = tuple[Kind, UUID, Command]
REQUESTS: tuple[type[Message], ...] = (BulkRequest, RevertRequest)
"""What is sent here, for OpenAPI."""
MOST_SHOWN = 50
ABOUT_BULK = """
`commands`, or one `command` for `ids` or for what `select` finds, decided one after another in one
transaction. With the mode `all`, one refusal is a 409 whose `refusals` tell what stands against
which, and nothing is done; with `each`, `results` tell the refusals beside what was done. A
`preview` writes nothing and tells in words what would happen. The idempotency key is that of the
whole: asked again, what was done is answered, also if filters would find other work by now. More
than 10,000 commands: 413.
"""
ABOUT_REVERT = """
Done by commands that make up for it, as a whole or not at all; what policies did because of it is
taken back as well. It leads to where the history without it leads; what came later and depends on
it makes it a 409 whose `in_the_way` tells that in words. What is reverted already stays so (200,
without results), and a revert can be reverted. Whoever asks must be allowed the commands that make
up for it.
"""


class Requests:
    """Answers both doors."""

    def __init__(self, views: Views, access: Access, settings: Settings, run: Run) -> None:
        """Ask this workspace, by `run`, which takes the work off the event loop."""
        self._views, self._work, self._access = views, views.work, access
        self._most, self._run = settings.most_bulk, run
        offered = kinds(self._work.rules.deciders)
        self._kinds = {(kind.decider.name, kind.name): kind for kind in offered}

    async def bulk(self, request: Request) -> Response:
        """Carry out many commands, or show what would become of them."""
        asked = await self._read(BulkRequest, request)
        grant, context = request.state.grant, self._context(request)
        if asked.command is None:
            outcome = await self._many(asked, grant, context)
        else:
            outcome = await self._one_for_many(asked, grant, context)
        return await self._answer(outcome, asked.preview)

    async def revert(self, request: Request) -> Response:
        """Take something back, or show what that would come to."""
        asked = await self._read(RevertRequest, request)
        grant, context = request.state.grant, self._context(request)
        self._access.must_be_at_least(grant, LEAST[revert.name])
        positions = await self._run(positions_of, self._views, asked.what)
        take_back = partial(self._revert, asked, context, positions)
        if asked.preview or grant.role is not Role.OWNER:
            seen = await self._run(take_back, preview=True)
            await self._may_do(grant, seen)
        outcome = seen if asked.preview else await self._run(take_back, preview=False)
        return await self._answer(outcome, asked.preview)

    async def _may_do(self, grant: Grant, seen: Outcome) -> None:
        """Raise NotAllowed unless they may do all that would make up for it.

        What policies did because of somebody is taken back for them, as it was done for them.
        """
        for each in seen.done:
            if not each.follows:
                name = self._work.rules.decider_of[type(each.command)].name
                await self._access.must_be_allowed(grant, name, each.id, each.command)

    def _revert(
        self,
        asked: RevertRequest,
        context: Context,
        positions: Sequence[int] | None,
        *,
        preview: bool,
    ) -> Outcome:
        try:
            return self._work.revert(
                asked.what, context, reason=asked.reason, preview=preview, positions=positions
            )
        except InTheWay as refusal:
            problem = problem_of(refusal)
            told = told_in_words(self._views, refusal.events[:MOST_SHOWN])
            rows = [{"position": t.position, "subject": t.subject, "text": t.text} for t in told]
            problem.more = {"in_the_way": rows, "in_all": len(refusal.events)}
            raise problem from refusal

    async def _many(self, asked: BulkRequest, grant: Grant, context: Context) -> Outcome:
        if asked.ids or asked.select is not None:
            raise pointed("/command", "is needed with ids or select: what is to be done to them")
        _must_not_be_too_many(len(asked.commands))
        commands = self._understood(asked.commands)
        denied = await self._denied(grant, commands)
        if denied and asked.mode == "all":
            summary = f"{len(denied)} of {len(commands)} commands are not allowed; none is done"
            raise Problem(403, summary, more=_listed(denied.items()))
        allowed = [each for number, each in enumerate(commands) if number not in denied]
        outcome = await self._do(
            partial(
                self._work.do_together,
                [(id, command) for _, id, command in allowed],
                context,
                all_or_nothing=asked.mode == "all",
                preview=asked.preview,
            )
        )
        rest = iter(outcome.done)
        done = [
            Done(id, command, outcome.id, denied[number], ()) if number in denied else next(rest)
            for number, (_, id, command) in enumerate(commands)
        ]
        return outcome._replace(done=done)

    async def _denied(self, grant: Grant, commands: Sequence[Asked]) -> dict[int, NotAllowed]:
        """Find the commands that whoever asks may not give."""
        denied = {}
        for number, (kind, id, command) in enumerate(commands):
            try:
                await self._access.must_be_allowed(grant, kind.decider.name, id, command)
            except NotAllowed as refusal:
                denied[number] = refusal
        return denied

    async def _one_for_many(self, asked: BulkRequest, grant: Grant, context: Context) -> Outcome:
        if asked.commands:
            raise pointed("/commands", "cannot be given beside command: one or the other")
        if (asked.select is None) == (not asked.ids):
            raise pointed("/ids", "or select says what command is for: one of them, not both")
        assert asked.command is not None  # noqa: S101 - that is why we are here
        _must_not_be_too_many(len(asked.ids))
        kind, command = self._command(work_item.name, asked.command, "/command")
        await self._access.must_be_allowed(grant, kind.decider.name, UUID(int=0), command)
        return await self._do(
            partial(
                self._work.do_to_many,
                lambda: asked.ids if asked.select is None else selected(self._views, asked.select),
                command,
                context,
                said=said_of(asked.ids if asked.select is None else asked.select),
                all_or_nothing=asked.mode == "all",
                preview=asked.preview,
            )
        )

    async def _do(self, do: Any) -> Outcome:
        try:
            outcome: Outcome = await self._run(do)
        except NothingDone as refusal:
            raise _refused(refusal) from refusal
        except TooManyTogether as refusal:
            raise Problem(413, str(refusal)) from refusal
        for each in outcome.done:
            if type(each.command) in tokens.commands:
                self._access.forget(each.id)
        return outcome

    def _understood(self, asked: Iterable[BulkCommand]) -> list[Asked]:
        """Read each command; tell of the first that makes no sense."""
        understood = []
        for number, one in enumerate(asked):
            kind, command = self._command(one.decider, one, f"/commands/{number}")
            understood.append((kind, one.id, command))
        return understood

    def _command(self, decider: str, asked: Any, place: str) -> tuple[Kind, Command]:
        kind = self._kinds.get((decider, asked.command))
        if kind is None:
            raise pointed(
                f"{place}/command",
                f"there is no command {asked.command} of {decider}; /openapi.json lists them",
            )
        try:
            return kind, kind.type.model_validate_json(orjson.dumps(asked.body))
        except ValidationError as error:
            raise wrong_body(error, f"{place}/body") from None

    async def _read(self, model: type[M], request: Request) -> M:
        headers = dict(request.scope["headers"])
        body = await body_of(request.receive, headers, self._most)
        media = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if media != b"application/json":
            raise Problem(415, "A request of commands is sent as application/json")
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise wrong_body(error) from None

    def _context(self, request: Request) -> Context:
        headers: Mapping[bytes, bytes] = dict(request.scope["headers"])
        person = request.state.grant.person
        return Context(
            person,
            business_time(headers) or self._work.now(),
            command_id_of(headers, person),
            correlation_of(headers),
        )

    async def _answer(self, outcome: Outcome, preview: bool) -> Response:
        words = await self._run(in_words, self._views, outcome) if preview else ()
        answer, receipt = told_of(outcome, preview, words), outcome.receipt
        headers = {"X-Workdomain-Position": str(receipt.position)} if receipt else {}
        return Response(answer.model_dump_json(), 200, headers, "application/json")


def _must_not_be_too_many(number: int) -> None:
    if number > MOST_TOGETHER:
        raise Problem(413, f"A request has at most {MOST_TOGETHER} commands, not {number}")


def _refused(refusal: NothingDone) -> Problem:
    """Say what stands against which."""
    problem = problem_of(refusal)
    problem.more = _listed((each.number, each.why) for each in refusal.refusals)
    return problem


def _listed(refusals: Iterable[tuple[int, Exception]]) -> dict[str, Any]:
    told = [{"number": n, **orjson.loads(problem_of(each).body())} for n, each in refusals]
    return {"refusals": told}


def requests_router(requests: Requests) -> APIRouter:
    """Make the two routes."""
    router = APIRouter(prefix=PREFIX, tags=["requests"])
    common: dict[str, Any] = {
        "response_model": BulkAnswer,
        "responses": described(400, 401, 403, 409, 413, 414, 415, 422, 503),
    }

    @router.post(
        "/bulk",
        summary="Carry out many commands as one request, or show what would become of them",
        description=ABOUT_BULK.strip(),
        operation_id="bulk",
        openapi_extra=_body(BulkRequest),
        **common,
    )
    async def bulk(request: Request) -> Response:
        return await requests.bulk(request)

    @router.post(
        "/revert",
        summary="Take back what a command or a request of many did, or show what that comes to",
        description=ABOUT_REVERT.strip(),
        operation_id="revert",
        openapi_extra=_body(RevertRequest),
        **common,
    )
    async def take_back(request: Request) -> Response:
        return await requests.revert(request)

    return router


def _body(model: type[Message]) -> dict[str, Any]:
    names = ("Idempotency-Key", "X-Workdomain-At", "traceparent")
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": reference}}},
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
    }
