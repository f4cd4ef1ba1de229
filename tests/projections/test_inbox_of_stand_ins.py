"""What asks for a word is for whoever can give it today, and is read once it was given."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from projections.inbox import Notice
from projections.view import Page
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from tests.projections.test_processes import CLEO, STAIRS, Site, site
from tests.scenario import ANA, BEN
from workdomain.execution.delegation import DelegateApprovals, EndDelegation
from workdomain.execution.inbox import KeepNoticeUnread, ReadNotice, ReadUpTo, Reason
from workdomain.execution.leave import ApproveLeave, RequestLeave, WithdrawLeave
from workdomain.execution.sheet_words import ApproveTime, RecallWeek, SubmitWeek
from workdomain.execution.steps import Approve, MoveToState, WithdrawApproval
from workdomain.execution.task_life import StartWorkItem
from workdomain.execution.timekeeping import TIMEKEEPING, SetProjectTimeApprover
from workdomain.execution.week import week_id
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.people.place import SetReportingLine
from workdomain.values import new_id

__all__ = ["site"]
DAY = timedelta(days=1)
LATER = MONDAY + 60 * DAY


class Team:
    """Ana and Dora report to Ben, whom Cleo stands in for."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.ana, self.ben, self.cleo, self.dora = map(
            office.person, ("Ana", "Ben", "Cleo", "Dora")
        )
        for who in (self.ana, self.dora):
            office.do(who, SetReportingLine(lead=self.ben, valid_from=MONDAY))
        self.do(self.ben, DelegateApprovals(person=self.cleo, first=MONDAY, last=LATER), self.ben)

    def do(self, id: UUID, command: Command, by: UUID) -> UUID:
        self.office.work.do(id, command, Context(by, self.office.clock.now))
        return id

    def hand_in(self, who: UUID) -> UUID:
        return self.do(week_id(who, MONDAY), SubmitWeek(), who)

    def inbox(self, person: UUID, **more: Any) -> list[Notice]:
        return list(self.office.views.inbox(person=person, **more))


@pytest.fixture
def team(office: Office) -> Team:
    return Team(office)


def test_who_stands_in_is_told_what_waits_and_for_whom(team: Team):
    team.office.log(team.ana, None, 2, MONDAY)
    week = team.hand_in(team.ana)
    (notice,) = team.inbox(team.cleo)
    assert (notice.reason, notice.title) == (Reason.APPROVAL, "Ana")
    assert notice.why == "You stand in for Ben, whose approval is asked for"
    assert team.inbox(team.ben)[0].why == "Your approval is asked for"
    team.do(week, ApproveTime(), team.cleo)
    assert team.inbox(team.cleo, unread=False) == [], "It does not wait any more"
    assert team.inbox(team.ben) == [], "Cleo has answered it"
    (told,) = team.inbox(team.ben, unread=False)
    assert (told.settled, told.unread) == (True, False)


def test_only_on_the_days_of_the_delegation(team: Team):
    team.office.log(team.ana, None, 2, MONDAY)
    team.hand_in(team.ana)
    team.do(team.ben, EndDelegation(from_day=MONDAY, reason="Back early"), team.ben)
    assert team.inbox(team.cleo) == []
    assert len(team.inbox(team.ben)) == 1


def test_nobody_is_asked_about_their_own_time(team: Team):
    team.do(team.ben, EndDelegation(from_day=MONDAY, reason="Other plans"), team.ben)
    team.do(team.ben, DelegateApprovals(person=team.ana, first=MONDAY, last=LATER), team.ben)
    for who in (team.ana, team.dora):
        team.office.log(who, None, 2, MONDAY)
        team.hand_in(who)
    assert [row.title for row in team.inbox(team.ana)] == ["Dora"]
    assert [row.title for row in team.inbox(team.ben)] == ["Dora", "Ana"]


def test_who_approves_time_on_a_project_is_told_of_it_and_who_stands_in_for_them(team: Team):
    site, eve = team.office.project("SIT"), team.office.person("Eve")
    team.office.do(TIMEKEEPING, SetProjectTimeApprover(project=site, approver=eve))
    team.office.log(team.dora, None, 1, MONDAY)
    team.hand_in(team.dora)
    team.office.log(team.ana, team.office.item("Draw", project=site), 2, MONDAY)
    week = team.hand_in(team.ana)
    assert [row.title for row in team.inbox(eve)] == ["Ana"], "Dora did nothing for it"
    fay = team.office.person("Fay")
    team.do(eve, DelegateApprovals(person=fay, first=MONDAY, last=LATER), eve)
    assert [row.title for row in team.inbox(fay)] == ["Ana"]
    team.do(week, ApproveTime(), eve)
    assert team.inbox(eve) == team.inbox(fay) == []


