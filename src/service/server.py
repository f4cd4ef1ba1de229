"""Runs the service until it is told to stop."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import HANDLED_SIGNALS

from projections.views import Views
from service.app import Service, create_app
from service.settings import Settings
from workdomain.work import Work

GRACE = 30
"""Seconds that requests under way have to come to an end."""
RARELY = (20_000, 20, 50)
"""How often to look for garbage: requests leave none that would need a search."""
SWITCH = 0.001
"""Seconds after which a busy thread lets another one go on: answers should not wait for views as
long as they would by default; but with a fifth of this, threads are busy taking turns."""


class Server(uvicorn.Server):
    """A server that ends live feeds when it is told to stop; they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        """Serve this application."""
        super().__init__(config)
        self._service = service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, end feeds, let commands and reads come to their end."""
        self._service.feed.close()
        await super().shutdown(sockets)


class Joined:
    """A transport that sends the head of an answer and its body together.

    Each sending by itself wakes whoever waits for it, and costs as much as reading a request.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        """Send through this one."""
        self._transport, self._held = transport, b""
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        """Keep it for what may come, until this turn of the loop ends; send what has come."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        else:
            self._held = data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send what is held."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        """Close, when everything is sent."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        """Be the transport in everything else."""
        return getattr(self._transport, name)


class Answering(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with each short answer sent as one, and requests counted."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin a connection."""
        super().connection_made(cast("asyncio.Transport", Joined(transport)))

    def on_headers_complete(self) -> None:
        """Begin a request: its turn comes when all that came in together are heard."""
        service = cast("Service", self.app)
        service.coming = (service.coming or 0) + 1
        super().on_headers_complete()


def config_of(app: Any, host: str, port: int, http: Any = "httptools") -> uvicorn.Config:
    """Set the server as we run it; yardsticks are run with the same settings, on uvicorn's HTTP."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=http,
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nothing here depends on who the caller's machine says it is
        log_level="warning",
        backlog=2048,
        timeout_graceful_shutdown=GRACE,
    )


def serve(
    target: str,
    host: str = "127.0.0.1",
    port: int = 8000,
    settings: Settings | None = None,
    *,
    create: bool = True,
) -> None:
    """Serve a workspace until SIGTERM or SIGINT, then give its database back.

    Raises StoreError when it cannot be opened.
    """
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(*RARELY)
    with Work.open(target, create=create) as work, Views(work) as views:
        service = create_app(work, views, settings)
        with _signals_end_nothing():
            Server(config_of(service, host, port, Answering), service).run()


@contextmanager
def _signals_end_nothing() -> Iterator[None]:
    """Leave signals to the server: afterwards it sends itself those it got, once more.

    They would end the process at once, before the database is given back.
    """
    before = {number: signal.signal(number, lambda *_: None) for number in HANDLED_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
