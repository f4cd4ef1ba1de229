"""Opens what a verb works on."""

from collections.abc import Iterator
from contextlib import contextmanager

from projections.views import Views
from service.cli.terminal import bar
from workdomain.work import Work


@contextmanager
def work_at(db: str, *, create: bool = False) -> Iterator[Work]:
    """Open a database; only a verb that writes makes one that is not there."""
    with Work.open(db, create=create) as work:
        yield work


@contextmanager
def views_of(work: Work) -> Iterator[Views]:
    """Look at a workspace, caught up with its log."""
    with Views(work) as views, bar("Catching up") as tell:
        head = work.log.head().position
        views.projector.catch_up(progress=lambda reached: tell(reached, head))
        yield views


@contextmanager
def views_at(db: str) -> Iterator[Views]:
    """Look at a database."""
    with work_at(db) as work, views_of(work) as views:
        yield views
