"""The days that workloads are tested on, and rows of one kind among those of an answer."""

from datetime import date
from typing import Any

from projections.workload import Kind, WorkloadRow


def jan(day: int) -> date:
    return date(2024, 1, day)


MONDAY, FRIDAY, SUNDAY = jan(1), jan(5), jan(7)
WEEK = {"first": MONDAY, "last": SUNDAY}


def rows(found: Any, kind: Kind = Kind.PERIOD) -> list[WorkloadRow]:
    return [row for row in found if row.kind is kind]


def only(found: Any, kind: Kind = Kind.PERIOD) -> WorkloadRow:
    (row,) = rows(found, kind)
    return row
