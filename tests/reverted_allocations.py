"""Commands to allocations that are reverted by others."""

from datetime import timedelta
from uuid import UUID

from tests.office import ANA, APOLLO, DAY, ITEM
from workdomain.execution.allocation_words import (
    AllocateTime,
    CancelAllocation,
    ChangeAllocation,
    Clash,
    ConfirmAllocation,
    EndAllocation,
    MakeAllocationTentative,
    RejectAllocation,
    ReleaseAllocation,
    ReopenAllocation,
    RequestAllocation,
)
from workdomain.kernel import Command

IT, FRIDAY = UUID(int=40), DAY + timedelta(days=4)
REQUEST = RequestAllocation(person=ANA, project=APOLLO, first=DAY, last=FRIDAY, hours=16)
ASKED: list[Command] = [REQUEST]
MUCH: list[Command] = [
    RequestAllocation(person=ANA, item=ITEM, first=DAY, last=DAY, hours=9, tentative=True)
]
GIVEN: list[Command] = [*ASKED, AllocateTime()]
NO, YES = CancelAllocation(reason="No"), ReopenAllocation(reason="Yes")
REJECTED = RejectAllocation(reason="No")
SURE = ConfirmAllocation(clash=Clash.OVERTIME)
WAITS: list[Command] = [*MUCH, ConfirmAllocation(), AllocateTime(clash=Clash.WAIT)]

OF_ALLOCATIONS: list[tuple[UUID, list[Command], Command]] = [
    (IT, ASKED, AllocateTime()),
    (IT, MUCH, AllocateTime()),
    (IT, [*MUCH, ConfirmAllocation()], AllocateTime(clash=Clash.OVERTIME)),
    (IT, [*MUCH, ConfirmAllocation()], AllocateTime(clash=Clash.WAIT)),
    (IT, ASKED, ChangeAllocation(first=DAY, last=FRIDAY, percent=50)),
    (IT, GIVEN, ChangeAllocation(first=DAY, last=FRIDAY, percent=50)),
    (IT, GIVEN, EndAllocation(last=DAY)),
    (IT, MUCH, ConfirmAllocation()),
    (IT, [*MUCH, AllocateTime()], SURE),
    (IT, GIVEN, MakeAllocationTentative()),
    (IT, GIVEN, ReleaseAllocation(reason="Ill")),
    (IT, WAITS, ReleaseAllocation(reason="Ill")),
    (IT, ASKED, REJECTED),
    (IT, WAITS, REJECTED),
    (IT, ASKED, NO),
    (IT, GIVEN, NO),
    (IT, [*ASKED, REJECTED], YES),
    (IT, [*ASKED, NO], YES),
]
