"""History: what happened to whom, by whom and when, page by page, at any moment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import event as engine_event

from projections import history as module
from projections.catalog import READ_MODELS
from projections.history import From, Happened, History, topics_of
from projections.reader import Reader
from projections.view import Page, When
from projections.views import Views
from tests.company import Clock, Company
from workdomain.execution.task_life import BlockWorkItem, StartWorkItem
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.people.token import IssueToken, RevokeToken, Role
from workdomain.planning.project import AddProject
from workdomain.planning.work_item import AddWorkItem, AssignWorkItem, MoveWorkItem
from workdomain.store.log import Log
from workdomain.values import OPERATOR
from workdomain.work import Work

ANA, BEN = UUID(int=1), UUID(int=2)
ROOF, WALL = UUID(int=11), UUID(int=12)
APOLLO, TOKEN, ENTRY = UUID(int=21), UUID(int=31), UUID(int=41)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)


class Told:
    """A small story, an hour apart, with both clocks in step unless told otherwise."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self.work, self.clock, self.views = work, clock, Views(work)

    def do(
        self, id: UUID, command: Command, *, by: UUID = ANA, late: timedelta = timedelta()
    ) -> None:
        self.clock.now += timedelta(hours=1)
        self.work.do(id, command, Context(by, self.clock.now - late))

    def rows(self, **params: Any) -> list[Happened]:
        return list(self.views.history(**params))

    def texts(self, **params: Any) -> list[str]:
        return [f"{row.by} {row.text}" for row in self.rows(**params)]


@pytest.fixture
def told() -> Iterator[Told]:
    yield from story_of()


def story_of() -> Iterator[Told]:
    clock = Clock(START)
    with Work.open(":memory:", clock=clock) as work:
        story = Told(work, clock)
        story.do(ANA, AddPerson(name="Ana"), by=OPERATOR)  # 1
        story.do(BEN, AddPerson(name="Ben"))  # 2
        story.do(APOLLO, AddProject(name="To the moon", key="APOLLO"))  # 3, 4: its key
        story.do(ROOF, AddWorkItem(title="Roof", project=APOLLO))  # 5
        story.do(ROOF, AssignWorkItem(person=BEN))  # 6, 7: a member of the project
        story.do(ROOF, StartWorkItem(), by=BEN, late=timedelta(days=2))  # 8
        story.do(WALL, AddWorkItem(title="Wall", parent=ROOF), by=BEN)  # 9, 10: adopted
        log = LogTime(entry=ENTRY, person=BEN, day=DAY, minutes=90, item=ROOF, note="tiles")
        story.do(week_id(BEN, DAY), log, by=BEN)  # 11
        yield story
        story.views.close()


def test_everything_is_told_newest_first(told: Told) -> None:
    rows = told.rows()
    assert [row.position for row in rows] == list(range(11, 0, -1))
    assert [row.text for row in rows] == [
        "logged 1 h 30 min on 2026-03-02 for Roof: tiles",
        "made Wall a part of it",
        "added Wall, a part of Roof",
        "started it",
        "made Ben a member",
        "assigned it to Ben",
        "added Roof to APOLLO",
        "reserved the key for APOLLO",
        "added the project To the moon (APOLLO)",
        "added Ben",
        "added Ana",
    ]


def test_a_row_tells_who_what_and_when_on_both_clocks(told: Told) -> None:
    started = told.rows()[3]
    assert started == Happened(
        position=8,
        at=START + timedelta(hours=6, days=-2),
        recorded_at=START + timedelta(hours=6),
        late=True,
        by="Ben",
        by_id=BEN,
        subject_kind="work-item",
        subject_id=ROOF,
        subject="Roof",
        text="started it",
        topic="work-item.started.v1",
        stream=f"work-item/{ROOF}",
        version=3,
        correlation=None,
        command=started.command,
    )
    assert started.command


def test_what_a_policy_did_belongs_to_the_command_that_led_to_it(told: Told) -> None:
    member = next(row for row in told.rows() if row.text == "made Ben a member")
    assigned = next(row for row in told.rows() if row.text == "assigned it to Ben")
    receipt = told.work.history(told.work.rules.deciders["work-item"], ROOF)[1]
    assert member.correlation == receipt.context.command_id
    assert assigned.correlation is None


