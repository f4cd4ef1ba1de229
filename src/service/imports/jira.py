"""Imports issues of Jira with their whole history.

Takes pages of its REST search (`/rest/api/2/search?expand=changelog`, fields `*all`): each change
becomes the command it stands for, at the time it was made, so that `valid_at` tells the imported
past and `as_of` tells what this workspace knew.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
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

TOO_LATE = "an earlier import could not take it, and has taken what came after it"

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
    left_out_by_field: Mapping[str, int] = field(default_factory=dict)
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
    if rejects:
        write_rejects(rejects, ())  # where it cannot be written, better now than in the end
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


@dataclass
class _Plan:
    """All commands of an import: those that set up people and projects come first."""

    setting_up: list[Change] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    people: int = 0
    projects: dict[str, UUID] = field(default_factory=dict)


def _plan(work: Work, issues: list[Issue], words: Words) -> _Plan:
    """Put all issues into commands, in the order in which it all happened."""
    plan = _Plan()
    for server in dict.fromkeys(issue.server for issue in issues):
        ours = [issue for issue in issues if issue.server == server]
        census = census_of(server, ours)
        plan.setting_up += _people(work, census)
        plan.setting_up += _projects(work, census, plan.projects, plan.told.rejects)
        plan.people += len(census.people)
        for issue in ours:
            plan.told.join(changes_of(issue, census, words))
    plan.setting_up.sort(key=lambda change: change.context.at)
    plan.told.changes.sort(key=_order)
    return plan


def _bring_in(
    work: Work,
    issues: list[Issue],
    words: Words,
    summary: ImportSummary,
    progress: Progress | None,
) -> ImportSummary:
    plan = _plan(work, issues, words)
    told, late = plan.told, _too_late(work, plan.told.changes)
    told.rejects += [Reject(change.issue, change.what, TOO_LATE) for change in late]
    gone = {change.context.command_id for change in late}
    changes = [c for c in told.changes if c.context.command_id not in gone]
    outcome, refused = carry_out(work, [*plan.setting_up, *changes], progress)
    return replace(
        summary,
        people=plan.people,
        projects=len(plan.projects),
        commands=len(plan.setting_up) + len(changes),
        new=outcome["new"],
        quiet=outcome["quiet"],
        known=outcome["known"],
        rejects=(*summary.rejects, *told.rejects, *refused),
        left_out=tuple(told.left_out),
        left_out_by_field=dict(told.changes_left_out.most_common()),
        fields_left_out=dict(told.fields_left_out.most_common()),
        items=dict(told.items),
    )


def _order(change: Change) -> tuple[datetime, bool]:
    """Order by time; at the same moment an issue is added before anything else happens."""
    return change.context.at, not isinstance(change.command, AddWorkItem)


def _people(work: Work, census: Census) -> list[Change]:
    """Make everyone known; who is known already keeps the name they have here."""
    return [
        _setting_up(census, known, census.person(word), AddPerson(name=known.name), word)
        for word, known in census.people.items()
        if not work.state(person, census.person(word)).name
    ]


def _projects(
    work: Work, census: Census, keys: dict[str, UUID], rejects: list[Reject]
) -> list[Change]:
    """Set up the projects there are not; one that has the key already is the one meant.

    `keys` are those of projects that other servers bring along.
    """
    changes = []
    for key, known in census.projects.items():
        id = id_of(census.server, "project", key)
        if not work.state(project, id).name:
            if older := keys.get(key) or work.state(project_key, project_key_id(key)).project:
                id = older
            else:
                try:
                    command = AddProject(name=known.name, key=key)
                except ValidationError as error:
                    rejects.append(Reject(key, "project", f"left out: {complaint(error)}"))
                    continue
                changes.append(_setting_up(census, known, id, command, key))
        census.project_ids[key] = keys[key] = id
    return changes


def _setting_up(census: Census, known: Known, id: UUID, command: Command, word: str) -> Change:
    command_id = id_of(census.server, type(command).__name__, word)
    return Change(word, "creation", id, id, command, Context(OPERATOR, known.since, command_id))


def _too_late(work: Work, changes: Sequence[Change]) -> list[Change]:
    """Find what earlier imports could not take and have gone past.

    Taken now, it would undo what came after it.
    """
    matters: dict[tuple[UUID, str], list[Change]] = {}
    for change in changes:
        matters.setdefault(change.matter, []).append(change)
    late: list[Change] = []
    for matter in matters.values():
        known = [len(matter) > 1 and _is_known(work, change) for change in matter]
        if any(known):
            last = max(place for place, there in enumerate(known) if there)
            late += [c for c, there in zip(matter[:last], known, strict=False) if not there]
    return late


def _is_known(work: Work, change: Change) -> bool:
    command_id = change.context.command_id
    return command_id is not None and work.log.receipt(command_id) is not None


def carry_out(
    work: Work, changes: Sequence[Change], progress: Progress | None
) -> tuple[Counter[str], list[Reject]]:
    """Carry out all commands, batch by batch; count what came of them, and list the refusals."""
    run, outcome, rejects = new_id(), Counter[str](), list[Reject]()
    lost: set[UUID] = set()
    """Issues that could not be added: that alone says why nothing else of them was."""
    for start in range(0, len(changes), BATCH):
        batch = changes[start : start + BATCH]
        asked = [(c.id, c.command, c.context._replace(correlation_id=run)) for c in batch]
        for change, answer in zip(batch, work.do_all(asked), strict=True):
            if isinstance(answer, Receipt):
                outcome["known" if answer.repeated else "new" if answer.events else "quiet"] += 1
            elif not isinstance(answer, Refused):
                raise answer  # the store failed: what was committed stays, the rest can follow
            elif isinstance(answer, AnotherCommand) and change.told_again:
                outcome["known"] += 1
            elif change.item not in lost:
                rejects.append(Reject(change.issue, change.what, _reason(change, answer)))
                lost |= {change.item} if isinstance(change.command, AddWorkItem) else set()
        if progress:
            progress(start + len(batch), len(changes))
    return outcome, rejects


def _reason(change: Change, refusal: Refused) -> str:
    if isinstance(refusal, AnotherCommand):
        return "an earlier import told this otherwise; what is here stays as it was"
    if isinstance(refusal, NoSuchWorkItem) and change.other:
        return f"{change.other} was not imported: import it too, then this again"
    return f"{type(refusal).__name__}: {refusal}"
