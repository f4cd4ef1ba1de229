"""The rows of CSV files, one after another, as their columns are told to be read."""

import csv
import gzip
import io
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatch
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from service.imports.csv_map import Column, CsvMap, Join, Read, zone_of
from service.imports.jira_pages import NothingToImport

MOST = Decimal(10) ** 15
MOST_LETTERS = 40
"""No number is larger, nor written longer."""


class Unreadable(ValueError):
    """A cell is not what its column is told to hold."""


class Moment(NamedTuple):
    """A moment, and the day it was where it happened."""

    at: datetime
    day: date


class Row(NamedTuple):
    """One row: where it stands, and what its cells hold; nothing is None."""

    file: str
    number: int
    """Of the file's line of cells; the header is 1."""
    cells: dict[str, Any]
    """Those that the map asks for. What could not be read is an Unreadable."""
    own: str
    """What tells it from all other rows: all of it, and which of its equals it is."""
    first: bool
    """Whether it is the first of its equals."""
    columns: Sequence[str] = ()
    """All that there are in the file, those that nobody asks for as well."""


class Broken(NamedTuple):
    """A line that is no row."""

    file: str
    number: int
    reason: str


Parse = Callable[[str], Any]


def files_of(read: Read, files: Sequence[Path]) -> list[Path]:
    """Pick the files that a part of the map reads. Raises NothingToImport if there are none."""
    return [path for path in files if fnmatch(path.name, read.files)]


def opened(path: Path, raw: BinaryIO) -> BinaryIO | gzip.GzipFile | lzma.LZMAFile:
    """Unpack what is packed."""
    if path.suffix == ".gz":
        return gzip.GzipFile(fileobj=raw)
    return lzma.LZMAFile(raw) if path.suffix == ".xz" else raw


