"""Promises are judged once that can be done, and chances by how far they were off."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.scheduling.forecast.scoring import Chance, Hits, Promise, brier, hits, skill

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("by", "done", "kept"),
    [
        (NOON, NOON, True),
        (NOON, NOON + HOUR, False),
        (NOON + 9 * HOUR, NOON - HOUR, True),
        (NOON - HOUR, None, False),
        (NOON, None, None),
        (NOON + HOUR, None, None),
    ],
)
def test_a_promise_is_judged_when_it_is_done_or_its_moment_has_passed(by, done, kept):
    assert Promise(by, done).is_kept(NOON) is kept


def test_only_what_can_be_judged_counts():
    promises = [Promise(NOON, NOON), Promise(NOON - HOUR, None), Promise(NOON + HOUR, None)]
    assert hits(promises, NOON) == Hits(2, 1)
    assert hits(promises, NOON).rate == 0.5
    assert hits([], NOON).rate is None


def test_chances_that_are_sure_and_right_are_best():
    right = [Chance(1, True), Chance(0, False)]
    wrong = [Chance(0, True), Chance(1, False)]
    assert (brier(right), brier(wrong)) == (0, 1)
    assert (skill(right), skill(wrong)) == (1, -3)
    assert brier([Chance(0.5, True), Chance(0.5, False)]) == 0.25
    assert brier([]) is None


def test_there_is_no_skill_where_all_came_alike():
    assert skill([Chance(0.9, True), Chance(0.8, True)]) is None
    assert skill([]) is None


@given(st.lists(st.booleans(), min_size=1))
def test_to_tell_what_came_on_average_is_no_skill(came):
    base = sum(came) / len(came)
    told = skill([Chance(base, each) for each in came])
    assert told is None if base in (0, 1) else told == pytest.approx(0, abs=1e-9)
