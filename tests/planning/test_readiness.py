"""Readiness: what is missing of each thing, and of each alone."""

from dataclasses import replace
from datetime import date

import pytest

from workdomain.planning.readiness import Advice, Facts, Missing, advice, missing
from workdomain.planning.work_item import Priority

READY = Facts(
    has_owner=True,
    has_estimate=True,
    priority=Priority.NORMAL,
    due=date(2026, 3, 6),
    has_purpose=True,
    has_definition_of_done=True,
    has_needs=True,
)


def test_work_with_all_of_it_is_ready():
    assert missing(READY) == ()
    assert advice(READY) == ()


def test_work_of_which_nothing_is_known_lacks_everything():
    assert missing(Facts(is_blocked=True)) == tuple(Missing)
    assert advice(Facts()) == tuple(Advice)


@pytest.mark.parametrize(
    ("lack", "what"),
    [
        ({"has_owner": False}, Missing.OWNER),
        ({"has_estimate": False}, Missing.ESTIMATE),
        ({"priority": None}, Missing.PRIORITY),
        ({"due": None}, Missing.DATES),
        ({"is_blocked": True}, Missing.UNBLOCKED),
    ],
)
def test_each_thing_alone_makes_it_unready(lack: dict[str, object], what: Missing):
    assert missing(replace(READY, **lack)) == (what,)  # type: ignore[arg-type]


def test_a_sprint_does_for_dates():
    assert missing(replace(READY, due=None, is_in_sprint=True)) == ()


def test_of_what_takes_no_work_no_estimate_is_missing():
    assert missing(replace(READY, has_estimate=False, is_estimable=False)) == ()
    assert advice(replace(READY, has_needs=False, is_estimable=False)) == ()


@pytest.mark.parametrize(
    ("lack", "what"),
    [
        ({"has_purpose": False}, Advice.PURPOSE),
        ({"has_definition_of_done": False}, Advice.DEFINITION_OF_DONE),
        ({"has_needs": False}, Advice.NEEDS),
    ],
)
def test_advice_does_not_hold_work_back(lack: dict[str, object], what: Advice):
    facts = replace(READY, **lack)  # type: ignore[arg-type]
    assert missing(facts) == ()
    assert advice(facts) == (what,)
