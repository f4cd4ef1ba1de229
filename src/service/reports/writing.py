"""How reports write numbers, moments and what people said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from projections.wording import hours

HIDDEN = {
    code: f"[U+{code:04X}]"
    for code in (
        *range(0x09),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
"""Characters that change how their neighbours are read are shown instead of obeyed."""


class Run(NamedTuple):
    """Positions one after another."""

    first: int
    last: int


def runs(positions: Sequence[int]) -> list[Run]:
    """Put positions that follow one another together."""
    found: list[Run] = []
    for position in positions:
        if found and found[-1].last + 1 == position:
            found[-1] = Run(found[-1].first, position)
        else:
            found.append(Run(position, position))
    return found


def number(value: float) -> str:
    """Write a number with at most two decimals: `12,345.5`."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def moment(at: datetime | None) -> str:
    """Write an instant in UTC, to the second."""
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def plain(text: object) -> str:
    """Show characters that are not to be seen."""
    return str(text).translate(HIDDEN)


def value(given: Any) -> str:
    """Write the value of a field."""
    match given:
        case None | () | "":
            return "\N{EN DASH}"
        case tuple():
            return ", ".join(map(str, given))
        case bool():
            return "yes" if given else "no"
        case float():
            return f"{hours(given)} h"
        case _:
            return str(given)


def label(field: str) -> str:
    """Write the name of a field: hours are seen by their unit."""
    return field.removesuffix("_h")
