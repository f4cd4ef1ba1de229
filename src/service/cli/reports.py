"""`report`: accounts of what happened, for those who were not there."""

import typer


def join(app: typer.Typer) -> None:
    """Add the verb."""
