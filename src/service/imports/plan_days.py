"""Days as people write them into plans: `Tuesday 23rd January 2024`, `Wed September 16`.

A day is taken as it is written where day, month and year stand together: of two zones the first, of
a stretch of days its last. Where a plan never names a year, the year is that in which the plan was
written or one beside it, whichever is nearest; the weekday has to agree with it.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TYPED = {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)} | {"web": 2}
"""By their first letters; and one that was mistyped."""

DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*"
WEEKDAY = rf"(?P<weekday>{'|'.join(TYPED)})[a-z]*,?\s+"
WITH_A_YEAR = (
    re.compile(rf"(?:{WEEKDAY})?\b{DAY}\s+{MONTH}\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?:{WEEKDAY})?\b{MONTH}\s+{DAY},?\s+(?P<year>\d{{4}})", re.IGNORECASE),
)
WITHOUT = (
    re.compile(rf"{WEEKDAY}{DAY}\s+{MONTH}", re.IGNORECASE),
    re.compile(rf"{WEEKDAY}{MONTH}\s+{DAY}", re.IGNORECASE),
)
UNDECIDED = frozenset({"", "tbd", "tbc"})


class Read(NamedTuple):
    """A day that was read, or None; and what is to be said of it, if anything."""

    day: date | None
    remark: str | None = None


def names_years(texts: Iterable[str]) -> bool:
    """Tell whether any of these names a year."""
    return any(pattern.search(text) for text in texts for pattern in WITH_A_YEAR)


def read_day(text: str, written: datetime, has_years: bool) -> Read:
    """Read a day in a plan that was written then, and names years elsewhere or does not."""
    if text.strip().casefold() in UNDECIDED:
        return Read(None, f"{text.strip() or 'nothing'} is no day yet")
    found = [match for pattern in WITH_A_YEAR if (match := pattern.search(text))]
    if found:
        return _as_written(text, min(found, key=lambda match: match.start()))
    if not has_years:
        for pattern in WITHOUT:
            if match := pattern.fullmatch(text.strip()):
                return _nearest(text, match, written)
    return Read(None, f"no day, month and year stand together in {text!r}")


def _as_written(text: str, match: re.Match[str]) -> Read:
    day = _day(int(match["year"]), match)
    if day is None:
        return Read(None, f"there is no such day: {text!r}")
    weekday = match["weekday"]
    if weekday and TYPED[weekday.lower()] != day.weekday():
        is_one = WEEKDAYS[day.weekday()]
        return Read(day, f"taken as it is written, but {day} is a {is_one}: {text!r}")
    return Read(day)


def _nearest(text: str, match: re.Match[str], written: datetime) -> Read:
    year = written.year
    days = [day for near in (year - 1, year, year + 1) if (day := _day(near, match))]
    day = min(days, key=lambda each: abs(each - written.date()), default=None)
    if day is None:
        return Read(None, f"there is no such day: {text!r}")
    if TYPED[match["weekday"].lower()] != day.weekday():
        return Read(None, f"{day} is a {WEEKDAYS[day.weekday()]}: {text!r}")
    return Read(day)


def _day(year: int, match: re.Match[str]) -> date | None:
    try:
        return date(year, MONTHS.index(match["month"][:3].lower()) + 1, int(match["day"]))
    except ValueError:
        return None
