"""Imports time entries of other systems as ordinary commands; once more adds only what is new.

People, clients, projects and tasks are found by name, and added if nobody knows them. Time of a
project without a task lies on a work item of its own. What does not fit together (a length that is
not what lies between begin and end, entries that overlap, stretches over midnight) is taken and
told: a reader of the report can act on it.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from projections.models.clients import ClientRow
from projections.models.items import ItemRow
from projections.models.people import PersonRow
from projections.models.projects import ProjectRow
from projections.views import Views
from service.imports.jira_pages import NothingToImport
from service.imports.rejects import Reject, write_rejects
from service.imports.timesheet_rows import TimeRow, UnknownTimesheet, read_rows
from workdomain.clients.client_words import AddClient
from workdomain.execution.clock_time import Part, parts_of
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.planning.project import AddProject
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR
from workdomain.work import Work, chunks

TIMESHEETS = UUID("6f1d6a0e-0b84-5c0f-a1f5-7c7d1d2e3f40")
"""The namespace of imported things; another one would import everything anew."""
BATCH = 2_000
GENERAL = "General"
"""What time of a project without a task lies on."""
NO_KEY = re.compile(r"[^A-Z0-9]")
MOST_LINE, MOST_KEY = 300, 12

Asked = tuple[UUID, Command, Context]


@dataclass
class TimesheetSummary:
    """What an import came to."""

    files: int = 0
    rows: int = 0
    entries: int = 0
    minutes: int = 0
    people: int = 0
    clients: int = 0
    projects: int = 0
    items: int = 0
    not_billable: int = 0
    """Rows that the source calls not billable."""
    commands: int = 0
    new: int = 0
    known: int = 0
    """Commands that an earlier import had carried out."""
    dry_run: bool = False
    rejects: list[Reject] = field(default_factory=list)
    """Rows that were not taken."""
    remarks: list[Reject] = field(default_factory=list)
    """Rows that were taken, and do not fit together."""


def import_timesheets(
    work: Work,
    files: Sequence[Path],
    *,
    zone: str | None = None,
    day_first: bool = False,
    dry_run: bool = False,
    rejects: Path | None = None,
) -> TimesheetSummary:
    """Import these files. Raises NothingToImport, UnknownTimesheet and ZoneNeeded."""
    for path in files:
        if not path.is_file():
            raise NothingToImport(f"There is no file {path}")
    summary = TimesheetSummary(dry_run=dry_run)
    with Views(work) as views:
        known = Known(views)
    run = Run(known, summary, zone or "UTC")
    asked: list[Asked] = []
    for path in files:
        summary.files += 1
        try:
            for row in read_rows(path, zone, day_first=day_first):
                asked += run.take(path.name, row)
        except UnknownTimesheet as error:
            raise UnknownTimesheet(f"{path.name}: {error}") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise UnknownTimesheet(f"{path.name} is no CSV file in UTF-8: {error}") from error
    summary.commands = len(asked)
    if not dry_run:
        for some in chunks(asked, BATCH):
            for (_, command, context), answer in zip(some, work.do_all(some), strict=True):
                if isinstance(answer, Exception):
                    where, what = run.rows.get(context.command_id, "refused"), type(command)
                    summary.rejects.append(Reject(where, what.__name__, str(answer)))
                    if isinstance(command, LogTime):
                        summary.entries -= 1
                        summary.minutes -= command.minutes
                elif answer.repeated:
                    summary.known += 1
                elif answer.events:
                    summary.new += 1
    if rejects is not None:
        write_rejects(rejects, [*summary.rejects, *summary.remarks])
    return summary


class Known:
    """Who and what is there already, by name."""

    def __init__(self, views: Views) -> None:
        """Look it all up once."""
        with views.reader() as reader:
            self.people = {row.name.casefold(): row.id for row in reader.rows(PersonRow)}
            self.clients = {row.name.casefold(): row.id for row in reader.rows(ClientRow)}
            projects = reader.rows(ProjectRow)
            self.projects = {row.name.casefold(): row.id for row in projects}
            self.keys = {row.key for row in projects}
            self.items = {
                (row.project, row.title.casefold()): row.id for row in reader.rows(ItemRow)
            }


class Run:
    """Turns rows into commands, in the order they are to be carried out."""

    def __init__(self, known: Known, summary: TimesheetSummary, zone: str) -> None:
        """Begin."""
        self._known, self._summary, self._zone = known, summary, zone
        self.rows: dict[UUID | None, str] = {}
        """Which row of which file asked for a time entry, by the command's id."""
        self._seen: defaultdict[str, int] = defaultdict(int)
        self._busy: defaultdict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)

    def take(self, file: str, row: TimeRow | tuple[int, str]) -> Iterator[Asked]:
        """Tell what a row asks for."""
        self._summary.rows += 1
        if not isinstance(row, TimeRow):
            number, why = row
            self._summary.rejects.append(Reject(f"{file}, row {number}", "row", why))
            return
        where = f"{file}, row {row.number}"
        parts = self._parts(where, row)
        if not parts:
            self._summary.rejects.append(Reject(where, "row", "it is no time at all"))
            return
        began = row.begin or datetime.combine(row.day, time(), UTC)
        at = row.end or datetime.combine(row.day, time(23, 59), UTC)
        person, asked = self._person(row, began)
        yield from asked
        self._summary.not_billable += not row.billable
        if row.begin is not None and row.end is not None:
            self._overlaps(where, person, row.begin, row.end)
        item, asked = self._item(row, began, person)
        yield from asked
        entry = self._entry(row)
        for number, part in enumerate(parts):
            id = entry if number == 0 else uuid5(entry, part.day.isoformat())
            command = LogTime(
                entry=id,
                person=person,
                day=part.day,
                minutes=part.minutes,
                item=item,
                note=row.note.replace("\x00", ""),
                activity=row.tag and row.tag[:MOST_LINE],
                billable=row.billable,
            )
            self._summary.entries += 1
            self._summary.minutes += part.minutes
            asking = uuid5(id, "log")
            self.rows[asking] = where
            yield week_id(person, part.day), command, Context(person, at, asking)

    def _parts(self, where: str, row: TimeRow) -> list[Part]:
        """Cut a row by days, and say what does not fit together."""
        if row.begin is None or row.end is None:
            minutes = (row.seconds + 30) // 60
            return [Part(row.day, minutes)] if minutes else []
        between = int((row.end - row.begin).total_seconds())
        if row.told and abs(between - row.seconds) > 1:
            told, real = timedelta(seconds=row.seconds), timedelta(seconds=between)
            why = f"it says {told}, and from begin to end it is {real}: that is taken"
            self._summary.remarks.append(Reject(where, "length", why))
        if between < 1:
            return []
        parts = parts_of(row.begin, row.end, self._zone)
        if len(parts) > 1:
            days = " and ".join(str(part.day) for part in parts)
            self._summary.remarks.append(
                Reject(where, "midnight", f"it goes over midnight: it belongs to {days}")
            )
        return parts

    def _overlaps(self, where: str, person: UUID, begin: datetime, end: datetime) -> None:
        for other, until in self._busy[person]:
            if begin < until and other < end:
                why = f"it overlaps with time from {other:%Y-%m-%d %H:%M} on, of the same person"
                self._summary.remarks.append(Reject(where, "overlap", why))
                break
        self._busy[person].append((begin, end))

    def _entry(self, row: TimeRow) -> UUID:
        """Name an entry by all it says; the second one that says the same is another."""
        says = "\n".join(
            str(each)
            for each in (
                row.email or row.person, row.client, row.project, row.task, row.note, row.begin,
                row.end, row.day, row.seconds,
            )
        )  # fmt: skip
        self._seen[says] += 1
        return uuid5(TIMESHEETS, f"{says}\n{self._seen[says]}")

    def _person(self, row: TimeRow, at: datetime) -> tuple[UUID, list[Asked]]:
        name = row.person[:MOST_LINE]
        found = self._known.people.get(name.casefold())
        if found is not None:
            return found, []
        id = uuid5(TIMESHEETS, f"person {row.email or name}")
        self._known.people[name.casefold()] = id
        self._summary.people += 1
        return id, [_first(id, AddPerson(name=name, email=row.email), at)]

    def _item(self, row: TimeRow, at: datetime, by: UUID) -> tuple[UUID | None, list[Asked]]:
        """Find the work item: of a task, or of a project at large; none without a project."""
        if row.project is None and row.task is None:
            return None, []
        project, asked = self._project(row, at)
        title = (row.task or GENERAL)[:MOST_LINE]
        found = self._known.items.get((project, title.casefold()))
        if found is None:
            found = uuid5(TIMESHEETS, f"item {project} {title.casefold()}")
            self._known.items[project, title.casefold()] = found
            self._summary.items += 1
            asked.append(_first(found, AddWorkItem(title=title, project=project), at))
        return found, asked

    def _project(self, row: TimeRow, at: datetime) -> tuple[UUID | None, list[Asked]]:
        if row.project is None:
            return None, []
        name = row.project[:MOST_LINE]
        found = self._known.projects.get(name.casefold())
        if found is not None:
            return found, []
        id = uuid5(TIMESHEETS, f"project {name.casefold()}")
        self._known.projects[name.casefold()] = id
        self._summary.projects += 1
        asked = [_first(id, AddProject(name=name, key=self._key(name)), at)]
        if row.client is not None:
            client, more = self._client(row.client[:MOST_LINE], at)
            asked = [*more, *asked]
            told = SetProjectClient(client=client)
            asked.append((id, told, Context(OPERATOR, at, uuid5(id, "client"))))
        return id, asked

    def _client(self, name: str, at: datetime) -> tuple[UUID, list[Asked]]:
        found = self._known.clients.get(name.casefold())
        if found is not None:
            return found, []
        id = uuid5(TIMESHEETS, f"client {name.casefold()}")
        self._known.clients[name.casefold()] = id
        self._summary.clients += 1
        return id, [_first(id, AddClient(name=name), at)]

    def _key(self, name: str) -> str:
        """Make a key of a name that no other project has."""
        letters = NO_KEY.sub("", name.upper())[:MOST_KEY].lstrip("0123456789") or "P"
        stem, number = letters if len(letters) > 1 else f"{letters}X", 1
        key = stem
        while key in self._known.keys:
            number += 1
            key = f"{stem}{number}"
        self._known.keys.add(key)
        return key


def _first(id: UUID, command: Command, at: datetime) -> Asked:
    return id, command, Context(OPERATOR, at, uuid5(id, "add"))
