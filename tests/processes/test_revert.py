"""What is remembered of reverts: whether a request is reverted, and by what it ever was."""

from collections.abc import Sequence
from uuid import UUID

from hypothesis import given as any_of
from hypothesis import strategies as st

from tests.scenario import NOON, given
from workdomain.kernel import Command
from workdomain.processes.revert import (
    Note,
    NoteReverted,
    RevertAgain,
    Reverted,
    RevertedAgain,
    RevertTakenBack,
    TakeBackRevert,
    revert,
)
from workdomain.processes.revert_undo import commands

ITEM, OTHER = UUID(int=30), UUID(int=31)
NOTES = (
    Note(kind="work-item", subject=ITEM, reverted=(4, 5)),
    Note(kind="project", subject=OTHER, reverted=(6,)),
)
NOTED = tuple(
    Reverted(kind=note.kind, subject=note.subject, reverted=note.reverted, reason="Wrong")
    for note in NOTES
)
NOTE = NoteReverted(notes=NOTES, reason="Wrong")


def test_each_thing_that_something_was_taken_back_of_is_noted():
    given(revert).when(NOTE).then(*NOTED)


def test_what_is_reverted_is_not_reverted_twice():
    given(revert, *NOTED).when(NOTE).then()
    given(revert, *NOTED).when(RevertAgain()).then()


def test_a_revert_is_taken_back_and_holds_after_all():
    given(revert, *NOTED).when(TakeBackRevert()).then(RevertTakenBack())
    given(revert, *NOTED, RevertTakenBack()).when(RevertAgain()).then(RevertedAgain())
    given(revert, *NOTED, RevertTakenBack()).when(NOTE).then(*NOTED)


def test_what_is_in_force_is_not_taken_back():
    given(revert).when(TakeBackRevert()).then()
    given(revert, *NOTED, RevertTakenBack()).when(TakeBackRevert()).then()


def test_the_commands_that_ever_reverted_it_are_remembered_once_each():
    state = revert.initial
    for command in (UUID(int=1), UUID(int=1), UUID(int=2), None):
        context = NOON._replace(command_id=command)
        state = revert.evolve(state, NOTED[0], context)
    assert state.by == (UUID(int=1), UUID(int=2))


def test_what_is_as_wanted_needs_nothing():
    in_force, reverted = revert.initial, revert.replay([(NOTED[0], NOON)])
    assert commands(NOTED[0], in_force, in_force) == []
    assert commands(NOTED[0], reverted, in_force) == [TakeBackRevert()]
    assert commands(RevertTakenBack(), in_force, reverted) == [RevertAgain()]


@any_of(st.lists(st.sampled_from([NOTE, TakeBackRevert(), RevertAgain()]), max_size=20))
def test_it_is_as_the_last_word_says(asked: Sequence[Command]):
    """The oracle is a light that is on or off: each word but the last is forgotten."""
    state, light = revert.initial, False
    for command in asked:
        happened = revert.decide(state, command, NOON)
        for event in happened:
            state = revert.evolve(state, event, NOON)
        on = not isinstance(command, TakeBackRevert)
        assert bool(happened) == (light != on)
        light = on
        assert state.reverted == light
