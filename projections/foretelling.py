"""What would happen, in words: events that are not in the log, as a preview expects them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from projections.history import Happened, shown
from projections.reader import Reader
from workdomain.store.messages import Recorded

NAMING = ("title", "name")
"""Fields of an event that say what a new thing is called."""


def foretold(reader: Reader, events: Sequence[Recorded]) -> list[Happened]:
    """Tell them as a history would; what is new among them is called by the names it would get."""
    return shown(reader, events, dict(_called(events)))


def _called(events: Iterable[Recorded]) -> Iterable[tuple[UUID, str]]:
    for recorded in events:
        if recorded.version == 1:
            for field in NAMING:
                name = getattr(recorded.event, field, None)
                if name is not None:
                    yield UUID(recorded.stream.partition("/")[2]), name
