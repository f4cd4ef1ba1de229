"""The checklist of a work item, and a machine that keeps one beside a plain list."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import ITSELF, NOON, World, given
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.planning.checklist import (
    AddToChecklist,
    Check,
    CheckAdded,
    CheckedOff,
    CheckExists,
    CheckMoved,
    CheckOff,
    CheckRemoved,
    CheckReworded,
    MoveCheck,
    NoSuchCheck,
    RemoveFromChecklist,
    RewordCheck,
    UncheckedOff,
    UncheckOff,
    checklist,
)
from workdomain.planning.work_item import AddWorkItem, NoSuchWorkItem, WorkItemAdded

ADDED = WorkItemAdded(title="Doors")
ONE, TWO, THREE = (UUID(int=n) for n in range(61, 64))
PLANE, HANG = CheckAdded(check=ONE, text="Plane"), CheckAdded(check=TWO, text="Hang")
PLANED = CheckedOff(check=ONE, text="Plane")


def test_a_check_is_put_on_the_list_once():
    given(work_item, ADDED).when(AddToChecklist(check=ONE, text="Plane")).then(PLANE)
    there = given(work_item, ADDED, PLANE)
    there.when(AddToChecklist(check=ONE, text="Plane")).then()
    there.when(AddToChecklist(check=ONE, text="Sand")).refused(CheckExists, str(ONE))
    given(work_item).when(AddToChecklist(check=ONE, text="Plane")).refused(NoSuchWorkItem)


def test_a_check_is_put_anywhere_on_the_list():
    there = given(work_item, ADDED, PLANE)
    first = CheckAdded(check=TWO, text="Hang", number=1)
    there.when(AddToChecklist(check=TWO, text="Hang", number=1)).then(first)
    there.when(AddToChecklist(check=TWO, text="Hang", number=9)).then(HANG)
    assert checklist.replay((e, NOON) for e in (PLANE, first)) == (
        Check(TWO, "Hang"),
        Check(ONE, "Plane"),
    )


def test_a_check_is_done_and_not_done():
    given(work_item, ADDED, PLANE).when(CheckOff(check=ONE)).then(PLANED)
    done = given(work_item, ADDED, PLANE, PLANED)
    done.when(CheckOff(check=ONE)).then()
    undone = UncheckedOff(check=ONE, text="Plane")
    done.when(UncheckOff(check=ONE)).then(undone)
    given(work_item, ADDED, PLANE).when(UncheckOff(check=ONE)).then()


def test_a_check_is_said_in_other_words():
    there = given(work_item, ADDED, PLANE)
    there.when(RewordCheck(check=ONE, text="Sand")).then(CheckReworded(check=ONE, text="Sand"))
    there.when(RewordCheck(check=ONE, text="Plane")).then()


def test_a_check_is_moved():
    there = given(work_item, ADDED, PLANE, HANG)
    there.when(MoveCheck(check=TWO, number=1)).then(CheckMoved(check=TWO, text="Hang", number=1))
    there.when(MoveCheck(check=TWO, number=2)).then()
    there.when(MoveCheck(check=TWO, number=99)).then()


def test_a_check_is_taken_off_the_list():
    gone = CheckRemoved(check=ONE, text="Plane")
    given(work_item, ADDED, PLANE).when(RemoveFromChecklist(check=ONE)).then(gone)
    given(work_item, ADDED, PLANE, gone).when(RemoveFromChecklist(check=ONE)).then()
    given(work_item, ADDED).when(RemoveFromChecklist(check=ONE)).then()


@pytest.mark.parametrize(
    "command",
    [
        CheckOff(check=ONE),
        UncheckOff(check=ONE),
        RewordCheck(check=ONE, text="Sand"),
        MoveCheck(check=ONE, number=1),
    ],
    ids=lambda command: type(command).__name__,
)
def test_only_what_is_on_the_list_is_done(command: Command):
    given(work_item, ADDED).when(command).refused(NoSuchCheck, str(ONE))


def test_a_check_may_be_told_late():
    told = checklist.replay((e, NOON) for e in (PLANED, HANG, PLANE))
    assert told == (Check(TWO, "Hang"), Check(ONE, "Plane", is_done=True))
    nothing = CheckRemoved(check=THREE, text="Oil")
    assert checklist.replay([(nothing, NOON)]) == ()


checks = st.sampled_from([ONE, TWO, THREE])
texts = st.sampled_from(["Plane", "Hang", "Oil"])
numbers = st.integers(1, 4)


class ChecklistMachine(RuleBasedStateMachine):
    """Judged by a list of ids, a dictionary of texts and a set of what is done."""

    @initialize()
    def an_item(self) -> None:
        self.world = World()
        self.order: list[UUID] = []
        self.texts: dict[UUID, str] = {}
        self.done: set[UUID] = set()
        self.world.ask(work_item, ITSELF, AddWorkItem(title="Doors"))

    def ask(self, command: Command) -> bool:
        with suppress(NoSuchCheck, CheckExists):
            self.world.ask(work_item, ITSELF, command)
            assert self.world.ask(work_item, ITSELF, command) == [], "Asked twice"
            return True
        return False

    @rule(check=checks, text=texts, number=st.none() | numbers)
    def add(self, check: UUID, text: str, number: int | None) -> None:
        is_new = check not in self.order
        done = self.ask(AddToChecklist(check=check, text=text, number=number))
        assert done == (is_new or self.texts[check] == text)
        if is_new:
            self.order[(number or 99) - 1 : (number or 99) - 1] = [check]
            self.texts[check] = text
            self.done.discard(check)

    @rule(check=checks, on=st.booleans())
    def tick(self, check: UUID, on: bool) -> None:
        if self.ask(CheckOff(check=check) if on else UncheckOff(check=check)):
            assert check in self.order
            self.done = self.done | {check} if on else self.done - {check}

    @rule(check=checks, text=texts)
    def reword(self, check: UUID, text: str) -> None:
        if self.ask(RewordCheck(check=check, text=text)):
            self.texts[check] = text

    @rule(check=checks, number=numbers)
    def move(self, check: UUID, number: int) -> None:
        if self.ask(MoveCheck(check=check, number=number)):
            self.order.remove(check)
            self.order.insert(number - 1, check)

    @rule(check=checks)
    def remove(self, check: UUID) -> None:
        assert self.ask(RemoveFromChecklist(check=check))
        self.order = [each for each in self.order if each != check]

    @invariant()
    def the_list_is_the_list(self) -> None:
        assert self.world.look(work_item, ITSELF).checklist == tuple(
            (check, self.texts[check], check in self.done) for check in self.order
        )


TestChecklist = ChecklistMachine.TestCase
TestChecklist.settings = settings(max_examples=60, stateful_step_count=30)
