"""The organisation: departments, their teams, who is in them and whom they report to, on a day."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from projections.models.people import EmploymentRow, PersonRow, RoleRow
from projections.models.teams import TeamRow
from projections.names import people_called
from projections.reader import Reader
from projections.timesheets import leads_at
from projections.view import Order, Page, View
from workdomain.kernel import Message
from workdomain.values import Line

LAST = chr(0x10FFFF)


class Organisation(Message):
    """Which departments and teams are there, who is in them, and whom do they report to?"""

    department: Line | None = None
    """Only this department."""
    team: Line | None = None
    """Only this team."""
    gone: bool = False
    """Whether people whose last day here is over are shown too."""


class Kind(StrEnum):
    """What a row tells of."""

    TEAM = "team"
    PERSON = "person"


class Member(Message):
    """A team, or a person in it."""

    kind: Kind
    id: UUID | None
    """The person; null of teams."""
    department: str | None
    team: str | None
    """Null for people who are in none."""
    name: str
    role: str | None
    """The role somebody has in the organisation today."""
    reports_to: str | None
    """Of a team its lead, of a person whom they report to today."""
    first: date | None
    """Their first day here, if it was said."""
    last: date | None
    """Their last day here, if it was said."""
    people: int | None
    """How many there are; of teams."""


def read(reader: Reader, params: Organisation, _page: Page) -> list[Member]:
    """Tell each team with the people who are in it."""
    today = reader.moment.today
    teams = {row.name.casefold(): row for row in reader.rows(TeamRow)}
    employed = {row.person: row for row in reader.rows(EmploymentRow)}
    begun = sorted(reader.rows(RoleRow, lambda c: [c.valid_from <= today]), key=_since)
    roles = {row.person: row.role for row in begun}
    leads = leads_at(reader)
    names = people_called(reader, {*leads.values(), *(row.lead for row in teams.values())})
    members: dict[str | None, list[Member]] = {row.name: [] for row in teams.values()}
    for row in reader.rows(PersonRow):
        days = employed.get(row.id)
        if days is not None and days.last is not None and days.last < today and not params.gone:
            continue
        team = teams.get(row.team.casefold()) if row.team else None
        called = team.name if team else row.team
        lead = leads.get(row.id)
        member = Member(
            kind=Kind.PERSON,
            id=row.id,
            department=team.department if team else None,
            team=called,
            name=row.name,
            role=roles.get(row.id),
            reports_to=None if lead is None else names.get(lead, str(lead)),
            first=days.first if days else None,
            last=days.last if days else None,
            people=None,
        )
        members.setdefault(called, []).append(member)
    told = [each for group in members.values() for each in group]
    for name, group in members.items():
        if name is None:
            continue
        team = teams.get(name.casefold())
        lead = team.lead if team else None
        told.append(
            Member(
                kind=Kind.TEAM,
                id=None,
                department=team.department if team else None,
                team=name,
                name=name,
                role=None,
                reports_to=None if lead is None else names.get(lead, str(lead)),
                first=None,
                last=None,
                people=len(group),
            )
        )
    wanted = [
        row
        for row in told
        if params.department in (None, row.department) and params.team in (None, row.team)
    ]
    return sorted(wanted, key=lambda row: order(params, row))


def _since(row: RoleRow) -> date:
    return row.valid_from


def order(_params: Organisation, row: Member) -> Order:
    """Sort by department and team, each team before its people; what is in none comes last."""
    place = (row.department or LAST, row.team or LAST, row.kind is Kind.PERSON)
    return (*place, row.name.casefold(), str(row.id or ""))


organisation = View(
    name="organisation",
    params=Organisation,
    row=Member,
    key=("kind", "team", "id"),
    read=read,
    order=order,
)
