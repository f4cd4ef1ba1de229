"""`Views`, the front door to everything that can be looked at."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Self
from uuid import UUID

from projections.catalog import READ_MODELS, VIEWS
from projections.engine import Projector
from projections.reader import BeingRebuilt, NotThatFar, Reader, moment_of
from projections.shelf import Shelf, standing
from projections.view import EVERYTHING, NOW, Answer, Change, Page, View, When, answer, compare
from workdomain.kernel import Message
from workdomain.work import Work


class UnknownView(LookupError):
    """There is no view of that name; the message lists those there are."""


class Views:
    """All views of one workspace, now, as of any moment, and compared between two.

    Each view is a method: `Views(work).workload(weeks="2026-W48/2026-W51", as_of="2026-11-01")`
    answers its rows. Used by itself it catches up with the log before it answers; after `follow` a
    thread keeps it up to date, and an answer is what has been taken in so far.
    """

    def __init__(
        self,
        work: Work,
        models: Sequence[Any] = READ_MODELS,
        views: Sequence[View[Any, Any]] = VIEWS,
    ) -> None:
        """Look at a workspace; the read models lie beside its log and are made when missing."""
        self.work, self.catalog = work, {view.name: view for view in views}
        self._models = tuple(models)
        self.shelf = Shelf(work.target, work.log.workspace_id)
        self.projector = Projector(work.log, work.registry, self.shelf, models)
        self._follows = False

    def __getattr__(self, name: str) -> Callable[..., Sequence[Any]]:
        """Find a view by its name, with _ for -."""
        if name.startswith("_") or name.replace("_", "-") not in self.catalog:
            raise AttributeError(f"{name}: {self._there_are()}")
        return partial(self._rows, name.replace("_", "-"))

    def _rows(
        self,
        name: str,
        *,
        as_of: Any = None,
        valid_at: Any = None,
        asker: UUID | None = None,
        **params: Any,
    ) -> Sequence[Any]:
        return self.ask(name, params, When.parse(as_of, valid_at), asker=asker).rows

    def ask(
        self,
        name: str,
        params: Message | dict[str, Any] | None = None,
        when: When = NOW,
        page: Page = EVERYTHING,
        *,
        min_position: int = 0,
        timeout: float = 2.0,
        asker: UUID | None = None,
    ) -> Answer[Any]:
        """Answer a view at a moment; to `asker`, where a view shows people what is theirs alone.

        Raises pydantic's ValidationError for parameters that make no sense, UnknownView, and
        NotThatFar when `min_position` is not reached in `timeout` seconds.
        """
        view, given = self._prepared(name, params)
        with self.reader(when, min_position, timeout, asker) as reader:
            return answer(view, reader, given, page)

    def compare(
        self,
        name: str,
        params: Message | dict[str, Any] | None = None,
        before: When = NOW,
        after: When = NOW,
        asker: UUID | None = None,
    ) -> list[Change[Any]]:
        """Say what differs in a view between two moments."""
        view, given = self._prepared(name, params)
        with self.reader(before, asker=asker) as reader:
            earlier = answer(view, reader, given)
            later = answer(view, self._at(reader, after), given)
        return compare(view, earlier.rows, later.rows)

    def _prepared(
        self, name: str, params: Message | dict[str, Any] | None
    ) -> tuple[View[Any, Any], Message]:
        if (view := self.catalog.get(name)) is None:
            raise UnknownView(f"{name}: {self._there_are()}")
        if isinstance(params, Message):
            return view, params
        return view, view.params.model_validate(params or {})

    def _there_are(self) -> str:
        return f"there is no such view; there are {', '.join(sorted(self.catalog))}"

    @contextmanager
    def reader(
        self,
        when: When = NOW,
        min_position: int = 0,
        timeout: float = 2.0,
        asker: UUID | None = None,
    ) -> Iterator[Reader]:
        """Look at all read models in one transaction, at a moment."""
        if not self._follows:
            self.projector.catch_up()
        elif min_position and not self.projector.wait(min_position, timeout):
            raise NotThatFar(f"Position {min_position} was not reached in {timeout:g} s")
        with self.shelf.read() as connection:
            live = {g.model: g for g in standing(connection) if g.stage == "live"}
            tables = {}
            for model in self._models:
                generation = live.get(model.name)
                if generation is None or generation.version != model.version:
                    raise BeingRebuilt(f"{model.name} is being built; ask again in a moment")
                tables.update(generation.tables(model))
            reached = min(generation.position for generation in live.values())
            moment = moment_of(self.work.log, reached, self.work.now(), when.as_of, when.valid_at)
            yield Reader(connection, tables, moment, self.work, asker)

    def _at(self, reader: Reader, when: When) -> Reader:
        moment = moment_of(
            self.work.log, reader.moment.reached, self.work.now(), when.as_of, when.valid_at
        )
        return reader.at(moment)

    def follow(self) -> None:
        """Keep up with the log in a thread of its own from now on."""
        self._follows = True
        self.projector.follow()

    def close(self) -> None:
        """Stop following and give the database back."""
        self.projector.close()
        self.shelf.close()

    def __enter__(self) -> Self:
        """Use as a context manager, so that the database is given back."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()
