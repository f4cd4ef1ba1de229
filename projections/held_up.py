"""What the way of working holds up: approvals that wait for long, and too much that is begun."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from projections.approvals import ApprovalLine, Approvals
from projections.approvals import read as read_approvals
from projections.concerns import Concern, Kind, Limits, Severity
from projections.figures import counted, day_of
from projections.reader import Reader
from projections.view import Page
from projections.wip import WipLine, WipOf
from projections.wip import read as read_wip
from workdomain.execution.wip import wip_id
from workdomain.processes.rules import Strictness


class TooMuch(NamedTuple):
    """A limit on work in progress that is gone over."""

    stream: UUID
    """The stream that counts it."""
    line: WipLine
    who: tuple[UUID, ...]
    """Those who have something there."""

    @property
    def reason(self) -> str:
        """Tell it in words."""
        line = self.line
        whose = f" for {line.person}" if line.person else ""
        held = f"{line.state} holds {counted(line.count, 'work item', 'work items')}{whose}"
        return f"{held}, and {line.most} at most should be there"


def too_much(reader: Reader, project: UUID | None, page: Page) -> Iterator[TooMuch]:
    """Find every limit that is gone over, unless that is allowed."""
    lines = read_wip(reader, WipOf(project=project), page)
    there = defaultdict[UUID, list[UUID]](list)
    for line in lines:
        if line.person_id is not None:
            there[_count(line)].append(line.person_id)
    for line in lines:
        if line.over_by and line.on_breach != Strictness.ALLOW:
            one = line.person_id
            who = tuple(there[_count(line)]) if one is None else (one,)
            yield TooMuch(_count(line), line, who)


def _count(line: WipLine) -> UUID:
    return wip_id(line.project, line.workflow_id, line.state)


def waiting(reader: Reader, project: UUID | None, page: Page) -> Mapping[UUID, list[ApprovalLine]]:
    """Find who is waited for, by the item that waits."""
    found = defaultdict[UUID, list[ApprovalLine]](list)
    for line in read_approvals(reader, Approvals(project=project), page):
        found[line.item].append(line)
    return found


def awaits_approval(lines: list[ApprovalLine], limits: Limits) -> Iterator[Concern]:
    """Tell that approvers have not decided for long."""
    if not lines:
        return
    since = day_of(lines[0].since)
    if (days := limits.since(since)) < limits.approval_days:
        return
    names = ", ".join(line.approver for line in lines)
    yield Concern(
        Kind.AWAITS_APPROVAL,
        Severity.HIGH if days >= limits.stale_days else Severity.MEDIUM,
        f"Has waited {counted(days, 'day', 'days')} for the approval of {names}"
        f" ({lines[0].approved} of {lines[0].needed} given)",
        since,
        days,
    )


def who_approves(lines: list[ApprovalLine]) -> tuple[UUID, ...]:
    """List who can decide today: those who speak for an approver first, then the approvers."""
    deputies = (line.deputy_id for line in lines if line.deputy_id is not None)
    return tuple(dict.fromkeys((*deputies, *(line.approver_id for line in lines))))
