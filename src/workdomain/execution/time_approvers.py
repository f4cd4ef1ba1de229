"""Who may approve somebody's time: whoever they report to, or the approver of the project."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from uuid import UUID

from workdomain.execution.delegation import delegation
from workdomain.execution.timekeeping import TIMEKEEPING, timekeeping
from workdomain.kernel import Context, Look, Refused
from workdomain.people.person import lead_on, person


class ApprovesOwnTime(Refused):
    """Nobody approves their own time."""


class NotTheApprover(Refused):
    """Time is approved by those up the reporting line, its project's approver, or a stand-in."""


def must_be_approver(
    whose: UUID, projects: Sequence[UUID | None], context: Context, look: Look
) -> None:
    """Raise unless whoever asks may approve this person's time on all of these projects."""
    if context.by == whose:
        raise ApprovesOwnTime("This is your own time: let somebody else approve it")
    day = context.at.astimezone(UTC).date()
    above = [*_above(whose, day, look)]
    if not above and look(timekeeping, TIMEKEEPING).approvers.keys().isdisjoint(projects):
        return  # who reports to nobody is approved by anybody else
    if any(_is_or_stands_in(context.by, each, day, look) for each in above):
        return
    named = look(timekeeping, TIMEKEEPING).approvers
    own = [named.get(project) if project else None for project in projects]
    if own and all(each and _is_or_stands_in(context.by, each, day, look) for each in own):
        return
    raise NotTheApprover(
        "This person reports to somebody else: let them approve it, or delegate, or be named as "
        "the approver of the project"
    )


def _above(whose: UUID, day: date, look: Look) -> Iterator[UUID]:
    """Name everyone up the reporting line of a day."""
    above = lead_on(look(person, whose), day)
    while above is not None:
        yield above
        above = lead_on(look(person, above), day)


def _is_or_stands_in(who: UUID, for_whom: UUID, day: date, look: Look) -> bool:
    return who in (for_whom, look(delegation, for_whom).on(day))
