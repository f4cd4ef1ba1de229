"""Initiatives: what is to move an objective, and how far it is."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.identification.studio import ADDED, CLIENTS, PEOPLE, RESULTS, active, closed
from tests.scenario import ITSELF, World, given
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
)
from workdomain.execution.work_item import work_item
from workdomain.identification.initiatives import (
    AddInitiative,
    InitiativeAdded,
    InitiativeProgressTold,
    InitiativeRemoved,
    RemoveInitiative,
    TellInitiativeProgress,
)
from workdomain.identification.key_result import NoSuchKeyResult
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import CloseObjective, ObjectiveIsClosed
from workdomain.kernel import Command
from workdomain.planning.estimate import Estimate
from workdomain.planning.project import (
    CloseProject,
    NoSuchProject,
    ProjectAdded,
    ReopenProject,
    project,
)
from workdomain.planning.serving import (
    ProjectServes,
    ProjectServesNoLonger,
    WorkItemServes,
    WorkItemServesNoLonger,
)
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

MOON, DRAW = UUID(int=20), UUID(int=21)
WORK = {
    MOON: given(project, ProjectAdded(name="Moon", key="MOON")),
    DRAW: given(work_item, WorkItemAdded(title="Draw")),
}


@pytest.mark.parametrize(
    ("which", "decider", "serves", "stops"),
    [
        (
            {"item": DRAW},
            work_item,
            WorkItemServes(objective=ITSELF),
            WorkItemServesNoLonger(objective=ITSELF),
        ),
        (
            {"project": MOON},
            project,
            ProjectServes(objective=ITSELF),
            ProjectServesNoLonger(objective=ITSELF),
        ),
    ],
)
def test_a_project_or_work_item_is_an_initiative_and_remembers_it(
    which: dict[str, UUID], decider: Any, serves: Any, stops: Any
):
    (work,) = which.values()
    world = active(seeing=WORK).world()
    add, remove = AddInitiative(**which), RemoveInitiative(**which)
    assert world.ask(objective, ITSELF, add) == [InitiativeAdded(**which)]
    assert world.ask(objective, ITSELF, add) == []
    assert world.told(decider, work)[1:] == [serves]
    weighed = AddInitiative(**which, key_result=CLIENTS, weight=2)
    assert world.ask(objective, ITSELF, weighed) == [
        InitiativeAdded(**which, key_result=CLIENTS, weight=2)
    ]
    assert world.ask(objective, ITSELF, remove) == [InitiativeRemoved(**which)]
    assert world.ask(objective, ITSELF, remove) == []
    assert world.told(decider, work)[1:] == [serves, stops]
    assert not world.look(objective, ITSELF).initiatives


def test_it_weighs_nothing_unless_somebody_says_so():
    assert AddInitiative(item=DRAW).weight == 0


def test_only_what_is_there_is_an_initiative():
    far = UUID(int=404)
    active().when(AddInitiative(item=far)).refused(NoSuchWorkItem)
    active().when(AddInitiative(project=far)).refused(NoSuchProject)
    lost = AddInitiative(item=DRAW, key_result=far)
    active(seeing=WORK).when(lost).refused(NoSuchKeyResult)
    active(closed(), seeing=WORK).when(AddInitiative(item=DRAW)).refused(ObjectiveIsClosed)


@pytest.mark.parametrize("which", [{}, {"item": DRAW, "project": MOON}])
def test_it_is_either_a_project_or_a_work_item(which: dict[str, UUID]):
    for command in (AddInitiative, RemoveInitiative):
        with pytest.raises(ValidationError, match="give one of them"):
            command(**which)


def progress(world: World, work: UUID) -> float | None:
    return world.look(objective, ITSELF).initiatives[work].progress


def test_work_tells_how_much_of_it_is_done():
    world = active(seeing=WORK).world()
    world.ask(objective, ITSELF, AddInitiative(item=DRAW, weight=1))
    steps: list[tuple[Command, float | None]] = [
        (EstimateWorkItem(estimate=Estimate.single(0)), None),
        (EstimateWorkItem(estimate=Estimate.single(8)), 0),
        (SetRemainingWork(hours=2), 0.75),
        (CompleteWorkItem(), 1),
        (ReopenWorkItem(reason="A wall is missing"), 0.75),
        (CancelWorkItem(reason="No money"), None),
    ]
    assert progress(world, DRAW) is None
    for command, share in steps:
        world.ask(work_item, DRAW, command)
        assert progress(world, DRAW) == share, command


def test_a_project_tells_when_it_is_closed():
    world = active(seeing=WORK).world()
    world.ask(project, MOON, CloseProject(reason="Landed"))
    world.ask(objective, ITSELF, AddInitiative(project=MOON))
    assert progress(world, MOON) == 1
    world.ask(project, MOON, ReopenProject(reason="Took off again"))
    assert progress(world, MOON) is None


def test_work_that_is_done_already_says_so_when_it_becomes_an_initiative():
    world = active(seeing=WORK).world()
    world.ask(work_item, DRAW, CompleteWorkItem())
    world.ask(objective, ITSELF, AddInitiative(item=DRAW, weight=1))
    assert progress(world, DRAW) == 1
    world.ask(objective, ITSELF, AddInitiative(item=DRAW, weight=2))
    assert progress(world, DRAW) == 1


def test_work_that_serves_nothing_tells_nobody():
    world = active(seeing=WORK).world()
    world.ask(work_item, DRAW, CompleteWorkItem())
    assert len(world.told(objective, ITSELF)) == len(RESULTS) + 2


def test_an_initiative_that_weighs_something_counts_in_the_score():
    closing = CloseObjective.model_validate({"outcome": "partial"})
    for weight, score in ((0, None), (1, 1.0)):
        world = given(objective, ADDED, seeing={**PEOPLE, **WORK}).world()
        world.ask(objective, ITSELF, AddInitiative(item=DRAW, weight=weight))
        world.ask(work_item, DRAW, CompleteWorkItem())
        world.ask(objective, ITSELF, closing.model_copy(update={"outcome": "dropped"}))
        assert world.look(objective, ITSELF).life.score == score


def test_what_is_told_of_an_initiative_that_is_not_there_changes_nothing():
    tell = TellInitiativeProgress(work=DRAW, progress=0.5)
    active().when(tell).then()
    early = InitiativeProgressTold(work=DRAW, progress=0.5)
    active(early, InitiativeAdded(item=DRAW), seeing=WORK).when(tell).then(early)
