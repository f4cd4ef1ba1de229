"""People are told what becomes of their time, and whoever leads them what waits for them."""

from datetime import timedelta
from uuid import UUID

import pytest

from projections.view import Page
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.execution.allocation_words import (
    AllocateTime,
    CancelAllocation,
    Clash,
    RejectAllocation,
    ReleaseAllocation,
    RequestAllocation,
)
from workdomain.execution.inbox import ReadNotice, Reason
from workdomain.execution.leave import ApproveLeave, RequestLeave
from workdomain.execution.sheet_words import (
    ApproveTime,
    RejectTime,
    Reminder,
    RemindOfTime,
    SubmitWeek,
)
from workdomain.execution.week import week_id
from workdomain.kernel import Command, Context
from workdomain.people.place import SetReportingLine
from workdomain.scheduling.alarm import Evidence, TellOverbooking
from workdomain.values import new_id

DAY = timedelta(days=1)


class Pair:
    """Ana reports to Ben."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.ana, self.ben = office.person("Ana"), office.person("Ben")
        office.do(self.ana, SetReportingLine(lead=self.ben, valid_from=MONDAY))
        self.week = week_id(self.ana, MONDAY)

    def do(self, id: UUID, command: Command, by: UUID) -> UUID:
        self.office.work.do(id, command, Context(by, self.office.clock.now))
        return id

    def told(self, person: UUID, **more: object) -> list[tuple[str, str]]:
        shown = self.office.views.inbox(person=person, **more)
        return [(row.reason, row.text) for row in shown]


@pytest.fixture
def pair(office: Office) -> Pair:
    return Pair(office)


def test_whoever_leads_is_told_what_waits_and_the_person_what_was_said(pair: Pair):
    pair.office.log(pair.ana, None, 2, MONDAY)
    pair.do(pair.week, SubmitWeek(), pair.ana)
    assert pair.told(pair.ben) == [(Reason.APPROVAL, "submitted time of Ana")]
    assert pair.told(pair.ana) == []
    pair.do(pair.week, RejectTime(reason="Which item?"), pair.ben)
    assert pair.told(pair.ana) == [(Reason.ANSWERED, "rejected time of Ana: Which item?")]
    pair.do(pair.week, SubmitWeek(), pair.ana)
    pair.do(pair.week, RemindOfTime(person=pair.ana, day=MONDAY, of=Reminder.APPROVE), pair.ana)
    pair.do(pair.week, ApproveTime(), pair.ben)
    assert [reason for reason, _ in pair.told(pair.ana)] == [Reason.ANSWERED] * 2
    assert [reason for reason, _ in pair.told(pair.ben, unread=False)] == [Reason.APPROVAL] * 3


def test_what_is_for_the_lead_is_for_whoever_leads_now(pair: Pair):
    cleo = pair.office.person("Cleo")
    pair.do(pair.week, RemindOfTime(person=pair.ana, day=MONDAY, of=Reminder.SUBMIT), pair.ben)
    leave = new_id()
    ask = RequestLeave(person=pair.ana, first=MONDAY + 7 * DAY, last=MONDAY + 8 * DAY)
    pair.do(leave, ask, pair.ana)
    assert pair.told(pair.ben)[0][0] == Reason.APPROVAL
    assert pair.told(pair.ana)[0][0] == Reason.REMINDED
    pair.office.do(pair.ana, SetReportingLine(lead=cleo, valid_from=MONDAY))
    assert (pair.told(pair.ben), pair.told(cleo)[0][0]) == ([], Reason.APPROVAL)
    pair.do(leave, ApproveLeave(), cleo)
    assert pair.told(pair.ana)[0][1].startswith("approved leave of Ana")


def test_whose_time_is_allocated_or_given_back_is_told(pair: Pair):
    site, it = pair.office.project("SIT"), new_id()
    days = {"first": MONDAY, "last": MONDAY + 4 * DAY}
    pair.do(it, RequestAllocation(person=pair.ana, project=site, hours=8, **days), pair.ben)
    assert pair.told(pair.ana) == []
    pair.do(it, CancelAllocation(reason="No"), pair.ben)
    assert pair.told(pair.ana) == [], "Nothing was kept"
    other = new_id()
    pair.do(other, RequestAllocation(person=pair.ana, project=site, hours=8, **days), pair.ben)
    pair.do(other, AllocateTime(), pair.ben)
    pair.do(other, CancelAllocation(reason="Later"), pair.ben)
    assert [reason for reason, _ in pair.told(pair.ana)] == [Reason.ALLOCATED] * 2


def test_leave_is_called_by_person_and_days(pair: Pair):
    leave, one = new_id(), MONDAY + 7 * DAY
    pair.do(leave, RequestLeave(person=pair.ana, first=one, last=one + DAY), pair.ana)
    pair.do(new_id(), RequestLeave(person=pair.ana, first=one, last=one), pair.ana)
    titles = [row.title for row in pair.office.views.inbox(person=pair.ben)]
    assert titles == [f"Ana, {one}", f"Ana, {one} to {one + DAY}"]
    assert pair.office.views.history(subject=leave)[0].subject == titles[1]


def test_who_asked_for_an_allocation_is_told_what_became_of_it(pair: Pair):
    site, cleo = pair.office.project("SIT"), pair.office.person("Cleo")
    days = {"project": site, "first": MONDAY, "last": MONDAY + 4 * DAY}

    def ask(by: UUID, hours: int = 30, person: UUID = pair.ana) -> UUID:
        return pair.do(new_id(), RequestAllocation(person=person, hours=hours, **days), by)

    kept = pair.do(ask(cleo), AllocateTime(), pair.ben)
    waits = pair.do(ask(cleo, 20), AllocateTime(clash=Clash.WAIT), pair.ben)
    pair.do(ask(cleo, 5), RejectAllocation(reason="Too late"), pair.ben)
    pair.do(waits, CancelAllocation(reason="Too much"), pair.ben)
    pair.do(kept, ReleaseAllocation(reason="Ill"), pair.ben)
    told = pair.told(cleo)
    assert {reason for reason, _ in told} == {Reason.ANSWERED}
    texts = [text.partition(":")[0] for _, text in told]
    assert texts[:3] == ["gave it back", "cancelled it", "rejected it"]
    assert texts[3].startswith("put it on the waiting list of Ana")
    assert texts[4] == "allocated 30 h of Ana"
    assert [reason for reason, _ in pair.told(pair.ana)] == [Reason.ALLOCATED] * 2, "Hers is kept"
    own = ask(pair.ana, 2)
    pair.do(own, AllocateTime(), pair.ben)
    assert [reason for reason, _ in pair.told(pair.ana)] == [Reason.ALLOCATED] * 3, "Told once"
    pair.do(own, CancelAllocation(reason="No"), pair.ana)
    assert len(pair.told(pair.ana)) == 3, "Nobody is told what they did themselves"


def test_an_alarm_is_for_the_person_and_whoever_leads_them(pair: Pair):
    found = Evidence(
        first=MONDAY, last=MONDAY + DAY, forced_minutes=1200, capacity_minutes=960, items=()
    )
    pair.office.do(pair.ana, TellOverbooking(found=(found,)))
    for person in (pair.ana, pair.ben):
        (notice,) = pair.office.views.inbox(person=person)
        assert (notice.reason, notice.title) == (Reason.OVERBOOKED, "Ana")
    position = pair.office.views.inbox(person=pair.ana)[0].position
    pair.do(pair.ana, ReadNotice(position=position), pair.ana)
    assert pair.told(pair.ana) == []
    assert pair.told(pair.ana, unread=False, reason=["overbooked"]) != []


def test_pages_go_on_behind_each_other_and_history_is_no_news(pair: Pair):
    pair.office.log(pair.ana, None, 2, MONDAY)
    for number in range(3):
        pair.do(pair.week, SubmitWeek(), pair.ana)
        pair.do(pair.week, RejectTime(reason=f"No {number}"), pair.ben)
    whole = pair.office.views.inbox(person=pair.ana)
    first = pair.office.views.ask("inbox", {"person": pair.ana}, page=Page(2))
    second = pair.office.views.ask("inbox", {"person": pair.ana}, page=Page(2, first.next))
    assert [*first.rows, *second.rows] == list(whole)
    late = pair.office.clock.now - 40 * DAY
    pair.office.do(new_id(), RequestLeave(person=pair.ana, first=MONDAY, last=MONDAY), at=late)
    assert len(pair.told(pair.ben, unread=False)) == 3
    assert pair.told(pair.ben) == [], "He said no to all of it"
