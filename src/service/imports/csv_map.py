"""What the columns of a CSV file mean here, by a map: a file in TOML.

A map says which files it reads, what each column holds, and which things are made of a row. Texts
are templates: `"Story {Branch}"`. One that names a column with nothing in it counts as not told; of
a list of templates the first that is told holds.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError, model_validator

from service.imports.jira_words import BadMapping
from workdomain.kernel import Message
from workdomain.values import Zone

MAPS = Path(__file__).with_name("maps")
NAMED = re.compile(r"\{([^{}]+)\}")
"""A column in a template."""

Template = str | tuple[str, ...]
Format = Annotated[str | tuple[str, ...], Field(min_length=1)]


class Mode(StrEnum):
    """What a row is."""

    RECORD = "record"
    EVENT = "event"
    SNAPSHOT = "snapshot"
    UNPIVOT = "unpivot"


class Column(Message):
    """What a column holds; a column that is not listed holds text."""

    type: Literal["text", "moment", "day", "number", "duration"] = "text"
    """A moment has a time of day, a day has none, a duration has a unit."""
    of: str | None = None
    """The column of the file it is taken from, when one is to be read in two ways."""
    format: Format = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
    """How a moment or a day is written (as Python's strptime has it), or "unix" for seconds since
    1970; of several the first that fits holds."""
    zone: Zone | None = None
    """The IANA zone of its moments, when it is not that of the map."""
    unit: Literal["s", "min", "h", "d", "h:m"] = "h"
    """Of a duration."""
    hours_a_day: Annotated[float, Field(gt=0, le=24)] = 8
    """What a unit of "d" is worth."""
    decimal: Literal[".", ","] = "."
    """What stands before the decimals of a number."""
    na: tuple[str, ...] = ()
    """Words that mean nothing is there, beside those of the map."""
    values: dict[str, str] = Field(default_factory=dict)
    """What words stand for; "" for nothing. Others stay as they are."""


class ProjectOf(Message):
    """The project that a thing belongs to; it is added when it is not there."""

    name: Template
    key: Template
    """Two to twenty capitals, digits and `_`."""


class ItemOf(Message):
    """The work item that a row is, or that it changes."""

    key: Template = ""
    """What tells it from others. "" when nothing does: then it is the row itself, the nth of its
    kind."""
    again: Literal["reject", "same"] = "reject"
    """What a record is whose key came further up: told as another, which is rejected unless all of
    it is the same; or the same thing, which is there already."""
    title: Template = ""
    description: Template = ""
    kind: Template = ""
    project: ProjectOf | None = None
    parent: Template = ""
    """The key of the item it is a part of, wherever that stands."""
    priority: Template = ""
    """lowest, low, normal, high or urgent."""
    estimate: Template = ""
    """One column, a duration."""
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    client: Template = ""
    start: Template = ""
    """The first day to work on it."""
    due: Template = ""
    created: Template = ""
    """When it was added; without it, at the first moment that the row tells of it."""
    started: Template = ""
    done: Template = ""
    cancelled: Template = ""
    state: Template = ""
    """todo, doing, blocked, done or cancelled: since `at`."""
    status: Template = ""
    """What the source calls its state."""
    at: Template = ""
    """When an event happened, or a snapshot was taken."""
    by: Template = ""
    """Who told an event: a person's name."""


class TimeOf(Message):
    """The time entry that a row is."""

    key: Template = ""
    """What tells it from others; "" for the row itself, the nth of its kind."""
    person: Template
    day: Template
    """A day, or a moment whose day in its own zone it is."""
    minutes: Template
    """One column, a duration. Parts of a minute are rounded, and the difference is told."""
    item: Template = ""
    """The key of the work item."""
    note: Template = ""
    activity: Template = ""
    billable: Template = ""
    """Whether a client may be asked to pay for it: yes or no; nothing is yes."""
    at: Template = ""
    """When it was told; without it, at noon of the day."""
    carry: Literal["no", "next", "previous"] = "no"
    """Where minutes go that do not fit in the day: nowhere (they are rejected), or to the days
    after or before. The entry is then several, one for each day."""
    most_a_day: Annotated[int, Field(ge=1, le=1440)] = 1440
    """Minutes that a person's day takes, when minutes are carried."""
    undated: date | None = None
    """The day of what has none that can be read, which its note then says; without it, that is
    rejected."""


class CommentOf(Message):
    """What somebody said about a work item."""

    key: Template = ""
    item: Template
    text: Template
    at: Template
    by: Template = ""


class Join(Message):
    """Columns from a second file, which is kept in memory; of several rows the first holds."""

    files: str
    on: tuple[str, ...] = Field(min_length=1)
    """The columns that both files have."""
    prefix: str
    """What its columns are called by: `sprint.` makes `{sprint.Created}`."""
    needed: bool = True
    """Whether it has to be given; else, without it, there is nothing in its columns."""


class Unpivot(Message):
    """Columns whose names are values: each cell with something in it becomes a row."""

    columns: tuple[str, ...] = ()
    pattern: str = ""
    r"""A regular expression that names them, as `^\d` does those that begin with a digit."""
    name: str
    """The new column for the names."""
    value: str
    """The new column for what is in them."""


class Read(Message):
    """One sort of file, and what its rows are. Several are read in the order of the map."""

    files: str
    """Which of the files that are given, by name: `*-Records.csv`."""
    mode: Mode = Mode.RECORD
    """record: a row is a thing. event: a change at a time. snapshot: the state of a thing at a
    time, from which changes are inferred, and said to be. unpivot: some columns are values."""
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    repeats: Literal["keep", "once"] = "keep"
    """once: a row that equals an earlier one is left out, and told."""
    order: str | None = None
    """The number column that orders snapshots of a thing; otherwise as they stand."""
    columns: dict[str, Column] = Field(default_factory=dict)
    join: tuple[Join, ...] = ()
    unpivot: Unpivot | None = None
    item: ItemOf | None = None
    time: TimeOf | None = None
    comment: CommentOf | None = None

    @model_validator(mode="after")
    def _fits_its_mode(self) -> "Read":
        if (self.mode is Mode.UNPIVOT) != (self.unpivot is not None):
            raise ValueError('mode "unpivot" and a table [read.unpivot] go together')
        if self.mode in (Mode.EVENT, Mode.SNAPSHOT) and not (self.item and self.item.at):
            raise ValueError(f'mode "{self.mode}" needs [read.item] with at: when it was so')
        if not (self.item or self.time or self.comment):
            raise ValueError("say what a row is: [read.item], [read.time] or [read.comment]")
        return self

    def asked(self) -> frozenset[str]:
        """List the columns that something is made of; the others need not be read."""
        told = (self.item, self.time, self.comment)
        named = {name for text in _texts(told) for name in NAMED.findall(text)}
        return frozenset(named | {self.order} if self.order else named)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    parts = value.__dict__.values() if isinstance(value, Message) else value
    if isinstance(parts, Iterable) and not isinstance(value, str):
        for each in parts:
            yield from _texts(each)


class CsvMap(Message):
    """The whole of a map."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    """Every id is made from it: under another name everything would come in again."""
    about: str = ""
    since: date
    """From when on people, projects and clients are known here."""
    zone: Zone | None = None
    """The IANA zone of moments. Leave it out when the source does not tell: it is then asked for
    with --zone."""
    encoding: str = "utf-8-sig"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    na: tuple[str, ...] = ()
    """Words that mean nothing is there. An empty cell always does."""
    read: tuple[Read, ...] = Field(min_length=1)

    def unzoned(self) -> list[str]:
        """List the columns with moments that no zone is told for."""
        return [
            f"{name} of {read.files}"
            for read in self.read
            for name, column in read.columns.items()
            if column.type == "moment" and not (self.zone or column.zone or _carries(column))
        ]


def _carries(column: Column) -> bool:
    """Tell whether what is written says its zone itself."""
    formats = (column.format,) if isinstance(column.format, str) else column.format
    return all(each == "unix" or "%z" in each for each in formats)


def shipped() -> list[str]:
    """List the maps that come with the package."""
    return sorted(path.stem for path in MAPS.glob("*.toml"))


def load_map(named: str, zone: str | None = None) -> CsvMap:
    """Read a map: a file, or the name of one that comes along. Raises BadMapping."""
    path = MAPS / f"{named}.toml" if named in shipped() else Path(named)
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        others = ", ".join(shipped())
        raise BadMapping(f"There is no map {named}: name a file, or one of {others}") from error
    except ValueError as error:
        raise BadMapping(f"{path} cannot be read as TOML: {error}") from error
    try:
        found = CsvMap.model_validate(given)
        found = CsvMap.model_validate({**given, "zone": zone}) if zone and not found.zone else found
    except ValidationError as error:
        raise BadMapping(f"{path.name}: {_wrong(error)}") from error
    if missing := found.unzoned():
        raise BadMapping(
            f"Nothing tells the time zone of {', '.join(missing)}: say it with --zone, as in"
            " --zone Europe/Berlin, or --zone UTC"
        )
    return found


def _wrong(error: ValidationError) -> str:
    """Say which key is wrong, and what to write instead."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        table = _table(first["loc"][:-1])
        return f"{where}: there is no such key; use {', '.join(table.model_fields)}"
    if first["type"] == "missing":
        return f"{where}: this key is missing; add it"
    told = first["msg"].removeprefix("Value error, ")
    return f"{where or 'map'}: {told} (given: {str(first['input'])[:80]!r})"


def _table(loc: Iterable[Any]) -> type[BaseModel]:
    """Find the table that a place in a map is in."""
    table: type[BaseModel] = CsvMap
    for part in loc:
        if isinstance(part, str) and part in table.model_fields:
            table = _model_in(table.model_fields[part].annotation) or table
    return table


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def explained() -> str:
    """Write the reference of maps: every table and key."""
    tables: list[tuple[str, type[BaseModel]]] = [
        ("at the top", CsvMap),
        ("[[read]]", Read),
        ("[read.columns.NAME]", Column),
        ("[read.item]", ItemOf),
        ("[read.item.project]", ProjectOf),
        ("[read.time]", TimeOf),
        ("[read.comment]", CommentOf),
        ("[[read.join]]", Join),
        ("[read.unpivot]", Unpivot),
    ]
    lines = [" ".join((__doc__ or "").split()), "", f"Maps that come along: {', '.join(shipped())}"]
    for title, table in tables:
        lines += ["", title, f"    {' '.join((table.__doc__ or '').split())}"]
        for name, key in table.model_fields.items():
            told = " ".join((key.description or "").split())
            needed = " (needed)" if key.is_required() else ""
            lines.append(f"    {name}{needed}{': ' if told else ''}{told}")
    return "\n".join(lines)


def zone_of(name: str | None) -> ZoneInfo | None:
    """Give a zone by its name, which was checked before."""
    return ZoneInfo(name) if name else None
