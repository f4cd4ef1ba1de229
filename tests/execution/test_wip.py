"""Work in progress is counted where work moves, and its limits warn or refuse."""

from typing import Any
from uuid import UUID

import pytest

from tests.processes.reviewed import (
    AGAIN,
    BEGIN,
    CLEO,
    DOING,
    DONE,
    DOOR,
    DROP,
    DROPPED,
    FLOW,
    GARDEN,
    HAND_IN,
    HOUSE,
    LAY_ASIDE,
    NOON,
    REVIEW,
    ROOF,
    STAIRS,
    TODO,
    Site,
)
from tests.scenario import ANA, BEN, given
from workdomain.execution.steps import Approve, MoveToState, Reject
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    ReopenWorkItem,
    StartWorkItem,
)
from workdomain.execution.wip import (
    CountedFor,
    CountedIn,
    CountedNotFor,
    CountedOut,
    CountFor,
    CountIn,
    CountNotFor,
    CountOut,
    Limits,
    WipLimitBreached,
    WipLimitReached,
    wip,
    wip_id,
)
from workdomain.execution.work_item import work_item
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    UnassignWorkItem,
)
from workdomain.processes.rules import Strictness
from workdomain.processes.workflow import AllowMove

STATE: dict[str, Any] = {"within": HOUSE, "workflow": FLOW, "state": "Doing"}


def count_in(work: UUID, *people: UUID, **limits: Any) -> CountIn:
    return CountIn(work=work, people=people, limits=Limits(**limits), **STATE)


def counted(work: UUID, *people: UUID, **limits: Any) -> CountedIn:
    return CountedIn(work=work, people=people, limits=Limits(**limits), **STATE)


def breached(work: UUID, count: int, most: int, person: UUID | None = None) -> WipLimitBreached:
    return WipLimitBreached(
        item=work, project=HOUSE, state="Doing", count=count, most=most, person=person
    )


def limited(**limits: Any) -> Site:
    """A site where Doing is limited, with three items of work."""
    doing = DOING.model_copy(update=limits)
    site = Site(TODO, doing, REVIEW, DONE, DROPPED, BEGIN, LAY_ASIDE, HAND_IN, DROP, AGAIN)
    for item, title in ((STAIRS, "Stairs"), (ROOF, "Roof"), (DOOR, "Door")):
        site.do(item, AddWorkItem(title=title, project=HOUSE))
    return site


def there(site: Site, state: str, within: UUID = HOUSE) -> set[UUID]:
    return set(site.look(wip, wip_id(within, FLOW, state)).items)


# -- counting --------------------------------------------------------------------------------------


def test_what_comes_in_is_counted_once():
    given(wip).when(count_in(STAIRS, ANA)).then(counted(STAIRS, ANA))
    given(wip, counted(STAIRS, ANA)).when(count_in(STAIRS, ANA)).then()


def test_what_leaves_is_counted_no_longer():
    given(wip, counted(STAIRS)).when(CountOut(work=STAIRS)).then(CountedOut(work=STAIRS))
    given(wip).when(CountOut(work=STAIRS)).then()


def test_what_is_given_and_taken_is_counted_for_each():
    with_ana = given(wip, counted(STAIRS, ANA))
    with_ana.when(CountFor(work=STAIRS, person=BEN)).then(CountedFor(work=STAIRS, someone=BEN))
    with_ana.when(CountFor(work=STAIRS, person=ANA)).then()
    with_ana.when(CountFor(work=ROOF, person=BEN)).then()
    gone = CountedNotFor(work=STAIRS, someone=ANA)
    with_ana.when(CountNotFor(work=STAIRS, person=ANA)).then(gone)
    with_ana.when(CountNotFor(work=STAIRS, person=BEN)).then()
    given(wip).when(CountNotFor(work=STAIRS, person=ANA)).then()


def test_a_limit_warns_with_an_event():
    full = given(wip, counted(STAIRS, ANA, most=1))
    full.when(count_in(ROOF, BEN, most=1)).then(counted(ROOF, BEN, most=1), breached(ROOF, 2, 1))
    full.when(count_in(ROOF, ANA, most_each=1)).then(
        counted(ROOF, ANA, most_each=1), breached(ROOF, 2, 1, ANA)
    )


def test_a_limit_for_each_person_is_minded_when_work_is_given():
    past = (counted(STAIRS, ANA, most_each=1), counted(ROOF, BEN, most=1, most_each=1))
    given(wip, *past).when(CountFor(work=ROOF, person=ANA)).then(
        CountedFor(work=ROOF, someone=ANA), breached(ROOF, 2, 1, ANA)
    )


def test_a_limit_may_refuse_or_say_nothing():
    full = given(wip, counted(STAIRS, ANA))
    full.when(count_in(ROOF, most=1, on_breach=Strictness.REFUSE)).refused(
        WipLimitReached, "Doing would hold 2 work items, and 1 at most"
    )
    full.when(count_in(ROOF, ANA, most_each=1, on_breach=Strictness.REFUSE)).refused(
        WipLimitReached, f"2 work items for person {ANA}"
    )
    quiet = counted(ROOF, most=1, on_breach=Strictness.ALLOW)
    full.when(count_in(ROOF, most=1, on_breach=Strictness.ALLOW)).then(quiet)


