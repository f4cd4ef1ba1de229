"""What can be invoiced, and what work brings in: from approved time and its frozen rates."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.execution.sheet_words import Approval, ApproveTime, InvoiceTime, SubmitWeek
from workdomain.execution.week import week_id
from workdomain.execution.week_words import LogTime
from workdomain.planning.deal_words import AddDeal, WinDeal
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.rate_words import SetRate, rate_id
from workdomain.planning.specification import WorkForClient
from workdomain.values import new_id

DAYS = {"first": MONDAY, "last": MONDAY + timedelta(days=20)}


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


class Shop:
    """Ana works for Acme at 90 EUR, for Bolt in yen, and on things that have no rate."""

    def __init__(self, office: Office) -> None:
        self.office, self.ana = office, office.person("Ana")
        self.acme = office.do(new_id(), AddClient(name="Acme"))
        self.bolt = office.do(new_id(), AddClient(name="Bolt"))
        self.apollo = office.project("APO")
        office.do(self.apollo, SetProjectClient(client=self.acme))
        self.draw = office.item("Draw", project=self.apollo)
        self.fix = office.item("Fix", project=self.apollo)
        office.do(self.fix, WorkForClient(client=self.bolt))
        self.rate("90", "EUR", client=self.acme)
        self.rate("5000", "JPY", client=self.bolt)
        self.rate("40.333", "EUR", kind="cost", person=self.ana)
        self.week = week_id(self.ana, MONDAY)

    def rate(self, per_h: str, currency: str, **scope: Any) -> None:
        told = {"kind": "bill", "valid_from": MONDAY, **scope}
        command = SetRate(per_h=per_h, currency=currency, **told)
        self.office.do(rate_id(command.scope), command)

    def log(
        self, minutes: int, item: UUID | None, note: str = "", *, billable: bool = True
    ) -> UUID:
        entry = new_id()
        command = LogTime(
            entry=entry,
            person=self.ana,
            day=MONDAY,
            minutes=minutes,
            item=item,
            note=note,
            billable=billable,
        )
        self.office.do(self.week, command)
        return entry

    def agree(self, *entries: UUID) -> None:
        self.office.do(self.week, SubmitWeek())
        lines = tuple(Approval(entry=entry) for entry in entries)
        self.office.do(self.week, ApproveTime(lines=lines))

    def bill(self, *entries: UUID) -> None:
        self.office.do(self.week, InvoiceTime(entries=entries, invoice="2026-7"))


def test_what_is_approved_and_not_billed_is_to_be_invoiced(office: Office):
    shop = Shop(office)
    one, two = shop.log(50, shop.draw, "Roof"), shop.log(7, shop.fix)
    three, four = shop.log(30, None), shop.log(60, shop.draw)
    shop.agree(one, two, three)
    first, second, third = office.views.to_invoice(**DAYS)
    assert (first.entry, first.client, first.project_key, first.title) == (
        one, "Acme", "APO", "Draw",
    )  # fmt: skip
    assert (first.note, first.rule, first.amount) == ("Roof", "client", Decimal("75.00"))
    assert (second.client, second.amount, second.currency) == ("Bolt", Decimal(583), "JPY")
    assert (third.client, third.title, third.amount, third.hours) == (None, None, None, 0.5)
    assert first.sheet == shop.week
    for only, found in (
        ({"client": shop.bolt}, {two}),
        ({"project": shop.apollo}, {one, two}),
        ({"person": new_id()}, set()),
    ):
        assert {row.entry for row in office.views.to_invoice(**DAYS, **only)} == found
    shop.bill(one)
    assert {row.entry for row in office.views.to_invoice(**DAYS)} == {two, three}
    assert four not in {row.entry for row in office.views.to_invoice(**DAYS)}


def test_time_that_is_not_billable_is_on_no_invoice(office: Office):
    shop = Shop(office)
    one, two = shop.log(60, shop.draw), shop.log(30, shop.draw, billable=False)
    shop.agree(one, two)
    assert {row.entry for row in office.views.to_invoice(**DAYS)} == {one}
    (hours,) = office.views.hours(**DAYS, by=())
    assert (hours.logged_h, hours.billable_h, hours.approved_h) == (1.5, 1.0, 1.5)
    (profit,) = office.views.profitability(**DAYS)
    assert (profit.to_invoice, profit.not_billable_h, profit.unbilled_h) == (Decimal(90), 0.5, 0)
    shown = office.views.my_week(person=shop.ana, day=MONDAY)
    assert [row.billable for row in shown if row.entry] == [
        row.entry == one for row in shown if row.entry
    ]
    evidence = office.views.timesheet_evidence(entry=two)
    assert [row.billable for row in evidence] == [False, False, None]


def test_an_invoice_is_found_by_its_number(office: Office):
    shop = Shop(office)
    one, two = shop.log(60, shop.draw), shop.log(30, shop.draw)
    shop.agree(one, two)
    assert office.views.to_invoice(invoice="2026-7") == []
    shop.bill(one)
    (line,) = office.views.to_invoice(invoice="2026-7")
    assert (line.entry, line.amount) == (one, Decimal("90.00"))


def test_profit_is_told_by_client_project_and_currency(office: Office):
    shop = Shop(office)
    one, two, three = shop.log(60, shop.draw), shop.log(30, shop.draw), shop.log(12, shop.fix)
    four = shop.log(30, None)
    shop.agree(one, two, three, four)
    shop.bill(one)
    acme, bolt_cost, bolt, none = office.views.profitability(**DAYS)
    assert (acme.client_name, acme.project_key, acme.currency) == ("Acme", "APO", "EUR")
    assert (acme.approved_h, acme.invoiced_h) == (1.5, 1.0)
    assert (acme.to_invoice, acme.invoiced) == (Decimal("45.00"), Decimal("90.00"))
    assert acme.cost == Decimal("40.33") + Decimal("20.17")
    assert acme.margin == Decimal("74.50")
    assert (bolt.currency, bolt.to_invoice, bolt.cost) == ("JPY", Decimal(1000), 0)
    assert (bolt_cost.currency, bolt_cost.margin) == ("EUR", Decimal("-8.07"))
    assert (none.client, none.unbilled_h, none.cost) == (None, 0.5, Decimal("20.17"))
    assert [row.currency for row in office.views.profitability(**DAYS, client=shop.bolt)] == [
        "EUR", "JPY",
    ]  # fmt: skip
    assert len(office.views.profitability(**DAYS, project=shop.apollo)) == 3


def test_what_was_sold_is_expected(office: Office):
    shop = Shop(office)
    shop.agree(shop.log(60, shop.draw))
    for value, currency in (("500", "EUR"), ("70.50", "EUR"), ("9", "USD")):
        deal = AddDeal(client=shop.acme, title="Site", value=Decimal(value), currency=currency)
        office.do(office.do(new_id(), deal), WinDeal(project=shop.apollo))
    office.do(office.do(new_id(), AddDeal(client=shop.acme, title="X")), WinDeal())
    unvalued = AddDeal(client=shop.acme, title="Favour")
    office.do(office.do(new_id(), unvalued), WinDeal(project=shop.apollo))
    euro, dollar = office.views.profitability(**DAYS)
    assert (euro.expected, euro.expected_margin) == (Decimal("570.50"), Decimal("530.17"))
    assert (dollar.currency, dollar.expected, dollar.approved_h) == ("USD", Decimal(9), 0)
    assert len(office.views.profitability(**DAYS, client=shop.bolt)) == 0


def test_a_rate_that_comes_later_changes_nothing_that_was_agreed_to(office: Office):
    shop = Shop(office)
    one = shop.log(60, shop.draw)
    shop.agree(one)
    shop.rate("500", "EUR", client=shop.acme)
    assert [row.amount for row in office.views.to_invoice(**DAYS)] == [Decimal(90)]


def test_time_without_any_rate_is_told_in_hours(office: Office):
    shop = Shop(office)
    ben = office.person("Ben")
    entry, week = new_id(), week_id(ben, MONDAY)
    office.do(week, LogTime(entry=entry, person=ben, day=MONDAY, minutes=60))
    office.do(week, SubmitWeek())
    office.do(week, ApproveTime())
    (row,) = office.views.profitability(**DAYS)
    assert (row.currency, row.unbilled_h, row.uncosted_h) == (None, 1, 1)
    assert shop.week != week


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    shop = Shop(office)
    entries = [shop.log(20 + 10 * n, item) for n, item in enumerate((shop.draw, shop.fix, None))]
    moments = []

    def told(**when: Any) -> list[Any]:
        views = office.views
        return [views.to_invoice(**DAYS, **when), views.profitability(**DAYS, **when)]

    for number, entry in enumerate(entries):
        office.on(MONDAY + timedelta(days=number))
        shop.agree(entry)
        moments.append((office.work.log.head().position, told()))
        shop.bill(entry)
        moments.append((office.work.log.head().position, told()))
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in moments:
            assert told(as_of=position) == answers
        assert told(valid_at=office.clock.now) == moments[-1][1]
    office.close()
