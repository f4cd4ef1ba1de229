"""Work that may be laid aside is planned in pieces: in previews, in plans that hold, and after."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.plans.asked import Manner
from projections.plans.rows import PlanRow
from projections.plans.what_if import Level
from projections.view import When
from tests.projections.plans.workshop import NONE, Workshop, at, day
from workdomain.execution.schedule_words import Bar, Piece
from workdomain.planning.specification import AllowSplitting, ForbidSplitting
from workdomain.planning.work_item import MoveWorkItem, PlanWorkItemDates, Priority

A_MINUTE = timedelta(minutes=1)


def spans(row: PlanRow) -> list[tuple[datetime, datetime]]:
    return [(each.start, each.finish) for each in row.pieces]


def around(shop: Workshop) -> tuple[UUID, UUID]:
    """Let Ana draw for two days, around a meeting of four hours on Tuesday."""
    draw = shop.item("Draw", shop.ana, hours=16)
    meeting = shop.item("Meeting", shop.ana, hours=4, priority=Priority.URGENT)
    shop.office.do(meeting, PlanWorkItemDates(start=day(1), due=day(1)))
    return draw, meeting


def test_work_is_in_one_go_unless_somebody_lets_it_be_laid_aside(shop: Workshop):
    draw, _ = around(shop)
    assert shop.preview()["Draw"].pieces == ()
    assert shop.preview()["Draw"].start == at(1, 13)
    shop.office.do(draw, AllowSplitting())
    row = shop.preview()["Draw"]
    assert spans(row)[1][0] == at(1, 13)
    assert (row.start, row.finish) == (spans(row)[0][0], spans(row)[1][1])
    shop.office.do(draw, ForbidSplitting())
    assert shop.preview()["Draw"].pieces == ()


def test_what_if_splits_as_the_item_itself_would(shop: Workshop):
    draw, _ = around(shop)
    rows = shop.office.views.what_if(buffers=NONE, change=[f"split {draw}"])
    tried = next(row for row in rows if row.title == "Draw")
    assert tried.level is Level.ITEM
    shop.office.do(draw, AllowSplitting())
    row = shop.preview()["Draw"]
    assert (tried.start_after, tried.finish_after) == (row.start, row.finish)


def test_a_plan_keeps_its_pieces_now_then_and_rebuilt(shop: Workshop):
    draw, _ = around(shop)
    shop.office.do(draw, AllowSplitting())
    shop.propose(publish=True)
    pieces = spans(shop.office.views.timeline()[0])
    assert len(pieces) == 2
    before = shop.office.work.log.head().position
    shop.office.do(draw, ForbidSplitting())
    assert spans(shop.office.views.timeline()[0]) == pieces, "a version does not change"
    assert spans(shop.office.views.timeline(as_of=before)[0]) == pieces
    shop.office.views.projector.rebuild()
    shop.office.views.projector.catch_up()
    assert spans(shop.office.views.timeline()[0]) == pieces
    assert not shop.office.compare("timeline", {}, When(as_of=before), When())
    assert shop.preview()["Draw"].pieces == ()


def test_other_plans_may_use_the_time_between_the_pieces(shop: Workshop):
    draw, meeting = around(shop)
    shop.office.do(draw, AllowSplitting())
    shop.propose(publish=True)
    other = shop.office.project("OTH", shop.ana)
    free = PlanWorkItemDates(start=None, due=None)
    shop.office.do(meeting, MoveWorkItem(project=other), free)
    assert shop.preview(project=other)["Meeting"].start == at(1, 9)


def test_kept_plans_keep_pieces_while_they_may_be_pieces(shop: Workshop):
    draw, _ = around(shop)
    glue = shop.item("Glue", shop.ben, hours=4)
    for item in (draw, glue):
        shop.office.do(item, AllowSplitting())
    first = shop.propose(publish=True)
    again = shop.office.views.replan(schedule=first.schedule, buffers=NONE)
    assert again[0].moved == 0
    shop.office.do(draw, ForbidSplitting())
    moved = {row.title: row for row in shop.office.views.replan(schedule=first.schedule)}
    assert moved["Draw"].start_after == at(1, 13)
    assert "Glue" not in moved
    shop.propose(manner=Manner.KEEP, publish=True)
    (row,) = [row for row in shop.office.views.timeline() if row.title == "Draw"]
    assert (row.pieces, row.start) == ((), at(1, 13))


@pytest.mark.parametrize("pieces", [((0, 2), (1, 4)), ((2, 1),), ((0, 5),), ((-1, 1),)])
def test_pieces_lie_one_after_the_other_within_the_bar(pieces: tuple[tuple[int, int], ...]):
    moments = [datetime(2026, 3, 2, 9, tzinfo=UTC) + n * A_MINUTE for n in range(-1, 6)]
    told = tuple(Piece(start=moments[a + 1], finish=moments[b + 1]) for a, b in pieces)
    with pytest.raises(ValidationError, match="one after the other"):
        Bar(item=UUID(int=1), start=moments[1], finish=moments[5], pieces=told)
