"""What was done and cannot be taken back: it says why, and what to do instead."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.office import ANA, ITEM, Office, refused
from tests.reverted import SIMPLE
from tests.reverted_parts import PAPER, SEEN
from tests.reverted_streams import DRAFT, IT, OUTLINE, SERIES, TAKEN, WHEN
from workdomain.catalog import BETWEEN_STREAMS, DECIDERS, UNDOS
from workdomain.execution.baseline import RetireBaseline
from workdomain.execution.decisions import RecordDecision
from workdomain.execution.equipment import Equipment
from workdomain.execution.equipment_undo import equipment_undo
from workdomain.execution.equipment_words import AddEquipment, EquipmentKeptForPlan, PlannedUse
from workdomain.execution.inbox import ReadUpTo
from workdomain.execution.work_item import PARTS
from workdomain.execution.work_item_undo import OWN, PART_UNDOS
from workdomain.kernel import CannotRevert, Command
from workdomain.planning.recurrence_words import ChangeFollowing
from workdomain.planning.template import PublishTemplate
from workdomain.planning.work_item import WorkItemAdded
from workdomain.planning.work_item_undo import plan_undo
from workdomain.processes.process import AddProcess, RetireProcess
from workdomain.processes.workflow import PublishWorkflow, RetireWorkflow
from workdomain.scheduling.alarm import Evidence, TellOverbooking
from workdomain.values import OPERATOR

FULL = Evidence(
    first=date(2026, 3, 2),
    last=date(2026, 3, 6),
    forced_minutes=2520,
    capacity_minutes=2400,
    items=(ITEM,),
)
REFUSED: list[tuple[UUID, list[Command], Command, str]] = [
    # of what, what happens before, what is to be reverted, and why it cannot be
    (
        ITEM,
        [],
        RecordDecision(decision=IT, what="Ink", why="It lasts"),
        "'Ink' was decided and stays on record: record a decision that supersedes it",
    ),
    (ITEM, [PAPER], SEEN, "somebody sees to it .No paper. is known: resolve it and raise it anew"),
    (ANA, [], ReadUpTo(position=6), "mark as unread what is to be read again"),
    (IT, TAKEN, RetireBaseline(reason="Old"), "Start was put away and stays so: take it anew"),
    (IT, DRAFT, PublishWorkflow(reason="Agreed"), "Version 1 stays as it was published"),
    (IT, DRAFT, RetireWorkflow(reason="Old"), "was retired and stays so: draft another one"),
    (IT, [AddProcess(name="Way")], RetireProcess(reason="Old"), "stays so: add another process"),
    (IT, OUTLINE, PublishTemplate(), "Version 1 stays as it was published: set the draft right"),
    (
        IT,
        SERIES,
        ChangeFollowing(occurrence=WHEN, rule="FREQ=WEEKLY;BYDAY=MO,TU"),
        "It goes by another rule from 2026-03-09 09:00:00 on: change what follows",
    ),
]


@pytest.mark.parametrize(
    ("id", "before", "command", "why"), REFUSED, ids=lambda it: type(it).__name__
)
def test_what_cannot_be_taken_back_says_what_to_do_instead(
    office: Office, id: UUID, before: list[Command], command: Command, why: str
):
    for each in before:
        office.do(id, each)
    refused(office, office.do(id, command), why)


def test_every_decider_and_every_part_of_the_work_item_has_an_undo():
    assert {undo.decider.name for undo in UNDOS} == {decider.name for decider in DECIDERS}
    assert [undo.decider.name for undo in PART_UNDOS] == [part.name for part in PARTS]


ELSEWHERE = {
    # told by tests of their own, in tests/test_revert*.py or beside their decider
    "AddPerson", "AddProject", "AddWorkItem", "RemoveComment", "IssueToken", "RevokeToken",
    "AddClient", "TakeBaseline", "DraftWorkflow", "AddProcess", "AddTemplate", "AddBudget",
    "AddRecurrence", "MaterialiseRecurrence", "AddProjectFromTemplate", "AddWorkItemFromTemplate",
    "AdoptProcess", "SetProjectClient", "AcknowledgeBlocker", "MoveToState", "Approve", "Reject",
    "WithdrawApproval", "SubmitWeek", "RecallWeek", "ApproveTime", "RejectTime", "ReopenTime",
    "DeclareWeekComplete", "InvoiceTime", "CreditTime", "AddWorkCalendar", "SetWorkCalendar",
    "AddDeal", "WinDealAsProject", "NoteInteraction", "RemoveInteraction", "GiveFeedback",
    "WithdrawFeedback", "AddRetainer", "RequestAllocation", "ClosePeriod", "LockPeriod",
    "ReopenPeriod", "LogCorrection", "ApproveUnanswered", "RemindOfTime", "LogByClock",
    "StopTimer", "DiscardTimer", "RequestLeave", "ApproveLeave", "RejectLeave", "WithdrawLeave",
    "TellOverbooking", "AddEquipment", "BaseWorkCalendar", "SetDefaultCalendar",
    "ProposeSchedule", "PublishSchedule", "WithdrawProposal", "RetireSchedule",
}  # fmt: skip


def test_every_command_that_can_be_given_is_reverted_or_says_why_not():
    told = {type(c).__name__ for _, _, c in SIMPLE} | {type(c).__name__ for _, _, c, _ in REFUSED}
    given = {
        command.__name__
        for decider in DECIDERS
        if decider.name not in ("objective", "request", "revert", "wip")  # they have files
        for command in decider.commands
        if command not in BETWEEN_STREAMS
    }
    assert given == told | ELSEWHERE
    assert not told & (ELSEWHERE - {"AcknowledgeBlocker"})


@pytest.mark.parametrize(
    "undo", [u for u in PART_UNDOS if u is not plan_undo], ids=lambda undo: undo.decider.name
)
def test_what_another_part_takes_back_a_part_leaves_to_it(undo: Any):
    state = undo.decider.initial
    others = [event for event in undo.decider.events if OWN[event] != undo.decider.name]
    for event in others:
        if event is WorkItemAdded:
            assert undo.commands(event(title="Draw"), state, state) == []


def test_equipment_stays_known_and_there_may_be_none_of_it(office: Office):
    told = office.do(IT, AddEquipment(name="Van"))
    refused(office, told, "Van was added: say that there are none of it from a day on")
    use = PlannedUse(
        item=ITEM, begin=datetime(2026, 3, 2, tzinfo=UTC), end=datetime(2026, 3, 3, tzinfo=UTC)
    )
    kept = EquipmentKeptForPlan(schedule=ANA, uses=(use,))
    with pytest.raises(CannotRevert, match="A plan uses it: publish another one, or retire it"):
        equipment_undo.commands(kept, Equipment(), Equipment())


def test_an_alarm_stays_on_record_and_clears_by_itself(office: Office):
    told = office.do(ANA, TellOverbooking(found=(FULL,)), by=OPERATOR)
    refused(office, told, "it clears by itself when the work fits")


# -- what is taken off -----------------------------------------------------------------------------
