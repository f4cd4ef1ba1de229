"""The score of an objective: what its own key results and those that serve it make of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.identification.studio import ABOVE, ACTIVE, ADDED, LAST, measure
from tests.scenario import ITSELF, MONDAY, NOON, World
from workdomain.identification.alignment import ObjectiveAligned
from workdomain.identification.check_in_words import CheckIn, CorrectCheckIn, Told
from workdomain.identification.goal_words import Outcome, ProgressDriver
from workdomain.identification.key_result_words import (
    AddKeyResult,
    ArchiveKeyResult,
    FeedKeyResult,
    KeyResultAdded,
    SetKeyResultValue,
    SetTarget,
)
from workdomain.identification.measures import Aggregation, KeyResultKind, Measure
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import ActivateObjective, CloseObjective
from workdomain.identification.profile import AddObjective
from workdomain.identification.scoring import values_now

ONE, TWO, THREE, FOUR = (UUID(int=n) for n in range(0x101, 0x105))
LOW, HIGH = UUID(int=0x201), UUID(int=0x202)


class Tree:
    """Objectives under `ITSELF`, asked for by commands."""

    def __init__(self, driver: ProgressDriver = ProgressDriver.KEY_RESULTS) -> None:
        self.world = World()
        self.add(ITSELF, None, driver)

    def add(
        self, id: UUID, above: UUID | None, driver: ProgressDriver = ProgressDriver.KEY_RESULTS
    ) -> None:
        command = AddObjective(
            title=str(id), first=MONDAY, last=LAST, aligned_to=above, driver=driver
        )
        self.do(id, command, ActivateObjective())

    def do(self, id: UUID, *commands: Any) -> None:
        for command in commands:
            self.world.ask(objective, id, command)

    def percent(self, id: UUID, *values: tuple[UUID, Any], **more: Any) -> None:
        """Give an objective key results that are reached by so much of 100."""
        for key_result, value in values:
            add = AddKeyResult(
                key_result=key_result,
                name="Percent",
                kind=KeyResultKind.REACH,
                target=Decimal(100),
                **more,
            )
            self.do(id, add)
            if value is not None:
                self.do(id, SetKeyResultValue(key_result=key_result, value=Decimal(value)))

    def score(self, id: UUID = ITSELF, outcome: Outcome = Outcome.PARTIAL) -> float | None:
        self.do(id, CloseObjective(outcome=outcome))
        return self.world.look(objective, id).life.score


@pytest.mark.parametrize(
    ("values", "score"),
    [((100, 0, 0), 1 / 3), ((20, 30, 10, 40), 0.25), ((100, None, None), 1), ((None,), None)],
)
def test_key_results_weigh_alike(values: tuple[int | None, ...], score: float | None):
    """Perdoo: 100 %, 0 %, 0 % are 33 %; Workfront: 20, 30, 10, 40 are 25 %."""
    tree = Tree()
    tree.percent(ITSELF, *zip((ONE, TWO, THREE, FOUR), values, strict=False))
    assert tree.score() == (None if score is None else pytest.approx(score))


def test_a_key_result_counts_by_its_weight_and_an_archived_one_not_at_all():
    tree = Tree()
    tree.percent(ITSELF, (ONE, 100), weight=3)
    tree.percent(ITSELF, (TWO, 0), (THREE, 0))
    tree.do(ITSELF, ArchiveKeyResult(key_result=THREE, reason="Vague"))
    assert tree.score() == 0.75


@pytest.mark.parametrize(
    ("driver", "score"),
    [
        (ProgressDriver.KEY_RESULTS, 0.5),
        (ProgressDriver.ALIGNED_OBJECTIVES, 1.0),
        (ProgressDriver.BOTH, 0.75),
    ],
)
def test_the_driver_says_what_counts(driver: ProgressDriver, score: float):
    tree = Tree(driver)
    tree.percent(ITSELF, (ONE, 50))
    tree.add(LOW, ITSELF)
    tree.percent(LOW, (TWO, 100))
    assert tree.score() == score


def test_objectives_below_count_all_the_way_down():
    tree = Tree(ProgressDriver.ALIGNED_OBJECTIVES)
    tree.add(LOW, ITSELF, ProgressDriver.ALIGNED_OBJECTIVES)
    tree.add(HIGH, LOW)
    tree.percent(HIGH, (ONE, 40))
    assert tree.score() == pytest.approx(0.4)


def test_what_is_dropped_or_a_draft_does_not_count_and_what_is_closed_keeps_its_score():
    tree = Tree(ProgressDriver.ALIGNED_OBJECTIVES)
    for id, key_result, value in ((LOW, ONE, 20), (HIGH, TWO, 90)):
        tree.add(id, ITSELF)
        tree.percent(id, (key_result, value))
    sketch = AddObjective(title="Sketch", first=MONDAY, last=LAST, aligned_to=ITSELF)
    tree.do(UUID(int=0x300), sketch)
    tree.percent(UUID(int=0x300), (THREE, 0))
    assert tree.score(LOW, Outcome.MISSED) == pytest.approx(0.2)
    assert tree.score(HIGH, Outcome.DROPPED) == pytest.approx(0.9)
    assert tree.score() == pytest.approx(0.2)


def test_one_that_serves_another_by_now_does_not_count():
    tree = Tree(ProgressDriver.ALIGNED_OBJECTIVES)
    tree.add(LOW, ITSELF)
    tree.add(HIGH, ITSELF)
    tree.percent(LOW, (ONE, 100))
    tree.percent(HIGH, (TWO, 0))
    tree.world.put(objective, LOW, ObjectiveAligned(aligned_to=HIGH))
    assert tree.score() == 0


def test_measuring_only_contributes_nothing():
    tree = Tree()
    tree.do(ITSELF, AddKeyResult(key_result=ONE, name="Visits", kind=KeyResultKind.BASELINE))
    tree.do(ITSELF, SetKeyResultValue(key_result=ONE, value=Decimal(7)))
    assert tree.score() is None


def guarded(tree: Tree) -> None:
    add = AddKeyResult(
        key_result=ONE, name="Defects", kind=KeyResultKind.STAY_BELOW, target=Decimal(5)
    )
    tree.do(ITSELF, add)
    for number, value in enumerate((3, 5, 9, 4)):
        values = (Told(key_result=ONE, value=Decimal(value)),)
        tree.do(ITSELF, CheckIn(check_in=UUID(int=0x400 + number), values=values))


def test_a_guardrail_is_reached_by_the_share_of_check_ins_in_which_it_held():
    tree = Tree()
    guarded(tree)
    assert tree.score() == 0.75


def test_each_check_in_is_judged_by_the_threshold_of_its_time_and_as_it_was_corrected():
    tree = Tree()
    guarded(tree)
    tree.do(ITSELF, SetTarget(key_result=ONE, target=Decimal(1)))
    better = (Told(key_result=ONE, value=Decimal(2)),)
    tree.do(
        ITSELF, CorrectCheckIn(check_in=UUID(int=0x402), reason="A typing mistake", values=better)
    )
    assert tree.score() == 1


@pytest.mark.parametrize(
    ("how", "score"),
    [(Aggregation.SUM, 0.9), (Aggregation.AVERAGE, 0.45), (Aggregation.MIN, 0.3)],
)
def test_a_key_result_is_fed_by_those_of_the_objectives_below(how: Aggregation, score: float):
    tree = Tree()
    tree.percent(ITSELF, (ONE, None), aggregation=how)
    for id, key_result, value in ((LOW, TWO, 30), (HIGH, THREE, 60)):
        tree.add(id, ITSELF)
        tree.percent(id, (key_result, value), feeds=ONE)
    assert tree.score() == pytest.approx(score)


def test_nothing_is_fed_by_what_is_archived_or_stopped_or_of_a_draft():
    tree = Tree()
    tree.percent(ITSELF, (ONE, None), aggregation=Aggregation.SUM)
    tree.add(LOW, ITSELF)
    tree.percent(LOW, (TWO, 30), (THREE, 40), (FOUR, 20), feeds=ONE)
    tree.do(LOW, ArchiveKeyResult(key_result=TWO, reason="Vague"))
    tree.do(LOW, FeedKeyResult(key_result=THREE, feeds=None))
    assert tree.score() == pytest.approx(0.2)


def test_key_results_that_feed_each_other_in_a_circle_come_to_an_end():
    """No command leads there; were it in a log, it would still be read."""
    each = measure(KeyResultKind.REACH, None, 100, aggregation=Aggregation.SUM)
    plain: Measure = measure(KeyResultKind.REACH, None, 100)

    def fed(id: UUID, by: UUID, above: UUID) -> Any:
        events = (
            ADDED,
            ObjectiveAligned(aligned_to=above),
            ACTIVE,
            KeyResultAdded(key_result=id, name="X", measure=each, feeds=by),
            KeyResultAdded(key_result=UUID(int=id.int + 50), name="Y", measure=plain, feeds=by),
        )
        return objective.replay((event, NOON) for event in events)

    values = values_now({ITSELF: fed(ONE, TWO, ABOVE), ABOVE: fed(TWO, ONE, ITSELF)})
    assert set(values.values()) == {None}
