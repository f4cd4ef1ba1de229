"""The application: catalogs in, routes out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from projections.view import NotAMoment
from projections.views import Views
from service.access import CALENDAR, Access, Grant
from service.bulk import Requests, requests_router
from service.commands import Commands, kinds
from service.committer import Committer
from service.cursors import Cursors, secret_of
from service.feed import Feed, feed_router
from service.health import health_router
from service.limits import Limited
from service.metrics import Meter
from service.openapi import document
from service.problems import Problem, problem_of
from service.pulse import Pulse, Waiting
from service.reporting import reports_router
from service.reports.evidence import NoSuchSubject
from service.scheduling import Scheduling, scheduling_router
from service.settings import PREFIX, Settings
from service.ticking import Ticking
from service.views import Looking, views_router
from workdomain.kernel import Refused
from workdomain.store.log import StoreError
from workdomain.work import Work

ANSWERED = (
    Problem, HTTPException, RequestValidationError, NotAMoment, Refused,
    StoreError, NoSuchSubject, Exception,
)  # fmt: skip


class Service(FastAPI):
    """The application, with the busy door for commands in front of its routes."""

    def __init__(self, work: Work, views: Views, settings: Settings) -> None:
        """Serve this workspace; `work` and `views` stay the caller's to close."""
        super().__init__(
            title="workdomain",
            version=version("workdomain"),
            docs_url=None,  # the page would load its scripts from elsewhere
            redoc_url=None,
            lifespan=lambda _app: self._running(),
        )
        self._views, self._settings = views, settings
        self._pool = ThreadPoolExecutor(settings.readers, thread_name_prefix="reader")
        self._pulse, self._waiting = Pulse(work.log), Waiting()
        self._committer = Committer(work, settings.most_waiting, is_alone=self._is_alone)
        self._ticking = Ticking(views, settings.tick, self._read)
        access, meter = Access(work), Meter(views)
        commands = Commands(work, access, self._committer, meter, settings)
        self.feed = Feed(work, access, self._waiting, settings, self._read)
        self._offered = kinds(work.rules.deciders)
        cursors = Cursors(secret_of(work.target))
        self.include_router(views_router(Looking(views, cursors, settings, self._read)))
        self.include_router(reports_router(views, settings, self._read))
        self.include_router(requests_router(Requests(views, access, settings, self._read)))
        self.include_router(scheduling_router(Scheduling(views, access, settings, self._read)))
        self.include_router(feed_router(self.feed))
        self.include_router(health_router(views, meter, settings, self._read))
        for error in ANSWERED:
            self.add_exception_handler(error, _tell)
        self._pulse.tell(access.grown)
        self._pulse.tell(self._waiting.grown)
        self._front = Limited(_Door(commands, access, super().__call__), settings)

    coming: int | None = None
    """How many requests have come in whose turn has not begun; None if the server does not say."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if self.coming is not None and scope["type"] == "http":
            self.coming -= 1
        await self._front(scope, receive, send)

    def _is_alone(self) -> bool:
        """Tell whether no other request came in together with the one that is served now."""
        return self.coming == 0

    def openapi(self) -> dict[str, Any]:
        """Describe the routes and the commands."""
        if not self.openapi_schema:
            self.openapi_schema = document(self, self._offered)
        return self.openapi_schema

    async def _read(self, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run something that blocks in the readers' threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(function, *args, **named))

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        """Be ready for requests; afterwards, let what is under way come to its end."""
        self._waiting.start()
        self._committer.start()
        self._pulse.start()
        if self._settings.follow:
            self._views.follow()
        self._ticking.start()
        try:
            yield
        finally:
            self.feed.close()
            await self._ticking.stop()
            await self._committer.close()
            self._pulse.stop()
            self._pool.shutdown()


class _Door:
    """Lets in who may, and shows commands the short way."""

    def __init__(self, commands: Commands, access: Access, routes: ASGIApp) -> None:
        """Stand before these routes."""
        self._commands, self._access, self._routes = commands, access, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http":
            if self._commands.take(scope["path"]):
                await self._commands(scope, receive, send)
                return
            if scope["path"].startswith(PREFIX):
                try:
                    grant = await self._let_in(scope)
                    self._access.may_read(grant, scope["path"], scope["query_string"])
                except Exception as error:
                    await problem_of(error).response()(scope, receive, send)
                    return
                scope.setdefault("state", {})["grant"] = grant
        await self._routes(scope, receive, send)

    async def _let_in(self, scope: Scope) -> Grant:
        """Tell who comes in; a token in an address is taken out of it before it is read."""
        headers, query = dict(scope["headers"]), scope["query_string"]
        if scope["path"] != CALENDAR or b"authorization" in headers or b"token=" not in query:
            return await self._access.let_in(headers)
        grant = await self._access.let_in_by_address(headers, query)
        others = [(k, v) for k, v in parse_qsl(query.decode("latin-1")) if k != "token"]
        scope["query_string"] = urlencode(others).encode("latin-1")
        return grant


async def _tell(_request: Request, error: Exception) -> Response:
    return problem_of(error).response()


def create_app(work: Work, views: Views, settings: Settings | None = None) -> Service:
    """Make the application that serves a workspace."""
    return Service(work, views, settings or Settings())
