"""Baselines that cite a metric of our own views as of a moment: asked again, do they still agree?

The log keeps every moment, so that what a number was taken from can be looked at for ever.
"""

from collections.abc import Callable, Set
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from pydantic import ValidationError

from projections.models.goals import CitationRow
from projections.reader import Reader, moment_of
from projections.view import NotAMoment, View, When, answer

Find = Callable[[str], View[Any, Any] | None]
"""Finds a view by its name."""

MOST = 100
"""Citations that are replayed for one answer; each asks a view."""


_NO_MORE = {"goals": {"citations": False}}
"""A goal that cites a goal is not asked what that one cites: it may be the first one."""


class NothingToCite(LookupError):
    """What is cited is not there; the message says what is."""


def replayed(reader: Reader, objectives: Set[bytes], find: Find) -> dict[bytes, str]:
    """Say, for each key result that cites its baseline, whether the view still answers that."""
    rows = sorted(row for row in reader.rows(CitationRow) if row.objective.bytes in objectives)
    told = {row.key_result.bytes: _told(reader, row, find) for row in rows[:MOST]}
    rest = {
        row.key_result.bytes: f"baseline cites {cited(row)}: ask for its objective alone"
        for row in rows[MOST:]
    }
    return told | rest


def cited(row: CitationRow) -> str:
    """Name what is cited: `remaining_h of progress {"project": ...} as of 2026-03-02`."""
    given = "" if row.params == "{}" else f" {row.params}"
    where = "" if row.row == "{}" else f" where {row.row}"
    return f"{row.field} of {row.view}{given}{where} as of {row.as_of}"


def _told(reader: Reader, row: CitationRow, find: Find) -> str:
    try:
        value = replay(reader, row, find)
    except (NothingToCite, NotAMoment, ValidationError, orjson.JSONDecodeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        return f"baseline cites {cited(row)}, which cannot be replayed: {reason}"
    if agrees(row.baseline, value):
        return f"baseline cites {cited(row)}: it still is {value}"
    return f"baseline {row.baseline} cites {cited(row)}: that is {value} now"


def replay(reader: Reader, row: CitationRow, find: Find) -> Any:
    """Ask the view that is cited as of that moment, for the field of that row.

    Raises NothingToCite when there is no such view, row or field.
    """
    view = find(row.view)
    if view is None:
        raise NothingToCite(f"there is no view {row.view}")
    moment, when = reader.moment, When.parse(row.as_of)
    then = moment_of(reader.work.log, moment.reached, moment.now, when.as_of)
    wanted: dict[str, Any] = orjson.loads(row.row)
    params = view.params.model_validate(orjson.loads(row.params) | _NO_MORE.get(row.view, {}))
    found = [each for each in answer(view, reader.at(then), params).rows if _is(each, wanted)]
    if len(found) != 1:
        raise NothingToCite(f"{len(found)} rows fit, where one should")
    if row.field not in type(found[0]).model_fields:
        fields = ", ".join(type(found[0]).model_fields)
        raise NothingToCite(f"a row of {row.view} has no {row.field}; it has {fields}")
    return getattr(found[0], row.field)


def _is(row: Any, wanted: dict[str, Any]) -> bool:
    return all(str(getattr(row, name, None)) == str(value) for name, value in wanted.items())


def agrees(baseline: str | None, value: Any) -> bool:
    """Tell whether a baseline and what a view answers are the same number."""
    try:
        return baseline is not None and Decimal(baseline) == Decimal(str(value))
    except InvalidOperation:
        return False
