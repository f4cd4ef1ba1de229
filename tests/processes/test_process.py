"""A process changes from a day on, with a reason and the difference it should make."""

from datetime import date, timedelta
from uuid import UUID

from tests.processes.reviewed import FLOW, HOUSE, PROCESS, Site
from tests.scenario import MONDAY, given
from workdomain.planning.adoption import AdoptProcess, ProcessAdopted
from workdomain.planning.project import ProjectAdded, process_in_force, project, rules_in_force
from workdomain.processes.process import (
    AddProcess,
    Cadence,
    ChangeProcess,
    Direction,
    Expected,
    NoSuchProcess,
    ProcessAdded,
    ProcessChanged,
    ProcessExists,
    ProcessIsRetired,
    ProcessRenamed,
    ProcessRetired,
    RenameProcess,
    RetireProcess,
    Unit,
    process,
)
from workdomain.processes.rules import Rules, Strictness

FASTER = Expected(
    metric="cycle time", direction=Direction.DOWN, by=2, unit="days", until=date(2026, 6, 30)
)
WEEKLY = Cadence(what="Review", every=1, unit=Unit.WEEK)
LENIENT = Rules(open_parts=Strictness.WARN)
PLAIN = ProcessAdded(name="Plain")
CHANGE = ChangeProcess(
    cadences=(WEEKLY,), rules=LENIENT, from_day=MONDAY, reason="Slow", expected=FASTER
)
CHANGED = ProcessChanged(
    version=2, cadences=(WEEKLY,), rules=LENIENT, from_day=MONDAY, reason="Slow", expected=FASTER
)
APOLLO = ProjectAdded(name="Apollo", key="APO")


def test_a_process_is_added_once():
    given(process).when(AddProcess(name="Plain")).then(PLAIN)
    given(process, PLAIN).when(AddProcess(name="Other")).refused(ProcessExists)


def test_a_process_is_renamed():
    given(process, PLAIN).when(RenameProcess(name="Simple")).then(ProcessRenamed(name="Simple"))
    given(process, PLAIN).when(RenameProcess(name="Plain")).then()
    given(process).when(RenameProcess(name="Simple")).refused(NoSuchProcess)


def test_a_change_says_why_and_what_difference_it_should_make():
    given(process, PLAIN).when(CHANGE).then(CHANGED)
    given(process, PLAIN, CHANGED).when(CHANGE).then()
    assert str(FASTER) == "cycle time down by 2 days until 2026-06-30"
    assert str(WEEKLY) == "Review every 1 week"
    assert str(Cadence(what="Look back", every=2, unit=Unit.MONTH)) == "Look back every 2 months"


def test_a_retired_process_changes_no_more_and_is_not_adopted():
    gone = given(process, PLAIN, ProcessRetired(reason="Unused"))
    given(process, PLAIN).when(RetireProcess(reason="Unused")).then(ProcessRetired(reason="Unused"))
    gone.when(RetireProcess(reason="Unused")).then()
    gone.when(CHANGE).refused(ProcessIsRetired)
    adopt = AdoptProcess(process=PROCESS, from_day=MONDAY, reason="Mistakes")
    given(project, APOLLO, seeing={PROCESS: gone}).when(adopt).refused(ProcessIsRetired)


def test_each_day_has_the_version_that_began_last():
    earlier = CHANGED.model_copy(update={"version": 3, "from_day": MONDAY - timedelta(days=7)})
    same_day = CHANGED.model_copy(update={"version": 4, "rules": Rules()})
    world = given(process, PLAIN, CHANGED, earlier, same_day).world()
    known = world.look(process, UUID(int=99))
    assert known.on(date(1999, 1, 1)).version == 1
    assert known.on(MONDAY - timedelta(days=1)).version == 3
    assert known.on(MONDAY).version == 4
    assert world.look(process, UUID(int=5)).on(MONDAY).version == 0


def test_a_project_adopts_a_process_from_a_day_on():
    adopt = AdoptProcess(process=PROCESS, from_day=MONDAY, reason="Mistakes", expected=FASTER)
    adopted = ProcessAdopted(process=PROCESS, from_day=MONDAY, reason="Mistakes", expected=FASTER)
    used = {PROCESS: given(process, PLAIN)}
    given(project, APOLLO, seeing=used).when(adopt).then(adopted)
    given(project, APOLLO, adopted, seeing=used).when(adopt).then()
    given(project, APOLLO).when(adopt).refused(NoSuchProcess)
    leave = AdoptProcess(process=None, from_day=MONDAY, reason="Too much")
    given(project, APOLLO).when(leave).then()
    given(project, APOLLO, adopted).when(leave).then(
        ProcessAdopted(process=None, from_day=MONDAY, reason="Too much")
    )


def test_the_past_keeps_what_it_kept_to():
    site = Site()
    site.ask(process, UUID(int=60), AddProcess(name="Lenient", rules=LENIENT))
    site.adopt(HOUSE, UUID(int=60), from_day=date(2026, 6, 1))
    for day, flow in ((date(2025, 12, 31), None), (date(2026, 5, 31), FLOW)):
        kept = process_in_force(HOUSE, day, site.look)
        assert (kept and kept.on(day).workflow) == flow
        assert rules_in_force(HOUSE, day, site.look) == Rules()
    assert rules_in_force(HOUSE, date(2026, 6, 1), site.look) == LENIENT
    assert rules_in_force(None, date(2026, 6, 1), site.look) == Rules()


def test_a_change_of_the_process_holds_in_every_project_that_keeps_to_it():
    site = Site()
    day = date(2026, 4, 1)
    change = ChangeProcess(
        workflow=FLOW, rules=LENIENT, from_day=day, reason="Slow", expected=FASTER
    )
    site.ask(process, PROCESS, change)
    assert rules_in_force(HOUSE, day - timedelta(days=1), site.look) == Rules()
    assert rules_in_force(HOUSE, day, site.look) == LENIENT
    assert site.told(process, PROCESS)[-1].model_dump()["expected"]["metric"] == "cycle time"
