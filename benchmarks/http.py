"""Commands over HTTP: how many, and how long one takes, beside a bare endpoint with the same body.

The client is a process of its own that speaks HTTP through plain sockets: a comfortable client
would be slower than what it measures.
"""

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import cast
from uuid import UUID

import httpx
import uvloop
from fastapi import FastAPI

from service.access import issue_token
from service.server import config_of, serve
from workdomain.kernel import Context
from workdomain.people.person import AddPerson
from workdomain.people.token import Role
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

CONNECTIONS = 64
OK = 200
BODY = b'{"title":"Draw the floor plan","priority":"high","due":"2026-12-24","kind":"task"}'


@dataclass(frozen=True)
class Load:
    """What a server did under load."""

    per_second: float
    p50_ms: float
    p99_ms: float
    wrong: int
    """Answers that were not 2xx."""


# -- servers -------------------------------------------------------------------------------------


def bare_app() -> FastAPI:
    """Make the yardstick: an endpoint that validates the same body, and does nothing."""
    app = FastAPI()

    @app.post("/api/v1/work-item/{id}/add-work-item", status_code=201)
    async def add(id: UUID, command: AddWorkItem) -> dict[str, str]:
        return {"stream": f"work-item/{id}", "title": command.title}

    return app


def run_bare(port: int) -> None:
    """Serve the yardstick with the settings of the service."""
    import uvicorn

    uvicorn.Server(config_of(bare_app(), "127.0.0.1", port)).run()


@contextmanager
def server(*arguments: str) -> Iterator[int]:
    """Start a server in a process of its own; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.http", *arguments, str(port)]
    with subprocess.Popen(command) as process:
        try:
            await_port(port)
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def await_port(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def await_readiness(port: int, seconds: float = 120) -> None:
    """Wait until the service has taken in what earlier rounds left behind: alone means idle."""
    deadline = time.monotonic() + seconds
    while httpx.get(f"http://127.0.0.1:{port}/readyz").status_code != OK:
        assert time.monotonic() < deadline, "the views do not catch up"
        time.sleep(0.1)


def prepare(target: str) -> str:
    """Make a workspace with somebody in it; returns their token."""
    with Work.open(target) as work:
        person = new_id()
        work.do(person, AddPerson(name="Ana"), Context(by=OPERATOR, at=work.now()))
        return issue_token(work, person, Role.OWNER, "benchmark", OPERATOR)


# -- the client ----------------------------------------------------------------------------------


class Connection(asyncio.Protocol):
    """Asks one request after another on a kept-alive connection."""

    def __init__(self, token: str, deadline: float, times: list[float], wrong: list[int]) -> None:
        """Note how long each took, until the deadline."""
        self._head = (
            f"HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY
        self._deadline, self._times, self._wrong = deadline, times, wrong
        self._got = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        path = f"POST /api/v1/work-item/{new_id()}/add-work-item "
        self._transport.write(path.encode() + self._head)

    def data_received(self, data: bytes) -> None:
        """Take in an answer, and ask again once it is complete."""
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        now = time.perf_counter()
        self._times.append(now - self._asked)
        if self._got[9:10] != b"2":
            self._wrong.append(int(self._got[9:12]))
        self._got = b""
        if now < self._deadline:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        if not self.done.done():
            self.done.set_result(error)


async def _load(port: int, token: str, connections: int, seconds: float) -> Load:
    loop, times, wrong = asyncio.get_running_loop(), list[float](), list[int]()
    began = time.perf_counter()
    open_ones = [
        (
            await loop.create_connection(
                lambda: Connection(token, began + seconds, times, wrong), "127.0.0.1", port
            )
        )[1]
        for _ in range(connections)
    ]
    ended = await asyncio.gather(*(each.done for each in open_ones))
    took = time.perf_counter() - began
    for error in filter(None, ended):
        raise error
    times.sort()
    milliseconds = [1000 * each for each in times]
    return Load(
        len(times) / took, median(milliseconds), milliseconds[len(times) * 99 // 100], len(wrong)
    )


def load(port: int, token: str, connections: int = CONNECTIONS, seconds: float = 5) -> Load:
    """Measure a server from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.http", "client"]
    arguments = [str(port), token, str(connections), str(seconds)]
    output = subprocess.run([*command, *arguments], check=True, capture_output=True).stdout
    return Load(**json.loads(output))


