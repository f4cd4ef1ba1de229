"""Work items from the rows of CSV files: as things, as changes, and as states that were seen.

Between two states that were seen nobody saw who changed what: such a change is told by a person of
its own, `Inferred from NAME`, so that every history says which lines were inferred.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.imports.csv_fields import Fields
from service.imports.csv_map import ItemOf, Mode, Read
from service.imports.csv_rows import Row, Unreadable
from service.imports.csv_telling import Note, Skipped, Telling, Told
from service.imports.csv_tree import Tree
from service.imports.jira_life import Standing, way
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    State,
)
from workdomain.kernel import Command
from workdomain.planning.estimate import Estimate
from workdomain.planning.specification import LabelWorkItem, UnlabelWorkItem, WorkForClient
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    ClassifyWorkItem,
    MoveWorkItem,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
    Source,
    TrackSource,
    UnassignWorkItem,
)
from workdomain.values import OPERATOR

REASONED = (BlockWorkItem, CancelWorkItem, ReopenWorkItem)


TODO = Standing()


@dataclass(frozen=True, slots=True)
class Seen:
    """How an item stands, as far as rows have told."""

    title: str | None = None
    kind: str | None = None
    project: UUID | None = None
    client: UUID | None = None
    priority: str | None = None
    estimate: Decimal | None = None
    """Minutes."""
    status: str | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[UUID, ...] = ()
    standing: Standing = TODO
    at: datetime | None = None


class Items:
    """Tells of the work items of one part of a map."""

    def __init__(self, telling: Telling, tree: Tree, read: Read, of: ItemOf) -> None:
        """Start with none seen."""
        self._telling, self._tree, self._read, self._of = telling, tree, read, of
        self._seen: dict[UUID, Seen] = {}
        self._group: list[Row] = []
        self._key: str | None = None
        self._closed: set[UUID] = set()
        """Things whose snapshots have been told."""

    def tell(self, row: Row) -> Iterator[Told]:
        """Tell what a row says; snapshots once all of their thing are there."""
        match self._read.mode:
            case Mode.RECORD | Mode.UNPIVOT:
                yield from self._record(row)
            case Mode.EVENT:
                yield from self._event(row)
            case Mode.SNAPSHOT:
                yield from self._snapshot(row)

    def end(self) -> Iterator[Told]:
        """Tell what was waiting for more."""
        yield from self._end_of_group()

    # -- a row is a thing --------------------------------------------------------------------------

    def _record(self, row: Row) -> Iterator[Told]:
        of, fields, told = self._of, Fields(row), list[Told]()
        key = self._key_of(fields)
        if self._telling.is_same(key, of):
            return
        created, started = fields.moment(of.created), fields.moment(of.started)
        done, cancelled = fields.moment(of.done), fields.moment(of.cancelled)
        ended = done or cancelled
        moments = [moment for moment in (created, started, ended) if moment]
        at = min(moments, default=self._telling.since)
        if created and at < created:
            early = "it was begun before it was added"
            told.append(self._telling.remark(row, "AddWorkItem", early))
        if started and ended and ended < started:
            told.append(self._telling.remark(row, "StartWorkItem", "it ended before it began"))
            started = ended
        seen = self._now(fields, told)
        told += self._added(fields, key, seen, at)
        steps: list[tuple[type[Command], datetime]] = []
        if started:
            steps.append((StartWorkItem, started))
        if ended:
            steps.append((CompleteWorkItem if done else CancelWorkItem, ended))
        for command, when in steps:
            told.append(self._step(row, key, command, when, seen.status))
        if not ended and (to := self._state(fields, told)) is not None:
            here = Standing(State.DOING) if started else Standing()
            when = fields.moment(of.at) or started or at
            told += self._way(row, key, here, to, when, seen.status, OPERATOR)[0]
        yield from told
        yield from self._telling.troubles(fields)

    def _key_of(self, fields: Fields) -> str:
        key = fields.text(self._of.key) if self._of.key else fields.row.own
        if not key:
            raise Skipped("it has no key: there is nothing in its columns")
        return key

    def _added(self, fields: Fields, key: str, seen: Seen, at: datetime) -> list[Told]:
        of, telling = self._of, self._telling
        title = telling.needed(fields, of.title, "title")
        start, due = fields.day(of.start), fields.day(of.due)
        added = telling.change(
            fields.row,
            telling.item_id(key),
            AddWorkItem,
            telling.context(at, "item", key),
            title=title,
            description=fields.text(of.description) or "",
            kind=seen.kind,
            project=seen.project,
            priority=seen.priority or Priority.NORMAL,
            estimate=_estimate(seen.estimate),
            start=start,
            due=due,
            assignees=seen.assignees,
            labels=seen.labels,
            client=seen.client,
            source=Source(
                system=telling.map.name, key=key[:300], status=(seen.status or "listed")[:300]
            ),
        )
        return [added, *self._tree.placed(fields.row, key, fields.text(of.parent), at)]

    def _now(self, fields: Fields, told: list[Told]) -> Seen:
        """Tell how a row says that its item stands, but for the state of its life."""
        of, telling, row = self._of, self._telling, fields.row
        client = fields.text(of.client)
        return Seen(
            title=fields.text(of.title),
            kind=fields.text(of.kind),
            project=telling.project(fields, of.project, told),
            client=telling.client(row, client, told) if client else None,
            priority=self._priority(fields),
            estimate=fields.number(of.estimate),
            status=fields.text(of.status),
            labels=fields.texts(of.labels),
            assignees=tuple(telling.person(row, name, told) for name in fields.texts(of.assignees)),
        )

    def _priority(self, fields: Fields) -> str | None:
        word = fields.text(self._of.priority)
        if word is None or word in list(Priority):
            return word
        fields.troubles.append(f"{word[:40]!r} is no priority: use values in the map")
        return None

    def _state(self, fields: Fields, told: list[Told]) -> State | None:
        word = fields.text(self._of.state)
        if word is None:
            return None
        if word not in list(State):
            reason = f"{word[:40]!r} is no state: use values in the map"
            told.append(self._telling.remark(fields.row, "state", f"without it: {reason}"))
            return None
        return State(word)

    def _step(
        self,
        row: Row,
        key: str,
        command: type[Command],
        at: datetime,
        status: str | None,
        by: UUID = OPERATOR,
        *name: str,
    ) -> Told:
        given = {"reason": status or "as imported"} if command in REASONED else {}
        context = self._telling.context(at, "item", key, command.__name__, *name, by=by)
        return self._telling.change(row, self._telling.item_id(key), command, context, **given)

    def _way(
        self,
        row: Row,
        key: str,
        here: Standing,
        to: State,
        at: datetime,
        status: str | None,
        by: UUID,
        *name: str,
    ) -> tuple[list[Told], Standing]:
        steps, there = way(here, to)
        told = [self._step(row, key, each, at, status, by, *name) for each in steps]
        return told, there

    # -- a row is a change -------------------------------------------------------------------------

    def _event(self, row: Row) -> Iterator[Told]:
        fields, told = Fields(row), list[Told]()
        key, at = self._key_of(fields), self._at(fields)
        name = fields.text(self._of.by)
        by = self._telling.person(row, name, told) if name else OPERATOR
        id, now = self._telling.item_id(key), self._now(fields, told)
        seen = self._seen.get(id)
        if seen is None:
            seen = Seen(at=at)
            if now.title:
                told += self._added(fields, key, now, at)
                seen = replace(now, at=at)
        told += self._changed(fields, key, seen, now, at, by, told=told, whole=False)
        yield from told
        yield from self._telling.troubles(fields)

    def _at(self, fields: Fields) -> datetime:
        at = fields.moment(self._of.at)
        if at is None:
            why = "; ".join(fields.troubles) or "there is nothing in its column"
            raise Skipped(f"it has no moment: {why}")
        return at

    # -- a row is a state that was seen ------------------------------------------------------------

    def _snapshot(self, row: Row) -> Iterator[Told]:
        key = self._key_of(Fields(row))
        if key != self._key:
            yield from self._end_of_group()
            self._key = key
        id = self._telling.item_id(key)
        if id in self._closed:
            raise Skipped(f"{key} was told of further up: sort the file by its key")
        self._group.append(row)

    def _end_of_group(self) -> Iterator[Told]:
        rows, key = self._group, self._key
        self._group, self._key = [], None
        if key is None or not rows:
            return
        id = self._telling.item_id(key)
        self._closed.add(id)
        if self._read.order is not None:
            rows.sort(key=self._place)
        for row in rows:
            try:
                yield from self._seen_again(row, key, id)
            except Skipped as why:
                yield Note(row.file, row.number, "snapshot", str(why))
        self._seen.pop(id, None)

    def _place(self, row: Row) -> Decimal:
        number = row.cells.get(self._read.order or "")
        if isinstance(number, Unreadable) or number is None:
            return Decimal(0)
        return Decimal(str(number))

    def _seen_again(self, row: Row, key: str, id: UUID) -> Iterator[Told]:
        fields, told = Fields(row), list[Told]()
        at, now = self._at(fields), self._now(fields, told)
        seen = self._seen.get(id)
        if seen is None:
            created = fields.moment(self._of.created)
            added = min(created or at, at)
            told += self._added(fields, key, now, added)
            seen = replace(now, at=added)
        if seen.at and at < seen.at:
            told.append(self._telling.remark(row, "snapshot", "at the moment of the one before it"))
            at = seen.at
        by = self._telling.person(row, f"Inferred from {self._telling.map.name}", told)
        told += self._changed(fields, key, seen, now, at, by, told=told, whole=True)
        yield from told
        yield from self._telling.troubles(fields)

    # -- what is different -------------------------------------------------------------------------

    def _changed(
        self,
        fields: Fields,
        key: str,
        seen: Seen,
        now: Seen,
        at: datetime,
        by: UUID,
        *,
        told: list[Told],
        whole: bool,
    ) -> list[Told]:
        """List what leads from what was seen to what is told now.

        `whole`: what is not told is not there; else it is as it was.
        """
        id, row = self._telling.item_id(key), fields.row
        changes: list[Told] = []
        for command, given in differences(seen, now, self._telling.map.name, key, whole=whole):
            # Each change of a thing has a name: the row's own, or its moment and what it says.
            said = (command.__name__, at.isoformat(), repr(sorted(given.items(), key=str)))
            context = self._telling.context(at, "item", key, *said, by=by)
            changes.append(self._telling.change(row, id, command, context, **given))
        standing = seen.standing
        if (to := self._state(fields, told)) is not None:
            status = now.status or seen.status
            name = (at.isoformat(), str(row.number))
            more, standing = self._way(row, key, standing, to, at, status, by, *name)
            changes += more
        kept = now if whole else _kept(seen, now)
        self._seen[id] = replace(kept, standing=standing, at=at)
        return changes


def _kept(seen: Seen, now: Seen) -> Seen:
    return Seen(
        title=now.title or seen.title,
        kind=now.kind or seen.kind,
        project=now.project or seen.project,
        client=now.client or seen.client,
        priority=now.priority or seen.priority,
        estimate=seen.estimate if now.estimate is None else now.estimate,
        status=now.status or seen.status,
        labels=now.labels or seen.labels,
        assignees=now.assignees or seen.assignees,
    )


def differences(
    seen: Seen, now: Seen, system: str, key: str, *, whole: bool
) -> Iterator[tuple[type[Command], dict[str, Any]]]:
    """List the commands that lead from one to the other, but for the steps of its life."""
    if now.title and now.title != seen.title:
        yield RetitleWorkItem, {"title": now.title}
    if now.kind != seen.kind and (whole or now.kind):
        yield ClassifyWorkItem, {"kind": now.kind}
    if now.project != seen.project and (whole or now.project):
        yield MoveWorkItem, {"project": now.project}
    if now.client != seen.client and (whole or now.client):
        yield WorkForClient, {"client": now.client}
    if now.priority and now.priority != seen.priority:
        yield PrioritiseWorkItem, {"priority": now.priority}
    if now.estimate != seen.estimate and (whole or now.estimate is not None):
        yield EstimateWorkItem, {"estimate": _estimate(now.estimate)}
    if whole or now.labels:
        for label in seen.labels:
            if label not in now.labels:
                yield UnlabelWorkItem, {"label": label}
        for label in now.labels:
            if label not in seen.labels:
                yield LabelWorkItem, {"label": label}
    if whole or now.assignees:
        for person in seen.assignees:
            if person not in now.assignees:
                yield UnassignWorkItem, {"person": person}
        for person in now.assignees:
            if person not in seen.assignees:
                yield AssignWorkItem, {"person": person}
    if now.status and now.status != seen.status:
        source = Source(system=system, key=key[:300], status=now.status[:300])
        yield TrackSource, {"source": source}


def _estimate(minutes: Decimal | None) -> Estimate | None:
    return None if minutes is None else Estimate.single(float(minutes / 60))
