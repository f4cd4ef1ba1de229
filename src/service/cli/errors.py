"""Errors that are answers: what to say, and with which exit status."""

from collections.abc import Callable

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import SQLAlchemyError

from projections.view import NotAMoment
from projections.views import UnknownView
from service.imports.jira_words import BadMapping
from service.imports.timesheet_rows import UnknownTimesheet, ZoneNeeded
from service.reports.evidence import NoSuchSubject
from workdomain.kernel import Refused
from workdomain.store.log import StoreError

NO, WRONG_USAGE = 1, 2


class FallsShort(Exception):
    """What was asked cannot be done, or is not so; the message says why and what to do."""


class WrongUsage(Exception):
    """What was typed makes no sense; the message says what would."""


def _refused(error: Exception) -> str:
    rule = " ".join((type(error).__doc__ or "").split())
    return f"Refused ({type(error).__name__}): {error}\nThe rule: {rule}"


def _invalid(error: Exception) -> str:
    details = error.errors() if isinstance(error, ValidationError) else []
    return "\n".join(map(_detail, details))


def _detail(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    if not place:
        return message
    if detail["type"] == "missing":
        return f"--{place.replace('_', '-')} is needed"
    return f"--{place.replace('_', '-')}: {message}"


def _unwritable(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return (
        f"The read models beside the log cannot be used: {cause}. They can be deleted at any time"
        " and are made anew; check the rights of their folder"
    )


def _os(error: Exception) -> str:
    name, reason = getattr(error, "filename", None), getattr(error, "strerror", None)
    return f"{name}: {reason}" if name and reason else str(error)


ANSWERS: tuple[tuple[type[Exception], int, Callable[[Exception], str]], ...] = (
    (Refused, NO, _refused),
    (StoreError, NO, str),
    (FallsShort, NO, str),
    (SQLAlchemyError, NO, _unwritable),
    (NoSuchSubject, NO, str),
    (BadMapping, WRONG_USAGE, str),
    (UnknownTimesheet, WRONG_USAGE, str),
    (ZoneNeeded, WRONG_USAGE, str),
    (FileNotFoundError, WRONG_USAGE, _os),
    (NotADirectoryError, WRONG_USAGE, _os),
    (OSError, NO, _os),
    (ValidationError, WRONG_USAGE, _invalid),
    (NotAMoment, WRONG_USAGE, str),
    (UnknownView, WRONG_USAGE, str),
    (WrongUsage, WRONG_USAGE, str),
)
"""Kinds of error, with the exit status and the words for each."""


def answer_to(error: Exception) -> tuple[int, str] | None:
    """Tell status and words of an error that is to be expected; None for a fault of ours."""
    for kind, status, words in ANSWERS:
        if isinstance(error, kind):
            return status, words(error)
    return None
