"""`view`: every view there is, now, as of any moment, and compared between two."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
import typer
from rich.markup import escape

from projections.catalog import VIEWS
from projections.view import Order, Page, View, When
from projections.views import Views
from service.cli.errors import WrongUsage
from service.cli.fields import optional, parameters, signed, values
from service.cli.names import Names
from service.cli.opening import views_at
from service.cli.options import (
    WORK_DB,
    Asker,
    AsOf,
    Columns,
    CompareTo,
    Cursor,
    Db,
    Form,
    Format,
    Limit,
    ValidAt,
)
from service.cli.printing import show, show_changes
from service.cli.terminal import say
from workdomain.values import new_id

if TYPE_CHECKING:
    from service.cursors import Cursors

COMMON: dict[str, Any] = {
    "cli_as_of": AsOf,
    "cli_valid_at": ValidAt,
    "cli_compare_to": CompareTo,
    "cli_limit": Limit,
    "cli_cursor": Cursor,
    "cli_columns": Columns,
    "cli_as": Asker,
    "cli_db": Db,
    "cli_form": Format,
}
DEFAULTS = {"cli_db": WORK_DB, "cli_form": Form.TABLE}


def join(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(no_args_is_help=True)
    for view in VIEWS:
        words = escape((view.params.__doc__ or "").strip())
        verb.command(view.name, help=words)(verb_of(view))
    app.add_typer(
        verb,
        name="view",
        help="Look at something: `view workload --as-of 2026-11-01`.",
        rich_help_panel="Looking",
    )


def verb_of(view: View[Any, Any]) -> Callable[..., None]:
    """Make the function behind a view; its signature has an option for each parameter."""

    def verb(**typed: Any) -> None:
        common = {name: typed.pop(name) for name in COMMON}
        with views_at(common["cli_db"]) as views, Names(views.work, views) as names:
            params = values(view.params, typed, names.find, lambda _field: new_id())
            if (asker := common["cli_as"]) is not None:
                common["cli_as"] = names.find("person", asker)
            if common["cli_compare_to"]:
                _compare(views, view, params, common)
            else:
                _look(views, view, params, common)

    return signed(verb, [*parameters(view.params), *optional(COMMON, DEFAULTS)])


def _look(views: Views, view: View[Any, Any], params: dict[str, Any], common: Any) -> None:
    question = f"{view.name} {orjson.dumps(params, default=str).decode()}"
    after = _behind(question, common["cli_cursor"])
    when = When.parse(common["cli_as_of"], common["cli_valid_at"])
    answer = views.ask(
        view.name, params, when, Page(common["cli_limit"], after), asker=common["cli_as"]
    )
    show(answer.rows, view.row, common["cli_form"], view.name, common["cli_columns"])
    if answer.next is not None:
        say(f"There is more: --cursor {_cursors().write(question, answer.next)}")


def _compare(views: Views, view: View[Any, Any], params: dict[str, Any], common: Any) -> None:
    if common["cli_limit"] or common["cli_cursor"]:
        raise WrongUsage("--compare-to compares whole answers; leave --limit and --cursor out")
    before = When.parse(common["cli_compare_to"], common["cli_valid_at"])
    after = When.parse(common["cli_as_of"], common["cli_valid_at"])
    found = views.compare(view.name, params, before, after, common["cli_as"])
    show_changes(found, common["cli_form"])


def _cursors() -> "Cursors":
    from service.cursors import Cursors  # only when there are pages: it brings much with it

    return Cursors(b"a command line is its user's own")


def _behind(question: str, cursor: str | None) -> Order | None:
    if cursor is None:
        return None
    from service.problems import Problem

    try:
        return _cursors().read(question, cursor)
    except Problem as problem:
        raise WrongUsage(f"--{problem.detail}") from problem
