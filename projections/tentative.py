"""Work that may come: that of deals which are neither won nor lost, by how likely they are.

    expected load = hours x probability

Nobody has it yet, so it is on the days that work is on which nobody has. A deal whose days have
passed is on no day: it is late to nobody, as nobody has promised it.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from projections.models.deals import DealRow
from projections.reader import Reader
from workdomain.planning.deal import DealState
from workdomain.scheduling.calendar import Calendar
from workdomain.scheduling.load import Demand

ANYONES = Calendar(hours=((date.min, (480, 480, 480, 480, 480, 0, 0)),))
"""The days that work is on which nobody has yet."""
WHOLE = 100
"""Per cent."""


class Weighing(StrEnum):
    """How much of the work of deals counts, that are neither won nor lost."""

    NONE = "none"
    WEIGHTED = "weighted"
    """Hours x probability."""
    FULL = "full"
    """All of it, as if every deal were won."""


def deal_demands(reader: Reader, weighing: Weighing) -> Iterator[Demand]:
    """Tell the work of open deals; of which nobody knows the hours, there is no estimate."""
    if weighing is Weighing.NONE:
        return
    today = reader.moment.today
    for row in reader.rows(DealRow, lambda c: [c.state == DealState.OPEN]):
        share = row.chance / WHOLE if weighing is Weighing.WEIGHTED else 1.0
        minutes = None if row.hours is None else row.hours * 60 * share
        due = None if row.ends is None or row.ends < today else row.ends
        yield Demand(row.id, minutes, row.starts or row.expected_close, due)
