"""Follow-up tells of approvals that wait for long, and of too much that is begun."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from projections.concerns import Kind, Severity
from projections.follow_up import FollowUpRow
from projections.view import NOW, When
from tests.projections.test_processes import (
    CLEO,
    ENDED_IN,
    FLOW,
    HOUSE,
    ROOF,
    STAIRS,
    Site,
    site,
)
from tests.scenario import ANA, BEN
from workdomain.execution.delegation import DelegateApprovals
from workdomain.execution.steps import Approve, MoveToState
from workdomain.execution.task_life import PutBackWorkItem, StartWorkItem
from workdomain.planning.work_item import AssignWorkItem
from workdomain.processes.rules import Strictness
from workdomain.processes.workflow import PublishWorkflow

__all__ = ["site"]


def told(site: Site, kind: Kind, **asked: Any) -> list[FollowUpRow]:
    return [row for row in site.views.follow_up(**asked) if row.kind is kind]


def waits(site: Site, days: int) -> list[FollowUpRow]:
    site.do(STAIRS, StartWorkItem(), MoveToState(to="Review"))
    site.clock.now += timedelta(days=days)
    return told(site, Kind.AWAITS_APPROVAL)


def test_an_approval_that_waits_for_days_is_followed_up(site: Site):
    assert waits(site, 2) == []
    site.clock.now += timedelta(days=1)
    (row,) = told(site, Kind.AWAITS_APPROVAL)
    assert (row.item, row.severity, row.since) == (STAIRS, Severity.MEDIUM, date(2026, 3, 2))
    assert row.days == 3
    assert row.reason == "Has waited 3 days for the approval of Ben, Cleo (0 of 1 given)"
    assert row.who == ("Ben", "Cleo")
    assert told(site, Kind.AWAITS_APPROVAL, approval_days=4) == []
    assert told(site, Kind.AWAITS_APPROVAL, person=ANA) == []
    site.do(STAIRS, Approve(), by=BEN)
    assert told(site, Kind.AWAITS_APPROVAL) == []


def test_after_long_it_is_grave_and_a_deputy_should_act_first(site: Site):
    assert [row.severity for row in waits(site, 14)] == [Severity.HIGH]
    day = site.clock.now.date()
    for approver, deputy in ((CLEO, BEN), (BEN, ANA)):
        site.do(approver, DelegateApprovals(person=deputy, first=day, last=day), by=approver)
    (row,) = told(site, Kind.AWAITS_APPROVAL, person=BEN)
    assert row.who == ("Ben", "Cleo"), "Ana asked for it, and cannot speak for Ben"


def test_limits_that_are_gone_over_are_followed_up_for_all_and_for_each(site: Site):
    site.do(ROOF, AssignWorkItem(person=BEN))
    site.do(STAIRS, StartWorkItem())
    assert told(site, Kind.OVER_WIP_LIMIT) == []
    site.do(ROOF, StartWorkItem())
    everyone, ana = told(site, Kind.OVER_WIP_LIMIT)
    assert (everyone.title, everyone.project_key, everyone.person) == ("Doing", "HOUSE", None)
    assert everyone.reason == "Doing holds 2 work items, and 1 at most should be there"
    assert (everyone.who, everyone.since) == (("Ana", "Ben"), date(2026, 3, 2))
    assert ana.reason == "Doing holds 2 work items for Ana, and 1 at most should be there"
    assert (ana.person, ana.who, ana.since, ana.days) == (ANA, ("Ana",), None, None)
    assert {everyone.severity, ana.severity} == {Severity.MEDIUM}
    assert told(site, Kind.OVER_WIP_LIMIT, project=UUID(int=99)) == []
    assert len(told(site, Kind.OVER_WIP_LIMIT, project=HOUSE, person=BEN)) == 1
    before = site.work.log.head().position
    site.do(ROOF, PutBackWorkItem())
    assert told(site, Kind.OVER_WIP_LIMIT) == []
    changes = site.views.compare("follow-up", {"kind": ["over_wip_limit"]}, When(before), NOW)
    assert [change.after for change in changes] == [None, None]


def test_what_the_workflow_allows_is_no_concern(site: Site):
    allowed = ENDED_IN.model_copy(update={"on_breach": Strictness.ALLOW})
    site.do(FLOW, allowed, PublishWorkflow(reason="Only to look at"))
    for item in (STAIRS, ROOF):
        site.do(item, StartWorkItem())
    assert len(site.views.wip(over=True)) == 2
    assert told(site, Kind.OVER_WIP_LIMIT) == []
