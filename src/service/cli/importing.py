"""`import`: work that was kept somewhere else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from typer import Argument, Option

from service.cli.errors import NO
from service.cli.names import Names
from service.cli.opening import work_at
from service.cli.options import WORK_DB, Db, Form, Format
from service.cli.printing import print_csv, print_json, print_table
from service.cli.terminal import bar, out, say
from service.imports.calendars import Into, import_calendars
from service.imports.csv_import import CsvSummary, import_csv
from service.imports.csv_map import explained, load_map
from service.imports.jira import ImportSummary, import_jira
from service.imports.okr import OkrSummary, import_okr
from service.imports.rejects import Reject
from service.imports.templates import TemplatesSummary, import_templates
from service.imports.timesheets import import_timesheets
from workdomain.values import Zone

SHOWN = 5

DryRun = Annotated[
    bool, Option("--dry-run", help="Only tell what would come of it in an empty database.")
]

OnlyTell = Annotated[bool, Option("--dry-run", help="Only tell what is in the files.")]
Rejects = Annotated[
    Path | None,
    Option("--rejects", metavar="FILE", help="Write what was not taken as it is, as CSV."),
]


def join(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(no_args_is_help=True)
    verb.command("calendar")(calendar)
    verb.command("csv")(csv)
    verb.command("jira")(jira)
    verb.command("okr")(okr)
    verb.command("templates")(templates)
    verb.command("timesheet")(timesheet)
    app.add_typer(
        verb, name="import", help="Take in work from another system.", rich_help_panel="Data"
    )


def jira(
    folder: Annotated[Path, Argument(metavar="DIR", help="Pages of Jira's REST search, as JSON.")],
    dry_run: DryRun = False,
    mapping: Annotated[
        Path | None,
        Option("--map", metavar="FILE", help="What statuses mean that are not known here."),
    ] = None,
    rejects: Rejects = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Import issues of Jira with their whole history; once more adds only what is new.

    What happened keeps its time, so that `--valid-at` tells the imported past.
    """
    with work_at(":memory:" if dry_run else db, create=True) as work, bar("Importing") as tell:
        summary = import_jira(
            work, folder, mapping=mapping, dry_run=dry_run, rejects=rejects, progress=tell
        )
    counts = _counts(summary, "pages", "issues", "people", "projects")
    _tell({**counts, "left_out": len(summary.left_out), "dry_run": summary.dry_run}, form)
    if form is Form.TABLE and (fields := list(summary.fields_left_out.items())):
        told = ", ".join(f"{field} ({count})" for field, count in fields[:SHOWN])
        say(f"There is no word here for {len(fields)} fields, such as {told}")
    _complain(summary.rejects, rejects)
    if summary.issues == 0:
        raise typer.Exit(NO)


