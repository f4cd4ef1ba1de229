"""One GET per view in the catalog, and one more that compares two moments of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, create_model

from projections.reader import NotThatFar
from projections.view import Answer, Change, Page, View, When
from projections.views import Views
from service.access import Grant
from service.cursors import Cursors
from service.problems import described
from service.settings import MOST_ROWS, PREFIX, ROWS, Settings
from workdomain.kernel import Message
from workdomain.store.messages import as_json, as_json_list

Run = Callable[..., Awaitable[Any]]
FOREVER = 1 << 62

Moment = Annotated[str | None, Field(max_length=64)]
Position = Annotated[int, Field(ge=0, lt=FOREVER)]


class Paging(Message):
    """How much of an answer."""

    cursor: Annotated[str | None, Field(max_length=4096)] = None
    """Where the page before ended; its `next`."""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = ROWS
    """Rows of a page at the most."""


class Asking(Paging):
    """Of which moment, and how much of the answer."""

    as_of: Moment = None
    """What was known at this instant, at the end of this day (UTC), or at this log position."""
    valid_at: Moment = None
    """What was true at this instant, as far as is known."""
    min_position: Position = 0
    """Wait until the view has come to this log position, as the answer to a command named it."""
    stale: Literal["ok"] | None = None
    """`ok` takes what there is when `min_position` is not reached in time, with X-Stale: true."""


class Comparing(Paging):
    """Of which two moments; what is left out is now."""

    from_as_of: Moment = None
    """What was known, at the earlier moment."""
    from_valid_at: Moment = None
    """What was true, at the earlier moment."""
    to_as_of: Moment = None
    """What was known, at the later moment."""
    to_valid_at: Moment = None
    """What was true, at the later moment."""


class Rows(BaseModel):
    """A page of an answer."""

    model_config = {"use_attribute_docstrings": True}

    view: str
    position: int
    """The log position of what was known."""
    now: datetime
    """The instant that "today" and every age are counted from."""
    valid_at: datetime | None
    rows: list[Any]
    next: str | None
    """The cursor of the next page; null when this is the last."""


class Changes(BaseModel):
    """A page of what differs."""

    view: str
    changes: list[Any]
    next: str | None


class Looking:
    """Answers views over HTTP."""

    def __init__(self, views: Views, cursors: Cursors, settings: Settings, run: Run) -> None:
        """Read with `run`, which takes the reading off the event loop."""
        self.views, self._cursors, self._settings, self._run = views, cursors, settings, run

    async def rows(self, view: View[Any, Any], asked: Asking, request: Request) -> Response:
        """Answer a page of a view."""
        question = _question(view, asked)
        when = When.parse(asked.as_of, asked.valid_at)
        page = Page(asked.limit, self._after(question, asked))
        stale = False
        try:
            answer = await self._ask(view, asked, when, page, asked.min_position, _asker(request))
        except NotThatFar:
            if asked.stale is None:
                raise
            answer, stale = await self._ask(view, asked, when, page, 0, _asker(request)), True
        cursor = None if answer.next is None else self._cursors.write(question, answer.next)
        headers = {**_link(request, cursor), **({"X-Stale": "true"} if stale else {})}
        return _json(_told(answer, cursor), headers)

    async def changes(self, view: View[Any, Any], asked: Comparing, request: Request) -> Response:
        """Answer a page of what differs in a view between two moments."""
        question = _question(view, asked)
        (start,) = self._after(question, asked) or (0,)
        found: Sequence[Change[Any]] = await self._run(
            self.views.compare,
            view.name,
            asked,
            When.parse(asked.from_as_of, asked.from_valid_at),
            When.parse(asked.to_as_of, asked.to_valid_at),
            _asker(request),
        )
        end = start + asked.limit
        cursor = self._cursors.write(question, (end,)) if end < len(found) else None
        changes = [_change(each) for each in found[start:end]]
        told = {"view": view.name, "changes": changes, "next": cursor}
        return _json(told, _link(request, cursor))

    async def _ask(
        self,
        view: View[Any, Any],
        asked: Message,
        when: When,
        page: Page,
        position: int,
        asker: UUID,
    ) -> Answer[Any]:
        limit = self._settings.wait_limit
        answer: Answer[Any] = await self._run(
            self.views.ask,
            view.name,
            asked,
            when,
            page,
            min_position=position,
            timeout=limit,
            asker=asker,
        )
        return answer

    def _after(self, question: str, asked: Paging) -> tuple[Any, ...] | None:
        return None if asked.cursor is None else self._cursors.read(question, asked.cursor)


def views_router(looking: Looking) -> APIRouter:
    """Make two routes of each view; its parameters are those of the view and some of ours."""
    router = APIRouter(prefix=f"{PREFIX}/views")

    def serve(view: View[Any, Any]) -> None:
        title = view.params.__name__
        asking: Any = create_model(f"{title}Asked", __base__=(Asking, view.params), **_limit(view))
        comparing: Any = create_model(f"{title}Compared", __base__=(Comparing, view.params))
        answer: Any = create_model(f"{title}Rows", __base__=Rows, rows=(list[view.row], ...))  # type: ignore[name-defined]
        summary = " ".join((view.params.__doc__ or "").split())

        @router.get(
            f"/{view.name}",
            summary=summary,
            operation_id=f"views.{view.name}",
            response_model=answer,
            tags=["views"],
            responses=described(400, 401, 414, 422, 503),
        )
        async def rows(asked: Annotated[asking, Query()], request: Request) -> Response:
            return await looking.rows(view, cast("Asking", asked), request)

        @router.get(f"/{view.name}/compare", include_in_schema=False)  # `compared` describes it
        async def changes(asked: Annotated[comparing, Query()], request: Request) -> Response:
            return await looking.changes(view, cast("Comparing", asked), request)

    for view in looking.views.catalog.values():
        serve(view)
    return router


def compared(paths: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Describe behind each view how two moments of it are compared, as FastAPI would.

    FastAPI cannot: it remembers 128 models of parameters, and does not know one again that it has
    forgotten in between.
    """
    moments = [_parameter(*each) for each in Comparing.model_json_schema()["properties"].items()]
    for path, item in paths.items():
        yield path, item
        if path.startswith(VIEWS):
            told = item["get"]
            own = [each for each in told["parameters"] if each["name"] not in Asking.model_fields]
            answers = dict(told["responses"])
            reference = {"$ref": f"#/components/schemas/{Changes.__name__}"}
            answers["200"] = {
                **answers["200"],
                "content": {"application/json": {"schema": reference}},
            }
            yield (
                f"{path}/compare",
                {
                    "get": {
                        **told,
                        "summary": f"{told['summary']} What is not the same at two moments?",
                        "operationId": f"{told['operationId']}.compare",
                        "parameters": own + moments,
                        "responses": answers,
                    }
                },
            )


