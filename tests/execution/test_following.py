"""Who is meant, who watches, what is attached to work and what was decided about it."""

import re
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, NOON, World, given
from workdomain.execution.attachments import (
    AttachLink,
    DetachLink,
    LinkAttached,
    LinkDetached,
    LinkExists,
    NoSuchLink,
)
from workdomain.execution.decisions import (
    DecisionExists,
    DecisionRecorded,
    IsSuperseded,
    NoSuchDecision,
    RecordDecision,
)
from workdomain.execution.discussion import (
    Comment,
    Commented,
    CommentEdited,
    CommentExists,
    CommentRemoved,
    EditComment,
)
from workdomain.execution.following import (
    UnwatchWorkItem,
    WatcherAdded,
    WatcherRemoved,
    WatchWorkItem,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Event, Refused
from workdomain.people.person import AddPerson, NoSuchPerson, PersonAdded, person
from workdomain.planning.specification import OwnerNamed
from workdomain.planning.work_item import (
    AssignWorkItem,
    UnassignWorkItem,
    WorkItemAdded,
    WorkItemAssigned,
    WorkItemUnassigned,
)
from workdomain.values import OPERATOR

CEM, ONE, TWO = UUID(int=3), UUID(int=80), UUID(int=81)
ADDED = WorkItemAdded(title="Draw the floor plan")
KNOWN = {who: given(person, PersonAdded(name="Somebody")) for who in (ANA, BEN, CEM)}
BY_BEN = Context(by=BEN, at=NOON.at)


def ask(*past: Event) -> Any:
    return given(work_item, ADDED, *past, seeing=KNOWN)


# -- mentions --------------------------------------------------------------------------------------

SAID = Commented(comment=ONE, text="Which scale?", mentions=(BEN,))


def test_a_comment_mentions_people_who_are_known():
    said = Comment(comment=ONE, text="Which scale?", mentions=(BEN, BEN))
    ask().when(said).then(SAID)
    ask(SAID).when(said).then()
    ask(SAID).when(said.model_copy(update={"mentions": (CEM,)})).refused(CommentExists)
    given(work_item, ADDED).when(said).refused(NoSuchPerson)


def test_an_edit_may_mention_more_people_and_takes_nobody_back():
    edit = EditComment(comment=ONE, text="Which scale?", mentions=(BEN, CEM))
    edited = CommentEdited(comment=ONE, text="Which scale?", mentions=(CEM,))
    ask(SAID).when(edit).then(edited)
    ask(SAID, edited).when(edit).then()
    ask(SAID).when(EditComment(comment=ONE, text="Which scale?")).then()
    ask(SAID).when(EditComment(comment=ONE, text="Which?")).then(
        CommentEdited(comment=ONE, text="Which?")
    )
    stranger = EditComment(comment=ONE, text="Which?", mentions=(ITSELF,))
    ask(SAID).when(stranger).refused(NoSuchPerson)


def test_a_comment_that_was_removed_still_mentions_whom_it_did():
    item = work_item.replay((e, NOON) for e in (ADDED, SAID, CommentRemoved(comment=ONE)))
    assert item.discussion.remarks[ONE].mentions == (BEN,)


# -- watching --------------------------------------------------------------------------------------


def watchers(*past: Event, by: UUID = ANA) -> set[UUID]:
    first, *rest = past
    told = [(first, Context(by=by, at=NOON.at)), *((event, NOON) for event in rest)]
    return set(work_item.replay(told).following.watchers)


def test_whoever_added_it_and_whoever_has_it_watches():
    assigned = WorkItemAdded(title="Draw", assignees=(BEN,))
    assert watchers(assigned) == {ANA, BEN}
    assert watchers(assigned, WorkItemAssigned(person=CEM)) == {ANA, BEN, CEM}
    assert watchers(assigned, WorkItemUnassigned(person=BEN)) == {ANA}
    assert watchers(assigned, OwnerNamed(owner=CEM)) == {ANA, BEN, CEM}
    assert watchers(assigned, OwnerNamed(owner=CEM), OwnerNamed(owner=None)) == {ANA, BEN}
    assert watchers(ADDED, by=OPERATOR) == set()


def test_one_chooses_to_watch_and_not_to():
    ask().when(WatchWorkItem(person=BEN)).then(WatcherAdded(person=BEN))
    ask(WatcherAdded(person=BEN)).when(WatchWorkItem(person=BEN)).then()
    given(work_item, ADDED).when(WatchWorkItem(person=ITSELF)).refused(NoSuchPerson)
    ask(WatcherAdded(person=BEN)).when(UnwatchWorkItem(person=BEN)).then(WatcherRemoved(person=BEN))
    ask().when(UnwatchWorkItem(person=BEN)).then()
    ask().when(UnwatchWorkItem(person=ANA)).then(WatcherRemoved(person=ANA))


def test_who_left_stays_away_until_they_watch_again():
    left = (ADDED, WatcherRemoved(person=ANA))
    assert watchers(*left) == set()
    assert watchers(*left, WorkItemAssigned(person=ANA)) == set()
    assert watchers(*left, WatcherAdded(person=ANA)) == {ANA}


def test_who_chose_to_watch_does_so_when_the_work_is_taken_from_them():
    chosen = (ADDED, WorkItemAssigned(person=BEN), WatcherAdded(person=BEN))
    assert watchers(*chosen, WorkItemUnassigned(person=BEN)) == {ANA, BEN}


# -- links -----------------------------------------------------------------------------------------

LINK = LinkAttached(link=ONE, title="The old plan", url="https://example.org/plan")
ATTACH = AttachLink(link=ONE, title="The old plan", url="https://example.org/plan")


def test_a_link_is_attached_and_taken_away():
    ask().when(ATTACH).then(LINK)
    ask(LINK).when(ATTACH).then()
    gone = LinkDetached(link=ONE, title="The old plan")
    ask(LINK).when(DetachLink(link=ONE)).then(gone)
    ask(LINK, gone).when(DetachLink(link=ONE)).then()
    ask().when(DetachLink(link=ONE)).refused(NoSuchLink)


def test_the_id_of_a_link_is_used_once():
    other = ATTACH.model_copy(update={"title": "The new plan"})
    ask(LINK).when(other).refused(LinkExists)
    ask(LINK, LinkDetached(link=ONE, title="The old plan")).when(ATTACH).refused(LinkExists)


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c#d", "HTTP://example.org", "mailto:ana@example.org"]
)
def test_a_link_leads_to_the_web_or_to_a_mailbox(url: str):
    assert AttachLink(link=ONE, title="It", url=url).url == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,hi", "ftp://a.org", "https://", "mailto:",
     "example.org", "", "https://a b.org", "https://a\tb", f"https://{'a' * 2000}"],
)  # fmt: skip
def test_a_link_leads_nowhere_else(url: str):
    with pytest.raises(ValidationError):
        AttachLink(link=ONE, title="It", url=url)


