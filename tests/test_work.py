"""`Work`: what a command leads to, once and for all, whoever else is writing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest

from workdomain.catalog import DECIDERS, POLICIES
from workdomain.desk import AnotherCommand, GoesInCircles, Receipt, StaleVersion
from workdomain.execution.task_life import StartWorkItem
from workdomain.execution.work_item import work_item
from workdomain.kernel import Ask, Command, Context, Policy, Refused
from workdomain.people.person import AddPerson, RenamePerson, person
from workdomain.planning.network import AddDependency, DependencyCycle
from workdomain.planning.project import AddProject, MemberAdded, project
from workdomain.planning.project_key import ProjectKeyTaken, ReserveProjectKey
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    NoSuchWorkItem,
    PrioritiseWorkItem,
    Priority,
    RetitleWorkItem,
    WorkItemRetitled,
)
from workdomain.store.opening import open_log
from workdomain.values import OPERATOR, new_id
from workdomain.work import NotYetHappened, UnknownCommand, Work

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["file", "memory", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    match request.param:
        case "file":
            return str(tmp_path / "work.db")
        case "memory":
            return ":memory:"
        case _:
            return str(request.getfixturevalue("postgres_workspace"))


@pytest.fixture
def work(target: str) -> Iterator[Work]:
    with Work.open(target, clock=lambda: NOW) as work:
        yield work


def by(command_id: UUID | None = None, at: datetime = NOW) -> Context:
    return Context(OPERATOR, at, command_id)


def test_a_command_is_answered_with_where_it_left_its_stream(work: Work):
    item = new_id()
    first = work.do(item, AddWorkItem(title="Draw"), by())
    second = work.do(item, StartWorkItem(), by())
    assert first == Receipt(f"work-item/{item}", version=1, position=1, events=1)
    assert second == Receipt(f"work-item/{item}", version=2, position=2, events=1)
    assert work.state(work_item, item).plan.title == "Draw"
    assert [r.version for r in work.history(work_item, item)] == [1, 2]
    assert [r.position for r in work.events()] == [1, 2]


def test_a_command_is_known_again_by_what_older_versions_kept_of_it(work: Work):
    item, asked = new_id(), by(new_id())
    command = AddWorkItem(title="Drâw", priority=Priority.HIGH, due=date(2026, 12, 24))
    said = f"work-item/{item} AddWorkItem ".encode() + OPERATOR.bytes
    kept = sha256(said + command.model_dump_json().encode()).digest()[:16]
    assert work.ticket(item, command, asked).fingerprint() == kept


def test_a_command_that_changes_nothing_writes_no_event_but_keeps_its_answer(work: Work):
    item, command_id = new_id(), new_id()
    work.do(item, AddWorkItem(title="Draw", priority=Priority.HIGH), by())
    same = PrioritiseWorkItem(priority=Priority.HIGH)
    quiet = work.do(item, same, by(command_id))
    work.do(item, PrioritiseWorkItem(priority=Priority.LOW), by())
    again = work.do(item, same, by(command_id))
    assert (quiet.events, quiet.version, quiet.position) == (0, 1, 1)
    assert again == quiet._replace(repeated=True)
    assert work.state(work_item, item).plan.priority is Priority.LOW


def test_the_same_command_asked_again_gets_the_same_answer(work: Work):
    item, command_id = new_id(), new_id()
    first = work.do(item, AddWorkItem(title="Draw"), by(command_id))
    later = by(command_id, at=NOW - timedelta(hours=1))
    assert work.do(item, AddWorkItem(title="Draw"), later) == first._replace(repeated=True)
    assert work.log.head().position == 1


def test_a_command_id_is_not_used_for_another_command(work: Work):
    item, command_id = new_id(), new_id()
    work.do(item, AddWorkItem(title="Draw"), by(command_id))
    with pytest.raises(AnotherCommand, match=str(command_id)):
        work.do(item, AddWorkItem(title="Paint"), by(command_id))
    with pytest.raises(AnotherCommand):
        work.do(new_id(), AddWorkItem(title="Draw"), by(command_id))


def test_the_same_command_waiting_twice_is_done_once(work: Work):
    item, command_id, refused_id = new_id(), new_id(), new_id()
    first, twin, other, refused, again = work.do_all(
        [
            (item, AddWorkItem(title="Draw"), by(command_id)),
            (item, AddWorkItem(title="Draw"), by(command_id)),
            (item, AddWorkItem(title="Paint"), by(command_id)),
            (new_id(), StartWorkItem(), by(refused_id)),
            (item, StartWorkItem(), by()),
        ]
    )
    assert isinstance(first, Receipt)
    assert twin == first._replace(repeated=True)
    assert isinstance(other, AnotherCommand)
    assert isinstance(refused, NoSuchWorkItem)
    assert isinstance(again, Receipt)
    assert again.version == 2


def test_twins_that_are_refused_are_refused_alike(work: Work):
    item, command_id = new_id(), new_id()
    one, two = work.do_all([(item, StartWorkItem(), by(command_id))] * 2)
    assert isinstance(one, NoSuchWorkItem)
    assert one is two


def test_a_refusal_leaves_no_trace_and_harms_no_other(work: Work):
    items = [new_id() for _ in range(3)]
    asked = [(id, AddWorkItem(title=f"{n}"), by()) for n, id in enumerate(items)]
    answers = work.do_all([asked[0], (new_id(), StartWorkItem(), by()), *asked[1:]])
    assert [isinstance(answer, Receipt) for answer in answers] == [True, False, True, True]
    assert work.log.head().position == 3


def test_whoever_decides_on_an_old_version_is_told(work: Work):
    item = new_id()
    work.do(item, AddWorkItem(title="Draw"), by(), expected=0)
    work.do(item, RetitleWorkItem(title="Paint"), by(), expected=1)
    with pytest.raises(StaleVersion, match="You saw version 1, it is now at version 2"):
        work.do(item, RetitleWorkItem(title="Print"), by(), expected=1)


@pytest.mark.parametrize("at", [NOW + timedelta(minutes=6), datetime(1969, 1, 1, tzinfo=UTC)])
def test_what_has_not_happened_is_not_recorded(work: Work, at: datetime):
    with pytest.raises(NotYetHappened):
        work.do(new_id(), AddWorkItem(title="Draw"), by(at=at))
    (refusal,) = work.do_all([(new_id(), AddWorkItem(title="Draw"), by(at=at))])
    assert isinstance(refusal, NotYetHappened)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        Context(OPERATOR, datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_command_that_no_decider_takes_is_refused(work: Work):
    class Sing(Command):
        """Sing."""

    with pytest.raises(UnknownCommand, match="Sing"):
        work.do(new_id(), Sing(), by())


def test_both_clocks_and_all_ids_are_in_the_log(work: Work):
    item, command_id, cause = new_id(), new_id(), new_id()
    yesterday = NOW - timedelta(days=1)
    asked = Context(OPERATOR, yesterday, command_id, correlation_id=cause)
    work.do(item, AddWorkItem(title="Draw"), asked)
    (recorded,) = work.history(work_item, item)
    assert recorded.context == asked._replace(recorded_at=NOW)
    assert recorded.recorded_at == NOW


def test_time_in_the_log_never_goes_back(target: str):
    times = iter([NOW, NOW, NOW - timedelta(hours=1), NOW - timedelta(hours=1), NOW])
    with Work.open(target, clock=lambda: next(times, NOW)) as work:
        for _ in range(2):
            work.do(new_id(), AddWorkItem(title="Draw"), by(at=NOW - timedelta(days=1)))
        assert [r.recorded_at for r in work.events()] == [NOW, NOW]


def test_what_streams_ask_of_each_other_is_not_to_be_asked_from_outside(work: Work):
    with pytest.raises(UnknownCommand, match="ReserveProjectKey"):
        work.do(new_id(), ReserveProjectKey(project=new_id()), by())


# -- rules across streams ----------------------------------------------------------------------


def test_two_projects_never_share_a_key_even_in_one_batch(work: Work):
    one, two = work.do_all(
        [(new_id(), AddProject(name=name, key="WEB"), by()) for name in ("Web", "Website")]
    )
    assert isinstance(one, Receipt)
    assert isinstance(two, ProjectKeyTaken)
    assert work.log.head().position == 2, "the project and its key, and nothing of the other"


def test_what_is_required_of_another_stream_is_in_the_same_transaction(work: Work):
    receipt = work.do(new_id(), AddProject(name="Web", key="WEB"), by())
    assert (receipt.events, receipt.position) == (1, 2)


@pytest.fixture(params=["file", "postgresql"])
def two_writers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Work, Work]]:
    target = str(tmp_path / "work.db")
    if request.param == "postgresql":
        target = str(request.getfixturevalue("postgres_workspace"))
    with Work.open(target) as one, Work.open(target) as other:
        yield one, other


def at_once(*asks: Any) -> list[object]:
    """Do all of these at the same time, each in a thread of its own."""
    barrier = Barrier(len(asks))
    answers: list[Any] = [None] * len(asks)

    def ask(place: int, does: Any) -> None:
        barrier.wait()
        try:
            answers[place] = does()
        except Refused as refusal:
            answers[place] = refusal

    threads = [Thread(target=ask, args=each) for each in enumerate(asks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(answers)


def test_of_two_writers_who_race_for_a_key_one_is_refused(two_writers: tuple[Work, Work]):
    for number in range(5):
        adds = [
            lambda work=work, n=number: work.do(
                new_id(), AddProject(name="Web", key=f"WEB{n}"), Context(OPERATOR, work.now())
            )
            for work in two_writers
        ]
        kinds = {type(answer) for answer in at_once(*adds)}
        assert kinds == {Receipt, ProjectKeyTaken}


def test_of_two_writers_who_race_to_close_a_circle_one_is_refused(two_writers: tuple[Work, Work]):
    one, other = two_writers
    now = Context(OPERATOR, one.now())
    for _ in range(5):
        a, b = new_id(), new_id()
        one.do_all([(id, AddWorkItem(title="Part"), now) for id in (a, b)])
        answers = at_once(
            lambda a=a, b=b: one.do(a, AddDependency(predecessor=b), now),
            lambda a=a, b=b: other.do(b, AddDependency(predecessor=a), now),
        )
        assert {type(answer) for answer in answers} == {Receipt, DependencyCycle}


def test_a_stream_that_another_writer_changed_is_seen_as_it_is(two_writers: tuple[Work, Work]):
    one, other = two_writers
    item = new_id()
    one.do(item, AddWorkItem(title="Draw"), Context(OPERATOR, one.now()))
    other.do(item, RetitleWorkItem(title="Paint"), Context(OPERATOR, other.now()))
    other.do(new_id(), AddWorkItem(title="Else"), Context(OPERATOR, other.now()))
    one.do(new_id(), AddWorkItem(title="More"), Context(OPERATOR, one.now()))
    receipt = one.do(item, RetitleWorkItem(title="Paint"), Context(OPERATOR, one.now()))
    assert (receipt.events, receipt.version) == (0, 2)
    assert one.state(work_item, item).plan.title == "Paint"


def test_many_threads_are_served_together_and_each_command_once(work: Work):
    items = [[new_id() for _ in range(20)] for _ in range(8)]

    def add_all(own: list[UUID]) -> list[Receipt]:
        return [work.do(id, AddWorkItem(title="Draw"), by()) for id in own]

    answers = at_once(*(lambda own=own: add_all(own) for own in items))
    positions = [r.position for receipts in answers for r in receipts]  # type: ignore[attr-defined]
    assert sorted(positions) == list(range(1, 161))


# -- policies ----------------------------------------------------------------------------------


def test_a_policy_acts_in_the_same_transaction_and_says_what_caused_it(work: Work):
    ana, web, item, command_id = new_id(), new_id(), new_id(), new_id()
    work.do(ana, AddPerson(name="Ana"), by())
    work.do(web, AddProject(name="Web", key="WEB"), by())
    work.do(item, AddWorkItem(title="Draw", project=web), by())
    receipt = work.do(item, AssignWorkItem(person=ana), by(command_id))
    joined = work.history(project, web)[-1]
    assert joined.event == MemberAdded(person=ana)
    assert joined.position == receipt.position
    assert joined.context.causation_id == joined.context.correlation_id == command_id
    assert receipt.events == 1


def reacting(target: str, *asks: Ask) -> Work:
    policy: Policy[Any, Any] = Policy(
        "echo", work_item, (WorkItemRetitled,), lambda _id, _state, _event, _context: list(asks)
    )
    return Work(open_log(target), lambda: NOW, DECIDERS, (*POLICIES, policy), target)


def test_what_a_policy_is_refused_undoes_nothing(target: str):
    nobody, item = new_id(), new_id()
    with reacting(target, Ask("person", nobody, RenamePerson(name="Bo"))) as work:
        work.do(item, AddWorkItem(title="Draw"), by())
        receipt = work.do(item, RetitleWorkItem(title="Paint"), by())
        assert (receipt.position, work.log.head().position) == (2, 2)
        assert work.state(person, nobody).name == ""


def test_policies_do_not_ask_each_other_for_ever(target: str):
    item = new_id()
    policy: Policy[Any, Any] = Policy(
        "again",
        work_item,
        (WorkItemRetitled,),
        lambda id, _state, event, _context: [
            Ask("work-item", id, RetitleWorkItem(title=f"{event.title}!"))
        ],
    )
    with Work(open_log(target), lambda: NOW, DECIDERS, (policy,), target) as work:
        work.do(item, AddWorkItem(title="Draw"), by())
        work.do(item, RetitleWorkItem(title="Paint"), by())
        title = work.state(work_item, item).plan.title
        assert title == "Paint" + "!" * 8
        assert issubclass(GoesInCircles, Refused)
