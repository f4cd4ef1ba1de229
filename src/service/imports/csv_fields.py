"""What a row says of a thing, by the templates of a map."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from service.imports.csv_map import NAMED, Template
from service.imports.csv_rows import Moment, Row, Unreadable
from service.imports.jira_words import BadMapping

NOON = time(12)


class Part(NamedTuple):
    """A template taken apart."""

    pieces: tuple[str, ...]
    """Text and names of columns in turn, text first."""
    alone: str | None
    """The one column that it is, and nothing else."""


@lru_cache(maxsize=1000)
def parts(template: Template) -> tuple[Part, ...]:
    """Take each of the templates apart; none for what is not told."""
    listed = (template,) if isinstance(template, str) else template
    found = []
    for each in filter(None, listed):
        pieces = tuple(NAMED.split(each))
        whole = NAMED.fullmatch(each)
        found.append(Part(pieces, whole.group(1) if whole else None))
    return tuple(found)


class Fields:
    """Reads the fields of one row, and collects what could not be read."""

    __slots__ = ("_cells", "row", "troubles")

    def __init__(self, row: Row) -> None:
        """Start with a row."""
        self.row, self._cells = row, row.cells
        self.troubles: list[str] = []

    def value(self, template: Template) -> Any:
        """Tell what is there, by the first template that is told; None if none is."""
        if not template:
            return None
        for part in parts(template):
            found = self._cell(part.alone) if part.alone else self._filled(part)
            if isinstance(found, Unreadable):
                self.troubles.append(str(found))
            elif found is not None:
                return found
        return None

    def _filled(self, part: Part) -> str | Unreadable | None:
        texts = list(part.pieces)
        for place in range(1, len(texts), 2):
            cell = self._cell(texts[place])
            if cell is None or isinstance(cell, Unreadable):
                return cell
            texts[place] = _written(cell)
        return "".join(texts)

    def _cell(self, name: str) -> Any:
        try:
            return self._cells[name]
        except KeyError:
            raise BadMapping(
                f"A template names the column {name!r}, which {self.row.file} has not; it has"
                f" {', '.join(map(repr, self.row.columns))}"
            ) from None

    def text(self, template: Template) -> str | None:
        """Tell it as text."""
        found = self.value(template)
        return None if found is None else _written(found)

    def moment(self, template: Template) -> datetime | None:
        """Tell when; of a day without a clock it is noon (UTC)."""
        found = self.value(template)
        if isinstance(found, date):
            return noon(found)
        if found is None or isinstance(found, Moment):
            return found and found.at
        raise self._not(found, "moment")

    def day(self, template: Template) -> date | None:
        """Tell which day, where it happened."""
        found = self.value(template)
        if isinstance(found, date):
            return found
        if found is None or isinstance(found, Moment):
            return found and found.day
        raise self._not(found, "day")

    def number(self, template: Template) -> Decimal | None:
        """Tell how much: of a duration, its minutes."""
        found = self.value(template)
        if found is None or isinstance(found, Decimal):
            return found
        raise self._not(found, "duration")

    def _not(self, found: object, kind: str) -> BadMapping:
        return BadMapping(
            f"{found!r} in {self.row.file} is read as text: give its column"
            f' type = "{kind}" in [read.columns]'
        )

    def texts(self, templates: Sequence[str]) -> tuple[str, ...]:
        """List those of the templates that are told, each once."""
        told = [self.text(template) for template in templates]
        return tuple(dict.fromkeys(text for text in told if text))


def noon(day: date) -> datetime:
    """Tell when a day without a clock is taken to be."""
    return datetime.combine(day, NOON, UTC)


def _written(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return cell.at.isoformat() if isinstance(cell, Moment) else str(cell)
