"""`holidays`: the public holidays of some years, written into a work calendar."""

from typing import Annotated

import typer
from typer import Argument, Option

from service.cli.names import Names
from service.cli.opening import work_at
from service.cli.options import WORK_DB, Db
from service.cli.terminal import say
from service.public_holidays import take_holidays
from workdomain.kernel import Context
from workdomain.people.work_calendar import work_calendar
from workdomain.values import OPERATOR


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("holidays", rich_help_panel="Work")(take)


def take(
    calendar: Annotated[str, Argument(metavar="ID|NAME", help="The work calendar.")],
    years: Annotated[list[int], Argument(min=1970, max=2199, help="Which years.")],
    by: Annotated[
        str | None, Option("--by", metavar="ID|NAME", help="Who does it; the operator if unsaid.")
    ] = None,
    db: Db = WORK_DB,
) -> None:
    """Write the public holidays of its country and region into a work calendar.

    They are kept with their dates and names: what is known of a year stays, until it is asked anew.
    """
    with work_at(db) as work, Names(work) as names:
        id = names.find(work_calendar.name, calendar)
        who = OPERATOR if by is None else names.find("person", by)
        changed = take_holidays(work, id, years, Context(by=who, at=work.now()))
    say(f"Set the public holidays of {changed} of {len(years)} years" if changed else "No news")
