"""Events as they are written in the log, and back.

An event lies there as one JSON object: `{"data": {its fields}, "by": ..., "at": ...,
"command": ..., "correlation": ..., "causation": ...}`; what is None in the context is left out.
Its topic is looked up here and never imported, so that a row in the database cannot choose what
code runs.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, get_args
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from workdomain.kernel import Context, Decider, Event, Message, Personal
from workdomain.store.log import Stored, StoreError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Change = Callable[[dict[str, Any]], dict[str, Any]]

_made = tuple.__new__
"""Makes a named tuple of all its fields, unchecked: one is made for every event that is read."""
_uuid: Callable[[str], UUID] = TypeAdapter(UUID).validator.validate_python  # 3 x as fast as UUID()


class UnknownTopic(StoreError):
    """The log holds an event of a kind that this version of the software does not know."""


class Unreadable(StoreError):
    """An event in the log is not what its topic promises."""


class Recorded(NamedTuple):
    """An event in its place in the log; its context knows both clocks."""

    position: int
    stream: str
    version: int
    recorded_at: datetime
    event: Event
    context: Context


class _Kind(NamedTuple):
    """How to read what is stored under a topic."""

    topic: str
    """The topic it is written under today."""
    changes: tuple[Change, ...]
    """What turns the stored fields into today's, in order."""
    type: type[Event]
    validate: Callable[[Any], Event]


class Registry:
    """Every kind of event there is or was, by its topic."""

    def __init__(self, deciders: Iterable[Decider[Any, Any, Any]]) -> None:
        """Raise ValueError for a topic with two meanings, or an upcast that leads nowhere."""
        known = list(deciders)
        self._kinds: dict[str, _Kind] = {}
        for event_type in (event for decider in known for event in decider.events):
            self._add(event_type)
        upcasts = [item for decider in known for item in decider.upcasts.items()]
        old = dict(upcasts)
        if len(old) < len(upcasts) or old.keys() & self._kinds.keys():
            raise ValueError("An old topic is upcast twice, or is still written")
        for topic in old:
            changes: list[Change] = []
            current = topic
            while (upcast := old.get(current)) and len(changes) < len(old):
                changes.append(upcast.change)
                current = upcast.topic
            if current not in self._kinds or current in old:
                raise ValueError(f"The upcasts of {topic!r} lead to no event that is written")
            self._kinds[topic] = self._kinds[current]._replace(changes=tuple(changes))

    def _add(self, event_type: type[Event]) -> None:
        topic = event_type.topic
        kind = _Kind(topic, (), event_type, event_type.__pydantic_validator__.validate_python)
        if self._kinds.setdefault(topic, kind).type is not event_type:
            raise ValueError(f"Two kinds of event have the topic {topic!r}")

    @property
    def topics(self) -> dict[str, type[Event]]:
        """The kind of event behind each topic, those that are no longer written included."""
        return {topic: kind.type for topic, kind in self._kinds.items()}

    def encode(self, event: Event, context: Context) -> tuple[str, bytes]:
        """Write an event and its context as a topic and JSON."""
        asked: dict[str, object] = {"by": context.by, "at": _instant(context.at)}
        if context.command_id is not None:
            asked["command"] = context.command_id
        if context.correlation_id is not None:
            asked["correlation"] = context.correlation_id
        if context.causation_id is not None:
            asked["causation"] = context.causation_id
        # Joined into bytes of their own: those that orjson gives have room to spare, and giving
        # the room back, once for every event that is kept, takes longer than all else here.
        return event.topic, b'{"data":' + as_json(event) + b"," + orjson.dumps(asked)[1:]

    def decode(self, stored: Stored) -> Recorded:
        """Read an event back, as good as new. Raises UnknownTopic and Unreadable."""
        kind = self._kind(stored)
        position, stream, version, _, state, at = stored
        try:
            raw = orjson.loads(state)
            data = raw["data"]
            for change in kind.changes:
                data = change(data)
            recorded_at = instant(at)
            event, context = kind.validate(data), _context(raw, recorded_at)
        except (ValidationError, LookupError, ValueError, TypeError) as error:
            raise _unreadable(stored) from error
        return _made(Recorded, (position, stream, version, recorded_at, event, context))

    def raw(self, stored: Stored) -> tuple[str, dict[str, Any]]:
        """Read just the JSON object, brought up to today's topic, which is told as well.

        Less than half the work of `decode`, for those who need a field or two of many events.
        Raises UnknownTopic and Unreadable.
        """
        kind = self._kind(stored)
        try:
            raw: dict[str, Any] = orjson.loads(stored.state)
            for change in kind.changes:
                raw["data"] = change(raw["data"])
        except (LookupError, ValueError, TypeError) as error:
            raise _unreadable(stored) from error
        return kind.topic, raw

    def _kind(self, stored: Stored) -> _Kind:
        try:
            return self._kinds[stored.topic]
        except KeyError:
            raise UnknownTopic(
                f"The log holds an event {stored.topic!r} (position {stored.position}, stream"
                f" {stored.stream}) that this version of workdomain does not know; use the version"
                " that wrote it, or a newer one"
            ) from None


def as_json(message: Message) -> bytes:
    """Write a message's fields as JSON: what pydantic writes, in about half of its time."""
    return orjson.dumps(message.__dict__, to_jsonable_python, _AS_PYDANTIC)


def as_json_list(messages: Iterable[Message]) -> bytes:
    """Write many messages as `as_json` does, as one list, which costs less than one by one."""
    return orjson.dumps(
        [message.__dict__ for message in messages], to_jsonable_python, _AS_PYDANTIC
    )


_AS_PYDANTIC = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z


@lru_cache(maxsize=1024)  # what was committed together has one time stamp
def instant(microseconds: int) -> datetime:
    """Turn the store's time stamp into a moment."""
    return EPOCH + timedelta(microseconds=microseconds)


def microseconds(moment: datetime) -> int:
    """Turn a moment into the store's time stamp."""
    return (moment - EPOCH) // MICROSECOND


def personal_fields(message_type: type[Message]) -> dict[str, Personal]:
    """Tell which fields of a message are personal data, and whose."""
    found: dict[str, Personal] = {}
    for name, field in message_type.model_fields.items():
        for mark in (*field.metadata, *_marks(field.annotation)):
            if isinstance(mark, Personal):
                found[name] = mark
    return found


def _marks(annotation: Any) -> Iterator[object]:
    """Look for marks inside `tuple[Annotated[str, Personal()], ...] | None` and the like."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _marks(part)
    if isinstance(annotation, type) and issubclass(annotation, Message):
        yield from personal_fields(annotation).values()


@lru_cache(maxsize=1024)  # the few people who work; everything else in a context is nearly unique
def _person(text: str) -> UUID:
    return _uuid(text)


def _context(raw: dict[str, Any], recorded_at: datetime) -> Context:
    get = raw.get
    command, correlation, causation = get("command"), get("correlation"), get("causation")
    return _made(
        Context,
        (
            _person(raw["by"]),
            datetime.fromisoformat(raw["at"]),
            None if command is None else _uuid(command),
            None if correlation is None else _uuid(correlation),
            None if causation is None else _uuid(causation),
            recorded_at,
        ),
    )


def _instant(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _unreadable(stored: Stored) -> Unreadable:
    return Unreadable(
        f"The event {stored.topic!r} at position {stored.position} (stream {stored.stream}) is not"
        " what its topic promises"
    )
