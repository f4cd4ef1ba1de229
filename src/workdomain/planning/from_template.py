"""What was made from a template: a project or a work item, whole, and by which version.

absent -AddProjectFromTemplate, AddWorkItemFromTemplate-> made

The stream goes by the id of what is made. Everything comes to be in one transaction: the project,
its work items, how they are nested and what they wait for; or nothing does. What is made then goes
its own way: no later version of the template changes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.default_calendar import default_on
from workdomain.people.work_calendar import days_off, must_be_a_calendar
from workdomain.planning.making import (
    WORK_ITEM,
    Dates,
    Made,
    asks_of,
    cast,
    dates_of,
    ids_of,
    span_of,
)
from workdomain.planning.project import AddProject, project
from workdomain.planning.project_key import ProjectKey
from workdomain.planning.step import Anchor, Cast, Contents, DaysOff, People
from workdomain.planning.template import (
    Makes,
    NoSuchTemplate,
    Template,
    TemplateIsRetired,
    template,
)
from workdomain.planning.template_draft import (
    counted,
)
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import Day, Hours, Line

Version = Annotated[int, Field(ge=1, le=1_000_000)]


class AddProjectFromTemplate(Command):
    """Set up a project with all its work, as a template says."""

    name: Line
    key: ProjectKey
    template: UUID
    version: Version | None = None
    """The version of the template; null for the newest."""
    starts: Day | None = None
    """The day that steps are counted from; needed if there are such."""
    ends: Day | None = None
    """The last day, which steps may be counted from as well."""
    budget_h: Hours | None = None
    """Person-hours it may take; null is not limited."""
    people: People = ()
    """Who has which role: `lead=Ana`; several may share one."""
    days_off: DaysOff = ()
    """Days on which nobody works, beside those that the template and the calendar say."""
    calendar: UUID | None = None
    """The work calendar whose days off are not counted; null is the default one."""


class AddWorkItemFromTemplate(Command):
    """Put work on the list with all its parts, as a template says."""

    template: UUID
    version: Version | None = None
    """The version of the template; null for the newest."""
    title: Annotated[Line, Personal()] | None = None
    """What it is called; null for what the template says."""
    project: UUID | None = None
    parent: UUID | None = None
    """The work item that this one is a part of."""
    starts: Day | None = None
    """The day that steps are counted from; needed if there are such."""
    ends: Day | None = None
    """The day it is due, which steps may be counted from as well."""
    people: People = ()
    """Who has which role: `lead=Ana`; several may share one."""
    days_off: DaysOff = ()
    """Days on which nobody works, beside those that the template and the calendar say."""
    calendar: UUID | None = None
    """The work calendar whose days off are not counted; null is the default one."""


class MakeFromTemplate(Command):
    """What was asked for, with what the template says; made of the commands above."""

    asked: AddProjectFromTemplate | AddWorkItemFromTemplate
    version: int
    name: str
    contents: Contents
    off: tuple[date, ...] = ()
    """Days off by the calendar."""


class MadeFromTemplate(
    Event,
    topic="from-template.made.v1",
    says="made it from {template}, version {version}: {count}"
    "[, starting {starts}][, ending {ends}][, with {persons}]",
):
    """Everything that the template says was put on the list."""

    template: UUID
    version: int
    makes: Makes
    items: int
    """Work items that were made."""
    starts: date | None = None
    """The day that steps were counted from."""
    ends: date | None = None
    people: tuple[Cast, ...] = ()

    @property
    def count(self) -> str:
        """Say how many work items."""
        return counted(self.items, "work item")

    @property
    def persons(self) -> tuple[UUID, ...]:
        """Name those who have a role."""
        return tuple(dict.fromkeys(each.person for each in self.people))


FromTemplateCommand = AddProjectFromTemplate | AddWorkItemFromTemplate | MakeFromTemplate


class MadeBefore(Refused):
    """One thing is made under one id."""


class NotPublished(Refused):
    """Work is made from versions that were published."""


class MakesSomethingElse(Refused):
    """A template makes projects or work items, not both."""


class NotARoleOfThis(Refused):
    """People are given roles that the template has."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something comes from; from nowhere, if it was not made from a template."""

    template: UUID | None = None
    version: int = 0
    makes: Makes | None = None


def inform(
    _id: UUID, _origin: Origin, command: FromTemplateCommand, _context: Context, look: Look
) -> FromTemplateCommand:
    """Add what the version of the template says. Raises what stands against using it."""
    if isinstance(command, MakeFromTemplate):
        return command
    makes = Makes.PROJECT if isinstance(command, AddProjectFromTemplate) else Makes.WORK_ITEM
    found = look(template, command.template)
    version = _usable(found, command, makes)
    return MakeFromTemplate(
        asked=command,
        version=version,
        name=found.name,
        contents=found.versions[version],
        off=_days_off(command, look),
    )


