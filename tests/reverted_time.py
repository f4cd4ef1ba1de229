"""Commands to the policy of timesheets that are reverted by others."""

from uuid import UUID

from tests.office import ANA, APOLLO, BEN
from workdomain.execution.leave_account import SetLeaveAllowance
from workdomain.execution.timekeeping import (
    TIMEKEEPING,
    SetProjectTimeApprover,
    SetTimePolicy,
)
from workdomain.execution.timer_words import StartTimer
from workdomain.kernel import Command

STRICT: list[Command] = [SetTimePolicy(in_sequence=True, own_days_back=14)]
GRANTED = SetLeaveAllowance(year=2026, hours=160)
LET: list[Command] = [SetProjectTimeApprover(project=APOLLO, approver=ANA)]

OF_TIME: list[tuple[UUID, list[Command], Command]] = [
    (TIMEKEEPING, [], SetTimePolicy(in_sequence=True)),
    (TIMEKEEPING, STRICT, SetTimePolicy(approve_after_weeks=1)),
    (TIMEKEEPING, [], SetProjectTimeApprover(project=APOLLO, approver=BEN)),
    (BEN, [], GRANTED),
    (BEN, [GRANTED], SetLeaveAllowance(year=2026, hours=200, carried_h=8)),
    (ANA, [], StartTimer(note="Plan")),
    (TIMEKEEPING, LET, SetProjectTimeApprover(project=APOLLO, approver=BEN)),
]
