"""Talks with clients, and what they say of what was delivered."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, NOON, given
from workdomain.clients.client import NoSuchClient, NoSuchContact, client
from workdomain.clients.client_words import ClientAdded, ContactAdded
from workdomain.execution.feedback import (
    CorrectFeedback,
    FeedbackCorrected,
    FeedbackExists,
    FeedbackGiven,
    FeedbackWithdrawn,
    GiveFeedback,
    NoSuchFeedback,
    WithdrawFeedback,
    feedback,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.deal import ForAnotherClient, NoSuchDeal, deal
from workdomain.planning.deal_words import DealAdded, DealStage
from workdomain.planning.interaction import (
    Channel,
    CorrectInteraction,
    FollowedUp,
    FollowUp,
    FollowUpPlanned,
    InteractionCorrected,
    InteractionExists,
    InteractionNoted,
    InteractionRemoved,
    NoSuchInteraction,
    NoteInteraction,
    NothingToFollowUp,
    PlanFollowUp,
    RemoveInteraction,
    interaction,
)
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

ACME, INC, KLEIN, SITE, BOX = (UUID(int=60 + n) for n in range(5))
DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
CONTACT = ContactAdded(contact=KLEIN, name="Klein", position=None, email=None, phone=None)
TALKS: dict[str, Any] = {"channel": "call", "day": DAY, "subject": "The offer"}
NOTED = InteractionNoted(
    client=ACME,
    channel=Channel.CALL,
    day=DAY,
    subject="The offer",
    summary="",
    contact=None,
    deal=None,
    follow_up=LATER,
    owner=ANA,
)
PLANNED = FollowUpPlanned(follow_up=DAY, owner=BEN)
NOBODY = FollowUpPlanned(follow_up=None, owner=None)
GIVEN = FeedbackGiven(
    client=ACME, project=SITE, item=None, score=4, comment="Good", contact=None, day=DAY
)
SEEN = {
    ACME: given(client, ClientAdded(name="Acme"), CONTACT),
    ANA: given(person, PersonAdded(name="Ana")),
    BEN: given(person, PersonAdded(name="Ben")),
    SITE: given(project, ProjectAdded(name="Site", key="SIT")),
}


def sold(to: UUID) -> Any:
    told = dict.fromkeys(DealAdded.model_fields)
    known = {"client": to, "title": "Site", "stage": DealStage.NEW, "probability": 10}
    return given(deal, DealAdded.model_validate({**told, **known}))


def of(*past: Any) -> Any:
    return given(interaction, *past, seeing=SEEN)


def said(*past: Any) -> Any:
    return given(feedback, *past, seeing=SEEN)


def test_a_talk_is_noted_with_whoever_gets_back_to_them():
    note = NoteInteraction(client=ACME, follow_up=LATER, **TALKS)
    of().when(note).then(NOTED)
    quiet = NoteInteraction(client=ACME, owner=BEN, **TALKS)
    (told,) = of().when(quiet).happens()
    assert (told.follow_up, told.owner) == (None, None)
    of(NOTED).when(note).refused(InteractionExists)
    given(interaction).when(note).refused(NoSuchClient)
    stranger = NoteInteraction(client=ACME, contact=INC, **TALKS)
    of().when(stranger).refused(NoSuchContact, "add them first")
    unknown = NoteInteraction(client=ACME, follow_up=LATER, owner=INC, **TALKS)
    of().when(unknown).refused(NoSuchPerson)


def test_a_talk_about_a_deal_is_with_its_client():
    note = NoteInteraction(client=ACME, deal=BOX, contact=KLEIN, **TALKS)
    of().when(note).refused(NoSuchDeal)
    given(interaction, seeing={**SEEN, BOX: sold(INC)}).when(note).refused(ForAnotherClient)
    about = NOTED.model_copy(
        update={"deal": BOX, "contact": KLEIN, "follow_up": None, "owner": None}
    )
    given(interaction, seeing={**SEEN, BOX: sold(ACME)}).when(note).then(about)


def test_what_was_said_is_corrected():
    correct = CorrectInteraction(channel="visit", day=DAY, subject="The site", contact=KLEIN)
    corrected = InteractionCorrected(**correct.model_dump())
    of(NOTED).when(correct).then(corrected)
    of(NOTED, corrected).when(correct).then()
    of().when(correct).refused(NoSuchInteraction)
    strange = correct.model_copy(update={"contact": INC})
    of(NOTED).when(strange).refused(NoSuchContact)


def test_somebody_gets_back_to_them_or_nobody_has_to():
    of(NOTED).when(PlanFollowUp(follow_up=DAY, owner=BEN)).then(PLANNED)
    of(NOTED).when(PlanFollowUp(follow_up=LATER)).then()
    of(NOTED).when(PlanFollowUp(follow_up=None, owner=BEN)).then(NOBODY)
    of(NOTED).when(PlanFollowUp(follow_up=DAY, owner=INC)).refused(NoSuchPerson)
    done = FollowedUp(note="They sign")
    of(NOTED).when(FollowUp(note="They sign")).then(done)
    of(NOTED, done).when(FollowUp()).refused(NothingToFollowUp, "plan it")
    of(NOTED, done).when(PlanFollowUp(follow_up=LATER)).then(
        FollowUpPlanned(follow_up=LATER, owner=ANA)
    )


def test_what_was_noted_by_mistake_is_off_the_list():
    removed = InteractionRemoved(reason="Twice")
    of(NOTED).when(RemoveInteraction(reason="Twice")).then(removed)
    of(NOTED, removed).when(RemoveInteraction(reason="Twice")).refused(NoSuchInteraction)


def test_feedback_is_of_something_that_was_delivered():
    give = GiveFeedback(client=ACME, project=SITE, score=4, comment="Good")
    said().when(give).then(GIVEN)
    said(GIVEN).when(give).refused(FeedbackExists)
    (told,) = said().when(give.model_copy(update={"day": LATER, "contact": KLEIN})).happens()
    assert (told.day, told.contact) == (LATER, KLEIN)
    said().when(give.model_copy(update={"project": BOX})).refused(NoSuchProject)
    item = GiveFeedback(client=ACME, item=BOX, score=1)
    said().when(item).refused(NoSuchWorkItem)
    done = given(work_item, WorkItemAdded(title="Box"))
    assert given(feedback, seeing={**SEEN, BOX: done}).when(item).happens()
    said().when(give.model_copy(update={"contact": INC})).refused(NoSuchContact)
    for wrong in ({"project": SITE, "item": BOX}, {}, {"item": BOX, "score": 6}):
        with pytest.raises(ValidationError):
            GiveFeedback.model_validate({"client": ACME, "score": 1, **wrong})


def test_feedback_is_corrected_and_withdrawn():
    corrected = FeedbackCorrected(score=5, comment="Good")
    said(GIVEN).when(CorrectFeedback(score=5, comment="Good")).then(corrected)
    said(GIVEN).when(CorrectFeedback(score=4, comment="Good")).then()
    said().when(CorrectFeedback(score=5)).refused(NoSuchFeedback)
    gone = FeedbackWithdrawn(reason="Wrong")
    said(GIVEN).when(WithdrawFeedback(reason="Wrong")).then(gone)
    said(GIVEN, gone).when(CorrectFeedback(score=5)).refused(NoSuchFeedback)


class TalkMachine(RuleBasedStateMachine):
    """The judge remembers who has to call, and by when, in one variable."""

    @initialize()
    def set_up(self) -> None:
        self.world = of().world()
        self.noted, self.removed = False, False
        self.to_call: tuple[UUID, date] | None = None

    def ask(self, command: Command, may: bool) -> None:
        try:
            self.world.ask(interaction, ITSELF, command)
        except Refused:
            assert not may
        else:
            assert may

    @property
    def there(self) -> bool:
        return self.noted and not self.removed

    @rule(day=st.none() | st.sampled_from([DAY, LATER]))
    def note(self, day: date | None) -> None:
        command = NoteInteraction(client=ACME, follow_up=day, **TALKS)
        self.ask(command, not self.noted)
        if not self.noted:
            self.noted, self.to_call = True, None if day is None else (NOON.by, day)

    @rule(day=st.none() | st.sampled_from([DAY, LATER]), who=st.sampled_from([ANA, BEN]))
    def plan(self, day: date | None, who: UUID) -> None:
        self.ask(PlanFollowUp(follow_up=day, owner=who), self.there)
        if self.there:
            self.to_call = None if day is None else (who, day)

    @rule()
    def call(self) -> None:
        self.ask(FollowUp(), self.there and self.to_call is not None)
        if self.there:
            self.to_call = None

    @rule()
    def remove(self) -> None:
        self.ask(RemoveInteraction(reason="Twice"), self.there)
        self.removed = self.noted

    @invariant()
    def whoever_has_to_call_is_told(self) -> None:
        it = self.world.look(interaction, ITSELF)
        due = None if it.follow_up is None else (it.owner, it.follow_up)
        assert due == self.to_call
        assert it.removed == self.removed


TestTalks = TalkMachine.TestCase
TestTalks.settings = settings(max_examples=30, stateful_step_count=12)
