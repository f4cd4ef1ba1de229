"""Every command there is, and any history at all: what leads back, and what says why not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.views import Views
from tests.company import Clock, Company
from tests.office import (
    ANA,
    BEN,
    DAY,
    HOURS,
    ITEM,
    Office,
    counted,
    looks,
    refused,
    seen_in,
)
from tests.reverted import SIMPLE
from tests.reverted_parts import CLIENT, GOAL
from workdomain.clients.client_words import AddClient
from workdomain.execution.discussion import Comment, RemoveComment
from workdomain.identification.profile import AddObjective
from workdomain.kernel import Command, Context, Refused
from workdomain.people.person import (
    AddPerson,
    SetWorkingHours,
)
from workdomain.people.token import IssueToken, RevokeToken, Role
from workdomain.planning.project import (
    AddProject,
)
from workdomain.planning.work_item import (
    Source,
    TrackSource,
)
from workdomain.processes.revert import Reverted
from workdomain.store.log import NewEvent
from workdomain.together import Outcome
from workdomain.work import Work


@pytest.mark.parametrize(("id", "before", "command"), SIMPLE, ids=lambda it: type(it).__name__)
def test_a_command_is_reverted_by_commands_that_make_up_for_it(
    office: Office, id: UUID, before: list[Command], command: Command
):
    work = office.work
    office.do(GOAL, AddObjective(title="Grow", first=DAY, last=DAY))
    office.do(CLIENT, AddClient(name="Klein"))
    for each in before:
        office.do(id, each)
    shown, states = looks(office), counted(work)
    done = office.do(id, command)
    assert counted(work) != states
    changed, head = looks(office), work.log.head().position
    outcome = work.revert(done, office.now(command_id=UUID(int=999)))
    assert counted(work) == states
    assert looks(office) == shown
    assert outcome.done
    causes = {each.context.causation_id for each in work.events(head)}
    assert done in causes <= {done, UUID(int=999)}
    assert {each.context.correlation_id for each in work.events(head)} <= {None, UUID(int=999)}
    # And the revert is taken back the same way, but what somebody said is not said for them.
    if isinstance(command, Comment):
        refused(office, UUID(int=999), "say it anew")
    else:
        office.revert(UUID(int=999))
        assert looks(office) == changed


@pytest.mark.parametrize(
    ("id", "before", "command", "why"),
    [
        (UUID(int=30), [], AddPerson(name="Eve"), "Eve is known and stays so"),
        (UUID(int=30), [], AddProject(name="Zeus", key="ZEU"), "keeps its key ZEU: close it"),
        (BEN, [], SetWorkingHours(minutes=HOURS, valid_from=DAY), "No working hours of Ben"),
        (
            ITEM,
            [Comment(comment=UUID(int=50), text="Hm")],
            RemoveComment(comment=UUID(int=50)),
            "say it anew",
        ),
        (
            ITEM,
            [],
            TrackSource(source=Source(system="jira", key="A-1", status="Open")),
            "not forgotten",
        ),
        (
            UUID(int=31),
            [],
            IssueToken(person=ANA, role=Role.MEMBER, label="x", secret_sha256="0" * 64),
            "revoke it instead",
        ),
        (
            UUID(int=31),
            [IssueToken(person=ANA, role=Role.MEMBER, label="x", secret_sha256="0" * 64)],
            RevokeToken(reason="Lost"),
            "issue a new one",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_made_up_for_says_so(
    office: Office, id: UUID, before: list[Command], command: Command, why: str
):
    for each in before:
        office.do(id, each)
    refused(office, office.do(id, command), why)


# -- any history at all ----------------------------------------------------------------------------


@given(seed=st.integers(0, 100_000), picks=st.lists(st.integers(0, 10_000), min_size=1, max_size=4))
@settings(max_examples=40)
def test_a_revert_leads_to_the_history_without_it_or_nowhere(seed: int, picks: list[int]):
    """The oracle is another log, in which it never happened: what people see there is the same."""
    clock = Clock()
    with Work.open(":memory:", clock=clock) as work:
        company = Company(work, clock, seed)
        company.live(40)
        several = [company.random.choice(company.asks)() for _ in range(5)]
        context = Context(company.people[0], clock.now, company.id())
        work.do_together(several, context, all_or_nothing=False)
        company.live(5)
        for pick in picks:
            clock.now += timedelta(hours=1)
            commands = commands_of(work)
            what = context.command_id if pick % 7 == 0 else commands[pick % len(commands)]
            assert what
            revert_one(work, what, clock)


def commands_of(work: Work) -> list[UUID]:
    ids = dict.fromkeys(each.context.command_id for each in work.events())
    return [id for id in ids if id is not None and work.log.receipt(id)]


def revert_one(work: Work, what: UUID, clock: Clock) -> None:
    before = list(work.events())
    head = before[-1].position
    context = Context(before[0].context.by, clock.now)
    seen = answer_to(work, what, context, preview=True)
    assert work.log.head().position == head
    outcome = answer_to(work, what, context, preview=False)
    if not isinstance(outcome, Outcome):
        assert seen == outcome
        assert work.log.head().position == head
        return
    assert isinstance(seen, Outcome)
    assert [each.command for each in seen.done] == [each.command for each in outcome.done]
    if not outcome.receipt or not outcome.receipt.events:
        return
    dropped = {
        position
        for each in work.events(head)
        if isinstance(each.event, Reverted)
        for position in each.event.reverted
    }
    assert dropped
    if any(each.stream.startswith("revert/") for each in before):
        return  # what reverts of reverts lead to is told by other tests
    with Work.open(":memory:", clock=clock) as other:
        versions: dict[str, int] = {}
        events = []
        for each in before:
            if each.position not in dropped:
                versions[each.stream] = versions.get(each.stream, 0) + 1
                events.append(
                    NewEvent(each.stream, versions[each.stream], *work.registry.encode(*each[4:]))
                )
        with other.log.transaction() as transaction:
            transaction.append(events, 0)
        assert visible(work) == visible(other)


def answer_to(work: Work, what: UUID, context: Context, preview: bool) -> Outcome | str:
    try:
        return work.revert(what, context, preview=preview)
    except Refused as refusal:
        return f"{type(refusal).__name__}: {refusal}"


def visible(work: Work) -> list[Any]:
    with Views(work) as views:
        return seen_in(views, "cancelled")
