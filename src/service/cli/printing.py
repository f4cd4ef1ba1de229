"""Prints rows: as a table for people, as JSON or CSV for programs."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TextIO
from uuid import UUID

import orjson
from pydantic import BaseModel
from rich import box
from rich.table import Table
from rich.text import Text

from projections.view import Change
from service.cli.columns import COLUMNS
from service.cli.errors import WrongUsage
from service.cli.options import Form
from service.cli.terminal import out, say

Row = Mapping[str, Any]

SHORT = 8
"""Characters of an id in a table, as long as they tell the ids there apart."""
SHARES = {"utilisation", "coverage", "progress", "expected", "share"}
COLOURS = {
    "blocked": "red",
    "doing": "cyan",
    "done": "green",
    "cancelled": "dim",
    "high": "yellow",
    "urgent": "red",
    "overdue": "red",
    "alarm": "bold red",
    "over": "red",
    "full": "yellow",
    "unassigned": "yellow",
    "achieved": "green",
    "behind": "yellow",
    "at_risk": "red",
    "off_track": "red",
    "missed": "red",
}

"""Columns of the tables of some views, the most telling first: a narrow screen shows fewer. Other
views show all that say something."""
LONG = {
    "title", "text", "subject", "reason", "who", "assignees", "what", "name", "label", "why",
    "waiting", "resolution", "alternatives", "before", "after", "work",
}  # fmt: skip
"""Columns that are broken into lines when there is little room."""
LEAST = 16
"""Characters that such a column has at least."""
GAP = 3
"""Characters between two columns."""


def show(
    rows: Sequence[BaseModel],
    model: type[BaseModel],
    form: Form,
    view: str = "",
    columns: str | None = None,
    to: TextIO | None = None,
) -> None:
    """Print rows; JSON has all their fields, a table those that say something.

    JSON and CSV can be written to a file.
    """
    names = _chosen(columns, tuple(model.model_fields))
    if form is Form.JSON:
        print_json((row.model_dump(mode="json") for row in rows), to)
    elif form is Form.CSV:
        print_csv((dict(row) for row in rows), names or tuple(model.model_fields), to)
    else:
        cells = [dict(row) for row in rows]
        print_table(cells, names or sensible(view, model, cells))


def _chosen(columns: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(word.strip() for word in (columns or "").split(",") if word.strip())
    if unknown := [name for name in chosen if name not in known]:
        raise WrongUsage(f"No column {', '.join(unknown)}; there are {', '.join(known)}")
    return chosen


def sensible(view: str, model: type[BaseModel], rows: Sequence[Row]) -> tuple[str, ...]:
    """Choose columns that say something: those that hold anything, and names rather than ids."""
    fields = COLUMNS.get(view) or tuple(n for n in model.model_fields if not _is_id(n, rows))
    return tuple(name for name in fields if any(row[name] not in (None, "", ()) for row in rows))


def _is_id(name: str, rows: Sequence[Row]) -> bool:
    if name == "id":
        return False
    values = [row[name] for row in rows]
    return any(isinstance(each[0] if isinstance(each, tuple) and each else each, UUID)
               for each in values)  # fmt: skip


def print_json(objects: Iterable[Mapping[str, Any]], to: TextIO | None = None) -> None:
    """Print an array of objects, one on each line."""
    target, written = to or sys.stdout, False
    for each in objects:
        target.write(",\n" if written else "[\n")
        target.write(orjson.dumps(each, default=str).decode())
        written = True
    target.write("\n]\n" if written else "[]\n")


def print_csv(rows: Iterable[Row], names: Sequence[str], to: TextIO | None = None) -> None:
    """Print a header and a line for each row; lists are written with semicolons between."""
    writer = csv.writer(to or sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_cell(row[name]) for name in names])


def _csv_cell(value: Any) -> Any:
    match value:
        case tuple() | list():
            return ";".join(str(each) for each in value)
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case str() if value.startswith(("=", "+", "-", "@", "\t", "\r")):
            return f"'{value}"  # keeps a spreadsheet from taking a title for a formula
        case _:
            return value


def print_table(rows: Sequence[Row], names: Sequence[str]) -> None:
    """Print a table; numbers to the right, ids as short as they can be."""
    if not rows:
        out().print(Text("Nothing.", style="dim"))
        return
    console = out()
    shown, left_out = _fitting(rows, names, console.width)
    console.print(table_of(rows, shown))
    if left_out:
        say(f"No room for {', '.join(left_out)}; --columns chooses, --format json has everything")


def _fitting(
    rows: Sequence[Row], names: Sequence[str], width: int
) -> tuple[Sequence[str], Sequence[str]]:
    """Split columns into those there is room for and the others."""
    needed = 0
    for number, name in enumerate(names):
        needed += _width(name, rows) + GAP
        if needed > width and number > 0:
            return names[:number], names[number:]
    return names, ()


def _width(name: str, rows: Sequence[Row]) -> int:
    """Tell how many characters a column has at least: as many as its widest cell, if not long."""
    cells = max(cell(name, row[name]).cell_len for row in rows)
    widest = max(cells, *(len(word) for word in _heading(name).split()))
    return min(widest, LEAST) if name in LONG else widest


def table_of(rows: Sequence[Row], names: Sequence[str], title: str | None = None) -> Table:
    """Make a table of these columns."""
    length = _id_length(row[name] for row in rows for name in names)
    table = Table(
        title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left", padding=(0, 1)
    )
    for name in names:
        number = any(isinstance(row[name], int | float) for row in rows)
        table.add_column(
            _heading(name),
            justify="right" if number else "left",
            overflow="fold",
            min_width=_width(name, rows),
        )
    for row in rows:
        table.add_row(*(cell(name, row[name], length) for name in names))
    return table


def _heading(name: str) -> str:
    name = name.removesuffix("_key")
    if name.endswith("_h"):
        name = name.removesuffix("_h") + " h"
    return name.replace("_", " ")


def _id_length(cells: Iterable[Any]) -> int:
    """Tell how many characters tell all ids in a table apart."""
    ids = {str(each) for each in cells if isinstance(each, UUID)}
    lengths = (
        length for length in (SHORT, 13, 18, 23) if len({i[:length] for i in ids}) == len(ids)
    )
    return next(lengths, 36)


def cell(name: str, value: Any, id_length: int = SHORT) -> Text:
    """Write a value as people do."""
    text = _words(name, value, id_length)
    return Text(text, style=COLOURS.get(text, ""), end="")


def _words(name: str, value: Any, id_length: int) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case UUID():
            return str(value)[:id_length]
        case float() if name in SHARES:
            return f"{value:.0%}"
        case float():
            return f"{value:,.1f}"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case tuple() | list():
            between = "; " if name == "why" else ", "
            return between.join(_words(name, each, id_length) for each in value)
        case _:
            return str(value)


# -- what changed ----------------------------------------------------------------------------------


def show_changes(changes: Sequence[Change[Any]], form: Form) -> None:
    """Print what differs between two answers of a view."""
    if form is Form.JSON:
        print_json(map(_change_object, changes))
    elif form is Form.CSV:
        print_csv(_change_lines(changes, _csv_cell), ("change", "what", "field", "before", "after"))
    else:
        lines = list(_change_lines(changes, lambda value: _words("", value, SHORT)))
        print_table(lines, ("change", "what", "field", "before", "after"))


def _change_object(change: Change[Any]) -> dict[str, Any]:
    def whole(row: BaseModel | None) -> Any:
        return row and row.model_dump(mode="json")

    return {"change": kind_of(change), "before": whole(change.before), "after": whole(change.after)}


def _change_lines(changes: Iterable[Change[Any]], write: Callable[[Any], Any]) -> Iterator[Row]:
    for change in changes:
        kind, what = kind_of(change), name_of(change.after or change.before)
        if kind != "changed":
            yield {"change": kind, "what": what, "field": "", "before": "", "after": ""}
            continue
        for field, (before, after) in change.fields.items():
            yield {
                "change": kind,
                "what": what,
                "field": field,
                "before": write(before),
                "after": write(after),
            }


def kind_of(change: Change[Any]) -> str:
    """Tell in a word what became of a row."""
    if change.before is None:
        return "new"
    return "gone" if change.after is None else "changed"


NAMING = ("key", "project_key", "title", "subject", "name", "kind", "period", "day")


def name_of(row: Any) -> str:
    """Call a row by whatever names it has."""
    fields = type(row).model_fields
    words = [_words(n, getattr(row, n), SHORT) for n in NAMING if n in fields]
    return " ".join(word for word in words if word)
