"""A template: how work that comes again and again is done, for tasks and for whole projects.

absent -AddTemplate-> draft -PublishTemplate-> version 1 -edit, PublishTemplate-> version 2 ...
any of them -RetireTemplate-> retired -RestoreTemplate-> as it was

There is one draft, which is edited step by step. Publishing it makes a version: a fact that no
later one changes, so that whoever works by it (see `from_template.py`) can always say what it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, get_args

from workdomain.kernel import Command, Context, Decider, Event, Personal, Refused
from workdomain.planning import template_draft
from workdomain.planning.step import Brief, Contents
from workdomain.planning.template_draft import EMPTY, Draft, DraftCommand, DraftEvent, counted
from workdomain.planning.template_rules import must_hold_together
from workdomain.values import Line


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
    | PublishTemplate
    | RetireTemplate
    | RestoreTemplate
    | DraftCommand
)
TemplateEvent = (
    TemplateAdded
    | TemplateRenamed
    | TemplateDescribed
    | TemplatePublished
    | TemplateRetired
    | TemplateRestored
    | DraftEvent
)


class NoSuchTemplate(Refused):
    """The template a command is about was added before."""


class TemplateExists(Refused):
    """A template is added once."""


class TemplateIsRetired(Refused):
    """A retired template does not change, and nothing is made from it, until it is restored."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a decision needs to know of a template; one that is not there yet has no name."""

    name: str = ""
    makes: Makes = Makes.PROJECT
    description: str = ""
    draft: Draft = EMPTY
    versions: Mapping[int, Contents] = field(default_factory=dict)
    """What was published."""
    retired: bool = False

    @property
    def newest(self) -> int:
        """Number of the newest version; 0 if nothing was published."""
        return max(self.versions, default=0)

    @property
    def has_news(self) -> bool:
        """Tell whether the draft says something that the newest version does not."""
        newest = self.versions.get(self.newest)
        return newest is None or not self.draft.says(newest)


def decide(template: Template, command: TemplateCommand, _context: Context) -> list[TemplateEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    _must_apply(template, command)
    match command:
        case AddTemplate(name=name, makes=makes, description=text):
            return [TemplateAdded(name=name, makes=makes, description=text)]
        case RenameTemplate(name=name):
            return [] if name == template.name else [TemplateRenamed(name=name)]
        case DescribeTemplate(description=text):
            return [] if text == template.description else [TemplateDescribed(description=text)]
        case PublishTemplate(note=note):
            return _published(template, note)
        case RetireTemplate(reason=reason):
            return [] if template.retired else [TemplateRetired(reason=reason)]
        case RestoreTemplate(reason=reason):
            return [TemplateRestored(reason=reason)] if template.retired else []
        case _:
            return [*template_draft.decide(template.draft, command)]


def _must_apply(template: Template, command: TemplateCommand) -> None:
    if isinstance(command, AddTemplate):
        if template.name:
            raise TemplateExists(f"{template.name} was added before: use another id for a new one")
    elif not template.name:
        raise NoSuchTemplate("There is no template with this id yet: add it first")
    elif template.retired and not isinstance(command, RetireTemplate | RestoreTemplate):
        raise TemplateIsRetired(f"{template.name} is retired: restore it first")


def _published(template: Template, note: str | None) -> list[TemplateEvent]:
    if not template.has_news:
        return []
    contents, newest = template.draft.contents(), template.newest
    must_hold_together(template.name, contents)
    return [TemplatePublished(version=newest + 1, contents=contents, note=note)]


def evolve(template: Template, event: TemplateEvent, _context: Context) -> Template:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TemplateAdded(name=name, makes=makes, description=text):
            return replace(template, name=name, makes=makes, description=text)
        case TemplateRenamed(name=name):
            return replace(template, name=name)
        case TemplateDescribed(description=text):
            return replace(template, description=text)
        case TemplatePublished(version=version, contents=contents):
            versions = {**template.versions, version: contents}
            return replace(template, draft=Draft.of(contents), versions=versions)
        case TemplateRetired():
            return replace(template, retired=True)
        case TemplateRestored():
            return replace(template, retired=False)
        case _:
            return replace(template, draft=template_draft.evolve(template.draft, event))


template = Decider(
    name="template",
    initial=Template(),
    decide=decide,
    evolve=evolve,
    commands=get_args(TemplateCommand),
    events=get_args(TemplateEvent),
)
