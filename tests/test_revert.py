"""What was done is taken back as if it had not been done; or nothing is, and it says why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from tests.company import START
from tests.office import ANA, APOLLO, BEN, DAY, HERMES, ITEM, OTHER, Office, counted, refused
from workdomain.desk import AnotherCommand, Receipt
from workdomain.execution.discussion import Comment, EditComment, RemoveComment
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    State,
    WorkItemCompleted,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.execution.work_item import work_item
from workdomain.finding import NothingToRevert
from workdomain.kernel import CannotRevert, Command, Context
from workdomain.people.person import (
    RenamePerson,
)
from workdomain.people.person_undo import person_undo
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency
from workdomain.planning.project import (
    ChangeProjectKey,
    CloseProject,
    RenameProject,
)
from workdomain.planning.project_key import project_key, project_key_id
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    Plan,
    RetitleWorkItem,
    WorkItemAdded,
    WorkItemRetitled,
)
from workdomain.planning.work_item_undo import plan_undo
from workdomain.processes.revert import Reverted, RevertTakenBack
from workdomain.store.log import NewEvent, StoreUnavailable
from workdomain.touched import InTheWay
from workdomain.work import NotYetHappened, Work

# -- what is meant ---------------------------------------------------------------------------------


def test_a_request_of_many_is_reverted_as_one_with_all_that_followed(any_office: Office):
    office, work = any_office, any_office.work
    office.do(OTHER, MoveWorkItem(project=HERMES))
    states = counted(work)
    request = office.together([(id, AssignWorkItem(person=BEN)) for id in (ITEM, OTHER)])
    assert office.apollo.members == {BEN}
    seen = work.revert(request, office.now(), preview=True)
    head = work.log.head().position
    outcome = work.revert(request, office.now())
    assert counted(work) == states
    assert office.apollo.members == set()
    assert [type(each.command).__name__ for each in outcome.done] == [
        "RemoveMember",
        "UnassignWorkItem",
        "RemoveMember",
        "UnassignWorkItem",
    ]
    written = [each.event for each in work.events(head) if not isinstance(each.event, Reverted)]
    assert [each.event for each in seen.events] == written
    notes = [each.event for each in work.events(head) if isinstance(each.event, Reverted)]
    assert {(note.kind, note.subject) for note in notes} == {
        ("work-item", ITEM),
        ("work-item", OTHER),
        ("project", APOLLO),
        ("project", HERMES),
    }
    assert outcome.receipt
    assert outcome.receipt.stream == f"revert/{request}"
    assert outcome.receipt.events == len(written) + len(notes)
    for number, each in enumerate(outcome.done):
        assert each.command_id == uuid5(outcome.id, str(number))
        assert isinstance(each.answer, Receipt)
        assert work.log.receipt(each.command_id)


def test_what_a_policy_did_stays_if_something_later_would_have_led_to_it(any_office: Office):
    office = any_office
    office.do(OTHER, MoveWorkItem(project=APOLLO))
    first = office.do(ITEM, AssignWorkItem(person=BEN))
    second = office.do(OTHER, AssignWorkItem(person=BEN))  # who is a member already
    office.revert(first)
    assert not office.item.plan.assignees
    assert office.apollo.members == {BEN}
    # What came before led to nothing that was not there: nobody is assigned now.
    office.revert(second)
    assert office.apollo.members == {BEN}


def test_one_command_of_a_request_is_reverted_alone(office: Office):
    request = office.together([(id, AssignWorkItem(person=BEN)) for id in (ITEM, OTHER)])
    office.revert(uuid5(request, "1"))
    assert office.item.plan.assignees == (BEN,)
    assert not office.work.state(work_item, OTHER).plan.assignees
    # The rest of it is reverted with the request; what was reverted before does not count twice.
    office.revert(request)
    assert not office.item.plan.assignees
    assert not office.work.state(work_item, OTHER).plan.assignees


def test_what_is_part_of_a_reverted_request_is_reverted_already(office: Office):
    request = office.together([(id, AssignWorkItem(person=BEN)) for id in (ITEM, OTHER)])
    office.revert(request)
    head = office.work.log.head().position
    outcome = office.work.revert(uuid5(request, "1"), office.now())
    assert outcome.done == []
    assert office.work.log.head().position == head


def test_what_has_something_in_common_is_reverted_together(any_office: Office):
    office, work = any_office, any_office.work
    trace, states = UUID(int=77), counted(any_office.work)
    for command in (RetitleWorkItem(title="Paint"), AssignWorkItem(person=BEN), StartWorkItem()):
        work.do(ITEM, command, office.now(correlation_id=trace))
    positions = [e.position for e in work.events() if e.context.correlation_id == trace]
    assert len(positions) == 4
    seen = [
        work.revert(trace, office.now(), preview=True, positions=known)
        for known in (None, positions)
    ]
    assert [each.command for each in seen[0].done] == [each.command for each in seen[1].done]
    work.revert(trace, office.now())
    assert counted(work) == states


def test_an_event_stands_for_the_command_that_led_to_it(office: Office):
    work = office.work
    states = counted(work)
    office.do(ITEM, AssignWorkItem(person=BEN))
    member = work.log.head().position  # the project took Ben in: a policy asked for that
    office.revert(member)
    assert counted(work) == states
    office.revert(work.log.head().position)  # of one of the commands that made up for it
    assert office.item.plan.assignees == (BEN,)


def test_what_was_closed_since_is_not_opened_again_by_the_way(office: Office):
    part = UUID(int=60)
    office.do(part, AddWorkItem(title="Frame", parent=ITEM))
    dropped = office.do(part, CancelWorkItem(reason="Not needed"))
    office.do(ITEM, CompleteWorkItem())
    seen = refused(office, dropped, "of what came later")
    assert [type(each.event) for each in seen.events] == [WorkItemCompleted]
    # What stands above it is open again: now nothing stands against it.
    office.do(ITEM, ReopenWorkItem(reason="More to do"))
    office.revert(dropped)
    assert office.work.state(work_item, part).life.state is State.TODO


def test_what_was_not_done_is_not_reverted(office: Office):
    work = office.work
    quiet = office.now(command_id=UUID(int=998))
    work.do(ITEM, RetitleWorkItem(title="Draw"), quiet)
    for what, why in (
        (UUID(int=12345), "There is no command"),
        (UUID(int=998), "changed nothing"),
        (12345, "no event at position"),
    ):
        with pytest.raises(NothingToRevert, match=why):
            work.revert(what, office.now())
    with work.log.transaction() as transaction:
        context = Context(ANA, START)
        topic, body = work.registry.encode(WorkItemRetitled(title="By hand"), context)
        transaction.append([NewEvent(f"work-item/{ITEM}", 2, topic, body)], 0)
    with pytest.raises(NothingToRevert, match="No command is known"):
        work.revert(work.log.head().position, office.now())


# -- what depends on it ----------------------------------------------------------------------------


def test_what_was_overwritten_is_taken_back_without_a_word(office: Office):
    done = office.do(ITEM, RetitleWorkItem(title="Paint"))
    office.do(ITEM, RetitleWorkItem(title="Etch"))
    outcome = office.work.revert(done, office.now())
    assert outcome.done == []
    assert outcome.receipt
    assert outcome.receipt.events == 1  # it is noted all the same
    assert office.item.plan.title == "Etch"


def test_what_came_later_is_in_the_way_if_it_depends_on_it(office: Office):
    office.do(ITEM, EstimateWorkItem(estimate=Estimate.single(8)))
    done = office.do(ITEM, SetRemainingWork(hours=3))
    office.do(ITEM, CompleteWorkItem())
    no = refused(office, done, r"work-item.completed.v1 at position \d+; revert that first")
    assert [type(each.event).__name__ for each in no.events] == ["WorkItemCompleted"]


def test_what_was_added_by_mistake_is_cancelled(office: Office):
    added = office.do(UUID(int=20), AddWorkItem(title="Oops", project=APOLLO, assignees=(BEN,)))
    assert office.apollo.members == {BEN}
    office.revert(added)
    assert office.work.state(work_item, UUID(int=20)).life.state == "cancelled"
    assert office.apollo.members == set()


def test_work_that_was_done_something_with_is_not_taken_off(office: Office):
    added = office.do(UUID(int=20), AddWorkItem(title="Oops"))
    office.do(UUID(int=20), StartWorkItem())
    refused(office, added, "work-item.started.v1")
    office.do(UUID(int=20), CompleteWorkItem())
    refused(office, added, "CancelWorkItem does not apply to work that is done; of what came later")


def test_work_that_was_named_elsewhere_is_not_taken_off(office: Office):
    work = UUID(int=20)
    for id, command in (
        (
            week_id(ANA, DAY),
            LogTime(entry=UUID(int=70), person=ANA, day=DAY, minutes=60, item=work),
        ),
        (ITEM, AddDependency(predecessor=work)),
    ):
        work = office.id()
        added = office.do(work, AddWorkItem(title="Oops"))
        named = command.model_copy(
            update={"item": work, "entry": office.id()}
            if isinstance(command, LogTime)
            else {"predecessor": work}
        )
        office.do(id, named)
        no = refused(office, added, "of what came later")
        assert len(no.events) == 1


def test_a_part_keeps_what_it_is_a_part_of(office: Office):
    added = office.do(UUID(int=20), AddWorkItem(title="Whole"))
    part = office.do(UUID(int=21), AddWorkItem(title="Part", parent=UUID(int=20)))
    refused(office, added, "work-item")
    office.revert(part)  # nothing came of the part itself
    assert office.work.state(work_item, UUID(int=21)).life.state == "cancelled"


def test_many_that_were_added_together_are_taken_off_together(office: Office):
    whole, part = UUID(int=20), UUID(int=21)
    office.do(OTHER, CompleteWorkItem())  # so that what waits for it may start
    request = office.together(
        [
            (whole, AddWorkItem(title="Whole", project=APOLLO)),
            (part, AddWorkItem(title="Part", parent=whole, assignees=(BEN,), project=APOLLO)),
            (part, AddDependency(predecessor=OTHER)),
            (part, StartWorkItem()),
        ]
    )

    def states() -> list[str]:
        return [office.work.state(work_item, id).life.state for id in (whole, part)]

    revert_of = office.revert(request)
    assert states() == ["cancelled", "cancelled"]
    office.revert(revert_of)
    assert states() == ["todo", "doing"]
    office.revert(request)
    assert states() == ["cancelled", "cancelled"]


def test_a_key_that_is_taken_is_in_the_way(office: Office):
    changed = office.do(APOLLO, ChangeProjectKey(key="ATH"))
    office.do(HERMES, ChangeProjectKey(key="APO"))
    refused(office, changed, "The key belongs to project")
    assert office.work.state(project_key, project_key_id("APO")).project == HERMES


def test_a_refusal_of_what_would_make_up_for_it_is_told(office: Office):
    renamed = office.do(APOLLO, RenameProject(name="Athena"))
    office.do(APOLLO, CloseProject(reason="Over"))
    refused(office, renamed, "Athena is closed: reopen it first")


def test_only_its_author_puts_a_comment_in_its_old_words(office: Office):
    office.do(ITEM, Comment(comment=UUID(int=50), text="Hm"), by=BEN)
    edited = office.do(ITEM, EditComment(comment=UUID(int=50), text="Yes"), by=BEN)
    refused(office, edited, "Only its author edits a comment")
    office.work.revert(edited, office.now(BEN))
    assert office.item.discussion.remarks[UUID(int=50)].text == "Hm"


def test_a_comment_that_was_edited_and_removed_stays_away(office: Office):
    office.do(ITEM, Comment(comment=UUID(int=50), text="Hm"))
    edited = office.do(ITEM, EditComment(comment=UUID(int=50), text="Yes"))
    office.do(ITEM, RemoveComment(comment=UUID(int=50)))
    assert office.work.revert(edited, office.now()).done == []


def test_an_event_nobody_has_thought_about_cannot_be_reverted_and_says_so(office: Office):
    work = Work(office.work.log, office.clock, undos=())
    done = office.do(ITEM, RetitleWorkItem(title="Paint"))
    with pytest.raises(InTheWay, match="This kind of event cannot be reverted yet: work-item"):
        work.revert(done, office.now())


def test_what_does_not_lead_back_is_refused(office: Office):
    """Whoever writes a wrong `commands` does no harm."""
    wrong = replace(person_undo, commands=lambda *_: [RenamePerson(name="Nobody")])
    work = Work(office.work.log, office.clock, undos=(wrong,))
    done = office.do(ANA, RenamePerson(name="Anna"))
    with pytest.raises(InTheWay, match="does not lead to where it was"):
        work.revert(done, office.now())


def test_a_part_does_not_take_off_the_whole():
    with pytest.raises(CannotRevert, match="for the whole work item"):
        plan_undo.commands(WorkItemAdded(title="Draw"), Plan("Draw"), Plan())


# -- twice, back and forth -------------------------------------------------------------------------


def test_reverting_twice_changes_nothing(any_office: Office):
    office, work = any_office, any_office.work
    done = office.do(ITEM, RetitleWorkItem(title="Paint"))
    office.revert(done, reason="A joke")
    head = work.log.head().position
    outcome = work.revert(done, office.now())
    assert work.log.head().position == head
    assert outcome.receipt == Receipt(f"revert/{done}", 1, head, 0)
    assert outcome.done == []


def test_asked_again_with_the_same_id_it_has_the_same_answer(any_office: Office):
    office, work = any_office, any_office.work
    done = office.do(ITEM, RetitleWorkItem(title="Paint"))
    context = office.now(command_id=UUID(int=999))
    first = work.revert(done, context, reason="A joke")
    head = work.log.head().position
    again = work.revert(done, context, reason="A joke")
    assert first.receipt
    assert again.receipt == first.receipt._replace(repeated=True)
    assert work.log.head().position == head
    with pytest.raises(AnotherCommand):
        work.revert(done, context, reason="No joke")


def test_back_and_forth_as_often_as_one_likes(office: Office):
    done = office.do(ITEM, RetitleWorkItem(title="Paint"))
    last, titles = done, []
    for _ in range(6):
        last = office.revert(last)
        titles.append(office.item.plan.title)
    assert titles == ["Draw", "Paint"] * 3
    # The first is in force, as the last revert took the one before it back.
    office.revert(done)
    assert office.item.plan.title == "Draw"
    assert RevertTakenBack() in office.told()


def test_a_revert_happens_after_what_it_reverts(office: Office):
    done = office.do(ITEM, RetitleWorkItem(title="Paint"))
    with pytest.raises(CannotRevert, match="revert it then or later"):
        office.work.revert(done, Context(ANA, START))
    with pytest.raises(NotYetHappened):
        office.work.revert(done, Context(ANA, office.clock.now + timedelta(days=1)))


def test_who_comes_between_reading_and_deciding_is_seen(office: Office):
    """A second writer adds what depends on it, just before the lock is taken."""
    work = office.work
    office.do(ITEM, EstimateWorkItem(estimate=Estimate.single(8)))
    done = office.do(ITEM, SetRemainingWork(hours=3))
    between: list[Command] = [CompleteWorkItem()]
    decide = work._decide_bundle

    def late(*asked: Any) -> None:
        if between:
            office.do(ITEM, between.pop())
        decide(*asked)

    work._decide_bundle = late  # type: ignore[method-assign,assignment]
    with pytest.raises(InTheWay, match="work-item"):
        work.revert(done, office.now())
    between += [RetitleWorkItem(title=f"T{n}") for n in range(20)]
    with pytest.raises(StoreUnavailable, match="Others keep working"):
        work.revert(done, office.now())