def test_what_is_no_link_is_told_with_what_would_be():
    with pytest.raises(ValidationError, match="begins with https://, http:// or mailto:"):
        AttachLink(link=ONE, title="It", url="ftp://example.org")


# -- decisions -------------------------------------------------------------------------------------

BY_HAND = RecordDecision(
    decision=ONE, what="By hand", why="It is faster", decided_by=(BEN, ANA), alternatives=("No",)
)
DECIDED = DecisionRecorded(
    decision=ONE, what="By hand", why="It is faster", decided_by=(BEN, ANA), alternatives=("No",)
)
ANEW = RecordDecision(decision=TWO, what="By plotter", why="It is bigger", supersedes=ONE)
SUPERSEDED = DecisionRecorded(
    decision=TWO, what="By plotter", why="It is bigger", supersedes=ONE, instead_of="By hand"
)


def test_a_decision_is_recorded_once_and_never_edited():
    ask().when(BY_HAND).then(DECIDED)
    ask(DECIDED).when(BY_HAND).then()
    ask(DECIDED).when(BY_HAND.model_copy(update={"why": "Who knows"})).refused(
        DecisionExists, "'By hand' stands: record a new decision that supersedes it"
    )
    ask(DECIDED).when(BY_HAND, BY_BEN).refused(DecisionExists)
    given(work_item, ADDED).when(BY_HAND).refused(NoSuchPerson)


