"""Imports templates: checklists in Markdown, and the plans of releases with their history.

Looks into a folder for `issue_templates/*.md` (or `*.md` with a front matter beside it) and for
`release_timeline_history.csv`. Each checklist becomes a template for a work item; the plans become
versions of one template, and a project of each release, with every rescheduling at its time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from service.imports.checklists import Checklist, numbered, read_checklist
from service.imports.jira import carry_out
from service.imports.jira_pages import NothingToImport, complaint
from service.imports.jira_telling import Change
from service.imports.rejects import Reject, write_rejects
from service.imports.releases import HISTORY, id_of, read_plans, told
from workdomain.kernel import Command, Context
from workdomain.planning.template import (
    AddTemplate,
    DescribeTemplate,
    Makes,
    PublishTemplate,
    RenameTemplate,
    template,
)
from workdomain.planning.template_draft import (
    PutTemplateSteps,
    RemoveTemplateStep,
    TitleTemplate,
)
from workdomain.values import OPERATOR
from workdomain.work import Work

CHECKLISTS = "issue_templates"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class TemplatesSummary:
    """What an import of templates came to."""

    checklists: int = 0
    headings: int = 0
    checks: int = 0
    nested: int = 0
    releases: int = 0
    versions: int = 0
    """Versions of all plans."""
    milestones: int = 0
    commands: int = 0
    new: int = 0
    """Commands that changed something."""
    quiet: int = 0
    """Commands after which everything was as before."""
    known: int = 0
    """Commands that an earlier import had carried out."""
    rejects: tuple[Reject, ...] = ()
    """What was refused, could not be read, or was taken although it looks wrong."""
    dated_versions: Mapping[str, int] = field(default_factory=dict)
    """How many versions of its plan name a day, by release."""
    dry_run: bool = False


def import_templates(
    work: Work,
    folder: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> TemplatesSummary:
    """Import what is in a folder; once more adds only what is new since.

    A dry run does it in an empty workspace in memory, and writes nothing but the reject file.
    Raises NothingToImport, which says what to do.
    """
    files = sorted((folder / CHECKLISTS).glob("*.md")) or sorted(folder.glob("*.md"))
    history = folder / HISTORY
    if not (files or history.is_file()):
        raise NothingToImport(
            f"{folder} holds neither {CHECKLISTS}/*.md nor {HISTORY}: name the folder they are in"
        )
    if rejects:
        write_rejects(rejects, ())  # where it cannot be written, better now than in the end
    if dry_run:
        with Work.open(":memory:", clock=work.clock) as rehearsal:
            summary = _bring_in(rehearsal, files, history, progress)
    else:
        summary = _bring_in(work, files, history, progress)
    if rejects:
        write_rejects(rejects, summary.rejects)
    return replace(summary, dry_run=dry_run)


def _bring_in(
    work: Work, files: list[Path], history: Path, progress: Progress | None
) -> TemplatesSummary:
    problems: list[Reject] = []
    checklists = {path.name: each for path, each in _read(files, problems)}
    plans = read_plans(history, problems) if history.is_file() else []
    found = told(plans, problems)
    changes = [*found.changes, *_templates(work, checklists)]
    outcome, refused = carry_out(work, changes, progress)
    counts = [numbered(each) for each in checklists.values()]
    return TemplatesSummary(
        checklists=len(checklists),
        headings=sum(count["headings"] for count in counts),
        checks=sum(count["checks"] for count in counts),
        nested=sum(count["nested"] for count in counts),
        releases=len(found.releases),
        versions=sum(map(len, plans)),
        milestones=found.milestones,
        commands=len(changes),
        new=outcome["new"],
        quiet=outcome["quiet"],
        known=outcome["known"],
        rejects=(*problems, *refused),
        dated_versions=found.releases,
    )


def _read(files: list[Path], problems: list[Reject]) -> Iterator[tuple[Path, Checklist]]:
    for path in files:
        try:
            checklist = read_checklist(path)
        except (OSError, ValueError) as error:
            reason = complaint(error) if isinstance(error, ValidationError) else str(error)
            problems.append(Reject(path.name, "file", reason))
            continue
        if checklist.steps:
            yield path, checklist
        else:
            problems.append(Reject(path.name, "file", "there is no heading and no check in it"))


def _templates(work: Work, checklists: Mapping[str, Checklist]) -> Iterator[Change]:
    """Put checklists into commands; of a file that has changed, another version is published."""
    now = work.now()
    for name, checklist in checklists.items():
        id, content = id_of("checklist", name), sha256(repr(checklist).encode()).hexdigest()
        for what, command in _commands(work, id, checklist):
            command_id = id_of("command", name, content, type(command).__name__, what)
            yield Change(name, what, id, id, command, Context(OPERATOR, now, command_id))


def _commands(work: Work, id: UUID, checklist: Checklist) -> Iterator[tuple[str, Command]]:
    known = work.state(template, id)
    if not known.name:
        yield "template", AddTemplate(name=checklist.name, makes=Makes.WORK_ITEM)
    yield "name", RenameTemplate(name=checklist.name)
    yield "about", DescribeTemplate(description=checklist.about[:10_000])
    yield "title", TitleTemplate(title=checklist.title, labels=checklist.labels)
    for gone in sorted(known.draft.steps.keys() - {step.step for step in checklist.steps}):
        yield gone, RemoveTemplateStep(step=gone)
    yield "steps", PutTemplateSteps(steps=checklist.steps)
    yield "version", PublishTemplate(note=None)
