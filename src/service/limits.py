"""Limits of size and time that hold for every request."""

import asyncio
from collections.abc import Mapping
from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import Problem, unavailable
from service.settings import Settings


class Disconnected(Exception):
    """Whoever asked is gone; there is nobody to answer."""


async def body_of(receive: Receive, headers: Mapping[bytes, bytes], most: int) -> bytes:
    """Read a body of at most so many bytes. Raises a 413 problem, and Disconnected."""
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > most:
        raise _too_long(most)
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_long(most)
    if message["type"] == "http.disconnect":
        raise Disconnected
    return body


def _too_long(most: int) -> Problem:
    return Problem(413, f"A body has at most {most} bytes here")


class Limited:
    """Wraps an application, so that every request is answered in time and no address is endless.

    All have the same time, so whoever began first is late first: one timer watches over all. (One
    for each request, set and taken back, costs more than reading a command does.)
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Hold these limits for this application."""
        self._app, self._settings = app, settings
        self._under_way: dict[asyncio.Task[None], float] = {}
        """Who has not begun to answer yet, each with the moment by which they must have."""
        self._late: set[asyncio.Task[None]] = set()
        self._watch: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._settings.most_url
        if len(scope["raw_path"]) + len(scope["query_string"]) > most:
            problem = Problem(414, f"Path and query have at most {most} bytes here")
            await problem.response()(scope, receive, send)
            return
        await self._in_time(scope, receive, send)

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._under_way[task] = deadline = loop.time() + self._settings.time_limit
        if self._watch is None:
            self._watch = loop.call_at(deadline, self._look, loop)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._under_way.pop(task, None)  # what has begun may take its time: feeds never end
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            task.uncancel()
            problem = unavailable("This took too long. Ask again; a command with the same key")
            await problem.response()(scope, receive, send)
        finally:
            self._under_way.pop(task, None)
            self._late.discard(task)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop whoever is late, and look again when the next could be."""
        now = loop.time()
        for task, deadline in tuple(self._under_way.items()):
            if deadline > now:
                self._watch = loop.call_at(deadline, self._look, loop)
                return
            del self._under_way[task]
            self._late.add(task)
            task.cancel()
        self._watch = None