def raw_commit_ms(folder: Path, pause_ms: float = 0, times: int = 500) -> float:
    """Measure one raw SQLite commit, `synchronous=FULL`: the median in milliseconds.

    A disk may take ten times as long for a flush that comes after a pause as for one that follows
    on another's heels; whoever asks alone only ever pays for the former.
    """
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE one (position INTEGER PRIMARY KEY, body BLOB)")
    took = []
    for _ in range(times):
        if pause_ms:
            time.sleep(pause_ms / 1000)
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO one (body) VALUES (?)", (BODY,))
        connection.execute("COMMIT")
        took.append(1000 * (time.perf_counter() - began))
    connection.close()
    return median(took)


# -- the figures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """The service beside its yardsticks."""

    bare: Load
    ours: Load
    bare_alone: Load
    ours_alone: Load
    raw_commit_ms: float
    """After a pause as long as the bare endpoint takes for a request."""
    raw_in_a_row_ms: float
    """On the heels of another one."""

    @property
    def throughput(self) -> float:
        """Durable commands per second, in those of the bare endpoint."""
        return self.ours.per_second / self.bare.per_second

    @property
    def latency(self) -> float:
        """One command alone, in the time of the bare endpoint and one raw commit."""
        return self.ours_alone.p50_ms / (self.bare_alone.p50_ms + self.raw_commit_ms)


def measure(target: str | None = None, seconds: float = 4, rounds: int = 3) -> Figures:
    """Measure in turns, so that a neighbour on the machine disturbs both; keeps the medians.

    One command alone is measured before the crowd comes: what a crowd leaves behind (views that
    have yet to take in what it did) keeps a service busy for a while.
    """
    with TemporaryDirectory() as folder:
        target = target or str(Path(folder) / "bench.db")
        token = prepare(target)
        bare, ours, bare_alone, ours_alone = [], [], [], []
        raw, in_a_row = list[float](), list[float]()
        for _ in range(rounds):
            with server("bare") as port:
                load(port, token, 1, 1)
                bare_alone.append(load(port, token, 1, seconds / 2))
                load(port, token, seconds=1)
                bare.append(load(port, token, seconds=seconds))
            with server("ours", target) as port:
                await_readiness(port)
                load(port, token, 1, 1)
                ours_alone.append(load(port, token, 1, seconds / 2))
                load(port, token, seconds=1)
                ours.append(load(port, token, seconds=seconds))
            for into, pause in (raw, bare_alone[-1].p50_ms), (in_a_row, 0):
                into.append(raw_commit_ms(Path(folder), pause))
                (Path(folder) / "raw.db").unlink()
        return Figures(
            _middle(bare),
            _middle(ours),
            _middle(bare_alone),
            _middle(ours_alone),
            median(raw),
            median(in_a_row),
        )


def _middle(loads: Sequence[Load]) -> Load:
    assert not any(each.wrong for each in loads), loads
    return sorted(loads, key=lambda each: each.per_second)[len(loads) // 2]


def main() -> None:
    """Measure and print; or be one of the processes that take part."""
    match sys.argv[1:]:
        case ["bare", port]:
            run_bare(int(port))
        case ["ours", target, port]:
            serve(target, port=int(port))
        case ["client", port, token, connections, seconds]:
            run = _load(int(port), token, int(connections), float(seconds))
            print(json.dumps(asdict(uvloop.run(run))))
        case _:
            figures = measure(next(iter(sys.argv[1:]), None))
            for name, value in asdict(figures).items():
                print(f"{name:14}", value)
            print(f"throughput     {figures.throughput:.2f} x the bare endpoint (at least 0.5)")
            print(f"one alone      {figures.latency:.2f} x bare + commit (at most 1.5)")


if __name__ == "__main__":
    main()