def test_time_that_is_handed_in_anew_is_told_anew(team: Team):
    team.office.log(team.ana, None, 2, MONDAY)
    week = team.hand_in(team.ana)
    team.do(week, RecallWeek(), team.ana)
    assert team.inbox(team.ben) == team.inbox(team.cleo) == []
    team.office.clock.now += DAY
    team.hand_in(team.ana)
    for who in (team.ben, team.cleo):
        assert len(team.inbox(who)) == 1, "The first one was taken back"
    assert [row.settled for row in team.inbox(team.ben, unread=False)] == [False, True]


def test_leave_waits_until_it_is_answered_or_taken_back(team: Team):
    ask = RequestLeave(person=team.ana, first=MONDAY + 7 * DAY, last=MONDAY + 8 * DAY)
    first, second = (team.do(new_id(), ask, team.ana) for _ in range(2))
    assert len(team.inbox(team.ben)) == len(team.inbox(team.cleo)) == 2
    team.do(first, WithdrawLeave(reason="Rain"), team.ana)
    team.do(second, ApproveLeave(), team.cleo)
    assert team.inbox(team.ben) == team.inbox(team.cleo) == []


def test_what_is_kept_unread_stays_so_and_what_is_read_too(team: Team):
    team.office.log(team.ana, None, 2, MONDAY)
    week = team.hand_in(team.ana)
    (notice,) = team.inbox(team.cleo)
    team.do(team.cleo, ReadNotice(position=notice.position), team.cleo)
    assert team.inbox(team.cleo) == []
    (notice,) = team.inbox(team.ben)
    for command in (ReadUpTo, KeepNoticeUnread):
        team.do(team.ben, command(position=notice.position), team.ben)
    team.do(week, ApproveTime(), team.cleo)
    assert [row.settled for row in team.inbox(team.ben)] == [True], "Ben wanted to see it"


def test_pages_of_a_stand_in_go_on_behind_each_other(team: Team):
    for who in (team.ana, team.dora):
        for week in range(3):
            day = MONDAY + week * 7 * DAY
            team.office.on(day + DAY)
            team.office.log(who, None, 2, day)
            team.do(week_id(who, day), SubmitWeek(), who)
    whole = team.inbox(team.cleo)
    asked = {"person": team.cleo}
    first = team.office.views.ask("inbox", asked, page=Page(4))
    rest = team.office.views.ask("inbox", asked, page=Page(4, first.next))
    assert len(whole) == 6
    assert [*first.rows, *rest.rows] == whole


def dora_stands_in(site: Site, *approvers: UUID) -> UUID:
    dora = new_id()
    site.do(dora, AddPerson(name="Dora"))
    first = site.clock.now.date()
    for who in approvers:
        site.do(who, DelegateApprovals(person=dora, first=first, last=first + DAY), by=who)
    return dora


def inbox(site: Site, person: UUID, **more: Any) -> list[Notice]:
    return list(site.views.inbox(person=person, **more))


def test_who_stands_in_for_approvers_of_work_is_told_once(site: Site):
    dora = dora_stands_in(site, BEN, CLEO)
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    (notice,) = inbox(site, dora)
    assert notice.why.startswith("You stand in for ")
    assert len(inbox(site, BEN)) == len(inbox(site, CLEO)) == 1
    site.do(STAIRS, Approve(), by=dora)
    approvals = {"reason": [Reason.APPROVAL]}
    for who in (BEN, CLEO, dora):
        assert inbox(site, who, **approvals) == [], "One word was enough"
    assert inbox(site, CLEO, unread=False, **approvals)[0].settled


def test_a_request_that_is_withdrawn_waits_for_nobody(site: Site):
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    site.do(STAIRS, WithdrawApproval(reason="Not ready"))
    assert inbox(site, BEN, reason=[Reason.APPROVAL]) == []
    site.do(STAIRS, MoveToState(to="Review"))
    assert len(inbox(site, BEN, reason=[Reason.APPROVAL])) == 1, "Only the new one"


def test_who_asked_decides_in_nobodys_place(site: Site):
    first = site.clock.now.date()
    site.do(BEN, DelegateApprovals(person=ANA, first=first, last=first + DAY), by=BEN)
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    assert inbox(site, ANA) == []
