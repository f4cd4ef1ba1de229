"""Plans of a release, as they were published again and again, as projects with milestones.

Takes the history of the plans: for every commit the whole table of its milestones. A milestone is
known by its text without the version numbers in it. What the plan first said becomes a version of
one template and a project made from it; what it said later, commands at the time it was said, so
that how often and how far each milestone was moved is in our own log.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from pydantic import ValidationError

from service.imports.checklists import slug
from service.imports.jira_pages import complaint
from service.imports.jira_telling import Change
from service.imports.jira_text import line
from service.imports.plan_days import names_years, read_day
from service.imports.rejects import Reject
from workdomain.execution.task_life import CancelWorkItem, ReopenWorkItem
from workdomain.kernel import Command, Context
from workdomain.planning.from_template import AddProjectFromTemplate
from workdomain.planning.making import item_id
from workdomain.planning.project import PlanProjectDates
from workdomain.planning.shape import Shape
from workdomain.planning.step import Step
from workdomain.planning.template import (
    AddTemplate,
    Makes,
    PublishTemplate,
)
from workdomain.planning.template_draft import (
    PutTemplateRole,
    PutTemplateSteps,
    RemoveTemplateStep,
)
from workdomain.planning.work_item import AddWorkItem, PlanWorkItemDates, RetitleWorkItem
from workdomain.values import OPERATOR

HISTORY = "release_timeline_history.csv"
COLUMNS = ("release", "commit_time", "commit", "what", "who", "when_raw")
RELEASES = UUID("5c2d8a1e-4f0b-5b7a-9d3c-7e6f1a2b3c4d")
"""The namespace of everything imported from plans; another one would import it all again."""

NUMBERS = re.compile(r"\d+(\.\d+)+")
BEHIND = re.compile(r"\s*\(.*\)\s*$")
FIRST = "start of release cycle"
LAST = re.compile(r"v?# released", re.IGNORECASE)
ENDS: tuple[re.Pattern[str] | str, ...] = (FIRST, LAST)
FRIDAY = 4
MOST_WEEKS = 520
KIND = "milestone"
NAME = "Release of Kubernetes"


def id_of(*name: str) -> UUID:
    """Name what plans call so."""
    return uuid5(RELEASES, "/".join(name))


def identity(what: str) -> str:
    """Tell a milestone from others: its text without the numbers of versions."""
    return NUMBERS.sub("#", what).strip()


class Line(NamedTuple):
    """A milestone as one version of a plan has it."""

    what: str
    who: str
    day: date | None


@dataclass
class Plan:
    """A plan as it was published at one time."""

    release: str
    commit: str
    at: datetime
    lines: dict[str, Line] = field(default_factory=dict)
    """By the identity of the milestone."""

    def day(self, wanted: re.Pattern[str] | str) -> date | None:
        """Tell the day of the milestone that is called so."""
        for name, said in self.lines.items():
            found = name.casefold() == wanted if isinstance(wanted, str) else wanted.fullmatch(name)
            if found:
                return said.day
        return None


@dataclass
class Known:
    """A milestone as far as it is told."""

    item: UUID
    what: str
    day: date | None
    gone: bool = False


@dataclass
class Releases:
    """What the plans say, in commands."""

    changes: list[Change] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    releases: dict[str, int] = field(default_factory=dict)
    """How many versions of its plan name a day, by release."""
    milestones: int = 0


def read_plans(path: Path, rejects: list[Reject]) -> list[list[Plan]]:
    """Read the plans of all releases, each release's in the order in which they were published."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    if rows and (missing := [name for name in COLUMNS if name not in rows[0]]):
        rejects.append(Reject(path.name, "file", f"there is no column {missing[0]}"))
        return []
    releases: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        releases.setdefault(row["release"] or "", []).append(row)
    return [_plans(release, own, rejects) for release, own in releases.items()]


def _plans(release: str, rows: Sequence[dict[str, str]], rejects: list[Reject]) -> list[Plan]:
    has_years = names_years(row["when_raw"] or "" for row in rows)
    plans: dict[str, Plan] = {}
    told = dict.fromkeys(rejects)
    for row in rows:
        plan = plans.get(row["commit"])
        if plan is None:
            at = _moment(row["commit_time"])
            if at is None:
                told[Reject(release, row["commit"] or "", "its time cannot be read")] = None
                continue
            plan = plans[row["commit"]] = Plan(release, row["commit"], at)
        what, who, when = row["what"] or "", row["who"] or "", row["when_raw"] or ""
        found = read_day(when, plan.at, has_years)
        if found.remark:
            told[Reject(release, line(what)[0], found.remark)] = None
        name = identity(what)
        if not name or name in plan.lines:
            told[Reject(release, line(what)[0], "there twice in one version of the plan")] = None
            continue
        plan.lines[name] = Line(line(what)[0], line(who)[0], found.day)
    rejects[:] = told
    return sorted(plans.values(), key=lambda plan: plan.at)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def told(plans: Iterable[Sequence[Plan]], rejects: list[Reject]) -> Releases:
    """Put all plans into commands, in the order in which they were published."""
    found = Releases(rejects=rejects)
    template = id_of("template")
    before: set[str] = set()
    for own in sorted((own for own in plans if own), key=lambda own: own[0].at):
        steps = steps_of(own[0])
        telling = _Telling(own[0].release, found)
        telling.publish(own[0], template, steps, before)
        before = {step.step for step in steps.values()}
        telling.make(own[0], template, steps)
        for plan in own[1:]:
            telling.go_on(plan)
        found.releases[own[0].release] = sum(
            any(said.day for said in plan.lines.values()) for plan in own
        )
        found.milestones += len(telling.known)
    found.changes.sort(key=lambda change: change.context.at)
    return found


