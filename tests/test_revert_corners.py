"""Corners of reverts: where a command begins and ends, what goes with it, what cannot be asked."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.office import ANA, APOLLO, BEN, HERMES, ITEM, OTHER, Office, refused
from workdomain import finding
from workdomain.execution.discussion import Comment, EditComment
from workdomain.execution.task_life import StartWorkItem
from workdomain.execution.work_item import work_item
from workdomain.execution.work_item_undo import BY_NAME
from workdomain.kernel import Command
from workdomain.people.person import AddPerson
from workdomain.people.token import IssueToken, RevokeToken, Role
from workdomain.planning.project import CloseProject, project
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
)


def test_a_long_command_is_found_from_its_end(office: Office, monkeypatch: pytest.MonkeyPatch):
    """More follows from it than is read at a time."""
    monkeypatch.setattr(finding, "PAGE", 10)
    people = [office.id() for _ in range(90)]
    office.together([(id, AddPerson(name=f"P{n}")) for n, id in enumerate(people)])
    office.do(ITEM, MoveWorkItem(project=None))
    office.together([(ITEM, AssignWorkItem(person=id)) for id in people])
    head = office.work.log.head().position
    moved = office.do(ITEM, MoveWorkItem(project=HERMES))
    assert office.work.log.head().position == head + 91
    many = [office.do(ITEM, RetitleWorkItem(title=f"T{n}")) for n in range(3)]
    office.revert(moved)
    assert office.work.state(project, HERMES).members == set()
    assert office.item.plan.project is None
    assert many


def test_what_was_said_and_edited_at_one_go_is_removed(office: Office):
    comment = UUID(int=50)
    request = office.together(
        [
            (ITEM, Comment(comment=comment, text="Hm")),
            (ITEM, EditComment(comment=comment, text="!")),
        ]
    )
    office.revert(request)
    assert office.item.discussion.remarks[comment].text is None


def test_what_follows_from_the_command_before_is_not_taken_for_its_own(office: Office):
    office.do(ITEM, AssignWorkItem(person=BEN))  # and a policy made him a member
    office.revert(office.do(OTHER, RetitleWorkItem(title="Think twice")))
    assert office.apollo.members == {BEN}


def test_what_is_reverted_at_one_go_has_a_size(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "MOST_REVERTED", 3)
    trace = UUID(int=77)
    for number in range(5):
        command = RetitleWorkItem(title=f"T{number}")
        office.work.do(ITEM, command, office.now(correlation_id=trace))
    with pytest.raises(finding.TooMuchToRevert, match="revert its commands in parts"):
        office.work.revert(trace, office.now())


def test_a_part_without_an_undo_refuses_its_own_events_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(BY_NAME, "life")
    started, titled = office.do(ITEM, StartWorkItem()), office.do(ITEM, RetitleWorkItem(title="X"))
    refused(office, started, "cannot be reverted yet: work-item")
    office.revert(titled)
    assert office.item.plan.title == "Draw"


def test_what_a_policy_did_goes_if_what_came_later_led_to_nothing(office: Office):
    first = office.do(ITEM, AssignWorkItem(person=BEN))
    office.do(ITEM, MoveWorkItem(project=HERMES))
    office.do(OTHER, AssignWorkItem(person=BEN))  # of no project
    assert office.apollo.members == {BEN}
    office.revert(first)
    assert not office.apollo.members


def test_a_project_that_was_closed_keeps_who_would_be_there_anyway(office: Office):
    office.do(OTHER, MoveWorkItem(project=APOLLO))
    first = office.do(ITEM, AssignWorkItem(person=BEN))
    office.do(OTHER, AssignWorkItem(person=BEN))
    office.do(APOLLO, CloseProject(reason="Over"))
    office.revert(first)
    assert office.apollo.members == {BEN}
    assert not office.item.plan.assignees


def test_a_project_that_was_closed_lets_nobody_go(office: Office):
    office.do(OTHER, MoveWorkItem(project=APOLLO))
    first = office.do(ITEM, AssignWorkItem(person=BEN))
    office.do(APOLLO, CloseProject(reason="Over"))
    office.do(OTHER, AssignWorkItem(person=BEN))  # nobody becomes a member any more
    refused(office, first, "Apollo is closed: reopen it first")


def test_what_was_added_and_changed_at_one_go_is_cancelled(office: Office):
    """There is no title it could have been given back."""
    new = UUID(int=20)
    request = office.together(
        [
            (new, AddWorkItem(title="Oops")),
            (new, RetitleWorkItem(title="Ouch")),
            (new, PrioritiseWorkItem(priority=Priority.URGENT)),
        ]
    )
    office.revert(request)
    assert office.work.state(work_item, new).life.state == "cancelled"


def test_a_thing_is_refused_once(office: Office):
    token = UUID(int=31)
    issue = IssueToken(person=ANA, role=Role.MEMBER, label="x", secret_sha256="0" * 64)
    request = office.together([(token, issue), (token, RevokeToken(reason="Lost"))])
    no = refused(office, request, "because A token that was revoked stays so: issue a new one")
    assert no.events == ()


def test_the_first_command_of_all_is_found(office: Office):
    refused(office, 1, "Ana is known and stays so")


def test_what_was_added_and_changed_at_one_go_is_taken_off(office: Office):
    new = UUID(int=30)
    request = office.together(
        [(new, AddWorkItem(title="Dig")), (new, RetitleWorkItem(title="Dig deep"))]
    )
    office.revert(request)
    assert office.work.state(work_item, new).life.state == "cancelled"


def test_what_nobody_could_ask_for_is_not_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    def nameless(*_: object) -> list[Command]:
        return [RetitleWorkItem(title="")]

    monkeypatch.setitem(BY_NAME, "plan", replace(BY_NAME["plan"], commands=nameless))
    refused(office, office.do(ITEM, RetitleWorkItem(title="X")), "does not lead to where it was")
