"""A template: how work that comes again and again is done, for tasks and for whole projects.

absent -AddTemplate-> draft -PublishTemplate-> version 1 -edit, PublishTemplate-> version 2 ...
any of them -RetireTemplate-> retired -RestoreTemplate-> as it was

There is one draft, which is edited step by step. Publishing it makes a version: a fact that no
later one changes, so that whoever works by it (see `from_template.py`) can always say what it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never, get_args

from workdomain.kernel import Context, Decider, Refused
from workdomain.planning.step import (
    MOST_STEPS,
    Contents,
    RoleOf,
    Step,
)
from workdomain.planning.template_rules import must_hold_together
from workdomain.planning.template_words import (
    MOST_ROLES,
    AddTemplate,
    DescribeTemplate,
    Makes,
    PublishTemplate,
    PutTemplateRole,
    PutTemplateStep,
    PutTemplateSteps,
    RemoveTemplateRole,
    RemoveTemplateStep,
    RenameTemplate,
    RestoreTemplate,
    RetireTemplate,
    SetTemplateDaysOff,
    TemplateAdded,
    TemplateCommand,
    TemplateDaysOffSet,
    TemplateDescribed,
    TemplateEvent,
    TemplatePublished,
    TemplateRenamed,
    TemplateRestored,
    TemplateRetired,
    TemplateRolePut,
    TemplateRoleRemoved,
    TemplateStepRemoved,
    TemplateStepsPut,
    TemplateTitled,
    TitleTemplate,
)

"""How many steps a history names."""


class NoSuchTemplate(Refused):
    """The template a command is about was added before."""


class TemplateExists(Refused):
    """A template is added once."""


class TemplateIsRetired(Refused):
    """A retired template does not change, and nothing is made from it, until it is restored."""


class TooMuchForATemplate(Refused):
    """A template has a bounded number of steps and roles."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a decision needs to know of a template; one that is not there yet has no name."""

    name: str = ""
    makes: Makes = Makes.PROJECT
    description: str = ""
    title: str | None = None
    labels: tuple[str, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)
    """The draft's, by their ids, in their order."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """The draft's, each with its description."""
    days_off: tuple[date, ...] = ()
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
        last = self.versions.get(self.newest)
        if last is None or tuple(self.steps.values()) != last.steps:
            return True
        roles = {role.role: role.description for role in last.roles}
        ours = (self.title, self.labels, self.days_off, list(self.roles.items()))
        return ours != (last.title, last.labels, last.days_off, list(roles.items()))

    def draft(self) -> Contents:
        """Put together what would be published now."""
        roles = (RoleOf(role=role, description=text) for role, text in self.roles.items())
        return Contents(
            title=self.title,
            labels=self.labels,
            steps=tuple(self.steps.values()),
            roles=tuple(roles),
            days_off=self.days_off,
        )


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
        case TitleTemplate(title=title, labels=labels):
            same = (title, labels) == (template.title, template.labels)
            return [] if same else [TemplateTitled(title=title, labels=labels)]
        case PutTemplateStep():
            return _put(template, (Step.model_construct(**dict(command)),))
        case PutTemplateSteps(steps=steps):
            return _put(template, steps)
        case RemoveTemplateStep(step=step):
            return [TemplateStepRemoved(step=step)] if step in template.steps else []
        case PutTemplateRole(role=role, description=text):
            return _role_put(template, role, text)
        case RemoveTemplateRole(role=role):
            return [TemplateRoleRemoved(role=role)] if role in template.roles else []
        case SetTemplateDaysOff(days=days):
            days = tuple(sorted(set(days)))
            return [] if days == template.days_off else [TemplateDaysOffSet(days=days)]
        case PublishTemplate(note=note):
            return _published(template, note)
        case RetireTemplate(reason=reason):
            return [] if template.retired else [TemplateRetired(reason=reason)]
        case RestoreTemplate(reason=reason):
            return [TemplateRestored(reason=reason)] if template.retired else []
        case _:
            assert_never(command)


def _must_apply(template: Template, command: TemplateCommand) -> None:
    if isinstance(command, AddTemplate):
        if template.name:
            raise TemplateExists(f"{template.name} was added before: use another id for a new one")
    elif not template.name:
        raise NoSuchTemplate("There is no template with this id yet: add it first")
    elif template.retired and not isinstance(command, RetireTemplate | RestoreTemplate):
        raise TemplateIsRetired(f"{template.name} is retired: restore it first")


def _put(template: Template, steps: Iterable[Step]) -> list[TemplateEvent]:
    new = tuple(step for step in steps if template.steps.get(step.step) != step)
    many = len(template.steps) + sum(step.step not in template.steps for step in new)
    if many > MOST_STEPS:
        raise TooMuchForATemplate(f"{many} steps are more than {MOST_STEPS}: make two templates")
    return [TemplateStepsPut(steps=new)] if new else []


def _role_put(template: Template, role: str, text: str) -> list[TemplateEvent]:
    if template.roles.get(role) == text:
        return []
    if role not in template.roles and len(template.roles) == MOST_ROLES:
        raise TooMuchForATemplate(f"There are {MOST_ROLES} roles already: remove one first")
    return [TemplateRolePut(role=role, description=text)]


def _published(template: Template, note: str | None) -> list[TemplateEvent]:
    if not template.has_news:
        return []
    contents, newest = template.draft(), template.newest
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
        case TemplateTitled(title=title, labels=labels):
            return replace(template, title=title, labels=labels)
        case TemplateStepsPut(steps=steps):
            return replace(template, steps={**template.steps, **{s.step: s for s in steps}})
        case TemplateStepRemoved(step=gone):
            left = {id: step for id, step in template.steps.items() if id != gone}
            return replace(template, steps=left)
        case TemplateRolePut(role=role, description=text):
            return replace(template, roles={**template.roles, role: text})
        case TemplateRoleRemoved(role=gone):
            roles = {role: text for role, text in template.roles.items() if role != gone}
            return replace(template, roles=roles)
        case TemplateDaysOffSet(days=days):
            return replace(template, days_off=days)
        case TemplatePublished(version=version, contents=contents):
            return _taken_in(template, version, contents)
        case TemplateRetired():
            return replace(template, retired=True)
        case TemplateRestored():
            return replace(template, retired=False)
        case _:
            assert_never(event)


def _taken_in(template: Template, version: int, contents: Contents) -> Template:
    """Keep a version; the draft says the same now, so the two share their steps."""
    return replace(
        template,
        title=contents.title,
        labels=contents.labels,
        steps={step.step: step for step in contents.steps},
        roles={role.role: role.description for role in contents.roles},
        days_off=contents.days_off,
        versions={**template.versions, version: contents},
    )


template = Decider(
    name="template",
    initial=Template(),
    decide=decide,
    evolve=evolve,
    commands=get_args(TemplateCommand),
    events=get_args(TemplateEvent),
)
