"""What an issue of Jira is in commands: one for each change, at the time it was made.

Pure: the same issue, census and words give the same commands with the same ids, so that importing
twice asks for nothing new.
"""

from datetime import datetime
from typing import Any

from service.imports.jira_census import Census, project_key_of
from service.imports.jira_life import Standing, way
from service.imports.jira_links import Dependency, link_at, links_at_creation
from service.imports.jira_pages import Issue, User
from service.imports.jira_said import tell_remark, tell_worklog
from service.imports.jira_telling import Telling, Told
from service.imports.jira_text import line, text
from service.imports.jira_walk import SHOWN_AS, SIDES, Step, Value, at_creation, now, steps
from service.imports.jira_words import Words
from workdomain.execution.task_life import EstimateWorkItem, SetRemainingWork
from workdomain.kernel import Context
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import NestWorkItem
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    ClassifyWorkItem,
    DescribeWorkItem,
    MoveWorkItem,
    PlanWorkItemDates,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
    Source,
    TrackSource,
    UnassignWorkItem,
)

SYSTEM = "jira"
IMPLIED = {"timespent", "WorklogId", "WorklogTimeSpent", "Project"}
"""Fields that change because of something else that is taken: worklogs, keys."""
NO_WORD = "no counterpart"


def changes_of(issue: Issue, census: Census, words: Words) -> Told:
    """Put an issue into commands, oldest first."""
    return _Teller(issue, census, words).tell()


