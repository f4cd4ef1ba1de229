"""The front of the command line: all verbs, and what becomes of errors."""

import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version as version_of
from io import TextIOWrapper
from typing import Annotated

import typer

from service.cli import (
    demo,
    do,
    history,
    holidays,
    importing,
    invoicing,
    log,
    models,
    quick,
    reports,
    requests,
    scheduling,
    serving,
    ticking,
    tokens,
    view,
)
from service.cli.errors import answer_to
from service.cli.terminal import err

app = typer.Typer(
    name="workdomain",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def front(
    version: Annotated[bool, typer.Option("--version", help="Tell the version.")] = False,
) -> None:
    """Work management that remembers: every answer at any moment you ask about."""
    if version:
        typer.echo(f"workdomain {version_of('workdomain')}")
        raise typer.Exit


demo.join(app)
do.join(app)
requests.join(app)
view.join(app)
history.join(app)
reports.join(app)
importing.join(app)
log.join(app)
quick.join(app)
scheduling.join(app)
invoicing.join(app)
models.join(app)
tokens.join(app)
serving.join(app)
ticking.join(app)
holidays.join(app)


@cache
def command() -> Callable[..., None]:
    """Put the verbs together: hundreds of commands with their options take a third of a second."""
    return typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line; exits with 0 done, 1 refused or falls short, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names of all the world, on any terminal
            stream.reconfigure(errors="backslashreplace")
    try:
        command()(args=None if arguments is None else list(arguments), prog_name="workdomain")
    except Exception as error:
        answer = answer_to(error)
        if answer is None:
            raise
        status, words = answer
        err().print(words, style="red", markup=False)
        sys.exit(status)
