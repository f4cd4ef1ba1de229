"""Folds the stream of a thing into how it stood before and after, and what it went through.

Events are taken in the order in which they happened, by what is known: `at`, then position.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from service.reports.parts import Spell
from service.reports.snapshots import KINDS
from workdomain.execution.task_life import State
from workdomain.store.messages import Recorded


@dataclass(frozen=True)
class Span:
    """The days reported on, as instants; None is open."""

    first: date | None = None
    last: date | None = None

    @property
    def begins(self) -> datetime | None:
        """The first instant."""
        return None if self.first is None else datetime.combine(self.first, time.min, UTC)

    @property
    def ends(self) -> datetime | None:
        """The last instant."""
        return None if self.last is None else datetime.combine(self.last, time.max, UTC)

    def is_before(self, at: datetime) -> bool:
        """Whether an instant lies before it."""
        return self.begins is not None and at < self.begins

    def is_after(self, at: datetime) -> bool:
        """Whether an instant lies after it."""
        return self.ends is not None and at > self.ends

    def has(self, at: datetime) -> bool:
        """Whether an instant lies within it."""
        return not self.is_before(at) and not self.is_after(at)

    def holds(self, day: date) -> bool:
        """Whether a day is one of its days."""
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class Known:
    """A value and the position of the event that it comes from; None when nothing was said."""

    value: Any = None
    position: int | None = None


Facts = Mapping[str, Known]


@dataclass(frozen=True)
class Step:
    """How a thing stood from an instant on."""

    at: datetime
    position: int
    facts: Facts


@dataclass
class Life:
    """What a thing went through, as far as the days reported on."""

    steps: list[Step] = field(default_factory=list)
    """Every change, oldest first, up to the last day."""
    before: Facts = field(default_factory=dict)
    """How it stood when the first day began; empty when it was not there."""
    changed: dict[str, list[int]] = field(default_factory=dict)
    """The events within the days that changed a field."""

    @property
    def after(self) -> Facts:
        """How it stood when the last day ended; empty when it was not there."""
        return self.steps[-1].facts if self.steps else {}

    @property
    def title(self) -> str:
        """What a work item was called in the end."""
        return called("item", self.after) if self.after else ""


def in_order(events: Iterable[Recorded]) -> list[Recorded]:
    """Sort by when it happened."""
    return sorted(events, key=lambda each: (each.context.at, each.position))


def fold(kind: str, events: Iterable[Recorded], span: Span) -> Life:
    """Follow a work item, project or person through its events."""
    decider, snapshot = KINDS[kind]
    life, state = Life(), decider.initial
    facts: dict[str, Known] = {}
    for recorded in in_order(events):
        at, position = recorded.context.at, recorded.position
        if span.is_after(at):
            break
        state = decider.evolve(state, recorded.event, recorded.context)
        shown = snapshot(state)
        if not next(iter(shown.values())):
            continue  # it has no name yet: told to have happened before it was added
        new = {
            name: known
            for name, value in shown.items()
            if (known := _known(facts.get(name), value, position)) is not facts.get(name)
        }
        if not new:
            continue
        facts = {**facts, **new}
        life.steps.append(Step(at, position, facts))
        if span.is_before(at):
            life.before = facts
        else:
            for name in (name for name, known in new.items() if known.position == position):
                life.changed.setdefault(name, []).append(position)
    return life


def _known(before: Known | None, value: Any, position: int) -> Known:
    if before is not None and before.value == value:
        return before
    said = before is not None or not (value is None or value is False or value == ())
    return Known(value, position) if said else Known(value)


def spells(life: Life) -> Iterator[tuple[Step, Spell]]:
    """Tell the states of a work item one after the other, each with the step that led to it.

    Blocked for another reason is another spell.
    """
    begun: Step | None = None
    for step in (*life.steps, None):
        if begun is not None and (step is None or _stood(step) != _stood(begun)):
            state, reason = _stood(begun)
            ends = () if step is None else (step.position,)
            until = None if step is None else step.at
            spell = Spell(
                state=state,
                reason=reason,
                since=begun.at,
                until=until,
                positions=(begun.position, *ends),
            )
            yield begun, spell
            begun = None
        begun = begun or step


def _stood(step: Step) -> tuple[State, str | None]:
    state = step.facts["state"].value
    return state, step.facts["reason"].value if state is State.BLOCKED else None


def called(kind: str, facts: Facts) -> str:
    """Name a thing by what is known of it."""
    match kind:
        case "project":
            return f"{facts['name'].value} ({facts['key'].value})"
        case "person":
            return str(facts["name"].value)
        case _:
            key, title = facts["key in source"].value, facts["title"].value
            return f"{key}: {title}" if key else str(title)


# -- in words ------------------------------------------------------------------------------------


def ids_in(facts: Facts) -> Iterator[UUID]:
    """List the ids that facts are about."""
    for known in facts.values():
        for value in known.value if isinstance(known.value, tuple) else (known.value,):
            if isinstance(value, UUID):
                yield value


def written(value: Any, names: Mapping[UUID, str]) -> Any:
    """Show a value with names for ids, and enumerated words as text."""
    match value:
        case UUID():
            return names.get(value, "unknown")
        case (UUID(), *_):
            return tuple(sorted(written(each, names) for each in value))
        case tuple():
            return value
        case float():
            return round(value, 4)
        case str():
            return str(value)
        case _:
            return value
