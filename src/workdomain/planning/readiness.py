"""Readiness: whether work can be begun as it is planned, and what is missing if it cannot.

    ready = owner and estimate and priority and (dates or sprint) and no unresolved blocker

A definition of done, what it needs and what it is for do not hold it back, but are good advice. A
milestone takes no work, and a heading is estimated by its parts: of these no estimate is missing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workdomain.planning.work_item import Priority


class Missing(StrEnum):
    """What ready work has."""

    OWNER = "owner"
    ESTIMATE = "estimate"
    PRIORITY = "priority"
    DATES = "dates"
    """A day that it is due on; or a sprint."""
    UNBLOCKED = "unblocked"
    """Nothing that keeps it from being done."""


class Advice(StrEnum):
    """What ready work had better have."""

    PURPOSE = "purpose"
    DEFINITION_OF_DONE = "definition of done"
    NEEDS = "needs"
    """What skills, roles and equipment it takes."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What readiness is judged by."""

    has_owner: bool = False
    has_estimate: bool = False
    is_estimable: bool = True
    """Whether an estimate is expected of it at all."""
    priority: Priority | None = None
    due: date | None = None
    is_in_sprint: bool = False
    is_blocked: bool = False
    has_purpose: bool = False
    has_definition_of_done: bool = False
    has_needs: bool = False


def missing(facts: Facts) -> tuple[Missing, ...]:
    """List what is missing; nothing is: it is ready."""
    there = {
        Missing.OWNER: facts.has_owner,
        Missing.ESTIMATE: facts.has_estimate or not facts.is_estimable,
        Missing.PRIORITY: facts.priority is not None,
        Missing.DATES: facts.due is not None or facts.is_in_sprint,
        Missing.UNBLOCKED: not facts.is_blocked,
    }
    return tuple(what for what, is_there in there.items() if not is_there)


def advice(facts: Facts) -> tuple[Advice, ...]:
    """List what it had better have beside; what takes no work needs nobody and nothing."""
    there = {
        Advice.PURPOSE: facts.has_purpose,
        Advice.DEFINITION_OF_DONE: facts.has_definition_of_done,
        Advice.NEEDS: facts.has_needs or not facts.is_estimable,
    }
    return tuple(what for what, is_there in there.items() if not is_there)
