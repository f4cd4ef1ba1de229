"""What key results are measured by."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from workdomain.identification.measures import (
    Aggregation,
    KeyResultKind,
    Measure,
    Measured,
    Unit,
    UnitKind,
    aggregate,
    misfit,
    satisfied,
    shown,
)

EUR = Unit(kind=UnitKind.MONEY, currency="EUR")
amounts = some.decimals(-1_000_000, 1_000_000, places=2)


def measure(kind: str, **given: object) -> Measure:
    return Measure.model_validate({"kind": kind, **given})


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("reach", {}, "'reach' needs a target"),
        ("reach", {"baseline": 5, "target": 9}, "reach starts from 0: use increase"),
        ("increase", {"target": 9}, "needs a baseline, the value it starts from"),
        ("increase", {"baseline": 9, "target": 5}, "from 9 to 5 is a decrease"),
        ("decrease", {"baseline": 5, "target": 9}, "from 5 to 9 is an increase"),
        ("stay_above", {"baseline": 5}, "'stay_above' needs a target"),
        ("baseline", {"target": 5}, "measuring only has no target: choose another kind"),
        ("boolean", {"target": 1}, "leave them out"),
        ("boolean", {"unit": {"kind": "percentage"}}, "'boolean' counts in numbers"),
        ("checklist", {}, "a checklist needs items"),
        ("checklist", {"items": ["a"], "baseline": 0}, "leave them out"),
        ("reach", {"target": 1, "items": ["a"]}, "items are for a checklist, not for 'reach'"),
        ("reach", {"target": 1, "unit": {"kind": "money"}}, "money has a currency"),
        ("reach", {"target": 1, "unit": {"currency": "EUR"}}, "money has a currency"),
        ("reach", {"target": "0.1234567"}, "decimal places"),
        ("reach", {"target": "NaN"}, "finite"),
        (
            "reach",
            {"target": 1, "unit": {"kind": "money", "currency": "EURO"}},
            "at most 3 characters",
        ),
        (
            "reach",
            {"target": 1, "unit": {"kind": "money", "currency": "XYZ"}},
            "'XYZ' is no ISO 4217 code; write one as EUR",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(
    kind: str, given: dict[str, object], why: str
):
    with pytest.raises(ValidationError, match=why):
        measure(kind, **given)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("reach", {"target": 9, "baseline": 0}),
        ("increase", {"baseline": 9, "target": 9}),
        ("decrease", {"baseline": 9, "target": 9}),
        ("stay_below", {"target": 9, "baseline": 12}),
        ("stay_above", {"target": 9}),
        ("baseline", {"baseline": 9}),
        ("boolean", {}),
        ("checklist", {"items": ["a", "b"]}),
    ],
)
def test_what_fits_is_taken(kind: str, given: dict[str, object]):
    assert measure(kind, **given).kind is KeyResultKind(kind)


def test_reach_starts_from_0_and_the_others_from_their_baseline():
    assert measure("reach", target=9).start == 0
    assert measure("increase", baseline=3, target=9).start == 3
    assert measure("stay_above", target=9).start is None


def test_numbers_are_exact_and_are_strings_in_json():
    money = measure("increase", baseline=0.1, target="0.30", unit=EUR)
    assert money.baseline == Decimal("0.1")
    assert '"baseline":"0.1","target":"0.30"' in money.model_dump_json()
    assert Measure.model_validate_json(money.model_dump_json()) == money


def test_the_threshold_itself_holds():
    above, below = measure("stay_above", target=9), measure("stay_below", target=9)
    assert [satisfied(above, Decimal(v)) for v in (8, 9, 10)] == [False, True, True]
    assert [satisfied(below, Decimal(v)) for v in (8, 9, 10)] == [True, True, False]


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("boolean", "0", None),
        ("boolean", "1", None),
        ("boolean", "2", "'boolean' takes a whole number from 0 to 1, not 2"),
        ("boolean", "0.5", "whole number"),
        ("checklist", "3", None),
        ("checklist", "-1", "from 0 to 3"),
        ("checklist", "4", "from 0 to 3"),
    ],
)
def test_counted_values_have_ends(kind: str, value: str, why: str | None):
    given = {"items": ["a", "b", "c"]} if kind == "checklist" else {}
    found = misfit(measure(kind, **given), Decimal(value))
    assert (found is None) is (why is None)
    assert (why or "") in (found or "")


def test_any_number_is_a_value_of_the_other_kinds():
    assert misfit(measure("reach", target=1), Decimal(-5)) is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1200.5", EUR, "1,200.50 EUR"),
        ("1200.5", Unit(kind=UnitKind.MONEY, currency="JPY"), "1,201 JPY"),
        ("1.5", Unit(kind=UnitKind.MONEY, currency="XAU"), "1.5 XAU"),
        ("35", Unit(kind=UnitKind.PERCENTAGE), "35 %"),
        ("35.25", Unit(kind=UnitKind.PERCENTAGE, precision=1), "35.3 %"),
        ("1E+3", Unit(), "1,000"),
        ("3.3333333333", Unit(), "3.333333"),
        ("2", Unit(precision=6), "2.000000"),
    ],
)
def test_values_are_shown_as_people_write_them(value: str, unit: Unit, text: str):
    assert shown(Decimal(value), unit) == text


def at(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


BELOW = (
    Measured(Decimal(10), 1, at(3)),
    Measured(Decimal(40), 2, at(1)),
    Measured(None, 9, None),
)


@pytest.mark.parametrize(
    ("how", "value"),
    [("sum", 50), ("average", 25), ("weighted", 30), ("min", 10), ("latest", 10)],
)
def test_a_value_is_made_of_those_below_that_have_one(how: str, value: int):
    assert aggregate(BELOW, Aggregation(how)) == value


@pytest.mark.parametrize("how", Aggregation)
def test_nothing_below_is_undefined(how: Aggregation):
    assert aggregate([], how) is None
    assert aggregate([Measured(None, 1, at(1))], how) is None


def test_weights_of_nothing_make_nothing():
    assert aggregate([Measured(Decimal(3), 0, at(1))], Aggregation.WEIGHTED) is None


@given(some.lists(amounts, min_size=1))
def test_money_adds_up_to_the_cent(values: list[Decimal]):
    below = [Measured(value, 1, None) for value in values]
    cents = sum(int(value * 100) for value in values)
    assert aggregate(below, Aggregation.SUM) == Decimal(cents) / 100
    assert aggregate(below, Aggregation.MIN) == min(values)
