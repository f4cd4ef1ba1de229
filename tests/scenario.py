"""given(decider, *events).when(command).then(*events), or .refused(rule); and a world in memory.

A world holds streams as plain values and treats commands as the store does: guard, decide, evolve,
what the decider requires of other streams, and then the policies; all of it, or nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from workdomain.catalog import DECIDERS, POLICIES
from workdomain.kernel import Command, Context, Decider, Event, Refused, S

ANA, BEN, ITSELF = UUID(int=1), UUID(int=2), UUID(int=99)
NOON = Context(by=ANA, at=datetime(2026, 3, 2, 12, tzinfo=UTC))
MONDAY = date(2026, 3, 2)

Stream = tuple[str, UUID]
History = tuple[tuple[Event, Context], ...]


@dataclass
class World:
    """Every stream with its history, and the states they lead to."""

    histories: dict[Stream, History] = field(default_factory=dict)
    states: dict[Stream, Any] = field(default_factory=dict)

    def look(self, decider: Decider[S, Any, Any], id: UUID, /) -> S:
        state: S = self.states.get((decider.name, id), decider.initial)
        return state

    def history(self, decider: Decider[Any, Any, Any], id: UUID) -> History:
        return self.histories.get((decider.name, id), ())

    def told(self, decider: Decider[Any, Any, Any], id: UUID) -> list[Event]:
        return [event for event, _ in self.history(decider, id)]

    def put(
        self, decider: Decider[Any, Any, Any], id: UUID, event: Event, context: Context = NOON
    ) -> None:
        stream = (decider.name, id)
        self.states[stream] = decider.evolve(self.look(decider, id), event, context)
        self.histories[stream] = (*self.histories.get(stream, ()), (event, context))

    def ask(
        self,
        decider: Decider[Any, Any, Any],
        id: UUID,
        command: Command,
        context: Context = NOON,
    ) -> list[Event]:
        """Carry a command out with all that follows; a refusal leaves the world as it was."""
        before = dict(self.histories), dict(self.states)
        try:
            return self._ask(decider, id, command, context)
        except Refused:
            self.histories, self.states = before
            raise

    def _ask(
        self, decider: Decider[Any, Any, Any], id: UUID, command: Command, context: Context
    ) -> list[Event]:
        before = self.look(decider, id)
        command = decider.inform(id, before, command, context, self.look)
        decider.guard(id, before, command, self.look)
        happened: list[Event] = decider.decide(before, command, context)
        for event in happened:
            self.put(decider, id, event, context)
        for ask in decider.requires(id, before, command) if happened else []:
            self._ask(BY_NAME[ask.decider], ask.id, ask.command, context)
        for event in happened:
            self._follow(decider, id, event, context)
        return happened

    def _follow(
        self, decider: Decider[Any, Any, Any], id: UUID, event: Event, context: Context
    ) -> None:
        for policy in POLICIES:
            if policy.decider is decider and isinstance(event, policy.reads):
                for ask in policy.react(id, self.look(decider, id), event, context):
                    try:
                        self.ask(BY_NAME[ask.decider], ask.id, ask.command, context)
                    except Refused:
                        continue  # what the policy reacts to has happened all the same


BY_NAME = {decider.name: decider for decider in DECIDERS}


def given(
    decider: Decider[Any, Any, Any], *past: Event, seeing: Mapping[UUID, "Given"] | None = None
) -> "Given":
    """Start from a stream's past, and from what else there is to be seen, by its id."""
    return Given(decider, past, seeing or {})


@dataclass(frozen=True)
class Given:
    decider: Decider[Any, Any, Any]
    past: tuple[Event, ...]
    seeing: Mapping[UUID, "Given"]

    def world(self, id: UUID = ITSELF) -> World:
        world = World()
        for one, seen in ((id, self), *self.seeing.items()):
            for event in seen.past:
                world.put(seen.decider, one, event)
        return world

    def when(self, command: Command, context: Context = NOON, id: UUID = ITSELF) -> "When":
        return When(lambda: self.world(id).ask(self.decider, id, command, context))


@dataclass(frozen=True)
class When:
    happens: Callable[[], list[Event]]

    def then(self, *expected: Event) -> None:
        assert self.happens() == list(expected)

    def refused(self, rule: type[Refused], why: str | None = None) -> None:
        with pytest.raises(rule, match=why) as refusal:
            self.happens()
        assert type(refusal.value) is rule
        assert rule.__doc__
        assert str(refusal.value), "A refusal says what to do"
