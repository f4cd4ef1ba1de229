"""Progress, expected progress, status, roll-up and score: formulas, vectors and traps."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter

from workdomain.identification.goal_progress import (
    Aligned,
    Band,
    LeftOut,
    Part,
    aligned_part,
    band,
    expected_progress,
    gap,
    guardrail_status,
    left_out,
    override_holds,
    portfolio_score,
    progress,
    roll_up,
    roll_up_tree,
    status_of,
)
from workdomain.identification.goal_words import Commitment, ProgressDriver, Status
from workdomain.identification.measures import Measure, Weight

amounts = some.decimals(-1000, 1000, places=2)
shares = some.none() | some.floats(0, 1)
weights = some.floats(0, 1000).map(TypeAdapter(Weight).validate_python)


def measure(kind: str, **given: object) -> Measure:
    return Measure.model_validate({"kind": kind, **given})


# -- key results ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "value", "share", "raw"),
    [
        ("reach", None, 20, 5, 0.25, 0.25),
        ("increase", 100, 200, 150, 0.5, 0.5),
        ("decrease", 200, 100, 125, 0.75, 0.75),
        ("increase", 100, 200, 250, 1, 1.5),
        ("increase", 100, 200, 50, 0, -0.5),
        ("decrease", 200, 100, 300, 0, -1),
        ("decrease", 10, -10, 0, 0.5, 0.5),
    ],
)
def test_one_formula_serves_both_directions(
    kind: str, baseline: int | None, target: int, value: int, share: float, raw: float
):
    found = progress(measure(kind, baseline=baseline, target=target), Decimal(value))
    assert (found.share, found.raw) == (share, raw)


@pytest.mark.parametrize("kind", ["increase", "decrease"])
def test_without_a_distance_progress_is_undefined_and_not_0(kind: str):
    assert progress(measure(kind, baseline=5, target=5), Decimal(5)) == (None, None)
    assert progress(measure("reach", target=0), Decimal(5)) == (None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "reach", "target": 5},
        {"kind": "boolean"},
        {"kind": "checklist", "items": ["a"]},
        {"kind": "stay_above", "target": 5},
    ],
)
def test_what_was_never_measured_is_undefined(given: dict[str, object]):
    assert progress(Measure.model_validate(given), None) == (None, None)


def test_measuring_only_contributes_nothing_whatever_is_measured():
    assert progress(measure("baseline", baseline=3), Decimal(9)).share is None


def test_a_boolean_is_0_or_1():
    assert [progress(measure("boolean"), Decimal(v)).share for v in (0, 1)] == [0, 1]


def test_all_items_of_a_checklist_are_one_target():
    checklist = measure("checklist", items=["a", "b", "c", "d"])
    assert progress(checklist, Decimal(3)).share == 0.75


def test_a_guardrail_is_reached_by_the_share_of_check_ins_in_which_it_held():
    uptime = measure("stay_above", target=99)
    assert progress(uptime, Decimal(98), (True, True, False, True)).share == 0.75


def test_a_guardrail_is_on_or_off_track_during_the_period_and_achieved_or_missed_at_its_end():
    uptime = measure("stay_above", target=99)
    found = [
        guardrail_status(uptime, Decimal(value), ended)
        for value in (99, 98)
        for ended in (False, True)
    ]
    assert found == [Status.ON_TRACK, Status.ACHIEVED, Status.OFF_TRACK, Status.MISSED]
    assert guardrail_status(uptime, None, ended=True) is None


@given(amounts, amounts, amounts)
def test_progress_is_the_same_in_a_mirror(start: Decimal, end: Decimal, value: Decimal):
    kind, mirrored = ("increase", "decrease") if end >= start else ("decrease", "increase")
    one = progress(measure(kind, baseline=start, target=end), value)
    other = progress(measure(mirrored, baseline=-start, target=-end), -value)
    assert one == other
    assert (one.share is None) is (start == end)
    if one.share is not None:
        assert 0 <= one.share <= 1


# -- roll-up -------------------------------------------------------------------------------------


def percent(*shares: float) -> list[Part]:
    return [Part(share / 100) for share in shares]


def test_vector_5_perdoo_and_workfront():
    assert roll_up(percent(100, 0, 0)) == pytest.approx(0.33, abs=0.005)
    assert roll_up(percent(20, 30, 10, 40)) == 0.25


def test_weights_are_shares():
    assert roll_up([Part(1.0, 3), Part(0.0, 1)]) == 0.75


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (Part(0.0, out=LeftOut.DROPPED), LeftOut.DROPPED),
        (Part(0.0, out=LeftOut.ARCHIVED), LeftOut.ARCHIVED),
        (Part(None), LeftOut.UNDEFINED),
        (Part(0.0, weight=0), LeftOut.WEIGHS_NOTHING),
        (Part(0.0), None),
    ],
)
def test_what_does_not_count_changes_nothing(part: Part, why: LeftOut | None):
    assert left_out(part) is why
    assert roll_up([Part(0.8), part]) == (0.8 if why else 0.4)


def test_a_roll_up_of_nothing_is_undefined():
    assert roll_up([]) is None
    assert roll_up([Part(None), Part(0.5, weight=0)]) is None


@given(some.lists(some.tuples(shares, weights), max_size=8), some.randoms())
def test_a_roll_up_lies_between_its_parts_in_any_order(
    told: list[tuple[float | None, float]], chance: Random
):
    parts = [Part(share, weight) for share, weight in told]
    found = roll_up(parts)
    counting = [part.share for part in parts if left_out(part) is None and part.share is not None]
    assert (found is None) is (not counting)
    if found is not None:
        assert min(counting) - 1e-9 <= found <= max(counting) + 1e-9
    chance.shuffle(parts)
    assert roll_up(parts) == found


def aligned(
    parent: str | None = None, *parts: float, driver: str = "both", **more: object
) -> Aligned:
    return Aligned(parent, ProgressDriver(driver), tuple(map(Part, parts)), **more)  # type: ignore[arg-type]


def test_an_objective_rolls_up_what_drives_it():
    def with_driver(driver: str) -> float | None:
        tree = {"top": aligned(None, 0.2, driver=driver), "below": aligned("top", 0.6)}
        return roll_up_tree(tree)["top"]

    assert with_driver("key_results") == 0.2
    assert with_driver("aligned_objectives") == 0.6
    assert with_driver("both") == 0.4


def test_a_roll_up_goes_up_every_level():
    tree = {
        "top": aligned(driver="aligned_objectives"),
        "left": aligned("top", driver="aligned_objectives"),
        "right": aligned("top", 0.0),
        "leaf": aligned("left", 1.0),
    }
    assert roll_up_tree(tree) == {"top": 0.5, "left": 1, "right": 0, "leaf": 1}


def test_a_closed_objective_keeps_its_score_and_a_dropped_one_does_not_count():
    tree = {
        "top": aligned(driver="aligned_objectives"),
        "closed": aligned("top", 0.1, closed=True, frozen=0.7),
        "dropped": aligned("top", 0.1, closed=True, frozen=0.1, out=LeftOut.DROPPED),
    }
    assert roll_up_tree(tree) == {"top": 0.7, "closed": 0.7, "dropped": 0.1}
    assert left_out(aligned_part(tree["dropped"], 0.1)) is LeftOut.DROPPED


def test_a_parent_that_is_not_there_and_a_circle_do_no_harm():
    tree = {
        "orphan": aligned("nowhere", 0.5),
        "one": aligned("other", 0.0),
        "other": aligned("one", 1.0),
    }
    assert roll_up_tree(tree) == {"orphan": 0.5, "one": 0.5, "other": 1}


def test_a_very_deep_tree_is_no_trouble():
    tree = {n: Aligned(n - 1 if n else None, ProgressDriver.BOTH, ()) for n in range(5000)}
    tree[4999] = Aligned(4998, ProgressDriver.BOTH, (Part(0.5),))
    assert roll_up_tree(tree)[0] == 0.5


# -- expected progress and status ----------------------------------------------------------------

APRIL = date(2026, 4, 1), date(2026, 4, 30)


def test_vector_10_engagedly_expects_half_in_the_middle_of_april():
    assert round(expected_progress(*APRIL, date(2026, 4, 15)), 1) == 0.5


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-01", 0), ("2026-04-01", 0), ("2026-04-30", 1), ("2026-06-01", 1)],
)
def test_nothing_is_expected_on_the_first_day_and_all_on_the_last(day: str, expected: float):
    assert expected_progress(*APRIL, date.fromisoformat(day)) == expected


def test_only_working_days_count_where_they_are_known():
    def works(day: date) -> bool:
        return day.weekday() < 5

    first, last = date(2026, 3, 6), date(2026, 3, 13)  # Friday to Friday
    assert expected_progress(first, last, date(2026, 3, 8), works) == 0
    assert expected_progress(first, last, date(2026, 3, 9), works) == 0.2
    saturday, sunday = date(2026, 3, 7), date(2026, 3, 9)
    assert expected_progress(saturday, sunday, date(2026, 3, 8), lambda _: False) == 0


def test_a_period_of_one_day_ends_on_it():
    assert expected_progress(APRIL[0], APRIL[0], APRIL[0]) == 1
    assert expected_progress(APRIL[0], APRIL[0], APRIL[0] - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("share", "expected", "status"),
    [
        (1.0, 0.2, Status.ACHIEVED),
        (1.0, 1.0, Status.ACHIEVED),
        (0.5, 0.5, Status.ON_TRACK),
        (0.9, 0.1, Status.ON_TRACK),
        (0.336, 0.5, Status.ON_TRACK),
        (0.335, 0.5, Status.BEHIND),
        (0.17, 0.5, Status.BEHIND),
        (0.169, 0.5, Status.AT_RISK),
        (0.0, 0.0, Status.ON_TRACK),
        (None, 0.5, None),
        (0.5, None, None),
    ],
)
def test_the_gap_tells_the_status(
    share: float | None, expected: float | None, status: Status | None
):
    assert status_of(share, expected) is status


@given(some.integers(0, 1000), some.integers(0, 1000))
def test_thresholds_are_exact(share: int, expected: int):
    thousandths = expected - share
    if share == 1000:
        status = Status.ACHIEVED
    elif thousandths < 165:
        status = Status.ON_TRACK
    else:
        status = Status.BEHIND if thousandths <= 330 else Status.AT_RISK
    assert status_of(share / 1000, expected / 1000) is status
    assert gap(share / 1000, expected / 1000) == thousandths / 1000


def test_an_override_lapses_at_the_next_check_in():
    said = datetime(2026, 4, 3, 9, tzinfo=UTC)
    assert override_holds(said, None)
    assert override_holds(said, said - timedelta(days=1))
    assert override_holds(said, said)
    assert not override_holds(said, said + timedelta(minutes=1))


# -- scores --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "commitment", "told"),
    [
        (1.0, "committed", Band.KEPT),
        (0.99, "committed", Band.NOT_KEPT),
        (0.39, "aspirational", Band.LOW),
        (0.4, "aspirational", Band.FAIR),
        (0.7, "aspirational", Band.FAIR),
        (0.71, "aspirational", Band.HIGH),
        (None, "committed", None),
    ],
)
def test_a_score_is_judged_by_what_was_expected(
    score: float | None, commitment: str, told: Band | None
):
    assert band(score, Commitment(commitment)) is told


def test_the_score_of_a_portfolio_is_the_mean_of_those_that_have_one():
    assert portfolio_score([0.5, None, 1.0]) == 0.75
    assert portfolio_score([None]) is None
