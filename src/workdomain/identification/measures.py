"""What a key result is measured by, in exact numbers.

Values are decimals, as people wrote them (in JSON a string, so that no reader rounds them): money
does not change by being added up. Shares (progress, expected progress, scores) are floats.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple, assert_never

from iso4217 import Currency
from pydantic import AfterValidator, Field, model_validator

from workdomain.kernel import Message
from workdomain.values import Line

Amount = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
"""A measured value, exactly."""

Weight = Annotated[
    float,
    Field(ge=0, le=1000, allow_inf_nan=False),
    AfterValidator(lambda weight: round(weight, 6)),
]
"""A share in a roll-up, next to the weights of the others; zero contributes nothing.

To six decimals: by the smallest floats there are, nothing can be weighed.
"""

Precision = Annotated[int, Field(ge=0, le=6)]
"""How many decimals are shown."""


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"{code!r} is no ISO 4217 code; write one as EUR, USD or JPY")
    return code


CURRENCIES = {currency.code: currency.exponent for currency in Currency}
"""The decimals of each currency, by its code; None where it has no smaller unit."""

CurrencyCode = Annotated[str, Field(max_length=3), AfterValidator(_currency)]
"""A currency of ISO 4217."""


class KeyResultKind(StrEnum):
    """How the value of a key result tells how far it is reached."""

    REACH = "reach"
    """From 0 to the target."""
    INCREASE = "increase"
    """From the baseline up to the target."""
    DECREASE = "decrease"
    """From the baseline down to the target."""
    STAY_ABOVE = "stay_above"
    """A guardrail: the target or more."""
    STAY_BELOW = "stay_below"
    """A guardrail: the target or less."""
    BASELINE = "baseline"
    """Measuring only; contributes nothing until it becomes another kind, with a target."""
    BOOLEAN = "boolean"
    """0 or 1."""
    CHECKLIST = "checklist"
    """How many of its items are done; all of them together are one target."""


DIRECTIONAL = frozenset({KeyResultKind.REACH, KeyResultKind.INCREASE, KeyResultKind.DECREASE})
GUARDRAILS = frozenset({KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW})
COUNTED = frozenset({KeyResultKind.BOOLEAN, KeyResultKind.CHECKLIST})


class UnitKind(StrEnum):
    """What the value of a key result counts."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"


class Unit(Message):
    """What a value counts, and how it is shown."""

    kind: UnitKind = UnitKind.NUMBER
    currency: CurrencyCode | None = None
    """The ISO 4217 code, for money alone."""
    precision: Precision | None = None
    """Decimals shown; null shows those of the currency, or all that there are."""

    @model_validator(mode="after")
    def _money_has_a_currency(self) -> "Unit":
        if (self.kind is UnitKind.MONEY) != (self.currency is not None):
            raise ValueError("money has a currency, and nothing else has one: give both or none")
        return self


class Aggregation(StrEnum):
    """How the value of a key result is made of the values of those below it."""

    SUM = "sum"
    AVERAGE = "average"
    WEIGHTED = "weighted"
    MIN = "min"
    LATEST = "latest"


