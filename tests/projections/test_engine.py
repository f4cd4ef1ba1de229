"""The engine: whatever way the log is taken in, the same rows are there in the end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from projections.catalog import READ_MODELS
from projections.models.items import ItemRow, items
from projections.models.mentions import MentionsRow
from projections.reader import BeingRebuilt, NotThatFar
from projections.shelf import generations, owner
from projections.tables import to_microseconds
from projections.timeline import Told
from projections.view import NOW, When
from projections.views import Views
from tests.company import Clock, Company
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.planning.work_item import AddWorkItem
from workdomain.store.log import NewEvent, StoreError, StoreUnavailable
from workdomain.store.messages import Recorded
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

STEPS = 260


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


@contextmanager
def opened(target: str, models: Any = READ_MODELS) -> Iterator[Views]:
    with Work.open(target, clock=Clock()) as work, Views(work, models=models) as views:
        yield views


def live(views: Views, steps: int = STEPS, seed: int = 1) -> Company:
    clock = views.work.clock
    assert isinstance(clock, Clock)
    company = Company(views.work, clock, seed)
    company.live(steps)
    return company


def tables_of(views: Views, when: When = NOW) -> dict[str, list[Any]]:
    """Every row of every temporal table at a moment, whatever version of it that comes from."""
    with views.reader(when) as reader:
        return {
            of.name: sorted(
                told for row in reader.rows(of.row) for told in said(row, reader.moment.position)
            )
            for model in READ_MODELS
            for of in model.tables
        }


def said(row: Any, upto: int = 1 << 62) -> list[str]:
    """What a row says, whichever batch it was gathered in."""
    if not isinstance(row, MentionsRow):
        return [repr(row)]
    told = zip(row.positions, row.moments, strict=True)
    assert row.at == min(row.moments)
    assert (row.position, row.size) == (row.positions[0], len(row.positions))
    return [f"{row.subject} {position} {at}" for position, at in told if position <= upto]


def folded(views: Views, upto: int | None = None, by: Any = None) -> dict[str, list[Any]]:
    """The same rows by folding each stream of the log anew."""
    found: dict[str, list[Any]] = {of.name: [] for model in READ_MODELS for of in model.tables}
    events = [r for r in views.work.events() if upto is None or r.position <= upto]
    if by is not None:
        events = sorted(
            (r for r in events if r.context.at <= by), key=lambda r: (r.context.at, r.position)
        )
    for model in READ_MODELS:
        names = {of.row: of.name for of in model.tables}
        deciders = {decider.name for decider in model.reads}
        states: dict[str, Any] = {}
        for recorded in events:
            decider, _, id = recorded.stream.partition("/")
            if decider in deciders:
                before = states.get(id, model.initial)
                states[id] = model.evolve(before, recorded)
                told = Told(to_microseconds(recorded.context.at), recorded.position, recorded)
                for row in model.gather([*model.entries(UUID(id), before, states[id], told)]):
                    found[names[type(row)]] += said(row)
        for id, state in states.items():
            for row in model.rows(UUID(id), state):
                found[names[type(row)]].append(repr(row))
    return {name: sorted(rows) for name, rows in found.items()}


def test_live_rows_are_the_fold_of_the_log(target: str):
    with opened(target) as views:
        company = live(views, 0)
        for _ in range(STEPS // 20):
            company.live(20)
            views.projector.catch_up()
        assert tables_of(views) == folded(views)


def test_rows_known_at_a_position_are_the_fold_of_the_log_up_to_it(target: str):
    with opened(target) as views:
        live(views)
        end = views.projector.catch_up(batch=50)
        for position in (0, 1, 7, end // 3, end // 2, end - 1, end, end + 5):
            assert tables_of(views, When(as_of=position)) == folded(views, min(position, end))


def test_rows_true_at_a_time_are_the_fold_of_what_had_happened_by_then(target: str):
    with opened(target) as views:
        live(views)
        events = list(views.work.events())
        for recorded in events[:: len(events) // 7]:
            at = recorded.context.at
            assert _without_journal(tables_of(views, When(valid_at=at))) == _without_journal(
                folded(views, by=at)
            )
            half = len(events) // 2
            assert _without_journal(
                tables_of(views, When(as_of=half, valid_at=at))
            ) == _without_journal(folded(views, upto=events[half - 1].position, by=at))


def _without_journal(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """They tell what a stream said in the order of recording, and are compared by position."""
    journals = {of.name for model in READ_MODELS for of in model.tables if of.journal}
    return {name: rows for name, rows in tables.items() if name not in journals}


def test_a_rebuild_gives_the_same_rows_beside_those_that_are_read(target: str):
    with opened(target) as views:
        live(views)
        views.projector.catch_up(batch=30)
        past = When(as_of=100)
        before, then = tables_of(views), tables_of(views, past)
        views.projector.rebuild()
        assert {g.stage for g in views.projector.standing()} == {"live", "building"}
        views.projector.catch_up(batch=70)
        assert tables_of(views) == before
        assert tables_of(views, past) == then
        assert {g.generation for g in views.projector.standing() if g.stage == "live"} == {2}


def test_a_crash_between_any_two_batches_changes_nothing(target: str):
    with opened(target) as views:
        live(views, 80)
        expected = folded(views)
    while True:
        with opened(target) as views:
            views.projector._step(17)
            standing = views.projector.standing()
        if all(g.stage != "building" for g in standing):
            break
    with opened(target) as views:
        assert tables_of(views) == expected


def test_a_batch_that_is_not_committed_leaves_no_trace(target: str):
    with opened(target) as views, pytest.MonkeyPatch.context() as patch:
        company = live(views, 60)
        views.projector.catch_up()
        company.live(30)

        def pull_the_plug(*_: object) -> None:
            raise OSError("power cut")

        patch.setattr(views.projector, "_switch", pull_the_plug)
        with pytest.raises(OSError, match="power cut"):
            views.projector.catch_up()
        patch.undo()
        assert tables_of(views) == folded(views)


def poisoned(model: Any, at: int) -> Any:
    def evolve(state: Any, recorded: Recorded) -> Any:
        if recorded.position == at:
            raise ValueError("cannot take this in")
        return model.evolve(state, recorded)

    return replace(model, evolve=evolve)


def test_a_poisonous_event_stops_its_model_alone_until_it_is_retried(target: str):
    with opened(target) as views:
        live(views, 80)
        work_events = [r for r in views.work.events() if r.stream.startswith("work-item")]
        poison = work_events[len(work_events) // 2].position
        end = views.work.log.head().position
    models = tuple(poisoned(m, poison) if m.name == "items" else m for m in READ_MODELS)
    with opened(target, models) as views:
        with pytest.raises(BeingRebuilt, match="items"):
            tables_of(views)
        standing = {g.model: g for g in views.projector.standing()}
        assert standing["items"].failed_at == poison
        assert "cannot take this in" in (standing["items"].error or "")
        assert standing["items"].position == poison - 1
        assert standing["entries"].position == end
    with opened(target) as views:
        views.projector.retry("items")
        assert tables_of(views) == folded(views)


def test_a_model_that_is_tried_again_catches_up_with_the_others_and_they_take_nothing_twice(
    target: str,
):
    ill: set[int] = set()

    def evolve(state: Any, recorded: Recorded) -> Any:
        if recorded.position in ill:
            raise ValueError("not now")
        return items.evolve(state, recorded)

    models = tuple(replace(m, evolve=evolve) if m is items else m for m in READ_MODELS)
    with opened(target, models) as views:
        company = live(views, 40)
        views.projector.catch_up()
        before = views.work.log.head().position
        company.live(40)
        ill |= {
            recorded.position
            for recorded in views.work.events(after=before)
            if recorded.stream.startswith("work-item")
        }
        views.projector.catch_up()
        standing = {g.model: g for g in views.projector.standing()}
        assert standing["items"].failed_at == min(ill), "whichever stream is looked at first"
        assert standing["items"].position == min(ill) - 1
        assert standing["mentions"].position == views.work.log.head().position
        ill.clear()
        company.live(20)
        views.projector.retry("items")
        views.projector.catch_up()
        assert tables_of(views) == folded(views)


def test_an_event_of_an_unknown_kind_stops_the_models_that_read_its_stream(tmp_path: Path):
    target = str(tmp_path / "work.db")
    with opened(target) as views:
        live(views, 10)
        views.projector.catch_up()
        stream = f"work-item/{new_id()}"
        with views.work.log.transaction() as transaction:
            transaction.append([NewEvent(stream, 1, "work-item.sung.v1", b"{}")], 10**16)
        views.projector.catch_up()
        failed = {g.model for g in views.projector.standing() if g.error}
        assert failed == {model.name for model in READ_MODELS if work_item in model.reads}


def test_a_model_whose_version_was_raised_is_built_from_the_first_event_on(target: str):
    with opened(target) as views:
        live(views, 40)
        before = tables_of(views)
    version = items.version
    raised = tuple(replace(m, version=version + 1) if m is items else m for m in READ_MODELS)
    with opened(target, raised) as views:
        assert tables_of(views) == before
        stages = {(g.model, g.version): g.stage for g in views.projector.standing()}
        assert stages["items", version] == "retired"
        assert stages["items", version + 1] == "live"


def test_two_processes_keep_one_set_of_read_models_in_step(target: str):
    with opened(target) as one, opened(target) as other:
        company = live(one, 40)
        threads = [
            Thread(target=lambda v=v: [v.projector.catch_up(batch=5) for _ in range(3)])
            for v in (one, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        company.live(40)
        other.projector.catch_up(batch=9)
        company.live(10)
        one.projector.catch_up(batch=9)
        assert tables_of(one) == tables_of(other) == folded(one)


def test_who_follows_is_told_when_a_position_is_reached(target: str):
    with opened(target) as views:
        views.projector.catch_up()
        views.follow()
        receipt = views.work.do(new_id(), AddWorkItem(title="New"), _now(views))
        with views.reader(min_position=receipt.position, timeout=20) as reader:
            assert [row.title for row in reader.rows(ItemRow)] == ["New"]
        with (
            pytest.raises(NotThatFar, match="was not reached"),
            views.reader(min_position=receipt.position + 1, timeout=0.01),
        ):
            pass


def _now(views: Views) -> Context:
    return Context(OPERATOR, views.work.now())


def test_a_view_asked_by_hand_takes_in_what_was_just_written():
    with opened(":memory:") as views:
        assert views.work_items() == []
        views.work.do(new_id(), AddWorkItem(title="New"), _now(views))
        assert [row.title for row in views.work_items()] == ["New"]
        assert items in views._models


# -- the place they lie in ---------------------------------------------------------------------


def test_read_models_of_another_workspace_are_thrown_away(tmp_path: Path):
    with opened(str(tmp_path / "one.db")) as views:
        live(views, 30)
        views.projector.catch_up()
    with opened(str(tmp_path / "other.db")) as views:
        live(views, 10, seed=2)
        expected = folded(views)
    (tmp_path / "one.db-views").rename(tmp_path / "other.db-views")
    with opened(str(tmp_path / "other.db")) as views:
        assert tables_of(views) == expected


def test_read_models_ahead_of_a_restored_log_are_built_anew(target: str):
    with opened(target) as views:
        live(views, 30)
        views.projector.catch_up()
        with views.shelf.write() as connection:
            ahead = generations.c.position + 1000
            connection.execute(update(generations).values(position=ahead))
    with opened(target) as views:
        assert tables_of(views) == folded(views)
        assert {g.stage for g in views.projector.standing()} == {"live"}


def test_read_models_in_an_older_format_are_built_anew(tmp_path: Path):
    with opened(str(tmp_path / "work.db")) as views:
        live(views, 10)
        views.projector.catch_up()
        with views.shelf.write() as connection:
            connection.execute(update(owner).values(mark=f"1/{views.work.log.workspace_id}"))
            connection.execute(update(generations).values(error="Told in another shape"))
    with opened(str(tmp_path / "work.db")) as views:
        assert tables_of(views) == folded(views)


def test_something_else_in_the_place_of_the_read_models_is_refused(tmp_path: Path):
    (tmp_path / "work.db-views").write_bytes(b"This is a letter to my aunt. " * 100)
    with pytest.raises(StoreError, match="delete them"), opened(str(tmp_path / "work.db")):
        pass
    with sqlite3.connect(tmp_path / "other.db-views") as foreign:
        foreign.execute("CREATE TABLE songs (title)")
    foreign.close()
    with pytest.raises(StoreError, match="something else"), opened(str(tmp_path / "other.db")):
        pass


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "work.db-views").mkdir()
    with pytest.raises(StoreUnavailable, match="out of reach"), opened(str(tmp_path / "work.db")):
        pass