def test_a_decision_supersedes_another_which_is_the_last():
    ask(DECIDED).when(ANEW).then(SUPERSEDED)
    ask(DECIDED, SUPERSEDED).when(ANEW).then()
    ask().when(ANEW).refused(NoSuchDecision)
    again = ANEW.model_copy(update={"decision": UUID(int=82)})
    ask(DECIDED, SUPERSEDED).when(again).refused(IsSuperseded, f"supersede {TWO} instead")
    latest = again.model_copy(update={"supersedes": TWO})
    happened = ask(DECIDED, SUPERSEDED).when(latest).happens()
    assert happened[0].instead_of == "By plotter"


def test_who_records_a_decision_has_taken_it_unless_they_say_who_did():
    item = work_item.replay([(ADDED, NOON), (DECIDED, NOON), (SUPERSEDED, BY_BEN)])
    assert item.decisions.decisions[ONE].decided_by == (BEN, ANA)
    assert item.decisions.decisions[TWO].decided_by == (BEN,)
    assert item.decisions.superseded == {ONE: TWO}


# -- whatever people ask for -----------------------------------------------------------------------

people, ids = st.sampled_from([ANA, BEN]), st.sampled_from([ONE, TWO, UUID(int=82)])
asked: st.SearchStrategy[Command] = st.one_of(
    st.builds(AssignWorkItem, person=people),
    st.builds(UnassignWorkItem, person=people),
    st.builds(WatchWorkItem, person=people),
    st.builds(UnwatchWorkItem, person=people),
    st.builds(AttachLink, link=ids, title=st.sampled_from("AB"), url=st.just("https://a.org")),
    st.builds(DetachLink, link=ids),
    st.builds(
        RecordDecision,
        decision=ids,
        what=st.sampled_from("AB"),
        why=st.just(""),
        supersedes=st.none() | ids,
    ),
)


class FollowingMachine(RuleBasedStateMachine):
    """Watching is judged by each person's own story, decisions by the chains they make."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        for who in (ANA, BEN):
            self.world.ask(person, who, AddPerson(name="Somebody"))
        self.world.put(work_item, ITSELF, ADDED)

    @rule(command=asked, by=people)
    def ask(self, command: Command, by: UUID) -> None:
        with suppress(Refused):
            self.world.ask(work_item, ITSELF, command, Context(by, NOON.at))
            assert self.world.ask(work_item, ITSELF, command, Context(by, NOON.at)) == []

    @invariant()
    def each_watches_by_the_last_that_was_said_of_them(self) -> None:
        letters = {WorkItemAssigned: "a", WorkItemUnassigned: "u", WatcherAdded: "w"}
        told = self.world.told(work_item, ITSELF)
        for who in (ANA, BEN):
            own = [event for event in told if getattr(event, "person", None) == who]
            story = "".join(letters.get(type(event), "l") for event in own)
            since = story.rpartition("l")[2]
            has_it = story.replace("w", "").replace("l", "").endswith("a")
            stays = "l" not in story and (who == ANA or has_it)
            assert (who in self.watchers) == ("w" in since or stays), story

    @property
    def watchers(self) -> frozenset[UUID]:
        return self.world.look(work_item, ITSELF).following.watchers

    @invariant()
    def a_link_is_attached_and_perhaps_taken_away(self) -> None:
        told = self.world.told(work_item, ITSELF)
        for link in (ONE, TWO, UUID(int=82)):
            own = [
                event
                for event in told
                if isinstance(event, LinkAttached | LinkDetached) and event.link == link
            ]
            story = "".join(type(event).__name__[4] for event in own)
            assert re.fullmatch("(AD?)?", story)
            there = self.world.look(work_item, ITSELF).attachments.links.get(link)
            assert (there is not None) == (story == "A")

    @invariant()
    def decisions_make_chains_of_which_the_last_ones_hold(self) -> None:
        known = self.world.look(work_item, ITSELF).decisions
        told = [
            event
            for event in self.world.told(work_item, ITSELF)
            if isinstance(event, DecisionRecorded)
        ]
        before = [event.supersedes for event in told if event.supersedes is not None]
        assert len(before) == len(set(before))
        assert set(known.superseded) == set(before)
        assert len(told) == len(known.decisions)


TestFollowing = FollowingMachine.TestCase
TestFollowing.settings = settings(max_examples=60, stateful_step_count=40)
