"""What was made from templates, by which version, and how far its days have moved since."""

from datetime import datetime
from uuid import UUID

from projections.models.templates import MadeRow, TemplateRow
from projections.names import items_called, people_called, projects_called
from projections.reader import Reader
from projections.slippage import by_project, read_slips, slippage
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.template import Makes


class TemplateUses(Message):
    """Which projects and work items were made from templates, and do they still follow them?"""

    template: UUID | None = None
    """Only what was made from this template."""


class TemplateUse(Message):
    """A project or a work item that was made from a template."""

    id: UUID
    """The project or the work item."""
    made: Makes
    called: str
    """The key of the project, or the title of the work item."""
    template: UUID
    template_name: str
    version: int
    newer_versions: int
    """How many versions were published after the one it was made from."""
    made_at: datetime
    made_by: str
    items: int
    """Work items that were made."""
    planned_items: int | None
    """Of a project: its items that are or were due on some day."""
    moved_items: int | None
    """Of a project: those that are not due any more when the plan first said, or were not once."""
    median_slip_days: float | None
    """Of a project: by how many calendar days the moved ones are later; null if none was moved."""
    max_slip_days: int | None


def read(reader: Reader, params: TemplateUses, _page: Page) -> list[TemplateUse]:
    """Read what was made, by template, the latest first."""
    wanted = params.template
    found = reader.rows(MadeRow, lambda c: [c.template == wanted] if wanted else ())
    templates = {row.id: row for row in reader.rows(TemplateRow)}
    projects = [made.made for made in found if made.makes is Makes.PROJECT]
    items = [made.made for made in found if made.makes is Makes.WORK_ITEM]
    names = projects_called(reader, projects) | items_called(reader, items)
    people = people_called(reader, {made.by for made in found})
    slips = by_project(read_slips(reader, projects)) if projects else {}
    rows = []
    for made in found:
        template = templates.get(made.template)
        sums = slippage(slips.get(made.made, ())) if made.makes is Makes.PROJECT else None
        rows.append(
            TemplateUse(
                id=made.made,
                made=made.makes,
                called=names.get(made.made, str(made.made)),
                template=made.template,
                template_name=template.name if template else str(made.template),
                version=made.version,
                newer_versions=max(0, template.version - made.version) if template else 0,
                made_at=made.made_at,
                made_by=people.get(made.by, str(made.by)),
                items=made.items,
                planned_items=sums and sums.items,
                moved_items=sums and sums.moved,
                median_slip_days=sums and sums.median_days,
                max_slip_days=sums and sums.max_days,
            )
        )
    return sorted(rows, key=lambda row: order(params, row))


def order(_params: TemplateUses, row: TemplateUse) -> Order:
    """Sort by template, the latest first."""
    return (row.template_name, str(row.template), -row.made_at.timestamp(), str(row.id))


template_uses = View(
    name="template-uses",
    params=TemplateUses,
    row=TemplateUse,
    key=("id",),
    read=read,
    order=order,
)
