"""How what was done to a schedule is taken back: versions are put away, never forgotten."""

from typing import Any, assert_never

from workdomain.execution.schedule import Schedule, Standing, schedule
from workdomain.execution.schedule_words import (
    ProposalWithdrawn,
    ScheduleEvent,
    ScheduleProposed,
    SchedulePublished,
    ScheduleRetired,
    WithdrawProposal,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: ScheduleEvent, now: Schedule, _wanted: Schedule) -> list[Command]:
    """Say what makes up for an event."""
    match event:
        case ScheduleProposed(version=version):
            if now.versions[version].standing is Standing.WITHDRAWN:
                return []
            return [WithdrawProposal(version=version, reason="Reverted")]
        case SchedulePublished(version=version):
            raise CannotRevert(
                f"Version {version} was published, and people may have gone by it:"
                " propose and publish a new one, or retire it"
            )
        case ProposalWithdrawn() | ScheduleRetired():
            raise CannotRevert("A plan that was put away stays so: propose it anew")
        case _:
            assert_never(event)


def counts(it: Schedule) -> Any:
    """Compare what can still be published, or is; what was put away is as if it were not there."""
    return [
        (one.proposed.name, one.proposed.bars, one.standing)
        for one in it.versions.values()
        if one.standing is not Standing.WITHDRAWN
    ]


schedule_undo: Undo[Schedule, ScheduleEvent] = Undo(schedule, commands, counts)
