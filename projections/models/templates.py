"""Templates as rows, what their versions say, and what was made from them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from projections.kernel import ReadModel, TableOf
from projections.timeline import Told
from workdomain.planning.from_template import MadeFromTemplate, from_template
from workdomain.planning.shape import Shape
from workdomain.planning.step import Anchor, Step
from workdomain.planning.template import (
    Makes,
    Template,
    TemplateEvent,
    TemplatePublished,
    template,
)
from workdomain.store.messages import Recorded


class TemplateRow(NamedTuple):
    """A template as it is; what its draft says is not shown before it is published."""

    id: UUID
    name: str
    makes: Makes
    description: str
    version: int
    """The newest; 0 when nothing was published."""
    draft_steps: int
    unpublished: bool
    """Whether the draft says something else than the newest version."""
    is_retired: bool


class VersionRow(NamedTuple):
    """A version that was published: a fact, which nothing changes."""

    template: UUID
    version: int
    position: int
    at: int
    """When it was published, in microseconds since 1970."""
    by: UUID
    note: str | None
    steps: int
    milestones: int
    roles: tuple[str, ...]
    work_h: float | None
    """What its estimates expect, in person-hours; null if none has one."""


class StepRow(NamedTuple):
    """A step of a version, in its place."""

    template: UUID
    version: int
    position: int
    at: int
    place: int
    step: str
    title: str
    kind: str | None
    role: str | None
    parent: str | None
    after: tuple[str, ...]
    week: int | None
    offset_days: int | None
    duration_days: int
    counts_from: Anchor
    work_h: float | None
    checklist: int
    labels: tuple[str, ...]
    shape: Shape


class Said(NamedTuple):
    """Where a step is said: the first columns of its row."""

    template: UUID
    version: int
    position: int
    at: int
    place: int


class MadeRow(NamedTuple):
    """What was made from a template: a project or a work item."""

    made: UUID
    template: UUID
    version: int
    makes: Makes
    items: int
    starts: date | None
    ends: date | None
    made_at: datetime
    by: UUID


def evolve(known: Template, recorded: Recorded) -> Template:
    """Take in an event as decisions do."""
    event: TemplateEvent = recorded.event  # type: ignore[assignment]  # the engine reads no others
    return template.evolve(known, event, recorded.context)


def rows(id: UUID, known: Template) -> Iterable[TemplateRow]:
    """Show a template that was added."""
    if known.name:
        yield TemplateRow(
            id=id,
            name=known.name,
            makes=known.makes,
            description=known.description,
            version=known.newest,
            draft_steps=len(known.draft.steps),
            unpublished=known.has_news,
            is_retired=known.retired,
        )


def entries(
    id: UUID, _before: Template, _after: Template, told: Told
) -> Iterable[VersionRow | StepRow]:
    """Write down a version and its steps when it is published."""
    at, position, recorded = told
    event = recorded.event
    if not isinstance(event, TemplatePublished):
        return
    steps = event.contents.steps
    expected = [step.estimate.expected for step in steps if step.estimate]
    yield VersionRow(
        template=id,
        version=event.version,
        position=position,
        at=at,
        by=recorded.context.by,
        note=event.note,
        steps=len(steps),
        milestones=sum(step.shape is Shape.MILESTONE for step in steps),
        roles=tuple(role.role for role in event.contents.roles),
        work_h=sum(expected) if expected else None,
    )
    for place, step in enumerate(steps, 1):
        yield _step(Said(id, event.version, position, at, place), step)


def _step(said: Said, step: Step) -> StepRow:
    return StepRow(
        *said,
        step=step.step,
        title=step.title,
        kind=step.kind,
        role=step.role,
        parent=step.parent,
        after=tuple(map(str, step.after)),
        week=step.week,
        offset_days=step.offset_days,
        duration_days=step.duration_days,
        counts_from=step.counts_from,
        work_h=step.estimate.expected if step.estimate else None,
        checklist=len(step.checklist),
        labels=step.labels,
        shape=step.shape,
    )


def made(_known: MadeRow | None, recorded: Recorded) -> MadeRow | None:
    """Remember what something was made from."""
    context = recorded.context
    told: MadeFromTemplate = recorded.event  # type: ignore[assignment]  # there is no other
    return MadeRow(
        made=UUID(recorded.stream.partition("/")[2]),
        template=told.template,
        version=told.version,
        makes=told.makes,
        items=told.items,
        starts=told.starts,
        ends=told.ends,
        made_at=context.at,
        by=context.by,
    )


def made_rows(_id: UUID, known: MadeRow | None) -> Iterable[MadeRow]:
    """Show what was made."""
    return () if known is None else (known,)


templates = ReadModel(
    name="templates",
    reads=(template,),
    initial=Template(),
    evolve=evolve,
    rows=rows,
    entries=entries,
    tables=(
        TableOf(TemplateRow, "template", key=(), indexes=(("id",),), called="name"),
        TableOf(VersionRow, "template_version", key=(), indexes=(("template",),), journal=True),
        TableOf(StepRow, "template_step", key=(), indexes=(("template", "version"),), journal=True),
    ),
)

made_from_templates: ReadModel[MadeRow | None] = ReadModel(
    name="made-from-templates",
    reads=(from_template,),
    initial=None,
    evolve=made,
    rows=made_rows,
    tables=(TableOf(MadeRow, "made_from_template", key=(), indexes=(("made",), ("template",))),),
)
