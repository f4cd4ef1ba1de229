"""Imports the rows of CSV files as ordinary commands, as a map tells (`csv_map.py`).

The files are read row by row and carried out batch by batch, so that memory does not grow with
them. Ids are made from the keys of the rows, so that once more adds only what is new.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, cast
from uuid import UUID

from service.imports.csv_items import Items
from service.imports.csv_map import CsvMap, Read
from service.imports.csv_rows import Broken, Reader, Row, files_of
from service.imports.csv_telling import Change, Note, Skipped, Telling, Told
from service.imports.csv_tree import Tree
from service.imports.jira_pages import NothingToImport
from service.imports.rejects import harmless
from workdomain.desk import AnotherCommand, Cache, Desk, Receipt, Ticket
from workdomain.garbage import uncollected
from workdomain.kernel import Command, Context, Refused
from workdomain.store.log import Glance, Log, StoredReceipt
from workdomain.work import Work, chunks

BATCH = 4_000
"""Commands committed at a time."""
SHOWN = 5

Progress = Callable[[float, float], None]
Asked = tuple[UUID, Command, Context]
CarryOut = Callable[[list[Asked]], list[Receipt | Exception]]


@dataclass
class CsvSummary:
    """What an import came to."""

    files: int = 0
    rows: int = 0
    commands: int = 0
    new: int = 0
    """Commands that changed something."""
    quiet: int = 0
    """Commands after which everything was as before."""
    known: int = 0
    """Commands that an earlier import had carried out."""
    rejects: int = 0
    """What was refused or could not be read."""
    remarks: int = 0
    """What was taken otherwise than it stands."""
    minutes: int = 0
    """Worked minutes that are here now, those of earlier imports among them."""
    minutes_rejected: int = 0
    minutes_rounded: Decimal = Decimal(0)
    """By how much the whole minutes of all entries are more than what the rows say."""
    dry_run: bool = False
    shown: list[Note] = field(default_factory=list)
    """The first of the rejects."""
    unread: list[str] = field(default_factory=list)
    """Names of files that no part of the map reads."""
    by_kind: Counter[str] = field(default_factory=Counter)
    """How many commands of each kind there were."""


def import_csv(
    work: Work,
    csv_map: CsvMap,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> CsvSummary:
    """Import what a map reads of these files; once more adds only what is new since.

    A dry run decides everything against the database that is there, and writes nothing but the
    reject file. Raises NothingToImport and BadMapping, which say what to do.
    """
    for path in files:
        if not path.is_file():
            raise NothingToImport(f"There is no file {path}")
    reads = [read for read in csv_map.read if files_of(read, files)]
    if not reads:
        looked_for = ", ".join(read.files for read in csv_map.read)
        raise NothingToImport(f"None of these files is one that the map reads: {looked_for}")
    with ExitStack() as stack:
        file = stack.enter_context(_opened(rejects)) if rejects else None
        used = {path for read in reads for path in files_of(read, files)}
        unread = [path.name for path in files if path not in used]
        notes = Notes(CsvSummary(dry_run=dry_run, unread=unread), file)
        run = Run(work, csv_map, notes, rehearsed(work) if dry_run else work.do_all)
        run.files(reads, files, progress)
    return notes.summary


def _opened(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="")


class Notes:
    """Counts what was not taken as it stands, and writes it down."""

    def __init__(self, summary: CsvSummary, file: IO[str] | None) -> None:
        """Begin the reject file, if there is to be one."""
        self.summary = summary
        self._writer = csv.writer(file) if file else None
        if self._writer:
            self._writer.writerow(("file", "row", "taken", "what", "reason", "minutes"))

    def take(self, note: Note) -> None:
        """Take one down."""
        if note.lost:
            self.summary.rejects += 1
            self.summary.minutes_rejected += note.minutes
            if len(self.summary.shown) < SHOWN:
                self.summary.shown.append(note)
        else:
            self.summary.remarks += 1
        if self._writer:
            taken, minutes = "no" if note.lost else "yes", note.minutes or ""
            cells = (note.file, note.row, taken, note.what, harmless(note.reason), minutes)
            self._writer.writerow(cells)


class Run:
    """One import."""

    def __init__(self, work: Work, csv_map: CsvMap, notes: Notes, carry_out: CarryOut) -> None:
        """Start with nothing read."""
        self._map, self._notes, self._carry_out = csv_map, notes, carry_out
        self._telling = Telling(csv_map, work)
        self._tree = Tree(self._telling)

    def files(
        self, reads: Sequence[Read], files: Sequence[Path], progress: Progress | None
    ) -> None:
        """Import all parts, one after another."""
        summary, before = self._notes.summary, 0
        summary.files = len({path for read in reads for path in files_of(read, files)})
        sizes = [sum(path.stat().st_size for path in files_of(read, files)) for read in reads]
        for read, size in zip(reads, sizes, strict=True):
            reader = Reader(self._map, read, files)
            batches = chunks(self._changes(read, reader), BATCH)
            while self._some(batches):
                if progress:
                    progress(before + reader.position, sum(sizes))
            before += size
        batches = chunks(self._noted(self._tree.end()), BATCH)
        while self._some(batches):
            pass
        summary.minutes_rounded = self._telling.rounded

    def _some(self, batches: Iterator[list[Change]]) -> bool:
        """Read and carry out one batch, with nothing of it searched for garbage before it is done.

        False when there are none left.
        """
        with uncollected():
            if (batch := next(batches, None)) is None:
                return False
            self._do(batch)
            return True

    def _changes(self, read: Read, reader: Reader) -> Iterator[Change]:
        """Give the commands of all rows, and take down what is none."""
        items = Items(self._telling, self._tree, read, read.item) if read.item else None
        for row in reader.rows():
            self._notes.summary.rows += 1
            if isinstance(row, Broken):
                self._notes.take(Note(row.file, row.number, "row", row.reason))
            else:
                yield from self._noted(self._of_row(read, items, row))
        if items:
            yield from self._noted(items.end())

    def _of_row(self, read: Read, items: Items | None, row: Row) -> Iterator[Told]:
        if read.repeats == "once" and not row.first:
            yield Note(row.file, row.number, "row", "it equals an earlier row")
            return
        try:
            if items:
                yield from items.tell(row)
            if read.time:
                yield from self._telling.time(row, read.time, alone=items is None)
            if read.comment:
                yield from self._telling.comment(row, read.comment)
        except Skipped as why:
            yield Note(row.file, row.number, "row", str(why))

    def _noted(self, told: Iterable[Told]) -> Iterator[Change]:
        for each in told:
            if isinstance(each, Note):
                self._notes.take(each)
            else:
                yield each

    def _do(self, batch: list[Change]) -> None:
        summary = self._notes.summary
        asked = [(change.id, change.command, change.context) for change in batch]
        for change, answer in zip(batch, self._carry_out(asked), strict=True):
            summary.commands += 1
            summary.by_kind[change.what] += 1
            if isinstance(answer, Receipt):
                summary.minutes += change.minutes
                if answer.repeated:
                    summary.known += 1
                elif answer.events:
                    summary.new += 1
                else:
                    summary.quiet += 1
            elif isinstance(answer, Refused):
                why = _reason(answer)
                self._notes.take(
                    Note(change.file, change.row, change.what, why, minutes=change.minutes)
                )
            else:
                raise answer  # the store failed: what was committed stays, the rest can follow


def _reason(refusal: Refused) -> str:
    if isinstance(refusal, AnotherCommand):
        return "another row, or an earlier import, told this otherwise; that stays"
    return f"{type(refusal).__name__}: {refusal}"


class Rehearsal(Glance):
    """A look at the log, in which the commands of a dry run have their receipts as well."""

    def __init__(self, log: Log) -> None:
        """Start with the log as it is."""
        super().__init__(log)
        self._done: dict[UUID, StoredReceipt] = {}

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, StoredReceipt]:
        """Find the receipts there are of these commands, or would be."""
        asked = list(command_ids)
        return super().receipts(asked) | {id: self._done[id] for id in asked if id in self._done}

    def foretold(self, tickets: Iterable[Ticket]) -> None:
        """Take note of what would have a receipt from now on."""
        for ticket in tickets:
            if isinstance(ticket.answer, Receipt) and not ticket.answer.repeated:
                receipt = StoredReceipt(ticket.command_id, ticket.fingerprint(), *ticket.answer[:4])
                self._done[ticket.command_id] = receipt


def rehearsed(work: Work) -> CarryOut:
    """Make what decides commands against the log as it is, each after those before; writes nothing.

    What they would lead to is kept in memory until the end.
    """
    rehearsal, cache = Rehearsal(work.log), Cache(most=10**9)

    def carry_out(asked: list[Asked]) -> list[Receipt | Exception]:
        desk = Desk(rehearsal, work.rules, cache, rehearsal.head())
        tickets = [_ticket(work, each) for each in asked]
        waiting = [each for each in tickets if isinstance(each, Ticket)]
        desk.serve(waiting)
        desk.foretell()
        cache.put(desk.known.items())
        rehearsal.foretold(waiting)
        return [
            cast("Receipt | Exception", each.answer) if isinstance(each, Ticket) else each
            for each in tickets
        ]

    return carry_out


def _ticket(work: Work, asked: Asked) -> Ticket | Refused:
    try:
        return work.ticket(*asked)
    except Refused as refusal:
        return refusal