def _days_off(
    asked: AddProjectFromTemplate | AddWorkItemFromTemplate, look: Look
) -> tuple[date, ...]:
    """Find the days off by the calendar that is named, or else the default one of that time."""
    if asked.calendar is not None:
        must_be_a_calendar(asked.calendar, look)
        return tuple(days_off(asked.calendar, look))
    day = asked.starts or asked.ends
    calendar = None if day is None else default_on(day, look)
    return () if calendar is None else tuple(days_off(calendar, look))


def _usable(
    found: Template, command: AddProjectFromTemplate | AddWorkItemFromTemplate, makes: Makes
) -> int:
    """Tell the version that is meant."""
    if not found.name:
        raise NoSuchTemplate(f"There is no template {command.template}: add it first")
    if found.retired:
        raise TemplateIsRetired(f"{found.name} is retired: restore it first")
    if found.makes is not makes:
        raise MakesSomethingElse(f"{found.name} makes a {found.makes}, not a {makes}")
    version = command.version or found.newest
    if version not in found.versions:
        there = f"the newest is {found.newest}" if found.newest else "publish its draft first"
        what = f"version {command.version} of" if command.version else "a version of"
        raise NotPublished(f"There is no {what.removeprefix('a ')} {found.name}: {there}")
    return version


def decide(
    origin: Origin, command: FromTemplateCommand, _context: Context
) -> list[MadeFromTemplate]:
    """Say what happens. Raises the rules above."""
    match command:
        case MakeFromTemplate(asked=asked, contents=contents):
            if origin.template is not None:
                raise MadeBefore("This was made before: use another id to make one more")
            roles = {role.role for role in contents.roles}
            if strange := [each.role for each in asked.people if each.role not in roles]:
                there = ", ".join(sorted(roles)) or "it has none"
                raise NotARoleOfThis(f"{strange[0]} is not a role of {command.name}: {there}")
            _dates(command)
            return [_made(command)]
        case _:
            raise TypeError("inform makes this command a MakeFromTemplate first")


def _made(command: MakeFromTemplate) -> MadeFromTemplate:
    asked, steps = command.asked, command.contents.steps
    whole = isinstance(asked, AddWorkItemFromTemplate)
    return MadeFromTemplate(
        template=asked.template,
        version=command.version,
        makes=Makes.WORK_ITEM if whole else Makes.PROJECT,
        items=len(steps) + whole,
        starts=asked.starts,
        ends=asked.ends,
        people=asked.people,
    )


def _dates(command: MakeFromTemplate) -> Mapping[str, Dates]:
    asked = command.asked
    anchors = {Anchor.START: asked.starts, Anchor.END: asked.ends}
    return dates_of(command.contents, anchors, (*asked.days_off, *command.off))


def evolve(_origin: Origin, event: MadeFromTemplate, _context: Context) -> Origin:
    """Take in what happened; it never refuses, because it already happened."""
    return Origin(event.template, event.version, event.makes)


def requires(id: UUID, _origin: Origin, command: FromTemplateCommand) -> list[Ask]:
    """Ask for the project or the whole work item, and then for all its parts."""
    match command:
        case MakeFromTemplate(asked=AddProjectFromTemplate() as asked, contents=contents):
            dates = _dates(command)
            made = Made(id, None, contents, dates, cast(asked.people), ids_of(id, contents))
            return [Ask(project.name, id, _project(asked, dates)), *asks_of(made)]
        case MakeFromTemplate(asked=AddWorkItemFromTemplate() as asked, contents=contents):
            dates = _dates(command)
            made = Made(
                asked.project, id, contents, dates, cast(asked.people), ids_of(id, contents)
            )
            return [Ask(WORK_ITEM, id, _whole(asked, command, dates)), *asks_of(made)]
        case _:
            raise TypeError("inform makes this command a MakeFromTemplate first")


def _project(asked: AddProjectFromTemplate, dates: Mapping[str, Dates]) -> AddProject:
    """Let the project go from the first day of its work to the last, unless it was told."""
    first, last = span_of(dates.values(), asked.starts, asked.ends)
    return AddProject(
        name=asked.name,
        key=asked.key,
        starts=first,
        ends=last,
        budget_h=asked.budget_h,
    )


def _whole(
    asked: AddWorkItemFromTemplate, command: MakeFromTemplate, dates: Mapping[str, Dates]
) -> AddWorkItem:
    """Let the work go from the first day of its parts to the last, unless it was told."""
    first, last = span_of(dates.values(), asked.starts, asked.ends)
    return AddWorkItem(
        title=asked.title or command.contents.title or command.name,
        project=asked.project,
        parent=asked.parent,
        labels=command.contents.labels,
        start=first,
        due=last,
    )


from_template = Decider(
    name="from-template",
    initial=Origin(),
    decide=decide,
    evolve=evolve,
    commands=get_args(FromTemplateCommand),
    events=(MadeFromTemplate,),
    inform=inform,
    requires=requires,
)
