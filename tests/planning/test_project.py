from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, MONDAY, World, given
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.project import (
    AddMember,
    AddProject,
    ChangeProjectKey,
    CloseProject,
    MemberAdded,
    MemberRemoved,
    NoSuchProject,
    PlanProjectDates,
    ProjectAdded,
    ProjectBudgetSet,
    ProjectClosed,
    ProjectCommand,
    ProjectDatesPlanned,
    ProjectEndsBeforeItStarts,
    ProjectExists,
    ProjectIsClosed,
    ProjectKeyChanged,
    ProjectRenamed,
    ProjectReopened,
    RemoveMember,
    RenameProject,
    ReopenProject,
    SetProjectBudget,
    project,
)
from workdomain.planning.project_key import (
    ProjectKeyReleased,
    ProjectKeyReserved,
    ProjectKeyTaken,
    ReleaseProjectKey,
    ReserveProjectKey,
    project_key,
    project_key_id,
)

APOLLO = ProjectAdded(name="Apollo", key="APO")
CLOSED = (APOLLO, ProjectClosed(reason="We landed"))
TOGETHER = (APOLLO, MemberAdded(person=ANA))
FRIDAY = MONDAY + timedelta(days=4)
OTHER = UUID(int=77)
ANA_IS_KNOWN = {ANA: given(person, PersonAdded(name="Ana"))}


def test_a_project_is_added_with_all_that_is_planned():
    plan: dict[str, Any] = {"starts": MONDAY, "ends": FRIDAY, "budget_h": 400}
    added = ProjectAdded(name="Apollo", key="APO", **plan)
    given(project).when(AddProject(name="Apollo", key="APO", **plan)).then(added)


def test_a_project_is_added_once():
    again = AddProject(name="Apollo", key="APO")
    given(project, APOLLO).when(again).refused(ProjectExists, "Apollo was added before")


def test_nothing_is_said_of_a_project_that_was_not_added():
    given(project).when(RenameProject(name="Apollo")).refused(NoSuchProject)


@pytest.mark.parametrize("key", ["apo", "A", "1APO", "A" * 21, "A-B", "APO\n", "ÄPO"])
def test_a_key_is_two_to_twenty_capitals_digits_and_underscores(key: str):
    with pytest.raises(ValidationError):
        AddProject(name="Apollo", key=key)


def test_a_project_takes_another_name():
    given(project, APOLLO).when(RenameProject(name="Artemis")).then(ProjectRenamed(name="Artemis"))
    given(project, APOLLO).when(RenameProject(name="Apollo")).then()


def test_a_project_takes_another_key():
    given(project, APOLLO).when(ChangeProjectKey(key="ART")).then(ProjectKeyChanged(key="ART"))
    given(project, APOLLO).when(ChangeProjectKey(key="APO")).then()


def test_two_projects_do_not_have_the_same_key():
    taken = {project_key_id("APO"): given(project_key, ProjectKeyReserved(project=OTHER))}
    add = AddProject(name="Apollo", key="APO")
    given(project, seeing=taken).when(add).refused(ProjectKeyTaken, str(OTHER))
    athena = ProjectAdded(name="Athena", key="ATH")
    change = ChangeProjectKey(key="APO")
    given(project, athena, seeing=taken).when(change).refused(ProjectKeyTaken)


def test_a_key_that_is_given_up_is_free_for_others():
    world = World()
    world.ask(project, ITSELF, AddProject(name="Apollo", key="APO"))
    world.ask(project, ITSELF, ChangeProjectKey(key="ART"))
    world.ask(project, OTHER, AddProject(name="Apollo again", key="APO"))
    assert world.told(project_key, project_key_id("APO")) == [
        ProjectKeyReserved(project=ITSELF),
        ProjectKeyReleased(project=ITSELF),
        ProjectKeyReserved(project=OTHER),
    ]


