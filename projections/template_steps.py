"""The steps of a template, as one of its versions has them."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy import and_, false, or_

from projections.figures import rounded
from projections.models.templates import StepRow, TemplateRow
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.shape import Shape
from workdomain.planning.step import Anchor


class TemplateSteps(Message):
    """What does a version of a template say, step by step?"""

    template: UUID | None = None
    """Only this template; without one, the newest versions of all."""
    version: int | None = Field(default=None, ge=1)
    """Which version; the newest, if left out."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.version is not None and self.template is None:
            raise ValueError("Give the template that the version is of")
        return self


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
    shape: Shape


SHOWN = TemplateStep.model_fields.keys() - {"name", "work_h"}


def read(reader: Reader, params: TemplateSteps, _page: Page) -> list[TemplateStep]:
    """Read the steps in their places; none if there is no such version."""
    wanted, version = params.template, params.version
    named = reader.rows(TemplateRow, lambda c: [c.id == wanted] if wanted else ())
    shown = {row.id: (row.name, version or row.version) for row in named}
    s: Any = reader.table(StepRow).c
    versions = [and_(s.template == id, s.version == v) for id, (_, v) in shown.items()]
    found = reader.rows(StepRow, lambda _c: [or_(false(), *versions)])
    rows = [
        TemplateStep(
            **{field: getattr(row, field) for field in SHOWN},
            name=shown[row.template][0],
            work_h=rounded(row.work_h),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: order(params, row))


def order(_params: TemplateSteps, row: TemplateStep) -> Order:
    """Sort by template, then by place."""
    return (row.name.casefold(), str(row.template), row.place)


template_steps = View(
    name="template-steps",
    params=TemplateSteps,
    row=TemplateStep,
    key=("template", "version", "step"),
    read=read,
    order=order,
)
