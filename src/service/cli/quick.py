"""`log`: time in one line, as people say it: `log 2h yesterday @APO-draft #design with Ana`."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, NamedTuple

import typer
from typer import Argument, Option

from service.cli.errors import FallsShort
from service.cli.names import Names
from service.cli.opening import work_at
from service.cli.options import WORK_DB, By, Db
from service.cli.terminal import out
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.kernel import Context
from workdomain.people.person import person
from workdomain.values import OPERATOR, new_id

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
MOST = 24 * 60
LENGTH = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+)(?:m|min)?)?|(\d+):([0-5]\d)")
GRAMMAR = "a length (2h, 1.5h, 1h30, 90m, 1:30), perhaps a day, @ITEM, #ACTIVITY, and a note"


class Line(NamedTuple):
    """What a line of quick entry says."""

    minutes: int
    day: date
    item: str | None
    activity: str | None
    note: str


def join(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("log", rich_help_panel="Work")(log)


def log(
    line: Annotated[
        list[str],
        Argument(
            metavar="LENGTH [DAY] [@ITEM] [#ACTIVITY] [NOTE]",
            help="Such as: 2h yesterday @draw #design talked it through. The length comes first: "
            "2h, 1.5h, 1h30, 90m or 1:30. A day is today, yesterday, mon to sun (the last one) or "
            "2026-11-30.",
        ),
    ],
    whose: Annotated[
        str | None,
        Option("--person", metavar="NAME|ID", help="Whose time; of whoever asks if left out."),
    ] = None,
    not_billable: Annotated[
        bool, Option("--not-billable", help="No client is to be asked to pay for it.")
    ] = False,
    by: By = None,
    db: Db = WORK_DB,
) -> None:
    """Log time in one line."""
    with work_at(db) as work, Names(work) as names:
        told = read_line(" ".join(line), work.now().astimezone(UTC).date())
        actor = names.find("person", by) if by else OPERATOR
        who = names.find("person", whose) if whose else actor
        if not work.state(person, who).name:
            raise FallsShort("Say whose time it is: --person NAME")
        item = names.find("work-item", told.item) if told.item else None
        command = LogTime(
            entry=new_id(),
            person=who,
            day=told.day,
            minutes=told.minutes,
            item=item,
            note=told.note,
            activity=told.activity,
            billable=not not_billable,
        )
        work.do(week_id(who, told.day), command, Context(actor, work.now()))
        name = work.state(person, who).name
    hours, minutes = divmod(told.minutes, 60)
    out().print(f"Logged {hours}:{minutes:02} of {name} on {told.day}", markup=False)


def read_line(text: str, today: date) -> Line:
    """Read a line of quick entry. Raises FallsShort, which tells the grammar."""
    first, _, rest = text.strip().partition(" ")
    minutes = _length(first)
    words, day, item, activity = rest.split(), today, None, None
    if words and (found := _day(words[0], today)) is not None:
        day = found
        words = words[1:]
    note = []
    for word in words:
        if word.startswith("@") and item is None and len(word) > 1:
            item = word[1:].replace("_", " ")
        elif word.startswith("#") and activity is None and len(word) > 1:
            activity = word[1:].replace("_", " ")
        else:
            note.append(word)
    return Line(minutes, day, item, activity, " ".join(note))


def _length(word: str) -> int:
    """Read a length of time; a number alone could be hours or minutes, and is neither."""
    found = LENGTH.fullmatch(word.lower())
    if found is None or not word or word.isdigit():
        raise FallsShort(f"{word!r} is no length of time: write {GRAMMAR}")
    hours, rest, whole, part = found.groups()
    if whole is not None:
        minutes = 60 * int(whole) + int(part)
    else:
        minutes = round(60 * float(hours or 0)) + int(rest or 0)
    if not 1 <= minutes <= MOST:
        raise FallsShort(f"{word} is not between a minute and a day")
    return minutes


def _day(word: str, today: date) -> date | None:
    """Read a day; None if the word is none."""
    word = word.lower()
    if word in ("today", "yesterday"):
        return today - DAY * (word == "yesterday")
    if word[:3] in WEEKDAYS and word in (word[:3], _name_of(word[:3])):
        back = (today.weekday() - WEEKDAYS.index(word[:3])) % 7
        return today - back * DAY
    try:
        return datetime.strptime(word, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _name_of(short: str) -> str:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return names[WEEKDAYS.index(short)]
