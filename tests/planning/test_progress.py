from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.planning.progress import (
    Category,
    Item,
    Progress,
    percent_complete,
    remaining_at,
    roll_up,
    total,
)

OPEN, DONE, CANCELLED = Category.OPEN, Category.DONE, Category.CANCELLED


def item(
    number: int,
    work_h: float | None = None,
    remaining_h: float | None = None,
    category: Category = OPEN,
    parent: int | None = None,
) -> Item:
    above = None if parent is None else UUID(int=parent)
    return Item(UUID(int=number), above, category, work_h, remaining_h)


def spent(hours: float, on: Item) -> Item:
    return replace(on, spent_h=hours)


def test_openproject_progress_is_of_work_whatever_was_spent():
    assert percent_complete(50, 30) == 40
    assert total([spent(99, item(1, 50, 30))]).percent == 40


def test_openproject_a_state_worth_25_percent_leaves_15_of_20_hours():
    assert remaining_at(20, 25) == 15


@pytest.mark.parametrize(("work", "remaining"), [(None, None), (None, 3), (8, None), (0, 0)])
def test_progress_of_no_known_work_is_undefined_and_not_zero(
    work: float | None, remaining: float | None
):
    assert percent_complete(work, remaining) is None
    assert total([item(1, work, remaining)]).percent is None


def test_more_remaining_than_ever_foreseen_is_zero_percent():
    assert percent_complete(8, 10) == 0
    assert total([item(1, 8, 10), item(2, 8, 4)]).percent == 25


def test_items_weigh_as_much_as_their_work_and_unestimated_ones_are_counted_beside_it():
    fifty, unestimated, five = item(1, 50, 35), item(2), item(3, 5, 1.5)
    progress = total([fifty, unestimated, five])
    assert progress.percent == pytest.approx(33.6, abs=0.05)  # Redmine's rule would say 55
    assert progress.coverage == pytest.approx(2 / 3)
    assert (progress.open, progress.unestimated_open) == (3, 1)


def test_nothing_remains_of_what_is_done():
    progress = total([spent(9, item(1, 8, 3, DONE)), item(2, category=DONE)])
    assert (progress.percent, progress.remaining_h, progress.spent_h) == (100, 0, 9)
    assert (progress.done, progress.unestimated_done, progress.coverage) == (2, 1, None)


def test_cancelled_work_is_counted_apart_and_as_neither_complete_nor_open():
    progress = total([item(1, 8, 8), spent(7, item(2, 92, 0, CANCELLED))])
    assert (progress.percent, progress.work_h, progress.spent_h) == (0, 8, 0)
    assert (progress.open, progress.cancelled, progress.cancelled_spent_h) == (1, 1, 7)


def test_a_parent_adds_its_own_numbers_to_those_of_its_children():
    totals = roll_up([item(1, 10, 5), item(2, 20, 0, parent=1), item(3, 10, 10, parent=2)])
    assert totals[UUID(int=3)].percent == 0
    assert totals[UUID(int=2)].percent == pytest.approx(200 / 3)
    assert totals[UUID(int=1)].percent == 62.5
    assert totals[UUID(int=1)].work_h == 40


def test_a_heading_without_numbers_is_not_missing_an_estimate():
    heading, done_heading = item(1), item(3, category=DONE)
    totals = roll_up([heading, item(2, 4, 2, parent=1), done_heading, item(4, 4, 4, parent=3)])
    assert totals[heading.id].coverage == 1
    assert totals[heading.id].open == 2
    assert totals[done_heading.id].unestimated_done == 0


def test_a_parent_of_cancelled_items_alone_has_to_be_estimated_itself():
    totals = roll_up([item(1), item(2, 4, 2, CANCELLED, parent=1)])
    assert totals[UUID(int=1)].coverage == 0


def test_children_of_a_cancelled_parent_still_count_if_they_are_open():
    totals = roll_up([item(1, 9, 9, CANCELLED), item(2, 4, 2, parent=1)])
    assert totals[UUID(int=1)].percent == 50
    assert totals[UUID(int=1)].cancelled == 1


