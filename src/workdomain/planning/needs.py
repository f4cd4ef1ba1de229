"""What work needs: people with skills, at a level or at all; roles; equipment."""

from enum import StrEnum
from typing import Annotated, NamedTuple, Self, assert_never, get_args

from pydantic import Field, model_validator

from workdomain.kernel import Command, Context, Decider, Event
from workdomain.values import Line


class NeedKind(StrEnum):
    """What sort of thing work needs."""

    SKILL = "skill"
    ROLE = "role"
    EQUIPMENT = "equipment"


class AddNeed(Command):
    """Say what it needs; say a skill again to change the level."""

    kind: NeedKind
    name: Line
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    """How well somebody has to have a skill at least, 1 to 5; left out: at all."""

    @model_validator(mode="after")
    def _only_skills_have_levels(self) -> Self:
        if self.level is not None and self.kind is not NeedKind.SKILL:
            raise ValueError(f"Only a skill has a level: leave it out for a need of {self.kind}")
        return self


class RemoveNeed(Command):
    """Say what it does not need after all."""

    kind: NeedKind
    name: Line


class NeedAdded(
    Event,
    topic="work-item.need-added.v1",
    says="said that it needs the {kind} {name}[ at level {level} of 5]",
):
    """It needs a skill, a role or equipment; or a skill at another level."""

    kind: NeedKind
    name: str
    level: int | None = None


class NeedRemoved(
    Event, topic="work-item.need-removed.v1", says="said that it does not need the {kind} {name}"
):
    """It does not need that after all."""

    kind: NeedKind
    name: str


NeedsCommand = AddNeed | RemoveNeed
NeedsEvent = NeedAdded | NeedRemoved


class Need(NamedTuple):
    """Something that the work needs."""

    kind: NeedKind
    name: str
    level: int | None = None

    def __str__(self) -> str:
        """Write it as `skill SQL (3)`."""
        return f"{self.kind} {self.name}" + (f" ({self.level})" if self.level else "")


Needs = tuple[Need, ...]
"""All needs, in the order in which they were told."""


def decide(needs: Needs, command: NeedsCommand, _context: Context) -> list[NeedsEvent]:
    """Say what happens; an empty list means that nothing changes."""
    match command:
        case AddNeed(kind=kind, name=name, level=level):
            found = _find(needs, kind, name)
            same = found is not None and found.level == level
            return [] if same else [NeedAdded(kind=kind, name=name, level=level)]
        case RemoveNeed(kind=kind, name=name):
            found = _find(needs, kind, name)
            return [NeedRemoved(kind=kind, name=found.name)] if found else []
        case _:
            assert_never(command)


def _find(needs: Needs, kind: NeedKind, name: str) -> Need | None:
    key = (kind, name.casefold())
    return next((need for need in needs if (need.kind, need.name.casefold()) == key), None)


def evolve(needs: Needs, event: NeedsEvent, _context: Context) -> Needs:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case NeedAdded(kind=kind, name=name, level=level):
            others = _without(needs, kind, name)
            return (*others, Need(kind, name, level))
        case NeedRemoved(kind=kind, name=name):
            return _without(needs, kind, name)
        case _:
            assert_never(event)


def _without(needs: Needs, kind: NeedKind, name: str) -> Needs:
    found = _find(needs, kind, name)
    return tuple(need for need in needs if need != found)


NOTHING: Needs = ()

needs = Decider(
    name="needs",
    initial=NOTHING,
    decide=decide,
    evolve=evolve,
    commands=get_args(NeedsCommand),
    events=get_args(NeedsEvent),
)
