"""What people are told: why, until they have read it, and never what they did themselves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.inbox import Notice
from projections.view import Page
from tests.projections.office import Office, morning
from workdomain.execution.attachments import AttachLink, DetachLink
from workdomain.execution.blockers import RaiseBlocker, ResolveBlocker
from workdomain.execution.blocking import BlockerKind
from workdomain.execution.decisions import RecordDecision
from workdomain.execution.discussion import Comment, EditComment
from workdomain.execution.following import UnwatchWorkItem, WatchWorkItem
from workdomain.execution.inbox import (
    ChooseDigest,
    KeepNoticeUnread,
    MuteItem,
    ReadNotice,
    ReadUpTo,
    Reason,
    Rhythm,
    UnmuteItem,
)
from workdomain.execution.task_life import CompleteWorkItem, StartWorkItem
from workdomain.kernel import Command, Context
from workdomain.planning.specification import NameOwner
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    RetitleWorkItem,
    UnassignWorkItem,
)
from workdomain.values import new_id


@pytest.fixture
def ana(office: Office) -> UUID:
    return office.person("Ana")


@pytest.fixture
def ben(office: Office) -> UUID:
    return office.person("Ben")


def do(office: Office, who: UUID, id: UUID, *commands: Command) -> int:
    """Let somebody do something; returns where the last of it lies in the log."""
    for command in commands:
        office.work.do(id, command, Context(who, office.clock.now))
    return office.work.log.head().position


def added(office: Office, who: UUID, *people: UUID, title: str = "Floor plan") -> UUID:
    item = new_id()
    do(office, who, item, AddWorkItem(title=title, assignees=people))
    return item


def told(office: Office, who: UUID, **params: Any) -> list[tuple[str, str]]:
    found: list[Notice] = office.inbox(person=who, **params)
    return [(str(each.reason), each.text) for each in found]


def test_one_is_told_of_work_that_is_given_to_them(office: Office, ana, ben):
    item = added(office, ana, ben)
    (notice,) = office.inbox(person=ben)
    assert (notice.reason, notice.why, notice.by, notice.title) == (
        Reason.ASSIGNED, "It was given to you", "Ana", "Floor plan",
    )  # fmt: skip
    assert (notice.item, notice.unread, notice.rhythm, notice.is_due) == (
        item, True, Rhythm.IMMEDIATELY, True,
    )  # fmt: skip
    do(office, ana, item, UnassignWorkItem(person=ben), AssignWorkItem(person=ben))
    assert told(office, ben) == [
        ("assigned", "assigned it to Ben"),
        ("assigned", "added Floor plan, for Ben"),
    ]
    cem = office.person("Cem")
    do(office, ana, item, NameOwner(owner=cem), NameOwner(owner=None))
    assert told(office, cem) == [("assigned", "made Cem its owner")]


def test_nobody_is_told_what_they_did_themselves(office: Office, ana, ben):
    item = added(office, ana, ana)
    blocker = RaiseBlocker(
        blocker=new_id(), kind=BlockerKind.DECISION, reason="Which?", needed_from=ana
    )
    said = Comment(comment=new_id(), text="Hm", mentions=(ana,))
    do(office, ana, item, StartWorkItem(), blocker, said)
    assert told(office, ana) == []
    assert told(office, ben) == []


def test_one_is_told_when_a_comment_mentions_them(office: Office, ana, ben):
    item, comment = added(office, ana), new_id()
    do(office, ana, item, Comment(comment=comment, text="Ben?", mentions=(ben,)))
    assert told(office, ben) == [("mentioned", "said: Ben? (to Ben)")]
    cem = office.person("Cem")
    do(office, ana, item, EditComment(comment=comment, text="Cem, Ben?", mentions=(ben, cem)))
    assert told(office, cem) == [("mentioned", "said it anew: Cem, Ben? (also to Cem)")]
    assert len(told(office, ben)) == 1, "Who was mentioned before is not told again"


def test_one_is_told_when_a_blocker_needs_them(office: Office, ana, ben):
    item, blocker = added(office, ana), new_id()
    raised = RaiseBlocker(
        blocker=blocker, kind=BlockerKind.DECISION, reason="Which?", needed_from=ben
    )
    do(office, ana, item, raised)
    assert told(office, ben) == [("needed", "raised a blocker (decision): Which?, needed from Ben")]
    do(office, ben, item, ResolveBlocker(blocker=blocker, resolution="This one"))
    assert told(office, ana) == [("watching", "resolved the blocker Which?: This one")]


def test_watchers_are_told_how_it_stands_what_is_said_and_what_is_decided(office: Office, ana, ben):
    item = added(office, ana)
    do(
        office,
        ben,
        item,
        StartWorkItem(),
        RetitleWorkItem(title="Plan"),
        AttachLink(link=new_id(), title="It", url="https://example.org"),
        Comment(comment=new_id(), text="Hm"),
        RecordDecision(decision=new_id(), what="By hand", why="Faster"),
        CompleteWorkItem(),
    )
    assert told(office, ana) == [
        ("watching", "completed it"),
        ("watching", "recorded the decision: By hand; why: Faster"),
        ("watching", "said: Hm"),
        ("watching", "started it"),
    ]


def test_one_is_told_once_and_for_the_weightiest_reason(office: Office, ana, ben):
    item = added(office, ana, ben)
    do(office, ana, item, Comment(comment=new_id(), text="Ben?", mentions=(ben,)))
    assert [reason for reason, _ in told(office, ben)] == ["mentioned", "assigned"]


def test_who_does_not_watch_is_told_only_what_is_meant_for_them(office: Office, ana, ben):
    item = added(office, ana, ben)
    do(office, ben, item, UnwatchWorkItem(person=ben))
    do(office, ana, item, StartWorkItem(), Comment(comment=new_id(), text="B?", mentions=(ben,)))
    assert [reason for reason, _ in told(office, ben)] == ["mentioned", "assigned"]
    do(office, ben, item, WatchWorkItem(person=ben))
    do(office, ana, item, CompleteWorkItem())
    assert told(office, ben)[0] == ("watching", "completed it")


def test_what_was_read_is_not_shown_unless_it_is_asked_for(office: Office, ana, ben):
    item = added(office, ana, ben)
    one = do(office, ana, item, StartWorkItem())
    two = do(office, ana, item, Comment(comment=new_id(), text="Hm"))
    do(office, ben, ben, ReadUpTo(position=one))
    assert [each.position for each in office.inbox(person=ben)] == [two]
    do(office, ben, ben, KeepNoticeUnread(position=one), ReadNotice(position=two))
    assert [each.position for each in office.inbox(person=ben)] == [one]
    unread = [each.unread for each in office.inbox(person=ben, unread=False)]
    assert unread == [False, True, False]
    assert len(office.inbox(person=ben, as_of=two)) == 3


def test_nobody_has_read_what_is_still_to_come(office: Office, ana, ben):
    item = added(office, ana, ben)
    do(office, ben, ben, ReadUpTo(position=10**6))
    assert told(office, ben) == []
    do(office, ana, item, StartWorkItem())
    assert told(office, ben) == [("watching", "started it")]


def test_muted_work_is_not_shown_unless_it_is_asked_for(office: Office, ana, ben):
    item = added(office, ana, ben)
    do(office, ben, ben, MuteItem(item=item))
    assert told(office, ben) == []
    assert len(told(office, ben, muted=True)) == 1
    do(office, ben, ben, UnmuteItem(item=item))
    assert len(told(office, ben)) == 1


def test_notices_are_found_by_reason_and_by_item(office: Office, ana, ben):
    item, other = added(office, ana, ben), added(office, ana, ben, title="Roof")
    do(office, ana, item, StartWorkItem())
    assert told(office, ben, reason=["watching"]) == [("watching", "started it")]
    assert told(office, ben, item=other) == [("assigned", "added Roof, for Ben")]
    assert told(office, ben, item=other, reason=["watching", "needed"]) == []


def test_a_digest_holds_what_came_since_the_last_one(office: Office, ana, ben):
    item = added(office, ana, ben)
    daily = ChooseDigest(rhythm=Rhythm.DAILY, hour=8)
    do(office, ben, ben, daily)
    weekly = ChooseDigest(rhythm=Rhythm.WEEKLY, reason=Reason.WATCHING, hour=17, weekday=4)
    do(office, ben, ben, weekly)
    do(office, ana, item, StartWorkItem())
    started, assigned = office.inbox(person=ben)
    assert (started.rhythm, started.due) == ("weekly", datetime(2024, 1, 5, 17, tzinfo=UTC))
    assert (assigned.rhythm, assigned.due) == ("daily", datetime(2024, 1, 2, 8, tzinfo=UTC))
    assert office.inbox(person=ben, due=True) == []
    office.on(date(2024, 1, 2))
    assert [each.reason for each in office.inbox(person=ben, due=True)] == ["assigned"]
    office.on(date(2024, 1, 6))
    assert all(each.is_due for each in office.inbox(person=ben))
    assert len(office.inbox(person=ben, due=True)) == 2


def test_what_is_told_a_month_late_is_history_and_no_news(office: Office, ana, ben):
    office.on(date(2024, 3, 1))
    for days, shown in ((30, 1), (31, 0)):
        at = office.clock.now - timedelta(days=days)
        item = AddWorkItem(title=f"{days} days ago", assignees=(ben,))
        office.work.do(new_id(), item, Context(ana, at))
        assert len(told(office, ben)) == 1, shown


def test_an_inbox_comes_page_by_page(office: Office, ana, ben):
    item = added(office, ana, ben)
    for number in range(7):
        do(office, ana, item, Comment(comment=new_id(), text=f"{number}"))
    whole = office.inbox(person=ben)
    params = {"person": ben}
    first = office.views.ask("inbox", params, page=Page(limit=3))
    rest = office.views.ask("inbox", params, page=Page(after=first.next))
    assert [*first.rows, *rest.rows] == whole
    due = office.views.ask("inbox", {**params, "due": True}, page=Page(limit=3))
    assert list(due.rows) == list(first.rows)


def test_an_inbox_is_somebodys(office: Office):
    with pytest.raises(ValidationError, match="person"):
        office.inbox()
    assert office.inbox(person=new_id()) == []


def test_what_was_decided_is_shown_until_something_else_is(office: Office, ana, ben):
    atlas = office.project("ATLAS")
    item, one = office.item("Floor plan", project=atlas), new_id()
    first = RecordDecision(
        decision=one, what="By hand", why="Faster", decided_by=(ben,), alternatives=("Plotter",)
    )
    do(office, ana, item, first)
    (shown,) = office.decisions(project=atlas)
    assert (shown.what, shown.why, shown.alternatives, shown.decided_by, shown.recorded_by) == (
        "By hand", "Faster", ("Plotter",), ("Ben",), "Ana",
    )  # fmt: skip
    assert (shown.at, shown.title, shown.superseded_by) == (office.clock.now, "Floor plan", None)
    anew = RecordDecision(decision=new_id(), what="Plotter", why="Bigger", supersedes=one)
    do(office, ana, item, anew)
    (shown,) = office.decisions(item=item)
    assert (shown.what, shown.decided_by, shown.supersedes) == ("Plotter", ("Ana",), one)
    both = office.decisions(superseded=True)
    assert {each.superseded_by for each in both} == {None, anew.decision}
    assert office.decisions(project=new_id()) == []
    assert office.decisions(item=new_id()) == []


def test_links_are_shown_until_they_are_taken_away(office: Office):
    atlas = office.project("ATLAS")
    item, link = office.item("Floor plan", project=atlas), new_id()
    office.do(item, AttachLink(link=link, title="Old plan", url="https://example.org"))
    (shown,) = office.links(item=item)
    assert shown == office.links(project=atlas)[0]
    assert (shown.item_title, shown.title, shown.url) == (
        "Floor plan", "Old plan", "https://example.org",
    )  # fmt: skip
    assert office.links(project=new_id()) == []
    office.do(item, DetachLink(link=link))
    assert office.links() == []


def test_histories_of_people_tell_what_they_were_asked(office: Office, ana, ben):
    item = added(office, ana)
    blocker = RaiseBlocker(
        blocker=new_id(), kind=BlockerKind.DECISION, reason="Which?", needed_from=ben
    )
    said = Comment(comment=new_id(), text="Ben?", mentions=(ben,))
    decided = RecordDecision(decision=new_id(), what="This", why="", decided_by=(ben,))
    do(office, ana, item, blocker, said, decided)
    do(office, ben, ben, MuteItem(item=item), ReadUpTo(position=3))
    text = [each.text for each in office.history(subject=ben)]
    assert text[:5] == [
        "read the inbox up to position 3",
        "muted Floor plan",
        "recorded the decision: This; decided by Ben",
        "said: Ben? (to Ben)",
        "raised a blocker (decision): Which?, needed from Ben",
    ]
    assert {each.subject for each in office.history(subject=ben)[:2]} == {"Ben"}
    assert morning(date(2024, 1, 1)) <= office.clock.now


def test_everyone_who_watches_is_shown_with_what_they_have_to_do_with_it(office: Office, ana, ben):
    cem, dee, eve = (office.person(name) for name in ("Cem", "Dee", "Eve"))
    item = added(office, ana, ben, dee)
    then = office.work.log.head().position
    do(office, ana, item, NameOwner(owner=cem), WatchWorkItem(person=eve))
    do(office, dee, item, UnwatchWorkItem(person=dee))

    def shown(**when: Any) -> list[tuple[str, str, bool]]:
        found = office.watchers(item=item, **when)
        return [(each.name, str(each.why), each.watches) for each in found]

    assert shown() == [
        ("Ana", "added it", True),
        ("Ben", "has it", True),
        ("Cem", "answers for it", True),
        ("Eve", "chose to", True),
        ("Dee", "left", False),
    ]
    assert shown(as_of=then) == [
        ("Ana", "added it", True),
        ("Ben", "has it", True),
        ("Dee", "has it", True),
    ]
    office.on(date(2024, 1, 5))
    late = Context(ana, morning(date(2024, 1, 3)))
    office.work.do(item, UnassignWorkItem(person=ben), late)
    office.work.do(item, AssignWorkItem(person=ben), Context(ana, office.clock.now))
    names = [name for name, _, _ in shown(valid_at=morning(date(2024, 1, 4)))]
    assert names == ["Ana", "Cem", "Eve", "Dee"]
    assert office.watchers(item=new_id()) == []
