# ruff: noqa: DTZ001 - local times have no zone of their own
"""What was added by mistake is taken out of use, as long as nothing has come of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.office import ANA, APOLLO, BEN, DAY, HERMES, ITEM, OTHER, Office, counted, refused
from tests.reverted_allocations import REQUEST
from tests.reverted_parts import PAPER
from tests.reverted_streams import AWAY, DRAFT, FEWER, IT, OUTLINE, SERIES, STRICT, WHEN, changed
from workdomain.catalog import UNDOS
from workdomain.clients.client_words import AddClient, RenameClient
from workdomain.execution.baseline import RenameBaseline, TakeBaseline
from workdomain.execution.blockers import AcknowledgeBlocker
from workdomain.execution.task_life import CompleteWorkItem, ReopenWorkItem, StartWorkItem
from workdomain.execution.week import week, week_id
from workdomain.execution.week_words import LogTime, RemoveTime
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command
from workdomain.planning.adoption import AdoptProcess
from workdomain.planning.budget import budget
from workdomain.planning.budget_list import BUDGETS, budget_list
from workdomain.planning.budget_words import RenameBudget
from workdomain.planning.from_template import AddProjectFromTemplate, AddWorkItemFromTemplate
from workdomain.planning.making import ids_of
from workdomain.planning.network import NestWorkItem
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.recurrence import item_of, recurrence
from workdomain.planning.recurrence_list import RecurrenceListed
from workdomain.planning.recurrence_words import (
    ChangeFollowing,
    EndRecurrence,
    MaterialiseRecurrence,
)
from workdomain.planning.series import Makes, due
from workdomain.planning.template import AddTemplate, PublishTemplate, RenameTemplate, template
from workdomain.planning.template import Makes as MadeOf
from workdomain.planning.template_draft import PutTemplateStep
from workdomain.planning.work_item import AddWorkItem, RetitleWorkItem
from workdomain.processes.process import AddProcess, RenameProcess
from workdomain.processes.workflow import DraftWorkflow, RenameWorkflow
from workdomain.touched import InTheWay

UNDO = {undo.decider.name: undo for undo in UNDOS}
THERE = UUID(int=41)
ADDING: dict[str, Command] = {
    "client": AddClient(name="Inc"),
    "baseline": TakeBaseline(name="Start"),
    "workflow": DraftWorkflow(name="Work"),
    "process": AddProcess(name="Way"),
    "template": AddTemplate(name="Event"),
    "budget": STRICT,
    "recurrence": SERIES[0],
    "allocation": REQUEST,
}


@pytest.mark.parametrize("name", ADDING)
def test_what_was_added_by_mistake_is_taken_out_of_use(office: Office, name: str):
    undo = UNDO[name]
    added = office.do(IT, ADDING[name])
    assert not undo.gone(office.work.state(undo.decider, IT))
    back = office.revert(added)
    assert undo.gone(office.work.state(undo.decider, IT))
    assert office.work.revert(added, office.now()).done == []
    if name in ("client", "template", "budget", "allocation"):  # the others are put away for good
        office.revert(back)
        assert not undo.gone(office.work.state(undo.decider, IT))


@pytest.mark.parametrize(
    "asked",
    [
        DRAFT,
        OUTLINE,
        [STRICT, RenameBudget(name="Two")],
        [AddProcess(name="Way"), changed(FEWER, DAY, "Review")],
        [*SERIES, EndRecurrence(reason="Enough", last=date(2026, 5, 1))],
        [AddClient(name="Inc"), RenameClient(name="Limited")],
    ],
    ids=lambda asked: type(asked[0]).__name__,
)
def test_what_was_added_and_worked_on_in_one_request_is_gone_at_once(
    office: Office, asked: list[Command]
):
    request = office.together([(IT, command) for command in asked])
    outcome = office.work.revert(request, office.now())
    assert len(outcome.done) == 1


@pytest.mark.parametrize(
    ("command", "later", "why"),
    [
        (AddClient(name="Inc"), RenameClient(name="Limited"), "client.renamed.v1"),
        (TakeBaseline(name="Start"), RenameBaseline(name="Begin"), "baseline.renamed.v1"),
        (DraftWorkflow(name="Work"), RenameWorkflow(name="Plan"), "workflow.renamed.v1"),
        (AddProcess(name="Way"), RenameProcess(name="Path"), "process.renamed.v1"),
        (AddTemplate(name="Event"), RenameTemplate(name="Fair"), "template.renamed.v1"),
        (STRICT, RenameBudget(name="Two"), "budget.renamed.v1"),
        (SERIES[0], ChangeFollowing(occurrence=WHEN, title="See"), "recurrence.split.v1"),
        (AddWorkItem(title="Oops"), RetitleWorkItem(title="Yes"), "work-item.retitled.v1"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_what_was_added_and_has_changed_since_is_not_taken_off(
    office: Office, command: Command, later: Command, why: str
):
    added, changed = office.do(IT, command), office.do(IT, later)
    refused(office, added, why)
    office.revert(changed)


def test_a_client_that_has_a_project_is_not_taken_off(office: Office):
    added = office.do(IT, AddClient(name="Inc"))
    named = office.do(APOLLO, SetProjectClient(client=IT))
    refused(office, added, "project.client-set.v1|of what came later")
    office.revert(named)
    assert office.apollo.client is None


def test_a_process_that_a_project_adopted_is_in_use(office: Office):
    added = office.do(IT, AddProcess(name="Way"))
    adopted = office.do(APOLLO, AdoptProcess(process=IT, from_day=DAY, reason="Try"))
    refused(office, added, "of what came later")
    refused(office, adopted, "adopt the one before")


# -- budgets ---------------------------------------------------------------------------------------


def test_time_that_is_taken_back_is_given_back_to_its_budget(office: Office):
    office.do(IT, STRICT)
    log = LogTime(entry=UUID(int=70), person=ANA, day=DAY, minutes=60, item=ITEM)
    states = counted(office.work)
    logged = office.do(week_id(ANA, DAY), log)
    assert office.work.state(budget, IT).counted == {"2026-01": 60}
    back = office.revert(logged)
    assert counted(office.work) == states
    office.revert(back)
    assert office.work.state(budget, IT).counted == {"2026-01": 60}
    removed = office.do(week_id(ANA, DAY), RemoveTime(entry=_entry(office), reason="Twice"))
    office.revert(removed)
    assert office.work.state(budget, IT).counted == {"2026-01": 60}


def _entry(office: Office) -> UUID:
    entries = office.work.state(week, week_id(ANA, DAY)).entries
    return next(id for id, entry in entries.items() if entry is not None)


def test_a_budget_that_time_was_logged_against_stays(office: Office):
    added = office.do(IT, STRICT)
    log = LogTime(entry=UUID(int=70), person=ANA, day=DAY, minutes=60, item=ITEM)
    office.do(week_id(ANA, DAY), log)
    refused(office, added, "budget.consumed.v1")


def test_a_budget_that_was_set_up_by_mistake_refuses_nothing(office: Office):
    added = office.do(IT, STRICT)
    assert IT in office.work.state(budget_list, BUDGETS)
    office.revert(added)
    assert IT not in office.work.state(budget_list, BUDGETS)


# -- templates -------------------------------------------------------------------------------------


def _published(office: Office, makes: MadeOf) -> None:
    for command in (
        AddTemplate(name="Event", makes=makes),
        PutTemplateStep(step="book", title="Book a room"),
        PutTemplateStep(step="talk", title="Talk"),
        PublishTemplate(),
    ):
        office.do(IT, command)


def test_work_that_was_made_from_a_template_is_cancelled_with_all_its_parts(office: Office):
    _published(office, MadeOf.WORK_ITEM)
    made = office.do(THERE, AddWorkItemFromTemplate(template=IT, parent=OTHER, project=HERMES))
    contents = office.work.state(template, IT).versions[1]
    ids = [THERE, *ids_of(THERE, contents).values()]
    back = office.revert(made)
    lives = {office.work.state(work_item, id).life.state for id in ids}
    assert lives == {"cancelled"}
    office.revert(back)
    assert {office.work.state(work_item, id).life.state for id in ids} == {"todo"}


def test_work_from_a_template_that_was_begun_is_not_taken_off(office: Office):
    _published(office, MadeOf.WORK_ITEM)
    made = office.do(THERE, AddWorkItemFromTemplate(template=IT))
    office.do(THERE, StartWorkItem())
    refused(office, made, "work-item.started.v1")


def test_a_project_that_was_made_from_a_template_is_closed_instead(office: Office):
    _published(office, MadeOf.PROJECT)
    made = office.do(THERE, AddProjectFromTemplate(name="Fair", key="FAIR", template=IT))
    refused(office, made, "close it instead")


# -- recurring work --------------------------------------------------------------------------------


def test_recurring_work_that_was_set_up_by_mistake_never_comes(office: Office):
    office.revert(office.do(IT, SERIES[0]))
    series = office.work.state(recurrence, IT)
    assert due(series, datetime.fromisoformat("2027-01-01T00:00Z")) == []


def test_recurring_work_that_goes_on_after_all_has_no_end(office: Office):
    office.do(IT, SERIES[0])
    office.revert(office.do(IT, EndRecurrence(reason="Enough")))
    series = office.work.state(recurrence, IT)
    assert len(due(series, datetime.fromisoformat("2027-01-01T00:00Z"))) > 40


def test_what_was_made_of_recurring_work_stays_made(office: Office):
    early = SERIES[0].model_copy(update={"first": datetime(2026, 1, 5, 9)})
    added = office.do(IT, early)
    made = office.do(IT, MaterialiseRecurrence())
    refused(office, made, "was made of it, and no other is: cancel that")
    refused(office, added, "recurrence.occurrence-made.v1")


def test_what_the_next_one_follows_from_is_reopened_instead(office: Office):
    changes: dict[str, Any] = {"first": datetime(2026, 1, 5, 9), "makes": Makes.ON_COMPLETION}
    office.do(IT, SERIES[0].model_copy(update=changes))
    office.do(IT, MaterialiseRecurrence())
    item = item_of(IT, datetime(2026, 1, 5, 9))
    done = office.do(item, CompleteWorkItem())
    refused(office, done, "was made of it, and no other is")
    # And so it is if there is no next one.
    last = item_of(IT, datetime(2026, 1, 12, 9))
    office.do(IT, EndRecurrence(reason="Enough", last=date(2026, 1, 12)))
    refused(office, office.do(last, CompleteWorkItem()), "reopen the work item instead")


def test_what_is_on_the_list_of_recurring_work_stays_there():
    undo, listed = UNDO["recurrence-list"], RecurrenceListed(recurrence=IT)
    assert undo.commands(listed, frozenset({IT}), frozenset()) == []
    assert undo.counts(frozenset({IT})) == undo.counts(frozenset())


# -- work that belongs together --------------------------------------------------------------------


def test_what_was_reopened_with_its_part_is_closed_with_it(office: Office):
    office.do(ITEM, NestWorkItem(parent=OTHER))
    office.do(ITEM, CompleteWorkItem())
    office.do(OTHER, CompleteWorkItem())
    office.revert(office.do(ITEM, ReopenWorkItem(reason="Bad")))
    states = [office.work.state(work_item, id).life.state for id in (ITEM, OTHER)]
    assert states == ["done", "done"]


def test_what_was_begun_before_it_was_blocked_is_laid_aside_and_blocked_again(office: Office):
    started = office.do(ITEM, StartWorkItem())
    office.do(ITEM, PAPER)
    office.revert(started)
    life = office.item.life
    assert (life.state, life.before) == ("blocked", "todo")
    assert [each.reason for each in office.item.blockers.open.values()] == ["No paper"]


def test_a_blocker_that_was_raised_and_seen_to_in_one_request_is_resolved(office: Office):
    seen = AcknowledgeBlocker(blocker=PAPER.blocker)
    office.revert(office.together([(ITEM, PAPER), (ITEM, seen)]))
    assert office.item.life.state == "todo"
    assert not office.item.blockers.open


def test_only_those_whose_approvals_they_are_take_a_delegation_back(office: Office):
    delegated = office.do(ANA, AWAY[0])
    with pytest.raises(InTheWay, match="These are the approvals of"):
        office.work.revert(delegated, office.now(BEN))
    office.revert(delegated)
