"""Only a person themself says whether their strain is worked out, and who sees it."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import ANA, BEN, NOON, World, given
from workdomain.kernel import Context, Event, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.people.strain_consent import (
    HideStrain,
    NotYourStrain,
    Sharing,
    ShowStrain,
    StrainCommand,
    StrainHidden,
    StrainShown,
    strain,
)
from workdomain.people.strain_consent_undo import commands
from workdomain.values import OPERATOR

ALONE = StrainShown(sharing=Sharing.ONLY_ME)
WITH_TEAM = StrainShown(sharing=Sharing.ME_AND_TEAM)


def world(*past: Event) -> World:
    made = World()
    made.put(person, ANA, PersonAdded(name="Ana"))
    for event in past:
        made.put(strain, ANA, event)
    return made


def asked(command: StrainCommand, *past: Event, by: UUID = ANA) -> list[Event]:
    return world(*past).ask(strain, ANA, command, Context(by, NOON.at))


def test_a_person_asks_for_it_for_themself_and_perhaps_for_the_team():
    assert asked(ShowStrain()) == [ALONE]
    assert asked(ShowStrain(sharing=Sharing.ME_AND_TEAM), ALONE) == [WITH_TEAM]
    assert asked(ShowStrain(), WITH_TEAM) == [ALONE]
    assert asked(HideStrain(), WITH_TEAM) == [StrainHidden()]


def test_what_is_so_already_changes_nothing():
    assert asked(ShowStrain(), ALONE) == []
    assert asked(HideStrain()) == []
    assert asked(HideStrain(), ALONE, StrainHidden()) == []


@pytest.mark.parametrize("by", [BEN, OPERATOR])
@pytest.mark.parametrize("command", [ShowStrain(), HideStrain()])
def test_nobody_decides_it_for_somebody_else(by: UUID, command: StrainCommand):
    with pytest.raises(NotYourStrain):
        asked(command, ALONE, by=by)


def test_it_is_for_people_who_are_known():
    given(strain).when(ShowStrain(), Context(BEN, NOON.at), id=BEN).refused(NoSuchPerson)


def test_it_is_taken_back_as_it_was_said_before():
    before = strain.replay([(WITH_TEAM, NOON)])
    now = strain.replay([(WITH_TEAM, NOON), (StrainHidden(), NOON)])
    assert commands(StrainHidden(), now, before) == [ShowStrain(sharing=Sharing.ME_AND_TEAM)]
    assert commands(WITH_TEAM, before, strain.initial) == [HideStrain()]


COMMANDS: list[StrainCommand] = [*(ShowStrain(sharing=s) for s in Sharing), HideStrain()]


class StrainMachine(RuleBasedStateMachine):
    """Whatever is asked by whomever: it is as the person said last."""

    def __init__(self) -> None:
        super().__init__()
        self.world = world()
        self.said: str | None = None

    @rule(command=st.sampled_from(COMMANDS), by=st.sampled_from([ANA, BEN]))
    def ask(self, command: StrainCommand, by: UUID) -> None:
        with suppress(Refused):
            self.world.ask(strain, ANA, command, Context(by, NOON.at))
            assert by == ANA
            self.said = command.sharing if isinstance(command, ShowStrain) else None
            assert self.world.ask(strain, ANA, command, Context(by, NOON.at)) == []

    @invariant()
    def it_is_as_the_person_said_last(self) -> None:
        assert self.world.look(strain, ANA).sharing == self.said


TestStrain = StrainMachine.TestCase
