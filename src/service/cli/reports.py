"""`report`: accounts of what happened, for those who were not there."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer import Option

from projections.view import When
from service.cli.fields import STANDS_FOR, optional, parameters, signed, values
from service.cli.names import Names
from service.cli.opening import views_at
from service.cli.options import WORK_DB, AsOf, Db
from service.cli.terminal import say
from service.reports.catalog import REPORTS, Report
from workdomain.values import new_id


def join(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(no_args_is_help=True)

    @verb.callback()
    def choose() -> None:
        """Keep the report's name to be typed, although there may be just one."""

    for report in REPORTS.values():
        words = escape((report.params.__doc__ or "").strip())
        verb.command(report.name, help=words)(_verb(report))
    app.add_typer(
        verb,
        name="report",
        help="Write a report: `report audit --project NEW -o audit.html`.",
        rich_help_panel="Looking",
    )


def _verb(report: Report[Any, Any]) -> Callable[..., None]:
    """Make the function behind a report; its signature has an option for each parameter."""
    forms = StrEnum("forms", {form.upper(): form for form in report.renderings})  # type: ignore[misc]  # one for each report
    common = {
        "cli_as_of": AsOf,
        "cli_form": Annotated[forms, Option("--format", help="The form it comes in.")],
        "cli_file": Annotated[
            Path | None, Option("-o", "--output", metavar="FILE", help="Write it here.")
        ],
        "cli_db": Db,
    }

    def verb(**typed: Any) -> None:
        given = {name: typed.pop(name) for name in common}
        with views_at(given["cli_db"]) as views, Names(views.work, views) as names:
            found = values(report.params, typed, names.find, lambda _field: new_id())
            texts = {name: text for name, text in found.items() if isinstance(text, str)}
            about = texts.keys() & STANDS_FOR.keys()
            found |= {name: str(names.find(STANDS_FOR[name], texts[name])) for name in about}
            params = report.params.model_validate(found)
            result = report.build(views, params, When.parse(given["cli_as_of"]))
            written = report.renderings[given["cli_form"].value].render(result)
        _write(written, given["cli_file"])

    defaults = {"cli_form": next(iter(forms)), "cli_db": WORK_DB}
    return signed(verb, [*parameters(report.params), *optional(common, defaults)])


def _write(written: bytes, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(written.decode())
        return
    file.write_bytes(written)
    say(f"The report is in {file}")
