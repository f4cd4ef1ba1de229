"""Strain: signs that a person's work asks too much of them, week by week. A sign, no diagnosis.

    strain = mean of the parts that are known, each from 0 (none) to 1 (as much as it counts)

    overload    load / capacity - 1
    overtime    hours worked beyond each day's contracted hours / contracted hours
    off days    share of the hours that were worked on days off: weekends, holidays, leave
    at once     most work items under way at one time / limit
    due dates   work items due in the week / its working days
    unplanned   share of the hours on what was not there when the week began
    streak      weeks on end that were overloaded, this one included / 8

The parts always go with the number: it means nothing alone. One week says little; whether it grows
does. (Parts after published trackers: days of more than nine hours, work outside of hours, and how
long it lasts; weights are equal, as nothing better is known.)
"""

from collections.abc import Iterable
from typing import NamedTuple

SUSTAINED = 8
"""Weeks on end that are a streak of 1."""


class Signs(NamedTuple):
    """What is known of a week; minutes where nothing else is said, None where it is not known."""

    load: float
    capacity: float | None
    contracted: float | None
    beyond: float
    """Worked beyond the contracted hours of each day."""
    worked: float
    on_days_off: float
    """Worked on days without any capacity."""
    at_once: int
    """Work items under way at one time, at the most."""
    due: int
    """Work items that were due."""
    working_days: int
    unplanned: float
    """Worked on what was not there when the week began."""
    streak: int
    """Overloaded weeks on end, up to and with this one."""


class Parts(NamedTuple):
    """Each from 0 to 1; None where it is not known."""

    overload: float | None
    overtime: float | None
    off_days: float | None
    at_once: float
    due_dates: float | None
    unplanned: float | None
    streak: float


def parts_of(signs: Signs, limit: int) -> Parts:
    """Work out the parts of a week; `limit` is how many items may be under way at one time."""
    load = _share(signs.load, signs.capacity)
    return Parts(
        overload=None if load is None else _clipped(load - 1),
        overtime=_share_clipped(signs.beyond, signs.contracted),
        off_days=_share_clipped(signs.on_days_off, signs.worked),
        at_once=_clipped(signs.at_once / limit),
        due_dates=_share_clipped(signs.due, signs.working_days),
        unplanned=_share_clipped(signs.unplanned, signs.worked),
        streak=_clipped(signs.streak / SUSTAINED),
    )


def strain_of(parts: Iterable[float | None]) -> float:
    """Join the parts that are known, all with the same weight."""
    known = [part for part in parts if part is not None]
    return sum(known) / len(known)


def mean_of(people: Iterable[Parts]) -> Parts:
    """Join the parts of several people, each part over those of whom it is known."""
    return Parts(*(_mean(part) for part in zip(*people, strict=True)))  # type: ignore[arg-type]


def _mean(parts: Iterable[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) / len(known) if known else None


def _share(part: float, whole: float | None) -> float | None:
    return part / whole if whole else None


def _share_clipped(part: float, whole: float | None) -> float | None:
    share = _share(part, whole)
    return None if share is None else _clipped(share)


def _clipped(part: float) -> float:
    return min(1.0, max(0.0, part))
