"""Keeps read models in step with the log: in large batches, exactly once, each on its own feet.

Every generation of every model has its position, moved in the transaction that writes the rows. A
model whose version was raised, or that is asked to be rebuilt, is built as a new generation beside
the one that is read, and takes its place in the transaction that brings it to the log's end.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from threading import Condition, Event, Lock, Thread
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, update

from projections.folding import Batch, Folding, Poisonous, Unreadable
from projections.kernel import ReadModel
from projections.shelf import Generation, Shelf, generations, standing
from projections.tables import to_microseconds
from projections.timeline import Told
from workdomain.garbage import uncollected
from workdomain.store.log import Log, Stored, Subscription
from workdomain.store.messages import Registry
from workdomain.work import chunks

BATCH = 32_000
"""How many events are read and written at once; what opens and closes within a batch is written
once."""

logger = logging.getLogger(__name__)


REST = 0.25
"""Seconds to let news of a log gather, unless somebody waits: many events at once are cheaper, and
commands in the same process are not held up by every one of them."""
PATIENCE = 1.0
"""Seconds to wait before trying again when a database is out of reach."""


class Projector:
    """Shows every read model each event that it reads, once and in order."""

    def __init__(
        self, log: Log, registry: Registry, shelf: Shelf, models: Sequence[ReadModel[Any]]
    ) -> None:
        """Keep `models` on `shelf` in step with `log`."""
        self.log, self.shelf, self.models = log, shelf, {model.name: model for model in models}
        self._registry = registry
        self._foldings: dict[tuple[str, int], Folding] = {}
        self._one_at_a_time = Lock()
        self._moved = Condition()
        self._reached = 0
        self._stop = Event()
        self._wanted = Event()
        self._subscription: Subscription | None = None
        self._thread: Thread | None = None

    # -- catching up ---------------------------------------------------------------------------

    def catch_up(self, *, batch: int = BATCH, progress: Callable[[int], None] | None = None) -> int:
        """Take in all there is, and answer the position that every healthy model has reached.

        What is added meanwhile is for the next time: whoever runs after a log that grows all the
        time never comes to rest, and takes in crumbs.
        """
        with self._one_at_a_time, uncollected():
            there_is = self.log.head().position
            while (moved := self._step(batch)) is not None:
                if progress is not None:
                    progress(moved)
                if moved >= there_is and all(f.generation.stage == "live" for f in self._healthy()):
                    break
        return self._reached

    def _step(self, batch: int) -> int | None:
        """Take in one batch, first for what is read, then for what is being built.

        Answers the position reached, or None when there was nothing left to do.
        """
        head = self.log.head().position
        if self._foldings and all(
            f.position == head and f.generation.stage == "live" for f in self._healthy()
        ):
            self._report(head)
            return None
        try:
            with self.shelf.write() as connection:
                self._resume(connection, head)
                groups = (
                    [f for f in self._healthy() if f.generation.stage == stage]
                    for stage in ("live", "building")
                )
                for group in groups:
                    if group:
                        self._take_in(connection, group, batch, head)
                self._switch(connection, head)
        except BaseException:
            self._foldings.clear()  # what was at hand may be ahead of what was committed
            raise
        live = [f.position for f in self._healthy() if f.generation.stage == "live"]
        self._report(min(live, default=head))
        return min((f.position for f in self._healthy()), default=head)

    def _healthy(self) -> list[Folding]:
        return [f for f in self._foldings.values() if f.generation.error is None]

    def _resume(self, connection: Connection, head: int) -> None:
        """See where every generation stands; another process may have moved it."""
        found = standing(connection)
        if any(generation.position > head for generation in found):
            # The log is shorter than what was read of it: an older copy was put in its place.
            connection.execute(update(generations).values(stage="retired"))
            found = [replace(generation, stage="retired") for generation in found]
            self._foldings.clear()
        for model in self.models.values():
            current = [g for g in found if g.model == model.name and g.version == model.version]
            if all(g.stage == "retired" for g in current):
                found.append(self._begin(connection, model, found, head))
        foldings = {}
        for generation in found:
            own = self.models.get(generation.model)
            if own is None or own.version != generation.version:
                continue
            if generation.stage == "retired":
                continue
            name = (generation.model, generation.generation)
            folding = self._foldings.get(name)
            if folding is None or folding.position != generation.position:
                folding = Folding(own, generation)
            folding.generation = generation
            foldings[name] = folding
        self._foldings = foldings

    def _begin(
        self,
        connection: Connection,
        model: ReadModel[Any],
        found: Sequence[Generation],
        head: int,
    ) -> Generation:
        """Make the tables of a new generation; of an empty log it is read at once."""
        own = [g for g in found if g.model == model.name]
        for old in own:
            if old.stage != "live":
                self._drop(connection, old)
        number = max((g.generation for g in own), default=0) + 1
        stage = "building" if head > 0 or own else "live"
        generation = Generation(model.name, number, model.version, 0, stage)
        for table in generation.tables(model).values():
            table.create(connection)
            if stage == "live":
                table.finish(connection)
        connection.execute(insert(generations).values(**vars(generation)))
        return generation

    def _take_in(
        self, connection: Connection, group: Sequence[Folding], batch: int, head: int
    ) -> None:
        """Fold one batch into every model of a group, and move their positions."""
        after = min(folding.position for folding in group)
        stored = self.log.read(after, batch, upto=head)
        reached = stored[-1].position if len(stored) == batch else head
        streams: defaultdict[str, list[Told]] = defaultdict(list)
        for each in stored:
            streams[each.stream].append(self._told(each))
        batches: defaultdict[str, dict[str, list[Told]]] = defaultdict(dict)
        for stream, tolds in streams.items():
            batches[stream.partition("/")[0]][stream] = tolds
        own = [folding.among(batches, after) for folding in group]
        unknown = [folding.unknown(mine) for folding, mine in zip(group, own, strict=True)]
        past = self._histories(set().union(*unknown), after)
        for folding, mine, needed in zip(group, own, unknown, strict=True):
            histories = until(folding.position, {stream: past[stream] for stream in needed})
            self._fold(connection, folding, mine, histories, max(reached, folding.position))

    def _fold(
        self, connection: Connection, folding: Folding, batch: Batch, past: Batch, reached: int
    ) -> None:
        error, failed_at = None, None
        while True:
            try:
                folding.take_in(connection, batch, past)
                break
            except Poisonous as poison:  # a stream that is looked at later may stop it earlier
                logger.exception("%s stops before position %s", folding.model.name, poison.position)
                error, failed_at, reached = str(poison), poison.position, poison.position - 1
                folding.forget()
                batch = {stream: told for stream, told in until(reached, batch).items() if told}
                past = self._histories(folding.unknown(batch), folding.position)
        folding.write(connection)
        folding.position = reached
        folding.generation = replace(
            folding.generation, position=reached, failed_at=failed_at, error=error
        )
        connection.execute(
            update(generations)
            .where(_is(folding.generation))
            .values(position=reached, error=error, failed_at=failed_at)
        )

    def _histories(self, streams: set[str], upto: int) -> dict[str, list[Told]]:
        """Read the events of these streams up to a position, a few statements for all of them."""
        histories: dict[str, list[Told]] = {stream: [] for stream in streams}
        upto = max([upto, *(f.position for f in self._foldings.values())])
        for chunk in chunks(sorted(streams), 500):
            for stored in self.log.streams(dict.fromkeys(chunk, 0), upto=upto):
                histories[stored.stream].append(self._told(stored))
        return histories

    def _told(self, stored: Stored) -> Told:
        """Decode an event once for all models; one that cannot be is told as such."""
        try:
            recorded: Any = self._registry.decode(stored)
        except Exception as reason:  # the models that read its stream will stop at it, and say why
            return Told(stored.recorded_at, stored.position, Unreadable(stored, reason))
        return Told(to_microseconds(recorded.context.at), stored.position, recorded)

    def _switch(self, connection: Connection, head: int) -> None:
        """Let generations that have reached the log's end be read instead of their elders."""
        for folding in self._healthy():
            new = folding.generation
            if new.stage == "live" or folding.position < head:
                continue
            for table in folding.tables.values():
                table.finish(connection)
            elders = (generations.c.model == new.model) & (generations.c.stage == "live")
            connection.execute(update(generations).where(elders).values(stage="retired"))
            folding.generation = replace(new, stage="live")
            connection.execute(update(generations).where(_is(new)).values(stage="live"))

    def _drop(self, connection: Connection, old: Generation) -> None:
        for table in old.tables(self.models[old.model]).values():
            table.table.drop(connection, checkfirst=True)
        connection.execute(delete(generations).where(_is(old)))

    # -- asked from outside --------------------------------------------------------------------

    def rebuild(self, names: Iterable[str] = ()) -> None:
        """Begin to build these models (all, if none is named) anew, beside what is read.

        `catch_up` or the thread of `follow` does the work, and switches when it is done.
        """
        with self._one_at_a_time, self.shelf.write() as connection:
            found, head = standing(connection), self.log.head().position
            for name in tuple(names) or tuple(self.models):
                self._begin(connection, self.models[name], found, head)
            self._foldings.clear()

    def retry(self, name: str) -> None:
        """Let a model that stopped at a poisonous event try again."""
        with self._one_at_a_time, self.shelf.write() as connection:
            connection.execute(
                update(generations)
                .where(generations.c.model == name)
                .values(error=None, failed_at=None)
            )
            self._foldings.clear()

    def standing(self) -> list[Generation]:
        """List every generation of every model: where it stands, and what stopped it."""
        with self.shelf.read() as connection:
            return standing(connection)

    def wait(self, position: int, timeout: float) -> bool:
        """Wait until what is read has reached a position; False when the time is up."""
        with self._moved:
            if self._reached < position:
                self._wanted.set()
            return self._moved.wait_for(lambda: self._reached >= position, timeout)

    def _report(self, reached: int) -> None:
        with self._moved:
            if reached != self._reached:
                self._reached = reached
                self._moved.notify_all()

    # -- following the log ---------------------------------------------------------------------

    def follow(self) -> None:
        """Keep up with the log from now on, in a thread of its own, until `close`."""
        self._subscription = self.log.subscribe()
        self._thread = Thread(
            target=self._follow, args=(self._subscription,), name="projector", daemon=True
        )
        self._thread.start()

    def _follow(self, subscription: Subscription) -> None:
        while not self._stop.is_set():
            try:
                self._wanted.clear()
                reached = self.catch_up()
                subscription.wait(reached, timeout=PATIENCE)
                self._wanted.wait(REST)
            except Exception:  # whatever it is, views that stand still unnoticed are worse
                if not self._stop.is_set():
                    logger.exception("The read models cannot keep up now; trying again")
                    self._stop.wait(PATIENCE)

    def close(self) -> None:
        """Stop following."""
        self._stop.set()
        self._wanted.set()
        if self._subscription is not None and self._thread is not None:
            self._subscription.close()
            self._thread.join()


def until(position: int, streams: Batch) -> Batch:
    """Leave out what comes later in the log."""
    return {
        stream: [told for told in tolds if told.position <= position]
        for stream, tolds in streams.items()
    }


def _is(generation: Generation) -> ColumnElement[bool]:
    return (generations.c.model == generation.model) & (
        generations.c.generation == generation.generation
    )
