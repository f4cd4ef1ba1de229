"""Whatever people ask about a person, in whatever order, this stays true."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ITSELF, MONDAY, World
from workdomain.kernel import Refused
from workdomain.people.person import (
    AddPerson,
    AddSkill,
    CancelLeave,
    LeaveCancelled,
    LeaveRecorded,
    MoveToTeam,
    PersonAdded,
    PersonCommand,
    RecordLeave,
    RemoveSkill,
    RenamePerson,
    SetAvailability,
    SetWorkingHours,
    SkillAdded,
    SkillRemoved,
    person,
)

days = st.integers(0, 12).map(lambda n: MONDAY + timedelta(days=n))
names = st.sampled_from(["Ana", "Ben", "עדי"])
leaves = st.integers(1, 5).map(lambda n: UUID(int=n))
commands: st.SearchStrategy[PersonCommand] = st.one_of(
    st.builds(AddPerson, name=names),
    st.builds(RenamePerson, name=names),
    st.builds(MoveToTeam, team=st.none() | names),
    st.builds(SetWorkingHours, minutes=st.tuples(*[st.integers(0, 1440)] * 7), valid_from=days),
    st.builds(SetAvailability, percent=st.integers(0, 100), valid_from=days),
    st.builds(AddSkill, skill=names, level=st.integers(1, 5)),
    st.builds(RemoveSkill, skill=names),
)
aways = st.one_of(
    st.builds(RecordLeave, leave=leaves, first=days, last=days),
    st.builds(CancelLeave, leave=leaves, reason=names),
)


class PersonMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(command=commands | aways)
    def ask(self, command: PersonCommand) -> None:
        with suppress(Refused):
            self.world.ask(person, ITSELF, command)
            if not isinstance(command, AddPerson):
                assert self.world.ask(person, ITSELF, command) == [], "Asking twice is safe"

    @invariant()
    def everything_is_about_someone_who_was_added_once(self) -> None:
        told = self.world.told(person, ITSELF)
        assert [isinstance(event, PersonAdded) for event in told] == [
            place == 0 for place in range(len(told))
        ]

    @invariant()
    def nobody_is_away_twice_on_a_day(self) -> None:
        told = self.world.told(person, ITSELF)
        back = {event.leave for event in told if isinstance(event, LeaveCancelled)}
        taken = Counter(
            date.fromordinal(day)
            for event in told
            if isinstance(event, LeaveRecorded) and event.leave not in back
            for day in range(event.first.toordinal(), event.last.toordinal() + 1)
        )
        assert all(count == 1 for count in taken.values()), taken

    @invariant()
    def every_event_changes_something(self) -> None:
        """No skill is removed that is not there, no two neighbours of a skill are the same."""
        told = self.world.told(person, ITSELF)
        for skill in {event.skill for event in told if isinstance(event, SkillAdded)}:
            levels = [
                event.level if isinstance(event, SkillAdded) else None
                for event in told
                if isinstance(event, SkillAdded | SkillRemoved) and event.skill == skill
            ]
            assert all(one != next for one, next in zip([None, *levels], levels, strict=False))


TestPerson = PersonMachine.TestCase
TestPerson.settings = settings(max_examples=40, stateful_step_count=30)
