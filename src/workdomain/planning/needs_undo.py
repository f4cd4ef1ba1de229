"""How it is taken back what work needs."""

from typing import Any, assert_never

from workdomain.kernel import Command, Undo
from workdomain.planning.needs import (
    AddNeed,
    NeedAdded,
    NeedRemoved,
    Needs,
    NeedsEvent,
    RemoveNeed,
    needs,
)


def commands(event: NeedsEvent, _now: Needs, wanted: Needs) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case NeedAdded(kind=kind, name=name) | NeedRemoved(kind=kind, name=name):
            key = kind, name.casefold()
            for need in wanted:
                if (need.kind, need.name.casefold()) == key:
                    return [AddNeed(kind=kind, name=need.name, level=need.level)]
            return [RemoveNeed(kind=kind, name=name)]
        case _:
            assert_never(event)


def counts(told: Needs) -> Any:
    """Compare them in whatever order they were told."""
    return frozenset((need.kind, need.name.casefold(), need.level) for need in told)


needs_undo: Undo[Needs, NeedsEvent] = Undo(needs, commands, counts)
