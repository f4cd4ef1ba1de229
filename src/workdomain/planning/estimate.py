"""How much work something is: one number of hours, or three."""

from typing import Any, Self

from pydantic import model_validator

from workdomain.kernel import Message
from workdomain.values import Hours


class Estimate(Message):
    """A three-point estimate in person-hours; `{"hours": 8}` is short for three times the same."""

    optimistic: Hours
    most_likely: Hours
    pessimistic: Hours

    @classmethod
    def single(cls, hours: float) -> Self:
        """Estimate without a spread."""
        return cls(optimistic=hours, most_likely=hours, pessimistic=hours)

    @model_validator(mode="before")
    @classmethod
    def _take_a_single_number(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.keys() == {"hours"}:
            return dict.fromkeys(cls.model_fields, given["hours"])
        return given

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not self.optimistic <= self.most_likely <= self.pessimistic:
            raise ValueError("An estimate runs from optimistic over most likely to pessimistic")
        return self

    @property
    def expected(self) -> float:
        """Mean effort in person-hours (PERT: Malcolm et al., Operations Research 7(5), 1959)."""
        if self.optimistic == self.pessimistic:
            return self.most_likely
        return (self.optimistic + 4 * self.most_likely + self.pessimistic) / 6

    def __str__(self) -> str:
        """Write it as people do: `8 h`, or `2 to 8 h, most likely 4 h`."""
        if self.optimistic == self.pessimistic:
            return f"{self.most_likely:g} h"
        return f"{self.optimistic:g} to {self.pessimistic:g} h, most likely {self.most_likely:g} h"
