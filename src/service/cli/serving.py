"""`serve` and `openapi`: the HTTP service; `bench`: where its measurements are."""

from typing import Annotated

import orjson
import typer
from typer import Option

from projections.views import Views
from service.cli.errors import FallsShort
from service.cli.options import WORK_DB, Db
from service.cli.terminal import say
from workdomain.work import Work


def join(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("serve", rich_help_panel="Service")(serve)
    app.command("openapi", rich_help_panel="Service")(openapi)
    app.command("bench", rich_help_panel="Service")(bench)


def serve(
    host: Annotated[
        str, Option("--host", help="Where to listen; 0.0.0.0 is everywhere.")
    ] = "127.0.0.1",
    port: Annotated[int, Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8000,
    db: Db = WORK_DB,
) -> None:
    """Serve a database over HTTP, until it is interrupted."""
    from service.server import serve as run  # only here, as it takes its time

    say(f"Serving {db} on http://{host}:{port}; press Ctrl+C to stop")
    try:
        run(db, host, port, create=False)
    except SystemExit as end:
        if end.code:
            raise FallsShort(f"Cannot listen on {host}:{port}; choose another --port") from end


def openapi() -> None:
    """Print the OpenAPI description of the HTTP service."""
    from service.app import create_app

    with Work.open(":memory:") as work, Views(work) as views:
        described = create_app(work, views).openapi()
    typer.echo(orjson.dumps(described, option=orjson.OPT_INDENT_2))


def bench() -> None:
    """Tell how to measure: that needs a checkout, not an installed package."""
    raise FallsShort("Measurements run from a checkout: type `make bench` there")