def test_dates_are_planned_and_left_open_again():
    planned = ProjectDatesPlanned(starts=MONDAY, ends=FRIDAY)
    given(project, APOLLO).when(PlanProjectDates(starts=MONDAY, ends=FRIDAY)).then(planned)
    given(project, APOLLO, planned).when(PlanProjectDates(starts=MONDAY, ends=None)).then(
        ProjectDatesPlanned(starts=MONDAY, ends=None)
    )
    given(project, APOLLO, planned).when(PlanProjectDates(starts=MONDAY, ends=FRIDAY)).then()


def test_a_project_does_not_end_before_it_starts():
    backwards = PlanProjectDates(starts=FRIDAY, ends=MONDAY)
    given(project, APOLLO).when(backwards).refused(ProjectEndsBeforeItStarts)
    add = AddProject(name="Apollo", key="APO", starts=FRIDAY, ends=MONDAY)
    given(project).when(add).refused(ProjectEndsBeforeItStarts)


def test_a_budget_is_set_and_lifted():
    limited = (APOLLO, ProjectBudgetSet(hours=100))
    given(project, APOLLO).when(SetProjectBudget(hours=100)).then(limited[-1])
    given(project, *limited).when(SetProjectBudget(hours=100)).then()
    given(project, *limited).when(SetProjectBudget(hours=None)).then(ProjectBudgetSet(hours=None))


def test_a_person_becomes_a_member():
    joins = AddMember(person=ANA)
    given(project, APOLLO, seeing=ANA_IS_KNOWN).when(joins).then(MemberAdded(person=ANA))
    given(project, *TOGETHER, seeing=ANA_IS_KNOWN).when(joins).then()


def test_a_member_is_somebody_who_is_known():
    unknown = AddMember(person=BEN)
    given(project, APOLLO, seeing=ANA_IS_KNOWN).when(unknown).refused(NoSuchPerson, str(BEN))


def test_a_member_is_removed():
    given(project, *TOGETHER).when(RemoveMember(person=ANA)).then(MemberRemoved(person=ANA))
    given(project, *TOGETHER).when(RemoveMember(person=BEN)).then()
    alone = (*TOGETHER, MemberRemoved(person=ANA))
    given(project, *alone).when(RemoveMember(person=ANA)).then()


def test_a_project_is_closed_and_goes_on_after_all():
    given(project, APOLLO).when(CloseProject(reason="We landed")).then(CLOSED[-1])
    given(project, *CLOSED).when(CloseProject(reason="Really")).then()
    reopened = ProjectReopened(reason="Once more")
    given(project, *CLOSED).when(ReopenProject(reason="Once more")).then(reopened)
    given(project, *CLOSED, reopened).when(ReopenProject(reason="Once more")).then()
    given(project).when(CloseProject(reason="We landed")).refused(NoSuchProject)


@pytest.mark.parametrize(
    "change",
    [
        RenameProject(name="Artemis"),
        ChangeProjectKey(key="ART"),
        PlanProjectDates(starts=MONDAY, ends=None),
        SetProjectBudget(hours=1),
        AddMember(person=ANA),
        RemoveMember(person=ANA),
    ],
)
def test_a_closed_project_does_not_change(change: ProjectCommand):
    there = given(project, *CLOSED, seeing=ANA_IS_KNOWN)
    there.when(change).refused(ProjectIsClosed, "Apollo is closed")


def test_a_key_is_reserved_and_released_by_its_project():
    reserved, released = ProjectKeyReserved(project=ITSELF), ProjectKeyReleased(project=ITSELF)
    given(project_key).when(ReserveProjectKey(project=ITSELF)).then(reserved)
    given(project_key, reserved).when(ReserveProjectKey(project=ITSELF)).then()
    given(project_key, reserved).when(ReleaseProjectKey(project=ITSELF)).then(released)
    given(project_key, reserved).when(ReleaseProjectKey(project=OTHER)).refused(ProjectKeyTaken)
    given(project_key).when(ReleaseProjectKey(project=ITSELF)).then()


def test_the_stream_of_a_key_is_always_the_same():
    assert project_key_id("APO") == UUID("4a71569c-2d51-5fe4-a17b-215fd2e3bca8")
    assert project_key_id("APO") != project_key_id("APOLLO")
