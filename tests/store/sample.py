"""Short ways to write to a log."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from workdomain.store.log import Log, NewEvent, StoredReceipt


def event(stream: str, version: int, text: str = "") -> NewEvent:
    return NewEvent(stream, version, "thing.happened.v1", f'{{"data":"{text}"}}'.encode())


def append(log: Log, *events: NewEvent, at: int = 1) -> int:
    with log.transaction() as transaction:
        return transaction.append(events, at)


def receipt(command_id: UUID | None = None, stream: str = "a/1") -> StoredReceipt:
    return StoredReceipt(command_id or uuid4(), bytes(range(16)), stream, 1, 1, 1)


@contextmanager
def elsewhere(target: str, stream: str, events: int) -> Iterator[Callable[[], None]]:
    """Start a process that appends events, one by one, when it is told to."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.elsewhere", target, stream, str(events)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

        def go() -> None:
            print(file=process.stdin, flush=True)

        yield go
    assert process.returncode == 0


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Root may write anywhere, so be someone else for a while."""
    before = os.geteuid()
    os.seteuid(65534 if before == 0 else before)
    try:
        yield
    finally:
        os.seteuid(before)
