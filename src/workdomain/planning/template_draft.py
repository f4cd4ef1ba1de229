"""The draft of a template: what it would say if it were published now.

It is edited step by step, without a rule but that it stays within bounds: what does not hold
together is told when it is published (`template_rules.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self, assert_never

from pydantic import model_validator

from workdomain.kernel import Command, Event, Refused
from workdomain.planning.step import (
    MOST_STEPS,
    Brief,
    Contents,
    DaysOff,
    Labels,
    Role,
    RoleOf,
    Step,
    StepId,
    Steps,
    said_once,
)
from workdomain.values import Line

SHOWN = 5
"""How many steps a history names."""
MOST_ROLES = 200


class TitleTemplate(Command):
    """Say what the one work item that is made from it is called, and its labels; in the draft."""

    title: Line | None
    labels: Labels = ()


class PutTemplateStep(Command, Step):
    """Put a step into the draft, or in the place of the one that is called the same."""


class PutTemplateSteps(Command):
    """Put many steps into the draft at once."""

    steps: Steps

    @model_validator(mode="after")
    def _tells_them_apart(self) -> Self:
        said_once(step.step for step in self.steps)
        return self


class RemoveTemplateStep(Command):
    """Take a step out of the draft."""

    step: StepId


class PutTemplateRole(Command):
    """Say which role there is, and what whoever has it does; in the draft."""

    role: Role
    description: Brief = ""


class RemoveTemplateRole(Command):
    """Take a role out of the draft."""

    role: Role


class SetTemplateDaysOff(Command):
    """Say on which days, beside Saturdays and Sundays, nobody works; in the draft."""

    days: DaysOff


class TemplateTitled(
    Event,
    topic="template.titled.v1",
    says="had work made from it called [{title}|what the template is][, with the labels {labels}]",
):
    """What is made from it is called otherwise, by the draft."""

    title: str | None
    labels: tuple[str, ...] = ()


class TemplateStepsPut(
    Event, topic="template.steps-put.v1", says="put {count} into the draft: {shown}"
):
    """Steps came into the draft, or took the place of others."""

    steps: tuple[Step, ...]

    @property
    def count(self) -> str:
        """Say how many."""
        return counted(len(self.steps), "step")

    @property
    def shown(self) -> str:
        """Name them, or the first of many."""
        first = ", ".join(step.title for step in self.steps[:SHOWN])
        return first if len(self.steps) <= SHOWN else f"{first} and others"


class TemplateStepRemoved(
    Event, topic="template.step-removed.v1", says="took the step {step} out of the draft"
):
    """A step is not in the draft any more."""

    step: str


class TemplateRolePut(
    Event, topic="template.role-put.v1", says="put the role {role} into the draft[: {description}]"
):
    """There is a role in the draft, or it is described otherwise."""

    role: str
    description: str = ""


class TemplateRoleRemoved(
    Event, topic="template.role-removed.v1", says="took the role {role} out of the draft"
):
    """A role is not in the draft any more."""

    role: str


class TemplateDaysOffSet(
    Event,
    topic="template.days-off-set.v1",
    says="[set the days off of the draft: {days}|left no days off in the draft]",
):
    """The draft counts other days as days off."""

    days: tuple[date, ...]


DraftCommand = (
    TitleTemplate
    | PutTemplateStep
    | PutTemplateSteps
    | RemoveTemplateStep
    | PutTemplateRole
    | RemoveTemplateRole
    | SetTemplateDaysOff
)
DraftEvent = (
    TemplateTitled
    | TemplateStepsPut
    | TemplateStepRemoved
    | TemplateRolePut
    | TemplateRoleRemoved
    | TemplateDaysOffSet
)


class TooMuchForATemplate(Refused):
    """A template has a bounded number of steps and roles."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is in it."""

    title: str | None = None
    labels: tuple[str, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)
    """By their ids, in their order."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Each with its description."""
    days_off: tuple[date, ...] = ()

    @classmethod
    def of(cls, contents: Contents) -> Self:
        """Say what a version says, with its very steps, so that to compare them is quick."""
        return cls(
            contents.title,
            contents.labels,
            {step.step: step for step in contents.steps},
            {role.role: role.description for role in contents.roles},
            contents.days_off,
        )

    def says(self, contents: Contents) -> bool:
        """Tell whether a version says the same, in the same order."""
        if tuple(self.steps.values()) != contents.steps:
            return False
        roles = [(role.role, role.description) for role in contents.roles]
        ours = (self.title, self.labels, self.days_off, list(self.roles.items()))
        return ours == (contents.title, contents.labels, contents.days_off, roles)

    def contents(self) -> Contents:
        """Put together what would be published now."""
        roles = (RoleOf(role=role, description=text) for role, text in self.roles.items())
        return Contents(
            title=self.title,
            labels=self.labels,
            steps=tuple(self.steps.values()),
            roles=tuple(roles),
            days_off=self.days_off,
        )


EMPTY = Draft()


def decide(draft: Draft, command: DraftCommand) -> list[DraftEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rule above."""
    match command:
        case TitleTemplate(title=title, labels=labels):
            same = (title, labels) == (draft.title, draft.labels)
            return [] if same else [TemplateTitled(title=title, labels=labels)]
        case PutTemplateStep():
            return _put(draft, (Step.model_construct(**dict(command)),))
        case PutTemplateSteps(steps=steps):
            return _put(draft, steps)
        case RemoveTemplateStep(step=step):
            return [TemplateStepRemoved(step=step)] if step in draft.steps else []
        case PutTemplateRole(role=role, description=text):
            return _role_put(draft, role, text)
        case RemoveTemplateRole(role=role):
            return [TemplateRoleRemoved(role=role)] if role in draft.roles else []
        case SetTemplateDaysOff(days=days):
            days = tuple(sorted(set(days)))
            return [] if days == draft.days_off else [TemplateDaysOffSet(days=days)]
        case _:
            assert_never(command)


def _put(draft: Draft, steps: Iterable[Step]) -> list[DraftEvent]:
    new = tuple(step for step in steps if draft.steps.get(step.step) != step)
    many = len(draft.steps) + sum(step.step not in draft.steps for step in new)
    if many > MOST_STEPS:
        raise TooMuchForATemplate(f"{many} steps are more than {MOST_STEPS}: make two templates")
    return [TemplateStepsPut(steps=new)] if new else []


def _role_put(draft: Draft, role: str, text: str) -> list[DraftEvent]:
    if draft.roles.get(role) == text:
        return []
    if role not in draft.roles and len(draft.roles) == MOST_ROLES:
        raise TooMuchForATemplate(f"There are {MOST_ROLES} roles already: remove one first")
    return [TemplateRolePut(role=role, description=text)]


def evolve(draft: Draft, event: DraftEvent) -> Draft:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TemplateTitled(title=title, labels=labels):
            return replace(draft, title=title, labels=labels)
        case TemplateStepsPut(steps=steps):
            return replace(draft, steps={**draft.steps, **{s.step: s for s in steps}})
        case TemplateStepRemoved(step=gone):
            left = {id: step for id, step in draft.steps.items() if id != gone}
            return replace(draft, steps=left)
        case TemplateRolePut(role=role, description=text):
            return replace(draft, roles={**draft.roles, role: text})
        case TemplateRoleRemoved(role=gone):
            roles = {role: text for role, text in draft.roles.items() if role != gone}
            return replace(draft, roles=roles)
        case TemplateDaysOffSet(days=days):
            return replace(draft, days_off=days)
        case _:
            assert_never(event)


def counted(number: int, thing: str) -> str:
    """Write a number of things: `1 step`, `2 steps`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
