"""`rebuild`: read models, made anew from the log."""

from typing import Annotated

import typer
from typer import Argument

from projections.catalog import READ_MODELS
from projections.views import Views
from service.cli.errors import NO, WrongUsage
from service.cli.opening import work_at
from service.cli.options import WORK_DB, Db
from service.cli.terminal import bar, out, say

MODELS = tuple(model.name for model in READ_MODELS)


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("rebuild", rich_help_panel="Data")(rebuild)


def rebuild(
    models: Annotated[
        list[str] | None, Argument(metavar="[MODEL]...", help=f"Of {', '.join(MODELS)}.")
    ] = None,
    db: Db = WORK_DB,
) -> None:
    """Make read models anew from the log, all of them if none is named.

    What is read stays as it is until the new ones are complete.
    """
    names = tuple(models or MODELS)
    if unknown := [name for name in names if name not in MODELS]:
        raise WrongUsage(f"No read model {', '.join(unknown)}; there are {', '.join(MODELS)}")
    with work_at(db) as work, Views(work) as views, bar("Rebuilding") as tell:
        head = work.log.head().position
        views.projector.catch_up(progress=lambda reached: tell(reached, head))
        for name in names:
            views.projector.retry(name)
        views.projector.rebuild(names)
        reached = views.projector.catch_up(progress=lambda position: tell(position, head))
        stopped = [each for each in views.projector.standing() if each.error]
    for each in stopped:
        say(f"{each.model} stopped at position {each.failed_at}: {each.error}")
    if stopped:
        raise typer.Exit(NO)
    out().print(f"Rebuilt {', '.join(names)} up to position {reached}", markup=False)
