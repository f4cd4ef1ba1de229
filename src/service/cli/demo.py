"""`demo`: a first look."""

import sys
from datetime import UTC, date, datetime
from os.path import relpath
from pathlib import Path
from shutil import which
from typing import Annotated

import typer
from typer import Option

from projections.view import NOW
from projections.views import Views
from service.cli.errors import WrongUsage
from service.cli.options import Db
from service.cli.terminal import bar, out
from service.demo.company import COLLEAGUES
from service.demo.making import SEED, Wish, make
from service.demo.office import SetClock
from service.demo.plan import PROJECTS, TEAMS
from service.demo.tour import AGO, tour
from service.reports.audit import Audit
from service.reports.catalog import audit
from workdomain.work import Work

NAME = "workdomain"
DEMO_DB = "demo.db"
PROJECT = "NEW"
REPORT = Path("demo-audit.html")


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demo", rich_help_panel="Service")(demo)


def demo(
    db: Db = DEMO_DB,
    seed: Annotated[
        int | None, Option("--seed", help=f"What chance begins with. Left out: {SEED}.")
    ] = None,
    until: Annotated[
        str | None,
        Option("--until", metavar="DATE", help="The last day. Left out: last Sunday."),
    ] = None,
    report: Annotated[
        Path, Option("-o", "--output", metavar="FILE", help="Write the audit report here.")
    ] = REPORT,
    force: Annotated[bool, Option("--force", help="Replace a demo that is there.")] = False,
) -> None:
    """Play half a year of a small company, and show what that looks like, now and then.

    The same seed and last day make the same log.
    """
    today = datetime.now(UTC).date()
    wish = Wish(seed, _last_day(until, today), force)
    with bar("Six months of work") as tell:
        now = make(db, wish, today, lambda part: tell(100 * part, 100))
    clock = SetClock(now)
    with Work.open(db, clock=clock, create=False) as work, Views(work) as views:
        console = out()
        events = work.log.head().position
        console.print(
            f"[bold]Kestrel[/bold], a small company that never was: {len(COLLEAGUES)} people in"
            f" {len(TEAMS)} teams, {len(PROJECTS)} projects, {events:,} events in {db}.\n"
        )
        tour(views, console, now)
        told = audit.build(views, Audit(project=PROJECT), NOW)
        report.write_bytes(audit.renderings["html"].render(told))
    _next(db, report, (now - AGO).date())


def _last_day(text: str | None, today: date) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"--until: {text!r} is not a date; write it as 2026-11-22") from error
    if not date(1971, 1, 1) <= day < today:
        raise WrongUsage(f"--until: {day} is not a day of the past; the demo ends before today")
    return day


def _ourselves() -> str:
    """Say what to type for this program, also where it is not on the path."""
    typed = Path(sys.argv[0])
    return relpath(typed) if typed.name == NAME and not which(NAME) else NAME


def _next(db: str, report: Path, earlier: date) -> None:
    """Say where to go from here."""
    us = _ourselves()
    lines = (
        ("an audit report, for the browser", str(report)),
        ("look around, at any moment", f"{us} view board --db {db} --as-of {earlier}"),
        ("let yourself in", f"{us} token create --db {db} --role owner"),
        ("serve it over HTTP", f"{us} serve --db {db}"),
    )
    out().print()
    for what, command in lines:
        out().print(f"  {command:<66} [dim]{what}[/dim]")
