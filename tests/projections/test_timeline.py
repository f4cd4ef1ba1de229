"""Rows at any moment of either clock, judged by folding the events anew each time."""

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from projections.timeline import (
    LATEST_MINUTE,
    MINUTE,
    OPEN,
    Key,
    Timeline,
    Told,
    Version,
    fork,
    node_of,
    path,
    valid_node_of,
)


class Say(NamedTuple):
    """An event: the key holds the value from now on; no value takes it away."""

    key: str
    value: int | None


State = Mapping[str, int]


def evolve(state: State, event: Say) -> State:
    rest = {key: value for key, value in state.items() if key != event.key}
    if event.value is None:
        return rest
    # What was there before matters, so that the order of events does.
    return {**rest, event.key: event.value + 10 * (state.get(event.key, 0) % 7)}


def rows(state: State) -> dict[Key, int]:
    return {(key,): value for key, value in state.items()}


def timeline_of(history: list[Told], *, reloaded_before: int | None = None) -> list[Version]:
    """Take events in one by one, as the engine does; every version that ever was comes out."""
    timeline: Timeline[State] = Timeline({})
    versions: dict[int, Version] = {}
    for place, told in enumerate(history):
        if told.at >= timeline.last_at:
            timeline.take_in(told, evolve, rows)
        else:
            timeline.lives = [
                v for v in versions.values() if v.retired == OPEN and v.to_at > v.from_at
            ]
            timeline.take_in_late(told, history[: place + 1], evolve, rows, {})
            timeline.lives = None
        versions |= {id(version): version for version in timeline.changed}
        timeline.changed = []
    return list(versions.values())


stories = st.lists(
    st.tuples(
        st.builds(
            Say, key=st.sampled_from("ab"), value=st.none() | st.integers(min_value=1, max_value=3)
        ),
        st.integers(min_value=0, max_value=6),
    ),
    max_size=12,
).map(
    lambda told: [
        Told(at * MINUTE // 2, place, event) for place, (event, at) in enumerate(told, start=1)
    ]
)


def folded(history: list[Told]) -> dict[Key, int]:
    state: State = {}
    for told in history:
        state = evolve(state, told.recorded)
    return rows(state)


def held(versions: list[Version]) -> dict[Key, int]:
    found = {version.key: version.data for version in versions}
    assert len(found) == len(versions), "two versions of one row hold at once"
    return found


@given(stories)
def test_what_was_known_at_a_position_is_the_fold_of_the_log_up_to_it(history: list[Told]):
    versions = timeline_of(history)
    for position in range(len(history) + 2):
        on_path = set(path(position, len(history) + 1))
        known = [
            v
            for v in versions
            if v.from_position <= position < v.to_position and node_of(v) in on_path
        ]
        assert held(known) == folded(history[:position])


@given(stories)
def test_what_was_true_at_a_time_is_the_fold_of_what_had_happened_by_then(history: list[Told]):
    versions = timeline_of(history)
    for at in range(-1, 8):
        moment = at * MINUTE // 2
        on_path = set(path(moment // MINUTE, LATEST_MINUTE)) if moment >= 0 else set()
        valid = [
            v
            for v in versions
            if v.retired == OPEN and v.from_at <= moment < v.to_at and valid_node_of(v) in on_path
        ]
        happened = sorted(
            (told for told in history if told.at <= moment), key=lambda t: (t.at, t.position)
        )
        assert held(valid) == folded(happened)


@given(stories)
def test_what_was_believed_of_a_time_at_a_position_needs_both_clocks(history: list[Told]):
    versions = timeline_of(history)
    for position in range(len(history) + 1):
        for at in range(7):
            moment = at * MINUTE // 2
            believed = [
                v
                for v in versions
                if v.from_position <= position < v.retired
                and v.from_at <= moment
                and (moment < v.to_at or position < v.to_position)
            ]
            happened = sorted(
                (told for told in history[:position] if told.at <= moment),
                key=lambda t: (t.at, t.position),
            )
            assert held(believed) == folded(happened)


@given(stories)
def test_events_in_business_order_make_one_version_with_both_spans(history: list[Told]):
    in_order = [
        Told(told.at, place, told.recorded)
        for place, told in enumerate(sorted(history, key=lambda t: t.at), start=1)
    ]
    for version in timeline_of(in_order):
        assert version.retired == OPEN
        assert (version.to_position == OPEN) == (version.to_at == OPEN)


def test_an_event_that_changes_nothing_opens_and_closes_nothing():
    timeline: Timeline[State] = Timeline({})
    timeline.take_in(Told(MINUTE, 1, Say("a", 1)), evolve, rows)
    opened = list(timeline.changed)
    timeline.take_in(Told(2 * MINUTE, 2, None), lambda state, _event: state, rows)
    assert timeline.changed == opened
    assert timeline.last_at == 2 * MINUTE


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_a_span_lies_on_the_path_to_each_point_at_which_it_holds(first: int, last: int, at: int):
    if first <= at <= last:
        assert fork(first, last) in set(path(at, 5000))
    if last < first:
        assert fork(first, last) == -1


def test_the_path_to_a_point_is_about_as_long_as_the_number_of_its_digits():
    assert len(list(path(1_000_000, 1_048_575))) <= 24
