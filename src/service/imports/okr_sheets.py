"""Reads sheets of quarterly objectives and key results, as CSV with one row for each line.

The columns are quarter (2019Q2), team, kind (TEAM-TOTAL, OBJECTIVE, KR), objective, key_result,
priority, owner, mid_actual, mid_projection and end_score. A score is a number, 1 is all of it; a
blank one is not known, which is not 0. A row that makes no sense is told as a reject; everything
around it is taken.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from service.imports.jira_pages import NothingToImport
from service.imports.jira_text import line
from service.imports.rejects import Reject

COLUMNS = (
    "quarter",
    "team",
    "kind",
    "objective",
    "key_result",
    "priority",
    "owner",
    "mid_actual",
    "mid_projection",
    "end_score",
)
SCORES = ("mid_actual", "mid_projection", "end_score")
QUARTER = re.compile(r"(\d{4})\s*-?Q([1-4])")
NUMBERED = re.compile(r"\d+[.)]\s")
OWNERS = re.compile(r"\s*[/,;&]\s*")
FIRST_YEAR, LAST_YEAR = 1970, 2199
MOST = 1000
"""What a score is at the most; more is a typing mistake."""


@dataclass(frozen=True)
class Scores:
    """What was scored of a key result, or printed as the total of a team."""

    mid_actual: Decimal | None = None
    mid_projection: Decimal | None = None
    end_score: Decimal | None = None


@dataclass(frozen=True)
class KeyResultLine:
    """A key result of a sheet."""

    name: str
    """Its priority and text, behind the heading that it is nested under."""
    number: int
    """Counts the lines of an objective that read the same."""
    owners: tuple[str, ...]
    scores: Scores


@dataclass
class ObjectiveLine:
    """An objective of a sheet."""

    title: str
    key_results: list[KeyResultLine] = field(default_factory=list)


@dataclass
class Sheet:
    """What a team wanted in a quarter."""

    quarter: str
    team: str
    first: date
    last: date
    total: Scores = Scores()
    """As it is printed."""
    objectives: dict[str, ObjectiveLine] = field(default_factory=dict)

    @property
    def middle(self) -> date:
        """The day in the middle of the quarter."""
        return self.first + (self.last - self.first) / 2

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return f"{self.team}, {self.quarter}"


@dataclass
class Sheets:
    """All sheets of a folder, and what could not be read."""

    files: int = 0
    sheets: dict[str, Sheet] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def read_sheets(folder: Path) -> Sheets:
    """Read every CSV file of a folder that holds such a sheet. Raises NothingToImport."""
    found = Sheets()
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else [folder]
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                _read_file(path.name, csv.DictReader(file), found)
        except (UnicodeDecodeError, csv.Error) as error:
            found.rejects.append(Reject(path.name, "file", f"cannot be read: {error}"))
    if not found.files:
        raise NothingToImport(
            f"There are no OKR sheets in {folder}: CSV files with the columns {', '.join(COLUMNS)}"
        )
    return found


def _read_file(name: str, reader: "csv.DictReader[str]", found: Sheets) -> None:
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        reason = f"left out: it has no column {', '.join(missing)}"
        found.rejects.append(Reject(name, "file", reason))
        return
    found.files += 1
    heading: str | None = None
    for row in reader:
        place = f"{name} line {reader.line_num}"
        told = _cleaned(place, row, found.rejects)
        sheet = _sheet(place, told, found)
        if sheet is None:
            continue
        scores = Scores(**dict(_scores(place, told, found.rejects)))
        match told["kind"].upper():
            case "TEAM-TOTAL":
                sheet.total = scores
            case "OBJECTIVE" if told["objective"]:
                heading = None
                sheet.objectives.setdefault(told["objective"], ObjectiveLine(told["objective"]))
            case "KR" if told["objective"] and told["key_result"]:
                heading = _key_result(sheet, told, scores, heading)
            case kind:
                reason = f"left out: {kind or 'a row'} without what it is about"
                found.rejects.append(Reject(place, "row", reason))


def _cleaned(place: str, row: dict[str, str], rejects: list[Reject]) -> dict[str, str]:
    """Make one line of each cell; tell what had to be changed."""
    told = {}
    for column in COLUMNS:
        told[column], remark = line(row[column])
        if remark:
            rejects.append(Reject(place, column, f"taken, but {remark}"))
    return told


def _sheet(place: str, told: dict[str, str], found: Sheets) -> Sheet | None:
    """Find the sheet that a row belongs to; None if it says no quarter or no team."""
    match = QUARTER.fullmatch(told["quarter"])
    if not match or not told["team"] or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        reason = f"left out: {told['quarter']!r} {told['team']!r} is no quarter (2019Q2) and team"
        found.rejects.append(Reject(place, "row", reason))
        return None
    year, month = int(match[1]), 3 * int(match[2]) - 2
    first = date(year, month, 1)
    last = (first + timedelta(days=100)).replace(day=1) - timedelta(days=1)
    key = f"{told['team']}, {told['quarter']}"
    return found.sheets.setdefault(key, Sheet(told["quarter"], told["team"], first, last))


def _scores(
    place: str, told: dict[str, str], rejects: list[Reject]
) -> Iterator[tuple[str, Decimal]]:
    for column in SCORES:
        if not told[column]:
            continue
        try:
            score = Decimal(told[column]).quantize(Decimal("0.000001")).normalize()
        except InvalidOperation:
            score = Decimal("NaN")
        if score.is_finite() and abs(score) <= MOST:
            yield column, score
        else:
            reason = f"left out: {told[column][:40]!r} is no score"
            rejects.append(Reject(place, column, reason))


def _key_result(
    sheet: Sheet, told: dict[str, str], scores: Scores, heading: str | None
) -> str | None:
    """Add a key result; gives the heading under which numbered lines that follow are nested."""
    text, title = told["key_result"], told["objective"]
    nested = heading is not None and NUMBERED.match(text) is not None
    name = f"{heading} {text}" if nested else text
    if told["priority"]:
        name = f"{told['priority']}: {name}"
    objective = sheet.objectives.setdefault(title, ObjectiveLine(title))
    number = sum(each.name == name for each in objective.key_results)
    owners = tuple(filter(None, OWNERS.split(told["owner"])))
    objective.key_results.append(KeyResultLine(line(name)[0], number, owners, scores))
    if nested:
        return heading
    return text if text.endswith(":") else None


def owners_of(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Tell everyone who owns something, each once, whatever the case they are written in."""
    return {
        owner.casefold(): owner
        for sheet in sheets
        for objective in sheet.objectives.values()
        for key_result in objective.key_results
        for owner in reversed(key_result.owners)
    }
