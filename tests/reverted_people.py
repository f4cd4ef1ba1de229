"""Commands to people and what they belong to that are reverted by others."""

from uuid import UUID

from tests.office import ANA, BEN, DAY
from workdomain.kernel import Command
from workdomain.people.place import (
    SetEmployment,
    SetReportingLine,
    SetRole,
    SetTimeZone,
)
from workdomain.people.strain_consent import HideStrain, Sharing, ShowStrain
from workdomain.people.team import SetTeam, team_id
from workdomain.people.work_calendar import (
    AddDayOff,
    AddWorkCalendar,
    AddWorkingDay,
    ClearCalendarDay,
    Holiday,
    SetHolidays,
)

HERE = UUID(int=80)
NEW_YEAR = SetHolidays(year=2026, holidays=(Holiday(day=DAY, name="A day"),))
THE_CALENDAR: list[Command] = [AddWorkCalendar(name="Here")]
LATER = DAY.replace(month=2)

INK = SetTeam(name="Ink", lead=ANA)

OF_PEOPLE: list[tuple[UUID, list[Command], Command]] = [
    (ANA, [], SetRole(role="Lead", valid_from=DAY)),
    (ANA, [SetRole(role="Lead", valid_from=DAY)], SetRole(role=None, valid_from=LATER)),
    (ANA, [], SetReportingLine(lead=BEN, valid_from=DAY)),
    (
        ANA,
        [SetReportingLine(lead=BEN, valid_from=DAY)],
        SetReportingLine(lead=None, valid_from=LATER),
    ),
    (ANA, [], SetTimeZone(zone="Europe/Oslo", valid_from=DAY)),
    (
        ANA,
        [SetTimeZone(zone="Asia/Tokyo", first_weekday=6, valid_from=DAY)],
        SetTimeZone(zone="Europe/Oslo", valid_from=LATER),
    ),
    (ANA, [], SetEmployment(first=DAY)),
    (ANA, [SetEmployment(first=DAY)], SetEmployment(first=DAY, last=LATER)),
    (team_id("Ink"), [INK], SetTeam(name="Ink", lead=BEN, department="Print")),
    (ANA, [], ShowStrain()),
    (ANA, [ShowStrain(sharing=Sharing.ME_AND_TEAM)], HideStrain()),
    (HERE, [*THE_CALENDAR], NEW_YEAR),
    (HERE, [*THE_CALENDAR, NEW_YEAR], SetHolidays(year=2026, holidays=())),
    (HERE, [*THE_CALENDAR], AddDayOff(day=DAY, name="Outing")),
    (HERE, [*THE_CALENDAR, AddDayOff(day=DAY, name="Outing")], ClearCalendarDay(day=DAY)),
    (
        HERE,
        [*THE_CALENDAR, AddWorkingDay(day=DAY, name="Release")],
        AddDayOff(day=DAY, name="Outing"),
    ),
    (HERE, [*THE_CALENDAR], AddWorkingDay(day=DAY, name="Release")),
]
