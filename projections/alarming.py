"""Makes it a fact of the log that somebody is overbooked, or is no longer.

Whether an alarm arises is a matter of the days as well: nobody does anything, and yet there is less
time by the evening. So the clock looks (`workdomain tick`, and a service by itself), as often as it
likes: what was told is not told again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import NamedTuple
from uuid import UUID

from projections.alarms import found, open_alarms
from projections.capacities import Who, desks
from projections.models.alarms import AlarmRow
from projections.views import Views
from workdomain.desk import Receipt
from workdomain.kernel import Context
from workdomain.scheduling.alarm import (
    Evidence,
    Key,
    OverbookingArose,
    OverbookingChanged,
    OverbookingCleared,
    OverbookingEvent,
    TellOverbooking,
    news,
)
from workdomain.values import OPERATOR


class Told(NamedTuple):
    """What is new about somebody's alarms."""

    person: UUID
    name: str | None
    arose: int
    changed: int
    cleared: int


def tell_alarms(views: Views, by: UUID = OPERATOR) -> list[Told]:
    """Tell the log which alarms arose, changed and cleared by now."""
    today = views.work.now().astimezone(UTC).date()
    with views.reader() as reader:
        known = open_alarms(reader)
        all_desks = desks(reader, today)
    fresh = []
    for who in all_desks.people:
        now = found(all_desks.desk(who.id, today).alarm, all_desks.calendar(who.id), today)
        if new := news(_as_told(known.get(who.id, {})), now, today):
            fresh.append((_told(who, new), TellOverbooking(found=now)))
    context = Context(by, views.work.now())
    answers = views.work.do_all((told.person, command, context) for told, command in fresh)
    return [
        told
        for (told, _), answer in zip(fresh, answers, strict=True)
        if isinstance(answer, Receipt) and answer.events  # else others were quicker
    ]


def _told(who: Who, new: Sequence[OverbookingEvent]) -> Told:
    kinds = Counter(type(each) for each in new)
    return Told(
        who.id,
        who.name,
        kinds[OverbookingArose],
        kinds[OverbookingChanged],
        kinds[OverbookingCleared],
    )


def _as_told(known: Mapping[Key, AlarmRow]) -> dict[Key, Evidence]:
    return {
        key: Evidence(
            first=row.first,
            last=row.last,
            late=row.late,
            forced_minutes=row.forced,
            capacity_minutes=row.capacity,
            items=tuple(map(UUID, row.items)),
        )
        for key, row in known.items()
    }
