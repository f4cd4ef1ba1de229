"""How often the due day of a work item was moved, and how far."""

from datetime import date
from typing import NamedTuple
from uuid import UUID


class Dues(NamedTuple):
    """The days something was to be done by, from the first that was told to the last."""

    first: date
    last: date
    moves: int
    """How often it was moved to another day; to have none for a while is no move."""


class SlipRow(NamedTuple):
    """A work item whose due day was moved at least once, or taken back."""

    item: UUID
    first_due: date
    last_due: date
    moves: int


def replanned(dues: Dues | None, due: date | None) -> Dues | None:
    """Take in the due day that is planned now."""
    if due is None:
        return dues
    if dues is None:
        return Dues(due, due, 0)
    return dues if due == dues.last else Dues(dues.first, due, dues.moves + 1)
