"""What taking back touches: each stream beside the state that is wanted of it.

Where the two differ in the end, what came later depends on what was to be taken back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from workdomain.desk import Draft
from workdomain.kernel import CannotRevert, Refused, Undo
from workdomain.store.messages import Recorded

SHOWN = 5
"""Events in the way that a message tells of."""


class InTheWay(CannotRevert):
    """What was done is taken back as long as nothing that came later depends on it."""

    def __init__(self, message: str, why: str, events: Sequence[Recorded]) -> None:
        """Keep what came later, for those who tell it in words, and the message without it."""
        super().__init__(message)
        self.why, self.events = why, events


class Touched(NamedTuple):
    """A stream that events are taken out of."""

    undo: Undo[Any, Any]
    id: UUID
    wanted: Any
    """The state that its history leads to without them."""
    left: Sequence[Recorded]
    """What is left of the history."""
    first: int
    """The position of the first of them."""
    headless: bool
    """Whether it would go on without having begun: what is left depends on that it was added."""

    @property
    def whole(self) -> bool:
        """Whether nothing at all is left of it without them."""
        return not self.left

    def is_right(self, now: Any) -> bool:
        """Tell whether a state is as wanted, or as good as that."""
        read = self.undo.read(now, self.wanted)
        same = self.undo.counts(read) == self.undo.counts(self.wanted) and not self.headless
        return bool(same or (self.whole and self.undo.gone(now)))

    def later(self) -> list[Recorded]:
        """List what happened since that could depend on them: if any of it does, what counts."""
        state, found, counting = self.undo.decider.initial, [], []
        for each in self.left:
            before, state = state, self.undo.decider.evolve(state, each.event, each.context)
            if each.position > self.first:
                found.append(each)
                if self.undo.counts(before) != self.undo.counts(state):
                    counting.append(each)
        return counting or found


def in_the_way(events: Sequence[Recorded], refusals: Sequence[str] = ()) -> InTheWay:
    """Say what is in the way: refusals, and later events that depend on it."""
    why = list(refusals[:SHOWN])
    if events:
        why.append("of what came later")
    words = (
        f"It cannot be taken back, because {'; '.join(why) or 'it does not lead to where it was'}"
    )
    if not events:
        return InTheWay(words, words, ())
    told = ", ".join(f"{e.event.topic} at position {e.position}" for e in events[:SHOWN])
    more = f" and {len(events) - SHOWN} more" if len(events) > SHOWN else ""
    return InTheWay(f"{words}: {told}{more}; revert that first", f"{words}; revert first:", events)


def depending(
    touched: Mapping[str, Touched], draft: Draft, refusals: Mapping[str, Refused]
) -> list[Recorded]:
    """List what happened since, where what all led to is not what is wanted."""
    later = []
    for stream, each in touched.items():
        refused = refusals.get(stream)
        now = draft.of(stream, each.undo.decider)[1]
        if not isinstance(refused, CannotRevert) and (refused or not each.is_right(now)):
            later += each.later()
    return later


def wrong(touched: Mapping[str, Touched], draft: Draft) -> bool:
    """Tell whether anything is not as wanted, with nothing that would say why."""
    return not all(
        each.is_right(draft.of(stream, each.undo.decider)[1]) for stream, each in touched.items()
    )
