"""Several projects want the same few keys, open and close: this stays true."""

from contextlib import suppress
from datetime import date
from itertools import pairwise
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ANA, World
from workdomain.kernel import Refused
from workdomain.people.person import PersonAdded, person
from workdomain.planning.project import (
    AddMember,
    AddProject,
    ChangeProjectKey,
    CloseProject,
    PlanProjectDates,
    ProjectAdded,
    ProjectClosed,
    ProjectCommand,
    ProjectKeyChanged,
    ProjectReopened,
    RemoveMember,
    RenameProject,
    ReopenProject,
    SetProjectBudget,
    project,
)
from workdomain.planning.project_key import project_key, project_key_id

KEYS = ["AA", "BB", "CC"]
PROJECTS = [UUID(int=n) for n in range(20, 24)]

keys, names = st.sampled_from(KEYS), st.sampled_from(["Moon", "Mars"])
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
commands: st.SearchStrategy[ProjectCommand] = st.one_of(
    st.builds(AddProject, name=names, key=keys),
    st.builds(ChangeProjectKey, key=keys),
    st.builds(RenameProject, name=names),
    st.builds(PlanProjectDates, starts=days, ends=days),
    st.builds(SetProjectBudget, hours=st.none() | st.floats(0, 100)),
    st.builds(AddMember, person=st.sampled_from([ANA, UUID(int=5)])),
    st.builds(RemoveMember, person=st.just(ANA)),
    st.builds(CloseProject, reason=names),
    st.builds(ReopenProject, reason=names),
)


class ProjectMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @initialize()
    def ana_is_known(self) -> None:
        self.world.put(person, ANA, PersonAdded(name="Ana"))

    @rule(id=st.sampled_from(PROJECTS), command=commands)
    def ask(self, id: UUID, command: ProjectCommand) -> None:
        with suppress(Refused):
            self.world.ask(project, id, command)

    @invariant()
    def a_key_belongs_to_the_one_project_that_told_it_last(self) -> None:
        holders: dict[str, UUID] = {}
        for id in PROJECTS:
            told = [
                event.key
                for event in self.world.told(project, id)
                if isinstance(event, ProjectAdded | ProjectKeyChanged)
            ]
            if told:
                assert told[-1] not in holders
                holders[told[-1]] = id
        for key in KEYS:
            state = self.world.look(project_key, project_key_id(key))
            assert state.project == holders.get(key)

    @invariant()
    def nothing_happens_between_closing_and_reopening(self) -> None:
        for id in PROJECTS:
            told = self.world.told(project, id)
            for event, after in pairwise(told):
                assert isinstance(after, ProjectReopened) == isinstance(event, ProjectClosed)

    @invariant()
    def members_are_people(self) -> None:
        for id in PROJECTS:
            assert self.world.look(project, id).members <= {ANA}


TestProject = ProjectMachine.TestCase
TestProject.settings = settings(max_examples=40, stateful_step_count=40)