@dataclass
class Reader:
    """Reads the rows of one part of a map."""

    map: CsvMap
    read: Read
    files: Sequence[Path]
    """All that are given, also for joins."""
    position: int = 0
    """How far all files are read, in bytes as stored."""
    _equals: Counter[bytes] = field(default_factory=Counter)
    _marked: bool = False
    _asked: frozenset[str] = frozenset()
    """The columns that are to be read at all."""

    def __post_init__(self) -> None:
        """Find out whether rows are to be told apart by all that they hold."""
        things = (self.read.item, self.read.time, self.read.comment)
        keyless = any(thing and not thing.key for thing in things)
        self._marked = keyless or self.read.repeats == "once"
        self._asked = self.read.asked()

    def rows(self) -> Iterator[Row | Broken]:
        """Give row by row.

        Memory holds one at a time, the joined files, and a mark for each row where nothing but all
        of it tells it from others.
        """
        joins = [self._joined(join) for join in self.read.join]
        before = 0
        for path in files_of(self.read, self.files):
            for at, row in self._of(path, joins):
                self.position = before + at
                yield row
            before += path.stat().st_size

    def _of(self, path: Path, joins: "list[Joined]") -> Iterator[tuple[int, Row | Broken]]:
        columns, parse = list[str](), dict[str, tuple[str, Parse]]()
        for at, number, header, cells in self._lines(path):
            if isinstance(cells, str):
                yield at, Broken(path.name, number, cells)
                continue
            raw = dict(zip(header, cells, strict=True))
            for joined, on, found in joins:
                more = found.get(tuple(raw.get(each, "") for each in on), ())
                raw.update(dict(zip(joined, more, strict=True)) if more else {})
            own, first = self._own(cells)
            for number_in_row, each in enumerate(self._melted(raw)):
                if not columns:
                    columns = [*each, *(c for j in joins for c in j.columns)]
                    parse = self._parsers(path, columns)
                read = {name: how(each.get(of, "")) for name, (of, how) in parse.items()}
                mark = f"{own}/{number_in_row}" if self.read.unpivot else own
                yield at, Row(path.name, number, read, mark, first, columns)

    def _own(self, cells: list[str]) -> tuple[str, bool]:
        if not self._marked:
            return "", True
        digest = blake2b("\0".join(cells).encode("utf-8"), digest_size=16).digest()
        self._equals[digest] += 1
        nth = self._equals[digest]
        return f"{digest.hex()}/{nth}", nth == 1

    def _melted(self, raw: dict[str, str]) -> Iterator[dict[str, str]]:
        how = self.read.unpivot
        if how is None:
            yield raw
            return
        named = set(how.columns)
        melts = [n for n in raw if n in named or (how.pattern and re.search(how.pattern, n))]
        rest = {name: cell for name, cell in raw.items() if name not in set(melts)}
        for name in melts:
            if self._is_there(raw[name]):
                yield {**rest, how.name: name, how.value: raw[name]}

    def _is_there(self, cell: str) -> bool:
        return bool(cell.strip()) and cell.strip() not in self.map.na

    def _parsers(self, path: Path, header: Sequence[str]) -> dict[str, tuple[str, Parse]]:
        told = self.read.columns
        for name, column in told.items():
            if (column.of or name) not in header:
                raise NothingToImport(
                    f"{path.name} has no column {column.of or name!r}, which the map tells of in"
                    f" read.columns.{name}; it has {', '.join(map(repr, header))}"
                )
        columns = dict.fromkeys(header, Column()) | told
        return {
            name: (column.of or name, parser(column, self.map))
            for name, column in columns.items()
            if name in self._asked
        }

    def _lines(self, path: Path) -> Iterator[tuple[int, int, list[str], list[str] | str]]:
        """Give the lines of a file, with its header; a text instead of cells says what is wrong."""
        encoding = self.read.encoding or self.map.encoding
        with path.open("rb") as raw:
            text = io.TextIOWrapper(
                opened(path, raw), encoding, errors="surrogateescape", newline=""
            )
            lines = csv.reader(text, delimiter=self.read.delimiter or self.map.delimiter)
            at = 0
            try:
                header = [name.strip() for name in next(lines, [])]
                if not header:
                    raise NothingToImport(f"{path.name} is empty")
                for number, cells in enumerate(lines, 2):
                    at = raw.tell() if number % 500 == 0 else at
                    if len(cells) == len(header):
                        if (whole := "".join(cells)).isascii() or not _undecoded(whole):
                            yield at, number, header, cells
                        else:
                            yield at, number, header, f"it is not written in {encoding}"
                    elif cells:
                        odd = f"it has {len(cells)} cells, the header has {len(header)}"
                        yield at, number, header, odd
            except (csv.Error, OSError, EOFError, lzma.LZMAError) as error:
                raise NothingToImport(f"{path.name} cannot be read: {error}") from error

    def _joined(self, join: Join) -> "Joined":
        found: dict[tuple[str, ...], list[str]] = {}
        columns: list[str] = []
        for path in [path for path in self.files if fnmatch(path.name, join.files)]:
            for _, _, header, cells in self._lines(path):
                if isinstance(cells, str):
                    continue
                columns = [join.prefix + name for name in header]
                by_name = dict(zip(header, cells, strict=True))
                found.setdefault(tuple(by_name.get(each, "") for each in join.on), cells)
        if not found and join.needed:
            raise NothingToImport(f"The map joins {join.files}: give that file too")
        columns = columns or [name for name in self._asked if name.startswith(join.prefix)]
        return Joined(columns, join.on, found)


class Joined(NamedTuple):
    """A second file, by the columns it is joined on."""

    columns: list[str]
    on: tuple[str, ...]
    rows: dict[tuple[str, ...], list[str]]


def _undecoded(cells: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in cells)


