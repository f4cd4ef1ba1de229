"""Where someone stands in the organisation, also when two writers race."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from tests.scenario import ANA, BEN, ITSELF, MONDAY, NOON, World, given
from workdomain.kernel import Refused
from workdomain.people.person import (
    AddPerson,
    NoSuchPerson,
    PersonAdded,
    lead_on,
    person,
    role_on,
    zone_on,
)
from workdomain.people.place import (
    ReportingCycle,
    ReportingLineSet,
    RoleSet,
    SetReportingLine,
    SetRole,
    SetTimeZone,
    TimeZoneSet,
)
from workdomain.work import Work

EVE = PersonAdded(name="Eve")
LATER = MONDAY + timedelta(days=10)
OTHERS = {each: given(person, PersonAdded(name="Other")) for each in (ANA, BEN)}


def test_a_role_holds_from_a_day_on():
    named = RoleSet(role="Tester", valid_from=MONDAY)
    given(person, EVE).when(SetRole(role="Tester", valid_from=MONDAY)).then(named)
    given(person, EVE, named).when(SetRole(role="Tester", valid_from=MONDAY)).then()
    none = SetRole(role=None, valid_from=LATER)
    given(person, EVE, named).when(none).then(RoleSet(role=None, valid_from=LATER))
    given(person).when(SetRole(role="Tester", valid_from=MONDAY)).refused(NoSuchPerson)


def test_a_reporting_line_holds_from_a_day_on():
    line = ReportingLineSet(lead=ANA, valid_from=MONDAY)
    ask = SetReportingLine(lead=ANA, valid_from=MONDAY)
    given(person, EVE, seeing=OTHERS).when(ask).then(line)
    given(person, EVE, line, seeing=OTHERS).when(ask).then()
    alone = SetReportingLine(lead=None, valid_from=LATER)
    ended = ReportingLineSet(lead=None, valid_from=LATER)
    given(person, EVE, line).when(alone).then(ended)


def test_nobody_reports_to_a_stranger():
    ask = SetReportingLine(lead=ANA, valid_from=MONDAY)
    given(person, EVE).when(ask).refused(NoSuchPerson, str(ANA))


def test_nobody_reports_to_themselves():
    ask = SetReportingLine(lead=ITSELF, valid_from=MONDAY)
    given(person, EVE).when(ask).refused(ReportingCycle, "2026-03-02")


def test_nobody_reports_to_themselves_in_a_roundabout_way():
    world = given(person, EVE, seeing=OTHERS).world()
    world.ask(person, ANA, SetReportingLine(lead=BEN, valid_from=MONDAY))
    world.ask(person, BEN, SetReportingLine(lead=ITSELF, valid_from=LATER))
    with pytest.raises(ReportingCycle, match="2026-03-12"):
        world.ask(person, ITSELF, SetReportingLine(lead=ANA, valid_from=MONDAY))


def test_a_line_may_turn_round_on_a_day():
    world = given(person, EVE, seeing=OTHERS).world()
    world.ask(person, ITSELF, SetReportingLine(lead=ANA, valid_from=MONDAY))
    world.ask(person, ITSELF, SetReportingLine(lead=None, valid_from=LATER))
    assert world.ask(person, ANA, SetReportingLine(lead=ITSELF, valid_from=LATER))
    state = world.look(person, ITSELF)
    assert [lead_on(state, day) for day in (MONDAY, LATER)] == [ANA, None]


def test_the_time_zone_and_the_first_day_of_the_week_hold_from_a_day_on():
    oslo = TimeZoneSet(zone="Europe/Oslo", first_weekday=6, valid_from=MONDAY)
    ask = SetTimeZone(zone="Europe/Oslo", first_weekday=6, valid_from=MONDAY)
    given(person, EVE).when(ask).then(oslo)
    given(person, EVE, oslo).when(ask).then()


@pytest.mark.parametrize(("zone", "first"), [("Oslo", 0), ("../etc", 0), ("UTC", 7), ("UTC", -1)])
def test_a_zone_is_one_of_the_database_and_a_week_has_seven_days(zone: str, first: int):
    with pytest.raises(ValidationError):
        SetTimeZone(zone=zone, first_weekday=first, valid_from=MONDAY)


def test_what_held_on_a_day_is_told_long_after():
    state = person.replay(
        (event, NOON)
        for event in (
            EVE,
            RoleSet(role="Tester", valid_from=MONDAY),
            RoleSet(role=None, valid_from=LATER),
            TimeZoneSet(zone="Europe/Oslo", first_weekday=6, valid_from=LATER),
        )
    )
    before = MONDAY - timedelta(days=1)
    assert [role_on(state, day) for day in (before, MONDAY, LATER)] == [None, "Tester", None]
    assert zone_on(state, MONDAY) == ("UTC", 0)
    assert zone_on(state, LATER) == ("Europe/Oslo", 6)


PEOPLE = tuple(UUID(int=n) for n in range(1, 5))
DAYS = [MONDAY + timedelta(days=n) for n in range(6)]


class LinesMachine(RuleBasedStateMachine):
    """The oracle keeps a table of who reports to whom on each single day."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.said: dict[tuple[UUID, date], UUID | None] = {}

    @initialize()
    def there_are_people(self) -> None:
        for each in PEOPLE:
            self.world.ask(person, each, AddPerson(name="Somebody"))

    @rule(
        who=st.sampled_from(PEOPLE),
        lead=st.none() | st.sampled_from(PEOPLE),
        day=st.sampled_from(DAYS),
    )
    def ask(self, who: UUID, lead: UUID | None, day: date) -> None:
        said = {**self.said, (who, day): lead}
        round_and_round = any(self.circle(said, each) for each in DAYS)
        try:
            self.world.ask(person, who, SetReportingLine(lead=lead, valid_from=day))
        except ReportingCycle:
            assert round_and_round
        else:
            assert not round_and_round
            self.said = said

    @staticmethod
    def circle(said: dict[tuple[UUID, date], UUID | None], day: date) -> bool:
        above = {
            who: next((said[who, d] for d in reversed(DAYS) if d <= day and (who, d) in said), None)
            for who in PEOPLE
        }
        for who in PEOPLE:
            here: UUID | None = who
            for _ in PEOPLE:
                here = above[here] if here else None
            if here:
                return True
        return False

    @invariant()
    def everybody_is_led_by_whom_was_said_last(self) -> None:
        for (who, day), lead in self.said.items():
            assert lead_on(self.world.look(person, who), day) == lead


TestLines = LinesMachine.TestCase
TestLines.settings = settings(max_examples=30, stateful_step_count=15)


def test_two_who_race_do_not_make_a_circle(tmp_path: Path):
    target = str(tmp_path / "work.db")
    with Work.open(target) as one, Work.open(target) as other:
        for each in (ANA, BEN):
            one.do(each, AddPerson(name="Somebody"), NOON)

        def report(work: Work, who: UUID, lead: UUID) -> None:
            with suppress(Refused):
                work.do(who, SetReportingLine(lead=lead, valid_from=MONDAY), NOON)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(report, (one, other), (ANA, BEN), (BEN, ANA)))
        leads = [lead_on(one.state(person, each), MONDAY) for each in (ANA, BEN)]
    assert leads in ([BEN, None], [None, ANA])
