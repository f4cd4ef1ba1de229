"""Commands to clients, deals, talks, feedback and retainers that are reverted by others."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.office import ANA, DAY, HERMES
from tests.reverted_parts import CLIENT
from workdomain.clients.client_words import (
    AddClient,
    AddContact,
    ChangeContact,
    ClientStage,
    RemoveContact,
    SetClientStage,
)
from workdomain.execution.feedback import CorrectFeedback, GiveFeedback
from workdomain.kernel import Command
from workdomain.planning.deal_words import (
    AddDeal,
    DealStage,
    LoseDeal,
    LostBecause,
    PlanDealWork,
    ReopenDeal,
    RetitleDeal,
    SetDealOwner,
    SetDealStage,
    SetExpectedClose,
    ValueDeal,
    WinDeal,
)
from workdomain.planning.interaction import (
    CorrectInteraction,
    FollowUp,
    NoteInteraction,
    PlanFollowUp,
)
from workdomain.planning.retainer import (
    AddRetainer,
    ContinueRetainer,
    EndRetainer,
    SetRetainerTerms,
)

IT, KLEIN = UUID(int=40), UUID(int=42)
INC: list[Command] = [AddClient(name="Inc", stage=ClientStage.LEAD)]
KNOWN: list[Command] = [*INC, AddContact(contact=KLEIN, name="Klein")]
DEAL: list[Command] = [AddDeal(client=CLIENT, title="Site")]
PRICE = LoseDeal(cause=LostBecause.PRICE)
SAID: dict[str, Any] = {"channel": "call", "day": DAY, "subject": "The offer"}
TALK: list[Command] = [NoteInteraction(client=CLIENT, follow_up=DAY, **SAID)]
RATED: list[Command] = [GiveFeedback(client=CLIENT, project=HERMES, score=4)]
CARE: list[Command] = [AddRetainer(client=CLIENT, name="Care", first="2026-01", hours=10)]

OF_CLIENTS: list[tuple[UUID, list[Command], Command]] = [
    (IT, INC, SetClientStage(stage=ClientStage.ACTIVE)),
    (IT, INC, AddContact(contact=KLEIN, name="Klein")),
    (IT, KNOWN, ChangeContact(contact=KLEIN, name="Gross", email="g@example.org")),
    (IT, KNOWN, RemoveContact(contact=KLEIN)),
    (IT, DEAL, RetitleDeal(title="Shop")),
    (IT, DEAL, ValueDeal(value="9000", currency="EUR")),
    (IT, DEAL, PlanDealWork(hours=5, starts=DAY)),
    (IT, DEAL, SetDealStage(stage=DealStage.PROPOSAL)),
    (IT, DEAL, SetExpectedClose(expected_close=date(2026, 5, 1))),
    (IT, DEAL, SetDealOwner(owner=ANA)),
    (IT, DEAL, WinDeal()),
    (IT, DEAL, PRICE),
    (IT, [*DEAL, WinDeal()], ReopenDeal(reason="Yet")),
    (IT, [*DEAL, PRICE], ReopenDeal(reason="Yet")),
    (IT, TALK, CorrectInteraction(channel="visit", day=DAY, subject="The site")),
    (IT, TALK, PlanFollowUp(follow_up=None)),
    (IT, TALK, FollowUp()),
    (IT, RATED, CorrectFeedback(score=5)),
    (IT, CARE, SetRetainerTerms(valid_from="2026-04", hours=5)),
    (IT, CARE, SetRetainerTerms(valid_from="2026-01", hours=5)),
    (IT, CARE, EndRetainer(last="2026-06")),
    (IT, [*CARE, EndRetainer(last="2026-06")], ContinueRetainer()),
]
