"""How long the tree of goals takes over HTTP, beside one raw SQL read of the same rows."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.figures import Bar, Figure, in_turns, ms, seconds_of
from benchmarks.http import prepare, server
from benchmarks.logs import Bench
from projections.catalog import READ_MODELS
from projections.models.goals import KeyResultRow, ObjectiveRow
from projections.shelf import Shelf, standing
from projections.timeline import OPEN, OPEN_NODE
from projections.views import Views
from workdomain.identification.check_in_words import CheckIn, Told
from workdomain.identification.goal_words import ProgressDriver
from workdomain.identification.key_result_words import AddKeyResult
from workdomain.identification.measures import KeyResultKind
from workdomain.identification.objective_life import ActivateObjective
from workdomain.identification.profile import AddObjective
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson
from workdomain.values import OPERATOR
from workdomain.work import Work

EACH = 4
"""Key results of an objective."""
BRANCHES = 6
"""Objectives that serve one, of which all but those at the ends are driven by them, too."""
BATCH = 2_000
QUARTER = date(2026, 10, 1), date(2026, 12, 31)


def goals(bench: Bench) -> Iterator[Figure]:
    """Measure the whole tree, all of it in one answer."""
    count = bench.scale.goals
    path = bench.folder / "goals.db"
    token = prepare(str(path))
    with Work.open(path) as work, Views(work) as views:
        _fill(work, count)
        assert views.ask("goals").rows, "the read models are built"
    rows = 1 + count * (1 + EACH)
    with (
        server("ours", str(path)) as port,
        closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
        closing(sqlite3.connect(f"{path}-views")) as raw,
    ):
        target = f"/api/v1/views/goals?limit={rows}"
        headers = {"Authorization": f"Bearer {token}"}

        def ask() -> bytes:
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == HTTPStatus.OK, body
            return body

        assert len(json.loads(ask())["rows"]) == rows
        queries = _queries(path)
        assert sum(len(raw.execute(query).fetchall()) for query in queries) == rows - 1

        def read() -> None:
            for query in queries:
                raw.execute(query).fetchall()

        runs = (lambda: seconds_of(ask)), (lambda: seconds_of(read))
        in_turns(3, *runs)
        ours, yardstick = in_turns(bench.scale.asked, *runs)
    yield Figure(
        f"tree of {count:,} goals with {count * EACH:,} key results over HTTP, p50",
        ms(ours),
        f"one raw SQL read (SELECT *) of the same rows: {ms(yardstick)}",
        ours / yardstick,
        Bar("at most", 5),
    )


def _queries(path: Path) -> list[str]:
    """Write the queries that read the rows as they are now, whole."""
    with Work.open(path, create=False) as work:
        shelf = Shelf(str(path), work.log.workspace_id)
        with shelf.read() as connection:
            live = {g.model: g for g in standing(connection) if g.stage == "live"}
        tables: dict[Any, Any] = {}
        for model in READ_MODELS:
            tables.update(live[model.name].tables(model))
        shelf.close()
    return [
        f"SELECT * FROM {tables[row].table.name} WHERE node = {OPEN_NODE} AND to_position = {OPEN}"
        for row in (ObjectiveRow, KeyResultRow)
    ]


def _fill(work: Work, count: int) -> None:
    """Set goals: a tree of them, each with an owner, its key results, and one check-in."""
    asked, start = list[tuple[UUID, Command, Context]](), datetime(2026, 10, 1, 8, tzinfo=UTC)
    owners = [UUID(int=1 << 100 | n) for n in range(max(1, count // 10))]
    for number, owner in enumerate(owners):
        asked.append((owner, AddPerson(name=f"Person {number}"), Context(OPERATOR, start)))
    for number in range(count):
        asked += _goal(number, owners[number % len(owners)], start + timedelta(seconds=number))
    for first in range(0, len(asked), BATCH):
        for answer in work.do_all(asked[first : first + BATCH]):
            if isinstance(answer, Exception):
                raise answer


def _goal(number: int, owner: UUID, at: datetime) -> Iterator[tuple[UUID, Command, Context]]:
    context = Context(OPERATOR, at)
    id, results = (
        UUID(int=2 << 100 | number),
        [UUID(int=3 << 100 | EACH * number + n) for n in range(EACH)],
    )
    yield (
        id,
        AddObjective(
            title=f"Objective number {number} of the company",
            owner=owner,
            first=QUARTER[0],
            last=QUARTER[1],
            aligned_to=UUID(int=2 << 100 | (number - 1) // BRANCHES) if number else None,
            driver=ProgressDriver.BOTH,
        ),
        context,
    )
    for place, result in enumerate(results):
        measured = {"kind": KeyResultKind.INCREASE, "baseline": 100, "target": 200 + place}
        given = {"key_result": result, "name": f"Key result {place} of {number}", **measured}
        yield id, AddKeyResult.model_validate(given), context
    yield id, ActivateObjective(), context
    values = tuple(
        Told(key_result=each, value=Decimal(900 + 37 * (EACH * number + place) % 1201) / 10)
        for place, each in enumerate(results)
    )
    check_in = CheckIn(check_in=UUID(int=4 << 100 | number), values=values, confidence=7)
    yield id, check_in, Context(OPERATOR, at + timedelta(days=30))
