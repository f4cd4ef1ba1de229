"""In which order requests are worth taking up: two formulas, with their sources.

What is not known is None, and so is what is made of it: it is never a zero.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from workdomain.values import Hours

SCALE = (1, 2, 3, 5, 8, 13, 20)
"""The modified Fibonacci scale that relative sizes are told on (SAFe; M. Cohn, 2005)."""


def _on_the_scale(points: int) -> int:
    if points not in SCALE:
        raise ValueError(
            f"{points} is not on the scale: choose one of {', '.join(map(str, SCALE))}"
        )
    return points


Points = Annotated[int, AfterValidator(_on_the_scale)]
"""How much it is beside the others, on the modified Fibonacci scale."""


class RankBy(StrEnum):
    """What requests are ranked by."""

    WSJF = "wsjf"
    """Weighted shortest job first: cost of delay by job size."""
    VALUE_OVER_EFFORT = "value_over_effort"
    """What it is worth, by the hours it takes."""


class Inputs(NamedTuple):
    """The inputs that requests are ranked by, as far as they are known."""

    user_business_value: int | None = None
    time_criticality: int | None = None
    risk_opportunity: int | None = None
    """What it takes away in risk, or opens up."""
    job_size: int | None = None
    value: float | None = None
    """What it is worth, in any unit that is the same for all."""
    effort_h: Hours | None = None
    """How much work it is, in person-hours."""

    @property
    def cost_of_delay(self) -> int | None:
        """What waiting costs, in points: the sum of three (SAFe)."""
        parts = (self.user_business_value, self.time_criticality, self.risk_opportunity)
        known = [each for each in parts if each is not None]
        return sum(known) if len(known) == len(parts) else None

    @property
    def wsjf(self) -> float | None:
        """Weighted shortest job first.

            WSJF = cost of delay / job size

        (D. Reinertsen, The Principles of Product Development Flow, 2009; with these inputs: SAFe.)
        """
        cost = self.cost_of_delay
        return None if cost is None or not self.job_size else cost / self.job_size

    @property
    def value_over_effort(self) -> float | None:
        """What it is worth for each hour of work; undefined for no work at all."""
        return None if self.value is None or not self.effort_h else self.value / self.effort_h

    def by(self, rank_by: RankBy) -> float | None:
        """Tell what it is ranked by; None if an input is missing."""
        return self.wsjf if rank_by is RankBy.WSJF else self.value_over_effort

    def missing(self, rank_by: RankBy) -> tuple[str, ...]:
        """Name the inputs that are not known yet."""
        return tuple(name for name in NEEDED[rank_by] if getattr(self, name) is None)


UNKNOWN = Inputs()

NEEDED: dict[RankBy, tuple[str, ...]] = {
    RankBy.WSJF: ("user_business_value", "time_criticality", "risk_opportunity", "job_size"),
    RankBy.VALUE_OVER_EFFORT: ("value", "effort_h"),
}


def ranks(values: Sequence[float | None]) -> list[int | None]:
    """Rank values from the greatest on, from 1; equal ones share a rank, undefined have none.

    After two that share rank 1 comes rank 3, as in sports.
    """
    known = sorted((value for value in values if value is not None), reverse=True)
    first: dict[float, int] = {}
    for place, value in enumerate(known, 1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in values]