def csv(
    files: Annotated[
        list[Path] | None,
        Argument(metavar="FILE...", help="CSV files, perhaps packed as .gz or .xz."),
    ] = None,
    mapping: Annotated[
        str | None,
        Option("--map", metavar="FILE|NAME", help="What the columns mean; --explain tells how."),
    ] = None,
    zone: Annotated[
        str | None,
        Option("--zone", metavar="ZONE", help="The zone of times that do not say theirs."),
    ] = None,
    explain: Annotated[
        bool, Option("--explain", help="Tell how a map is written, and do nothing else.")
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Only tell what would come of it in this database.")
    ] = False,
    rejects: Rejects = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Import the rows of CSV files, as a map tells; once more adds only what is new.

    What happened keeps its time: `--valid-at` tells the imported past.
    """
    if explain:
        out().print(explained(), markup=False)
        return
    if mapping is None or not files:
        raise typer.BadParameter("name the files, and with --map what they mean (see --explain)")
    csv_map = load_map(mapping, zone)
    there = not dry_run or "://" in db or Path(db).exists()
    with work_at(db if there else ":memory:", create=True) as work, bar("Importing") as tell:
        summary = import_csv(work, csv_map, files, dry_run=dry_run, rejects=rejects, progress=tell)
    _tell(_csv_counts(summary), form)
    if summary.unread:
        say(f"No part of the map reads {', '.join(summary.unread)}")
    if not summary.rows:
        say("There are no rows in these files, only their headers")
    for note in summary.shown[: 0 if rejects else SHOWN]:
        say(f"{note.file}, row {note.row}: {note.what}: {note.reason}")
    if rejects is not None:
        say(f"What was not taken as it is, is in {rejects}")
    elif summary.rejects + summary.remarks > len(summary.shown):
        say("--rejects FILE writes down all that was not taken as it is")
    if summary.commands == 0:
        raise typer.Exit(NO)


def _csv_counts(summary: CsvSummary) -> dict[str, Any]:
    names = ("files", "rows", "commands", "new", "quiet", "known", "rejects", "remarks")
    return {name: getattr(summary, name) for name in names} | {
        "hours": round(summary.minutes / 60, 2),
        "hours_rejected": round(summary.minutes_rejected / 60, 2),
        "hours_rounded": round(float(summary.minutes_rounded) / 60, 4),
        "dry_run": summary.dry_run,
    }


def okr(
    folder: Annotated[Path, Argument(metavar="DIR", help="CSV sheets of scores; or one of them.")],
    dry_run: DryRun = False,
    rejects: Rejects = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Import quarterly goals with their scores; once more adds only what is new.

    Columns: quarter, team, kind, objective, key_result, priority, owner, mid_actual,
    mid_projection, end_score. What happened keeps its time: `view goals --valid-at DAY`.
    """
    with work_at(":memory:" if dry_run else db, create=True) as work, bar("Importing") as tell:
        summary = import_okr(work, folder, dry_run=dry_run, rejects=rejects, progress=tell)
    counts = _counts(summary, "files", "sheets", "objectives", "key_results", "people")
    _tell({**counts, "left_out": len(summary.left_out), "dry_run": summary.dry_run}, form)
    _complain((*summary.rejects, *summary.left_out), rejects)
    if summary.objectives == 0:
        raise typer.Exit(NO)


def calendar(
    files: Annotated[list[Path], Argument(metavar="FILE...", help="iCalendar files.")],
    into: Annotated[Into, Option("--as", help="What events become.")],
    of: Annotated[
        str,
        Option("--of", metavar="NAME|KEY|ID", help="Of which person, work calendar or project."),
    ],
    zone: Annotated[
        str, Option("--zone", metavar="ZONE", help="Whose midnights count, and times without one.")
    ] = "UTC",
    dry_run: OnlyTell = False,
    rejects: Rejects = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Import events as leave, days off or milestones; once more adds only what is new.

    A feed of the same comes from `report calendar`.
    """
    known_zone(zone)
    with work_at(db) as work, Names(work) as names:
        kind = {Into.DAYS_OFF: "work-calendar", Into.MILESTONES: "project"}.get(into, "person")
        whose = names.find(kind, of)
        summary = import_calendars(
            work, files, into, whose, zone=zone, dry_run=dry_run, rejects=rejects
        )
    fields = ("files", "days", "commands", "new", "quiet", "known", "dry_run")
    counts = {name: getattr(summary, name) for name in fields}
    _tell({**counts, "rejects": len(summary.rejects)}, form)
    _complain(summary.rejects, rejects)
    if summary.days == 0:
        raise typer.Exit(NO)


def timesheet(
    files: Annotated[
        list[Path],
        Argument(metavar="FILE...", help="Time entries of Toggl, Clockify, Harvest or Solidtime."),
    ],
    zone: Annotated[
        str | None,
        Option("--zone", metavar="ZONE", help="The zone of times that do not say theirs."),
    ] = None,
    day_first: Annotated[
        bool, Option("--day-first", help="Days are written 31/12/2026, and not 12/31/2026.")
    ] = False,
    dry_run: OnlyTell = False,
    rejects: Rejects = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Import time entries, told apart by their headers; once more adds only what is new.

    People, clients, projects and tasks are found by name, or added. Overlaps, stretches over
    midnight and lengths that are not what lies between begin and end are told.
    """
    if zone is not None:
        known_zone(zone)
    there = not dry_run or "://" in db or Path(db).exists()
    with work_at(db if there else ":memory:", create=True) as work:
        summary = import_timesheets(
            work, files, zone=zone, day_first=day_first, dry_run=dry_run, rejects=rejects
        )
    names = (
        "files", "rows", "entries", "people", "clients", "projects", "items", "not_billable",
        "commands", "new", "known", "dry_run",
    )  # fmt: skip
    counts = {name: getattr(summary, name) for name in names}
    counts |= {"hours": round(summary.minutes / 60, 2)}
    counts |= {"rejects": len(summary.rejects), "remarks": len(summary.remarks)}
    _tell(counts, form)
    _complain((*summary.rejects, *summary.remarks), rejects)
    if summary.entries == 0:
        raise typer.Exit(NO)


def known_zone(zone: str) -> None:
    """Refuse what is no time zone."""
    try:
        TypeAdapter(Zone).validate_python(zone)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"], param_hint="--zone") from None


def templates(
    folder: Annotated[
        Path, Argument(metavar="DIR", help="Checklists in Markdown, and plans of releases.")
    ],
    dry_run: DryRun = False,
    rejects: Rejects = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Import checklists as templates, and plans of releases as projects made from one.

    Looks for `issue_templates/*.md` (or `*.md`) and `release_timeline_history.csv`. Every
    rescheduling keeps its time; once more adds only what is new.
    """
    with work_at(":memory:" if dry_run else db, create=True) as work, bar("Importing") as tell:
        summary = import_templates(work, folder, dry_run=dry_run, rejects=rejects, progress=tell)
    counts = _counts(summary, "checklists", "checks", "releases", "versions", "milestones")
    _tell({**counts, "dry_run": summary.dry_run}, form)
    _complain(summary.rejects, rejects)
    if summary.commands == 0:
        raise typer.Exit(NO)


def _counts(summary: ImportSummary | OkrSummary | TemplatesSummary, *names: str) -> dict[str, int]:
    """List what was counted: by these names, then what came of the commands."""
    counted = (*names, "commands", "new", "quiet", "known")
    return {name: getattr(summary, name) for name in counted} | {"rejects": len(summary.rejects)}


def _tell(counts: Mapping[str, Any], form: Form) -> None:
    if form is Form.JSON:
        print_json([counts])
    elif form is Form.CSV:
        print_csv([counts], tuple(counts))
    else:
        print_table([counts], tuple(counts))


def _complain(rejects: Sequence[Reject], written: Path | None) -> None:
    """Say what was not taken, or where that is written."""
    for reject in rejects[: 0 if written else SHOWN]:
        say(f"{reject.key}: {reject.what}: {reject.reason}")
    if len(rejects) > SHOWN and written is None:
        say(f"and {len(rejects) - SHOWN} more; --rejects FILE writes them all")
    if written is not None:
        say(f"What could not be taken is in {written}")
