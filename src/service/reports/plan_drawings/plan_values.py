"""What pictures of plans are drawn from; every moment is aware of its zone."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from workdomain.scheduling.buffers.fever import RED_ABOVE, YELLOW_ABOVE, Line, Zone


def _in_order(start: datetime, finish: datetime) -> None:
    if start.tzinfo is None or finish.tzinfo is None:
        raise ValueError(f"{start} or {finish} is in no time zone")
    if finish < start:
        raise ValueError(f"It finishes at {finish}, before it starts at {start}")


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the calendar; names are what people call things."""

    id: str
    name: str
    project: str
    """Empty for work of no project."""
    start: datetime
    finish: datetime
    people: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    pieces: tuple[tuple[datetime, datetime], ...] = ()
    """When it is worked on, if it is laid aside in between."""
    milestone: bool = False
    """It is a moment, its finish."""
    critical: bool = False
    """It is on the critical chain."""
    done: float = 0.0
    """From 0 to 1; what is outside counts as the nearer end."""
    slack_until: datetime | None = None
    """Until when it may slip before the plan finishes later."""
    baseline: tuple[datetime, datetime] | None = None
    """Start and finish as they were published once."""
    deadline: datetime | None = None
    pinned: bool = False
    """Somebody set its dates by hand."""
    broken: bool = False
    """The dates set by hand go against what it waits for, or against who can do it."""
    problem: str = ""
    """What is wrong with it, in words."""
    waits_for: str = ""
    """What held its start last, in words."""

    def __post_init__(self) -> None:
        """Raise ValueError for dates without zone, or in the wrong order."""
        _in_order(self.start, self.finish)

    @property
    def late(self) -> bool:
        """It finishes after its deadline."""
        return self.deadline is not None and self.finish > self.deadline


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A dependency between two bars, by their ids."""

    before: str
    after: str
    kind: str = "finish-start"
    """finish-start, start-start, finish-finish or start-finish."""
    binding: bool = False
    """The second bar would lie earlier without it."""


@dataclass(frozen=True, slots=True)
class BufferBar:
    """Time set aside before a promise."""

    name: str
    kind: str
    """project, feeding or milestone."""
    start: datetime
    finish: datetime
    used: float | None = None
    """The share that is used up; above 1, more than there was; None where nobody knows."""
    project: str = ""
    """The project it is drawn with."""

    def __post_init__(self) -> None:
        """Raise ValueError for dates without zone, or in the wrong order."""
        _in_order(self.start, self.finish)


@dataclass(frozen=True, slots=True)
class FeverPoint:
    """How it stood at a moment."""

    moment: datetime
    chain_done: float
    """The share of the critical chain that is done, from 0 to 1."""
    buffer_used: float
    """The share of the buffer that is used up, 0 or more."""
    zone: Zone


@dataclass(frozen=True, slots=True)
class Fever:
    """What became of a buffer, earliest first."""

    name: str
    points: tuple[FeverPoint, ...]
    caution: Line = YELLOW_ABOVE
    """Between green and yellow."""
    danger: Line = RED_ABOVE
    """Between yellow and red."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The dates by which something is done with given chances, as told at a moment."""

    moment: datetime
    dates: tuple[tuple[float, datetime], ...]
    """Chances between 0 and 1, ascending, each with its date: (0.5, ...) is P50."""

    def __post_init__(self) -> None:
        """Raise ValueError for fewer than two dates, or where they do not ascend."""
        if len(self.dates) < 2:  # noqa: PLR2004  two points make a curve
            raise ValueError("A forecast has two dates or more")
        for (low, early), (high, late) in pairwise(self.dates):
            if not (low < high and early <= late):
                raise ValueError("A higher chance has a later date")

    def date_of(self, chance: float) -> datetime:
        """Tell the date with a chance, in a straight line between those that are known."""
        before = self.dates[0]
        for share, date in self.dates:
            if share >= chance:
                part = (chance - before[0]) / (share - before[0]) if share > before[0] else 0.0
                return before[1] + (date - before[1]) * part
            before = (share, date)
        return before[1]

    def chance_by(self, moment: datetime) -> float | None:
        """Tell the chance of being done by then; None outside of the dates that are known."""
        if not self.dates[0][1] <= moment <= self.dates[-1][1]:
            return None
        share, date = [each for each in self.dates if each[1] <= moment][-1]
        after = next((each for each in self.dates if each[1] > moment), None)
        if after is None:
            return share
        return share + (after[0] - share) * ((moment - date) / (after[1] - date))


@dataclass(frozen=True, slots=True)
class Fan:
    """Forecasts of one finish, earliest told first."""

    name: str
    forecasts: tuple[Forecast, ...]
    deadline: datetime | None = None
    planned: datetime | None = None
    """The finish of the published plan."""
