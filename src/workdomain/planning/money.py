"""Amounts of money: exact decimals in the currencies of ISO 4217."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Annotated

import iso4217
from pydantic import AfterValidator, Field

Amount = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=4, allow_inf_nan=False)]
"""An amount of money, in a currency that is told beside it."""


@cache
def decimals(currency: str) -> int:
    """Tell how many decimals a currency has: 2 of EUR, 0 of JPY. Raises ValueError."""
    try:
        found: int | None = iso4217.Currency(currency).exponent
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f"{currency!r} is no currency of ISO 4217; write one as EUR")
    return found


def _known(code: str) -> str:
    decimals(code.upper())
    return code.upper()


Currency = Annotated[str, Field(min_length=3, max_length=3), AfterValidator(_known)]
"""A currency by its code in ISO 4217: EUR."""


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the decimals of the currency."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)


def cost_of(minutes: int, rate_per_h: Decimal, currency: str) -> Decimal:
    """Tell what so much time costs: all of it is summed first, and rounded once."""
    return rounded(minutes * rate_per_h / 60, currency)
