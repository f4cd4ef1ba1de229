from itertools import product

from service.imports.jira_life import Standing, way
from tests.scenario import ITSELF, given
from workdomain.execution.task_life import State
from workdomain.execution.work_item import work_item
from workdomain.planning.work_item import WorkItemAdded


def test_a_workflow_steps_from_anywhere_to_anywhere_and_the_domain_lets_it():
    for stops in product(State, repeat=4):
        world, standing = given(work_item, WorkItemAdded(title="Draw")).world(), Standing()
        for stop in stops:
            commands, standing = way(standing, stop)
            for command in commands:
                asks = {"reason": "why"} if "reason" in command.model_fields else {}
                assert world.ask(work_item, ITSELF, command(**asks))
            assert world.look(work_item, ITSELF).life.state is stop


def test_nothing_is_asked_of_work_that_is_there_already():
    assert way(Standing(), State.TODO) == ([], Standing())
