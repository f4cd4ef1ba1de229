"""`tick`: the work that time alone has made due, made now."""

import typer

from projections.publishing import publish_scheduled
from projections.recounting import recount_budgets
from service.cli.errors import NO
from service.cli.opening import views_of, work_at
from service.cli.options import WORK_DB, Db, Form, Format
from service.cli.printing import print_csv, print_json, print_table
from service.cli.terminal import say
from workdomain.execution.due_work import Made, materialise_due


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("tick", rich_help_panel="Work")(tick)


def tick(db: Db = WORK_DB, form: Format = Form.TABLE) -> None:
    """Make the work items of recurring work that are due; `serve` does so by itself.

    Check-ins are published on the day they are scheduled for, and budgets that refuse are counted
    anew by the time entries. It can be asked as often as you
    like: what was made is not made again.
    """
    with work_at(db) as work:
        made = materialise_due(work)
        with views_of(work) as views:
            for told in publish_scheduled(views):
                say(
                    f"A check-in is not published: {told.refused}"
                    if told.refused
                    else "Published a check-in"
                )
            for each in recount_budgets(views):
                say(f"Counted {each.name} anew: {each.before_h:g} h before, {each.after_h:g} h now")
    rows = [{**each._asdict(), "recurrence": str(each.recurrence)} for each in made]
    if form is Form.JSON:
        print_json(rows)
    elif form is Form.CSV:
        print_csv(rows, Made._fields)
    elif rows:
        print_table(rows, Made._fields[1:])
    else:
        say("Nothing was due")
    if any(each.refused for each in made):
        raise typer.Exit(NO)
