"""Limits of size and time that hold for every request."""

import asyncio
from collections.abc import Mapping

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
    """Wraps an application, so that every request is answered in time and no address is endless."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Hold these limits for this application."""
        self._app, self._settings = app, settings

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
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                limit.reschedule(None)  # what has begun may take its time: a feed has no end
            await send(message)

        try:
            async with asyncio.timeout(self._settings.time_limit) as limit:
                await self._app(scope, receive, watched)
        except TimeoutError:
            if started:
                raise
            problem = unavailable("This took too long. Ask again; a command with the same key")
            await problem.response()(scope, receive, send)
