"""What people said of an issue and how long they worked on it, in commands."""

from typing import Any

from service.imports.jira_census import id_of
from service.imports.jira_pages import Remark, Worklog
from service.imports.jira_telling import Telling
from workdomain.execution.discussion import Comment, EditComment
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime


def tell_remark(telling: Telling, remark: Remark) -> None:
    """Say it when it was said, in the words it has now: Jira keeps no others.

    Where an earlier import brought other words, a second command brings these.
    """
    what, name = f"comment {remark.id}", ("comment", remark.id)
    comment = id_of(telling.census.server, "comment", remark.id)
    text = telling.text(what, remark.body)
    edited = remark.updated if remark.updated and remark.updated > remark.created else None
    said = telling.context(remark.created, remark.author, *name)
    telling.say(what, said, Comment, told_again=bool(edited), comment=comment, text=text)
    if edited:
        context = telling.context(edited, remark.author, *name, edited.isoformat())
        telling.say(what, context, EditComment, comment=comment, text=text)


def tell_worklog(telling: Telling, log: Worklog) -> None:
    """Log time on the day it was begun, by the calendar of whoever worked."""
    what, name, day = f"worklog {log.id}", ("worklog", log.id), log.started.date()
    person = telling.census.person(log.author)
    spent: dict[str, Any] = {
        "entry": id_of(telling.census.server, "worklog", log.id),
        "day": day,
        "minutes": max(1, round(log.seconds / 60)),
        "item": telling.item,
        "note": telling.text(what, log.comment),
    }
    week = week_id(person, day)
    edited = log.updated if log.updated and log.updated > log.created else None
    logged = telling.context(log.created, log.author, *name)
    telling.say(what, logged, LogTime, to=week, told_again=bool(edited), person=person, **spent)
    if edited:
        context = telling.context(edited, log.author, *name, edited.isoformat())
        telling.say(what, context, CorrectTime, to=week, reason="changed in Jira", **spent)
