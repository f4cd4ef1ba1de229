"""Reads values out of JSON, by functions that say what each has to be.

Planning a file takes less time than pydantic takes to come up: hence this, here and nowhere else.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

Read = Callable[[Any], Any]
"""Gives what a value of JSON means. Raises Misread."""


class Misread(ValueError):
    """A value is not what it has to be; the message tells where it is."""

    def __init__(self, what: str, *place: str | int) -> None:
        """Say what it has to be, and the names and numbers that lead to it."""
        self.what, self.place = what, place
        super().__init__(f"{'.'.join(map(str, place))}: {what}" if place else what)

    def within(self, name: str | int) -> "Misread":
        """Say that it lies in something larger."""
        return Misread(self.what, name, *self.place)


def text(value: Any) -> str:
    """Read a text that is not empty."""
    if isinstance(value, str) and value:
        return value
    raise Misread("has to be a text that is not empty")


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts that are not empty: the same as `many(text)`, soon."""
    if type(value) is list and set(map(type, value)) <= TEXTS and "" not in value:
        return tuple(value)
    return tuple(many(text)(value))


TEXTS = {str}


def truth(value: Any) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise Misread("has to be true or false")


def whole(least: int, most: int) -> Read:
    """Read a whole number within limits."""

    def read(value: Any) -> int:
        if type(value) is int and least <= value <= most:
            return value
        raise Misread(f"has to be a whole number from {least} to {most}")

    return read


def word(words: Collection[str], make: Callable[[str], Any]) -> Read:
    """Read one of some words."""
    known = {each: make(each) for each in words}

    def read(value: Any) -> Any:
        if isinstance(value, str) and value in known:
            return known[value]
        raise Misread(f"has to be one of {', '.join(known)}")

    return read


def day(value: Any) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Misread("has to be a day, as 2026-01-05") from None


def moment(value: Any) -> datetime:
    """Read a moment of a known zone."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is None:
        raise Misread("has to be a moment with its zone, as 2026-01-05T09:00:00+00:00")
    return found


def many(each: Read) -> Read:
    """Read a list."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Misread("has to be a list")
        found: list[Any] = []
        try:
            for one in value:
                found.append(each(one))  # noqa: PERF401 - its length tells where it ended
        except Misread as error:
            raise error.within(len(found)) from None
        return tuple(found)

    return read


def named(each: Read) -> Read:
    """Read an object of any names."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Misread("has to be an object")
        return {name: inside(name, each, one) for name, one in value.items()}

    return read


def record(fields: Mapping[str, Read], needed: Collection[str] = ()) -> Read:
    """Read an object of these names, of which some are needed."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Misread("has to be an object")
        found, name = {}, ""
        try:
            for name, one in value.items():
                found[name] = fields[name](one)
        except Misread as error:
            raise error.within(name) from None
        except KeyError:
            raise Misread("is not known here", name) from None
        for name in needed:
            if name not in found:
                raise Misread("is missing", name)
        return found

    return read


def inside(name: str, read: Read, value: Any) -> Any:
    """Read what lies in something larger under a name."""
    try:
        return read(value)
    except Misread as error:
        raise error.within(name) from None
