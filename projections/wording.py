"""What happened, in words: an event's `says` with its fields written as people write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, reduce
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from workdomain.identification.check_in_words import Told
from workdomain.kernel import Event

LONGEST = 200
"""How many characters of a text are shown in a line."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EMPTY = (None, "", ())
SHARES = {"weight", "score", "self_grade", "value", "points"}
"""Fields whose numbers are no hours."""

Names = Mapping[UUID, str]


class Piece(NamedTuple):
    """A stretch of `says`: shown as `text`, or as `otherwise` when one of its fields is empty."""

    text: str
    otherwise: str | None
    """None when it is shown in any case."""
    fields: tuple[str, ...]


PIECES = re.compile(r"\[([^\[\]|]*)(?:\|([^\[\]]*))?\]|([^\[\]]+)")
FIELDS = re.compile(r"\{([a-z_.]+)\}")


@cache
def pieces(says: str) -> tuple[Piece, ...]:
    """Take a line apart: `planned it[ until {due}| without an end]`."""
    return tuple(
        Piece(
            always or maybe, None if always else otherwise, tuple(FIELDS.findall(always or maybe))
        )
        for maybe, otherwise, always in PIECES.findall(says)
    )


def in_words(event: Event, names: Names) -> str:
    """Say on one line what the person who did it did; ids are shown by their names."""
    return "".join(_shown(piece, event, names) for piece in pieces(event.says))


def ids_in_words(event: Event) -> Iterator[UUID]:
    """List the ids that have to be named to say what happened."""
    for piece in pieces(event.says):
        for path in piece.fields:
            value = _at(event, path)
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, UUID):
                    yield each
                elif isinstance(each, Told):
                    yield each.key_result


def _at(event: Event, path: str) -> Any:
    return reduce(getattr, path.split("."), event)


def _shown(piece: Piece, event: Event, names: Names) -> str:
    text = piece.text
    if piece.otherwise is not None and any(_at(event, path) in EMPTY for path in piece.fields):
        text = piece.otherwise
    return FIELDS.sub(lambda found: words(found[1], _at(event, found[1]), names), text)


def words(field: str, value: Any, names: Names) -> str:
    """Write a field's value as people do: the name for an id, hours and minutes, ISO dates."""
    name = field.rpartition(".")[2]
    match value:
        case None | "" | ():
            return "nothing"
        case UUID():
            return line(names.get(value, f"an unknown {name.replace('_', ' ')}"))
        case float() if name in SHARES:
            return hours(value)
        case float():
            return f"{hours(value)} h"
        case int() if name.startswith("minutes"):
            return duration(value)
        case tuple() if name.startswith("minutes"):
            return working_week(value)
        case Told(key_result=result, value=told):
            return f"{words('key_result', result, names)} {told:f}"
        case StrEnum():
            return value.replace("_", " ")
        case datetime() if value.tzinfo is not None:
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case tuple():
            return ", ".join(words(field, each, names) for each in value)
        case _:
            return line(str(value))


def line(text: str, longest: int = LONGEST) -> str:
    """Put a text on one line, and end it with ... if it is long."""
    one = " ".join(text.split())
    return one if len(one) <= longest else f"{one[: longest - 3].rstrip()}..."


def hours(value: float) -> str:
    """Write hours with at most two decimals: `12.5`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def duration(minutes: int) -> str:
    """Write minutes as `2 h`, `45 min` or `1 h 30 min`; fewer as `-45 min`."""
    if minutes < 0:
        return f"-{duration(-minutes)}"
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def working_week(minutes: Sequence[int]) -> str:
    """Write the minutes of Monday to Sunday as `8 h Mon-Fri`; days off are left out."""
    shown, day = [], 0
    for each, run in groupby(minutes):
        first, last = day, day + len(list(run)) - 1
        day = last + 1
        days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
        if each:
            shown.append(f"{duration(each)} {days}")
    return ", ".join(shown) or "none"
