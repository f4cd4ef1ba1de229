"""The log itself: a stream's history, the feed of all events by position, and the feed live."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from projections.view import When
from service.access import Access, Grant
from service.problems import Problem, described, wrong_parameter
from service.pulse import Waiting
from service.settings import MOST_ROWS, PREFIX, ROWS, Settings
from workdomain.store.log import Stored
from workdomain.store.messages import instant, microseconds
from workdomain.work import Work

Run = Callable[..., Awaitable[Any]]
Position = Annotated[int, Query(ge=0, lt=1 << 62)]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
POSITION = re.compile(r"[0-9]{1,18}")
SSE = "text/event-stream"
HIDDEN = {"secret_sha256"}
"""Fields that nobody has to see; what they protect is worth more than they are."""


class EventTold(BaseModel):
    """An event in its place in the log, with both clocks."""

    model_config = {"use_attribute_docstrings": True}

    position: int
    stream: str
    version: int
    topic: str
    recorded_at: datetime
    """When the log took it in."""
    at: datetime
    """When it happened in the business."""
    by: UUID
    command: UUID | None = None
    correlation: UUID | None = None
    causation: UUID | None = None
    data: dict[str, Any]


class Events(BaseModel):
    """A page of events."""

    events: list[EventTold]
    next: int | None
    """`after` of the next page; null when this was all there is by now."""


class Feed:
    """Reads the log over HTTP."""

    def __init__(
        self, work: Work, access: Access, waiting: Waiting, settings: Settings, run: Run
    ) -> None:
        """Read with `run`, which takes the reading off the event loop."""
        self._work, self._access, self._waiting = work, access, waiting
        self._settings, self._run = settings, run
        self.open: Counter[UUID] = Counter()
        """Live feeds, by token."""
        self.closing = False

    async def page(self, after: int, limit: int) -> Response:
        """Answer the events after a position."""
        found: list[Stored] = await self._run(self._work.log.read, after, limit + 1)
        more = found[limit - 1].position if len(found) > limit else None
        return self._answer(found[:limit], more, f"{PREFIX}/events?limit={limit}")

    async def stream(
        self, decider: str, id: UUID, after: int, limit: int, as_of: str | None
    ) -> Response:
        """Answer a stream's events after a version."""
        if decider not in self._work.rules.deciders:
            raise Problem(
                404, "There is no such kind of stream; /openapi.json lists those there are"
            )
        upto = await self._run(self._upto, as_of)
        name = f"{decider}/{id}"
        found: list[Stored] = await self._run(self._work.log.streams, {name: after}, upto)
        if not found and not await self._run(self._work.log.streams, {name: 0}, upto):
            raise Problem(404, "Nothing has happened to it" + " by then" * (upto is not None))
        more = found[limit - 1].version if len(found) > limit else None
        place = f"{PREFIX}/streams/{name}?limit={limit}" + (f"&as_of={upto}" if upto else "")
        response = self._answer(found[:limit], more, place)
        response.headers["ETag"] = f'"{found[-1].version if found else after}"'
        return response

    def _upto(self, as_of: str | None) -> int | None:
        when = When.parse(as_of).as_of
        if isinstance(when, datetime):
            return self._work.log.position_at(microseconds(when))
        return when

    def _answer(self, events: Sequence[Stored], more: int | None, place: str) -> Response:
        body = orjson.dumps({"events": [self._told(each) for each in events], "next": more})
        link = {} if more is None else {"Link": f'<{place}&after={more}>; rel="next"'}
        return Response(body, 200, link, "application/json")

    def _told(self, stored: Stored) -> dict[str, Any]:
        topic, asked = self._work.registry.raw(stored)
        data = asked.pop("data")
        place: dict[str, Any] = {
            "position": stored.position,
            "stream": stored.stream,
            "version": stored.version,
            "topic": topic,
            "recorded_at": instant(stored.recorded_at),
        }
        shown = {name: value for name, value in data.items() if name not in HIDDEN}
        return {**place, **asked, "data": shown}

    def live(self, grant: Grant, after: int) -> StreamingResponse:
        """Answer the events after a position, and those still to come, as they come."""
        if self.open[grant.token] >= self._settings.most_feeds:
            raise Problem(
                429,
                f"This token has {self._settings.most_feeds} live feeds open; close one",
                headers={"Retry-After": "5"},
            )
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._follow(grant, after), 200, headers, SSE)

    async def _follow(self, grant: Grant, after: int) -> AsyncIterator[bytes]:
        """Tell what happens until the token or the service ends, or the other side goes away."""
        self.open[grant.token] += 1  # here, as an answer that nobody waits for never gets here
        try:
            yield b"retry: 2000\n\n"
            while not self.closing:
                found: list[Stored] = await self._run(self._work.log.read, after, MOST_ROWS)
                if not await self._access.holds(grant):
                    return
                if found:
                    after = found[-1].position
                    yield b"".join(self._frames(found))
                elif not await self._waiting.wait(after, self._settings.ping):
                    yield b": ping\n\n"
        finally:
            self.open -= Counter([grant.token])

    def _frames(self, events: Iterable[Stored]) -> Iterable[bytes]:
        for stored in events:
            told = self._told(stored)
            yield f"id: {stored.position}\nevent: {told['topic']}\n".encode()
            yield b"data: " + orjson.dumps(told) + b"\n\n"

    def close(self) -> None:
        """End all live feeds; those who follow come back with their Last-Event-ID."""
        self.closing = True
        self._waiting.wake()


def feed_router(feed: Feed) -> APIRouter:
    """Make the routes of the log."""
    router = APIRouter(prefix=PREFIX, tags=["log"])

    @router.get(
        "/streams/{decider}/{id}",
        summary="What happened to one thing, oldest first",
        operation_id="streams.read",
        response_model=Events,
        responses=described(401, 404, 414, 422, 503),
    )
    async def stream(
        decider: str,
        id: UUID,
        after: Position = 0,
        limit: Limit = ROWS,
        as_of: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """`after` is a version of the stream. The ETag is the version that If-Match takes."""
        return await feed.stream(decider, id, after, limit, as_of)

    @router.get(
        "/events",
        summary="What happened, in the order of recording",
        operation_id="events.read",
        response_model=Events,
        responses=described(401, 414, 422, 429, 503),
    )
    async def events(
        request: Request,
        after: Position = 0,
        limit: Limit = ROWS,
        accept: Annotated[str, Header()] = "",
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Follow it live by asking for `text/event-stream`, or at `/api/v1/events/stream`."""
        if SSE in accept:
            return feed.live(request.state.grant, _resume(last_event_id, after))
        return await feed.page(after, limit)

    @router.get(
        "/events/stream",
        summary="What happened, and what happens from now on",
        operation_id="events.follow",
        response_class=StreamingResponse,
        responses={
            200: {"content": {SSE: {"schema": {"type": "string"}}}},
            **described(401, 414, 422, 429, 503),
        },
    )
    async def follow(
        request: Request, after: Position = 0, last_event_id: Annotated[str | None, Header()] = None
    ) -> StreamingResponse:
        """Server-sent events: `id` is the position, to resume with as Last-Event-ID."""
        return feed.live(request.state.grant, _resume(last_event_id, after))

    return router


def _resume(last_event_id: str | None, after: int) -> int:
    """Go on behind the last event that was taken in."""
    if not last_event_id:
        return after
    if not POSITION.fullmatch(last_event_id):
        raise wrong_parameter("Last-Event-ID", "not a position that this feed named", 400)
    return int(last_event_id)