def test_each_thing_has_its_own_history(told: Told) -> None:
    assert told.texts(subject=WALL, order="oldest") == ["Ben added Wall, a part of Roof"]
    assert told.texts(subject=APOLLO, order="oldest") == [
        "Ana added the project To the moon (APOLLO)",
        "Ana reserved the key for APOLLO",
        "Ana added Roof to APOLLO",
        "Ana assigned it to Ben",
        "Ana made Ben a member",
        "Ben started it",
        "Ben made Wall a part of it",
    ]
    assert [row.position for row in told.rows(subject=ROOF)] == [11, 10, 9, 8, 6, 5]


def test_a_person_has_what_they_did_and_what_was_done_about_them(told: Told) -> None:
    assert [row.position for row in told.rows(subject=BEN)] == [11, 10, 9, 8, 7, 6, 2]


def test_what_happened_is_named_by_what_it_happened_to(told: Told) -> None:
    told.do(TOKEN, IssueToken(person=BEN, role=Role.MEMBER, label="laptop", secret_sha256="0" * 64))
    told.do(TOKEN, RevokeToken(reason="lost"))
    named = {(row.subject_kind, row.subject) for row in told.rows()}
    assert named == {
        ("token", "laptop"),
        ("week", "Ben, week of 2026-03-02"),
        ("work-item", "Roof"),
        ("work-item", "Wall"),
        ("project", "APOLLO"),
        ("project-key", "APOLLO"),
        ("person", "Ana"),
        ("person", "Ben"),
    }


def test_whoever_is_not_known_is_said_to_be_unknown(told: Told) -> None:
    told.do(ROOF, BlockWorkItem(reason="rain"), by=UUID(int=77))
    assert told.texts()[0] == "someone unknown blocked it: rain"


def test_corrections_and_removals_say_what_was_there(told: Told) -> None:
    week = week_id(BEN, DAY)
    told.do(
        week, CorrectTime(entry=ENTRY, day=DAY, minutes=60, item=None, note="", reason="not roof")
    )
    told.do(week, RemoveTime(entry=ENTRY, reason="twice"))
    assert told.texts()[:2] == [
        "Ana removed 1 h on 2026-03-02: twice",
        "Ana corrected 1 h 30 min on 2026-03-02 to 1 h on 2026-03-02: not roof",
    ]
    assert told.texts(subject=ROOF)[0].startswith("Ana corrected"), "its time was taken away"


def test_time_and_kind_narrow_a_history_down(told: Told) -> None:
    early = START - timedelta(days=1)
    assert told.texts(last=early) == ["Ben started it"]
    assert told.texts(subject=ROOF, last=early.isoformat()) == ["Ben started it"]
    assert len(told.rows(first=early)) == 10
    assert len(told.rows(subject=ROOF, first=early)) == 5
    assert told.texts(first=DAY, last="2026-03-02", kinds=["week"]) == [
        "Ben logged 1 h 30 min on 2026-03-02 for Roof: tiles"
    ]
    assert told.texts(first="2026-03-03") == []
    two = ["work-item.started.v1", "work-item.assigned"]
    assert told.texts(subject=ROOF, kinds=two) == ["Ben started it", "Ana assigned it to Ben"]
    assert told.texts(kinds=two) == ["Ben started it", "Ana assigned it to Ben"]


def test_a_kind_that_is_none_and_a_moment_that_is_none_are_refused(told: Told) -> None:
    with pytest.raises(ValidationError, match="work-it is no kind of event; there are"):
        told.rows(kinds=["work-it"])
    with pytest.raises(ValidationError, match="is not a moment"):
        told.rows(first="yesterday")
    with pytest.raises(ValidationError, match="has no time zone"):
        told.rows(last="2026-03-02T09:00:00")


def test_a_kind_stands_for_all_that_begin_with_it() -> None:
    assert topics_of(["person.renamed.v1"]) == {"person.renamed.v1"}
    assert topics_of(["project"]) >= {"project.added.v1"}
    assert not any(topic.startswith("project-key") for topic in topics_of(["project"]))


def test_as_of_leaves_out_what_was_not_known_and_valid_at_what_was_not_true(told: Told) -> None:
    assert told.texts(as_of=2) == ["Ana added Ben", "operator added Ana"]
    assert told.texts(subject=ROOF, as_of=7) == [
        "Ana assigned it to Ben",
        "Ana added Roof to APOLLO",
    ]
    long_ago = START - timedelta(days=1)
    assert told.texts(valid_at=long_ago) == ["Ben started it"]
    assert told.texts(subject=ROOF, valid_at=long_ago) == ["Ben started it"]