def test_a_parent_that_is_elsewhere_counts_as_none():
    assert roll_up([item(2, 4, 2, parent=1)])[UUID(int=2)].percent == 50


def test_parents_in_a_circle_are_an_error():
    with pytest.raises(ValueError, match="below themselves"):
        roll_up([item(1, parent=2), item(2, parent=1), item(3)])


def test_a_tree_may_be_as_deep_as_it_likes():
    deep = roll_up([item(n, 1, 0.5, parent=n - 1 if n else None) for n in range(20_000)])
    assert deep[UUID(int=0)] == Progress(
        work_h=20_000,
        remaining_h=10_000,
        complete_h=10_000,
        open=20_000,
        estimable_open=20_000,
    )


def test_nothing_has_no_progress_and_no_coverage():
    assert total([]) == Progress()
    assert (Progress().percent, Progress().coverage) == (None, None)


@st.composite
def forests(draw: st.DrawFn) -> list[Item]:
    """Each item hangs below an earlier one, or below none; listed in any order."""
    hours = st.none() | st.integers(0, 50)
    found = [
        item(
            n,
            draw(hours),
            draw(hours),
            draw(st.sampled_from(Category)),
            draw(st.none() | st.integers(0, n - 1)) if n else None,
        )
        for n in range(draw(st.integers(0, 12)))
    ]
    return [spent(draw(st.integers(0, 9)), each) for each in draw(st.permutations(found))]


@given(forests())
def test_the_roots_add_up_to_the_total(forest: list[Item]):
    totals = roll_up(forest)
    roots = [totals[each.id] for each in forest if each.parent is None]
    assert sum(roots, Progress()) == total(forest)


@given(forests())
def test_an_item_rolls_up_exactly_what_lies_below_it(forest: list[Item]):
    parent = {each.id: each.parent for each in forest}

    def lies_below(id: UUID | None, top: UUID) -> bool:
        return id == top or (id is not None and lies_below(parent[id], top))

    for top, progress in roll_up(forest).items():
        below = [each for each in forest if lies_below(each.id, top)]
        assert progress == total(below)
        assert progress.percent is None or 0 <= progress.percent <= 100
        assert progress.coverage is None or 0 <= progress.coverage <= 1


@given(forests())
def test_the_total_is_the_mean_of_its_items_weighted_by_work(forest: list[Item]):
    weighted = []
    for each in forest:
        percent = percent_complete(each.work_h, each.remaining_h)
        if each.category is DONE and each.work_h:
            percent = 100.0
        if each.category is not CANCELLED and each.work_h and percent is not None:
            weighted.append((each.work_h, percent))
    work = sum(hours for hours, _ in weighted)
    mean = sum(hours * percent for hours, percent in weighted) / work if work else None
    assert total(forest).percent == pytest.approx(mean)


def test_what_is_missing_is_counted_of_open_work_and_not_of_headings():
    bare = replace(item(2), is_assigned=False, is_dated=False)
    heading = replace(bare, id=UUID(int=1))
    child = replace(bare, parent=heading.id)
    done, gone = replace(bare, category=DONE), replace(bare, category=CANCELLED)
    for forest, missing in (
        ([bare], 1),
        ([heading, child], 1),
        ([done], 0),
        ([gone], 0),
        ([item(2)], 0),
    ):
        progress = total(forest)
        assert (progress.unassigned_open, progress.undated_open) == (missing, missing)


def test_of_a_milestone_only_its_day_can_be_missing():
    launch = replace(item(1), takes_work=False, is_assigned=False, is_dated=False)
    progress = total([launch])
    assert (progress.open, progress.undated_open) == (1, 1)
    assert (progress.unassigned_open, progress.unestimated_open, progress.coverage) == (0, 0, None)
    assert total([replace(launch, category=DONE)]).unestimated_done == 0


def test_points_add_up_by_themselves():
    forest = [
        replace(item(1, 8, 4), points=3),
        replace(item(2), points=0),
        replace(item(3, category=DONE), points=5),
        replace(item(4, category=CANCELLED), points=8),
        item(5),
    ]
    progress = total(forest)
    assert (progress.points_open, progress.points_done, progress.sized_open) == (3, 5, 2)
    assert progress.percent == 50
