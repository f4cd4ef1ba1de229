"""How changes to a template and its draft are taken back; its versions never change."""

from collections.abc import Iterable
from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.template import (
    DescribeTemplate,
    RenameTemplate,
    RestoreTemplate,
    RetireTemplate,
    Template,
    TemplateAdded,
    TemplateDescribed,
    TemplateEvent,
    TemplatePublished,
    TemplateRenamed,
    TemplateRestored,
    TemplateRetired,
    template,
)
from workdomain.planning.template_draft import (
    Draft,
    PutTemplateRole,
    PutTemplateSteps,
    RemoveTemplateRole,
    RemoveTemplateStep,
    SetTemplateDaysOff,
    TemplateDaysOffSet,
    TemplateRolePut,
    TemplateRoleRemoved,
    TemplateStepRemoved,
    TemplateStepsPut,
    TemplateTitled,
    TitleTemplate,
)

WHY = "Reverted"


def commands(event: TemplateEvent, now: Template, wanted: Template) -> list[Command]:
    """Say what makes up for an event; a template that was added by mistake is retired."""
    if not wanted.name:
        return [] if now.retired else [RetireTemplate(reason=WHY)]
    match event:
        case TemplateAdded() | TemplateRenamed():
            return [RenameTemplate(name=wanted.name)]
        case TemplateDescribed():
            return [DescribeTemplate(description=wanted.description)]
        case TemplateTitled():
            return [TitleTemplate(title=wanted.draft.title, labels=wanted.draft.labels)]
        case TemplateStepsPut(steps=steps):
            return _steps(wanted.draft, [step.step for step in steps])
        case TemplateStepRemoved(step=id):
            return _steps(wanted.draft, [id])
        case TemplateRolePut(role=role) | TemplateRoleRemoved(role=role):
            if (text := wanted.draft.roles.get(role)) is None:
                return [RemoveTemplateRole(role=role)]
            return [PutTemplateRole(role=role, description=text)]
        case TemplateDaysOffSet():
            return [SetTemplateDaysOff(days=wanted.draft.days_off)]
        case TemplatePublished(version=version):
            raise CannotRevert(
                f"Version {version} stays as it was published: set the draft right, and publish"
            )
        case TemplateRetired() | TemplateRestored():
            return [RetireTemplate(reason=WHY) if wanted.retired else RestoreTemplate(reason=WHY)]
        case _:
            assert_never(event)


def _steps(wanted: Draft, ids: Iterable[str]) -> list[Command]:
    """Put in those of these that there should be, and take out the others."""
    there = tuple(wanted.steps[id] for id in ids if id in wanted.steps)
    removed = [RemoveTemplateStep(step=id) for id in ids if id not in wanted.steps]
    return [*removed, PutTemplateSteps(steps=there)] if there else [*removed]


def counts(it: Template) -> Any:
    """Compare steps and roles in whatever order; days off in theirs."""
    return (
        it.name,
        it.makes,
        it.description,
        (it.draft.title, it.draft.labels, it.draft.days_off),
        dict(it.draft.steps),
        dict(it.draft.roles),
        it.newest,
        it.retired,
    )


def gone(it: Template) -> bool:
    """Tell whether nothing more is made from it."""
    return it.retired


template_undo: Undo[Template, TemplateEvent] = Undo(template, commands, counts, gone)
