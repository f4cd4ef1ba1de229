"""What is printed where: answers on standard output, everything else on standard error."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

WIDE = 160
"""Columns of output that goes to a file or another program."""


def out() -> Console:
    """Print answers here."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    width = os.environ.get("COLUMNS", "")
    return Console(highlight=False, width=int(width) if width.isdigit() else WIDE)


def err() -> Console:
    """Say here whatever is not part of the answer."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Say something on standard error, as it is."""
    err().print(text, markup=False)


@contextmanager
def bar(what: str) -> Iterator[Callable[[float, float], None]]:
    """Show how far long work is, told as a part of a whole; only on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err(),
        transient=True,
    ) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, whole: progress.update(task, completed=int(done), total=int(whole))
