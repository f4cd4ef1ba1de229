"""What there is to say of a work item, a project or a person at a moment, by field."""

from collections.abc import Callable, Mapping
from typing import Any

from projections.wording import working_week
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Decider
from workdomain.people.person import Person, person
from workdomain.planning.project import Project, project

Snapshot = Mapping[str, Any]
"""Plain values and ids; the first one is its name."""


def of_item(item: WorkItem) -> Snapshot:
    """Say all that changes about a work item, hours in person-hours."""
    plan, life, links, spec = item.plan, item.life, item.network, item.specification
    source = plan.source
    return {
        "title": plan.title,
        "state": life.state,
        "reason": life.reason,
        "key in source": source and source.key,
        "status in source": source and source.status,
        "kind": plan.kind,
        "project": plan.project,
        "part of": links.parent,
        "priority": str(plan.priority),
        "assignees": tuple(plan.assignees),
        "start": plan.start,
        "due": plan.due,
        "work_h": life.estimate and life.estimate.expected,
        "remaining_h": life.remaining,
        "waits for": tuple(links.predecessors),
        "how it waits": tuple(str(how) for how in links.predecessors.values()),
        "shape": str(spec.shape),
        "owner": spec.owner,
        "labels": spec.labels,
        "points": spec.points,
        "purpose": spec.purpose,
        "definition of done": spec.definition_of_done,
        "goal": spec.goal,
        "client": spec.client,
        "may be split": spec.split,
        "needs": tuple(map(str, item.needs)),
        "checklist": tuple(f"{check.text}{': done' * check.is_done}" for check in item.checklist),
        "gate": str(item.gate.verdict),
    }


def of_project(known: Project) -> Snapshot:
    """Say all that changes about a project."""
    return {
        "name": known.name,
        "key": known.key,
        "starts": known.starts,
        "ends": known.ends,
        "budget_h": known.budget_h,
        "members": tuple(sorted(known.members)),
        "closed": known.closed,
    }


def of_person(known: Person) -> Snapshot:
    """Say all that changes about a person."""
    taken = (leave for id, leave in known.leaves.items() if id not in known.cancelled)
    return {
        "name": known.name,
        "team": known.team,
        "working hours": tuple(
            f"{working_week(week)} from {day} on" for day, week in sorted(known.hours.items())
        ),
        "availability": tuple(
            f"{percent} % from {day} on" for day, percent in sorted(known.availability.items())
        ),
        "leave": tuple(sorted(f"{each.first} to {each.last} ({each.kind})" for each in taken)),
        "skills": tuple(f"{skill}: {level} of 5" for skill, level in sorted(known.skills.items())),
    }


KINDS: Mapping[str, tuple[Decider[Any, Any, Any], Callable[[Any], Snapshot]]] = {
    "item": (work_item, of_item),
    "project": (project, of_project),
    "person": (person, of_person),
}
