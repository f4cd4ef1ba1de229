"""Options that several verbs have, and what they stand for."""

from enum import StrEnum
from typing import Annotated

from typer import Option


class Form(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Db = Annotated[
    str,
    Option(
        "--db",
        envvar="WORKDOMAIN_DB",
        metavar="FILE|URL",
        help="The database: an SQLite file, or postgresql://...",
    ),
]
AsOf = Annotated[
    str | None,
    Option(
        "--as-of",
        metavar="INSTANT|POSITION",
        help="Show what was known then: 2026-11-01 (its end), 2026-11-01T09:00:00Z, or a log"
        " position.",
    ),
]
ValidAt = Annotated[
    str | None,
    Option(
        "--valid-at",
        metavar="INSTANT",
        help="Show what was true then, as far as it is known by now.",
    ),
]
CompareTo = Annotated[
    str | None,
    Option(
        "--compare-to",
        metavar="INSTANT|POSITION",
        help="Show what changed since what was known then.",
    ),
]
Format = Annotated[Form, Option("--format", help="How to print it.")]
Columns = Annotated[
    str | None,
    Option("--columns", metavar="A,B,...", help="Only these columns of the table or CSV."),
]
Limit = Annotated[int | None, Option("--limit", min=1, help="At most so many rows.")]
Cursor = Annotated[
    str | None, Option("--cursor", help="Go on behind an earlier page; it told this cursor.")
]
By = Annotated[
    str | None,
    Option("--by", metavar="PERSON", help="Who acts; whoever runs the command if left out."),
]
Asker = Annotated[
    str | None,
    Option(
        "--as",
        metavar="PERSON",
        help="Who looks, where a view shows people what is theirs alone.",
    ),
]

WORK_DB = "work.db"