VIEWS = f"{PREFIX}/views/"


def _parameter(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": told,
        "description": schema["description"],
    }


def _asker(request: Request) -> UUID:
    """Tell whose token it is: some things are that person's alone to see."""
    grant: Grant = request.state.grant
    return grant.person


def _limit(view: View[Any, Any]) -> dict[str, Any]:
    """Let a view that is read as a whole be read in one page."""
    if view.most is None:
        return {}
    told = Paging.model_fields["limit"].description
    return {"limit": (Annotated[int, Field(ge=1, le=view.most, description=told)], ROWS)}


def _question(view: View[Any, Any], asked: Message) -> str:
    """Name what is asked, all but how much of it: what a cursor belongs to."""
    return f"{view.name} {asked.model_dump_json(exclude=set(Paging.model_fields) | AROUND)}"


AROUND = {"min_position", "stale"}


def _told(answer: Answer[Any], cursor: str | None) -> dict[str, Any]:
    moment = answer.moment
    return {
        "view": answer.view,
        "position": moment.position,
        "now": moment.now,
        "valid_at": moment.valid_at,
        "rows": orjson.Fragment(as_json_list(answer.rows)),
        "next": cursor,
    }


def _change(change: Change[Any]) -> dict[str, Any]:
    return {
        "key": change.key,
        "before": _fragment(change.before),
        "after": _fragment(change.after),
        "changed": list(change.fields),
    }


def _fragment(row: Message | None) -> orjson.Fragment | None:
    return None if row is None else orjson.Fragment(as_json(row))


def _json(told: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(told), 200, headers, "application/json")


def _link(request: Request, cursor: str | None) -> dict[str, str]:
    """Lead to the next page, if there is one (RFC 8288)."""
    if cursor is None:
        return {}
    others = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
    return {"Link": f'<{request.url.path}?{urlencode([*others, ("cursor", cursor)])}>; rel="next"'}
