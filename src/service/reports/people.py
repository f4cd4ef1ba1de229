"""Who had a hand in it, and how long people worked on what."""

from collections import defaultdict
from uuid import UUID

from projections.wording import line
from service.reports import times
from service.reports.figures import counted
from service.reports.parts import Corrected, HoursOf, Involved
from service.reports.scope import Scope
from workdomain.store.messages import Recorded

OUTSIDE = "(no work item)"


def people(scope: Scope) -> tuple[Involved, ...]:
    """List everyone who did something or worked, by name."""
    did: dict[UUID, list[Recorded]] = defaultdict(list)
    for each in scope.inside:
        did[each.context.by].append(each)
    worked: dict[UUID, list[times.Entry]] = defaultdict(list)
    for entry in scope.entries:
        worked[entry.person].append(entry)
    found = sorted({*did, *worked}, key=lambda id: (scope.name(id), str(id)))
    return tuple(_involved(scope, id, did[id], worked[id]) for id in found)


def _involved(scope: Scope, id: UUID, did: list[Recorded], worked: list[times.Entry]) -> Involved:
    return Involved(
        id=id,
        name=scope.name(id),
        events=counted(each.position for each in did),
        hours=times.figure(worked),
        first_at=did[0].context.at if did else None,
        last_at=did[-1].context.at if did else None,
    )


def hours_by_person(scope: Scope) -> tuple[HoursOf, ...]:
    """Add hours up by who worked."""
    return times.by(scope.entries, lambda entry: (entry.person, scope.name(entry.person)))


def hours_by_item(scope: Scope) -> tuple[HoursOf, ...]:
    """Add hours up by what was worked on."""

    def item(entry: times.Entry) -> tuple[UUID | None, str]:
        if entry.item is None:
            return None, OUTSIDE
        return entry.item, line(scope.names.get(entry.item, "an unknown item"))

    return times.by(scope.entries, item)


def hours_by_week(scope: Scope) -> tuple[HoursOf, ...]:
    """Add hours up by week (ISO 8601)."""
    return times.by(scope.entries, lambda entry: (None, times.week_of(entry.day)))


def corrections(scope: Scope) -> tuple[Corrected, ...]:
    """List the time entries that were put right afterwards."""
    found = times.corrections(scope.sheet, scope.span, scope.counts)
    return tuple(times.told(each, scope.counts, scope.names) for each in found)
