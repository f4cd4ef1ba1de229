"""What was noted of clients by mistake is taken back; what was agreed on with them is not."""

from uuid import UUID

import pytest

from tests.office import Office, refused
from tests.reverted_clients import CARE, DEAL, IT, RATED, SAID, TALK
from tests.reverted_parts import CLIENT
from workdomain.clients.client_words import AddClient
from workdomain.execution.feedback import WithdrawFeedback
from workdomain.execution.feedback_undo import feedback_undo
from workdomain.kernel import Command
from workdomain.planning.deal import deal
from workdomain.planning.deal_undo import deal_undo
from workdomain.planning.deal_words import RetitleDeal, WinDeal, WinDealAsProject
from workdomain.planning.interaction import CorrectInteraction, RemoveInteraction
from workdomain.planning.interaction_undo import interaction_undo
from workdomain.planning.retainer import RetainerTermsSet, SetRetainerTerms, Terms
from workdomain.planning.retainer_undo import retainer_undo

OTHER = UUID(int=46)


@pytest.fixture
def shop(office: Office) -> Office:
    office.do(CLIENT, AddClient(name="Klein"))
    return office


@pytest.mark.parametrize(
    ("undo", "command"),
    [(deal_undo, DEAL[0]), (interaction_undo, TALK[0]), (feedback_undo, RATED[0])],
    ids=lambda it: type(it).__name__,
)
def test_what_was_noted_by_mistake_counts_no_more(shop: Office, undo, command: Command):
    added = shop.do(IT, command)
    assert not undo.gone(shop.work.state(undo.decider, IT))
    shop.revert(added)
    assert undo.gone(shop.work.state(undo.decider, IT))


@pytest.mark.parametrize(
    ("before", "command", "why"),
    [
        ([], CARE[0], "Care was agreed on with a client: end it instead"),
        (TALK, RemoveInteraction(reason="Twice"), "note it anew"),
        (RATED, WithdrawFeedback(reason="Wrong"), "note it anew"),
        (DEAL, WinDealAsProject(project=UUID(int=45), key="SIT"), "keeps its key SIT: close it"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_what_cannot_be_made_up_for_says_so(
    shop: Office, before: list[Command], command: Command, why: str
):
    for each in before:
        shop.do(IT, each)
    refused(shop, shop.do(IT, command), why)


def test_a_deal_that_has_changed_since_is_not_taken_off(shop: Office):
    added = shop.do(IT, DEAL[0])
    later = shop.do(IT, RetitleDeal(title="Shop"))
    refused(shop, added, "deal.retitled.v1")
    shop.revert(later)
    won = shop.do(IT, WinDeal())
    refused(shop, added, "deal.won.v1")
    shop.revert(won)


def test_what_was_noted_and_worked_on_in_one_request_is_gone_at_once(shop: Office):
    correct = CorrectInteraction(**{**SAID, "subject": "The site"})
    request = shop.together([(IT, TALK[0]), (IT, correct)])
    assert len(shop.work.revert(request, shop.now()).done) == 1
    assert interaction_undo.gone(shop.work.state(interaction_undo.decider, IT))
    request = shop.together([(OTHER, DEAL[0]), (OTHER, WinDeal())])
    shop.revert(request)
    assert deal_undo.gone(shop.work.state(deal, OTHER))


def test_terms_that_came_with_what_was_agreed_stay_with_it(shop: Office):
    later = SetRetainerTerms(valid_from="2026-04", hours=5)
    refused(shop, shop.together([(IT, CARE[0]), (IT, later)]), "end it instead")
    nothing = retainer_undo.decider.initial
    event = RetainerTermsSet(valid_from="2026-04", terms=Terms(hours=5))
    assert retainer_undo.commands(event, nothing, nothing) == []
