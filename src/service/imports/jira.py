"""Imports issues of Jira with their whole history.

Takes pages of its REST search (`/rest/api/2/search?expand=changelog`, fields `*all`): each change
becomes the command it stands for, at the time it was made, so that `valid_at` tells the imported
past and `as_of` tells what this workspace knew.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from service.imports.jira_census import Census, Known, census_of, id_of
from service.imports.jira_changes import changes_of
from service.imports.jira_pages import Issue, complaint, read_pages
from service.imports.jira_telling import Change, Told
from service.imports.jira_words import Words, load_words
from service.imports.rejects import Reject, write_rejects
from workdomain.desk import AnotherCommand, Receipt
from workdomain.kernel import Command, Context, Refused
from workdomain.people.person import AddPerson, person
from workdomain.planning.project import AddProject, project
from workdomain.planning.project_key import project_key, project_key_id
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

BATCH = 1000
"""Commands committed at a time."""

Progress = Callable[[int, int], None]
"""Is told how many commands are done, and of how many."""


@dataclass(frozen=True)
class ImportSummary:
    """What an import came to."""

    pages: int = 0
    issues: int = 0
    people: int = 0
    projects: int = 0
    commands: int = 0
    new: int = 0
    """Commands that changed something."""
    quiet: int = 0
    """Commands after which everything was as before."""
    known: int = 0
    """Commands that an earlier import had carried out."""
    rejects: tuple[Reject, ...] = ()
    """What was refused, could not be read, or had to be changed to be taken."""
    left_out: tuple[Reject, ...] = ()
    """What the domain has no word for."""
    changes_left_out: Mapping[str, int] = field(default_factory=dict)
    """How many changes of it were left out, by field."""
    fields_left_out: Mapping[str, int] = field(default_factory=dict)
    """How many issues have something in it that was left out, by field."""
    items: Mapping[str, int] = field(default_factory=dict)
    """What became of the items of the changelogs: taken, implied by others, left out."""
    dry_run: bool = False


def import_jira(
    work: Work,
    folder: Path,
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Import the pages in a folder; once more adds only what is new since.

    A dry run does it in an empty workspace in memory, and writes nothing but the reject file.
    `mapping` is described in `jira_words`; `rejects` becomes a CSV file. An import that was cut off
    is completed by another. Raises NothingToImport and BadMapping, which say what to do.
    """
    words = load_words(mapping)
    pages = list(read_pages(folder))
    read = [reject for page in pages for reject in page.rejects]
    issues = _newest(issue for page in pages for issue in page.issues)
    summary = ImportSummary(len(pages), len(issues), rejects=tuple(read), dry_run=dry_run)
    if dry_run:
        with Work.open(":memory:", clock=work.clock) as rehearsal:
            summary = _bring_in(rehearsal, issues, words, summary, progress)
    else:
        summary = _bring_in(work, issues, words, summary, progress)
    if rejects:
        write_rejects(rejects, (*summary.rejects, *summary.left_out))
    return summary


def _newest(issues: Iterable[Issue]) -> list[Issue]:
    """Keep the newest of issues that several pages hold, as pages shift while they are fetched."""
    newest: dict[tuple[str, str], Issue] = {}
    for issue in issues:
        other = newest.setdefault((issue.server, issue.id), issue)
        if _updated(issue) > _updated(other):
            newest[issue.server, issue.id] = issue
    return list(newest.values())


def _updated(issue: Issue) -> float:
    return (issue.fields.updated or issue.fields.created).timestamp()


def _bring_in(
    work: Work,
    issues: list[Issue],
    words: Words,
    summary: ImportSummary,
    progress: Progress | None,
) -> ImportSummary:
    told = Told()
    people = projects = 0
    for server in dict.fromkeys(issue.server for issue in issues):
        census = census_of(server, (issue for issue in issues if issue.server == server))
        told.changes += _people(work, census) + _projects(work, census, told.rejects)
        people, projects = people + len(census.people), projects + len(census.project_ids)
        for issue in issues:
            if issue.server == server:
                told.join(changes_of(issue, census, words))
    told.changes.sort(key=lambda change: (change.context.at, _rank(change.command)))
    outcome, refused = carry_out(work, told.changes, progress)
    return replace(
        summary,
        people=people,
        projects=projects,
        commands=len(told.changes),
        new=outcome["new"],
        quiet=outcome["quiet"],
        known=outcome["known"],
        rejects=(*summary.rejects, *told.rejects, *refused),
        left_out=tuple(told.left_out),
        changes_left_out=dict(told.changes_left_out.most_common()),
        fields_left_out=dict(told.fields_left_out.most_common()),
        items=dict(told.items),
    )


def _rank(command: Command) -> int:
    """Order what happens at the same moment: first who and where, then the work, then the rest."""
    order = ((AddPerson, AddProject), (AddWorkItem,))
    return next((n for n, kinds in enumerate(order) if isinstance(command, kinds)), len(order))


def _people(work: Work, census: Census) -> list[Change]:
    """Make everyone known; who is known already keeps the name they have here."""
    return [
        _setting_up(census, known, census.person(word), AddPerson(name=known.name), word)
        for word, known in census.people.items()
        if not work.state(person, census.person(word)).name
    ]


def _projects(work: Work, census: Census, rejects: list[Reject]) -> list[Change]:
    """Set up the projects there are not; one that has the key already is the one meant."""
    changes = []
    for key, known in census.projects.items():
        id = id_of(census.server, "project", key)
        if not work.state(project, id).name:
            if older := work.state(project_key, project_key_id(key)).project:
                id = older
            else:
                try:
                    command = AddProject(name=known.name, key=key)
                except ValidationError as error:
                    rejects.append(Reject(key, "project", f"left out: {complaint(error)}"))
                    continue
                changes.append(_setting_up(census, known, id, command, key))
        census.project_ids[key] = id
    return changes


def _setting_up(census: Census, known: Known, id: UUID, command: Command, word: str) -> Change:
    command_id = id_of(census.server, type(command).__name__, word)
    return Change(word, "creation", id, command, Context(OPERATOR, known.since, command_id))


def carry_out(
    work: Work, changes: Sequence[Change], progress: Progress | None
) -> tuple[Counter[str], list[Reject]]:
    """Carry out all commands, batch by batch; count what came of them, and list the refusals."""
    run, outcome, rejects = new_id(), Counter[str](), list[Reject]()
    lost: set[UUID] = set()
    for start in range(0, len(changes), BATCH):
        batch = changes[start : start + BATCH]
        asked = [(c.id, c.command, replace(c.context, correlation_id=run)) for c in batch]
        for change, answer in zip(batch, work.do_all(asked), strict=True):
            if isinstance(answer, Receipt):
                outcome["known" if answer.repeated else "new" if answer.events else "quiet"] += 1
            elif not isinstance(answer, Refused):
                raise answer  # the store failed: what was committed stays, the rest can follow
            elif isinstance(answer, AnotherCommand) and change.told_again:
                outcome["known"] += 1
            elif not (change.id in lost and isinstance(answer, NoSuchWorkItem)):
                rejects.append(Reject(change.issue, change.what, _reason(change, answer)))
                lost |= {change.id} if isinstance(change.command, AddWorkItem) else set()
        if progress:
            progress(start + len(batch), len(changes))
    return outcome, rejects


def _reason(change: Change, refusal: Refused) -> str:
    if isinstance(refusal, AnotherCommand):
        return "an earlier import told this otherwise; what is here stays as it was"
    if isinstance(refusal, NoSuchWorkItem) and change.other:
        return f"{change.other} was not imported: import it too, then this again"
    return f"{type(refusal).__name__}: {refusal}"
