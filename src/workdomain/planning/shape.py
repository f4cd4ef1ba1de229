"""What sort of thing in a plan a work item is, and the labels it is found by."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from workdomain.values import Line


class Shape(StrEnum):
    """What sort of thing in a plan it is."""

    TASK = "task"
    MILESTONE = "milestone"
    """A point in time: it takes no work, and has one day."""
    PHASE = "phase"
    """A stretch of a plan, made of parts; it may end at a gate."""


Label = Annotated[Line, Field(max_length=60)]
"""A word or two that work is found by; letter case makes no difference."""


def different(labels: Iterable[str]) -> tuple[str, ...]:
    """Leave out labels that differ from an earlier one in letter case alone, or not at all."""
    return tuple({label.casefold(): label for label in reversed(list(labels))}.values())[::-1]