def test_a_state_that_nothing_came_into_takes_in_what_is_told_out_of_order():
    world = given(
        wip,
        CountedFor(work=STAIRS, someone=ANA),
        CountedNotFor(work=ROOF, someone=BEN),
        breached(STAIRS, 2, 1),
    ).world()
    assert world.look(wip, UUID(int=99)).with_person(ANA) == 1


# -- under a workflow ------------------------------------------------------------------------------


def test_work_is_counted_where_it_is():
    site = limited()
    assert there(site, "To do") == {STAIRS, ROOF, DOOR}
    site.do(STAIRS, StartWorkItem())
    site.do(ROOF, StartWorkItem(), CompleteWorkItem())
    assert (there(site, "To do"), there(site, "Doing")) == ({DOOR}, {STAIRS})
    assert there(site, "Review") == {ROOF}
    site.do(ROOF, Approve(), by=BEN)
    site.do(DOOR, CancelWorkItem(reason="No door"))
    assert there(site, "Review") == there(site, "To do") == there(site, "Done") == set()
    site.do(DOOR, ReopenWorkItem(reason="A door"))
    assert there(site, "To do") == {DOOR}


def test_a_full_state_warns_and_tells():
    site = limited(most=1)
    site.do(STAIRS, StartWorkItem())
    site.do(ROOF, MoveToState(to="Doing"))
    assert site.told(wip, wip_id(HOUSE, FLOW, "Doing"))[-1] == breached(ROOF, 2, 1)


def test_a_full_state_may_refuse_and_nothing_has_happened_then():
    site = limited(most=1, on_breach=Strictness.REFUSE)
    site.do(STAIRS, StartWorkItem())
    with pytest.raises(WipLimitReached):
        site.do(ROOF, StartWorkItem())
    assert (site.state(ROOF), site.life(ROOF)) == ("To do", "todo")
    assert there(site, "To do") == {ROOF, DOOR}


def test_no_approval_leads_into_a_full_state():
    site = limited(most=1, on_breach=Strictness.REFUSE)
    site.do(STAIRS, StartWorkItem(), CompleteWorkItem())
    site.do(ROOF, StartWorkItem())
    with pytest.raises(WipLimitReached):
        site.do(STAIRS, Reject(reason="No"), by=BEN)
    assert site.state(STAIRS) == "Review"


def test_who_has_it_is_counted_as_it_is_given_and_taken():
    site = limited(most_each=1, on_breach=Strictness.REFUSE)
    site.do(STAIRS, AssignWorkItem(person=CLEO), StartWorkItem())
    site.do(ROOF, StartWorkItem())
    with pytest.raises(WipLimitReached):
        site.do(ROOF, AssignWorkItem(person=CLEO))
    assert site.look(work_item, ROOF).plan.assignees == ()
    site.do(STAIRS, UnassignWorkItem(person=CLEO))
    site.do(ROOF, AssignWorkItem(person=CLEO))
    assert site.look(wip, wip_id(HOUSE, FLOW, "Doing")).with_person(CLEO) == 1


def test_work_that_goes_to_another_project_is_counted_there():
    site = limited()
    site.do(STAIRS, StartWorkItem(), MoveWorkItem(project=None))
    assert there(site, "Doing") == set()
    site.adopt(GARDEN)
    site.do(ROOF, StartWorkItem(), MoveWorkItem(project=GARDEN))
    site.do(STAIRS, MoveWorkItem(project=GARDEN))
    assert (there(site, "Doing"), there(site, "Doing", GARDEN)) == (set(), {STAIRS, ROOF})


def test_work_of_a_project_that_left_its_process_is_counted_no_longer_once_it_goes_on():
    site = limited()
    site.do(STAIRS, StartWorkItem())
    site.adopt(HOUSE, None, from_day=NOON.date())
    site.do(STAIRS, CompleteWorkItem())
    assert there(site, "Doing") == set()
    assert (site.state(STAIRS), site.life(STAIRS)) == (None, "done")


def test_work_that_is_counted_already_is_not_counted_twice_by_a_gate_to_where_it_is():
    stay = HAND_IN.model_copy(update={"on_approve": "Review"})
    on = AllowMove(move="finish", from_states=("Review",), to="Done")
    site = Site(TODO, DOING, REVIEW, DONE, DROPPED, BEGIN, LAY_ASIDE, stay, on, DROP, AGAIN)
    site.do(STAIRS, AddWorkItem(title="Stairs", project=HOUSE), StartWorkItem())
    site.do(STAIRS, MoveToState(to="Review"))
    site.do(STAIRS, Approve(), by=BEN)
    assert (site.state(STAIRS), there(site, "Review")) == ("Review", {STAIRS})
    assert site.do(STAIRS, CompleteWorkItem())[0].topic == "work-item.completed.v1"