class _Teller(Telling):
    """Goes through one issue, keeping what its fields are at the time."""

    def __init__(self, issue: Issue, census: Census, words: Words) -> None:
        super().__init__(issue, census)
        self.words = words
        self.values = at_creation(issue)
        self.standing = Standing()
        self.estimated = False

    def tell(self) -> Told:
        """Tell its creation, its changelog, its comments and its worklogs."""
        self._creation()
        for step in steps(self.issue):
            self._step(step)
        self._end()
        for remark in self.issue.comments:
            tell_remark(self, remark)
        for worklog in self.issue.worklogs:
            tell_worklog(self, worklog)
        if names := self.issue.without_counterpart:
            self.told.fields_left_out.update(names)
            self.leave_out("fields", f"{NO_WORD}: {', '.join(names)}")
        self.told.changes.sort(key=lambda change: change.context.at)
        return self.told

    def _creation(self) -> None:
        first, fields = self.values, self.issue.fields
        creator = fields.creator or fields.reporter
        context = self.context(fields.created, creator, "added")
        assignee = first["assignee"]
        self.say(
            "creation",
            context,
            AddWorkItem,
            title=self.line("summary", first["summary"], self.issue.key),
            description=self.text("description", first["description"]),
            kind=self.line("issuetype", first["issuetype"], "") or None,
            project=self.census.project(project_key_of(first["Key"] or self.issue.key)),
            priority=self._priority(first["priority"]),
            estimate=self._estimate(first["timeoriginalestimate"]),
            due=self.day("duedate", first["duedate"]),
            assignees=(self.census.person(assignee),) if assignee else (),
            source=self._source(),
        )
        if parent := first["Parent"]:
            self._nest(context.at, creator, ("parent",), parent)
        for link in links_at_creation(self.issue, self.census, self.words):
            there = max(context.at, self.census.created.get(link.other_id, context.at))
            self._link(link, self.context(there, creator, "link", link.name))
        if (left := first["timeestimate"]) not in (None, first["timeoriginalestimate"]):
            self._remaining(context.at, creator, ("remaining",), left)
        changes = any(step.field == "status" for step in steps(self.issue))
        since = context.at if changes else fields.resolutiondate or context.at
        self._stand(since, creator, ("standing",))

    # -- its changelog

    def _step(self, step: Step) -> None:
        became = "taken"
        link = step.item and link_at(step.item, self.issue, self.census, self.words)
        if link:
            self._link(link, self.context(step.at, step.author, *step.name))
        elif step.field in IMPLIED:
            became = "implied"
        elif step.field not in SIDES:
            became = "left out"
        elif step.field == "resolution" and not self.words.resolutions:
            self.values["resolution"], became = step.value, "left out"
        else:
            self._take(step)
        self.told.items[became] += 1
        if became == "left out" and (item := step.item):
            self.told.changes_left_out[step.field] += 1
            before, after = item.old_word or item.old or "-", item.new_word or item.new or "-"
            self.leave_out(f"{step.field}: {before[:90]} -> {after[:90]}", NO_WORD)

    def _end(self) -> None:
        """Make up for what the changelog does not tell."""
        fields = self.issue.fields
        last = max([fields.created, *(history.created for history in self.issue.histories)])
        for name, value in now(self.issue).items():
            if SHOWN_AS.get(name, name) in fields.model_fields_set and not self._same(name, value):
                what = ("end", name, value or "")
                self._take(Step(fields.updated or last, None, what, name, value, None))
                shown = line(value)[0][:80]
                self.reject(name, f"taken as it is now, {shown!r}, which no change led to")

    def _same(self, name: str, value: Value) -> bool:
        was = self.values[name]
        match name:
            case "assignee":
                return self.census.word(was) == self.census.word(value)
            case "timeestimate":
                return True  # what remains of finished work is another matter here and there
            case "resolution":
                decides = bool(self.words.resolutions)
                return not decides or (was or "").casefold() == (value or "").casefold()
            case _:
                return text(was)[0].split() == text(value)[0].split()

    def _take(self, step: Step) -> None:
        """Take in the new value of a field that is followed."""
        before, self.values[step.field] = self.values[step.field], step.value
        value, context = step.value, self.context(step.at, step.author, *step.name)
        match step.field:
            case "summary":
                title = self.line("summary", value, self.issue.key)
                self.say("summary", context, RetitleWorkItem, title=title)
            case "description":
                said = self.text("description", value)
                self.say("description", context, DescribeWorkItem, description=said)
            case "issuetype":
                kind = self.line("issuetype", value, "") or None
                self.say("issuetype", context, ClassifyWorkItem, kind=kind)
            case "priority":
                self.say("priority", context, PrioritiseWorkItem, priority=self._priority(value))
            case "duedate":
                due = self.day("duedate", value)
                self.say("duedate", context, PlanWorkItemDates, start=None, due=due)
            case "timeoriginalestimate":
                estimate = self._estimate(value)
                self.say("timeoriginalestimate", context, EstimateWorkItem, estimate=estimate)
            case "timeestimate":
                self._remaining(step.at, step.author, step.name, value)
            case "assignee":
                self._assign(step, self.census.word(before), self.census.word(value))
            case "Parent":
                self._nest(step.at, step.author, step.name, value)
            case "Key":
                project = self.census.project(project_key_of(value or self.issue.key))
                moved = self.context(step.at, step.author, *step.name, "project")
                self.say("Project", moved, MoveWorkItem, project=project)
                self.say("Key", context, TrackSource, source=self._source())
            case _:  # status and resolution
                self._stand(step.at, step.author, step.name)
                found = self.context(step.at, step.author, *step.name, "source")
                self.say(f"status: {value}", found, TrackSource, source=self._source())

    def _assign(self, step: Step, before: Value, after: Value) -> None:
        if before and before != after:
            context = self.context(step.at, step.author, *step.name, "from")
            self.say("assignee", context, UnassignWorkItem, person=self.census.person(before))
        if after and before != after:
            context = self.context(step.at, step.author, *step.name, "to")
            self.say("assignee", context, AssignWorkItem, person=self.census.person(after))

    def _nest(
        self, at: datetime, author: User | None, name: tuple[str, ...], parent: Value
    ) -> None:
        """Make it a part of another issue, once that is there, or of none."""
        id = self.census.ids.get(parent, parent) if parent else None
        there = self.census.created.get(id, at) if id else at
        self.say(
            "Parent",
            self.context(max(at, there), author, *name),
            NestWorkItem,
            other=self.census.keys.get(id, id) if id else "",
            parent=self.census.item(id) if id else None,
        )

    def _link(self, link: Dependency, context: Context) -> None:
        self.say(
            f"Link: {link.name}",
            context,
            link.kind,
            to=link.item,
            other=link.other,
            predecessor=link.predecessor,
        )

    def _remaining(
        self, at: datetime, author: User | None, name: tuple[str, ...], left: Value
    ) -> None:
        """Set what remains; nothing left of work that nobody estimated is not worth a word."""
        seconds = self.seconds("timeestimate", left)
        if seconds or (self.estimated and seconds is not None):
            self.estimated = True
            context = self.context(at, author, *name)
            self.say("timeestimate", context, SetRemainingWork, hours=seconds / 3600)
        elif self.estimated and left is None:
            self.reject("timeestimate", "the remaining hours of estimated work are never unknown")

    def _stand(self, at: datetime, author: User | None, name: tuple[str, ...]) -> None:
        """Bring it to where its status says it is."""
        status = self.values["status"] or ""
        to = self.words.state(status, self.values["resolution"], self.census.categories)
        what = f"status: {status}"
        if to is None:
            hint = f'the mapping file could say: [status] "{status}" = "doing"'
            self.reject(what, f"nothing tells what this status means; {hint}")
            return
        commands, self.standing = way(self.standing, to)
        for number, command in enumerate(commands):
            reasons: dict[str, Any] = {"reason": line(status)[0] or "no status"}
            why = reasons if "reason" in command.model_fields else {}
            self.say(what, self.context(at, author, *name, str(number)), command, **why)

    # -- values

    def _source(self) -> Source:
        key = line(self.values["Key"])[0] or self.issue.key
        status = line(self.values["status"])[0] or "no status"
        server = self.census.server
        url = f"{server}/browse/{key}" if "://" in server else None
        return Source(system=SYSTEM, key=key, status=status, url=url)

    def _priority(self, name: Value) -> Priority:
        priority = self.words.priority(name or "none")
        if priority is None:
            hint = f'the mapping file could say: [priority] "{name}" = "high"'
            self.reject(f"priority: {name}", f"nothing tells how soon that is; {hint}")
        return priority or Priority.NORMAL

    def _estimate(self, seconds: Value) -> Estimate | None:
        given = self.seconds("timeoriginalestimate", seconds)
        self.estimated = given is not None
        return None if given is None else Estimate.single(given / 3600)
