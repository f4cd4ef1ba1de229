"""Events are written as JSON under their topic, and read back as they were."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdomain.catalog import DECIDERS
from workdomain.kernel import Command, Context, Decider, Event, Message, Personal, Upcast
from workdomain.store.log import Stored
from workdomain.store.messages import (
    Registry,
    UnknownTopic,
    Unreadable,
    instant,
    microseconds,
    personal_fields,
)

ANA, TASK = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(microseconds=123456)


class Planned(Event, topic="task.planned.v2", says="planned it for {day}"):
    title: str
    day: date | None = None
    effort_h: float = 0
    parts: tuple[int, ...] = ()


class Sent(Event, topic="task.sent.v1", says="sent it"):
    """Went away."""


def decider(*events: type[Event], **upcasts: Upcast) -> Decider[None, Command, Event]:
    topics = {f"task.{name}": upcast for name, upcast in upcasts.items()}
    return Decider(
        name="task",
        initial=None,
        decide=lambda _state, _command, _context: [],
        evolve=lambda _state, _event, _context: None,
        commands=(),
        events=events,
        upcasts=topics,
    )


REGISTRY = Registry(
    [
        decider(
            Planned,
            Sent,
            old=Upcast(
                "task.older", lambda data: {"title": data["name"], "effort_h": data["effort_h"]}
            ),
            older=Upcast(
                "task.planned.v2", lambda data: {**data, "effort_h": data["effort_h"] / 60}
            ),
        )
    ]
)


def stored(topic: str, state: bytes) -> Stored:
    return Stored(7, f"task/{TASK}", 3, topic, state, microseconds(NOON))


def written(event: Event, context: Context) -> dict[str, Any]:
    raw: dict[str, Any] = orjson.loads(REGISTRY.encode(event, context)[1])
    return raw


def test_an_event_is_stored_with_its_context_and_without_what_is_none():
    context = Context(ANA, LATER, UUID(int=3), UUID(int=4), UUID(int=5))
    topic, state = REGISTRY.encode(Sent(), Context(ANA, LATER))
    assert topic == "task.sent.v1"
    assert state == (
        b'{"data":{},"by":"00000000-0000-0000-0000-000000000001",'
        b'"at":"2026-03-02T12:00:00.123456+00:00"}'
    )
    assert written(Planned(title="Größe"), context) == {
        "data": {"title": "Größe", "day": None, "effort_h": 0, "parts": []},
        "by": str(ANA),
        "at": "2026-03-02T12:00:00.123456+00:00",
        "command": str(UUID(int=3)),
        "correlation": str(UUID(int=4)),
        "causation": str(UUID(int=5)),
    }


def test_a_moment_is_stored_in_utc():
    elsewhere = LATER.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert written(Sent(), Context(ANA, elsewhere))["at"] == "2026-03-02T12:00:00.123456+00:00"


@given(
    st.builds(
        Planned,
        title=st.text(),
        day=st.none() | st.dates(),
        effort_h=st.floats(allow_nan=False, allow_infinity=False),
        parts=st.lists(st.integers(-(2**63), 2**63 - 1)).map(tuple),
    ),
    st.builds(
        Context,
        by=st.uuids(),
        at=st.datetimes(timezones=st.just(UTC)),
        command_id=st.none() | st.uuids(),
        correlation_id=st.none() | st.uuids(),
        causation_id=st.none() | st.uuids(),
        recorded_at=st.just(NOON),
    ),
)
def test_what_is_written_is_read_back(event: Planned, context: Context):
    recorded = REGISTRY.decode(stored(*REGISTRY.encode(event, context)))
    assert (recorded.event, recorded.context) == (event, context)
    assert (recorded.position, recorded.stream, recorded.version) == (7, f"task/{TASK}", 3)
    assert recorded.recorded_at == NOON


def test_an_old_event_is_read_as_one_of_today_step_by_step():
    state = b'{"data":{"name":"Plan","effort_h":90},"by":"%s","at":"2026-03-02T12:00:00Z"}'
    old = stored("task.old", state % str(ANA).encode())
    assert REGISTRY.decode(old).event == Planned(title="Plan", effort_h=1.5)
    assert REGISTRY.raw(old)[0] == "task.planned.v2"
    assert REGISTRY.raw(old)[1]["data"] == {"title": "Plan", "effort_h": 1.5}


def test_the_raw_fields_are_those_that_were_written():
    topic, state = REGISTRY.encode(Planned(title="Plan"), Context(ANA, NOON))
    assert REGISTRY.raw(stored(topic, state)) == (topic, orjson.loads(state))


def test_a_topic_that_nobody_knows_is_never_guessed():
    strange = stored("os:system", b'{"data":{}}')
    for read in (REGISTRY.decode, REGISTRY.raw):
        with pytest.raises(UnknownTopic, match=r"'os:system' \(position 7, stream task/"):
            read(strange)


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("task.sent.v1", b"half of it"),
        ("task.sent.v1", b"[]"),
        ("task.sent.v1", b"{}"),
        ("task.sent.v1", b'{"data":{},"by":"someone","at":"2026-03-02T12:00:00Z"}'),
        ("task.sent.v1", b'{"data":{"more":1},"by":"%d","at":"2026-03-02T12:00:00Z"}' % 0),
        ("task.old", b'{"data":{},"by":"","at":""}'),
    ],
)
def test_what_is_not_an_event_is_named_by_its_place(topic: str, state: bytes):
    with pytest.raises(Unreadable, match=f"{topic!r} at position 7"):
        REGISTRY.decode(stored(topic, state))


@pytest.mark.parametrize(
    ("topic", "state"), [("task.sent.v1", b"half of it"), ("task.old", b'{"data":{}}')]
)
def test_reading_just_the_fields_says_so_too(topic: str, state: bytes):
    with pytest.raises(Unreadable, match=f"{topic!r} at position 7"):
        REGISTRY.raw(stored(topic, state))


def test_a_topic_has_one_meaning():
    class Twice(Event, topic="task.sent.v1", says="sent it again"):
        """The same name."""

    with pytest.raises(ValueError, match=r"'task\.sent\.v1'"):
        Registry([decider(Sent), decider(Twice)])
    assert Registry([decider(Sent), decider(Sent)]).topics == {"task.sent.v1": Sent}


def same(data: dict[str, Any]) -> dict[str, Any]:
    return data


@pytest.mark.parametrize(
    "upcasts",
    [
        {"nowhere": Upcast("task.gone", same)},
        {"a": Upcast("task.b", same), "b": Upcast("task.a", same)},
    ],
)
def test_an_upcast_leads_to_an_event_that_is_written(upcasts: dict[str, Upcast]):
    with pytest.raises(ValueError, match="lead to no event"):
        Registry([decider(Sent, **upcasts)])


def test_what_is_still_written_is_not_upcast():
    once, still = Upcast("task.sent.v1", same), {"sent.v1": Upcast("task.planned.v2", same)}
    for deciders in (
        [decider(Sent, Planned, **still)],
        [decider(Sent, x=once), decider(Planned, x=once)],
    ):
        with pytest.raises(ValueError, match="upcast twice, or is still written"):
            Registry(deciders)


def test_the_catalog_can_be_read():
    kinds = Registry(DECIDERS).topics
    assert set(kinds.values()) == {event for decider in DECIDERS for event in decider.events}


def test_time_stamps_are_moments_to_the_microsecond():
    moment = datetime(2026, 3, 2, 12, 0, 0, 123457, tzinfo=UTC)
    assert instant(microseconds(moment)) == moment
    assert microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000


def test_personal_fields_are_found_wherever_they_are_marked():
    class Address(Message):
        street: Annotated[str, Personal(of="id")]

    class Joined(Message):
        name: Annotated[str, Personal(of="id")]
        nicknames: tuple[Annotated[str, Personal()], ...] = ()
        remark: Annotated[str, Personal(of="author")] | None = None
        address: Address | None = None
        floor: Annotated[int, "upstairs"] = 0

    assert personal_fields(Joined) == {
        "name": Personal(of="id"),
        "nicknames": Personal(of="by"),
        "remark": Personal(of="author"),
        "address": Personal(of="id"),
    }
