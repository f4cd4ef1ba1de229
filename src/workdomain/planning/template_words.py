"""What is asked of a template, and what happened to it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import model_validator

from workdomain.kernel import Command, Event, Personal
from workdomain.planning.step import (
    Brief,
    Contents,
    DaysOff,
    Labels,
    Role,
    Step,
    StepId,
    Steps,
    said_once,
)
from workdomain.values import Line

SHOWN = 5
"""How many steps a line names."""


class Makes(StrEnum):
    """What is made from a template."""

    PROJECT = "project"
    WORK_ITEM = "work-item"


class AddTemplate(Command):
    """Begin a template, with an empty draft."""

    name: Line
    makes: Makes = Makes.PROJECT
    description: Brief = ""


class RenameTemplate(Command):
    """Give the template another name."""

    name: Line


class DescribeTemplate(Command):
    """Say in full what the template is for; this replaces what was said before."""

    description: Brief


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


class PublishTemplate(Command):
    """Make a version of the draft, for everybody to use from now on."""

    note: Annotated[Line, Personal()] | None = None
    """What is new in it, and why."""


class RetireTemplate(Command):
    """Let nothing more be made from the template."""

    reason: Annotated[Line, Personal()]


class RestoreTemplate(Command):
    """Let it be used again after all."""

    reason: Annotated[Line, Personal()]


class TemplateAdded(
    Event, topic="template.added.v1", says="added the template {name}, to make a {makes} from"
):
    """There is a new template; nothing can be made from it yet."""

    name: str
    makes: Makes
    description: str = ""


class TemplateRenamed(Event, topic="template.renamed.v1", says="renamed it {name}"):
    """It has another name."""

    name: str


class TemplateDescribed(
    Event,
    topic="template.described.v1",
    says="[described it: {description}|removed its description]",
):
    """What it is for was said anew."""

    description: str


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


class TemplatePublished(
    Event, topic="template.published.v1", says="published version {version}, {count}[: {note}]"
):
    """There is a new version, which nothing changes any more."""

    version: int
    contents: Contents
    note: Annotated[str, Personal()] | None = None

    @property
    def count(self) -> str:
        """Say how many steps it has."""
        return counted(len(self.contents.steps), "step")


class TemplateRetired(Event, topic="template.retired.v1", says="retired it: {reason}"):
    """Nothing more is made from it."""

    reason: Annotated[str, Personal()]


class TemplateRestored(Event, topic="template.restored.v1", says="restored it: {reason}"):
    """It is used again."""

    reason: Annotated[str, Personal()]


TemplateCommand = (
    AddTemplate
    | RenameTemplate
    | DescribeTemplate
    | TitleTemplate
    | PutTemplateStep
    | PutTemplateSteps
    | RemoveTemplateStep
    | PutTemplateRole
    | RemoveTemplateRole
    | SetTemplateDaysOff
    | PublishTemplate
    | RetireTemplate
    | RestoreTemplate
)


TemplateEvent = (
    TemplateAdded
    | TemplateRenamed
    | TemplateDescribed
    | TemplateTitled
    | TemplateStepsPut
    | TemplateStepRemoved
    | TemplateRolePut
    | TemplateRoleRemoved
    | TemplateDaysOffSet
    | TemplatePublished
    | TemplateRetired
    | TemplateRestored
)


MOST_ROLES = 200


def counted(number: int, thing: str) -> str:
    """Write a number of things: `1 step`, `2 steps`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