def steps_of(plan: Plan) -> dict[str, Step]:
    """Make steps of a plan, their days counted in weeks from its start."""
    start, steps, used = plan.day(FIRST), dict[str, Step](), set[str]()
    for name, said in plan.lines.items():
        id = slug(name.replace("#", "x"), used)
        used.add(id)
        steps[name] = Step(
            step=id,
            title=line(name)[0],
            kind=KIND,
            role=role_of(said.who),
            shape=Shape.MILESTONE,
            **_place(start, said.day),
        )
    return steps


def role_of(who: str) -> str | None:
    """Tell the role, without the person behind it in brackets."""
    return BEHIND.sub("", who).replace(",", " /").replace("=", "-").strip()[:80] or None


def _place(start: date | None, day: date | None) -> dict[str, Any]:
    """Count a day in weeks from a start; nothing, if that cannot be or it is on a weekend."""
    if start is None or day is None or day.weekday() > FRIDAY:
        return {}
    monday, first = (each - timedelta(days=each.weekday()) for each in (day, start))
    week = (monday - first).days // 7 + 1
    return {"week": week, "offset_days": day.weekday()} if abs(week) <= MOST_WEEKS else {}


class _Telling:
    """Puts the plans of one release into commands."""

    def __init__(self, release: str, found: Releases) -> None:
        self.release, self.found = release, found
        self.project = id_of("project", release)
        self.known: dict[str, Known] = {}
        self.dates: tuple[date | None, date | None] = (None, None)

    def say(self, plan: Plan, id: UUID, what: str, command: type[Command], /, **given: Any) -> None:
        """Add a command, or why there is none."""
        words = (plan.release, plan.commit, command.__name__, str(id), what)
        context = Context(OPERATOR, plan.at, id_of("command", *words))
        try:
            made = command(**given)
        except ValidationError as error:
            self.found.rejects.append(Reject(self.release, what, complaint(error)))
            return
        self.found.changes.append(Change(self.release, what, id, id, made, context))

    def publish(self, plan: Plan, template: UUID, steps: dict[str, Step], before: set[str]) -> None:
        """Make a version of the template of what the plan first said."""
        if not before:
            self.say(plan, template, NAME, AddTemplate, name=NAME, makes=Makes.PROJECT)
        for role in dict.fromkeys(step.role for step in steps.values() if step.role):
            self.say(plan, template, role, PutTemplateRole, role=role)
        for gone in sorted(before - {step.step for step in steps.values()}):
            self.say(plan, template, gone, RemoveTemplateStep, step=gone)
        self.say(plan, template, "steps", PutTemplateSteps, steps=tuple(steps.values()))
        self.say(plan, template, "version", PublishTemplate, note=f"For {self.release}")

    def make(self, plan: Plan, template: UUID, steps: dict[str, Step]) -> None:
        """Make the project, and say of each milestone what a template cannot."""
        start, end = self.dates = plan.day(FIRST), plan.day(LAST)
        name, key = f"Kubernetes {self.release}", key_of(self.release)
        given = {"name": name, "key": key, "template": template, "starts": start, "ends": end}
        self.say(plan, self.project, key, AddProjectFromTemplate, **given)
        for name, said in plan.lines.items():
            step = steps[name]
            known = Known(item_id(self.project, step.step), step.title, None)
            if step.has_dates:
                known.day = said.day
            self.known[name] = known
            self._follow(plan, known, said)

    def go_on(self, plan: Plan) -> None:
        """Say what differs from the version of the plan before."""
        for name, said in plan.lines.items():
            if (known := self.known.get(name)) is not None:
                self._follow(plan, known, said)
            else:
                self._add(plan, name, said)
        for name, known in self.known.items():
            if name not in plan.lines and not known.gone:
                known.gone = True
                reason = "It is no longer in the plan"
                self.say(plan, known.item, known.what, CancelWorkItem, reason=reason)
        dates = tuple(plan.day(which) or old for which, old in zip(ENDS, self.dates, strict=True))
        if dates != self.dates:
            self.dates = (dates[0], dates[1])
            given = {"starts": dates[0], "ends": dates[1]}
            self.say(plan, self.project, "dates", PlanProjectDates, **given)

    def _add(self, plan: Plan, name: str, said: Line) -> None:
        known = Known(id_of("item", self.release, name), said.what, said.day)
        self.known[name] = known
        self.say(
            plan,
            known.item,
            said.what,
            AddWorkItem,
            title=said.what,
            kind=KIND,
            shape=Shape.MILESTONE,
            project=self.project,
            due=said.day,
        )

    def _follow(self, plan: Plan, known: Known, said: Line) -> None:
        if known.gone:
            known.gone, reason = False, "It is in the plan again"
            self.say(plan, known.item, said.what, ReopenWorkItem, reason=reason)
        if known.what != said.what:
            known.what = said.what
            self.say(plan, known.item, said.what, RetitleWorkItem, title=said.what)
        if said.day is not None and said.day != known.day:
            known.day = said.day
            self.say(plan, known.item, said.what, PlanWorkItemDates, start=None, due=said.day)


def key_of(release: str) -> str:
    """Make the key of a project: `K8S_1_20`."""
    return "K8S_" + re.sub(r"[^A-Z0-9]", "_", release.upper())[:16]
