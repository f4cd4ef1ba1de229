"""What was ever written is read for ever: `events.jsonl` keeps one of every kind of event.

A line is never changed. A new event, or a new version of one, adds a line; an event that is no
longer written keeps its line, and an upcast in its decider that reads it.
"""

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from workdomain.catalog import BETWEEN_STREAMS, DECIDER_OF, DECIDERS
from workdomain.store.log import Stored
from workdomain.store.messages import Recorded, Registry, as_json

LINES = Path(__file__).with_name("events.jsonl").read_text(encoding="utf-8").splitlines()
KEPT: list[dict[str, Any]] = [json.loads(line) for line in LINES]
REGISTRY = Registry(DECIDERS)
NOON = 1_772_452_800_000_000


def read(line: dict[str, Any], position: int = 1) -> Recorded:
    state = json.dumps(line["state"]).encode()
    stored = Stored(position, "any/stream", position, line["topic"], state, NOON)
    return REGISTRY.decode(stored)


def says_all_of(now: Any, then: Any) -> bool:
    """Tell whether what is written now has all that was written then, and at most more fields."""
    match then:
        case dict():
            return all(name in now and says_all_of(now[name], then[name]) for name in then)
        case list():
            return len(now) == len(then) and all(map(says_all_of, now, then))
        case _:
            return bool(now == then)


def test_one_of_every_kind_of_event_is_kept():
    kept = [line["topic"] for line in KEPT]
    assert len(set(kept)) == len(kept)
    missing = REGISTRY.topics.keys() - set(kept)
    assert not missing, f"add a line to events.jsonl for each of {sorted(missing)}"


@pytest.mark.parametrize("line", KEPT, ids=lambda line: line["topic"])
def test_every_event_there_ever_was_is_read(line: dict[str, Any]):
    recorded = read(line)
    assert type(recorded.event) is REGISTRY.topics[line["topic"]]
    topic, state = REGISTRY.encode(recorded.event, recorded.context)
    rewritten = {"topic": topic, "state": json.loads(state)}
    assert read(rewritten) == recorded
    if topic == line["topic"]:
        assert says_all_of(rewritten["state"]["data"], line["state"]["data"])


@pytest.mark.parametrize("line", KEPT, ids=lambda line: line["topic"])
def test_an_event_is_written_in_the_bytes_that_pydantic_would_write(line: dict[str, Any]):
    event = read(line).event
    assert as_json(event) == event.model_dump_json().encode()


def test_the_states_take_in_every_event_in_the_order_they_are_kept_in():
    position = count(1)
    for decider in DECIDERS:
        kinds = {event.topic for event in decider.events}
        past = [read(line, next(position)) for line in KEPT if line["topic"] in kinds]
        state = decider.replay((recorded.event, recorded.context) for recorded in past)
        assert type(state) is type(decider.initial)


def test_a_command_has_one_name_and_one_decider():
    names = [command.__name__ for decider in DECIDERS for command in decider.commands]
    assert len(set(names)) == len(names)
    assert set(BETWEEN_STREAMS) <= DECIDER_OF.keys()
    assert all(command in decider.commands for command, decider in DECIDER_OF.items())


def test_everything_says_what_it_is():
    for decider in DECIDERS:
        for message in (*decider.commands, *decider.events):
            assert message.__doc__
            assert message.__doc__ != message.__mro__[1].__doc__
