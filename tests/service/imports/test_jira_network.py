"""Parents and links: who is a part of whom, and who waits."""

from service.imports.jira_census import id_of
from tests.service.imports.jira_sample import (
    SERVER,
    Json,
    at,
    history,
    issue,
    item,
)
from tests.service.imports.jira_tale import day, tell, work
from workdomain.planning.network import AddDependency, NestWorkItem, RemoveDependency


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
