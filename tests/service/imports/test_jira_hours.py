"""What was said, what was estimated and how long it took."""

from datetime import date

import pytest

from service.imports.jira_census import id_of
from tests.service.imports.jira_sample import (
    SERVER,
    at,
    comment,
    history,
    issue,
    item,
    worklog,
)
from tests.service.imports.jira_tale import day, person, tell, work
from workdomain.execution.discussion import Comment, EditComment
from workdomain.execution.task_life import (
    EstimateWorkItem,
    SetRemainingWork,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime


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
