"""Many commands as one request: all or nothing, or each with its refusal; and a look before."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import Clock, Company
from workdomain.desk import AnotherCommand, Receipt
from workdomain.execution.task_life import CancelWorkItem, StartWorkItem
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Context, Refused
from workdomain.people.person import AddPerson, NoSuchPerson
from workdomain.planning.project import AddProject, project
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    NoSuchWorkItem,
    WorkItemAssigned,
)
from workdomain.store.log import Glance, StoreError
from workdomain.together import (
    MOST_TOGETHER,
    NothingDone,
    Outcome,
    TooManyTogether,
    WasRefused,
)
from workdomain.values import new_id
from workdomain.work import NotYetHappened, Work

ANA, BEN, APOLLO, NOBODY = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
REQUEST = UUID(int=77)


@pytest.fixture(params=["memory", "file", "postgres"])
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Work]:
    """A workspace with two people and a project, in every kind of log."""
    target = {"memory": ":memory:", "file": str(tmp_path / "work.db")}.get(request.param)
    with Work.open(target or request.getfixturevalue("postgres_workspace")) as work:
        work.do(ANA, AddPerson(name="Ana"), now(work))
        work.do(BEN, AddPerson(name="Ben"), now(work))
        work.do(APOLLO, AddProject(name="Apollo", key="APO"), now(work))
        yield work


def now(work: Work, id: UUID | None = None, correlation: UUID | None = None) -> Context:
    return Context(ANA, work.now(), id, correlation)


def items(work: Work, number: int) -> list[UUID]:
    ids = [new_id() for _ in range(number)]
    asked = [(id, AddWorkItem(title=f"Item {n}", project=APOLLO)) for n, id in enumerate(ids)]
    work.do_together(asked, now(work))
    return ids


def log_of(work: Work) -> list[tuple[str, str]]:
    return [(each.stream, each.event.topic) for each in work.events()]


def test_many_commands_are_one_request_with_one_event_for_each(work: Work):
    ids = items(work, 3)
    before = work.log.head().position
    outcome = work.do_together([(id, AssignWorkItem(person=BEN)) for id in ids], now(work, REQUEST))
    written = list(work.events(before))
    assigned = [each for each in written if each.event == WorkItemAssigned(person=BEN)]
    assert [each.stream for each in assigned] == [f"work-item/{id}" for id in ids]
    assert {each.context.correlation_id for each in written} == {REQUEST}
    assert [each.context.command_id for each in assigned] == [
        uuid5(REQUEST, str(number)) for number in range(3)
    ]
    # The membership that follows from the first belongs to the request as well.
    assert work.state(project, APOLLO).members == {BEN}
    assert len(written) == 4
    assert outcome.id == REQUEST
    assert outcome.receipt == Receipt(f"bulk/{REQUEST}", 3, written[-1].position, 4)
    assert [done.answer for done in outcome.done] == [
        Receipt(f"work-item/{id}", 2, position, 1)
        for id, position in zip(ids, [before + 2, before + 3, before + 4], strict=True)
    ]


def test_what_started_it_all_is_what_all_have_in_common(work: Work):
    trace, before = UUID(int=99), work.log.head().position
    work.do_together([(new_id(), AddWorkItem(title="Draw"))], now(work, REQUEST, correlation=trace))
    assert [each.context.correlation_id for each in work.events(before)] == [trace]


def test_one_refusal_keeps_all_from_being_done(work: Work):
    ids = items(work, 3)
    before = log_of(work)
    asked = [
        (id, AssignWorkItem(person=who)) for id, who in zip(ids, (BEN, NOBODY, NOBODY), strict=True)
    ]
    with pytest.raises(
        NothingDone, match=r"2 of 3 commands are refused.*2: There is no person"
    ) as no:
        work.do_together(asked, now(work, REQUEST))
    assert [(number, id, type(why)) for number, id, why in no.value.refusals] == [
        (1, ids[1], NoSuchPerson),
        (2, ids[2], NoSuchPerson),
    ]
    assert log_of(work) == before
    assert work.log.receipt(REQUEST) is None
    assert work.log.receipt(uuid5(REQUEST, "0")) is None
    assert work.do_together(asked[:1], now(work, REQUEST)).receipt, "the same id may be used again"


def test_a_message_tells_of_a_few_refusals_and_counts_the_others(work: Work):
    with pytest.raises(NothingDone, match="and 3 more"):
        work.do_together([(new_id(), StartWorkItem()) for _ in range(8)], now(work))


def test_each_is_done_that_can_be(work: Work):
    ids = items(work, 2)
    asked = [(ids[0], StartWorkItem()), (NOBODY, StartWorkItem()), (ids[1], StartWorkItem())]
    outcome = work.do_together(asked, now(work), all_or_nothing=False)
    kinds = [type(done.answer) for done in outcome.done]
    assert kinds == [Receipt, NoSuchWorkItem, Receipt]
    assert outcome.refused == 1
    assert outcome.receipt
    assert outcome.receipt.version == 2
    assert [work.state(work_item, id).life.state for id in ids] == ["doing", "doing"]


def test_a_request_of_which_nothing_can_be_done_leaves_no_trace(work: Work):
    before = log_of(work)
    outcome = work.do_together(
        [(NOBODY, StartWorkItem())], now(work, REQUEST), all_or_nothing=False
    )
    assert outcome.receipt is None
    assert log_of(work) == before
    assert work.log.receipt(REQUEST) is None


def test_each_command_sees_what_those_before_it_did(work: Work):
    item = new_id()
    asked: list[tuple[UUID, Command]] = [
        (item, AddWorkItem(title="Draw")),
        (item, StartWorkItem()),
        (item, StartWorkItem()),
    ]
    outcome = work.do_together(asked, now(work))
    assert [done.answer.events for done in outcome.done if isinstance(done.answer, Receipt)] == [
        1,
        1,
        0,
    ]
    with pytest.raises(NothingDone, match="2: StartWorkItem does not apply"):
        work.do_together([(item, CancelWorkItem(reason="No")), (item, StartWorkItem())], now(work))
    assert work.state(work_item, item).life.state == "doing"


def test_nothing_asked_is_nothing_done(work: Work):
    assert work.do_together([], now(work)).done == []


def test_asked_again_it_has_the_same_answers_and_happens_once(work: Work):
    ids = items(work, 2)
    asked = [(id, AssignWorkItem(person=BEN)) for id in ids]
    context = now(work, REQUEST)
    first = work.do_together(asked, context)
    after = log_of(work)
    again = work.do_together(asked, context)
    assert log_of(work) == after
    assert again.receipt == first.receipt._replace(repeated=True) if first.receipt else False
    for one, other in zip(first.done, again.done, strict=True):
        assert isinstance(one.answer, Receipt)
        assert other.answer == one.answer._replace(repeated=True)


def test_what_was_refused_stays_refused_when_a_request_is_asked_again(work: Work):
    item, later = items(work, 1)[0], new_id()
    asked: list[tuple[UUID, Command]] = [(item, StartWorkItem()), (later, StartWorkItem())]
    work.do_together(asked, now(work, REQUEST), all_or_nothing=False)
    work.do(later, AddWorkItem(title="Later"), now(work))
    again = work.do_together(asked, now(work, REQUEST), all_or_nothing=False)
    assert isinstance(again.done[1].answer, WasRefused)
    assert work.state(work_item, later).life.state == "todo"


def test_an_id_stands_for_one_request(work: Work):
    ids = items(work, 2)
    work.do_together([(ids[0], StartWorkItem())], now(work, REQUEST))
    for asked, all_or_nothing in (
        ([(ids[1], StartWorkItem())], True),
        ([(ids[0], StartWorkItem())], False),
    ):
        with pytest.raises(AnotherCommand, match="take a new id"):
            work.do_together(asked, now(work, REQUEST), all_or_nothing=all_or_nothing)
    with pytest.raises(AnotherCommand):
        work.do(ids[1], StartWorkItem(), now(work, REQUEST))


def test_a_request_has_a_size(work: Work):
    before = log_of(work)
    asked = [(new_id(), StartWorkItem())] * (MOST_TOGETHER + 1)
    with pytest.raises(TooManyTogether, match="ask for them in parts"):
        work.do_together(asked, now(work))
    assert log_of(work) == before


def test_a_request_is_of_the_past(work: Work):
    with pytest.raises(NotYetHappened):
        work.do_together(
            [(new_id(), AddWorkItem(title="Draw"))],
            Context(ANA, work.now() + timedelta(days=1)),
        )


def test_one_command_for_many_counts_what_was_found_the_first_time(work: Work):
    ids = items(work, 2)
    found = [ids]
    context, command = now(work, REQUEST), AssignWorkItem(person=BEN)
    first = work.do_to_many(lambda: found[-1], command, context, said=b"all")
    assert first.receipt
    found.append([*ids, *items(work, 1)])
    again = work.do_to_many(lambda: found[-1], command, context, said=b"all")
    assert again.receipt == first.receipt._replace(repeated=True)
    assert [each.id for each in again.done] == ids
    assert work.do_to_many(lambda: found[-1], command, now(work), said=b"all").refused == 0
    for said, other in ((b"some", command), (b"all", AssignWorkItem(person=ANA))):
        with pytest.raises(AnotherCommand):
            work.do_to_many(lambda: ids, other, context, said=said)
    assert work.state(work_item, found[-1][2]).plan.assignees == (BEN,)


# -- previews --------------------------------------------------------------------------------------


def test_a_preview_tells_what_would_happen_and_writes_nothing(work: Work):
    ids = items(work, 2)
    before, head = log_of(work), work.log.head()
    asked = [(id, AssignWorkItem(person=BEN)) for id in ids]
    seen = work.do_together(asked, now(work, REQUEST), preview=True)
    assert seen.receipt == Receipt(f"bulk/{REQUEST}", 2, head.position, 3)
    assert log_of(work) == before
    assert work.log.receipt(REQUEST) is None
    assert work.log.receipt(uuid5(REQUEST, "0")) is None
    done = work.do_together(asked, now(work, REQUEST))
    assert [each.answer for each in seen.done] == [
        each.answer._replace(position=head.position)
        for each in done.done
        if isinstance(each.answer, Receipt)
    ]
    written = list(work.events(head.position))
    assert [(e.stream, e.version, e.event) for e in seen.events] == [
        (e.stream, e.version, e.event) for e in written
    ]


def test_a_preview_tells_the_refusals_beside_what_could_be_done(work: Work):
    item = items(work, 1)[0]
    asked: list[tuple[UUID, Command]] = [(item, StartWorkItem()), (NOBODY, StartWorkItem())]
    for all_or_nothing in (True, False):
        seen = work.do_together(asked, now(work), all_or_nothing=all_or_nothing, preview=True)
        assert [type(each.answer) for each in seen.done] == [Receipt, NoSuchWorkItem]
        assert seen.refused == 1
    assert work.state(work_item, item).life.state == "todo"


def test_a_preview_keeps_nobody_waiting(work: Work):
    """It is decided while somebody else holds the right to write."""
    if work.target == ":memory:":
        return  # a log in memory has one connection at a time for all
    item = items(work, 1)[0]
    with work.log.transaction():
        seen = work.do_together([(item, StartWorkItem())], now(work), preview=True)
    assert seen.refused == 0


def test_whoever_only_looks_writes_nothing(work: Work):
    glance = Glance(work.log)
    with pytest.raises(StoreError, match="only look"):
        glance.append([], 0)
    with pytest.raises(StoreError, match="only look"):
        glance.keep([])
    assert len(glance.since(0)) == glance.head().position


def test_what_is_recorded_since_is_seen_in_a_transaction(work: Work):
    with work.log.transaction() as transaction:
        assert [each.position for each in transaction.since(2)] == [3, 4]


# -- one by one ------------------------------------------------------------------------------------


@given(seed=st.integers(0, 10_000), many=st.integers(1, 12), all_or_nothing=st.booleans())
def test_together_is_as_one_by_one(seed: int, many: int, all_or_nothing: bool):
    """All accepted one by one: the same events. One refused: none, or the others' as one by one."""
    clocks = [Clock(), Clock()]
    opened = [Work.open(":memory:", clock=clock) for clock in clocks]
    with opened[0] as one, opened[1] as other:
        companies = [Company(*each, seed) for each in zip(opened, clocks, strict=True)]
        for company, clock in zip(companies, clocks, strict=True):
            company.live(15)
            clock.now += timedelta(hours=1)
        asked = [companies[0].random.choice(companies[0].asks)() for _ in range(many)]
        if Random(seed).random() < 0.3:  # noqa: S311 - chance, not secrecy
            asked.append(asked[0])
        context = Context(companies[0].people[0], clocks[0].now)
        head = one.log.head().position
        kinds = [type(answer) for answer in one.do_all((*each, context) for each in asked)]
        seen = _together(other, asked, context, all_or_nothing, preview=True)
        done = _together(other, asked, context, all_or_nothing, preview=False)
        expected = [(e.stream, e.version, e.event) for e in one.events(head)]
        if all_or_nothing and set(kinds) != {Receipt}:
            assert isinstance(done, NothingDone)
            assert [(n, type(why)) for n, _, why in done.refusals] == [
                (n, kind) for n, kind in enumerate(kinds) if kind is not Receipt
            ]
            assert other.log.head().position == head
        else:
            assert isinstance(done, Outcome)
            assert [type(each.answer) for each in done.done] == kinds
            assert [(e.stream, e.version, e.event) for e in other.events(head)] == expected
        assert isinstance(seen, Outcome)
        assert [type(each.answer) for each in seen.done] == kinds
        assert [(e.stream, e.version, e.event) for e in seen.events] == expected


def _together(
    work: Work,
    asked: list[tuple[UUID, Command]],
    context: Context,
    all_or_nothing: bool,
    preview: bool,
) -> Outcome | Refused:
    try:
        return work.do_together(asked, context, all_or_nothing=all_or_nothing, preview=preview)
    except Refused as refusal:
        return refusal
