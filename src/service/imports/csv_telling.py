"""Puts the rows of CSV files into commands, one after another, as a map tells."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from service.imports.csv_fields import Fields, noon
from service.imports.csv_map import CommentOf, CsvMap, ItemOf, ProjectOf, Template, TimeOf
from service.imports.csv_rows import Row
from service.imports.jira_pages import complaint
from workdomain.clients.client_words import AddClient
from workdomain.execution.discussion import Comment
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.project import AddProject
from workdomain.planning.project_key import project_key, project_key_id
from workdomain.values import OPERATOR, named_id, new_id
from workdomain.work import Work

CSV = UUID("0b1f4d0e-55c8-5c3f-8f7e-6d1b7f0a4c11")
"""The namespace of everything imported from CSV files; another would import it all again."""
A_DAY = timedelta(days=1)
ITEMS = 20_000
"""Ids of so many work items are kept at hand."""
LONGEST = 100_000
"""Minutes of one entry at the most that are carried to other days."""


class Note(NamedTuple):
    """What was not taken, or not as it stands."""

    file: str
    row: int
    what: str
    reason: str
    lost: bool = True
    """Whether it was not taken at all."""
    minutes: int = 0
    """Worked minutes that are lost with it."""


class Change(NamedTuple):
    """A command, and the row it stands for."""

    file: str
    row: int
    what: str
    id: UUID
    command: Command
    context: Context
    minutes: int = 0
    """Worked minutes that it tells of."""


Told = Change | Note


class Skipped(Exception):
    """A row cannot be taken; the message says why."""


class Telling:
    """What all kinds of rows need: ids, people, projects, and the words for what went wrong."""

    def __init__(self, csv_map: CsvMap, work: Work) -> None:
        """Start with nothing told."""
        self.map, self.work = csv_map, work
        self.space = named_id(CSV, csv_map.name)
        self.item_id = lru_cache(maxsize=ITEMS)(partial(self.id, "item"))
        """Name a work item by its key: many rows tell of each."""
        self.run = new_id()
        """The correlation id of all that this import leads to."""
        self.since = datetime.combine(csv_map.since, time(0), UTC)
        self.exact = Decimal(0)
        """Minutes that the rows tell of."""
        self.rounded = Decimal(0)
        """By how much whole minutes are more than that."""
        self._there: dict[tuple[str, str], UUID] = {}
        self._several = any(read.item and read.item.again == "same" for read in csv_map.read)
        self._items: set[str] = set()
        self._days: Counter[tuple[UUID, date]] = Counter()

    def id(self, *name: str) -> UUID:
        """Name what the source calls by this name."""
        return named_id(self.space, "\0".join(name))

    def change(
        self, row: Row, id: UUID, command: type[Command], context: Context, **given: Any
    ) -> Told:
        """Make a command of this row, or say why there is none."""
        name = command.__name__
        try:
            made = command(**given)
        except ValidationError as error:
            minutes = given.get("minutes", 0)
            return Note(row.file, row.number, name, complaint(error), minutes=minutes)
        return Change(row.file, row.number, name, id, made, context, given.get("minutes", 0))

    def context(self, at: datetime, *name: str, by: UUID = OPERATOR) -> Context:
        """Say who and when, and which command this is for ever."""
        return Context(by, at, self.id("command", *name), self.run)

    def is_same(self, key: str, of: ItemOf) -> bool:
        """Tell whether an item came further up, and is not to be added again."""
        if not self._several:
            return False
        there = key in self._items
        self._items.add(key)
        return there and of.again == "same"

    # -- what is added by the way ------------------------------------------------------------------

    def person(self, row: Row, name: str, told: list[Told]) -> UUID:
        """Name a person, who is made known first."""
        return self._known(row, "person", name, told, AddPerson, name=name)

    def client(self, row: Row, name: str, told: list[Told]) -> UUID:
        """Name a client, who is put on the list first."""
        return self._known(row, "client", name, told, AddClient, name=name)

    def project(self, fields: Fields, of: ProjectOf | None, told: list[Told]) -> UUID | None:
        """Name a project, which is set up first; one that has its key already is the one meant."""
        name, key = (fields.text(of.name), fields.text(of.key)) if of else (None, None)
        if not (name and key):
            return None
        if ("project", key) not in self._there:
            other = self.work.state(project_key, project_key_id(key)).project
            if other is not None and other != self.id("project", key.casefold()):
                self._there["project", key] = other
        return self._known(fields.row, "project", key, told, AddProject, name=name, key=key)

    def _known(
        self,
        row: Row,
        kind: str,
        word: str,
        told: list[Told],
        command: type[Command],
        **given: Any,
    ) -> UUID:
        if (there := self._there.get((kind, word))) is not None:
            return there
        id = self._there[kind, word] = self.id(kind, word.casefold())
        told.append(
            self.change(row, id, command, self.context(self.since, kind, word.casefold()), **given)
        )
        return id

    # -- notes -------------------------------------------------------------------------------------

    def remark(self, row: Row, what: str, reason: str) -> Note:
        """Tell what was taken otherwise than it stands."""
        return Note(row.file, row.number, what, f"taken, but {reason}", lost=False)

    def troubles(self, fields: Fields) -> Iterator[Note]:
        """Tell what could not be read of a row that was taken all the same."""
        for trouble in dict.fromkeys(fields.troubles):
            yield self.remark(fields.row, "row", f"without what could not be read: {trouble}")

    def needed(self, fields: Fields, template: Template, what: str) -> str:
        """Tell a text that has to be there."""
        found = fields.text(template)
        if not found:
            why = "; ".join(fields.troubles) or "there is nothing in its columns"
            raise Skipped(f"it has no {what}: {why}")
        return found

    # -- time and comments -------------------------------------------------------------------------

    def time(self, row: Row, of: TimeOf, *, alone: bool) -> list[Told]:
        """Log the time of a row, on as many days as it takes.

        `alone`: the row is nothing else, so that it is no good without.
        """
        fields, told = Fields(row), list[Told]()
        exact = fields.number(of.minutes)
        if exact is None and not alone and not fields.troubles:
            return []
        if exact is None:
            raise Skipped(f"it tells no time: {'; '.join(fields.troubles) or 'nothing is there'}")
        minutes = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        self.exact += exact
        self.rounded += minutes - exact
        try:
            self._entries(fields, of, minutes, told)
        except Skipped as why:
            return [Note(row.file, row.number, "LogTime", str(why), minutes=minutes)]
        return [*told, *self.troubles(fields)]

    def _entries(self, fields: Fields, of: TimeOf, minutes: int, told: list[Told]) -> None:
        if minutes < 1:
            raise Skipped(f"an entry has at least one minute, and this has {minutes}")
        row = fields.row
        name = self.needed(fields, of.person, "person")
        day, at = fields.day(of.day), fields.moment(of.at)
        note = fields.text(of.note) or ""
        if day is None or day.year < self.map.since.year:
            if of.undated is None:
                raise Skipped(f"it has no day: {'; '.join(fields.troubles) or 'nothing is there'}")
            day, at = of.undated, None
            note = f"{note} (its day is not known)".strip()
            told.append(self.remark(row, "LogTime", f"on {day}, as its day is not known"))
        key = fields.text(of.key) or row.own
        item = fields.text(of.item)
        person = self.person(row, name, told)
        days = self._shared_out(person, day, minutes, of)
        for number, (on, part) in enumerate(days):
            names = ("time", key) if number == 0 else ("time", key, str(number))
            told.append(
                self.change(
                    row,
                    week_id(person, on),
                    LogTime,
                    self.context(max(at or noon(on), noon(on) - A_DAY / 2), *names),
                    entry=self.id(*names),
                    person=person,
                    day=on,
                    minutes=part,
                    item=self.item_id(item) if item else None,
                    note=note if len(days) == 1 else f"{note} (part {number + 1})".strip(),
                    activity=fields.text(of.activity),
                    billable=_is_billable(fields, of),
                )
            )
        if len(days) > 1:
            more = "more than fits in the day"
            last = days[-1][0]
            told.append(self.remark(row, "LogTime", f"on {len(days)} days up to {last}: {more}"))

    def _shared_out(
        self, person: UUID, day: date, minutes: int, of: TimeOf
    ) -> Sequence[tuple[date, int]]:
        """Share minutes out over days that have room, beginning with their own."""
        if of.carry == "no":
            return ((day, minutes),)
        if minutes > LONGEST:
            raise Skipped(f"{minutes} minutes are more than one entry can be: see the units")
        step = A_DAY if of.carry == "next" else -A_DAY
        found: list[tuple[date, int]] = []
        while minutes:
            part = min(minutes, of.most_a_day - self._days[person, day])
            if part > 0:
                self._days[person, day] += part
                found.append((day, part))
                minutes -= part
            day += step
        return found

    def comment(self, row: Row, of: CommentOf) -> list[Told]:
        """Say what a row says about a work item."""
        fields, told = Fields(row), list[Told]()
        item, text = self.needed(fields, of.item, "item"), self.needed(fields, of.text, "text")
        at = fields.moment(of.at)
        if at is None:
            raise Skipped(f"it has no moment: {'; '.join(fields.troubles) or 'nothing is there'}")
        key = fields.text(of.key) or row.own
        name = fields.text(of.by)
        by = self.person(row, name, told) if name else OPERATOR
        id = self.id("comment", key)
        context = self.context(at, "comment", key, by=by)
        told.append(self.change(row, self.item_id(item), Comment, context, comment=id, text=text))
        return [*told, *self.troubles(fields)]


YES_OR_NO = TypeAdapter(bool)


def _is_billable(fields: Fields, of: TimeOf) -> bool:
    """Read whether a client may be asked to pay; nothing is yes, and other words are a mistake."""
    said = fields.text(of.billable)
    if said is None:
        return True
    try:
        return YES_OR_NO.validate_python(said)
    except ValidationError:
        raise Skipped(f"{said!r} does not say whether it is billable: yes or no") from None
