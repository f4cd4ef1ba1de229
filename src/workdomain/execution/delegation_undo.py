"""How delegations of approvals are taken back, day by day."""

from datetime import date
from typing import Any, assert_never

from workdomain.execution.delegation import (
    ApprovalsDelegated,
    DelegateApprovals,
    Delegation,
    DelegationEnded,
    DelegationEvent,
    EndDelegation,
    delegation,
)
from workdomain.kernel import Command, Undo


def commands(event: DelegationEvent, now: Delegation, wanted: Delegation) -> list[Command]:
    """Say what makes up for an event: from the first day that is not as wanted, all is told anew.

    Only whose approvals they are may do so.
    """
    match event:
        case ApprovalsDelegated() | DelegationEnded():
            since = _different_from(now, wanted)
            return [
                EndDelegation(from_day=since, reason="Reverted"),
                *(
                    DelegateApprovals(person=who, first=max(first, since), last=last)
                    for first, last, who in wanted.spans
                    if last >= since
                ),
            ]
        case _:
            assert_never(event)


def _different_from(now: Delegation, wanted: Delegation) -> date:
    """Find the first day on which somebody else approves than should."""
    days = {day for first, last, _ in (*now.spans, *wanted.spans) for day in (first, _after(last))}
    return min(day for day in days if now.on(day) != wanted.on(day))


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def counts(it: Delegation) -> Any:
    """Compare who approves on which days, however that was told."""
    spans: list[tuple[date, date, Any]] = []
    for first, last, who in sorted(it.spans):
        if spans and spans[-1][2] == who and _after(spans[-1][1]) == first:
            spans[-1] = (spans[-1][0], last, who)
        else:
            spans.append((first, last, who))
    return spans


delegation_undo: Undo[Delegation, DelegationEvent] = Undo(delegation, commands, counts)
