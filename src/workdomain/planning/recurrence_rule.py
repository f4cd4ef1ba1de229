"""When recurring work falls: rules of RFC 5545 (RRULE) in a time zone. Pure, and always bounded.

A rule counts in local time, so that nine o'clock stays nine o'clock when the clocks change. A local
time stands for its first moment when there are two of it; one that the clocks leap over stands for
the moment by the clock before the leap: 02:30 is 03:30 that day (RFC 5545, section 3.3.5).
A day that a month does not have is left out, unless the rule says SKIP=BACKWARD (its last day) or
SKIP=FORWARD (the first of the next month; RFC 7529).
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import product
from re import fullmatch
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from dateutil import rrule
from pydantic import AfterValidator, Field

FREQUENCIES: Mapping[str, Any] = {
    "YEARLY": rrule.YEARLY,
    "MONTHLY": rrule.MONTHLY,
    "WEEKLY": rrule.WEEKLY,
    "DAILY": rrule.DAILY,
    "HOURLY": rrule.HOURLY,
}
WEEKDAYS = {
    str(day): day for day in (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
}
RANGES = {
    "INTERVAL": (1, 1_000),
    "COUNT": (1, 10_000),
    "BYMONTH": (1, 12),
    "BYWEEKNO": (1, 53),
    "BYYEARDAY": (1, 366),
    "BYMONTHDAY": (1, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSETPOS": (1, 366),
}
FROM_THE_END = {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYSETPOS"}
"""Parts that also count from the end, as negative numbers."""
BY_DAY = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")
SKIPS = ("OMIT", "BACKWARD", "FORWARD")
KNOWN = ("FREQ", *RANGES, "BYDAY", "UNTIL", "WKST", "RSCALE", "SKIP")
MOST_A_DAY = 24
LONGEST = (0, *(monthrange(2024, month)[1] for month in range(1, 13)))
"""The days of each month in a leap year."""
PATIENCE = {"YEARLY": 40, "MONTHLY": 40, "WEEKLY": 40, "DAILY": 9, "HOURLY": 1}
"""Years in which a rule must name its first time: 29 February takes 9 at most, on a Monday 40;
what comes oftener is looked through day by day, so it is given less."""
DAY = timedelta(days=1)
LAST = datetime(2200, 1, 1)  # noqa: DTZ001 - local times have no zone of their own
"""No rule is followed further than this."""


class Rule(NamedTuple):
    """A rule, taken apart: the numbers of each part, and what is not a number."""

    freq: str
    numbers: Mapping[str, tuple[int, ...]]
    days: tuple[Any, ...] = ()
    until: datetime | date | None = None
    """A day (its end, local), a local time, or a moment in UTC."""
    week_starts: Any = rrule.MO
    skip: str = "OMIT"

    def number(self, part: str) -> int | None:
        """Give the one number of a part."""
        numbers = self.numbers.get(part)
        return numbers[0] if numbers else None


@lru_cache(maxsize=1024)
def parsed(text: str) -> Rule:
    """Take a rule apart. Raises ValueError, which says what would do."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not (equals and value) or name in parts:
            raise ValueError(f"{part!r} is no part of a rule; write FREQ=WEEKLY;BYDAY=MO,TH")
        if name not in KNOWN:
            raise ValueError(f"{name} cannot be used here; there are {', '.join(KNOWN)}")
        parts[name] = value
    rule = Rule(
        freq=_frequency(parts.get("FREQ", "")),
        numbers={name: _numbers(name, parts[name]) for name in RANGES if name in parts},
        days=tuple(map(_weekday, parts["BYDAY"].split(","))) if "BYDAY" in parts else (),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_starts=_plain_weekday(parts.get("WKST", "MO")),
        skip=parts.get("SKIP", "OMIT"),
    )
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise ValueError("RSCALE can only be GREGORIAN here")
    _must_make_sense(rule, parts)
    return rule


def _frequency(text: str) -> str:
    if text in FREQUENCIES:
        return text
    if text in ("SECONDLY", "MINUTELY"):
        raise ValueError(f"Work does not come {text}; the quickest is FREQ=HOURLY")
    raise ValueError(f"Say how often, as FREQ={'|'.join(FREQUENCIES)}")


def _numbers(name: str, text: str) -> tuple[int, ...]:
    least, most = RANGES[name]
    found = []
    for word in text.split(","):
        number = int(word) if fullmatch(r"[+-]?\d{1,5}", word) else None
        size = abs(number) if number is not None and name in FROM_THE_END else number
        if size is None or not least <= size <= most:
            also = f" or -{most} to -{least}" if name in FROM_THE_END else ""
            raise ValueError(f"{name} takes {least} to {most}{also}, not {word}")
        found.append(int(word))
    if name in ("INTERVAL", "COUNT") and len(found) > 1:
        raise ValueError(f"{name} takes one number")
    return tuple(found)


