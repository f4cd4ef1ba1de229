"""What becomes of closed work that an open part comes to."""

from uuid import UUID

import pytest

from tests.execution.test_closing import (
    CANCEL,
    COMPLETE,
    HOUSE,
    ROOF,
    TOWN,
    WALLS,
    Site,
    closed,
)
from tests.processes import reviewed
from tests.scenario import NOON
from workdomain.execution.closing import reopened_by
from workdomain.execution.good_order import ParentIsClosed, ReopenForPart
from workdomain.execution.steps import MoveToState
from workdomain.execution.task_life import State, WorkItemReopened
from workdomain.execution.work_item import _by_part, work_item
from workdomain.planning.network import NestWorkItem, PartAdopted
from workdomain.planning.work_item import AddWorkItem, Source
from workdomain.processes.rules import Reopening, Rules
from workdomain.processes.workflow_parts import Category

CELLAR = UUID(int=110)
WHY = "An open part came to it"
ELSEWHERE = Source(system="jira", key="HOUSE-1", status="Done")


@pytest.fixture
def site() -> Site:
    return closed(Site())


def test_an_open_part_that_is_added_reopens_all_that_it_is_a_part_of(site: Site):
    site.do(CELLAR, AddWorkItem(title="Cellar", parent=HOUSE))
    told = WorkItemReopened(reason=WHY, part=CELLAR)
    assert site.told(work_item, HOUSE)[-2:] == [PartAdopted(part=CELLAR), told]
    assert site.told(work_item, TOWN)[-1] == told
    assert site.state(WALLS) is site.state(ROOF) is State.DONE


def test_so_does_one_that_is_nested_also_when_it_was_a_part_before(site: Site):
    site.do(CELLAR, AddWorkItem(title="Cellar"), NestWorkItem(parent=HOUSE))
    assert site.state(HOUSE) is State.TODO
    site.do(CELLAR, NestWorkItem(parent=None))
    site.do(HOUSE, COMPLETE)
    site.do(CELLAR, NestWorkItem(parent=HOUSE))
    assert site.told(work_item, HOUSE)[-1] == WorkItemReopened(reason=WHY, part=CELLAR)


def test_a_part_that_is_closed_itself_reopens_nothing(site: Site):
    site.do(CELLAR, AddWorkItem(title="Cellar"), CANCEL, NestWorkItem(parent=HOUSE))
    assert site.told(work_item, HOUSE)[-1] == PartAdopted(part=CELLAR)


@pytest.mark.parametrize("elsewhere", ["House", "Walls"])
def test_work_that_lives_elsewhere_is_left_alone(elsewhere: str):
    site = Site(**{elsewhere: ELSEWHERE})
    for id in (WALLS, ROOF, HOUSE):
        site.do(id, COMPLETE)
    source = ELSEWHERE if elsewhere == "Walls" else None
    site.do(CELLAR, AddWorkItem(title="Cellar", parent=HOUSE, source=source))
    assert site.state(HOUSE) is State.DONE


def test_the_process_may_refuse_it_or_leave_what_is_closed(site: Site):
    site.do(CELLAR, AddWorkItem(title="Cellar"))

    def under(reopening: Reopening) -> ReopenForPart | None:
        rules, see = (
            Rules(reopening=reopening),
            _by_part(site.look, CELLAR, site.look(work_item, CELLAR)),
        )
        return reopened_by(HOUSE, CELLAR, NOON, see, lambda *_: rules)

    assert under(Reopening.REOPEN) == ReopenForPart(reason=WHY, part=CELLAR, above=(TOWN,))
    assert under(Reopening.LEAVE) is None
    with pytest.raises(ParentIsClosed, match="House is closed: reopen it before it gets an open"):
        under(Reopening.REFUSE)


def test_under_a_workflow_it_goes_on_where_reopened_work_begins():
    site, rail = reviewed.Site(), UUID(int=61)
    site.do(reviewed.STAIRS, reviewed.STAIRS_ARE_ADDED, MoveToState(to="Dropped"))
    site.do(rail, AddWorkItem(title="Rail", project=reviewed.HOUSE, parent=reviewed.STAIRS))
    assert site.told(work_item, reviewed.STAIRS)[-3:] == [
        PartAdopted(part=rail),
        WorkItemReopened(reason=WHY, remaining=20, part=rail),
        reviewed.entered("To do", Category.UNSTARTED),
    ]
