"""Commands to people and what they belong to that are reverted by others."""

from uuid import UUID

from tests.office import ANA, BEN, DAY
from workdomain.kernel import Command
from workdomain.people.place import SetReportingLine, SetRole, SetTimeZone

LATER = DAY.replace(month=2)

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
]
