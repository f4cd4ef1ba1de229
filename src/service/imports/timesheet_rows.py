"""Reads the time entries that Toggl, Clockify, Harvest and Solidtime write, told apart by headers.

Times without a zone are those of the zone that is named; none is ever guessed.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

Cells = Mapping[str, str]


class Source(StrEnum):
    """Who wrote a file."""

    TOGGL = "toggl"
    CLOCKIFY = "clockify"
    HARVEST = "harvest"
    GENERIC = "generic"


HEADERS: Mapping[Source, frozenset[str]] = {
    Source.TOGGL: frozenset({"User", "Project", "Start date", "Start time", "Duration"}),
    Source.CLOCKIFY: frozenset({"User", "Project", "Start Date", "Start Time", "End Time"}),
    Source.HARVEST: frozenset({"Date", "Project", "Hours", "First Name", "Last Name"}),
    Source.GENERIC: frozenset({"user_name", "project", "start", "end"}),
}
"""What tells them apart: columns may move, go and come, but not these."""


class UnknownTimesheet(Exception):
    """A file has none of the headers that are known here."""


class ZoneNeeded(Exception):
    """Times that do not say their zone need one."""


class BadRow(Exception):
    """A row cannot be read; the rest can."""


class TimeRow(NamedTuple):
    """What a row says."""

    number: int
    """Its line in the file, the header being the first."""
    person: str
    email: str | None
    client: str | None
    project: str | None
    task: str | None
    note: str
    tag: str | None
    billable: bool
    begin: datetime | None
    """Null where only a day and hours are told."""
    end: datetime | None
    day: date
    seconds: int
    """As the row says; else what lies between begin and end."""
    told: bool
    """Whether the row itself says how long it was."""


def source_of(header: list[str]) -> Source:
    """Tell who wrote a file. Raises UnknownTimesheet."""
    for source, needed in HEADERS.items():
        if needed <= set(header):
            return source
    known = ", ".join(HEADERS)
    raise UnknownTimesheet(f"These are no columns of {known}: {', '.join(header[:8])}")


def read_rows(
    path: Path, zone: str | None, *, day_first: bool
) -> Iterator[TimeRow | tuple[int, str]]:
    """Read a file row by row; what cannot be read is told with its line and why."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        source = source_of(list(reader.fieldnames or []))
        if zone is None and source in (Source.TOGGL, Source.CLOCKIFY):
            raise ZoneNeeded(f"Times of {source} have no zone: name it with --zone")
        for cells in reader:
            told = {k: (v or "").strip() for k, v in cells.items() if isinstance(k, str)}
            try:
                yield READERS[source](reader.line_num, told, zone or "UTC", day_first)
            except (BadRow, ValueError) as error:
                yield reader.line_num, str(error)


def _toggl(number: int, cells: Cells, zone: str, _day_first: bool) -> TimeRow:
    begin = _moment(cells["Start date"], cells["Start time"], zone, day_first=False)
    end = _moment(cells["End date"], cells["End time"], zone, day_first=False)
    return _row(number, cells, cells["User"], begin, end, zone, _clock(cells["Duration"]))


def _clockify(number: int, cells: Cells, zone: str, day_first: bool) -> TimeRow:
    begin = _moment(cells["Start Date"], cells["Start Time"], zone, day_first=day_first)
    end = _moment(cells["End Date"], cells["End Time"], zone, day_first=day_first)
    told = cells.get("Duration (h)", "")
    return _row(number, cells, cells["User"], begin, end, zone, _clock(told) if told else None)


def _generic(number: int, cells: Cells, zone: str, _day_first: bool) -> TimeRow:
    named = {key.replace("user_", "").capitalize(): value for key, value in cells.items()}
    begin, end = (datetime.fromisoformat(cells[name]) for name in ("start", "end"))
    if begin.tzinfo is None or end.tzinfo is None:
        raise BadRow("its times have no zone")
    return _row(number, named, cells["user_name"], begin, end, zone, None)


def _harvest(number: int, cells: Cells, _zone: str, day_first: bool) -> TimeRow:
    day = _day(cells["Date"], day_first=day_first)
    told = cells["Hours"]
    hours = float(told.replace(".", "").replace(",", ".") if "," in told else told)
    person = f"{cells['First Name']} {cells['Last Name']}".strip()
    named = {**cells, "Billable": cells.get("Billable?", ""), "Description": cells.get("Notes", "")}
    row = _row(number, named, person, None, None, "UTC", round(hours * 3600))
    return row._replace(day=day)


READERS = {
    Source.TOGGL: _toggl,
    Source.CLOCKIFY: _clockify,
    Source.HARVEST: _harvest,
    Source.GENERIC: _generic,
}


def _row(
    number: int,
    cells: Cells,
    person: str,
    begin: datetime | None,
    end: datetime | None,
    zone: str,
    seconds: int | None,
) -> TimeRow:
    if not person:
        raise BadRow("it does not say whose time it is")
    if begin is not None and end is not None and end < begin:
        raise BadRow("it ends before it begins")
    between = 0 if begin is None or end is None else int((end - begin).total_seconds())
    task = cells.get("Task") or cells.get("Activity") or None
    tags = [tag.strip() for tag in cells.get("Tags", "").split(",") if tag.strip()]
    return TimeRow(
        number=number,
        person=person,
        email=cells.get("Email") or None,
        client=cells.get("Client") or None,
        project=cells.get("Project") or None,
        task=task,
        note=cells.get("Description", ""),
        tag=tags[0] if tags else None,
        billable=cells.get("Billable", "").casefold() in ("", "yes", "true", "1"),
        begin=begin and begin.astimezone(UTC),
        end=end and end.astimezone(UTC),
        day=date.min if begin is None else begin.astimezone(ZoneInfo(zone)).date(),
        seconds=between if seconds is None else seconds,
        told=seconds is not None,
    )


def _moment(day: str, clock: str, zone: str, *, day_first: bool) -> datetime:
    local = datetime.combine(_day(day, day_first=day_first), _time(clock))
    return local.replace(tzinfo=ZoneInfo(zone))


def _day(text: str, *, day_first: bool) -> date:
    slashed = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    for form in ("%Y-%m-%d", slashed, "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise BadRow(f"{text!r} is no day{'' if day_first else ' (with --day-first, 31/12/2026 is)'}")


def _time(text: str) -> time:
    for form in ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"):
        try:
            return datetime.strptime(text.upper(), form).replace(tzinfo=UTC).time()
        except ValueError:
            continue
    raise BadRow(f"{text!r} is no time of day")


def _clock(text: str) -> int:
    """Read a length of time as 01:30:00, in seconds."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        raise BadRow(f"{text!r} is no length of time")
    hours, minutes, *rest = map(int, parts)
    length = timedelta(hours=hours, minutes=minutes, seconds=rest[0] if rest else 0)
    return int(length.total_seconds())
