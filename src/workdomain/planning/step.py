"""What templates are made of: steps that become work items, and the roles that do them."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from workdomain.kernel import Message
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import LagDays
from workdomain.planning.shape import Label, Shape
from workdomain.values import Day, Line, Text

StepId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
"""What a step is called in its template, the same in every version: `book-a-room`."""

Role = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f=,]{1,80}$")]
"""What a part in the work is called: `lead`; without = and commas, so that it can be typed."""

Brief = Annotated[Text, StringConstraints(max_length=10_000)]
Lines = Annotated[tuple[Line, ...], Field(max_length=200)]
Labels = Annotated[tuple[Label, ...], Field(max_length=50)]

MOST_STEPS = 10_000
TEN_YEARS = 2_610
"""In working days."""


class Anchor(StrEnum):
    """The day that a step's days are counted from."""

    START = "start"
    END = "end"


class After(Message):
    """A step that another one waits for, and the lag between them in working days."""

    step: StepId
    lag_days: LagDays = 0
    kind: DependencyKind = DependencyKind.FS

    def __str__(self) -> str:
        """Write it as it can be typed: `book-a-room`, `book-a-room=2` or `book-a-room=0=SS`."""
        if self.kind is not DependencyKind.FS:
            return f"{self.step}={self.lag_days}={self.kind}"
        return f"{self.step}={self.lag_days}" if self.lag_days else self.step


class Step(Message):
    """One step of a template: it becomes a work item."""

    step: StepId
    """What it is called in the template, in all of its versions."""
    title: Line
    description: Brief = ""
    kind: Line | None = None
    """What sort of work it is, in the workspace's own words: task, phase."""
    role: Role | None = None
    """Who does it: one of the template's roles."""
    estimate: Estimate | None = None
    week: Annotated[int, Field(ge=-520, le=520)] | None = None
    """The calendar week it begins in: 1 is the one that the start (or the end) lies in, 0 the one
    before; its days are then counted from the first working day of that week."""
    offset_days: Annotated[int, Field(ge=-TEN_YEARS, le=TEN_YEARS)] | None = None
    """How many working days after the start it begins; negative is before. Null, without a week:
    it has no dates."""
    duration_days: Annotated[int, Field(ge=1, le=TEN_YEARS)] = 1
    """Working days from its first to its last, both included."""
    counts_from: Anchor = Anchor.START
    """Whether its days are counted from the start, or from the end."""
    checklist: Lines = ()
    labels: Labels = ()
    parent: StepId | None = None
    """The step that this one is a part of."""
    after: Annotated[tuple[After, ...], Field(max_length=100)] = ()
    """The steps that it waits for."""
    shape: Shape = Shape.TASK
    owner: Role | None = None
    """The role that answers for it; the first who has it, if several do."""
    purpose: Brief = ""
    """Why it is done: the objective of the task."""
    definition_of_done: Brief = ""

    @model_validator(mode="after")
    def _waits_once(self) -> Self:
        if len(self.after) > 1:
            said_once(after.step for after in self.after)
        return self

    @property
    def has_dates(self) -> bool:
        """Tell whether it is known when it begins."""
        return self.week is not None or self.offset_days is not None


class RoleOf(Message):
    """A role, and what whoever has it does."""

    role: Role
    description: Brief = ""


class Cast(Message):
    """Who has a role this time: `lead=Ana`."""

    role: Role
    person: UUID


Steps = Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]
DaysOff = Annotated[tuple[Day, ...], Field(max_length=1_000)]
People = Annotated[tuple[Cast, ...], Field(max_length=100)]
"""As many as one work item has at most, should they all have the same role."""


class Contents(Message):
    """All that one version of a template says; frozen once it is published."""

    title: str | None = None
    """What a work item made from it is called, unless it is told otherwise."""
    labels: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    roles: tuple[RoleOf, ...] = ()
    days_off: tuple[date, ...] = ()


def said_once(names: Iterable[str]) -> None:
    """Raise ValueError when one of them comes twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{name} is there twice; give it once")
        seen.add(name)
