"""Which days are off for recurring work: by a calendar it names, or that of whoever has it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from workdomain.kernel import Look
from workdomain.people.default_calendar import (
    DEFAULT_CALENDAR,
    Dated,
    default_calendar,
    in_layers,
)
from workdomain.people.person import person
from workdomain.people.work_calendar import days_off, over_time
from workdomain.planning.series import Occurrence, OnDayOff, honouring


def on_calendar(each: Occurrence, look: Look) -> Occurrence:
    """Let it go where its series says if its day is off; most series say nothing."""
    if each.contents.on_day_off is OnDayOff.KEEP:
        return each
    if each.contents.calendar is not None:
        return honouring(each, days_off(each.contents.calendar, look))
    own = {who: look(person, who).place.calendars for who in each.contents.assignees}
    dated = calendar_of(
        each.contents.assignees, own, look(default_calendar, DEFAULT_CALENDAR).calendars
    )
    return honouring(each, over_time(dated, lambda calendar: days_off(calendar, look)))


def calendar_of(people: Iterable[UUID], own: Mapping[UUID, Dated], default: Dated) -> Dated:
    """Tell by which calendars work goes that names none: those of whoever has it, day by day.

    Of several people it is the first who was ever put on one; of all others, the default one.
    """
    theirs = (own.get(who) for who in people)
    return in_layers(next((dated for dated in theirs if dated), {}), default)
