"""Whatever people ask of an objective, in whatever order, this stays true."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.identification.studio import CLIENTS, LAST, OPEN_DAY
from tests.scenario import ANA, BEN, ITSELF, MONDAY, NOON, World
from workdomain.identification.check_in_words import (
    AcknowledgeCheckIn,
    CheckIn,
    CheckInAcknowledged,
    CheckInCorrected,
    CheckInDiscarded,
    CheckInDrafted,
    CheckInPublished,
    CheckInScheduled,
    CorrectCheckIn,
    DiscardCheckIn,
    DraftCheckIn,
    PublishCheckIn,
    ScheduleCheckIn,
    Told,
)
from workdomain.identification.goal_words import Outcome, Status
from workdomain.identification.key_result_words import (
    AddKeyResult,
    ArchiveKeyResult,
    KeyResultValueSet,
    RestoreKeyResult,
    SetKeyResultValue,
    SetTarget,
)
from workdomain.identification.measures import KeyResultKind
from workdomain.identification.objective import objective
from workdomain.identification.objective_life import (
    ActivateObjective,
    CloseObjective,
    LiftStatusOverride,
    ObjectiveClosed,
    OverrideStatus,
    ReopenObjective,
)
from workdomain.identification.profile import AddObjective, RetitleObjective, SetReviewer
from workdomain.kernel import Command, Refused
from workdomain.people.person import AddPerson, person

LETTERS = {
    "ObjectiveAdded": "A",
    "ObjectiveActivated": "V",
    "ObjectiveClosed": "C",
    "ObjectiveReopened": "R",
    "CheckInPublished": "P",
    "StatusOverridden": "O",
    "StatusOverrideLifted": "L",
}
PURSUED = "(P|O+[LP])*(O+)?"
LIFE = re.compile(f"(A((V|CR){PURSUED}(CR{PURSUED})*C?|C)?)?")
"""Every life of an objective: a draft is activated, or dropped and reopened; while it is pursued it
is checked in, and what its owner says of its status ends with the next check-in or is lifted."""

OF_A_CHECK_IN = {
    CheckInDrafted: "D",
    CheckInScheduled: "S",
    CheckInDiscarded: "X",
    CheckInPublished: "P",
    CheckInAcknowledged: "K",
    CheckInCorrected: "F",
}
CHECK_IN = re.compile("((D[DS]*)?PF*(KF*)?|D[DS]*X?)?")
"""Every life of a check-in: drafted and scheduled or not, published once or thrown away; then
acknowledged once, and corrected at any time."""

CHECKS = [UUID(int=0x70), UUID(int=0x71)]
checks, people = st.sampled_from(CHECKS), st.sampled_from([ANA, BEN])
lines = st.sampled_from(["Rain", "Snow"])
numbers = st.sampled_from([Decimal(n) for n in ("0", "1", "2.5", "12", "-3", "100.000001")])
results = st.sampled_from([CLIENTS, OPEN_DAY, UUID(int=404)])
values = st.lists(st.builds(Told, key_result=results, value=numbers), max_size=2).map(tuple)
told: dict[str, Any] = {
    "check_in": checks,
    "values": values,
    "status": st.none() | st.sampled_from(Status),
    "confidence": st.none() | st.integers(0, 10),
    "note": st.just("") | lines,
}
commands: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from([ActivateObjective(), LiftStatusOverride()]),
    st.builds(CloseObjective, outcome=st.sampled_from(Outcome)),
    st.builds(ReopenObjective, reason=lines),
    st.builds(OverrideStatus, status=st.sampled_from(Status), reason=lines),
    st.builds(RetitleObjective, title=lines),
    st.builds(SetReviewer, reviewer=st.none() | people),
    st.builds(SetTarget, key_result=results, target=numbers),
    st.builds(SetKeyResultValue, key_result=results, value=numbers),
    st.builds(ArchiveKeyResult, key_result=results, reason=lines),
    st.builds(RestoreKeyResult, key_result=results),
)
talk: st.SearchStrategy[Command] = st.one_of(
    st.builds(CheckIn, **told),
    st.builds(DraftCheckIn, **told),
    st.builds(CorrectCheckIn, **told, reason=lines),
    st.builds(ScheduleCheckIn, check_in=checks, day=st.dates(MONDAY, LAST)),
    st.builds(PublishCheckIn, check_in=checks),
    st.builds(DiscardCheckIn, check_in=checks),
    st.builds(AcknowledgeCheckIn, check_in=checks),
)


class ObjectiveMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world, self.days = World(), 0

    @initialize()
    def there_are_people_and_a_goal(self) -> None:
        self.world.ask(person, ANA, AddPerson(name="Ana"))
        self.world.ask(person, BEN, AddPerson(name="Ben"))
        add = AddObjective(title="Grow", owner=ANA, reviewer=BEN, first=MONDAY, last=LAST)
        self.world.ask(objective, ITSELF, add)
        for id, kind, target in (
            (CLIENTS, KeyResultKind.REACH, Decimal(20)),
            (OPEN_DAY, KeyResultKind.BOOLEAN, None),
        ):
            result = AddKeyResult(key_result=id, name="X", kind=kind, target=target)
            self.world.ask(objective, ITSELF, result)

    @rule(command=commands | talk, by=people)
    def ask(self, command: Command, by: UUID) -> None:
        context = NOON._replace(by=by, at=NOON.at + timedelta(days=self.days))
        before = self.world.histories.get(("objective", ITSELF))
        try:
            self.world.ask(objective, ITSELF, command, context)
        except Refused:
            assert self.world.histories.get(("objective", ITSELF)) == before
        else:
            again = []
            with suppress(Refused):
                again = self.world.ask(objective, ITSELF, command, context)
            assert again == [], "Asked twice"

    @rule(command=talk)
    def check_in(self, command: Command) -> None:
        self.ask(ActivateObjective(), ANA)
        self.ask(command, ANA)

    @rule(days=st.integers(1, 9))
    def days_go_by(self, days: int) -> None:
        self.days += days

    @invariant()
    def its_life_is_one_of_the_lives_an_objective_can_have(self) -> None:
        history = self.world.told(objective, ITSELF)
        life = "".join(LETTERS.get(type(event).__name__, "") for event in history)
        assert LIFE.fullmatch(life), life

    @invariant()
    def a_check_in_is_in_one_hand_until_it_is_published_and_then_for_ever(self) -> None:
        for check in CHECKS:
            about = [
                (OF_A_CHECK_IN[type(event)], context.by)
                for event, context in self.world.history(objective, ITSELF)
                if type(event) in OF_A_CHECK_IN and getattr(event, "check_in", None) == check
            ]
            life = "".join(letter for letter, _ in about)
            assert CHECK_IN.fullmatch(life), life
            authors = {by for letter, by in about if letter in "DSXP"}
            assert len(authors) <= 1
            assert not authors & {by for letter, by in about if letter == "K"}

    @invariant()
    def a_key_result_stands_at_what_was_told_last_as_it_was_corrected(self) -> None:
        for id in (CLIENTS, OPEN_DAY):
            known = self.world.look(objective, ITSELF).results[id]
            lines = self.told_of(id)
            assert known.value == (lines[-1][2] if lines else None)

    def told_of(self, id: UUID) -> list[tuple[datetime, UUID | None, Decimal]]:
        """What was told of a key result: when, by which check-in, and the right value by now."""
        lines: list[tuple[datetime, UUID | None, Decimal]] = []
        published: dict[UUID, datetime] = {}
        for event, context in self.world.history(objective, ITSELF):
            match event:
                case KeyResultValueSet(key_result=which, value=value) if which == id:
                    lines.append((context.at, None, value))
                case CheckInPublished(check_in=check):
                    published[check] = context.at
                    values = [each.value for each in event.values if each.key_result == id]
                    lines += [(context.at, check, value) for value in values]
                case CheckInCorrected(check_in=check):
                    for value in [each.value for each in event.values if each.key_result == id]:
                        at = published[check]
                        if all(source != check for _, source, _ in lines):
                            place = sum(when < at for when, _, _ in lines)
                            lines.insert(place, (at, check, value))
                        lines = [(w, s, value if s == check else v) for w, s, v in lines]
                case _:
                    pass
        return lines

    @invariant()
    def a_score_is_a_share_or_not_defined(self) -> None:
        for event in self.world.told(objective, ITSELF):
            if isinstance(event, ObjectiveClosed):
                assert event.score is None or 0 <= event.score <= 1


TestObjective = ObjectiveMachine.TestCase
TestObjective.settings = settings(max_examples=60, stateful_step_count=50)