def _weekday(text: str) -> Any:
    found = fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", text)
    if found is None:
        raise ValueError(f"{text!r} is no weekday; write MO, or -1FR for the last Friday")
    nth, day = found.groups()
    if nth is None:
        return WEEKDAYS[day]
    if not 1 <= abs(int(nth)) <= RANGES["BYWEEKNO"][1]:
        raise ValueError(f"{text} is none: count from 1 to 53, or from -1 to -53")
    return WEEKDAYS[day](int(nth))


def _plain_weekday(text: str) -> Any:
    if text not in WEEKDAYS:
        raise ValueError(f"WKST takes one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS[text]


def _until(text: str) -> datetime | date:
    forms: tuple[tuple[str, Callable[[datetime], datetime | date]], ...] = (
        ("%Y%m%d", datetime.date),
        ("%Y%m%dT%H%M%S", lambda local: local),
        ("%Y%m%dT%H%M%SZ", lambda moment: moment.replace(tzinfo=UTC)),
    )
    for form, kind in forms:
        try:
            return kind(datetime.strptime(text, form))  # noqa: DTZ007 - the Z is looked at above
        except ValueError:
            continue
    raise ValueError(f"UNTIL takes 20261231, 20261231T170000 or 20261231T160000Z, not {text}")


def _must_make_sense(rule: Rule, parts: Mapping[str, str]) -> None:
    """Raise ValueError for parts that do not go together (the table of section 3.3.10)."""
    freq = rule.freq
    months, days = (rule.numbers.get(part, ()) for part in ("BYMONTH", "BYMONTHDAY"))
    wrong = [
        (
            bool(months and days)
            and all(d > LONGEST[m] for m, d in product(months, days))
            and rule.skip == "OMIT",
            "None of its months has such a day",
        ),
        ("COUNT" in parts and "UNTIL" in parts, "A rule ends by COUNT or by UNTIL, not by both"),
        ("BYWEEKNO" in parts and freq != "YEARLY", "BYWEEKNO goes with FREQ=YEARLY only"),
        (
            "BYYEARDAY" in parts and freq in ("DAILY", "WEEKLY", "MONTHLY"),
            f"BYYEARDAY does not go with FREQ={freq}",
        ),
        ("BYMONTHDAY" in parts and freq == "WEEKLY", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        (
            any(day.n for day in rule.days)
            and (freq not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts),
            "Counted weekdays such as -1FR go with FREQ=MONTHLY or YEARLY, without BYWEEKNO",
        ),
        (
            "BYSETPOS" in parts and not any(p.startswith("BY") and p != "BYSETPOS" for p in parts),
            "BYSETPOS chooses among what another BY part names",
        ),
        (
            _times_a_day(rule) > MOST_A_DAY,
            f"That is {_times_a_day(rule)} times a day; at most {MOST_A_DAY} will do",
        ),
        (rule.skip not in SKIPS, f"SKIP takes one of {', '.join(SKIPS)}"),
        (
            rule.skip != "OMIT" and not _may_skip(rule),
            "SKIP goes with FREQ=MONTHLY or YEARLY and days counted from the first of a month",
        ),
    ]
    for is_wrong, words in wrong:
        if is_wrong:
            raise ValueError(words)


def _times_a_day(rule: Rule) -> int:
    hours = len(rule.numbers.get("BYHOUR", ())) or (24 if rule.freq == "HOURLY" else 1)
    return hours * max(1, len(rule.numbers.get("BYMINUTE", ())))


def _may_skip(rule: Rule) -> bool:
    others = rule.days or any(p in rule.numbers for p in ("BYYEARDAY", "BYWEEKNO", "BYSETPOS"))
    days = rule.numbers.get("BYMONTHDAY", ())
    return rule.freq in ("MONTHLY", "YEARLY") and not others and all(day > 0 for day in days)


def _normal(text: str) -> str:
    parsed(text)
    return text.strip().upper().removeprefix("RRULE:")


def _whole_minute(local: datetime) -> datetime:
    if local.tzinfo is not None:
        raise ValueError("Give it without an offset, as 2026-11-02T09:00: the zone is told apart")
    if local.second or local.microsecond:
        raise ValueError("Give whole minutes, as 2026-11-02T09:00")
    return local


RuleText = Annotated[str, Field(max_length=500), AfterValidator(_normal)]
"""A rule as RFC 5545 writes it: FREQ=MONTHLY;BYDAY=-1FR."""

Local = Annotated[
    datetime,
    Field(ge=datetime(1970, 1, 1), lt=LAST),  # noqa: DTZ001 - local times have no zone
    AfterValidator(_whole_minute),
]
"""A day and a time by the clock on the wall, to the minute."""


def instant(local: datetime, zone: str) -> datetime:
    """Tell the moment (UTC) of a local time: how is told at the top."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local_time(moment: datetime, zone: str) -> datetime:
    """Tell what the clock on the wall shows at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def occurrences(
    text: str, first: datetime, zone: str, after: datetime, before: datetime
) -> Iterator[datetime]:
    """Name the local times of a rule from `after` on, each earlier than `before`, in their order.

    `first` is where the rule begins to count (DTSTART); it is one of the times only if the rule
    names it. Two local times that are one moment count once.
    """
    rule, latest, last_moment = parsed(text), min(before, LAST), None
    count = rule.number("COUNT")
    begin = first if count is not None else _nearer(rule, first, after)
    for number, local in enumerate(_times(rule, begin, latest), start=1):
        if (count is not None and number > count) or _is_over(rule, local, zone):
            return
        if local >= latest:
            return
        moment = instant(local, zone)
        if after <= local and moment != last_moment:
            yield local
        last_moment = moment


def ever_occurs(text: str, first: datetime, zone: str) -> bool:
    """Tell whether a rule names any time, in the years after its beginning that we wait."""
    patience = 366 * PATIENCE[parsed(text).freq] * DAY
    try:
        return next(occurrences(text, first, zone, first, first + patience), None) is not None
    except ValueError:  # hours that its steps never meet
        return False


def _is_over(rule: Rule, local: datetime, zone: str) -> bool:
    match rule.until:
        case None:
            return False
        case datetime(tzinfo=None) as until:
            return local > until
        case datetime() as until:
            return instant(local, zone) > until
        case until:
            return local.date() > until


def _nearer(rule: Rule, first: datetime, after: datetime) -> datetime:
    """Begin closer to what is asked about, in step with the rule: old rules cost no more."""
    interval = rule.number("INTERVAL") or 1
    away = (after - first).days - 62
    if away <= 0 or rule.freq == "YEARLY":
        return first
    if rule.freq == "MONTHLY":
        months = away // 31 // interval * interval
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        return first.replace(year=year, month=month + 1) if first.day <= 28 else first  # noqa: PLR2004 - every month has so many
    step = interval * (7 if rule.freq == "WEEKLY" else 1)
    return first + away // step * step * DAY


def _times(rule: Rule, first: datetime, latest: datetime) -> Iterator[datetime]:
    """Name all local times, the end of the rule not looked at."""
    if rule.skip != "OMIT":
        return _skipping(rule, first, latest)
    numbers, days = rule.numbers, rule.days
    if "BYWEEKNO" in numbers and not (days or "BYMONTHDAY" in numbers or "BYYEARDAY" in numbers):
        days = (first.weekday(),)
    return iter(
        rrule.rrule(
            FREQUENCIES[rule.freq],
            dtstart=first,
            interval=rule.number("INTERVAL") or 1,
            wkst=rule.week_starts,
            until=latest,
            bysetpos=numbers.get("BYSETPOS"),
            bymonth=numbers.get("BYMONTH"),
            bymonthday=numbers.get("BYMONTHDAY"),
            byyearday=numbers.get("BYYEARDAY"),
            byweekno=numbers.get("BYWEEKNO"),
            byweekday=days or None,
            byhour=numbers.get("BYHOUR"),
            byminute=numbers.get("BYMINUTE"),
        )
    )


def _skipping(rule: Rule, first: datetime, latest: datetime) -> Iterator[datetime]:
    """Put what falls on no day on the last day of its month, or on the first of the next one."""
    numbers = rule.numbers
    months = rrule.rrule(
        FREQUENCIES[rule.freq],
        dtstart=datetime(first.year, first.month, 1),  # noqa: DTZ001 - local
        interval=rule.number("INTERVAL") or 1,
        until=latest,
        bymonth=numbers.get("BYMONTH") or (first.month if rule.freq == "YEARLY" else None),
        bymonthday=1,
    )
    hours = sorted(numbers.get("BYHOUR", (first.hour,)))
    times = [
        time(*each) for each in product(hours, sorted(numbers.get("BYMINUTE", (first.minute,))))
    ]
    last = None
    for month in months:
        for day in sorted(numbers.get("BYMONTHDAY", (first.day,))):
            on = _put(month, day, rule.skip)
            if on != last:
                yield from (t for t in (datetime.combine(on, at) for at in times) if t >= first)
            last = on


def _put(month: datetime, day: int, skip: str) -> date:
    length = monthrange(month.year, month.month)[1]
    if day <= length:
        return month.date().replace(day=day)
    return month.date() + (length - (skip == "BACKWARD")) * DAY
