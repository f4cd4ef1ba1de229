"""What happens once in the demo's half-year, each thing in its week."""

from collections.abc import Callable

from service.demo.company import ENGINEERING, FULL
from service.demo.reviews import agree_on_reviews, hand_approvals_on, make_reviews_lighter
from service.demo.world import Job, World
from workdomain.kernel import Command
from workdomain.people.person import (
    AddSkill,
    MoveToTeam,
    RenamePerson,
    SetAvailability,
    SetWorkingHours,
)
from workdomain.planning.network import NestWorkItem, RemoveDependency
from workdomain.planning.project import (
    ChangeProjectKey,
    PlanProjectDates,
    RenameProject,
    SetProjectBudget,
)
from workdomain.planning.work_item import (
    DescribeWorkItem,
    MoveWorkItem,
    RetitleWorkItem,
)


def _ingrid_works_more(world: World) -> None:
    """Let Ingrid go from 20 to 30 hours; the office hears of it two weeks late."""
    ingrid = world.staff["Ingrid Bjørnsdóttir"]
    ingrid.minutes = (360, 360, 360, 360, 360, 0, 0)
    since = world.day(world.week - 2)
    command = SetWorkingHours(minutes=ingrid.minutes, valid_from=since)
    at = world.at(9.0, 0.2, since)
    world.office.hand_in(world.at(11.0), ingrid.id, command, world.staff["Ana Sousa"].id, at)


def _sofia_marries(world: World) -> None:
    _self(world, "Sofia Rossi", RenamePerson(name="Sofia Rossi-Lindqvist"))


def _kofi_changes_team(world: World) -> None:
    _self(world, "Kofi Mensah", MoveToTeam(team=ENGINEERING))
    _self(world, "Kofi Mensah", AddSkill(skill="Python", level=2))


def _tomasz_mentors(world: World) -> None:
    _self(world, "Tomasz Wójcik", SetAvailability(percent=85, valid_from=world.today))


def _noor_works_full_time(world: World) -> None:
    noor = world.staff["Noor van den Berg"]
    noor.minutes = FULL
    _self(world, noor.who.name, SetWorkingHours(minutes=FULL, valid_from=world.today))


def _self(world: World, name: str, command: Command) -> None:
    person = world.staff[name]
    world.office.hand_in(world.at(10.0), person.id, command, person.id)


def _project(world: World, key: str, *commands: Command) -> None:
    venture = world.ventures[key]
    for command in commands:
        world.office.hand_in(world.at(15.0, 1.0), venture.id, command, venture.lead.id)


def _the_app_gets_its_name(world: World) -> None:
    _project(world, "MOB", RenameProject(name="Kestrel Mobile"))


def _the_audit_gets_its_key(world: World) -> None:
    _project(world, "AUD", ChangeProjectKey(key="SEC"))


def _the_portal_gets_more(world: World) -> None:
    portal = world.ventures["NEW"]
    portal.ends = world.day(31, 4)
    dates = PlanProjectDates(starts=world.first, ends=portal.ends)
    _project(world, "NEW", SetProjectBudget(hours=3000), dates)


def _todo(world: World, key: str) -> list[Job]:
    jobs = [job for job in world.jobs if job.project is world.ventures[key]]
    return [job for job in jobs if job.state == "todo" and job.heading]


def _work_moves_to_the_app(world: World) -> None:
    """Find that two pieces of the work on the portal belong to the app."""
    app, lead = world.ventures["MOB"], world.lead_of("Product")
    for job in _todo(world, "NEW")[:2]:
        job.project, job.heading = app, None
        when = world.at(14.0)
        world.tell(when, job, NestWorkItem(parent=None), lead)
        world.tell(when, job, MoveWorkItem(project=app.id), lead)


def _plans_get_clearer(world: World) -> None:
    lead = world.lead_of("Product")
    for job in _todo(world, "NEW")[:3]:
        when = world.at(13.5)
        job.title = f"{job.title} (first step)"
        world.tell(when, job, RetitleWorkItem(title=job.title), lead)
        text = "Only what the pilot customers need; the rest comes after the launch."
        world.tell(when, job, DescribeWorkItem(description=text), lead)
    for job in [each for each in _todo(world, "NEW") if each.waits_for][:2]:
        gone = job.waits_for[-1]
        world.on(world.workday(1), job.waits_for.remove, gone)
        world.tell(world.at(13.8), job, RemoveDependency(predecessor=gone.id), lead)


def _budget_is_remembered_late(world: World) -> None:
    """Enter today that the budget of the audit was raised in a meeting last week."""
    audit = world.ventures["AUD"]
    at = world.at(16.0, 0.5, world.day(world.week - 1, 2))
    command = SetProjectBudget(hours=840)
    world.office.hand_in(world.at(9.6), audit.id, command, audit.lead.id, at)


STORY: dict[tuple[int, int], Callable[[World], None]] = {
    (6, 1): _the_app_gets_its_name,
    (7, 3): agree_on_reviews,
    (8, 2): _plans_get_clearer,
    (10, 0): _tomasz_mentors,
    (11, 3): _kofi_changes_team,
    (12, 0): hand_approvals_on,
    (12, 4): _sofia_marries,
    (13, 1): _the_audit_gets_its_key,
    (15, 2): _the_portal_gets_more,
    (16, 1): make_reviews_lighter,
    (17, 0): _budget_is_remembered_late,
    (17, 1): _ingrid_works_more,
    (17, 2): _work_moves_to_the_app,
    (19, 0): _noor_works_full_time,
    (21, 3): _plans_get_clearer,
}
"""By week from 0 and weekday from Monday, 0."""
