from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.planning.purse import ACME, APOLLO, WORLD
from tests.scenario import ANA, BEN, ITSELF, When, given
from workdomain.clients.client import ClientIsClosed, NoSuchClient, client
from workdomain.clients.client_words import ClientClosed
from workdomain.kernel import Command, Event
from workdomain.people.person import NoSuchPerson
from workdomain.planning.project import NoSuchProject
from workdomain.planning.rate_words import (
    Chosen,
    EndRate,
    Rated,
    RateEnded,
    RateKind,
    RateRule,
    RateScope,
    RateSet,
    SetRate,
    rate_id,
)
from workdomain.planning.rates import (
    NoSuchRate,
    OtherRate,
    Rates,
    TooManyDecimals,
    Value,
    Worked,
    chosen,
    rate,
    rated,
)

MARCH, JUNE, JULY = date(2026, 3, 1), date(2026, 6, 1), date(2026, 7, 1)
BILL, COST = RateKind.BILL, RateKind.COST
GENERAL = RateScope(BILL)


def put(per_h: str = "95", day: date = MARCH, **scope: Any) -> SetRate:
    told = {"kind": "bill", "currency": "EUR", **scope}
    return SetRate(per_h=Decimal(per_h), valid_from=day, **told)


def was_set(per_h: str = "95", day: date = MARCH, **scope: Any) -> RateSet:
    told = {"kind": BILL, "currency": "EUR", **scope}
    return RateSet(per_h=Decimal(per_h), valid_from=day, **told)


def ended(day: date, **scope: Any) -> RateEnded:
    return RateEnded(kind=BILL, valid_from=day, **scope)


def held(*past: Event) -> Rates:
    state: Rates = given(rate, *past).world().look(rate, ITSELF)
    return state


def ask(command: SetRate | EndRate, *past: Event) -> When:
    return given(rate, *past, seeing=WORLD).when(command, id=rate_id(command.scope))


def test_a_rate_holds_from_a_day_on():
    ask(put()).then(was_set())
    ask(put("100", JUNE), was_set()).then(was_set("100", JUNE))
    ask(put(), was_set()).then()
    ask(put(day=JULY), was_set()).then()
    ask(put("95.00"), was_set()).then()
    history = held(was_set(), was_set("100", JUNE))
    assert history.on(date(2026, 2, 28)) is None
    assert history.on(MARCH) == history.on(date(2026, 5, 31)) == (MARCH, Value(Decimal(95), "EUR"))
    assert held(was_set(), was_set(day=JUNE)).on(JULY) == held(was_set()).on(JULY)
    assert history.on(JULY) == (JUNE, Value(Decimal(100), "EUR"))


def test_a_rate_ends():
    end = EndRate(kind="bill", valid_from=JUNE)
    ask(end, was_set()).then(ended(JUNE))
    ask(end, was_set(), ended(JUNE)).then()
    ask(end, was_set(), ended(MARCH)).then()
    ask(end).refused(NoSuchRate, "nothing to end")
    over = held(was_set(), ended(JUNE))
    assert over.on(JUNE) is None
    assert over.on(MARCH) is not None
    ask(put(), was_set(), ended(MARCH)).then(was_set())


def test_a_rate_is_of_what_is_known():
    ask(put(person=ANA, project=APOLLO)).then(was_set(person=ANA, project=APOLLO))
    ask(put(client=ACME, activity="Design")).then(was_set(client=ACME, activity="Design"))
    ask(put(person=BEN)).refused(NoSuchPerson)
    ask(put(project=UUID(int=404))).refused(NoSuchProject)
    ask(put(client=UUID(int=404))).refused(NoSuchClient)
    closed = {**WORLD, ACME: given(client, *WORLD[ACME].past, ClientClosed(reason="Gone"))}
    of_acme = rate_id(RateScope(BILL, client=ACME))
    acme = given(rate, was_set(client=ACME), seeing=closed)
    acme.when(put("99", client=ACME), id=of_acme).refused(ClientIsClosed)
    end = EndRate(kind="bill", client=ACME, valid_from=JUNE)
    acme.when(end, id=of_acme).then(ended(JUNE, client=ACME))


