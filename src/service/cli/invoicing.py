"""`invoice`: approved time goes on an invoice, and is frozen, in one step."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from typer import Argument, Option

from projections.to_invoice import InvoiceLine, ToInvoice
from projections.views import Views
from service.cli.errors import FallsShort, WrongUsage
from service.cli.log import written
from service.cli.names import Names
from service.cli.opening import views_of, work_at
from service.cli.options import WORK_DB, By, Db, Form, Format
from service.cli.printing import show
from service.cli.terminal import say
from workdomain.execution.sheet_words import InvoiceTime
from workdomain.kernel import Context
from workdomain.together import NothingDone
from workdomain.values import OPERATOR


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("invoice", rich_help_panel="Work")(invoice)


def invoice(
    number: Annotated[str, Argument(metavar="NUMBER", help="The invoice's number.")],
    whose: Annotated[
        str, Option("--for", metavar="CLIENT|PROJECT", help="A client's name, or a project's key.")
    ],
    last: Annotated[
        datetime | None,
        Option(formats=["%Y-%m-%d"], help="Up to this day, and from a year before; today."),
    ] = None,
    preview: Annotated[
        bool, Option("--preview", help="Show what would be on it, and mark nothing.")
    ] = False,
    file: Annotated[
        Path | None, Option("-o", "--output", metavar="FILE", help="Write the lines here.")
    ] = None,
    by: By = None,
    form: Format = Form.TABLE,
    db: Db = WORK_DB,
) -> None:
    """Put approved billable time on an invoice: its lines are marked, and frozen, in one step.

    Asked again with the same number, it shows the lines of that invoice and marks nothing.
    """
    if file is not None and form is Form.TABLE:
        raise WrongUsage("A file is written as --format csv or --format json")
    with work_at(db) as work, views_of(work) as views, Names(work, views) as names:
        actor = names.find("person", by) if by else OPERATOR
        until = last.date() if last else work.now().astimezone(UTC).date()
        asked = ToInvoice(
            **_client_or_project(names, whose), first=_a_year_before(until), last=until
        )
        made = _lines(views, ToInvoice(invoice=number))
        lines = made or _lines(views, asked)
        _must_be_whole(lines)
        with written(file) as target:
            show(lines, InvoiceLine, form, to=target if file else None)
            if not made and not preview:
                _mark(views, lines, number, actor)
    _tell(number, lines, "was made before" if made else "would be" if preview else "is made")


def _client_or_project(names: Names, whose: str) -> dict[str, UUID]:
    """Find whose invoice it is; a name is a client's rather than a project's."""
    try:
        return {"client": names.find("client", whose)}
    except FallsShort as none:
        try:
            return {"project": names.find("project", whose)}
        except FallsShort:
            raise none from None


def _a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28))


def _lines(views: Views, asked: ToInvoice) -> Sequence[InvoiceLine]:
    return views.ask("to-invoice", asked).rows


def _must_be_whole(lines: Sequence[InvoiceLine]) -> None:
    """Raise unless every line has an amount, all of one currency."""
    if not lines:
        raise FallsShort("No billable time of these days is approved and not billed yet")
    if without := [line for line in lines if line.amount is None]:
        one = without[0]
        raise FallsShort(
            f"{len(without)} of {len(lines)} lines had no rate when they were approved, such as"
            f" that of {one.person} on {one.day}: set a rate, reopen the time and approve it again"
        )
    if len(currencies := {line.currency for line in lines}) > 1:
        known = ", ".join(sorted(map(str, currencies)))
        raise FallsShort(f"An invoice is in one currency, and these lines are in {known}")


def _mark(views: Views, lines: Sequence[InvoiceLine], number: str, actor: UUID) -> None:
    """Mark all lines, or none."""
    entries = defaultdict[UUID, list[UUID]](list)
    for line in lines:
        entries[line.sheet].append(line.entry)
    asked = [
        (sheet, InvoiceTime(entries=tuple(found), invoice=number))
        for sheet, found in entries.items()
    ]
    work = views.work
    try:
        work.do_together(asked, Context(actor, work.now()))
    except NothingDone as refusal:
        raise FallsShort(f"Nothing was marked: {refusal}; look again") from refusal


def _tell(number: str, lines: Sequence[InvoiceLine], what: str) -> None:
    total = sum((line.amount or Decimal() for line in lines), Decimal())
    hours = sum(line.minutes for line in lines) / 60
    say(f"Invoice {number} {what}: {len(lines)} lines, {hours:,.2f} h, {total} {lines[0].currency}")
