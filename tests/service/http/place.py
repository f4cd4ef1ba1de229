"""A service that runs, and those who talk to it."""

import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Thread
from typing import Any
from uuid import UUID

import httpx

from projections.views import Views
from service.access import issue_token
from service.app import Service, create_app
from service.server import Answering, Server, config_of
from service.settings import Settings
from workdomain.kernel import Context
from workdomain.people.person import AddPerson
from workdomain.people.token import Role
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Made once: each client would make its own, though it needs none, and that takes its time."""
PROBLEM = "application/problem+json"


@dataclass
class Place:
    """Where a service is reached, and what lies behind it."""

    url: str
    work: Work
    views: Views
    service: Service
    clients: list[httpx.Client] = field(default_factory=list)

    @cached_property
    def ana(self) -> UUID:
        return self.person("Ana")

    def person(self, name: str) -> UUID:
        id = new_id()
        self.work.do(id, AddPerson(name=name), Context(by=OPERATOR, at=self.work.now()))
        return id

    def token(self, role: Role = Role.OWNER, person: UUID | None = None) -> str:
        return issue_token(self.work, person or self.ana, role, "test", OPERATOR)

    def client(self, role: Role = Role.OWNER, person: UUID | None = None) -> httpx.Client:
        """Let somebody in."""
        return self.with_token(self.token(role, person))

    def with_token(self, token: str | None) -> httpx.Client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=20, verify=TLS)
        self.clients.append(client)
        return client

    def crowd(self, number: int) -> list[httpx.Client]:
        """Let many in: a client is used by one thread only."""
        token = self.token()
        return [self.with_token(token) for _ in range(number)]

    @cached_property
    def owner(self) -> httpx.Client:
        return self.client()

    @cached_property
    def nobody(self) -> httpx.Client:
        return self.with_token(None)

    def add_item(self, **fields: Any) -> tuple[UUID, httpx.Response]:
        id = new_id()
        answer = self.owner.post(command(id, "add-work-item"), json={"title": "Draw", **fields})
        assert answer.status_code == 201, answer.text
        return id, answer


def command(id: object, name: str, decider: str = "work-item") -> str:
    return f"/api/v1/{decider}/{id}/{name}"


def problem(answer: httpx.Response, status: int) -> Any:
    """Hold an answer to be a problem, and give what it says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert told["type"]
    return told


@contextmanager
def served(target: str, settings: Settings | None = None, **of: Any) -> Iterator[Place]:
    """Serve a workspace from a thread of this process, so that it can be looked into."""
    with Work.open(target) as opened, Views(opened, **of) as views:
        service = create_app(opened, views, settings)
        with listening() as taken:
            server = Server(config_of(service, "127.0.0.1", 0, Answering), service)
            thread = Thread(target=server.run, args=([taken],))
            thread.start()
            place = Place(f"http://127.0.0.1:{taken.getsockname()[1]}", opened, views, service)
            try:
                wait_until(lambda: server.started)
                if settings is None or settings.follow:
                    wait_until(lambda: place.nobody.get("/readyz").is_success)
                yield place
            finally:
                for client in place.clients:
                    client.close()
                server.should_exit = True
                thread.join()


@contextmanager
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken


def wait_until(happened: Any, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@dataclass
class Process:
    """A service in a process of its own."""

    popen: subprocess.Popen[str]
    url: str

    def client(self, token: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20, verify=TLS)

    def stop(self) -> int:
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(40)


@contextmanager
def process(target: str) -> Iterator[Process]:
    """Start `serve` as the command line does."""
    with listening() as free:
        port = free.getsockname()[1]
    code = f"from service.server import serve; serve({target!r}, port={port})"
    with subprocess.Popen([sys.executable, "-c", code], text=True) as popen:
        started = Process(popen, f"http://127.0.0.1:{port}")
        try:
            wait_until(lambda: _reachable(started.url))
            yield started
        finally:
            if popen.poll() is None:
                started.stop()


def _reachable(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