def test_names_are_those_known_then(told: Told) -> None:
    assert told.rows(subject=ROOF, as_of=5)[0].text == "added Roof to APOLLO"
    told.do(ROOF, MoveWorkItem(project=None))
    assert told.texts(subject=APOLLO)[0] == "Ana took it out of its project"


@pytest.mark.parametrize("order", list(From))
@pytest.mark.parametrize("limit", [1, 2, 3, 10, 100])
@pytest.mark.parametrize(
    "params", [{}, {"subject": ROOF}, {"kinds": ("work-item",)}, {"first": START}], ids=str
)
def test_pages_put_together_are_the_whole(
    told: Told, order: From, limit: int, params: dict[str, Any]
) -> None:
    asked = History(order=order, **params)
    whole = told.views.ask("history", asked).rows
    together: list[Happened] = []
    page: Page | None = Page(limit)
    while page is not None:
        answer = told.views.ask("history", asked, page=page)
        assert len(answer.rows) <= limit
        together += answer.rows
        page = Page(limit, answer.next) if answer.next else None
    assert together == list(whole)
    assert len(whole) > 4


def test_what_is_added_meanwhile_does_not_move_the_pages(told: Told) -> None:
    asked = History()
    first = told.views.ask("history", asked, page=Page(3))
    told.do(ROOF, BlockWorkItem(reason="rain"))
    second = told.views.ask("history", asked, page=Page(3, first.next))
    assert [row.position for row in second.rows] == [8, 7, 6]


def test_a_rare_kind_is_found_however_far_away_it_lies(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 2)
    for order in From:
        asked = History(kinds=("work-item.started",), order=order)
        answer = told.views.ask("history", asked, page=Page(5))
        assert [row.position for row in answer.rows] == [8]
        asked = History(subject=ROOF, kinds=("work-item.started",), order=order)
        assert [row.position for row in told.views.ask("history", asked).rows] == [8]


class Counted:
    """A log that counts how often it is read."""

    def __init__(self, log: Log) -> None:
        self.log, self.reads = log, 0

    def __getattr__(self, name: str) -> Any:
        self.reads += 1
        return getattr(self.log, name)


def statements_of(views: Views, params: History, page: Page) -> int:
    """Count the statements that a page costs, those that read the log included."""
    seen: list[str] = []
    with views.reader() as reader:
        engine_event.listen(
            reader.connection, "before_cursor_execute", lambda *given: seen.append(given[2])
        )
        work = Work(counted := cast("Any", Counted(views.work.log)))
        rows = module.read(
            Reader(reader.connection, reader._tables, reader.moment, work), params, page
        )
        assert rows
    return len(seen) + int(counted.reads)


def test_a_page_costs_the_same_statements_whatever_the_log_holds() -> None:
    clock = Clock()
    with Work.open(":memory:", clock=clock) as work, Views(work) as views:
        company = Company(work, clock)
        company.live(60)
        asked = [
            (History(), Page(5)),
            (History(subject=company.projects[0]), Page(5)),
            (History(subject=company.people[0], order=From.OLDEST), Page(5)),
        ]
        few = [statements_of(views, *each) for each in asked]
        company.live(400)
        assert [statements_of(views, *each) for each in asked] == few
        named = [of for model in READ_MODELS for of in model.tables if of.called]
        assert max(few) <= 3 + len(named)


def test_histories_of_a_company_agree_with_its_log_at_any_moment() -> None:
    clock = Clock()
    with Work.open(":memory:", clock=clock) as work, Views(work) as views:
        company = Company(work, clock)
        company.live(300)
        log = list(work.events())
        for position in (0, len(log) // 3, len(log)):
            rows = views.ask("history", History(order=From.OLDEST), When(position)).rows
            assert [row.position for row in rows] == [e.position for e in log[:position]]
        for row, recorded in zip(rows, log, strict=True):
            assert (row.at, row.recorded_at) == (recorded.context.at, recorded.recorded_at)
            assert row.late == (recorded.recorded_at - recorded.context.at > timedelta(days=1))
            assert "unknown" not in f"{row.by} {row.subject} {row.text}"
        person = company.people[1]
        mine = [e.position for e in log if e.context.by == person]
        assert set(mine) <= {row.position for row in views.history(subject=person)}
