"""What single issues become, without a store: commands in order, with their times and authors."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from service.imports.jira_census import Census, census_of, id_of
from service.imports.jira_changes import changes_of
from service.imports.jira_pages import Issue, issue_of
from service.imports.jira_telling import Told
from service.imports.jira_words import Words
from tests.service.imports.jira_sample import (
    SERVER,
    Json,
    at,
    comment,
    history,
    issue,
    item,
    user,
    worklog,
)
from workdomain.execution.discussion import Comment, EditComment
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    State,
)
from workdomain.execution.week import CorrectTime, LogTime, week_id
from workdomain.kernel import Command
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import AddDependency, NestWorkItem, RemoveDependency
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
from workdomain.values import OPERATOR

Happened = tuple[datetime, UUID, Command]


def person(name: str) -> UUID:
    return id_of(SERVER, "person", name)


def work(number: int) -> UUID:
    return id_of(SERVER, "issue", str(10_000 + number))


def day(number: int, hour: int = 9) -> datetime:
    return datetime(2014, 3, number, hour, tzinfo=UTC)


@dataclass
class Tale:
    """What was told of the first of some issues."""

    told: Told
    census: Census

    @property
    def added(self) -> AddWorkItem:
        first = self.told.changes[0].command
        assert isinstance(first, AddWorkItem)
        return first

    @property
    def later(self) -> list[tuple[datetime, Command]]:
        return [(c.context.at, c.command) for c in self.told.changes[1:]]

    @property
    def complaints(self) -> list[tuple[str, str]]:
        return [(reject.what, reject.reason) for reject in self.told.rejects]


def tell(*raw: Json, words: Words | None = None) -> Tale:
    issues: list[Issue] = []
    for each in raw:
        read, rejects = issue_of(each, "test")
        assert read, rejects
        issues.append(read)
    census = census_of(SERVER, issues)
    census.project_ids = {key: id_of(SERVER, "project", key) for key in census.projects}
    return Tale(changes_of(issues[0], census, words or Words()), census)


def source(status: str, key: str = "CB-1") -> Source:
    return Source(system="jira", key=key, status=status, url=f"{SERVER}/browse/{key}")


def test_an_issue_is_added_as_it_was_when_it_was_created():
    tale = tell(
        issue(
            1,
            history(
                1,
                at(2),
                item("summary", "At first", "Now"),
                item("issuetype", "Task", "Bug"),
                item("priority", "Blocker", "Major"),
                item("duedate", "2014-04-01 00:00:00.0", None, "2014-04-01", None),
                item("timeoriginalestimate", "7200", "3600", "7200", "3600"),
                item("assignee", "Ben", "Ana", "ben", "ana"),
                item("status", "Open", "In Progress"),
            ),
            summary="Now",
            status="In Progress",
            timeoriginalestimate=3600,
            assignee=user("ana"),
        )
    )
    assert tale.added == AddWorkItem(
        title="At first",
        kind="Task",
        project=id_of(SERVER, "project", "CB"),
        priority=Priority.URGENT,
        estimate=Estimate.single(2),
        due=date(2014, 4, 1),
        assignees=(person("ben"),),
        source=source("Open"),
    )
    first = tale.told.changes[0]
    assert (first.id, first.context.by, first.context.at) == (work(1), person("ana"), day(1))
    assert tale.later == [
        (day(2), ClassifyWorkItem(kind="Bug")),
        (day(2), RetitleWorkItem(title="Now")),
        (day(2), PrioritiseWorkItem(priority=Priority.NORMAL)),
        (day(2), PlanWorkItemDates(start=None, due=None)),
        (day(2), EstimateWorkItem(estimate=Estimate.single(1))),
        (day(2), UnassignWorkItem(person=person("ben"))),
        (day(2), AssignWorkItem(person=person("ana"))),
        (day(2), StartWorkItem()),
        (day(2), TrackSource(source=source("In Progress"))),
    ]
    assert tale.complaints == []
    assert tale.told.items == {"taken": 7}


def test_the_same_change_is_the_same_command_for_ever():
    raw = issue(
        1,
        history(1, at(2), item("summary", "a", "Issue 1")),
        comment={"comments": [comment(1, at(3), "Yes")]},
    )
    assert tell(raw).told.changes == tell(raw).told.changes
    names = [change.context.command_id for change in tell(raw).told.changes]
    assert len(set(names)) == len(names) == 3


def test_people_are_the_same_whatever_the_case_of_their_login():
    tale = tell(
        issue(
            1,
            history(1, at(2), item("assignee", None, "User Ben", None, "ben"), by="BEN"),
            assignee={"name": "BEN", "displayName": "User Ben"},
        )
    )
    assert tale.later == [(day(2), AssignWorkItem(person=person("ben")))]
    assert tale.told.changes[1].context.by == person("ben")
    assert tale.complaints == []
    assert tale.census.people["ben"].name == "User Ben"


def test_people_of_jira_cloud_are_known_by_their_account_or_their_old_key():
    ben = {"accountId": "557:8f", "key": "ben", "displayName": "Ben"}
    new = {"accountId": "557:AA", "displayName": "Cara"}
    tale = tell(
        issue(
            1,
            history(1, at(2), item("assignee", None, "Ben", None, "ben")),
            history(2, at(3), item("assignee", "Ben", "Cara", "557:8f", "557:AA")),
            history(3, at(4), item("assignee", "Cara", "Zed", "557:AA", "557:zz")),
            history(4, at(5), item("assignee", "Zed", None, "557:zz", None)),
            creator=ben,
            reporter=new,
        )
    )
    assert [c for _, c in tale.later] == [
        AssignWorkItem(person=person("ben")),
        UnassignWorkItem(person=person("ben")),
        AssignWorkItem(person=person("557:aa")),
        UnassignWorkItem(person=person("557:aa")),
        AssignWorkItem(person=person("557:zz")),
        UnassignWorkItem(person=person("557:zz")),
    ]
    assert {word: known.name for word, known in tale.census.people.items()} == {
        "ben": "Ben",
        "557:aa": "Cara",
        "557:zz": "Zed",
        "ana": "Ana",
    }


def test_what_nobody_did_was_done_by_the_operator():
    tale = tell(issue(1, history(1, at(2), item("summary", "a", "Issue 1"), by=None), creator=None))
    assert {change.context.by for change in tale.told.changes} == {OPERATOR}


def test_a_life_is_told_by_the_category_of_each_status_and_the_word_is_kept():
    tale = tell(
        issue(
            1,
            history(1, at(2), item("status", "Open", "Patch Available")),
            history(2, at(3), item("status", "Patch Available", "Resolved")),
            history(3, at(4), item("status", "Resolved", "Closed")),
            history(4, at(5), item("status", "Closed", "Reopened")),
            status="Reopened",
        )
    )
    assert tale.later == [
        (day(2), StartWorkItem()),
        (day(2), TrackSource(source=source("Patch Available"))),
        (day(3), CompleteWorkItem()),
        (day(3), TrackSource(source=source("Resolved"))),
        (day(4), TrackSource(source=source("Closed"))),
        (day(5), ReopenWorkItem(reason="Reopened")),
        (day(5), TrackSource(source=source("Reopened"))),
    ]


def test_a_status_nobody_knows_leaves_the_work_where_it_is_and_is_rejected_with_a_hint():
    tale = tell(
        issue(1, history(1, at(2), item("status", "Open", "Obtain CLA")), status="Obtain CLA")
    )
    assert tale.later == [(day(2), TrackSource(source=source("Obtain CLA")))]
    assert tale.complaints == [
        (
            "status: Obtain CLA",
            "nothing tells what this status means; the mapping file could say: [status] "
            '"Obtain CLA" = "doing"',
        )
    ]


def test_a_resolution_ends_work_as_the_mapping_says_and_only_then():
    raw = issue(
        1,
        history(1, at(2), item("status", "Open", "Done"), item("resolution", None, "Won't Fix")),
        history(2, at(3), item("resolution", "Won't Fix", "Fixed")),
        status="Done",
        resolution={"name": "fixed"},
    )
    assert [c for _, c in tell(raw).later] == [
        CompleteWorkItem(),
        TrackSource(source=source("Done")),
    ]
    assert tell(raw).told.changes_left_out == {"resolution": 2}
    mapped = tell(raw, words=Words(resolutions={"won't fix": State.CANCELLED}))
    assert [(when, type(c)) for when, c in mapped.later if not isinstance(c, TrackSource)] == [
        (day(2), CancelWorkItem),
        (day(3), ReopenWorkItem),
        (day(3), CompleteWorkItem),
    ]
    assert mapped.told.changes_left_out == {}
    assert mapped.complaints == []


def test_work_that_is_finished_without_a_change_was_finished_when_it_was_resolved():
    tale = tell(issue(1, status="Done", resolutiondate=at(7)))
    assert tale.added.source == source("Done")
    assert tale.later == [(day(7), CompleteWorkItem())]
    assert tell(issue(1, status="Done")).later == [(day(1), CompleteWorkItem())]


def test_the_end_is_what_jira_shows_even_if_no_change_leads_there():
    tale = tell(
        issue(
            1,
            history(1, at(2), item("assignee", None, "Ben", None, "ben")),
            history(2, at(3), item("summary", "a", "b")),
            history(3, at(4), item("timeestimate", "60", "3600", "60", "3600")),
            summary="c",
            assignee=user("ana"),
        )
    )
    assert tale.later[-3:] == [
        (day(20), RetitleWorkItem(title="c")),
        (day(20), UnassignWorkItem(person=person("ben"))),
        (day(20), AssignWorkItem(person=person("ana"))),
    ]
    assert tale.complaints == [
        ("summary", "taken as it is now, 'c', which no change led to"),
        ("assignee", "taken as it is now, 'ana', which no change led to"),
    ]


def test_a_field_that_the_page_does_not_hold_is_no_contradiction():
    raw = issue(1, history(1, at(2), item("assignee", None, "Ben", None, "ben")))
    del raw["fields"]["assignee"]
    assert tell(raw).later == [(day(2), AssignWorkItem(person=person("ben")))]
    assert tell(raw).complaints == []


def test_without_an_update_the_end_is_the_last_change():
    raw = issue(1, history(1, at(2), item("summary", "a", "b")), summary="c", updated=None)
    assert tell(raw).later[-1] == (day(2), RetitleWorkItem(title="c"))


def test_an_issue_that_moves_keeps_its_history_under_each_key():
    tale = tell(
        issue(
            1,
            history(
                1,
                at(2),
                item("Project", "Staging", "Cordova", "7", "8"),
                item("Key", "STAG-9", "CB-1"),
                item("priority", "Trivial", "Major"),
            ),
            history(2, at(3), item("ProjectImport", "", "Wed")),
        )
    )
    assert tale.added.project == id_of(SERVER, "project", "STAG")
    assert tale.added.source == source("Open", "STAG-9")
    assert [c for _, c in tale.later] == [
        MoveWorkItem(project=id_of(SERVER, "project", "CB")),
        TrackSource(source=source("Open")),
        PrioritiseWorkItem(priority=Priority.NORMAL),
    ]
    assert {key: known.name for key, known in tale.census.projects.items()} == {
        "CB": "Cordova",
        "STAG": "Staging",
    }
    assert tale.told.items == {"implied": 1, "taken": 2, "left out": 1}


def test_a_key_that_changed_without_a_word_on_the_project_names_it_by_its_key():
    raw = issue(1, history(1, at(2), item("Key", "OLD-1", "CB-1")), project=None)
    assert {key: known.name for key, known in tell(raw).census.projects.items()} == {
        "CB": "CB",
        "OLD": "OLD",
    }


def test_a_part_is_nested_once_its_parent_is_there():
    parent = {"id": "10002", "key": "CB-2", "fields": {"status": {"name": "Open"}}}
    tale = tell(issue(1, parent=parent), issue(2, created=at(5)))
    assert tale.later == [(day(5), NestWorkItem(parent=work(2)))]
    moved = tell(
        issue(
            1,
            history(1, at(2), item("Parent", None, "CB-2", None, "10002")),
            history(2, at(3), item("IssueParentAssociation", "CB-2", None, "10002", None)),
        )
    )
    assert moved.later == [
        (day(2), NestWorkItem(parent=work(2))),
        (day(3), NestWorkItem(parent=None)),
    ]


def link(name: str, end: str, number: int) -> Json:
    words = {"Blocks": ("is blocked by", "blocks"), "Relates": ("relates to", "relates to")}[name]
    type = {"name": name, "inward": words[0], "outward": words[1]}
    return {"type": type, end: {"id": str(10_000 + number), "key": f"CB-{number}"}}


def test_links_that_say_who_waits_become_dependencies_of_whoever_waits():
    tale = tell(
        issue(
            1,
            history(1, at(2), item("Link", None, "This issue is blocked by CB-2", None, "CB-2")),
            history(2, at(3), item("Link", None, "This work item blocks CB-3", None, "CB-3")),
            history(3, at(4), item("Link", "This issue is blocked by CB-2", None, "CB-2", None)),
            history(4, at(5), item("Link", None, "This issue relates to CB-3", None, "CB-3")),
            issuelinks=[link("Blocks", "outwardIssue", 3), link("Relates", "inwardIssue", 3)],
        ),
        issue(2),
        issue(3),
    )
    assert [(c.id, c.command) for c in tale.told.changes[1:]] == [
        (work(1), AddDependency(predecessor=work(2))),
        (work(3), AddDependency(predecessor=work(1))),
        (work(1), RemoveDependency(predecessor=work(2))),
    ]
    assert tale.told.changes_left_out == {"Link": 1}


def test_links_that_were_there_from_the_beginning_hold_from_then_on():
    gone = item("Link", "Depends on CB-4", None, "CB-4", None)
    tale = tell(
        issue(
            1,
            history(1, at(6), gone),
            issuelinks=[
                link("Blocks", "inwardIssue", 2),
                link("Blocks", "outwardIssue", 3),
                link("Relates", "inwardIssue", 3),
            ],
        ),
        issue(2, created=at(4)),
    )
    assert [(c.context.at, c.id, c.command) for c in tale.told.changes[1:]] == [
        (day(1), work(3), AddDependency(predecessor=work(1))),
        (day(1), work(1), AddDependency(predecessor=id_of(SERVER, "issue", "CB-4"))),
        (day(4), work(1), AddDependency(predecessor=work(2))),
        (day(6), work(1), RemoveDependency(predecessor=id_of(SERVER, "issue", "CB-4"))),
    ]


def test_an_item_about_links_that_names_none_is_left_out():
    tale = tell(issue(1, history(1, at(2), item("Link", None, None))))
    assert (tale.later, tale.told.items) == ([], {"left out": 1})


def test_a_comment_is_said_when_it_was_said_and_again_when_it_was_edited():
    said = comment(1, at(3), "Bon\x07jour", updated=at(4))
    tale = tell(issue(1, comment={"comments": [said, comment(2, at(5), "")]}))
    one, two = (id_of(SERVER, "comment", n) for n in ("1", "2"))
    assert tale.later == [
        (day(3), Comment(comment=one, text="Bonjour")),
        (day(4), EditComment(comment=one, text="Bonjour")),
        (day(5), Comment(comment=two, text="")),
    ]
    assert {change.context.by for change in tale.told.changes[1:]} == {person("ben")}
    assert tale.complaints == [("comment 1", "taken, but left out 1 control or broken characters")]


def test_time_is_logged_on_the_day_it_was_begun_where_it_was_begun():
    log = worklog(1, at(9, 23, "-0500"), 5400)
    tale = tell(issue(1, worklog={"worklogs": [log]}))
    (change,) = tale.told.changes[1:]
    assert (change.id, change.context.at) == (week_id(person("ben"), date(2014, 3, 9)), day(10, 18))
    assert change.command == LogTime(
        entry=id_of(SERVER, "worklog", "1"),
        person=person("ben"),
        day=date(2014, 3, 9),
        minutes=90,
        item=work(1),
    )


def test_a_worklog_that_was_changed_is_corrected_and_one_of_no_time_is_a_minute():
    log = worklog(1, at(9), 10, updated=at(12))
    entry, spent = id_of(SERVER, "worklog", "1"), {"minutes": 1, "day": day(9).date()}
    assert tell(issue(1, worklog={"worklogs": [log]})).later == [
        (day(10, 18), LogTime(entry=entry, person=person("ben"), item=work(1), **spent)),
        (
            day(12),
            CorrectTime(entry=entry, item=work(1), note="", reason="changed in Jira", **spent),
        ),
    ]


def test_more_than_a_day_of_time_is_rejected_with_what_was_given():
    tale = tell(issue(1, worklog={"worklogs": [worklog(1, at(9), 90_000)]}))
    assert tale.later == []
    ((what, reason),) = tale.complaints
    assert what == "worklog 1"
    assert reason.startswith("minutes: Input should be less than or equal to 1440")


def test_what_remains_is_followed_where_there_is_an_estimate():
    tale = tell(
        issue(
            1,
            history(1, at(2), item("timeestimate", "7200", "3600", "7200", "3600")),
            history(2, at(3), item("timeestimate", "3600", None, "3600", None)),
            timeoriginalestimate=14_400,
        )
    )
    assert tale.later == [
        (day(1), SetRemainingWork(hours=2)),
        (day(2), SetRemainingWork(hours=1)),
    ]
    assert tale.complaints == [
        ("timeestimate", "the remaining hours of estimated work are never unknown")
    ]


def test_nothing_remaining_of_unestimated_work_is_not_an_estimate_of_nothing():
    tale = tell(
        issue(
            1,
            history(1, at(2), item("timeestimate", None, "0", None, "0")),
            history(2, at(3), item("timeestimate", "0", "3600", "0", "3600")),
            history(3, at(4), item("timeestimate", "3600", "0", "3600", "0")),
            history(4, at(5), item("timeoriginalestimate", None, None)),
            history(5, at(6), item("timeestimate", "0", None, "0", None)),
            timeestimate=None,
        )
    )
    assert tale.later == [
        (day(3), SetRemainingWork(hours=1)),
        (day(4), SetRemainingWork(hours=0)),
        (day(5), EstimateWorkItem(estimate=None)),
    ]


@pytest.mark.parametrize("seconds", ["-60", "many", "99999999999", "9" * 5000, "٣"])
def test_an_estimate_that_makes_no_sense_is_rejected_and_the_issue_is_taken(seconds: str):
    raw = issue(1, history(1, at(2), item("timeoriginalestimate", seconds, None, seconds, None)))
    tale = tell(raw)
    assert tale.added.estimate is None
    assert tale.complaints[0] == (
        "timeoriginalestimate",
        f"{seconds[:40]} is not a number of seconds to work with",
    )


@pytest.mark.parametrize("due", ["1812-01-01", "2500-01-01", "soon"])
def test_a_day_far_away_is_rejected_and_the_issue_is_taken(due: str):
    tale = tell(issue(1, duedate=due))
    assert tale.added.due is None
    assert tale.complaints == [("duedate", f"{due} is not a day to plan with")]


def test_a_priority_nobody_knows_is_normal_and_rejected_with_a_hint():
    tale = tell(issue(1, priority={"name": "Sometime"}))
    assert tale.added.priority is Priority.NORMAL
    assert tale.complaints == [
        (
            "priority: Sometime",
            "nothing tells how soon that is; the mapping file could say: [priority] "
            '"Sometime" = "high"',
        )
    ]
    assert tell(issue(1, priority=None)).complaints == []


def test_an_issue_without_a_summary_goes_by_its_key_and_a_long_one_is_cut():
    assert tell(issue(1, summary=None)).added.title == "CB-1"
    long = tell(issue(1, summary="x" * 400, description="y" * 60_000))
    assert len(long.added.title) == 300
    assert long.complaints == [
        ("summary", "taken, but cut from 400 to 300 characters"),
        ("description", "taken, but cut from 60000 to 50000 characters"),
    ]


def test_a_description_is_told_anew():
    raw = issue(1, history(1, at(2), item("description", None, "b\r\nc")), description="b\r\nc")
    assert tell(raw).later == [(day(2), DescribeWorkItem(description="b\r\nc"))]


def test_nothing_happens_to_an_issue_before_it_is_there():
    raw = issue(1, history(1, "2013-12-01T09:00:00.000+0000", item("summary", "a", "Issue 1")))
    assert tell(raw).later == [(day(1), RetitleWorkItem(title="Issue 1"))]


def test_what_the_domain_has_no_word_for_is_told_by_field_and_change():
    tale = tell(
        issue(
            1,
            history(
                1,
                at(2),
                item("Fix Version", None, "1.0", None, "17"),
                item("Attachment", None, None, None, "5"),
            ),
            labels=["a"],
        )
    )
    assert [(r.what, r.reason) for r in tale.told.left_out] == [
        ("Fix Version: - -> 1.0", "no counterpart"),
        ("Attachment: - -> 5", "no counterpart"),
        ("fields", "no counterpart: labels"),
    ]
    assert tale.told.changes_left_out == {"Fix Version": 1, "Attachment": 1}
    assert tale.told.fields_left_out == {"labels": 1}


def test_an_issue_of_no_known_server_has_no_address():
    raw: dict[str, Any] = issue(1)
    del raw["self"]
    read, _ = issue_of(raw, "test")
    assert read
    census = census_of(read.server, [read])
    added = changes_of(read, census, Words()).changes[0].command
    assert isinstance(added, AddWorkItem)
    assert added.source == Source(system="jira", key="CB-1", status="Open")
