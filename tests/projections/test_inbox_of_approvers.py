"""Approvers are told that their word is waited for, and who watches what became of it."""

from uuid import UUID

from tests.projections.test_processes import CLEO, STAIRS, Site, site
from tests.scenario import ANA, BEN
from workdomain.execution.following import WatchWorkItem
from workdomain.execution.inbox import Reason
from workdomain.execution.steps import Approve, MoveToState, Reject, WithdrawApproval
from workdomain.execution.task_life import StartWorkItem

__all__ = ["site"]


def told(site: Site, person: UUID) -> list[tuple[str, str]]:
    return [(row.reason, row.text) for row in site.views.inbox(person=person)]


def test_approvers_are_told_that_they_are_waited_for(site: Site):
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    asked = "asked for the approval of Ben, Cleo (needed: 1), to go on to Done"
    assert told(site, BEN) == told(site, CLEO) == [(Reason.APPROVAL, asked)]
    (notice,) = site.views.inbox(person=BEN, reason=["approval"])
    assert notice.why == "Your approval is asked for"
    assert told(site, ANA) == [], "she asked for it herself"


def test_who_has_the_work_is_told_what_the_approvers_said(site: Site):
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    site.do(STAIRS, Reject(reason="Too steep"), by=BEN)
    assert told(site, ANA) == [(Reason.WATCHING, "rejected it: Too steep")]
    site.do(STAIRS, Approve(comment="Fine"), by=CLEO)
    assert told(site, ANA)[:2] == [
        (Reason.WATCHING, "completed it"),
        (Reason.WATCHING, "approved of it: Fine"),
    ]


def test_watchers_are_told_of_a_request_that_is_withdrawn(site: Site):
    site.do(STAIRS, WatchWorkItem(person=CLEO))
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    site.do(STAIRS, WithdrawApproval(reason="Not ready"))
    assert told(site, CLEO)[0] == (
        Reason.WATCHING,
        "withdrew the request for approval: Not ready",
    )
