"""`history`: what happened to one item, project or person, in words, on both clocks."""

from typing import Annotated

import typer
from typer import Argument, Option

from projections.history import history as view
from projections.view import Page, When
from service.cli.names import Names
from service.cli.opening import views_at
from service.cli.options import (
    WORK_DB,
    AsOf,
    Columns,
    Db,
    Form,
    Format,
    Limit,
    ValidAt,
)
from service.cli.printing import show


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("history", rich_help_panel="Looking")(history)


def history(
    what: Annotated[str, Argument(metavar="ID|KEY|NAME", help="An item, project or person.")],
    newest: Annotated[bool, Option("--newest", help="The newest first.")] = False,
    limit: Limit = None,
    as_of: AsOf = None,
    valid_at: ValidAt = None,
    columns: Columns = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Tell what happened to an item, a project or a person, the oldest first.

    The second clock, "recorded at", tells when it became known. `view history` has more filters.
    """
    with views_at(db) as views, Names(views.work, views) as names:
        params = {
            "subject": names.find("any", what),
            "order": "newest" if newest else "oldest",
        }
        answer = views.ask(view.name, params, When.parse(as_of, valid_at), Page(limit))
        show(answer.rows, view.row, form, view.name, columns)