def test_rates_of_the_same_hours_are_kept_together():
    given(rate, seeing=WORLD).when(put(), id=UUID(int=1)).refused(OtherRate, "are kept in")
    assert rate_id(RateScope(BILL, activity="Design")) == rate_id(
        RateScope(BILL, activity="DESIGN")
    )
    assert rate_id(GENERAL) != rate_id(RateScope(COST))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"project": APOLLO, "client": ACME}, "leave one out"),
        ({"per_h": "-1"}, "greater than"),
        ({"per_h": "NaN"}, "finite"),
        ({"currency": "EUX"}, "write one as EUR"),
    ],
)
def test_what_is_no_rate_is_refused_with_what_would_do(fields: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        SetRate(**{"kind": "bill", "per_h": "5", "currency": "EUR", "valid_from": MARCH, **fields})


def test_a_rate_is_not_much_finer_than_its_currency():
    ask(put("95.1234")).then(was_set("95.1234"))
    ask(put("95.12", currency="JPY")).then(was_set("95.12", currency="JPY"))
    ask(put("95.123", currency="JPY")).refused(TooManyDecimals, "round it")
    ask(put("95.0000", currency="JPY")).then(was_set("95.0000", currency="JPY"))


# -- Which one holds -------------------------------------------------------------------------------


def all_of(worked: Worked, *asked: SetRate) -> Chosen | None:
    book: dict[UUID, Rates] = {}
    for one in asked:
        id = rate_id(one.scope)
        event = RateSet(**dict(one))
        book[id] = rate.evolve(book.get(id, Rates()), event, None)  # type: ignore[arg-type]
    return chosen(BILL, worked, lambda scope: book.get(rate_id(scope), Rates()))


HOUR = Worked(ANA, APOLLO, ACME, "design", JUNE)
MOST_PARTICULAR_FIRST: list[tuple[RateRule, dict[str, Any]]] = [
    (RateRule.PERSON_ACTIVITY_ON_PROJECT, {"person": ANA, "project": APOLLO, "activity": "Design"}),
    (RateRule.PERSON_ACTIVITY_FOR_CLIENT, {"person": ANA, "client": ACME, "activity": "Design"}),
    (RateRule.PERSON_ACTIVITY, {"person": ANA, "activity": "Design"}),
    (RateRule.ACTIVITY_ON_PROJECT, {"project": APOLLO, "activity": "Design"}),
    (RateRule.ACTIVITY_FOR_CLIENT, {"client": ACME, "activity": "Design"}),
    (RateRule.ACTIVITY, {"activity": "Design"}),
    (RateRule.PERSON_ON_PROJECT, {"person": ANA, "project": APOLLO}),
    (RateRule.PROJECT, {"project": APOLLO}),
    (RateRule.PERSON_FOR_CLIENT, {"person": ANA, "client": ACME}),
    (RateRule.CLIENT, {"client": ACME}),
    (RateRule.PERSON, {"person": ANA}),
    (RateRule.GENERAL, {}),
]


@pytest.mark.parametrize("place", range(len(MOST_PARTICULAR_FIRST)))
def test_the_most_particular_rate_wins(place: int):
    left = MOST_PARTICULAR_FIRST[place:]
    found = all_of(HOUR, *(put(str(n), **scope) for n, (_, scope) in enumerate(left)))
    assert found is not None
    assert (found.rule, found.per_h, found.valid_from) == (left[0][0], Decimal(0), MARCH)


scopes = st.sampled_from([scope for _, scope in MOST_PARTICULAR_FIRST])
days = st.sampled_from([MARCH, JUNE, JULY])
some_rates = st.lists(st.tuples(scopes, days, st.integers(1, 99)), max_size=12)
hours = st.builds(
    Worked,
    st.sampled_from([ANA, BEN]),
    st.sampled_from([APOLLO, None]),
    st.sampled_from([ACME, None]),
    st.sampled_from(["Design", "travel", None]),
    days,
)


@whatever(some_rates, hours)
def test_the_rate_is_the_one_that_fits_with_the_heaviest_reasons(
    told: list[tuple[dict[str, Any], date, int]], worked: Worked
):
    """Weighs what a rate asks for, instead of going through a list."""

    def weight(scope: dict[str, Any]) -> tuple[int, int, int]:
        with_activity = "activity" in scope
        person = "person" in scope
        place = 2 * ("project" in scope) + ("client" in scope)
        # With a kind of work the person comes before the place; without, the place does.
        return (with_activity, *((person, place) if with_activity else (place, person)))

    book: dict[tuple[Any, ...], tuple[dict[str, Any], dict[date, int]]] = {}
    for scope, day, amount in told:
        book.setdefault(tuple(sorted(scope)), (scope, {}))[1][day] = amount
    fits = []
    for scope, values in book.values():
        same = all(
            str(value).casefold() == str(getattr(worked, name)).casefold()
            for name, value in scope.items()
        )
        begun = [day for day in values if day <= worked.day]
        if same and begun:
            fits.append((weight(scope), values[max(begun)]))
    expected = max(fits)[1] if fits else None
    found = all_of(worked, *(put(str(n), day, **scope) for scope, day, n in told))
    assert (found and found.per_h) == expected


def test_what_an_hour_is_worth_and_costs_is_told_with_the_rules():
    bill, cost = rate_id(GENERAL), rate_id(RateScope(COST, person=ANA))
    book = {
        bill: held(was_set()),
        cost: held(was_set("40", JUNE, kind=COST, person=ANA)),
    }

    def look(_decider: Any, id: UUID) -> Any:
        return book.get(id, Rates())

    assert rated(HOUR, look) == Rated(
        bill=Chosen(per_h=Decimal(95), currency="EUR", rule=RateRule.GENERAL, valid_from=MARCH),
        cost=Chosen(per_h=Decimal(40), currency="EUR", rule=RateRule.PERSON, valid_from=JUNE),
    )
    assert rated(HOUR._replace(person=BEN, day=date(2026, 1, 1)), look) == Rated()


def test_commands_say_which_hours_they_are_about():
    command: Command = put(person=ANA, activity="Design")
    assert isinstance(command, SetRate)
    assert command.scope == RateScope(BILL, ANA, None, None, "Design")
