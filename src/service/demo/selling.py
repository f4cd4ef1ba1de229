"""Whom the demo's company sells to: clients, talks, deals, a retainer, and how satisfied they are.

It throws no dice, so that the rest of the half-year is as it would be without it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from service.demo.world import World
from workdomain.clients.client_words import AddClient, AddContact, ClientStage, SetClientStage
from workdomain.execution.feedback import GiveFeedback
from workdomain.kernel import Command
from workdomain.planning.deal_words import (
    AddDeal,
    DealStage,
    LoseDeal,
    LostBecause,
    SetDealStage,
    WinDealAsProject,
)
from workdomain.planning.interaction import FollowUp, NoteInteraction
from workdomain.planning.retainer import AddRetainer, SetRetainerTerms

BAUMANN, SUNDT, NIMBUS, HARBOUR = "Baumann AG", "Sundt & Sønn", "Nimbus Ltd", "Harbour Ferries"
SELLER = "Ana Sousa"
AFTERNOON = time(16, 40)


def sell(world: World) -> None:
    """Do what the day asks for, if it asks for anything."""
    if scene := SCENES.get((world.week, world.today.weekday())):
        scene(world)


def _tell(world: World, name: str, command: Command) -> None:
    when = datetime.combine(world.today, AFTERNOON, UTC)
    world.office.hand_in(when, world.named(name), command, world.staff[SELLER].id)


def _in(world: World, days: int) -> date:
    return world.today + timedelta(days=days)


def _talk(world: World, number: int, client: str, subject: str, days: int | None = 7) -> None:
    """Talk to a client, and say when somebody gets back to them."""
    note = NoteInteraction(
        client=world.named(client),
        channel="call" if number % 2 else "meeting",
        day=world.today,
        subject=subject,
        follow_up=None if days is None else _in(world, days),
    )
    _tell(world, f"talk {number}", note)


def _offer(world: World, name: str, client: str, value: int, hours: int, **more: Any) -> None:
    asked = AddDeal(
        client=world.named(client),
        title=name,
        value=Decimal(value),
        currency="EUR",
        hours=hours,
        owner=world.staff[SELLER].id,
        **more,
    )
    _tell(world, name, asked)


def _know(world: World) -> None:
    """Note who is who."""
    _tell(world, SUNDT, AddClient(name=SUNDT, stage=ClientStage.LEAD))
    _tell(world, NIMBUS, AddClient(name=NIMBUS, stage=ClientStage.PROSPECT))
    for client, name, position in (
        (BAUMANN, "Greta Baumann", "Managing director"),
        (BAUMANN, "Felix Roth", "Product owner"),
        (SUNDT, "Ingvild Sundt", "Owner"),
        (NIMBUS, "Priya Shah", "Head of operations"),
    ):
        given = name.partition(" ")[0].lower()
        host = client.partition(" ")[0].lower()
        contact = AddContact(
            contact=world.named(name), name=name, position=position, email=f"{given}@{host}.example"
        )
        _tell(world, client, contact)
    _talk(world, 1, BAUMANN, "What the portal is to do first", None)


def _second_phase(world: World) -> None:
    work = {"starts": date(2026, 4, 13), "ends": date(2026, 9, 30)}
    close = world.day(22, 4)
    _offer(world, PHASE, BAUMANN, 180_000, 1_500, **_moved(world, work), expected_close=close)


def _moved(world: World, days: dict[str, date]) -> dict[str, date]:
    """Move days of the usual half-year to the one that is played."""
    return {name: day + (world.last - date(2026, 3, 29)) for name, day in days.items()}


PHASE, SHOP, CALLS, TIMES = (
    "Second phase of the portal",
    "A site for the shop",
    "Bookings by telephone",
    "Timetables for travellers",
)


def _hours_by_month(world: World) -> None:
    month = f"{world.today:%Y-%m}"
    care = AddRetainer(
        client=world.named(BAUMANN),
        name="Portal team",
        first=month,
        hours=240,
        fee=Decimal(21_600),
        currency="EUR",
        roll_over=1,
        project=world.ventures["NEW"].id,
    )
    _tell(world, "retainer", care)


def _more_hours(world: World) -> None:
    month = f"{_in(world, 31):%Y-%m}"
    terms = SetRetainerTerms(
        valid_from=month, hours=300, fee=Decimal(27_000), currency="EUR", roll_over=1
    )
    _tell(world, "retainer", terms)


def _shop_asks(world: World) -> None:
    _talk(world, 2, SUNDT, "A site to sell wool on", 5)
    _offer(world, SHOP, SUNDT, 14_500, 120, stage=DealStage.PROPOSAL, probability=60)
    _tell(world, SUNDT, SetClientStage(stage=ClientStage.PROSPECT, reason="They have an offer"))


def _calls(world: World) -> None:
    _offer(world, CALLS, NIMBUS, 30_000, 280, expected_close=_in(world, 60))
    _talk(world, 3, NIMBUS, "Why callers hang up")


def _calls_lost(world: World) -> None:
    _tell(world, "talk 3", FollowUp(note="They found somebody cheaper"))
    _tell(world, CALLS, LoseDeal(cause=LostBecause.PRICE, reason="A third cheaper elsewhere"))
    _tell(world, NIMBUS, SetClientStage(stage=ClientStage.DORMANT, reason="Nothing in sight"))


def _phase_goes_on(world: World) -> None:
    _tell(world, PHASE, SetDealStage(stage=DealStage.PROPOSAL))
    _talk(world, 4, BAUMANN, "The offer for the second phase", 12)


def _phase_is_near(world: World) -> None:
    _tell(world, "talk 4", FollowUp(note="They want it in two parts"))
    _tell(world, PHASE, SetDealStage(stage=DealStage.NEGOTIATION, probability=80))


def _ferries(world: World) -> None:
    _tell(world, HARBOUR, AddClient(name=HARBOUR, stage=ClientStage.LEAD))
    _offer(world, TIMES, HARBOUR, 22_000, 200)
    _talk(world, 5, HARBOUR, "Nobody can read their timetables", 10)


def _shop_won(world: World) -> None:
    _tell(world, "talk 2", FollowUp(note="Signed"))
    won = WinDealAsProject(
        project=world.named("the shop's project"),
        key="WOOL",
        name="Sundt shop",
        starts=world.day(28),
        ends=world.day(34, 4),
        rate_per_h=Decimal(98),
    )
    _tell(world, SHOP, won)


def _satisfied(world: World, score: int, comment: str, contact: str) -> None:
    said = GiveFeedback(
        client=world.named(BAUMANN),
        project=world.ventures["NEW"].id,
        score=score,
        comment=comment,
        contact=world.named(contact),
    )
    _tell(world, f"feedback {score}", said)


def _first_delivery(world: World) -> None:
    _satisfied(world, 3, "It works, but we waited for it.", "Felix Roth")


def _second_delivery(world: World) -> None:
    _satisfied(world, 5, "Our people like it.", "Greta Baumann")


SCENES: dict[tuple[int, int], Callable[[World], None]] = {
    (1, 2): _know,
    (3, 1): _second_phase,
    (5, 0): _hours_by_month,
    (6, 2): _calls,
    (9, 1): _shop_asks,
    (11, 2): _phase_goes_on,
    (12, 0): _first_delivery,
    (14, 1): _calls_lost,
    (17, 3): _phase_is_near,
    (18, 2): _more_hours,
    (21, 1): _ferries,
    (23, 3): _second_delivery,
    (24, 2): _shop_won,
}
"""By week from 0 and weekday from Monday, 0."""
