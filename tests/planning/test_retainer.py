"""Retainers: hours for every month, and which of them are used first."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.scenario import ITSELF, given
from workdomain.clients.client import NoSuchClient, client
from workdomain.clients.client_words import ClientAdded
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.project_client import ProjectClientSet
from workdomain.planning.retainer import (
    AddRetainer,
    BeforeItBegan,
    ContinueRetainer,
    EndRetainer,
    NoSuchRetainer,
    Retainer,
    RetainerAdded,
    RetainerContinued,
    RetainerEnded,
    RetainerExists,
    RetainerTermsSet,
    SetRetainerTerms,
    Terms,
    after,
    burnt,
    retainer,
)

ACME, SITE = UUID(int=60), UUID(int=61)
TEN, FIVE = Terms(hours=10, roll_over=1), Terms(hours=5)
SEEN = {ACME: given(client, ClientAdded(name="Acme"))}
ADD = AddRetainer(client=ACME, name="Care", first="2026-01", hours=10, roll_over=1)
ADDED = RetainerAdded(client=ACME, name="Care", first="2026-01", project=None, terms=TEN)
OTHER = RetainerTermsSet(valid_from="2026-04", terms=FIVE)
ENDED = RetainerEnded(last="2026-12")


def of(*past: Any) -> Any:
    return given(retainer, *past, seeing=SEEN)


def test_a_retainer_is_agreed_on_with_a_client():
    of().when(ADD).then(ADDED)
    of(ADDED).when(ADD).refused(RetainerExists, "Care")
    given(retainer).when(ADD).refused(NoSuchClient)
    theirs = given(project, ProjectAdded(name="Site", key="SIT"), ProjectClientSet(client=ACME))
    others = given(project, ProjectAdded(name="Site", key="SIT"))
    of_site = ADD.model_copy(update={"project": SITE})
    for_site = ADDED.model_copy(update={"project": SITE})
    given(retainer, seeing={**SEEN, SITE: theirs}).when(of_site).then(for_site)
    given(retainer, seeing={**SEEN, SITE: others}).when(of_site).refused(NoSuchProject)


def test_other_terms_hold_from_a_month_on():
    change = SetRetainerTerms(valid_from="2026-04", hours=5)
    of(ADDED).when(change).then(OTHER)
    of(ADDED, OTHER).when(change).then()
    of().when(change).refused(NoSuchRetainer)
    of(ADDED).when(SetRetainerTerms(valid_from="2025-12", hours=5)).refused(BeforeItBegan)
    it = of(ADDED, OTHER).world().look(retainer, ITSELF)
    months = ("2025-12", "2026-01", "2026-03", "2026-04")
    assert [it.terms_in(month) for month in months] == [None, TEN, TEN, FIVE]


def test_a_retainer_ends_after_a_month_and_goes_on_again():
    of(ADDED).when(EndRetainer(last="2026-12")).then(ENDED)
    of(ADDED, ENDED).when(EndRetainer(last="2026-12")).then()
    of(ADDED).when(EndRetainer(last="2025-12")).refused(BeforeItBegan)
    of(ADDED, ENDED).when(ContinueRetainer()).then(RetainerContinued())
    of(ADDED).when(ContinueRetainer()).then()
    ended = of(ADDED, ENDED).world().look(retainer, ITSELF)
    assert [ended.terms_in(month) for month in ("2026-12", "2027-01")] == [TEN, None]
    again = of(ADDED, ENDED, RetainerContinued()).world().look(retainer, ITSELF)
    assert again.terms_in("2027-01") == TEN


@pytest.mark.parametrize(
    "wrong", [{"hours": 0}, {"hours": -1}, {"fee": "5"}, {"currency": "EUR"}, {"first": "2026"}]
)
def test_what_makes_no_sense_is_no_command(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        AddRetainer.model_validate({**ADD.model_dump(exclude_none=True), **wrong})


def test_terms_are_told_in_a_line():
    assert str(Terms(hours=20, fee="1800.00", currency="EUR", roll_over=1)) == (
        "20 h a month for 1800.00 EUR, hours left hold 1 month more"
    )
    assert str(Terms(hours=7.5, roll_over=3)) == "7.5 h a month, hours left hold 3 months more"
    assert str(FIVE) == "5 h a month"


def test_what_is_gone_first_is_used_first():
    it = Retainer(ACME, "Care", "2026-01", None, None, {"2026-01": TEN})
    used = {"2026-01": 4.0, "2026-02": 12.0, "2026-03": 0.0}
    told = [(b.month[5:], *b[2:]) for b in burnt(it, used, "2026-04")]
    assert told == [
        # month, carried, used, left, over, expired
        ("01", 0, 4, 6, 0, 0),
        ("02", 6, 12, 4, 0, 0),
        ("03", 4, 0, 14, 0, 4),
        ("04", 10, 0, 20, 0, 10),
    ]


def test_what_is_used_beyond_all_there_is_is_over():
    it = Retainer(ACME, "Care", "2026-11", "2026-12", None, {"2026-11": FIVE})
    told = [b[2:] for b in burnt(it, {"2026-11": 7.0}, "2027-03")]
    assert told == [(0, 7, 0, 2, 0), (0, 0, 5, 0, 5)]
    assert after("2026-12") == "2027-01"


@examples(
    used=st.lists(st.integers(0, 30), min_size=1, max_size=12),
    hours=st.integers(1, 20),
    roll_over=st.integers(0, 4),
)
def test_hours_are_spent_like_coins_with_a_date(used: list[int], hours: int, roll_over: int):
    """The judge keeps every single hour as a coin with the last month it is good for."""
    terms = Terms(hours=hours, roll_over=roll_over)
    it = Retainer(ACME, "Care", "2026-01", None, None, {"2026-01": terms})
    months = {f"2026-{n + 1:02}": float(minutes) for n, minutes in enumerate(used)}
    purse: list[int] = []
    for number, (burn, spent) in enumerate(
        zip(burnt(it, months, f"2026-{len(used):02}"), used, strict=True)
    ):
        carried = len(purse)
        purse = sorted([*purse, *[number + roll_over] * hours])
        over, purse = max(0, spent - len(purse)), purse[spent:]
        lost = sum(good_until == number for good_until in purse)
        assert burn[2:] == (carried, spent, len(purse), over, lost)
        purse = [good_until for good_until in purse if good_until > number]


def test_history_is_read_in_whatever_order_it_comes():
    late = given(retainer, ENDED, OTHER, ADDED).world().look(retainer, ITSELF)
    assert late == of(ADDED, OTHER, ENDED).world().look(retainer, ITSELF)
