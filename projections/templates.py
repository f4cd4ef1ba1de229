"""Templates: every version, what is in it, and what was made from it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from projections.figures import rounded
from projections.models.templates import MadeRow, TemplateRow, VersionRow
from projections.names import items_called, people_called, projects_called
from projections.reader import Reader
from projections.tables import to_moment
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.planning.template import Makes


class Templates(Message):
    """Which templates are there, in which versions, and what was made from them?"""

    template: UUID | None = None
    """Only this template."""
    all_versions: bool = True
    """Whether versions are shown that a newer one has replaced."""


class TemplateVersion(Message):
    """A version of a template; of one that was never published, the template itself."""

    id: UUID
    """The template."""
    name: str
    makes: Makes
    version: int | None
    """Null when nothing was published yet."""
    newest: bool
    retired: bool
    unpublished: bool
    """Whether the draft says something else than the newest version."""
    steps: int
    """Of a template that was never published: of its draft."""
    uses: int
    """How many projects or work items were made from it."""
    used_by: tuple[str, ...]
    """Keys of those projects, or titles of those work items: the latest of them."""
    last_used_at: datetime | None
    milestones: int
    roles: tuple[str, ...]
    work_h: float | None
    """What the estimates expect, in person-hours; null if there are none."""
    published_at: datetime | None
    published_by: str | None
    note: str | None


SHOWN = 20
"""How many users of a version are named."""


def read(reader: Reader, params: Templates, _page: Page) -> list[TemplateVersion]:
    """Read the templates with their versions, by name, the newest version first."""
    wanted = params.template
    of_one = (lambda c: [c.id == wanted]) if wanted else (lambda _c: [])
    about = (lambda c: [c.template == wanted]) if wanted else (lambda _c: [])
    templates = reader.rows(TemplateRow, of_one)
    versions = defaultdict[UUID, list[VersionRow]](list)
    for version in reader.rows(VersionRow, about):
        versions[version.template].append(version)
    uses = defaultdict[tuple[UUID, int], list[MadeRow]](list)
    for made in sorted(reader.rows(MadeRow, about), key=lambda m: (m.made_at, m.made)):
        uses[made.template, made.version].append(made)
    named = _named(reader, [m for made in uses.values() for m in made[-SHOWN:]])
    people = people_called(reader, {v.by for each in versions.values() for v in each})
    rows = [
        row
        for template in templates
        for row in _versions(template, versions[template.id], uses, named, people)
        if params.all_versions or row.newest or row.version is None
    ]
    return sorted(rows, key=lambda row: order(params, row))


def _named(reader: Reader, made: Sequence[MadeRow]) -> dict[UUID, str]:
    projects = (each.made for each in made if each.makes is Makes.PROJECT)
    items = (each.made for each in made if each.makes is Makes.WORK_ITEM)
    return projects_called(reader, projects) | items_called(reader, items)


def _versions(
    template: TemplateRow,
    versions: Sequence[VersionRow],
    uses: dict[tuple[UUID, int], list[MadeRow]],
    named: dict[UUID, str],
    people: dict[UUID, str],
) -> Iterator[TemplateVersion]:
    shown: dict[str, Any] = {
        "id": template.id,
        "name": template.name,
        "makes": template.makes,
        "retired": template.is_retired,
        "unpublished": template.unpublished,
    }
    if not versions:
        yield TemplateVersion(
            **shown,
            version=None,
            newest=False,
            steps=template.draft_steps,
            milestones=0,
            roles=(),
            work_h=None,
            published_at=None,
            published_by=None,
            note=None,
            uses=0,
            used_by=(),
            last_used_at=None,
        )
    for version in versions:
        made = uses.get((template.id, version.version), [])
        yield TemplateVersion(
            **shown,
            version=version.version,
            newest=version.version == template.version,
            steps=version.steps,
            milestones=version.milestones,
            roles=version.roles,
            work_h=rounded(version.work_h),
            published_at=to_moment(version.at),
            published_by=people.get(version.by, str(version.by)),
            note=version.note,
            uses=len(made),
            used_by=tuple(named.get(m.made, str(m.made)) for m in made[: -SHOWN - 1 : -1]),
            last_used_at=made[-1].made_at if made else None,
        )


def order(_params: Templates, row: TemplateVersion) -> Order:
    """Sort by name; of one template, the newest version first."""
    return (row.name.casefold(), str(row.id), -(row.version or 0))


templates = View(
    name="templates",
    params=Templates,
    row=TemplateVersion,
    key=("id", "version"),
    read=read,
    order=order,
)
