"""`demo`: a first look."""

import typer


def join(app: typer.Typer) -> None:
    """Add the verb."""