class Measure(Message):
    """What a key result is measured by."""

    kind: KeyResultKind
    unit: Unit = Unit()
    baseline: Amount | None = None
    """The value at the start, for increase and decrease; a guardrail may have one to compare."""
    target: Amount | None = None
    """The value to reach, or a guardrail's threshold."""
    items: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    """What a checklist is made of."""
    aggregation: Aggregation | None = None
    """How its value is made of the key results below it; null is checked in by itself."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Measure":
        problem = _problem(self)
        if problem:
            raise ValueError(problem)
        return self

    def __str__(self) -> str:
        """Write it as histories do: `increase from 10 to 20 EUR`."""
        if self.items:
            return f"{self.kind}: {', '.join(self.items)}"
        words, start = self.kind.replace("_", " "), self.baseline
        if start is not None and self.kind in DIRECTIONAL:
            words += f" from {shown(start, self.unit)} to"
        if self.target is not None:
            words += f" {shown(self.target, self.unit)}"
        if start is not None and self.kind not in DIRECTIONAL:
            words += f" (was {shown(start, self.unit)})"
        return f"{words}, by {self.aggregation}" if self.aggregation else words

    @property
    def start(self) -> Decimal | None:
        """Where progress starts: 0 for what is to be reached, else the baseline."""
        return Decimal(0) if self.kind is KeyResultKind.REACH else self.baseline


def _problem(measure: Measure) -> str | None:
    """Say what does not fit the kind of key result, and what to do; None if all does."""
    kind, baseline, target = measure.kind, measure.baseline, measure.target
    if kind is KeyResultKind.CHECKLIST and not measure.items:
        return "a checklist needs items"
    if kind is not KeyResultKind.CHECKLIST and measure.items:
        return f"items are for a checklist, not for {kind.value!r}"
    if kind in COUNTED:
        if (baseline, target, measure.aggregation) != (None, None, None):
            return (
                f"{kind.value!r} has no baseline, target or aggregation of its own: leave them out"
            )
        return None if measure.unit.kind is UnitKind.NUMBER else f"{kind.value!r} counts in numbers"
    if kind is KeyResultKind.BASELINE:
        return None if target is None else "measuring only has no target: choose another kind"
    if target is None:
        return f"{kind.value!r} needs a target"
    if kind is KeyResultKind.REACH:
        return None if not baseline else "reach starts from 0: use increase or decrease instead"
    return _problem_of_direction(kind, baseline, target)


def _problem_of_direction(
    kind: KeyResultKind, baseline: Decimal | None, target: Decimal
) -> str | None:
    if kind in GUARDRAILS:
        return None
    if baseline is None:
        return f"{kind.value!r} needs a baseline, the value it starts from"
    if kind is KeyResultKind.INCREASE and target < baseline:
        return f"from {baseline} to {target} is a decrease: choose that kind"
    if kind is KeyResultKind.DECREASE and target > baseline:
        return f"from {baseline} to {target} is an increase: choose that kind"
    return None


def misfit(measure: Measure, value: Decimal) -> str | None:
    """Say why a value cannot be one of this key result, and what can; None if it can."""
    if measure.kind not in COUNTED:
        return None
    most = 1 if measure.kind is KeyResultKind.BOOLEAN else len(measure.items)
    if 0 <= value <= most and value == value.to_integral_value():
        return None
    return f"{measure.kind.value!r} takes a whole number from 0 to {most}, not {value}"


def satisfied(measure: Measure, value: Decimal) -> bool:
    """Tell whether a guardrail holds; the threshold itself does."""
    threshold = measure.target or Decimal(0)  # a guardrail always has one
    above = measure.kind is KeyResultKind.STAY_ABOVE
    return value >= threshold if above else value <= threshold


def shown(value: Decimal, unit: Unit = Unit()) -> str:  # noqa: B008, a frozen value
    """Write a value as people read it, half rounded up: `1,200.50 EUR`, `35 %`, `12`."""
    places = unit.precision
    if places is None and unit.currency is not None:
        places = CURRENCIES[unit.currency]
    exponent = value.as_tuple().exponent
    if places is None:
        places = min(6, max(0, -exponent if isinstance(exponent, int) else 0))
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    if unit.kind is UnitKind.PERCENTAGE:
        return f"{text} %"
    return f"{text} {unit.currency}" if unit.currency else text


class Measured(NamedTuple):
    """The value of a key result below another."""

    value: Decimal | None
    weight: float
    at: datetime | None


def aggregate(below: Sequence[Measured], how: Aggregation) -> Decimal | None:
    """Make one value of those below; None if there is none, and one without a value is left out.

    (Leantime adds up current values over two levels; here any of five ways, over any number.)
    """
    known = [each for each in below if each.value is not None]
    values = [each.value for each in known if each.value is not None]
    if not values:
        return None
    match how:
        case Aggregation.SUM:
            return sum(values, Decimal(0))
        case Aggregation.AVERAGE:
            return sum(values, Decimal(0)) / len(values)
        case Aggregation.MIN:
            return min(values)
        case Aggregation.LATEST:
            return max(known, key=lambda each: (each.at is not None, each.at)).value
        case Aggregation.WEIGHTED:
            weights = [Decimal(str(each.weight)) for each in known]
            total = sum(weights, Decimal(0))
            if not total:
                return None
            return sum((w * v for w, v in zip(weights, values, strict=True)), Decimal(0)) / total
        case _:
            assert_never(how)
