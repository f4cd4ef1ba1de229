"""What is told of clients: now, as of any moment, and built anew."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.models.deals import Shown
from projections.models.deals import rows as deal_rows
from projections.models.retainers import rows as retainer_rows
from projections.models.talks import feedback_rows, talk_rows
from projections.view import When
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient, AddContact, ClientStage, CloseClient
from workdomain.execution.feedback import Feedback, GiveFeedback, WithdrawFeedback
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.identification.request_words import (
    AcceptAsProject,
    AcceptAsWorkItem,
    NameRequester,
    SubmitRequest,
)
from workdomain.planning.deal_words import (
    AddDeal,
    DealStage,
    LoseDeal,
    LostBecause,
    ReopenDeal,
    SetDealStage,
    WinDeal,
    WinDealAsProject,
)
from workdomain.planning.interaction import (
    FollowUp,
    Interaction,
    NoteInteraction,
    RemoveInteraction,
)
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.retainer import (
    AddRetainer,
    EndRetainer,
    Retainer,
    SetRetainerTerms,
)
from workdomain.planning.specification import WorkForClient
from workdomain.values import new_id

VIEWS = ("clients", "deals", "pipeline", "retainers", "satisfaction")
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


class Shop(Office):
    """An office with clients."""

    def client(self, name: str, stage: ClientStage = ClientStage.ACTIVE) -> UUID:
        return self.do(new_id(), AddClient(name=name, stage=stage))

    def deal(self, client: UUID, title: str, **more: Any) -> UUID:
        return self.do(new_id(), AddDeal(client=client, title=title, **more))

    def talk(self, client: UUID, subject: str, follow_up: date | None = None) -> UUID:
        day = self.clock.now.date()
        told = {"client": client, "channel": "call", "day": day, "subject": subject}
        return self.do(new_id(), NoteInteraction.model_validate({**told, "follow_up": follow_up}))


@pytest.fixture
def shop() -> Any:
    shop = Shop(":memory:", MONDAY)
    yield shop
    shop.close()


def live(shop: Shop) -> list[tuple[int, Any]]:
    """Let some weeks go by; give what was told after each, with the position."""
    told = []

    def look() -> None:
        told.append((shop.work.log.head().position, everything(shop)))

    acme, zenith = shop.client("Acme", ClientStage.LEAD), shop.client("Zenith")
    klein = AddContact(contact=new_id(), name="Klein", email="k@example.org", phone="+47 22")
    shop.do(acme, klein)
    site = shop.deal(acme, "Site", value=Decimal("1000.10"), currency="EUR", hours=40)
    shop.deal(zenith, "Shop", value=Decimal(500), currency="USD", expected_close=MONDAY)
    look()
    shop.on(MONDAY + 8 * DAY)
    shop.do(site, SetDealStage(stage=DealStage.PROPOSAL))
    call = shop.talk(acme, "The offer", follow_up=MONDAY + 9 * DAY)
    project, ana = new_id(), shop.person("Ana")
    look()
    shop.on(MONDAY + 14 * DAY)
    shop.do(site, WinDealAsProject(project=project, key="SIT", starts=MONDAY))
    shop.do(call, FollowUp(note="Signed"))
    item = shop.item("Draw", ana, hours=8, project=project)
    shop.log(ana, item, 5, MONDAY)
    care = AddRetainer(client=acme, name="Care", first="2024-01", hours=4, roll_over=1)
    shop.do(new_id(), care)
    shop.do(new_id(), GiveFeedback(client=acme, project=project, score=4, comment="Good\nDay"))
    look()
    lost = shop.deal(zenith, "Signs")
    shop.do(lost, LoseDeal(cause=LostBecause.PRICE))
    wrong = shop.deal(zenith, "Oops")
    shop.do(wrong, LoseDeal(cause=LostBecause.MISTAKE))
    shop.do(new_id(), GiveFeedback(client=zenith, item=item, score=2))
    shop.do(shop.talk(zenith, "Oops"), RemoveInteraction(reason="Twice"))
    shop.do(acme, CloseClient(reason="Moved"))
    look()
    return told


def everything(shop: Shop, **when: Any) -> list[Any]:
    clients = [row.client for row in shop.views.clients(closed=True)]
    told = [getattr(shop.views, name)(**when) for name in VIEWS]
    told += [shop.views.clients(closed=True, **when), shop.views.deals(closed=True, **when)]
    told += [shop.views.clients(stage=ClientStage.LEAD, **when)]
    for each in clients:
        told += [shop.views.client(client=each, **when), shop.views.portal(client=each, **when)]
    return told


def test_the_same_question_has_one_answer(target: str):
    shop = Shop(target, MONDAY)
    told = live(shop)
    for rebuilt in (False, True):
        if rebuilt:
            shop.views.projector.rebuild()
        for position, answers in told:
            assert everything(shop, as_of=position) == answers
        assert everything(shop, valid_at=shop.clock.now) == told[-1][1]
    shop.close()


def test_what_clients_and_deals_come_to(shop: Shop):
    live(shop)
    acme, zenith = shop.views.clients(closed=True)
    assert (acme.name, acme.stage, acme.closed, acme.contacts) == ("Acme", "active", True, 1)
    assert (acme.projects, acme.open_deals, acme.weighted) == (1, 0, "")
    assert (acme.last_talk, acme.follow_up, acme.satisfied_percent) == (
        MONDAY + 8 * DAY,
        None,
        100.0,
    )
    assert (zenith.open_deals, zenith.weighted, zenith.satisfied_percent) == (1, "50.00 USD", 0.0)
    assert [row.name for row in shop.views.clients()] == ["Zenith"]
    (open_one,) = shop.views.deals()
    assert (open_one.title, open_one.overdue, open_one.weighted) == ("Shop", True, Decimal(50))
    shown = {row.title: row for row in shop.views.deals(closed=True)}
    assert [*shown] == ["Shop", "Signs", "Site"]
    assert (shown["Site"].state, shown["Site"].project_key) == ("won", "SIT")
    assert (shown["Site"].weighted, shown["Site"].weighted_h) == (Decimal("1000.10"), 40)
    assert (shown["Signs"].cause, shown["Signs"].weighted) == ("price", None)
    assert shop.views.deals(closed=True, stage=DealStage.PROPOSAL, client=acme.client) == [
        shown["Site"]
    ]


def test_the_pipeline_adds_up_by_stage_and_currency(shop: Shop):
    live(shop)
    new, won, lost = shop.views.pipeline()
    assert (new.stage, new.currency, new.value, new.weighted) == ("new", "USD", 500, 50)
    assert (new.overdue, new.win_percent) == (1, None)
    assert (won.stage, won.currency, won.deals, won.weighted) == (
        "won",
        "EUR",
        1,
        Decimal("1000.10"),
    )
    assert (won.hours, won.weighted_h, won.win_percent) == (40, 40, 50.0)
    assert (lost.stage, lost.currency, lost.deals) == ("lost", None, 1)
    shop.on(MONDAY + 200 * DAY)
    (new,) = shop.views.pipeline()
    assert new.win_percent is None
    assert len(shop.views.pipeline(days=300)) == 3
    ana = shop.person("Eve")
    assert shop.views.pipeline(owner=ana) == []
    mine = shop.deal(new_id_of(shop), "Mine", owner=ana)
    assert [row.deal for row in shop.views.deals(owner=ana)] == [mine]
    (row,) = shop.views.deals(owner=ana)
    assert row.owner == "Eve"


def new_id_of(shop: Shop) -> UUID:
    return shop.client("Third")


def test_a_deal_that_is_reopened_was_not_closed(shop: Shop):
    deal = shop.deal(shop.client("Acme"), "Site")
    shop.do(deal, WinDeal())
    (won,) = shop.views.deals(closed=True)
    assert won.closed == MONDAY
    shop.do(deal, ReopenDeal(reason="Yet"))
    (row,) = shop.views.deals()
    assert (row.closed, row.state, row.probability) == (None, "open", 10)


def test_a_deal_nobody_knows_the_worth_of_adds_nothing(shop: Shop):
    shop.deal(shop.client("Acme"), "Site")
    (row,) = shop.views.clients()
    assert (row.open_deals, row.weighted) == (1, "")


def test_hours_of_a_retainer_are_carried_over(shop: Shop):
    acme, ana = shop.client("Acme"), shop.person("Ana")
    inside = shop.project("SIT")
    shop.do(inside, SetProjectClient(client=acme))
    outside = shop.item("Talk", ana, hours=8)
    shop.do(outside, WorkForClient(client=acme))
    item = shop.item("Draw", ana, hours=80, project=inside)
    all_of_it = shop.do(
        new_id(), AddRetainer(client=acme, name="Care", first="2024-01", hours=4, roll_over=1)
    )
    fee = {"fee": Decimal(900), "currency": "EUR"}
    site = AddRetainer(client=acme, name="Site", first="2024-02", hours=9, project=inside, **fee)
    shop.do(new_id(), site)
    shop.on(date(2024, 3, 5))
    shop.log(ana, item, 3, date(2024, 1, 31))
    shop.log(ana, None, 3, date(2024, 1, 30))
    shop.log(ana, item, 4, date(2024, 2, 1))
    shop.log(ana, outside, 2, date(2024, 2, 1))
    shop.do(all_of_it, SetRetainerTerms(valid_from="2024-03", hours=10))
    told = [
        (r.name, r.month[5:], r.agreed_h, r.carried_h, r.used_h, r.left_h, r.over_h, r.expired_h)
        for r in shop.views.retainers()
    ]
    assert told == [
        ("Care", "01", 4, 0, 3, 1, 0, 0),
        ("Care", "02", 4, 1, 6, 0, 1, 0),
        ("Care", "03", 10, 0, 0, 10, 0, 10),
        ("Site", "02", 9, 0, 4, 5, 0, 5),
        ("Site", "03", 9, 0, 0, 9, 0, 9),
    ]
    rows = shop.views.retainers(client=acme, months=1)
    assert [(r.month, r.project_key, r.fee) for r in rows] == [
        ("2024-03", None, None),
        ("2024-03", "SIT", Decimal(900)),
    ]
    shop.do(all_of_it, EndRetainer(last="2024-02"))
    assert [r.month for r in shop.views.retainers(months=1)] == ["2024-02", "2024-03"]
    told_of = {row.title: row.state for row in shop.views.client(client=acme, kind="retainer")}
    assert told_of == {"Care": "until 2024-02", "Site": "running"}
    assert shop.views.retainers(client=new_id()) == []


def test_all_of_a_client_is_told_over_time(shop: Shop):
    live(shop)
    acme = next(r.client for r in shop.views.clients(closed=True) if r.name == "Acme")
    by_id = SubmitRequest(title="A door", for_client=None, client="Acme")
    shop.do(new_id(), by_id)
    told = [(row.kind, row.title, row.state, row.more) for row in shop.views.client(client=acme)]
    assert told == [
        ("contact", "Klein", "", "k@example.org, +47 22"),
        ("deal", "Site", "won", "1000.10 EUR"),
        ("project", "Site", "open", "SIT"),
        ("retainer", "Care", "running", "4 h a month, hours left hold 1 month more"),
        ("talk", "The offer", "done", "call"),
        ("feedback", "Good", "4 of 5", ""),
        ("request", "A door", "waiting", ""),
    ]
    zenith = next(r.client for r in shop.views.clients() if r.name == "Zenith")
    states = [(row.kind, row.state) for row in shop.views.client(client=zenith)]
    assert states == [("deal", "new, 10 %"), ("deal", "lost, price"), ("feedback", "2 of 5")]
    assert shop.views.client(client=zenith, kind="talk") == []
    (said,) = shop.views.satisfaction(client=zenith)
    assert (said.delivery, said.score, said.satisfied, said.contact) == ("Draw", 2, False, None)
    shop.do(said.feedback, WithdrawFeedback(reason="Wrong"))
    assert shop.views.satisfaction(client=zenith) == []
    project = next(row.project for row in shop.views.satisfaction() if row.project)
    assert len(shop.views.satisfaction(project=project)) == 1


def test_what_becomes_of_a_clients_request_is_for_that_client(shop: Shop):
    acme = shop.client("Acme")
    first, second, third = new_id(), new_id(), new_id()
    shop.do(first, SubmitRequest(title="A door", for_client=acme))
    shop.do(second, SubmitRequest(title="A house"), NameRequester(for_client=acme))
    shop.do(third, SubmitRequest(title="A key"))
    item, project = new_id(), new_id()
    shop.do(first, AcceptAsWorkItem(item=item))
    shop.do(second, AcceptAsProject(project=project, key="HOU"))
    shop.do(third, AcceptAsWorkItem(item=new_id()))
    told = [(row.kind, row.title) for row in shop.views.portal(client=acme)]
    assert told == [("project", "A house"), ("item", "A door")]
    requests = [row.title for row in shop.views.client(client=acme, kind="request")]
    assert requests == ["A door", "A house"]


def test_the_portal_shows_work_and_names_and_no_more(shop: Shop):
    acme, other, ana = shop.client("Acme"), shop.client("Other"), shop.person("Ana")
    site = shop.project("SIT")
    shop.do(site, SetProjectClient(client=acme))
    done = shop.item("Draw", ana, hours=6, project=site)
    shop.do(done, CompleteWorkItem())
    shop.item("Build", hours=2, project=site, due=MONDAY)
    theirs = shop.item("For another", project=site)
    shop.do(theirs, WorkForClient(client=other))
    shop.item("Nobody's business")
    rows = shop.views.portal(client=acme)
    assert [(r.title, r.state, r.done_percent, r.people) for r in rows] == [
        ("Project SIT", "open", 75.0, ()),
        ("Build", "todo", 0.0, ()),
        ("Draw", "done", 100.0, ("Ana",)),
    ]
    assert [r.title for r in shop.views.portal(client=other)] == ["For another"]
    fields = {"kind", "id", "project_key", "title", "state", "starts", "due", "done_percent"}
    assert set(type(rows[0]).model_fields) == {*fields, "people"}
    before = shop.views.ask("portal", {"client": acme}, When(as_of=1)).rows
    assert before == []


def test_what_nobody_noted_is_no_row():
    nobody = UUID(int=1)
    assert list(deal_rows(nobody, Shown())) == []
    assert list(retainer_rows(nobody, Retainer())) == []
    assert list(talk_rows(nobody, Interaction())) == []
    assert list(feedback_rows(nobody, Feedback())) == []
