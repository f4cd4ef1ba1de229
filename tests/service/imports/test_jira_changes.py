"""What single issues become, without a store: commands in order, with their times and authors."""

from datetime import date
from typing import Any

import pytest

from service.imports.jira_census import census_of, id_of
from service.imports.jira_changes import changes_of
from service.imports.jira_pages import issue_of
from service.imports.jira_words import Words
from tests.service.imports.jira_sample import (
    SERVER,
    at,
    comment,
    history,
    issue,
    item,
    user,
)
from tests.service.imports.jira_tale import day, person, source, tell, work
from workdomain.execution.task_life import (
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    StartWorkItem,
    State,
)
from workdomain.planning.estimate import Estimate
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


def test_a_login_that_was_someone_elses_key_once_is_its_own_person():
    renamed = {"key": "ben", "name": "benedict", "displayName": "Benedict"}
    newcomer = {"key": "JIRAUSER7", "name": "ben", "displayName": "Ben"}
    tale = tell(
        issue(
            1,
            history(1, at(2), item("assignee", None, "Benedict", None, "ben")),
            creator=newcomer,
            reporter={"displayName": "Guest"},
            assignee=renamed,
        )
    )
    assert tale.told.changes[0].context.by == person("jirauser7")
    assert [c for _, c in tale.later] == [AssignWorkItem(person=person("ben"))]
    assert {word: known.name for word, known in tale.census.people.items()} == {
        "jirauser7": "Ben",
        "ben": "Benedict",
        "guest": "Guest",
        "ana": "Ana",
    }
    assert tale.complaints == []


def test_a_user_without_any_name_is_nobody():
    tale = tell(issue(1, creator={"active": False}, assignee={}))
    assert tale.told.changes[0].context.by == OPERATOR
    assert tale.added.assignees == ()
