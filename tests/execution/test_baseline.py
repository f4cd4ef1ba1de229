import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from tests.scenario import ITSELF, NOON, World, given
from workdomain.execution.baseline import (
    Baseline,
    BaselineCommand,
    BaselineExists,
    BaselineIsToCome,
    BaselineRenamed,
    BaselineRetired,
    BaselineTaken,
    NoSuchBaseline,
    RenameBaseline,
    RetireBaseline,
    TakeBaseline,
    baseline,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Refused
from workdomain.planning.project import NoSuchProject, ProjectAdded, project
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

APOLLO, DRAW = UUID(int=20), UUID(int=30)
WORLD = {
    APOLLO: given(project, ProjectAdded(name="Apollo", key="APO")),
    DRAW: given(work_item, WorkItemAdded(title="Draw")),
}
TAKEN = BaselineTaken(name="Agreed")


def test_a_baseline_is_taken_once_and_never_moves():
    given(baseline).when(TakeBaseline(name="Agreed")).then(TAKEN)
    given(baseline, TAKEN).when(TakeBaseline(name="Agreed")).refused(BaselineExists, "another id")


def test_a_baseline_is_of_everything_or_of_what_is_there():
    for of in ({"project": APOLLO}, {"item": DRAW}):
        given(baseline, seeing=WORLD).when(TakeBaseline(name="Agreed", **of)).then(
            BaselineTaken(name="Agreed", **of)
        )
    nowhere = UUID(int=404)
    given(baseline).when(TakeBaseline(name="A", project=nowhere)).refused(NoSuchProject)
    given(baseline).when(TakeBaseline(name="A", item=nowhere)).refused(NoSuchWorkItem, "404|0194")


def test_a_baseline_can_be_of_the_past_but_not_of_what_is_to_come():
    past = NOON.at - timedelta(days=30)
    given(baseline).when(TakeBaseline(name="Agreed", as_of=past, note="Late")).then(
        BaselineTaken(name="Agreed", as_of=past, note="Late")
    )
    later = NOON.at + timedelta(seconds=1)
    given(baseline).when(TakeBaseline(name="Agreed", as_of=later)).refused(
        BaselineIsToCome, "leave it out for now"
    )
    given(baseline).when(TakeBaseline(name="Agreed", position=7)).then(
        BaselineTaken(name="Agreed", position=7)
    )


@pytest.mark.parametrize("day", ["2026-02-28", date(2026, 2, 28)])
def test_a_day_stands_for_its_end(day: Any):
    end = datetime(2026, 2, 28, 23, 59, 59, 999_999, UTC)
    assert TakeBaseline(name="Agreed", as_of=day).as_of == end


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"project": APOLLO, "item": DRAW}, "a project or a work item, not both"),
        ({"as_of": NOON.at, "position": 3}, "an instant or a log position, not both"),
        ({"as_of": "2026-02-28T12:00"}, "timezone"),
        ({"as_of": "2026-02-30"}, "day"),
        ({"position": 0}, "greater than"),
        ({"name": ""}, "at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        TakeBaseline(**{"name": "Agreed", **fields})


def test_a_baseline_gets_another_name():
    given(baseline, TAKEN).when(RenameBaseline(name="First")).then(BaselineRenamed(name="First"))
    given(baseline, TAKEN).when(RenameBaseline(name="Agreed")).then()
    given(baseline).when(RenameBaseline(name="First")).refused(NoSuchBaseline, "take it first")


def test_a_baseline_is_put_away():
    retired = BaselineRetired(reason="Out of date")
    retire = RetireBaseline(reason="Out of date")
    given(baseline, TAKEN).when(retire).then(retired)
    given(baseline, TAKEN, retired).when(retire).then()
    given(baseline).when(retire).refused(NoSuchBaseline)


def test_history_is_read_in_whatever_order_it_comes():
    late = given(baseline, BaselineRetired(reason="Over"), TAKEN).world().look(baseline, ITSELF)
    assert late == Baseline("Agreed", "Over")


commands: st.SearchStrategy[BaselineCommand] = st.one_of(
    st.builds(TakeBaseline, name=st.just("Agreed")),
    st.builds(RenameBaseline, name=st.sampled_from(["Agreed", "First"])),
    st.builds(RetireBaseline, reason=st.just("Over")),
)


class BaselineMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(command=commands)
    def ask(self, command: BaselineCommand) -> None:
        with suppress(Refused):
            self.world.ask(baseline, ITSELF, command, NOON)
            if not isinstance(command, TakeBaseline):
                assert self.world.ask(baseline, ITSELF, command, NOON) == [], "Asked twice"

    @invariant()
    def its_life_is_one_that_baselines_have(self) -> None:
        """Taken once, renamed at any time, put away at most once."""
        told = self.world.told(baseline, ITSELF)
        letters = "".join({"T": "T", "R": "N"}[type(each).__name__[8]] for each in told)
        kinds = [type(each) for each in told]
        assert re.fullmatch("(TN*)?", letters), letters
        assert kinds.count(BaselineRetired) <= 1


TestBaseline = BaselineMachine.TestCase
TestBaseline.settings = settings(max_examples=30, stateful_step_count=20)