def parser(column: Column, csv_map: CsvMap) -> Parse:
    """Make the function that reads the cells of a column: nothing is None.

    What cannot be read comes back as an Unreadable, not raised.
    """
    nothing = frozenset(("", *csv_map.na, *column.na))
    values = column.values
    if column.type == "text" and not values:
        return lambda cell: None if (word := cell.strip()) in nothing else word
    how = lru_cache(maxsize=20_000)(_typed(column, csv_map))

    def parse(cell: str) -> Any:
        word = cell.strip()
        if word in nothing:
            return None
        word = values.get(word, word)
        try:
            return how(word) if word else None
        except Unreadable as error:
            return error

    return parse


def _typed(column: Column, csv_map: CsvMap) -> Parse:
    formats = (column.format,) if isinstance(column.format, str) else column.format
    match column.type:
        case "moment":
            zone = zone_of(column.zone or csv_map.zone)
            return partial(_moment, tuple(map(_way_of, formats)), zone)
        case "day":
            how = tuple(map(_way_of, formats))
            return lambda word: _moment(how, UTC, word).day
        case "number":
            return lambda word: _number(word, column.decimal)
        case "duration":
            return lambda word: _minutes(word, column)
        case "text":
            return lambda word: word


DIGITS = {"%Y": "4", "%m": "1,2", "%d": "1,2", "%H": "1,2", "%M": "1,2", "%S": "1,2"}
"""The numbers of a moment, most significant first, with how many digits they have."""
DAY = 3


class Way(NamedTuple):
    """A way in which moments are written."""

    format: str
    numbers: re.Pattern[str] | None = None
    """What it looks like if it is all numbers, which are read in a tenth of the time."""
    order: tuple[int, ...] = ()
    """Where its year stands among them, its month and so on."""


def _way_of(format: str) -> Way:
    """Take a format apart if all of it is numbers, with something between each and the next."""
    before, *rest = re.split("(%.)", format)
    named, between = rest[::2], rest[1::2]
    most_first = list(DIGITS)[: len(named)]
    apart = all(between[:-1]) and not re.search("[0-9]", before + "".join(between))
    if not apart or len(named) < DAY or sorted(named) != sorted(most_first):
        return Way(format)
    pairs = zip(named, between, strict=True)
    numbers = [f"([0-9]{{{DIGITS[name]}}}){re.escape(text)}" for name, text in pairs]
    order = tuple(named.index(name) + 1 for name in most_first)
    return Way(format, re.compile(re.escape(before) + "".join(numbers)), order)


def _moment(ways: Sequence[Way], zone: tzinfo | None, word: str) -> Moment:
    for way in ways:
        try:
            read = _as_written(way, word)
        except (ValueError, OverflowError, OSError):
            continue
        day = read.date()
        return Moment((read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC), day)
    formats = " or ".join(way.format for way in ways)
    raise Unreadable(f"{word[:40]!r} is not written as {formats}")


def _as_written(way: Way, word: str) -> datetime:
    if way.numbers and (found := way.numbers.fullmatch(word)):
        told = (int(found[place]) for place in way.order)
        year, month, day, hour, minute, second = (*told, 0, 0, 0)[:6]
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone follows
    if way.format == "unix":
        return datetime.fromtimestamp(float(word), UTC)
    return datetime.strptime(word, way.format)  # noqa: DTZ007 - its zone follows


def _number(word: str, decimal: str) -> Decimal:
    plain = word.replace(".", "").replace(",", ".") if decimal == "," else word.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > MOST or len(plain) > MOST_LETTERS:
        raise Unreadable(f"{word[:40]!r} is not a number")
    return number


def _minutes(word: str, column: Column) -> Decimal:
    if column.unit == "h:m":
        hours, mark, minutes = word.partition(":")
        if not (mark and hours.isdecimal() and minutes.isdecimal()):
            raise Unreadable(f"{word[:40]!r} is not written as hours and minutes, 01:30")
        return Decimal(hours) * 60 + Decimal(minutes)
    number = _number(word, column.decimal)
    if column.unit == "d":
        return number * Decimal(str(column.hours_a_day)) * 60
    if column.unit == "s":
        return number / 60
    return number if column.unit == "min" else number * 60
