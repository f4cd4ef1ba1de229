"""The steps of a template, as one of its versions has them."""

from uuid import UUID

from pydantic import Field

from projections.figures import rounded
from projections.models.templates import StepRow, TemplateRow, VersionRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.step import Anchor


class TemplateSteps(Message):
    """What does a version of a template say, step by step?"""

    template: UUID
    version: int | None = Field(default=None, ge=1)
    """Which version; the newest, if left out."""


class TemplateStep(Message):
    """A step of a template."""

    template: UUID
    name: str
    version: int
    place: int
    step: str
    title: str
    kind: str | None
    role: str | None
    parent: str | None
    after: tuple[str, ...]
    """Steps it waits for, each with its lag in working days, if there is one."""
    week: int | None
    offset_days: int | None
    duration_days: int
    counts_from: Anchor
    work_h: float | None
    checklist: int
    """Lines of its checklist."""
    labels: tuple[str, ...]
    milestone: bool


def read(reader: Reader, params: TemplateSteps, _page: Page) -> list[TemplateStep]:
    """Read the steps in their places; none if there is no such version."""
    named = reader.rows(TemplateRow, lambda c: [c.id == params.template])
    about = reader.rows(VersionRow, lambda c: [c.template == params.template])
    versions = [row.version for row in about]
    wanted = params.version or max(versions, default=0)
    found = reader.rows(StepRow, lambda c: [c.template == params.template, c.version == wanted])
    rows = [
        TemplateStep(**{**row._asdict(), "work_h": rounded(row.work_h), "name": template.name})
        for template in named
        for row in found
    ]
    return sorted(rows, key=lambda row: order(params, row))


def order(_params: TemplateSteps, row: TemplateStep) -> Order:
    """Sort by place."""
    return (row.place,)


template_steps = View(
    name="template-steps",
    params=TemplateSteps,
    row=TemplateStep,
    key=("step",),
    read=read,
    order=order,
)
